"""Frames and lines back to timelines: equal, or refused with every fault."""

import datetime as dt
import json

import pytest
from hypothesis import given

import ip4timeline as ip4
from ip4timeline import Timeline, frames
from ip4timeline.engine.errors import TimelineError
from ip4timeline.testing import timelines

GOOD = {"id": "m", "kind": "meeting", "occurred": "2023-07", "partners": ["japan"]}


def faults(rows, **options):
    with pytest.raises(ip4.RecordError) as caught:
        frames.from_frame(rows, **options)
    return [(f.line, f.event, f.field, f.reason) for f in caught.value.faults]


def message_of(read, *given, **options):
    with pytest.raises(ip4.RecordError) as caught:
        read(*given, **options)
    return str(caught.value)


def polars_of(table):
    pytest.importorskip("arro3.core")
    pytest.importorskip("arro3.core")
    return pytest.importorskip("polars").DataFrame(table)


def pyarrow_of(table):
    pytest.importorskip("arro3.core")
    pytest.importorskip("arro3.core")
    return pytest.importorskip("pyarrow").table(table)


def duckdb_of(table):
    pytest.importorskip("arro3.core")
    pytest.importorskip("arro3.core")
    pytest.importorskip("duckdb")
    return table.to_duckdb()


def arrow_of(table):
    pytest.importorskip("arro3.core")
    return table.to_arrow()


def pandas_of(table):
    pytest.importorskip("pandas")
    return table.to_pandas()


def pandas_by_pyarrow_of(table):
    pytest.importorskip("pandas")
    return pyarrow_of(table).to_pandas()


def narwhals_of(table):
    return pytest.importorskip("narwhals").from_native(polars_of(table))


WITH_METADATA = [arrow_of, pyarrow_of, pandas_of]
WITHOUT = [polars_of, duckdb_of, pandas_by_pyarrow_of, narwhals_of]


@pytest.mark.parametrize("make", WITH_METADATA)
def test_a_round_trip_is_equal_digest_registries_and_horizon_included(record, make):
    cut = record.known("2025-06-20")
    for timeline in (record, cut):
        back = frames.from_frame(make(frames.events(timeline)))
        assert back == timeline
        assert back.digest == timeline.digest


@pytest.mark.parametrize("make", WITHOUT)
def test_where_the_metadata_are_dropped_the_registries_are_given(record, make):
    cut = record.known("2025-06-20")
    frame = make(frames.events(cut))
    back = frames.from_frame(frame, registries=cut.registries, horizon="2025-06-20")
    assert back.digest == cut.digest


def test_a_frame_made_by_hand_needs_few_columns():
    timeline = frames.from_frame([GOOD])
    assert timeline.event("m").known == dt.date(2023, 7, 31)
    assert timeline.event("m").known_basis == "assumed"


def test_frames_of_many_kinds_are_read(record):
    pytest.importorskip("arro3.core")
    polars = pytest.importorskip("polars")
    pyarrow = pytest.importorskip("pyarrow")
    pytest.importorskip("pandas")
    frame = polars_of(frames.events(record))
    table = pyarrow_of(frames.events(record))
    large = [
        f.with_type(pyarrow.large_string()) if f.type == pyarrow.string() else f
        for f in table.schema
    ]
    for given_as in (
        frame.with_columns(polars.col("kind").cast(polars.Categorical)),
        polars.concat([frame[:7], frame[7:]], rechunk=False),
        table.cast(pyarrow.schema(large)),
        pyarrow.Table.from_pandas(frames.events(record).to_pandas()),
        frame.iter_rows(named=True),
    ):
        assert ip4.Timeline.from_frame(given_as, registries=record.registries) == record


def test_numbers_of_numpy_are_numbers():
    numpy = pytest.importorskip("numpy")
    row = GOOD | {"seq": numpy.int64(2), "known": numpy.datetime64("2023-08-01")}
    event = ip4.Timeline.from_frame([row | {"notes": numpy.float64("nan")}]).event("m")
    assert (event.seq, event.known, event.notes) == (2, dt.date(2023, 8, 1), "")


