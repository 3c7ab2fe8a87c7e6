"""A read model: headlines in SQLite, each row of the log counted exactly once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import ip4timeline as ip4
from ip4timeline.store import Checkpoint, EventStore, Recorded, follow

VERSION = "1"
"""Raised with the tables below or with what is written to them: the model is then rebuilt."""
_APPLICATION = 0x68656164  # "head"
"""What the file says that it is, so that nothing else is taken for it, a log least of all."""
_TABLES = f"""
BEGIN IMMEDIATE;
PRAGMA application_id={_APPLICATION};
CREATE TABLE IF NOT EXISTS headline(
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, known TEXT NOT NULL, summary TEXT NOT NULL,
  told INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS counted(rows INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS mark(
  log TEXT NOT NULL, position INTEGER NOT NULL, chain TEXT NOT NULL, base TEXT NOT NULL,
  version TEXT NOT NULL
);
COMMIT;
"""


class Headlines:
    """What the log holds as headlines, newest last; an event as it was told last.

    The checkpoint is written in the transaction of the rows, so that neither a crash between
    two batches nor one within a batch loses or doubles a row.

    Args:
        path: the file of the read model.

    Raises:
        TimelineError: the file cannot be opened, or is something else, which stays as it is.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            try:
                self._prepare(path)
            except BaseException:
                self._db.close()
                raise
        except sqlite3.Error as error:
            raise ip4.TimelineError(f"{path} cannot be opened for headlines: {error}") from error

    def _prepare(self, path: Path) -> None:
        is_of = self._db.execute("PRAGMA application_id").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if is_of != _APPLICATION and (is_of or tables):
            raise ip4.TimelineError(f"{path} is a database of something else; name another file")
        self._db.executescript(_TABLES)

    def checkpoint(self) -> Checkpoint | None:
        """How far it was made."""
        found = self._db.execute("SELECT log, position, chain, base, version FROM mark").fetchone()
        return Checkpoint(*found) if found else None

    def reset(self) -> None:
        """Throw it away."""
        self._db.execute("BEGIN IMMEDIATE")
        for table in ("headline", "counted", "mark"):
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute("COMMIT")

    def apply(self, rows: Sequence[Recorded], checkpoint: Checkpoint) -> None:
        """Take rows in, and keep the checkpoint with them."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for recorded in rows:
                self._take(recorded)
            self._db.execute("INSERT INTO counted VALUES(?)", (len(rows),))
            self._db.execute("DELETE FROM mark")
            mark = checkpoint
            values = (mark.log, mark.position, mark.chain, mark.base, mark.version)
            self._db.execute("INSERT INTO mark VALUES(?,?,?,?,?)", values)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def _take(self, recorded: Recorded) -> None:
        row = recorded.row
        if isinstance(row, ip4.Retraction):
            self._db.execute("DELETE FROM headline WHERE id = ?", (row.target,))
            return
        event = row.replacement if isinstance(row, ip4.Correction) else row
        if isinstance(event, ip4.Event):
            values = (event.id, event.kind, str(event.known), event.summary, recorded.position)
            self._db.execute("INSERT OR REPLACE INTO headline VALUES(?,?,?,?,?)", values)

    def newest(self, count: int = 10) -> list[tuple[str, str, str]]:
        """The day, the id and the words of the headlines that were told last, newest first."""
        asked = "SELECT known, id, summary FROM headline ORDER BY told DESC LIMIT ?"
        return [(day, id, words) for day, id, words in self._db.execute(asked, (count,))]

    def rows(self) -> int:
        """How many rows of the log were ever taken in."""
        found = self._db.execute("SELECT coalesce(sum(rows), 0) FROM counted").fetchone()
        return int(found[0])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def keep(store: EventStore, path: Path, *, base: str = "", wait: float | None = None) -> int:
    """Keep headlines in step with a log; gives the position reached when it ends."""
    with closing(Headlines(path)) as model:
        return follow(store, model, base=base, version=VERSION, wait=wait, limit=100)
