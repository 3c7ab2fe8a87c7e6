"""A stream of events on two clocks: in the one order, each known from a day on.

A stream never changes. Most of its events lie in a base, a sorted list that is shared by
every timeline that holds them; what came later, and every version of what was corrected,
lies in a short list beside it. Nothing here asks what an event means.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, count
from typing import Any

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.log.frontier import Frontier
from ip4timeline.engine.log.overlay import LATE, Overlay
from ip4timeline.engine.log.versions import DAY, FOREVER, KNOWN, Version, order_key
from ip4timeline.engine.time.days import LAST_DAY
from ip4timeline.engine.time.when import Certainty


class SortedEvents:
    """Events in the one order, each as written and known from its own day on."""

    def __init__(self, events: Sequence[Event], certainty: Certainty) -> None:
        self.events = events
        self.certainty = certainty
        self.day: Callable[[Event], Any] = DAY[certainty]  # every event here has one

    def __len__(self) -> int:
        return len(self.events)

    @cached_property
    def _places(self) -> dict[type[Event], array[int]]:
        """By kind, the places of its events."""
        found: dict[type[Event], array[int]] = {}
        for place, kind in enumerate(map(type, self.events)):
            if kind not in found:
                found[kind] = array("i")
            found[kind].append(place)
        return found

    def of(self, kinds: tuple[type[Event], ...]) -> Iterable[Event]:
        """The events of some kinds; of the others, not one is touched."""
        places = [found for kind, found in self._places.items() if issubclass(kind, kinds)]
        if len(places) == len(self._places):
            return self.events
        return map(self.events.__getitem__, sorted(chain.from_iterable(places)))

    @cached_property
    def _through(self) -> tuple[list[int], list[int]]:
        """The days on which events count, and how many do through each."""
        last = dict(zip(map(self.day, self.events), count(1)))
        return list(last), list(last.values())

    def before(self, day: int) -> int:
        """How many of the events count before a day number."""
        days, through = self._through
        place = bisect_left(days, day)
        return through[place - 1] if place else 0

    def place(self, event: Event, low: int = 0) -> int:
        """How many of the events come before another."""

        def key(other: Event) -> tuple[int, int, str]:
            return (self.day(other), other.seq, other.id)

        return bisect_right(self.events, key(event), low, key=key)

    def by_known(self) -> Sequence[Event]:
        """The events by the day from which each is known."""
        return sorted(self.events, key=KNOWN)

    @cached_property
    def settled(self) -> Frontier:
        """By when all that counts through a day was known."""
        return Frontier(zip(map(self.day, self.events), map(KNOWN, self.events), strict=True))

    @cached_property
    def reach(self) -> Frontier:
        """Up to which day that which is known by a day reaches."""
        known = self.by_known()
        return Frontier(zip(map(KNOWN, known), map(self.day, known), strict=True))

    def joined(self, late: Iterable[Event]) -> SortedEvents:
        """The same with more events, given in the one order."""
        events: list[Event] = []
        at = 0
        for event in late:
            stop = self.place(event, at)
            events += self.events[at:stop]
            events.append(event)
            at = stop
        events += self.events[at:]
        return SortedEvents(events, self.certainty)


Late = tuple[Version, ...]


def _merge(base: SortedEvents, late: Late) -> tuple[SortedEvents, Late]:
    """The base with the late events that can join it, and the versions that cannot."""
    joining = _joining(late)
    joined = {v.event.id for v in joining}
    rest = tuple(v for v in late if v.event.id not in joined)
    return base.joined(v.event for v in joining), rest


def _joining(late: Iterable[Version]) -> list[Version]:
    """The events as written among versions, those apart of which there is a version more."""
    # What replaced an earlier account stays beside it, so that both go together.
    versions = Counter(v.event.id for v in late)
    return [v for v in late if v.plain and versions[v.event.id] == 1]


class Stream:
    """Versions of events, all of one timeline or all that touch one key.

    Of one event all versions lie on one side: in the base an event as written that nothing
    ever amended, beside it what came later and each version of what was amended.

    Args:
        base: the events as written that were here at first.
        late: the versions that are not in the base, in the one order.
        most: how many may lie beside the base; see `Overlay`.
    """

    def __init__(self, base: SortedEvents, late: Late = (), most: int = LATE) -> None:
        self._hold(Overlay(base, late, _merge, most))

    def _hold(self, layers: Overlay[SortedEvents, Late]) -> None:
        self._layers = layers
        self.base: SortedEvents = layers.base
        self.late: Late = layers.late

    @property
    def most(self) -> int:
        """How many may lie beside the base, besides the root of its size."""
        return self._layers.most

    def __bool__(self) -> bool:
        return bool(self.base.events or self.late)

    @cached_property
    def lasting(self) -> Late:
        """The versions beside the base that stand in the end."""
        return tuple(v for v in self.late if v.until == FOREVER)

    def changed(self, added: Collection[Version], removed: Collection[Version]) -> Stream:
        """The stream with some versions more and some less; the base is shared if it can be.

        Args:
            added: every version that an event has now.
            removed: every version that the same events had before.
        """
        base = self.base
        day = base.day
        gone = {v.event.id for v in removed if day(v.event) is not None}
        late = [v for v in self.late if v.event.id not in gone]
        if not gone <= {v.event.id for v in self.late}:
            kept = [e for e in base.events if e.id not in gone]
            base = SortedEvents(kept, base.certainty)
        late += (v for v in added if day(v.event) is not None)
        late.sort(key=lambda v: order_key(v.event, base.certainty))
        new: Stream = Stream.__new__(Stream)
        new._hold(self._layers.changed(tuple(late), len(_joining(late)), base))
        return new

    def dated(
        self, first: int = 0, last: int = LAST_DAY, known: int | None = None
    ) -> Iterator[tuple[int, Event]]:
        """The standing events that count from one day to another, with the day, in order.

        ``known`` is a day by which they were known; ``None``: all that stand in the end.
        """
        base = self.base
        if known is None and first <= 0 and last >= LAST_DAY and not self.lasting:
            return zip(map(base.day, base.events), base.events, strict=True)
        return self._parted(first, last, known)

    def _parted(self, first: int, last: int, known: int | None) -> Iterator[tuple[int, Event]]:
        base = self.base
        at, end = 0, len(base.events)
        if first > 0:
            at = base.before(first)
        if known is not None:
            last = min(last, max(base.reach.through(known), self._reach))
        if last < LAST_DAY:
            end = base.before(last + 1)
        day = base.day
        for version in self.late if known is not None else self.lasting:
            if version.stands(known) and first <= day(version.event) <= last:
                stop = base.place(version.event, at)
                yield from self._span(at, stop, known)
                yield day(version.event), version.event
                at = stop
        yield from self._span(at, end, known)

    @cached_property
    def _reach(self) -> int:
        return max((self.base.day(v.event) for v in self.late), default=0)

    def _span(self, at: int, stop: int, known: int | None) -> Iterable[tuple[int, Event]]:
        events, day = self.base.events, self.base.day
        part = map(events.__getitem__, range(at, stop))  # a slice would touch every event of it
        if known is None:
            return ((day(event), event) for event in part)
        return ((day(event), event) for event in part if event.known_day <= known)

    def unsettled(self, known: int) -> int:
        """The first day number from which what was known by a day is not what stands in the end."""
        day = self.base.day
        found = self.base.settled.first_above(known)
        for version in self.late:
            if version.stands(known) != version.stands(None):
                found = min(found, day(version.event))
        return found

    @property
    def days(self) -> set[int]:
        """The day numbers from which any version counts."""
        events = [*self.base.events, *(version.event for version in self.late)]
        return set(map(self.base.day, events))

    @property
    def knowledge_days(self) -> set[int]:
        """The day numbers from which any version stands, or stands no more."""
        known = set(map(KNOWN, self.base.events))
        for version in self.late:
            known |= {version.since, version.until}
        return known - {FOREVER}

    def first(self, known: int | None) -> Event | None:
        """The first of the standing events, if there is any."""
        return next((event for _, event in self.dated(known=known)), None)
