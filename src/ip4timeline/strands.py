"""The events of one key on two clocks: in the one order, and known from a day on.

A strand never changes. Most of its events lie in a `Run`, a sorted list that is shared by
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
from math import isqrt
from operator import attrgetter
from typing import Any, Final, NamedTuple

from ip4timeline.errors import TimelineError
from ip4timeline.events import Event
from ip4timeline.when import LAST_DAY, Certainty

FOREVER: Final = LAST_DAY + 1
"""The day until which a version stands that nothing ever replaced: after every day number."""
DAY: Final[dict[Certainty, Callable[[Event], Any]]] = {
    # What `When.bound` says, a day number or None, without a call for each of very many events.
    "certain": attrgetter("occurred._latest"),
    "possible": attrgetter("occurred._earliest"),
}
KNOWN: Final[Callable[[Event], int]] = attrgetter("known_day")
LATE: Final = 16
"""How many events that came late may lie beside a run, besides the root of its length."""


def order_key(event: Event, certainty: Certainty) -> tuple[int, int, str]:
    """The one order of a timeline: effective day, then ``seq``, then id.

    Raises:
        TimelineError: the event has no effective day in this reading.
    """
    day = event.occurred.bound(certainty)
    if day is None:
        raise TimelineError(f"{event.id} has no effective day: {event.occurred}")
    return (day, event.seq, event.id)


class Version(NamedTuple):
    """An event as it stands from the knowledge day ``since`` until just before ``until``."""

    event: Event
    since: int
    until: int = FOREVER

    def stands(self, known: int | None) -> bool:
        """Whether it stands for those who know what was known by a day; ``None``: in the end."""
        return self.until == FOREVER if known is None else self.since <= known < self.until

    @property
    def plain(self) -> bool:
        """Whether it is an event as written, which nothing ever amended."""
        return self.until == FOREVER and self.since == self.event.known_day


class Highs:
    """The record highs of one clock along the other: where each was reached.

    Everything before the first high above a day had happened on both clocks by that day.
    """

    __slots__ = ("at", "highs")

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self.at: list[int] = []
        self.highs: list[int] = []
        top = -1
        for at, height in pairs:
            if height <= top:
                continue
            top = height
            if self.at and self.at[-1] == at:
                self.highs[-1] = height
            else:
                self.at.append(at)
                self.highs.append(height)

    @classmethod
    def joined(cls, parts: Iterable[Highs]) -> Highs:
        """The record highs of several taken together."""
        return cls(sorted(pair for part in parts for pair in zip(part.at, part.highs, strict=True)))

    def through(self, at: int) -> int:
        """The highest so far; -1 before the first."""
        found = bisect_right(self.at, at)
        return self.highs[found - 1] if found else -1

    def first_above(self, height: int) -> int:
        """Where it first rose above a height; `FOREVER` if it never did."""
        found = bisect_right(self.highs, height)
        return self.at[found] if found < len(self.at) else FOREVER


class Run:
    """Events in the one order, each as written and known from its own day on."""

    def __init__(self, events: Sequence[Event], certainty: Certainty) -> None:
        self.events = events
        self.certainty = certainty
        self.day: Callable[[Event], Any] = DAY[certainty]  # every event of a run has one

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
    def settled(self) -> Highs:
        """By when all that counts through a day was known."""
        return Highs(zip(map(self.day, self.events), map(KNOWN, self.events), strict=True))

    @cached_property
    def reach(self) -> Highs:
        """Up to which day that which is known by a day reaches."""
        known = self.by_known()
        return Highs(zip(map(KNOWN, known), map(self.day, known), strict=True))

    def joined(self, late: Iterable[Event]) -> Run:
        """The run with more events, given in the one order."""
        events: list[Event] = []
        at = 0
        for event in late:
            stop = self.place(event, at)
            events += self.events[at:stop]
            events.append(event)
            at = stop
        events += self.events[at:]
        return Run(events, self.certainty)


class Strand:
    """Every version of the events of one key.

    Args:
        run: the events as written that were here at first.
        others: the versions that are not in the run, in the one order: what came later,
            and each version of what was amended. Of one event all lie on one side.
        late: how many may lie beside the run before they are merged with it, besides the
            root of its length; it has no part in any answer.
    """

    def __init__(self, run: Run, others: tuple[Version, ...] = (), late: int = LATE) -> None:
        self.run = run
        self.others = others
        self.late = late

    def __bool__(self) -> bool:
        return bool(self.run.events or self.others)

    @cached_property
    def lasting(self) -> tuple[Version, ...]:
        """The versions beside the run that stand in the end."""
        return tuple(v for v in self.others if v.until == FOREVER)

    def changed(self, added: Collection[Version], removed: Collection[Version]) -> Strand:
        """The strand with some versions more and some less; the run is shared if it can be."""
        run = self.run
        gone = {v.event.id for v in removed if run.day(v.event) is not None}
        others = [v for v in self.others if v.event.id not in gone]
        found = {v.event.id for v in self.others}
        if not gone <= found:
            run = Run([e for e in run.events if e.id not in gone], run.certainty)
        others += (v for v in added if run.day(v.event) is not None)
        others.sort(key=lambda v: order_key(v.event, run.certainty))
        # What replaced an earlier account stays beside it, so that both go together.
        versions = Counter(v.event.id for v in others)
        joining = [v for v in others if v.plain and versions[v.event.id] == 1]
        # A list beside the run that stays below its root is cheap to read and seldom merged.
        if len(joining) > self.late + isqrt(len(run.events)):
            run = run.joined(v.event for v in joining)
            joined = {v.event.id for v in joining}
            others = [v for v in others if v.event.id not in joined]
        return Strand(run, tuple(others), self.late)

    def dated(
        self, first: int = 0, last: int = LAST_DAY, known: int | None = None
    ) -> Iterator[tuple[int, Event]]:
        """The standing events that count from one day to another, with the day, in order.

        ``known`` is a day by which they were known; ``None``: all that stand in the end.
        """
        run = self.run
        if known is None and first <= 0 and last >= LAST_DAY and not self.lasting:
            return zip(map(run.day, run.events), run.events, strict=True)
        return self._parted(first, last, known)

    def _parted(self, first: int, last: int, known: int | None) -> Iterator[tuple[int, Event]]:
        run = self.run
        at, end = 0, len(run.events)
        if first > 0:
            at = run.before(first)
        if known is not None:
            last = min(last, max(run.reach.through(known), self._reach))
        if last < LAST_DAY:
            end = run.before(last + 1)
        day = run.day
        for version in self.others if known is not None else self.lasting:
            if version.stands(known) and first <= day(version.event) <= last:
                stop = run.place(version.event, at)
                yield from self._span(at, stop, known)
                yield day(version.event), version.event
                at = stop
        yield from self._span(at, end, known)

    @cached_property
    def _reach(self) -> int:
        return max((self.run.day(v.event) for v in self.others), default=0)

    def _span(self, at: int, stop: int, known: int | None) -> Iterable[tuple[int, Event]]:
        events, day = self.run.events, self.run.day
        part = map(events.__getitem__, range(at, stop))  # a slice would touch every event of it
        if known is None:
            return ((day(event), event) for event in part)
        return ((day(event), event) for event in part if event.known_day <= known)

    def unsettled(self, known: int) -> int:
        """The first day number from which what was known by a day is not what stands in the end."""
        day = self.run.day
        found = self.run.settled.first_above(known)
        for version in self.others:
            if version.stands(known) != version.stands(None):
                found = min(found, day(version.event))
        return found

    @property
    def days(self) -> set[int]:
        """The day numbers from which any version counts."""
        events = [*self.run.events, *(version.event for version in self.others)]
        return set(map(self.run.day, events))

    @property
    def knowledge_days(self) -> set[int]:
        """The day numbers from which any version stands, or stands no more."""
        known = set(map(KNOWN, self.run.events))
        for version in self.others:
            known |= {version.since, version.until}
        return known - {FOREVER}

    def first(self, known: int | None) -> Event | None:
        """The first of the standing events, if there is any."""
        return next((event for _, event in self.dated(known=known)), None)
