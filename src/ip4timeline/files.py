"""Event files: TOML folders read whole or not at all, with the place of every fault.

This room knows the form of files; what the entries must say to each other is `checks`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import attrs

from ip4timeline.codec import structure
from ip4timeline.errors import Fault, RecordError, did_you_mean, nearest
from ip4timeline.events import Entry
from ip4timeline.registries import (
    Actor,
    Coverage,
    Occasion,
    Office,
    Person,
    Registries,
    Source,
)

TABLES: Final[dict[str, type[Any]]] = {
    "event": Entry,
    "source": Source,
    "person": Person,
    "office": Office,
    "actor": Actor,
    "occasion": Occasion,
    "coverage": Coverage,
}
"""The arrays of tables that a file may hold, and what each row becomes."""
REGISTRY_FIELDS: Final = {
    "source": "sources",
    "person": "people",
    "office": "offices",
    "actor": "actors",
    "occasion": "occasions",
    "coverage": "coverage",
}

_HEADER = re.compile(r"\[\[(\w+)\]\]\s*(?:#.*)?$")
_SUBTABLE = re.compile(r"\[\[?\w+\.([\w.\-]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"([\w-]+)\s*=")


@attrs.frozen
class Place:
    """Where an entry stands: file, line, and the lines of its fields."""

    file: str
    line: int | None = None
    fields: tuple[tuple[str, int], ...] = ()

    def at(self, field: str) -> int | None:
        """The line of a field, or of the nearest enclosing one, or of the entry."""
        lines = dict(self.fields)
        parts = [part for part in field.split(".") if not part.isdigit()]
        while parts:
            if ".".join(parts) in lines:
                return lines[".".join(parts)]
            parts.pop()
        return self.line


@attrs.frozen
class Row:
    """One table of a file, what it became, and where it stands."""

    table: str
    value: Any
    place: Place


def _places(file: str, text: str) -> Iterator[tuple[str, Place]]:
    """The place of each top-level array row, in file order."""
    table, start, prefix = "", 0, ""
    fields: list[tuple[str, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            if table:
                yield table, Place(file, start, tuple(fields))
            table, start, prefix, fields = header[1], number, "", []
        elif sub := _SUBTABLE.match(line):
            prefix = f"{sub[1]}."
            fields.append((sub[1], number))
        elif key := _KEY.match(line):
            fields.append((prefix + key[1], number))
    if table:
        yield table, Place(file, start, tuple(fields))


def read_text(file: str, text: str, faults: list[Fault]) -> list[Row]:
    """The rows of one file's text; what is wrong is added to ``faults``."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        faults.append(
            Fault(
                f"not valid TOML: {error}",
                file=file,
                line=int(line[1]) if line else None,
                remedy="Mend the syntax; texts and dates stand in double quotes",
            )
        )
        return []
    rows: list[Row] = []
    places: dict[str, list[Place]] = {}
    for table, place in _places(file, text):
        places.setdefault(table, []).append(place)
    for table, entries in data.items():
        if table not in TABLES or not isinstance(entries, list):
            hint = did_you_mean(nearest(table, TABLES)).removeprefix("; ").capitalize()
            faults.append(
                Fault(
                    "unknown table",
                    file=file,
                    field=table,
                    remedy=hint or f"A file holds [[{']], [['.join(TABLES)}]]",
                )
            )
            continue
        for index, entry in enumerate(entries):
            known = places.get(table, [])
            place = known[index] if len(known) == len(entries) else Place(file)
            try:
                rows.append(Row(table, structure(entry, TABLES[table]), place))
            except RecordError as error:
                faults.extend(locate(fault, place) for fault in error.faults)
    return rows


def locate(fault: Fault, place: Place) -> Fault:
    """The fault, with its file and line."""
    return Fault(
        fault.reason,
        file=place.file,
        line=place.at(fault.field),
        event=fault.event,
        field=fault.field,
        remedy=fault.remedy,
    )


def read_folder(path: Path, faults: list[Fault]) -> list[Row]:
    """The rows of every ``*.toml`` below a folder, or of one file, in path order."""
    if path.is_file():
        files, base = [path], path.parent
    else:
        files, base = sorted(path.rglob("*.toml")), path
        if not files:
            faults.append(
                Fault(
                    "no event files" if path.is_dir() else "no such file or folder",
                    file=str(path),
                    remedy="Name a folder that holds *.toml files, or one such file",
                )
            )
    rows: list[Row] = []
    for file in files:
        name = file.relative_to(base).as_posix()
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(Fault(f"cannot be read: {error}", file=name, remedy="Save it as UTF-8"))
            continue
        rows.extend(read_text(name, text, faults))
    return rows


def registries_of(rows: Iterable[Row]) -> Registries:
    """The registries among the rows."""
    found: dict[str, list[Any]] = {field: [] for field in REGISTRY_FIELDS.values()}
    for row in rows:
        if row.table in REGISTRY_FIELDS:
            found[REGISTRY_FIELDS[row.table]].append(row.value)
    return Registries(**found)
