"""Frames: what they hold, and that five libraries read the same from one capsule."""

import datetime as dt
import hashlib
import importlib.util
import json
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.frames.schema import flat_columns
from ip4timeline.testing import timelines

COMMON = {"partners": ["japan"], "occasion": "x"}


@pytest.fixture(scope="module")
def amended():
    """A timeline with an event corrected, one retracted and one amendment in vain."""
    return ip4.Timeline(
        [
            ip4.Visit(id="a", occurred="2023-07", partners=["japan"], direction="to-nato"),
            ip4.Visit(id="b", occurred="2023-08-01", partners=["korea"], direction="to-nato"),
            ip4.Correction(
                id="c",
                target="a",
                reason="It was August.",
                known="2023-09-01",
                replacement=ip4.Visit(
                    id="a", occurred="2023-08", partners=["japan"], direction="to-nato"
                ),
            ),
            ip4.Retraction(id="r", target="b", reason="It was not."),
            ip4.Retraction(id="p", target="nowhere", reason="In vain."),
        ]
    )


def plain(cell):
    """A cell of any library as plain data, so that equal contents give equal texts."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(cell, float):  # no column holds any: pandas makes them of integers with gaps
        return None if cell != cell else int(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    if isinstance(cell, dict):
        return {key: plain(value) for key, value in cell.items()}
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    if isinstance(cell, list):
        return [plain(one) for one in cell]
    return cell


def checksum(rows):
    text = json.dumps([{k: plain(v) for k, v in row.items()} for row in rows], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def by_polars(data):
    pytest.importorskip("arro3.core")
    frame = pytest.importorskip("polars").DataFrame(data)
    return frame.shape, frame.to_dicts()


def by_pyarrow(data):
    pytest.importorskip("arro3.core")
    table = pytest.importorskip("pyarrow").table(data)
    return table.shape, table.to_pylist()


def by_pandas(data):
    pytest.importorskip("arro3.core")
    pytest.importorskip("pyarrow")  # which pandas needs to read Arrow
    pandas = pytest.importorskip("pandas")
    if not hasattr(pandas.DataFrame, "from_arrow"):
        pytest.skip("pandas reads the capsule since 3.0")
    frame = pandas.DataFrame.from_arrow(data)
    return frame.shape, frame.to_dict("records")


def by_duckdb(data):
    pytest.importorskip("arro3.core")
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.register("given", data)
        found = connection.table("given")
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
        return found.shape, rows


def by_narwhals(data):
    pytest.importorskip("arro3.core")
    pytest.importorskip("polars")
    frame = pytest.importorskip("narwhals").from_arrow(data, backend="polars")
    return frame.shape, frame.rows(named=True)


READERS = {
    "polars": by_polars,
    "pandas": by_pandas,
    "pyarrow": by_pyarrow,
    "DuckDB": by_duckdb,
    "narwhals": by_narwhals,
}


@pytest.fixture(scope="module")
def tables(record):
    leaders = record.project(ip4.LEADER)
    return {
        "events": frames.events(record),
        "flat": frames.flat(record),
        "citations": frames.citations(record),
        "spells": frames.spells(record.project(ip4.ENGAGEMENTS)),
        "survival": frames.survival(leaders, "2012-01-01", "2025-12-31"),
        "snapshot": frames.snapshot(record.as_of("2025-06-25")),
        "diff": frames.diff(record.diff("2024-07-12", "2025-06-26")),
        "panel": frames.panel(record, frames.periods("2024-01-01", "2025-12-31")),
    }


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "name",
    ["events", "flat", "citations", "spells", "survival", "snapshot", "diff", "panel"],
)
def test_each_library_reads_the_same_from_the_capsule(tables, name, reader):
    pytest.importorskip("arro3.core")
    table = tables[name]
    shape, rows = READERS[reader](table)
    assert shape == (len(table), len(table.columns))
    assert len(table) > 3
    assert checksum(rows) == checksum(table.rows)


@pytest.mark.parametrize("reader", READERS)
def test_timelines_views_and_diffs_are_taken_as_they_are(record, tables, reader):
    pytest.importorskip("arro3.core")
    view = record.project(ip4.LEADER)
    changes = record.diff("2024-07-12", "2025-06-26")
    for given_over, table in [
        (record, tables["events"]),
        (view, frames.spells(view)),
        (changes, tables["diff"]),
    ]:
        shape, rows = READERS[reader](given_over)
        assert shape == (len(table), len(table.columns))
        assert checksum(rows) == checksum(table.rows)


@pytest.mark.parametrize("library", ["arrow", "polars", "pandas", "duckdb"])
def test_shorthands_give_the_same_rows(record, tables, library):
    pytest.importorskip({"arrow": "arro3.core"}.get(library, library))
    for given_over, name in [(record, "events"), (record.as_of("2025-06-25"), "snapshot")]:
        found = getattr(given_over, f"to_{library}")()
        assert found.shape == (len(tables[name]), len(tables[name].columns))


def test_duckdb_is_asked_by_the_name_of_the_table(amended):
    pytest.importorskip("arro3.core")
    duckdb = pytest.importorskip("duckdb")
    amended.to_duckdb()
    amended.to_duckdb()  # replaced, not added to
    assert duckdb.sql("select count(*) from events where account = 'standing'").fetchall() == [(1,)]
    with duckdb.connect() as connection:
        found = frames.flat(amended).to_duckdb(connection, 'a "name"')
        assert found.fetchall()[0][0] == "a"


def test_amendments_and_their_targets_keep_apart(amended):
    table = frames.events(amended)
    rows = [(r["account"], r["id"], r["occurred"]) for r in table.rows]
    assert rows == [
        ("standing", "a", "2023-08"),
        ("superseded", "a", "2023-07"),
        ("superseded", "b", "2023-08-01"),
        ("amendment", "c", None),
        ("amendment", "p", None),
        ("amendment", "r", None),
    ]
    assert [r["id"] for r in frames.flat(amended).rows] == ["a"]


def test_standing_rows_are_the_events_in_their_order(record):
    rows = [r["id"] for r in frames.events(record).rows if r["account"] == "standing"]
    assert rows == [e.id for e in record]


def test_partial_dates_keep_text_and_bounds_and_nothing_is_invented(amended):
    row = next(frames.events(amended).rows)
    assert (row["occurred"], row["earliest"], row["latest"], row["until"]) == (
        "2023-08",
        dt.date(2023, 8, 1),
        dt.date(2023, 8, 31),
        None,
    )
    open_start = ip4.Timeline([ip4.Meeting(id="m", occurred="[..2023-08-05]")])
    row = next(frames.events(open_start).rows)
    assert (row["earliest"], row["latest"]) == (None, dt.date(2023, 8, 5))


def test_partners_and_code_books_are_columns_to_join_by(record):
    row = next(r for r in frames.events(record).rows if r["partners"] == ["japan"])
    assert (row["partners_iso3"], row["partners_cow"]) == (["JPN"], [740])
    attendance = next(r for r in frames.events(record).rows if r["kind"] == "attendance")
    assert (attendance["plover"], attendance["cameo"]) == ("CONSULT", "04")


def test_flat_has_one_value_in_every_cell(record):
    simple = {"text", "json", "whole", "truth", "day", "money"}
    assert {c.type for c in flat_columns()} <= simple
    for row in frames.flat(record).rows:
        assert not any(isinstance(cell, list | dict) for cell in row.values())
    head = next(r for r in frames.flat(record).rows if r["kind"] == "attendance")
    assert head["level"]


def test_spells_are_those_of_the_view(record):
    view = record.project(ip4.LEADER)
    rows = [r for r in frames.spells(view).rows if r["partner"] == "korea"]
    spells = view.spells("korea")
    assert [(r["since"], r["until"], r["because"]) for r in rows] == [
        (s.since, s.until, list(s.because)) for s in spells
    ]
    assert rows[0]["partner_iso3"] == "KOR"
    assert rows[0]["text"].startswith("Roh Tae-woo")


def test_survival_is_censored_truncated_and_of_one_state(record):
    view = record.project(ip4.LEADER)
    table = frames.survival(view, "2016-01-01", "2022-12-31", state=lambda v: v.person)
    korea = [r for r in table.rows if r["partner"] == "korea"]
    first, last = korea[0], korea[-1]
    assert (first["start"], first["entered_late"], first["event"]) == (
        dt.date(2016, 1, 1),
        True,
        True,
    )
    assert (last["stop"], last["event"], last["ending"]) == (dt.date(2023, 1, 1), False, None)
    assert all(r["days"] == (r["stop"] - r["start"]).days > 0 for r in table.rows)
    states = [json.loads(r["value"])["acting"] or json.loads(r["value"])["holder"] for r in korea]
    assert all(a != b for a, b in pairwise(states))


def test_survival_tells_a_lapse_from_an_end():
    common = {"partners": ["japan"], "title": "T", "type": "ipcp"}
    timeline = ip4.Timeline(
        [
            ip4.AgreementSigned(
                id="a", agreement="one", occurred="2010-01-01", term="2010/2011", **common
            ),
            ip4.AgreementSigned(id="b", agreement="two", occurred="2010-01-01", **common),
            ip4.AgreementEnded(id="c", agreement="two", occurred="2010-06-01", partners=["japan"]),
        ]
    )
    rows = frames.survival(timeline.project(ip4.AGREEMENTS), "2009-01-01", "2015-12-31").rows
    assert {r["key"]: (r["stop"], r["ending"]) for r in rows} == {
        "japan/one": (dt.date(2012, 1, 1), "lapsed"),
        "japan/two": (dt.date(2010, 6, 1), "ended"),
    }
    with pytest.raises(TimelineError, match="before it begins"):
        frames.survival(timeline.project(ip4.AGREEMENTS), "2015-01-01", "2009-01-01")
    with pytest.raises(TimelineError, match="9999-12-31, after which the calendar has no day"):
        frames.survival(timeline.project(ip4.AGREEMENTS), "2015-01-01", "9999-12-31")
    view = timeline.project(ip4.AGREEMENTS)
    assert len(frames.survival(view, "2010-01-01", "9999-12-30")) == 2


def test_a_snapshot_names_its_evidence(record):
    snap = record.as_of("2025-06-25", known_on="2025-06-20")
    rows = list(frames.snapshot(snap).rows)
    leader = next(r for r in rows if (r["partner"], r["aspect"]) == ("japan", "leader"))
    assert leader["known_on"] == dt.date(2025, 6, 20)
    assert leader["because"] == [e.id for e in record.why(snap["japan"].leader)]
    assert {r["aspect"] for r in rows if r["partner"] is None} >= {
        "secretary_general",
        "membership",
        "proposals",
    }
    assert all(r["because"] for r in rows)


def test_a_diff_says_what_began_ended_and_changed(record):
    found = record.diff("2024-07-12", "2025-06-26")
    rows = list(frames.diff(found).rows)
    assert len(rows) == len(found)
    assert all((r["before"] is None) == (r["change"] == "began") for r in rows)
    assert all((r["after"] is None) == (r["change"] == "ended") for r in rows)


def test_a_panel_adds_up_and_leaks_nothing(record):
    years = frames.periods("2022-03-05", "2025-02-01", "year")
    assert [p.name for p in years] == ["2022", "2023", "2024", "2025"]
    hindsight = list(frames.panel(record, years).rows)
    assert len(hindsight) == 16
    japan = [r for r in hindsight if r["partner"] == "japan"]
    before = record.as_of("2021-12-31")["japan"].contacts
    after = record.as_of("2025-12-31")["japan"].contacts
    assert sum(r["new_visit"] for r in japan) == (
        after["visit"].count - (before["visit"].count if "visit" in before else 0)
    )
    live = list(frames.panel(record, years, known_on="live").rows)
    for period in years:
        last = from_day_number(period.last)
        without_the_future = frames.panel(record.known(last), [period])
        assert [r for r in live if r["period"] == period.name] == list(without_the_future.rows)
    later = list(frames.panel(record, years, known_on="live", lag=30).rows)
    assert later[0]["known_on"] == dt.date(2023, 1, 30)


def test_panels_over_months_quarters_pairs_and_with_measures_of_your_own(record):
    months = frames.periods("2023-11-15", "2024-02-01")
    assert [p.name for p in months] == ["2023-11", "2023-12", "2024-01", "2024-02"]
    quarters = frames.periods("2023-11-15", "2024-02-01", "quarter")
    assert [p.name for p in quarters] == ["2023-Q4", "2024-Q1"]
    own = {"offices": ("whole", "offices that somebody holds", lambda r: len(r.offices))}
    table = frames.panel(record, [("2023-07-11", "2023-07-12")], measures=own)
    row = next(table.rows)
    assert row["period"] == "2023-07-11/2023-07-12"
    assert row["offices"] == len(record.as_of("2023-07-12")["japan"].offices)
    share = {"share": ("number", "of the offices, vacant", lambda r: len(r.offices) / 8)}
    table = frames.panel(record, [("2023-07-11", "2023-07-12")], measures=share)
    found = (
        by_polars(table)[1]
        if all(map(importlib.util.find_spec, ("polars", "arro3")))
        else table.rows
    )
    assert next(iter(found))["share"] == row["offices"] / 8
    for bad, words in [
        (lambda: frames.periods("2024-01-01", "2023-01-01"), "before it begins"),
        (lambda: frames.periods("2023-01-01", "2024-01-01", "week"), "step is"),
        (lambda: frames.panel(record, [("2024-01-02", "2024-01-01")]), "ends before it begins"),
        (lambda: frames.panel(record, months, lag=3), "known_on='live'"),
    ]:
        with pytest.raises(TimelineError, match=words):
            bad()


@given(timelines())
def test_rows_come_back_as_the_timeline_they_were(timeline):
    table = frames.events(timeline)
    back = frames.from_rows(table.rows, metadata=table.metadata)
    assert back == timeline
    assert back.digest == timeline.digest


if __name__ == "__main__":  # prints what each library reads
    timeline = ip4.load()
    print("| library | table | rows | columns | checksum of contents |\n|---|---|---|---|---|")
    for name, made in {
        "events": frames.events(timeline),
        "spells": frames.spells(timeline.project(ip4.ENGAGEMENTS)),
        "panel": frames.panel(timeline, frames.periods("2022-01-01", "2025-12-31")),
    }.items():
        for library, read in READERS.items():
            shape, rows = read(made)
            print(f"| {library} | {name} | {shape[0]} | {shape[1]} | {checksum(rows)[:16]} |")


def test_spells_of_a_tally_carry_how_many_events_and_no_list_that_grows(record):
    view = record.project(ip4.CONTACTS)
    rows = list(frames.spells(view).rows)
    assert {row["because"] for row in rows} == {None}
    want = [len(spell.because) for key in view.keys for spell in view.spells(key)]
    assert [row["events"] for row in rows] == want
    assert max(want) > 5
    of_one = next(frames.spells(record.project(ip4.LEADER)).rows)
    assert of_one["events"] == len(of_one["because"])
