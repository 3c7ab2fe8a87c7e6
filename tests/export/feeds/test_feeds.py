"""Feeds: each read back by a library that did not write it, item by item."""

import datetime as dt
import html
import json
import re
import sys

import pytest

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine.errors import MissingExtraError, TimelineError
from ip4timeline.engine.time.spans import span
from ip4timeline.export.feeds import to_atom, to_icalendar, to_timelinejs
from ip4timeline.export.linked import to_jsonld, to_prov
from ip4timeline.export.linked.jsonld import EDTF, iso_dates
from ip4timeline.export.linked.provenance import value_name
from ip4timeline.frames.adapters.parquet import write_parquet
from ip4timeline.frames.states import snapshot as snapshot_table

SCHEMA = "https://schema.org/"
# rdflib's own readers still use what rdflib deprecates.
reads_rdf = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


def meeting(occurred, **more):
    more = {"known": "2024-01-01", "partners": ["japan"], **more}
    return ip4.Meeting(id="m", occurred=occurred, summary="They <met> & talked.", **more)


SPANS = {
    "2023-07-12": ("2023-07-12", "2023-07-12", ""),
    "2023-07-12?": ("2023-07-12", "2023-07-12", "on 2023-07-12? (uncertain)"),
    "2023-07": (
        "2023-07-01",
        "2023-07-31",
        "on one day within 2023-07; the day itself is not known",
    ),
    "2023~": (
        "2023-01-01",
        "2023-12-31",
        "on one day within 2023~; the day itself is not known (approximate)",
    ),
    "[2023-07-11..2023-07-13]": (
        "2023-07-11",
        "2023-07-13",
        "on one day within [2023-07-11..2023-07-13]; the day itself is not known",
    ),
    "[..2023-07-13]": ("2023-07-13", "2023-07-13", "on or before 2023-07-13 ([..2023-07-13])"),
    "[2023-07-13..]": ("2023-07-13", "2023-07-13", "on or after 2023-07-13 ([2023-07-13..])"),
    "2023-07-11/2023-07-12": ("2023-07-11", "2023-07-12", ""),
    "2023-06/2023-07-12": ("2023-06-01", "2023-07-12", "lasts within 2023-06/2023-07-12"),
    "2022/2023": ("2022-01-01", "2023-12-31", "lasts within 2022/2023"),
    "2023-07-11/..": ("2023-07-11", "2023-07-11", "begins on 2023-07-11; it is still open"),
    "2023-07/": (
        "2023-07-01",
        "2023-07-31",
        "begins on one day within 2023-07-01/2023-07-31; its end is not known",
    ),
    "../2012": (
        "2012-12-31",
        "2012-12-31",
        "begins on or before 2012-12-31; its start is open (../2012)",
    ),
}


@pytest.mark.parametrize("text", SPANS)
def test_a_span_invents_no_day_and_says_what_days_cannot(text):
    first, last, note = SPANS[text]
    found = span(ip4.When(text))
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert found.note.startswith(note) if note else found.note == ""


# iCalendar


def calendar_of(timeline):
    pytest.importorskip("icalendar")
    return to_icalendar(timeline)


@pytest.mark.parametrize("text", SPANS)
def test_all_day_entries_end_the_day_after_their_last(text):
    vobject = pytest.importorskip("vobject")
    read = vobject.readOne(calendar_of(ip4.Timeline([meeting(text)])))
    entry = read.vevent
    first, last, note = SPANS[text]
    assert entry.dtstart.value == dt.date.fromisoformat(first)
    assert entry.dtend.value == dt.date.fromisoformat(last) + dt.timedelta(days=1)
    assert entry.dtstart.params["VALUE"] == ["DATE"]
    assert (f"[{note}" in entry.summary.value) == bool(note)
    assert entry.contents["x-ip4timeline-occurred"][0].value == text
    assert entry.dtstamp.value == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def test_a_calendar_keeps_the_rules_of_the_text_form(record):
    text = calendar_of(record)
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert calendar_of(record) == text  # no clock was read


def test_the_last_day_of_all_has_no_day_after():
    vobject = pytest.importorskip("vobject")
    last = ip4.Proposal(id="p", proposal="p", occurred="9999-12-31", known="2024-01-01")
    read = vobject.readOne(calendar_of(ip4.Timeline([last])))
    assert read.vevent.dtstart.value == dt.date(9999, 12, 31)
    assert "dtend" not in read.vevent.contents


