"""A read model that follows a log: each row once, and rebuilt when what it rests on changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ip4timeline.store.errors import DamagedError
from ip4timeline.store.log import arguments
from ip4timeline.store.log.protocol import EventStore
from ip4timeline.store.log.rows import Checkpoint, Recorded, marked


class ReadModel(Protocol):
    """State that is made from the rows of a log, and kept with how far it was made.

    Where `apply` writes the rows and the checkpoint in one transaction, each row counts exactly
    once; where it cannot, a row may come again after a crash and must not count twice.
    """

    def checkpoint(self) -> Checkpoint | None:
        """The checkpoint that was kept with the state; ``None`` for an empty state."""

    def reset(self) -> None:
        """Throw the state and its checkpoint away."""

    def apply(self, rows: Sequence[Recorded], checkpoint: Checkpoint) -> None:
        """Take rows into the state, and keep the checkpoint that follows them with it."""


def follow(
    store: EventStore,
    model: ReadModel,
    *,
    base: str = "",
    version: str = "",
    wait: float | None = None,
    limit: int = 1000,
) -> int:
    """Bring a read model up to date with a log and keep it so.

    A model of another log, of one that was cut off and grown anew, of another base or of another
    version is rebuilt from the first row.

    Args:
        store: the log.
        model: the read model.
        base: the digest of the record on which it rests beside the log; empty for none.
        version: the version of its schema and projections.
        wait: ends when nothing came for so many seconds; ``None``: never.
        limit: the most rows that are taken in at once.

    Returns:
        the position that the model has reached.

    Raises:
        StoreError: an argument, or the checkpoint of the model, is of another type.
        DamagedError: a row after the checkpoint is damaged.
    """
    arguments.called("store", store, "read", "subscribe")
    arguments.called("model", model, "checkpoint", "reset", "apply")
    arguments.text("base", base)
    arguments.text("version", version)
    log = store.log
    mark = model.checkpoint()
    if mark is not None and not (marked(mark).rests_on(base, version) and _goes_on(store, mark)):
        model.reset()
        mark = None
    position = mark.position if mark else 0
    for rows in store.subscribe(mark or 0, wait=wait, limit=limit):
        position = rows[-1].position
        model.apply(rows, Checkpoint(log, position, rows[-1].chain, base, version))
    return position


def _goes_on(store: EventStore, mark: Checkpoint) -> bool:
    try:
        next(iter(store.read(mark, limit=1)), None)
    except DamagedError as error:
        if error.position > mark.position:
            raise  # the log itself is damaged further on, and a model made anew would be too
        return False
    return True
