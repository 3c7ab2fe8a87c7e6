"""Columns of plain Python values with a declared type: what every frame is made from.

Nothing here needs a library. A `Table` goes to polars, pandas, pyarrow, DuckDB or narwhals
through the Arrow PyCapsule interface, which the extra ``ip4timeline[arrow]`` provides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from ip4timeline.actors import Partner
from ip4timeline.framed import Framed
from ip4timeline.when import When, from_day_number

if TYPE_CHECKING:
    import arro3.core
    import duckdb
    import pandas
    import polars

FORMAT: Final = 1
"""The version of every schema; a column that is renamed, retyped or dropped raises it."""
Simple = Literal["text", "json", "whole", "truth", "day", "money"]
"""``text``; ``json``: a text that holds JSON; ``whole``: a whole number; ``truth``: true or false;
``day``: a full day; ``money``: an exact decimal of up to 19 digits and 6 decimals."""


@attrs.frozen
class ListOf:
    """A list of items of one type."""

    item: Type

    def __str__(self) -> str:
        return f"list of {self.item}"


@attrs.frozen
class Record:
    """Named fields, each of its type."""

    fields: tuple[Column, ...]

    def __str__(self) -> str:
        return "{" + ", ".join(f"{f.name}: {f.type}" for f in self.fields) + "}"


Type = Simple | ListOf | Record


@attrs.frozen
class Column:
    """One column: its name, the type of its values, and what they mean.

    ``derived`` marks what follows from other columns: it serves the reader, and a reader of
    the frame into a timeline only checks it.
    """

    name: str
    type: Type
    meaning: str
    derived: bool = False


@attrs.frozen(eq=False, repr=False)
class Table(Framed):
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

    # The libraries are optional: each method loads its own only when it is called, so that
    # the core needs none of them.

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as an Arrow C stream; the schema is offered as it is.

        Raises:
            MissingExtraError: ``ip4timeline[arrow]`` is not installed.
        """
        from ip4timeline.integrations.arrow import to_arrow

        return to_arrow(self).__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """The schema alone, for a consumer that asks before it reads."""
        from ip4timeline.integrations.arrow import to_arrow

        return to_arrow(self).schema.__arrow_c_schema__()

    def to_arrow(self) -> arro3.core.Table:
        """An Arrow table, metadata included; ``pyarrow.table(...)`` takes it without a copy."""
        from ip4timeline.integrations.arrow import to_arrow

        return to_arrow(self)

    def to_polars(self) -> polars.DataFrame:
        """A polars frame; needs ``ip4timeline[polars]``."""
        from ip4timeline.integrations.polars import to_polars

        return to_polars(self)

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas frame; needs ``ip4timeline[pandas]``, and not pyarrow."""
        from ip4timeline.integrations.pandas import to_pandas

        return to_pandas(self)

    def to_duckdb(
        self, connection: duckdb.DuckDBPyConnection | None = None, name: str | None = None
    ) -> duckdb.DuckDBPyRelation:
        """A DuckDB table of this name, by default its own; needs ``ip4timeline[duckdb]``.

        Args:
            connection: where to make it; left out, DuckDB's default one, in memory.
            name: what to call it; a table of that name is replaced.
        """
        from ip4timeline.integrations.duckdb import to_duckdb

        return to_duckdb(self, connection, name)


def table(
    name: str,
    columns: tuple[Column, ...],
    rows: Iterable[Mapping[str, Any]],
    metadata: Mapping[str, str] | None = None,
) -> Table:
    """A table of rows; a column that a row does not name is ``None`` there."""
    data: dict[str, list[Any]] = {column.name: [] for column in columns}
    for row in rows:
        for column, values in data.items():
            values.append(row.get(column))
    head = {"ip4timeline.format": str(FORMAT), "ip4timeline.table": name}
    return Table(name, columns, data, {**head, **(metadata or {})})


def day(value: dt.date | None) -> dt.date | None:
    """A date as the standard library has it, which every library of frames knows."""
    return None if value is None else dt.date(value.year, value.month, value.day)


def day_of(number: int | None) -> dt.date | None:
    """The standard library's date of a day number."""
    return None if number is None else day(from_day_number(number))


def bounds(when: When, prefix: str = "") -> dict[str, Any]:
    """The columns of a `When` beside its text: earliest, latest, until."""
    return {
        f"{prefix}earliest": day(when.earliest),
        f"{prefix}latest": day(when.latest),
        f"{prefix}until": day(when.until),
    }


PARTNER: Final = (
    Column("partner", "text", "slug of the partner; null where it is about none of the four"),
    Column("partner_iso3", "text", "its ISO 3166-1 alpha-3 code"),
    Column("partner_cow", "whole", "its country number in the Correlates of War project"),
)
"""The columns by which a row joins with other data about one of the four."""


def partner_cells(partner: Partner | None) -> dict[str, Any]:
    """The cells of `PARTNER`."""
    if partner is None:
        return {}
    return {
        "partner": partner.value,
        "partner_iso3": partner.alpha3,
        "partner_cow": partner.cow,
    }


def schema_page(columns: Iterable[Column]) -> str:
    """Columns as a Markdown table, as the documentation shows them."""
    lines = ["| column | type | meaning |", "|---|---|---|"]
    for column in columns:
        mark = " (derived)" if column.derived else ""
        lines.append(f"| `{column.name}` | {column.type} | {column.meaning}{mark} |")
    return "\n".join(lines) + "\n"
