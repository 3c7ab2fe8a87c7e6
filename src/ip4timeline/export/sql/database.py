"""A timeline written as one SQLite database, by the standard library alone."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.columns import Column, ListOf, Record
from ip4timeline.engine.events.scalars import amount_text
from ip4timeline.engine.files.whole import write_whole
from ip4timeline.export.sql.relation import Relation
from ip4timeline.export.sql.tables import as_json, relations
from ip4timeline.frames.columns import FORMAT
from ip4timeline.record.databases import TABLES
from ip4timeline.relationship.projections.table import PROJECTIONS
from ip4timeline.relationship.timeline import Timeline

_TYPES: Final = {"whole": "INTEGER", "truth": "INTEGER", "number": "REAL"}
"""The types of columns in SQL; any other is a text."""


def to_sqlite(
    timeline: Timeline, path: str | Path, *, projections: Sequence[Any] = PROJECTIONS
) -> None:
    """Write a timeline as a SQLite database, whole or not at all.

    Its tables are described in itself, in the table ``columns``, and questions to it stand in the
    table ``queries``. It is no store: nothing is appended to it, and it is not read back.

    Args:
        timeline: what to write; of one that was cut at a day, what was public by then.
        path: the file; one that is there is replaced, unless it is a log or a database in use.
        projections: of which rules the history is written: the library's, or your own beside.

    Raises:
        TimelineError: as `write_sqlite`.
        OSError: it cannot be written; a file that was there is untouched.
    """
    write_whole({Path(path): write_sqlite(timeline, projections)})


def write_sqlite(timeline: Timeline, projections: Sequence[Any] = PROJECTIONS) -> bytes:
    """The bytes of such a database; equal timelines give equal ones by one version of SQLite.

    Raises:
        TimelineError: two kinds of your own have fields of one name and of two types, or fields
            that differ in capitals alone; two projections have one name, or two keys of one stand
            as one text; a number or text is beyond what SQLite holds; or the SQLite of this Python
            has no full-text search.
    """
    made = relations(timeline, projections)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN")
            for relation in made:
                _write(connection, relation)
            connection.execute(f"PRAGMA application_id={TABLES}")
            connection.execute(f"PRAGMA user_version={FORMAT}")
            connection.execute("COMMIT")
        except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
            raise TimelineError(f"this cannot be a SQLite database: {error}") from error
        return connection.serialize()


def _write(connection: sqlite3.Connection, relation: Relation) -> None:
    columns = relation.table.columns
    _check(relation)
    for statement in _definition(relation):
        connection.execute(statement)
    marks = ", ".join("?" * len(columns))
    rows = zip(*(_cells(c, relation.table.data[c.name]) for c in columns), strict=True)
    connection.executemany(f"INSERT INTO {_name(relation.name)} VALUES ({marks})", rows)
    if relation.searched:
        index = f"{relation.name}_fts"
        # Written out as tools look for it, which find by it what is searched.
        connection.execute(
            f"CREATE VIRTUAL TABLE {_name(index)} USING fts5("
            f"{', '.join(map(_name, relation.searched))}, content={_name(relation.name)})"
        )
        for what in ("rebuild", "optimize"):
            connection.execute(f"INSERT INTO {_name(index)}({_name(index)}) VALUES (?)", (what,))


def _check(relation: Relation) -> None:
    """Refuse what SQL takes for one column."""
    count = Counter(column.name.lower() for column in relation.table.columns)
    twice = [c.name for c in relation.table.columns if count[c.name.lower()] > 1]
    if twice:
        raise TimelineError(
            f"{' and '.join(twice)} are one column in SQL, which does not tell capitals: give one "
            "of the fields another name"
        )


def _definition(relation: Relation) -> Iterator[str]:
    """What makes a table, and what makes its rows quick to find."""
    key = [_name(name) for name in relation.key]
    lines = [f"{_name(c.name)} {_TYPES.get(str(c.type), 'TEXT')}" for c in relation.table.columns]
    if key:
        lines.append(f"PRIMARY KEY ({', '.join(key)})")
    for column, (other, there) in relation.refers.items():
        lines.append(f"FOREIGN KEY ({_name(column)}) REFERENCES {_name(other)}({_name(there)})")
    body = ",\n  ".join(lines)
    yield f"CREATE TABLE {_name(relation.name)} (\n  {body}\n)"
    for columns in relation.indexed:
        name = _name("_".join((relation.name, *columns)))
        yield f"CREATE INDEX {name} ON {_name(relation.name)} ({', '.join(map(_name, columns))})"


def _name(name: str) -> str:
    """A name as SQL reads it, whatever it is."""
    return '"' + name.replace('"', '""') + '"'


def _cells(column: Column, values: Sequence[Any]) -> Iterator[Any]:
    nested = isinstance(column.type, ListOf | Record)
    for value in values:
        if value is not None and nested:
            yield as_json(value)
        elif isinstance(value, Decimal):
            yield amount_text(value)
        elif isinstance(value, dt.date):
            yield value.isoformat()
        else:
            yield value
