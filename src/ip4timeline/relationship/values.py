"""What the values of the library's own projections share: the question they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import attrs

from ip4timeline.errors import UnknownNameError
from ip4timeline.standing import Origin
from ip4timeline.views import View

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


def asked(value: W, view: View[Any, Any], key: Any, day: int) -> W:
    """The value, remembering which question it answers."""
    return attrs.evolve(value, origin=view.origin(key, day))


class Facet(Mapping[K, W], Generic[K, W]):
    """One aspect of a relationship, by id: a mapping that makes each value when it is read.

    Args:
        what: the word for a key in errors.
        values: the fold's values, by key.
        make: the value to show for a key's value.
        normal: the key that another name of it means.
    """

    def __init__(
        self,
        what: str,
        values: Mapping[K, Any],
        make: Callable[[K, Any], W],
        normal: Callable[[K], K] = lambda key: key,
    ) -> None:
        self._what = what
        self._values = values
        self._make = make
        self._normal = normal

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
