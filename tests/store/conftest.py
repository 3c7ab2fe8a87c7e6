"""Stores of each kind. PostgreSQL is the one that IP4TIMELINE_POSTGRES says how to reach.

Where it says nothing, there is none, and what needs it is skipped; where it does, it must be there.
"""

import importlib.util
import itertools
import os
from pathlib import Path
from weakref import WeakSet

import pytest

from ip4timeline.store import MemoryStore, SqliteStore
from ip4timeline.testing.stores.bench import Bench

POSTGRES = os.environ.get("IP4TIMELINE_POSTGRES", "")
KINDS = ("memory", "sqlite", "postgres")


@pytest.fixture(scope="session")
def postgres():
    """How to connect to PostgreSQL."""
    if not POSTGRES:
        pytest.skip("IP4TIMELINE_POSTGRES does not say where a server is")
    return POSTGRES


_COUNT = itertools.count()


def new_name():
    return f"t{os.getpid()}_{next(_COUNT)}"


def bench_of(kind, folder, conninfo=""):
    if kind == "memory":
        return Bench(MemoryStore)
    if kind == "sqlite":
        return Bench(
            lambda: SqliteStore(folder / f"{new_name()}.db"), lambda store: SqliteStore(store.path)
        )
    from ip4timeline.store import PostgresStore

    return Bench(
        lambda: PostgresStore(conninfo, name=new_name()),
        lambda store: PostgresStore(conninfo, name=store.name),
    )


@pytest.fixture(params=KINDS)
def bench(request, tmp_path):
    """How a store of each kind is made and opened again."""
    conninfo = request.getfixturevalue("postgres") if request.param == "postgres" else ""
    found, made = bench_of(request.param, tmp_path, conninfo), WeakSet()

    def kept(store):
        made.add(store)
        return store

    yield Bench(lambda: kept(found.new()), lambda store: kept(found.reopen(store)))
    for store in made:  # an error that was caught may hold one of them
        store.close()


@pytest.fixture(scope="session")
def on_disk():
    """A SQLite log on a disk that loses what was not synced when its power is cut."""
    pytest.importorskip("apsw")
    spec = importlib.util.spec_from_file_location("power", Path(__file__).with_name("power.py"))
    power = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(power)
    return power.OnDisk
