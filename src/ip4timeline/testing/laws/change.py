"""How values change: lapses, spells, diffs, what was learned, and replays."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pendulum import Date

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.engine.timeline.diff import Diff
from ip4timeline.engine.timeline.replay import Along
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import (
    ALL_DAYS,
    PATHS,
    AnyProjection,
    AnyView,
    as_shown,
    expected_accounts,
    handled_by,
    knowable,
    known_days,
    questions,
    valid_days,
    values_of,
    view_of,
)
from ip4timeline.testing.model import AnyTimeline
from ip4timeline.testing.oracle import Account, accounts, handled, standing
from ip4timeline.testing.report import describe, describe_question


@law("projection")
def lapses_are_seen_by_all(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """A lapse shows alike in `as_of`, `spells`, `diff` and `why`, and a later event meets no value.

    The end of a term is a fact although no event says so; it must not depend on the question.
    """
    if projection.lapses is None:
        return
    for view, known_on, dated, accounts_by_day in questions(timeline, projection):
        for (eve, before), (day, after) in pairwise(accounts_by_day.items()):
            date = from_day_number(day)
            for key, account in after.items():
                held = before.get(key, Account(None)).value
                if account.lapsed != day or account.value is not None:
                    continue
                question = describe_question(
                    day, known_on, view.certainty, f"{describe(key)}, which lapses"
                )
                expect(view.get(key, date), None, question)
                expect(view.why(key, date).lapsed, date, f"the day of the lapse, {question}")
                expect([s for s in view.spells(key) if date in s], [], f"the spells, {question}")
                if held is not None and eve == day - 1:
                    changes = view.diff(from_day_number(eve), date)
                    in_diff = [(c.before, c.after) for c in changes if c.key == key]
                    expect(in_diff, [(held, None)], f"the diff from the eve, {question}")
                later = [(d, e) for d, e in dated if d > day and key in set(projection.keys(e))]
                if later and sum(1 for d, _ in later if d == later[0][0]) == 1:
                    next_day, event = later[0]
                    expected = projection(None, event, key)
                    got = view.get(key, from_day_number(next_day))
                    if projection.lapse_day(expected) is None:
                        expect(
                            got, expected, f"the value that {event.id} makes after it, {question}"
                        )


@law("projection")
def spells_cover_the_days_with_a_value(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """Spells are disjoint and ordered, and hold exactly on the days on which there is a value.

    A period counted twice or lost falsifies every duration.
    """
    for certainty in READINGS:
        for known_on in {None, *known_days(timeline, projection)[1::3]}:
            view = view_of(timeline, projection, known_on, certainty)
            days = valid_days(timeline, projection, known_on, certainty)
            for key in view.keys:
                _covers(view, key, days, known_on)


def _covers(view: AnyView, key: Any, days: list[int], known_on: int | None) -> None:
    spells = view.spells(key)
    about = f"the spells of {describe(key)}, known on {known_on and from_day_number(known_on)}"
    for spell in spells:
        if spell.until is not None:
            expect(spell.since < spell.until, True, f"{about}: whether each holds for a day")
    for one, other in pairwise(spells):
        ordered = one.until is not None and one.until <= other.since
        expect(ordered, True, f"{about}: whether {describe(one)} ends before {describe(other)}")
        apart = (one.value, one.because) != (other.value, other.because)
        expect(apart or one.until != other.since, True, f"{about}: whether neighbours differ")
    for day in days:
        date = from_day_number(day)
        value = view.get(key, date)
        held = [spell.value for spell in spells if date in spell]
        expect(held, [] if value is None else [value], f"{about}: those that hold on {date}")


@law("projection")
def spells_break_with_the_evidence(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """A spell begins and ends exactly where the value or its evidence does.

    Two periods of one value for different reasons are two things to cite. The date a
    spell opened is the source's, so that a year is never shown as a day.
    """
    for view, known_on, dated, accounts_by_day in questions(timeline, projection):
        events = {event.id: event for _, event in dated}
        for key in view.keys:
            want: list[list[Any]] = []
            for day, account in accounts_by_day.items():
                here = account.get(key, Account(None))
                said = (here.value, here.because) if here.value is not None else None
                if want and want[-1][1] is None and want[-1][2] != said:
                    want[-1][1] = day
                if said is not None and (not want or want[-1][1] is not None):
                    want.append([day, None, said])
            spells = view.spells(key)
            got = [
                [s.since.toordinal(), s.until and s.until.toordinal(), (s.value, s.because)]
                for s in spells
            ]
            question = describe_question(
                None, known_on, view.certainty, f"the spells of {describe(key)}"
            )
            expect(_dated(got), _dated(want), question)
            for spell in spells:
                opened = events[spell.because[-1]].occurred
                expect(
                    spell.opened, opened, f"when the spell from {spell.since} opened, {question}"
                )


def _dated(spells: list[list[Any]]) -> list[tuple[Any, ...]]:
    """Spells given by day numbers, by dates."""
    return [
        (from_day_number(since), until and from_day_number(until), *said)
        for since, until, said in spells
    ]


@law("projection")
def diffs_compose(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """A diff turns the values of one day into those of the other, and names what came between.

    So diffs of neighbouring periods add up to that of the whole, the one of a day with
    itself is empty, and no change is reported twice or lost at a border.
    """
    for view, known_on, dated, accounts_by_day in questions(timeline, projection):
        days = list(accounts_by_day)
        for first, last in zip(days, [*days[2:], *days[:2]], strict=True):
            before, after = from_day_number(first), from_day_number(last)
            diff = view.diff(before, after)
            about = f"the diff from {before} to {after}"
            question = describe_question(None, known_on, view.certainty, about)
            values, expected = values_of(accounts_by_day[first]), values_of(accounts_by_day[last])
            expect(diff.applied_to(values), expected, f"the values after {question}")
            counted = tuple(event for day, event in dated if first < day <= last)
            expect(as_shown(diff.events), as_shown(counted), f"the events of {question}")
            kept = [change.key for change in diff if change.before == change.after]
            expect(kept, [], f"the keys that did not change in {question}")
            _explains_itself(view, timeline, diff, after, question)
            expect(view.diff(after, after), Diff((), ()), f"the diff of {after} with itself")


@law("projection")
def what_is_learned_composes(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """`learned` turns the values known on one day into those known on another.

    Its events are those that count as known on the second and did not stand so on the
    first: it is `diff` along the other clock.
    """
    known = known_days(timeline, projection)
    for certainty in READINGS:
        # The knowledge day of the view asked must not matter: the question names its own.
        any_view = view_of(timeline, projection, known[-1], certainty)
        days = list(expected_accounts(timeline, projection, None, certainty)[1])
        for k1, k2 in pairwise([*known, None]):
            before, after = (None if k is None else from_day_number(k) for k in (k1, k2))
            entries = timeline.entries
            stood = {event.id: event for event in standing(entries, knowable(timeline, k1))}
            old, new = (handled_by(timeline, projection, k, certainty) for k in (k1, k2))
            for day in days:
                date = from_day_number(day)
                learned = any_view.learned(before, after, as_of=date)
                about = f"what was learned from {before or 'hindsight'} to {after or 'hindsight'}"
                question = f"{about} about {date}, certainty {certainty!r}"
                values = values_of(accounts(old, projection, day))
                expected = values_of(accounts(new, projection, day))
                expect(learned.applied_to(values), expected, f"the values after {question}")
                counted = tuple(e for since, e in new if since <= day and stood.get(e.id) != e)
                expect(as_shown(learned.events), as_shown(counted), f"the events of {question}")
                _explains_itself(any_view.known(after), timeline, learned, date, question)


def _explains_itself(
    view: AnyView, timeline: AnyTimeline, diff: Diff[Any, Any, Any], day: Date, question: str
) -> None:
    """Every change remembers the question it answers."""
    for change in diff:
        expected = view.why(change.key, day)
        expect(timeline.why(change), expected, f"why {describe(change.key)} changed in {question}")


@law("projection")
def replays_show_each_change(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """A replay shows just the days on which a value changes or an event comes to count.

    Each with the values that `as_of` gives: an animation must not show what never was.
    """
    for view, known_on, dated, accounts_by_day in questions(timeline, projection):
        want = []
        before: dict[Any, Any] = {}
        for day, account in accounts_by_day.items():
            events = tuple(event for since, event in dated if since == day)
            values = values_of(account)
            if events or values != before:
                want.append((from_day_number(day), as_shown(events), values))
            before = values
        question = describe_question(None, known_on, view.certainty, "the replay")
        expect(_steps(view, "occurred"), want, question)


@law("projection")
def replays_along_both_clocks_show_what_was_known(
    projection: AnyProjection, timeline: AnyTimeline
) -> None:
    """Along both clocks each day shows what was known by it about it, and what was new.

    It is the replay that a reader of that day would have seen.
    """
    for certainty in READINGS:
        days = set(expected_accounts(timeline, projection, None, certainty)[1])
        for known_on in known_days(timeline, projection):
            days.update(expected_accounts(timeline, projection, known_on, certainty)[1])
            days.update([] if known_on is None else [known_on])
        want = []
        values: dict[Any, Any] = {}
        counted: dict[str, Event] = {}
        for day in sorted(days):
            stood = standing(timeline.entries, knowable(timeline, day))
            dated = handled(stood, projection, certainty)
            here = [event for since, event in dated if since <= day]
            after = values_of(accounts(dated, projection, day))
            events = tuple(e for e in here if counted.get(e.id) != e)
            if events or after != values:
                want.append((from_day_number(day), as_shown(events), after))
            counted, values = {e.id: e for e in here}, after
        view = view_of(timeline, projection, None, certainty)
        question = describe_question(None, None, certainty, "the replay along both clocks")
        expect(_steps(view, "both"), want, question)


@law("projection")
def replays_can_begin_on_any_day(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """The replay of a single day is what the replay of all days shows of it.

    Where one starts to watch must not change what happens.
    """
    for certainty in READINGS:
        view = view_of(timeline, projection, None, certainty)
        for along in PATHS:
            for day, events, values in _steps(view, along):
                found = [
                    (as_shown(s.events), dict(s.states)) for s in view.replay(day, day, along=along)
                ]
                question = describe_question(None, None, certainty, f"the replay of {day} alone")
                expect(found, [(events, values)], question)


def _steps(view: AnyView, along: Along) -> list[tuple[Date, tuple[Event, ...], Any]]:
    steps = view.replay(*ALL_DAYS, along=along)
    return [(step.day, as_shown(step.events), dict(step.states)) for step in steps]
