"""Tables as Arrow, by way of arro3: a light producer of the PyCapsule interface.

arro3-core is one wheel without dependencies. Whatever speaks the interface - polars, pandas,
pyarrow, DuckDB, narwhals - takes its tables without a copy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ip4timeline.engine.errors import TimelineError, did_you_mean, nearest
from ip4timeline.engine.events.columns import ListOf, Record, Type
from ip4timeline.frames.extras import check_columns, need

if TYPE_CHECKING:
    import arro3.core

    from ip4timeline.frames.table import Table

MONEY: Final = (25, 6)
"""Digits and decimals of an amount of money, which is what `Support` accepts at most."""
EPOCH: Final = dt.date(1970, 1, 1).toordinal()
"""The day number from which Arrow counts."""
_LAST: Final = dt.date.max.toordinal()
_ROWS: Final = 1 << 14
"""Rows that are looked at together: their cells stand in memory as Python's own."""


def _core() -> Any:
    return need("arro3.core", "arrow")


@cache
def data_type(type: Type) -> Any:
    """The Arrow type of a column's type."""
    core = _core()
    match type:
        case ListOf(item):
            return core.DataType.list(core.Field("item", data_type(item)))
        case Record(fields):
            return core.DataType.struct([core.Field(f.name, data_type(f.type)) for f in fields])
        case "whole":
            return core.DataType.int64()
        case "truth":
            return core.DataType.bool()
        case "number":
            return core.DataType.float64()
        case "day":
            return core.DataType.date32()
        case "money":
            return core.DataType.decimal128(*MONEY)
    return core.DataType.utf8()


def array(type: Type, values: Sequence[Any]) -> Any:
    """An Arrow array of values; ``None`` is null."""
    core = _core()
    absent = [value is None for value in values]
    match type:
        case ListOf(item):
            offsets = [0]
            flat: list[Any] = []
            for value in values:
                flat.extend(value or ())
                offsets.append(len(flat))
            return core.list_array(
                core.Array(offsets, core.DataType.int32()),
                array(item, flat),
                type=data_type(type),
                mask=core.Array(absent, core.DataType.bool()),
            )
        case Record(fields):
            inner = [
                array(f.type, [None if v is None else v[f.name] for v in values]) for f in fields
            ]
            named = [core.Field(f.name, data_type(f.type)) for f in fields]
            mask = core.Array(absent, core.DataType.bool())
            return core.struct_array(inner, fields=named, mask=mask)
        case "day":
            days = [None if v is None else v.toordinal() - EPOCH for v in values]
            return core.Array(days, core.DataType.int32()).cast(data_type(type))
        case "money":
            texts = [None if v is None else format(v, "f") for v in values]
            return core.Array(texts, core.DataType.utf8()).cast(data_type(type))
    return core.Array(values, data_type(type))


def to_arrow(table: Table) -> arro3.core.Table:
    """An Arrow table, metadata included.

    Raises:
        MissingExtraError: ``ip4timeline[arrow]`` is not installed.
    """
    core = _core()
    arrays = [array(c.type, list(table.data[c.name])) for c in table.columns]
    fields = [
        core.Field(c.name, data_type(c.type), metadata={"description": c.meaning})
        for c in table.columns
    ]
    schema = core.Schema(fields, metadata=dict(table.metadata))
    batch = core.RecordBatch.from_arrays(arrays, schema=schema)
    found: arro3.core.Table = core.Table.from_batches([batch], schema=schema)
    return found


def as_requested(table: arro3.core.Table, requested: object) -> arro3.core.Table:
    """A table with the columns and types of an Arrow C schema.

    Raises:
        TimelineError: it has no such column, or one cannot be of the type that is asked for.
    """
    core = _core()
    schema = core.Schema.from_arrow_pycapsule(requested)
    columns = []
    for place, name in enumerate(schema.names):
        if name not in table.column_names:
            raise TimelineError(
                f"the requested column {name!r} is not there"
                f"{did_you_mean(nearest(name, table.column_names))}"
            )
        column, wanted = table.column(name), schema.types[place]
        try:
            columns.append(column if column.type.equals(wanted) else column.cast(wanted))
        except Exception as error:  # of arro3, which names no class of it
            raise TimelineError(
                f"the column {name!r} is {column.type} and cannot be {wanted}: {error}"
            ) from None
    made: arro3.core.Table = core.Table.from_arrays(columns, schema=schema)
    return made


def batches_of(data: Any) -> tuple[Iterator[Batch], tuple[str, ...], Mapping[str, str]]:
    """The batches, the names of the columns and the metadata of anything that speaks Arrow.

    One batch is read after the other, each of some thousand rows.

    Raises:
        TimelineError: it does not.
        MissingExtraError: ``ip4timeline[arrow]`` is not installed.
    """
    if not hasattr(data, "__arrow_c_stream__"):
        raise TimelineError(
            f"a {type(data).__name__} does not speak Arrow (it has no __arrow_c_stream__); "
            "give a frame, an Arrow table or a list of rows"
        )
    try:
        found = _core().RecordBatchReader.from_arrow(data)
    except ValueError as error:  # of arro3: one column alone is no frame
        raise TimelineError(
            f"a {type(data).__name__} has no rows of columns ({error}); give a frame, an Arrow "
            "table or a list of rows"
        ) from None
    schema = found.schema
    check_columns(schema.names)
    metadata = {
        key.decode(errors="replace"): value.decode(errors="replace")
        for key, value in (schema.metadata or {}).items()
    }
    names = tuple(schema.names)
    return _batches(found, names), names, metadata


