"""What a fold means: what a projection must be, and the five steps."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import READINGS, Certainty
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import (
    AnyProjection,
    Dated,
    events_in,
    handled_by,
    questions,
    rebuilt,
    values_of,
    view_of,
    written,
)
from ip4timeline.testing.model import AnyTimeline
from ip4timeline.testing.oracle import lapse_of
from ip4timeline.testing.report import describe, describe_question


@law("projection")
def keys_are_fixed_by_the_event(projection: AnyProjection, timeline: AnyTimeline) -> None:
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
def evolve_depends_on_its_arguments_alone(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """Evolving the same value by the same event gives the same, and leaves the value as it was.

    Histories are shared and computed in any steps; a value that changes under those who
    hold it, or that depends on what was folded before, makes the past uncertain.
    """
    for certainty in READINGS:
        for event, key, value in _steps(timeline, projection, certainty):
            about = f"{projection.name}({describe(value)}, {event.id})"
            kept = _copy(value)
            once = _copy(projection(value, event, key))
            expect(value, kept, f"the value given to {about}, after the call")
            expect(projection(kept, event, key), once, f"{about}, a second time")


def _steps(
    timeline: AnyTimeline, projection: AnyProjection, certainty: Certainty
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
def equals_the_oracle(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """The values are those of the slow definition, on every day, knowledge day and reading.

    The five steps are what a fold means; whatever is quicker must come to the same.
    """
    for view, known_on, _, accounts_by_day in questions(timeline, projection):
        for day, account in accounts_by_day.items():
            question = describe_question(day, known_on, view.certainty)
            expect(dict(view.as_of(from_day_number(day))), values_of(account), question)


@law("projection")
def splits_and_resumes(projection: AnyProjection, timeline: AnyTimeline) -> None:
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
            expect(got, expected, describe_question(last, None, certainty, about))


def _resumed(
    projection: AnyProjection, values: dict[Any, Any], rest: Dated, last: int
) -> dict[Any, Any]:
    values = dict(values)
    for day, event in rest:
        for key in dict.fromkeys(projection.keys(event)):
            values[key] = projection(_held(projection, values.get(key), day), event, key)
    held = {key: _held(projection, value, last) for key, value in values.items()}
    return {key: value for key, value in held.items() if value is not None}
