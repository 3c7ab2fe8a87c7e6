"""The command line as a shell sees it."""

import csv
import io
import json
import re

import pytest
from click.testing import CliRunner

import ip4timeline as ip4
from ip4timeline.cli import records
from ip4timeline.cli.app import app
from ip4timeline.record.readers import load

HAGUE = "2025-the-hague-summit"


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, record):
    """The shipped record is read once for all commands; another folder is read as it is."""
    monkeypatch.setattr(
        records, "load", lambda *paths, **more: load(*paths, **more) if paths else record
    )


def run(*words, code=0):
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def data(*words):
    return json.loads(run(*words, "--json"))


def row_of(text, start):
    """A row of a table with the lines it folds onto."""
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(start))
    rest = [line for line in lines[first + 1 : first + 4] if line.startswith(" ")]
    return " ".join([lines[first], *rest])


def test_as_of_prints_the_four_side_by_side():
    text = run("as-of", "2025-06-25")
    assert "As of 25 June 2025, with hindsight" in text
    assert "32 allies, Secretary General Mark Rutte" in text
    assert "Shigeru Ishiba (since 1 October 2024)" in row_of(text, "Japan")
    assert "12 July 2023" in row_of(text, "Japan")
    hague = row_of(text, "2025 The Hague summit")
    for words in (
        "Takeshi Iwaya",
        "instead of Shigeru Ishiba",
        "Wi Sung-lac",
        "Richard Marles",
        "instead of Anthony Albanese",
        "Christopher Luxon",
        "deputy leader",
    ):
        assert words in hague
    for year in ("2022 Madrid", "2023 Vilnius", "2024 Washington"):
        assert "leader" in row_of(text, year)


@pytest.mark.parametrize(
    ("known_on", "day", "japan"),
    [
        ("2025-06-20", "20 June 2025", "expected: leader"),
        ("2025-06-24", "24 June 2025", "expected: minister"),
    ],
)
def test_as_of_without_hindsight(known_on, day, japan):
    text = run("as-of", "2025-06-25", "--known-on", known_on)
    assert f"known by {day}" in text
    assert japan in row_of(text, "2025 The Hague summit")


def test_as_of_before_and_after_everything():
    assert "No summit of the record was scheduled yet" in run("as-of", "1980-01-01")
    text = run("as-of", "2040-01-01")
    assert "nothing that became known after" in text
    assert "none" in row_of(text, "Japan"), "its programme has lapsed by then"
    assert "no end on record" in row_of(text, "Japan"), "nobody has seen its leader since"
    before = run("as-of", "1980-01-01")
    assert row_of(before, "Japan").count("not on record") == 2
    assert "Secretary General not on record" in run("as-of", "1950-01-01")
    assert "unknown" in row_of(text, "2026 Ankara summit")


def test_one_partner_in_full():
    text = run("as-of", "2025-06-25", "--partner", "JPN", "--known-on", "2025-06-24")
    assert "Japan. As of 25 June 2025, known by 24 June 2025" in text
    assert "23 June 2025: Shigeru Ishiba withdrawn" in text
    assert "invited: Shigeru Ishiba: withdrawn" in text


def test_as_of_as_json():
    found = data("as-of", "2025-06-25", "--partner", "japan")
    assert list(found["partners"]) == ["japan"]
    assert found["partners"]["japan"]["engagements"][HAGUE]["level"] == "minister"
    assert len(data("as-of", "2025-06-25")["partners"]) == 4


