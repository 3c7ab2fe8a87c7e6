"""The days that a question is about: those that it names, or those of the occasion it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.occasions import OccasionScheduled
from ip4timeline.nato.registries import Occasion, Registries

BEFORE, AFTER = 0, LAST_DAY + 1
"""Day numbers outside all days, for a side that is open."""
Days = tuple[int | None, int | None]


def number_or(day: dt.date | None, otherwise: int) -> int:
    """The number of a day, or another where there is none."""
    return otherwise if day is None else day.toordinal()


def registries_of(selection: Selection[Any]) -> Registries:
    """The registries of a selection, which are those of this domain."""
    assert isinstance(selection.registries, Registries)
    return selection.registries


def days_of(dates: When) -> Days:
    """The first and the last day on which a date may be."""
    last = dates.until if dates.lasting else dates.latest
    return dates.bound("possible"), None if last is None else last.toordinal()


def occasion_of(selection: Selection[Any]) -> Occasion | None:
    """The one occasion that a selection names, if it does."""
    for field, value in selection.values:
        if field == "occasion":
            return registries_of(selection).occasion_by_id.get(value)
    return None


def occasions_of(selection: Selection[Any]) -> list[Occasion]:
    """The occasions that a selection names, itself or by their series."""
    one = occasion_of(selection)
    if one is not None:
        return [one]
    if not selection.series:
        return []
    return [o for o in registries_of(selection).occasions if o.series == selection.series]


def period_of(selection: Selection[Any]) -> Days:
    """The first and last day number in question; ``None`` for a side that is open.

    Those of `Selection.between`; a side that it leaves open is that of the occasion named, or of
    all the occasions of the series, unless the side that it gives is past them all. Of an occasion
    it is never more than the occasion's own days. What is planned for one may have happened on any
    day since it was scheduled.
    """
    first, last = selection.first, selection.last
    occasions = occasions_of(selection)
    if not occasions:
        return first, last
    begin, end = days_at(selection, occasions)
    if occasion_of(selection) is None:
        low, high = (begin if first is None else first), (end if last is None else last)
    else:
        low = begin if first is None else first if begin is None else max(first, begin)
        high = end if last is None else last if end is None else min(last, end)
    if low is not None and high is not None and low > high:
        return first, last  # all before or after the occasions, which therefore say nothing of it
    return low, high


def days_at(selection: Selection[Any], occasions: Iterable[Occasion]) -> Days:
    """The days on which what a selection takes of some occasions can have been."""
    held = list(occasions)
    starts = [days_of(occasion.dates)[0] for occasion in held]
    ends = [days_of(occasion.dates)[1] for occasion in held]
    if any(not cls.observed for cls in selection.kinds or (Event,)):
        starts = [_scheduled(selection, occasion) for occasion in held]
    begin = None if None in starts else min(s for s in starts if s is not None)
    end = None if None in ends else max(e for e in ends if e is not None)
    return begin, end


def _scheduled(selection: Selection[Any], occasion: Occasion) -> int | None:
    """The first day on which an occasion may have been given its dates; ``None`` for no such."""
    events = (
        e
        for e in selection.standing()
        if isinstance(e, OccasionScheduled) and e.occasion == occasion.id
    )
    days = [event.occurred.bound("possible") for event in events]
    return None if not days or None in days else min(day for day in days if day is not None)


def shown(days: Days) -> str:
    """Days as a period in EDTF; empty for all time."""
    if days == (None, None):
        return ""
    first, last = (".." if d is None else str(from_day_number(d)) for d in days)
    return first if first == last else f"{first}/{last}"


def unsure_reason(events: Iterable[Event], selection: Selection[Any] | None = None) -> str:
    """What to say of events of which it is not sure that they are such, or when they were."""
    parts = []
    doubted = list(events)
    open_ = [e for e in doubted if selection is not None and selection.match(e) == "possible"]
    dated = [e for e in doubted if e not in open_]
    if dated:
        parts.append(f"it is not sure when this was: {_ids(dated)}")
    if open_:
        parts.append(f"this does not say whether it is such: {_ids(open_)}")
    return "; ".join(parts)


def _ids(events: list[Event]) -> str:
    more = f" and {len(events) - 5} more" if len(events) > 5 else ""
    return ", ".join(e.id for e in events[:5]) + more


def precedes(one: When, other: When) -> bool:
    """Whether ``one`` certainly began on an earlier day; never so of a qualified date."""
    if one.qualifier or other.qualifier:
        return False
    return number_or(one.latest, AFTER) < number_or(other.earliest, BEFORE)


def not_after(one: When, other: When) -> bool:
    """Whether of two events that stand in this order ``one`` certainly came first.

    On one day they have the order that the record gives them.
    """
    return precedes(one, other) or (one == other and one.exact and not one.qualifier)


def may_be_as_early(one: When, other: When) -> bool:
    """Whether ``one`` may have begun on the same day as ``other`` or before."""
    if one.qualifier or other.qualifier:
        return True
    return number_or(one.earliest, BEFORE) <= number_or(other.latest, AFTER)


def years(first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Each calendar year between two day numbers: the year, its first and last day in question."""
    begin, end = from_day_number(first), from_day_number(last)
    for year in range(begin.year, end.year + 1):
        low, high = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
        yield year, max(low, first), min(high, last)
