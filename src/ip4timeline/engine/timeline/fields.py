"""What a value given for a field means to the kinds of event that have the field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from ip4timeline.engine.errors import TimelineError, UnknownNameError, WhenError
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import Day
from ip4timeline.engine.events.kinds import kind_class, kinds
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.scalars import SCALARS, item_of, options_of, scalar_of


def candidates(chosen: tuple[type[Event], ...]) -> tuple[type[Event], ...]:
    """The classes that a selected event may be of."""
    registered = [c for c in kinds().values() if issubclass(c, chosen or Event)]
    return tuple(dict.fromkeys((*chosen, *(c for c in registered if issubclass(c, Event)))))


def event_class(kind: object) -> type[Event]:
    """The class of a kind of event, of itself or of its name.

    Raises:
        UnknownNameError: no kind has such a name.
        TimelineError: it is no kind of event.
    """
    cls = kind_class(kind) if isinstance(kind, str) else kind
    if not isinstance(cls, type) or not issubclass(cls, Entry):
        raise TimelineError(f"{kind!r} is not a kind of event; give ip4.Visit or 'visit'")
    if not issubclass(cls, Event):
        raise TimelineError(
            f"a {cls.kind or 'bare Entry'} is about the record; see Timeline.entries"
        )
    return cls


def readable(cls: type[Event]) -> set[str]:
    """The names by which an event of a class can be asked: its fields and properties."""
    properties = {n for n in dir(cls) if isinstance(getattr(cls, n, None), property)}
    return {a.name for a in attrs.fields(cls)} | properties | {"kind"}


@attrs.frozen
class Meant:
    """What a value given for a field means to the kinds of event that have the field.

    Attributes:
        readings: each thing that it means; mostly one.
        free: whether it is a text that no type lists, so that only the names that there are can
            tell a good one.
        listed: the choices of those kinds whose type lists them, where it is none of theirs.
    """

    readings: tuple[Any, ...]
    free: bool = False
    listed: tuple[Any, ...] = ()


def meant_by(classes: Iterable[type[Event]], name: str, value: object) -> Meant:
    """What a value given for a field means to the classes that have it.

    One value for a field that holds a list means that it is among the others; a list means the
    whole of it. A text may also be that of a number, as one types it in a shell.

    Raises:
        TimelineError: it means nothing to any of them.
    """
    readings: list[Any] = []
    refusals: list[Exception] = []
    free = True
    for cls in classes:
        if name not in readable(cls):
            continue
        try:
            reading = _reading(cls, name, value)
        except Exception as error:  # a converter may be the user's own and raise anything
            refusals.append(error)
            continue
        free = free and _is_free(cls, name, reading)
        if not any(reading == r and type(reading) is type(r) for r in readings):
            readings.append(reading)
    unknown = [e for e in refusals if isinstance(e, UnknownNameError)]
    known = tuple(name for error in unknown for name in error.known)
    if readings:
        return Meant(tuple(readings), free, known)
    if unknown:
        raise UnknownNameError(unknown[0].what, value, known, unknown[0].reason)
    if isinstance(refusals[0], TimelineError):
        raise refusals[0]
    raise TimelineError(f"{name}: {value!r} cannot be its value: {refusals[0]}") from refusals[0]


def in_full(cls: Any, name: str) -> bool:
    """Whether a list that an event of a class holds, or has for a property, names all there are.

    Whom an event concerns it always says in full.
    """
    item = item_of(_hint(cls, name))
    return isinstance(item, type) and issubclass(item, Party)


def _reading(cls: Any, name: str, value: object) -> Any:
    """A value as the field or property of a class has it, or as one of the list that it has."""
    if name == "kind":
        return event_class(value).kind
    hint = _hint(cls, name)
    convert: Any = getattr(attrs.fields_dict(cls).get(name), "converter", None)
    # An attrs.Converter may ask for the event under construction, and there is none.
    if getattr(convert, "takes_self", False) or getattr(convert, "takes_field", False):
        convert = None
    convert = getattr(convert, "converter", convert)
    if isinstance(getattr(cls, name, None), Day):  # kept as a number, read as a date
        convert = None
    item = item_of(hint)
    if value == "" and (item is not None or _always_set(cls, name)):
        raise TimelineError(f"{name} is never empty; write a value, or leave it out")
    if item is None:
        return _of_type(name, hint, value if convert is None else convert(_typed(hint, value)))
    if isinstance(value, str) or not isinstance(value, Iterable):
        return _of_type(name, item, value)
    if isinstance(item, type) and issubclass(item, Party):
        return item.several(value, name)
    items = tuple(_of_type(name, item, one) for one in value)
    return items if convert is None else convert(items)


def _always_set(cls: Any, name: str) -> bool:
    """Whether no event of a class can leave a field unset, so that none can be asked for so."""
    field = attrs.fields_dict(cls).get(name)
    return field is not None and field.default not in (None, "", ())


def _is_free(cls: Any, name: str, reading: Any) -> bool:
    """Whether a reading has a text in it that the type of its field does not list."""
    hint = _hint(cls, name)
    parts = reading if isinstance(reading, tuple) else (reading,)
    return (
        name != "kind"
        and not options_of(item_of(hint) or hint)
        and any(isinstance(p, str) and not isinstance(p, Enum) for p in parts)
    )


def _hint(cls: Any, name: str) -> Any:
    """The declared type of a field or property; ``None`` where there is none to be had."""
    if name in attrs.fields_dict(cls):
        return _hints(cls).get(name)
    found = getattr(cls, name, None)
    return _hints(found.fget).get("return") if isinstance(found, property) else None


@lru_cache(maxsize=512)
def _hints(annotated: Any) -> Mapping[str, Any]:
    try:
        return get_type_hints(annotated)
    except NameError:  # a kind defined within a function may name what only that function knows
        return {}


def _inner(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _typed(hint: Any, value: object) -> object:
    """A text as the number that it stands for, before a converter that takes numbers alone."""
    classes = _inner(hint)
    if isinstance(value, str) and str not in classes:
        for number in (int, float, bool):
            if number in classes:
                with suppress(TimelineError):
                    return SCALARS[number].asked(value)
    return value


def _of_type(name: str, hint: Any, value: object) -> Any:
    """A value of a declared type: one of it, or one that a text stands for.

    Raises:
        UnknownNameError: it is none of those that the type lists.
        TimelineError: it is of another type.
    """
    inner = _inner(hint)
    options = options_of(hint)
    for option in options:
        if option == value or (isinstance(value, str) and str(option) == value):
            return option
    classes = [kind for kind in inner if isinstance(kind, type) and kind is not NoneType]
    if value is None and NoneType in inner:
        return None
    refusals: list[TimelineError] = []
    for kind in classes:
        scalar = scalar_of(kind)
        try:
            if scalar is not None:
                return scalar.asked(value)
        except TimelineError as error:
            refusals.append(error)
        else:
            if isinstance(value, kind):
                return value
    if options:
        raise UnknownNameError(name, value, options)
    if not classes:  # nothing says what it is to be
        return value
    if refusals and not isinstance(value, _PLAIN_TYPES):
        raise TimelineError(f"{name}: {_what(value)}")
    if refusals:
        said = refusals[0]
        named = isinstance(said, UnknownNameError | WhenError)
        raise said if named else TimelineError(f"{name}: {said}")
    raise TimelineError(f"{name}: {_instead(classes[0], value)}")


_PLAIN_TYPES: Final = (str, int, float, Decimal, dt.date)


def _what(value: object) -> str:
    """Why a thing that no field holds by itself is refused."""
    if isinstance(getattr(value, "id", None), str):
        return f"{type(value).__name__} is no value; give its id, {value.id!r}"  # type: ignore[attr-defined]
    if isinstance(value, Iterable):
        return f"{value!r} are several; give one, and ask for each by itself"
    return f"{value!r} is no value of it"


def _instead(kind: type[Any], value: object) -> str:
    """Why something that has no text is refused, and which question a name is for."""
    said = f"{value!r} is no {kind.__name__}"
    fields = {a.name for a in attrs.fields(kind)} if attrs.has(kind) else set()
    if isinstance(value, str) and "person" in fields:
        return f"{said}; for one who acts use by({value!r})"
    if isinstance(value, str) and "source" in fields:
        return f"{said}; for what cites it use where(source={value!r})"
    return said