def rows_of(data: Any) -> tuple[Iterator[dict[str, Any]], tuple[str, ...], Mapping[str, str]]:
    """The rows, the names of the columns and the metadata of anything that speaks Arrow.

    Raises:
        TimelineError: it does not.
        MissingExtraError: ``ip4timeline[arrow]`` is not installed.
    """
    batches, names, metadata = batches_of(data)
    return (row for batch in batches for row in batch.rows()), names, metadata


def _batches(reader: Any, names: tuple[str, ...]) -> Iterator[Batch]:
    for whole in reader:
        for start in range(0, whole.num_rows, _ROWS):
            part = whole.slice(start, min(_ROWS, whole.num_rows - start))
            yield Batch({name: part.column(at) for at, name in enumerate(names)}, part.num_rows)


class Batch:
    """Some rows, column by column."""

    def __init__(self, columns: Mapping[str, Any], count: int) -> None:
        self._columns = columns
        self.count = count

    def says(self, name: str) -> bool:
        """Whether a column says anything in any of the rows."""
        column = self._columns[name]
        _values(column.slice(0, 1), name)  # a type of which nothing can be made is refused
        return bool(column.null_count < self.count)

    def keys(self, name: str) -> Keys:
        """A column as keys of its cells."""
        return _keys(self._columns[name], name)

    def row(self, place: int) -> dict[str, Any]:
        """One row, by column."""
        each = self._columns.items()
        return {name: _values(column.slice(place, 1), name)[0] for name, column in each}

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows, by column."""
        columns = {name: _values(column, name) for name, column in self._columns.items()}
        for cells in zip(*columns.values(), strict=True):
            yield dict(zip(columns, cells, strict=True))


class Keys(NamedTuple):
    """A column: for each cell a hashable key, equal for equal cells, quicker made than the cell.

    Attributes:
        keys: the keys in order; ``None`` where the cell says nothing.
        cell: what makes the cell of a key.
        plain: how the cells stand in plain data, where each key is its cell.
    """

    keys: Sequence[Any]
    cell: Callable[[Any], Any]
    plain: Literal["text", "whole", "truth", "number"] | None = None


def _keys(column: Any, name: str) -> Keys:
    core = _core().DataType
    type_, whole = column.type, column.null_count == 0
    if core.is_date32(type_):
        days = column.cast(core.int32()).to_pylist()
        if all(day is None or 0 < day + EPOCH <= _LAST for day in days):
            return Keys(days, _day)
    elif whole and (core.is_list(type_) or core.is_large_list(type_)):
        arrow = _core()
        inner = _keys(arrow.list_flatten(column), name)
        ends = arrow.list_offsets(column).to_pylist()
        return Keys(_lists(tuple(inner.keys), ends), _list_maker(inner.cell))
    elif whole and core.is_struct(type_) and type_.num_fields:
        names = [field.name for field in type_.fields]
        parts = [_keys(_core().struct_field(column, [at]), name) for at in range(len(names))]
        records = list(zip(*(part.keys for part in parts), strict=True))
        return Keys(records, _record_maker(names, [part.cell for part in parts]))
    cells = _values(column, name)
    if core.is_nested(type_) or core.is_dictionary(type_):
        return Keys([_frozen(cell) for cell in cells], _thawed)
    return Keys(cells, _same, _plain(type_))


def _lists(items: tuple[Any, ...], ends: Sequence[int]) -> list[tuple[Any, ...]]:
    """The items from each place to the next, where the first of all stands at the first place."""
    first = ends[0]
    if ends == list(range(first, first + len(ends))):  # one each, as most events have
        return list(zip(items, strict=True))
    return [items[a - first : b - first] for a, b in pairwise(ends)]


def _plain(type_: Any) -> Literal["text", "whole", "truth", "number"] | None:
    core = _core().DataType
    if core.is_string(type_) or core.is_large_string(type_) or core.is_string_view(type_):
        return "text"
    if core.is_integer(type_):
        return "whole"
    if core.is_boolean(type_):
        return "truth"
    return "number" if core.is_float64(type_) else None


def _same(key: Any) -> Any:
    return key


def _day(key: int | None) -> dt.date | None:
    return None if key is None else dt.date.fromordinal(key + EPOCH)


def _list_maker(item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda key: [item(one) for one in key]


def _record_maker(
    names: Sequence[str], parts: Sequence[Callable[[Any], Any]]
) -> Callable[[Any], Any]:
    def record(key: tuple[Any, ...]) -> dict[str, Any]:
        return {n: part(one) for n, part, one in zip(names, parts, key, strict=True)}

    return record


class _Named(tuple[Any, ...]):
    """The fields of a record, each with its name."""


def _frozen(cell: Any) -> Any:
    if isinstance(cell, list):
        return tuple(map(_frozen, cell))
    if isinstance(cell, dict):
        return _Named((name, _frozen(value)) for name, value in cell.items())
    return cell


def _thawed(key: Any) -> Any:
    if isinstance(key, _Named):
        return {name: _thawed(value) for name, value in key}
    return [_thawed(one) for one in key] if isinstance(key, tuple) else key


def _values(column: Any, name: str) -> list[Any]:
    """The cells of a column as Python's own."""
    try:
        values: list[Any] = column.to_pylist()
    except BaseException as error:  # arro3 panics at a type that it does not know
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise TimelineError(
            f"the column {name!r} is {column.type}, of which no values can be made: cast it to "
            "text, numbers, days or lists of them"
        ) from None
    return values
