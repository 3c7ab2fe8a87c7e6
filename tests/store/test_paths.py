"""What a log may be called, and what is said of a place where there is none."""

import os
from pathlib import Path

import pytest

import ip4timeline as ip4
from ip4timeline.store import SqliteStore, StoreError, UnavailableError, open_store
from ip4timeline.testing.stores.bench import SOURCE, event

LONG = "x" * 300
ODD = ("a b.db", "a#b.db", "a%20b.db", "é.db", "-x.db", "東京.db")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that one is in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def log_at(path):
    with SqliteStore(path) as store:
        store.append([SOURCE, event(1)])
    return store


@pytest.mark.parametrize("name", ODD)
def test_a_file_of_an_odd_name_is_a_log_as_any_other(folder, name):
    log_at(name)
    assert len(ip4.load(f"sqlite:{name}")) == 1
    assert [found.name for found in folder.iterdir()] == [name]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: SqliteStore(LONG).position,
        lambda: SqliteStore(LONG).append([event(1)]),
        lambda: open_store(f"sqlite:{LONG}", create=False),
        lambda: ip4.load(f"sqlite:{LONG}"),
        lambda: log_at("desk.db").backup(LONG),
    ],
)
def test_a_name_that_no_file_can_have_is_refused(folder, ask):
    with pytest.raises(StoreError, match="cannot be"):
        ask()


def test_a_folder_that_may_not_be_looked_into_is_told(folder, monkeypatch):
    def stat(path, **how):
        raise PermissionError(13, "Permission denied", str(path))

    log_at("desk.db")
    monkeypatch.setattr(Path, "stat", stat)
    with pytest.raises(StoreError, match=r"cannot be looked at \(Permission denied\)"):
        ip4.load("sqlite:desk.db")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may look into every folder"
)
@pytest.mark.parametrize(
    "ask", [lambda store: store.position, lambda store: store.append([SOURCE])]
)
def test_a_folder_of_others_is_told(folder, ask):
    (folder / "closed").mkdir(mode=0)
    with pytest.raises(UnavailableError, match="Permission denied"):
        ask(SqliteStore("closed/desk.db"))
    log = log_at("desk.db")
    with pytest.raises(UnavailableError, match="Permission denied"):
        log.backup("closed/copy.db")


def test_a_folder_is_said_to_be_one(folder):
    (folder / "events").mkdir()
    for ask in (ip4.load, lambda address: open_store(address, create=False)):
        with pytest.raises(StoreError, match="it is a folder; name one"):
            ask("sqlite:events")
    with pytest.raises(UnavailableError, match="it is a folder: name a file"):
        SqliteStore("events").append([SOURCE])


@pytest.mark.parametrize(
    "name", [":memory:", "sqlite:desk.db", "SQLite:desk.db", "file:x?mode=memory"]
)
def test_an_address_is_no_path(folder, name):
    log = log_at("desk.db")
    for ask in (SqliteStore, log.backup, lambda name: open_store(f"sqlite:{name}")):
        with pytest.raises(StoreError, match="is no path: open_store takes addresses"):
            ask(name)
    if os.name != "nt":  # which has no colon in the names of files
        log_at(Path(name))
        assert (folder / name).exists()


@pytest.mark.parametrize("address", ["sqlite:", "sqlite://", "sqlite:///"])
def test_an_address_without_a_file(address):
    with pytest.raises(StoreError, match="names no file; name one"):
        open_store(address)


def test_a_log_stays_where_it_was_named_wherever_one_goes(folder, monkeypatch):
    """Connections are opened when they are needed, and that may be in another folder."""
    store, elsewhere = SqliteStore("desk.db"), folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    store.append([SOURCE])
    store.close()
    assert store.append([event(1)]).position == 2
    assert store.path == folder / "desk.db"
    assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows takes no folder away that one is in")
def test_a_name_below_a_folder_that_is_gone(folder, monkeypatch):
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(StoreError, match="it is gone: name it whole"):
        SqliteStore("desk.db")


def test_whether_a_log_is_made_is_yes_or_no(folder):
    for value in ("no", 0, None):
        with pytest.raises(StoreError, match=f"create: {value!r} is neither True nor False"):
            open_store("sqlite:desk.db", create=value)
