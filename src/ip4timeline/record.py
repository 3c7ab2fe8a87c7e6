"""The record that ships with the package, and others from a folder or an installed package."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from ip4timeline.errors import Fault, RecordError, TimelineError
from ip4timeline.events import Entry
from ip4timeline.packing import unpack
from ip4timeline.registries import ROWS, Registries
from ip4timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

    from ip4timeline.files import Row

PACKED: Final = "record.packed.json"
"""The record within the package: all of ``events/`` as one file, with its digest."""
# By `os` alone: pathlib takes as long to import as all dates of the record to make.
_HERE: Final = os.path.dirname(__file__)  # noqa: PTH120
FORMAT: Final = 1
__record_version__: Final = "0.1.0"
"""The version of the record: raised with each release that adds or corrects an event."""

SHIPPED: Final = "ip4timeline"
"""The name of the shipped record, for reading others together with it."""


def load(record: str | Path | None = None, *more: str | Path) -> Timeline:
    """The shipped record, or another, or several together.

    Several are read as one, so that the events of one may refer to the sources, people and
    occasions of another; what two of them say alike counts once.

    Args:
        record: a folder of ``*.toml`` files, one such file, or the name under which an
            installed package brings its record. Left out, or ``"ip4timeline"``: the record
            that ships with the package (in a source checkout, its ``events/``).
        more: further records to be read together with it.

    Raises:
        RecordError: with every fault of every file, each naming file, line, event, field
            and remedy. Nothing is half-loaded.
        UnknownNameError: no record of such a name is installed, nor is it a folder here.
        TimelineError: what is installed under a name cannot be used.
    """
    wanted = [SHIPPED if record is None else record, *more]
    others = [name for name in wanted if name != SHIPPED]
    if not others:
        return _shipped()
    from ip4timeline.plugins import folder_of

    folders = [folder_of(name, SHIPPED) for name in others]
    base = _shipped() if len(others) < len(wanted) else None
    entries, registries = read(*folders, base=base)
    return Timeline(entries, registries)


def _shipped() -> Timeline:
    packed = os.path.join(_HERE, PACKED)  # noqa: PTH118
    if os.path.isfile(packed):  # noqa: PTH113
        return _packed(packed)
    # Read anew each time: a checkout's events/ are being edited, an installed wheel is not.
    desk = os.path.join(_HERE, "..", "..", "events")  # noqa: PTH118
    if os.path.isdir(desk):  # noqa: PTH112
        return load(os.path.normpath(desk))
    raise TimelineError("the package holds no record: reinstall it, or name a folder: load(path)")


@lru_cache(maxsize=1)
def _packed(path: str) -> Timeline:
    with open(path, "rb") as file:  # noqa: PTH123
        return Timeline(*unpack(file.read()))  # it was checked when the wheel was built


def read(*paths: Path, base: Timeline | None = None) -> tuple[list[Entry], Registries]:
    """All entries and registries below some folders, checked together.

    Args:
        paths: folders or files.
        base: what they add to, if anything.

    Raises:
        RecordError: with every fault of every file.
    """
    # Whoever reads the compiled record does without these rooms and what they import.
    from ip4timeline.checks import check, check_coverage
    from ip4timeline.files import Place, locate, registries_of

    faults: list[Fault] = []
    rows = _rows(paths, base, faults)
    places: dict[tuple[str, str], Place] = {}
    for row in rows:
        if row.table == "coverage":  # the one registry without ids
            continue
        key = (row.table, row.value.id)
        if key in places:
            first = places[key]
            line = f":{first.line}" if first.line else ""
            second = Fault(
                f"a second {row.table} has this id",
                event=row.value.id,
                field="id",
                remedy=f"The first is at {first.file}{line}; give one another id",
            )
            faults.append(locate(second, row.place))
        places.setdefault(key, row.place)
    registries = registries_of(rows)
    entries = [row.value for row in rows if row.table == "event"]
    for fault in check(entries, registries):
        named = (places.get((table, fault.event)) for table in ("event", "occasion", "office"))
        place = next(filter(None, named), None)
        faults.append(locate(fault, place) if place else fault)
    declared = {row.value: row.place for row in rows if row.table == "coverage"}
    for coverage, fault in check_coverage(entries, registries):
        faults.append(locate(fault, declared[coverage]))
    if faults:
        what = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        where = ", ".join(path.name or str(path) for path in paths)
        raise RecordError(f"{what} in {where}", faults)
    return entries, registries


def _rows(paths: Sequence[Path], base: Timeline | None, faults: list[Fault]) -> list[Row]:
    """The rows of all folders after those of the base; what one repeats of those before, once."""
    from ip4timeline.files import Place, Row, read_folder

    rows: list[Row] = []
    if base is not None:
        place = Place(SHIPPED)
        rows = [Row("event", entry, place) for entry in base.entries]
        for table, (field, _) in ROWS.items():
            rows += [Row(table, entry, place) for entry in getattr(base.registries, field)]
    alone = base is None and len(paths) == 1
    for path in paths:
        mine: list[Fault] = []
        found = read_folder(path, mine)
        if not alone:  # two records may have files of one name: tell which
            folder = path if path.is_dir() else path.parent
            for fault in mine:
                fault.file = str(folder / fault.file)
            found = [
                evolve(row, place=evolve(row.place, file=str(folder / row.place.file)))
                for row in found
            ]
        present = {(row.table, row.value) for row in rows}
        rows += [row for row in found if (row.table, row.value) not in present]
        faults += mine
    return rows


def compile_record(timeline: Timeline) -> str:
    """A timeline as the text of one file, with its digest, for others to read."""
    from ip4timeline.codec import to_data

    data: dict[str, Any] = {
        "format": FORMAT,
        "digest": timeline.digest,
        "horizon": None if timeline.horizon is None else timeline.horizon.isoformat(),
        "registries": to_data(timeline.registries),
        "entries": [to_data(entry) for entry in timeline.entries],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def decompile(text: str, *, verify: bool = True) -> Timeline:
    """The timeline of `compile_record`'s text.

    Args:
        text: what `compile_record` gave.
        verify: whether to compute the digest of what was read and compare it with the
            stored one.

    Raises:
        RecordError: the text is of another format, was altered, or holds what cannot be.
    """
    from ip4timeline.codec import from_data, structure

    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_compiled(f"not valid JSON: {error}") from None
    if not isinstance(data, dict) or type(form := data.get("format")) is not int or form != FORMAT:
        raise _not_compiled(f"its format is not {FORMAT}")
    stored = data.get("entries")
    if not isinstance(stored, list):
        raise _not_compiled("is not a list", "entries")
    faults: list[Fault] = []
    entries: list[Entry] = []
    for entry in stored:
        try:
            entries.append(from_data(entry))
        except RecordError as error:
            faults.extend(error.faults)
    try:
        registries = structure(data.get("registries"), Registries)
    except RecordError as error:
        faults.extend(error.faults)
    if faults:
        raise RecordError("not a valid compiled record", faults)
    try:
        timeline = Timeline(entries, registries, data.get("horizon"))
        same = not verify or data.get("digest") == timeline.digest
    # Two entries of one id, a horizon that is no day, or half a surrogate pair as a text.
    except (TimelineError, UnicodeEncodeError) as error:
        raise _not_compiled(str(error)) from None
    if not same:
        raise _not_compiled("is not that of the contents: the text was altered", "digest")
    return timeline


def _not_compiled(reason: str, field: str = "") -> RecordError:
    fault = Fault(reason, field=field, remedy="Build it again with compile_record")
    return RecordError("not a compiled record", [fault])
