"""What a fold means: its five steps, and that nothing else decides a value."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import combinations, groupby
from typing import Any, ClassVar

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.projections.projection import Tally
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.when import READINGS, Certainty
from ip4timeline.record.checks import check
from ip4timeline.relationship.projections import PROJECTIONS
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.testing.laws.asking import (
    AnyProjection,
    Dated,
    contents,
    events_in,
    handled_by,
    known_days,
    questions,
    rebuilt,
    spells_of,
    values_of,
    view_of,
    written,
)
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.oracle import accounts, lapse_of, standing
from ip4timeline.testing.report import tell, tell_question


@law("projection")
def keys_are_fixed_by_the_event(projection: AnyProjection, timeline: Timeline) -> None:
    """The keys of an event are a list of hashable things, the same however often one asks.

    A key that is not found again loses its history, and a text taken for a list of keys
    would be taken letter by letter.
    """
    for event in written(timeline):
        if not isinstance(event, projection.on):
            continue
        keys: Any = projection.keys(event)
        if isinstance(keys, str):
            expect(keys, [keys], f"the keys of {event.id}")
        once = list(keys)
        expect(list(projection.keys(event)), once, f"the keys of {event.id}, asked again")
        for key in once:
            try:
                hash(key)
            except TypeError:
                expect(key, "a key that can be hashed", f"the keys of {event.id}")


@law("projection")
def evolve_depends_on_its_arguments_alone(projection: AnyProjection, timeline: Timeline) -> None:
    """Evolving the same value by the same event gives the same, and leaves the value as it was.

    Histories are shared and computed in any steps; a value that changes under those who
    hold it, or that depends on what was folded before, makes the past uncertain.
    """
    for certainty in READINGS:
        for event, key, value in _steps(timeline, projection, certainty):
            about = f"{projection.name}({tell(value)}, {event.id})"
            kept = _copy(value)
            once = _copy(projection(value, event, key))
            expect(value, kept, f"the value given to {about}, after the call")
            expect(projection(kept, event, key), once, f"{about}, a second time")


def _steps(
    timeline: Timeline, projection: AnyProjection, certainty: Certainty
) -> Iterator[tuple[Event, Any, Any]]:
    """Each step of the fold: the event, the key, and a value for it to meet."""
    dated = handled_by(timeline, projection, None, certainty)
    values: dict[Any, Any] = {}
    for day, event in dated:
        for key in dict.fromkeys(projection.keys(event)):
            before = _held(projection, values.get(key), day)
            yield event, key, before
            values[key] = projection(_copy(before), event, key)


def _copy(value: Any) -> Any:
    try:
        return copy.deepcopy(value)
    except Exception:  # a value that cannot be copied is compared with itself
        return value


def _held(projection: AnyProjection, value: Any, day: int) -> Any:
    """The value as it still holds on a day."""
    lapse = lapse_of(projection, value)
    return None if lapse is not None and lapse <= day else value


@law("projection")
def equals_the_oracle(projection: AnyProjection, timeline: Timeline) -> None:
    """The values are those of the slow definition, on every day, knowledge day and reading.

    The five steps are what a fold means; whatever is quicker must come to the same.
    """
    for view, known_on, _, told in questions(timeline, projection):
        for day, account in told.items():
            asked = tell_question(day, known_on, view.certainty)
            expect(dict(view.as_of(from_day_number(day))), values_of(account), asked)


@law("projection")
def splits_and_resumes(projection: AnyProjection, timeline: Timeline) -> None:
    """A fold stopped after any event and resumed from its values ends as one without a stop.

    What a value does not hold is not remembered; else a cached or stored state could not be
    carried on from.
    """
    for certainty in READINGS:
        dated = handled_by(timeline, projection, None, certainty)
        events = events_in(dated)
        whole = view_of(rebuilt(timeline, events), projection, None, certainty)
        last = dated[-1][0] if dated else 1
        expected = dict(whole.as_of(from_day_number(last)))
        for cut in range(1, len(dated)):
            first = view_of(rebuilt(timeline, events[:cut]), projection, None, certainty)
            values = dict(first.as_of(from_day_number(dated[cut][0])))
            got = _resumed(projection, values, dated[cut:], last)
            about = f"the values, resumed after {events[cut - 1].id}"
            expect(got, expected, tell_question(last, None, certainty, about))


def _resumed(
    projection: AnyProjection, values: dict[Any, Any], rest: Dated, last: int
) -> dict[Any, Any]:
    values = dict(values)
    for day, event in rest:
        for key in dict.fromkeys(projection.keys(event)):
            values[key] = projection(_held(projection, values.get(key), day), event, key)
    held = {key: _held(projection, value, last) for key, value in values.items()}
    return {key: value for key, value in held.items() if value is not None}


@law("projection")
def ignores_arrival(projection: AnyProjection, timeline: Timeline) -> None:
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
            asked = tell_question(None, None, certainty, f"given {how}")
            expected = spells_of(timeline, projection, None, certainty)
            expect(spells_of(other, projection, None, certainty), expected, asked)


def _appended(timeline: Timeline, entry: Entry) -> Timeline:
    # What stands in for an unseen target lies past the horizon, where nothing is appended.
    try:
        return timeline.append(entry)
    except TimelineError:
        return rebuilt(timeline, (*timeline.entries, entry))


@law("projection")
def ignores_second_deliveries(projection: AnyProjection, timeline: Timeline) -> None:
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
            asked = tell_question(None, None, certainty, f"delivered twice {how}")
            expected = spells_of(timeline, projection, None, certainty)
            expect(spells_of(other, projection, None, certainty), expected, asked)


@attrs.frozen(kw_only=True, order=False)
class _Aside(Event):
    """Something that no projection handles unless it handles every event."""

    kind: ClassVar[str] = "aside"


@law("projection")
def ignores_kinds_it_does_not_handle(projection: AnyProjection, timeline: Timeline) -> None:
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
            asked = tell_question(None, known_on, certainty, "with events of another kind")
            expected = spells_of(timeline, projection, known_on, certainty)
            expect(spells_of(more, projection, known_on, certainty), expected, asked)


@law("projection")
def ids_are_only_names(projection: AnyProjection, timeline: Timeline) -> None:
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
            about = f"the values, with the ids {tell(names)}"
            got = dict(other.as_of(from_day_number(day)))
            expect(got, expected, tell_question(day, None, certainty, about))


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
def ties_are_harmless_or_refused(projection: AnyProjection, timeline: Timeline) -> None:
    """Two events that only their ids order can be swapped, or `check` refuses them.

    It holds for the library's own projections, which `check` asks; a projection of your own
    may tell such a tie apart, and then the ids of a record decide its value.
    """
    if projection not in PROJECTIONS or isinstance(projection, Tally):
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
                    refused = _refused(timeline)
                # What lies between the two has changed places with either as well.
                passed = {event.id for event in span}
                about = f"whether `check` refuses {one.id}, {other.id} or one between, by its seq"
                asked = tell_question(None, known_on, certainty, about)
                expect(bool(passed & refused), True, asked)


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


def _refused(timeline: Timeline) -> set[str]:
    """The ids of the events with whose ``seq``, in whatever account, `check` finds fault."""
    stands_for = {e.id: e.target if isinstance(e, Amendment) else e.id for e in timeline.entries}
    faults = check(timeline.entries, timeline.registries)
    return {stands_for[fault.event] for fault in faults if fault.field.endswith("seq")}
