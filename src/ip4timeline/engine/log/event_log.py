"""The log of all entries, and which events stand as they were known by a day.

Nothing here asks what an event means, or knows of a projection: whoever makes something of
a log follows its growth by the `Change` that each growth gives.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

import attrs

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.amendments import Amendment, Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.log.change import Change, Derived
from ip4timeline.engine.log.overlay import LATE, Overlay, OverlayMapping
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.log.stream import SortedEvents, Stream
from ip4timeline.engine.log.versions import DAY, Version, order_key
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.when import Certainty

_KEPT: Final = 64
"""How many knowledge days one log keeps answered."""
_ALWAYS: Final = 0
"""The knowledge day of an amendment without one, before every day number."""
_ID = attrgetter("id")
Late = dict[str, Entry]


def _merge(base: tuple[Entry, ...], late: Late) -> tuple[tuple[Entry, ...], Late]:
    return tuple(sorted([*base, *late.values()], key=_ID)), {}


def canonical(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries by id, each once.

    Raises:
        TimelineError: two entries have one id and different contents, or something is
            no entry at all.
    """
    given = list(entries)
    sound = all(issubclass(kind, Entry) for kind in set(map(type, given)))
    if sound and len(set(map(_ID, given))) == len(given):  # nothing twice: no need to look at each
        return tuple(sorted(given, key=_ID))
    found: dict[str, Entry] = {}
    for entry in given:
        _admit(found, entry, found.get(getattr(entry, "id", "")))
    return tuple(sorted(found.values(), key=_ID))


def _admit(found: dict[str, Entry], entry: Entry, other: Entry | None) -> None:
    """Add an entry, unless it is the other of its id over again."""
    if not isinstance(entry, Entry):
        raise TimelineError(f"{entry!r} is not an event, a correction or a retraction")
    if other is None:
        found[entry.id] = entry
    elif other is not entry and other != entry:
        raise TimelineError(
            f"two events have the id {entry.id!r} and differ; correct an event with a "
            "Correction, or give one another id"
        )


def knowledge_day(entry: Entry) -> int:
    """The day number from which an entry is known; before every day where that is always."""
    known: int | None = getattr(entry, "known_day", None)
    return _ALWAYS if known is None else known


def amendment_key(amendment: Amendment) -> tuple[int, int, str]:
    """The order in which amendments of one target win, the last over all."""
    return (knowledge_day(amendment), amendment.seq, amendment.id)


def _versions(event: Event, amendments: Iterable[Amendment]) -> Iterator[Version]:
    """Each way in which an event ever stands, by its amendments in the order in which they win."""
    stands: Event | None = event
    since = knowledge_day(event)
    for amendment in amendments:
        day = knowledge_day(amendment)
        if stands is not None and since < day:
            yield Version(stands, since, day)
        stands = amendment.replacement if isinstance(amendment, Correction) else None
        if stands is not None:
            since = max(day, knowledge_day(stands))
    if stands is not None:
        yield Version(stands, since)


class KnownEvents:
    """The events that stand at one knowledge day.

    Args:
        log: every entry.
        day: a day number by which all this was known; ``None``: all that there is.
    """

    def __init__(self, log: EventLog, day: int | None) -> None:
        self._log = log
        self.day = day

    @cached_property
    def standing(self) -> Sequence[Event]:
        """The standing events by id, those without an effective day included."""
        day = LAST_DAY if self.day is None else self.day
        amended = self._log.amended
        found = []
        for entry in self._log.entries:
            if isinstance(entry, Event):
                stands = self.event(entry.id) if entry.id in amended else entry
                if stands is not None and stands.known_day <= day:
                    found.append(stands)
        return found

    def event(self, id: str) -> Event | None:
        """The standing event of an id, if there is one."""
        for version in self._log.versions(id):
            if version.stands(self.day):
                return version.event
        return None

    def had(self, event: Event) -> bool:
        """Whether an event that stands at some day stood as it is at this one."""
        if event.id in self._log.amended:
            return self.event(event.id) == event
        return self.day is None or event.known_day <= self.day

    @property
    def winners(self) -> dict[str, Amendment]:
        """By target, the last amendment known."""
        day = LAST_DAY if self.day is None else self.day
        found = {}
        for amendment in self._log.amendments:  # ascending, so the last known one is left
            if knowledge_day(amendment) <= day:
                found[amendment.target] = amendment
        return found

    def ordered(
        self, certainty: Certainty, first: int = 0, last: int = LAST_DAY
    ) -> Iterator[tuple[int, Event]]:
        """The standing events that count from one day to another, with the day, in order."""
        return self._log.stream(certainty).dated(first, last, self.day)


