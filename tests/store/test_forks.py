"""Connections and forks: none crosses one, and nobody waits for ever."""

import os
import threading
import warnings

import pytest

from ip4timeline.store.connections import Connection
from ip4timeline.testing.stores.bench import event, ids

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes to fork here")


def forked(child):
    """How a child ended that ran a function."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other threads
        pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if child() else 1)
        finally:
            os._exit(9)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.fixture
def store(bench):
    store = bench.new()
    if not hasattr(store, "_writer"):
        pytest.skip("has no connections")
    store.append([event("first")])
    assert store.position == 1
    return store


def test_no_connection_crosses_a_fork(store):
    held = [store._writer, store._reader]
    assert all(connection._found for connection in held)
    assert forked(lambda: not any(connection._found for connection in held)) == 0
    assert not any(connection._found for connection in held)
    assert forked(lambda: store.append([event("child")]).position == 2) == 0
    assert store.append([event("parent")]).position == 3


def test_a_fork_while_others_write(store):
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            store.append([event(f"thread-{number}")])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(8):
            assert forked(lambda n=number: store.append([event(f"child-{n}")]).added != ()) == 0
    finally:
        stop.set()
        writer.join()
    assert {f"e-child-{number}" for number in range(8)} <= set(ids(store))
    assert store.verify() == store.position


class Wire:
    """A connection that counts how often it was closed."""

    closed = 0

    def close(self):
        self.closed += 1


def test_a_connection_of_another_process_is_neither_used_nor_closed(monkeypatch):
    made = []

    def connect():
        made.append(Wire())
        return made[-1]

    connection = Connection(connect)
    with connection.held() as first:
        assert first is made[0]
    monkeypatch.setattr(os, "getpid", lambda: -1)
    connection.close()
    with connection.held() as second:
        assert second is made[1]
    connection.close()
    assert [wire.closed for wire in made] == [0, 1]


def test_a_connection_that_broke_is_made_again():
    connection = Connection(Wire, usable=lambda wire: not wire.closed)
    with connection.held() as first:
        first.close()
    with connection.held() as second:
        assert second is not first
