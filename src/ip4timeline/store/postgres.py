"""A log in PostgreSQL, for writers on many machines; an extra, ``ip4timeline[postgres]``."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from ip4timeline.engine.errors import MissingExtraError, how_to_install
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.connections import Connection
from ip4timeline.store.errors import DamagedError, StoreError, UnavailableError, UncertainError
from ip4timeline.store.log import arguments
from ip4timeline.store.log.rows import Checkpoint, Raw, marked
from ip4timeline.store.log.shared import Log
from ip4timeline.store.log.transaction import Head, Held, identified

try:
    import psycopg
except ImportError:  # said to whoever makes a store
    psycopg = None

_VERSION: Final = "1"
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,40}")
# Ordinary columns of ordinary tables; in one log's name so that a database may hold several.
_TABLES: Final = """
CREATE TABLE {name}_about(name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE {name}_log(
  position BIGINT PRIMARY KEY,
  recorded BIGINT NOT NULL,
  key TEXT NOT NULL,
  replaces BIGINT NOT NULL,
  body TEXT NOT NULL,
  chain BYTEA NOT NULL,
  UNIQUE(key, replaces)
);
CREATE INDEX {name}_log_recorded ON {name}_log(recorded);
CREATE TABLE {name}_checkpoint(
  name TEXT PRIMARY KEY,
  log TEXT NOT NULL,
  position BIGINT NOT NULL,
  chain TEXT NOT NULL,
  base TEXT NOT NULL,
  version TEXT NOT NULL
);
CREATE FUNCTION {name}_keeps() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;
CREATE TRIGGER {name}_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON {name}_log
  FOR EACH STATEMENT EXECUTE FUNCTION {name}_keeps();
"""
_COLUMNS: Final = "position, recorded, key, replaces, body, chain"
_CLOCK: Final = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_SLICE: Final = 0.25
"""For how many seconds the listening connection is kept from other threads."""


class PostgresStore(Log):
    """A log in PostgreSQL, for many writers on many machines.

    It can be pickled, and its conninfo with it; what is read back is a handle on the same log.

    Args:
        conninfo: how to connect, as psycopg takes it: ``postgresql://user@host/database`` or
            ``host=... dbname=...``.
        name: begins the names of the tables, so that a database can hold several logs.
        create: whether tables that are not there are made.
        timeline: the class of its timelines.

    Raises:
        StoreError: the name is no plain name of tables.
        MissingExtraError: ``ip4timeline[postgres]`` is not installed.
    """

    def __init__(
        self,
        conninfo: str,
        *,
        name: str = "ip4timeline",
        create: bool = True,
        timeline: type[Timeline] = Timeline,
    ) -> None:
        super().__init__(timeline)
        if psycopg is None:
            raise MissingExtraError(
                f"a log in PostgreSQL needs psycopg: {how_to_install('postgres')}"
            )
        arguments.text("conninfo", conninfo)
        if not _NAME.fullmatch(arguments.text("name", name)):
            raise StoreError(
                f"{name!r} names no log: write a-z, 0-9 and _, at most 41 of them "
                "(in an address it is what follows #; a # of a password is written %23)"
            )
        self.conninfo: Final = conninfo
        self.name: Final = name
        self._create = arguments.flag("create", create)
        self._made = False
        self._writer: Connection[Any] = Connection(self._open, _usable)
        self._reader: Connection[Any] = Connection(self._open, _usable)
        self._listener: Connection[Any] = Connection(self._listen, _usable)

    def __repr__(self) -> str:
        return f"PostgresStore(name={self.name!r})"  # the conninfo may hold a password

    def __reduce__(self) -> tuple[Any, ...]:
        """A handle of its own on the same log, as in a process that is spawned and not forked."""
        how: dict[str, Any] = {
            "name": self.name,
            "create": self._create,
            "timeline": self.timeline_class,
        }
        return partial(type(self), **how), (self.conninfo,)

    def _open(self) -> Any:
        try:
            connection = psycopg.connect(self.conninfo, autocommit=True)
        except psycopg.ProgrammingError as error:  # it was not even tried
            raise StoreError(
                f"conninfo: {_said(error)}; write postgresql://user@host/db"
            ) from error
        except psycopg.Error as error:
            raise UnavailableError(f"the server cannot be reached: {_said(error)}") from error
        try:
            try:
                if connection.execute("SHOW synchronous_commit").fetchone()[0] == "off":
                    connection.execute("SET synchronous_commit TO on")
                if not self._made:
                    self._prepare(connection)
                    self._made = True
            except BaseException:
                connection.close()
                raise
        except psycopg.Error as error:
            raise self._failure(error, "cannot be opened: {}") from error
        return connection

    def _failure(self, error: Any, what: str) -> StoreError:
        """What to raise for a failure: what no waiting mends is not called unavailable."""
        undone = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)
        if isinstance(error, (*undone, psycopg.errors.DuplicateTable)):
            return DamagedError(0, f"{self.name!r} is not what was written ({_said(error)})")
        return UnavailableError(f"the log {self.name!r} {what.format(_said(error))}")

    def _prepare(self, connection: Any) -> None:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [self.name])
            there = connection.execute("SELECT to_regclass(%s)", [f"{self.name}_log"])
            if there.fetchone()[0] is None:
                if not self._create:
                    raise StoreError(f"the database holds no log {self.name!r}")
                connection.execute(_TABLES.format(name=self.name))
                about = (("log", uuid.uuid4().hex), ("format", _VERSION))
                for row in about:
                    connection.execute(f"INSERT INTO {self.name}_about VALUES(%s, %s)", row)
            found = connection.execute(f"SELECT value FROM {self.name}_about WHERE name = 'format'")
            (version,) = found.fetchone() or (None,)
        if version is None:
            raise DamagedError(0, f"{self.name!r} does not say of which format it is")
        if version != _VERSION:
            raise StoreError(
                f"the log {self.name!r} is of format {version}, and {_VERSION} is read here: "
                "use the version of ip4timeline that wrote it, and export and restore"
            )

    @contextmanager
    def _writing(self) -> Iterator[_Writing]:
        with self._writer.held() as connection:
            committing = False
            try:
                # By name: a snapshot that lasts longer than a statement is older than the lock.
                connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
                connection.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [self.name]
                )
                yield _Writing(connection, self.name)
                committing = True
                connection.execute("COMMIT")
            except psycopg.Error as error:
                self._writer.close()
                if committing:
                    raise UncertainError(f"{_said(error)}; append the same again") from error
                raise self._failure(error, "was not written to: {}") from error
            except BaseException:
                self._abandon(connection)
                raise

    def _abandon(self, connection: Any) -> None:
        try:
            connection.execute("ROLLBACK")
        except psycopg.Error:
            self._writer.close()

    def _asked(self, question: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._reader.held() as connection:
                return list(connection.execute(question, values).fetchall())
        except psycopg.Error as error:
            self._reader.close()
            raise self._failure(error, "cannot be read: {}") from error

    @property
    def log(self) -> str:
        """The id of the log."""
        found = self._asked(f"SELECT value FROM {self.name}_about WHERE name = 'log'")
        return identified(found)

    def _last(self) -> Head:
        found = self._asked(_head(self.name))
        return Head(*found[0]) if found else Head()

    def _rows(self, after: int, upto: int, limit: int) -> list[Raw]:
        question = (
            f"SELECT {_COLUMNS} FROM {self.name}_log WHERE position > %s AND position <= %s "
            "ORDER BY position LIMIT %s"
        )
        return [Raw(*row) for row in self._asked(question, (after, upto, limit))]

    def _listen(self) -> Any:
        connection = self._open()
        connection.execute(f"LISTEN {self.name}_log")
        return connection

    def _wait(self, after: int, seconds: float) -> None:
        try:
            with self._listener.held() as connection:
                # What came before it listened is not told: look again, now that it does.
                if self.position == after:
                    for _ in connection.notifies(timeout=min(seconds, _SLICE), stop_after=1):
                        pass
        except psycopg.Error as error:
            self._listener.close()
            raise UnavailableError(f"the server broke off: {_said(error)}") from error

    def _position_at(self, recorded: int) -> int:
        question = f"SELECT coalesce(max(position), 0) FROM {self.name}_log WHERE recorded <= %s"
        return int(self._asked(question, (recorded,))[0][0])

    def checkpoint(self, name: str) -> Checkpoint | None:
        """The checkpoint that was saved under a name; ``None`` if none was."""
        question = (
            f"SELECT log, position, chain, base, version FROM {self.name}_checkpoint "
            "WHERE name = %s"
        )
        found = self._asked(question, (arguments.text("name", name),))
        return Checkpoint(*found[0]) if found else None

    def save_checkpoint(self, name: str, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint under a name, in place of the one before."""
        arguments.text("name", name)
        mark = marked(checkpoint)
        with self._writing() as writing:
            writing.mark(name, mark)

    def close(self) -> None:
        """Let go of the server; whatever is asked later connects again."""
        for connection in (self._writer, self._reader, self._listener):
            connection.close()


class _Writing:
    """An open writing transaction."""

    def __init__(self, connection: Any, name: str) -> None:
        self._connection = connection
        self._name = name

    def head(self) -> Head:
        found = self._connection.execute(_head(self._name)).fetchone()
        return Head(*found) if found else Head()

    def find(self, keys: Sequence[str]) -> Iterable[Held]:
        question = f"SELECT key, replaces, position, body FROM {self._name}_log WHERE key = ANY(%s)"
        return [Held(*row) for row in self._connection.execute(question, (list(keys),))]

    def keys_at(self, positions: Sequence[int]) -> dict[int, str]:
        question = f"SELECT position, key FROM {self._name}_log WHERE position = ANY(%s)"
        return dict(self._connection.execute(question, (list(positions),)).fetchall())

    def insert(self, rows: Sequence[Raw]) -> None:
        columns = "%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::bytea[]"
        self._connection.execute(
            f"INSERT INTO {self._name}_log({_COLUMNS}) SELECT * FROM unnest({columns})",
            [list(column) for column in zip(*rows, strict=True)],
        )
        self._connection.execute(f"NOTIFY {self._name}_log")  # told when it is committed

    def adopt(self, log: str) -> None:
        self._connection.execute(
            f"UPDATE {self._name}_about SET value = %s WHERE name = 'log'", (log,)
        )

    def mark(self, name: str, mark: Checkpoint) -> None:
        self._connection.execute(
            f"INSERT INTO {self._name}_checkpoint VALUES(%s, %s, %s, %s, %s, %s) "
            "ON CONFLICT(name) DO UPDATE SET log = excluded.log, position = excluded.position, "
            "chain = excluded.chain, base = excluded.base, version = excluded.version",
            (name, mark.log, mark.position, mark.chain, mark.base, mark.version),
        )

    def now(self) -> int:
        # Not now(), which is when the transaction began: it may have waited for the lock since.
        return int(self._connection.execute(f"SELECT {_CLOCK}").fetchone()[0])


def _head(name: str) -> str:
    return f"SELECT position, recorded, chain FROM {name}_log ORDER BY position DESC LIMIT 1"


def _said(error: Any) -> str:
    return (error.diag.message_primary or str(error)).strip()


def _usable(connection: Any) -> bool:
    return not (connection.closed or connection.broken)
