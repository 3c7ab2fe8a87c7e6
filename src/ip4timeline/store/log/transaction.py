"""A writing transaction of a store, and what is looked up in it before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol, Self

from ip4timeline.store.errors import DamagedError, StoreError
from ip4timeline.store.log.arguments import LARGEST, plain
from ip4timeline.store.log.rows import GENESIS, LATEST, Item, Place, Raw, misplaced


class Head(NamedTuple):
    """Where a log stands."""

    position: int = 0
    recorded: int = 0
    chain: bytes = GENESIS

    def sound(self) -> Self:
        """The same.

        Raises:
            DamagedError: the database holds what is no position, time or chain value.
        """
        written = isinstance(self.recorded, int) and isinstance(self.chain, bytes)
        if not (written and self.position < LARGEST and self.recorded <= LATEST):
            raise DamagedError(self.position, "is not what was written")
        return self


def identified(found: Sequence[Sequence[Any]]) -> str:
    """The id of a log, from what a database has for it.

    Raises:
        DamagedError: it has none.
    """
    if not (found and plain(found[0][0])):
        raise DamagedError(0, "does not say which log this is")
    return str(found[0][0])


class Held(NamedTuple):
    """A row that the log has under a key."""

    key: str
    replaces: int
    position: int
    body: str


class Writing(Protocol):
    """An open, exclusive writing transaction: whoever has it sees every row committed before."""

    def head(self) -> Head:
        """The last row."""

    def find(self, keys: Sequence[str]) -> Iterable[Held]:
        """Every row under some keys."""

    def keys_at(self, positions: Sequence[int]) -> dict[int, str]:
        """The keys of the rows at some positions."""

    def insert(self, rows: Sequence[Raw]) -> None:
        """Write rows."""

    def adopt(self, log: str) -> None:
        """Take the id of the log of which this becomes a copy."""

    def now(self) -> int:
        """The present, in microseconds since 1970, asked while the lock is held."""


def keyed(batch: dict[Place, Item], writing: Writing) -> dict[Place, Item]:
    """A batch whose revisions name rows that the log has, each under the key of that row.

    Raises:
        StoreError: one names a position that holds nothing, or another row.
    """
    revised = [replaces for _, replaces in batch if replaces]
    if not revised:
        return batch
    keys = writing.keys_at(revised)
    found = {}
    for (key, replaces), item in batch.items():
        of = keys.get(replaces, "") if replaces else key
        if replaces and (reason := misplaced(key, replaces, of)):
            raise StoreError(reason)
        found[of, replaces] = item
    return found


def placed(page: Sequence[Raw], writing: Writing) -> Sequence[Raw]:
    """Rows that are to be restored, each in a place of its own, as every store would write them.

    Raises:
        DamagedError: one stands in the place of another, or replaces what is not there.
    """
    places: dict[Place, int] = {}
    keys = writing.keys_at([raw.replaces for raw in page if raw.replaces])
    held = {(found.key, found.replaces) for found in writing.find([raw.key for raw in page])}
    for raw in page:
        place = (raw.key, raw.replaces)
        if place in held or places.setdefault(place, raw.position) != raw.position:
            raise DamagedError(raw.position, f"stands in the place of another {raw.key}")
        if raw.replaces and keys.get(raw.replaces) != raw.key:
            raise DamagedError(raw.position, f"replaces position {raw.replaces}, no {raw.key}")
        keys[raw.position] = raw.key
    return page
