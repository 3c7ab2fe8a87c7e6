"""Tables as others make and ask for them, lines that were cut off, and errors that stay short."""

import datetime as dt
import json
import weakref

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.codec import fast, plain
from ip4timeline.engine.errors import Fault, RecordError, UnknownNameError
from ip4timeline.engine.events import kinds

VISIT = {"kind": "visit", "id": "v", "occurred": "2023-01-05", "direction": "to-nato"}


@pytest.fixture(scope="module")
def timeline():
    return ip4.Timeline.from_jsonl([json.dumps(VISIT)])


def test_spells_and_dates_of_pandas_merge():
    pd = pytest.importorskip("pandas")
    taken = ip4.OfficeChanged(
        id="o",
        occurred="2021-10-04",
        partners=["japan"],
        office="japan-prime-minister",
        person="ann",
    )
    office = ip4.Office(id="japan-prime-minister", title="PM", party="japan", level="leader")
    timeline = ip4.Timeline([taken], ip4.Registries(offices=[office]))
    spells = timeline.project(ip4.LEADER).to_pandas().sort_values("since")
    mine = pd.DataFrame({"when": pd.to_datetime(["2023-07-11"]), "partner": ["japan"]})
    mine["when"] = mine["when"].astype("datetime64[us]")
    (text,) = pd.merge_asof(mine, spells, left_on="when", right_on="since", by="partner")["text"]
    assert text == "ann (since 4 October 2021)"


@pytest.mark.parametrize("day", [dt.date(2023, 1, 5), dt.datetime(2023, 1, 5)])
def test_a_frame_may_hold_days_as_days(timeline, day):
    assert ip4.Timeline.from_frame([{**VISIT, "occurred": day}]) == timeline
    with pytest.raises(RecordError):
        ip4.Timeline.from_frame([{**VISIT, "summary": day}])


def test_a_requested_schema_is_honoured_or_refused(timeline):
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("arro3.core")

    def asked(*fields):
        schema = pa.schema(fields)
        return pa.RecordBatchReader.from_stream(timeline, schema=schema).read_all()

    found = asked(("seq", pa.int32()), ("kind", pa.large_string()))
    assert found.schema.names == ["seq", "kind"]
    assert found.schema.types == [pa.int32(), pa.large_string()]
    assert found.to_pylist() == [{"seq": 0, "kind": "visit"}]
    with pytest.raises(ip4.TimelineError, match="the requested column 'x' is not there"):
        asked(("x", pa.int32()))
    with pytest.raises(ip4.TimelineError, match="the column 'earliest'"):
        asked(("earliest", pa.list_(pa.int8())))


def test_events_and_timelines_can_be_weakly_referenced(timeline):
    event = timeline.event("v")
    assert weakref.ref(event)() is event
    assert weakref.ref(timeline)() is timeline
    assert plain.from_data(plain.to_data(event)) == event


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_torn_last_line_is_named_as_such(tmp_path, cut):
    path = tmp_path / "torn.jsonl"
    lines = [json.dumps({**VISIT, "id": f"v{n}"}) for n in range(3)]
    path.write_text("\n".join([*lines, lines[0][:-cut]]), "utf-8")
    with pytest.raises(RecordError) as refused:
        ip4.Timeline.from_jsonl(path)
    (fault,) = refused.value.faults
    assert fault.line == 4
    assert fault.reason == (
        "is cut off: the file ends in the middle of it; the 3 lines before it are sound"
    )


def test_a_line_torn_within_a_letter_is_named_as_such(tmp_path):
    path = tmp_path / "torn.jsonl"
    path.write_bytes(json.dumps(VISIT).encode() + b'\n{"kind": "visit", "summary": "\xe5\xb0')
    with pytest.raises(RecordError) as refused:
        ip4.Timeline.from_jsonl(path)
    (fault,) = refused.value.faults
    assert fault.line == 2
    assert fault.reason == "is cut off: the file ends in the middle of it"


