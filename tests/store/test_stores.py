"""What the stores do apart from the laws: addresses, files, errors, records read from them."""

import os
import pickle
import sqlite3
import sys
import warnings

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.record.readers import READERS
from ip4timeline.store import (
    ConflictError,
    DamagedError,
    MemoryStore,
    Revision,
    SqliteStore,
    StaleError,
    StoreError,
    UnavailableError,
    UncertainError,
    open_store,
)
from ip4timeline.store.addresses import sqlite_path
from ip4timeline.store.sqlite import network_file_system
from ip4timeline.testing.stores.bench import SOURCE, event


def test_the_shipped_record_in_a_store_is_the_shipped_record(record, bench):
    store = bench.new()
    rows = [
        row for f, _ in record.registries.tables().values() for row in getattr(record.registries, f)
    ]
    store.append([*rows, *record.entries])
    assert store.timeline().digest == record.digest


def test_a_log_is_read_wherever_a_record_is(tmp_path):
    path = tmp_path / "log.db"
    with open_store(f"sqlite:{path}") as store:
        store.append([SOURCE, event(1)])
        assert ip4.load(f"sqlite:{path}") == store.timeline()
        assert ip4.load(f"sqlite:///{path}") == store.timeline()
    assert "e-1" in ip4.load("ip4timeline", f"sqlite:{path}")
    assert {"sqlite:", "postgresql:", "postgres:"} <= set(READERS)


def test_reading_makes_no_log(tmp_path):
    path = tmp_path / "none.db"
    with pytest.raises(StoreError, match="no such file"):
        ip4.load(f"sqlite:{path}")
    assert not path.exists()
    with pytest.raises(UnavailableError):
        _ = SqliteStore(path, create=False).position
    assert not path.exists()


@pytest.mark.parametrize("address", ["SQLITE:{}", "sqlite://{}", "Sqlite:{}"])
def test_a_scheme_in_any_letters(tmp_path, address):
    path = tmp_path / "log.db"
    address = address.format(path)
    with open_store(address) as store:
        store.append([SOURCE, event(1)])
    assert store.path == path
    assert len(ip4.load(address)) == 1


@pytest.mark.parametrize(
    ("rest", "windows", "path"),
    [
        ("desk.db", False, "desk.db"),
        ("///var/desk.db", False, "/var/desk.db"),
        ("///C:/logs/desk.db", True, "C:/logs/desk.db"),
        ("///c:\\desk.db", True, "c:\\desk.db"),
        ("C:\\desk.db", True, "C:\\desk.db"),
        ("///C:/desk.db", False, "/C:/desk.db"),
    ],
)
def test_what_path_an_address_names(rest, windows, path):
    assert sqlite_path(rest, windows=windows) == path


def test_an_address_that_names_a_host():
    with pytest.raises(StoreError, match=r"names a host and no file: write sqlite:desk\.db, or"):
        open_store("sqlite://desk.db")


@pytest.mark.parametrize("address", ["log.db", "mysql://x", "", "sqlite:", "sqlite", "SQLITE:"])
def test_what_is_no_address(address):
    with pytest.raises(StoreError):
        open_store(address)


def test_a_file_of_something_else_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE mine(x)")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="something else"):
        SqliteStore(path).append([event(1)])
    text = tmp_path / "notes.txt"
    text.write_text("no database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreError, match="is no SQLite database; name another file"):
        SqliteStore(text).append([event(1)])
    assert text.read_text().startswith("no database")


def test_a_log_of_a_newer_format_is_refused(tmp_path):
    path = tmp_path / "newer.db"
    SqliteStore(path).append([event(1)])
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=9")
    db.close()
    with pytest.raises(StoreError, match="format 9"):
        SqliteStore(path).append([event(2)])


def test_a_busy_log_says_that_nothing_was_written(tmp_path):
    store = SqliteStore(tmp_path / "log.db", timeout=0.05)
    store.append([event(1)])
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match="nothing was written"):
        store.append([event(2)])
    other.execute("ROLLBACK")
    other.close()
    assert store.append([event(2)]).position == 2


def test_the_log_refuses_to_be_changed(tmp_path):
    store = SqliteStore(tmp_path / "log.db")
    store.append([event(1)])
    db = sqlite3.connect(store.path)
    for statement in ("UPDATE log SET body = '{}'", "DELETE FROM log"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement)
    db.close()


