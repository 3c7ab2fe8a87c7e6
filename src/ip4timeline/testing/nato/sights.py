"""When a value was last seen, as slowly and plainly as its definition says it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ip4timeline.engine.events.entry import Event
from ip4timeline.relationship.projections.sightings import CONFIRMATIONS, SEEN, sight_key
from ip4timeline.relationship.projections.table import PROJECTIONS
from ip4timeline.testing.oracle import accounts, handled, turns

HOLDING: Final = tuple(p for p in PROJECTIONS if p in SEEN)
"""The projections whose values hold until something ends them."""


def sights(
    stood: Iterable[Event], as_of: int, certainty: str
) -> dict[tuple[str, Any], tuple[int | None, str]]:
    """Of each value that has no end on record: the last day number of a sight, and the event.

    Args:
        stood: the events that stand on the knowledge day in question.
        as_of: the day number asked about.
        certainty: the reading of partial dates.

    The day is ``None`` where no event that confirms the value can have a first day.
    """
    stood = tuple(stood)
    found = {}
    for projection in HOLDING:
        dated = handled(stood, projection, certainty)
        later = [day for day in turns(dated, projection) if day > as_of]
        for key, account in accounts(dated, projection, as_of).items():
            if account.value is None:
                continue
            after = (accounts(dated, projection, day).get(key) for day in later)
            if any(a is None or a.value != account.value for a in after):
                continue  # its end is on record
            wanted = sight_key(projection, key, account.value)
            seen = [_seen(event, as_of) for event in _confirming(stood, wanted, as_of, certainty)]
            if seen:
                found[projection.name, key] = max(seen, key=lambda s: s[0] or 0)
    return found


def _confirming(stood: Iterable[Event], wanted: Any, as_of: int, certainty: str) -> Iterable[Event]:
    """The events that confirm it and have begun by the day."""
    for event in stood:
        begun = event.occurred.latest if certainty == "certain" else event.occurred.earliest
        if begun is not None and begun.toordinal() <= as_of:
            rows = (row for row in CONFIRMATIONS if isinstance(event, row.kinds))
            if any(wanted in tuple(row.keys(event)) for row in rows):
                yield event


def _seen(event: Event, as_of: int) -> tuple[int | None, str]:
    """The day through which one event saw what it confirms."""
    when = event.occurred
    if when.earliest is None:
        return None, event.id
    if not when.lasting:
        return when.earliest.toordinal(), event.id
    ends = [as_of, event.known.toordinal()] + ([when.until.toordinal()] if when.until else [])
    return max(when.earliest.toordinal(), min(ends)), event.id
