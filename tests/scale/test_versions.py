"""The table of versions, and that an engine resolves a log to the same one."""

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine.log.versions import FOREVER
from ip4timeline.testing import timelines

from .conftest import pd, pl, rows

scale = pytest.importorskip("ip4timeline.scale")
KINDS = (ip4.Visit, ip4.AgreementSigned, ip4.OfficeChanged, ip4.Attendance)
days = st.none() | st.dates(dt.date(2022, 12, 1), dt.date(2023, 5, 1))


def placed(found):
    return sorted(found, key=lambda row: (row["id"], row["since"]))


@given(timeline=timelines(KINDS), horizon=days)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_engine_resolves_a_log_as_the_library_does(engine, timeline, horizon):
    if horizon is not None:
        timeline = timeline.known(horizon)
    want = placed(rows(frames.versions(timeline).to_arrow()))
    assert placed(rows(scale.versions(engine(frames.log(timeline)), horizon=horizon))) == want


@given(timeline=timelines(KINDS), known=st.dates(dt.date(2022, 12, 1), dt.date(2023, 5, 1)))
@settings(max_examples=12, deadline=None)
def test_what_stands_by_a_day_is_a_filter_by_since_and_until(timeline, known):
    table = frames.versions(timeline)
    standing = {event.id: event.occurred.text for event in timeline.known(known)}
    assert {
        row["id"]: row["occurred"]
        for row in table.rows
        if row["since"] <= known and (row["until"] is None or row["until"] > known)
    } == standing
    ends = {event.id for event in timeline}
    assert {row["id"] for row in table.rows if row["until"] is None} == ends
    assert len(table) == sum(
        len(timeline.versions(e.id)) for e in timeline.entries if isinstance(e, ip4.Event)
    )


def visit(**more):
    return ip4.Visit(id="v", occurred="2023-02-01", partners=["japan"], direction="to-nato", **more)


def corrected():
    signed = ip4.AgreementSigned(
        id="v",
        occurred="2023",
        known="2023-03-01",
        partners=["korea"],
        agreement="a",
        title="A",
        type="ipcp",
    )
    return ip4.Timeline(
        [
            visit(place="Brussels"),
            ip4.Correction(
                id="c", target="v", known="2023-03-01", reason="it was no visit", replacement=signed
            ),
            ip4.Retraction(id="r", target="v", known="2023-04-01", reason="nothing was signed"),
        ]
    )


def test_a_correction_may_move_an_event_to_another_kind_and_key(engine):
    want = [
        ("visit", dt.date(2023, 2, 1), dt.date(2023, 3, 1), ["japan"], "Brussels", None),
        ("agreement-signed", dt.date(2023, 3, 1), dt.date(2023, 4, 1), ["korea"], None, "a"),
    ]
    found = placed(rows(scale.versions(engine(frames.log(corrected())))))
    columns = ("kind", "since", "until", "partners", "place", "agreement")
    assert [tuple(row[name] for name in columns) for row in found] == want
    alone = rows(scale.versions(engine(frames.log(corrected())), "agreement-signed"))
    assert [row["since"] for row in alone] == [dt.date(2023, 3, 1)]


def test_the_parquet_files_are_one_a_kind_and_say_where_they_come_from(tmp_path):
    timeline = corrected()
    written = frames.write_versions(timeline, tmp_path / "versions")
    assert [path.name for path in written] == ["agreement-signed.parquet", "visit.parquet"]
    import pyarrow.parquet as pq

    read = pq.read_table(written[1])
    assert "place" in read.column_names
    assert "agreement" not in read.column_names
    about = {key.decode(): value.decode() for key, value in read.schema.metadata.items()}
    assert about["ip4timeline.digest"] == timeline.digest
    assert json.loads(about["ip4timeline.registries"]) == {}
    assert pl.read_parquet(written[0])["until"].to_list() == [dt.date(2023, 4, 1)]


def test_files_of_another_timeline_are_never_left_beside_those_that_are_written(tmp_path):
    folder = tmp_path / "versions"
    frames.write_versions(corrected(), folder)
    other = ip4.Timeline([ip4.Visit(id="v", occurred="2023", direction="to-nato")])
    with pytest.raises(ip4.TimelineError, match=r"has agreement-signed\.parquet, .* a new folder"):
        frames.write_versions(other, folder)
    assert len(frames.write_versions(corrected(), folder)) == 2


def test_nested_fields_are_lists_and_records_and_never_json():
    claim = ip4.Report(
        id="r",
        occurred="2023-02-01",
        medium="m",
        sourcing="named",
        asserts=ip4.Visit(id="r:1", occurred="2023-03", direction="to-nato", partners=["japan"]),
    )
    table = frames.versions(ip4.Timeline([claim]), "report")
    assert "json" not in {str(column.type) for column in table.columns}
    (row,) = table.rows
    assert (row["asserts"]["kind"], row["asserts"]["occurred"]) == ("visit", "2023-03")
    assert row["asserts"]["partners"] == ["japan"]


def test_an_event_without_an_effective_day_has_versions(engine):
    timeline = ip4.Timeline(
        [ip4.Visit(id="v", occurred="../2023", known="2023-02-01", direction="to-nato")]
    )
    (row,) = rows(scale.versions(engine(frames.log(timeline))))
    assert (row["earliest"], row["since"]) == (None, dt.date(2023, 2, 1))
    assert timeline.versions("v")[0].until == FOREVER


def test_what_is_no_log_and_what_is_no_kind_are_refused_by_name():
    with pytest.raises(ip4.TimelineError, match="no column 'entry'"):
        scale.versions(frames.versions(corrected()).to_polars())
    with pytest.raises(ip4.TimelineError, match="no frame that narwhals knows"):
        scale.versions([{"entry": "e"}])
    with pytest.raises(ip4.UnknownNameError, match="visit"):
        frames.versions(corrected(), "visitt")
    log = frames.log(corrected()).to_polars()
    with pytest.raises(ip4.UnknownNameError, match="visit"):
        scale.versions(log, "visitt")
    for column, type, said in (
        ("known", pl.String, "'known' is String, and must be days"),
        ("known", pl.Datetime, "cast the days to one type"),
        ("amended_seq", pl.String, "'amended_seq' is String, and must be whole numbers"),
    ):
        with pytest.raises(ip4.TimelineError, match=said):
            scale.versions(log.with_columns(pl.col(column).cast(type)))
    with pytest.raises(ip4.TimelineError, match="no kind of event"):
        frames.versions(corrected(), ip4.Correction)
    assert isinstance(scale.versions(frames.log(corrected()).to_pandas()), pd.DataFrame)
