"""Laws of appending: all or nothing, in one order, each row once, and nothing that is not sound."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any, ClassVar
from unittest import mock

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.amendments import Correction
from ip4timeline.engine.events.entry import Cite
from ip4timeline.engine.events.kinds import _KINDS, _UPCASTERS, upcaster
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.voices import Statement
from ip4timeline.nato.registries import Registries
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.errors import ConflictError, StaleError, StoreError
from ip4timeline.store.log.rows import Revision
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.stores.bench import COVERAGE, SOURCE, Bench, event, ids, refused, source


@law("store")
def an_empty_log_is_at_zero(bench: Bench) -> None:
    """A new log has no row, and its timeline is empty."""
    store = bench.new()
    expect((store.position, list(store.read())), (0, []), "an empty log")
    expect(store.timeline(), Timeline(), "the timeline of an empty log")
    expect(store.append([]).position, 0, "the position after an empty batch")


@law("store")
def what_is_acknowledged_is_read_by_others(bench: Bench) -> None:
    """What an append acknowledged, another handle reads."""
    store = bench.new()
    done = store.append([SOURCE, event(1)])
    other = bench.reopen(store)
    expect((done.position, other.position), (2, 2), "the position here and there")
    expect([r.row for r in other.read()], [SOURCE, event(1)], "the rows there")


@law("store")
def rows_come_back_equal(bench: Bench) -> None:
    """Every row comes back as it went in, whatever its texts."""
    correction = Correction(
        id="c-1",
        target="e-1",
        reason="was otherwise",
        known="2024-02-01",
        replacement=event(1, "otherwise", known="2024-02-01"),
        cites=[Cite(source="s", locator="p. 1")],
    )
    store, told = bench.new(), (event(1, "東京 \x00 \\ \" '"), event("é\x00"), correction)
    store.append([SOURCE, COVERAGE, *told])
    expect([r.row for r in bench.reopen(store).read()], [SOURCE, COVERAGE, *told], "the rows")
    made = Timeline(told, Registries(sources=(SOURCE,), coverage=(COVERAGE,)))
    expect(store.timeline().digest, made.digest, "the digest of the timeline")


@law("store")
def positions_have_no_gap(bench: Bench) -> None:
    """Positions are 1, 2, 3 ... in the order of the commits, whatever was refused in between."""
    store = bench.new()
    for number in range(4):
        store.append([event(f"{number}-{place}") for place in range(number)])
        refused(StoreError, lambda: store.append([event("x"), event("y", known="9999-01-01")]))
        if number:
            refused(ConflictError, lambda: store.append([event("x"), event("1-0", "other")]))
    expect([r.position for r in store.read()], list(range(1, 7)), "the positions")


@law("store")
def a_batch_is_kept_whole_or_not_at_all(bench: Bench) -> None:
    """Of a batch of which one row is refused nothing is kept."""
    store = bench.new()
    store.append([event(1)])
    refused(ConflictError, lambda: store.append([event(2), event(1, "other"), event(3)]))
    refused(StoreError, lambda: store.append([event(2), event(3, known="9999-01-01")]))
    expect(ids(bench.reopen(store)), ["e-1"], "the rows after refused batches")
    expect(store.append([event(2)]).added, ("event/e-2",), "a row of a refused batch, by itself")


@law("store")
def the_same_again_adds_nothing(bench: Bench) -> None:
    """A row that is there already with the same contents is known, and no error."""
    store = bench.new()
    store.append([event(1), SOURCE])
    again = bench.reopen(store).append([event(2), event(1), SOURCE, event(2)])
    known = ("event/e-1", "source/s")  # in the order in which they were given
    expect((again.added, again.known), (("event/e-2",), known), "a batch")
    expect((again.position, store.position), (3, 3), "the position")


@law("store")
def other_contents_conflict(bench: Bench) -> None:
    """Other contents under the same id are refused, with the position of those that are there."""
    store = bench.new()
    store.append([SOURCE, event(1)])
    error = refused(ConflictError, lambda: store.append([event(1, "other")]))
    expect((error.key, error.position), ("event/e-1", 2), "the conflict")
    error = refused(ConflictError, lambda: store.append([source("other")]))
    expect((error.key, error.position), ("source/s", 1), "the conflict of a row of a registry")
    refused(ConflictError, lambda: store.append([event(5), event(5, "other")]))


@law("store")
def tables_share_no_ids(bench: Bench) -> None:
    """A source and an event may have one id."""
    store = bench.new()
    expect(store.append([source(id="e-1"), event(1)]).position, 2, "the position")


@law("store")
def a_stale_writer_is_refused(bench: Bench) -> None:
    """Who expects the log elsewhere is refused anything new, and told where it is."""
    store = bench.new()
    store.append([event(1)], expected=0)
    error = refused(StaleError, lambda: store.append([event(2)], expected=0))
    expect((error.expected, error.position), (0, 1), "the error")
    refused(StaleError, lambda: store.append([event(2)], expected=7))
    expect(store.position, 1, "the position")


@law("store")
def a_retry_is_never_stale(bench: Bench) -> None:
    """A batch that is there already is known, whatever came since and whoever expects what.

    An answer can be lost: the writer cannot know better than to send the same again.
    """
    store = bench.new()
    store.append([event(1)], expected=0)
    store.append([event(2)])
    again = store.append([event(1)], expected=0)
    expect((again.added, again.known, again.position), ((), ("event/e-1",), 2), "the retry")


@law("store")
def a_retry_is_not_judged_again(bench: Bench) -> None:
    """A row that is there is known even if it would be refused today."""
    store, today = bench.new(), dt.datetime.now(dt.UTC).date()
    row = event(1, known=today.isoformat())
    store.append([row])
    long_ago = time.time_ns() - 10 * 86_400 * 10**9
    with mock.patch("time.time_ns", return_value=long_ago):
        expect(store.append([row]).known, ("event/e-1",), "a retry after the clock stepped back")


class _Unreadable(Event):
    kind: ClassVar[str] = "store-law-unreadable"


_Unreadable = attrs.frozen(kw_only=True, order=False, eq=False, repr=False)(_Unreadable)  # type: ignore[misc]


@law("store")
def what_could_not_be_read_back_is_refused(bench: Bench) -> None:
    """A row that nobody could read again is refused before it is written.

    One such row, and the whole log cannot be read.
    """
    store, row = bench.new(), _Unreadable(id="u", occurred="2024", partners=["japan"])
    refused(TimelineError, lambda: store.append([event(1), row]))
    refused(TimelineError, lambda: store.append([event(1), "no row"]))
    expect((store.position, list(store.read())), (0, []), "the log")


@law("store")
def nothing_is_recorded_before_it_is_known(bench: Bench) -> None:
    """A row that is known more than a day after it is recorded is refused."""
    store, today = bench.new(), dt.datetime.now(dt.UTC).date()

    def on(days: int) -> Statement:
        return event(days, known=(today + dt.timedelta(days)).isoformat())

    store.append([on(0)])
    refused(StoreError, lambda: store.append([on(3)]))
    amended = Correction(
        id="c",
        target="e-0",
        reason="was otherwise",
        replacement=attrs.evolve(on(3), id="e-0"),
        cites=[Cite(source="s")],
    )
    refused(StoreError, lambda: store.append([amended]))
    expect(store.position, 1, "the position")


@law("store")
def a_revision_names_what_it_replaces(bench: Bench) -> None:
    """A revision of a row of a registry names the position that it replaces.

    It is refused if another came between; one that is sent again is known.
    """
    store, one, two = bench.new(), source("one"), source("two")
    store.append([one])
    store.append([Revision(two, replaces=1)])
    expect(store.append([Revision(two, replaces=1)]).known, ("source/s",), "a revision again")
    error = refused(ConflictError, lambda: store.append([Revision(source("three"), replaces=1)]))
    expect(error.position, 2, "the position of what came between")
    expect(store.append([Revision(one, replaces=2)]).position, 3, "the first once more")
    expect(store.append([one]).known, ("source/s",), "the first, sent again")
    titles = [store.timeline(at=p).registries.source("s").title for p in (1, 2, 3)]
    expect(titles, ["one", "two", "one"], "what the log said at each position")
    refused(StoreError, lambda: store.append([Revision(two, replaces=9)]))
    refused(StoreError, lambda: store.append([Revision(source(id="other"), replaces=3)]))
    refused(StoreError, lambda: store.append([Revision(event(1), replaces=3)]))
    expect(store.position, 3, "the position")


@law("store")
def of_two_revisions_in_a_batch_one_counts(bench: Bench) -> None:
    """In one batch a position is revised once, and only a row that the log has is revised.

    Positions are given when a batch is written; nobody can name one before.
    """
    store, one, two = bench.new(), source("one"), source("two")
    refused(StoreError, lambda: store.append([one, Revision(two, replaces=1)]))
    store.append([one])
    both = [Revision(two, replaces=1), Revision(source("three"), replaces=1)]
    refused(ConflictError, lambda: store.append(both))
    refused(StoreError, lambda: store.append([both[0], Revision(one, replaces=2)]))
    expect(store.position, 1, "the position after refused batches")
    expect(store.append([both[0], both[0]]).added, ("source/s",), "the same revision twice")
    again = store.append([both[0], Revision(one, replaces=2)])
    expect((again.known, again.added), (("source/s",), ("source/s",)), "a known one and the next")


@law("store")
def what_is_of_another_type_is_refused(bench: Bench) -> None:
    """Whatever is of another type than it should be is refused by name, and changes nothing."""
    store = bench.new()
    store.append([event(1)])
    mark: Any = None
    for act in (
        lambda: store.append(mark),
        lambda: store.append([mark]),
        lambda: store.append([event(2)], expected="1"),  # type: ignore[arg-type]
        lambda: store.read("0"),  # type: ignore[arg-type]
        lambda: store.subscribe("0", wait=0),  # type: ignore[arg-type]
        lambda: store.timeline("1"),  # type: ignore[arg-type]
        lambda: store.timeline(True),
        lambda: store.changes(1.0, as_of="2024-01-01"),  # type: ignore[arg-type]
        lambda: store.position_at(mark),
        lambda: store.point("1"),  # type: ignore[arg-type]
        lambda: store.checkpoint("\ud800"),
        lambda: store.save_checkpoint("\ud800", store.point()),
        lambda: store.save_checkpoint("p", mark),
        lambda: store.verify("0"),  # type: ignore[arg-type]
        lambda: bench.new().restore(mark),
        lambda: bench.new().restore([b"{}"]),  # type: ignore[list-item]
    ):
        refused(StoreError, act)
    expect((store.position, store.checkpoint("p")), (1, None), "the log")


@law("store")
def a_row_without_an_id_is_revised_too(bench: Bench) -> None:
    """A row of coverage, which has no id, is revised by its position."""
    store, full = bench.new(), attrs.evolve(COVERAGE, state="complete")
    store.append([COVERAGE])
    expect(store.append([COVERAGE]).known != (), True, "the same again is known")
    store.append([Revision(full, replaces=1)])
    store.append([Revision(full, replaces=1)])
    expect(store.timeline().registries.coverage, (full,), "coverage now")
    expect(store.timeline(at=1).registries.coverage, (COVERAGE,), "coverage before")


def _kind_of(version: int) -> Any:
    """A kind of event as it is in a version of its schema."""

    @attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
    class Sample(Event):
        kind: ClassVar[str] = "store-law-sample"
        place: str = attrs.field(default="", metadata={"meaning": "where"})

    Sample.version = version
    return Sample


@law("store")
def an_old_row_is_upcast_and_still_the_same(bench: Bench) -> None:
    """What an older version of a kind wrote reads as today, and sent again as today is known."""
    store, common = bench.new(), {"id": "o", "occurred": "2024-01-01", "partners": ["japan"]}
    kind, step = "store-law-sample", ("store-law-sample", 1)
    try:
        _KINDS[kind] = old = _kind_of(1)
        store.append([old(**common, place="Tokyo")])
        _KINDS[kind] = new = _kind_of(2)
        upcaster(kind, from_version=1)(lambda data: {**data, "place": data["place"].upper()})
        row = new(**common, place="TOKYO")
        expect([r.row for r in store.read()], [row], "the row, read today")
        expect(store.append([row]).known, ("event/o",), "the row as it is today, sent again")
        refused(ConflictError, lambda: store.append([new(**common, place="KYOTO")]))
    finally:
        _KINDS.pop(kind, None)
        _UPCASTERS.pop(step, None)
