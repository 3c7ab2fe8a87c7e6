"""The quick way from an entry to plain data: one plan a class, made once from its fields.

It writes exactly what the converter of `strict` writes, or it has no plan for a class: one with a
field of an unusual type is left to the converter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import attrs

from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import Day, field_types
from ip4timeline.engine.events.kinds import Data, is_open
from ip4timeline.engine.events.scalars import (
    Scalar,
    item_of,
    options_of,
    scalar_of,
    without_none,
)
from ip4timeline.engine.time.days import from_day_number

Write = Callable[[Any], Any]
_SHARED: Final = 1 << 16
"""How many days are kept as texts, to be shared."""


class _Unusual(Exception):  # noqa: N818 - a signal, caught here always
    """A field that the quick way does not know; not a fault by itself."""


def write(value: Any) -> Data | None:
    """Plain data of an entry or a part of one, or ``None``: ask the converter."""
    cls: Any = type(value)
    plan = _plan(cls)
    if plan is None:
        return None
    try:
        found: Data = plan(value)
    except _Unusual:  # of an event within it
        return None
    return found


@lru_cache(maxsize=512)
def _plan(cls: Any) -> Write | None:
    """What writes one class; ``None`` where some field is beyond it."""
    try:
        fields = _fields(cls)
    except (_Unusual, NameError):  # a kind within a function may name what only that knows
        return None
    needed = [(name, get, make) for name, get, make, default in fields if default is _NONE]
    others = [field for field in fields if field[3] is not _NONE]

    def plain(value: Any, data: Data) -> Data:
        for name, get, make in needed:
            held = get(value)
            data[name] = held if make is None else make(held)
        for name, get, make, default in others:
            held = get(value)
            if held != default:
                data[name] = held if make is None else make(held)
        return data

    if not issubclass(cls, Entry):
        return lambda value: plain(value, {})
    head = {"kind": cls.kind} if cls.version == 1 else {"kind": cls.kind, "version": cls.version}
    if not issubclass(cls, Event):
        return lambda entry: _without_day(plain(entry, dict(head)))
    return lambda event: _settled(event, plain(event, dict(head)))


def _without_day(data: Data) -> Data:
    if data.get("known", _NONE) is None:
        del data["known"]
    return data


def _settled(event: Any, data: Data) -> Data:
    """The data of an event, without a day that follows from the other and a basis from the day."""
    basis = data.pop("known_basis")
    if basis == "assumed" and event.known_day == event.occurred.bound("certain"):
        del data["known"]
    elif basis != "cited":
        data["known_basis"] = basis
    return data


_NONE: Final = object()


def _fields(cls: type[Any]) -> list[tuple[str, Write, Write | None, Any]]:
    """For each field its name, what gets it, what makes plain data of it, and its default."""
    if not attrs.has(cls):
        raise _Unusual
    types, found = field_types(cls), []
    for attribute in attrs.fields(cls):
        default: Any = attribute.default
        if isinstance(default, attrs.Factory) or not attribute.init:  # type: ignore[arg-type]
            raise _Unusual
        name, slot = attribute.name, getattr(cls, attribute.name, None)
        make = _made(types[name])
        get: Write = attrgetter(name)
        if isinstance(slot, Day):
            get, make = attrgetter(f"{name}_day"), _day
        always = default is attrs.NOTHING or (name == "known" and issubclass(cls, Entry))
        found.append((name, get, make, _NONE if always else default))
    return found


@lru_cache(maxsize=_SHARED)
def _day(number: int | None) -> str | None:
    return None if number is None else from_day_number(number).isoformat()


def _made(hint: Any) -> Write | None:
    """What makes plain data of a declared type; ``None``: it is plain already."""
    options = options_of(hint)
    hint = without_none(hint)
    if options:
        return None
    scalar = scalar_of(hint)
    if scalar is not None:
        return _scalar(scalar)
    item = item_of(hint)
    if item is not None:
        make = _made(item)
        if make is None:
            return list
        several: Write = make
        return lambda value: [several(one) for one in value]
    if is_open(hint) or (isinstance(hint, type) and attrs.has(hint)):
        return _embedded
    raise _Unusual


def _embedded(value: Any) -> Any:
    """What stands within: an event of any kind, or a part; ``None`` stays ``None``."""
    if value is None:
        return None
    data = write(value)
    if data is None:
        raise _Unusual
    return data


def _scalar(scalar: Scalar) -> Write | None:
    if scalar.cls in (int, bool):
        return None
    if scalar.cls is str:
        return _text
    if issubclass(scalar.cls, dt.date):
        return lambda value: None if value is None else value.isoformat()
    make = scalar.write
    return lambda value: None if value is None else make(value)


def _text(value: Any) -> Any:
    if type(value) is str or value is None:
        return value
    scalar = scalar_of(type(value))  # a member of an enumeration of texts
    if scalar is None:
        raise _Unusual
    return scalar.write(value)
