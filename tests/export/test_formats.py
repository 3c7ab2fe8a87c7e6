"""Every form of export, read by a library that did not write it; and the table that says so."""

import asyncio
import csv
import io
import json
import re
import subprocess
import sys
import warnings
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import ip4timeline as ip4
from ip4timeline import Timeline, frames
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.spans import span
from ip4timeline.export.formats import FORMATS, export_to
from ip4timeline.export.linked import to_prov
from ip4timeline.export.linked.jsonld import NAMESPACE, iso_dates
from ip4timeline.export.phrases import headline
from ip4timeline.export.sql.tables import relations
from ip4timeline.frames.columns import day
from ip4timeline.record.compiled import decompile
from ip4timeline.relationship.projections.table import PROJECTIONS

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
LOST_IN_PLACE = "people, ranks and stances as text only; corrections and remarks"


@cache
def validator(name):
    """A validator of a published schema, which refers to the one of event files beside it."""
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")

    def resource(file):
        text = (REFERENCE / file).read_text(encoding="utf-8")
        return referencing.Resource.from_contents(json.loads(text))

    files = {"event.schema.json", name.partition("#")[0]}
    registry = referencing.Registry().with_resources((file, resource(file)) for file in files)
    return jsonschema.Draft202012Validator({"$ref": name}, registry=registry)


def json_by_schema(timeline, data):
    found = json.loads(data)
    validator("record.schema.json").validate(found)
    assert [e["id"] for e in found["entries"]] == [e.id for e in timeline.entries]
    assert decompile(data.decode()).digest == timeline.digest
    return len(found["entries"]) + sum(map(len, found["registries"].values()))


def jsonl_by_schema(timeline, data):
    check = validator("line.schema.json")
    lines = [json.loads(line) for line in data.decode().splitlines()]
    for line in lines:
        check.validate(line)
        if table := line.pop("registry", None):
            validator(f"event.schema.json#/$defs/{table}").validate(line)
    assert Timeline.from_jsonl(data.decode().splitlines()).digest == timeline.digest
    return len(lines)


def jsonl_by_duckdb(timeline, data, folder):
    duckdb = pytest.importorskip("duckdb")
    path = folder / "record.jsonl"
    path.write_bytes(data)
    found = duckdb.sql(
        f"select id, occurred from read_ndjson('{path.as_posix()}', columns={{"
        "id: 'varchar', kind: 'varchar', occurred: 'varchar'}) where kind is not null"
    ).fetchall()
    expected = [
        (e.id, str(e.occurred) if isinstance(e, ip4.Event) else None) for e in timeline.entries
    ]
    assert found == expected
    return len(found)


def _cells(table):
    """What a table's cells are as CSV has them."""
    return [["" if cell is None else str(cell) for cell in row.values()] for row in table.rows]


def table_by_pandas(make):
    def check(timeline, data):
        pandas = pytest.importorskip("pandas")
        table = make(timeline)
        frame = pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
        assert list(frame.columns) == [c.name for c in table.columns]
        assert frame.to_numpy().tolist() == _cells(table)
        return len(frame)

    return check


def csv_by_duckdb(timeline, data, folder):
    duckdb = pytest.importorskip("duckdb")
    path = folder / "events.csv"
    path.write_bytes(data)
    found = duckdb.read_csv(str(path), all_varchar=True, header=True, sample_size=-1)
    rows = [["" if cell is None else cell for cell in row] for row in found.fetchall()]
    assert rows == _cells(frames.flat(timeline))
    return len(rows)


def parquet_by_duckdb(timeline, data, folder):
    duckdb = pytest.importorskip("duckdb")
    path = folder / "record.parquet"
    path.write_bytes(data)
    found = duckdb.read_parquet(str(path))
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    assert rows == list(frames.events(timeline).rows)
    return len(rows)


def parquet_by_pyarrow(timeline, data):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(data))
    assert table.to_pylist() == list(frames.events(timeline).rows)
    assert table.schema.metadata[b"ip4timeline.digest"].decode() == timeline.digest
    assert frames.from_frame(table).digest == timeline.digest
    return table.num_rows


def ics_by_vobject(timeline, data):
    vobject = pytest.importorskip("vobject")
    calendar = vobject.readOne(data.decode())
    by_uid = {entry.uid.value: entry for entry in calendar.vevent_list}
    assert len(by_uid) == len(calendar.vevent_list) == len(timeline)
    for event in timeline:
        entry = by_uid[f"{event.id}@ip4timeline"]
        days = span(event.occurred)
        assert entry.dtstart.value == days.first
        assert (entry.dtend.value - entry.dtstart.value).days == (days.last - days.first).days + 1
        assert entry.summary.value.startswith(headline(event, timeline.registries))
        assert event.summary in entry.description.value
        assert entry.contents["x-ip4timeline-occurred"][0].value == event.occurred.text
    return len(by_uid)


