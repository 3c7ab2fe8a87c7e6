"""Tables of events back to a timeline, strictly: what `events.events` gives, and nothing less sure.

What speaks Arrow is read by columns and anything else by rows, with one meaning; see `reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.codec.parse import parse
from ip4timeline.engine.codec.plain import structure
from ip4timeline.engine.errors import Fault, RecordError, TimelineError, fault_at
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.kinds import kind_class
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.timeline.timeline import Timeline as EngineTimeline
from ip4timeline.frames.cells import Fields
from ip4timeline.frames.columns import FORMAT
from ip4timeline.frames.entries import STANDING, SUPERSEDED
from ip4timeline.frames.reading.columns import ColumnReader
from ip4timeline.frames.reading.rows import Part, Read, RowReader, kind_twice, part, unknown
from ip4timeline.relationship.timeline import Timeline

AnyTimeline = EngineTimeline[Any, Any]
T = TypeVar("T", bound=AnyTimeline)
Progress = Callable[[int], None]
NAME: Final = "frame"
_BATCH: Final = 1 << 14
"""Rows between two calls of ``progress``, where rows are read one by one."""


def from_frame(
    frame: Any,
    timeline: type[T] = Timeline,  # type: ignore[assignment]
    *,
    kind: str | type[Entry] = "",
    registries: Registries | None = None,
    horizon: DayLike | None = None,
    progress: Progress | None = None,
    name: str = NAME,
) -> T:
    """A timeline of a frame in the schema of `events`.

    Args:
        frame: a pandas frame; anything that speaks Arrow (polars, pyarrow, DuckDB, arro3,
            narwhals, another timeline's table), which is read by columns, a batch at a time; or
            an iterable of rows, each a mapping.
        timeline: the class of the timeline.
        kind: the kind of every row, for a frame without such a column: its name or class.
        registries: for a frame of a library that drops the metadata, as polars and DuckDB do.
        horizon: likewise.
        progress: called now and then with the number of rows read so far.
        name: what to call the frame in faults.

    Raises:
        RecordError: with every fault of every row, each naming row (as line, from 1), event,
            field and remedy. Nothing is half-loaded.
        UnknownNameError: there is no such kind.
        TimelineError: it is none of these.
        MissingExtraError: ``ip4timeline[arrow]`` is needed and not installed.
    """
    # What reads a library's frames is loaded with the first such frame: the core needs none.
    columns: Sequence[str] | None = None
    metadata: Mapping[str, str] = {}
    rows: Iterable[Mapping[str, Any]]
    about = _About(timeline, kind, registries, horizon, progress, name)
    if type(frame).__module__.split(".")[0] == "pandas" and hasattr(frame, "columns"):
        from ip4timeline.frames.adapters.pandas import rows_of as rows_of_pandas

        # Not by Arrow, for which pandas would need pyarrow.
        rows, columns, metadata = rows_of_pandas(frame), list(frame.columns), frame.attrs
    elif hasattr(frame, "__arrow_c_stream__"):
        return about.of_arrow(frame)
    elif isinstance(frame, Iterable) and not isinstance(frame, str | Mapping):
        rows = frame
    else:
        raise TimelineError(
            f"a {type(frame).__name__} is no frame; give one of pandas or polars, an Arrow table "
            "or a list of rows"
        )
    return about.of_rows(rows, columns, metadata)


def read_parquet(
    file: str | Path,
    timeline: type[T] = Timeline,  # type: ignore[assignment]
    *,
    kind: str | type[Entry] = "",
    registries: Registries | None = None,
    progress: Progress | None = None,
    verify: bool = True,
) -> T:
    """The timeline of a Parquet file in the schema of `events`, such as `write_parquet` writes.

    Args:
        file: its path.
        timeline: the class of the timeline.
        kind: the kind of every row, for a file without such a column: its name or class.
        registries: instead of those of the metadata; for a file that another program wrote.
        progress: called now and then with the number of rows read so far.
        verify: whether the contents must have the digest that the metadata name. A file that
            another program wrote, without metadata, names none.

    Raises:
        RecordError: with every fault of every row, each naming row, event, field and remedy; or
            the file is damaged, or was altered. Damage of some lengths in it makes the library
            that reads it abort the process, which nothing can catch.
        UnknownNameError: there is no such kind.
        MissingExtraError: ``ip4timeline[parquet]`` is not installed.
    """
    from ip4timeline.frames.adapters.parquet import open_parquet

    name = Path(file).name
    about = _About(timeline, kind, registries, None, progress, name)
    made, metadata = open_parquet(file, about.read_arrow)
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
    kind: str | type[Entry] = "",
    registries: Registries | None = None,
    horizon: DayLike | None = None,
    progress: Progress | None = None,
    name: str = NAME,
) -> T:
    """A timeline of rows in the schema of `events`.

    Args:
        rows: a mapping for each row, from column to cell; absent, ``None`` and ``NaN`` cells
            say nothing.
        timeline: the class of the timeline.
        columns: the names of the columns; left out, those of each row.
        metadata: what `metadata_of` gave: registries and horizon.
        kind: the kind of every row, of a table without such a column: its name or class.
        registries: instead of those of the metadata; for frames of libraries that drop them.
        horizon: likewise.
        progress: called now and then with the number of rows read so far.
        name: what to call the frame in faults.

    Raises:
        RecordError: with every fault of every row, each naming row (as line, from 1), event,
            field and remedy. Nothing is half-loaded.
        TimelineError: these are no rows.
        UnknownNameError: there is no such kind.
    """
    about = _About(timeline, kind, registries, horizon, progress, name)
    return about.of_rows(rows, columns, metadata or {})


class _About(Generic[T]):
    """What a table is to become, and what is known of it besides its rows."""

    def __init__(
        self,
        timeline: type[T],
        kind: str | type[Entry],
        registries: Registries | None,
        horizon: DayLike | None,
        progress: Progress | None,
        name: str,
    ) -> None:
        self._timeline = timeline
        self._kind = _named(kind) if kind else ""
        self._registries = registries
        self._horizon = horizon
        self._progress = progress
        self._name = name
        self._fields = Fields()
        self._rows = RowReader(self._fields, self._kind, name)

    def of_arrow(self, data: Any) -> T:
        """The timeline of what speaks Arrow."""
        return self.read_arrow(data)[0]

    def read_arrow(self, data: Any) -> tuple[T, Mapping[str, str]]:
        """The same, and the metadata."""
        from ip4timeline.frames.adapters.arrow import batches_of

        batches, columns, metadata = batches_of(data)
        about = self._checked(columns, metadata)
        faults: list[Fault] = []
        reader = ColumnReader(self._fields, self._rows, self._kind)
        return self._made(reader.read(batches, columns, faults), about, faults), metadata

    def of_rows(
        self,
        rows: Iterable[Mapping[str, Any]],
        columns: Sequence[str] | None,
        metadata: Mapping[str, str],
    ) -> T:
        """The timeline of rows."""
        about = self._checked(columns, metadata)
        faults: list[Fault] = []
        return self._made(self._by_rows(rows, faults), about, faults)

    def _checked(
        self, columns: Sequence[str] | None, metadata: Mapping[str, str]
    ) -> Mapping[str, str]:
        """The metadata that are ours.

        Raises:
            RecordError: by the metadata or the columns no row can be read.
        """
        # Other libraries let anything stand among the metadata; ours are texts.
        about = {k: v for k, v in metadata.items() if isinstance(k, str) and isinstance(v, str)}
        faults = [*_faults_of_form(about, self._name)]
        if columns is not None and not faults:
            faults += _faults_of_columns(columns, self._fields, self._kind, self._name)
        if faults:
            raise _refused(faults, self._name)
        return about

    def _by_rows(self, rows: Iterable[Any], faults: list[Fault]) -> Iterator[Part]:
        """Rows read one by one, some at a time, as `ColumnReader.read` gives them."""
        if not isinstance(rows, Iterable) or isinstance(rows, str | Mapping):
            raise TimelineError(f"{rows!r} is no list of rows, each a mapping from column to cell")
        reads: list[Read] = []
        number = 0
        for number, row in enumerate(rows, 1):
            if not isinstance(row, Mapping):
                remedy = "Give each row as a mapping from column to cell"
                faults.append(
                    Fault(f"{row!r} is no row", file=self._name, line=number, remedy=remedy)
                )
                continue
            try:
                reads.append(self._rows.read(number, row))
            except RecordError as error:
                faults += error.faults
            if number % _BATCH == 0:
                yield part(number, reads)
                reads = []
        if number % _BATCH:
            yield part(number, reads)

    def _made(self, read: Iterable[Part], about: Mapping[str, str], faults: list[Fault]) -> T:
        """The timeline of what was read, to whose faults are added those of the whole."""
        name, parts = self._name, []
        with without_collecting():
            for one in read:
                parts.append(one)
                if self._progress is not None:
                    self._progress(one.so_far)
            registries = self._registries
            if registries is None:
                registries = _registries(about, self._timeline.registries_type, faults, name)
            entries = _entries(parts, faults, name)
            if faults:
                raise _refused(faults, name)
            horizon = self._horizon or about.get("ip4timeline.horizon") or None
            try:
                made = self._timeline(entries, registries, horizon)
            except TimelineError as error:  # a horizon that is no day
                raise _refused([Fault(str(error), file=name, field="horizon")], name) from None
            faults += _astray(parts, made, name)
        if faults:
            raise _refused(faults, name)
        return made


def _named(kind: str | type[Entry]) -> str:
    """The name of a kind.

    Raises:
        UnknownNameError: it is not registered.
    """
    return kind_class(kind if isinstance(kind, str) else getattr(kind, "kind", kind)).kind


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


def _faults_of_columns(
    columns: Sequence[str], fields: Fields, kind: str, name: str
) -> Iterator[Fault]:
    missing = [column for column in ("id", "kind") if column not in columns]
    if kind and "kind" in columns:
        yield fault_at(kind_twice(), name, None)
    elif kind:
        missing.remove("kind")
    # What an older version of a kind had, its upcaster knows: then the rows decide.
    if missing or not fields.versioned:
        yield from (unknown(c, fields, name) for c in columns if c not in fields.names)
    for column in missing:
        yield Fault("there is no such column", file=name, field=column, remedy="Add it")


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


def _entries(parts: Sequence[Part], faults: list[Fault], name: str) -> list[Entry]:
    """What was recorded: a standing event that a correction made is in the correction already."""
    entries = [entry for part in parts for entry in part.entries]
    marked = any(SUPERSEDED in part.accounts for part in parts)
    if not marked and len({entry.id for entry in entries}) == len(entries):
        return entries
    reads = [read for part in parts for read in part.reads()]
    superseded = {read.entry.id for read in reads if read.account == SUPERSEDED}
    seen: dict[str, int] = {}
    found = []
    for one in reads:
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
        found.append(one.entry)
    return found


def _astray(parts: Iterable[Part], timeline: AnyTimeline, name: str) -> list[Fault]:
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
        for part in parts
        if part.accounts
        for one in part.reads()
        if one.account is not None
        and isinstance(one.entry, Event)
        and (one.account == STANDING) != (one.entry in timeline)
    ]
