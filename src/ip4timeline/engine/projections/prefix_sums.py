"""The sums of a tally over the events of one key, for any day of either clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, Final, Generic, TypeVar

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.log.stream import SortedEvents
from ip4timeline.engine.log.versions import KNOWN
from ip4timeline.engine.projections.history import Rows
from ip4timeline.engine.projections.projection import Tally

V = TypeVar("V")
_LEAF: Final = 16
"""The events of the smallest block; each next size is four times as large."""
_PROMPT: Final = 16
"""Within how many days of one another the two clocks of most events lie."""


class PrefixSums(Generic[V]):
    """The sums of a tally over a base, for any day of either clock.

    PrefixSums along each clock answer where the other does not matter: where all that counts by
    the day was known by then, or all that was known by then counts by the day. Between
    the two, the events that were known within days of the day from which they count are
    asked apart from the few others: of most questions they leave nothing open. What is left
    open of either part is cut into blocks of 16, 64, 256 events and so on; a block holds its
    sums in the order in which its events became known, made when first asked for.

    Args:
        tally: what is summed.
        base: the events.
        whole: whether the events are all of a key, not a part of them already.
    """

    def __init__(self, tally: Tally[Any, V], base: SortedEvents, *, whole: bool = True) -> None:
        self.base = base
        self._tally = tally
        self._whole = whole
        self._blocks: dict[tuple[int, int], Rows[V]] = {}

    @cached_property
    def parts(self) -> tuple[PrefixSums[V], PrefixSums[V]]:
        """The sums of what was known within days of when it counts, and of the rest."""
        day = self.base.day
        prompt: list[Event] = []
        slow: list[Event] = []
        for event in self.base.events:
            near = -_PROMPT <= event.known_day - day(event) <= _PROMPT
            (prompt if near else slow).append(event)
        one, other = (
            PrefixSums(self._tally, SortedEvents(events, self.base.certainty), whole=False)
            for events in (prompt, slow)
        )
        return one, other

    def _running_sums(self, events: Sequence[Event], clock: Callable[[Event], int]) -> Rows[V]:
        sums = accumulate(map(self._tally.measure, events), self._tally.merge)
        return Rows.by_day(map(clock, events), sums)

    @cached_property
    def by_day(self) -> Rows[V]:
        """The sums by the day from which events count, all known."""
        return self._running_sums(self.base.events, self.base.day)

    @cached_property
    def by_known(self) -> Rows[V]:
        """The sums by the day from which events are known, whenever they count."""
        return self._running_sums(self.base.by_known(), KNOWN)

    def at(self, day: int, known: int | None) -> V | None:
        """The sum of what counts by a day and was known by another."""
        base = self.base
        if known is None or base.settled.through(day) <= known:
            return self.by_day.at(day)
        if base.reach.through(known) <= day:
            return self.by_known.at(known)
        if self._whole:
            prompt, slow = self.parts
            return self._tally.plus(prompt.at(day, known), slow.at(day, known))
        first = base.settled.first_above(known)
        return self._between(
            self.by_day.at(first - 1), base.before(first), base.before(day + 1), known
        )

    def _between(self, value: V | None, at: int, stop: int, known: int) -> V | None:
        """A sum and those of the events from one place to another that were known by a day."""
        events, blocks = self.base.events, self._blocks
        merge, measure = self._tally.merge, self._tally.measure
        while at < stop:
            # The largest power of two that begins here and ends before the stop.
            size = 1 << (stop - at).bit_length() - 1
            if at:
                size = min(size, at & -at)
            if size < _LEAF:
                end = min(stop, at - at % _LEAF + _LEAF)
                for event in events[at:end]:
                    if event.known_day <= known:
                        more = measure(event)
                        value = more if value is None else merge(value, more)
                at = end
                continue
            if not size.bit_length() % 2:  # 32 and 128 are no sizes of ours: 16, 64, 256 are
                size >>= 1
            block = blocks.get((at, size)) or self._block(at, size)
            place = bisect_right(block.days, known)
            if place:
                found = block.values[place - 1]
                assert found is not None
                value = found if value is None else merge(value, found)
            at += size
        return value

    def _block(self, at: int, size: int) -> Rows[V]:
        events = sorted(self.base.events[at : at + size], key=KNOWN)
        block = self._blocks[at, size] = self._running_sums(events, KNOWN)
        return block
