"""Stores with a fault planted in them; each is caught by the law that is there for it."""

import os
import random
import threading
import time
from contextlib import contextmanager

import pytest

from ip4timeline.record.context import Context
from ip4timeline.store import MemoryStore, SqliteStore, StaleError, StoreError
from ip4timeline.store.log import rows
from ip4timeline.store.log.changes import Assembly
from ip4timeline.testing import LawBroken, check_store


def caught(law, new, reopen=None, **how):
    """The law is broken by a store, and by the text it is broken for what the store does."""
    with pytest.raises(LawBroken) as error:
        check_store(new, reopen, laws=[law], **how)
    return str(error.value)


class Reworded:
    """A connection that says other statements in the place of some.

    After one that begins with ``pause`` it takes its time, so that others come between.
    Where only ``writers`` do, whoever asks is served at once, as between two of them.
    """

    def __init__(self, connection, words, pause, writers=None):
        self.connection, self.words, self.pause = connection, words, pause
        self.writers = writers

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def execute(self, statement, *more):
        for said, instead in self.words.items():
            statement = statement.replace(said, instead)
        found = self.connection.execute(statement, *more)
        if statement.startswith(self.pause) and (
            self.writers is None or threading.get_ident() in self.writers
        ):
            time.sleep(random.uniform(0.002, 0.006))
        return found


@contextmanager
def among(writers):
    """This thread is one of the writers for as long as it writes."""
    writers.add(threading.get_ident())
    try:
        yield
    finally:
        writers.discard(threading.get_ident())


# Beside the lock


def test_sqlite_without_the_write_lock(tmp_path):
    count = iter(range(10_000))

    class NoLock(SqliteStore):
        def _open(self):
            return Reworded(super()._open(), {"BEGIN IMMEDIATE": "BEGIN"}, "SELECT position")

    caught(
        "many_writers_lose_and_double_nothing",
        lambda: NoLock(tmp_path / f"{next(count)}.db", timeout=1),
        lambda store: NoLock(store.path, timeout=1),
    )


class Unlocked(MemoryStore):
    """Two may write at once."""

    @contextmanager
    def _writing(self):
        yield self

    def head(self):
        found = super().head()
        time.sleep(0.001)
        return found


def test_memory_without_the_lock():
    caught("many_writers_lose_and_double_nothing", Unlocked)


class Sequence(MemoryStore):
    """Positions are drawn, and a refused append does not give its own back."""

    def __init__(self):
        super().__init__()
        self.drawn = 0

    def _sealed(self, new, head, recorded):
        self.drawn += len(new)
        head = head._replace(position=self.drawn - len(new))
        return super()._sealed(new, head, recorded)


def test_positions_from_a_sequence():
    caught("positions_have_no_gap", Sequence)


class Early(MemoryStore):
    """The time is that of the transaction's start, before its turn came."""

    def __init__(self):
        super().__init__()
        self.mine, self.writers = threading.local(), set()

    def append(self, rows, *, expected=None):
        with among(self.writers):
            return super().append(rows, expected=expected)

    @contextmanager
    def _writing(self):
        self.mine.time = time.time_ns() // 1000
        if threading.get_ident() in self.writers:
            time.sleep(random.uniform(0.002, 0.006))  # others were there first
        with super()._writing():
            yield self

    def now(self):
        return self.mine.time


def test_the_clock_of_the_transactions_start():
    caught("a_time_is_given_while_the_lock_is_held", Early)


class Falling(MemoryStore):
    """The time is the clock's, whatever it was before."""

    def _sealed(self, new, head, recorded):
        return super()._sealed(new, head, self.now())


def test_a_clock_that_steps_back():
    caught("recorded_always_rises", Falling)


# Beside the order of what is asked


def test_nothing_is_read_back(monkeypatch):
    monkeypatch.setattr(rows, "_read_back", lambda *row: None)
    caught("what_could_not_be_read_back_is_refused", MemoryStore)


class StaleFirst(MemoryStore):
    """Whether it is stale is asked before whether it is known."""

    def append(self, rows, *, expected=None):
        if expected not in (None, self.position):
            raise StaleError(expected, self.position)
        return super().append(rows, expected=expected)


def test_stale_before_known():
    caught("a_retry_is_never_stale", StaleFirst)


class JudgedFirst(MemoryStore):
    """Every row is judged, those that are there as well."""

    def append(self, batch, *, expected=None):
        batch = list(batch)
        for row in batch:
            if reason := rows.untimely(row, self.now()):
                raise StoreError(reason)
        return super().append(batch, expected=expected)


def test_judged_before_looked_up():
    caught("a_retry_is_not_judged_again", JudgedFirst)


def test_checked_before_looked_up(monkeypatch):
    monkeypatch.setattr(Assembly, "has", lambda self, row: False)
    monkeypatch.setattr(Context, "holds", lambda self, row: False)
    caught("a_retry_is_not_checked_again", MemoryStore)