def timelinejs_by_form(timeline, data):
    slides = json.loads(data)["events"]
    for event, slide in zip(timeline, slides, strict=True):
        assert slide["unique_id"] == event.id
        assert slide["display_date"] == event.occurred.text
        start = day(event.occurred.earliest) or day(event.occurred.latest)
        for part, number in slide["start_date"].items():
            assert getattr(start, part) == number
    return len(slides)


def atom_by_feedparser(timeline, data):
    feedparser = pytest.importorskip("feedparser")
    feed = feedparser.parse(data)
    assert not feed.bozo
    latest = sorted(timeline, key=lambda e: (e.known, e.id), reverse=True)[:50]
    if not any(isinstance(e, ip4.Amendment) for e in timeline.entries):
        assert [e.title for e in feed.entries] == [
            headline(event, timeline.registries) for event in latest
        ]
    return len(feed.entries)


def sqlite_by_apsw(timeline, data, folder):
    """Read by a SQLite of its own, which is not that of the writer."""
    apsw = pytest.importorskip("apsw")
    path = folder / "record.db"
    path.write_bytes(data)
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    count = 0
    for relation in relations(timeline, PROJECTIONS):
        names = ", ".join(f'"{column.name}"' for column in relation.table.columns)
        found = connection.execute(f'SELECT {names} FROM "{relation.name}" ORDER BY rowid')
        for row, cells in zip(found, relation.table.rows, strict=True):
            for value, (name, cell) in zip(row, cells.items(), strict=True):
                if isinstance(cell, list | dict):
                    value, cell = json.loads(value), json.loads(json.dumps(cell, default=str))
                assert value == (
                    cell if cell is None or isinstance(cell, int | list | dict) else str(cell)
                ), (relation.name, name)
            count += 1
    connection.close()
    return count


def sqlite_by_datasette(timeline, data, folder):
    """Every event and version, page by page, as its own client is given them."""
    datasette = pytest.importorskip("datasette.app")
    path = folder / "served.db"
    path.write_bytes(data)
    get = datasette.Datasette([str(path)]).client.get
    ids = {"events": [e.id for e in timeline], "versions": []}
    for entry in timeline.entries:
        if isinstance(entry, ip4.Event):
            ids["versions"] += [entry.id] * len(timeline.versions(entry.id))
    count = 0
    for table, wanted in ids.items():
        address, found = f"/served/{table}.json?_size=max&_shape=objects", []
        while address:
            page = asyncio.run(get(address)).json()
            found += [row["id"] for row in page["rows"]]
            following = page["next_url"] or ""
            address = following.removeprefix("http://localhost")
        assert sorted(found) == sorted(wanted)
        count += len(found)
    return count


def prov_by_prov(timeline, data):
    model = pytest.importorskip("prov.model")
    document = model.ProvDocument.deserialize(content=data.decode(), format="json")
    kinds = Counter(r.get_type().localpart for r in document.get_records())
    last = max(max(e.known_day, e.occurred.bound("certain") or 1) for e in timeline)
    values = len(frames.snapshot(timeline.as_of(from_day_number(last))))
    superseded = [e for e in timeline.entries if isinstance(e, ip4.Event) and e not in timeline]
    sources = timeline.registries.sources
    assert kinds["Entity"] == len(timeline) + len(superseded) + len(sources) + values
    cited = {d.identifier for d in document.get_records(model.ProvDerivation) if d.identifier}
    known = timeline.registries.source_by_id
    accounts = [*timeline, *superseded]
    assert len(cited) == sum(c.source in known for e in accounts for c in e.cites)
    return len(document.records)


def jsonld_by_pyld(timeline, data):
    pyld = pytest.importorskip("pyld")
    nodes = {node["@id"]: node for node in pyld.jsonld.expand(json.loads(data))}
    for event in timeline:
        node = nodes[f"{NAMESPACE}event:{event.id}"]
        start = node.get("https://schema.org/startDate", [{"@value": ""}])[0]["@value"]
        assert start == iso_dates(event.occurred)[0]
        assert len(node["https://schema.org/subjectOf"]) == len({c.source for c in event.cites})
    return len(nodes)


