"""The years as the page draws them: the swimlanes of the charts, on every knowledge day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.export.explorer.values import page_day
from ip4timeline.export.stretches import Stretch, holder, merged, stretches
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.words import code_words
from ip4timeline.relationship.projections.offices import LEADER
from ip4timeline.relationship.projections.ties import PROGRAMME
from ip4timeline.relationship.timeline import Timeline

DRAWN: Final[tuple[Projection[Any, Any], ...]] = (LEADER, PROGRAMME)
"""What is drawn as periods; summits and contacts the page has as values already."""

Drawn = tuple[str, int | None, int, int | None, int | None, str]
"""What held; since when it may have; since and until it certainly did; no more from; in words."""


def lane_data(
    timeline: Timeline, known_days: Callable[[Projection[Any, Any], Any], Iterable[int]]
) -> list[dict[str, Any]]:
    """Of each lane its stretches at each day on which what is known of it changes.

    ``[knowledge day, stretches kept from the one before, further stretches]``, days as the page
    counts them.

    Args:
        timeline: the events.
        known_days: the day numbers on which what is known of a key of a projection changes.
    """
    found = (
        (projection, partner, known_days(projection, partner))
        for projection in DRAWN
        for partner in Partner
    )
    return [
        {"key": [projection.name, str(partner)], "known": known}
        for projection, partner, days in found
        if (known := list(_versions(timeline, projection, partner, days)))
    ]


def lane_stretches(
    timeline: Timeline, projection: Projection[Any, Any], partner: Partner, known_on: Any
) -> list[Drawn]:
    """The stretches of one lane as known on a day, as the page has them."""
    name = timeline.registries.name

    def label(value: Any) -> str:
        if projection is LEADER:
            return holder(value, name)
        return code_words(value.agreement.removeprefix(f"{partner}-"))

    views = (
        timeline.project(projection, known_on=known_on, certainty="certain"),
        timeline.project(projection, known_on=known_on, certainty="possible"),
    )
    certain, early = (
        merged(view.spells(partner), label) if view.knows(partner) else [] for view in views
    )
    return [_drawn(stretch) for stretch in stretches(certain, early, words=when_words)]


def _versions(
    timeline: Timeline, projection: Projection[Any, Any], partner: Partner, days: Iterable[int]
) -> Iterator[list[Any]]:
    before: list[Drawn] = []
    for day in days:
        now = lane_stretches(timeline, projection, partner, from_day_number(day))
        kept = 0
        while kept < min(len(now), len(before)) and now[kept] == before[kept]:
            kept += 1
        if now != before:
            yield [page_day(day), kept, now[kept:]]
        before = now


def _drawn(stretch: Stretch) -> Drawn:
    def day(number: int | None) -> int | None:
        return None if number is None else page_day(number)

    return (
        stretch.label,
        day(stretch.may_since),
        page_day(stretch.since),
        day(stretch.until),
        day(stretch.may_until),
        stretch.dated,
    )
