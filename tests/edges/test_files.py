"""Files that are written: whole or not at all, whatever happens meanwhile."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ip4timeline.engine.files.whole import whole, write_folder, write_whole

POSIX = pytest.mark.skipif(os.name == "nt", reason="limits and modes of POSIX")
LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
sys.argv[0] = "ip4timeline"
from ip4timeline.cli import main
main()
"""
"""The command line on a disk that is full after four thousand bytes."""


def on_a_full_disk(folder, *words):
    return subprocess.run(
        [sys.executable, "-c", LIMITED, *words], capture_output=True, text=True, cwd=folder
    )


def many(count):
    return "".join(
        f'[[event]]\nid = "meeting-{n}"\nkind = "meeting"\npartners = ["japan"]\n'
        f'occurred = "2023-01-05"\nsummary = "They met."\ncites = [{{source = "notice"}}]\n\n'
        for n in range(count)
    )


@pytest.fixture
def desk(tmp_path):
    """A folder of event files that are not in canonical form."""
    source = 'id = "notice"\npublisher = "Ministry"\ntitle = "Notice"\ntier = "primary"\n'
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "sources.toml").write_text(f"[[source]]\n{source}", "utf-8")
    (tmp_path / "desk" / "meetings.toml").write_text(many(60), "utf-8")
    return tmp_path


@POSIX
@pytest.mark.parametrize(
    ("words", "file"),
    [
        (("format", "desk"), "desk/meetings.toml"),
        (("--record", "desk", "export", "--format", "json", "-o", "old"), "old"),
        (("--record", "desk", "explore", "-o", "old"), "old"),
        (("--record", "desk", "package", "old"), "old/datapackage.json"),
    ],
)
def test_a_full_disk_costs_nothing_that_was_there(desk, words, file):
    place = desk / file
    place.parent.mkdir(exist_ok=True)
    if not place.exists():
        place.write_text("what was there before", "utf-8")
    before = {p: p.read_bytes() for p in desk.rglob("*") if p.is_file()}
    done = on_a_full_disk(desk, *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert {p: p.read_bytes() for p in desk.rglob("*") if p.is_file()} == before


@POSIX
def test_a_new_package_appears_whole_or_not_at_all(desk):
    assert on_a_full_disk(desk, "--record", "desk", "package", "new").returncode == 1
    assert [p.name for p in desk.iterdir()] == ["desk"]


@POSIX
def test_the_mode_is_kept_and_a_link_stays_one(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole({link: "new"})
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    write_whole({tmp_path / "fresh": "new"})
    (tmp_path / "usual").write_text("new")
    assert (tmp_path / "fresh").stat().st_mode == (tmp_path / "usual").stat().st_mode


@POSIX
def test_what_is_no_file_is_written_as_it_is(tmp_path):
    with whole(os.devnull) as out:
        out.write(b"gone")
    assert not Path(os.devnull).is_file()
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole({tmp_path / "folder": "new"})


def test_a_failure_half_way_leaves_what_was_there(tmp_path):
    place = tmp_path / "file"
    place.write_text("old")
    with pytest.raises(RuntimeError), whole(place) as out:
        out.write(b"half of")
        raise RuntimeError
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("file", "old")]


def test_a_file_that_another_holds_open_is_left_alone(tmp_path, monkeypatch):
    def held(self, target):  # as Windows refuses it
        raise PermissionError(13, "The process cannot access the file", str(self))

    place = tmp_path / "file"
    place.write_text("old")
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(PermissionError) as refused, whole(place) as out:
        out.write(b"new")
    assert refused.value.filename == str(place)
    monkeypatch.undo()
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("file", "old")]


def test_no_file_is_touched_before_all_are_complete(tmp_path):
    files = {tmp_path / "one": "new", tmp_path / "no-such" / "two": "new"}
    (tmp_path / "one").write_text("old")
    with pytest.raises(FileNotFoundError) as refused:
        write_whole(files)
    assert refused.value.filename == str(tmp_path / "no-such" / "two")
    assert (tmp_path / "one").read_text() == "old"


def test_line_ends_are_written_as_they_are(tmp_path):
    write_whole({tmp_path / "file": "one\ntwo\r\n"})
    assert (tmp_path / "file").read_bytes() == b"one\ntwo\r\n"


def test_a_package_never_describes_other_files_than_its_own(tmp_path, monkeypatch):
    folder = tmp_path / "package"
    write_folder(folder, {"table": "one", "description": "of one"})
    (folder / "notes").write_text("mine")
    replace = Path.replace

    def stopped(self, target):
        if Path(target).name == "description":
            raise OSError(5, "stopped here")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(OSError, match="stopped here"):
        write_folder(folder, {"table": "two", "description": "of two"})
    monkeypatch.undo()
    assert sorted(p.name for p in folder.iterdir()) == ["notes", "table"]
    write_folder(folder, {"table": "three", "description": "of three"})
    assert (folder / "description").read_text() == "of three"
    assert (folder / "notes").read_text() == "mine"
