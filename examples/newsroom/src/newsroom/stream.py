"""Rows of a log as server-sent events, for any number of listeners at once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

import ip4timeline as ip4
from ip4timeline.store import EventStore, Recorded
from newsroom.wire import refused, told

_LOOK = 0.05
"""How many seconds pass before the log is looked at again."""
_BREATH = 1.0
"""How many seconds a stream is silent before it says that it is still there."""
_PAGE = 100
"""The most rows that are read for a stream at once: a slow listener holds no more."""


class Watch:
    """Where a log stands, looked up once for all who wait for it to grow.

    None of them has a thread while it waits: threads are few, and other requests need them.

    Args:
        store: the log.
    """

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._turn = asyncio.Lock()
        self._position = 0
        self._looked = float("-inf")

    async def position(self) -> int:
        """The position of the last row, as it was a moment ago."""
        async with self._turn:
            if time.monotonic() - self._looked >= _LOOK:
                self._position = await run_in_threadpool(lambda: self._store.position)
                self._looked = time.monotonic()
            return self._position

    async def read(self, after: int) -> list[Recorded]:
        """Some rows after a position, in order."""
        return await run_in_threadpool(lambda: list(self._store.read(after, limit=_PAGE)))


async def sent(watch: Watch, after: int, known: int, wait: float | None) -> AsyncIterator[str]:
    """The events of a stream.

    Args:
        watch: the log.
        after: the position after which it begins.
        known: a position that the log is known to have.
        wait: it ends when nothing came for so many seconds; ``None``: never.
    """
    heard = spoke = time.monotonic()
    try:
        while True:
            if max(await watch.position(), known) > after:
                for row in await watch.read(after):
                    yield _event("row", told(row), row.position)
                    after = row.position
                heard = spoke = time.monotonic()
                continue
            now = time.monotonic()
            if wait is not None and now - heard >= wait:
                return
            if now - spoke >= _BREATH:
                yield ": still here\n\n"  # and whoever has gone is noticed
                spoke = now
            await asyncio.sleep(_LOOK)
    except ip4.TimelineError as error:
        # An answer that has begun has no other status any more.
        yield _event("broken", refused(error)[1])


def _event(name: str, data: object, position: int | None = None) -> str:
    id = "" if position is None else f"id: {position}\n"
    return f"{id}event: {name}\ndata: {json.dumps(data)}\n\n"
