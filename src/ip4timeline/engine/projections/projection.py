"""Projections: which keys an event touches, and how each key's value evolves."""

from __future__ import annotations

import operator
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import (
    Any,
    Final,
    Generic,
    Protocol,
    TypeVar,
    overload,
)
from weakref import WeakKeyDictionary

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.projections.signature import functions, handled, positional
from ip4timeline.engine.time.days import DayLike, day_number

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
F = TypeVar("F")
E = TypeVar("E", bound=Event)
E2 = TypeVar("E2", bound=Event)
E3 = TypeVar("E3", bound=Event)
Ordered = Sequence[tuple[int, Event]]
"""Events with the day from which each counts, in the one order."""


_PLAIN: Final = frozenset({int, str, bool, type(None)})


class Projection(Generic[K, V]):
    """A rule: which keys an event touches, and how each key's value evolves.

    Made by `projection`. Two are equal only if they are one; a projection pickles by the
    name under which its module holds it.

    Attributes:
        on: the kinds of event it handles, subclasses included.
        keys: the keys that an event touches.
        lapses: the first day on which a value no longer holds by its own terms, if any.
        made: what was made of it, by what it was made for; whoever throws a projection away
            lets that go too.
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
        self._takes_key = len(positional(evolve)) == 3
        self.on = on
        self.keys = keys
        self.lapses = lapses
        self.made: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self.__module__ = evolve.__module__
        self.__name__: str = evolve.__name__
        self.__qualname__ = evolve.__qualname__
        self.__doc__ = evolve.__doc__

    def __call__(self, value: V | None, event: Event, key: K | None = None) -> V | None:
        """The value after one event; what the decorated function returns."""
        return self._evolve(value, event, key) if self._takes_key else self._evolve(value, event)

    def step(self, key: Any) -> Callable[[V | None, Event], V | None]:
        """The value after one event, for one key: `__call__` without what a loop can do without."""
        return partial(_with_key, self._evolve, key) if self._takes_key else self._evolve

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} {self.__qualname__}>"

    def __reduce__(self) -> str | tuple[Any, ...]:
        """By the name under which its module holds it.

        In a notebook no other process has that module: cloudpickle, which serves those who
        send what a notebook defines, gets the functions themselves.
        """
        if self.__module__ == "__main__" and _for_another_process():
            return (_remade, (type(self), self._parts()))
        return self.__qualname__

    def _parts(self) -> dict[str, Any]:
        """What it was made of."""
        return {"evolve": self._evolve, "on": self.on, "keys": self.keys, "lapses": self.lapses}

    @property
    def name(self) -> str:
        """The name of the decorated function."""
        return self.__name__

    def touched(self, event: Event) -> tuple[K, ...]:
        """The keys an event touches, each once; none if its kind is not handled."""
        try:
            keys = tuple(self.touched_by(event)) if isinstance(event, self.on) else ()
            hash(keys)  # else it could be nobody's key
            return keys
        except Exception as error:
            self.named(error, event)
            raise

    def touched_by(self, event: Event) -> Iterable[K]:
        """The keys an event of a kind that is handled touches, each once."""
        keys = self.keys(event)
        if isinstance(keys, str | bytes):
            raise TimelineError(f"{self.name}: keys gave {keys!r}, not a list of keys: [{keys!r}]")
        if isinstance(keys, tuple | list) and len(keys) < 2:
            return keys
        return dict.fromkeys(keys)

    def grouped(self, events: Sequence[Event], rows: Sequence[Any]) -> dict[K, list[Any]]:
        """By key, of the rows given beside events those of the events that touch it.

        Raises:
            TimelineError: as `check_key`.
        """
        groups: defaultdict[K, list[Any]] = defaultdict(list)
        event = None
        try:
            for event, row in zip(events, rows, strict=True):
                keys = self.keys(event)
                # Most events have one key, of which nothing is to be checked.
                if type(keys) is not tuple or len(keys) != 1:
                    keys = self.touched_by(event)
                for key in keys:
                    found = groups[key]
                    if not found:
                        self.check_key(key, event)
                    found.append(row)
        except Exception as error:
            self.named(error, event)
            raise
        return groups

    def check_key(self, key: Any, event: Event) -> None:
        """Refuse a key by which nothing could be found again.

        Raises:
            TimelineError: it is not equal to itself, as NaN, or the event touches another
                each time it is asked, as with a fresh object that equals no other.
        """
        if key != key or key not in self.touched_by(event):
            raise TimelineError(
                f"{self.name}: keys of {event.id} gave {key!r}, which is not equal to what they "
                "give when they are asked again; give keys that are equal where they mean the same"
            )

    def under(self, key: Any, among: Mapping[Any, F]) -> F | None:
        """What stands under a key.

        Raises:
            TimelineError: it is a list or another thing that cannot be a key.
        """
        try:
            return among.get(key)
        except TypeError:
            raise TimelineError(
                f"{key!r} is no key of {self.name.lower()}; give one, a text or a tuple"
            ) from None

    def check_values(self, values: Collection[Any]) -> None:
        """Refuse values of which nobody can say whether two are equal: NaN, arrays.

        Raises:
            TimelineError: a value is not equal to itself, or does not say so.
        """
        if set(map(type, values)) <= _PLAIN:
            return  # which most are
        for value in values:
            if not self.same(value, value):
                raise TimelineError(
                    f"{self.name} gave {value!r}, which is not equal to itself; give None where "
                    "there is no value"
                )

    def same(self, one: Any, other: Any) -> bool:
        """Whether two values are equal.

        Raises:
            TimelineError: they do not say so by one yes or no, as arrays do not.
        """
        try:
            return bool(one == other)
        except Exception as error:
            raise TimelineError(
                f"{self.name} gave values of {type(other).__name__} that do not compare by one "
                f"yes or no ({error}); give numbers, texts or tuples of them"
            ) from error

    def named(self, error: Exception, event: Event | None = None) -> None:
        """Note on an error of the rule whose rule it is, and for which event it failed."""
        about = "" if event is None else f", for the event {event.id}"
        error.add_note(f"In the {type(self).__name__.lower()} {self.name}{about}.")

    def lapse_day(self, value: V | None) -> int | None:
        """The day number from which ``value`` no longer holds by its own terms."""
        if value is None or self.lapses is None:
            return None
        day = self.lapses(value)
        return None if day is None else day_number(day)


def _for_another_process() -> bool:
    """Whether it is cloudpickle that asks: the pickler's own frame is the nearest one."""
    asking: str = sys._getframe(2).f_globals.get("__name__", "")
    return "cloudpickle" in asking


