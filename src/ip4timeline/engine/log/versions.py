"""Versions of events on two clocks, and how a collection of them grows.

A version is a rectangle: an event counts from a day on, and stands as it is from the
knowledge day ``since`` until just before ``until``. A question is a point, and what it
asks for are the rectangles that hold it. An event that nothing ever amended has one
version, a corrected one several, and a retraction is no more than an ``until``. Growth is
versions added and versions removed. Nothing here asks what an event means.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeVar

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.time.days import LAST_DAY
from ip4timeline.engine.time.when import Certainty

B = TypeVar("B", bound=Sized)
L = TypeVar("L", bound=Sized)
FOREVER: Final = LAST_DAY + 1
"""The day until which a version stands that nothing ever replaced: after every day number."""
DAY: Final[dict[Certainty, Callable[[Event], Any]]] = {
    # What `When.bound` says, a day number or None, without a call for each of very many events.
    "certain": attrgetter("occurred._latest"),
    "possible": attrgetter("occurred._earliest"),
}
KNOWN: Final[Callable[[Event], int]] = attrgetter("known_day")
Rank = tuple[int, int, str, int]
"""What puts a version in its place: the one order, and since when for those of one event."""
Dated = Iterable[tuple[int, Event]]
"""Events with the day from which each counts, in the one order."""


def order_key(event: Event, certainty: Certainty) -> tuple[int, int, str]:
    """The one order of a timeline: effective day, then ``seq``, then id.

    Raises:
        TimelineError: the event has no effective day in this reading.
    """
    day = event.occurred.bound(certainty)
    if day is None:
        raise TimelineError(f"{event.id} has no effective day: {event.occurred}")
    return (day, event.seq, event.id)


class Limits(NamedTuple):
    """How much is looked through, kept and left waiting; handed to a log once and for all.

    Attributes:
        late: how many rows may lie beside a base that is shared, besides the root of its size.
            So few are cheap to look through, and a base is seldom copied.
        waiting: for how many changes what was made of a shorter log may wait until it is
            brought up to date unasked. What nobody asks for costs an append nothing.
        prompt: within how many days of one another the two clocks of most events lie. What is
            known so promptly is summed apart: of most questions it leaves nothing open.
        block: how many versions of a tally are looked at one by one before a sum is kept.
        often: how often the rows of all keys are read before every day of them is made ready.
        repeats: how many times as many values as changes may then be kept.
        histories: how many knowledge days one key keeps folded.
        columns: from how many entries on a question about all keys of a declared rule goes by
            columns, where an engine for them is installed. Fewer are folded before it is loaded.
        batches: how many such questions of one rule do, before its index is made: an index costs
            as much as many of them, and answers the next one at once.
    """

    late: int = 16
    waiting: int = 32
    prompt: int = 16
    block: int = 16
    often: int = 16
    repeats: int = 16
    histories: int = 8
    columns: int = 100_000
    batches: int = 64

    def layered(self, base: B, late: L, merge: Callable[[B, L], B], none: L) -> tuple[B, L]:
        """A base and what lies beside it: the two as they are, or merged if that is too much.

        Args:
            base: what many share.
            late: what came later.
            merge: makes one of both.
            none: what then lies beside it.
        """
        over = len(late) - self.late
        return (merge(base, late), none) if over > 0 and over * over > len(base) else (base, late)


class Version(NamedTuple):
    """An event as it stands from the knowledge day ``since`` until just before ``until``."""

    event: Event
    since: int
    until: int = FOREVER

    def rank(self, certainty: Certainty) -> Rank:
        """Its place among versions with an effective day."""
        return (*order_key(self.event, certainty), self.since)


class Change(NamedTuple):
    """The versions that a log has more than a shorter one, and those that it has less."""

    added: Sequence[Version]
    removed: Sequence[Version]


class Frontier:
    """Along one clock, each place where the other rose above all that it had been before."""

    __slots__ = ("at", "heights")

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        rising = {-1: -1}
        top = -1
        for at, height in pairs:
            if height > top:
                rising[at] = top = height
        self.heights: list[int] = list(rising.values())
        self.at: list[int] = list(rising)[1:]

    def through(self, at: int) -> int:
        """The highest so far; -1 before the first."""
        return self.heights[bisect_right(self.at, at)]

    def first_above(self, height: int) -> int:
        """Where it first rose above a height; `FOREVER` if it never did."""
        found = bisect_right(self.heights, height)
        return self.at[found - 1] if found <= len(self.at) else FOREVER


def highest(frontiers: Iterable[Frontier], at: int) -> int:
    """The highest that any of several has come to; -1 before the first."""
    return max([each.heights[bisect_right(each.at, at)] for each in frontiers], default=-1)


class Versions:
    """A table of versions in the one order, column by column; it never changes.

    Args:
        certainty: the reading, which says from which day an event counts.
        events: those with an effective day, in the one order.
        since: the knowledge day from which each stands; left out, that of the event itself.
        until: that from which each stands no more; left out, none ever ceases to stand.
    """

    def __init__(
        self,
        certainty: Certainty,
        events: Sequence[Event] = (),
        since: Iterable[int] | None = None,
        until: Iterable[int] | None = None,
    ) -> None:
        self.certainty: Certainty = certainty
        self.events = events
        self._since = since
        self._until = until

    @classmethod
    def of(cls, versions: Iterable[Version], certainty: Certainty) -> Versions:
        """Any versions in any order; those without an effective day are left out."""
        day = DAY[certainty]
        rows = [v for v in versions if day(v.event) is not None]
        rows.sort(key=lambda version: version.rank(certainty))
        return cls(certainty, [v.event for v in rows], *zip(*(v[1:] for v in rows), strict=True))

    def __len__(self) -> int:
        return len(self.events)

    @property
    def passing(self) -> Iterable[int]:
        """The day number from which each counts, read off the events as they are passed."""
        return map(DAY[self.certainty], self.events)

    @cached_property
    def days(self) -> Sequence[int]:
        """The same to be looked at: a list of the events' own numbers."""
        return [*self.passing]

    @cached_property
    def since(self) -> Sequence[int]:
        """The knowledge day from which each stands."""
        return array("i", map(KNOWN, self.events) if self._since is None else self._since)

    @cached_property
    def until(self) -> Sequence[int]:
        """The knowledge day from which each stands no more; `FOREVER` for most."""
        forever = array("i", [FOREVER])
        return forever * len(self) if self._until is None else array("i", self._until)

    @cached_property
    def amended(self) -> bool:
        """Whether any of them ever ceases to stand."""
        return self._until is not None and any(until < FOREVER for until in self.until)

    @property
    def rows(self) -> Sequence[Any]:
        """What each is taken by: its place, or the event where that says all."""
        return self.events if self._since is None else range(len(self))

    def taken(self, rows: Sequence[Any]) -> Versions:
        """Some of its rows, in their order."""
        if self._since is None:
            return Versions(self.certainty, rows)
        columns: list[Any] = [self.events, self.since, self.until]
        return Versions(self.certainty, *([column[at] for at in rows] for column in columns))

    @cached_property
    def _by_kind(self) -> dict[type[Event], array[int]]:
        found: defaultdict[type[Event], array[int]] = defaultdict(lambda: array("i"))
        for place, kind in enumerate(map(type, self.events)):
            found[kind].append(place)
        return found

    def of_kinds(self, kinds: tuple[type[Event], ...]) -> Versions:
        """Those of the events of some kinds; of the others, not one is touched."""
        places = [found for kind, found in self._by_kind.items() if issubclass(kind, kinds)]
        if len(places) == len(self._by_kind):
            return self
        return self.taken([self.rows[at] for at in sorted(chain(*places))])

    def rank(self, place: int) -> Rank:
        """What puts the version at a place there."""
        event = self.events[place]
        return (self.days[place], event.seq, event.id, self.since[place])

    def before(self, rank: Rank) -> int:
        """How many versions come before a rank."""
        first = bisect_left(self.days, rank[0])
        last = bisect_right(self.days, rank[0], first)
        return bisect_left(range(len(self)), rank, first, last, key=self.rank)

    def find(self, rank: Rank) -> int | None:
        """The place of the version of a rank, if it is here."""
        place = self.before(rank)
        return place if place < len(self) and self.rank(place) == rank else None

    def without(self, ranks: Iterable[Rank]) -> Versions:
        """Without the versions of some ranks, as far as they are here."""
        gone = [place for rank in ranks if (place := self.find(rank)) is not None]
        return self.merged(Versions(self.certainty), gone) if gone else self

    def merged(self, late: Versions, gone: Sequence[int] = ()) -> Versions:
        """With some versions more, and without those at some places."""
        if not gone and not (len(self) and len(late)):
            return self if len(self) else late
        columns: list[tuple[Any, Any, Any]] = [([], self.events, late.events)]
        if self._since is not None or late._since is not None:
            columns.append((array("i"), self.since, late.since))
            columns.append((array("i"), self.until, late.until))
        cuts = [(self.before(late.rank(row)), 0, row) for row in range(len(late))]
        cuts += [(place, 1, 0) for place in gone]
        at = 0
        for place, leaps, row in sorted(cuts):
            for made, old, more in columns:
                made.extend(old[at:place])
                if not leaps:
                    made.append(more[row])
            at = place + leaps
        for made, old, _ in columns:
            made.extend(old[at:])
        return Versions(self.certainty, *(made for made, _, _ in columns))

    def standing(self, at: int, stop: int, known: int | None) -> Dated:
        """Of the versions between two places, the events that stand, each with its day."""
        if known is None and not self.amended and stop - at == len(self):
            return zip(self.passing, self.events, strict=True)
        columns: list[Any] = [self.days, self.events]
        if known is not None or self.amended:
            columns += [self.since, self.until]
        if at > 0 or stop < len(self):  # a slice would touch every event of it
            columns = [map(column.__getitem__, range(at, stop)) for column in columns]
        rows = zip(*columns, strict=True)
        if known is not None:
            return ((day, event) for day, event, since, until in rows if since <= known < until)
        if self.amended:
            return ((day, event) for day, event, _, until in rows if until == FOREVER)
        return rows

    @cached_property
    def learned(self) -> Sequence[int]:
        """The day numbers, ascending, from which any of them stands, or stands no more."""
        until = set(self.until) if self.amended else set()
        return array("i", sorted(until.union(self.since) - {FOREVER}))

    @cached_property
    def by_since(self) -> Sequence[int]:
        """The places of the versions in the order in which they come to stand."""
        return array("i", sorted(range(len(self)), key=self.since.__getitem__))

    @cached_property
    def settled(self) -> Frontier:
        """By when all that is ever learned of what counts through a day has been learned."""
        learned: Iterable[int] = self.since
        if self.amended:
            rows = zip(self.since, self.until, strict=True)
            learned = (since if until == FOREVER else until for since, until in rows)
        return Frontier(zip(self.days, learned, strict=True))

    @cached_property
    def reach(self) -> Frontier:
        """Up to which day that which is known by a day reaches."""
        return Frontier((self.since[place], self.days[place]) for place in self.by_since)