def jsonld_by_rdflib(timeline, data):
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=data.decode(), format="json-ld")
    name = rdflib.URIRef("https://schema.org/name")
    described = {
        str(s).removeprefix(f"{NAMESPACE}event:"): str(o)
        for s, o in graph.subject_objects(name)
        if str(s).startswith(f"{NAMESPACE}event:")
    }
    assert described == {e.id: headline(e, timeline.registries) for e in timeline}
    used = {str(p) for p in graph.predicates()} | {
        str(o) for o in graph.objects(None, rdflib.RDF.type)
    }
    terms = {term.removeprefix("https://schema.org/") for term in used if "schema.org" in term}
    assert terms
    assert all(term in rdflib.SDO for term in terms), "a word that schema.org does not have"
    return len(graph)


FLAT = (
    "roles, modes and ranks of further participants; places in sources; remarks; what was "
    "superseded, and the amendments"
)
SQL = "accounts that never stood; values as known by another day, of which it has the events"
CHECKS = [
    (
        "json",
        "jsonschema, with record.schema.json",
        "every entry and registry row",
        "none",
        json_by_schema,
    ),
    ("jsonl", "jsonschema, with line.schema.json", "every line", "none", jsonl_by_schema),
    ("jsonl", "DuckDB", "id and date of every entry", "none", jsonl_by_duckdb),
    ("csv", "pandas", "every cell of every row", FLAT, table_by_pandas(frames.flat)),
    ("csv", "DuckDB", "every cell of every row", FLAT, csv_by_duckdb),
    (
        "citations",
        "pandas",
        "every cell of every row",
        "all of the events but id and kind",
        table_by_pandas(frames.citations),
    ),
    (
        "parquet",
        "DuckDB",
        "every cell of every row, nested ones included",
        "none",
        parquet_by_duckdb,
    ),
    ("parquet", "pyarrow", "every cell of every row, and the metadata", "none", parquet_by_pyarrow),
    (
        "sqlite",
        "apsw, with a SQLite of its own",
        "every cell of every row of every table",
        SQL,
        sqlite_by_apsw,
    ),
    ("sqlite", "Datasette", "id of every event and version", SQL, sqlite_by_datasette),
    (
        "ics",
        "vobject",
        "id, first day, exclusive end, title, summary and date of every event",
        LOST_IN_PLACE,
        ics_by_vobject,
    ),
    (
        "timelinejs",
        "json, and the documented form as a JSON Schema",
        "id, date and start of every event",
        LOST_IN_PLACE,
        timelinejs_by_form,
    ),
    (
        "atom",
        "feedparser, and RFC 4287 as RELAX NG by lxml",
        "order and titles of every entry",
        f"all but the 50 events known last; {LOST_IN_PLACE}",
        atom_by_feedparser,
    ),
    (
        "prov",
        "prov's deserialiser; rdflib for a part",
        "number of sources, events, citations and values; of a part, every derivation",
        "ranks and stances; topics; the registries but sources",
        prov_by_prov,
    ),
    (
        "jsonld",
        "pyld",
        "start and number of sources of every event",
        "ranks, stances and places in sources; offices, actors and coverage",
        jsonld_by_pyld,
    ),
    (
        "jsonld",
        "rdflib",
        "title of every event, and that schema.org has every word",
        "ranks, stances and places in sources; offices, actors and coverage",
        jsonld_by_rdflib,
    ),
]


def run(check, timeline, form, folder):
    pytest.importorskip("arro3.io") if form == "parquet" else None
    if FORMATS[form].extra == "ical":
        pytest.importorskip("icalendar")
    if FORMATS[form].extra == "prov":
        pytest.importorskip("prov")
    data = FORMATS[form].write(timeline)
    if "folder" in check.__code__.co_varnames[: check.__code__.co_argcount]:
        return check(timeline, data, folder)
    return check(timeline, data)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:datasette")
@pytest.mark.parametrize(
    ("form", "check"), [(c[0], c[-1]) for c in CHECKS], ids=[f"{c[0]}-{c[1][:8]}" for c in CHECKS]
)
def test_each_form_is_read_by_another_library(record, tmp_path, form, check):
    assert run(check, record, form, tmp_path) > 0


WRITERS = {"": "this library", "parquet": "arro3", "ical": "icalendar", "prov": "prov"}
"""By extra, whose code writes the form."""
HEAD = "| format | writer | reader | compared | items | losses |\n|---|---|---|---|--:|---|\n"
PAGE = REFERENCE / "formats.md"


