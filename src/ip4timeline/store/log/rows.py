"""One row of a log: under which key it stands, how it is written, and the chain through all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, Final, NamedTuple

import attrs

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.codec.plain import structure, to_text
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.amendments import Correction
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.store.errors import ConflictError, DamagedError, StoreError
from ip4timeline.store.log.arguments import LARGEST, items, text, whole

Row = Any
"""An event, correction or retraction, a row of a registry, or a `Revision` of one."""
Place = tuple[str, int]
"""Where a row stands: its key, and the position that it replaces (0: none)."""
EVENT: Final = "event"
"""The table of entries; the others are called as the registries call their rows."""
GENESIS: Final = bytes(32)
"""The chain before the first row."""
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)


@attrs.frozen
class Revision:
    """A row of a registry that takes the place of an earlier one.

    Attributes:
        row: the row as it is from now on; it keeps the id.
        replaces: the position at which the log holds what it replaces. It is refused if
            another revision came between.

    Raises:
        StoreError: the position is no whole number.
    """

    row: Any
    replaces: int = attrs.field(validator=lambda row, field, value: whole("replaces", value))


@attrs.frozen
class Recorded:
    """One row of a log.

    Attributes:
        position: where it stands: 1, 2, 3 ... in the order of their commits.
        recorded: when this log was told: a property of the log, and neither ``known`` nor
            ``occurred``.
        row: the entry or the row of a registry.
        replaces: the position that it replaces; 0 for none.
        chain: a SHA-256 over all rows to this one, in hexadecimal digits.
    """

    position: int
    recorded: dt.datetime
    row: Any
    replaces: int
    chain: str = attrs.field(repr=False)


@attrs.frozen
class Appended:
    """What an append did.

    Attributes:
        position: where the log stands now.
        added: the keys of the rows that are new, in order.
        known: the keys of those that had been there.
    """

    position: int
    added: tuple[str, ...]
    known: tuple[str, ...]


@attrs.frozen
class Checkpoint:
    """How far somebody has read a log, and of which log.

    The chain value makes that a log which was cut off and grown anew is noticed. A read model
    keeps with it what else it rests on, and is rebuilt when that is no longer so.

    Attributes:
        log: the id of the log.
        position: the last position that was read.
        chain: the chain value there.
        base: the digest of the record on which the log builds; empty for none.
        version: the version of the read model's own schema and projections.

    Raises:
        StoreError: one of them is no text, or the position no whole number that a log can have.
    """

    log: str
    position: int
    chain: str
    base: str = ""
    version: str = ""

    def __attrs_post_init__(self) -> None:
        for name in ("log", "chain", "base", "version"):
            text(name, getattr(self, name))
        whole("position", self.position, least=0, most=LARGEST)

    def rests_on(self, base: str = "", version: str = "") -> bool:
        """Whether it was made for this base and this version; if not, rebuild."""
        return (self.base, self.version) == (base, version)


def marked(checkpoint: Any) -> Checkpoint:
    """A checkpoint that is one.

    Raises:
        StoreError: it is none.
    """
    if not isinstance(checkpoint, Checkpoint):
        raise StoreError(f"checkpoint: {checkpoint!r} is none; EventStore.point gives one")
    return checkpoint


class Raw(NamedTuple):
    """One row as a database holds it."""

    position: int
    recorded: int  # microseconds since 1970 in UTC
    key: str
    replaces: int
    body: str
    chain: bytes

    def seal(self, before: bytes) -> bytes:
        """The chain value that belongs here, from that of the row before."""
        head = f"{self.position}\n{self.recorded}\n{self.key}\n{self.replaces}\n"
        return hashlib.sha256(before + f"{head}{self.body}".encode()).digest()


def checked(raws: Sequence[Raw], after: int, chain: bytes) -> bytes:
    """The chain value of the last of some rows that follow a position.

    Raises:
        DamagedError: one is missing, or is not what was written.
    """
    for raw in raws:
        if raw.position != after + 1:
            raise DamagedError(after + 1, "is missing")
        if raw.seal(chain) != raw.chain:
            raise DamagedError(raw.position, "is not what was written")
        after, chain = raw.position, raw.chain
    return chain


@lru_cache(maxsize=1024)
def time_of(recorded: int) -> dt.datetime:
    """The time of some microseconds since 1970."""
    return EPOCH + recorded * _MICROSECOND


def microseconds(time: dt.datetime) -> int:
    """The microseconds since 1970 of a time with its zone."""
    return (time - EPOCH) // _MICROSECOND


LATEST: Final = microseconds(dt.datetime.max.replace(tzinfo=dt.UTC))
"""The last time there is."""


def later(now: int, last: int) -> int:
    """The time of a batch: the present, and in any case later than the last row.

    Raises:
        StoreError: there is no such time.
    """
    recorded = max(now, last + 1)
    if recorded > LATEST:
        raise StoreError(
            "there is no time left after the last row or the clock here, which counts past the "
            "year 9999; nothing was written: set the clock right, and restore a backup if a row "
            "has such a time"
        )
    return recorded


def body_of(value: Any) -> str:
    """The text of an entry or a row of a registry: equal ones have equal texts."""
    # Pure ASCII: what a database takes for text differs, and this all of them take.
    return to_text(value, ascii=True, ordered=True)


class Tables:
    """How the rows of one kind of registries are keyed, written and read.

    Args:
        registries: their class.
    """

    def __init__(self, registries: type[Registries]) -> None:
        self.fields: Mapping[str, tuple[str, type[Any]]] = registries.tables()
        self._of = {cls: table for table, (_, cls) in self.fields.items()}

    def table(self, value: Any) -> str:
        """The table of an entry or a row of a registry.

        Raises:
            StoreError: it is neither.
        """
        if isinstance(value, Entry):
            return EVENT
        table = self._of.get(type(value))
        if table is None:
            raise StoreError(f"{value!r} is no event and no row of {', '.join(self.fields)}")
        return table

    def key(self, value: Any, body: str) -> str:
        """The key of a value; a row without an id has its contents for one."""
        table, id = self.table(value), getattr(value, "id", None)
        if id is None:
            id = hashlib.sha256(body.encode()).hexdigest()[:32]
        return f"{table}/{json.dumps(id)[1:-1]}"  # ASCII, as the body

    def value(self, key: str, data: Any) -> Any:
        """What stands under a key, from its plain data; an old version is upcast.

        Raises:
            RecordError: nobody here can read it.
        """
        table = key.partition("/")[0]
        return structure(data, Entry if table == EVENT else self.fields[table][1])

    def read(self, raws: Sequence[Raw]) -> list[Recorded]:
        """Rows with what they hold.

        Raises:
            DamagedError: one is no JSON.
            StoreError: nobody here can read one; says which.
        """
        with without_collecting():
            data = _parsed([raw.body for raw in raws])
            if data is None:
                data = [_parsed_alone(raw) for raw in raws]
            return [
                Recorded(
                    raw.position,
                    time_of(raw.recorded),
                    self._of_log(raw, datum),
                    raw.replaces,
                    raw.chain.hex(),
                )
                for raw, datum in zip(raws, data, strict=True)
            ]

    def _of_log(self, raw: Raw, data: Any) -> Any:
        try:
            value = self.value(raw.key, data)
        except (TimelineError, KeyError) as error:
            raise StoreError(
                f"position {raw.position} ({raw.key}) cannot be read here: {error}\n"
                "Register the kinds and upcasters that it was written with"
            ) from error
        id = getattr(value, "id", None)
        if id is not None and raw.key.partition("/")[2] != id and self.key(value, "") != raw.key:
            raise DamagedError(raw.position, f"is called {raw.key}, and holds {id!r}")
        return value


def _parsed(bodies: Sequence[str]) -> list[Any] | None:
    """The plain data of some texts; ``None`` where one of them is no JSON, or not one value."""
    try:
        # One call for all takes half the time of as many calls.
        data = json.loads(f"[{','.join(bodies)}]")
    except (ValueError, RecursionError):
        return None
    return data if len(data) == len(bodies) else None


def _parsed_alone(raw: Raw) -> Any:
    try:
        return json.loads(raw.body)
    except (ValueError, RecursionError):
        raise DamagedError(raw.position, "holds no JSON") from None


def no_revision(table: str, row: Revision) -> str:
    """Why a row of a table is no revision of any; empty where it may be one."""
    if table != EVENT and row.replaces >= 1:
        return ""
    return (
        f"{row.row!r} cannot replace position {row.replaces}: a revision is of a row of a "
        "registry and names a position from 1 on; an event is corrected by a Correction"
    )


def misplaced(key: str, replaces: int, of: str) -> str:
    """Why a revision cannot replace what a position holds; empty where it can.

    Args:
        key: the key of the revision; that of a row without an id says only its table.
        replaces: the position.
        of: the key of the row there; empty where there is none.
    """
    if of == key or (key.endswith("/") and "/" not in key[:-1] and of.startswith(key)):
        return ""
    what = f"is {of}" if of else "does not exist"
    return f"a revision of {key} replaces position {replaces}, which {what}"


class Item(NamedTuple):
    """A row that is to be appended."""

    value: Any
    body: str


def batch_of(rows: Iterable[Row], tables: Tables) -> dict[Place, Item]:
    """Rows by their places, each proven to come back equal: one that did not would poison a log.

    A revised row without an id stands under its table alone: what it replaces says its key.

    Raises:
        ConflictError: two of them have one place and different contents.
        StoreError: they are no list, or one is no row, or would not come back as it is.
    """
    given: dict[Place, Item] = {}
    taken = items("rows", rows)
    with without_collecting():
        for row in taken:
            _take(row, tables, given)
        _read_back(given, tables)
    return given


def _take(row: Row, tables: Tables, given: dict[Place, Item]) -> None:
    """Put a row among those of a batch."""
    value, replaces = (row.row, row.replaces) if isinstance(row, Revision) else (row, 0)
    table = tables.table(value)
    if isinstance(row, Revision) and (reason := no_revision(table, row)):
        raise StoreError(reason)
    try:
        body = body_of(value)
    except (ValueError, RecursionError) as error:  # a number too long, events too deep within
        raise StoreError(f"{table} cannot be written, and is not: {error}") from error
    key = tables.key(value, body)
    if replaces and not hasattr(value, "id"):
        key = f"{table}/"
    item = given.setdefault((key, replaces), Item(value, body))
    if item.body != body:
        raise ConflictError(key, 0)


def _read_back(given: Mapping[Place, Item], tables: Tables) -> None:
    """Refuse what would not be read from its text as it is."""
    data = _parsed([item.body for item in given.values()])
    for ((key, _), item), datum in zip(given.items(), data or repeat(None)):  # noqa: B905
        try:
            again = tables.value(key, json.loads(item.body) if data is None else datum)
        except (TimelineError, ValueError, RecursionError) as error:
            reason = f"{key} could not be read again, and is not written: {error}"
            raise StoreError(reason) from error
        if again != item.value:
            raise StoreError(f"{key} would not come back as it is, and is not written")


def known_day(value: Any) -> int | None:
    """The last day number on which anything in a row is known; ``None`` for a row of a registry."""
    days = [getattr(value, "known_day", None)]
    if isinstance(value, Correction):
        days.append(value.replacement.known_day)
    return max((day for day in days if day is not None), default=None)


def untimely(value: Any, recorded: int) -> str:
    """Why a row cannot be recorded yet; empty where it can.

    A day is left, since it may be tomorrow already where it happens.
    """
    day, today = known_day(value), time_of(recorded).toordinal()
    if day is None or day <= today + 1:
        return ""
    return (
        f"is known on {from_day_number(day)}, and it is recorded on "
        f"{from_day_number(today)}: nobody can have known it yet"
    )
