"""What the values of the library's own projections share: the question they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.errors import UnknownNameError
from ip4timeline.engine.projections.origin import Origin
from ip4timeline.engine.time.days import Date
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.when import When

K = TypeVar("K")
W = TypeVar("W", bound="Value")
Namer = Callable[[str], str]
"""Turns an id into a readable name."""
LONG_AGO: Final = 3
"""After so many years without a sight of it, a display says that a value has no end on record."""


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Value:
    """A value of a snapshot. It remembers the question it answers, so that ``why`` can be asked.

    The question is not part of the value, nor is when it was last seen: two are equal when they
    say the same.
    """

    origin: Origin | None = attrs.field(default=None, eq=False, repr=False)
    sight: SeenLookup | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def last_seen(self) -> LastSeen | None:
        """When an event last confirmed it, by the question it answers.

        ``None`` where it has an end on record, where no snapshot gave it, and for values that do
        not hold on: counts, sums and engagements.
        """
        return None if self.sight is None else self.sight.seen

    def in_words(self, name: Namer) -> str:
        """As `describe`; one that no event has confirmed for long says so."""
        seen, text = self.last_seen, self.describe(name)
        if seen is None or not seen.long_ago:
            return text
        return f"{text}; no end on record, {seen.describe(name)}"

    def describe(self, name: Namer) -> str:
        """The value in a few words, with names by ``name``."""
        raise NotImplementedError


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class LastSeen(Value):
    """The last day on which any event confirms a value that no event has ended.

    Attributes:
        day: that day, the day asked about at the latest; ``None`` where it is only known to be
            by some day.
        date: the same as the source gives it: a day, a month, a year, or by when.
        event: id of the event.
        long_ago: whether it is more than `LONG_AGO` years before the day asked about.
    """

    day: Date | None
    date: When
    event: str
    long_ago: bool

    def describe(self, name: Namer) -> str:
        """When it was last seen."""
        return f"last seen {when_words(self.date)}"


class SeenLookup:
    """When a value was last seen, looked up when it is asked for.

    Args:
        find: looks it up.
    """

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], LastSeen | None]) -> None:
        self._find: Callable[[], LastSeen | None] | None = find
        self._found: LastSeen | None = None

    @property
    def seen(self) -> LastSeen | None:
        """What was found."""
        if self._find is not None:
            self._found, self._find = self._find(), None
        return self._found

    def __reduce__(self) -> tuple[Any, ...]:
        # What it is looked up in does not go with the value.
        return (_looked_up, (self.seen,))


def _looked_up(found: LastSeen | None) -> SeenLookup:
    return SeenLookup(lambda: found)


@lru_cache(maxsize=256)
def _fields(cls: type[Any]) -> tuple[str, ...]:
    return tuple(a.name for a in attrs.fields(cls) if a.name not in ("origin", "sight"))


def with_origin(value: W, origin: Origin, sight: SeenLookup | None = None) -> W:
    """The value, remembering which question it answers, and when it was last seen."""
    # What `attrs.evolve` does, without converting and checking what the fold already has.
    cls: Any = type(value)
    copy: W = cls.__new__(cls)
    place = object.__setattr__
    for name in _fields(cls):
        place(copy, name, getattr(value, name))
    place(copy, "origin", origin)
    place(copy, "sight", sight)
    return copy


class Facet(Mapping[K, W], Generic[K, W]):
    """One aspect of a relationship, by id: a mapping that makes each value when it is read.

    Args:
        what: the word for a key in errors.
        values: the fold's values, by key.
        make: the value to show for a key's value.
        normal: the key that another name of it means.
        plain: the plain data of what is shown for a key and its value.
    """

    def __init__(
        self,
        what: str,
        values: Mapping[K, Any],
        make: Callable[[K, Any], W],
        normal: Callable[[K], K] = lambda key: key,
        *,
        plain: Callable[[K, Any], Any],
    ) -> None:
        self._what = what
        self._values = values
        self._make = make
        self._normal = normal
        self._plain = plain

    def plain_items(self) -> Iterator[tuple[K, Any]]:
        """Each key with the plain data of its value."""
        return ((key, self._plain(key, value)) for key, value in self._values.items())

    def __getitem__(self, key: K) -> W:
        """The value of an id.

        Raises:
            UnknownNameError: there is none on this day.
        """
        found = self._normal(key)
        if found not in self._values:
            raise UnknownNameError(self._what, key, self._values)
        return self._make(found, self._values[found])

    def __iter__(self) -> Iterator[K]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Facet({dict(self)!r})"
