import sqlite3
from contextlib import closing

import pytest
from newsroom import headlines
from newsroom.headlines import Headlines, keep

import ip4timeline as ip4
from ip4timeline.store import SqliteStore

CITES = [ip4.Cite(source="notice")]


def meeting(id, summary="They spoke."):
    return ip4.Meeting(
        id=id, occurred="2026-03-02", partners=["japan"], summary=summary, cites=CITES
    )


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "desk.db")
    store.append([meeting("a"), meeting("b")])
    yield store
    store.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "headlines.db"


def newest(path):
    model = Headlines(path)
    found = [(id, words) for _, id, words in model.newest()], model.rows()
    model.close()
    return found


def test_headlines_are_those_of_the_log(store, path):
    assert keep(store, path, wait=0) == 2
    store.append(
        [
            ip4.Correction(
                id="c",
                target="a",
                reason="wrong",
                replacement=meeting("a", "They met."),
                cites=CITES,
            ),
            ip4.Retraction(id="r", target="b", reason="was not so", cites=CITES),
        ]
    )
    assert keep(store, path, wait=0) == 4
    assert newest(path) == ([("a", "They met.")], 4)


def test_it_is_rebuilt_for_another_version_or_base(store, path, monkeypatch):
    keep(store, path, wait=0)
    monkeypatch.setattr(headlines, "VERSION", "2")
    keep(store, path, wait=0)
    keep(store, path, base="other", wait=0)
    assert newest(path)[1] == 2


def test_a_row_that_cannot_be_taken_takes_nothing_with_it(store, path, monkeypatch):
    keep(store, path, wait=0)
    store.append([meeting("c"), meeting("d")])
    take = Headlines._take

    def broken(self, recorded):
        if recorded.row.id == "d":
            raise sqlite3.OperationalError("disk full")
        take(self, recorded)

    monkeypatch.setattr(Headlines, "_take", broken)
    with pytest.raises(sqlite3.OperationalError):
        keep(store, path, wait=0)
    assert newest(path)[1] == 2
    monkeypatch.undo()
    assert keep(store, path, wait=0) == 4
    assert newest(path)[1] == 4


def test_nothing_else_is_taken_for_headlines(store, tmp_path):
    store.append([meeting("first")])
    (tmp_path / "notes.txt").write_text("No database at all, and longer than a header is. " * 9)
    for other in (store.path, tmp_path / "notes.txt", tmp_path):
        before = other.read_bytes() if other.is_file() else b""
        with pytest.raises(ip4.TimelineError, match=r"something else|cannot be opened"):
            keep(store, other, wait=0)
        assert (other.read_bytes() if other.is_file() else b"") == before
    with closing(sqlite3.connect(store.path)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema")]
    assert "headline" not in names
