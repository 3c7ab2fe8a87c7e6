"""How the fields of an entry stand in a table: a column for each, with its name, type and meaning.

The types of single values are those of `scalars`; a list, a record and an event within another
are made of them here. Whoever makes a table has what stands beside the fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

import attrs

from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.fields import field_types
from ip4timeline.engine.events.scalars import item_of, options_of, scalar_of, without_none

Simple = Literal["text", "json", "whole", "truth", "number", "day", "money"]
"""``text``; ``json``: a text that holds JSON; ``whole``: a whole number; ``truth``: true or false;
``number``: a float; ``day``: a full day; ``money``: an exact decimal of up to 19 digits and 6
decimals."""


@attrs.frozen
class ListOf:
    """A list of items of one type."""

    item: Type

    def __str__(self) -> str:
        return f"list of {self.item}"


@attrs.frozen
class Record:
    """Named fields, each of its type."""

    fields: tuple[Column, ...]

    def __str__(self) -> str:
        return "{" + ", ".join(f"{f.name}: {f.type}" for f in self.fields) + "}"


Type = Simple | ListOf | Record


@attrs.frozen
class Column:
    """One column: its name, the type of its values, and what they mean.

    Columns are equal by what they hold; how their meaning is worded does not count.

    Attributes:
        name: its name.
        type: the type of its values.
        meaning: what they mean.
        derived: whether it follows from other columns: it serves the reader, and a reader of
            the frame into a timeline only checks it.
        absent: within a record, what stands for a field that plain data leave out.
    """

    name: str
    type: Type
    meaning: str = attrs.field(eq=False)
    derived: bool = False
    absent: bool | None = None


def type_of(hint: Any, within: tuple[type[Any], ...] = ()) -> Type | None:
    """How values of a declared type stand in a table: as plain data has them.

    ``None`` for a type that is not of one form, such as a union of two. ``within`` are the
    records that are being looked at, for one that holds itself has no end.
    """
    hint = without_none(hint)
    options = options_of(hint)
    if options:
        found = {scalar.column if (scalar := scalar_of(type(o))) else None for o in options}
        return found.pop() if len(found) == 1 else None
    item = item_of(hint)
    if item is not None:
        inner = type_of(item, within)
        return None if inner is None else ListOf(inner)
    scalar = scalar_of(hint)
    if scalar is not None:
        return scalar.column
    if not isinstance(hint, type) or not attrs.has(hint):
        return None
    return "json" if issubclass(hint, Entry) else _record(hint, within)


def _record(cls: type[Any], within: tuple[type[Any], ...]) -> Record | None:
    if cls in within:
        return None
    try:
        hints = field_types(cls)
    except NameError:
        return None
    columns = []
    for field in attrs.fields(cls):
        type = type_of(hints[field.name], (*within, cls))
        if type is None:
            return None
        absent = field.default if type == "truth" and isinstance(field.default, bool) else None
        meaning = field.metadata.get("meaning", "")
        columns.append(Column(field.name, type, meaning, absent=absent))
    return Record(tuple(columns)) if columns else None


@lru_cache(maxsize=512)
def _columns(cls: Any) -> Mapping[str, Column | None]:
    hints: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        try:
            hints |= field_types(base)
        except NameError:  # a kind defined within a function may name what only that function knows
            continue
    found: dict[str, Column | None] = {}
    for field in attrs.fields(cls):
        if field.name in hints:
            type = type_of(hints[field.name])
            meaning = field.metadata.get("meaning") or f"`{field.name}` of `{cls.kind}`"
            found[field.name] = None if type is None else Column(field.name, type, meaning)
    return MappingProxyType(found)


def columns_of(cls: type[Entry]) -> Mapping[str, Column | None]:
    """The column of each field of a kind, by name; ``None`` where its type has none.

    A field whose declared type cannot be found is not there.
    """
    known: Any = cls
    return _columns(known)
