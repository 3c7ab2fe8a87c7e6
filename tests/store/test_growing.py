"""A small world that grows row by row, each step checked as if all were read anew."""

import random

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.record.checks import check, check_coverage
from ip4timeline.store import Live, MemoryStore, Revision
from ip4timeline.store.log.changes import Assembly
from ip4timeline.testing.stores.bench import SOURCE

CITES = (ip4.Cite(source="s"),)
DAYS = ("2024-01-01", "2024-05-01", "2024-07-09", "2024-07-10", "2024-07")
KNOWN = (None, "2024-07-31", "2024-08-01", "2024-08-02")
SUMMIT = ip4.Occasion(
    id="summit", title="Summit", format="summit", dates="2024-07-09/2024-07-11", series="summits"
)
LATER = attrs.evolve(SUMMIT, id="later", dates="2024-07-12", series="talks")
WORLD = [
    SOURCE,
    SUMMIT,
    ip4.Person(id="ann", name="Ann"),
    ip4.Person(id="ben", name="Ben"),
    ip4.Office(id="pm", title="Prime Minister", party="japan", level="leader"),
    ip4.Actor(id="ukraine", name="Ukraine", type="state"),
    ip4.OccasionScheduled(
        id="scheduled",
        occurred="2024-01-01",
        partners=["japan"],
        occasion="summit",
        dates="2024-07-09/2024-07-11",
        summary="planned",
        cites=CITES,
    ),
]


def some_event(rng, id):
    """An event of a kind that others can make a fault of; ``None`` if there can be none such."""
    common = {
        "id": id,
        "occurred": rng.choice(DAYS),
        "known": rng.choice(KNOWN),
        "partners": [rng.choice(["japan", "korea"])],
        "seq": rng.choice([0, 0, 1]),
        "summary": "said",
        "cites": CITES,
    }
    occasion = rng.choice(["summit", "summit", "later"])
    delegates = [ip4.Delegate(level="leader", person=rng.choice(["ann", "ben"]))]
    makes = [
        lambda: ip4.Attendance(**common, occasion=occasion, delegates=delegates),
        lambda: ip4.OccasionScheduled(**common, occasion=occasion, dates="2024-07-09/2024-07-11"),
        lambda: ip4.OccasionCalledOff(**common, occasion=occasion),
        lambda: ip4.Acceptance(**common, occasion=occasion),
        lambda: ip4.Cancellation(**common, occasion=occasion),
        lambda: ip4.OfficeChanged(**common, office="pm", person="ann", capacity="full"),
        lambda: ip4.Support(
            **common, recipient="ukraine", stage=rng.choice(["pledged", "paid"]), fulfils=fulfils
        ),
        lambda: ip4.Meeting(**common),
    ]
    fulfils = rng.choice(["", "e0", "e1"])
    try:
        return rng.choice(makes)()
    except ip4.TimelineError:
        return None


def some_row(rng):
    id = rng.choice(["e0", "e1", "e2", "e3", "e4", "e5"])
    if rng.random() < 0.15:
        url = rng.choice(["https://nato.int", "javascript:alert(1)"])
        coverage = ip4.Coverage(
            series=rng.choice(["summits", "talks"]),
            kinds=["attendance"],
            period="2024/2025",
            state="sampled",
        )
        others = [LATER, coverage, ip4.Person(id=rng.choice(["cem", "japan"]), name="Cem")]
        return rng.choice([*others, attrs.evolve(SOURCE, id=rng.choice("tu"), url=url)])
    if rng.random() < 0.5:
        return some_event(rng, id)
    about = {
        "id": rng.choice(["a1", "a2", "a3", "a4"]),
        "target": rng.choice([id, id, id, "a4"]),
        "known": rng.choice(KNOWN),
        "seq": rng.choice([0, 1]),
        "reason": "was otherwise",
        "cites": CITES,
    }
    said = some_event(rng, about["target"])
    original = about["known"] is None and rng.random() < 0.5
    try:
        if rng.random() < 0.4:
            return ip4.Retraction(**about)
        return said and ip4.Correction(**about, replacement=said, of_original=original)
    except ip4.TimelineError:
        return None


def whole(timeline):
    """The faults of everything, as texts."""
    entries, registries = timeline.entries, timeline.registries
    found = {str(fault) for fault in check(entries, registries)}
    return found | {str(fault) for _, fault in check_coverage(entries, registries)}


def taken(live, rows):
    """Whether an id of some rows is taken, there or among themselves."""
    try:
        live.timeline.append(*rows)
    except ip4.TimelineError:
        return True
    return False


@pytest.mark.parametrize("seed", range(12))
def test_what_grows_is_checked_and_is_as_if_it_were_read_anew(seed):
    rng, live = random.Random(seed), Live(MemoryStore())
    live.append(WORLD)
    for _ in range(40):
        rows = [row for row in (some_row(rng) for _ in range(rng.choice([1, 1, 2]))) if row]
        if taken(live, rows):
            assert live.check(rows), rows
            continue
        faults = {str(fault) for fault in live.check(rows)}
        assert faults == whole(live.timeline.append(*rows)), (rows, list(live.store.read()))
        if not faults:
            live.append(rows)
    for at, row in list(live._assembly._current.items()):
        live.append([Revision(row, replaces=at)])
    assert live.position > len(WORLD)
    assert live.timeline.digest == Live(live.store).timeline.digest
    once = Assembly(ip4.Timeline())
    for told in live.store.read():
        once.grow([told])
    assert once.timeline.digest == live.timeline.digest == live.store.timeline().digest
