"""The laws hold for kinds of a user's own, and for a timeline as a whole."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar

import attrs
import pytest
from hypothesis import given, settings

import ip4timeline as ip4
from ip4timeline.testing import check_projection, events, timelines
from ip4timeline.testing.laws import PATHS, READINGS, known_days, valid_days
from ip4timeline.when import from_day_number

SHORT = settings(max_examples=10, deadline=None)
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


@given(timelines())
def test_law_equal_timelines_have_equal_digests(timeline):
    again = ip4.Timeline([*reversed(timeline.entries), *timeline.entries], timeline.registries)
    assert again == timeline
    assert again.digest == timeline.digest


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


@given(timelines(), timelines())
def test_law_different_timelines_have_different_digests(one, other):
    assert (one == other) == (one.digest == other.digest)
    known = one.known("2023-01-20")
    later = one.known("2023-01-21")
    assert known != later
    assert known.digest != later.digest != one.digest


@SHORT
@given(timelines(KINDS, max_size=6))
def test_law_nothing_is_known_past_the_horizon(timeline):
    for certainty in READINGS:
        for projection in CHOSEN:
            for known_on in known_days(timeline, projection)[1::2]:
                day = from_day_number(known_on)
                past = timeline.known(day)
                want = timeline.project(projection, known_on=day, certainty=certainty)
                for later in (None, "9999-12-31"):
                    got = past.project(projection, known_on=later, certainty=certainty)
                    assert got.keys == want.keys
                    assert all(got.spells(k) == want.spells(k) for k in want.keys)


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


@SHORT
@given(timelines(KINDS, max_size=6))
def test_law_a_diff_of_the_timeline_is_that_of_its_projections(timeline):
    days = [from_day_number(n) for n in valid_days(timeline, ip4.PROGRAMME, None, "certain")]
    known = [n and from_day_number(n) for n in known_days(timeline, ip4.PROGRAMME)[:6]]
    for certainty in READINGS:
        for known_on in known:
            views = [
                timeline.project(p, known_on=known_on, certainty=certainty) for p in ip4.PROJECTIONS
            ]
            for before, after in zip(days[::2], days[1::2], strict=False):
                diff = timeline.diff(before, after, known_on=known_on, certainty=certainty)
                want = [c for v in views for c in v.diff(before, after)]
                assert list(diff) == want
                learned = timeline.learned(known_on, None, as_of=after, certainty=certainty)
                want = [c for v in views for c in v.learned(known_on, None, as_of=after)]
                assert list(learned) == want
                explained = [timeline.why(change).value for change in learned]
                assert explained == [change.after for change in want]


@SHORT
@given(timelines(KINDS, max_size=5))
def test_law_a_replay_of_the_timeline_is_that_of_its_projections(timeline):
    span = ("0001-01-01", "9999-12-31")
    for certainty in READINGS:
        views = [timeline.project(p, certainty=certainty) for p in ip4.PROJECTIONS]
        for along in PATHS:
            days = {step.day for v in views for step in v.replay(*span, along=along)}
            steps = list(timeline.replay(*span, along=along, certainty=certainty))
            assert days <= {step.day for step in steps}
            for step in steps:
                known = step.day if along == "both" else None
                want = timeline.as_of(step.day, known_on=known, certainty=certainty)
                assert step.snapshot.to_dict() == want.to_dict()
                assert step.events or step.day in days


def test_a_diff_of_the_timeline_knows_no_more_than_it_is_asked_to():
    late = ip4.Meeting(id="m", occurred="2023-01-10", known="2023-03-01", partners=["japan"])
    timeline = ip4.Timeline([late])
    assert len(timeline.diff("2023-01-01", "2023-02-01")) > 0
    then = timeline.diff("2023-01-01", "2023-02-01", known_on="2023-02-28")
    assert then == ip4.Diff((), ())
