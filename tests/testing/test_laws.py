"""The laws hold for the library and for kinds of a user's own, and say so when one does not."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

import ip4timeline as ip4
from ip4timeline.testing import (
    LAWS,
    LawBroken,
    check_projection,
    check_timeline,
    deliveries,
    events,
    timelines,
)
from ip4timeline.testing.laws import laws_of
from ip4timeline.testing.report import describe, describe_entry

KINDS = (ip4.OfficeChanged, ip4.AgreementSigned, ip4.AgreementEnded, ip4.Visit)
CHOSEN = (ip4.LEADER, ip4.PROGRAMME, ip4.CONTACTS)


def at_least_one(instance, attribute, value):
    if value < 1:
        raise ip4.EventError(attribute.name, "is less than one")


@attrs.frozen(kw_only=True, order=False)
class Poll(ip4.Event):
    """A kind of a user's own, with fields that no built-in kind has."""

    kind: ClassVar[str] = "poll-of-laws"

    share: float
    asked: dt.date
    size: int = attrs.field(validator=at_least_one)
    code: str = attrs.field(default="XY", validator=attrs.validators.matches_re("[A-Z]{2}"))
    again: bool = False

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        if self.again and self.size < 2:
            raise ValueError("asked again of nobody")


@ip4.projection(on=ip4.Report, keys=lambda e: [e.medium])
def claimed(value: tuple[str, ...] | None, event: ip4.Report) -> tuple[str, ...]:
    """The kinds of event a medium has claimed."""
    return (*(value or ()), event.asserts.kind if event.asserts else "nothing")


@ip4.projection(on=Poll, keys=lambda e: e.partners, lapses=lambda v: v[0] + dt.timedelta(9))
def polled(value: tuple[dt.date, float] | None, event: Poll) -> tuple[dt.date, float]:
    """The last poll by the day it asked, for nine days."""
    mine = (event.asked, event.share)
    return mine if value is None else max(value, mine)


@ip4.tally(on=Poll, keys=lambda e: e.partners)
def shares(event: Poll) -> float:
    """The sum of shares."""
    return event.share


@pytest.mark.parametrize("projection", [claimed, polled, shares], ids=lambda p: p.name)
def test_every_law_holds_for_reports_and_for_kinds_of_ones_own(projection):
    check_projection(projection, max_examples=15)


@given(events([Poll]))
def test_law_what_a_class_refuses_is_not_drawn(event):
    assert event.size >= 1
    assert event.code == "XY"


def test_reports_are_drawn_with_and_without_what_they_assert():
    seen = set()

    @settings(max_examples=100, database=None)
    @given(events(["report"]))
    def draw(event):
        seen.add(event.asserts is None)

    draw()
    assert seen == {True, False}


@given(timelines([ip4.Support]))
def test_law_equal_but_respelt_events_have_equal_digests(timeline):
    def respelt(entry):
        if isinstance(entry, ip4.Correction):
            return attrs.evolve(entry, replacement=respelt(entry.replacement))
        if isinstance(entry, ip4.Support) and entry.amount is not None:
            return attrs.evolve(entry, amount=entry.amount.quantize(Decimal("1.0000")))
        return entry

    other = ip4.Timeline([respelt(e) for e in timeline.entries], timeline.registries)
    assert other == timeline
    assert hash(other) == hash(timeline)
    assert other.digest == timeline.digest


def test_a_correction_ahead_of_its_target_shows_nothing_past_the_horizon():
    late = ip4.Meeting(
        id="m", occurred="2023-01-10", known="2023-03-01", partners=["japan"], place="x"
    )
    fixed = ip4.Correction(
        id="c",
        target="m",
        reason="wrong place",
        known="2023-02-01",
        replacement=attrs.evolve(late, place="y"),
    )
    past = ip4.Timeline([late, fixed]).known("2023-02-10")
    assert past.learned(None, "9999-12-31", as_of="9999-12-31") == ip4.Diff((), ())
    assert past.diff("2023-01-01", "2023-02-01", known_on="9999-12-31") == ip4.Diff((), ())


def test_a_timeline_takes_what_is_known_on_its_horizon_and_nothing_later():
    past = ip4.Timeline([]).known("2023-01-10")
    event = ip4.Meeting(id="m", occurred="2023-01-10", partners=["japan"])
    assert list(past.append(event)) == [event]
    with pytest.raises(ip4.TimelineError, match="knows nothing after"):
        past.append(attrs.evolve(event, known="2023-01-11"))


