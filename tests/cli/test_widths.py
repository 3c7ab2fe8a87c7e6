"""What commands print at any width, in words."""

import re

import pytest
from click.testing import CliRunner

from ip4timeline.cli import records
from ip4timeline.cli.app import app
from ip4timeline.cli.layout import wrapped
from ip4timeline.engine.display.printable import printable
from ip4timeline.engine.time.phrases import day_words
from ip4timeline.record.readers import load

COMMANDS = [
    ("as-of", "2025-06-25"),
    ("as-of", "2025-06-25", "--partner", "korea"),
    ("spells", "leader", "--partner", "korea"),
    ("diff", "2025-06-20", "2025-06-26"),
    ("learned", "2025-06-20", "2025-06-24", "--as-of", "2025-06-25"),
    ("events", "--partner", "korea", "--from", "2025-06-01"),
    ("gaps", "--partner", "new-zealand"),
    ("claim", "count", "--kind", "visit", "--partner", "korea", "--until", "2012-12-31"),
]
HAGUE_SEATS = ("--kind", "attendance", "--occasion", "2025-the-hague-summit")


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
    text = run(*words, columns=columns)
    # An address stays in one piece, on a line of its own.
    lines = [line for line in text.splitlines() if not re.fullmatch(r" *<\S+>", line)]
    assert max(map(len, lines)) <= columns
    for line in text.splitlines():
        assert not line.rstrip().endswith(("Indivi", "Programm")), line
    assert not re.search(r"Partner\s*\n\s*ship", text)


@pytest.mark.parametrize("columns", [60, 80])
def test_lists_of_the_coverage_keep_to_the_columns(columns):
    lines = [line for line in run("coverage", columns=columns).splitlines() if line[:1] != "|"]
    assert max(map(len, lines)) <= columns
    assert any(line.startswith("  ") for line in lines)


def test_what_is_spelt_out_takes_its_room():
    lines = wrapped("a\x1b[31m word of colour " * 9, 40).splitlines()
    assert max(len(printable(line)) for line in lines) <= 40
    assert "\\x1b[31m" in lines[0]


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
    assert f"As of {day_words(last)}," in run("as-of", "--latest")


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


@pytest.mark.parametrize("words", COMMANDS)
def test_no_id_and_no_date_of_a_format_is_printed_without_being_asked_for(words, record):
    said = re.sub(r"<\S+>|\"[^\"]*\"|known through \S+", "", run(*words, columns=500))
    assert not re.findall(r"\b\d{4}-\d{2}\b", said)
    assert not [event.id for event in record if event.id in said]
    assert not [o.id for o in record.registries.occasions if o.id in said]


def test_gaps_go_by_titles_and_occasions_by_their_own_date_the_newest_first():
    text = run("gaps", "2026-05-29", columns=300)
    assert "- 1997 Madrid summit (8 to 9 July 1997): who came, if anybody did" in text
    # Paris was in May; by its id it would stand after Madrid.
    places = [text.index(t) for t in ("(8 to 9 July 1997)", "(27 May 1997)", "1990 London")]
    assert places == sorted(places)
    assert (
        "- Japan liaison officer MARCOM (Japan): whether it still holds: last seen 7 June" in text
    )
    assert "- Support, 16 May 2012 (Australia): whether it was paid or delivered" in text
    assert "- March 2026: anything about the four" in text
    ids = run("gaps", "2026-05-29", "--ids", columns=300)
    assert "Over, and not known who came (33) <occasion-unobserved>" in ids
    assert "<missions/japan-liaison-officer-marcom>" in ids


def test_a_claim_is_answered_in_words():
    text = run("claim", "only", "NZ", *HAGUE_SEATS, "--where", "level=leader", columns=300)
    assert "Period: 24 to 25 June 2025\n" in text
    # What was declared of several in the same words is said once.
    assert "- attendance in NATO summit of Japan, Korea and New Zealand, 2022 to 2025: The" in text
    first = ("claim", "first", "--kind", "visit", "--partner", "japan")
    text = run(*first, columns=300)
    assert "On record: 18 September 1991, visit: In Tokyo NATO Secretary General" in text
    assert "Why: the record nowhere declares itself complete for visit of Japan\n" in text
    assert "<1991-09-18-worner-in-tokyo>" in run(*first, "--ids", columns=300)


def test_what_changed_is_named_without_its_slug():
    words = ("learned", "2025-06-20", "2025-06-24", "--as-of", "2025-06-25")
    text = run(*words, columns=300)
    assert "Learned between 20 June 2025 and 24 June 2025 about 25 June 2025" in text
    assert "Australia, NSPA 2025 " in text
    assert "australia australia-nspa-2025" in run(*words, "--ids", columns=300)
