"""Months of which nothing is on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ip4timeline.nato.kinds.base import Event

SINCE: Final = 2022
"""The year from which on a month without an event is a gap worth naming."""
Month = tuple[int, int]


def dated_months(events: Iterable[Event]) -> set[Month]:
    """The months in which something about the four surely happened."""
    seen: set[Month] = set()
    for event in events:
        first, last = event.occurred.earliest, event.occurred.latest
        if event.partners and first and last:
            seen |= {(first.year, first.month)} & {(last.year, last.month)}
    return seen


def empty_months(events: Iterable[Event], before: Month | None = None) -> list[str]:
    """The months since `SINCE` in which nothing about the four surely happened, in order.

    Args:
        events: what is on record.
        before: the month to stop at; ``None``: the last one with an event.
    """
    seen = dated_months(events)
    since = [month for month in seen if month[0] >= SINCE]
    end = before or max(since, default=(SINCE, 1))
    months = ((y, m) for y in range(SINCE, end[0] + 1) for m in range(1, 13))
    return [f"{y}-{m:02}" for y, m in months if (y, m) < end and (y, m) not in seen]