def test_an_empty_file_is_no_timeline(tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_text("", "utf-8")
    with pytest.raises(RecordError) as refused:
        ip4.Timeline.from_jsonl(path)
    assert refused.value.faults[0].reason == "is empty"
    assert ip4.Timeline.from_jsonl([]) == ip4.Timeline()
    path.write_text("".join(f"{line}\n" for line in ip4.Timeline().to_jsonl()), "utf-8")
    assert ip4.Timeline.from_jsonl(path) == ip4.Timeline()


def test_a_whole_last_line_needs_no_end(tmp_path, timeline):
    path = tmp_path / "whole.jsonl"
    path.write_text(json.dumps(VISIT), "utf-8")
    assert ip4.Timeline.from_jsonl(path) == timeline


def test_no_digest_is_worked_out_that_nobody_asked_for(monkeypatch):
    head = json.dumps({"format": 1, "digest": ip4.Timeline.from_jsonl([json.dumps(VISIT)]).digest})

    def asked(value):
        raise AssertionError

    with pytest.raises(RecordError):
        ip4.Timeline.from_jsonl([head])
    monkeypatch.setattr(plain, "to_json", asked)
    assert len(ip4.Timeline.from_jsonl([json.dumps(VISIT)])) == 1
    assert len(ip4.Timeline.from_jsonl([head], verify=False)) == 0
    with pytest.raises(AssertionError):
        ip4.Timeline.from_jsonl([head, json.dumps(VISIT)])


@pytest.mark.parametrize("share", [0.5, 1])
def test_a_number_keeps_the_quick_reader(share):
    @ip4.register
    @attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
    class Shared(ip4.Event):
        kind = "shared"
        share: float | None = None

    try:
        data = {"kind": "shared", "id": "s", "occurred": "2023", "share": share}
        found = fast.read(data, ip4.Event)
        assert found == Shared(id="s", occurred="2023", share=share)
        assert type(found.share) is float
    finally:
        del kinds._KINDS["shared"]


def test_a_report_is_bounded_and_counts_the_rest():
    error = RecordError("many", [Fault("wrong", event=f"e{n:04}") for n in range(1234)])
    lines = str(error).splitlines()
    assert len(lines) == 102
    assert lines[-1] == "  and 1134 more"
    assert len(error.faults) == 1234


class Unwritable:
    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize("name", [10**5000, Unwritable()], ids=["huge", "unwritable"])
def test_an_error_can_always_be_written(name):
    assert str(UnknownNameError("kind", name, ["visit"])).startswith("no kind '<")
    assert str(UnknownNameError("kind", "visit", [name])) == "no kind 'visit'"


def frame_of(columns, names=None):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(columns)
    if names is not None:
        frame.columns = names
    return frame


def refused(make):
    with pytest.raises(ip4.TimelineError) as error:
        ip4.Timeline.from_frame(make())
    return str(error.value)


ROW = {name: [value] for name, value in VISIT.items()}


def test_columns_that_have_no_name_of_their_own_are_refused():
    pd = pytest.importorskip("pandas")
    levels = pd.MultiIndex.from_tuples([("a", name) for name in ROW])
    assert "is named ('a', 'kind'), which is no text" in refused(lambda: frame_of(ROW, levels))
    assert "is named 0, which is no text" in refused(lambda: frame_of(ROW, range(len(ROW))))
    twice = refused(lambda: frame_of(ROW, ["kind", "id", "id", "direction"]))
    assert twice == "the column 'id' stands twice: drop or rename one"


def test_arrow_of_odd_columns_is_refused_by_name():
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("arro3.core")
    twice = pa.table([["visit"], ["v"], ["w"]], names=["kind", "id", "id"])
    assert refused(lambda: twice) == "the column 'id' stands twice: drop or rename one"


def test_arrow_of_runs_is_read_or_refused_by_name(timeline):
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("arro3.core")
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([1], pa.int32()), pa.array(["visit"]))
    table = pa.table([runs, ["v"], ["2023-01-05"], ["to-nato"]], names=list(VISIT))
    try:
        assert ip4.Timeline.from_frame(table) == timeline
    except ip4.TimelineError as error:
        assert "the column 'kind'" in str(error)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, "1" * 5000, "nothing"])
def test_metadata_of_any_sort_are_read_or_refused(text):
    from ip4timeline.frames.incoming import from_rows

    with pytest.raises(RecordError):
        from_rows([VISIT], metadata={"ip4timeline.registries": text})


def test_metadata_that_are_no_texts_are_not_ours(timeline):
    frame = frame_of(ROW)
    frame.attrs.update({"ip4timeline.registries": {"people": 1}, 5: object()})
    assert ip4.Timeline.from_frame(frame) == timeline


def test_cells_of_numpy_and_missing_ones_are_read(timeline):
    pd, np = pytest.importorskip("pandas"), pytest.importorskip("numpy")
    row = {**VISIT, "seq": np.int64(0), "known": pd.NaT, "summary": pd.NA, "id": np.str_("v")}
    assert ip4.Timeline.from_frame([row]) == timeline
    with pytest.raises(RecordError) as error:
        ip4.Timeline.from_frame([{**VISIT, "seq": np.datetime64("2023-01-05")}])
    assert error.value.faults[0].field == "seq"
