"""Connections of one process each: opened when they are needed, closed before it forks.

A database connection must not be used on both sides of a fork: of SQLite both would hold the
same locks, of a server both would speak on one wire.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, Generic, Protocol, TypeVar
from weakref import WeakSet


class Closable(Protocol):
    """What can be closed."""

    def close(self) -> None:
        """Close it."""


C = TypeVar("C", bound=Closable)
_TURN: Final = 0.1
"""For how many seconds a fork waits for one connection before it lets go of the others."""
_ALL: Final[WeakSet[Connection[Any]]] = WeakSet()


class Connection(Generic[C]):
    """One connection, for one thread at a time.

    Args:
        connect: makes it.
        usable: whether one that was made can still be used.
    """

    def __init__(
        self, connect: Callable[[], C], usable: Callable[[C], bool] = lambda found: True
    ) -> None:
        self._connect = connect
        self._usable = usable
        self._found: C | None = None
        self._process = 0
        self.lock: Final = threading.RLock()
        _ALL.add(self)

    @contextmanager
    def held(self) -> Iterator[C]:
        """The connection, while no other thread has it; opened now if it is not open here."""
        with self.lock:
            if self._process != os.getpid():
                # That of another process is not even closed: it would say good-bye on its wire.
                self._found = None
            if self._found is not None and not self._usable(self._found):
                self.close()
            if self._found is None:
                self._found = self._connect()
                self._process = os.getpid()
            yield self._found

    def close(self) -> None:
        """Close it, if this process has it open."""
        with self.lock:
            found, self._found = self._found, None
            if found is not None and self._process == os.getpid():
                found.close()

    def __del__(self) -> None:
        if self._found is not None and self._process == os.getpid():
            with suppress(Exception):  # nobody is left to be told
                self._found.close()


_taken: list[Connection[Any]] = []


def _before() -> None:
    wanted = list(_ALL)
    while True:
        for connection in wanted:
            # In earnest, since who only looks in now and then is never let in by a busy thread;
            # and not for ever, since that thread may want what is held here.
            if not connection.lock.acquire(timeout=_TURN):
                wanted.sort(key=lambda other: other is not connection)
                break
            _taken.append(connection)
        else:
            break
        _after()
    for connection in _taken:
        connection.close()


def _after() -> None:
    while _taken:
        _taken.pop().lock.release()


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after)
