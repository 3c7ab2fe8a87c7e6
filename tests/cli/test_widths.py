"""What commands print at any width, in words."""

import re

import pytest
from click.testing import CliRunner

from ip4timeline.cli import records
from ip4timeline.cli.app import app
from ip4timeline.record.readers import load

COMMANDS = [
    ("as-of", "2025-06-25"),
    ("as-of", "2025-06-25", "--partner", "korea"),
    ("spells", "leader", "--partner", "korea"),
    ("diff", "2025-06-20", "2025-06-26"),
]


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, record):
    monkeypatch.setattr(
        records, "load", lambda *paths, **more: load(*paths, **more) if paths else record
    )


def run(*words, columns=140):
    result = CliRunner().invoke(app, words, env={"COLUMNS": str(columns)})
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("columns", [60, 80, 140])
@pytest.mark.parametrize("words", COMMANDS)
def test_tables_keep_to_the_columns_there_are_and_break_at_words(words, columns):
    text = run(*words, columns=columns).split("\nEvents:")[0]
    assert max(map(len, text.splitlines())) <= columns
    for line in text.splitlines():
        assert not line.rstrip().endswith(("Indivi", "Partner", "Programm")), line


def test_a_narrow_terminal_gets_one_block_a_partner():
    blocks = run("as-of", "2025-06-25", columns=60).split("\n\n")
    assert [b.splitlines()[0] for b in blocks[1:5]] == [
        "Japan",
        "Korea",
        "Australia",
        "New Zealand",
    ]
    assert "2025 The Hague summit: minister, Takeshi Iwaya" in blocks[1]


@pytest.mark.parametrize("columns", [60, 140])
def test_the_newest_summit_comes_first(columns):
    text = run("as-of", "2025-06-25", columns=columns)
    assert text.index("2025 The Hague") < text.index("2008 Bucharest")


def test_ids_are_shown_for_copying_when_asked_for():
    words = ("as-of", "2025-06-25", "--partner", "korea")
    assert "korea-itpp-2023" not in run(*words)
    text = run(*words, "--ids", columns=200)
    for id in ("korea-itpp-2023", "2025-the-hague-summit", "<2025-06-25-"):
        assert id in text
    assert "2022-05-10-yoon-suk-yeol-president-of-korea" not in run(*COMMANDS[2], columns=200)
    assert "2022-05-10-yoon-suk-yeol-president-of-korea" in run(*COMMANDS[2], "--ids", columns=200)


def test_several_partners_each_in_full():
    text = run("as-of", "2025-06-25", "--partner", "korea", "--partner", "japan")
    assert text.index("Korea. As of") < text.index("Japan. As of")


def test_latest_is_the_last_day_on_which_something_became_known(record):
    last = max(event.known for event in record)
    assert f"As of {last}," in run("as-of", "--latest")


def test_days_after_the_record_are_remarked_on():
    for words in (("as-of", "2040-01-01"), ("diff", "2026-01-01", "2040-01-01")):
        assert "The record holds nothing that became known after" in run(*words)
    assert "nothing that became known" not in run("as-of", "2025-06-25")


def test_allies_are_told_by_who_came():
    assert "32 members; Sweden joined" in run("spells", "allies")
    assert "32 members; Sweden joined" in run("diff", "2024-03-01", "2024-03-08")


def test_who_was_absent_is_named():
    text = run("diff", "2025-06-20", "2025-06-26", columns=200)
    assert "Shigeru Ishiba absent" in text
    assert "last step" not in text


@pytest.mark.parametrize("columns", [30, 60, 80, 140])
def test_no_line_ends_in_a_blank_and_no_name_is_broken(columns):
    for words in (
        ["why", "japan", "engagement", "2025-the-hague-summit", "--as-of", "2025-06-25"],
        ["as-of", "2025-06-25"],
        ["as-of", "2025-06-25", "--partner", "korea"],
        ["spells", "leader", "--partner", "korea"],
        ["diff", "2024-07-12", "2025-06-26"],
    ):
        lines = run(*words, columns=columns).splitlines()
        assert not [line for line in lines if line != line.rstrip()], words
        # Wi Sung-lac, Yoon Suk-yeol: no line ends with the first half of a name.
        assert not [line for line in lines if re.search(r"\b[A-Z][a-z]{1,5}-( |$)", line)], words
