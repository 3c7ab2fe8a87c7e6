"""The curators' tools: runs of words shared with others, owners, the recount, the second coding."""

import importlib.util
import json
from pathlib import Path

import pytest

import ip4timeline as ip4

TOOLS = Path(__file__).parents[2] / "tools"
pytestmark = pytest.mark.skipif(not TOOLS.exists(), reason="only in a checkout")


def tool(name):
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def meeting(summary, **more):
    return ip4.Meeting(id="m", occurred="2023-07-12", summary=summary, **more)


ARTICLE = "On Monday the two sides said that they would work far more closely on cyber defence."


@pytest.mark.parametrize(
    ("summary", "shared"),
    [
        ("Both said THEY would work far more closely, on cyber-defence.", 2),
        ("The two sides said that they would work far more.", 3),
        ("They agreed to cooperate more.", 0),
        ("They would work far more closely on it.", 0),
    ],
)
def test_eight_consecutive_words_are_a_hit(summary, shared):
    found = list(tool("shared_words").hits(ip4.Timeline([meeting(summary)]), [("a", ARTICLE)], 8))
    assert [(entry, where) for entry, _, where in found] == [("m", "a")] * shared


def test_an_official_name_is_no_hit_and_a_report_is_read_with_what_it_asserts():
    hits = tool("shared_words").hits
    name = "Treaty on the Work of the Two Sides for Peace and Order"
    signed = ip4.AgreementSigned(
        id="s", occurred="2023", agreement="treaty", type="other", title=name, partners=["japan"]
    )
    text = [("a", f"The text of the {name} was read.")]
    said = meeting(f"They read the {name} aloud.")
    assert list(hits(ip4.Timeline([said]), text, 8))
    assert not list(hits(ip4.Timeline([said, signed]), text, 8))
    report = ip4.Report(id="r", occurred="2023", medium="M", asserts=meeting(ARTICLE))
    assert list(hits(ip4.Timeline([report]), [("a", ARTICLE)], 8))


def test_no_summary_of_the_record_shares_eight_words_with_the_title_of_a_source():
    timeline = ip4.load()
    titles = [(source.id, source.title) for source in timeline.registries.sources]
    assert list(tool("shared_words").hits(timeline, titles, 8)) == []


def test_every_source_whose_owner_the_table_knows_says_so():
    lacking = list(tool("owners").missing(ip4.load().registries.sources))
    assert lacking == [], "run python tools/owners.py events"


@pytest.mark.parametrize(
    ("publisher", "owner"),
    [
        ("The Age", "Nine Entertainment"),
        ("The Korea Herald (Yonhap)", "Herald Media Group / Yonhap"),
        ("Kyodo News", ""),
        ("Yonhap", ""),
        ("KBS World (German)", "Korean Broadcasting System"),
        ("The Nation (Pakistan)", "Nawaiwaqt Group"),
        ("The Nation (Thailand)", "Nation Group"),
        ("Somebody", ""),
    ],
)
def test_owners_by_the_table(publisher, owner):
    owners = tool("owners")
    expected = "Kyodo" if publisher == "Kyodo News" else owner
    assert owners.owner_of(publisher, owners.owners()) == expected


@pytest.mark.parametrize(
    ("publisher", "text"),
    [
        ("Reuters via Yahoo", "Reuters"),
        ("The Guardian (copy on inkl)", "The Guardian"),
        ("Wikipedia, copy at piglix.com", "Wikipedia"),
        ("White House / Mirage News", "White House"),
        ("Somebody", ""),
    ],
)
def test_what_a_mirror_copies_by_its_name(publisher, text):
    assert tool("owners").copied(publisher) == text


def test_what_is_missing_is_written_into_the_files_and_nothing_else(tmp_path):
    owners = tool("owners")
    sources = tmp_path / "sources.toml"
    sources.write_text(
        '[[source]]\nid = "a"\npublisher = "The Age"\ntitle = "T"\ntier = "secondary"\n\n'
        '[[source]]\nid = "b"\npublisher = "Reuters via Yahoo"\ntitle = "T2"\ntier = "mirror"\n',
        encoding="utf-8",
    )
    owners.fill(tmp_path, list(owners.missing(ip4.load(tmp_path).registries.sources)))
    found = ip4.load(tmp_path).registries
    assert found.source("a").owner == "Nine Entertainment"
    assert (found.source("b").copies, found.source("b").owner) == ("Reuters", "")
    assert list(owners.missing(found.sources)) == []


