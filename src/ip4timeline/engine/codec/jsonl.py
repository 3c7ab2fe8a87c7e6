"""A timeline as JSON Lines, one entry a line: for histories of millions of events.

The first line names the format, the horizon and the digest: ``{"format": 1, "horizon": null,
"digest": "..."}``; lines without such a head are read as well. A line then holds an entry in
plain data, or a row of a registry, which says so: ``{"registry": "source", "id": ...}``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.codec.fast import read
from ip4timeline.engine.codec.parse import parse
from ip4timeline.engine.codec.plain import from_data, structure, to_text
from ip4timeline.engine.errors import Fault, RecordError, fault_at, unreadable
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.registries import Registries

FORMAT: Final = 1
Progress = Callable[[int], None]
_BATCH: Final = 1_000
"""Lines that are parsed in one call, which takes half the time of as many calls."""


class Contents(NamedTuple):
    """What lines hold, not yet a timeline: its head may not be true of the rest."""

    entries: list[Entry]
    registries: Registries
    horizon: str | None = None
    digest: str | None = None


def read_jsonl(
    source: str | Path | Iterable[str],
    registries: type[Registries],
    progress: Progress | None = None,
) -> Contents:
    """The contents of JSON Lines; blank lines are passed over.

    Args:
        source: the path of a UTF-8 file, or the lines themselves.
        registries: the class of the registries, which says what rows there are.
        progress: called now and then with the number of lines read so far.

    Raises:
        RecordError: with every fault of every line; nothing is half-loaded.
    """
    if not isinstance(source, str | Path):
        return _read("", source, registries, progress)
    path = Path(source)
    try:
        with path.open(encoding="utf-8-sig") as file:
            return _read(path.name, file, registries, progress)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            lines = path.read_bytes().count(b"\n")
            raise refused([_torn(path.name, lines + 1)], path.name) from None
        raise refused([unreadable(source, error)]) from None
    except OSError as error:
        raise refused([unreadable(source, error)]) from None


def _read(
    name: str, lines: Iterable[str], cls: type[Registries], progress: Progress | None
) -> Contents:
    rest = iter(lines)
    first = next(rest, "")
    if name and not first:  # what a full disk leaves; a timeline of nothing has a first line
        remedy = "Write it again, or copy the file again"
        raise refused([Fault("is empty", file=name, remedy=remedy)], name)
    head = _head(first, name)
    # A blank line is passed over and keeps the count of lines right.
    rest = chain([first if head is None else ""], rest)
    tables = cls.tables()
    entries: list[Entry] = []
    rows: dict[str, list[Any]] = {field: [] for field, _ in tables.values()}
    seen: dict[str, dict[str, tuple[Any, int]]] = {}
    faults: list[Fault] = []
    with without_collecting():
        for start, batch in _batches(rest):
            for number, data in _parsed(name, start, batch, faults):
                try:
                    entry = read(data, Entry)
                    if entry is not None:
                        entries.append(entry)
                    elif isinstance(data, dict) and "registry" in data:
                        field, row = _registry_row(data, tables)
                        _admit(row, number, seen.setdefault(field, {}))
                        rows[field].append(row)
                    else:
                        entries.append(from_data(data))
                except RecordError as error:
                    faults.extend(fault_at(fault, name, number) for fault in error.faults)
            if progress is not None:
                progress(start + len(batch) - 1)
    if faults:
        raise refused(faults, name)
    head = head or {}
    make: Any = cls
    return Contents(entries, make(**rows), head.get("horizon"), head.get("digest"))


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
        found = parse(f"[{','.join(batch)}]")
    except ValueError:
        found = []
    if len(found) == len(batch):  # else a line is blank, or not one whole value: look closer
        yield from enumerate(found, first)
        return
    for number, line in enumerate(batch, first):
        if not line.strip():
            continue
        try:
            yield number, parse(line)
        except ValueError as error:
            if name and not line.endswith("\n"):  # only the last line of a file can be so
                faults.append(_torn(name, number, number - 1 - len({f.line for f in faults})))
                continue
            remedy = "Write one object a line"
            faults.append(Fault(f"not valid JSON: {error}", file=name, line=number, remedy=remedy))


def _torn(name: str, number: int, sound: int | None = None) -> Fault:
    """That a file ends in the middle of a line; ``sound``: how many lines before it are sound."""
    before = "" if sound is None else f"; the {sound} lines before it are sound"
    return Fault(
        f"is cut off: the file ends in the middle of it{before}",
        file=name,
        line=number,
        remedy="Take this line away, or copy the file again",
    )


def _registry_row(
    data: dict[str, Any], tables: Mapping[str, tuple[str, type[Any]]]
) -> tuple[str, Any]:
    fields = dict(data)
    table = fields.pop("registry")
    if not isinstance(table, str) or table not in tables:
        reason = f"{table!r} is no registry"
        raise RecordError(
            reason, [Fault(reason, field="registry", remedy=f"One of {', '.join(tables)}")]
        )
    field, cls = tables[table]
    return field, structure(fields, cls)


def _admit(row: Any, number: int, seen: dict[str, tuple[Any, int]]) -> None:
    """Refuse a row whose id another row of other contents has; the same one may come again."""
    id = getattr(row, "id", None)
    if id is None:
        return
    other, first = seen.setdefault(id, (row, number))
    if other is not row and other != row:
        reason = "another row of this registry has this id"
        remedy = f"The first is line {first}; give one another id"
        raise RecordError(reason, [Fault(reason, event=id, field="id", remedy=remedy)])


def _head(line: str, name: str) -> dict[str, Any] | None:
    """What the first line says of the whole; ``None`` where it is an entry or no JSON at all."""
    try:
        data = parse(line)
    except ValueError:
        return None
    if not isinstance(data, dict) or "format" not in data or "kind" in data or "registry" in data:
        return None
    faults = []
    if data["format"] != FORMAT or type(data["format"]) is not int:
        faults.append(
            Fault(f"{data['format']!r} is not {FORMAT}", file=name, line=1, field="format")
        )
    faults += [
        Fault("is not a text", file=name, line=1, field=field)
        for field in ("horizon", "digest")
        if not isinstance(data.get(field), str | None)
    ]
    faults += [
        Fault("unknown field", file=name, line=1, field=field)
        for field in data
        if field not in ("format", "horizon", "digest")
    ]
    if faults:
        raise refused(faults, name)
    return data


def refused(faults: list[Fault], name: str = "") -> RecordError:
    """All faults of some lines as one error; ``name`` is that of their file, if they have one."""
    what = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return RecordError(f"{what} in {name or 'JSON Lines'}", faults)


def write_jsonl(
    entries: Iterable[Entry], registries: Registries, horizon: str | None, digest: str
) -> Iterator[str]:
    """The head, each row of the registries and each entry as a line, without the line's end."""
    head = {"format": FORMAT, "horizon": horizon, "digest": digest}
    yield json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    for table, (field, _) in registries.tables().items():
        for row in getattr(registries, field):
            text = to_text(row, ascii=False, ordered=False)
            said = f'"registry":{json.dumps(table)}'
            yield f"{{{said}}}" if text == "{}" else f"{{{said},{text[1:]}"
    for entry in entries:
        yield to_text(entry, ascii=False, ordered=False)
