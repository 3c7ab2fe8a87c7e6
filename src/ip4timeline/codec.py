"""Events to plain data and back: the kind registry, upcasters and the strict converter.

Plain data are dicts, lists, texts, whole numbers and booleans: what TOML and JSON hold.
Fields at their default are left out, so that a stored event says only what it says.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import GenericAlias
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import (
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from pendulum import Date

from ip4timeline.actors import Level, Partner, to_level
from ip4timeline.errors import (
    EventError,
    Fault,
    RecordError,
    TimelineError,
    UnknownNameError,
    did_you_mean,
    nearest,
)
from ip4timeline.events import BUILT_IN, Amendment, Correction, Entry, Event, Report
from ip4timeline.when import When, to_date

Data = dict[str, Any]
T = TypeVar("T")
C = TypeVar("C", bound=type[Entry])
Upcaster = Callable[[Data], Data]

_KEBAB: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KINDS: Final[dict[str, type[Entry]]] = {cls.kind: cls for cls in BUILT_IN}
_UPCASTERS: Final[dict[tuple[str, int], Upcaster]] = {}


def register(cls: C) -> C:
    """Make a kind of your own known to the codec; usable as a class decorator.

    Args:
        cls: a frozen attrs subclass of `Event` with a ``kind`` in kebab-case.

    Raises:
        EventError: the class is not such a subclass, or another class has the kind.
    """
    if not attrs.has(cls) or not issubclass(cls, Event):
        raise EventError("kind", f"{cls!r} is not an attrs subclass of Event")
    kind = cls.__dict__.get("kind")
    if not isinstance(kind, str) or not _KEBAB.fullmatch(kind):
        raise EventError(
            "kind", f"{cls.__name__} has no kind of its own", 'give it kind = "in-kebab-case"'
        )
    if "__attrs_attrs__" not in cls.__dict__ or cls.__dict__.get("__hash__") is None:
        raise EventError(
            "kind", f"{cls.__name__} is not frozen by attrs", "decorate it with @attrs.frozen"
        )
    present = _KINDS.get(kind)
    if present is not None and (present.__module__, present.__qualname__) != (
        cls.__module__,
        cls.__qualname__,
    ):
        raise EventError("kind", f"{kind!r} is taken by {present.__name__}", "choose another")
    _KINDS[kind] = cls
    return cls


def upcaster(kind: str, *, from_version: int) -> Callable[[Upcaster], Upcaster]:
    """Declare how a stored event of ``kind`` at ``from_version`` becomes one of the next version.

    The function takes and gives plain data, without ``kind`` and ``version``. A class
    states the version it reads today as ``version``; stored events without one are of
    version 1.
    """

    def declare(function: Upcaster) -> Upcaster:
        _UPCASTERS[kind, from_version] = function
        return function

    return declare


def kinds() -> Mapping[str, type[Entry]]:
    """The registered kinds by name, in order of registration."""
    return dict(_KINDS)


def kind_class(kind: object) -> type[Entry]:
    """The class of a kind.

    Raises:
        UnknownNameError: no such kind is registered.
    """
    if not isinstance(kind, str) or kind not in _KINDS:
        raise UnknownNameError("kind of event", kind, _KINDS)
    return _KINDS[kind]


def _upcast(cls: type[Entry], data: Data, version: int) -> Data:
    if version > cls.version:
        raise EventError(
            "version", f"{version} is newer than {cls.version}, the newest known", "upgrade"
        )
    for step in range(version, cls.version):
        if (cls.kind, step) not in _UPCASTERS:
            raise EventError("version", f"no upcaster leads from {cls.kind} {step} to {step + 1}")
        try:
            data = _UPCASTERS[cls.kind, step](data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise EventError(
                "version", f"the upcaster of {cls.kind} {step} failed: {error!r}"
            ) from error
        if not isinstance(data, dict):
            raise EventError("version", f"the upcaster of {cls.kind} {step} gave {data!r}")
    return data


def _strict(kind: type) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is not a {_NAMES[kind]}")
        return value

    return structure


def _strict_float(value: Any, _: Any) -> float:
    if type(value) not in (int, float):
        raise TypeError(f"{value!r} is not a number")
    return float(value)


_NAMES: Final = {str: "text", int: "whole number", bool: "true or false"}


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
    return tuple(_CONVERTER.structure(list(value), items))


def _structure_entry(value: Any, base: type[Entry]) -> Entry:
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} is not a table")
    data = dict(value)
    if "kind" not in data:
        raise EventError("kind", "is missing", f"one of {', '.join(_KINDS)}")
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
        data = _upcast(cls, copy.deepcopy(data), version)
    if issubclass(cls, Correction):
        _fill(data, "replacement", id=data.get("target"))
    if issubclass(cls, Report):
        _fill(data, "asserts", id=f"{data.get('id')}:asserted")
    entry: Entry = _CONVERTER.structure(data, cls)
    return entry


def _fill(data: Data, field: str, **defaults: Any) -> None:
    """Give an embedded event what it shares with the one around it, unless it says otherwise."""
    inner = data.get(field)
    if isinstance(inner, Mapping):
        data[field] = {**{k: v for k, v in defaults.items() if v is not None}, **inner}


def _unstructure_factory(cls: type[Entry]) -> Callable[[Entry], Data]:
    plain = make_dict_unstructure_fn(
        cls, _CONVERTER, _cattrs_omit_if_default=True, known=override(omit_if_default=False)
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
    structure = make_dict_structure_fn(cls, _CONVERTER, _cattrs_forbid_extra_keys=True)

    def checked(value: Any, target: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"{value!r} is not a table")
        return structure(value, target)

    return checked


def _make_converter() -> Converter:
    converter = Converter(
        omit_if_default=True, forbid_extra_keys=True, unstruct_collection_overrides={tuple: list}
    )
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _strict(kind))
    converter.register_structure_hook(When, lambda value, _: When(_text(value)))
    converter.register_unstructure_hook(When, lambda value: value.text)
    converter.register_structure_hook(float, _strict_float)
    converter.register_structure_hook(dt.date, lambda value, _: to_date(_text(value)))
    converter.register_unstructure_hook(dt.date, lambda value: value.isoformat())
    converter.register_structure_hook(Date, lambda value, _: to_date(_text(value)))
    converter.register_unstructure_hook(Date, lambda value: value.isoformat())
    for names in (Partner, Level):
        converter.register_unstructure_hook(names, lambda value: value.value)
    converter.register_structure_hook(Partner, lambda value, _: Partner.of(value))
    converter.register_structure_hook(Level, lambda value, _: to_level(_text(value)))
    converter.register_structure_hook(Decimal, lambda value, _: value)  # the class converts it
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook_func(lambda t: _is(t, Literal), _structure_literal)
    converter.register_structure_hook_func(lambda t: _is(t, tuple), _structure_list)
    converter.register_structure_hook_factory(attrs.has, _structure_factory)
    converter.register_structure_hook_func(
        lambda t: t in (Entry, Event, Amendment), _structure_entry
    )
    converter.register_unstructure_hook_factory(
        lambda t: isinstance(t, type) and issubclass(t, Entry), _unstructure_factory
    )
    # A field declared as Event holds any kind of event: dispatch on what is there.
    converter.register_unstructure_hook_func(
        lambda t: t in (Entry, Event, Amendment), lambda entry: converter.unstructure(entry)
    )
    return converter


def _is(cls: Any, origin: Any) -> bool:
    return get_origin(cls) is origin


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text; dates are written in quotes")
    return value


_CONVERTER: Final = _make_converter()


def to_data(value: Any) -> Data:
    """Plain data of an event, a registry entry or a whole registry."""
    data: Data = _CONVERTER.unstructure(value)
    return data


def from_data(data: Mapping[str, Any]) -> Entry:
    """The event, correction or retraction of plain data.

    Raises:
        RecordError: with a `Fault` for each thing wrong: an unknown field or kind, an
            impossible date, a missing field.
    """
    return structure(data, Entry)


def structure(data: Any, cls: type[T]) -> T:
    """An instance of any class of the events or registries from plain data.

    Raises:
        RecordError: as `from_data`.
    """
    try:
        return _CONVERTER.structure(data, cls)
    except Exception as error:
        id = data.get("id", "") if isinstance(data, Mapping) else ""
        found = [
            Fault(reason, event=str(id), field=field, remedy=remedy)
            for field, reason, remedy in _explain(error, ())
        ]
        raise RecordError(f"not a valid {cls.__name__.lower()}", found) from None


def to_json(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces; equal values give equal texts."""
    return json.dumps(to_data(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _explain(error: BaseException, path: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Each single fault within what the converter raised, as field, reason and remedy."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        noted, others = error.group_exceptions()
        for inner, note in noted:
            step = note.name if hasattr(note, "name") else str(note.index)
            yield from _explain(inner, (*path, str(step)))
        for inner in others:
            yield from _explain(inner, path)
    elif isinstance(error, RecordError):
        for fault in error.faults:
            yield ".".join(p for p in (*path, fault.field) if p), fault.reason, fault.remedy
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
