"""The file of a SQLite log: it stays the one that was opened, and strangers stay as they were."""

import datetime as dt
import os
import shutil
import sqlite3
import tempfile
import time
import warnings
from pathlib import Path

import pytest

from ip4timeline.store import DamagedError, SqliteStore, StoreError, UnavailableError, open_store
from ip4timeline.testing.stores.bench import SOURCE, event, ids

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows deletes and replaces no open file")
FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes to fork here")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "desk.db"


@pytest.fixture
def store(path):
    store = SqliteStore(path)
    store.append([event(1)])
    yield store
    store.close()


def beside(path):
    """Everything that lies in the folder of a file."""
    return sorted(found.name for found in path.parent.iterdir())


# Deleted or replaced while it is open


def deleted(path):
    path.unlink()


def replaced(path):
    other = SqliteStore(path.with_name("other.db"))
    other.append([event("other")])
    other.close()
    for name in ("desk.db-wal", "desk.db-shm"):
        path.with_name(name).unlink()
    other.path.replace(path)


def moved(path):
    path.rename(path.with_name("moved.db"))


def without_its_write_ahead_log(path):
    path.with_name("desk.db-wal").unlink()


@POSIX
@pytest.mark.parametrize("act", [deleted, replaced, moved, without_its_write_ahead_log])
def test_nothing_is_acknowledged_in_a_file_that_is_gone(store, path, act):
    assert store.position == 1
    act(path)
    lost = "deleted or replaced while it was open"
    with pytest.raises(UnavailableError, match=lost):
        store.append([event(2)])
    with pytest.raises(UnavailableError, match=lost):
        store.append([event(1)])  # nor is what was known there
    with pytest.raises(UnavailableError, match=lost):
        _ = store.position
    with pytest.raises(UnavailableError, match=lost):
        store.save_checkpoint("p", store.point())


@POSIX
def test_a_file_that_was_replaced_is_taken_up_by_whoever_opens_anew(store, path):
    replaced(path)
    with pytest.raises(UnavailableError):
        store.append([event(2)])
    store.close()
    assert store.append([event(2)]).position == 2
    assert ids(store) == ["e-other", "e-2"]


@POSIX
def test_a_file_that_is_put_back_goes_on(store, path):
    away = path.with_name("away")
    path.rename(away)
    with pytest.raises(UnavailableError):
        store.append([event(2)])
    away.rename(path)
    assert store.append([event(2)]).position == 2


@POSIX
@FORKS
def test_a_file_that_is_gone_is_not_made_anew_after_a_fork(store, path):
    path.unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pid = os.fork()
    if pid == 0:
        try:
            store.append([event(2)])
        except UnavailableError:
            os._exit(3)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 3


# What is something else is left as it was


def stranger(path, *statements):
    other = sqlite3.connect(path)
    for statement in statements:
        other.execute(statement)
    other.commit()
    other.close()


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE mine(x)"],
        ["PRAGMA application_id=7", "CREATE TABLE mine(x)"],
        ["PRAGMA user_version=7", "CREATE TABLE mine(x)"],
        ["PRAGMA user_version=7"],
    ],
)
def test_a_strangers_database_is_not_changed(path, statements, create):
    stranger(path, *statements)
    before = path.read_bytes()
    for ask in (lambda s: s.position, lambda s: s.append([event(1)]), lambda s: s.restore([])):
        with pytest.raises(StoreError):
            ask(SqliteStore(path, create=create))
        assert path.read_bytes() == before
        assert beside(path) == ["desk.db"]


def test_an_empty_file_is_made_a_log_only_by_who_may(path):
    path.touch()
    with pytest.raises(StoreError, match="is empty and no log"):
        _ = SqliteStore(path, create=False).position
    with pytest.raises(StoreError, match="is empty and no log"):
        open_store(f"sqlite:{path}", create=False).verify()
    assert path.stat().st_size == 0
    assert SqliteStore(path).append([event(1)]).position == 1


# What is refused makes nothing


@POSIX
@pytest.mark.parametrize(
    "act",
    [
        lambda store: store.append([event(1), event(1, "other")]),
        lambda store: store.append([event(1, known="9999-01-01")]),
        lambda store: store.append([event(1)], expected=7),
        lambda store: store.restore(["no export"]),
        lambda store: store.restore(
            ['{"format":1,"log":"a","position":1,"chain":"00"}', '{"position":1}']
        ),
        lambda store: store.save_checkpoint("p", None),
    ],
)
def test_what_is_refused_leaves_no_file_behind(path, act):
    store = SqliteStore(path)
    with pytest.raises(StoreError):
        act(store)
    assert beside(path) == []
    assert store.append([event(1)]).position == 1


@POSIX
def test_a_new_log_that_was_left_with_an_error_leaves_no_file_behind(path):
    with pytest.raises(ZeroDivisionError), SqliteStore(path) as store:
        assert (store.position, len(store.log)) == (0, 32)
        raise ZeroDivisionError
    assert beside(path) == []
    with SqliteStore(path) as store:
        assert store.position == 0
    assert beside(path) == ["desk.db"]
    with pytest.raises(ZeroDivisionError), SqliteStore(path):
        raise ZeroDivisionError
    assert beside(path) == ["desk.db"]  # it was there before