def test_a_diff_of_the_timeline_knows_no_more_than_it_is_asked_to():
    late = ip4.Meeting(id="m", occurred="2023-01-10", known="2023-03-01", partners=["japan"])
    timeline = ip4.Timeline([late])
    assert len(timeline.diff("2023-01-01", "2023-02-01")) > 0
    then = timeline.diff("2023-01-01", "2023-02-01", known_on="2023-02-28")
    assert then == ip4.Diff((), ())


# Each subject, held to its laws


@settings(max_examples=25, deadline=None)
@given(timelines(KINDS, max_size=6))
def test_every_law_of_a_timeline_holds(timeline):
    for law in laws_of("timeline"):
        law(timeline, CHOSEN)


@settings(max_examples=10, deadline=None)
@given(timelines(max_size=5))
def test_every_law_of_a_timeline_holds_whatever_it_holds(timeline):
    for law in laws_of("timeline"):
        law(timeline, CHOSEN)


def test_the_record_keeps_every_law(record):
    check_timeline(record, max_examples=5)


def test_what_was_known_keeps_every_law(record):
    check_timeline(record.known("2024-06-30"), projections=CHOSEN, max_examples=5)


def test_an_empty_timeline_keeps_every_law():
    check_timeline(ip4.Timeline(), max_examples=1)


# What is drawn


def amendments_of(timeline):
    events = {e.id: e for e in timeline.entries if isinstance(e, ip4.Event)}
    amendments = [e for e in timeline.entries if isinstance(e, ip4.Amendment)]
    return [(a, events[a.target]) for a in amendments if a.target in events]


def competing(timeline):
    targets = [target.id for _, target in amendments_of(timeline)]
    return len(targets) > len(set(targets))


SITUATIONS = {
    "two events of one day, seq and partner": lambda t: (
        len({(e.occurred, e.seq, e.partners) for e in t if e.partners and e.occurred.exact})
        < len(t)
    ),
    "a partial date": lambda t: any(len(str(e.occurred)) < 8 for e in t),
    "a period": lambda t: any(e.occurred.lasting for e in t),
    "an open end": lambda t: any(str(e.occurred).endswith("..") for e in t),
    "no first day": lambda t: any(e.occurred.earliest is None for e in t),
    "no last day": lambda t: any(e.occurred.latest is None for e in t),
    "known long before": lambda t: any(
        e.occurred.earliest and e.known < e.occurred.earliest.subtract(days=30) for e in t
    ),
    "known long after": lambda t: any(
        e.occurred.latest and e.known > e.occurred.latest.add(days=300) for e in t
    ),
    "two amendments of one event": competing,
    "a correction and a retraction of one event": lambda t: (
        competing(t) and len({a.kind for a, _ in amendments_of(t)}) == 2
    ),
    "a correction known before its target": lambda t: any(
        a.known and a.known < target.known for a, target in amendments_of(t)
    ),
    "an erratum": lambda t: any(a.known is None for a, _ in amendments_of(t)),
    "an amendment without a target": lambda t: t.pending,
    "a correction to another day": lambda t: any(
        isinstance(a, ip4.Correction) and a.replacement.occurred != target.occurred
        for a, target in amendments_of(t)
    ),
    "a correction to another kind": lambda t: any(
        isinstance(a, ip4.Correction) and a.replacement.kind != target.kind
        for a, target in amendments_of(t)
    ),
    "a term that lapses": lambda t: any(
        isinstance(e, ip4.AgreementSigned) and e.term and e.term.lapses_on for e in t
    ),
    "a kind of one's own": lambda t: any(isinstance(e, Poll) for e in t),
}


