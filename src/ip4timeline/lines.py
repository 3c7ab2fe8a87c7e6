"""Entries and registries as JSON Lines, one a line: for histories of millions of events.

A line holds an entry in the plain data of `codec`, or a row of a registry, which says so by
``registry``: ``{"registry": "source", "id": ...}``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ip4timeline.codec import from_data, structure, to_data
from ip4timeline.collecting import without_collecting
from ip4timeline.errors import Fault, RecordError, fault_at
from ip4timeline.events import Entry
from ip4timeline.reading import read
from ip4timeline.registries import ROWS, Registries

Progress = Callable[[int], None]
_BATCH: Final = 1_000
"""Lines that are parsed in one call, which takes half the time of as many calls."""


def read_lines(
    source: str | Path | Iterable[str], progress: Progress | None = None
) -> tuple[list[Entry], Registries]:
    """The entries and registries of JSON Lines; blank lines are passed over.

    Args:
        source: the path of a UTF-8 file, or the lines themselves.
        progress: called now and then with the number of lines read so far.

    Raises:
        RecordError: with every fault of every line; nothing is half-loaded.
    """
    if not isinstance(source, str | Path):
        return _read("", source, progress)
    try:
        with Path(source).open(encoding="utf-8-sig") as file:
            return _read(Path(source).name, file, progress)
    except (OSError, UnicodeDecodeError) as error:
        fault = Fault(f"cannot be read: {error}", file=str(source), remedy="Save it as UTF-8")
        raise RecordError("not JSON Lines", [fault]) from None


def _read(
    name: str, lines: Iterable[str], progress: Progress | None
) -> tuple[list[Entry], Registries]:
    entries: list[Entry] = []
    rows: dict[str, list[Any]] = {field: [] for field, _ in ROWS.values()}
    faults: list[Fault] = []
    with without_collecting():
        for first, batch in _batches(lines):
            for number, data in _parsed(name, first, batch, faults):
                try:
                    entry = read(data, Entry)
                    if entry is not None:
                        entries.append(entry)
                    elif isinstance(data, dict) and "registry" in data:
                        field, row = _registry_row(data)
                        rows[field].append(row)
                    else:
                        entries.append(from_data(data))
                except RecordError as error:
                    faults.extend(fault_at(fault, name, number) for fault in error.faults)
            if progress is not None:
                progress(first + len(batch) - 1)
    if faults:
        what = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise RecordError(f"{what} in {name or 'JSON Lines'}", faults)
    return entries, Registries(**rows)


def _batches(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    first, rest = 1, iter(lines)
    while batch := list(islice(rest, _BATCH)):
        yield first, batch
        first += len(batch)


def _parsed(
    name: str, first: int, batch: list[str], faults: list[Fault]
) -> Iterator[tuple[int, Any]]:
    """Each line's number and data; what is no JSON is added to ``faults``."""
    try:
        found = json.loads(f"[{','.join(batch)}]")
    except (ValueError, RecursionError):
        found = []
    if len(found) == len(batch):  # else a line is blank, or not one whole value: look closer
        yield from enumerate(found, first)
        return
    for number, line in enumerate(batch, first):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except RecursionError:
            faults.append(Fault("nested too deeply", file=name, line=number))
        except ValueError as error:
            remedy = "Write one object a line"
            faults.append(Fault(f"not valid JSON: {error}", file=name, line=number, remedy=remedy))


def _registry_row(data: dict[str, Any]) -> tuple[str, Any]:
    fields = dict(data)
    table = fields.pop("registry")
    if not isinstance(table, str) or table not in ROWS:
        reason = f"{table!r} is no registry"
        raise RecordError(
            reason, [Fault(reason, field="registry", remedy=f"One of {', '.join(ROWS)}")]
        )
    field, cls = ROWS[table]
    return field, structure(fields, cls)


def to_lines(entries: Iterable[Entry], registries: Registries) -> Iterator[str]:
    """Each registry row and each entry as one line of JSON, without the line's end."""
    for table, (field, _) in ROWS.items():
        for row in getattr(registries, field):
            yield _line({"registry": table, **to_data(row)})
    for entry in entries:
        yield _line(to_data(entry))


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
