"""The commands of a log."""

import json
import os

import pytest
from click.testing import CliRunner

import ip4timeline as ip4
from ip4timeline.cli.app import app
from ip4timeline.export.sql import to_sqlite
from ip4timeline.store import MemoryStore, SqliteStore, open_store
from ip4timeline.testing.stores.bench import SOURCE, event

FILE = """
[[source]]
id = "desk-notice"
publisher = "Ministry"
title = "Notice"
tier = "primary"

[[event]]
kind = "meeting"
id = "desk-call"
occurred = "2026-03-02"
partners = ["japan"]
summary = "They spoke."
cites = [{ source = "desk-notice" }]
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An empty folder to work in, with a file of one event."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new.toml").write_text(FILE, encoding="utf-8")
    return tmp_path


def run(*words, code=0, log="sqlite:desk.db"):
    result = CliRunner().invoke(app, ["--record", log, "log", *words])
    assert result.exit_code == code, result.output
    return result.output


def test_append_twice_adds_once(desk):
    assert run("append", "new.toml") == "position 2: 2 added, 0 known already\n"
    assert run("append", "new.toml") == "position 2: 0 added, 2 known already\n"
    assert json.loads(run("append", "new.toml", "--json"))["position"] == 2
    assert "desk-call" in ip4.load("sqlite:desk.db")


def test_faults_are_told_with_file_and_line(desk):
    (desk / "new.toml").write_text(FILE.replace('source = "desk-notice"', 'source = "nothing"'))
    assert "new.toml:14: desk-call: cites.0.source: no source 'nothing'" in run(
        "append", "new.toml", code=1
    )
    assert SqliteStore("desk.db").position == 0


def test_a_log_that_builds_on_the_shipped_record(desk, record):
    cited = record.entries[0].cites[0].source
    (desk / "new.toml").write_text(FILE.replace('source = "desk-notice"', f'source = "{cited}"'))
    run("append", "new.toml", code=1)
    words = ["--record", "ip4timeline", "--record", "sqlite:desk.db", "log", "append", "new.toml"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert SqliteStore("desk.db").position == 2


def test_the_shipped_record_and_exported_files_go_in(desk, record):
    assert "0 known" in run("append", "ip4timeline")
    assert ip4.load("sqlite:desk.db").digest == record.digest
    (desk / "one.jsonl").write_text("\n".join(record.to_jsonl()), encoding="utf-8")
    assert "0 added, " in run("append", "one.jsonl")


def test_a_stale_expectation(desk):
    run("append", "new.toml")
    other = FILE.replace("desk-", "other-")
    (desk / "new.toml").write_text(other)
    assert "the log is at position 2, not at 0" in run(
        "append", "new.toml", "--expected", "0", code=1
    )


def test_tail(desk):
    run("append", "new.toml")
    assert "desk-call: They spoke." in run("tail", "-n", "1")
    first, second = map(json.loads, run("tail", "--json", "--follow", "--wait", "0").splitlines())
    assert (first["position"], second["row"]["kind"]) == (1, "meeting")
    assert run("tail", "--after", "2") == ""


def test_verify_and_its_checkpoint(desk):
    run("append", "new.toml")
    sound, mark = run("verify").splitlines()
    assert sound == "2 rows, sound"
    mark = mark.removeprefix("checkpoint ")
    assert run("verify", "--since", mark).startswith("0 rows after 2, sound")
    other = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    assert "cut off and grown anew" in run("verify", "--since", other, code=1)
    assert "no checkpoint" in run("verify", "--since", "2", code=2)


def test_export_restore_and_backup(desk):
    run("append", "new.toml")
    run("export", "-o", "desk.jsonl")
    assert run("restore", "desk.jsonl", log="sqlite:copy.db") == "2 rows restored\n"
    assert run("export", log="sqlite:copy.db") == (desk / "desk.jsonl").read_text("utf-8")
    held = run("restore", "desk.jsonl", code=1)
    assert "not at 0: an export fills an empty log alone" in held
    assert run("backup", "backup.db") == "backup.db: 2 rows, sound\n"
    assert "there already" in run("backup", "backup.db", code=1)


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        ["log", "export", "-o"],
        ["export", "--format", "jsonl", "-o"],
        ["export", "--format", "sqlite", "-o"],
        ["explore", "-o"],
    ],
)
def test_no_output_takes_the_place_of_a_log(desk, words, is_open):
    run("append", "new.toml")
    names = ["desk.db"]
    if os.name != "nt":  # where not everybody may make one
        (desk / "alias").symlink_to("desk.db")
        names.append("alias")
    with SqliteStore("desk.db") as store:
        if is_open:
            store.append([event(9)])
        for name in names:
            result = CliRunner().invoke(app, ["--record", "sqlite:desk.db", *words, name])
            assert result.exit_code == 1
            assert f"{name}: is a log of events or a database in use" in result.output
        assert store.verify() == 2 + is_open


def test_no_output_takes_the_place_of_a_log_that_was_just_made(desk):
    with SqliteStore("desk.db") as store:
        store.append([SOURCE, event(1)])
        with pytest.raises(FileExistsError, match="database in use"):
            to_sqlite(store.timeline(), "desk.db")
        assert store.verify() == 2


def test_numbers_that_cannot_be(desk):
    run("append", "new.toml")
    assert "-5 is not in the range x>=0" in run("tail", "-n", "-5", code=2)
    assert "the log ends at position 2" in run("tail", "--after", "99", code=2)
    assert "-1 is not in the range x>=0" in run("tail", "--after", "-1", code=2)
    assert "is not in the range" in run("tail", "--follow", "--wait", "-1", code=2)
    assert "is not in the range" in run("append", "new.toml", "--expected", "-1", code=2)
    assert run("tail", "-n", "0") == ""


def test_what_is_no_export_is_refused_and_leaves_nothing(desk):
    (desk / "bytes.jsonl").write_bytes(bytes(range(128, 256)))
    (desk / "wide.jsonl").write_text("{}", encoding="utf-16")
    (desk / "record.jsonl").write_text('{"kind": "meeting"}')
    for name, said in (
        ("bytes.jsonl", "no text in UTF-8"),
        ("wide.jsonl", "no text in UTF-8"),
        ("record.jsonl", "no head of an export"),
    ):
        assert said in run("restore", name, code=1, log="sqlite:copy.db")
        assert not (desk / "copy.db").exists() or os.name == "nt"


def test_an_export_with_a_byte_order_mark(desk):
    run("append", "new.toml")
    (desk / "desk.jsonl").write_text(run("export"), encoding="utf-8-sig")
    assert run("restore", "desk.jsonl", log="sqlite:copy.db") == "2 rows restored\n"


def test_an_export_is_not_appended_but_restored(desk):
    run("append", "new.toml")
    run("export", "-o", "desk.jsonl")
    said = run("append", "desk.jsonl", code=1, log="sqlite:copy.db")
    assert "log restore desk.jsonl" in said
    assert not (desk / "copy.db").exists() or os.name == "nt"


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no open file")
def test_faults_leave_no_new_log_behind(desk):
    (desk / "new.toml").write_text(FILE.replace('source = "desk-notice"', 'source = "nothing"'))
    run("append", "new.toml", code=1)
    run("append", "nowhere", code=1)
    assert [found.name for found in desk.iterdir()] == ["new.toml"]


def test_a_scheme_in_capitals(desk):
    assert run("append", "new.toml", log="SQLITE:desk.db").startswith("position 2")
    assert run("verify").startswith("2 rows, sound")


def test_a_log_must_be_named(desk):
    result = CliRunner().invoke(app, ["log", "verify"])
    assert result.exit_code == 2
    assert "name one log" in result.output
    assert "no such file" in run("verify", code=1)
    assert not (desk / "desk.db").exists()


def test_only_sqlite_is_backed_up_as_a_file(desk, monkeypatch):
    store = MemoryStore()
    store.append([SOURCE, event(1)])
    monkeypatch.setattr("ip4timeline.cli.logs.open_store", lambda address, create: store)
    assert "pg_dump" in run("backup", "copy.db", code=1)


def test_every_command_reads_a_log(desk):
    with open_store("sqlite:desk.db") as store:
        store.append([SOURCE, event(1)])
    result = CliRunner().invoke(app, ["--record", "sqlite:desk.db", "events", "--ids"])
    assert "e-1" in result.output, result.output
