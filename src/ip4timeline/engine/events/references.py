"""What an entry or a row of a registry names: the ids in the fields that say what they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import attrs

from ip4timeline.engine.events.fields import field_types
from ip4timeline.engine.time.days import Date
from ip4timeline.engine.time.when import When

_PLAIN: Final = (str, int, bool, Date, When, tuple[str, ...])
"""Types of fields that name nothing unless they say so."""


@lru_cache(maxsize=512)
def _fields(cls: Any) -> tuple[tuple[str, str | None], ...]:
    """The fields of a class that may name something, each with what it refers to."""
    try:
        types = field_types(cls)
    except NameError:  # a kind defined within a function may name what only that function knows
        types = {}
    found = ((a.name, a.metadata.get("refers_to")) for a in attrs.fields(cls))
    return tuple((name, what) for name, what in found if what or types.get(name) not in _PLAIN)


def references(value: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Each reference within an entry or a row: the field, what it refers to, and the id."""
    cls: Any = type(value)
    for name, what in _fields(cls):
        inner = getattr(value, name)
        if not inner:
            continue
        if what is not None:
            for id in inner if isinstance(inner, tuple) else (inner,):
                if id:
                    yield f"{path}{name}", what, id
        elif isinstance(inner, tuple):
            for index, item in enumerate(inner):
                if attrs.has(type(item)):
                    yield from references(item, f"{path}{name}.{index}.")
        elif not isinstance(inner, str | int | When) and attrs.has(type(inner)):
            yield from references(inner, f"{path}{name}.")
