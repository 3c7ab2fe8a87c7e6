"""The meaning of a fold, written as slowly and plainly as it can be said.

It follows the five steps of the definition one by one, over all events, for every
question anew. It shares no code with the library's folds: it knows events and dates,
and asks a projection only for its four parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ip4timeline.events import Amendment, Correction, Entry, Event
from ip4timeline.when import day_number


def standing(entries: Iterable[Entry], known_on: int | None) -> list[Event]:
    """Steps 1 and 2: resolve corrections and retractions, keep what is known."""
    unique = {entry.id: entry for entry in entries}
    events = {id: e for id, e in unique.items() if isinstance(e, Event)}
    result = []
    for id, event in events.items():
        winner = None
        for entry in unique.values():
            if not isinstance(entry, Amendment) or entry.target != id:
                continue
            since = -1 if entry.known is None else entry.known.toordinal()
            if known_on is not None and since > known_on:
                continue
            if winner is None or _later(entry, winner):
                winner = entry
        if winner is None:
            stands: Event | None = event
        elif isinstance(winner, Correction):
            stands = winner.replacement
        else:
            stands = None
        if stands is not None and (known_on is None or stands.known.toordinal() <= known_on):
            result.append(stands)
    return result


def _later(one: Amendment, other: Amendment) -> bool:
    def place(a: Amendment) -> tuple[int, int, str]:
        return (a.known.toordinal() if a.known else -1, a.seq, a.id)

    return place(one) > place(other)


def oracle(
    entries: Iterable[Entry],
    projection: Any,
    as_of: int,
    known_on: int | None,
    certainty: str,
) -> dict[Any, Any]:
    """Every key's value as of a day number, known by a day number."""
    # 3. Sort by (effective day, seq, id).
    dated = []
    for event in standing(entries, known_on):
        when = event.occurred.latest if certainty == "certain" else event.occurred.earliest
        if when is not None:
            dated.append((when.toordinal(), event.seq, event.id, event))
    dated.sort(key=lambda row: row[:3])
    values: dict[Any, Any] = {}
    # 4. Evolve, each key apart; 5. a lapsed value meets the next event as None.
    for day, _, _, event in dated:
        if day > as_of or not isinstance(event, projection.on):
            continue
        for key in set(projection.keys(event)):
            value = values.get(key)
            if _lapsed(projection, value, day):
                value = None
            values[key] = projection(value, event, key)
    return {
        key: value
        for key, value in values.items()
        if value is not None and not _lapsed(projection, value, as_of)
    }


def _lapsed(projection: Any, value: Any, day: int) -> bool:
    if value is None or projection.lapses is None:
        return False
    ends = projection.lapses(value)
    return ends is not None and day_number(ends) <= day
