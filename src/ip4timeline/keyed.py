"""One key of a projection on both clocks: its strand, and what it folds to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any, Final, Generic, TypeVar

from ip4timeline.events import Event
from ip4timeline.folds import Branch, History, Projection, Rows, Tally
from ip4timeline.strands import FOREVER, Run, Strand, Version
from ip4timeline.sums import Sums

V = TypeVar("V")
_KEPT: Final = 8
"""How many knowledge days one key keeps folded before it starts anew."""


class Keyed(Generic[V]):
    """One key of a projection on both clocks.

    Args:
        projection: the rule.
        key: the key.
        strand: every version of the events that touch it.
        branch: what its history has in common with one folded before.
    """

    def __init__(
        self,
        projection: Projection[Any, V],
        key: Any,
        strand: Strand,
        branch: Branch | None = None,
    ) -> None:
        self.projection = projection
        self.key = key
        self.strand = strand
        self._branch = branch
        self._known: dict[int, History[V]] = {}

    @classmethod
    def of(cls, projection: Projection[Any, V], key: Any, strand: Strand) -> Keyed[V]:
        """A key of a projection, or of a tally."""
        return (Summed if isinstance(projection, Tally) else Keyed)(projection, key, strand)

    def changed(self, added: Collection[Version], removed: Collection[Version]) -> Keyed[V]:
        """The key with some versions more and some less."""
        strand = self.strand.changed(added, removed)
        days = [strand.run.day(v.event) for v in (*added, *removed)]
        branch = self._branch
        full = self.__dict__.get("full")
        if full is not None:
            branch = Branch(full, min(days), max(days))
        elif branch is not None:
            branch = Branch(branch.stem, min(branch.first, *days), max(branch.last, *days))
        return type(self)(self.projection, self.key, strand, branch)

    @property
    def run(self) -> Run:
        """The events, but for the versions beside them."""
        return self.strand.run

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
            first = self.strand.unsettled(known)
            if first == FOREVER:
                return self.full
            found = self._history(known, Branch(self.full, first, FOREVER))
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[known] = found
        return found

    def _history(self, known: int | None, branch: Branch | None) -> History[V]:
        events = _Standing(self.strand, known)
        resumed = () if branch is None else self.strand.dated(branch.first, known=known)
        return History(self.projection, self.key, events, branch, resumed)

    @property
    def by_day(self) -> Rows[V] | None:
        """The rows that alone answer where all that counts is known, if there are such."""
        return None if self.strand.others else self.full

    @property
    def by_known(self) -> Rows[V] | None:
        """The rows that alone answer where all that is known counts, if there are such."""
        return None

    def at(self, day: int, known: int | None = None) -> V | None:
        """The value on a day, as it was known by another."""
        if known is None or self.strand.unsettled(known) > day:
            return self.full.at(day)
        return self.known(known).at(day)


class _Standing(Iterable[tuple[int, Event]]):
    """The standing events of a strand, as often as they are asked for."""

    def __init__(self, strand: Strand, known: int | None) -> None:
        self._strand = strand
        self._known = known

    def __iter__(self) -> Iterator[tuple[int, Event]]:
        return iter(self._strand.dated(known=self._known))


class Summed(Keyed[V]):
    """One key of a tally: the sums of its run, and those of the few versions beside it."""

    projection: Tally[Any, V]

    @cached_property
    def sums(self) -> Sums[V]:
        """The sums of the run, shared with every timeline that shares the run."""
        return Sums(self.projection, self.strand.run)

    @property
    def by_day(self) -> Rows[V] | None:
        """The rows that alone answer where all that counts is known, if there are such."""
        return None if self.strand.others else self.sums.by_day

    @property
    def by_known(self) -> Rows[V] | None:
        """The rows that alone answer where all that is known counts, if there are such."""
        return None if self.strand.others else self.sums.by_known

    def changed(self, added: Collection[Version], removed: Collection[Version]) -> Keyed[V]:
        """The key with some versions more and some less."""
        new = super().changed(added, removed)
        if new.strand.run is self.strand.run:
            new.__dict__["sums"] = self.sums
        return new

    @cached_property
    def _beside(self) -> Rows[V]:
        events = [version.event for version in self.strand.lasting]
        sums = accumulate(map(self.projection.measure, events), self.projection.merge)
        return Rows.by_day(map(self.strand.run.day, events), sums)

    def at(self, day: int, known: int | None = None) -> V | None:
        """The value on a day, as it was known by another."""
        value = self.sums.at(day, known)
        others = self.strand.others
        if not others:
            return value
        tally = self.projection
        if known is None:
            return tally.plus(value, self._beside.at(day))
        for version in others:
            if version.stands(known) and self.strand.run.day(version.event) <= day:
                value = tally.plus(value, tally.measure(version.event))
        return value
