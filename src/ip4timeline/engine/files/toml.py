"""Event files in TOML: what stands in them, with the place of every fault.

This room knows the form of files; what the entries must say to each other is `checks`.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, Final, TypeVar

import attrs

from ip4timeline.engine.codec.plain import structure
from ip4timeline.engine.errors import (
    Fault,
    RecordError,
    did_you_mean,
    fault_at,
    nearest,
    unreadable,
)
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.registries import Registries

R = TypeVar("R", bound=Registries)
Tables = Mapping[str, type[Any]]
"""The arrays of tables that a file may hold, and what each row becomes."""


def tables_of(registries: type[Registries]) -> Tables:
    """What a file may hold: events, and the rows of some registries."""
    return {"event": Entry, **{table: cls for table, (_, cls) in registries.tables().items()}}


HEADER: Final = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]\s*(?:#.*)?$")
SUBTABLE: Final = re.compile(r"\s*\[\[?\s*\w+\.([\w.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")
_TOKEN = re.compile(r"""\"{3}|'{3}|"(?:\\.|[^"\\])*"|'[^']*'|#.*|[\[{]|[\]}]""")


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
    for number, line in statements(text):
        if header := HEADER.match(line):
            if table:
                yield table, Place(file, start, tuple(fields))
            table, start, prefix, fields = header[1], number, "", []
        elif sub := SUBTABLE.match(line):
            prefix = f"{sub[1]}."
            fields.append((sub[1], number))
        elif key := _KEY.match(line):
            fields.append((prefix + key[1], number))
    if table:
        yield table, Place(file, start, tuple(fields))


def statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines, numbered, on which a header or key may stand: not within a list or long text."""
    quotes, depth = "", 0
    # TOML breaks lines at a line feed alone; str.splitlines would at U+2028 too.
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if not quotes and not depth:
            yield number, line
        start = 0
        if quotes:
            end = _closing(line, quotes)
            if end < 0:
                continue
            quotes, start = "", end
        while token := _TOKEN.search(line, start):
            start = token.end()
            if token[0] in ('"""', "'''"):
                end = _closing(line, token[0], start)
                if end < 0:
                    quotes = token[0]
                    break
                start = end
            elif token[0] in "[{":
                depth += 1
            elif token[0] in "]}":
                depth -= 1


def _closing(line: str, quotes: str, start: int = 0) -> int:
    """Where a long text's end on this line has passed; -1 where it goes on."""
    escaped = r"(?:\\.|[^\\])*?" if quotes == '"""' else r".*?"
    found = re.compile(escaped + quotes + f"{quotes[0]}{{0,2}}").match(line, start)
    return found.end() if found else -1


def read_text(file: str, text: str, tables: Tables, faults: list[Fault]) -> list[Row]:
    """The rows of one file's text; what is wrong is added to ``faults``."""
    try:
        data = tomllib.loads(text)
    except RecursionError:
        faults.append(Fault("nested too deeply", file=file, remedy="Write it flatter"))
        return []
    except ValueError as error:  # a number of thousands of digits is a bare one
        line = re.search(r"at line (\d+)", str(error))
        faults.append(
            Fault(
                f"not valid TOML: {error}",
                file=file,
                line=int(line[1]) if line else None,
                remedy=_remedy(file),
            )
        )
        return []
    rows: list[Row] = []
    places: dict[str, list[Place]] = {}
    for table, place in _places(file, text):
        places.setdefault(table, []).append(place)
    for table, entries in data.items():
        if table in tables and not isinstance(entries, list):
            one = isinstance(entries, dict)
            faults.append(
                Fault(
                    "is one table, not a list of them" if one else "is no list of tables",
                    file=file,
                    line=_line_of(text, table),
                    field=table,
                    remedy=f"Write [[{table}]]",
                )
            )
            continue
        if table not in tables:
            hint = did_you_mean(nearest(table, tables)).removeprefix("; ").capitalize()
            faults.append(
                Fault(
                    "unknown table",
                    file=file,
                    field=table,
                    remedy=hint or f"A file holds [[{']], [['.join(tables)}]]",
                )
            )
            continue
        for index, entry in enumerate(entries):
            known = places.get(table, [])
            place = known[index] if len(known) == len(entries) else Place(file)
            try:
                rows.append(Row(table, structure(entry, tables[table]), place))
            except RecordError as error:
                faults.extend(locate(fault, place) for fault in error.faults)
    return rows


def _line_of(text: str, table: str) -> int | None:
    """The line on which a table in single brackets begins."""
    header = re.compile(rf"\s*\[\s*{table}\s*(?:\.[^\]]*)?\]")
    return next((number for number, line in statements(text) if header.match(line)), None)


def locate(fault: Fault, place: Place) -> Fault:
    """The fault, with its file and line."""
    return fault_at(fault, place.file, place.at(fault.field))


def is_folder(path: Path) -> bool:
    """Whether a path is that of a folder; of what may not even be asked, no."""
    return os.path.isdir(path)  # noqa: PTH112 - that of pathlib raises for a name too long


def event_files(path: Path, faults: list[Fault]) -> list[Path]:
    """Every ``*.toml`` below a folder, however it is reached and its ending written; or one file.

    They come in path order. What cannot be looked into is added to ``faults``: nothing is passed
    over.
    """
    if not is_folder(path):
        return [path]
    found: list[Path] = []

    def refused(error: OSError) -> None:
        faults.append(_unreadable(_name(Path(os.fsdecode(error.filename)), path), error))

    for at, folders, files in os.walk(path, onerror=refused, followlinks=True):
        here = Path(at)
        above = {os.path.realpath(folder) for folder in (here, *here.parents)}
        for name in [n for n in folders if os.path.realpath(here / n) in above]:
            folders.remove(name)
            reason = "is a link to a folder that it is in"
            faults.append(Fault(reason, file=_name(here / name, path), remedy="Take it away"))
        found += [here / name for name in files if name.lower().endswith(".toml")]
    return sorted(found)


def read_event_file(file: Path) -> str:
    """The text of an event file; an editor's byte order mark is harmless.

    Raises:
        OSError: it cannot be read, or is a pipe or device, which might never end.
        UnicodeDecodeError: it is not UTF-8.
    """
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", str(file))
    return file.read_text(encoding="utf-8-sig")


def read_folder(path: Path, tables: Tables, faults: list[Fault]) -> list[Row]:
    """The rows of every ``*.toml`` below a folder, or of one file, in path order."""
    base = path if is_folder(path) else path.parent
    files = event_files(path, faults)
    if not files or not os.path.lexists(path):
        faults.append(
            Fault(
                "no event files" if is_folder(path) else "no such file or folder",
                file=str(path),
                remedy="Name a folder that holds *.toml files, or one such file",
            )
        )
        return []
    rows: list[Row] = []
    for file in files:
        name = _name(file, base)
        try:
            text = read_event_file(file)
        except (OSError, UnicodeDecodeError) as error:
            faults.append(_unreadable(name, error))
            continue
        if text.startswith(_DATABASE.decode()):  # one that holds nothing yet may be a text
            faults.append(_database(name))
            continue
        rows.extend(read_text(name, text, tables, faults))
    return rows


def _remedy(file: str) -> str:
    """What to do about a file that is not TOML: one of another suffix may be another thing."""
    suffix = PurePath(file).suffix
    if suffix.lower() not in ("", ".toml"):
        return f"Nothing reads {suffix} files but as TOML; give json, jsonl, parquet or event files"
    return "Mend the syntax; texts and dates stand in double quotes"


def _name(file: Path, base: Path) -> str:
    return file.relative_to(base).as_posix()


_DATABASE: Final = b"SQLite format 3\0"
"""How a SQLite database begins."""


def _unreadable(name: str, error: OSError | UnicodeDecodeError) -> Fault:
    if isinstance(error, UnicodeDecodeError):
        if error.object.startswith(_DATABASE):
            return _database(name)
        return unreadable(name, error)
    remedy = "Make it readable, or take it away"
    return Fault(f"cannot be read: {error.strerror or error}", file=name, remedy=remedy)


def _database(name: str) -> Fault:
    remedy = "It is a SQLite database: a log is named sqlite:FILE, another is not read"
    return Fault("is no event file", file=name, remedy=remedy)


def registries_of(rows: Iterable[Row], cls: type[R]) -> R:
    """The registries among the rows."""
    fields = {table: field for table, (field, _) in cls.tables().items()}
    found: dict[str, list[Any]] = {field: [] for field in fields.values()}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        key = (row.table, getattr(row.value, "id", ""))
        if row.table in fields and (not key[1] or key not in seen):
            seen.add(key)  # whoever reads files says himself that an id stands twice
            found[fields[row.table]].append(row.value)
    make: Any = cls
    registries: R = make(**found)
    return registries
