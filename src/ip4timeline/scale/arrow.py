"""Arrow in and out of the shards of a fold, by way of pyarrow, which Spark and Dask speak too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ip4timeline.engine.errors import TimelineError
from ip4timeline.frames.adapters.arrow import EPOCH
from ip4timeline.frames.extras import check_columns, need

need("pyarrow", "shards")  # says what to install where it is missing
import pyarrow  # noqa: E402
import pyarrow.compute  # noqa: E402
import pyarrow.ipc  # noqa: E402
import pyarrow.parquet  # noqa: E402

pa: Any = pyarrow
pc: Any = pyarrow.compute
ipc: Any = pyarrow.ipc
pq: Any = pyarrow.parquet


def as_table(data: Any) -> Any:
    """A table of pyarrow, each column in one piece and of a type that all functions know.

    Args:
        data: a table or batch of pyarrow, or anything that speaks Arrow.

    Raises:
        TimelineError: it does not, or two columns have one name.
    """
    if isinstance(data, pa.RecordBatch):
        data = pa.Table.from_batches([data])
    elif not isinstance(data, pa.Table):
        if not hasattr(data, "__arrow_c_stream__"):
            raise TimelineError(
                f"a {type(data).__name__} does not speak Arrow (it has no __arrow_c_stream__); "
                "give an Arrow table or batch"
            )
        data = pa.table(data)
    check_columns(data.column_names)
    for at, field in enumerate(data.schema):
        if pa.types.is_string_view(field.type):
            data = data.set_column(at, field.name, data.column(at).cast(pa.large_string()))
        elif pa.types.is_dictionary(field.type):
            data = data.set_column(at, field.name, data.column(at).cast(field.type.value_type))
    return data.combine_chunks()


def whole_column(table: Any, name: str) -> Any:
    """A column of `as_table` as one array."""
    column = table.column(name)
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def day_numbers(array: Any, absent: int | None = None) -> list[Any]:
    """An array of days as day numbers; null is ``absent``."""
    found = pc.add(pc.cast(pc.cast(array, pa.date32()), pa.int32()), EPOCH)
    return list((found if absent is None else pc.fill_null(found, absent)).to_pylist())


def days(numbers: Iterable[int | None]) -> Any:
    """Day numbers as an array of days."""
    counted = [None if number is None else number - EPOCH for number in numbers]
    return pa.array(counted, pa.int32()).cast(pa.date32())


def append(file: Path, table: Any) -> None:
    """Write a table behind those that a file has."""
    options = ipc.IpcWriteOptions(compression="lz4")
    with file.open("ab") as sink, ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)


def batches(files: Iterable[Path]) -> Iterator[Any]:
    """The batches of all tables of files that `append` wrote, one in memory at a time."""
    for file in files:
        size = file.stat().st_size
        with pa.OSFile(str(file)) as source:
            while source.tell() < size:
                yield from ipc.open_stream(source)
