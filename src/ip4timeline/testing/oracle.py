"""The meaning of a fold, written as slowly and plainly as it can be said.

It follows the five steps of the definition one by one, over all events, for every
question anew, and keeps the evidence as the definition words it. It shares no code with
the library's folds: it knows events and dates, and asks a projection only for its four
parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from ip4timeline.engine.events.amendments import Amendment, Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.time.days import LAST_DAY, day_number


def winners(entries: Iterable[Entry], known_on: int | None) -> dict[str, Amendment]:
    """Step 1: of the amendments of one event known by a day number, the last one, by target."""
    unique = {entry.id: entry for entry in entries}
    found: dict[str, Amendment] = {}
    for entry in unique.values():
        if not isinstance(entry, Amendment) or not isinstance(unique.get(entry.target), Event):
            continue
        since = -1 if entry.known is None else entry.known.toordinal()
        if known_on is not None and since > known_on:
            continue
        if entry.target not in found or _later(entry, found[entry.target]):
            found[entry.target] = entry
    return found


def standing(entries: Iterable[Entry], known_on: int | None) -> list[Event]:
    """Steps 1 and 2: resolve corrections and retractions, keep what is known."""
    unique = {entry.id: entry for entry in entries}
    last = winners(unique.values(), known_on)
    result = []
    for id, event in unique.items():
        if not isinstance(event, Event):
            continue
        winner = last.get(id)
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


def handled(events: Iterable[Event], projection: Any, certainty: str) -> list[tuple[int, Event]]:
    """Step 3: the events a projection handles, each with its effective day, in the one order."""
    dated = []
    for event in events:
        when = event.occurred.latest if certainty == "certain" else event.occurred.earliest
        if when is not None and isinstance(event, projection.on) and set(projection.keys(event)):
            dated.append((when.toordinal(), event.seq, event.id, event))
    dated.sort(key=lambda row: row[:3])
    return [(day, event) for day, _, _, event in dated]


@attrs.frozen
class Account:
    """What is to be said of one key on one day.

    Attributes:
        value: the value; ``None`` where there is none.
        because: the ids of the events that made it, or that had made what lapsed.
        removed_by: where an event removed the value, its id.
        lapsed: where the value lapsed, the day number from which there is none.
        since: the day number of the event that last left a mark.
    """

    value: Any
    because: tuple[str, ...] = ()
    removed_by: str = ""
    lapsed: int | None = None
    since: int = 0

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of the events that explain it."""
        return (self.removed_by,) if self.removed_by else self.because


def accounts(dated: Sequence[tuple[int, Event]], projection: Any, as_of: int) -> dict[Any, Account]:
    """Steps 4 and 5 over handled events: every touched key's account as of a day number."""
    found: dict[Any, Account] = {}
    for day, event in dated:
        if day > as_of:
            continue
        for key in set(projection.keys(event)):
            before = _aged(projection, found.get(key, Account(None)), day)
            found[key] = _evolved(projection, before, day, event, key)
    return {key: _aged(projection, account, as_of) for key, account in found.items()}


def _evolved(projection: Any, before: Account, day: int, event: Event, key: Any) -> Account:
    """4. Evolve; an equal value leaves no mark, and one made from nothing restarts."""
    value = projection(before.value, event, key)
    if value == before.value:
        return attrs.evolve(before, value=value)
    if value is None:
        return Account(None, removed_by=event.id, since=day)
    if before.value is None or projection(None, event, key) == value:
        return Account(value, (event.id,), since=day)
    return Account(value, (*before.because, event.id), since=day)


def _aged(projection: Any, account: Account, day: int) -> Account:
    """5. From the day it lapses there is no value; what had made it explains that."""
    lapse = lapse_of(projection, account.value)
    if lapse is None or lapse > day:
        return account
    gone = max(lapse, account.since)  # one born lapsed never held
    return attrs.evolve(account, value=None, lapsed=gone)


def lapse_of(projection: Any, value: Any) -> int | None:
    """The day number from which a value no longer holds by its own terms, if there is one."""
    if value is None or projection.lapses is None:
        return None
    day = projection.lapses(value)
    return None if day is None else day_number(day)


def turns(dated: Sequence[tuple[int, Event]], projection: Any) -> list[int]:
    """The day numbers on which a handled event comes to count or a value lapses, ascending."""
    found = {day for day, _ in dated}
    for day in sorted(found):
        for account in accounts(dated, projection, day).values():
            lapse = lapse_of(projection, account.value)
            if lapse is not None and lapse <= LAST_DAY:
                found.add(lapse)
    return sorted(found)


def oracle(
    entries: Iterable[Entry],
    projection: Any,
    as_of: int,
    known_on: int | None,
    certainty: str,
) -> dict[Any, Any]:
    """Every key's value as of a day number, known by a day number."""
    dated = handled(standing(entries, known_on), projection, certainty)
    found = accounts(dated, projection, as_of)
    return {key: account.value for key, account in found.items() if account.value is not None}
