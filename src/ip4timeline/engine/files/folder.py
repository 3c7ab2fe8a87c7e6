"""Folders of event files, read whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from attrs import evolve

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.errors import Fault, RecordError, TimelineError
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.files.checks import check
from ip4timeline.engine.files.toml import (
    Place,
    Row,
    is_folder,
    locate,
    read_folder,
    registries_of,
    tables_of,
)
from ip4timeline.engine.timeline.timeline import Timeline

R = TypeVar("R", bound=Registries)
T = TypeVar("T", bound=Timeline[Any, Any])
Found = tuple[Any, Fault]
"""A fault, with the row of a registry that it is about where that has no id; else ``None``."""
Check = Callable[[Sequence[Entry], R], Iterable[Found]]


def load_folder(timeline: type[T], *paths: str | Path) -> T:
    """The timeline of some folders of event files, or of single ones, read as one.

    It is held to the checks that hold for any domain, and to the timeline's own projections:
    two events of one day must not be tied under their rules.

    Args:
        timeline: the class to make; its registries say what the files may hold.
        paths: folders of ``*.toml`` files, or such files.

    Raises:
        TimelineError: a path is empty.
        RecordError: with every fault of every file, each naming file, line, event, field and
            remedy. Nothing is half-loaded.
    """
    for path in paths:
        if not str(path):
            raise TimelineError("an empty path is no folder; write . for the one that you are in")
    parties = {"party": {party.value for party in timeline.parties or ()}}

    def checked(entries: Sequence[Entry], registries: Registries) -> Iterator[Found]:
        for fault in check(entries, registries, parties, timeline.projections):
            yield None, fault

    return timeline(*read([Path(path) for path in paths], timeline.registries_type, checked))


def read(
    paths: Sequence[Path],
    registries: type[R],
    check: Check[R],
    others: Iterable[tuple[str, Timeline[Any, Any]]] = (),
) -> tuple[list[Entry], R]:
    """All entries and registries below some folders, checked together.

    Args:
        paths: folders or files.
        registries: the class of the registries, which says what the files may hold.
        check: yields every fault that shows only when all is seen together.
        others: timelines from elsewhere that they stand beside, each with its name.

    Raises:
        RecordError: with every fault of every file.
    """
    faults: list[Fault] = []
    with without_collecting():
        rows = _rows(paths, registries, others, faults)
    places: dict[tuple[str, str], Place] = {}
    nameless: dict[Any, Place] = {}
    for row in rows:
        id = getattr(row.value, "id", None)
        if id is None:
            nameless[row.value] = row.place
            continue
        key = (row.table, id)
        if key in places:
            faults.append(locate(_second(row, places[key]), row.place))
        places.setdefault(key, row.place)
    # What refers to a row that is refused is mended with that row.
    refused = {fault.event for fault in faults if fault.event}
    found = registries_of(rows, registries)
    entries = [row.value for row in rows if row.table == "event"]
    for about, fault in check(entries, found):
        if fault.missing in refused:
            continue
        if about is not None:
            place: Place | None = nameless[about]
        else:
            named = (places.get((table, fault.event)) for table in ("event", *registries.tables()))
            place = next(filter(None, named), None)
        faults.append(locate(fault, place) if place else fault)
    if faults:
        what = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        where = ", ".join(path.name or str(path) for path in paths)
        raise RecordError(f"{what} in {where}", faults)
    return entries, found


def _second(row: Row, first: Place) -> Fault:
    line = f":{first.line}" if first.line else ""
    return Fault(
        f"a second {row.table} has this id",
        event=row.value.id,
        field="id",
        remedy=f"The first is at {first.file}{line}; give one another id",
    )


def _rows(
    paths: Sequence[Path],
    registries: type[Registries],
    others: Iterable[tuple[str, Timeline[Any, Any]]],
    faults: list[Fault],
) -> list[Row]:
    """The rows of all folders after those of the others; what is there already counts once."""
    rows: list[Row] = []
    given = list(others)
    for name, timeline in given:
        place = Place(name)
        found = [Row("event", entry, place) for entry in timeline.entries]
        for table, (field, _) in registries.tables().items():
            found += [Row(table, row, place) for row in getattr(timeline.registries, field)]
        rows += _new(found, rows)
    alone = not given and len(paths) == 1
    for path in paths:
        mine: list[Fault] = []
        found = read_folder(path, tables_of(registries), mine)
        if not alone:  # two records may have files of one name: tell which
            folder = path if is_folder(path) else path.parent
            for fault in mine:
                fault.file = str(folder / fault.file)
            found = [
                evolve(row, place=evolve(row.place, file=str(folder / row.place.file)))
                for row in found
            ]
        rows += _new(found, rows)
        faults += mine
    return rows


def _new(found: list[Row], rows: list[Row]) -> list[Row]:
    present = {(row.table, row.value) for row in rows}
    return [row for row in found if (row.table, row.value) not in present]