class Stream:
    """Versions that grow: a base that many streams share, and beside it what came later.

    Args:
        limits: how much may lie beside a base.
        base: the versions that were here at first.
        late: those that came later; left out, none.
    """

    def __init__(self, limits: Limits, base: Versions, late: Versions | None = None) -> None:
        self.limits: Limits = limits
        self.certainty: Certainty = base.certainty
        self.base: Versions = base
        self.late: Versions = Versions(base.certainty) if late is None else late

    @property
    def parts(self) -> tuple[Versions, ...]:
        """The base, and what lies beside it if anything does."""
        return (self.base, self.late) if len(self.late) else (self.base,)

    def changed(self, change: Change) -> Stream:
        """With some versions more and some less.

        Raises:
            AssertionError: one that is to go is not here, or one that is to come is.
        """
        more, less = (
            [v.rank(self.certainty) for v in versions if DAY[self.certainty](v.event) is not None]
            for versions in change
        )
        base, late = self.base.without(less), self.late.without(less)
        if len(base) + len(late) + len(less) != len(self.base) + len(self.late):
            raise AssertionError(f"of the versions {less} not all are here to be removed, once")
        if any(part.find(rank) is not None for part in (base, late) for rank in more):
            raise AssertionError(f"of the versions {more} one is here already")
        late, none = (
            late.merged(Versions.of(change.added, self.certainty)),
            Versions(self.certainty),
        )
        return Stream(self.limits, *self.limits.layered(base, late, Versions.merged, none))

    def dated(self, first: int = 0, last: int = LAST_DAY, known: int | None = None) -> Dated:
        """The standing events that count from one day to another, with the day, in order.

        ``known`` is a day by which they were known; ``None``: all that stand in the end.
        """
        base, late = self.base, self.late
        if known is not None:
            last = min(last, max(part.reach.through(known) for part in self.parts))
        at = bisect_left(base.days, first) if first > 0 else 0
        stop = bisect_right(base.days, last) if last < LAST_DAY else len(base)
        rows = range(bisect_left(late.days, first), bisect_right(late.days, last))
        return self._woven(at, stop, rows, known) if rows else base.standing(at, stop, known)

    def _woven(
        self, at: int, stop: int, rows: range, known: int | None
    ) -> Iterator[tuple[int, Event]]:
        base, late = self.base, self.late
        for row in rows:
            place = base.before(late.rank(row))
            yield from base.standing(at, place, known)
            yield from late.standing(row, row + 1, known)
            at = place
        yield from base.standing(at, stop, known)

    def unsettled(self, known: int) -> int:
        """The first day number from which what was known by a day may not stand in the end."""
        return min(part.settled.first_above(known) for part in self.parts)

    @property
    def days(self) -> set[int]:
        """The day numbers from which any version counts."""
        return {day for part in self.parts for day in part.days}

    @property
    def learned(self) -> set[int]:
        """The day numbers from which any version stands, or stands no more."""
        return {day for part in self.parts for day in part.learned}

    def learned_by(self, known: int) -> int:
        """The last day number by a given one on which anything was learned; 0 before the first."""
        places = [(part.learned, bisect_right(part.learned, known)) for part in self.parts]
        return max(learned[place - 1] if place else 0 for learned, place in places)

    def first(self, known: int | None) -> Event | None:
        """The first of the standing events, if there is any."""
        return next((event for _, event in self.dated(known=known)), None)
