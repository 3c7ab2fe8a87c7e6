"""The log of all entries, and which events stand as they were known by a day.

Nothing here asks what an event means, or knows of a projection: whoever makes something of
a log follows its growth by the `Change` that each growth gives.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right, insort
from collections import ChainMap
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.events.amendments import (
    ALWAYS,
    Amendment,
    Correction,
    admit,
    amendment_key,
    knowledge_day,
)
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.log.versions import DAY, FOREVER, Change, Limits, Stream, Version, Versions
from ip4timeline.engine.time.days import LAST_DAY
from ip4timeline.engine.time.when import Certainty

_ID = attrgetter("id")
Entries = tuple[Entry, ...]
F = TypeVar("F", bound=Any)
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def updated(mapping: ChainMap[K, V], changes: Mapping[K, V], limits: Limits) -> ChainMap[K, V]:
    """A mapping of what came late over what many share, with some values changed or added."""
    late, base = mapping.maps
    none: dict[K, V] = {}
    base, late = limits.layered(base, {**late, **changes}, operator.or_, none)
    return ChainMap(late, base)


class Account(NamedTuple):
    """An event as it was written, and what amends it in the order in which that wins.

    Each makes one version at most: the event the first, and each amendment its own, from its
    knowledge day until that of the next. Without the event nothing stands, whatever amends it.
    """

    event: Event | None
    amendments: tuple[Amendment, ...] = ()

    def version(self, place: int) -> Version | None:
        """The version that the event makes (0) or the amendment of a place, counted from 1."""
        stands = self.event
        since = ALWAYS
        if stands is not None and place:
            amendment = self.amendments[place - 1]
            stands = amendment.replacement if isinstance(amendment, Correction) else None
            since = knowledge_day(amendment)
        if stands is None:
            return None
        since = max(since, stands.known_day)
        last = place == len(self.amendments)
        until = FOREVER if last else knowledge_day(self.amendments[place])
        return Version(stands, since, until) if since < until else None

    def versions(self, places: Iterable[int] | None = None) -> list[Version]:
        """Each way in which the event ever stands, or those that some places make."""
        every = range(len(self.amendments) + 1) if places is None else places
        return [version for place in every if (version := self.version(place)) is not None]

    def at(self, known: int | None) -> Event | None:
        """The event as it stood by a knowledge day; ``None``: in the end."""
        last = len(self.amendments)
        if known is not None and last:
            last = bisect_right(self.amendments, known, key=knowledge_day)
        version = self.version(last)
        return version.event if version and (known is None or version.since <= known) else None

    def amended(self, more: Sequence[Amendment]) -> tuple[Account, Change]:
        """The account with more amendments, and the versions that this changes.

        An amendment makes a version, and ends the one before it: no other is looked at.
        """
        amendments = list(self.amendments)
        for amendment in more:
            insort(amendments, amendment, key=amendment_key)
        keys = map(amendment_key, more)
        new = sorted(bisect_left(amendments, key, key=amendment_key) for key in keys)
        made = {place + 1 for place in new}
        ended = [place for place in new if place not in made]
        before = self.versions(place - bisect_left(new, place) for place in ended)
        longer = Account(self.event, tuple(amendments))
        return longer, Change(longer.versions(sorted(made.union(ended))), before)


class Follower(Generic[F]):
    """What was made of a log, and the changes that have come since; it never changes.

    Args:
        made: what was made; by ``changed(change)`` it says what it is with one more.
        waiting: the changes that it does not know of yet.
    """

    def __init__(self, made: F, waiting: tuple[Change, ...] = ()) -> None:
        self.made: F = made
        self._waiting = waiting

    def current(self) -> Follower[F]:
        """The same, up to date."""
        made = self.made
        for change in self._waiting:
            made = made.changed(change)
        return Follower(made) if self._waiting else self

    def grown(self, change: Change, limits: Limits) -> Follower[F] | None:
        """The same of a log with one more change; ``None`` if that cannot be told.

        A rule that fails for an event fails when it is asked, not when the event comes.
        """
        last: Follower[F] = self
        if len(self._waiting) >= limits.waiting:
            try:
                last = self.current()
            except Exception:
                return None
        return Follower(last.made, (*last._waiting, change))


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
        amended, day = dict(self._log.amended), LAST_DAY if self.day is None else self.day
        found = []
        for entry in self._log.entries:
            if isinstance(entry, Event):
                stands = self.event(entry.id) if entry.id in amended else entry
                if stands is not None and stands.known_day <= day:
                    found.append(stands)
        return found

    def event(self, id: str) -> Event | None:
        """The standing event of an id, if there is one."""
        return self._log.account(id).at(self.day)

    def had(self, event: Event) -> bool:
        """Whether an event that stands at some day stood as it is at this one."""
        return self.event(event.id) == event

    def ordered(
        self, certainty: Certainty, first: int = 0, last: int = LAST_DAY
    ) -> Iterator[tuple[int, Event]]:
        """The standing events that count from one day to another, with the day, in order."""
        return iter(self._log.stream(certainty).dated(first, last, self.day))


class EventLog:
    """Every entry, and what was known of them at any day.

    A log that has grown from another shares with it all but the new entries.

    Args:
        entries: in canonical order; or what reads them so, called when one is asked for.
        horizon: the last day number of which anything is known; ``None`` for no limit.
        limits: how much is looked through, kept and left waiting.
        late: entries that came later, by id.
        amended: the amendments of all of them by target, where that is known.
        streams: what was made of a shorter log.
    """

    def __init__(
        self,
        entries: Entries | Callable[[], Entries],
        horizon: int | None = None,
        limits: Limits | None = None,
        *,
        late: dict[str, Entry] | None = None,
        amended: ChainMap[str, tuple[Amendment, ...]] | None = None,
        streams: dict[Certainty, Follower[Stream]] | None = None,
    ) -> None:
        self._given = entries
        self._late: dict[str, Entry] = late or {}
        self.horizon: int = LAST_DAY if horizon is None else horizon
        self.limits: Limits = Limits() if limits is None else limits
        self._amended = amended
        self._streams: dict[Certainty, Follower[Stream]] = streams or {}

    def __reduce__(self) -> tuple[Any, ...]:
        return (EventLog, (self.entries, self.horizon, self.limits))

    @cached_property
    def _base(self) -> Entries:
        return self._given() if callable(self._given) else self._given

    @cached_property
    def entries(self) -> Entries:
        """Every entry, by id."""
        return _joined(self._base, self._late) if self._late else self._base

    def entry(self, id: str) -> Entry | None:
        """The entry of an id, if there is one."""
        if id in self._late:
            return self._late[id]
        place = bisect_left(self._base, id, key=_ID)
        found = place < len(self._base) and self._base[place].id == id
        return self._base[place] if found else None

    @property
    def amended(self) -> ChainMap[str, tuple[Amendment, ...]]:
        """The amendments by target, be it here or not, in the order in which they win."""
        if self._amended is None:
            base = _by_target(self._base).items()
            in_order = {target: tuple(sorted(a, key=amendment_key)) for target, a in base}
            self._amended = ChainMap({}, in_order)
        return self._amended

    @cached_property
    def amendments(self) -> tuple[Amendment, ...]:
        """The corrections and retractions that have a target, in the order in which they win."""
        found = (a for t, given in self.amended.items() if self.account(t).event for a in given)
        return tuple(sorted(found, key=amendment_key))

    @cached_property
    def pending(self) -> tuple[Amendment, ...]:
        """The corrections and retractions whose target is not here: without effect."""
        found = (a for t, given in self.amended.items() if not self.account(t).event for a in given)
        return tuple(sorted(found, key=_ID))

    def account(self, id: str) -> Account:
        """The event of an id, if there is one, with its amendments."""
        event = self.entry(id)
        return Account(event if isinstance(event, Event) else None, self.amended.get(id, ()))

    def versions(self, id: str) -> Sequence[Version]:
        """Each way in which the event of an id ever stands; none if there is no such event."""
        return self.account(id).versions()

    def limit(self, known_on: int | None) -> int | None:
        """The knowledge day that a question really has: never past the horizon."""
        if self.horizon == LAST_DAY:
            return known_on
        return self.horizon if known_on is None else min(known_on, self.horizon)

    def question(self, as_of: int, known_on: int | None, certainty: Certainty) -> Question:
        """A question of this log, by day numbers."""
        return Question(as_of, self.limit(known_on), certainty)

    def at(self, known_on: int | None) -> KnownEvents:
        """What is known by the end of a day number; ``None``: all that is here."""
        day = self.limit(known_on)
        return self._all if day is None else KnownEvents(self, day)

    @cached_property
    def _all(self) -> KnownEvents:
        return KnownEvents(self, None)

    def holding(self, kinds: tuple[type[Event], ...]) -> EventLog:
        """A log of every entry by which an event of some kinds may stand, with others or not."""
        return self

    def stream(self, certainty: Certainty) -> Stream:
        """Every version of every event that has an effective day."""
        found = self._streams.get(certainty)
        with without_collecting():
            found = Follower(self._everything(certainty)) if found is None else found.current()
        self._streams[certainty] = found
        return found.made

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._base) + len(self._late)

    def apart(
        self, kinds: type[Event] | tuple[type[Event], ...]
    ) -> tuple[list[Event], list[Version]]:
        """Of some kinds the events that nothing amends, by id, and each version of the others."""
        amended = dict(self.amended)
        types = {kind for kind in set(map(type, self.entries)) if issubclass(kind, kinds)}
        events: list[Any] = [e for e in self.entries if type(e) in types and e.id not in amended]
        others = (version for id in amended for version in self.versions(id))
        return events, [version for version in others if isinstance(version.event, kinds)]

    def _everything(self, certainty: Certainty) -> Stream:
        day = DAY[certainty]
        events, others = self.apart(Event)
        events = [e for e in events if day(e) is not None]
        # Already by id: two stable sorts by whole numbers are quicker than one by three things.
        events.sort(key=attrgetter("seq"))
        events.sort(key=day)
        base = Versions(certainty, events).merged(Versions.of(others, certainty))
        return Stream(self.limits, base)

    def grown(self, entries: Iterable[Entry]) -> tuple[EventLog, Change]:
        """The log with more entries, and what that changes; itself if it has them all.

        Raises:
            TimelineError: an id is taken by a different entry.
        """
        new: dict[str, Entry] = {}
        for entry in entries:
            id = getattr(entry, "id", "")
            admit(new, entry, new.get(id) or self.entry(id))
        if not new:
            return self, Change((), ())
        added: list[Version] = []
        removed: list[Version] = []
        amended: dict[str, tuple[Amendment, ...]] = {}
        for target, more in _by_target(new.values()).items():
            longer, change = self.account(target).amended(more)
            amended[target] = longer.amendments
            added += change.added
            removed += change.removed
        every = updated(self.amended, amended, self.limits) if amended else self.amended
        for entry in new.values():
            if isinstance(entry, Event):
                added += Account(entry, every.get(entry.id, ())).versions()
        change = Change(added, removed)
        none: dict[str, Entry] = {}
        base, late = self.limits.layered(self._base, {**self._late, **new}, _joined, none)
        followers = ((c, f.grown(change, self.limits)) for c, f in list(self._streams.items()))
        streams = {c: follower for c, follower in followers if follower is not None}
        grown = EventLog(base, self.horizon, self.limits, late=late, amended=every, streams=streams)
        return grown, change


def _joined(base: Entries, late: dict[str, Entry]) -> Entries:
    return tuple(sorted([*base, *late.values()], key=_ID))


def _by_target(entries: Iterable[Entry]) -> dict[str, list[Amendment]]:
    """The amendments among entries by target."""
    found: dict[str, list[Amendment]] = {}
    for entry in entries:
        if isinstance(entry, Amendment):
            found.setdefault(entry.target, []).append(entry)
    return found
