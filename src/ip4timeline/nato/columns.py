"""The names that the tables of events have taken, so that no kind of one's own gives them another.

It is asked when a kind is registered and when a table is made; nobody else loads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ip4timeline.engine.events.columns import Column, Type, columns_of
from ip4timeline.engine.events.entry import Entry

BESIDE: Final = (
    *("account", "kind", "version", "earliest", "latest", "until"),
    *("partners_iso3", "partners_cow", "sources", "links", "more"),
    *("plover", "plover_mode", "plover_context", "cameo", "confidence"),
)
"""What tables of events have beside the fields: what a row is, and what follows from the fields."""


def shared_columns(kinds: Iterable[type[Entry]]) -> dict[str, Column]:
    """The column of each field of kinds that have no two types for one name."""
    found: dict[str, Column] = {}
    for cls in kinds:
        for name, column in columns_of(cls).items():
            if column is None or found.setdefault(name, column) != column:
                raise TypeError(f"{cls.kind}.{name} has no column, or one of another type")
    return found


def reserved(kinds: Iterable[type[Entry]]) -> Mapping[str, Type | None]:
    """By name, the type that a field must have beside those of ``kinds``; ``None``: none may."""
    types = {name: column.type for name, column in shared_columns(kinds).items()}
    return {**types, **dict.fromkeys(BESIDE)}
