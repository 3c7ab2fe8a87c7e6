"""Whom and what events name: the four and the registries as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from ip4timeline.engine.events.columns import Column, type_of
from ip4timeline.engine.events.fields import field_types
from ip4timeline.engine.events.scalars import without_none
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.cut import LATER, LATER_WORDS
from ip4timeline.export.sql.relation import Place, Relation
from ip4timeline.frames.columns import bounds
from ip4timeline.frames.table import table
from ip4timeline.frames.versions import cell
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.timeline import Timeline

_REGISTERED: Final[Mapping[str, Place]] = {
    "person": ("people", "id"),
    "office": ("offices", "id"),
    "occasion": ("occasions", "id"),
    "source": ("sources", "id"),
    "event": ("events", "id"),
}
"""Where what a field refers to has a row; a party may be a partner or an actor."""
_LABELS: Final = ("title", "name")


def partners() -> Relation:
    """The four."""
    columns = (
        Column("id", "text", "its slug"),
        Column("name", "text", "its name"),
        Column("iso3", "text", "its ISO 3166-1 alpha-3 code"),
        Column("cow", "whole", "its country number in the Correlates of War project"),
    )
    rows = [{"id": p.value, "name": p.label, "iso3": p.alpha3, "cow": p.cow} for p in Partner]
    return Relation(table("partners", columns, rows), "The four", ("id",), label="name")


def registries(timeline: Timeline) -> Iterator[Relation]:
    """Every registry; among the sources of a cut that which stands for those published later."""
    held = timeline.registries
    for name, (plural, cls) in held.tables().items():
        columns, types = [], field_types(cls)
        for field in attrs.fields(cls):
            meaning = field.metadata.get("meaning", "")
            columns.append(Column(field.name, type_of(types[field.name]) or "text", meaning))
            if without_none(types[field.name]) is When:
                columns += _bounds_of(field.name)
        rows = [_row(row, columns) for row in getattr(held, plural)]
        if name == "source" and _cites_later(timeline):
            rows.append({"id": LATER, "title": LATER_WORDS})
        named = {c.name for c in columns}
        places = refers([cls])
        label = next((one for one in _LABELS if one in named), "")
        yield Relation(
            table(plural, tuple(columns), rows),
            f"The registry of {plural}" if "id" in named else f"What is declared of {plural}",
            ("id",) if "id" in named else (),
            places | ({"partner": ("partners", "id")} if "partner" in named else {}),
            searched=("publisher", "title") if name == "source" else (),
            label=label,
        )


def _cites_later(timeline: Timeline) -> bool:
    return any(cite.source == LATER for event in timeline for cite in event.cites)


def _bounds_of(name: str) -> list[Column]:
    return [
        Column(f"{name}_earliest", "day", f"the first day on which `{name}` may have begun"),
        Column(f"{name}_latest", "day", f"the last day on which `{name}` may have begun"),
        Column(f"{name}_until", "day", f"the last day of `{name}`, for what lasts"),
    ]


def _row(row: Any, columns: Iterable[Column]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for column in columns:
        value = getattr(row, column.name, None)
        if isinstance(value, When):
            cells |= bounds(value, f"{column.name}_")
        cells.setdefault(column.name, said(cell(column.type, value)))
    return cells


def said(value: Any) -> Any:
    """A cell, null where it says nothing."""
    return None if value == "" or value == [] else value


def refers(classes: Iterable[type[Any]]) -> dict[str, Place]:
    """Where the single values of fields that refer to something are found, if in one table."""
    found: dict[str, Place | None] = {}
    for cls in classes:
        for field in attrs.fields(cls):
            place = _REGISTERED.get(field.metadata.get("refers_to", ""))
            if found.setdefault(field.name, place) != place:
                found[field.name] = None
    return {name: place for name, place in found.items() if place is not None}
