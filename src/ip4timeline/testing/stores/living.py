"""Laws of a timeline that stands on a store: it keeps in step, and lets no fault in."""

from __future__ import annotations

from typing import Any

import attrs

from ip4timeline.engine.errors import Fault, RecordError
from ip4timeline.engine.events.amendments import Correction, Retraction
from ip4timeline.engine.events.entry import Cite
from ip4timeline.nato.kinds.occasions import Attendance, OccasionScheduled
from ip4timeline.nato.kinds.offices import OfficeChanged
from ip4timeline.nato.partners import Delegate
from ip4timeline.nato.registries import Coverage, Occasion, Office, Person, Registries
from ip4timeline.record.checks import check, check_coverage
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.errors import ConflictError, StaleError, StoreError
from ip4timeline.store.following import follow
from ip4timeline.store.live import Live
from ip4timeline.store.log.rows import Checkpoint, Recorded, Revision
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.stores.bench import SOURCE, Bench, event, refused, source, together

_CITES = (Cite(source="s"),)
_SUMMIT = Occasion(
    id="summit", title="Summit", format="summit", dates="2024-07-09/2024-07-11", series="summits"
)
_SCHEDULED = OccasionScheduled(
    id="scheduled",
    occurred="2024-01-01",
    partners=["japan"],
    occasion="summit",
    dates="2024-07-09/2024-07-11",
    summary="It is planned.",
    cites=_CITES,
)
_ATTENDED = Attendance(
    id="attended",
    occurred="2024-07-10",
    partners=["japan"],
    occasion="summit",
    delegates=[Delegate(level="leader", person="ann")],
    summary="Ann came.",
    cites=_CITES,
)
_CORRECTED = Correction(
    id="corrected",
    target="attended",
    known="2024-08-01",
    reason="it was the tenth",
    replacement=attrs.evolve(_ATTENDED, known="2024-08-01"),
    cites=_CITES,
)
_BASIS: list[Any] = [source(), Person(id="ann", name="Ann"), _SUMMIT, _SCHEDULED, _ATTENDED]


def _gone(id: str, known: str | None = None) -> Retraction:
    return Retraction(
        id=f"no-{id}-{known}", target=id, known=known, reason="was not so", cites=_CITES
    )


def _second(id: str, seq: int = 0) -> OfficeChanged:
    return OfficeChanged(
        id=id,
        occurred="2024-05-01",
        office="pm",
        person="ann" if id < "o" else "ben",
        capacity="full",
        partners=["japan"],
        seq=seq,
        summary="Sworn in.",
        cites=_CITES,
    )


_OFFICE = [
    Office(id="pm", title="Prime Minister", party="japan", level="leader"),
    Person(id="ben", name="Ben"),
]
_KNOWN: list[Any] = [*_BASIS, _CORRECTED]
_CASES = (
    [_ATTENDED],
    [attrs.evolve(_ATTENDED, id="elsewhere", occasion="nowhere")],
    [attrs.evolve(_ATTENDED, id="late", occurred="2024-08-10", known="2024-08-10")],
    [attrs.evolve(_ATTENDED, id="korea", partners=["korea"])],
    [_gone("scheduled")],
    [_gone("scheduled", "2024-06-01")],
    [_gone("scheduled"), _gone("attended")],
    [_gone("attended")],
    [_gone("nobody")],
    [_gone("no-attended-None"), _gone("attended")],
    [event(1, summary="")],
    [attrs.evolve(event(1), cites=[Cite(source="missing")])],
    [*_OFFICE, _second("n")],
    [*_OFFICE, _second("n"), _second("p")],
    [*_OFFICE, _second("n"), _second("p", seq=1)],
    [attrs.evolve(_CORRECTED, id="second")],
    [attrs.evolve(_CORRECTED, id="second", seq=1)],
    [_gone("attended", "2024-09-01")],
    [attrs.evolve(_CORRECTED, id="undated", known=None)],
    [attrs.evolve(SOURCE, id="nowhere", url="javascript:alert(1)")],
    [Person(id="japan", name="Nippon")],
    [Coverage(series="nothing", kinds=["visit"], period="2024/2025", state="sampled")],
    [Coverage(series="summits", kinds=["attendance"], period="2024/2025", state="sampled")],
)


def _whole(timeline: Timeline) -> set[str]:
    entries, registries = timeline.entries, timeline.registries
    found: list[Fault] = [*check(entries, registries)]
    found += [fault for _, fault in check_coverage(entries, registries)]
    return {str(fault) for fault in found}


@law("store")
def a_live_timeline_is_that_of_the_log(bench: Bench) -> None:
    """A timeline that was kept in step is the one that the log gives, whoever wrote."""
    store = bench.new()
    one, other = Live(store), Live(bench.reopen(store))
    one.append(_BASIS[:3])
    other.append(_BASIS[3:])
    one.append([Revision(attrs.evolve(_SUMMIT, venue="Washington"), replaces=3)])
    before = other.version
    expect((one.catch_up(), other.catch_up()), (6, 6), "the positions")
    made = Timeline(_BASIS[3:], one.timeline.registries)
    for live in (one, other):
        expect(live.timeline, made, "the timeline")
        expect(live.timeline.digest, store.timeline().digest, "its digest")
        expect(live.timeline.registries.occasion("summit").venue, "Washington", "a revised row")
    expect((one.version == other.version, other.version == before), (True, False), "the versions")


