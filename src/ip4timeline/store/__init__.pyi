"""Generated from the table of public names in the module beside it."""

from ip4timeline.store.addresses import open_store
from ip4timeline.store.errors import (
    ConflictError,
    DamagedError,
    StaleError,
    StoreError,
    UnavailableError,
    UncertainError,
)
from ip4timeline.store.following import ReadModel, follow
from ip4timeline.store.live import Live
from ip4timeline.store.log.changes import Changes
from ip4timeline.store.log.protocol import EventStore
from ip4timeline.store.log.rows import Appended, Checkpoint, Recorded, Revision
from ip4timeline.store.memory import MemoryStore
from ip4timeline.store.postgres import PostgresStore
from ip4timeline.store.sqlite import SqliteStore

__all__ = [
    "Appended",
    "Changes",
    "Checkpoint",
    "ConflictError",
    "DamagedError",
    "EventStore",
    "Live",
    "MemoryStore",
    "PostgresStore",
    "ReadModel",
    "Recorded",
    "Revision",
    "SqliteStore",
    "StaleError",
    "StoreError",
    "UnavailableError",
    "UncertainError",
    "follow",
    "open_store",
]
