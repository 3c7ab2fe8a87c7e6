"""Whether a date lies within the days of a selection, for sure or possibly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ip4timeline.engine.time.days import LAST_DAY
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event

BEFORE, AFTER = 0, LAST_DAY + 1
"""Day numbers outside all days, for a side that is open."""


def number_or(day: dt.date | None, otherwise: int) -> int:
    """The number of a day, or another where there is none."""
    return otherwise if day is None else day.toordinal()


def unsure_within(events: Iterable[Event], selection: Selection[Any]) -> list[Event]:
    """The events that lie only possibly within the days of a selection."""
    return [e for e in events if not certainly_within(e.occurred, selection.first, selection.last)]


def unsure_reason(events: Iterable[Event]) -> str:
    """What to say of events of which it is not sure when they were."""
    return f"it is not sure when this was: {', '.join(e.id for e in events)}"


def certainly_within(when: When, first: int | None, last: int | None) -> bool:
    """Whether it touched the days for sure: a lasting one by overlap, another by its one day."""
    if not when.lasting:
        return wholly_within(when, first, last)
    begun = BEFORE if when.text.startswith("..") else number_or(when.latest, AFTER)
    # An end that nobody knows is no earlier than the start; an open one has not come.
    ended = number_or(when.until_at_least or when.earliest, BEFORE)
    if when.text.endswith(".."):
        ended = AFTER
    return (last is None or begun <= last) and (first is None or ended >= first)


def wholly_within(when: When, first: int | None, last: int | None) -> bool:
    """Whether all of its days lie within for sure."""
    start = number_or(when.earliest, BEFORE)
    end = number_or(when.until if when.lasting else when.latest, AFTER)
    return (first is None or start >= first) and (last is None or end <= last)


def precedes(one: Event, other: Event) -> bool:
    """Whether ``one`` certainly began on an earlier day than ``other``."""
    return number_or(one.occurred.latest, AFTER) < number_or(other.occurred.earliest, BEFORE)


def may_be_as_early(one: Event, other: Event) -> bool:
    """Whether ``one`` may have begun on the same day as ``other`` or before."""
    return number_or(one.occurred.earliest, BEFORE) <= number_or(other.occurred.latest, AFTER)


def last_of_interest(chosen: Event, selection: Selection[Any]) -> int | None:
    """The last day, within the selection's, on which something as early can have begun."""
    latest = chosen.occurred.latest
    if latest is None:
        return selection.last
    number = (
        latest.toordinal() if selection.last is None else min(latest.toordinal(), selection.last)
    )
    return number if selection.first is None else max(number, selection.first)