def test_events_by_partner_kind_and_day():
    text = run("events", "--partner", "japan", "--kind", "agreement-signed")
    assert "12 July 2023: agreement signed, Japan" in text
    assert "<http" in text
    found = data("events", "--occasion", HAGUE, "--kind", "attendance")
    assert len(found) == 4
    assert {e["kind"] for e in found} == {"attendance"}
    plans = run("events", "--occasion", HAGUE, "--kind", "cancellation", "--known-on", "2025-06-23")
    assert "23 June 2025 [secondary]" in plans
    assert "24 June 2025 [secondary]" not in plans  # published later than the day of knowledge
    before = ("--occasion", HAGUE, "--kind", "attendance", "--known-on", "2025-06-24")
    assert data("events", *before) == []
    accession = ("--from", "1982-01-01", "--until", "1982-12-31", "--kind", "membership-changed")
    text = run("events", *accession)
    assert text.splitlines()[-1] == "1 event"
    everything = data("events", "--until", "1990-01-01")
    assert {e["kind"] for e in everything} >= {"membership-changed"}


def test_why_lists_events_with_dates_sources_and_links():
    text = run(
        "why", "japan", "engagement", HAGUE, "--as-of", "2025-06-25", "--known-on", "2025-06-24"
    )
    assert "expected (minister) by Takeshi Iwaya instead of Shigeru Ishiba" in text
    assert "cancellation" in text
    assert "<https://" in text
    assert "25 June 2025: attendance" not in text
    found = data(
        "why", "japan", "engagement", HAGUE, "--as-of", "2025-06-25", "--known-on", "2025-06-24"
    )
    assert all(e.get("known", e["occurred"])[:10] <= "2025-06-24" for e in found["events"])
    assert all(e["sources"] for e in found["events"])


def test_why_explains_a_lapse():
    text = run("why", "japan", "programme", "--as-of", "2040-01-01")
    assert "lapsed by its own terms on 1 January 2027" in text
    assert "12 July 2023" in text
    assert data("why", "japan", "programme", "--as-of", "2040-01-01")["lapsed"] == "2027-01-01"


@pytest.mark.parametrize(
    "words",
    [
        ("why", "nato", "allies", "--as-of", "2023-07-08"),
        ("why", "nato", "office", "secretary-general"),
        ("why", "nato", "secretary-general"),
        ("why", "japan", "foreign-minister"),
        ("why", "korea", "leader", "--as-of", "2025-01-01"),
        ("why", "japan", "office", "foreign-minister"),
        ("why", "nato", "proposal", "tokyo-liaison-office"),
    ],
)
def test_why_takes_any_aspect(words):
    assert "<http" in run(*words)


def test_what_was_not_known_yet_has_no_value():
    words = ("why", "japan", "engagement", HAGUE, "--as-of", "2025-06-25")
    assert "No value." in run(*words, "--known-on", "2020-01-01")
    assert "No value." in run("why", "japan", "leader", "--as-of", "1900-01-01")


def test_the_package_runs_as_the_command_does():
    import subprocess
    import sys

    def ran(*words):
        command = [sys.executable, "-m", "ip4timeline", *words]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")

    done = ran("spells", "leader", "--partner", "korea", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == data("spells", "leader", "--partner", "korea")
    assert ran("as-of", "2025-06-31").returncode == 2
    done = ran("events", "--occasion", "2025-hague")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: no occasion")


def test_a_pipe_that_cannot_hold_a_letter_is_no_error():
    import os
    import subprocess
    import sys

    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "from ip4timeline.cli import main; main()",
            "events",
            "--partner",
            "japan",
        ],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )
    assert result.returncode == 0, result.stderr
    assert b"25 June 2025" in result.stdout


def test_spells_of_the_korean_presidency():
    found = data("spells", "leader", "--partner", "korea")
    assert found[0]["since"] == "1988-02-25"
    assert [s["until"] for s in found[:-1]] == [s["since"] for s in found[1:]]
    assert found[-1]["until"] is None
    text = run("spells", "leader", "--partner", "korea")
    assert "Hwang Kyo-ahn, acting for Park Geun-hye" in text
    assert "exclusive" in text
    assert "Rutte" in run("spells", "office", "secretary-general")


