"""One key of a projection on both clocks: its stream, and what it folds to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any, Final, Generic, TypeVar

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.log.stream import SortedEvents, Stream
from ip4timeline.engine.log.versions import FOREVER, Version
from ip4timeline.engine.projections.history import Branch, History, Rows
from ip4timeline.engine.projections.prefix_sums import PrefixSums
from ip4timeline.engine.projections.projection import Projection, Tally

V = TypeVar("V")
_KEPT: Final = 8
"""How many knowledge days one key keeps folded."""


class KeyFold(Generic[V]):
    """One key of a projection on both clocks.

    Args:
        projection: the rule.
        key: the key.
        stream: every version of the events that touch it.
        branch: what its history has in common with one folded before.
    """

    def __init__(
        self,
        projection: Projection[Any, V],
        key: Any,
        stream: Stream,
        branch: Branch | None = None,
    ) -> None:
        self.projection = projection
        self.key = key
        self.stream = stream
        self._branch = branch
        self._known: BoundedCache[History[V]] = BoundedCache(_KEPT)

    @classmethod
    def of(cls, projection: Projection[Any, V], key: Any, stream: Stream) -> KeyFold[V]:
        """A key of a projection, or of a tally."""
        return (KeyTally if isinstance(projection, Tally) else KeyFold)(projection, key, stream)

    def changed(self, added: Collection[Version], removed: Collection[Version]) -> KeyFold[V]:
        """The key with some versions more and some less."""
        stream = self.stream.changed(added, removed)
        days = [stream.base.day(v.event) for v in (*added, *removed)]
        branch = self._branch
        full = self.__dict__.get("full")
        if full is not None:
            branch = Branch(full, min(days), max(days))
        elif branch is not None:
            branch = Branch(branch.stem, min(branch.first, *days), max(branch.last, *days))
        return type(self)(self.projection, self.key, stream, branch)

    @property
    def base(self) -> SortedEvents:
        """The events, but for the versions beside them."""
        return self.stream.base

    @cached_property
    def full(self) -> History[V]:
        """The history of what stands in the end."""
        return self._history(None, self._branch)

    def known(self, known: int | None) -> History[V]:
        """The history of what stood as it was known by a day."""
        if known is None:
            return self.full
        found = self._known.get(known)
        if found is None:
            first = self.stream.unsettled(known)
            if first == FOREVER:
                return self.full
            found = self._history(known, Branch(self.full, first, FOREVER))
            self._known.put(known, found)
        return found

    def _history(self, known: int | None, branch: Branch | None) -> History[V]:
        events = _Dated(self.stream, known)
        resumed = () if branch is None else self.stream.dated(branch.first, known=known)
        return History(self.projection, self.key, events, branch, resumed)

    @property
    def by_day(self) -> Rows[V] | None:
        """The rows that alone answer where all that counts is known, if there are such."""
        return None if self.stream.late else self.full

    @property
    def by_known(self) -> Rows[V] | None:
        """The rows that alone answer where all that is known counts, if there are such."""
        return None

    def at(self, day: int, known: int | None = None) -> V | None:
        """The value on a day, as it was known by another."""
        if known is None or self.stream.unsettled(known) > day:
            return self.full.at(day)
        return self.known(known).at(day)


class _Dated(Iterable[tuple[int, Event]]):
    """The standing events of a stream, as often as they are asked for."""

    def __init__(self, stream: Stream, known: int | None) -> None:
        self._stream = stream
        self._known = known

    def __iter__(self) -> Iterator[tuple[int, Event]]:
        return iter(self._stream.dated(known=self._known))


class KeyTally(KeyFold[V]):
    """One key of a tally: the sums of its base, and those of the few versions beside it."""

    projection: Tally[Any, V]

    @cached_property
    def sums(self) -> PrefixSums[V]:
        """The sums of the base, shared with every timeline that shares the base."""
        return PrefixSums(self.projection, self.stream.base)

    @property
    def by_day(self) -> Rows[V] | None:
        """The rows that alone answer where all that counts is known, if there are such."""
        return None if self.stream.late else self.sums.by_day

    @property
    def by_known(self) -> Rows[V] | None:
        """The rows that alone answer where all that is known counts, if there are such."""
        return None if self.stream.late else self.sums.by_known

    def changed(self, added: Collection[Version], removed: Collection[Version]) -> KeyFold[V]:
        """The key with some versions more and some less."""
        new = super().changed(added, removed)
        if new.stream.base is self.stream.base:
            new.__dict__["sums"] = self.sums
        return new

    @cached_property
    def _beside(self) -> Rows[V]:
        events = [version.event for version in self.stream.lasting]
        sums = accumulate(map(self.projection.measure, events), self.projection.merge)
        return Rows.by_day(map(self.stream.base.day, events), sums)

    def at(self, day: int, known: int | None = None) -> V | None:
        """The value on a day, as it was known by another."""
        value = self.sums.at(day, known)
        late = self.stream.late
        if not late:
            return value
        tally = self.projection
        if known is None:
            return tally.plus(value, self._beside.at(day))
        for version in late:
            if version.stands(known) and self.stream.base.day(version.event) <= day:
                value = tally.plus(value, tally.measure(version.event))
        return value
