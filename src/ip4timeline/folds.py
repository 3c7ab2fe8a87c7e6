"""Projections, and the history that folding one over ordered events gives each key.

A fold here meets events that are already resolved, kept and given an effective day; it
knows no timeline. The history of a key is a sorted list of days and values, so that the
value on any day is a bisection.
"""

from __future__ import annotations

import inspect
import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from types import UnionType
from typing import (
    Any,
    Final,
    Generic,
    Literal,
    NamedTuple,
    Protocol,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

import attrs

from ip4timeline.alike import alike
from ip4timeline.errors import TimelineError
from ip4timeline.events import Event
from ip4timeline.when import LAST_DAY, DayLike, When, day_number

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
E = TypeVar("E", bound=Event)
E2 = TypeVar("E2", bound=Event)
E3 = TypeVar("E3", bound=Event)
Ordered = Sequence[tuple[int, Event]]
"""Events with the day from which each counts, in the one order."""


class Projection(Generic[K, V]):
    """A rule: which keys an event touches, and how each key's value evolves.

    Made by `projection`. Two are equal only if they are one; a projection pickles by the
    name under which its module holds it.

    Attributes:
        on: the kinds of event it handles, subclasses included.
        keys: the keys that an event touches.
        lapses: the first day on which a value no longer holds by its own terms, if any.
    """

    def __init__(
        self,
        evolve: Callable[..., V | None],
        *,
        on: tuple[type[Event], ...],
        keys: Callable[[Any], Iterable[K]],
        lapses: Callable[[V], DayLike | None] | None = None,
    ) -> None:
        self._evolve = evolve
        self._takes_key = len(_positional(evolve)) == 3
        self.on = on
        self.keys = keys
        self.lapses = lapses
        self.__module__ = evolve.__module__
        self.__name__: str = evolve.__name__
        self.__qualname__ = evolve.__qualname__
        self.__doc__ = evolve.__doc__

    def __call__(self, value: V | None, event: Event, key: K | None = None) -> V | None:
        """The value after one event; what the decorated function returns."""
        return self._evolve(value, event, key) if self._takes_key else self._evolve(value, event)

    def step(self, key: Any) -> Callable[[V | None, Event], V | None]:
        """The value after one event, for one key: `__call__` without what a loop can do without."""
        return partial(_keyed, self._evolve, key) if self._takes_key else self._evolve

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} {self.__qualname__}>"

    def __reduce__(self) -> str:
        return self.__qualname__

    @property
    def name(self) -> str:
        """The name of the decorated function."""
        return self.__name__

    def touched(self, event: Event) -> tuple[K, ...]:
        """The keys an event touches, each once; none if its kind is not handled."""
        return tuple(self.touched_by(event)) if isinstance(event, self.on) else ()

    def touched_by(self, event: Event) -> Iterable[K]:
        """The keys an event of a kind that is handled touches, each once."""
        keys = self.keys(event)
        if isinstance(keys, str):
            raise TimelineError(f"{self.name}: keys gave {keys!r}, not a list of keys: [{keys!r}]")
        if isinstance(keys, tuple | list) and len(keys) < 2:
            return keys
        return dict.fromkeys(keys)

    def lapse_day(self, value: V | None) -> int | None:
        """The day number from which ``value`` no longer holds by its own terms."""
        if value is None or self.lapses is None:
            return None
        day = self.lapses(value)
        return None if day is None else day_number(day)


def _keyed(evolve: Callable[..., Any], key: Any, value: Any, event: Event) -> Any:
    return evolve(value, event, key)