def test_what_was_not_known_yet_is_not_on_record_and_no_misspelt_name():
    by = ("--known-on", "1980-01-01")
    assert run("spells", "leader", "--partner", "japan", *by) == (
        "Not on record, known by 1 January 1980\n"
    )
    assert data("spells", "leader", "--partner", "japan", *by) == []
    assert "not on record" in run("why", "japan", "leader", "--as-of", "1980-01-01", *by)
    tokyo = ("proposals", "tokyo-liaison-office")
    assert "Not on record, known by" in run("spells", *tokyo, "--known-on", "2010-01-01")


def test_no_name_is_suggested_that_was_not_known():
    asked = ("engagements", "2025-the-hag-summit", "--known-on", "2010-01-01")
    for text in (
        run("why", "japan", *asked, code=1),
        run("spells", *asked, "--partner", "japan", code=1),
    ):
        assert "did you mean '2008-bucharest-summit'?" in text
        assert HAGUE not in text


def test_a_record_without_a_value_says_so(tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_text("\n".join(ip4.Timeline().to_jsonl()), encoding="utf-8")
    for words in (("why", "japan", "leader"), ("spells", "leader", "--partner", "japan")):
        text = run("--record", str(path), *words, code=1)
        assert "nothing is on record of the leader of japan" in text


def test_an_answer_that_does_not_know_all_says_by_which_day():
    by = ("--known-on", "2020-01-01")
    known = ", known by 1 January 2020"
    assert f"and 26 June 2019{known}: " in run("diff", "2018-06-26", "2019-06-26", *by)
    assert run("events", "--kind", "visit", *by).rstrip().endswith(f" events{known}")
    assert known in run("spells", "leader", "--partner", "japan", *by).splitlines()[-1]
    for words in (
        ("diff", "2018-06-26", "2019-06-26"),
        ("events", "--kind", "exercise"),
        ("spells", "leader", "--partner", "japan"),
    ):
        assert "known by" not in run(*words)


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--format", "csv", "-o", ""),
        ("explore", "-o", ""),
        ("package", ""),
    ],
)
def test_an_empty_name_is_no_file_to_write(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "it is empty; write a name" in run(*words, code=2)
    assert not [*tmp_path.iterdir()]


def test_diff_and_learned():
    text = run("diff", "2024-07-12", "2025-06-26")
    assert "Fumio Kishida (since 4" in text
    assert "Shigeru Ishiba (since 1" in text
    assert "Events:" in text
    found = data("learned", "2025-06-20", "2025-06-24", "--as-of", "2025-06-25")
    assert {c["aspect"] for c in found["changes"]} >= {"engagements"}
    assert all(e["id"] < "2025-06-24z" for e in found["events"])
    assert "Learned between" in run("learned", "2025-06-20", "2025-06-24", "--as-of", "2025-06-25")


def test_export_as_a_record_lines_or_a_table(tmp_path, record):
    whole = json.loads(run("export", "--format", "json"))
    assert whole["digest"] == record.digest
    lines = [json.loads(line) for line in run("export", "--format", "jsonl").splitlines()]
    assert len(lines) >= len(record.entries)
    target = tmp_path / "events.csv"
    run("export", "--format", "csv", "-o", str(target))
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert [r["id"] for r in rows] == [e.id for e in record]


def test_check_and_other_records(tmp_path, root):
    assert "no faults; digest" in run("check", str(root / "events"))
    (tmp_path / "bad.toml").write_text('[[event]]\nkind = "vist"\nid = "x"\n', encoding="utf-8")
    text = run("check", str(tmp_path), code=1)
    assert "bad.toml:2: x: kind: no kind of event 'vist'; did you mean 'visit'" in text
    assert "did you mean" in run("--record", str(tmp_path), "as-of", "2025-01-01", code=1)


GOOD = """[[source]]
id = "s"
publisher = "P"
title = "T"
tier = "primary"
url = "https://example.org/s"
published = "2023-07-12"

[[event]]
kind = "visit"
id = "a-visit"
occurred = "2023-07-12"
known = "2023-07-12"
partners = ["japan"]
direction = "to-nato"
summary = "A visit."
cites = [{ source = "s", locator = "p. 1" }]
"""


@pytest.fixture
def desk(tmp_path):
    folder = tmp_path / "events"
    folder.mkdir()
    (folder / "all.toml").write_text(GOOD, encoding="utf-8")
    return folder


def edit(desk, old, new):
    path = desk / "all.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_check_counts_remarks_and_strict_refuses_them(desk):
    assert "1 entry, no faults" in run("check", "--strict", str(desk))
    edit(desk, "A visit.", "The first visit.")
    text = run("check", str(desk))
    assert "1 remark (hindsight 1); --strict lists them" in text
    assert "no faults; digest" in text
    text = run("check", "--strict", str(desk), code=1)
    assert "[hindsight] all.toml:16: a-visit: summary: says 'first'" in text
    assert "digest" not in text


def test_check_refuses_what_contradicts_the_record(desk):
    office = """
[[office]]
id = "japan-prime-minister"
title = "PM"
party = "japan"
level = "leader"

[[event]]
kind = "office-changed"
id = "ann-prime-minister"
occurred = "2023-01-01"
known = "2023-01-01"
known_basis = "live"
partners = ["japan"]
office = "japan-prime-minister"
person = "ann"
summary = "Ann took office."
cites = [{ source = "s", locator = "p. 2" }]
"""
    people = "".join(f'\n[[person]]\nid = "{n}"\nname = "{n.title()}"\n' for n in ("ann", "ben"))
    (desk / "more.toml").write_text(people + office, encoding="utf-8")
    ben = 'participants = [{ person = "ben", office = "japan-prime-minister" }]\n'
    edit(desk, 'partners = ["japan"]\n', f'partners = ["japan"]\n{ben}')
    text = run("check", str(desk), code=1)
    assert "a-visit: participants.0: 'ben' acts as 'japan-prime-minister', which 'ann'" in text


def test_check_holds_a_folder_to_a_release(desk, tmp_path):
    released = tmp_path / "released.json"
    run("--record", str(desk), "export", "--format", "json", "-o", str(released))
    assert "every event is kept" in run("check", "--since", str(released), str(desk))
    edit(desk, "A visit.", "A long visit.")
    text = run("check", "--since", str(released), str(desk), code=1)
    assert "all.toml:16: a-visit: summary: was released and now differs in summary" in text
    assert f"Against {released}: 1 fault" in text
    text = run("check", "--since", "v1.0", str(desk), code=1)
    assert text.startswith("Error: no release 'v1.0'")


def test_check_without_a_release_says_so(desk):
    assert "No release yet: nothing to keep." in run("check", "--since", "last-release", str(desk))


def test_format_rewrites_what_is_not_in_form(desk):
    assert run("format", str(desk)) == "all in canonical form\n"
    edit(desk, "[[event]]\n", "\n\n[[event]]\n")
    assert f"rewrote {desk / 'all.toml'}" in run("format", str(desk))
    assert (desk / "all.toml").read_text(encoding="utf-8") == GOOD
    edit(desk, "[[event]]", "[[event]")
    text = run("format", str(desk), code=1)
    assert "nothing was rewritten" in text
    assert "not valid TOML" in text


def test_schema_is_printed(root):
    assert json.loads(run("schema"))["$schema"].startswith("https://json-schema.org/")


def test_coverage_prints_counts_and_gaps(record):
    text = run("coverage")
    for heading in ("By kind", "By partner", "By decade", "By year", "Gaps"):
        assert f"## {heading}\n" in text
    assert sum(data("coverage")["kinds"].values()) == len(record)


def test_record_names_the_exact_contents(record):
    text = run("record")
    assert record.digest in text
    assert f"(package {ip4.__version__})" in text
    assert data("record")["digest"] == record.digest
    assert data("record", "--known-on", "2024-01-01")["horizon"] == "2024-01-01"


def test_package_writes_tables_and_their_description(desk, tmp_path):
    target = tmp_path / "build" / "record"
    text = run("--record", str(desk), "package", str(target))
    assert "datapackage.json" in text
    about = json.loads((target / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"] for r in about["resources"]} < {p.name for p in target.iterdir()}


def test_events_and_why_say_how_they_are_attested_and_coded():
    text = run("events", "--partner", "japan", "--kind", "agreement-signed")
    assert "established: a primary source" in text
    assert "coded as support, diplomatic (PLOVER) and engage in diplomatic cooperation" in text
    assert "PLOVER SUPPORT diplomatic, CAMEO 05" in run(
        "events", "--partner", "japan", "--kind", "agreement-signed", "--ids"
    )
    text = run("why", "korea", "leader", "--as-of", "2025-01-01")
    assert "in neither code book" in text
    event = data("events", "--kind", "attendance")[0]
    assert event["codes"]["plover"] == "CONSULT"
    assert event["confidence"]["level"] in ("established", "attested", "weak")
    assert all(e["codes"] for e in data("why", "korea", "leader")["events"])


def test_about_counts_and_gives_the_digest(record):
    text = run("about")
    assert record.digest in text
    assert "attendance" in text


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("as-of", "2025-06-31"), 2, "there is no such day"),
        (("as-of", "june"), 2, "not a full day"),
        (("as-of",), 2, "say which day, or --latest"),
        (("as-of", "--latest", "2025-06-25"), 2, "one of the two"),
        (("as-of", "June 2025"), 2, "a month; for its end write 2025-06-30"),
        (("as-of", "2024-2"), 2, "a month; for its end write 2024-02-29"),
        (("as-of", "2025"), 2, "a year; for its end write 2025-12-31"),
        (("as-of", "25 June 2025"), 2, "for that day write 2025-06-25"),
        (("why", "nato", "secretary-generl"), 2, "did you mean 'secretary-general'"),
        (("as-of", "2025-06-25", "--partner", "japn"), 2, "did you mean 'japan'? The partners are"),
        (("as-off", "2025-06-25"), 2, "No such command 'as-off'. Did you mean 'as-of'?"),
        (("events", "--kind", "vist"), 2, "did you mean 'visit'"),
        (("events", "--occasion", "2025-hague"), 1, "did you mean '2025-the-hague-summit'"),
        (("why", "japn", "leader"), 2, "did you mean 'japan'"),
        (("why", "nato", "secretary-general", "2025-06-24"), 2, "a day; write --as-of 2025-06-24"),
        (("why", "korea", "leader", "2025-06-24"), 2, "a day; write --as-of 2025-06-24"),
        (("why", "nato", "secretary-general", "x"), 2, "is an office and takes no key"),
        (("why", "nato", "offices"), 2, "which one? For instance secretary-general"),
        (("spells", "leader", "--partner", "korea", "2025-06-25"), 2, "leave it out, or write"),
        (("spells", "secretary-generl"), 2, "did you mean 'secretary-general'"),
        (("as-of", "25.06.2025"), 2, "not a full day (for that day write 2025-06-25)"),
        (("as-of", "06/25/2025"), 2, "for that day write 2025-06-25"),
        (("as-of", "05/06/2025"), 2, "for that day write 2025-06-05 or 2025-05-06"),
        (("as-of", "2025/6/25"), 2, "for that day write 2025-06-25"),
        (("as-of", "20250625"), 2, "for that day write 2025-06-25"),
        (("as-of", "31/31/2025"), 2, "write it as 2025-06-25"),
        (("as-of", "today"), 2, "no clock is read"),
        (("as-of", "June"), 2, "a month without its year"),
        (("diff", "2025-06-20..2025-06-26"), 2, "two days; write the one"),
        (("diff", "2025-06-26", "2025-06-20"), 2, "the earlier day comes first"),
        (("learned", "2025-06-26", "2025-06-20", "--as-of", "2025-06-25"), 2, "is after"),
        (("as-of", "2025-06-25", "japan"), 2, "write --partner japan"),
        (("events", "South Korea"), 2, "write --partner korea"),
        (("events", "2025-06-25"), 2, "write --from 2025-06-25"),
        (("events", "--since", "2025-01-01"), 2, "Here it is called --from.\n"),
        (("gaps", "--as-of", "2025-06-25"), 2, "The day stands by itself"),
        (("events", "--partner", "japan,korea"), 2, "write --partner japan --partner korea"),
        (("events", "--partner", "all"), 2, "left out, the four and NATO are meant"),
        (("gaps", "--kind", "pledges"), 2, "did you mean 'pledge-open'"),
        (("export", "--format", "jsonlines"), 2, "did you mean 'jsonl'"),
        (("why", "japan", "leadr"), 2, "did you mean 'leader'"),
        (("why", "japan", "engagement", "2025-hague"), 1, "did you mean '2025-the-hague-summit'"),
        (("why", "japan", "engagement"), 2, "which one?"),
        (("spells", "leader", "--partner", "norway"), 2, "norway"),
        (("export", "--format", "xml"), 2, "xml"),
        (("check", "./nowhere"), 1, "no such file or folder"),
        (("check", "nowhere"), 1, "no installed record or folder 'nowhere'"),
        (("chek", "nowhere"), 2, "Did you mean one of: 'check'"),
        (("check", "--since"), 2, "requires an argument"),
        (("format", "nowhere"), 1, "no installed record or folder 'nowhere'"),
        (("format", "./nowhere"), 1, "no event files"),
        (("package",), 2, "Missing argument"),
        (("record", "--known-on", "june"), 2, "not a full day"),
        (("learned", "2025-06-20", "2025-06-24"), 2, "--as-of"),
        (("spells", "leader"), 2, "of which partner?"),
        (("why", "nato", "leader"), 2, "of which partner?"),
        (("events", "--from", "2025-06-25", "--until", "2025-06-24"), 2, "is after"),
    ],
)
def test_a_wrong_command_gets_a_helpful_error(words, code, says):
    assert says in run(*words, code=code)