# TimelineJS

DATE = {
    "type": "object",
    "required": ["year"],
    "additionalProperties": False,
    "properties": {
        "year": {"type": "integer"},
        "month": {"type": "integer", "minimum": 1, "maximum": 12},
        "day": {"type": "integer", "minimum": 1, "maximum": 31},
    },
    "dependentRequired": {"day": ["month"]},
}
TEXT = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"headline": {"type": "string"}, "text": {"type": "string"}},
}
TIMELINEJS = {
    "type": "object",
    "required": ["events"],
    "additionalProperties": False,
    "properties": {
        "scale": {"enum": ["human", "cosmological"]},
        "title": {"properties": {"text": TEXT, "unique_id": {"type": "string"}}},
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["start_date", "unique_id", "text"],
                "additionalProperties": False,
                "properties": {
                    "start_date": DATE,
                    "end_date": DATE,
                    "text": TEXT,
                    "group": {"type": "string"},
                    "display_date": {"type": "string"},
                    "unique_id": {"type": "string"},
                },
            },
        },
    },
}
"""The form that https://timeline.knightlab.com/docs/json-format.html documents."""


def test_timelinejs_has_the_documented_form(record):
    jsonschema = pytest.importorskip("jsonschema")
    data = json.loads(json.dumps(to_timelinejs(record)))
    jsonschema.Draft202012Validator(TIMELINEJS).validate(data)
    assert [slide["unique_id"] for slide in data["events"]] == [e.id for e in record]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023-07-12", {"year": 2023, "month": 7, "day": 12}, None),
        ("2023-07", {"year": 2023, "month": 7}, None),
        ("2023", {"year": 2023}, None),
        ("2022/2023-02", {"year": 2022}, {"year": 2023, "month": 2, "day": 28}),
        ("2023-07-11/..", {"year": 2023, "month": 7, "day": 11}, None),
        (
            "[2023-07-11..2023-07-13]",
            {"year": 2023, "month": 7, "day": 11},
            {"year": 2023, "month": 7, "day": 13},
        ),
        ("[..2023-07-13]", {"year": 2023, "month": 7, "day": 13}, None),
        (
            "../2012-02-01",
            {"year": 2012, "month": 2, "day": 1},
            {"year": 2012, "month": 2, "day": 1},
        ),
    ],
)
def test_slides_are_as_precise_as_the_date(text, start, end):
    slide = to_timelinejs(ip4.Timeline([meeting(text)]))["events"][0]
    assert (slide["start_date"], slide.get("end_date")) == (start, end)
    assert slide["display_date"] == text
    assert "&lt;met&gt; &amp; talked" in slide["text"]["text"]


# Atom

TEXT_CONSTRUCT = """
  <optional><attribute name="type"><choice><value>text</value><value>html</value></choice>
  </attribute></optional><text/>"""
DATE_CONSTRUCT = (
    '<data type="dateTime" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"/>'
)
URI = '<data type="anyURI" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"/>'
SHARED = f"""
  <element name="id">{URI}</element>
  <element name="title">{TEXT_CONSTRUCT}</element>
  <element name="updated">{DATE_CONSTRUCT}</element>
  <zeroOrMore><element name="link">
    <attribute name="href">{URI}</attribute>
    <optional><attribute name="rel"/></optional>
    <optional><attribute name="type"/></optional>
    <empty/>
  </element></zeroOrMore>
  <zeroOrMore><element name="category">
    <attribute name="term"/>
    <optional><attribute name="label"/></optional>
    <empty/>
  </element></zeroOrMore>"""
ATOM = f"""<element name="feed" ns="http://www.w3.org/2005/Atom"
  xmlns="http://relaxng.org/ns/structure/1.0">
  <optional><attribute name="lang" ns="http://www.w3.org/XML/1998/namespace"/></optional>
  <interleave>
  {SHARED}
  <oneOrMore><element name="author"><element name="name"><text/></element></element></oneOrMore>
  <optional><element name="subtitle">{TEXT_CONSTRUCT}</element></optional>
  <optional><element name="generator"><text/></element></optional>
  <zeroOrMore><element name="entry"><interleave>
    {SHARED}
    <optional><element name="published">{DATE_CONSTRUCT}</element></optional>
    <optional><element name="summary">{TEXT_CONSTRUCT}</element></optional>
    <optional><element name="content">{TEXT_CONSTRUCT}</element></optional>
  </interleave></element></zeroOrMore>
  </interleave>
</element>"""
"""What RFC 4287 allows of the elements in use, as RELAX NG."""


