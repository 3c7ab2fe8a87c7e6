"""The record as a database: one SQLite file for any SQL tool, and for Datasette its metadata."""

from ip4timeline.engine._door import door as _door

_ROOMS = {
    "ip4timeline.export.sql.database": "to_sqlite write_sqlite",
    "ip4timeline.export.sql.datasette": "datasette_metadata",
    "ip4timeline.export.sql.queries": "QUERIES Query",
}
"""The public names of the room, by the module that defines each; the stub is generated."""

__all__, __getattr__, __dir__ = _door(__name__, _ROOMS)