@pytest.mark.parametrize("command", ["", *app.commands])
def test_help_has_an_example(command):
    text = run(*([command] if command else []), "--help")
    assert "ip4timeline" in text.split("Example")[1]
    assert ip4.__version__ in run("--version")


def test_the_readme_shows_what_is_printed(root):
    text = (root / "README.md").read_text(encoding="utf-8")
    block = re.split(r"```|\n\$ ", text.split("uv run ip4timeline as-of 2025-06-25\n")[1])[0]
    printed = run("as-of", "2025-06-25")
    for line in block.splitlines():
        shown = line.split("...")[0].rstrip()
        assert shown in printed, line


def test_gaps_say_what_to_look_for_next():
    text = run("gaps", "2026-05-29", "--partner", "korea", "--kind", "term-ending")
    assert "As of 29 May 2026: 1 gap\n" in text
    assert "Ending within a year (1)" in text
    title = "Individually Tailored Partnership Programme between the Republic of Korea and NATO"
    said = " ".join(text.split())
    assert f"- {title} (Korea): what comes after its term to 31 December 2026" in said
    assert "last known 11 July 2023: Meeting in Vilnius" in text
    assert "look at: " in text
    early = run("gaps", "2023-06-01", "--known-on", "2023-06-01", "--kind", "pledge-open")
    assert "As of 1 June 2023, known by 1 June 2023: " in early
    found = data("gaps", "2026-05-29", "--kind", "month-empty", "--kind", "term-ending")
    assert (found["as_of"], found["known_on"]) == ("2026-05-29", None)
    assert found["gaps"][0]["kind"] == "term-ending"
    run("gaps", "--kind", "nothing", code=2)
    run("gaps", "2026", code=2)


