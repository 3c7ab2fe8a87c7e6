"""What the values of the library's own projections share: the question they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar

import attrs

from ip4timeline.engine.errors import UnknownNameError
from ip4timeline.engine.projections.origin import Origin

K = TypeVar("K")
W = TypeVar("W", bound="Value")
Namer = Callable[[str], str]
"""Turns an id into a readable name."""


@attrs.frozen(kw_only=True, order=False)
class Value:
    """A value of a snapshot. It remembers the question it answers, so that ``why`` can be asked.

    The question is not part of the value: two are equal when they say the same.
    """

    origin: Origin | None = attrs.field(default=None, eq=False, repr=False)

    def describe(self, name: Namer) -> str:
        """The value in a few words, with names by ``name``."""
        raise NotImplementedError


@lru_cache(maxsize=256)
def _fields(cls: type[Any]) -> tuple[str, ...]:
    return tuple(a.name for a in attrs.fields(cls) if a.name != "origin")


def with_origin(value: W, origin: Origin) -> W:
    """The value, remembering which question it answers."""
    # What `attrs.evolve` does, without converting and checking what the fold already has.
    cls: Any = type(value)
    copy: W = cls.__new__(cls)
    place = object.__setattr__
    for name in _fields(cls):
        place(copy, name, getattr(value, name))
    place(copy, "origin", origin)
    return copy


class Facet(Mapping[K, W], Generic[K, W]):
    """One aspect of a relationship, by id: a mapping that makes each value when it is read.

    Args:
        what: the word for a key in errors.
        values: the fold's values, by key.
        make: the value to show for a key's value.
        normal: the key that another name of it means.
        plain: the plain data of what is shown for a key's value.
    """

    def __init__(
        self,
        what: str,
        values: Mapping[K, Any],
        make: Callable[[K, Any], W],
        normal: Callable[[K], K] = lambda key: key,
        *,
        plain: Callable[[Any], Any],
    ) -> None:
        self._what = what
        self._values = values
        self._make = make
        self._normal = normal
        self._plain = plain

    def plain_items(self) -> Iterator[tuple[K, Any]]:
        """Each key with the plain data of its value."""
        return ((key, self._plain(value)) for key, value in self._values.items())

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
