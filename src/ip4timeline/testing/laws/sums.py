"""Tallies: sums that may be taken of any parts, in any order."""

from __future__ import annotations

from itertools import product
from typing import Any

from ip4timeline.engine.projections.projection import Tally
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import (
    AnyProjection,
    events_in,
    handled_by,
    rebuilt,
    view_of,
)
from ip4timeline.testing.model import AnyTimeline
from ip4timeline.testing.report import describe, describe_question

_END = from_day_number(LAST_DAY)


def _measures(projection: Tally[Any, Any], timeline: AnyTimeline) -> list[Any]:
    dated = handled_by(timeline, projection, None, "certain")
    return [projection.measure(event) for event in events_in(dated)][:4]


@law("projection")
def merge_takes_either_first(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """The merge of two measures is the same in either order.

    Parts of a record are summed as they come, on however many machines.
    """
    if not isinstance(projection, Tally):
        return
    merge = projection.merge
    for a, b in product(_measures(projection, timeline), repeat=2):
        expect(merge(b, a), merge(a, b), f"merge({describe(b)}, {describe(a)})")


@law("projection")
def merge_takes_any_three_by_any_two(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """Of three measures it does not matter which two are merged first.

    Else a sum of sums would not be the sum.
    """
    if not isinstance(projection, Tally):
        return
    merge = projection.merge
    for a, b, c in product(_measures(projection, timeline), repeat=3):
        about = f"merge({describe(a)}, merge({describe(b)}, {describe(c)}))"
        expect(merge(a, merge(b, c)), merge(merge(a, b), c), about)


@law("projection")
def merge_agrees_with_every_split(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """The sums of two parts merge into the sum of the whole, wherever it is split.

    That is what makes a prefix sum, a cache or a partial export of a tally right.
    """
    if not isinstance(projection, Tally):
        return
    for certainty in READINGS:
        events = events_in(handled_by(timeline, projection, None, certainty))

        def sums(part: list[Any], certainty: Any = certainty) -> dict[Any, Any]:
            view = view_of(rebuilt(timeline, part), projection, None, certainty)
            return dict(view.as_of(_END))

        whole = sums(events)
        splits = [(events[:cut], events[cut:]) for cut in range(1, len(events))]
        for one, other in [*splits, (events[::2], events[1::2])]:
            first, second = sums(one), sums(other)
            merged = {
                key: projection.merge(first[key], second[key])
                if key in first and key in second
                else first.get(key, second.get(key))
                for key in {**first, **second}
            }
            ids = f"{describe([e.id for e in one])} and {describe([e.id for e in other])}"
            about = f"the sums, merged from those of {ids}"
            expect(merged, whole, describe_question(None, None, certainty, about))
