"""The fields of events as a declared rule names them: what type each has, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import Enum
from typing import Any, Final

import attrs

from ip4timeline.engine.errors import TimelineError, did_you_mean, nearest
from ip4timeline.engine.events.columns import columns_of
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.fields import field_types
from ip4timeline.engine.events.scalars import (
    SCALARS,
    Scalar,
    item_of,
    options_of,
    scalar_of,
    without_none,
)
from ip4timeline.engine.time.when import When

_ORDERED: Final = ("text", "whole", "number", "day", "money")


@attrs.frozen
class EventField:
    """A field that holds one value, or a list of them.

    Attributes:
        name: its name.
        type: how a value stands in a table.
        many: whether it is a list.
        scalar: what a value is.
        options: the choices of a ``Literal``; empty for any other.
        ranks: of an enumeration in an order of its own, how its members stand in a table, the
            lowest first; empty for any other.
        ordered: whether of two values one is the higher.
    """

    name: str
    type: str
    many: bool
    scalar: Scalar
    options: tuple[Any, ...]
    ranks: tuple[Any, ...]
    ordered: bool


def field_of(name: str, cls: type[Event]) -> EventField:
    """A field of a kind.

    Raises:
        TimelineError: the kind has none of that name, or it is of a type that no rule takes.
    """
    if name == "kind":  # what it is of all events, and a field of none
        return EventField(name, "text", False, SCALARS[str], (), (), True)
    kind: Any = cls
    names = [field.name for field in attrs.fields(kind)]
    called = cls.kind or cls.__name__
    if name not in names or columns_of(cls).get(name) is None:
        wrong = "no field" if name not in names else "no column for its field"
        raise TimelineError(f"{called} has {wrong} {name!r}{did_you_mean(nearest(name, names))}")
    hint = field_types(cls)[name]
    item = item_of(hint)
    inner = without_none(hint if item is None else item)
    options = options_of(inner)
    scalar = scalar_of(type(options[0]) if options else inner)
    if scalar is None:
        raise TimelineError(
            f"{called}.{name} holds records; a rule takes texts, numbers, days, truths and lists "
            "of them: write a projection"
        )
    ranks: tuple[Any, ...] = ()
    ordered = scalar.column in _ORDERED and scalar.cls is not When
    if issubclass(scalar.cls, Enum):
        try:
            ranks = tuple(member.value for member in sorted(scalar.cls))  # type: ignore[type-var]
        except TypeError:
            ordered = False
    return EventField(name, scalar.column, item is not None, scalar, options, ranks, ordered)


def same_in_all(name: str, kinds: tuple[type[Event], ...]) -> EventField:
    """A field that several kinds have.

    Raises:
        TimelineError: one has none of that name, or one of another type.
    """
    found = [field_of(name, cls) for cls in kinds]
    for other in found[1:]:
        if (other.type, other.many, other.scalar) != (
            found[0].type,
            found[0].many,
            found[0].scalar,
        ):
            raise TimelineError(f"{name} is not of one type in all of the kinds given")
    return found[0]


def chosen(field: EventField, given: Any) -> tuple[Any, ...]:
    """The values that a field may have, as events hold them, each once.

    Args:
        field: which field.
        given: one value, or a collection of them.

    Raises:
        TimelineError: it can hold no such value.
    """
    several = isinstance(given, Collection) and not isinstance(given, str)
    found = []
    for value in given if several else (given,):
        try:
            made = None if value is None else field.scalar.of(value)
        except (TypeError, ValueError) as error:
            raise TimelineError(f"where: {field.name} cannot be {value!r}: {error}") from error
        if field.options and made is not None and made not in field.options:
            hint = did_you_mean(nearest(str(made), field.options))
            raise TimelineError(f"where: {field.name} cannot be {value!r}{hint}")
        fits = made is None or isinstance(made, field.scalar.cls)
        if not fits and not (field.type in ("number", "money") and isinstance(made, int)):
            raise TimelineError(f"where: {field.name} is {field.scalar.words}, not {value!r}")
        found.append(made)
    return tuple(dict.fromkeys(found))


def plain(field: EventField, value: Any) -> Any:
    """A value of a field as its column holds it."""
    if value is None:
        return None
    if field.type == "day":
        return dt.date(value.year, value.month, value.day)
    if isinstance(value, Enum) or field.scalar.cls is When:
        return field.scalar.write(value)
    return value