def test_gaps_without_a_day_look_from_the_last_that_is_known(record):
    last = max(event.known for event in record).isoformat()
    assert data("gaps", "--kind", "term-ending")["as_of"] == last
    assert (
        data("gaps", "--kind", "month-empty", "--known-on", "2024-01-01")["as_of"] == "2024-01-01"
    )


def test_a_claim_about_an_occasion_without_a_format_shows_its_source():
    text = run(
        "claim",
        "exists",
        "--partner",
        "korea",
        "--kind",
        "attendance",
        "--occasion",
        "2021-brussels-summit",
    )
    assert "there was no format for partners: occasion scheduled (31 May 2021)" in text
    found = data(
        "claim",
        "first",
        "--partner",
        "korea",
        "--kind",
        "attendance",
        "--series",
        "nato-summit",
        "--where",
        "level=leader",
    )
    assert (found["verdict"], found["value"]) == ("yes", "2022-06-29-korea-attends-madrid")
    assert "leader" in {row.get("level") for row in found["coverage"]}


@pytest.mark.parametrize(
    "words",
    [
        ("spells", "leader", "--partner", "korea", "--partner", "japan"),
        ("as-of", "2025-06-25", "--known-on", "2025-06-20", "--known-on", "2025-06-25"),
        ("events", "--occasion", "2024-washington-summit", "--occasion", HAGUE),
        ("--record", "sqlite:no.db", "log", "tail", "-n", "1", "-n", "2"),
    ],
)
def test_an_option_that_takes_one_value_is_not_given_two(words):
    """The first was left out in silence."""
    assert "it is given 2 times; give it once" in run(*words, code=2)


