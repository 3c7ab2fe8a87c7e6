"""What is published beside the events: tables, descriptions, pages that follow from them."""

import csv
import hashlib
import importlib.util
import io
import json
import re

import pytest

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.record.curation import coverage as counts
from ip4timeline.record.curation.citing import citation_of, described
from ip4timeline.record.curation.publication import package


@pytest.fixture(scope="module")
def files(record):
    return package(record)


@pytest.fixture(scope="module")
def regenerate(root):
    path = root / "tools" / "regenerate.py"
    if not path.is_file():
        pytest.skip("the tools are not here")
    spec = importlib.util.spec_from_file_location("regenerate", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_generated_page_is_current(regenerate):
    names = [path.as_posix() for path, _ in regenerate.stale()]
    assert names == [], "run: python tools/regenerate.py"


def test_generating_twice_gives_the_same(files, record):
    assert package(record) == files
    assert counts.page(record) == counts.page(record)


def test_the_citation_names_the_exact_record(record):
    cited = citation_of(record)
    assert cited.digest == record.digest
    assert (cited.version, cited.package) == (ip4.__record_version__, ip4.__version__)
    assert record.digest in str(cited)
    assert cited.known_through == max(e.known for e in record).isoformat()
    cut = citation_of(record.known("2024-01-01"))
    assert cut.horizon == "2024-01-01"
    assert "cut at 2024-01-01" in str(cut)
    assert cut.digest != cited.digest


def test_the_citation_file_is_of_this_record(root):
    path = root / "CITATION.cff"
    if not path.is_file():
        pytest.skip("no citation file here")
    text = path.read_text(encoding="utf-8")
    assert f"\nversion: {ip4.__record_version__}\n" in text
    assert text.startswith("cff-version: 1.2.0\n")
    assert "CC-BY-4.0" in text


def test_a_data_package_describes_every_file_it_holds(files, record):
    about = json.loads(files["datapackage.json"])
    assert about["digest"] == record.digest
    assert [x["name"] for x in about["licenses"]] == ["CC-BY-4.0"]
    assert {r["path"] for r in about["resources"]} == set(files) - {"datapackage.json"}
    for resource in about["resources"]:
        assert re.fullmatch(r"[a-z0-9-]+", resource["name"])
        raw = files[resource["path"]].encode()
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"


def test_the_tables_are_as_described(files):
    about = json.loads(files["datapackage.json"])
    for resource in about["resources"]:
        if "schema" not in resource:
            continue
        rows = list(csv.DictReader(io.StringIO(files[resource["path"]])))
        fields = resource["schema"]["fields"]
        assert list(rows[0]) == [field["name"] for field in fields]
        assert all(field["description"] for field in fields)
        if key := resource["schema"].get("primaryKey"):
            assert len({row[key] for row in rows}) == len(rows)
        for field in fields:
            values = [row[field["name"]] for row in rows]
            rule = field.get("constraints", {})
            assert all(values) or not rule.get("required"), field
            assert set(values) <= set(rule.get("enum", values)), field
            if field["type"] == "date":
                assert all(re.fullmatch(r"(\d{4}-\d{2}-\d{2})?", v) for v in values), field


def test_the_flat_events_have_their_codes_and_confidence(files, record):
    rows = list(csv.DictReader(io.StringIO(files["events.csv"])))
    assert list(rows[0]) == [column.name for column in frames.flat(record).columns]
    assert files["events.csv"].encode() == frames.csv_of(frames.flat(record))
    assert [row["id"] for row in rows] == [event.id for event in record]
    row = next(r for r in rows if r["kind"] == "attendance")
    assert (row["plover"], row["cameo"]) == ("CONSULT", "04")
    assert row["confidence"] in ("established", "attested", "weak")


def test_the_compiled_record_of_a_package_is_the_record(files, record):
    from ip4timeline.record.compiled import decompile

    assert decompile(files["record.json"]) == record


def test_an_event_in_plain_data_says_how_it_is_coded_and_attested(record):
    event = next(iter(record.of("attendance")))
    data = described(event, record)
    assert data["codes"]["plover"] == "CONSULT"
    assert data["confidence"]["reason"]
    stored = {k: v for k, v in data.items() if k not in ("codes", "confidence")}
    assert ip4.from_data(stored) == event


def small(*events, **registries):
    return ip4.Timeline(events, ip4.Registries(**registries))


def test_counts_add_up(record):
    data = counts.figures(record)
    assert sum(data["kinds"].values()) == len(record)
    assert sum(data["decades"].values()) == len(record)
    assert sum(data["confidence"].values()) == len(record)
    assert sum(data["known_basis"].values()) == len(record)
    assert sum(c["all"] for c in data["years"].values()) + data["decades"].get("undated", 0) == len(
        record
    )
    assert json.loads(json.dumps(data)) == data


def test_a_month_without_an_event_is_a_gap():
    def meeting(id, occurred, partners=("japan",)):
        return ip4.Meeting(id=id, occurred=occurred, partners=partners)

    found = counts.empty_months(
        small(
            meeting("a", "2022-01-05"),
            meeting("b", "2022-02", ()),
            meeting("c", "2022"),
            meeting("d", "2022-04"),
        )
    )
    assert found == ["2022-02", "2022-03"]
    assert counts.empty_months(small(meeting("a", "2021-05"))) == []


def test_what_is_undated_or_unobserved_is_named():
    signed = ip4.AgreementSigned(
        id="a", occurred="2018-05", partners=["japan"], agreement="x", title="Pact", type="other"
    )
    held = ip4.OccasionScheduled(
        id="s", occurred="2025", partners=["japan", "korea"], occasion="o", dates="2026-07-07"
    )
    seen = ip4.Absence(id="b", occurred="2026-07-07", partners=["korea"], occasion="o")
    occasion = ip4.Occasion(id="o", title="Summit", format="summit", dates="2026-07-07")
    timeline = small(signed, held, seen, occasions=[occasion])
    assert counts.undated_agreements(timeline) == ["Pact (Japan): 2018-05"]
    assert counts.unobserved(timeline) == ["Summit (2026-07-07): Japan"]
    off = ip4.OccasionCalledOff(id="c", occurred="2026-07-01", occasion="o")
    assert counts.unobserved(timeline.append(off)) == []


def test_an_empty_record_has_a_page():
    text = counts.page(small())
    assert text.startswith("# What the record covers")
    assert "none." in text


def test_the_page_states_the_gaps(record):
    text = counts.page(record)
    for line in ("Agreements of which no source gives the day", "nothing about the four"):
        assert line in text
    for lines in counts.figures(record)["gaps"].values():
        assert all(f"- {line}\n" in text for line in lines)


def test_the_dictionary_defines_every_kind_and_table(root):
    from ip4timeline.nato.schema import TABLES

    text = (root / "docs" / "reference" / "data-dictionary.md").read_text(encoding="utf-8")
    parts = {p.split("`")[1]: p for p in re.split(r"^### ", text, flags=re.M) if p[0] == "`"}
    assert set(parts) == {*(c.kind for c in BUILT_IN), *TABLES} - {"event"}
    for kind in (c.kind for c in BUILT_IN):
        for words in ("\nInclude it when: ", "\nDecided: ", "<!-- generated: fields"):
            assert words in parts[kind], kind


def test_the_examples_of_the_dictionary_are_in_the_record(root, record):
    text = (root / "docs" / "reference" / "data-dictionary.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\d{4}-[a-z0-9-]*[a-z][a-z0-9-]*)`", text))
    assert len(named) > 20
    assert named - {entry.id for entry in record.entries} == set()