class Tally(Projection[K, V]):
    """A projection that sums: each event has a measure, and measures merge.

    Made by `tally`. ``merge`` must be associative and commutative; then sums over parts
    of a record merge into the sum over the whole, in whatever way it was split. Neither a
    measure nor a sum is ever ``None``. The latest of something is a tally too: measure it
    with its place in the order, ``(day, seq, id, what)``, and merge with `max`.
    """

    def __init__(
        self,
        measure: Callable[[Any], V],
        *,
        on: tuple[type[Event], ...],
        keys: Callable[[Any], Iterable[K]],
        merge: Callable[[V, V], V],
    ) -> None:
        def evolve(value: V | None, event: Event) -> V:
            return measure(event) if value is None else merge(value, measure(event))

        evolve.__module__ = measure.__module__
        evolve.__name__ = measure.__name__
        evolve.__qualname__ = measure.__qualname__
        evolve.__doc__ = measure.__doc__
        super().__init__(evolve, on=on, keys=keys)
        self.measure = measure
        self.merge = merge

    def plus(self, one: V | None, other: V | None) -> V | None:
        """Both together, where there may be nothing of either."""
        if one is None or other is None:
            return other if one is None else one
        return self.merge(one, other)


class _Makes(Protocol[K]):
    """A decorator that makes a projection; its value type is that of the function."""

    def __call__(self, evolve: Callable[..., V | None], /) -> Projection[K, V]: ...


class _Tallies(Protocol[K]):
    """A decorator that makes a tally; its value type is that of the function."""

    def __call__(self, measure: Callable[..., V], /) -> Tally[K, V]: ...


Lapses = Callable[[Any], DayLike | None]


@overload
def projection(
    *,
    keys: Callable[[E | E2], Iterable[K]],
    on: tuple[type[E], type[E2]],
    lapses: Lapses | None = None,
) -> _Makes[K]: ...
@overload
def projection(
    *,
    keys: Callable[[E | E2 | E3], Iterable[K]],
    on: tuple[type[E], type[E2], type[E3]],
    lapses: Lapses | None = None,
) -> _Makes[K]: ...
@overload
def projection(
    *,
    keys: Callable[[E], Iterable[K]],
    on: type[E] | tuple[type[E], ...],
    lapses: Lapses | None = None,
) -> _Makes[K]: ...
@overload
def projection(
    *, keys: Callable[[Any], Iterable[K]], on: None = None, lapses: Lapses | None = None
) -> _Makes[K]: ...
def projection(
    *, keys: Callable[[Any], Iterable[K]], on: Any = None, lapses: Lapses | None = None
) -> _Makes[K]:
    """Make a projection of an evolve function ``(value, event) -> value``.

    Args:
        keys: the keys that an event touches; partners for the commonest kind.
        on: the kind or kinds of event handled; left out, it is read from the annotation
            of the function's second parameter.
        lapses: the first day on which a value no longer holds by its own terms, or
            ``None``. A day is an ISO text or a date.

    The function gets ``None`` for a key without a value, and removes a value by returning
    ``None``. It must depend on nothing but its arguments and must not change them, and give
    equal results for equal ones. A third parameter, if it has one, receives the key.

    Raises:
        TimelineError: no kind is given and none can be read from the annotation.
    """

    def decorate(evolve: Callable[..., V | None], /) -> Projection[K, V]:
        return Projection(evolve, on=_kinds(evolve, on, 1), keys=keys, lapses=lapses)

    return decorate


@overload
def tally(
    *,
    keys: Callable[[E], Iterable[K]],
    on: type[E] | tuple[type[E], ...],
    merge: Callable[[Any, Any], Any] = operator.add,
) -> _Tallies[K]: ...
@overload
def tally(
    *,
    keys: Callable[[Any], Iterable[K]],
    on: None = None,
    merge: Callable[[Any, Any], Any] = operator.add,
) -> _Tallies[K]: ...
def tally(
    *,
    keys: Callable[[Any], Iterable[K]],
    on: Any = None,
    merge: Callable[[Any, Any], Any] = operator.add,
) -> _Tallies[K]:
    """Make a tally of a measure function ``(event) -> value``; arguments as in `projection`."""

    def decorate(measure: Callable[..., V], /) -> Tally[K, V]:
        return Tally(measure, on=_kinds(measure, on, 0), keys=keys, merge=merge)

    return decorate


