"""What became of one key: values by day, and on demand the evidence for each.

A fold here meets events that are already resolved, kept and given an effective day; it
knows no timeline. A history is a sorted list of days and values, so that the value on any
day is a bisection.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, Generic, NamedTuple, TypeVar, overload

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import LAST_DAY
from ip4timeline.engine.time.when import When

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Reasons(Sequence[str]):
    """The ids of the events that made a value, in fold order; equal to a tuple of them.

    The reasons for a value are mostly those for the one before and one more. They share
    one list, of which each takes the first so many, so that all of a long history together
    take no more memory than the last alone.
    """

    __slots__ = ("_count", "_ids")

    def __init__(self, ids: list[str], count: int) -> None:
        self._ids = ids
        self._count = count

    def and_then(self, id: str) -> Reasons:
        """These and one more; to be asked only of the last that share a list."""
        self._ids.append(id)
        return Reasons(self._ids, self._count + 1)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        places = range(self._count)[at]
        if isinstance(places, range):
            return tuple(self._ids[place] for place in places)
        return self._ids[places]

    def __iter__(self) -> Iterator[str]:
        return islice(self._ids, self._count)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Reasons) and other._ids is self._ids:
            return other._count == self._count
        if isinstance(other, Reasons | tuple):
            return len(other) == self._count and all(map(operator.eq, self, other))
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return (tuple, (tuple(self),))


NONE: Final = Reasons([], 0)


@alike
@attrs.frozen(eq=False, repr=False)
class Row(Generic[V]):
    """One day of a key's history on which its value or its evidence changed.

    Attributes:
        day: the day number from which the value holds.
        value: the value; ``None`` where there is none from this day on.
        because: the ids of the events that made it, in fold order.
        opened: when the event that opened this row occurred; for a lapse, the event before.
        ended_by: where there is no value, the id of the event that removed it; empty for a lapse.
        lapsed: for a lapse, the ids of the events that had made the value.
    """

    day: int
    value: V | None
    because: Reasons
    opened: When
    ended_by: str = ""
    lapsed: Reasons = NONE


class Rows(Generic[V]):
    """Values by day: each holds from its day until that of the next."""

    __slots__ = ("days", "values")

    def __init__(self, days: Sequence[int], values: Sequence[V | None]) -> None:
        self.days: Sequence[int] = days
        self.values: Sequence[V | None] = values

    @classmethod
    def of(cls, found: dict[int, Any]) -> Rows[V]:
        """Of values by day; days ascend."""
        return cls(list(found), list(found.values()))

    def at(self, day: int) -> V | None:
        """The value on a day number."""
        index = bisect_right(self.days, day)
        return self.values[index - 1] if index else None


Columns = list[tuple[K, Sequence[int], Sequence[V | None]]]
"""Of many keys the days and the values of their rows."""


class Sheet(Generic[K, V]):
    """Rows of many keys along one clock; who reads them often gets every day of them ready.

    Args:
        rows: each key with its rows; no key twice.
        limits: how often they are read before, and how much may be kept ready.
    """

    def __init__(self, rows: Iterable[tuple[K, Rows[V]]], limits: Limits) -> None:
        self._rows = columns(rows)
        self._limits = limits
        self._reads = 0
        self._days: list[int] = []
        self._ready: list[dict[K, V]] = []

    def at(self, place: int) -> dict[K, V]:
        """Every value at a place on the clock."""
        if self._ready:
            return self._ready[bisect_right(self._days, place)]
        self._reads += 1
        if self._reads > self._limits.often and not self._days:
            self._make_ready()
        return read(self._rows, place)

    def _make_ready(self) -> None:
        """Read every day on which any value changes, unless most of that would be repeats."""
        self._days = sorted({day for _, days, _ in self._rows for day in days})
        changes = sum(len(days) for _, days, _ in self._rows)
        if len(self._days) * len(self._rows) <= self._limits.repeats * changes:
            self._ready = [{}, *(read(self._rows, day) for day in self._days)]


def columns(rows: Iterable[tuple[K, Rows[V]]]) -> Columns[K, V]:
    """The rows of many keys, ready to be read at once."""
    return [(key, each.days, each.values) for key, each in rows]


def read(rows: Columns[K, V], place: int) -> dict[K, V]:
    """Of many keys every value at a place on the clock of their rows."""
    found = {}
    for key, days, values in rows:
        at = bisect_right(days, place)  # here and not a call away: of keys there are many
        if at and (value := values[at - 1]) is not None:
            found[key] = value
    return found


def present(values: Iterable[tuple[K, V | None]]) -> dict[K, V]:
    """The values that there are, by key."""
    return {key: value for key, value in values if value is not None}


class Branch(NamedTuple):
    """What a history has in common with another: all before a day, and the events after one.

    Where its value comes to equal the other's after that, the rest is common again.
    """

    stem: Rows[Any]
    first: int
    last: int


class History(Rows[V]):
    """What became of one key: its values by day, and on demand the evidence for each.

    Args:
        projection: the rule.
        key: the key.
        events: those that touch it and count from a day number on, with the day from which
            each counts, in the one order.
        branch: a history that needs only the events from its first day on to become this one.
    """

    __slots__ = ("_events", "_key", "_projection", "_rows")

    def __init__(
        self,
        projection: Projection[Any, V],
        key: Any,
        events: Callable[[int], Iterable[tuple[int, Event]]],
        branch: Branch | None = None,
    ) -> None:
        self._projection = projection
        self._key = key
        self._events = events
        self._rows: tuple[Row[V], ...] | None = None
        found: dict[int, V | None]
        if branch is None:
            found = self._folded(events(0), None)
            projection.check_values(found.values())
            super().__init__(list(found), list(found.values()))
            return
        stem = branch.stem
        start = bisect_left(stem.days, branch.first)
        value = stem.values[start - 1] if start else None
        stop = len(stem.days)
        if branch.last > LAST_DAY:
            found = self._folded(events(branch.first), value)
        else:
            found = {}
            now = 0
            for day, after, _ in self._steps(events(branch.first), value):
                # An equal value meets the same events as it did there: the rest is the same.
                if day > branch.last and day != now and self._same(value, stem.at(day - 1)):
                    stop = bisect_left(stem.days, day)
                    break
                found[day] = value = after
                now = day
        projection.check_values(found.values())
        super().__init__(
            [*stem.days[:start], *found, *stem.days[stop:]],
            [*stem.values[:start], *found.values(), *stem.values[stop:]],
        )

    def _same(self, one: Any, other: Any) -> bool:
        """Whether two values meet what comes alike: equal ones of other types may not."""
        return one is other or (type(one) is type(other) and self._projection.same(one, other))

    def _folded(self, events: Iterable[tuple[int, Event]], value: V | None) -> dict[int, V | None]:
        """The value at the end of each day."""
        if self._projection.lapses is not None:
            return {day: after for day, after, _ in self._steps(events, value)}
        evolve = self._projection.step(self._key)
        found = {}
        event = None
        try:
            for day, event in events:
                found[day] = value = evolve(value, event)
        except Exception as error:
            self._projection.named(error, event)
            raise
        return found

    def _steps(
        self, events: Iterable[tuple[int, Event]], value: V | None
    ) -> Iterator[tuple[int, V | None, Event | None]]:
        """Each step of the fold: the day, the value after it, and the event (``None``: a lapse)."""
        evolve, lapse_day = self._projection.step(self._key), self._projection.lapse_day
        lapse = lapse_day(value)
        last = 0
        for day, event in events:
            if lapse is not None and lapse <= day:
                value = None
                yield max(lapse, last), None, None
            try:
                value = evolve(value, event)
            except Exception as error:
                self._projection.named(error, event)
                raise
            yield day, value, event
            lapse = lapse_day(value)
            last = day
        if lapse is not None and lapse <= LAST_DAY:
            yield max(lapse, last), None, None

    @property
    def rows(self) -> tuple[Row[V], ...]:
        """The days on which (value, because) changed, computed once when asked."""
        if self._rows is None:
            self._rows = tuple(self._trace())
        return self._rows

    @property
    def held(self) -> Iterator[tuple[Row[V], int | None]]:
        """Each row that has a value, with the day of the next one; ``None`` after the last."""
        ends: list[int | None] = [row.day for row in self.rows[1:]]
        for row, end in zip(self.rows, [*ends, None], strict=False):
            if row.value is not None:
                yield row, end

    def row_at(self, day: int) -> Row[V] | None:
        """The row that holds on a day number; ``None`` before the first."""
        index = bisect_right(self.rows, day, key=lambda row: row.day)
        return self.rows[index - 1] if index else None

    def _trace(self) -> list[Row[V]]:
        evolve = self._projection.step(self._key)
        rows: list[Row[V]] = []
        value: V | None = None
        because = lapsed = NONE
        opened: When | None = None
        ended_by = ""
        for day, after, event in self._steps(self._events(0), None):
            if event is None:
                lapsed, because, ended_by = because, NONE, ""
            elif self._projection.same(after, value):
                continue  # it left the value equal, and so no mark
            else:
                opened, ended_by, lapsed = event.occurred, "", NONE
                if after is None:
                    because, ended_by = NONE, event.id
                elif value is None or evolve(None, event) == after:
                    because = Reasons([event.id], 1)
                else:
                    because = because.and_then(event.id)
            value = after
            assert opened is not None
            row = Row(day, value, because, opened, ended_by, lapsed)
            if rows and rows[-1].day == day:
                rows.pop()
            if not rows or _said(rows[-1]) != _said(row):  # else it came and went within the day
                rows.append(row)
        return rows


def _said(row: Row[Any]) -> tuple[Any, ...]:
    return (row.value, row.because, row.ended_by, row.lapsed)
