"""Damage done to a log behind its back, and what notices it: the chain, and SQLite's own check."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.store.common import event
from ip4timeline.store import Checkpoint, SqliteStore, StoreError

ROWS = 2_000
Act = Callable[[sqlite3.Connection], object]


def _swap(db: sqlite3.Connection) -> None:
    columns = "recorded, key, replaces, body, chain"
    one, other = (
        db.execute(f"SELECT {columns} FROM log WHERE position = ?", (at,)).fetchone()
        for at in (777, 778)
    )
    db.execute("DELETE FROM log WHERE position IN (777, 778)")
    for at, row in ((777, other), (778, one)):
        db.execute(f"INSERT INTO log(position, {columns}) VALUES(?,?,?,?,?,?)", (at, *row))


def _letter(db: sqlite3.Connection) -> None:
    db.execute("UPDATE log SET body = replace(body, 'e-776', 'e-77x') WHERE position = 777")


ACTS: dict[str, Act] = {
    "one letter changed": _letter,
    "a row cut out": lambda db: db.execute("DELETE FROM log WHERE position = 777"),
    "two rows swapped": _swap,
    "the tail cut off": lambda db: db.execute("DELETE FROM log WHERE position > 1990"),
    "the tail cut off and regrown": lambda db: db.execute("DELETE FROM log WHERE position > 1990"),
}


def noticed(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """For each damage its name, what verify says, what with a checkpoint, and what SQLite."""
    for number, (name, act) in enumerate(ACTS.items()):
        store = SqliteStore(folder / f"damage-{number}.db")
        store.append([event(row) for row in range(ROWS)])
        mark = store.point(1995)
        store.close()
        db = sqlite3.connect(store.path, isolation_level=None)
        for trigger in ("log_keeps", "log_holds"):  # whoever does this can take them away
            db.execute(f"DROP TRIGGER {trigger}")
        act(db)
        sound = str(db.execute("PRAGMA integrity_check").fetchone()[0])
        db.close()
        if name.endswith("regrown"):
            store.append([event(f"other-{row}") for row in range(20)])
        yield name, _verified(store, None), _verified(store, mark), sound
        store.close()


def _verified(store: SqliteStore, since: Checkpoint | None) -> str:
    try:
        return f"sound, {store.verify(since)} rows"
    except StoreError as error:
        return f"{type(error).__name__}: {str(error).partition(':')[0]}"
