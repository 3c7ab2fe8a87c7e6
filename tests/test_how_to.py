"""The how-to is followed step by step; what it shows is what is printed."""

import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from ip4timeline.cli.app import app


@pytest.fixture
def page(root):
    return (root / "docs" / "how-to" / "add-an-event.md").read_text(encoding="utf-8")


def blocks(text, form):
    return re.findall(rf"```{form}\n(.*?)```", text, re.DOTALL)


def steps(text):
    """Each command of the page with the lines it is said to print."""
    for block in blocks(text, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown.splitlines()


def test_an_event_is_added_in_seven_steps(page, root, tmp_path, monkeypatch):
    # The event refers to one actor; a small desk answers sooner than the whole.
    (tmp_path / "events").mkdir()
    shutil.copy(root / "events" / "actors.toml", tmp_path / "events")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "events" / "example.toml"
    file.write_text(blocks(page, "toml")[0], encoding="utf-8")
    mended = iter([("occured", "occurred"), ("", ""), ("the first talks", "talks")])
    followed = 0
    for command, shown in steps(page):
        words = shlex.split(command)
        if words[2] != "ip4timeline":
            assert (root / words[3]).name == "regenerate.py"
            continue
        printed = CliRunner().invoke(app, words[3:]).output
        assert printed
        for line in shown:
            start = line.removesuffix("...").strip()
            assert any(p.strip().startswith(start) for p in printed.splitlines()), (line, printed)
        followed += 1
        old, new = next(mended, ("", ""))
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(old, new) if old else text, encoding="utf-8")
    assert followed == 6


def test_an_hour_a_month_prints_what_the_page_shows(root, monkeypatch, record):
    from ip4timeline.cli import records

    monkeypatch.chdir(root)
    monkeypatch.setattr(records, "load", lambda *paths, **more: record)
    text = (root / "docs" / "how-to" / "keep-the-record-current.md").read_text(encoding="utf-8")
    followed = 0
    for command, shown in steps(text):
        words = shlex.split(command)
        assert words[0] == "ip4timeline"
        if words[1] == "check":  # the record is checked elsewhere
            continue
        result = CliRunner().invoke(app, words[1:])
        assert result.exit_code == 0, result.output
        printed = [line.strip() for line in result.output.splitlines()]
        for line in shown:
            start = line.removesuffix("...").strip()
            assert any(p.startswith(start) for p in printed), (line, result.output)
        followed += 1
    assert followed == 6