def test_a_feed_of_less_than_nothing_is_refused(record):
    with pytest.raises(ip4.TimelineError, match="how many events the feed holds, not -1"):
        to_atom(record, latest=-1)


@pytest.mark.parametrize("latest", [50, 0, None])
def test_a_feed_keeps_the_rules_of_its_standard(record, latest):
    etree = pytest.importorskip("lxml.etree")
    text = to_atom(record, latest=latest, url="https://example.org/feed.atom")
    document = etree.fromstring(text.encode())
    rules = etree.RelaxNG(etree.fromstring(ATOM))
    assert rules.validate(document), rules.error_log
    space = {"a": "http://www.w3.org/2005/Atom"}
    ids = document.xpath("//a:entry/a:id/text()", namespaces=space)
    assert len(ids) == len(set(ids)) == min(len(record), len(record) if latest is None else latest)
    for entry in document.xpath("//a:entry", namespaces=space):
        links = entry.xpath("a:link[@rel='alternate']", namespaces=space)
        assert len(links) <= 1
        assert links or entry.xpath("a:content", namespaces=space)


def test_a_feed_holds_the_newest_knowledge_first(record):
    feedparser = pytest.importorskip("feedparser")
    feed = feedparser.parse(to_atom(record))
    assert not feed.bozo
    newest = max(e.known for e in record).isoformat()
    assert feed.feed.updated == f"{newest}T00:00:00Z"
    days = [entry.updated for entry in feed.entries]
    assert days == sorted(days, reverse=True)
    assert len(days) == 50


def test_a_correction_is_news_of_its_event():
    feedparser = pytest.importorskip("feedparser")
    first, second = meeting("2023-07-12"), meeting("2023-07-13")
    correction = ip4.Correction(
        id="c", target="m", reason="A day later.", known="2024-05-01", replacement=second
    )
    [entry] = feedparser.parse(to_atom(ip4.Timeline([first, correction]))).entries
    assert (entry.published, entry.updated) == ("2024-01-01T00:00:00Z", "2024-05-01T00:00:00Z")
    assert entry.id == feedparser.parse(to_atom(ip4.Timeline([first]))).entries[0].id
    assert html.unescape(entry.summary) == "They <met> & talked."


def test_what_neither_xml_nor_a_calendar_can_hold_is_spelt_out():
    feedparser = pytest.importorskip("feedparser")
    vobject = pytest.importorskip("vobject")
    timeline = ip4.Timeline([ip4.Meeting(id="m", occurred="2023", summary="A\x00b\x1fc\ufffe")])
    assert feedparser.parse(to_atom(timeline)).entries[0].summary == "A\\x00b\\x1fc\\ufffe"
    assert vobject.readOne(calendar_of(timeline)).vevent.description.value.startswith(
        "A\\x00b\\x1fc\\ufffe\n"
    )


# PROV


@pytest.fixture(scope="module")
def told(record):
    """A part of the record that is small enough for the slow RDF writer, and its provenance."""
    pytest.importorskip("prov")
    events = [*record.about("new-zealand").between("2024-01-01", "2024-12-31")]
    part = ip4.Timeline(events, record.registries)
    snap = part.as_of("2024-12-31")
    return part, snap, to_prov(part, snap)


@reads_rdf
def test_provenance_comes_back_from_its_own_json_and_from_rdf(told):
    model = pytest.importorskip("prov.model")
    rdflib = pytest.importorskip("rdflib")
    _, _, document = told
    text = document.serialize(format="json")
    assert model.ProvDocument.deserialize(content=text, format="json") == document
    graph = rdflib.Graph().parse(
        data=document.serialize(format="rdf", rdf_format="turtle"), format="turtle"
    )
    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    for cls, kind in [("Entity", "entity"), ("Activity", "activity"), ("Agent", "agent")]:
        found = set(graph.subjects(rdflib.RDF.type, prov[cls]))
        assert len(found) == len(json.loads(text)[kind]), kind


