"""A durable log of events: an append-only store that keeps what it acknowledged.

Start with `SqliteStore`, or `open_store` for an address, and `Live`, which keeps a timeline in
step with a store and checks what is to be appended.
"""

from ip4timeline.engine._door import door as _door

_ROOMS = {
    "ip4timeline.store.addresses": "open_store",
    "ip4timeline.store.log.changes": "Changes",
    "ip4timeline.store.errors": """
        ConflictError DamagedError StaleError StoreError UnavailableError UncertainError
    """,
    "ip4timeline.store.following": "ReadModel follow",
    "ip4timeline.store.live": "Live",
    "ip4timeline.store.memory": "MemoryStore",
    "ip4timeline.store.postgres": "PostgresStore",
    "ip4timeline.store.log.protocol": "EventStore",
    "ip4timeline.store.log.rows": "Appended Checkpoint Recorded Revision",
    "ip4timeline.store.sqlite": "SqliteStore",
}
"""The public names, each once, by the module that defines it; the stub is generated."""

__all__, __getattr__, __dir__ = _door(__name__, _ROOMS)
