"""Tables within DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ip4timeline.frames.extras import need

if TYPE_CHECKING:
    import duckdb

    from ip4timeline.frames.table import Table


def to_duckdb(
    table: Table, connection: duckdb.DuckDBPyConnection | None = None, name: str | None = None
) -> duckdb.DuckDBPyRelation:
    """A table of DuckDB with the rows of ``table``; lists and records keep structure.

    Args:
        table: what to copy into it.
        connection: where to make it; left out, DuckDB's default one, which is in memory and
            which ``duckdb.sql`` asks.
        name: what to call it; left out, the name of the table. One of that name is replaced.

    Raises:
        MissingExtraError: ``ip4timeline[duckdb]`` is not installed.
    """
    library = need("duckdb", "duckdb")
    made = library.default_connection() if connection is None else connection
    called = '"' + (name or table.name).replace('"', '""') + '"'
    made.register("_ip4timeline_rows", table.to_arrow())
    try:
        made.execute(f"create or replace table {called} as from _ip4timeline_rows")
    finally:
        made.unregister("_ip4timeline_rows")
    found: duckdb.DuckDBPyRelation = made.sql(f"from {called}")
    return found
