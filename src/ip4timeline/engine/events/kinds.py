"""The kinds of event that are known by name, and how an old one becomes one of today.

A kind's name is storage format; the class behind it may move. Nothing here reads a field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeVar

import attrs

from ip4timeline.engine._door import load_provided
from ip4timeline.engine.errors import EventError, UnknownNameError
from ip4timeline.engine.events.amendments import Correction, Retraction
from ip4timeline.engine.events.entry import Entry, Event

Data = dict[str, Any]
C = TypeVar("C", bound=type[Entry])
Upcaster = Callable[[Data], Data]

_KEBAB: Final = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_KINDS: Final[dict[str, type[Entry]]] = {cls.kind: cls for cls in (Correction, Retraction)}
_UPCASTERS: Final[dict[tuple[str, int], Upcaster]] = {}
_RESERVED: Final[dict[type[Event], Callable[[], Mapping[str, Any]]]] = {}


def reserve(base: type[Event], names: Callable[[], Mapping[str, Any]]) -> None:
    """Keep names of columns from the fields of kinds that are registered from now on.

    Args:
        base: a domain's event; only kinds derived from it are looked at, so that one domain
            takes no name from another.
        names: gives, by name, the type of column (`columns.Type`) that a field so called must
            have; ``None`` where no field may be so called. It is called with the first kind.
    """
    _RESERVED[base] = cache(names)


def register(cls: C) -> C:
    """Make a kind of your own known to the codec; usable as a class decorator.

    Args:
        cls: a frozen attrs subclass of `Event` with a ``kind`` in kebab-case.

    Raises:
        EventError: the class is not such a subclass, another class has the kind, or tables of
            its events have a column of another sort by the name of one of its fields.
    """
    if not attrs.has(cls) or not issubclass(cls, Event):
        raise EventError("kind", f"{cls!r} is not an attrs subclass of Event")
    kind = cls.__dict__.get("kind")
    if not isinstance(kind, str) or not re.fullmatch(_KEBAB, kind):
        raise EventError(
            "kind", f"{cls.__name__} has no kind of its own", 'give it kind = "in-kebab-case"'
        )
    own = cls.__dict__
    # One that compares by its own rule must say how it is hashed; frozen classes do.
    if "__attrs_attrs__" not in own or ("__eq__" in own and own.get("__hash__") is None):
        raise EventError(
            "kind", f"{cls.__name__} is not frozen by attrs", "decorate it with @attrs.frozen"
        )
    load_provided("kinds")  # those of a domain come first, and their names are taken
    present = _KINDS.get(kind)
    if present is not None and (present.__module__, present.__qualname__) != (
        cls.__module__,
        cls.__qualname__,
    ):
        raise EventError("kind", f"{kind!r} is taken by {present.__name__}", "choose another")
    for base, names in _RESERVED.items():
        if issubclass(cls, base):
            _check_names(cls, names())
    _KINDS[kind] = cls
    return cls


def _check_names(cls: type[Event], reserved: Mapping[str, Any]) -> None:
    from ip4timeline.engine.events.columns import columns_of

    columns = columns_of(cls)
    for name in (a.name for a in attrs.fields(cls) if a.name in reserved):
        wanted = reserved[name]
        if wanted is None:
            raise EventError(
                name,
                f"is a column of its own in tables, and a field of {cls.kind!r}",
                "call the field otherwise",
            )
        column = columns.get(name)
        if name in columns and (column is None or column.type != wanted):
            found = f"as {column.type}" if column else "in no form of a table"
            raise EventError(
                name,
                f"stands in tables as {wanted}, and in {cls.kind!r} {found}",
                "call the field otherwise",
            )


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
    """The registered kinds by name, in order of registration; a domain's own come first."""
    load_provided("kinds")
    return dict(_KINDS)


def kind_class(kind: object) -> type[Entry]:
    """The class of a kind.

    Raises:
        UnknownNameError: no such kind is registered.
    """
    found = _KINDS.get(kind) if isinstance(kind, str) else None
    if found is None:
        load_provided("kinds")
        if not isinstance(kind, str) or kind not in _KINDS:
            raise UnknownNameError("kind of event", kind, _KINDS)
        found = _KINDS[kind]
    return found


def is_open(hint: Any) -> bool:
    """Whether a field of a type holds an entry of any kind, or of any kind below a base."""
    return isinstance(hint, type) and issubclass(hint, Entry) and not hint.kind


def upcast(cls: type[Entry], data: Data, version: int) -> Data:
    """Stored data of ``version`` as the class reads them today.

    Raises:
        EventError: the version is newer than the class, or an upcaster is missing or fails.
    """
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
