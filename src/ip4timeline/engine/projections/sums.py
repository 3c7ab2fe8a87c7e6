"""The sums of a tally over versions of events, for any point of both clocks."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property, reduce
from typing import Any, Generic, TypeVar

from ip4timeline.engine.log.versions import FOREVER, Frontier, Limits, Versions, highest
from ip4timeline.engine.projections.history import Columns, Rows, columns, present, read
from ip4timeline.engine.projections.projection import Tally

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LastingSums(Generic[V]):
    """The sums over versions that stand in the end.

    Sums along each clock answer where the other does not matter: where all that counts by the
    day was known by then, or all that was known by then counts by the day. What is open between
    the two is cut into blocks, each four times as large as the next smaller; a block holds its
    sums in the order in which its versions came to stand, made when it is first read.

    Args:
        tally: what is summed.
        versions: those that are summed.
        limits: the size of the smallest block.
    """

    def __init__(self, tally: Tally[Any, V], versions: Versions, limits: Limits) -> None:
        self._tally = tally
        self._versions = versions
        self._least = limits.block
        self._blocks: dict[tuple[int, int], Rows[V]] = {}
        self.settled: Frontier = versions.settled
        self.reach: Frontier = versions.reach

    @cached_property
    def by_day(self) -> Rows[V]:
        """The sums by the day from which events count, all known."""
        versions = self._versions
        return Rows.of(self._tally.running(versions.passing, versions.events))

    @cached_property
    def by_known(self) -> Rows[V]:
        """The sums by the day from which events are known, whenever they count."""
        return self._learned(self._versions.by_since)

    def _learned(self, places: Sequence[int]) -> Rows[V]:
        return _at(self._tally, self._versions, places, self._versions.since)

    def at(self, day: int, known: int) -> V | None:
        """The sum of what counts by a day and was known by another."""
        if self.settled.through(day) <= known:
            return self.by_day.at(day)
        if self.reach.through(known) <= day:
            return self.by_known.at(known)
        days, first = self._versions.days, self.settled.first_above(known)
        at, stop = bisect_left(days, first), bisect_right(days, day)
        return self._between(self.by_day.at(first - 1), at, stop, known)

    def _between(self, value: V | None, at: int, stop: int, known: int) -> V | None:
        """A sum and those of the versions from one place to another that were known by a day."""
        events, since = self._versions.events, self._versions.since
        plus, measure, least = self._tally.plus, self._tally.measure, self._least
        while at < stop:
            size = least
            if at % size or at + size > stop:
                end = min(stop, at - at % size + size)
                for place in range(at, end):
                    if since[place] <= known:
                        value = plus(value, measure(events[place]))
                at = end
                continue
            while not at % (4 * size) and at + 4 * size <= stop:
                size *= 4
            block = self._blocks.get((at, size))
            if block is None:
                places = sorted(range(at, at + size), key=since.__getitem__)
                block = self._blocks[at, size] = self._learned(places)
            value = plus(value, block.at(known))
            at += size
        return value


class ClosedSums(Generic[V]):
    """The sums over versions that cease to stand.

    The knowledge days are the leaves of a binary tree. A version lies in the few nodes that
    together span the days on which it stands, and a node holds its running sums along the
    other clock: a question reads the nodes from one leaf to the root.

    Args:
        tally: what is summed.
        versions: those that are summed.
    """

    def __init__(self, tally: Tally[Any, V], versions: Versions, _: Limits) -> None:
        self.settled: Frontier = versions.settled
        # What is known may always be known no more, and in the end nothing stands.
        self.reach: Frontier = Frontier([(0, FOREVER)])
        self.by_day: Rows[V] = Rows((), ())
        self.by_known: Rows[V] = self.by_day
        self._tally = tally
        self._versions = versions
        self._learned = versions.learned
        self._sums: dict[int, Rows[V]] = {}
        self._nodes: defaultdict[int, array[int]] = defaultdict(lambda: array("i"))
        leaf = {day: len(self._learned) + n for n, day in enumerate(self._learned)}
        for place, (since, until) in enumerate(zip(versions.since, versions.until, strict=True)):
            first, last = leaf[since], leaf[until]
            while first < last:
                if first % 2:
                    self._nodes[first].append(place)
                if last % 2:
                    self._nodes[last - 1].append(place)
                first, last = (first + 1) // 2, last // 2

    def at(self, day: int, known: int) -> V | None:
        """The sum of what counts by a day and stood as it was known by another."""
        value, place = None, bisect_right(self._learned, known) - 1
        node = place + len(self._learned) if place >= 0 else 0
        while node:
            if node in self._nodes:
                value = self._tally.plus(value, self._node(node).at(day))
            node //= 2
        return value

    def _node(self, node: int) -> Rows[V]:
        found = self._sums.get(node)
        if found is None:
            versions = self._versions
            found = _at(self._tally, versions, self._nodes[node], versions.days)
            self._sums[node] = found
        return found


def _at(
    tally: Tally[Any, V], versions: Versions, places: Iterable[int], clock: Sequence[int]
) -> Rows[V]:
    """The running sums of the versions at some places, along a clock by which these ascend."""
    places = list(places)
    events = [versions.events[at] for at in places]
    return Rows.of(tally.running([clock[at] for at in places], events))


class PrefixSums(Generic[V]):
    """The sums of a tally over a table of versions.

    Those that stand in the end and were known promptly, of which few questions leave any
    open, are summed apart from the others, and so are those that cease to stand.

    Args:
        tally: what is summed.
        versions: those that are summed.
        limits: what is prompt, and the size of the smallest block.
    """

    def __init__(self, tally: Tally[Any, V], versions: Versions, limits: Limits) -> None:
        self._tally = tally
        self._versions = versions
        self._limits = limits

    @cached_property
    def lasting(self) -> Rows[V]:
        """The sums of what stands in the end, by the day from which events count."""
        versions = self._versions
        if not versions.amended:
            return Rows.of(self._tally.running(versions.passing, versions.events))
        standing = (at for at, until in enumerate(versions.until) if until == FOREVER)
        return _at(self._tally, versions, standing, versions.days)

    @cached_property
    def parts(self) -> dict[int, LastingSums[V] | ClosedSums[V]]:
        """The sums of what stands in the end and was prompt, of the rest of it, and of the others.

        By their number from 0; one of nothing is left out.
        """
        versions, prompt = self._versions, self._limits.prompt
        rows: tuple[list[Any], ...] = ([], [], [])
        columns = (versions.rows, versions.days, versions.since, versions.until)
        for row, day, since, until in zip(*columns, strict=True):
            rows[2 if until < FOREVER else abs(since - day) > prompt].append(row)
        kinds: tuple[Any, ...] = (LastingSums, LastingSums, ClosedSums)
        return {
            number: kinds[number](self._tally, versions.taken(of_part), self._limits)
            for number, of_part in enumerate(rows)
            if of_part
        }

    def at(self, day: int, known: int | None) -> V | None:
        """The sum of what counts by a day and was known by another."""
        if known is None or self._versions.settled.through(day) <= known:
            return self.lasting.at(day)
        answers = (part.at(day, known) for part in self.parts.values())
        return reduce(self._tally.plus, answers, None)


class Together(Generic[K, V]):
    """Sums of many keys, asked as one: one look at both clocks does for all of them.

    Args:
        items: each key with its sums; no key twice.
    """

    def __init__(self, items: Sequence[tuple[K, LastingSums[V] | ClosedSums[V]]]) -> None:
        self._items = items
        self._settled = [part.settled for _, part in items]
        self._reach = [part.reach for _, part in items]

    @cached_property
    def _by_day(self) -> Columns[K, V]:
        return columns((key, part.by_day) for key, part in self._items)

    @cached_property
    def _by_known(self) -> Columns[K, V]:
        return columns((key, part.by_known) for key, part in self._items)

    def at(self, day: int, known: int) -> dict[K, V]:
        """Every sum of what counts by a day and was known by another."""
        if highest(self._settled, day) <= known:
            return read(self._by_day, day)
        if highest(self._reach, known) <= day:
            return read(self._by_known, known)
        return present((key, part.at(day, known)) for key, part in self._items)
