"""What the rounds share: where a log lies, and rows for it."""

from __future__ import annotations

import os
from pathlib import Path

from ip4timeline.store import PostgresStore, SqliteStore
from ip4timeline.store.log.shared import Log
from ip4timeline.testing.stores.bench import event

__all__ = ["at", "batch", "event"]


def at(kind: str, folder: Path, name: str) -> Log:
    """The log of a name: a SQLite file, or one of the server of IP4TIMELINE_POSTGRES."""
    if kind == "sqlite":
        return SqliteStore(folder / f"{name}.db")
    return PostgresStore(os.environ["IP4TIMELINE_POSTGRES"], name=name)


def batch(life: int, number: int) -> list[object]:
    """The rows of one append of a writer: one, or up to forty."""
    count = 1 if number % 3 else 1 + (number * 7919) % 40
    return [event(f"{life}-{number}-{row}") for row in range(count)]
