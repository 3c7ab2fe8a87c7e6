"""Events on both clocks as tables: every version of each, and the log that they are resolved from.

A question about a day as it was known by another is a filter on the table of versions, and no
more; the log is what an engine makes that table from (`ip4timeline.scale`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.errors import Fault, RecordError, TimelineError
from ip4timeline.engine.events.amendments import ALWAYS, Amendment, Correction, knowledge_day
from ip4timeline.engine.events.columns import Column, ListOf, Record, Type, columns_of
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.kinds import kind_class
from ip4timeline.engine.log.versions import FOREVER, Version
from ip4timeline.engine.time.when import When
from ip4timeline.frames.adapters.parquet import write_parquet
from ip4timeline.frames.columns import FORMAT, day_of
from ip4timeline.frames.entries import WHOLE, metadata_of
from ip4timeline.frames.table import Table
from ip4timeline.nato.columns import shared_columns
from ip4timeline.nato.kinds.every import BUILT_IN

if TYPE_CHECKING:
    from ip4timeline.engine.timeline.timeline import Timeline

    AnyTimeline = Timeline[Any, Any]

HEAD: Final = (
    Column("id", "text", "of the event; each of its versions has it"),
    Column("kind", "text", "the kind of event that it is in this version"),
    Column("since", "day", "the knowledge day from which the event stands as this row says"),
    Column("until", "day", "the knowledge day on which it no longer does; null while it stands"),
)
CONTENTS: Final = (
    Column("known", "day", "the day the public first could know it, as the version says"),
    Column("occurred", "text", "when it happened or takes effect, in EDTF"),
    Column("earliest", "day", "the first day on which it may have begun; null where unknown"),
    Column("latest", "day", "the last day on which it may have begun; null where unknown"),
    Column("seq", "whole", "its place among the events of one day"),
)
LOG: Final = (
    Column("entry", "text", "id of the entry; no two rows have one"),
    Column("id", "text", "of the event: its own, or that which a correction or retraction names"),
    Column("entry_kind", "text", "`event`, `correction` or `retraction`"),
    Column(
        "amended_on",
        "day",
        "the day from which an amendment is known; null: always, or an event",
    ),
    Column("amended_seq", "whole", "the place of an amendment among those of one day"),
    Column("kind", "text", "of the event, or of what a correction puts in its place"),
)
_FIRST: Final = {column.name for column in (*HEAD, *CONTENTS, *LOG)}
AnyKind = type[Event] | str | None


@cache
def _embedded() -> Record:
    """The columns of an event within another: its kind, and what the package's kinds have."""
    events = [cls for cls in BUILT_IN if issubclass(cls, Event)]
    fields = (c for c in shared_columns(events).values() if c.type != "json")
    return Record((HEAD[1], *fields))


@lru_cache(maxsize=512)
def _fields(cls: Any) -> tuple[Column, ...]:
    """The columns of a kind after those that all have; a field that no column holds has none."""
    found = []
    for name, column in columns_of(cls).items():
        if column is None or name in {c.name for c in CONTENTS} | {"id"}:
            continue
        if name in _FIRST:
            raise TimelineError(
                f"{cls.kind}.{name}: a table of versions has a column of its own of that name; "
                "give the field another"
            )
        type = _embedded() if column.type == "json" else column.type
        found.append(attrs.evolve(column, type=type))
    return tuple(found)


def _columns(classes: Iterable[type[Event]]) -> tuple[Column, ...]:
    """The columns of the fields of several kinds, each name once."""
    found: dict[str, Column] = {}
    for cls in classes:
        kind: Any = cls  # which mypy takes for unhashable
        for column in _fields(kind):
            if found.setdefault(column.name, column) != column:
                raise TimelineError(
                    f"{cls.kind}.{column.name} is {column.type}, and for another kind that name is "
                    f"{found[column.name].type}; make a table for each kind, with kind="
                )
    return tuple(found.values())


# The head of every row


class _Row(NamedTuple):
    """What one row says: its first cells, and the event of the rest, if there is one."""

    head: tuple[Any, ...]
    event: Event | None


def versions(timeline: AnyTimeline, kind: AnyKind = None) -> Table:
    """A row for each way in which an event ever stands, by id and the day from which it does.

    What stands by a knowledge day K are the rows with ``since <= K`` and ``until`` null or after
    K; in the end, those whose ``until`` is null. Filter by these two and never by ``known``, which
    a correction may say otherwise. Rows without an effective day (``latest``, or ``earliest`` in
    the early reading) are here; folds leave them out.

    Args:
        timeline: whose events; of one that was cut at a day, what was known by then.
        kind: one kind alone, by class or name, with its own columns; left out, all of them,
            with the columns of the package's kinds and of those of your own that occur.

    A field has a column of its type: nested ones are lists and records, an event within an event
    a record of its kind and of the fields that the package's kinds have. A field of a type that
    no table has (see `frames.events`, which keeps it in ``more``) is left out. The metadata carry
    the registries, the horizon and the digest.

    Raises:
        TimelineError: two kinds give one name two types, a field has a name that the table has
            taken, or a number is beyond what its column holds.
        UnknownNameError: there is no kind of that name.
    """
    cls = _chosen(kind)
    rows = []
    for version in _versions(timeline):
        event = version.event
        if cls is None or type(event) is cls:
            until = None if version.until == FOREVER else day_of(version.until)
            rows.append(_Row((event.id, event.kind, day_of(version.since), until), event))
    return _table("versions", HEAD, rows, cls, timeline)


