"""Columns of plain Python values with a declared type: what every frame is made from.

Nothing here needs a library. A `Table` goes to polars, pandas, pyarrow, DuckDB or narwhals
through the Arrow PyCapsule interface, which the extra ``ip4timeline[arrow]`` provides.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.display.tabular import Tabular, tables
from ip4timeline.engine.events.columns import Column
from ip4timeline.frames.columns import FORMAT

_FORMULA: Final = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


@attrs.frozen(eq=False, repr=False)
class Table(Tabular):
    """A table with a documented schema; ``None`` stands for what nothing says.

    Give it to anything that speaks Arrow (``polars.DataFrame(table)``, ``pyarrow.table(table)``,
    ``pandas.DataFrame.from_arrow(table)``, ``duckdb.sql("from table")``), or ask it for a frame.

    Attributes:
        name: what it is a table of.
        columns: the schema, in order.
        data: the values of each column, in the order of the rows.
        metadata: texts about the whole, kept by Arrow and Parquet; polars and pandas drop them.
    """

    name: str
    columns: tuple[Column, ...]
    data: Mapping[str, Sequence[Any]]
    metadata: Mapping[str, str]

    def __repr__(self) -> str:
        return f"<table {self.name}: {len(self)} rows, {len(self.columns)} columns>"

    def __len__(self) -> int:
        return len(self.data[self.columns[0].name])

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row by column, in order."""
        names = [column.name for column in self.columns]
        for cells in zip(*(self.data[name] for name in names), strict=True):
            yield dict(zip(names, cells, strict=True))

    def __arrow_c_schema__(self) -> object:
        """The schema alone, for a consumer that asks before it reads."""
        return tables().to_arrow(self).schema.__arrow_c_schema__()


def table(
    name: str,
    columns: tuple[Column, ...],
    rows: Iterable[Mapping[str, Any]],
    metadata: Mapping[str, str] | None = None,
) -> Table:
    """A table of rows; a column that a row does not name is ``None`` there."""
    data: dict[str, list[Any]] = {column.name: [] for column in columns}
    with without_collecting():  # what rows are folded from is kept, and so are they
        for row in rows:
            for column, values in data.items():
                values.append(row.get(column))
    head = {"ip4timeline.format": str(FORMAT), "ip4timeline.table": name}
    return Table(name, columns, data, {**head, **(metadata or {})})


def csv_of(table: Table, *, excel: bool = False) -> bytes:
    """A flat table as CSV (RFC 4180, with line feeds); what is null is empty.

    Args:
        table: the table.
        excel: whether to write it for Excel: with a byte order mark, without which it takes
            UTF-8 for something else, and an apostrophe before each text that it would take for
            a formula. Other programs see both, so read such a file with Excel alone.
    """
    out = _Lines()
    # A cell is quoted for what ends a line, and a carriage return alone does so for many readers.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow(map(_no_formula, row.values()) if excel else row.values())
    return "".join(out.lines).encode("utf-8-sig" if excel else "utf-8")


class _Lines:
    """Takes rows as `csv` writes them, each in one call, and ends them with a line feed alone."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, row: str) -> int:
        self.lines.append(row.removesuffix("\r\n") + "\n")
        return len(row)


def _no_formula(cell: Any) -> Any:
    # A full-width sign begins a formula too, and so does what stands after a line break.
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
