"""What a value given for a field means to the kinds of event that have the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from ip4timeline.engine.errors import TimelineError, UnknownNameError
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.fields import Day
from ip4timeline.engine.events.kinds import kind_class, kinds
from ip4timeline.engine.events.scalars import options_of, scalar_of
from ip4timeline.engine.time.days import to_date


def candidates(chosen: tuple[type[Event], ...]) -> tuple[type[Event], ...]:
    """The classes that a selected event may be of."""
    registered = [c for c in kinds().values() if issubclass(c, chosen or Event)]
    return tuple(dict.fromkeys((*chosen, *(c for c in registered if issubclass(c, Event)))))


def readable(cls: type[Event]) -> set[str]:
    """The names by which an event of a class can be asked: its fields and properties."""
    properties = {n for n in dir(cls) if isinstance(getattr(cls, n, None), property)}
    return {a.name for a in attrs.fields(cls)} | properties | {"kind"}


def readings_of(classes: Iterable[type[Event]], name: str, value: object) -> tuple[Any, ...]:
    """What a value given for a field means to the classes that have it; mostly one thing.

    Raises:
        TimelineError: it means nothing to any of them.
    """
    readings: list[Any] = []
    refusals: list[Exception] = []
    for cls in classes:
        if name not in readable(cls):
            continue
        try:
            reading = _reading(cls, name, value)
        except Exception as error:  # a converter may be the user's own and raise anything
            refusals.append(error)
        else:
            if reading not in readings:
                readings.append(reading)
    if readings:
        return tuple(readings)
    unknown = [e for e in refusals if isinstance(e, UnknownNameError)]
    if unknown:
        known = [name for error in unknown for name in error.known]
        raise UnknownNameError(unknown[0].what, value, known, unknown[0].reason)
    if isinstance(refusals[0], TimelineError):
        raise refusals[0]
    raise TimelineError(f"{name}: {value!r} cannot be its value: {refusals[0]}") from refusals[0]


def _reading(cls: Any, name: str, value: object) -> Any:
    """A value as the field or property of a class has it."""
    if name == "kind":
        return kind_class(value).kind
    attribute = next((a for a in attrs.fields(cls) if a.name == name), None)
    if attribute is None:
        hint = _hints(getattr(cls, name).fget).get("return")
        return _chosen(name, hint, _of_type(hint, value))
    if isinstance(getattr(cls, name), Day):  # kept as a number, read as a date
        return None if value is None else to_date(value)  # type: ignore[arg-type]
    hint = _hints(cls).get(name)
    convert: Any = attribute.converter
    if convert is None:
        return _chosen(name, hint, _of_type(hint, value))
    # An attrs.Converter may ask for the event under construction, and there is none.
    if getattr(convert, "takes_self", False) or getattr(convert, "takes_field", False):
        return value
    convert = getattr(convert, "converter", convert)
    return _chosen(name, hint, convert(value))


@lru_cache(maxsize=512)
def _hints(annotated: Any) -> Mapping[str, Any]:
    try:
        return get_type_hints(annotated)
    except NameError:  # a kind defined within a function may name what only that function knows
        return {}


def _of_type(hint: Any, value: object) -> Any:
    """A text as a value of the type it stands for, where that type has one for each text."""
    hints = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    classes = [inner for inner in hints if isinstance(inner, type)]
    if value is None or isinstance(value, tuple(classes)):
        return value
    for kind in classes:
        scalar = scalar_of(kind)
        if scalar is not None:
            return scalar.of(value)
    return value


def _chosen(name: str, hint: Any, value: Any) -> Any:
    """The value, if it is one of those that the type lists or if the type lists none."""
    options = options_of(hint)
    optional = value is None and NoneType in get_args(hint)
    if options and value not in options and not optional:
        raise UnknownNameError(name, value, options)
    return value