def _remade(cls: type[Projection[Any, Any]], parts: dict[str, Any]) -> Projection[Any, Any]:
    return cls(**parts)


def _with_key(evolve: Callable[..., Any], key: Any, value: Any, event: Event) -> Any:
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

    def _parts(self) -> dict[str, Any]:
        return {"measure": self.measure, "on": self.on, "keys": self.keys, "merge": self.merge}

    def running(self, clock: Iterable[int], events: Iterable[Event]) -> dict[int, V]:
        """The sum through each day of a clock by which some events ascend.

        Raises:
            TimelineError: as `check_values`.
        """
        try:
            sums: Iterable[V] = accumulate(map(self.measure, events), self.merge)
            found = dict(zip(clock, sums, strict=True))
        except Exception as error:
            self.named(error)
            raise
        self.check_values(found.values())
        return found

    def plus(self, one: V | None, other: V | None) -> V | None:
        """Both together, where there may be nothing of either.

        Raises:
            TimelineError: as `check_values`, of what only the two together give: an infinity
                and its opposite are no number.
        """
        if one is None or other is None:
            return other if one is None else one
        value = self.merge(one, other)
        if value != value:
            self.check_values((value,))
        return value


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
        TimelineError: no kind is given and none can be read from the annotation, or ``keys`` or
            ``lapses`` is no function.
    """
    functions(keys=keys, **({} if lapses is None else {"lapses": lapses}))

    def decorate(evolve: Callable[..., V | None], /) -> Projection[K, V]:
        return Projection(evolve, on=handled(evolve, on, 1), keys=keys, lapses=lapses)

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
    functions(keys=keys, merge=merge)

    def decorate(measure: Callable[..., V], /) -> Tally[K, V]:
        return Tally(measure, on=handled(measure, on, 0), keys=keys, merge=merge)

    return decorate
