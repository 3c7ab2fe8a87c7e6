"""How an object becomes a table of other libraries; the tables themselves are in `frames`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import arro3.core
    import duckdb
    import pandas
    import polars

    from ip4timeline.frames import Table


class Framed:
    """An object that polars, pandas, pyarrow, DuckDB and narwhals take as a table.

    The room `frames`, which stands far above, is loaded only when somebody asks for a table.
    """

    __slots__ = ()

    def _framed(self) -> Table:
        """The table."""
        raise NotImplementedError

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as an Arrow C stream, for whatever reads Arrow.

        Raises:
            MissingExtraError: ``ip4timeline[arrow]`` is not installed.
        """
        return self._framed().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> arro3.core.Table:
        """An Arrow table, metadata included; ``pyarrow.table(...)`` takes it without a copy."""
        return self._framed().to_arrow()

    def to_polars(self) -> polars.DataFrame:
        """A polars frame; needs ``ip4timeline[polars]``."""
        return self._framed().to_polars()

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas frame; needs ``ip4timeline[pandas]``, and not pyarrow."""
        return self._framed().to_pandas()

    def to_duckdb(
        self, connection: duckdb.DuckDBPyConnection | None = None, name: str | None = None
    ) -> duckdb.DuckDBPyRelation:
        """A DuckDB table of this name, by default the table's own; see `frames.Table`."""
        return self._framed().to_duckdb(connection, name)
