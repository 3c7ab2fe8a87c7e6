"""Laws of sharing: threads, processes, forks, kills and power cuts lose and double nothing."""

from __future__ import annotations

import os
import random
import select
import signal
import threading
import time
import warnings
from collections.abc import Callable
from functools import partial

from ip4timeline.store.errors import StaleError, StoreError
from ip4timeline.store.log.protocol import EventStore
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.stores.bench import Bench, event, ids, together

_FIRST = 60.0
"""The longest wait, in seconds, for a writer's first row."""


@law("store")
def many_writers_lose_and_double_nothing(bench: Bench) -> None:
    """Of many who write at once, each row is there once, and positions have no gap."""
    store = bench.new()

    def write(writer: int) -> Callable[[], None]:
        def run() -> None:
            handle = bench.reopen(store)
            for number in range(10):
                handle.append([event(f"{writer}-{number}"), event(f"shared-{number}")])

        return run

    expect(together(*map(write, range(4))), [], "what the writers met")
    found = [(r.position, r.row.id) for r in store.read()]
    expect([position for position, _ in found], list(range(1, 51)), "the positions")
    expect(len({id for _, id in found}), 50, "how many different rows there are")


@law("store")
def threads_share_a_store(bench: Bench) -> None:
    """Threads may use one store at once, to write, read and follow."""
    store = bench.new()

    def write(writer: int) -> Callable[[], None]:
        def run() -> None:
            for number in range(10):
                store.append([event(f"{writer}-{number}")])

        return run

    def read() -> None:
        for _ in range(10):
            found = [r.position for r in store.read()]
            assert found == list(range(1, len(found) + 1)), found

    def follow() -> None:
        seen = 0
        for batch in store.subscribe(wait=20.0):
            seen += len(batch)
            if seen == 20:
                return
        raise AssertionError(f"a follower saw {seen} rows of 20")

    expect(together(write(1), write(2), read, follow), [], "what the threads met")


@law("store")
def of_two_with_one_expectation_one_wins(bench: Bench) -> None:
    """Of two who expect the log at one position, one writes and the other is stale."""
    store = bench.new()
    handles = [bench.reopen(store), bench.reopen(store)]
    for number in range(8):
        at, won = store.position, list[int]()

        def write(who: int, at: int = at, number: int = number, won: list[int] = won) -> None:
            try:
                handles[who].append([event(f"{who}-{number}")], expected=at)
                won.append(who)
            except StaleError:
                pass

        raised = together(lambda: write(0), lambda: write(1))
        expect((raised, len(won), store.position), ([], 1, at + 1), f"round {number}")


@law("store")
def no_reader_is_passed_by(bench: Bench) -> None:
    """A reader at a position never misses a row that commits later: there is none before it.

    Numbers drawn before the commit become visible out of their order.
    """
    store, stop = bench.new(), threading.Event()
    wrong: list[tuple[int, int]] = []

    def write(writer: int) -> None:
        handle, sizes = bench.reopen(store), random.Random(writer)
        for number in range(12):
            rows = range(sizes.randrange(1, 6))
            handle.append([event(f"{writer}-{number}-{row}") for row in rows])

    def watch() -> None:
        handle, last = bench.reopen(store), 0
        while not stop.is_set():
            for recorded in handle.read(last):
                if recorded.position != last + 1:
                    wrong.append((last, recorded.position))
                last = recorded.position

    watcher = threading.Thread(target=watch)
    watcher.start()
    raised = together(*(partial(write, writer) for writer in range(3)))
    stop.set()
    watcher.join()
    expect((raised, wrong), ([], []), "what the writers met, and what a reader was passed by")


@law("store")
def a_closed_store_opens_again(bench: Bench) -> None:
    """What was closed opens again when it is asked."""
    store = bench.new()
    store.append([event(1)])
    expect(bench.reopen(store).position, 1, "the position by another handle")
    store.close()
    expect((store.append([event(2)]).position, len(ids(store))), (2, 2), "after it was closed")


@law("store")
def a_fork_of_the_process_is_safe(bench: Bench) -> None:
    """After a fork both processes may use the store, or the child is told that it may not."""
    if not hasattr(os, "fork"):
        return
    store = bench.new()
    store.append([event("before")])

    def child() -> int:
        try:
            store.append([event("child")])
            return 0 if store.verify() >= 2 else 1
        except StoreError:
            return 2

    pid = _forked(lambda: os._exit(child()))
    store.append([event("parent")])
    _, status = os.waitpid(pid, 0)
    told = os.waitstatus_to_exitcode(status)
    expect(told in (0, 2), True, f"how the child ended ({told})")
    rows = {"e-before", "e-parent", *(["e-child"] if told == 0 else [])}
    expect(set(ids(store)), rows, "the rows, by the parent")
    expect(store.verify(), len(rows), "the log")


def _forked(run: Callable[[], None]) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other threads of a test runner are no matter here
        pid = os.fork()
    if pid == 0:
        try:
            run()
        finally:
            os._exit(9)
    return pid


@law("store")
def a_killed_writer_loses_nothing(bench: Bench) -> None:
    """What a writer that was killed had been told is kept, and no batch of it is half there."""
    if not hasattr(os, "fork"):
        return
    store, sizes = bench.new(), random.Random(7)
    for life in range(3):
        reading, writing = os.pipe()
        pid = _forked(partial(_write_for_ever, store, life, writing))
        os.close(writing)
        select.select([reading], [], [], _FIRST)  # until it was told of a row, or has ended
        time.sleep(sizes.uniform(0.0, 0.08))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with os.fdopen(reading) as told:
            acknowledged = [int(line) for line in told.read().split()]
        found = set(ids(bench.reopen(store)))
        for number in range(max(acknowledged, default=-1) + 2):
            there = [f"e-{life}-{number}-{row}" in found for row in range(3)]
            whole = all(there) if number in acknowledged else len(set(there)) == 1
            expect(whole, True, f"batch {number} of life {life}, of which is there {there}")
        expect(store.verify(), store.position, "the log")


def _write_for_ever(store: EventStore, life: int, out: int) -> None:
    number = 0
    while True:
        try:
            store.append([event(f"{life}-{number}-{row}") for row in range(3)])
        except StoreError:
            return
        os.write(out, f"{number}\n".encode())
        number += 1


@law("store")
def a_power_cut_loses_nothing(bench: Bench) -> None:
    """What was acknowledged is there after the power was cut: it had been flushed."""
    if bench.cut is None:
        return
    store = bench.new()
    for number in range(5):
        done = store.append([event(f"{number}-{row}") for row in range(3)])
        store = bench.cut(store)
        expect((store.position, store.verify()), (done.position,) * 2, f"after cut {number}")
