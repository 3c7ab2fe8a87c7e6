"""Stores by their addresses, and the readers that read a log wherever a record is read."""

from __future__ import annotations

import os
import re
from typing import Final

from ip4timeline.record.readers import Progress, register_reader
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.errors import StoreError
from ip4timeline.store.files import no_file
from ip4timeline.store.log.shared import Log

SQLITE: Final = "sqlite:"
POSTGRES: Final = ("postgresql:", "postgres:")


def open_store(address: str, *, create: bool = True, timeline: type[Timeline] = Timeline) -> Log:
    """The store at an address.

    Args:
        address: ``sqlite:FILE`` (or ``sqlite:///absolute/path``, ``sqlite:///C:/path``), or
            ``postgresql://user@host/database``, which may end in ``#name`` for one of several
            logs in a database. The scheme may be in capitals.
        create: whether a log that is not there is made.
        timeline: the class of its timelines.

    Raises:
        StoreError: it is no such address, or ``create`` is false and nothing is there.
        MissingExtraError: it is PostgreSQL, and ``ip4timeline[postgres]`` is not installed.
    """
    if not isinstance(address, str):
        raise StoreError(f"address: {address!r} is no text; write sqlite:FILE")
    scheme, rest = _parts(address)
    if scheme == SQLITE:
        from ip4timeline.store.sqlite import SqliteStore

        path = sqlite_path(rest)
        if not path:
            raise StoreError(f"{address!r} names no file; name one: sqlite:my-log.db")
        found = SqliteStore(path, create=create, timeline=timeline)
        if not create and (why := no_file(found.path)):
            raise StoreError(f"{address!r}: {why}; name one: sqlite:my-log.db")
        return found
    if scheme in POSTGRES:
        from ip4timeline.store.postgres import PostgresStore

        conninfo, _, name = f"{scheme}{rest}".partition("#")
        return PostgresStore(conninfo, name=name or "ip4timeline", create=create, timeline=timeline)
    raise StoreError(f"{address!r} is no log: write sqlite:FILE or postgresql://user@host/database")


def is_store(address: str) -> bool:
    """Whether a text is the address of a store."""
    return _parts(address)[0] in (SQLITE, *POSTGRES)


def _parts(address: str) -> tuple[str, str]:
    """The scheme of an address in small letters, with its colon, and what follows."""
    scheme, colon, rest = address.partition(":")
    return f"{scheme.lower()}{colon}", rest


def sqlite_path(rest: str, *, windows: bool = os.name == "nt") -> str:
    """The path that an address names after ``sqlite:``.

    Raises:
        StoreError: it names a host, as ``sqlite://desk.db`` does.
    """
    if not rest.startswith("//"):
        return rest
    if not rest.strip("/"):
        return ""
    if not rest.startswith("///"):
        raise StoreError(
            f"'sqlite:{rest}' names a host and no file: write sqlite:{rest.lstrip('/')}, or three "
            "strokes before an absolute path: sqlite:///path/to/my-log.db"
        )
    path = rest[2:]
    return path[1:] if windows and re.match(r"/[A-Za-z]:", path) else path


def _read(where: str, progress: Progress | None) -> Timeline:
    with open_store(where, create=False) as store:
        return store.timeline(progress=progress)


for _scheme in (SQLITE, *POSTGRES):
    register_reader(_scheme, _read)
