"""What the one loader is given, and what a place says of which nothing can be read."""

from pathlib import Path, PurePath

import pytest

import ip4timeline as ip4
from ip4timeline.record import readers
from ip4timeline.record.readers import register_reader
from ip4timeline.store import SqliteStore
from ip4timeline.testing.stores.bench import SOURCE, event

NO_RECORD = (5, 1.5, True, b"events", [], ("a", "b"), object(), ip4.Timeline())
UNNAMEABLE = ("a\0.jsonl", "\ud800.jsonl", "a\0", "a\0/b.toml", "nope:\ud800")
LONG = "x" * 300


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that one is in, with a log."""
    monkeypatch.chdir(tmp_path)
    with SqliteStore("desk.db") as store:
        store.append([SOURCE, event(1)])
    return tmp_path


def written(name):
    """The log as a file of lines."""
    lines = ip4.load("sqlite:desk.db").to_jsonl()
    Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def refused(said, *given, **how):
    with pytest.raises(ip4.TimelineError) as error:
        ip4.load(*given, **how)
    assert said in str(error.value)


@pytest.mark.parametrize("value", NO_RECORD)
def test_what_is_no_record_is_refused_by_name(folder, value):
    refused(f"record: {value!r} is none; give a path, a name or an address", value)
    refused(
        f"record: {value!r} is none; give a path, a name or an address", "sqlite:desk.db", value
    )


@pytest.mark.parametrize("name", UNNAMEABLE)
def test_what_nothing_can_be_called_is_refused(folder, name):
    refused(f"record: nothing can be called {name!r}; name another", name)
    refused("nothing can be called", Path(name))


@pytest.mark.parametrize("name", [LONG, f"{LONG}.toml", f"{LONG}.jsonl", f"{LONG}/a.toml"])
def test_a_name_that_is_too_long_is_told_as_a_fault(folder, name):
    refused(LONG[:50], name)
    refused(LONG[:50], "sqlite:desk.db", name)


def test_a_path_may_be_any_that_says_itself(folder):
    class Place:
        def __fspath__(self):
            return "desk.jsonl"

    written("desk.jsonl")
    assert ip4.load(Place()).digest == ip4.load(PurePath("desk.jsonl")).digest


@pytest.mark.parametrize("given", [("sqlite:desk.db",), ("sqlite:desk.db", "desk.jsonl"), ()])
def test_what_is_no_projection_and_no_progress_is_refused_whatever_is_read(folder, given):
    written("desk.jsonl")
    for value in (5, None):
        refused(f"projections: {value!r} is no list", *given, projections=value)
    for value in ([5], "x", [ip4.Projection]):
        refused("is no projection", *given, projections=value)
    for value in (5, "x", []):
        refused(f"progress: {value!r} cannot be called", *given, progress=value)


def test_a_check_refuses_what_is_no_timeline_or_projection():
    with pytest.raises(ip4.TimelineError, match="5 is no timeline; load one"):
        ip4.check(5, [])
    for value in (5, [5]):
        with pytest.raises(ip4.TimelineError, match="projections: 5 is no"):
            ip4.check(ip4.Timeline(), [], value)


def test_a_reader_has_a_key_and_can_be_called(monkeypatch):
    monkeypatch.setattr(readers, "READERS", dict(readers.READERS))
    for key in (5, None, b"ab:"):
        with pytest.raises(ip4.TimelineError, match=r"key: .* is no text"):
            register_reader(key, len)
    for reader in (5, None, "read"):
        with pytest.raises(ip4.TimelineError, match=r"reader: .* cannot be called"):
            register_reader("odd:", reader)
    register_reader("odd:", lambda where, progress: where.upper())
    for given in (("odd:x",), ("odd:x", "odd:y")):
        with pytest.raises(ip4.TimelineError, match="odd:x: its reader gave 'ODD:X', which is no"):
            ip4.load(*given)


@pytest.mark.parametrize("suffix", ["jsonl", "json", "parquet"])
def test_a_file_that_is_not_there_is_not_to_be_saved_as_utf_8(folder, suffix):
    if suffix == "parquet":
        pytest.importorskip("arro3.io")
    with pytest.raises(ip4.RecordError) as error:
        ip4.load(f"nope.{suffix}")
    (fault,) = error.value.faults
    assert fault.reason == "cannot be read: No such file or directory"
    assert fault.remedy == "Name a file that is there and that you may read"


def test_a_log_that_holds_nothing_yet_is_known_for_a_database(folder):
    """All that is in it may be letters of plain text."""
    Path("plain.db").write_bytes(b"SQLite format 3" + bytes(4081))
    refused("a log is named sqlite:FILE", "plain.db")
