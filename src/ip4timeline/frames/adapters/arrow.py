"""Tables as Arrow, by way of arro3: a light producer of the PyCapsule interface.

arro3-core is one wheel without dependencies. Whatever speaks the interface - polars, pandas,
pyarrow, DuckDB, narwhals - takes its tables without a copy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ip4timeline.engine.errors import TimelineError, did_you_mean, nearest
from ip4timeline.engine.events.columns import ListOf, Record, Type
from ip4timeline.frames.extras import check_columns, need

if TYPE_CHECKING:
    import arro3.core

    from ip4timeline.frames.table import Table

MONEY: Final = (25, 6)
"""Digits and decimals of an amount of money, which is what `Support` accepts at most."""
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()


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
            days = [None if v is None else v.toordinal() - _EPOCH for v in values]
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


def rows_of(data: Any) -> tuple[Iterator[dict[str, Any]], tuple[str, ...], Mapping[str, str]]:
    """The rows, the names of the columns and the metadata of anything that speaks Arrow.

    Raises:
        TimelineError: it does not.
        MissingExtraError: ``ip4timeline[arrow]`` is not installed.
    """
    if not hasattr(data, "__arrow_c_stream__"):
        raise TimelineError(
            f"a {type(data).__name__} does not speak Arrow (it has no __arrow_c_stream__); "
            "give a frame, an Arrow table or a list of rows"
        )
    found = _core().Table.from_arrow(data)
    schema = found.schema
    check_columns(schema.names)
    metadata = {
        key.decode(errors="replace"): value.decode(errors="replace")
        for key, value in (schema.metadata or {}).items()
    }
    return _rows(found), tuple(schema.names), metadata


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    names = table.column_names
    for batch in table.to_batches():
        columns = {name: _values(batch.column(at), name) for at, name in enumerate(names)}
        for at in range(batch.num_rows):
            yield {name: values[at] for name, values in columns.items()}


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