def test_a_log_that_others_have_begun_is_not_taken_away(path):
    store, other = SqliteStore(path), SqliteStore(path)
    assert store.position == 0
    other.append([event(1)])
    with pytest.raises(StoreError):
        store.append([event(2)], expected=7)
    other.close()
    with pytest.raises(ZeroDivisionError), store:
        raise ZeroDivisionError
    assert ids(SqliteStore(path)) == ["e-1"]


@POSIX
def test_a_log_that_others_have_open_is_not_taken_away(path):
    store, other = SqliteStore(path), SqliteStore(path)
    with pytest.raises(ZeroDivisionError), store:
        assert (store.position, other.position) == (0, 0)
        raise ZeroDivisionError
    assert other.append([event(1)]).position == 1
    assert ids(SqliteStore(path)) == ["e-1"]


def test_an_id_that_was_told_stays(path):
    """Who was told the id of a log finds it under it, though nothing was appended at first."""
    store = SqliteStore(path)
    mark = store.point()
    with pytest.raises(StoreError):
        store.append([event(1)], expected=7)
    assert list(store.read(mark)) == []


# Where it lies


def test_a_place_that_cannot_hold_it_is_named(tmp_path):
    missing = tmp_path / "none" / "desk.db"
    with pytest.raises(UnavailableError, match=r"there is no folder .*none: make it first"):
        SqliteStore(missing).append([event(1)])
    with pytest.raises(UnavailableError, match="it is a folder"):
        SqliteStore(tmp_path).append([event(1)])
    with pytest.raises(UnavailableError, match="there is no such file"):
        _ = SqliteStore(tmp_path / "none.db", create=False).position
    store = SqliteStore(tmp_path / "desk.db")
    store.append([event(1)])
    with pytest.raises(UnavailableError, match="there is no folder"):
        store.backup(missing)


def without_rights(act):
    """How an act ends for a user who has no rights beyond those that files give to all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pid = os.fork()
    if pid == 0:
        try:
            if os.getuid() == 0:
                os.setuid(65534)
            os._exit(0 if act() else 1)
        except BaseException as error:  # to be seen in what pytest shows
            print(repr(error))
            os._exit(9)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.fixture
def shut():
    """A folder that nobody may write to, with a log in it; for whoever has no other rights."""
    folder = Path(tempfile.mkdtemp())
    with SqliteStore(folder / "desk.db") as store:
        store.append([SOURCE, event(1)])
    (folder / "empty.db").touch()
    for found in folder.iterdir():
        found.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@FORKS
def test_a_log_in_a_folder_that_may_not_be_written_to_is_read(shut):
    def read():
        store = SqliteStore(shut / "desk.db")
        now = dt.datetime.now(dt.UTC)
        said = [store.timeline(), store.timeline(now), store.timeline(store.position)]
        return (store.verify(), [len(one) for one in said], store.position) == (2, [1] * 3, 2)

    def refused():
        try:
            SqliteStore(shut / "desk.db", timeout=9).append([event(2)])
        except UnavailableError as error:
            return "may not write to it" in str(error)

    assert without_rights(read) == 0
    assert without_rights(refused) == 0
    assert beside(shut / "desk.db") == ["desk.db", "empty.db"]


@FORKS
def test_a_file_that_was_read_as_it_lay_is_read_anew_when_it_grows(shut):
    told, tell = os.pipe()

    def read():
        store = SqliteStore(shut / "desk.db")
        before = store.position
        os.write(tell, b"x")
        for _ in range(200):
            if store.position == 3:
                return before == 2
            time.sleep(0.05)
        return False

    pid = os.fork()
    if pid == 0:
        os._exit(without_rights(read))
    os.read(told, 1)
    shut.chmod(0o755)  # for who owns it
    (shut / "desk.db").chmod(0o644)
    with SqliteStore(shut / "desk.db") as store:
        store.append([event(2)])
    shut.chmod(0o555)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@FORKS
def test_an_empty_file_that_may_not_be_written_to_is_refused_at_once(shut):
    def refused():
        began = time.monotonic()
        try:
            SqliteStore(shut / "empty.db", timeout=30).append([event(2)])
        except UnavailableError as error:
            return "may not write to it" in str(error) and time.monotonic() - began < 5

    assert without_rights(refused) == 0


def test_a_letter_that_is_none_is_damage_with_its_position(store):
    store.append([event(2), event(3)])
    store.close()
    db = sqlite3.connect(store.path)
    db.isolation_level = None
    db.execute("DROP TRIGGER log_keeps")
    for position in (2, 3):
        for change in (
            "body = CAST(x'80' || substr(body, 2) AS TEXT)",
            "body = CAST(body AS BLOB)",
            "key = CAST(x'80' AS TEXT)",
            "chain = 'a text'",
            "recorded = 'yesterday'",
            "replaces = 'nothing'",
        ):
            db.execute("BEGIN")
            db.execute("CREATE TEMP TABLE kept AS SELECT * FROM log WHERE position = ?", [position])
            db.execute(f"UPDATE log SET {change} WHERE position = ?", [position])
            db.execute("COMMIT")
            for ask in (store.verify, store.timeline, lambda: list(store.read(1))):
                with pytest.raises(DamagedError) as error:
                    ask()
                assert error.value.position == position, change
            db.execute("INSERT OR REPLACE INTO log SELECT * FROM kept")
            db.execute("DROP TABLE kept")
            assert store.verify() == 3
    db.execute("DELETE FROM about")
    db.close()
    with pytest.raises(DamagedError, match="which log"):
        _ = store.log
