"""The format of a log in a SQLite file: how it is known, made, and taken away again."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ip4timeline.engine.files.whole import KEPT
from ip4timeline.record.databases import NO_LOG, TABLES
from ip4timeline.store.errors import DamagedError, StoreError

_VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE about(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE log(
  position INTEGER PRIMARY KEY,
  recorded INTEGER NOT NULL,
  key TEXT NOT NULL,
  replaces INTEGER NOT NULL,
  body TEXT NOT NULL,
  chain BLOB NOT NULL,
  UNIQUE(key, replaces)
);
CREATE INDEX log_recorded ON log(recorded);
CREATE TABLE checkpoint(
  name TEXT PRIMARY KEY,
  log TEXT NOT NULL,
  position INTEGER NOT NULL,
  chain TEXT NOT NULL,
  base TEXT NOT NULL,
  version TEXT NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER log_keeps BEFORE UPDATE ON log
  BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_holds BEFORE DELETE ON log
  BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
"""
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
FAILURES: Final = (sqlite3.Error, UnicodeDecodeError)
"""What a connection raises: of a damaged file the message itself may be no text."""


def told(error: Exception, path: Path, otherwise: StoreError) -> StoreError:
    """What to raise for a failure: what no waiting mends is not called unavailable.

    Args:
        error: what the connection raised.
        path: the file.
        otherwise: what to raise where the file itself is not at fault.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return StoreError(f"{path} is no SQLite database; name another file")
    undone = code == sqlite3.SQLITE_ERROR and str(error).startswith("no such ")
    if undone or code == sqlite3.SQLITE_CORRUPT or isinstance(error, UnicodeDecodeError):
        return DamagedError(0, f"in {path} is not what was written ({reason(error)})")
    return otherwise


def reason(error: Exception) -> str:
    """What is wrong with a file, in the words of SQLite, bytes that are no text spelt out."""
    if isinstance(error, UnicodeDecodeError):
        return error.object.decode("utf-8", "backslashreplace")
    return str(error)


def prepare(connection: Any, path: Path, *, make: bool, timeout: float) -> bool:
    """Make a new connection to a log ready, and the log where there is none.

    Args:
        connection: the connection.
        path: the file, for errors.
        make: whether an empty file is made a log.
        timeout: for how many seconds to wait for others who make it.

    Returns:
        whether the log was made here.

    Raises:
        StoreError: the file is something else, which is left as it was.
    """
    connection.execute("BEGIN")  # one look: another may be making it
    known, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version")
    )
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    connection.execute("COMMIT")
    if known == TABLES:
        raise StoreError(f"{path} {NO_LOG}")
    if known != KEPT and (known or version or tables):
        raise StoreError(f"{path} is a database of something else; name another file")
    if known == 0 and not make:
        raise StoreError(f"{path} is empty and no log; name another file")
    made = known == 0 and _make(connection, timeout)
    if known and version != _VERSION:
        raise StoreError(
            f"{path} is a log of format {version}, and {_VERSION} is read here: "
            "use the version of ip4timeline that wrote it, and export and restore"
        )
    # What is acknowledged is on the disk; macOS has a word of its own for that.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA fullfsync=ON")
    return made


def _make(connection: Any, timeout: float) -> bool:
    until = time.monotonic() + timeout
    while True:
        try:  # of two who make the file at once one is told that it is locked, unasked
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_BUSY) & 0xFF
            if code not in _BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
    made = connection.execute("PRAGMA user_version").fetchone()[0] == 0
    if made:
        for statement in _statements(_TABLES):
            connection.execute(statement)
        connection.execute("INSERT INTO about VALUES('log', ?)", (uuid.uuid4().hex,))
        connection.execute(f"PRAGMA application_id={KEPT}")
        connection.execute(f"PRAGMA user_version={_VERSION}")
    connection.execute("COMMIT")
    return bool(made)


def unmake(connection: Any, path: Path) -> None:
    """Take the file of a log away in which nobody has written anything.

    Who else opens it meanwhile finds that it is gone before it acknowledges anything.
    """
    connection.execute("PRAGMA busy_timeout=0")
    if _holds_something(connection):
        return
    # Only who has it alone may do so, and until it is done nobody else may write.
    if connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
        return
    connection.execute("BEGIN EXCLUSIVE")
    if not _holds_something(connection):
        path.unlink()
        return
    connection.execute("ROLLBACK")
    connection.execute("PRAGMA journal_mode=WAL")


def _holds_something(connection: Any) -> bool:
    question = "SELECT EXISTS(SELECT 1 FROM log) OR EXISTS(SELECT 1 FROM checkpoint)"
    return bool(connection.execute(question).fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""
