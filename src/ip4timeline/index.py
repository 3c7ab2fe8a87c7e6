"""The index: for one projection and reading, the strand of every key and what it folds to.

An index never changes. That of a longer timeline shares every key that no new event
touches, and of the keys that one touches all that still holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, Final, Generic, TypeVar

from ip4timeline.actors import Partner
from ip4timeline.errors import UnknownNameError
from ip4timeline.events import Event
from ip4timeline.folds import Branch, History, Projection, Rows, Tally
from ip4timeline.strands import FOREVER, KNOWN, Highs, Run, Strand, Version
from ip4timeline.when import Certainty

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")
_LEAF: Final = 16
"""The events of the smallest block; each next size is four times as large."""
_OFTEN: Final = 16
"""How often an index is read whole before it makes a table of all days."""
_KEPT: Final = 8
"""How many knowledge days one key keeps folded before it starts anew."""


def partner_key(key: Any) -> Any:
    """The key, with any name of a partner in it, or in its first place, made the partner."""
    if isinstance(key, tuple) and key:
        return (partner_key(key[0]), *key[1:])
    try:
        return Partner.of(key)
    except (UnknownNameError, TypeError):
        return key


class Layered(Mapping[K, T]):
    """A mapping that shares most of itself with the one that it was made from."""

    __slots__ = ("_base", "_over")

    def __init__(self, base: dict[K, T], over: dict[K, T] | None = None) -> None:
        self._base = base
        self._over = over or {}

    def updated(self, changes: dict[K, T]) -> Layered[K, T]:
        """A mapping with some values changed or added."""
        over = {**self._over, **changes}
        if len(over) ** 2 > len(self._base):
            return Layered({**self._base, **over})
        return Layered(self._base, over)

    def __getitem__(self, key: K) -> T:
        found = self._over.get(key) if self._over else None
        return self._base[key] if found is None else found

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key, or the default."""
        found = self._over.get(key) if self._over else None
        return self._base.get(key, default) if found is None else found

    def __contains__(self, key: object) -> bool:
        return key in self._base or key in self._over

    def __iter__(self) -> Iterator[K]:
        yield from self._base
        yield from (key for key in self._over if key not in self._base)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Sums(Generic[V]):
    """The sums of a tally over a run, for any day of either clock.

    Sums along each clock answer where the other does not matter: where all that counts by
    the day was known by then, or all that was known by then counts by the day. Between
    the two, the run is cut into blocks of 16, 64, 256 events and so on; a block holds its
    sums in the order in which its events became known, made when first asked for.
    """

    def __init__(self, tally: Tally[Any, V], run: Run) -> None:
        self._tally = tally
        self._run = run
        self._blocks: dict[tuple[int, int], Rows[V]] = {}

    def _summed(self, events: Sequence[Event], clock: Callable[[Event], int]) -> Rows[V]:
        sums = accumulate(map(self._tally.measure, events), self._tally.merge)
        return Rows.by_day(map(clock, events), sums)

    @cached_property
    def by_day(self) -> Rows[V]:
        """The sums by the day from which events count, all known."""
        return self._summed(self._run.events, self._run.day)

    @cached_property
    def by_known(self) -> Rows[V]:
        """The sums by the day from which events are known, whenever they count."""
        return self._summed(self._run.by_known(), KNOWN)

    def at(self, day: int, known: int | None) -> V | None:
        """The sum of what counts by a day and was known by another."""
        run = self._run
        if known is None or run.settled.through(day) <= known:
            return self.by_day.at(day)
        if run.reach.through(known) <= day:
            return self.by_known.at(known)
        first = run.settled.first_above(known)
        return self._between(
            self.by_day.at(first - 1), run.before(first), run.before(day + 1), known
        )

    def _between(self, value: V | None, at: int, stop: int, known: int) -> V | None:
        """A sum and those of the events from one place to another that were known by a day."""
        events, blocks = self._run.events, self._blocks
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
        events = sorted(self._run.events[at : at + size], key=KNOWN)
        block = self._blocks[at, size] = self._summed(events, KNOWN)
        return block


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


