"""A log in one SQLite file: the default, with nothing to install and no server to run."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
import uuid
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.connections import Connection
from ip4timeline.store.errors import StoreError, UnavailableError, UncertainError
from ip4timeline.store.log.rows import Checkpoint, Raw
from ip4timeline.store.log.shared import Head, Held, Log

_APPLICATION: Final = 0x69703474  # "ip4t": what the file says it is
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
_COLUMNS: Final = "position, recorded, key, replaces, body, chain"
_HEAD: Final = "SELECT position, recorded, chain FROM log ORDER BY position DESC LIMIT 1"
_NETWORK: Final = frozenset(
    (
        "9p",
        "afs",
        "afpfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "nfs",
        "nfs4",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
    )
)
"""File systems whose locks may not hold between machines."""
_POLL: Final = (0.002, 0.05)
"""The shortest and the longest pause, in seconds, before a follower looks again."""


class SqliteStore(Log):
    """A log in one SQLite file, for one machine: many readers, and writers who take turns.

    Each append is on the disk when it returns (``synchronous=FULL``, write-ahead log).

    Args:
        path: the file; made with the first use, unless ``create`` is false.
        create: whether a file that is not there is made.
        timeout: how many seconds a writer waits for its turn.
        timeline: the class of its timelines.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        create: bool = True,
        timeout: float = 30.0,
        timeline: type[Timeline] = Timeline,
    ) -> None:
        super().__init__(timeline)
        self.path: Final = Path(path)
        self._create = create
        self._timeout = timeout
        self._warned = False
        self._writer: Connection[Any] = Connection(self._open)
        self._reader: Connection[Any] = Connection(self._open)

    def __repr__(self) -> str:
        return f"SqliteStore({str(self.path)!r})"

    def _connect(self) -> Any:
        """A bare connection to the file."""
        mode = "rwc" if self._create else "rw"
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=self._timeout,
            isolation_level=None,
            check_same_thread=False,
        )

    def _open(self) -> Any:
        if not self._warned and (system := network_file_system(self.path)):
            self._warned = True
            warnings.warn(
                f"{self.path} is on a network file system ({system}), whose locks may not keep "
                "writers of two machines apart; keep the file on a local disk, or use PostgreSQL",
                RuntimeWarning,
                stacklevel=2,
            )
        try:
            connection = self._connect()
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise UnavailableError(f"{self.path} cannot be opened: {error}") from error
        return connection

    def _prepare(self, connection: Any) -> None:
        known, version = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        )
        if known == 0 and version == 0:
            self._make(connection)
        elif known != _APPLICATION:
            raise StoreError(f"{self.path} is a database of something else; name another file")
        elif version != _VERSION:
            raise StoreError(
                f"{self.path} is a log of format {version}, and {_VERSION} is read here: "
                "use the version of ip4timeline that wrote it, and export and restore"
            )
        # What is acknowledged is on the disk; macOS has a word of its own for that.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA fullfsync=ON")

    def _make(self, connection: Any) -> None:
        until = time.monotonic() + self._timeout
        while True:
            try:  # of two who make the file at once one is told that it is locked, unasked
                connection.execute("PRAGMA journal_mode=WAL").fetchone()
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            if tables:
                connection.execute("ROLLBACK")
                raise StoreError(f"{self.path} is a database of something else; name another file")
            for statement in _statements(_TABLES):
                connection.execute(statement)
            connection.execute("INSERT INTO about VALUES('log', ?)", (uuid.uuid4().hex,))
            connection.execute(f"PRAGMA application_id={_APPLICATION}")
            connection.execute(f"PRAGMA user_version={_VERSION}")
        connection.execute("COMMIT")

    @contextmanager
    def _writing(self) -> Iterator[_Writing]:
        with self._writer.held() as connection:
            committing = False
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield _Writing(connection)
                committing = True
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                _abandon(connection)
                self._writer.close()
                if committing:
                    raise UncertainError(f"{self.path}: {error}; append the same again") from error
                raise UnavailableError(f"{self.path}: {error}; nothing was written") from error
            except BaseException:
                _abandon(connection)
                raise

    def _asked(self, question: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._reader.held() as connection:
                return list(connection.execute(question, values).fetchall())
        except sqlite3.Error as error:
            self._reader.close()
            raise UnavailableError(f"{self.path} cannot be read: {error}") from error

    @property
    def log(self) -> str:
        """The id of the log."""
        return str(self._asked("SELECT value FROM about WHERE name = 'log'")[0][0])

    def _last(self) -> Head:
        found = self._asked(_HEAD)
        return Head(*found[0]) if found else Head()

    def _rows(self, after: int, upto: int, limit: int) -> list[Raw]:
        question = (
            f"SELECT {_COLUMNS} FROM log WHERE position > ? AND position <= ? "
            "ORDER BY position LIMIT ?"
        )
        return [Raw(*row) for row in self._asked(question, (after, upto, limit))]

    def _wait(self, after: int, seconds: float) -> None:
        until, seen, (pause, longest) = time.monotonic() + seconds, None, _POLL
        while True:
            version = self._asked("PRAGMA data_version")[0][0]
            if version != seen and self.position != after:
                return
            seen, left = version, until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(pause, left))
            pause = min(2 * pause, longest)

    def _position_at(self, recorded: int) -> int:
        question = "SELECT coalesce(max(position), 0) FROM log WHERE recorded <= ?"
        return int(self._asked(question, (recorded,))[0][0])

    def checkpoint(self, name: str) -> Checkpoint | None:
        """The checkpoint that was saved under a name; ``None`` if none was."""
        question = "SELECT log, position, chain, base, version FROM checkpoint WHERE name = ?"
        found = self._asked(question, (name,))
        return Checkpoint(*found[0]) if found else None

    def save_checkpoint(self, name: str, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint under a name, in place of the one before."""
        with self._writing() as writing:
            writing.mark(name, checkpoint)

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copy the log as it is now to a new file, while others go on to write.

        Raises:
            StoreError: the file is there already.
        """
        target = Path(path)
        if target.exists():
            raise StoreError(f"{target} is there already; name a new file")
        try:
            with self._reader.held() as connection, closing(sqlite3.connect(target)) as copy:
                connection.backup(copy)
        except sqlite3.Error as error:
            raise UnavailableError(f"{target} cannot be written: {error}") from error

    def close(self) -> None:
        """Let go of the file; whatever is asked later opens it again."""
        self._writer.close()
        self._reader.close()


class _Writing:
    """An open writing transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def head(self) -> Head:
        found = self._connection.execute(_HEAD).fetchone()
        return Head(*found) if found else Head()

    def find(self, keys: Sequence[str]) -> Iterable[Held]:
        question = (
            "SELECT key, replaces, position, body FROM log "
            "WHERE key IN (SELECT value FROM json_each(?))"
        )
        return [Held(*row) for row in self._connection.execute(question, (json.dumps(keys),))]

    def keys_at(self, positions: Sequence[int]) -> dict[int, str]:
        question = (
            "SELECT position, key FROM log WHERE position IN (SELECT value FROM json_each(?))"
        )
        return dict(self._connection.execute(question, (json.dumps(positions),)).fetchall())

    def insert(self, rows: Sequence[Raw]) -> None:
        self._connection.executemany(f"INSERT INTO log({_COLUMNS}) VALUES(?,?,?,?,?,?)", rows)

    def adopt(self, log: str) -> None:
        self._connection.execute("UPDATE about SET value = ? WHERE name = 'log'", (log,))

    def mark(self, name: str, mark: Checkpoint) -> None:
        values = (name, mark.log, mark.position, mark.chain, mark.base, mark.version)
        self._connection.execute("INSERT OR REPLACE INTO checkpoint VALUES(?,?,?,?,?,?)", values)

    def now(self) -> int:
        return time.time_ns() // 1000


def _abandon(connection: Any) -> None:
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        pass  # it is about to be closed, and the first error says more


def _statements(script: str) -> Iterator[str]:
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def network_file_system(path: Path) -> str:
    """The kind of network file system that a file is or would be on; empty for a local one."""
    place = path.absolute()
    if os.name == "nt":
        return "a network share" if str(place).startswith("\\\\") else ""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The last of the longest is what is seen there.
    fields = [line.split() for line in mounts.splitlines()]
    over = [f for f in fields if len(f) > 2 and _within(place, f[1].replace("\\040", " "))]
    kind = max(enumerate(over), key=lambda m: (len(m[1][1]), m[0]))[1][2] if over else ""
    return kind if kind in _NETWORK else ""


def _within(path: Path, folder: str) -> bool:
    return path.is_relative_to(folder)