def test_every_fault_of_every_row_is_named():
    rows = [
        GOOD,
        GOOD | {"id": "b", "kind": "meting"},
        GOOD | {"id": "c", "occurred": "2023-02-30"},
        GOOD | {"id": "d", "ocurred": "2023"},
        GOOD | {"id": "e", "earliest": dt.date(2023, 7, 2)},
        GOOD | {"id": "f", "partners": "japan"},
        GOOD | {"id": "g", "cites": [{"source": "s", "page": "2"}]},
        GOOD | {"id": "h", "seq": 1.5},
        GOOD | {"id": "i", "known": dt.datetime(2023, 7, 31, 12)},
        GOOD | {"id": "j", "participants": [{"person": "p"}, {"person": 3}]},
        GOOD | {"id": "k", "more": "{"},
        GOOD | {"id": "l", "account": "amendment"},
        GOOD | {"id": "n", "summary": 3},
        GOOD | {"id": "o", "amount": 1.5, "kind": "support"},
        GOOD | {"id": "q", "partners_cow": [732]},
        GOOD | {"id": "r", "more": {"id": "s", "occurred": "2024"}},
    ]
    assert faults(rows) == [
        (2, "b", "kind", "no kind of event 'meting'; did you mean 'meeting'?"),
        (3, "c", "occurred", "'2023-02-30': there is no such day; 2023-02 has 28 days"),
        (4, "d", "ocurred", "unknown column"),
        (5, "e", "earliest", "is '2023-07-02', and the rest of the row makes it '2023-07-01'"),
        (6, "f", "partners", "'japan' is not a list"),
        (7, "g", "cites.0.page", "unknown field"),
        (8, "h", "seq", "1.5 is not a whole number"),
        (9, "i", "known", "2023-07-31 12:00:00 is not a full day"),
        (10, "j", "participants.1.person", "3 is not a text"),
        (
            11,
            "k",
            "more",
            "not valid JSON: Expecting property name enclosed in double quotes: "
            "line 1 column 2 (char 1)",
        ),
        (12, "l", "account", "a meeting is not amendment"),
        (13, "n", "summary", "3 is not a text"),
        (14, "o", "amount", "1.5 is not an exact amount"),
        (15, "q", "partners_cow", "is [732], and the rest of the row makes it [740]"),
        (16, "r", "more.id", "is said twice"),
        (16, "r", "more.occurred", "is said twice"),
    ]


def test_one_report_has_the_words_that_files_have():
    with pytest.raises(ip4.RecordError) as caught:
        frames.from_frame([GOOD | {"kind": "meting"}], name="mine")
    assert str(caught.value) == (
        "1 fault in mine\n  mine:1: m: kind: no kind of event 'meting'; did you mean 'meeting'?"
    )


def test_what_is_no_row_is_named_and_what_are_no_rows_is_refused():
    with pytest.raises(ip4.RecordError) as caught:
        frames.from_rows([1, {"kind": "visit"}])
    assert caught.value.faults[0].line == 1
    assert "1 is no row" in caught.value.faults[0].reason
    assert {fault.line for fault in caught.value.faults} == {1, 2}
    for wrong in ("visit", {"kind": "visit"}, None, 3):
        with pytest.raises(ip4.TimelineError, match="is no list of rows"):
            frames.from_rows(wrong)
    for library in ("pandas", "polars"):
        series = pytest.importorskip(library).Series(["v"])
        with pytest.raises(ip4.TimelineError, match=r"has no rows of columns|'v' is no row"):
            frames.from_frame(series)


def test_a_selection_is_told_how_it_becomes_a_table(record):
    with pytest.raises(TypeError, match=r"Timeline\(selection, registries\), or use frames\.flat"):
        frames.to_pandas(record.about("japan"))
    assert len(frames.flat(record.about("japan"))) == len(record.about("japan"))


def test_columns_are_checked_once_and_not_for_every_row():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame([{"id": "a", "kynd": "meeting"}] * 3)
    assert faults(frame) == [
        (None, "", "kind", "there is no such column"),
        (None, "", "kynd", "unknown column"),
    ]


def test_an_id_twice_and_an_account_that_is_not_so_are_faults():
    assert faults([GOOD, GOOD]) == [(2, "m", "id", "a second row has this id")]
    assert faults([GOOD | {"account": "superseded"}]) == [
        (1, "m", "account", "is marked superseded, and by the amendments it is not")
    ]
    assert faults([GOOD | {"account": "ok"}])[0][2] == "account"


def test_amendments_come_back_and_a_changed_standing_row_is_refused():
    timeline = ip4.Timeline(
        [
            ip4.Meeting(id="a", occurred="2023-07", partners=["japan"]),
            ip4.Correction(
                id="c",
                target="a",
                reason="August.",
                replacement=ip4.Meeting(id="a", occurred="2023-08", partners=["japan"]),
            ),
        ]
    )
    rows = list(frames.events(timeline).rows)
    assert frames.from_frame(rows) == timeline
    rows[0] |= {"summary": "Otherwise."}
    assert [(line, field) for line, _, field, _ in faults(rows)] == [(1, "account")]


