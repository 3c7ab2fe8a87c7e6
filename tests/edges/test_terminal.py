"""What a command prints: for whatever console, of whatever record, to whoever stops reading."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from ip4timeline.cli.app import BROKEN_PIPE, app
from ip4timeline.engine.display.printable import printable

COMMAND = [sys.executable, "-c", "from ip4timeline.cli import main; main()"]
HOSTILE = "\x1b[31mred\x1b[0m \u202egnihton\u202c [/x] [bold]b[/] :smile: \x07"
PERSON = "ann-[/x]-\x1b[2J"
VISIT = {
    "kind": "visit",
    "occurred": "2023-03-01",
    "partners": ["japan"],
    "direction": "to-nato",
    "cites": [{"source": "notice-[/x]"}],
}


def lines_of(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def hostile(tmp_path):
    """A record whose every text would like to be more than a text."""
    rows = [
        {
            "registry": "source",
            "id": "notice-[/x]",
            "publisher": HOSTILE,
            "title": HOSTILE,
            "tier": "primary",
        },
        {"registry": "person", "id": PERSON, "name": HOSTILE},
        {**VISIT, "id": "visit-[/x]-\x1b[31m", "summary": HOSTILE},
        {
            "kind": "office-changed",
            "id": "takes-[/x]",
            "occurred": "2023-01-05",
            "partners": ["japan"],
            "office": "leader",
            "person": PERSON,
            "summary": HOSTILE,
        },
        {
            "kind": "meeting",
            "id": "meets-[/x]",
            "occurred": "2023-02-05",
            "partners": ["japan"],
            "topics": ["[/x]"],
            "summary": HOSTILE,
        },
    ]
    path = tmp_path / "hostile.jsonl"
    path.write_text(lines_of(*rows), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    "words",
    [
        ("as-of", "2025-01-01"),
        ("as-of", "2025-01-01", "--partner", "japan"),
        ("events",),
        ("why", "japan", "contacts", "--as-of", "2024-01-01"),
        ("diff", "2022-01-01", "2024-01-01"),
        ("learned", "2022-01-01", "2024-01-01", "--as-of", "2024-01-01"),
        ("claim", "exists", "--kind", "visit"),
        ("claim", "first", "--kind", "visit", "no-such-[/x]"),
        ("about",),
        ("coverage",),
        ("record",),
    ],
)
def test_nothing_in_a_record_steers_a_terminal(hostile, words):
    result = CliRunner().invoke(app, ["--record", hostile, *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    shown = result.output
    assert printable(shown, keep="\n") == shown
    if words[0] in ("events", "diff", "learned"):
        assert "\\x1b[31mred" in shown
        assert "[/x]" in shown
        assert ":smile:" in shown


def test_faults_and_errors_are_made_printable(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(lines_of({**VISIT, "id": "v", "\x1b]0;title\x07": "x"}), "utf-8")
    result = CliRunner().invoke(app, ["--record", str(path), "record"])
    assert result.exit_code == 1
    assert "\\x1b]0;title\\x07" in result.output
    assert "\x1b" not in result.output
    assert "\x1b" not in CliRunner().invoke(app, ["why", "\x1b[31m", "leader"]).output
    assert "\x1b" not in CliRunner().invoke(app, ["events", "--kind", "\x1b[31m"]).output


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Åse, 日本\u3000国", "Åse, 日本 国"),
        ("a\u00a0b\tc", "a b c"),
        ("\x1b[31m\x00\x7f\x9b", "\\x1b[31m\\x00\\x7f\\x9b"),
        ("\u202e\u2066\u200f", "\\u202e\\u2066\\u200f"),
        ("نامه\u200cای", "نامه\u200cای"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_cannot_be_seen_is_spelt_out(text, shown):
    assert printable(text) == shown


def run(*words, **environment):
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, env={**os.environ, **environment}
    )


@pytest.fixture
def named(tmp_path):
    path = tmp_path / "named.jsonl"
    row = {**VISIT, "id": "v", "summary": "尹錫悅, Ø, Yoon"}
    path.write_text(lines_of(row), "utf-8")
    return str(path)


def test_json_is_utf_8_whatever_the_console_speaks(named):
    found = run("--record", named, "events", "--json", PYTHONIOENCODING="cp1252")
    assert json.loads(found.stdout.decode("utf-8"))[0]["summary"] == "尹錫悅, Ø, Yoon"
    assert found.stdout == run("--record", named, "events", "--json").stdout


def test_lines_spell_out_what_the_console_cannot_show(named):
    found = run("--record", named, "events", PYTHONIOENCODING="cp1252")
    assert found.returncode == 0
    assert b"\\u5c39\\u932b\\u6085, \xd8, Yoon" in found.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "words", [("events",), ("events", "--json"), ("export", "--format", "csv")]
)
def test_a_reader_that_stops_ends_the_command_quietly(tmp_path, words, unbuffered):
    path = tmp_path / "long.jsonl"
    path.write_text(
        lines_of(*({**VISIT, "id": f"v{n}", "summary": "x" * 2000} for n in range(100))), "utf-8"
    )
    with subprocess.Popen(
        [*COMMAND, "--record", str(path), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == BROKEN_PIPE == 141


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110
@pytest.mark.parametrize(
    "words", [("record",), ("events", "--json"), ("export", "--format", "csv")]
)
def test_a_full_disk_is_one_line(named, words):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [*COMMAND, "--record", named, *words], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr == "Error: No space left on device\n"


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX")
def test_a_closed_output_is_one_line(named):
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "--record", named, "record"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "Error: there is no standard output to write to\n"


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--format", "csv", "-o", "no-such/x.csv"),
        ("export", "--format", "csv", "-o", "x" * 300),
        ("explore", "-o", "no-such/x.html"),
        ("check", "x" * 300 + ".toml"),
    ],
)
def test_a_path_that_cannot_be_is_one_line(named, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["--record", named, *words])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    last = result.output.splitlines()
    assert len(last) == 1 or words[0] == "check"
    assert words[-1] in result.output


def test_a_release_is_never_an_option_of_git(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "people.toml").write_text('[[person]]\nid = "ann"\nname = "Ann"\n')
    for git in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", "-C", str(tmp_path), *git], check=True)
    told = tmp_path / "written"
    words = ["check", "--since", f"--output={told}", str(tmp_path / "desk")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 1
    assert "cannot begin with -" in result.output
    assert not told.exists()