def _kinds(
    function: Callable[..., Any], on: type[Event] | tuple[type[Event], ...] | None, position: int
) -> tuple[type[Event], ...]:
    name = getattr(function, "__qualname__", None)
    if name is None:
        raise TimelineError(f"{function!r} has no name; write it as a function with def")
    needed = _positional(function)
    if len(needed) <= position:
        raise TimelineError(f"{name} takes too few arguments: (value, event), or (event) to tally")
    if on is None:
        parameter = needed[position]
        try:
            hint = get_type_hints(function).get(parameter)
        except NameError as error:
            raise TimelineError(f"{name}: {error}; give the kinds with on=") from None
        options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        if not all(isinstance(o, type) and issubclass(o, Event) for o in options):
            raise TimelineError(
                f"{name}: which events? Annotate {parameter!r} with a kind or give on="
            )
        return tuple(options)
    kinds = on if isinstance(on, tuple) else (on,)
    for kind in kinds or (None,):
        if not (isinstance(kind, type) and issubclass(kind, Event)):
            raise TimelineError(f"{name}: on= takes kinds of event, not {kind!r}")
    return kinds


def _positional(function: Callable[..., Any]) -> list[str]:
    """The parameters that must be given by position, in order."""
    return [
        p.name
        for p in inspect.signature(function).parameters.values()
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty
    ]


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
    def by_day(cls, days: Iterable[int], values: Iterable[V | None]) -> Rows[V]:
        """Of the values that fall on one day, the last; days ascend."""
        last = dict(zip(days, values, strict=True))
        return cls(list(last), list(last.values()))

    def at(self, day: int) -> V | None:
        """The value on a day number."""
        index = bisect_right(self.days, day)
        return self.values[index - 1] if index else None


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
        events: all that touch it, with the day from which each counts, in the one order.
        branch: a history that needs only ``events`` from its first day on to become this one.
        resumed: the events from that day on.
    """

    __slots__ = ("_events", "_key", "_projection", "_rows")

    def __init__(
        self,
        projection: Projection[Any, V],
        key: Any,
        events: Iterable[tuple[int, Event]],
        branch: Branch | None = None,
        resumed: Iterable[tuple[int, Event]] = (),
    ) -> None:
        self._projection = projection
        self._key = key
        self._events = events
        self._rows: tuple[Row[V], ...] | None = None
        found: dict[int, V | None]
        if branch is None:
            found = self._folded(events, None)
            super().__init__(list(found), list(found.values()))
            return
        stem = branch.stem
        start = bisect_left(stem.days, branch.first)
        value = stem.values[start - 1] if start else None
        stop = len(stem.days)
        if branch.last > LAST_DAY:
            found = self._folded(resumed, value)
        else:
            found = {}
            now = 0
            for day, after, _ in self._steps(resumed, value):
                # An equal value meets the same events as it did there: the rest is the same.
                if day > branch.last and day != now and _same(value, stem.at(day - 1)):
                    stop = bisect_left(stem.days, day)
                    break
                found[day] = value = after
                now = day
        super().__init__(
            [*stem.days[:start], *found, *stem.days[stop:]],
            [*stem.values[:start], *found.values(), *stem.values[stop:]],
        )

    def _folded(self, events: Iterable[tuple[int, Event]], value: V | None) -> dict[int, V | None]:
        """The value at the end of each day."""
        if self._projection.lapses is not None:
            return {day: after for day, after, _ in self._steps(events, value)}
        evolve = self._projection.step(self._key)
        found = {}
        for day, event in events:
            found[day] = value = evolve(value, event)
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
            value = evolve(value, event)
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
        for day, after, event in self._steps(self._events, None):
            if event is None:
                lapsed, because, ended_by = because, NONE, ""
            elif after == value:
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


def _same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and bool(one == other))


Along = Literal["occurred", "both"]
"""A replay's path: valid time, or both clocks at once (the diagonal)."""
