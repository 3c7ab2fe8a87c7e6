"""The record that ships with the package, and any other folder of event files."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from ip4timeline.checks import check
from ip4timeline.codec import from_data, structure, to_data
from ip4timeline.errors import Fault, RecordError, TimelineError
from ip4timeline.events import Entry
from ip4timeline.files import Place, locate, read_folder, registries_of
from ip4timeline.registries import Registries
from ip4timeline.timeline import Timeline

COMPILED: Final = "record.json"
"""The compiled record within the package: all of ``events/`` as one file, with its digest."""
FORMAT: Final = 1


def load(path: str | Path | None = None) -> Timeline:
    """The shipped record, or the event files of a folder.

    Args:
        path: a folder of ``*.toml`` files, or one such file; left out, the record that
            ships with the package (in a source checkout, its ``events/``).

    Raises:
        RecordError: with every fault of every file, each naming file, line, event, field
            and remedy. Nothing is half-loaded.
    """
    if path is None:
        return _shipped()
    entries, registries = read(Path(path))
    return Timeline(entries, registries)


@lru_cache(maxsize=1)
def _shipped() -> Timeline:
    compiled = resources.files("ip4timeline") / COMPILED
    if compiled.is_file():
        return decompile(compiled.read_text(encoding="utf-8"))
    desk = Path(__file__).parents[2] / "events"
    if desk.is_dir():
        return load(desk)
    raise TimelineError("the package holds no record: reinstall it, or name a folder: load(path)")


def read(path: Path) -> tuple[list[Entry], Registries]:
    """All entries and registries below a folder, checked.

    Raises:
        RecordError: with every fault of every file.
    """
    faults: list[Fault] = []
    rows = read_folder(path, faults)
    places: dict[tuple[str, str], Place] = {}
    for row in rows:
        if row.table == "coverage":  # the one registry without ids
            continue
        key = (row.table, row.value.id)
        if key in places:
            first = places[key]
            second = Fault(
                f"a second {row.table} has this id",
                event=row.value.id,
                field="id",
                remedy=f"The first is at {first.file}:{first.line}; give one another id",
            )
            faults.append(locate(second, row.place))
        places.setdefault(key, row.place)
    registries = registries_of(rows)
    entries = [row.value for row in rows if row.table == "event"]
    for fault in check(entries, registries):
        place = places.get(("event", fault.event)) or places.get(("occasion", fault.event))
        faults.append(locate(fault, place) if place else fault)
    if faults:
        what = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise RecordError(f"{what} in {path.name or path}", faults)
    return entries, registries


def compile_record(timeline: Timeline) -> str:
    """A timeline as the text of one file, with its digest; what the wheel carries."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "digest": timeline.digest,
        "registries": to_data(timeline.registries),
        "entries": [to_data(entry) for entry in timeline.entries],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def decompile(text: str) -> Timeline:
    """The timeline of `compile_record`'s text.

    Raises:
        RecordError: the text is of another format, or holds what cannot be.
    """
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise RecordError(
            "not a compiled record", [Fault(f"its format is not {FORMAT}", remedy="Rebuild it")]
        )
    return Timeline(
        (from_data(entry) for entry in data["entries"]),
        structure(data["registries"], Registries),
    )
