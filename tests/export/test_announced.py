"""A citation that only announces its event says so wherever it is shown or sent."""

import json
import re

import pytest

import ip4timeline as ip4
from ip4timeline.engine.timeline.evidence import ANNOUNCES, Citation
from ip4timeline.export.explorer.data import explorer_data
from ip4timeline.export.formats import FORMATS
from ip4timeline.export.phrases import sources_of
from ip4timeline.relationship.projections.tallies import CONTACTS

AHEAD, SEEN, BOTH = "Ahead Daily", "Seen Daily", "Both Daily"


@pytest.fixture(scope="module")
def told():
    """A visit that one paper announces, one tells of, and of which a third does both."""
    visit = ip4.Visit(
        id="visit",
        occurred="2024-05-02",
        known="2024-05-03",
        partners=["korea"],
        direction="to-nato",
        summary="She came.",
        cites=[
            ip4.Cite(source="ahead", supports="the plan", announces=True),
            ip4.Cite(source="seen"),
            ip4.Cite(source="both", locator="will come", announces=True),
            ip4.Cite(source="both", locator="has come"),
        ],
    )
    sources = [
        ip4.Source(id=name.split()[0].lower(), publisher=name, title="T", tier="secondary", url=url)
        for name, url in [
            (AHEAD, "https://a.example/1"),
            (SEEN, "https://b.example/2"),
            (BOTH, "https://c.example/3"),
        ]
    ]
    return ip4.Timeline([visit], ip4.Registries(sources=sources))


def remarked(text):
    """The papers beside which a text says that they announce."""
    return {
        name
        for name in (AHEAD, SEEN, BOTH)
        if re.search(rf"{name}[^\n]{{0,60}}?\({ANNOUNCES}\)", text)
    }


def test_a_citation_says_that_it_announces(told):
    why = told.project(CONTACTS).why(("korea", "visit"), "2024-06-01")
    said = [str(citation) for citation in why.citations(told.event("visit"))]
    assert said[0] == f'{AHEAD}, "T" [secondary] ({ANNOUNCES}) <https://a.example/1>'
    assert [ANNOUNCES in line for line in said] == [True, False, True, False]
    assert [ANNOUNCES in c.link.text for c in why.citations(told.event("visit"))] == [
        True,
        False,
        True,
        False,
    ]
    assert str(Citation(ip4.Cite(source="gone", announces=True), None)) == "gone"


@pytest.mark.parametrize("form", ["ics", "timelinejs", "atom"])
def test_feeds_say_so_of_a_source_that_tells_nothing_else(told, form):
    for extra in FORMATS[form].extra.split():
        pytest.importorskip({"ical": "icalendar"}.get(extra, extra))
    text = FORMATS[form].write(told).decode()
    text = re.sub(r"\r?\n ", "", text).replace("\\,", ",")  # as a calendar folds its lines
    assert remarked(
        text.replace("\\n", "\n").replace("</p>", "\n").replace("&lt;/p&gt;", "\n")
    ) == {AHEAD}
    assert [source.id for source, _ in sources_of(told.event("visit"), told.registries)] == [
        "ahead",
        "seen",
        "both",
    ]


def test_linked_data_name_who_announced(told):
    graph = json.loads(FORMATS["jsonld"].write(told))["@graph"]
    event = next(node for node in graph if node.get("identifier") == "visit")
    assert event["ip4:announcedBy"] == [
        {"@id": "urn:ip4timeline:source:ahead"},
        {"@id": "urn:ip4timeline:source:both"},
    ]


def test_provenance_says_it_of_the_derivation(told):
    pytest.importorskip("prov")
    derived = json.loads(FORMATS["prov"].write(told))["wasDerivedFrom"]
    cited = re.compile(r".*/visit/(\d)")
    said = {
        found[1]: row.get("ip4:announces")
        for key, row in derived.items()
        if (found := cited.fullmatch(key))
    }
    assert said["0"] and said["2"]
    assert said["1"] is None and said["3"] is None


def test_the_explorer_is_given_it_in_words(told):
    (event,) = (e for e in explorer_data(told)["events"])
    assert [cite[2:] for cite in event["cites"]] == [
        [f"{ANNOUNCES}; the plan"],
        [],
        [ANNOUNCES],
        [],
    ]


def test_tables_have_a_column_of_it(told):
    lines = FORMATS["citations"].write(told).decode().splitlines()
    at = lines[0].split(",").index("announces")
    assert [line.split(",")[at].casefold() for line in lines[1:]] == [
        "true",
        "false",
        "true",
        "false",
    ]