class Index(Generic[K, V]):
    """Every key of a projection.

    Args:
        projection: the rule.
        certainty: the reading, which says from which day an event counts.
        keyed: the keys, those of the events as written in the one order.
    """

    def __init__(
        self, projection: Projection[K, V], certainty: Certainty, keyed: Layered[K, Keyed[V]]
    ) -> None:
        self.projection = projection
        self.certainty: Certainty = certainty
        self.keyed = keyed
        self._read = 0

    @classmethod
    def of(cls, projection: Projection[K, V], everything: Strand) -> Index[K, V]:
        """The index of all events."""
        run = everything.run
        groups: dict[K, list[Event]] = {}
        keys_of, touched_by = projection.keys, projection.touched_by
        add: dict[K, Callable[[Event], None]] = {}
        for event in run.of(projection.on):
            keys: Any = keys_of(event)
            # Most events have one key, of which nothing is to be checked.
            kind = type(keys)
            if (kind is not tuple and kind is not list) or len(keys) != 1:
                keys = touched_by(event)
            for key in keys:
                if key not in add:
                    groups[key] = []
                    add[key] = groups[key].append
                add[key](event)
        others: dict[K, list[Version]] = {}
        for version in everything.others:
            for key in projection.touched(version.event):
                others.setdefault(key, []).append(version)
        keyed = {
            key: Keyed.of(
                projection,
                key,
                Strand(Run(groups.get(key, ()), run.certainty), tuple(others.get(key, ()))),
            )
            for key in {**groups, **others}
        }
        return cls(projection, run.certainty, Layered(keyed))

    def changed(self, added: Iterable[Version], removed: Iterable[Version]) -> Index[K, V]:
        """The index with some versions more and some less; itself if they touch no key."""
        changes: dict[K, tuple[list[Version], list[Version]]] = {}
        for place, versions in enumerate((added, removed)):
            for version in versions:
                if version.event.occurred.bound(self.certainty) is not None:
                    for key in self.projection.touched(version.event):
                        changes.setdefault(key, ([], []))[place].append(version)
        if not changes:
            return self
        none = Strand(Run((), self.certainty))
        return Index(
            self.projection,
            self.certainty,
            self.keyed.updated(
                {
                    key: (self.keyed.get(key) or Keyed.of(self.projection, key, none)).changed(
                        *change
                    )
                    for key, change in changes.items()
                }
            ),
        )

    def find(self, key: Any) -> Keyed[V] | None:
        """What is known of a key, or of the partner that it names; ``None`` if no event is."""
        found: Keyed[V] | None = self.keyed.get(key)
        return self.keyed.get(partner_key(key)) if found is None else found

    def keys(self, known: int | None = None) -> tuple[K, ...]:
        """The keys that some standing event touches, in the order of the events."""
        return self._all if known is None else self._ordered(known)

    @cached_property
    def _all(self) -> tuple[K, ...]:
        return self._ordered(None)

    def _ordered(self, known: int | None) -> tuple[K, ...]:
        places = []
        for key, keyed in self.keyed.items():
            first = keyed.strand.first(known)
            if first is not None:
                run = keyed.strand.run
                place = self.projection.touched(first).index(key)
                places.append(((run.day(first), first.seq, first.id, place), key))
        places.sort(key=lambda pair: pair[0])
        return tuple(key for _, key in places)

    @cached_property
    def items(self) -> tuple[tuple[K, Keyed[V]], ...]:
        """Each key, and what is known of it."""
        return tuple(self.keyed.items())

    @cached_property
    def _settled(self) -> Highs:
        """By when all that counts through a day was known, of all keys together."""
        return Highs.joined(keyed.strand.run.settled for _, keyed in self.items)

    @cached_property
    def _reach(self) -> Highs:
        return Highs.joined(keyed.strand.run.reach for _, keyed in self.items)

    @cached_property
    def _by_day(self) -> list[tuple[K, Rows[V] | None, Keyed[V]]]:
        """Each key with the rows that alone answer where all is known."""
        return [(key, keyed.by_day, keyed) for key, keyed in self.items]

    @cached_property
    def _by_known(self) -> list[tuple[K, Rows[V] | None, Keyed[V]]]:
        """Each key with the rows that alone answer where all that is known counts."""
        return [(key, keyed.by_known, keyed) for key, keyed in self.items]

    @cached_property
    def _by_itself(self) -> list[tuple[K, Rows[V] | None, Keyed[V]]]:
        return [(key, None, keyed) for key, keyed in self.items]

    @cached_property
    def _table(self) -> tuple[list[int], list[dict[K, V]]] | None:
        """Every value of every day on which one changes; none where it would be mostly repeats."""
        rows = [(key, row) for key, row, _ in self._by_day if row is not None]
        days = sorted({day for _, row in rows for day in row.days})
        changes = sum(len(row.days) for _, row in rows)
        if len(rows) < len(self.items) or len(days) * len(rows) > 4 * changes:
            return None
        columns = []
        for _, row in rows:
            value, column, by_day = None, [], dict(zip(row.days, row.values, strict=True))
            for day in days:
                if day in by_day:
                    value = by_day[day]
                column.append(value)
            columns.append(column)
        keys = [key for key, _ in rows]
        return days, [
            {key: value for key, value in zip(keys, values, strict=True) if value is not None}
            for values in zip(*columns, strict=True)
        ]

    def at(self, day: int, known: int | None = None) -> Mapping[K, V]:
        """Every value on a day, as it was known by another."""
        # One look at both clocks does for all keys, or each has to look for itself.
        rows, place = self._by_itself, day
        if known is None or self._settled.through(day) <= known:
            self._read += 1
            if self._read > _OFTEN and self._table is not None:
                days, table = self._table
                at = bisect_right(days, day)
                return table[at - 1] if at else {}
            rows = self._by_day
        elif self._reach.through(known) <= day:
            rows, place = self._by_known, known
        found = {}
        for key, row, keyed in rows:
            if row is None:
                value = keyed.at(day, known)
            else:
                at = bisect_right(row.days, place)
                value = row.values[at - 1] if at else None
            if value is not None:
                found[key] = value
        return found
