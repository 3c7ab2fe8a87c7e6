"""Rows of a frame back to a timeline, strictly: what `events.events` gives, and nothing less sure.

What a row says is read by the codec, which knows every kind of event; here cells become
plain data, and what is derived is compared with what it was derived from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from ip4timeline.engine.codec.parse import parse
from ip4timeline.engine.codec.plain import from_data, structure
from ip4timeline.engine.errors import (
    Fault,
    RecordError,
    TimelineError,
    did_you_mean,
    fault_at,
    nearest,
)
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.columns import Column
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.timeline.timeline import Timeline as EngineTimeline
from ip4timeline.frames.cells import Fields, OddCell, absent, bare, plain
from ip4timeline.frames.columns import FORMAT
from ip4timeline.frames.entries import AMENDMENT, STANDING, SUPERSEDED, derived_cells
from ip4timeline.frames.schema import MORE
from ip4timeline.relationship.timeline import Timeline

AnyTimeline = EngineTimeline[Any, Any]
T = TypeVar("T", bound=AnyTimeline)
NAME: Final = "frame"
_ACCOUNTS: Final = (STANDING, SUPERSEDED, AMENDMENT)


@attrs.define
class _Read:
    row: int
    account: str | None
    entry: Entry


def from_frame(
    frame: Any,
    timeline: type[T] = Timeline,  # type: ignore[assignment]
    *,
    registries: Registries | None = None,
    horizon: DayLike | None = None,
    name: str = NAME,
) -> T:
    """A timeline of a frame in the schema of `events`.

    Args:
        frame: a pandas frame; anything that speaks Arrow (polars, pyarrow, DuckDB, arro3,
            narwhals, another timeline's table); or an iterable of rows, each a mapping.
        timeline: the class of the timeline.
        registries: for a frame of a library that drops the metadata, as polars and DuckDB do.
        horizon: likewise.
        name: what to call the frame in faults.

    Raises:
        RecordError: with every fault of every row, each naming row (as line, from 1), event,
            field and remedy. Nothing is half-loaded.
        TimelineError: it is none of these.
        MissingExtraError: ``ip4timeline[arrow]`` is needed and not installed.
    """
    # What reads a library's frames is loaded with the first such frame: the core needs none.
    columns: Sequence[str] | None = None
    metadata: Mapping[str, str] = {}
    rows: Iterable[Mapping[str, Any]]
    if type(frame).__module__.split(".")[0] == "pandas":
        from ip4timeline.frames.adapters.pandas import rows_of as rows_of_pandas

        # Not by Arrow, for which pandas would need pyarrow.
        rows, columns, metadata = rows_of_pandas(frame), list(frame.columns), frame.attrs
    elif hasattr(frame, "__arrow_c_stream__"):
        from ip4timeline.frames.adapters.arrow import rows_of

        rows, columns, metadata = rows_of(frame)
    elif isinstance(frame, Iterable) and not isinstance(frame, str | Mapping):
        rows = frame
    else:
        raise TimelineError(
            f"a {type(frame).__name__} is no frame; give one of pandas or polars, an Arrow table "
            "or a list of rows"
        )
    return from_rows(
        rows,
        timeline,
        columns=columns,
        metadata=metadata,
        registries=registries,
        horizon=horizon,
        name=name,
    )


def read_parquet(
    file: str | Path,
    timeline: type[T] = Timeline,  # type: ignore[assignment]
    *,
    verify: bool = True,
) -> T:
    """The timeline of a file that `write_parquet` wrote of `events`.

    Args:
        file: its path.
        timeline: the class of the timeline.
        verify: whether the contents must have the digest that the metadata name. A file that
            another program wrote, without metadata, names none.

    Raises:
        RecordError: with every fault of every row, each naming row, event, field and remedy; or
            the file is damaged, or was altered. Damage of some lengths in it makes the library
            that reads it abort the process, which nothing can catch.
        MissingExtraError: ``ip4timeline[parquet]`` is not installed.
    """
    from ip4timeline.frames.adapters.arrow import rows_of
    from ip4timeline.frames.adapters.parquet import open_parquet

    def whole(data: Any) -> tuple[list[dict[str, Any]], tuple[str, ...], Mapping[str, str]]:
        rows, columns, metadata = rows_of(data)
        return list(rows), columns, metadata

    rows, columns, metadata = open_parquet(file, whole)
    name = Path(file).name
    made = from_rows(rows, timeline, columns=columns, metadata=metadata, name=name)
    # Whoever wrote one of these keys wrote the digest too: one that is gone was damaged.
    ours = any(key.startswith("ip4timeline.") for key in metadata)
    if verify and ours and metadata.get("ip4timeline.digest") != made.digest:
        altered = Fault(
            "is not that of the contents: the file is damaged or was altered",
            file=name,
            field="digest",
            remedy="Take the metadata away if that was meant",
        )
        raise _refused([altered], name)
    return made


def from_rows(
    rows: Iterable[Mapping[str, Any]],
    timeline: type[T] = Timeline,  # type: ignore[assignment]
    *,
    columns: Sequence[str] | None = None,
    metadata: Mapping[str, str] | None = None,
    registries: Registries | None = None,
    horizon: DayLike | None = None,
    name: str = NAME,
) -> T:
    """A timeline of rows in the schema of `events`.

    Args:
        rows: a mapping for each row, from column to cell; absent, ``None`` and ``NaN`` cells
            say nothing.
        timeline: the class of the timeline.
        columns: the names of the columns; left out, those of each row.
        metadata: what `metadata_of` gave: registries and horizon.
        registries: instead of those of the metadata; for frames of libraries that drop them.
        horizon: likewise.
        name: what to call the frame in faults.

    Raises:
        RecordError: with every fault of every row, each naming row (as line, from 1), event,
            field and remedy. Nothing is half-loaded.
    """
    # Other libraries let anything stand among the metadata; ours are texts.
    about = {k: v for k, v in (metadata or {}).items() if isinstance(k, str) and isinstance(v, str)}
    fields = Fields()
    faults = [*_faults_of_form(about, name)]
    if columns is not None and not faults:
        faults += _faults_of_columns(columns, fields, name)
    if faults:
        raise _refused(faults, name)
    read: list[_Read] = []
    for number, given in enumerate(rows, 1):
        row = {column: bare(cell) for column, cell in given.items()}
        try:
            read.append(_read(number, row, fields))
        except RecordError as error:
            faults += [_at(fault, number, row, name) for fault in error.faults]
    if registries is None:
        registries = _registries(about, timeline.registries_type, faults, name)
    entries = list(_entries(read, faults, name))
    if faults:
        raise _refused(faults, name)
    try:
        made = timeline(entries, registries, horizon or about.get("ip4timeline.horizon") or None)
    except TimelineError as error:  # a horizon that is no day
        raise _refused([Fault(str(error), file=name, field="horizon")], name) from None
    faults += _astray(read, made, name)
    if faults:
        raise _refused(faults, name)
    return made


def _refused(faults: Sequence[Fault], name: str) -> RecordError:
    what = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return RecordError(f"{what} in {name}", faults)


def _faults_of_form(about: Mapping[str, str], name: str) -> Iterator[Fault]:
    form = about.get("ip4timeline.format", str(FORMAT))
    if form != str(FORMAT):
        yield Fault(
            f"is of format {form}, and this package reads {FORMAT}", file=name, remedy="Upgrade"
        )
    table = about.get("ip4timeline.table", "events")
    if table != "events":
        yield Fault(
            f"is a table of {table}, which a timeline cannot be made from",
            file=name,
            remedy="Give the table of events, which keeps structure",
        )


def _faults_of_columns(columns: Sequence[str], fields: Fields, name: str) -> Iterator[Fault]:
    missing = [column for column in ("id", "kind") if column not in columns]
    # What an older version of a kind had, its upcaster knows: then the rows decide.
    if missing or not fields.versioned:
        yield from (_unknown(c, fields, name) for c in columns if c not in fields.names)
    for column in missing:
        yield Fault("there is no such column", file=name, field=column, remedy="Add it")


def _unknown(column: str, fields: Fields, name: str = "") -> Fault:
    hint = did_you_mean(nearest(column, fields.names)).removeprefix("; ").capitalize()
    remedy = hint or "Drop it, or register the kind of your own that has such a field"
    return Fault("unknown column", file=name, field=column, remedy=remedy)


def _at(fault: Fault, number: int, row: Mapping[str, Any], name: str) -> Fault:
    id = row.get("id")
    return fault_at(fault, name, number, id if isinstance(id, str) else "")


def _read(number: int, row: Mapping[str, Any], fields: Fields) -> _Read:
    faults: list[Fault] = []
    read = fields.of(row)
    data: dict[str, Any] = {}
    more: dict[str, Any] = {}
    account = None
    for name, cell in row.items():
        if absent(cell) or (name in fields.known and fields.known[name].derived):
            continue
        try:
            value = read(name, cell)
        except KeyError:
            faults.append(_unknown(name, fields))
            continue
        except OddCell as odd:
            field = ".".join(p for p in (name, odd.path) if p)
            faults.append(Fault(odd.reason, field=field, remedy=odd.remedy))
            continue
        if name == "account":
            account = value
        elif name == MORE.name:
            more = value
        else:
            data[name] = value
    faults += [
        Fault("is said twice", field=f"{MORE.name}.{name}", remedy="Say it in one column")
        for name in more
        if name in data
    ]
    if faults:
        raise RecordError("not a valid row", faults)
    if account is not None and account not in _ACCOUNTS:
        strange = Fault(
            f"{account!r} is not one of {', '.join(map(repr, _ACCOUNTS))}",
            field="account",
            remedy="Leave it out where every row is an entry of its own",
        )
        raise RecordError("not a valid row", [strange])
    entry = from_data(data | more)
    faults += _disagreements(entry, account, row, fields.known)
    if faults:
        raise RecordError("not a valid row", faults)
    return _Read(number, account, entry)


def _disagreements(
    entry: Entry, account: str | None, row: Mapping[str, Any], known: Mapping[str, Column]
) -> Iterator[Fault]:
    """What is derived and does not follow from the rest: somebody changed one without the other."""
    if account is not None and isinstance(entry, Amendment) != (account == AMENDMENT):
        yield Fault(f"a {entry.kind} is not {account}", field="account", remedy="Leave it out")
    for name, expected in derived_cells(entry).items():
        if name not in row:
            continue
        try:
            found = None if absent(row[name]) else plain(known[name].type, row[name])
        except OddCell as odd:
            yield Fault(odd.reason, field=name, remedy=odd.remedy)
            continue
        wanted = expected.isoformat() if isinstance(expected, dt.date) else expected
        if found != wanted:
            yield Fault(
                f"is {found!r}, and the rest of the row makes it {wanted!r}",
                field=name,
                remedy="Drop the column, which is derived, or mend what it is derived from",
            )


def _registries(
    about: Mapping[str, str], cls: type[Registries], faults: list[Fault], name: str
) -> Registries:
    text = about.get("ip4timeline.registries")
    if text is None:
        return cls()
    try:
        return structure(parse(text), cls)
    except ValueError as error:
        reason = f"the registries in its metadata are not JSON: {error}"
        faults.append(Fault(reason, file=name))
    except RecordError as error:
        faults += [
            Fault(
                f.reason, file=name, event=f.event, field=f"registries.{f.field}", remedy=f.remedy
            )
            for f in error.faults
        ]
    return cls()


def _entries(read: Iterable[_Read], faults: list[Fault], name: str) -> Iterator[Entry]:
    """What was recorded: a standing event that a correction made is in the correction already."""
    read = list(read)
    superseded = {r.entry.id for r in read if r.account == SUPERSEDED}
    seen: dict[str, int] = {}
    for one in read:
        id = one.entry.id
        if one.account == STANDING and id in superseded:
            continue
        if id in seen:
            faults.append(
                Fault(
                    "a second row has this id",
                    file=name,
                    line=one.row,
                    event=id,
                    field="id",
                    remedy=f"The first is row {seen[id]}; give one another id",
                )
            )
        seen.setdefault(id, one.row)
        yield one.entry


def _astray(read: Iterable[_Read], timeline: AnyTimeline, name: str) -> list[Fault]:
    """Rows that say how an event stands otherwise than its amendments do."""
    return [
        Fault(
            f"is marked {one.account}, and by the amendments it is not",
            file=name,
            line=one.row,
            event=one.entry.id,
            field="account",
            remedy="Keep the amendment with the rows that it is about",
        )
        for one in read
        if isinstance(one.entry, Event)
        and one.account is not None
        and (one.account == STANDING) != (one.entry in timeline)
    ]
