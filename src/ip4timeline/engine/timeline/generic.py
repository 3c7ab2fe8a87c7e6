"""The type parameter that answers have last: the class of their events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


class OfEvents:
    """Base of an answer whose last type parameter is the class of the events in it.

    A domain names it once, by an alias of the answer with one parameter less; a type that is
    written by that alias can be evaluated at run time as well.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def __class_getitem__(cls, given: Any) -> Any:
            """The class with its type parameters, the last of them left out or not."""
            types = given if isinstance(given, tuple) else (given,)
            missing = len(cls.__parameters__) - len(types)
            return super().__class_getitem__((*types, *[Any] * (missing == 1)))
