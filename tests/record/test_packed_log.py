"""A packed record is read in parts, by what is asked: the answers are those of the whole."""

import attrs
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.engine.codec import packed as room
from ip4timeline.engine.codec.packed import pack, unpack
from ip4timeline.engine.events.amendments import Correction, Retraction
from ip4timeline.engine.time.when import READINGS
from ip4timeline.engine.timeline.contents import made_of
from ip4timeline.record.compiled import PackedLog, unpacked
from ip4timeline.relationship.projections.sightings import LAST_SEEN
from ip4timeline.relationship.projections.table import PROJECTIONS
from ip4timeline.testing import growths
from ip4timeline.testing.laws.questions import contents, known_days, spells_of
from ip4timeline.testing.model import SMALLEST, Growth


@ip4.projection(on=ip4.Event, keys=lambda e: e.partners)
def every(value, event):
    """All ids."""
    return (*(value or ()), event.id)


@ip4.tally(on=(ip4.Visit, ip4.OfficeChanged), keys=lambda e: e.partners)
def two(event):
    """Events of two families."""
    return 1


@ip4.projection(on=ip4.Attendance, keys=lambda e: e.partners)
def one(value, event):
    """Events of one kind."""
    return (*(value or ()), event.id, event.seq)


RULES = (every, two, one)
KINDS = (ip4.Visit, ip4.OfficeChanged, ip4.Attendance, ip4.PolicyAdopted)
"""Each of another family."""


VISIT = ip4.Visit(id="e0", occurred="2023-01-01", partners=["japan"], direction="to-nato")
ATTENDANCE = ip4.Attendance(
    id="e0",
    occurred="2023-02-01",
    partners=["japan"],
    occasion="o",
    delegates=[ip4.Delegate(level="leader", person="p")],
)
ANOTHER_KIND = Growth(
    start=ip4.Timeline([VISIT]),
    batches=(
        (Correction(id="c0", target="e0", replacement=ATTENDANCE, reason="it was a meeting"),),
        (Retraction(id="c1", target="e0", known="2024-01-01", reason="it was not"),),
    ),
    limits=SMALLEST,
    onto=(0, 1),
    asked=(True, True),
)
"""An event becomes one of another family, and then none."""


def packed(timeline, limits=None):
    text = pack(timeline.entries, timeline.registries, timeline.digest).encode()
    if limits is None:
        return unpacked(text)
    parts, registries = unpack(text)
    return made_of(ip4.Timeline, PackedLog(parts, limits), registries)


def read(timeline):
    """How many parts of a packed record were read."""
    return sum("entries" in vars(part) for part in timeline._log._parts)


def parts_are_whole(growth, order):
    """Whichever rule is asked first, of the parts or of what has grown from them."""
    told = growth.told()
    for number, (batch, older) in enumerate(zip(growth.batches, growth.onto, strict=True), 1):
        before, after = (ip4.Timeline(entries) for entries in (told[older], told[number]))
        start = packed(before, growth.limits)
        for rule in order:
            same(start, before, rule)
        grown = start.append(*batch)
        for rule in reversed(order):
            same(grown, after, rule)
        assert contents(grown) == contents(after)
        assert contents(start) == contents(before)


def same(parted, timeline, rule):
    for certainty in READINGS:
        for known_on in known_days(timeline, rule):
            got, expected = (spells_of(t, rule, known_on, certainty) for t in (parted, timeline))
            assert got == expected, (rule, known_on, certainty)


@example(ANOTHER_KIND, [one, two, every])
@given(growths(KINDS), st.permutations(RULES))
def test_the_parts_of_a_record_answer_as_the_whole(growth, order):
    parts_are_whole(growth, order)


def by_their_own_modules(monkeypatch):
    """Amendments apart from what they amend."""

    def parted(entries):
        found = {}
        for entry in entries:
            found.setdefault(type(entry).__module__, []).append(entry)
        return found

    monkeypatch.setattr(room, "_parted", parted)


def of_what_was_written_first(monkeypatch):
    """Without the kinds of what stands instead."""
    whole = room._classes

    def classes(entries):
        return whole(entry for entry in entries if not isinstance(entry, Correction))

    monkeypatch.setattr(room, "_classes", classes)


def by_the_kind_alone(monkeypatch):
    """Without the bases of a kind."""
    monkeypatch.setattr(room, "_is_event", lambda cls: bool(getattr(cls, "kind", "")))


@pytest.mark.parametrize("plant", [by_their_own_modules, of_what_was_written_first])
def test_what_is_planted_breaks_the_law(plant, monkeypatch):
    parts_are_whole(ANOTHER_KIND, RULES)
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        parts_are_whole(ANOTHER_KIND, [one])


def test_a_kind_without_its_bases_breaks_the_law(monkeypatch):
    by_the_kind_alone(monkeypatch)

    @settings(phases=[Phase.generate], max_examples=400, database=None, derandomize=True)
    @given(growths(KINDS))
    def drawn(growth):
        parts_are_whole(growth, [every])

    with pytest.raises(AssertionError):
        drawn()


def test_the_shipped_record_answers_by_parts_as_the_whole(record):
    text = pack(record.entries, record.registries, record.digest).encode()
    for rule in (*PROJECTIONS, LAST_SEEN):
        parted = unpacked(text)
        for known_on in (None, "2022-06-29"):
            got, expected = (t.project(rule, known_on=known_on) for t in (parted, record))
            assert got.keys == expected.keys
            assert [got.spells(key) for key in got.keys] == [
                expected.spells(key) for key in expected.keys
            ]


def test_a_question_reads_what_it_is_of_and_no_more(record):
    parted = packed(record)
    snapshot = parted.as_of("2025-06-25")
    assert read(parted) == 0
    assert snapshot["japan"].leader == record.as_of("2025-06-25")["japan"].leader
    assert read(parted) == 1
    assert len(parted._log.holding((ip4.OfficeChanged,)).entries) < len(record.entries) / 3
    assert parted._log.holding((ip4.Event,)) is parted._log
    assert parted.project(one).keys
    assert read(parted) == 2
    assert parted == record
    assert read(parted) == len(unpack(pack(record.entries, record.registries, "").encode())[0])


def test_a_rule_of_a_kind_that_the_record_has_not_reads_nothing(record):
    @attrs.frozen(kw_only=True, order=False)
    class Own(ip4.Event):
        kind = "own"

    rule = ip4.projection(on=Own, keys=lambda e: e.partners)(lambda value, event: event.id)
    parted = packed(record)
    assert parted.project(rule).keys == ()
    assert read(parted) == 0
    grown = parted.append(Own(id="own", occurred="2024", partners=["japan"]))
    assert grown.project(rule).as_of("2025-01-01")["japan"] == "own"


def test_what_a_packed_timeline_gives_on_is_the_whole(record):
    for change in (
        lambda t: t.known("1995-06-29"),
        lambda t: t.append(ip4.Visit(id="v", occurred="2024", direction="to-nato")),
        lambda t: t.with_registries(t.registries.without_rows(*t.registries.people[:1])),
        lambda t: t,
    ):
        got, expected = (change(timeline) for timeline in (packed(record), record))
        assert got == expected
        assert got.digest == expected.digest
        assert len(got) == len(expected)
        assert hash(got) == hash(expected)