def documented(counts):
    """The table of the documentation, with what was counted in each row."""
    rows = (
        f"| `{c[0]}` | {WRITERS[FORMATS[c[0]].extra]} | {c[1]} | {c[2]} | {n} | {c[3]} |\n"
        for c, n in zip(CHECKS, counts, strict=True)
    )
    return HEAD + "".join(rows)


def test_the_table_of_the_documentation_is_that_of_the_checks():
    page = PAGE.read_text(encoding="utf-8")
    table = re.search(rf"{re.escape(HEAD)}(?:\|.*\n)+", page)
    again = "run `python tests/export/test_formats.py`, with the extras"
    assert table, again
    counts = [row.split("|")[5].strip() for row in table[0].splitlines()[2:]]
    assert all(re.fullmatch(r"[1-9]\d{0,2}(,\d{3})*", count) for count in counts), again
    assert documented(counts) == table[0], again
    assert {c[0] for c in CHECKS} == set(FORMATS)
    for form, made in FORMATS.items():
        assert f"| `{form}` | {made.what} |" in page, form


def corrected_twice():
    """An event with three accounts, and one that was retracted."""

    def visit(place, **more):
        common = {"occurred": "2023-01-01", "partners": ["japan"], "direction": "to-nato"}
        return ip4.Visit(id="v", place=place, summary=place, **common, **more)

    return Timeline(
        [
            visit("Bonn"),
            ip4.Correction(
                id="c2",
                target="v",
                known="2023-03-01",
                reason="not there",
                replacement=visit("Oslo", known="2023-03-01"),
            ),
            ip4.Correction(
                id="c1",
                target="v",
                known="2023-02-01",
                reason="nor there",
                replacement=visit("Rome", known="2023-02-01"),
            ),
            ip4.Visit(id="w", occurred="2023-01-01", partners=["japan"], direction="to-nato"),
            ip4.Retraction(id="r", target="w", known="2023-02-01", reason="never was"),
        ]
    )


def test_each_account_of_an_event_is_a_revision_of_the_one_before_it():
    timeline = corrected_twice()
    pytest.importorskip("prov.model")
    found = json.loads(FORMATS["prov"].write(timeline))
    accounts = {
        name: said["ip4:summary"] for name, said in found["entity"].items() if "ip4:summary" in said
    }
    assert accounts == {"superseded:v": "Bonn", "superseded:v/c1": "Rome", "event:v": "Oslo"}
    revised = [
        (d["prov:usedEntity"], d["prov:activity"], d["prov:generatedEntity"])
        for d in found["wasDerivedFrom"].values()
        if "prov:activity" in d
    ]
    assert revised == [
        ("superseded:v", "amendment:c1", "superseded:v/c1"),
        ("superseded:v/c1", "amendment:c2", "event:v"),
    ]
    ended = {(i["prov:entity"], i["prov:activity"]) for i in found["wasInvalidatedBy"].values()}
    assert ended == {
        ("superseded:v", "amendment:c1"),
        ("superseded:v/c1", "amendment:c2"),
        ("superseded:w", "amendment:r"),
    }


def test_a_value_rests_on_the_accounts_that_were_known_then():
    model = pytest.importorskip("prov.model")
    timeline = corrected_twice()

    def rests_on(known_on):
        found = to_prov(timeline, timeline.as_of("2023-12-31", known_on=known_on))
        return {
            str(d.args[1])
            for d in found.get_records(model.ProvDerivation)
            if str(d.args[0]).startswith("value:")
        }

    assert rests_on("2023-01-31") == {"superseded:v", "superseded:w"}
    assert rests_on("2023-02-01") == {"superseded:v/c1"}
    assert rests_on(None) == rests_on("2023-03-01") == {"event:v"}


def test_a_snapshot_of_another_timeline_is_no_part_of_a_provenance(record):
    pytest.importorskip("prov.model")
    cut = record.known("2020-01-01")
    with pytest.raises(TimelineError, match="knows more than the timeline, which was cut at 2020"):
        to_prov(cut, record.as_of("2025-06-25"))
    assert to_prov(cut, cut.as_of("2025-06-25"))
    with pytest.raises(TimelineError, match="of another timeline: it rests on '"):
        to_prov(Timeline(), record.as_of("2025-06-25"))


def test_csv_takes_any_text():
    event = ip4.Meeting(id="m", occurred="2023", summary='He said "a, b";\nthen left.')
    data = FORMATS["csv"].write(ip4.Timeline([event]))
    [row] = csv.DictReader(io.StringIO(data.decode(), newline=""))
    assert row["summary"] == event.summary