@reads_rdf
def test_every_value_is_derived_from_what_why_names(told):
    rdflib = pytest.importorskip("rdflib")
    part, snap, document = told
    graph = rdflib.Graph().parse(
        data=document.serialize(format="rdf", rdf_format="turtle"), format="turtle"
    )
    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    derived = prov.wasDerivedFrom
    rows = list(snapshot_table(snap).rows)
    assert rows
    for row in rows:
        value = rdflib.URIRef(f"urn:ip4timeline:value:{value_name(row)}")
        found = {
            str(o).removeprefix("urn:ip4timeline:event:") for o in graph.objects(value, derived)
        }
        assert found == set(row["because"]), row
    for event in part:
        account = rdflib.URIRef(f"urn:ip4timeline:event:{event.id}")
        cited = set(graph.objects(account, derived))  # with neither locator nor tier to tell
        for path in (prov.qualifiedDerivation, prov.qualifiedPrimarySource):
            cited |= {graph.value(cite, prov.entity) for cite in graph.objects(account, path)}
        assert set(map(str, cited)) == {f"urn:ip4timeline:source:{c.source}" for c in event.cites}


def test_a_correction_is_a_revision_and_a_retraction_invalidates():
    pytest.importorskip("prov.model")
    visit = ip4.Visit(id="b", occurred="2023", partners=["korea"], direction="to-nato")
    timeline = ip4.Timeline(
        [
            meeting("2023-07-12"),
            visit,
            ip4.Correction(id="c", target="m", reason="Later.", replacement=meeting("2023-07-13")),
            ip4.Retraction(id="r", target="b", reason="Never."),
            ip4.Retraction(id="p", target="x", reason="In vain."),
        ]
    )
    data = json.loads(to_prov(timeline).serialize(format="json"))
    [revision] = [d for d in data["wasDerivedFrom"].values() if "prov:activity" in d]
    assert revision["prov:generatedEntity"] == "event:m"
    assert revision["prov:usedEntity"] == "superseded:m"
    assert revision["prov:activity"] == "amendment:c"
    invalid = {d["prov:entity"]: d["prov:activity"] for d in data["wasInvalidatedBy"].values()}
    assert invalid == {"superseded:m": "amendment:c", "superseded:b": "amendment:r"}


# JSON-LD


@reads_rdf
def test_linked_data_are_read_by_two_readers(record):
    pyld = pytest.importorskip("pyld")
    rdflib = pytest.importorskip("rdflib")
    data = to_jsonld(record)
    nodes = {node["@id"]: node for node in pyld.jsonld.expand(data)}
    graph = rdflib.Graph().parse(data=json.dumps(data), format="json-ld")
    occurred = rdflib.URIRef("urn:ip4timeline:vocabulary:occurred")
    for event in record:
        name = f"urn:ip4timeline:event:{event.id}"
        node = nodes[name]
        assert node["@type"] == [f"{SCHEMA}Event"]
        assert node["urn:ip4timeline:vocabulary:occurred"] == [
            {"@type": EDTF, "@value": event.occurred.text}
        ]
        assert len(node[f"{SCHEMA}subjectOf"]) == len({c.source for c in event.cites})
        [literal] = graph.objects(rdflib.URIRef(name), occurred)
        assert (str(literal), str(literal.datatype)) == (event.occurred.text, EDTF)
    works = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(f"{SCHEMA}CreativeWork")))
    assert len(works) == len(record.registries.sources)


def test_dates_of_linked_data_are_of_the_standard_or_absent():
    assert iso_dates(ip4.When("2023-07")) == ("2023-07", "")
    assert iso_dates(ip4.When("2023~/2024-02-03")) == ("2023", "2024-02-03")
    assert iso_dates(ip4.When("2023/..")) == ("2023", "")
    assert iso_dates(ip4.When("../2012")) == ("", "2012")
    assert iso_dates(ip4.When("[2023-07-11..2023-07-13]")) == ("", "")


# Missing libraries


@pytest.mark.parametrize(
    ("module", "extra", "call"),
    [
        ("icalendar", "ical", to_icalendar),
        ("prov.model", "prov", to_prov),
        ("arro3.io", "parquet", lambda tl: write_parquet(frames.events(tl), "nowhere")),
        ("arro3.core", "arrow", lambda tl: frames.events(tl).to_arrow()),
        ("polars", "polars", lambda tl: frames.events(tl).to_polars()),
        ("pandas", "pandas", lambda tl: frames.events(tl).to_pandas()),
        ("duckdb", "duckdb", lambda tl: frames.events(tl).to_duckdb()),
    ],
)
def test_a_missing_library_names_the_extra_to_install(monkeypatch, module, extra, call):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=re.escape(f"pip install 'ip4timeline[{extra}]'")):
        call(ip4.Timeline([meeting("2023")]))
    assert issubclass(MissingExtraError, TimelineError)
