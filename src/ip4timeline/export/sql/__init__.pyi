"""Generated from the table of public names in the module beside it."""

from ip4timeline.export.sql.database import to_sqlite, write_sqlite
from ip4timeline.export.sql.datasette import datasette_metadata
from ip4timeline.export.sql.queries import QUERIES, Query

__all__ = [
    "QUERIES",
    "Query",
    "datasette_metadata",
    "to_sqlite",
    "write_sqlite",
]