def test_an_empty_timeline_goes_out_in_every_form():
    for form, made in FORMATS.items():
        pytest.importorskip("arro3.io")
        pytest.importorskip("prov")
        pytest.importorskip("icalendar")
        assert made.write(ip4.Timeline()), form


@pytest.mark.parametrize("form", ["csv", "atom", "jsonld"])
def test_what_cannot_be_read_back_is_said_to_be_no_event_file(tmp_path, form):
    path = tmp_path / f"record.{form}"
    visit = ip4.Visit(id="v", occurred="2023", direction="to-nato")
    path.write_bytes(FORMATS[form].write(Timeline([visit])))
    with pytest.raises(ip4.RecordError) as caught:
        ip4.load(path)
    (fault,) = caught.value.faults
    assert f"Nothing reads .{form} files but as TOML; give json" in fault.remedy


class Terminal(io.BytesIO):
    def isatty(self):
        return True


def test_a_terminal_is_given_text_only():
    out = Terminal()
    export_to(out, ip4.Timeline(), "jsonl")
    assert out.getvalue().startswith(b'{"format":1,')
    pytest.importorskip("arro3.io")
    with pytest.raises(TimelineError, match="is no text"):
        export_to(out, ip4.Timeline(), "parquet")


def test_exporting_one_form_loads_no_library_of_another():
    code = (
        "import io, sys, ip4timeline as ip4; from ip4timeline.export.formats import export_to; "
        "export_to(io.BytesIO(), ip4.Timeline(), 'csv'); "
        "print([m for m in ('arro3', 'prov', 'icalendar', 'pandas') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


# The command


def command(*args):
    testing = pytest.importorskip("click.testing")
    from ip4timeline.cli.app import app

    return testing.CliRunner().invoke(app, [str(a) for a in args])


@pytest.mark.parametrize("form", ["jsonl", "json", "parquet"])
def test_what_was_exported_can_be_asked(tmp_path, record, form):
    pytest.importorskip("arro3.io")
    path = tmp_path / f"record.{form}"
    done = command("export", "--format", form, "--known-on", "2025-06-20", "-o", path)
    assert done.exit_code == 0, done.output
    asked = command("--record", path, "record", "--json")
    assert asked.exit_code == 0, asked.output
    assert json.loads(asked.stdout)["digest"] == record.known("2025-06-20").digest


@pytest.mark.parametrize("form", ["jsonl", "json", "parquet"])
def test_a_bad_file_is_one_message(tmp_path, form):
    pytest.importorskip("arro3.io")
    path = tmp_path / f"record.{form}"
    path.write_text("nonsense", encoding="utf-8")
    for bad in (path, tmp_path / f"nowhere.{form}"):
        asked = command("--record", bad, "record")
        assert asked.exit_code == 1
        assert asked.stderr.startswith("Error: ")
        assert "Traceback" not in asked.output


def test_a_missing_extra_is_named_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    path = tmp_path / "calendar.ics"
    done = command("export", "--format", "ics", "-o", path)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: this needs icalendar: pip install 'ip4timeline[ical]'")
    assert not path.exists()


def test_long_reading_tells_a_terminal_how_far_it_is(tmp_path, record, monkeypatch, capsys):
    pytest.importorskip("rich")

    from ip4timeline.cli import records

    path = tmp_path / "record.jsonl"
    path.write_text("".join(f"{line}\n" for line in record.to_jsonl()), encoding="utf-8")
    assert records.read(str(path)) == record
    assert capsys.readouterr().err == ""  # no terminal, no progress
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    assert records.read(str(path)) == record
    said = capsys.readouterr()
    assert "reading record.jsonl" in said.err
    assert said.out == ""


if __name__ == "__main__":  # measures anew, writes the table into the page, and prints it
    import tempfile

    warnings.simplefilter("ignore")
    timeline, counts = ip4.load(), []
    with tempfile.TemporaryDirectory() as folder:
        for form, reader, *_, check in CHECKS:
            counts.append(f"{run(check, timeline, form, Path(folder)):,}")
            print(f"{form}, {reader}: {counts[-1]}", file=sys.stderr, flush=True)
    said = f"{len(timeline.entries):,} entries, digest `{timeline.digest[:12]}`"
    text = re.sub(r"[\d,]+ entries, digest `\w+`", said, PAGE.read_text(encoding="utf-8"))
    text = re.sub(rf"{re.escape(HEAD)}(\|.*\n)*", lambda _: documented(counts), text)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(documented(counts))