def log(timeline: AnyTimeline) -> Table:
    """A row for each entry, with the event that it gives or puts in place of another.

    `ip4timeline.scale.versions` resolves it on any engine to what `versions` gives here.

    Raises:
        TimelineError: as `versions`.
    """
    rows = []
    for entry in timeline.entries:
        event = entry if isinstance(entry, Event) else None
        head: tuple[Any, ...] = (entry.id, entry.id, "event", None, 0)
        if isinstance(entry, Amendment):
            event = entry.replacement if isinstance(entry, Correction) else None
            known = knowledge_day(entry)
            at = None if known == ALWAYS else day_of(known)
            head = (entry.id, entry.target, entry.kind, at, entry.seq)
        rows.append(_Row((*head, None if event is None else event.kind), event))
    return _table("log", LOG, rows, None, timeline)


def write_versions(timeline: AnyTimeline, folder: str | Path) -> list[Path]:
    """Write the versions of each kind that occurs as a Parquet file ``<kind>.parquet``.

    Args:
        timeline: whose events.
        folder: where to put them; made if it is not there. Files of the same kinds are replaced.

    Returns:
        The files, by kind. Each carries the registries, the horizon and the digest.

    Raises:
        TimelineError: as `versions`; or the folder has Parquet files of other kinds, which whoever
            reads it as one data set would take for events of this timeline.
        MissingExtraError: ``ip4timeline[parquet]`` is not installed.
    """
    target = Path(folder)
    kinds = sorted({type(v.event) for v in _versions(timeline)}, key=lambda cls: cls.kind)
    files = {target / f"{cls.kind}.parquet": cls for cls in kinds}
    others = sorted(path.name for path in target.glob("*.parquet") if path not in files)
    if others:
        raise TimelineError(
            f"{folder} has {', '.join(others)}, which is not of these events; give a new folder, "
            "or take them away"
        )
    target.mkdir(parents=True, exist_ok=True)
    for path, cls in files.items():
        write_parquet(versions(timeline, cls), path)
    return list(files)


def _chosen(kind: AnyKind) -> type[Event] | None:
    cls: Any = kind_class(kind) if isinstance(kind, str) else kind
    if cls is not None and not (isinstance(cls, type) and issubclass(cls, Event) and cls.kind):
        raise TimelineError(f"{kind!r} is no kind of event; give its class or its name")
    return cls


def _versions(timeline: AnyTimeline) -> Iterator[Version]:
    for entry in timeline.entries:
        if isinstance(entry, Event):
            yield from timeline.versions(entry.id)


def _table(
    name: str,
    head: tuple[Column, ...],
    rows: Sequence[_Row],
    cls: type[Event] | None,
    timeline: AnyTimeline,
) -> Table:
    """A table of rows: column by column, for there may be millions of them."""
    events = [row.event for row in rows]
    if cls is not None:
        fields = _columns([cls])
    else:
        occur = dict.fromkeys(type(event) for event in events if event is not None)
        built_in = [kind for kind in BUILT_IN if issubclass(kind, Event)]
        fields = _columns(dict.fromkeys([*built_in, *sorted(occur, key=lambda c: c.kind)]))
    with without_collecting():
        data: dict[str, list[Any]] = {
            column.name: [row.head[place] for row in rows] for place, column in enumerate(head)
        }
        for column in (*CONTENTS, *fields):
            data[column.name] = _cells(column, events)
    about = {"ip4timeline.format": str(FORMAT), "ip4timeline.table": name}
    return Table(name, (*head, *CONTENTS, *fields), data, about | metadata_of(timeline))


# Cells

_BOUNDS: Final[dict[str, Callable[[Event], int | None]]] = {
    "earliest": lambda event: event.occurred.bound("possible"),
    "latest": lambda event: event.occurred.bound("certain"),
    "known": lambda event: event.known_day,
}


def _cells(column: Column, events: Sequence[Event | None]) -> list[Any]:
    name, type = column.name, column.type
    bound = _BOUNDS.get(name)
    if bound is not None:
        return [None if e is None else day_of(bound(e)) for e in events]
    found = []
    for event in events:
        try:
            found.append(None if event is None else cell(type, getattr(event, name, None)))
        except ValueError as error:
            assert event is not None
            raise RecordError(
                "beyond what a table holds",
                [Fault(str(error), event=event.id, field=name, remedy="Use frames.events")],
            ) from None
    return found


def cell(type: Type, value: Any) -> Any:
    """A value of a field as its column holds it.

    Raises:
        ValueError: it is beyond what the column holds.
    """
    if value is None:
        return None
    if isinstance(value, Enum):
        value = value.value
    match type:
        case ListOf(item):
            return [cell(item, one) for one in value]
        case Record(fields):
            return {f.name: cell(f.type, getattr(value, f.name, None)) for f in fields}
        case "day":
            return dt.date(value.year, value.month, value.day)
        case "number":
            return float(value)
    if isinstance(value, When):
        return value.text
    if type == "whole" and value not in WHOLE:
        raise ValueError(f"{value} is beyond 64 bits")
    if type == "money":
        return _money(value)
    return value


def _money(value: Decimal) -> Decimal:
    digits = value.normalize() if value.is_finite() else None
    if digits is None or value.adjusted() > 18 or int(digits.as_tuple().exponent) < -6:
        raise ValueError(f"{value} has more than 19 digits or 6 decimals")
    return value
