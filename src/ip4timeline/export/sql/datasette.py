"""What Datasette shows of a database beside its rows: questions, meanings, labels.

The form is that of ``metadata.json`` (https://docs.datasette.io/en/stable/metadata.html), which
Datasette takes with ``-m``; it was tried with 0.65.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any, Final

from ip4timeline.export.sql.queries import QUERIES

_SORTED: Final[Mapping[str, str]] = {"events": "latest", "versions": "since", "spells": "spell"}
_FACETS: Final[Mapping[str, list[Any]]] = {
    "events": ["kind", {"array": "partners"}, "confidence"],
    "spells": ["projection", "partner"],
    "sources": ["tier", "publisher"],
}


def datasette_metadata(
    data: bytes, database: str = "record", *, licence: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What Datasette is told of a database, as plain data for JSON.

    Args:
        data: the database, as `write_sqlite` gives it; what its tables and columns mean is said
            in itself.
        database: what Datasette calls it: the name of its file without the suffix.
        licence: the ``name`` and ``path`` of the licence of what it holds, if it has one.
    """
    tables: dict[str, Any] = {}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        for name, what, label in connection.execute("SELECT name, what, label FROM tables"):
            tables[name] = {"description": what, **({"label_column": label} if label else {})}
            if name in _SORTED:
                tables[name]["sort"] = _SORTED[name]
            if name in _FACETS:
                tables[name]["facets"] = _FACETS[name]
        for name, column, meaning in connection.execute(
            "SELECT in_table, name, meaning FROM columns"
        ):
            tables[name].setdefault("columns", {})[column] = meaning
    queries = {
        query.name: {
            "title": query.title,
            "description": query.what,
            "sql": query.sql,
            "params": list(query.parameters),
        }
        for query in QUERIES
    }
    found: dict[str, Any] = {"databases": {database: {"queries": queries, "tables": tables}}}
    if licence is not None:
        found |= {"license": licence["name"], "license_url": licence["path"]}
    return found