def test_other_tables_and_formats_are_refused():
    table = frames.flat(ip4.Timeline())
    for metadata, words in [
        (table.metadata, "is a table of flat"),
        ({"ip4timeline.format": "9"}, "is of format 9"),
        ({"ip4timeline.registries": "{"}, "not JSON"),
        ({"ip4timeline.registries": '{"sources": [{"id": "s"}]}'}, "is missing"),
        ({"ip4timeline.horizon": "2023-02-30"}, "horizon: '2023-02-30': there is no such day"),
    ]:
        assert words in message_of(frames.from_rows, [], metadata=metadata)
    with pytest.raises(TimelineError, match="is no frame"):
        frames.from_frame(3)


@given(timelines())
def test_arrow_gives_back_what_it_was_given(timeline):
    pytest.importorskip("arro3.core")
    assert frames.from_frame(frames.events(timeline)).digest == timeline.digest


def test_parquet_gives_back_the_record_and_refuses_what_is_none(record, tmp_path):
    pytest.importorskip("arro3.io")
    from ip4timeline.frames.adapters.parquet import write_parquet
    from ip4timeline.frames.incoming import read_parquet

    path = tmp_path / "record.parquet"
    write_parquet(frames.events(record), path)
    assert read_parquet(path).digest == record.digest
    write_parquet(frames.flat(record), path)
    assert "is a table of flat" in message_of(read_parquet, path)
    path.write_bytes(b"not Parquet")
    for bad in (path, tmp_path / "nowhere"):
        assert "cannot be read" in message_of(read_parquet, bad)


def test_faults_of_the_rows_of_parquet_keep_row_event_field_and_remedy(tmp_path):
    pytest.importorskip("arro3.io")
    pyarrow = pytest.importorskip("pyarrow")
    timeline = Timeline([ip4.Visit(id="v", occurred="2024-01-05", direction="to-nato")])
    table = pyarrow.table(frames.events(timeline).to_arrow())
    at = table.column_names.index("occurred")
    path = tmp_path / "bad.parquet"
    pytest.importorskip("pyarrow.parquet").write_table(
        table.set_column(at, "occurred", pyarrow.array(["2024-13-05"])), path
    )
    with pytest.raises(ip4.RecordError) as caught:
        ip4.load(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.event, fault.field) == (path.name, 1, "v", "occurred")
    frames.write_versions(timeline, tmp_path / "versions")
    said = message_of(frames.read_parquet, tmp_path / "versions" / "visit.parquet")
    assert "is a table of versions" in said
    assert "not Parquet" not in said


def test_parquet_is_not_written_into_a_text(tmp_path):
    pytest.importorskip("arro3.io")
    said = r"Parquet is no text: .*open\(path, 'wb'\)"
    with (tmp_path / "x").open("w") as file, pytest.raises(ip4.TimelineError, match=said):
        frames.write_parquet(frames.events(Timeline()), file)


# JSON Lines


def refused(lines):
    with pytest.raises(ip4.RecordError) as caught:
        Timeline.from_jsonl(lines)
    return [(f.line, f.field, f.reason) for f in caught.value.faults]


@given(timelines())
def test_lines_give_back_what_they_were_given(timeline):
    assert Timeline.from_jsonl(timeline.to_jsonl()).digest == timeline.digest


def test_lines_of_a_file_carry_registries_and_horizon(record, tmp_path):
    cut = record.known("2025-06-20")
    path = tmp_path / "cut.jsonl"
    path.write_text("\n".join(cut.to_jsonl()), encoding="utf-8")
    seen = []
    back = Timeline.from_jsonl(path, progress=seen.append)
    assert back == cut
    assert back.digest == cut.digest
    assert seen


def test_lines_without_a_head_are_read(record):
    lines = list(record.to_jsonl())[1:]
    assert Timeline.from_jsonl(lines) == record


def test_lines_that_went_missing_are_told(record):
    lines = list(record.to_jsonl())
    [(line, field, reason)] = refused(lines[:-1])
    assert (line, field) == (1, "digest")
    assert "missing" in reason
    assert len(Timeline.from_jsonl(lines[:-1], verify=False).entries) == len(record.entries) - 1


def test_faults_of_lines_name_file_and_line(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"format": 1}\n{"kind": "meting", "id": "a"}\n', encoding="utf-8")
    assert "bad.jsonl:2: a: kind: no kind" in message_of(Timeline.from_jsonl, path)
    assert "cannot be read" in message_of(Timeline.from_jsonl, tmp_path / "nowhere.jsonl")


def test_a_head_is_read_strictly():
    assert refused(['{"format": 2}']) == [(1, "format", "2 is not 1")]
    assert refused(['{"format": 1, "horizon": 3, "more": 1}']) == [
        (1, "horizon", "is not a text"),
        (1, "more", "unknown field"),
    ]
    assert refused(['{"format": 1, "horizon": "2023-02-30"}'])[0][2].startswith("'2023-02-30'")
    line = json.dumps(GOOD)
    other = json.dumps(GOOD | {"summary": "Other."})
    assert "m" in refused([line, other])[0][2]