def test_flags_and_repeatable_options_are_given_as_often_as_one_likes():
    run(
        "events", "--partner", "japan", "--partner", "korea", "--kind", "proposal", "--ids", "--ids"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("spells", "japan", "leader"), "ASPECT: japan is a partner; write spells leader"),
        (
            ("spells", "JPN", "engagement", HAGUE),
            f"write spells engagement {HAGUE} --partner japan",
        ),
        (("spells", "leader"), "--partner: of which partner?"),
        (("spells", "leader", "--partner", "japn"), "--partner: no partner 'japn'"),
        (("why", "nato", "leader"), "SUBJECT: of which partner?"),
        (("why", "japan", "allies"), "SUBJECT: allies are of nato, and not of japan"),
        (("spells", "proposals", "--partner", "japan"), "proposals are of nato"),
        (("diff", "2024-07-12", "2025-06-26", "--as-of", "2025-01-01"), "stand by themselves"),
        (("export", "--format", "ics", "--excel"), "--excel goes with --format csv or citations"),
    ],
)
def test_remedies_name_the_place_where_it_was_typed(words, said):
    assert said in run(*words, code=2)


@pytest.mark.parametrize("words", [("explore", "-o", "-"), ("package", "-")])
def test_what_does_not_go_to_standard_output_makes_no_file_called_so(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "does not go to standard output" in run(*words, code=2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["check", "format"])
def test_the_shipped_record_has_no_event_files_where_it_is_installed(
    command, tmp_path, monkeypatch
):
    """It was said not to be installed."""
    monkeypatch.chdir(tmp_path)
    said = run(command, "ip4timeline", code=1)
    assert "is installed compiled, without its event files" in said
    assert "events of a checkout" in said


@pytest.mark.parametrize(
    "words",
    [
        ("as-of", "--latest"),
        ("why", "japan", "leader"),
        ("why", "japan", "contacts", "meeting"),
        ("gaps", "--kind", "month-empty"),
    ],
)
def test_a_day_that_is_left_out_is_none_after_the_day_of_knowledge(words):
    """It was the last day that the whole record knows, which nobody knew by then."""
    early = run(*words, "--known-on", "2022-12-31")
    assert early.startswith("As of 31 December 2022, known by 31 December 2022")
    assert "2026" not in early
    late = run(*words, "--known-on", "9999-12-31")
    assert late.startswith("As of ")
    assert "As of 31 December 9999" not in late