def test_the_recount_takes_the_owners_away():
    ages = [
        ip4.Source(id=id, publisher=p, title=id, tier="secondary", owner="Nine Entertainment")
        for id, p in (("a", "The Age"), ("b", "The Sydney Morning Herald"))
    ]
    release = ip4.Source(id="r", publisher="Minister", title="R", tier="primary")
    two = meeting("So.", cites=[ip4.Cite(source="a"), ip4.Cite(source="b")])
    one = ip4.Meeting(id="n", occurred="2023", cites=[ip4.Cite(source="r")])
    timeline = ip4.Timeline([two, one], ip4.Registries(sources=[*ages, release]))
    before = tool("recount").without_owners(timeline)
    assert [ip4.confidence_of(e, before.registries).level for e in before] == ["established"] * 2
    assert [ip4.confidence_of(e, timeline.registries).level for e in timeline] == ["attested"] * 2


REFERENCE = TOOLS.parent / "docs" / "reference"
CODINGS = ("second", "third")


def lines(coding, name):
    text = (REFERENCE / f"{coding}-coding" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("coding", CODINGS)
def test_the_sheet_of_a_coding_tells_nothing_of_the_first(coding):
    rows = lines(coding, "sheet.jsonl")
    assert [row["n"] for row in rows] == list(range(1, 121))
    assert {key for row in rows for key in row} == {"n", "sources"}
    told = {key for row in rows for source in row["sources"] for key in source}
    assert told == {"publisher", "title", "published", "url", "tier", "where", "for"}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("coder", ["one.jsonl", "two.jsonl"])
def test_every_event_of_the_sheet_was_coded_in_values_of_the_schema(coding, coder):
    answers = lines(coding, coder)
    assert [answer["n"] for answer in answers] == list(range(1, 121))
    assert {answer["kind"] for answer in answers} <= set(ip4.kinds())
    assert {p for answer in answers for p in answer.get("partners", ())} <= {
        p.value for p in ip4.Partner
    }
    assert all(str(ip4.When(answer["occurred"])) for answer in answers)


@pytest.mark.parametrize("which", CODINGS)
def test_the_page_has_the_agreement_of_the_two_coders_as_it_is_counted(which, capsys):
    coding, folder = tool("coding"), REFERENCE / f"{which}-coding"
    coding.compare("both", *(coding.answers(folder / f"{who}.jsonl") for who in ("one", "two")))
    printed = capsys.readouterr().out
    page = (REFERENCE / "reliability.md").read_text(encoding="utf-8")
    section = page.split(f"## The {which} coding")[1].split("\n## ")[0]
    between = section.split("The two with each other")[1].split("###")[0]
    kappa = printed.split("kappa of kinds ")[1][:4]
    assert kappa in between.split("|")[0]
    figures = [line.replace("%", "").split("|")[2:] for line in printed.splitlines() if "%" in line]
    table = [line.split("|")[2:] for line in between.splitlines() if line.startswith("| ")]
    assert table[1:] == figures


def test_two_codings_are_told_apart_field_by_field():
    first = {
        "kind": "statement",
        "occurred": "2024-06",
        "known": "2024-06-30",
        "stance": "neutral",
        "partners": ["japan", "korea"],
        "persons": ["Yoon Soon-gu"],
        "amount": 5.0,
    }
    second = {**first, "occurred": "2024-06-12", "known": "2024-06-12", "stance": "", "amount": "5"}
    second |= {"partners": ["korea", "japan"], "persons": ["Soon-Gu Yoon", "Ann"]}
    found = {field: equal for field, equal, *_ in tool("coding").checks(first, second)}
    assert found == {
        "kind": True,
        "occurred, to the letter": False,
        "occurred, compatible": True,
        "known, to the day": False,
        "known, at most a day apart": False,
        "partners": True,
        "persons, the same set": False,
        "persons, one in common or none": True,
        "amount": True,
    }
