"""A log in memory, for tests: it keeps every promise of a store but to outlive its process."""

from __future__ import annotations

import os
import threading
import time
import uuid
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.errors import StoreError
from ip4timeline.store.log.arguments import text
from ip4timeline.store.log.rows import Checkpoint, Raw, marked
from ip4timeline.store.log.shared import Log
from ip4timeline.store.log.transaction import Head, Held


class MemoryStore(Log):
    """A log in memory, of one process.

    Args:
        timeline: the class of its timelines.
    """

    def __init__(self, timeline: type[Timeline] = Timeline) -> None:
        super().__init__(timeline)
        self._log = uuid.uuid4().hex
        self._process = os.getpid()
        self._kept: list[Raw] = []
        self._by_key: dict[str, list[Raw]] = {}
        self._marks: dict[str, Checkpoint] = {}
        self._changed = threading.Condition(threading.RLock())

    def __reduce__(self) -> tuple[Any, ...]:
        """Refuse to be copied: a copy would go on as if it were the same log."""
        raise StoreError(
            "a log in memory is of one process and is not copied: restore its export, or use SQLite"
        )

    @property
    def log(self) -> str:
        """The id of the log."""
        return self._log

    @contextmanager
    def _writing(self) -> Iterator[Self]:
        if self._process != os.getpid():
            raise StoreError("a log in memory is of one process, and this is another: use SQLite")
        with self._changed:
            before = len(self._kept)
            try:
                yield self
            except BaseException:
                for raw in self._kept[before:]:
                    self._by_key[raw.key].remove(raw)
                del self._kept[before:]
                raise
            self._changed.notify_all()

    def head(self) -> Head:
        """The last row."""
        if not self._kept:
            return Head()
        last = self._kept[-1]
        return Head(last.position, last.recorded, last.chain)

    def find(self, keys: Sequence[str]) -> Iterable[Held]:
        """Every row under some keys."""
        for key in dict.fromkeys(keys):
            for raw in self._by_key.get(key, ()):
                yield Held(raw.key, raw.replaces, raw.position, raw.body)

    def keys_at(self, positions: Sequence[int]) -> dict[int, str]:
        """The keys of the rows at some positions."""
        return {p: self._kept[p - 1].key for p in positions if 0 < p <= len(self._kept)}

    def insert(self, rows: Sequence[Raw]) -> None:
        """Write rows."""
        for raw in rows:
            self._by_key.setdefault(raw.key, []).append(raw)
        self._kept.extend(rows)

    def adopt(self, log: str) -> None:
        """Take the id of the log of which this becomes a copy."""
        self._log = log

    def now(self) -> int:
        """The present, in microseconds since 1970."""
        return time.time_ns() // 1000

    def _last(self) -> Head:
        with self._changed:
            return self.head()

    def _rows(self, after: int, upto: int, limit: int) -> list[Raw]:
        with self._changed:
            return self._kept[after:upto][:limit]

    def _wait(self, after: int, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: len(self._kept) > after, seconds)

    def _position_at(self, recorded: int) -> int:
        with self._changed:
            return bisect_right(self._kept, recorded, key=lambda raw: raw.recorded)

    def checkpoint(self, name: str) -> Checkpoint | None:
        """The checkpoint that was saved under a name; ``None`` if none was."""
        return self._marks.get(text("name", name))

    def save_checkpoint(self, name: str, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint under a name, in place of the one before."""
        self._marks[text("name", name)] = marked(checkpoint)

    def close(self) -> None:
        """Nothing is open."""