def test_what_is_acknowledged_is_flushed(tmp_path):
    store = SqliteStore(tmp_path / "log.db")
    store.append([event(1)])
    with store._writing() as writing:
        asked = writing._connection.execute
        assert asked("PRAGMA synchronous").fetchone() == (2,)
        assert asked("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_answer_that_was_lost(tmp_path):
    """The commit breaks off, once before it and once after: the same batch again is safe."""

    class Broken:
        def __init__(self, connection, when):
            self.connection, self.when = connection, when

        def __getattr__(self, name):
            return getattr(self.connection, name)

        def execute(self, statement, *more):
            if statement == "COMMIT":
                if self.when == "after":
                    self.connection.execute(statement)
                raise sqlite3.OperationalError("disk I/O error")
            return self.connection.execute(statement, *more)

    for when, known in (("before", 0), ("after", 1)):
        store = SqliteStore(tmp_path / f"{when}.db")
        store.append([SOURCE])
        with store._writer.held() as connection:
            store._writer._found = Broken(connection, when)
        with pytest.raises(UncertainError, match="append the same again"):
            store.append([event(1)], expected=1)
        done = store.append([event(1)], expected=1)
        assert (len(done.known), done.position) == (known, 2)


def test_a_backup_is_the_log_and_overwrites_nothing(tmp_path):
    store = SqliteStore(tmp_path / "log.db")
    store.append([SOURCE, event(1)])
    store.backup(tmp_path / "copy.db")
    copy = SqliteStore(tmp_path / "copy.db")
    assert (list(copy.read()), copy.log) == (list(store.read()), store.log)
    with pytest.raises(StoreError, match="there already"):
        store.backup(tmp_path / "copy.db")


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's list of mounts")
def test_a_network_file_system_is_warned_of(tmp_path, monkeypatch):
    assert network_file_system(tmp_path) == ""
    monkeypatch.setattr("ip4timeline.store.sqlite.network_file_system", lambda path: "nfs4")
    with pytest.warns(RuntimeWarning, match="network file system \\(nfs4\\)"):
        SqliteStore(tmp_path / "log.db").append([event(1)])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes to fork here")
def test_a_log_in_memory_is_of_one_process():
    store = MemoryStore()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pid = os.fork()
    if pid == 0:
        try:
            store.append([event(1)])
        except StoreError:
            os._exit(3)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 3


@pytest.mark.parametrize(
    "error",
    [
        StaleError(1, 2),
        ConflictError("event/a", 3),
        ConflictError("source/s", 0),
        DamagedError(7, "is missing"),
        UncertainError("broke off"),
    ],
)
def test_errors_are_the_packages_own_and_travel(error):
    assert isinstance(error, ip4.TimelineError)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), str(error))


def test_what_an_error_says_to_do():
    assert str(StaleError(1, 2)) == (
        "the log is at position 2, not at 1: read what came since and decide again"
    )
    assert "Correction" in str(ConflictError("event/a", 3))
    assert "Revision" in str(ConflictError("source/s", 3))


def test_who_has_no_psycopg_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr("ip4timeline.store.postgres.psycopg", None)
    with pytest.raises(ip4.MissingExtraError, match=r"ip4timeline\[postgres\]"):
        open_store("postgresql://nowhere/none")


def test_a_server_that_is_not_there(tmp_path):
    pytest.importorskip("psycopg")
    store = open_store(f"postgresql://ip4@/none?host={tmp_path}#mine")
    assert store.name == "mine"
    with pytest.raises(UnavailableError, match="cannot be reached"):
        store.append([event(1)])
    with pytest.raises(StoreError, match="names no log"):
        open_store("postgresql://ip4@/none#Robert'); DROP TABLE")


def test_a_row_that_nobody_here_can_read_says_what_to_register(tmp_path):
    store = SqliteStore(tmp_path / "log.db")
    store.append([event(1)])
    lines = list(store.export())
    db = sqlite3.connect(store.path)
    db.execute("DROP TRIGGER log_keeps")
    db.close()
    from ip4timeline.store.log.rows import Raw

    head = store._last()
    raw = Raw(2, head.recorded + 1, "event/x", 0, '{"id":"x","kind":"of-a-plug-in"}', b"")
    with store._writing() as writing:
        writing.insert([raw._replace(chain=raw.seal(head.chain))])
    assert store.verify() == 2
    assert len(lines) == 2
    with pytest.raises(StoreError, match=r"position 2 \(event/x\) cannot be read here"):
        store.timeline()
    assert MemoryStore().restore(store.export()) == 2


def test_what_the_log_came_to_say_as_it_was_known(bench):
    store = bench.new()
    talk = ip4.Meeting(id="m", occurred="2025-01-01", known="2025-06-01", partners=["japan"])
    at = store.append([SOURCE]).position
    store.append([talk])
    assert len(store.changes(at, as_of="2025-07-01")) == 1
    assert len(store.changes(at, as_of="2025-07-01", known_on="2025-05-01")) == 0
    changes = store.changes(at, 2, as_of="2025-07-01")
    assert (changes.before, changes.after, len(changes.rows)) == (1, 2, 1)
    assert "contacts" in str(changes.diff)


def test_a_revision_names_the_row_that_it_revises_however_ids_begin():
    store = MemoryStore()
    one, other = (
        ip4.Source(id=id, publisher="P", title="T", tier="secondary") for id in ("x/", "x/y")
    )
    store.append([one, other])
    revised = attrs.evolve(one, url="https://example.org")
    with pytest.raises(StoreError, match="replaces position 2, which is source/x/y"):
        store.append([Revision(revised, replaces=2)])
    store.append([Revision(revised, replaces=1)])
    assert len(store.timeline().registries.sources) == 2


def test_positions_and_batches_that_cannot_be_are_refused():
    store = MemoryStore()
    with pytest.raises(StoreError, match="limit: 0 is too small; the least is 1"):
        next(store.subscribe(0, wait=0, limit=0))
    with pytest.raises(StoreError):
        store.point(2**70)
    with pytest.raises(ip4.TimelineError, match="ends at 0"):
        list(store.read(2**70))
