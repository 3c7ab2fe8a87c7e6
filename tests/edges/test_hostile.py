"""What a text of a record can do to whoever reads what is exported: nothing."""

import csv
import html
import io
import json
import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

import ip4timeline as ip4
from ip4timeline.cli.app import app
from ip4timeline.engine.files.checks import check
from ip4timeline.export.formats import export_to
from ip4timeline.export.phrases import address
from ip4timeline.frames import csv_of, flat

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
OFFICE = "japan-prime-minister"
HOSTILE = f"{SCRIPT}\x00\x07\u2028\u202e]]> | =1+1"


def source(url, id="notice"):
    return ip4.Source(id=id, publisher=HOSTILE, title=HOSTILE, tier="primary", url=url)


def record(url="javascript:alert(1)", id="v"):
    visit = ip4.Visit(
        id=id,
        occurred="2023-03-01",
        partners=["japan"],
        direction="to-nato",
        summary=HOSTILE,
        cites=[ip4.Cite(source="notice")],
    )
    return ip4.Timeline([visit], ip4.Registries(sources=[source(url)]))


def exported(timeline, form, *options):
    out = io.BytesIO()
    export_to(out, timeline, form, *options)
    return out.getvalue().decode("utf-8")


UNSAFE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>",
    "file:///etc/passwd",
    "//example.org",
    "https:",
    "https:///path",
    "https://example.org\n/x",
    "doi:javascript",
    "notice.pdf",
]


@pytest.mark.parametrize("url", UNSAFE)
def test_an_address_that_is_not_of_the_web_is_refused_and_never_a_link(url):
    (fault,) = (f for f in check([], ip4.Registries(sources=[source(url)])) if f.field == "url")
    assert (fault.event, fault.reason) == ("notice", "is no address of the web")
    assert address(source(url)) == ""
    timeline = record(url)
    assert "href" not in exported(timeline, "timelinejs")
    assert " href=" not in exported(timeline, "atom")
    assert "<a " not in timeline._repr_html_()
    assert "<a " not in timeline.event("v")._repr_html_()
    assert "schema.org/url" not in json.dumps(json.loads(exported(timeline, "jsonld"))["@graph"])


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("https://example.org/a b", ""),
        ("https://example.org/ü", "https://example.org/%C3%BC"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("doi:10.1080/1234.5", "https://doi.org/10.1080/1234.5"),
    ],
)
def test_an_address_of_the_web_is_a_link(url, leads_to):
    assert address(source(url)) == leads_to
    faults = [f for f in check([], ip4.Registries(sources=[source(url)])) if f.field == "url"]
    assert bool(faults) == (not leads_to)
    if leads_to:
        assert leads_to in exported(record(url), "atom")


def test_an_id_cannot_take_the_name_of_a_partner():
    registries = ip4.Registries(
        actors=[ip4.Actor(id="japan", name="Somewhere else", type="state")],
        people=[ip4.Person(id="korea", name="Somebody")],
        offices=[ip4.Office(id="australia", title="Head", party="nato", level="leader")],
    )
    assert [registries.name(id) for id in ("japan", "korea", "australia")] == [
        "Japan",
        "Korea",
        "Australia",
    ]
    refused = {(f.event, f.reason) for f in check([], registries) if f.field == "id"}
    assert refused == {
        ("japan", "a actor cannot have the id of a party"),
        ("korea", "a person cannot have the id of a party"),
        ("australia", "a office cannot have the id of a party"),
    }


@pytest.mark.parametrize("form", ["timelinejs", "atom"])
def test_no_export_holds_markup_of_a_record(form):
    text = exported(record("https://example.org"), form)
    assert SCRIPT not in text
    slide = html_of(text, form)
    assert "<script" not in slide
    assert "<img" not in slide


def html_of(text, form):
    """What a page would be made of."""
    if form == "timelinejs":
        slide = json.loads(text)["events"][0]
        return slide["text"]["text"] + slide["text"]["headline"] + slide["group"]
    content = re.search(r'<content type="html">(.*?)</content>', text, re.DOTALL)[1]
    return content.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_the_group_of_a_slide_is_escaped(monkeypatch):
    monkeypatch.setattr(ip4.Registries, "name", lambda self, id: SCRIPT)
    (slide,) = json.loads(exported(record(), "timelinejs"))["events"]
    assert slide["group"] == html.escape(SCRIPT)


def test_uids_of_a_calendar_are_printable():
    pytest.importorskip("icalendar")
    text = exported(record(id="v\x1b\n\u202e"), "ics")
    unfolded = text.replace("\r\n ", "")
    (uid,) = re.findall(r"^UID:(.*)\r$", unfolded, re.MULTILINE)
    assert uid.isprintable()
    assert all(line.isprintable() for line in unfolded.split("\r\n"))


