"""A timeline that keeps in step with a store, and checks what is to be appended to it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.errors import Fault, RecordError
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.record.context import Context, rules_of
from ip4timeline.record.new_rows import taken
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.errors import ConflictError, StaleError, StoreError
from ip4timeline.store.log import arguments
from ip4timeline.store.log.changes import Assembly
from ip4timeline.store.log.protocol import At, EventStore
from ip4timeline.store.log.rows import (
    Appended,
    Checkpoint,
    Recorded,
    Revision,
    Row,
    Tables,
    body_of,
    misplaced,
    no_revision,
    untimely,
)

_OTHER_BASE: Final = (
    "the base says it otherwise: build on the base that it was written for, or none"
)
_PAUSE: Final = 0.002
"""The longest pause, in seconds, before a writer who was stale decides again."""


class Live:
    """A timeline in step with a store; shared by threads safely.

    Args:
        store: the log.
        base: the record on which the log builds; left out, an empty timeline of the store's
            class. It must not be a cut.
        projections: projections of your own, under whose rules as under the library's two
            events of one day must not be tied.

    Raises:
        ConflictError: the log holds under an id what the base holds otherwise.
    """

    def __init__(
        self,
        store: EventStore,
        base: Timeline | None = None,
        *,
        projections: Iterable[Projection[Any, Any]] = (),
    ) -> None:
        arguments.called("store", store, "append", "read", "subscribe", "point")
        self.store: Final = store
        base = store.timeline_class() if base is None else base
        if not isinstance(base, Timeline):
            raise StoreError(f"base: {base!r} is no timeline; load one: ip4timeline.load(...)")
        if base.horizon is not None:
            raise StoreError(
                f"the base knows nothing after {base.horizon}; a log builds on the whole record"
            )
        self._base = base
        self._base_entries = {entry.id: entry for entry in base.entries}
        self._tables = Tables(base.registries_type)
        self._projections = rules_of(projections)
        self._assembly = Assembly(base)
        self._mark = store.point(0)
        self._context: Context | None = None
        self._lock = threading.RLock()
        self.catch_up()

    def __repr__(self) -> str:
        return f"Live({self.store!r}, at position {self.position})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Refuse to be copied: what goes elsewhere is its store, or its timeline."""
        raise StoreError(
            "a live timeline is not copied: send its store and its base, and make another of them, "
            "or its timeline, which is a value"
        )

    @property
    def timeline(self) -> Timeline:
        """The timeline as of the last row that was taken in; a value, which stays as it is."""
        return self._assembly.timeline

    @property
    def position(self) -> int:
        """The position of the last row that was taken in."""
        return self._mark.position

    def at(self, at: At) -> Timeline:
        """What base and log said once; see `EventStore.timeline`.

        Args:
            at: a position of the log, or a time by which it was recorded.

        Raises:
            StoreError: it is before the first row, or after the last or the present.
        """
        assembly = Assembly(self._base)
        assembly.grow(self.store.read(0, self.store.position_of(at)))
        return assembly.timeline

    def point(self, version: str = "") -> Checkpoint:
        """The checkpoint of what was taken in, with the digest of the base.

        Args:
            version: the version of what is made of it, as in `Checkpoint`.
        """
        mark = self._mark
        return Checkpoint(mark.log, mark.position, mark.chain, self._base.digest, version)

    @property
    def version(self) -> str:
        """A short text that changes with every row and every base: an ETag, for one."""
        return self._version(self._mark)

    def version_at(self, position: int) -> str:
        """The version as it is when the log has come to a position, and as it was then.

        Args:
            position: from 0 to the last of the log, whether it was taken in or not.

        Raises:
            StoreError: the log has no such position.
        """
        return self._version(self.store.point(arguments.whole("position", position)))

    def _version(self, mark: Checkpoint) -> str:
        return f"{mark.position}-{mark.chain[:12]}-{mark.log[:8]}-{self._base.digest[:8]}"

    def catch_up(self) -> int:
        """Take in what was appended since; gives the position reached.

        Raises:
            DamagedError: the log is not the one that was read so far, or a row is damaged.
        """
        with self._lock, without_collecting():
            while rows := list(self.store.read(self._mark)):
                self._take(rows)
            return self._mark.position

    def _take(self, rows: Sequence[Recorded]) -> None:
        for told in rows:
            other = self._base_row(told.row)
            if not told.replaces and other is not None and other != told.row:
                raise ConflictError(self._tables.key(told.row, ""), told.position, _OTHER_BASE)
        self._assembly.grow(rows)
        last = rows[-1]
        self._mark = Checkpoint(self._mark.log, last.position, last.chain)
        context, self._context = self._context, None
        if context is not None:
            # A projection of the user's own may raise: who checks next makes it anew, and is told.
            with suppress(Exception):
                for told in rows:
                    context.add([told.row], self._replaced(told))
                self._context = context

    def _replaced(self, told: Recorded) -> list[Any]:
        return [self._assembly.row_at(told.replaces)] if told.replaces else []

    def _base_row(self, row: Any) -> Any:
        """What the base has under the id of a row."""
        id = getattr(row, "id", None)
        if id is None:
            return None
        if isinstance(row, Entry):
            return self._base_entries.get(id)
        return self._base.registries.rows_by_id[self._tables.table(row)].get(id)

    def _known(self) -> Context:
        if self._context is None:
            self._context = Context.of(self.timeline, self._projections)
        return self._context

    def check(self, rows: Iterable[Row]) -> list[Fault]:
        """The faults that new rows would bring: those that reading all as one would find.

        It looks only at what the rows touch: themselves, and what shares an occasion, an
        office, a pledge, a key of a projection or an amended event with them. What a store
        refuses is found too: an id that is taken, a revision of what is not there, and what is
        known only after tomorrow.

        Args:
            rows: as for `EventStore.append`; what is there already is not judged again.

        Raises:
            StoreError: one of them is no row.
        """
        given = self._given(rows)
        with self._lock:
            new = [row for row in given if not self._assembly.has(row)]
            return [*self._misplaced(new), *_untimely(new), *self._faults(new)]

    def _given(self, rows: Iterable[Row]) -> list[Row]:
        given = arguments.items("rows", rows)
        for row in given:
            self._tables.table(row.row if isinstance(row, Revision) else row)
        return given

    def _misplaced(self, new: list[Row]) -> list[Fault]:
        """What a store would refuse in new rows by the place where they are to stand."""
        plain = [row for row in new if not isinstance(row, Revision)]
        known = self._known()
        found = taken(known, plain)
        for row in plain:
            # As it stands by a revision, and is appended as if it were the first of its name.
            if known.other(row) is None and self._assembly.takes(row):
                reason, remedy = (
                    "another was first to have this id",
                    "What it says is there already",
                )
                found.append(Fault(reason, event=row.id, field="id", remedy=remedy))
        placed: dict[int, Any] = {}
        for row in new:
            if not isinstance(row, Revision):
                continue
            reason = self._unfit(row)
            if not reason and placed.setdefault(row.replaces, row.row) != row.row:
                reason = f"two revisions of position {row.replaces} are in one batch, and differ"
            if reason:
                id = getattr(row.row, "id", "")
                remedy = "Name the last position of the row: Recorded.position"
                found.append(Fault(reason, event=id, field="replaces", remedy=remedy))
        return found

    def _unfit(self, revision: Revision) -> str:
        """Why a store would refuse a revision; empty where it would not."""
        value, at = revision.row, revision.replaces
        table = self._tables.table(value)
        if reason := no_revision(table, revision):
            return reason
        key = self._tables.key(value, "") if hasattr(value, "id") else f"{table}/"
        told = next(self.store.read(at - 1, at), None) if at <= self.position else None
        of = "" if told is None else self._tables.key(told.row, body_of(told.row))
        if (reason := misplaced(key, at, of)) or self._assembly.current(at) is not None:
            return reason
        return f"{of} at position {at} has been revised since"

    def _faults(self, new: list[Row]) -> list[Fault]:
        """What the whole check would find in new rows."""
        revised = [row for row in new if isinstance(row, Revision)]
        plain = [row for row in new if not isinstance(row, Revision)]
        current = [row for row in revised if self._assembly.current(row.replaces) is not None]
        replaced = [self._assembly.current(row.replaces) for row in current]
        # A revision of what is not there, or not any more, is the store's to judge.
        return self._known().faults([*plain, *(row.row for row in current)], replaced)

    def append(self, rows: Iterable[Row], *, expected: int | None = None) -> Appended:
        """Check rows against all that is there and append them; decide again if others came.

        What is there already is not judged again, so that a retry is safe whatever has come
        since and whatever the base has become.

        Args:
            rows: as for `EventStore.append`.
            expected: the position at which the log must be for anything new; left out, it is
                caught up with until nobody comes between the check and the append.

        Raises:
            RecordError: with every fault that the rows would bring; nothing was written.
            ConflictError: an id is taken by other contents, in the log or in the base.
            StaleError: an expectation was named, and the log is elsewhere.
            StoreError: as for `EventStore.append`.
        """
        given = self._given(rows)
        with self._lock:
            while True:
                self.catch_up()
                new = [row for row in given if not self._assembly.has(row)]
                if not new or (expected is not None and expected != self.position):
                    # All is known, or the log says what is stale or in conflict.
                    done = self.store.append(given, expected=expected)
                    self.catch_up()
                    return done
                self._refuse(new)
                try:
                    done = self.store.append(given, expected=self.position)
                except StaleError:
                    if expected is not None:
                        raise
                    time.sleep(random.uniform(0, _PAUSE))
                    continue
                self.catch_up()
                return done

    def _refuse(self, new: list[Row]) -> None:
        for row in new:
            if isinstance(row, Revision):
                continue
            other = self._base_row(row)
            if other is not None and other != row:
                raise ConflictError(self._tables.key(row, ""), 0)
        # What has no place in the log the log itself refuses, and says where the others stand.
        if self._misplaced(new):
            return
        if faults := self._faults(new):
            what = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
            raise RecordError(f"{what} in {len(new)} new rows", faults)

    def follow(self, wait: float | None = None) -> Iterator[Timeline]:
        """The timeline after each batch that others append, as they come.

        Args:
            wait: ends when nothing came for so many seconds; ``None``: never.
        """
        return self._follow(self.store.subscribe(self._mark, wait=wait))

    def _follow(self, batches: Iterable[Sequence[Recorded]]) -> Iterator[Timeline]:
        for rows in batches:
            with self._lock:
                if rows[-1].position > self._mark.position:
                    self.catch_up()
            yield self.timeline


def _untimely(new: Iterable[Row]) -> Iterator[Fault]:
    """What is known too late to be recorded now; the clock of the store has the last word."""
    now = time.time_ns() // 1000
    for row in new:
        if reason := untimely(row, now):
            yield Fault(reason, event=row.id, field="known", remedy="Correct it, or wait")
