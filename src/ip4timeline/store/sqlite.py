"""A log in one SQLite file: the default, with nothing to install and no server to run."""

from __future__ import annotations

import json
import os
import sqlite3
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import Any, Final

from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.connections import Connection
from ip4timeline.store.errors import StoreError, UnavailableError, UncertainError
from ip4timeline.store.files import (
    Identity,
    identity,
    lies_still,
    network_file_system,
    state,
    wal,
    why_not,
)
from ip4timeline.store.log import arguments
from ip4timeline.store.log.rows import Checkpoint, Raw, marked
from ip4timeline.store.log.shared import Log
from ip4timeline.store.log.transaction import Head, Held, identified
from ip4timeline.store.sqlite_format import FAILURES, prepare, reason, told, unmake

_COLUMNS: Final = "position, recorded, key, replaces, body, chain"
_HEAD: Final = "SELECT position, recorded, chain FROM log ORDER BY position DESC LIMIT 1"
_POLL: Final = (0.002, 0.05)
"""The shortest and the longest pause, in seconds, before a follower looks again."""


class SqliteStore(Log):
    """A log in one SQLite file, for one machine: many readers, and writers who take turns.

    Each append is on the disk when it returns (``synchronous=FULL``, write-ahead log).

    Where the file is deleted or another is put in its place, the store that has it open says so
    and writes nothing, until it is closed. A log in a folder that may not be written to, and that
    nobody has open, is read as it lies.

    It can be pickled: what is read back is a handle on the same file.

    Args:
        path: the file, looked for from where one is now; made with the first use, unless
            ``create`` is false. Where what is then appended is refused, it is taken away again.
        create: whether a file that is not there, or is empty, is made a log.
        timeout: how many seconds a writer waits for its turn.
        timeline: the class of its timelines.

    Raises:
        StoreError: no file can be called so, or an argument is of another type.
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
        self.path: Final = arguments.path("path", path)
        self._create = arguments.flag("create", create)
        self._timeout = arguments.seconds("timeout", timeout)
        self._warned = False
        self._made = False
        self._id_is_out = False
        self._file: Identity | None = None
        self._logs: dict[str, Identity | None] = {}
        self._still: Identity | None = None
        self._writer: Connection[Any] = Connection(self._open_to_write)
        self._reader: Connection[Any] = Connection(self._open_to_read, self._sees_what_is_there)

    def __repr__(self) -> str:
        return f"SqliteStore({str(self.path)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """A handle of its own on the same file, as in a process that is spawned and not forked."""
        how: dict[str, Any] = {
            "create": self._create,
            "timeout": self._timeout,
            "timeline": self.timeline_class,
        }
        return partial(type(self), **how), (self.path,)

    def _connect(self, how: str = "") -> Any:
        """A bare connection to the file."""
        how = how or ("mode=rwc" if self._create else "mode=rw")
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?{how}",
            uri=True,
            timeout=self._timeout,
            isolation_level=None,
            check_same_thread=False,
        )
        # What is no text any more must come as far as the chain, which knows at what position.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        return connection

    def _open(self) -> Any:
        if not self._warned and (system := network_file_system(self.path)):
            self._warned = True
            warnings.warn(
                f"{self.path} is on a network file system ({system}), whose locks may not keep "
                "writers of two machines apart; keep the file on a local disk, or use PostgreSQL",
                RuntimeWarning,
                stacklevel=2,
            )
        before = identity(self.path)
        if self._file not in (None, before):
            raise self._gone()
        try:
            connection = self._connect()
            try:
                made = prepare(connection, self.path, make=self._create, timeout=self._timeout)
                self._made = self._made or made
                self._file = self._file or before or identity(self.path)
            except BaseException:
                connection.close()
                raise
        except FAILURES as error:
            why = why_not(self.path) or reason(error)
            unavailable = UnavailableError(f"{self.path} cannot be opened: {why}")
            raise told(error, self.path, unavailable) from error
        return connection

    def _open_to_write(self) -> Any:
        connection = self._open()
        self._logs["writer"] = identity(wal(self.path))
        return connection

    def _open_to_read(self) -> Any:
        self._still = state(self.path) if lies_still(self.path) else None
        if self._still is None:
            connection = self._open()
            self._logs["reader"] = identity(wal(self.path))
            return connection
        try:
            connection = self._connect("mode=ro&immutable=1")
            try:
                prepare(connection, self.path, make=False, timeout=0)
            except BaseException:
                connection.close()
                raise
        except FAILURES as error:
            raise self._unreadable(error) from error
        return connection

    def _unreadable(self, error: Exception) -> StoreError:
        unavailable = UnavailableError(f"{self.path} cannot be read: {reason(error)}")
        return told(error, self.path, unavailable)

    def _sees_what_is_there(self, connection: Any) -> bool:
        if self._still is None:
            self._is_the_same("reader")
            return True
        return self._still == state(self.path) and lies_still(self.path)

    def _is_the_same(self, who: str) -> None:
        """Refuse a file that is not the one that was opened.

        What is written to a file that has no name any more is lost when it is closed; and so it
        is with the write-ahead log, which stays the same for as long as anybody has it open.
        """
        beside = identity(wal(self.path))
        if self._file in (None, identity(self.path)):
            opened = self._logs.get(who)
            if opened in (None, beside):
                self._logs[who] = beside
                return
        raise self._gone()

    def _gone(self) -> UnavailableError:
        return UnavailableError(
            f"{self.path} was deleted or replaced while it was open, and nothing was written: "
            "put it back, or close the store and go on with what is there now"
        )

    @contextmanager
    def _writing(self) -> Iterator[_Writing]:
        with self._writer.held() as connection:
            committing = False
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield _Writing(connection)
                self._is_the_same("writer")
                committing = True
                connection.execute("COMMIT")
                self._made = False
            except FAILURES as error:
                _abandon(connection)
                self._writer.close()
                if committing:
                    raise UncertainError(
                        f"{self.path}: {reason(error)}; append the same again"
                    ) from error
                unavailable = UnavailableError(f"{self.path}: {reason(error)}; nothing was written")
                raise told(error, self.path, unavailable) from error
            except BaseException:
                _abandon(connection)
                if not self._id_is_out:
                    self._unmake()
                raise

    def _unmake(self) -> None:
        """Take away a log that was made here, if nobody has written anything in it."""
        # Windows deletes no open file, and one that is not open another may just be opening.
        if self._made and os.name != "nt":
            self.close()
            with suppress(*FAILURES, OSError), closing(self._connect("mode=rw")) as connection:
                unmake(connection, self.path)

    def __exit__(self, *raised: object) -> None:
        if raised[0] is not None:
            self._unmake()
        self.close()

    def _asked(self, question: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._reader.held() as connection:
                return list(connection.execute(question, values).fetchall())
        except FAILURES as error:
            self._reader.close()
            raise self._unreadable(error) from error

    @property
    def log(self) -> str:
        """The id of the log."""
        self._id_is_out = True
        return identified(self._asked("SELECT value FROM about WHERE name = 'log'"))

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

    def _present(self) -> int:
        # What lies still nobody has open, and where no lock can be taken nobody holds one.
        return time.time_ns() // 1000 if lies_still(self.path) else super()._present()

    def _position_at(self, recorded: int) -> int:
        question = "SELECT coalesce(max(position), 0) FROM log WHERE recorded <= ?"
        return int(self._asked(question, (recorded,))[0][0])

    def checkpoint(self, name: str) -> Checkpoint | None:
        """The checkpoint that was saved under a name; ``None`` if none was."""
        question = "SELECT log, position, chain, base, version FROM checkpoint WHERE name = ?"
        found = self._asked(question, (arguments.text("name", name),))
        return Checkpoint(*found[0]) if found else None

    def save_checkpoint(self, name: str, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint under a name, in place of the one before."""
        arguments.text("name", name)
        mark = marked(checkpoint)
        with self._writing() as writing:
            writing.mark(name, mark)

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copy the log as it is now to a new file, while others go on to write.

        Raises:
            StoreError: the file is there already.
        """
        target = arguments.path("path", path)
        if identity(target) is not None:
            raise StoreError(f"{target} is there already; name a new file")
        with self._reader.held() as connection:
            try:
                with closing(sqlite3.connect(target)) as copy:
                    connection.backup(copy)
            except FAILURES as error:
                why = why_not(target) or reason(error)
                with suppress(OSError):
                    target.unlink(missing_ok=True)
                raise UnavailableError(f"{target} cannot be written: {why}") from error

    def close(self) -> None:
        """Let go of the file; whatever is asked later opens it again, and what is there then."""
        self._writer.close()
        self._reader.close()
        self._file = None


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
    except FAILURES:
        pass  # it is about to be closed, and the first error says more
