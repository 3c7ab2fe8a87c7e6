"""What all stores share: the one way to append, to read, to follow, to verify and to copy.

A store beneath gives an exclusive writing transaction and a few look-ups. There is no
sequence: rows are numbered under the one lock, so that positions have no gap and no reader is
ever passed by a row that commits later.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Self

from ip4timeline.engine.time.days import DayLike
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.errors import ConflictError, DamagedError, StaleError, StoreError
from ip4timeline.store.log import arguments
from ip4timeline.store.log.changes import Assembly, Changes, timeline_of
from ip4timeline.store.log.protocol import At, Progress
from ip4timeline.store.log.rows import (
    GENESIS,
    Appended,
    Checkpoint,
    Item,
    Place,
    Raw,
    Recorded,
    Row,
    Tables,
    batch_of,
    checked,
    later,
    marked,
    microseconds,
    untimely,
)
from ip4timeline.store.log.transaction import Head, Held, Writing, keyed, placed

PAGE: Final = 5_000
"""Rows that are read or restored in one go."""
FORMAT: Final = 1
"""The format of an export."""
_BREATH: Final = 5.0
"""The longest wait in one go, in seconds, for a follower that waits for ever."""


class Log:
    """A store, whatever it keeps its rows in; see `EventStore` for what each method means.

    Args:
        timeline: the class of its timelines, whose registries say what rows there are.
    """

    def __init__(self, timeline: type[Timeline] = Timeline) -> None:
        self.timeline_class: Final[type[Timeline]] = arguments.timeline_class(timeline)
        self.tables: Final = Tables(timeline.registries_type)

    # What a store gives

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Writing]:
        """A transaction that commits durably when it is left, and not at all on an error."""

    @abstractmethod
    def _last(self) -> Head:
        """The last row that was committed."""

    @abstractmethod
    def _rows(self, after: int, upto: int, limit: int) -> list[Raw]:
        """Committed rows after a position, in order."""

    @abstractmethod
    def _wait(self, after: int, seconds: float) -> None:
        """Wait until there may be a row after a position, or for so long."""

    @abstractmethod
    def _position_at(self, recorded: int) -> int:
        """The position of the last row recorded by a time."""

    @abstractmethod
    def checkpoint(self, name: str) -> Checkpoint | None:
        """The checkpoint that was saved under a name; ``None`` if none was."""

    @abstractmethod
    def save_checkpoint(self, name: str, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint under a name, in place of the one before."""

    @property
    @abstractmethod
    def log(self) -> str:
        """The id of the log."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what is open."""

    # What follows from it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @property
    def position(self) -> int:
        """The position of the last row; 0 for an empty log."""
        return self._last().sound().position

    def append(self, rows: Iterable[Row], *, expected: int | None = None) -> Appended:
        """Append all of some rows or none; see `EventStore.append`."""
        if expected is not None:
            arguments.whole("expected", expected)
        batch = batch_of(rows, self.tables)
        with self._writing() as writing:
            head = writing.head().sound()
            batch = keyed(batch, writing)
            held = self._held(batch, writing)
            new = {place: item for place, item in batch.items() if place not in held}
            if new and expected is not None and expected != head.position:
                raise StaleError(expected, head.position)
            if new:
                written = self._sealed(new, head, later(writing.now(), head.recorded))
                writing.insert(written)
                head = Head(written[-1].position, written[-1].recorded, written[-1].chain)
        added, known = (
            tuple(place[0] for place in batch if (place in new) is wanted)
            for wanted in (True, False)
        )
        return Appended(head.position, added, known)

    def _held(self, batch: dict[Place, Item], writing: Writing) -> dict[Place, int]:
        """The places of a batch that the log has already, with the same contents."""
        found = {}
        for held in writing.find([key for key, _ in batch]):
            place = (held.key, held.replaces)
            item = batch.get(place)
            if item is None:
                continue
            # What an older version wrote in other words is the same if it reads as the same.
            if held.body != item.body and not self._same(held, item):
                raise ConflictError(held.key, held.position)
            found[place] = held.position
        return found

    def _same(self, held: Held, item: Item) -> bool:
        raw = Raw(held.position, 0, held.key, held.replaces, held.body, GENESIS)
        return bool(self.tables.read([raw])[0].row == item.value)

    def _sealed(self, new: dict[Place, Item], head: Head, recorded: int) -> list[Raw]:
        position, chain, written = head.position, head.chain, []
        for (key, replaces), item in new.items():
            if reason := untimely(item.value, recorded):
                raise StoreError(f"{key} {reason}; correct its known")
            position += 1
            raw = Raw(position, recorded, key, replaces, item.body, GENESIS)
            chain = raw.seal(chain)
            written.append(raw._replace(chain=chain))
        return written

    def read(
        self, after: int | Checkpoint = 0, upto: int | None = None, *, limit: int | None = None
    ) -> Iterator[Recorded]:
        """The rows after a position, in order; see `EventStore.read`."""
        return self._read(_after(after), _bound("upto", upto), _bound("limit", limit))

    def _read(
        self, after: int | Checkpoint, upto: int | None, limit: int | None
    ) -> Iterator[Recorded]:
        for page in self._pages(after, upto, limit):
            yield from self.tables.read(page)

    def _pages(
        self, after: int | Checkpoint, upto: int | None = None, limit: int | None = None
    ) -> Iterator[list[Raw]]:
        """The rows after a position by pages, each held against the chain."""
        position, chain = self._begin(after)
        # Up to where the log is now: a row that is cut out at its end is missed as any other.
        last = self.position
        if position > last:
            raise DamagedError(position, "is not in this log")
        last = last if upto is None else min(upto, last)
        if limit is not None:
            last = min(last, position + limit)
        while position < last:
            size = min(PAGE, last - position)
            page = self._rows(position, last, size)
            chain = checked(page, position, chain)
            if len(page) < size:
                raise DamagedError(position + len(page) + 1, "is missing")
            position += size
            yield page

    def _begin(self, after: int | Checkpoint) -> tuple[int, bytes]:
        """From where to read on, and the chain value there."""
        position = after.position if isinstance(after, Checkpoint) else after
        if position < 0:
            raise StoreError(f"positions count from 1, and {position} is before them all")
        if position > (last := self.position):
            raise DamagedError(position, f"is not in this log, which ends at {last}")
        if isinstance(after, Checkpoint) and after.log != self.log:
            raise DamagedError(position, f"comes from the log {after.log}, and this is {self.log}")
        chain = self._chain_at(position)
        if chain is None:
            raise DamagedError(position, "is not in this log")
        if isinstance(after, Checkpoint) and chain.hex() != after.chain:
            raise DamagedError(position, "is not what it was: the log was cut off and grown anew")
        return position, chain

    def _chain_at(self, position: int) -> bytes | None:
        if position == 0:
            return GENESIS
        found = self._rows(position - 1, position, 1)
        if not found:
            return None
        return Head(position, found[0].recorded, found[0].chain).sound().chain

    def subscribe(
        self, after: int | Checkpoint = 0, *, wait: float | None = None, limit: int = 1000
    ) -> Iterator[Sequence[Recorded]]:
        """Batches of rows as they come, each row once; see `EventStore.subscribe`."""
        arguments.whole("limit", limit, least=1)
        if wait is not None:
            arguments.seconds("wait", wait)
        return self._subscribe(_after(after), wait, limit)

    def _subscribe(
        self, after: int | Checkpoint, wait: float | None, limit: int
    ) -> Iterator[Sequence[Recorded]]:
        log = self.log
        while True:
            batch = list(self.read(after, limit=limit))
            if batch:
                after = Checkpoint(log, batch[-1].position, batch[-1].chain)
                yield batch
                continue
            position = after if isinstance(after, int) else after.position
            until = None if wait is None else time.monotonic() + wait
            while self.position == position:
                left = _BREATH if until is None else until - time.monotonic()
                if left <= 0:
                    return
                self._wait(position, min(left, _BREATH))

    def position_at(self, recorded: dt.datetime) -> int:
        """The position of the last row that was recorded by a time; see `EventStore`."""
        return self._recorded_by("recorded", recorded)

    def _recorded_by(self, name: str, time: Any) -> int:
        wanted = microseconds(arguments.moment(name, time))
        # Up to the last row all is said, whatever the clock shows: what comes is later than that.
        if wanted > self._last().sound().recorded and wanted >= self._present():
            raise StoreError(f"{name}: {time} is still to come, and the log may say more by then")
        return self._position_at(wanted)

    def _present(self) -> int:
        """The present, before which no row is recorded any more that is not there yet."""
        # While the lock is held nobody has a time and not yet a row; who has it next is later.
        with self._writing() as writing:
            return writing.now()

    def point(
        self, position: int | None = None, *, base: str = "", version: str = ""
    ) -> Checkpoint:
        """The checkpoint of a position; see `EventStore.point`."""
        head = self._last().sound()
        if position is not None:
            arguments.whole("position", position)
        if position is None or position == head.position:
            return Checkpoint(self.log, head.position, head.chain.hex(), base, version)
        chain = self._chain_at(position) if 0 <= position <= head.position else None
        if chain is None:
            raise StoreError(f"the log has positions from 0 to {head.position}, and no {position}")
        return Checkpoint(self.log, position, chain.hex(), base, version)

    def position_of(self, at: At | None) -> int:
        """The position that a point of the log means; see `EventStore.timeline`."""
        return self._position("at", at)

    def _position(self, name: str, at: At | None) -> int:
        if at is None:
            return self.position
        if isinstance(at, bool) or not isinstance(at, int | dt.datetime):
            raise StoreError(
                f"{name}: {at!r} is no point of a log; give a position, or a datetime with its zone"
            )
        position = at if isinstance(at, int) else self._recorded_by(name, at)
        last = self.position  # asked afterwards: it may have grown
        if last == 0:
            raise StoreError(f"{name}: the log is empty, and has no {at}")
        if isinstance(at, dt.datetime) and position == 0:
            raise StoreError(f"{name}: {at} is before the first row of the log")
        if not 1 <= position <= last:
            raise StoreError(f"{name}: the log has positions from 1 to {last}, and no {at}")
        return position

    def timeline(self, at: At | None = None, *, progress: Progress | None = None) -> Timeline:
        """What the log says, or what it said once; see `EventStore.timeline`."""
        _reported(progress)
        return timeline_of(self.timeline_class, self._told(0, self.position_of(at), progress))

    def _told(self, after: int, upto: int, progress: Progress | None) -> Iterator[Recorded]:
        for page in self._pages(after, upto):
            yield from self.tables.read(page)
            if progress is not None:
                progress(page[-1].position)

    def changes(
        self,
        before: At,
        after: At | None = None,
        *,
        as_of: DayLike,
        known_on: DayLike | None = None,
    ) -> Changes:
        """What the log came to say otherwise between two of its points; see `EventStore`."""
        first, last = self._position("before", before), self._position("after", after)
        if first > last:
            raise StoreError(f"{before} is after {after}: give the earlier point first")
        assembly = Assembly(self.timeline_class())
        assembly.grow(self.read(0, first))
        earlier = assembly.timeline
        rows = tuple(self.read(first, last))
        assembly.grow(rows)
        diff = earlier.compare(assembly.timeline, as_of=as_of, known_on=known_on)
        return Changes(first, last, rows, diff)

    def verify(self, since: Checkpoint | None = None, *, progress: Progress | None = None) -> int:
        """Hold every row against the chain; see `EventStore.verify`."""
        _reported(progress)
        position = 0
        for page in self._pages(0 if since is None else marked(since)):
            position = page[-1].position
            if progress is not None:
                progress(position)
        return position or (since.position if since else 0)

    def export(self, *, progress: Progress | None = None) -> Iterator[str]:
        """The whole log as JSON Lines; see `EventStore.export`."""
        _reported(progress)
        return self._export(progress)

    def _export(self, progress: Progress | None) -> Iterator[str]:
        from ip4timeline.store.log.copying import line_of

        head = self._last().sound()
        yield json.dumps(
            {
                "format": FORMAT,
                "log": self.log,
                "position": head.position,
                "chain": head.chain.hex(),
            }
        )
        for page in self._pages(0, head.position):
            for raw in page:
                yield line_of(raw)
            if progress is not None:
                progress(page[-1].position)

    def restore(self, lines: Iterable[str], *, progress: Progress | None = None) -> int:
        """Fill an empty store from the lines of `export`; see `EventStore.restore`."""
        from ip4timeline.store.log.copying import Reading

        _reported(progress)
        reading = Reading(lines)
        with self._writing() as writing:
            if (there := writing.head().position) != 0:
                raise StaleError(0, there, "an export fills an empty log alone: name a new one")
            writing.adopt(reading.log)
            for page in reading.pages(PAGE):
                writing.insert(placed(page, writing))
                if progress is not None:
                    progress(page[-1].position)
        return reading.position


def _after(after: int | Checkpoint) -> int | Checkpoint:
    return after if isinstance(after, Checkpoint) else arguments.whole("after", after)


def _bound(name: str, value: int | None) -> int | None:
    return None if value is None else arguments.whole(name, value, least=0)


def _reported(progress: Progress | None) -> None:
    if progress is not None:
        arguments.called("progress", progress)
