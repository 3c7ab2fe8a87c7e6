"""Laws of reading: every row once, in order, from anywhere, the same for ever."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
import time
from contextlib import suppress
from functools import partial
from itertools import pairwise
from unittest import mock

import attrs

from ip4timeline.engine.events.amendments import Retraction
from ip4timeline.engine.events.entry import Cite
from ip4timeline.nato.kinds.contacts import Meeting
from ip4timeline.store.errors import DamagedError, StaleError, StoreError
from ip4timeline.store.log.rows import Checkpoint
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.stores.bench import (
    SOURCE,
    Bench,
    event,
    ids,
    later,
    of_our_clock,
    refused,
    source,
)

_RETRACTED = Retraction(
    id="r", target="e-0", known="2024-02-01", reason="was not so", cites=[Cite(source="s")]
)


@law("store")
def reading_on_gives_the_rest(bench: Bench) -> None:
    """Who reads on from a position gets the rest, and who reads to one the beginning."""
    store = bench.new()
    store.append([event(number) for number in range(5)])
    whole = list(store.read())
    for position in range(6):
        got = (list(store.read(position)), list(store.read(0, position)))
        expect(got, (whole[position:], whole[:position]), f"after and to {position}")
        found = list(store.read(position, limit=2))
        expect(found, whole[position : position + 2], f"two after {position}")
        expect(list(store.read(store.point(position))), whole[position:], f"from point {position}")


@law("store")
def what_the_log_said_never_changes(bench: Bench) -> None:
    """The timeline at a position or a time that is over is the same whenever it is asked."""
    store, kept, times = bench.new(), [], []
    one_clock = of_our_clock(store, event(0))
    for number in range(3):
        store.append([event(number)])
        kept.append(store.timeline())
        later()
        times.append(dt.datetime.now(dt.UTC))
        later()
    store.append([SOURCE, _RETRACTED])
    expect([store.timeline(at=p) for p in (1, 2, 3)], kept, "by position")
    if one_clock:
        expect([store.timeline(at=t) for t in times], kept, "by time")


@law("store")
def a_point_outside_the_log_is_refused(bench: Bench) -> None:
    """What the log said before its first row, or will have said, is not answered."""
    store = bench.new()
    refused(StoreError, lambda: store.timeline(at=1))
    store.append([event(1)])
    first = next(iter(store.read())).recorded
    day = dt.timedelta(days=1)
    for at in (0, -1, 2, first - day, first + 2 * day):
        refused(StoreError, partial(store.timeline, at=at))
    refused(StoreError, lambda: store.timeline(at=first.replace(tzinfo=None)))
    refused(StoreError, lambda: store.point(2))


@law("store")
def recorded_always_rises(bench: Bench) -> None:
    """``recorded`` rises strictly from batch to batch, even where the clock steps back."""
    store = bench.new()
    one_clock = of_our_clock(store, event(0), event("with it"))
    with mock.patch("time.time_ns", return_value=time.time_ns() - 3600 * 10**9):
        for number in range(1, 4):
            bench.reopen(store).append([event(number)])
    later()
    last = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    store.append([event(9)])
    first, with_it, *rest = [r.recorded for r in store.read()]
    expect(first, with_it, "two rows of one batch")
    times = [first, *rest]
    expect(all(a < b for a, b in pairwise(times)), True, "each is later")
    expect(times[-1] >= last or not one_clock, True, "it is that of the clock again")
    later()
    expect([store.position_at(t) for t in times], [2, 3, 4, 5, 6], "the position at each time")
    expect(store.position_at(first - dt.timedelta(microseconds=1)), 0, "before the first")


@law("store")
def a_time_is_given_while_the_lock_is_held(bench: Bench) -> None:
    """What was recorded by a time that is over does not change, however many write.

    A time that was taken before the writer's turn came may lie before an answer already given.
    """
    store, asked, stop = bench.new(), [], threading.Event()
    if not of_our_clock(store, event("first")):
        return

    def write(writer: int) -> None:
        handle = bench.reopen(store)
        for number in range(20):
            handle.append([event(f"{writer}-{number}-{place}") for place in range(10)])

    def ask() -> None:
        handle = bench.reopen(store)
        while not stop.is_set():
            now = dt.datetime.now(dt.UTC) - dt.timedelta(microseconds=200)
            with suppress(StoreError):  # another clock that is a little behind
                asked.append((now, handle.position_at(now)))
            time.sleep(0.001)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    asking = threading.Thread(target=ask)
    for thread in (*threads, asking):
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    asking.join()
    expect([store.position_at(t) for t, _ in asked], [p for _, p in asked], "each time again")


@law("store")
def a_follower_gets_each_row_once(bench: Bench) -> None:
    """A follower gets each row once and in order, while others write."""
    store, seen = bench.new(), list[int]()

    def follow() -> None:
        for batch in bench.reopen(store).subscribe(wait=20.0, limit=3):
            seen.extend(recorded.position for recorded in batch)
            if seen[-1] >= 20:
                return

    thread = threading.Thread(target=follow)
    thread.start()
    for number in range(10):
        store.append([event(2 * number), event(2 * number + 1)])
    thread.join()
    expect(seen, list(range(1, 21)), "the positions that the follower saw")


@law("store")
def a_follower_ends_after_its_wait(bench: Bench) -> None:
    """A subscription ends when nothing came for as long as it was to wait, and no earlier."""
    began = time.monotonic()
    expect(list(bench.new().subscribe(wait=0.2)), [], "an empty log")
    expect(time.monotonic() - began > 0.15, True, "it took its time")


@law("store")
def a_checkpoint_is_kept(bench: Bench) -> None:
    """A checkpoint is kept under its name, and the last one counts."""
    store = bench.new()
    store.append([event(number) for number in range(3)])
    expect(store.checkpoint("p"), None, "a name that was never used")
    one, two = store.point(1), store.point(2, base="b", version="v")
    for name, mark in (("p", one), ("q", one), ("p", two)):
        store.save_checkpoint(name, mark)
    other = bench.reopen(store)
    expect((other.checkpoint("p"), other.checkpoint("q")), (two, one), "the checkpoints")
    expect(ids(other)[other.checkpoint("p").position :], ["e-2"], "what is left")  # type: ignore[union-attr]


@law("store")
def another_log_is_noticed(bench: Bench) -> None:
    """Who reads on from a checkpoint is told if the log is another, or was cut off and regrown."""
    store, other = bench.new(), bench.new()
    store.append([event(1), event(2)])
    other.append([event(1), event(2), event(3)])
    refused(DamagedError, lambda: list(other.read(store.point())))
    refused(DamagedError, lambda: other.verify(store.point()))
    refused(DamagedError, lambda: list(store.read(5)))
    grown = attrs.evolve(store.point(), chain="00" * 32)
    refused(DamagedError, lambda: list(store.read(grown)))
    refused(DamagedError, lambda: next(iter(store.subscribe(grown, wait=0.1))))
    expect(store.verify(store.point(1)), 2, "the log itself, since a checkpoint")


@law("store")
def a_fork_of_a_log_is_noticed(bench: Bench) -> None:
    """Two copies of one log that grow apart have one id, and a checkpoint tells them apart."""
    store, copy = bench.new(), bench.new()
    store.append([event(1)])
    copy.restore(store.export())
    expect(copy.log, store.log, "the id of a copy")
    expect(list(copy.read(store.point())), [], "the copy, from a checkpoint of the log")
    store.append([event("here")])
    copy.append([event("there"), event("there too")])
    refused(DamagedError, lambda: list(copy.read(store.point())))


@law("store")
def a_copy_is_the_same_log(bench: Bench) -> None:
    """A log that was exported and restored is the same, row by row and link by link."""
    store, copy = bench.new(), bench.new()
    store.append([SOURCE, *(event(number) for number in range(5))])
    store.append([event(9)])
    expect(copy.restore(list(store.export())), 7, "the rows restored")
    expect(list(copy.read()), list(store.read()), "the rows")
    refused(StaleError, lambda: copy.restore(store.export()))
    empty = bench.new()
    expect(empty.restore(bench.new().export()), 0, "an empty log")


@law("store")
def a_damaged_copy_is_refused_whole(bench: Bench) -> None:
    """Of an export of which a line is missing, changed, moved or doubled nothing is restored."""
    store = bench.new()
    store.append([event(number) for number in range(4)])
    head, *rows = store.export()
    changed = rows[2].replace("e-2", "e-7")
    for lines in (
        [head, *rows[1:]],
        [head, *rows[:2], *rows[3:]],
        [head, *rows[:-1]],
        [head],
        [head, *rows[:2], changed, *rows[3:]],
        [head, *rows[::-1]],
        [head, rows[0], *rows],
        [head, *rows[:2], "no JSON", *rows[3:]],
        rows,
    ):
        copy = bench.new()
        refused(StoreError, partial(copy.restore, lines))
        expect((copy.position, copy.append([event(0)]).position), (0, 1), "what was kept")


@law("store")
def the_chain_is_what_it_says(bench: Bench) -> None:
    """The chain is a SHA-256 over the one before, position, recorded, key, replaced row and body.

    Whoever has an export can check it without this package.
    """
    store, chain = bench.new(), bytes(32)
    store.append([SOURCE, event(1)])
    store.append([event(2)])
    _, *lines = store.export()
    for row in map(json.loads, lines):
        since = dt.datetime.fromisoformat(row["recorded"]) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        recorded = since // dt.timedelta(microseconds=1)
        body = json.dumps(row["body"], sort_keys=True, separators=(",", ":"))
        head = f"{row['position']}\n{recorded}\n{row['key']}\n{row['replaces']}\n"
        chain = hashlib.sha256(chain + (head + body).encode()).digest()
        expect(row["chain"], chain.hex(), f"the chain at {row['position']}")
    expect(store.point(), Checkpoint(store.log, 3, chain.hex()), "the last point")


@law("store")
def errata_show_as_what_the_log_came_to_say(bench: Bench) -> None:
    """An amendment without a day, which no public day dates, shows between two points of the log.

    By ``known_on`` it held always: only the log knows when it was told.
    """
    store = bench.new()
    met = Meeting(id="e-0", occurred="2024-01-01", partners=["japan"], cites=[Cite(source="s")])
    store.append([source(), met, event(1)])
    before = store.position
    store.append([attrs.evolve(_RETRACTED, known=None)])
    changes = store.changes(before, as_of="2025-01-01")
    expect([r.row.id for r in changes.rows], ["r"], "the rows in between")
    expect([change.projection for change in changes], ["CONTACTS"], "the values that differ")
    now = store.timeline()
    expect(len(now.learned("2024-01-02", "2025-01-01", as_of="2025-01-01")), 0, "as public news")
    expect(len(store.changes(1, before, as_of="2023-01-01")), 0, "before anything occurred")
    refused(StoreError, lambda: store.changes(before, 1, as_of="2025-01-01"))
