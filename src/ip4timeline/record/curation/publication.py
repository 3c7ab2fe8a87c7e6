"""How the record is published: its licence, its data package.

A data package (Frictionless Data, https://specs.frictionlessdata.io/data-package/) is a folder
of plain tables with a description that programs read: every table's columns, their types, and
which column refers to which.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from ip4timeline.engine.codec.plain import to_data
from ip4timeline.engine.events.columns import Column
from ip4timeline.frames.flat import flat
from ip4timeline.frames.table import Table, csv_of, table
from ip4timeline.nato.confidence import LEVELS
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.nato.registries import Registries
from ip4timeline.nato.schema import meaning
from ip4timeline.record.compiled import compile_record
from ip4timeline.record.curation.citing import citation_of
from ip4timeline.relationship.timeline import Timeline

NAME: Final = "ip4timeline-record"
TITLE: Final = "NATO and the Indo-Pacific Four: a record of cited events"
DESCRIPTION: Final = (
    "Dated, cited events between NATO and Japan, the Republic of Korea, Australia and New "
    "Zealand, each with the day it happened and the day the public could know it."
)
LICENCE: Final[Mapping[str, str]] = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/legalcode",
}

_REQUIRED: Final = ("id", "kind", "occurred", "known", "known_basis", "summary", "confidence")
"""The columns of the flat table of events that no event of a record leaves empty."""
_TYPES: Final[Mapping[str, str]] = {
    "day": "date",
    "whole": "integer",
    "truth": "boolean",
    "number": "number",
    "money": "number",
    "json": "object",
}
"""What the types of columns are called in a data package; any other is a string."""


def package(timeline: Timeline) -> dict[str, str]:
    """The files of the data package by name, ``datapackage.json`` last."""
    events = flat(timeline)
    files = {"record.json": compile_record(timeline) + "\n", "events.csv": csv_of(events).decode()}
    resources = [
        _resource("record.json", files["record.json"], "The whole record, as load reads it."),
        {
            **_resource("events.csv", files["events.csv"], "The standing events, flat."),
            "profile": "tabular-data-resource",
            "schema": {"fields": list(_event_fields(events)), "primaryKey": "id"},
        },
    ]
    for name, rows in _registries(timeline.registries):
        file = f"{rows.name}.csv"
        files[file] = csv_of(rows).decode()
        schema: dict[str, Any] = {"fields": list(_fields(rows))}
        if "id" in rows.data:
            schema["primaryKey"] = "id"
        if name == "occasion":
            own = {"resource": "", "fields": "id"}
            schema["foreignKeys"] = [{"fields": "part_of", "reference": own}]
        resources.append(
            {
                **_resource(file, files[file], f"The registry of {rows.name}."),
                "profile": "tabular-data-resource",
                "schema": schema,
            }
        )
    files["datapackage.json"] = describe(timeline, resources)
    return files


def _registries(registries: Registries) -> Iterator[tuple[str, Table]]:
    """A table of each registry, with what a row of it is called."""
    for name, (plural, cls) in registries.tables().items():
        columns = [Column(a.name, "text", meaning(cls, a.name)) for a in attrs.fields(cls)]
        rows = ({c: _joined(v) for c, v in to_data(r).items()} for r in getattr(registries, plural))
        yield name, table(plural, tuple(columns), rows)


def describe(timeline: Timeline, resources: list[dict[str, Any]]) -> str:
    """The description of a data package with these resources."""
    cited = citation_of(timeline)
    data = {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": cited.version,
        "digest": cited.digest,
        "known_through": cited.known_through,
        "licenses": [dict(LICENCE)],
        "keywords": ["NATO", "Indo-Pacific", "Japan", "Korea", "Australia", "New Zealand"],
        "resources": resources,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _resource(name: str, text: str, what: str) -> dict[str, Any]:
    raw = text.encode()
    stem, _, form = name.rpartition(".")
    return {
        "name": stem,
        "path": name,
        "description": what,
        "format": form,
        "mediatype": {"csv": "text/csv", "json": "application/json"}[form],
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
    }


def _fields(rows: Table) -> Iterator[dict[str, Any]]:
    for column in rows.columns:
        type = _TYPES.get(str(column.type), "string")
        yield {"name": column.name, "type": type, "description": column.meaning}


def _event_fields(events: Table) -> Iterator[dict[str, Any]]:
    enums = {
        "kind": list(dict.fromkeys([*(cls.kind for cls in BUILT_IN), *events.data["kind"]])),
        "known_basis": ["cited", "live", "assumed"],
        "confidence": list(LEVELS),
    }
    for field in _fields(events):
        name = field["name"]
        if name in _REQUIRED:
            field["constraints"] = {"required": True}
        if name in enums:
            field["constraints"]["enum"] = enums[name]
        yield field


def _joined(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)