def sheet(text):
    row = {"id": "v", "occurred": "2023", "direction": "to-nato", "kind": "visit", "summary": text}
    return flat(ip4.Timeline.from_jsonl([json.dumps(row)]))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_csv_for_excel_begins_no_formula(start):
    text = f"{start}1+1"
    assert csv_of(sheet(text)).decode("utf-8").count(f"'{start}") == 0
    raw = csv_of(sheet(text), excel=True)
    assert raw.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert row["summary"] == f"'{text}"


def test_a_carriage_return_within_a_cell_ends_no_row():
    (row,) = csv.DictReader(io.StringIO(csv_of(sheet("one\rtwo")).decode(), newline=""))
    assert row["summary"] == "one\rtwo"


def test_csv_for_excel_leaves_other_cells_alone():
    one, other = (csv_of(sheet("Plain - text")), csv_of(sheet("Plain - text"), excel=True))
    assert other == b"\xef\xbb\xbf" + one


@pytest.mark.parametrize("form", ["csv", "citations"])
def test_the_command_writes_for_excel(tmp_path, form):
    path = tmp_path / "record.jsonl"
    path.write_text("".join(f"{line}\n" for line in record().to_jsonl()), "utf-8")
    words = ["--record", str(path), "export", "--format", form, "--excel"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbf")
    refused = CliRunner().invoke(app, [*words[:4], "json", "--excel"])
    assert refused.exit_code == 2
    assert "--excel goes with --format csv or citations" in refused.output


CHARTS = """
import ip4timeline as ip4
from ip4timeline.export import charts
tl = ip4.load({path!r})
drawn = (
    charts.swimlanes(tl, "2025-01-01", start="2010-01-01"),
    charts.summit_matrix(tl, "2025-01-01"),
    charts.changes(tl, "2010-01-01", "2025-01-01"),
    charts.engagement_over_time(tl, "2025-01-01", start="2020-01-01"),
    charts.two_clocks(tl, "japan", "s"),
)
for number, chart in enumerate(drawn):
    for form in ("svg", "png", "html") if number == 0 else ("svg",):
        charts.save(chart, f"{{number}}.{{form}}")
"""


def test_a_hostile_record_is_drawn(tmp_path):
    pytest.importorskip("vl_convert")
    pytest.importorskip("altair")
    cites = [ip4.Cite(source="notice")]
    common = {"partners": ["japan"], "cites": cites, "summary": HOSTILE}
    rows = [
        ip4.OfficeChanged(
            **common, id="o", occurred="2012-01-05", office="japan-prime-minister", person="p"
        ),
        ip4.OccasionScheduled(
            **common, id="os", occurred="2023-01-05", occasion="s", dates="2024-07-09/2024-07-11"
        ),
        ip4.Invitation(**common, id="i", occurred="2023-02-05", occasion="s", person="p"),
        *record("https://example.org"),
    ]
    registries = ip4.Registries(
        sources=[source("https://example.org")],
        people=[ip4.Person(id="p", name=HOSTILE)],
        offices=[ip4.Office(id=OFFICE, title=HOSTILE, party="japan", level="leader")],
        occasions=[
            ip4.Occasion(
                id="s",
                title=HOSTILE,
                format="summit",
                dates="2024-07-09/2024-07-11",
                series="nato-summit",
            )
        ],
    )
    path = tmp_path / "record.jsonl"
    timeline = ip4.Timeline(rows, registries)
    path.write_text("".join(f"{line}\n" for line in timeline.to_jsonl()), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CHARTS.format(path=str(path))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for svg in tmp_path.glob("*.svg"):
        text = svg.read_text("utf-8")
        ElementTree.fromstring(text)
        assert "<script" not in text
    for page in tmp_path.glob("*.html"):
        assert "\u2028" not in page.read_text("utf-8").split("const spec")[-1]


def test_what_is_heard_of_a_chart_is_one_in_every_time_zone(tmp_path, monkeypatch):
    pytest.importorskip("vl_convert")
    pytest.importorskip("altair")
    code = (
        "import ip4timeline as ip4, vl_convert, re; from ip4timeline.export import charts;"
        "t = ip4.Timeline([ip4.OfficeChanged(id='o', occurred=d, partners=['japan'],"
        " office='japan-prime-minister', person=p) for p, d in (('a', '2011-09-02'),)],"
        " ip4.Registries(offices=[ip4.Office(id='japan-prime-minister', title='PM',"
        " party='japan', level='leader')]));"
        "c = charts.swimlanes(t, '2025-12-31', start='2010-01-01', partners=['japan']);"
        'print(re.findall(\'aria-label="([^"]*)"\', vl_convert.vegalite_to_svg(c.to_dict())))'
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "TZ": zone},
        ).stdout
        for zone in ("UTC", "America/Los_Angeles")
    }
    assert len(said) == 1
    assert "since 2011-09-02" in said.pop()
