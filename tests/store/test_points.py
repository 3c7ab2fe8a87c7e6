"""Points of a log, by position and by time, whatever the clock shows and whoever made the time."""

import datetime as dt
import sqlite3
import time

import pendulum
import pytest

import ip4timeline as ip4
from ip4timeline.store import Checkpoint, DamagedError, MemoryStore, SqliteStore, StoreError
from ip4timeline.testing.stores.bench import event

ZONES = ("UTC", "Asia/Tokyo", "America/St_Johns")


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    """A store of our clock."""
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "desk.db")


def shown(monkeypatch, moment):
    """Let the clock show a moment, in seconds since 1970."""
    monkeypatch.setattr(time, "time_ns", lambda: int(moment * 10**9))


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_of_pendulum_is_one_as_any_other(bench, zone):
    store = bench.new()
    for number in range(3):
        store.append([event(number)])
    for row in store.read():
        then = pendulum.instance(row.recorded).in_timezone(zone)
        assert store.position_at(then) == store.position_of(then) == row.position
        assert len(store.timeline(then)) == row.position
        changes = store.changes(then, then, as_of="2025-01-01")
        assert (changes.before, changes.after) == (row.position, row.position)


def test_a_missing_time_of_pandas_is_none(store):
    pandas = pytest.importorskip("pandas")
    store.append([event(1)])
    (row,) = store.read()
    assert store.position_at(pandas.Timestamp(row.recorded)) == 1
    with pytest.raises(StoreError, match="recorded: NaT is no time"):
        store.position_at(pandas.NaT)


def test_what_was_recorded_is_answered_though_the_clock_was_set_back(store, monkeypatch):
    now = time.time()
    shown(monkeypatch, now)
    store.append([event(1)])
    shown(monkeypatch, now - 10**7)
    store.append([event(2)])
    first, second = (row.recorded for row in store.read())
    assert (store.position_at(first), store.position_at(second)) == (1, 2)
    assert len(store.timeline(second)) == 2
    with pytest.raises(StoreError, match="still to come"):
        store.position_at(second + dt.timedelta(microseconds=1))


def test_what_was_recorded_is_answered_while_another_writes(tmp_path):
    store = SqliteStore(tmp_path / "desk.db", timeout=0)
    store.append([event(1)])
    (row,) = store.read()
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert store.position_at(row.recorded) == 1
    assert store.position_at(row.recorded - dt.timedelta(days=1)) == 0
    other.close()


def test_a_clock_past_all_times_is_refused(store, monkeypatch):
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    shown(monkeypatch, 10**12)
    with pytest.raises(StoreError, match="set the clock right"):
        store.append([event(1)])
    monkeypatch.setattr(
        time,
        "time_ns",
        lambda: (
            (last - dt.datetime.fromtimestamp(0, dt.UTC)) // dt.timedelta(microseconds=1) * 1000
        ),
    )
    assert store.append([event(1)]).position == 1
    with pytest.raises(StoreError, match="there is no time left"):
        store.append([event(2)])
    assert [row.recorded for row in store.read()] == [last]
    assert store.verify() == 1


@pytest.mark.parametrize("column", ["position", "recorded"])
def test_a_number_that_none_can_follow_is_damage(tmp_path, column):
    store = SqliteStore(tmp_path / "desk.db")
    store.append([event(1)])
    store.close()
    db = sqlite3.connect(store.path)
    db.execute("DROP TRIGGER log_keeps")
    db.execute(f"UPDATE log SET {column} = {2**63 - 1}")
    db.commit()
    db.close()
    with pytest.raises(DamagedError):
        store.append([event(2)])
    with pytest.raises(DamagedError):
        _ = store.position


def test_a_checkpoint_has_a_position_that_a_log_can_have():
    assert Checkpoint("a", 2**63 - 1, "00").position == 2**63 - 1
    with pytest.raises(StoreError, match="position: 9223372036854775808 is too large"):
        Checkpoint("a", 2**63, "00")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda store: store.timeline(dt.datetime(2024, 1, 1)), "at: 2024-01-01 00:00:00 has no"),
        (lambda store: store.timeline(9), "at: the log has positions from 1 to 1, and no 9"),
        (lambda store: store.changes("1", as_of="2024-01-01"), "before: '1' is no point of a log"),
        (lambda store: store.changes(1, 9, as_of="2024-01-01"), "after: the log has positions"),
        (lambda store: store.position_at(dt.date(2024, 1, 1)), "recorded: datetime.date(2024, 1"),
    ],
)
def test_a_point_that_is_none_is_refused_by_the_name_of_its_argument(store, ask, said):
    store.append([event(1)])
    with pytest.raises(StoreError) as error:
        ask(store)
    assert str(error.value).startswith(said)


def test_an_empty_log_says_that_it_is_empty(store):
    assert store.timeline() == ip4.Timeline()
    for at in (0, 1):
        with pytest.raises(StoreError, match=f"at: the log is empty, and has no {at}"):
            store.timeline(at)
