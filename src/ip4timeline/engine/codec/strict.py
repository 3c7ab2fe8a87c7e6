"""The strict converter, which takes its time: plain data from entries, and every fault of a text.

`codec` asks it where the quick way stumbles; whoever reads only sound files never loads it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from types import GenericAlias
from typing import Any, Final, Literal, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import (
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from ip4timeline.engine.errors import (
    EventError,
    TimelineError,
    UnknownNameError,
    did_you_mean,
    nearest,
)
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.kinds import Data, is_open, kind_class, kinds, upcast
from ip4timeline.engine.events.scalars import SCALARS, Scalar, scalar_of


def _structure_scalar(value: Any, target: Any) -> Any:
    scalar = _certain(target)
    if scalar.cls is Decimal and not isinstance(value, str | int):
        return value  # the class that holds it says what is wrong
    if issubclass(scalar.cls, Enum):
        return scalar.read(value)  # which names the nearest member
    if type(value) not in scalar.plain and not (isinstance(value, str) and str in scalar.plain):
        written = scalar.plain[0] is str and scalar.cls is not str
        expected = "a text; dates are written in quotes" if written else scalar.words
        raise TypeError(f"{value!r} is not {expected}")
    return scalar.read(value)


def _unstructure_scalar(value: Any) -> Any:
    return _certain(type(value)).write(value)


def _structure_literal(value: Any, literal: Any) -> Any:
    options = get_args(literal)
    if value not in options:
        hint = did_you_mean(nearest(str(value), options))
        raise ValueError(f"{value!r} is not one of {', '.join(map(repr, options))}{hint}")
    return value


def _structure_list(value: Any, target: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{value!r} is not a list")
    items: Any = GenericAlias(list, get_args(target)[:1])
    return tuple(CONVERTER.structure(list(value), items))


def _structure_entry(value: Any, base: type[Entry]) -> Entry:
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} is not a table")
    data = dict(value)
    if "kind" not in data:
        raise EventError("kind", "is missing", f"one of {', '.join(kinds())}")
    try:
        cls = kind_class(data.pop("kind"))
    except UnknownNameError as error:
        raise EventError("kind", str(error)) from None
    if not issubclass(cls, base):
        raise EventError("kind", f"a {cls.kind} cannot stand here")
    version = data.pop("version", 1)
    if type(version) is not int or version < 1:
        raise EventError("version", f"{version!r} is not a version number")
    if version != cls.version:
        data = upcast(cls, copy.deepcopy(data), version)
    entry: Entry = CONVERTER.structure(cls.completed(data), cls)
    return entry


def _unstructure_factory(cls: type[Entry]) -> Callable[[Entry], Data]:
    plain = make_dict_unstructure_fn(
        cls, CONVERTER, _cattrs_omit_if_default=True, known=override(omit_if_default=False)
    )
    is_event = issubclass(cls, Event)

    def unstructure(entry: Entry) -> Data:
        data: Data = {"kind": entry.kind}
        if entry.version != 1:
            data["version"] = entry.version
        data |= plain(entry)
        if isinstance(entry, Event) and is_event:
            basis = data.pop("known_basis")
            if basis == "assumed" and entry.known == entry.occurred.latest:
                del data["known"]
            elif basis != "cited":
                data["known_basis"] = basis
        elif data["known"] is None:
            del data["known"]
        return data

    return unstructure


def _structure_factory(cls: type[Any]) -> Callable[[Any, Any], Any]:
    structure = make_dict_structure_fn(cls, CONVERTER, _cattrs_forbid_extra_keys=True)

    def checked(value: Any, target: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"{value!r} is not a table")
        return structure(value, target)

    return checked


def _make_converter() -> Converter:
    converter = Converter(
        omit_if_default=True, forbid_extra_keys=True, unstruct_collection_overrides={tuple: list}
    )
    for cls in (*SCALARS, Enum):  # each with its subclasses
        converter.register_structure_hook(cls, _structure_scalar)
        converter.register_unstructure_hook(cls, _unstructure_scalar)
    # By the declared type, for a whole number may stand where any number may: 1 is 1.0 there.
    converter.register_unstructure_hook(float, SCALARS[float].write)
    converter.register_structure_hook_func(lambda t: _is(t, Literal), _structure_literal)
    converter.register_structure_hook_func(lambda t: _is(t, tuple), _structure_list)
    converter.register_structure_hook_factory(attrs.has, _structure_factory)
    converter.register_structure_hook_func(is_open, _structure_entry)
    converter.register_unstructure_hook_factory(
        lambda t: isinstance(t, type) and issubclass(t, Entry), _unstructure_factory
    )
    # A field declared as Event holds any kind of event: dispatch on what is there.
    converter.register_unstructure_hook_func(is_open, lambda entry: converter.unstructure(entry))
    return converter


def _is(cls: Any, origin: Any) -> bool:
    return get_origin(cls) is origin


def _certain(cls: Any) -> Scalar:
    found = scalar_of(cls)
    assert found is not None
    return found


CONVERTER: Final = _make_converter()


def explained(error: BaseException, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str, str]]:
    """Each single fault within what the converter raised, as field, reason and remedy."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        noted, others = error.group_exceptions()
        for inner, note in noted:
            step = note.name if hasattr(note, "name") else str(note.index)
            yield from explained(inner, (*path, str(step)))
        for inner in others:
            yield from explained(inner, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        fields = [a.name for a in attrs.fields(error.cl)]
        for name in sorted(error.extra_fields):
            hint = did_you_mean(nearest(name, fields)).removeprefix("; ").capitalize()
            yield ".".join((*path, name)), "unknown field", hint or f"Fields: {', '.join(fields)}"
    elif isinstance(error, EventError):
        yield ".".join((*path, error.field)), error.reason, error.remedy
    elif isinstance(error, KeyError) and not isinstance(error, TimelineError):
        yield ".".join(path), "is missing", "it is required"
    else:
        yield ".".join(path), str(error), ""