def test_each_situation_is_drawn():
    seen = set()

    @settings(
        max_examples=700,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(timelines([Poll, ip4.AgreementSigned, ip4.OfficeChanged]))
    def draw(timeline):
        seen.update(what for what, is_so in SITUATIONS.items() if is_so(timeline))

    draw()
    assert seen == set(SITUATIONS)


def test_a_situation_shrinks_to_what_makes_it_up():
    small = find(
        timelines([ip4.Visit]),
        SITUATIONS["a correction and a retraction of one event"],
        settings=settings(max_examples=700, database=None),
    )
    assert [e.id for e in small.entries] == ["c0", "c1", "e0"]


def test_the_simplest_timeline_is_one_plain_event():
    small = find(timelines([ip4.Visit]), lambda t: True, settings=settings(database=None))
    assert [describe_entry(e) for e in small.entries] == [
        "e0: visit 2023-01-01, japan, direction 'to-nato'"
    ]


@given(deliveries(KINDS))
def test_deliveries_come_twice_and_in_any_order(entries):
    timeline = ip4.Timeline(entries)
    assert {e.id for e in timeline.entries} == {e.id for e in entries}


def test_deliveries_repeat_and_are_late():
    def late_and_twice(entries):
        ids = [e.id for e in entries]
        return ids != sorted(ids) and len(ids) > len(set(ids))

    assert find(deliveries([ip4.Visit]), late_and_twice, settings=settings(database=None))


# What is said


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def by_spelling(value: str | None, event: ip4.Visit) -> str:
    """Takes the greatest id for the latest."""
    return max(value or "", event.id)


def test_a_broken_law_is_told_in_the_words_of_the_domain():
    with pytest.raises(LawBroken) as caught:
        check_projection(by_spelling)
    told = str(caught.value)
    assert "by_spelling breaks the law ids_are_only_names.\n" in told
    assert "  Why: An id says nothing about time" in told
    assert "\nWith the events\n  e0: visit 2023-01" in told
    assert "asked: the values, with the ids {'e0': 'n002', 'e1': 'n001'}, as of 2023-01" in told
    assert told.endswith("expected: {japan: 'n001'}\ngot: {japan: 'n002'}")


def test_an_error_of_a_projection_is_a_broken_law_with_its_cause():
    @ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
    def careless(value, event):
        return value + 1

    with pytest.raises(LawBroken, match="TypeError") as caught:
        check_projection(careless, max_examples=20)
    assert isinstance(caught.value.__cause__, TypeError)
    assert len(caught.value.entries) == 1


def test_what_breaks_a_law_only_once_is_told_as_such():
    calls = []

    @ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
    def fickle(value, event):
        calls.append(1)
        return 1 if len(calls) > 40 else len(calls)

    with pytest.raises(LawBroken) as caught:
        check_projection(fickle, max_examples=50)
    assert any("something besides them decides" in n for n in caught.value.__notes__)


def test_only_the_laws_named_are_checked():
    check_projection(by_spelling, laws=["equals_the_oracle", "spells_cover_the_days_with_a_value"])
    with pytest.raises(KeyError):
        check_projection(by_spelling, laws=["bounds_are_ordered"])
    with pytest.raises(KeyError):
        check_timeline(ip4.Timeline(), laws=["no_such_law"])


def test_values_are_told_briefly():
    when = ip4.When("2023?")
    value = {ip4.Partner.JAPAN: [when, (dt.date(2023, 1, 1),), (1, "a"), None, {2.5}]}
    assert describe(value) == "{japan: [2023?, (2023-01-01,), (1, 'a'), None, {2.5}]}"
    assert describe(ip4.Cite(source="s")) == "Cite(source='s', locator='', supports='')"


def test_there_are_laws_of_every_subject():
    assert {law.about for law in LAWS.values()} == {
        "projection",
        "growth",
        "timeline",
        "kind",
        "date",
    }
    assert len(LAWS) > 50


def test_the_reference_states_every_law(root):
    text = (root / "docs" / "reference" / "laws.md").read_text("utf-8")
    for law in LAWS.values():
        entry = f"### {law.name}\n\n{law.statement}\n\n*Why:* {law.reason}\n\n*Broken by*"
        assert entry in text, f"docs/reference/laws.md does not state {law.name} as it is"


def test_a_tie_is_refused_though_another_of_its_day_stands_first():
    """Found by Hypothesis: the two that were swapped had one between them that is refused."""

    def about(kind, id, partner, **more):
        return kind(
            id=id, occurred="2023-01-01", partners=[partner], occasion="first-summit", **more
        )

    off = about(ip4.OccasionCalledOff, "e0", "japan")
    ours = about(ip4.OccasionScheduled, "e1", "japan", dates="2023-01-01")
    theirs = about(ip4.OccasionScheduled, "e2", "korea", dates="2023-01-01")
    LAWS["ties_are_harmless_or_refused"](ip4.ENGAGEMENTS, ip4.Timeline([off, ours, theirs]))


def test_a_tie_is_refused_though_a_correction_repeats_what_it_corrects():
    """Found by Hypothesis: the same event was the account of two entries."""

    def named(id, day):
        return ip4.MissionChanged(
            id=id,
            occurred=day,
            partners=["japan"],
            mission="a",
            change="representative-named",
        )

    first, second = named("e0", "2023-01-01~"), named("e2", "2023-01-01")
    again = ip4.Correction(id="c0", target="e2", reason="x", replacement=second)
    LAWS["ties_are_harmless_or_refused"](ip4.MISSIONS, ip4.Timeline([first, second, again]))
    later = ip4.Correction(
        id="c0", target="e2", reason="x", known="2023-02-01", replacement=named("e2", "2023-01-01")
    )
    LAWS["ties_are_harmless_or_refused"](ip4.MISSIONS, ip4.Timeline([first, second, later]))
