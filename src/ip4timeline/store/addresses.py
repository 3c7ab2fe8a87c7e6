"""Stores by their addresses, and the readers that read a log wherever a record is read."""

from __future__ import annotations

from typing import Final

from ip4timeline.record.readers import Progress, register_reader
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.errors import StoreError
from ip4timeline.store.log.shared import Log

SQLITE: Final = "sqlite:"
POSTGRES: Final = ("postgresql:", "postgres:")


def open_store(address: str, *, create: bool = True, timeline: type[Timeline] = Timeline) -> Log:
    """The store at an address.

    Args:
        address: ``sqlite:FILE`` or ``postgresql://user@host/database``, which may end in
            ``#name`` for one of several logs in a database.
        create: whether a log that is not there is made.
        timeline: the class of its timelines.

    Raises:
        StoreError: it is no such address, or ``create`` is false and nothing is there.
        MissingExtraError: it is PostgreSQL, and ``ip4timeline[postgres]`` is not installed.
    """
    if address.startswith(SQLITE):
        from ip4timeline.store.sqlite import SqliteStore

        path = address.removeprefix(SQLITE)
        path = path[2:] if path.startswith("///") else path
        found = SqliteStore(path, create=create, timeline=timeline)
        if not path or (not create and not found.path.is_file()):
            raise StoreError(f"{address!r}: there is no such file; name one: sqlite:my-log.db")
        return found
    if address.startswith(POSTGRES):
        from ip4timeline.store.postgres import PostgresStore

        conninfo, _, name = address.partition("#")
        return PostgresStore(conninfo, name=name or "ip4timeline", create=create, timeline=timeline)
    raise StoreError(f"{address!r} is no log: write sqlite:FILE or postgresql://user@host/database")


def is_store(address: str) -> bool:
    """Whether a text is the address of a store."""
    return address.startswith((SQLITE, *POSTGRES))


def _read(where: str, progress: Progress | None) -> Timeline:
    with open_store(where, create=False) as store:
        return store.timeline(progress=progress)


for _scheme in (SQLITE, *POSTGRES):
    register_reader(_scheme, _read)
