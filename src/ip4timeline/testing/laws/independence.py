"""What decides no value: order of arrival, second deliveries, other kinds, names, ties."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby
from typing import Any, ClassVar

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.files.checks import check
from ip4timeline.engine.projections.projection import Tally
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import (
    AnyProjection,
    Dated,
    contents,
    handled_by,
    known_days,
    rebuilt,
    spells_of,
    values_of,
    view_of,
    written,
)
from ip4timeline.testing.model import AnyTimeline
from ip4timeline.testing.oracle import accounts, standing
from ip4timeline.testing.report import describe, describe_question


@law("projection")
def ignores_arrival(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """The order in which events arrive changes nothing.

    Curators write the past as they find it; the answer must not tell in which order.
    """
    backwards = rebuilt(timeline, reversed(timeline.entries))
    grown = rebuilt(timeline, ())
    for entry in reversed(timeline.entries):
        grown = _appended(grown, entry)
    for how, other in (("all at once, backwards", backwards), ("one by one, backwards", grown)):
        expect(contents(other), contents(timeline), f"the timeline, given {how}")
        for certainty in READINGS:
            question = describe_question(None, None, certainty, f"given {how}")
            expected = spells_of(timeline, projection, None, certainty)
            expect(spells_of(other, projection, None, certainty), expected, question)


def _appended(timeline: AnyTimeline, entry: Entry) -> AnyTimeline:
    # What stands in for an unseen target lies past the horizon, where nothing is appended.
    try:
        return timeline.append(entry)
    except TimelineError:
        return rebuilt(timeline, (*timeline.entries, entry))


@law("projection")
def ignores_second_deliveries(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """An event that is delivered twice counts once.

    Feeds repeat themselves, and a sum must not grow by that.
    """
    twice = rebuilt(timeline, [*timeline.entries, *timeline.entries])
    again = timeline
    for entry in timeline.entries:
        again = _appended(again, entry)
    for how, other in (("all at once", twice), ("one by one", again)):
        expect(contents(other), contents(timeline), f"the timeline, delivered twice {how}")
        for certainty in READINGS:
            question = describe_question(None, None, certainty, f"delivered twice {how}")
            expected = spells_of(timeline, projection, None, certainty)
            expect(spells_of(other, projection, None, certainty), expected, question)


@attrs.frozen(kw_only=True, order=False)
class _Aside(Event):
    """Something that no projection handles unless it handles every event."""

    kind: ClassVar[str] = "aside"


@law("projection")
def ignores_kinds_it_does_not_handle(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """Events of other kinds leave every value alone.

    A record grows by kinds that a projection has never heard of.
    """
    if issubclass(_Aside, projection.on):
        return
    days = {event.occurred: event for event in written(timeline)}
    asides = [
        _Aside(id=f"aside-{number}", occurred=when, known=event.known)
        for number, (when, event) in enumerate(days.items())
    ]
    more = rebuilt(timeline, [*timeline.entries, *asides])
    for certainty in READINGS:
        for known_on in known_days(timeline, projection):
            question = describe_question(None, known_on, certainty, "with events of another kind")
            expected = spells_of(timeline, projection, known_on, certainty)
            expect(spells_of(more, projection, known_on, certainty), expected, question)


@law("projection")
def ids_are_only_names(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """Where ``seq`` settles every tie, other ids change no value but one that states an id.

    An id says nothing about time; who sorts or compares by it sorts by how it was spelt.
    """
    stood = sorted(standing(timeline.entries, None), key=lambda e: (e.seq, e.id))
    placed = [attrs.evolve(event, seq=place) for place, event in enumerate(stood)]
    names = {e.id: f"n{len(placed) - place:03}" for place, e in enumerate(placed)}
    renamed = [_renamed(event, names) for event in placed]
    for certainty in READINGS:
        view = view_of(rebuilt(timeline, placed), projection, None, certainty)
        other = view_of(rebuilt(timeline, renamed), projection, None, certainty)
        for day in {day for day, _ in handled_by(timeline, projection, None, certainty)}:
            expected = {
                _renamed(key, names): _renamed(value, names)
                for key, value in view.as_of(from_day_number(day)).items()
            }
            about = f"the values, with the ids {describe(names)}"
            got = dict(other.as_of(from_day_number(day)))
            expect(got, expected, describe_question(day, None, certainty, about))


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """The value with every id in it renamed."""
    if type(value) is str:
        return names.get(value, value)
    if type(value) in (tuple, list, set, frozenset):
        return type(value)(_renamed(item, names) for item in value)
    if type(value) is dict:
        return {_renamed(k, names): _renamed(v, names) for k, v in value.items()}
    if attrs.has(type(value)):
        changed = {
            a.alias: new
            for a in attrs.fields(type(value))
            if a.init and (new := _renamed(old := getattr(value, a.name), names)) != old
        }
        return attrs.evolve(value, **changed) if changed else value
    return value


@law("projection")
def ties_are_harmless_or_refused(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """Two events that only their ids order can be swapped, or `check` refuses them.

    It holds for a timeline's own projections, which `check` asks; another may tell such a tie
    apart, and then the ids of a record decide its value.
    """
    if projection not in timeline.projections or isinstance(projection, Tally):
        return
    refused = None
    for certainty in READINGS:
        for known_on in known_days(timeline, projection):
            dated = handled_by(timeline, projection, known_on, certainty)
            days = sorted({day for day, _ in dated} | {LAST_DAY})
            for one, other, span, swapped in _swaps(dated):
                if all(_same(projection, dated, swapped, day) for day in days):
                    continue
                if refused is None:
                    refused = _refused(timeline, projection)
                # What lies between the two has changed places with either as well.
                passed = {event.id for event in span}
                about = f"whether `check` refuses {one.id}, {other.id} or one between, by its seq"
                question = describe_question(None, known_on, certainty, about)
                expect(bool(passed & refused), True, question)


def _same(projection: AnyProjection, one: Dated, other: Dated, day: int) -> bool:
    return values_of(accounts(one, projection, day)) == values_of(accounts(other, projection, day))


def _swaps(dated: Dated) -> Iterator[tuple[Event, Event, list[Event], Dated]]:
    places = groupby(range(len(dated)), key=lambda i: (dated[i][0], dated[i][1].seq))
    for _, group in places:
        for one, other in combinations(group, 2):
            swapped = list(dated)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            span = [event for _, event in dated[one : other + 1]]
            yield dated[one][1], dated[other][1], span, swapped


def _refused(timeline: AnyTimeline, projection: AnyProjection) -> set[str]:
    """The ids of the events with whose ``seq``, in whatever account, `check` finds fault."""
    stands_for = {e.id: e.target if isinstance(e, Amendment) else e.id for e in timeline.entries}
    faults = check(timeline.entries, timeline.registries, projections=[projection])
    return {stands_for[fault.event] for fault in faults if fault.field.endswith("seq")}
