"""What every store is: an append-only log that keeps what it acknowledged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from ip4timeline.engine.time.days import DayLike
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.log.changes import Changes
from ip4timeline.store.log.rows import Appended, Checkpoint, Recorded, Row

At = int | dt.datetime
"""A point of a log: a position, or a time with its zone."""
Progress = Callable[[int], None]


class EventStore(Protocol):
    """An append-only log of entries and rows of registries, durable when `append` returns.

    Whatever a method is given that is not of the type it says is refused with a `StoreError`
    that names the argument, before anything is done.
    """

    @property
    def log(self) -> str:
        """The id of the log, made with it; a copy that was restored has the same."""

    @property
    def position(self) -> int:
        """The position of the last row; 0 for an empty log."""

    @property
    def timeline_class(self) -> type[Timeline]:
        """The class of its timelines, whose registries say what rows there are."""

    def append(self, rows: Iterable[Row], *, expected: int | None = None) -> Appended:
        """Append all of some rows or none.

        A row that is there already is ``known`` and never an error, whatever has come since:
        after an `UncertainError` send the same batch again.

        Args:
            rows: events, corrections, retractions, rows of registries and `Revision` of them. A
                revision names a position that the log has already; of two in one batch that
                name the same one, the second must be equal to the first, and counts with it.
            expected: the position at which the log must be for anything new.

        Raises:
            StaleError: something is new, and the log is elsewhere.
            ConflictError: a place is taken by other contents.
            UnavailableError: the store cannot be reached; nothing was written.
            UncertainError: it broke off; whether the batch was kept is not known.
            StoreError: a row could not be read back equal, or is known more than a day after
                it is recorded, or revises what is not there; or an argument is of another type.
        """

    def read(
        self, after: int | Checkpoint = 0, upto: int | None = None, *, limit: int | None = None
    ) -> Iterator[Recorded]:
        """The rows after a position, in order, each held against the chain.

        Args:
            after: a position, or a checkpoint: then the log must be the one it was taken of.
            upto: the last position.
            limit: the most rows.

        Raises:
            DamagedError: a row is missing or is not what was written, or the log is not that
                of the checkpoint.
        """

    def subscribe(
        self, after: int | Checkpoint = 0, *, wait: float | None = None, limit: int = 1000
    ) -> Iterator[Sequence[Recorded]]:
        """Batches of rows as they come, each row once.

        Args:
            after: as for `read`.
            wait: ends when nothing came for so many seconds; ``None``: never.
            limit: the most rows of a batch.
        """

    def position_at(self, recorded: dt.datetime) -> int:
        """The position of the last row that was recorded by a time; 0 before the first.

        Raises:
            StoreError: the time has no zone or is still to come, when more may be recorded by it.
        """

    def position_of(self, at: At | None) -> int:
        """The position that a point of the log means, by default the last.

        Raises:
            StoreError: it is before the first row, or after the last or the present.
        """

    def point(
        self, position: int | None = None, *, base: str = "", version: str = ""
    ) -> Checkpoint:
        """The checkpoint of a position, by default of the last.

        Args:
            position: a position from 0 to the last.
            base: as in `Checkpoint`.
            version: as in `Checkpoint`.

        Raises:
            StoreError: the log has no such position.
        """

    def checkpoint(self, name: str) -> Checkpoint | None:
        """The checkpoint that was saved under a name; ``None`` if none was."""

    def save_checkpoint(self, name: str, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint under a name, in place of the one before.

        For a follower that keeps its state elsewhere, who then sees rows at least once. One
        that can writes the checkpoint in the transaction of its own state.
        """

    def timeline(self, at: At | None = None, *, progress: Progress | None = None) -> Timeline:
        """What the log says, or what it said once; neither clock of the world has a part in it.

        Args:
            at: a position, or a time by which it was recorded; left out, now.
            progress: called now and then with the number of rows read.

        Raises:
            StoreError: it is before the first row, or after the last or the present, where the
                answer could still change.
        """

    def changes(
        self,
        before: At,
        after: At | None = None,
        *,
        as_of: DayLike,
        known_on: DayLike | None = None,
    ) -> Changes:
        """What the log came to say otherwise between two points of its own.

        Args:
            before: the earlier point.
            after: the later point; left out, now.
            as_of: the day about which it is asked.
            known_on: the day by which a thing had to be public; ``None``: all there is.
        """

    def verify(self, since: Checkpoint | None = None, *, progress: Progress | None = None) -> int:
        """Hold every row against the chain; gives the position of the last.

        Args:
            since: only the rows after a checkpoint, whose log this must be.
            progress: called now and then with the position reached.

        Raises:
            DamagedError: a row is missing or is not what was written, or the log is not that
                of the checkpoint.
        """

    def export(self, *, progress: Progress | None = None) -> Iterator[str]:
        """The whole log as JSON Lines, without the lines' ends; `restore` reads them."""

    def restore(self, lines: Iterable[str], *, progress: Progress | None = None) -> int:
        """Fill an empty store from the lines of `export`; gives the position of the last row.

        Raises:
            StaleError: it is not empty.
            DamagedError: a line is missing or was altered; nothing is kept.
        """

    def close(self) -> None:
        """Let go of what is open; whatever is asked later opens it again."""

    def __enter__(self) -> Any:
        """The store itself."""

    def __exit__(self, *raised: object) -> None:
        """Close it."""