class EventLog:
    """Every entry, and what was known of them at any day.

    A log that has grown from another shares with it all but the new entries.

    Args:
        entries: in canonical order.
        horizon: the last day number of which anything is known; ``None`` for no limit.
        late: how much may lie beside what is shared before it is merged; see `Overlay`.
    """

    def __init__(
        self, entries: tuple[Entry, ...], horizon: int | None = None, late: int = LATE
    ) -> None:
        empty: Late = {}
        self._layers: Overlay[tuple[Entry, ...], Late] = Overlay(entries, empty, _merge, late)
        self.horizon: int = LAST_DAY if horizon is None else horizon
        self._at: BoundedCache[KnownEvents] = BoundedCache(_KEPT)
        # The knowledge days of a shorter log, and those that may be new since.
        self._days: tuple[Sequence[int], frozenset[int]] | None = None
        self._streams = Derived()

    def __reduce__(self) -> tuple[Any, ...]:
        return (EventLog, (self.entries, None if self.horizon == LAST_DAY else self.horizon))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, by id."""
        layers = self._layers
        return _merge(layers.base, layers.late)[0] if layers.late else layers.base

    def entry(self, id: str) -> Entry | None:
        """The entry of an id, if there is one."""
        base, late = self._layers.base, self._layers.late
        if id in late:
            return late[id]
        place = bisect_left(base, id, key=_ID)
        return base[place] if place < len(base) and base[place].id == id else None

    @cached_property
    def amended(self) -> OverlayMapping[str, tuple[Amendment, ...]]:
        """The amendments by target, be it here or not, in the order in which they win."""
        found: dict[str, list[Amendment]] = {}
        base = self._layers.base
        kinds = {kind for kind in set(map(type, base)) if issubclass(kind, Amendment)}
        for entry in base:
            if type(entry) in kinds:
                assert isinstance(entry, Amendment)
                found.setdefault(entry.target, []).append(entry)
        in_order = {t: tuple(sorted(a, key=amendment_key)) for t, a in found.items()}
        return OverlayMapping(in_order, self._layers.most)

    @cached_property
    def amendments(self) -> tuple[Amendment, ...]:
        """The corrections and retractions that have a target, in the order in which they win."""
        found = (a for t, given in self.amended.items() if self._is_event(t) for a in given)
        return tuple(sorted(found, key=amendment_key))

    @cached_property
    def pending(self) -> tuple[Amendment, ...]:
        """The corrections and retractions whose target is not here: without effect."""
        found = (a for t, given in self.amended.items() if not self._is_event(t) for a in given)
        return tuple(sorted(found, key=_ID))

    def _is_event(self, id: str) -> bool:
        return isinstance(self.entry(id), Event)

    def versions(self, id: str) -> Sequence[Version]:
        """Each way in which the event of an id ever stands; none if there is no such event."""
        event = self.entry(id)
        return list(_versions(event, self.amended.get(id, ()))) if isinstance(event, Event) else []

    @cached_property
    def knowledge_days(self) -> Sequence[int]:
        """The day numbers, ascending, on which what is known can change."""
        if self._days is not None:
            shorter, more = self._days
            return sorted(more.union(shorter))
        days = set(map(knowledge_day, self.entries))
        days |= {knowledge_day(a.replacement) for a in self.amendments if isinstance(a, Correction)}
        return sorted(day for day in days if day <= self.horizon)

    def limit(self, known_on: int | None) -> int | None:
        """The knowledge day that a question really has: never past the horizon."""
        if self.horizon == LAST_DAY:
            return known_on
        return self.horizon if known_on is None else min(known_on, self.horizon)

    def settled(self, known_on: int | None) -> int | None:
        """The last day number by a given one on which anything was learned.

        Between two such days one answer serves; ``None``: all that there is is known.
        """
        day = self.limit(known_on)
        if day is None:
            return None
        place = bisect_right(self.knowledge_days, day)
        return self.knowledge_days[place - 1] if place else -1

    def question(self, as_of: int, known_on: int | None, certainty: Certainty) -> Question:
        """A question of this log, by day numbers."""
        if known_on is None and self.horizon == LAST_DAY:
            return Question(as_of, None, None, certainty)
        return Question(as_of, self.limit(known_on), self.settled(known_on), certainty)

    def at(self, known_on: int | None) -> KnownEvents:
        """What is known by the end of a day number; ``None``: all that is here."""
        day = self.settled(known_on)
        return self._at.kept(day, lambda: KnownEvents(self, day))

    def stream(self, certainty: Certainty) -> Stream:
        """Every version of every event that has an effective day."""
        found: Stream = self._streams.get(certainty, lambda: self._everything(certainty))
        return found

    def _everything(self, certainty: Certainty) -> Stream:
        day = DAY[certainty]
        amended = self.amended
        kinds = {kind for kind in set(map(type, self.entries)) if issubclass(kind, Event)}
        written: Iterable[Any] = (e for e in self.entries if type(e) in kinds)
        events = [e for e in written if day(e) is not None]
        if amended:
            events = [e for e in events if e.id not in amended]
        # Already by id: two stable sorts by whole numbers are quicker than one by three things.
        if any(map(attrgetter("seq"), events)):
            events.sort(key=attrgetter("seq"))
        events.sort(key=day)
        others = [v for id in amended for v in self.versions(id) if day(v.event) is not None]
        others.sort(key=lambda v: order_key(v.event, certainty))
        return Stream(SortedEvents(events, certainty), tuple(others), self._layers.most)

    def grown(self, entries: Iterable[Entry]) -> tuple[EventLog, Change]:
        """The log with more entries, and what that changes; itself if it has them all.

        Raises:
            TimelineError: an id is taken by a different entry.
        """
        new: dict[str, Entry] = {}
        for entry in entries:
            id = getattr(entry, "id", "")
            _admit(new, entry, new.get(id) or self.entry(id))
        if not new:
            return self, Change((), ())
        grown = EventLog((), None if self.horizon == LAST_DAY else self.horizon)
        grown._layers = self._layers.changed({**self._layers.late, **new})
        amendments: dict[str, list[Amendment]] = {}
        for entry in new.values():
            if isinstance(entry, Amendment):
                amendments.setdefault(entry.target, []).append(entry)
        grown.amended = self.amended.updated(
            {
                target: tuple(sorted([*self.amended.get(target, ()), *more], key=amendment_key))
                for target, more in amendments.items()
            }
        )
        touched = dict.fromkeys([*new, *amendments])
        change = Change(
            [version for id in touched for version in grown.versions(id)],
            [version for id in touched for version in self.versions(id)],
        )
        grown._streams = self._streams.grown(change)
        grown._days = self._days_with(new.values(), change)
        return grown, change

    def _days_with(
        self, new: Iterable[Entry], change: Change
    ) -> tuple[Sequence[int], frozenset[int]] | None:
        made = self.__dict__.get("knowledge_days")  # as far as they were ever asked for
        days = self._days if made is None else (made, frozenset[int]())
        if days is None:
            return None
        more = map(knowledge_day, [*new, *(v.event for v in change.added)])
        return days[0], days[1].union(day for day in more if day <= self.horizon)

    @cached_property
    def learned_on(self) -> dict[int, list[Event]]:
        """By knowledge day, the events that came to stand on it."""
        found: dict[int, list[Event]] = {}
        for entry in self.entries:
            if isinstance(entry, Event):
                if entry.id in self.amended:
                    for version in self.versions(entry.id):
                        found.setdefault(version.since, []).append(version.event)
                else:
                    found.setdefault(entry.known_day, []).append(entry)
        return found

    def known_entries(self, known_on: int) -> Iterator[Entry]:
        """The entries that matter by a day, and none that was not known by then.

        A correction may be known before its target. The target is then stood in for by
        the correction's own replacement, known too late to be seen: a correction without
        a target would be inert.
        """
        early = {
            a.target: a
            for a in self.amendments
            if isinstance(a, Correction) and knowledge_day(a) <= known_on
        }
        for entry in self.entries:
            if isinstance(entry, Amendment):
                target = self.entry(entry.target)
                hidden = target is not None and knowledge_day(target) > known_on
                if knowledge_day(entry) <= known_on and (not hidden or entry.target in early):
                    yield entry
            elif knowledge_day(entry) <= known_on:
                yield entry
            elif entry.id in early and known_on < LAST_DAY:
                replacement = early[entry.id].replacement
                unseen = max(replacement.known, from_day_number(known_on + 1))
                yield attrs.evolve(replacement, known=unseen)