@law("store")
def in_context_as_in_the_whole(bench: Bench) -> None:
    """Rows that are checked in context have the faults that reading all as one would find.

    Retracting a scheduling is a fault of its attendance: a check that only grows misses it.
    """
    for rows in _CASES:
        store = bench.new()
        live = Live(store)
        live.append(_KNOWN)
        found = {str(fault) for fault in live.check(rows)}
        faults = _whole(live.timeline.append(*rows))
        expect(found, faults, f"the faults of {[getattr(r, 'id', r) for r in rows]}")
        if faults:
            refused(RecordError, lambda: live.append(rows))  # noqa: B023
            expect(store.position, len(_KNOWN), "the position after it was refused")
        else:
            live.append(rows)
            expect(live.timeline, store.timeline(), "the timeline")


@law("store")
def what_an_append_refuses_a_check_finds(bench: Bench) -> None:
    """Rows that an append refuses for their place have a fault before, and others have none."""
    store = bench.new()
    live, one = Live(store), source("one")
    live.append([source(), *_OFFICE, event(1)])
    live.append([Revision(one, replaces=1)])
    for rows in (
        [Revision(one, replaces=99)],
        [Revision(one, replaces=4)],
        [Revision(one, replaces=2)],
        [Revision(one, replaces=0)],
        [Revision(event(1), replaces=4)],
        [Revision(source("two"), replaces=1)],
        [Revision(source("two"), replaces=5), Revision(source("three"), replaces=5)],
        [event(2), event(2, "otherwise")],
        [source("two", id="t"), source("three", id="t")],
        [event(1, "otherwise")],
        [source("two")],
        [Revision(source("two"), replaces=5)],
        [Revision(one, replaces=1)],
        [Revision(one, replaces=5)],
        [one],
        [source()],
        [event(1)],
    ):
        faults = live.check(rows)
        try:
            store.append(rows, expected=-1)
        except StaleError:
            kept = True  # it was about to be written
        except StoreError:
            kept = False
        else:
            kept = True  # it is known
        expect(not faults, kept, f"whether a check finds nothing in {rows}")
    refused(StoreError, lambda: live.check(["no row"]))
    refused(StoreError, lambda: live.append(["no row"]))


@law("store")
def a_retry_is_not_checked_again(bench: Bench) -> None:
    """A batch that is there is known, even where the base has changed and it would be refused."""
    store = bench.new()
    base = Timeline(_BASIS[3:4], Registries(sources=(source(),), occasions=(_SUMMIT,)))
    people = [Person(id="ann", name="Ann")]
    Live(store, base).append([*people, _ATTENDED])
    for expected in (None, 0):
        again = Live(store).append([*people, _ATTENDED], expected=expected)
        expect((again.added, len(again.known)), ((), 2), f"on no base, expected {expected}")
    refused(ConflictError, lambda: Live(store, base).append([source("other")]))
    other = attrs.evolve(_ATTENDED, notes="other")
    error = refused(ConflictError, lambda: Live(store).append([other]))
    expect(error.position, 2, "the position of a conflict in the log")


@law("store")
def who_is_stale_decides_again(bench: Bench) -> None:
    """Many who check and append at once let no fault in, and lose nothing."""
    store = bench.new()
    Live(store).append([*_BASIS, *_OFFICE])
    refused(StaleError, lambda: Live(store).append([event("x")], expected=2))
    outcomes: list[str] = []

    def write(id: str) -> None:
        live = Live(bench.reopen(store))
        for number in range(3):
            live.append([event(f"{id}-{number}")])
        try:
            live.append([_second(id)])
        except RecordError:
            outcomes.append(id)

    raised = together(*(lambda id=id: write(id) for id in ("n", "p")))
    expect((raised, len(outcomes)), ([], 1), "what two met who would tie an office")
    expect(_whole(store.timeline()), set[str](), "the faults of the log")
    expect(store.position, 7 + 6 + 1, "the position")


class _Count:
    """A read model: how often each key was seen."""

    def __init__(self) -> None:
        self.mark: Checkpoint | None = None
        self.seen: list[str] = []
        self.resets = 0

    def checkpoint(self) -> Checkpoint | None:
        return self.mark

    def reset(self) -> None:
        self.mark, self.seen, self.resets = None, [], self.resets + 1

    def apply(self, rows: object, checkpoint: Checkpoint) -> None:
        assert isinstance(rows, list)
        self.seen += [told.row.id for told in rows if isinstance(told, Recorded)]
        self.mark = checkpoint


@law("store")
def a_read_model_is_rebuilt_when_it_must_be(bench: Bench) -> None:
    """A read model goes on from its checkpoint, and is rebuilt for another log, base or version."""
    store, model = bench.new(), _Count()
    store.append([SOURCE, event(1)])
    expect(follow(store, model, base="b", version="1", wait=0), 2, "the position at first")
    store.append([event(2)])
    expect(follow(store, model, base="b", version="1", wait=0), 3, "the position then")
    expect((model.seen, model.resets), (["s", "e-1", "e-2"], 0), "what was seen")
    for number, (base, version) in enumerate([("b", "2"), ("c", "2")], 1):
        follow(store, model, base=base, version=version, wait=0)
        expect((len(model.seen), model.resets), (3, number), f"with {base} and {version}")
    grown = bench.new()
    grown.append([event(7), event(8), event(9), event(10)])
    follow(grown, model, base="c", version="2", wait=0)
    expect((model.seen, model.resets), (["e-7", "e-8", "e-9", "e-10"], 3), "of another log")