class InParts(MemoryStore):
    """A batch is written row by row."""

    def append(self, rows, *, expected=None):
        done = None
        for row in rows:
            done = super().append([row], expected=expected)
        return done or super().append([], expected=expected)


def test_half_a_batch():
    caught("a_batch_is_kept_whole_or_not_at_all", InParts)


class NoConflicts(MemoryStore):
    """The first under an id stays, and whoever comes later is told that it is known."""

    def _same(self, held, item):
        return True


def test_other_contents_are_taken_for_the_same():
    caught("other_contents_conflict", NoConflicts)


class ByText(MemoryStore):
    """The same is what has the same text."""

    def _same(self, held, item):
        return False


def test_the_same_in_other_words():
    caught("an_old_row_is_upcast_and_still_the_same", ByText)


# Beside the chain


def test_a_chain_without_the_position(monkeypatch):
    seal = rows.Raw.seal
    monkeypatch.setattr(
        rows.Raw, "seal", lambda raw, before: seal(raw._replace(position=0), before)
    )
    caught("the_chain_is_what_it_says", MemoryStore)


class ByNumber(MemoryStore):
    """A checkpoint is a position and no more."""

    def _begin(self, after):
        return super()._begin(after if isinstance(after, int) else after.position)


def test_a_checkpoint_that_is_a_position():
    caught("another_log_is_noticed", ByNumber)
    caught("a_fork_of_a_log_is_noticed", ByNumber)


def test_a_copy_is_not_looked_at(monkeypatch):
    from ip4timeline.store.log import copying

    monkeypatch.setattr(copying, "checked", lambda page, after, chain: page[-1].chain)
    caught("a_damaged_copy_is_refused_whole", MemoryStore)


# Beside the disk, forks and threads


def test_what_is_not_flushed(on_disk):
    off = {"PRAGMA synchronous=FULL": "PRAGMA synchronous=OFF"}
    caught("a_power_cut_loses_nothing", lambda: on_disk(rewritten=off), cut=on_disk.cut)


class OfAnyProcess(MemoryStore):
    """It takes what a child appends, which nobody else will see."""

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value if name != "_process" else AnyProcess())


class AnyProcess(int):
    """Every process is this one."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = int.__hash__


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes to fork here")
def test_a_child_is_told_that_a_row_is_kept_which_is_not():
    caught("a_fork_of_the_process_is_safe", OfAnyProcess)
    caught("a_killed_writer_loses_nothing", OfAnyProcess)


class Lossy(MemoryStore):
    """A follower is told of what comes, and not of what came before it asked."""

    def subscribe(self, after=0, *, wait=None, limit=1000):
        while not self.position:
            time.sleep(0.001)
        return super().subscribe(self.position, wait=0.3, limit=limit)


def test_a_follower_that_begins_late():
    caught("threads_share_a_store", Lossy)


# Beside what is checked


def test_a_check_that_only_grows(monkeypatch):
    monkeypatch.setattr(
        Context, "_about", lambda self, subject, new: new._subjects.get(subject, [])
    )
    caught("in_context_as_in_the_whole", MemoryStore)


def test_no_second_decision(monkeypatch):
    class Blind(MemoryStore):
        """Two who would tie an office have both been checked before either is written."""

        def __init__(self):
            super().__init__()
            self.both = threading.Barrier(2)

        def append(self, rows, *, expected=None):
            if rows[0].id in ("n", "p"):
                self.both.wait(timeout=60)
            return super().append(rows)

    caught("who_is_stale_decides_again", Blind)


def test_a_revision_of_anything(monkeypatch):
    class Loose(MemoryStore):
        def _held(self, batch, writing):
            return {
                place: at for place, at in super()._held(batch, writing).items() if not place[1]
            }

    caught("a_revision_names_what_it_replaces", Loose)


# PostgreSQL's own


def of_postgres(conninfo, words):
    from ip4timeline.store import PostgresStore

    count = iter(range(10_000))
    stamp = time.time_ns()
    writers = set()

    class Mutant(PostgresStore):
        def append(self, rows, *, expected=None):
            with among(writers):
                return super().append(rows, expected=expected)

        def _open(self):
            return Reworded(super()._open(), words, "BEGIN", writers)

    return (
        lambda: Mutant(conninfo, name=f"m{stamp}_{next(count)}"),
        lambda store: Mutant(conninfo, name=store.name),
    )


LOCK = {"SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))": "SELECT %s::text"}
SNAPSHOT = {"ISOLATION LEVEL READ COMMITTED": "ISOLATION LEVEL REPEATABLE READ"}
CLOCK = {"clock_timestamp()": "now()"}


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ("many_writers_lose_and_double_nothing", LOCK),
        ("many_writers_lose_and_double_nothing", SNAPSHOT),
        ("a_time_is_given_while_the_lock_is_held", CLOCK),
    ],
    ids=["lock", "snapshot", "clock"],
)
def test_postgres_without(law, words, postgres):
    caught(law, *of_postgres(postgres, words))
