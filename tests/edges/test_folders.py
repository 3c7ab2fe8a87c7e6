"""A folder is read whole, or what could not be read is named."""

import os
import socket
import subprocess
import sys

import pytest

import ip4timeline as ip4
from ip4timeline.engine.files.folder import load_folder
from ip4timeline.export.sql import to_sqlite
from ip4timeline.record.curation.examine import put_in_form
from ip4timeline.store import SqliteStore

PERSON = "[[person]]\nid = \"{}\"\nname = 'Somebody'\n"
POSIX = pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")


def write(path, id):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PERSON.format(id), "utf-8")


def people(folder):
    return [person.id for person in ip4.load(folder).registries.people]


def faults(folder):
    with pytest.raises(ip4.RecordError) as refused:
        ip4.load(folder)
    return {fault.file: fault.reason for fault in refused.value.faults}


@pytest.fixture
def desk(tmp_path):
    write(tmp_path / "desk" / "ann.toml", "ann")
    return tmp_path / "desk"


@pytest.mark.parametrize("name", ["BEN.TOML", "ben.Toml", "sub/ben.toml", ".ben.toml"])
def test_every_ending_and_every_depth_is_read(desk, name):
    write(desk / name, "ben")
    assert people(desk) == ["ann", "ben"]
    assert len(put_in_form(desk)) == 2


@POSIX
def test_links_are_read(desk, tmp_path):
    write(tmp_path / "elsewhere" / "ben.toml", "ben")
    write(tmp_path / "cem.txt", "cem")
    (desk / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (desk / "cem.toml").symlink_to(tmp_path / "cem.txt")
    assert people(desk) == ["ann", "ben", "cem"]


@POSIX
def test_a_link_to_what_holds_it_and_one_to_nothing_are_named(desk, tmp_path):
    (desk / "loop").symlink_to(desk, target_is_directory=True)
    (desk / "gone.toml").symlink_to(tmp_path / "gone")
    assert faults(desk) == {
        "loop": "is a link to a folder that it is in",
        "gone.toml": "cannot be read: No such file or directory",
    }


def test_a_folder_without_permission_is_named(desk, monkeypatch):
    write(desk / "closed" / "ben.toml", "ben")
    scandir = os.scandir

    def closed(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    assert faults(desk) == {"closed": "cannot be read: Permission denied"}
    with pytest.raises(ip4.RecordError, match="nothing was rewritten"):
        put_in_form(desk)


@POSIX
def test_a_pipe_is_refused_and_not_waited_for(desk):
    os.mkfifo(desk / "pipe.toml")
    code = f"import ip4timeline as ip4; ip4.load({str(desk)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "pipe.toml: cannot be read: it is no regular file" in done.stderr
    code = f"import ip4timeline as ip4; ip4.load({str(desk / 'pipe.toml')!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "pipe.toml: cannot be read: it is no regular file" in done.stderr


@POSIX
def test_a_socket_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("s.toml")
        assert faults(tmp_path) == {"s.toml": "cannot be read: it is no regular file"}


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_an_error(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "ann.toml", "ann")
    with pytest.raises(ip4.TimelineError, match="an empty name is no record"):
        ip4.load(name)
    assert people(".") == ["ann"]


def test_an_empty_path_is_no_folder():
    with pytest.raises(ip4.TimelineError, match="an empty path is no folder"):
        load_folder(ip4.Timeline, "")


def test_a_database_is_named_as_what_it_is(tmp_path):
    with SqliteStore(tmp_path / "log.db") as store:
        store.append([ip4.Source(id="n", publisher="P", title="T", tier="primary")])
    to_sqlite(ip4.Timeline(), tmp_path / "record.db")
    for name in ("log.db", "record.db"):
        with pytest.raises(ip4.RecordError) as refused:
            ip4.load(tmp_path / name)
        (fault,) = refused.value.faults
        assert "It is a SQLite database: a log is named sqlite:FILE" in str(fault)
