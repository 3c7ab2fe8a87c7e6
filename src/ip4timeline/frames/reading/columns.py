"""Tables of events by columns: what their types say is not asked of each row again.

The entries are those that the rows would give, and so are the faults: a row of which anything is
odd is read alone, by what reads rows. So there is one meaning, and the columns are only quick.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.codec.columnar import Kind
from ip4timeline.engine.errors import Fault, RecordError
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.frames.cells import Fields, absent
from ip4timeline.frames.entries import DATES, STANDING, SUPERSEDED
from ip4timeline.frames.reading.rows import Part, Read, RowReader, disagreements, part
from ip4timeline.frames.schema import MORE
from ip4timeline.nato.codes import deciding

if TYPE_CHECKING:
    from ip4timeline.frames.adapters.arrow import Batch, Keys

_KEPT: Final = 1 << 16
_FEW: Final = 8
"""Up to one row in so many is looked up by itself; of more the whole batch is made rows."""
Places = Sequence[int]


class _Table(NamedTuple):
    """A batch of which the columns that say anything are keys, and those that are derived."""

    rows: int
    columns: Mapping[str, Keys]
    derived: Mapping[str, Keys | None]
    names: Sequence[str]


class ColumnReader:
    """Reads batches of columns.

    Args:
        fields: by which column a cell is read.
        rows: what reads a row alone.
        kind: the kind of every row, of a table without such a column; else empty.
    """

    def __init__(self, fields: Fields, rows: RowReader, kind: str) -> None:
        self._fields = fields
        self._rows = rows
        self._kind = kind
        self._classes = kinds()
        self._kinds: dict[type[Entry], Kind] = {}
        self._checks: dict[type[Entry], list[_Check]] = {}

    def read(
        self, batches: Iterator[Batch], names: Sequence[str], faults: list[Fault]
    ) -> Iterator[Part]:
        """What the sound rows of each batch say.

        Args:
            batches: the table.
            names: its columns.
            faults: where those of every row are added, in their order.
        """
        start = 0
        for batch in batches:
            yield self._read(batch, names, start + 1, faults)
            start += batch.count

    def _read(self, batch: Batch, names: Sequence[str], first: int, faults: list[Fault]) -> Part:
        table = self._table(batch, names)
        entries: list[Any] = self._entries(table)
        column = table.columns.get("account")
        accounts = () if column is None else column.keys
        numbers = range(first, first + batch.count)
        found = Part(numbers[-1], numbers, accounts, entries)
        odd = [at for at, entry in enumerate(entries) if entry is None]
        if not odd:
            return found
        reads: list[Read | None] = [*found.reads()]
        for at, row in _rows(batch, odd):
            try:
                reads[at] = self._rows.read(first + at, row)
            except RecordError as error:
                faults += error.faults
                reads[at] = None
        return part(found.so_far, [read for read in reads if read is not None])

    def _table(self, batch: Batch, names: Sequence[str]) -> _Table:
        known = self._fields.known
        columns: dict[str, Keys] = {}
        derived: dict[str, Keys | None] = {}
        for name in names:
            says = batch.says(name)
            if name in known and known[name].derived:
                if name != "confidence":  # it follows from the registries, and nobody asks it
                    derived[name] = batch.keys(name) if says else None
            elif says:
                columns[name] = batch.keys(name)
        return _Table(batch.count, columns, derived, names)

    def _entries(self, table: _Table) -> list[Entry | None]:
        """The entry of each row; ``None`` for one that is odd."""
        found: list[Entry | None] = [None] * table.rows
        for kind, places in self._by_kind(table):
            cls = self._classes.get(kind)
            if cls is None or issubclass(cls, Amendment):
                continue
            made = self._of_kind(cls, table, places)
            if places is None:
                return made
            for at, entry in zip(places, made, strict=True):
                found[at] = entry
        return found

    def _by_kind(self, table: _Table) -> Iterator[tuple[Any, Places | None]]:
        """Each kind with the places of its rows; ``None`` for all."""
        if self._kind:
            if "kind" not in table.names:
                yield self._kind, None
            return
        if "kind" not in table.columns:
            return
        kinds = table.columns["kind"].keys
        if len(set(kinds)) == 1:
            yield kinds[0], None
            return
        places: dict[Hashable, list[int]] = {}
        for at, kind in enumerate(kinds):
            places.setdefault(kind, []).append(at)
        yield from places.items()

    def _of_kind(
        self, cls: type[Entry], table: _Table, places: Places | None
    ) -> list[Entry | None]:
        count = table.rows if places is None else len(places)
        maker = self._kinds.get(cls)
        if maker is None:
            maker = self._kinds[cls] = Kind(cls)
        if maker.steps is None or ("version" not in table.columns and cls.version != 1):
            return [None] * count
        read = self._fields.of({"kind": cls.kind, "version": cls.version})
        batch = maker.batch(count)
        for name, column in table.columns.items():
            keys = _at(column.keys, places)
            if name == "account":
                batch.odd(_unlike(keys, (None, STANDING, SUPERSEDED)))
            elif name == "version":
                batch.odd(_unlike(keys, (cls.version, *((None,) if cls.version == 1 else ()))))
            elif name == MORE.name:
                batch.odd(_unlike(keys, (None,)))
            elif name != "kind":
                type_ = self._fields.type_of(cls, name)
                as_it_is = column.plain if column.plain == type_ else None
                batch.fill(name, keys, _reader(name, column.cell, read), as_it_is)
        made = batch.made()
        for check in self._checks_of(cls, table):
            check.run(made, [_at_or_none(table.derived[name], places) for name in check.names])
        return made

    def _checks_of(self, cls: type[Entry], table: _Table) -> list[_Check]:
        found = self._checks.get(cls)
        if found is None:
            fields = {field.name for field in attrs.fields(cls)}
            codes = ("partners", *deciding(cls.kind)) if "partners" in fields else ()
            names = table.derived
            sides: tuple[tuple[Sequence[str], list[str]], ...] = (
                (("occurred.text",), [name for name in names if name in DATES]),
                (codes, [name for name in names if name not in DATES]),
            )
            found = [_Check(by, chosen, self._fields) for by, chosen in sides if chosen]
            self._checks[cls] = found
        return found


class _Check:
    """Whether some derived columns follow from some fields, asked once for equal ones.

    Args:
        by: the fields from which they follow.
        names: the columns.
        fields: by which column a cell is read.
    """

    def __init__(self, by: Sequence[str], names: Sequence[str], fields: Fields) -> None:
        self._by = [attrgetter(name) for name in by]
        self.names = names
        self._known = fields.known
        self._agrees: BoundedCache[bool] = BoundedCache(_KEPT)

    def run(self, made: list[Entry | None], columns: Sequence[Keys | None]) -> None:
        """Take away the entries of rows in which they do not."""
        cells = [[None] * len(made) if column is None else column.keys for column in columns]
        for at, (entry, *keys) in enumerate(zip(made, *cells, strict=True)):
            if entry is None:
                continue
            asked = (*(read(entry) for read in self._by), *keys)
            agrees = self._agrees.get(asked)
            if agrees is None:
                row = {
                    name: None if column is None else column.cell(key)
                    for name, column, key in zip(self.names, columns, keys, strict=True)
                }
                agrees = not any(disagreements(entry, None, row, self._known))
                self._agrees.put(asked, agrees)
            if not agrees:
                made[at] = None


def _reader(
    name: str, cell: Callable[[Any], Any], read: Callable[[str, Any], Any]
) -> Callable[[Any], Any]:
    def plain(key: Any) -> Any:
        found = cell(key)
        return None if absent(found) else read(name, found)

    return plain


def _at(keys: Sequence[Any], places: Places | None) -> Sequence[Any]:
    return keys if places is None else [keys[at] for at in places]


def _at_or_none(column: Keys | None, places: Places | None) -> Keys | None:
    return None if column is None else column._replace(keys=_at(column.keys, places))


def _unlike(keys: Sequence[Any], sound: tuple[Any, ...]) -> Iterator[int]:
    """The places of keys that are none of some, nor of their type."""
    fine = {(type(one), one) for one in sound}
    usual = {key for key in set(keys) if (type(key), key) in fine}
    return (at for at, key in enumerate(keys) if key not in usual)


def _rows(batch: Batch, places: Places) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if len(places) * _FEW <= batch.count:
        yield from ((at, batch.row(at)) for at in places)
        return
    wanted = set(places)
    yield from ((at, row) for at, row in enumerate(batch.rows()) if at in wanted)
