"""All keys of a projection read as one, and the tables that frequent readers get.

One look at both clocks does for all keys, where each would have to look for itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from itertools import repeat
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from ip4timeline.engine.log.frontier import Frontier
from ip4timeline.engine.log.stream import SortedEvents
from ip4timeline.engine.projections.history import Rows
from ip4timeline.engine.projections.key_fold import KeyTally
from ip4timeline.engine.projections.projection import Projection, Tally
from ip4timeline.engine.projections.states import States

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_OFTEN: Final = 16
"""How often all rows are read before they make a table of all their days."""
_REPEATS: Final = 16
"""How many times as many values as changes a table may hold."""
_SPAN: Final = 36_525
"""How many days a table may hold: a century, at a pointer for each."""
_NOTHING: Final[States[Any, Any]] = States(None, 0, None, {})


class Part(Protocol[V]):
    """A key, or a part of its events."""

    @property
    def base(self) -> SortedEvents:
        """The events, but for the versions beside them."""

    @property
    def by_day(self) -> Rows[V] | None:
        """The rows that alone answer where all that counts is known, if there are such."""

    @property
    def by_known(self) -> Rows[V] | None:
        """The rows that alone answer where all that is known counts, if there are such."""

    def at(self, day: int, known: int | None) -> V | None:
        """The value on a day, as it was known by another."""


class _Table(NamedTuple, Generic[K, V]):
    """Every value of every day, from the first on which there is one to the last change."""

    first: int
    states: list[States[K, V]]


class _Side(Generic[K, V]):
    """The rows of all keys along one clock; a key without rows answers for itself."""

    __slots__ = ("_items", "_reads", "_row", "_rows", "_tables", "table")

    def __init__(
        self,
        items: tuple[tuple[K, Part[V]], ...],
        row: Callable[[Part[V]], Rows[V] | None],
        *,
        tables: bool,
    ) -> None:
        self._tables = tables
        self._items = items
        self._row = row
        self._rows: list[tuple[K, Rows[V] | None, Part[V]]] | None = None
        self._reads = 0
        self.table: _Table[K, V] | None = None

    def at(self, place: int, day: int, known: int | None) -> Mapping[K, V]:
        """Every value at a place on this clock, for a day as it was known by another."""
        rows = self._rows
        if rows is None:
            rows = self._rows = [(key, self._row(part), part) for key, part in self._items]
        self._reads += 1
        if self._tables and self._reads >= _OFTEN:
            self._tables = False  # tried once
            self.table = self._tabled(rows)
        found = {}
        for key, row, part in rows:
            if row is None:
                value = part.at(day, known)
            else:
                at = bisect_right(row.days, place)
                value = row.values[at - 1] if at else None
            if value is not None:
                found[key] = value
        return found

    @staticmethod
    def _tabled(
        of_all: list[tuple[K, Rows[V] | None, Part[V]]],
    ) -> _Table[K, V] | None:
        """Every value of every day; none where it would be mostly repeats."""
        rows = [(key, row) for key, row, _ in of_all if row is not None]
        days = sorted({day for _, row in rows for day in row.days})
        changes = sum(len(row.days) for _, row in rows)
        if len(rows) < len(of_all) or not days:
            return None
        if days[-1] - days[0] >= _SPAN or len(days) * len(rows) > _REPEATS * changes:
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
        states: list[States[K, V]] = []
        held: States[K, V] = States(None, 0, None, {})
        for day, values in zip(days, zip(*columns, strict=True), strict=True):
            states += repeat(held, day - days[0] - len(states))
            values_by_key = {k: v for k, v in zip(keys, values, strict=True) if v is not None}
            held = States(None, 0, None, values_by_key)
        states.append(held)
        return _Table(days[0], states)


class AllKeys(Generic[K, V]):
    """Keys, or parts of their events, read as one.

    Args:
        items: each key with what answers for it.
        projection: the rule, of keys with all their events: those of a tally can be parted,
            and only what is read whole gets tables.
    """

    def __init__(
        self,
        items: Iterable[tuple[K, Part[V]]],
        projection: Projection[K, V] | None = None,
    ) -> None:
        self._items = tuple(items)
        self._tally = projection if isinstance(projection, Tally) else None
        self._by_day: _Side[K, V] = _Side(
            self._items, lambda part: part.by_day, tables=projection is not None
        )
        self._by_known: _Side[K, V] = _Side(
            self._items, lambda part: part.by_known, tables=projection is not None
        )

    @cached_property
    def _settled(self) -> Frontier:
        """By when all that counts through a day was known, of all keys."""
        return Frontier.joined(part.base.settled for _, part in self._items)

    @cached_property
    def _reach(self) -> Frontier:
        """Up to which day that which is known by a day reaches, of all keys."""
        return Frontier.joined(part.base.reach for _, part in self._items)

    @cached_property
    def _parts(self) -> tuple[AllKeys[K, V], ...]:
        """What was known within days of when it counts, the rest, and keys that do not part."""
        prompt: list[tuple[K, Part[V]]] = []
        slow: list[tuple[K, Part[V]]] = []
        alone: list[tuple[K, Part[V]]] = []
        for key, part in self._items:
            if not isinstance(part, KeyTally) or part.stream.late:
                alone.append((key, part))
                continue
            for half, of_all in zip(part.sums.parts, (prompt, slow), strict=True):
                if half.base.events:
                    of_all.append((key, half))
        return AllKeys(prompt), AllKeys(slow), AllKeys(alone)

    def states(self, day: int, known: int | None) -> States[K, V] | None:
        """Every value on a day, as it was known by another, if a table has them."""
        table, place = self._by_day.table, day
        if table is None or (known is not None and self._settled.through(day) > known):
            if known is None:
                return None
            table, place = self._by_known.table, known
            if table is None or self._reach.through(known) > day:
                return None
        place -= table.first
        if place < 0:
            return _NOTHING
        return table.states[place] if place < len(table.states) else table.states[-1]

    def at(self, day: int, known: int | None) -> Mapping[K, V]:
        """Every value on a day, as it was known by another."""
        found = self.states(day, known)
        if found is not None:
            return found._values
        if known is None or self._settled.through(day) <= known:
            return self._by_day.at(day, day, known)
        if self._reach.through(known) <= day:
            return self._by_known.at(known, day, known)
        if self._tally is None:
            answers = ((key, part.at(day, known)) for key, part in self._items)
            return {key: value for key, value in answers if value is not None}
        prompt, *others = self._parts
        merge, sums = self._tally.merge, dict(prompt.at(day, known))
        for part in others:
            for key, value in part.at(day, known).items():
                sums[key] = merge(sums[key], value) if key in sums else value
        return sums
