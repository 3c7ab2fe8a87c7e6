"""The record that ships with the package, and any other folder of event files."""

from __future__ import annotations

from pathlib import Path

from ip4timeline.checks import check
from ip4timeline.errors import Fault, RecordError
from ip4timeline.events import Entry
from ip4timeline.files import locate, read_folder, registries_of
from ip4timeline.registries import Registries


def read(path: Path) -> tuple[list[Entry], Registries]:
    """All entries and registries below a folder, checked.

    Raises:
        RecordError: with every fault of every file.
    """
    faults: list[Fault] = []
    rows = read_folder(path, faults)
    places = {}
    for row in rows:
        key = (row.table, getattr(row.value, "id", None))
        if key[1] is None:
            continue
        if key in places:
            first = places[key]
            faults.append(
                locate(
                    Fault(
                        f"a second {row.table} has this id",
                        event=key[1],
                        field="id",
                        remedy=f"The first stands in {first.file}:{first.line}; give one another id",
                    ),
                    row.place,
                )
            )
        places.setdefault(key, row.place)
    registries = registries_of(rows)
    entries = [row.value for row in rows if row.table == "event"]
    for fault in check(entries, registries):
        place = places.get(("event", fault.event)) or places.get(("occasion", fault.event))
        faults.append(locate(fault, place) if place else fault)
    if faults:
        raise RecordError(f"{len(faults)} faults in {path}", faults)
    return entries, registries


if __name__ == "__main__":
    import sys

    try:
        e, r = read(Path(sys.argv[1]))
    except RecordError as error:
        print(error)
        sys.exit(1)
    print(len(e), "events,", len(r.sources), "sources")
