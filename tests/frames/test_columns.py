"""Tables by columns and by rows: one meaning and the same faults; the columns are quicker."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Event as EngineEvent
from ip4timeline.frames.reading.rows import RowReader
from ip4timeline.testing import timelines

pytest.importorskip("arro3.core")
pa = pytest.importorskip("pyarrow")

from ip4timeline.frames.adapters import arrow  # noqa: E402 - an optional library


@ip4.register
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Reading(EngineEvent):
    """A kind of one's own on the engine alone, with a field of each sort of number."""

    kind: ClassVar[str] = "test-columns-reading"

    station: str = ""
    level: float = 0.0
    count: int = 0
    checked: bool = False
    price: Decimal | None = None
    tags: tuple[str, ...] | None = None


def outcome(read):
    """What a reading gives: the timeline, or every fault of it."""
    try:
        timeline = read()
    except ip4.RecordError as error:
        return [(f.file, f.line, f.event, f.field, f.reason, f.remedy) for f in error.faults]
    except TimelineError as error:
        return str(error)
    return timeline, timeline.digest


def both(table, **options):
    """What columns and rows make of a table, which must be the same."""

    def by_rows():
        rows, columns, metadata = arrow.rows_of(table)
        return frames.from_rows(rows, columns=columns, metadata=metadata, **options)

    columns = outcome(lambda: frames.from_frame(table, **options))
    assert columns == outcome(by_rows)
    return columns


SOUND = {
    "id": ["a", "b", "c", "d"],
    "kind": ["meeting", "visit", "meeting", "support"],
    "occurred": ["2023-07", "2023-07-11", "2024", "2024-02-03"],
    "known": [dt.date(2023, 8, 1), dt.date(2023, 7, 11), None, dt.date(2024, 2, 4)],
    "partners": [["japan"], ["korea"], ["japan", "australia"], ["japan"]],
    "direction": [None, "to-nato", None, None],
    "mode": ["by-phone", None, None, None],
    "seq": [0, 1, 2, 3],
    "recipient": [None, None, None, "ukraine"],
    "stage": [None, None, None, "pledged"],
    "amount": [None, None, None, Decimal("1.50")],
    "currency": [None, None, None, "JPY"],
    "participants": [[{"person": "p", "role": None}], None, [], None],
    "cites": [[{"source": "s", "announces": True}], [], [{"source": "s", "announces": False}], []],
    "summary": ["Talk.", "", None, "Ärzte 日本"],
}


def changed(**columns):
    return pa.table({**SOUND, **columns})


def cell(name, at, value):
    """The table with one cell changed."""
    return changed(**{name: [value if n == at else old for n, old in enumerate(SOUND[name])]})


DAMAGES = {
    "sound": pa.table(SOUND),
    "in pieces": pa.concat_tables([pa.table(SOUND)[:1], pa.table(SOUND)[1:]]),
    "a piece of it": pa.table(SOUND)[2:],
    "no rows": pa.table(SOUND)[:0],
    "one kind": pa.table(SOUND).filter(pa.array([True, False, True, False])),
    "wrong type of a text": changed(summary=[1, 2, 3, 4]),
    "wrong type of a day": cell("known", 1, None).set_column(
        3, "known", pa.array(["2023-08-01", "2023-07-11", None, "2024-02-31"])
    ),
    "days with a time": changed(known=[dt.datetime(2023, 8, 1, hour) for hour in range(4)]),
    "days as numbers": changed(known=[1, 2, 3, 4]),
    "dates as days": changed(occurred=[dt.date(2023, 7, day) for day in range(1, 5)]),
    "whole numbers as floats": changed(seq=[0.0, 1.0, 2.5, float("nan")]),
    "whole numbers as booleans": changed(seq=[True, False, True, None]),
    "a number out of bounds": changed(seq=[2**40, 1, 2, 3]),
    "a text for a list": changed(partners=["japan", "korea", "japan", "japan"]),
    "an empty list": cell("partners", 1, []),
    "lists of nothing": changed(partners=[[], [], [], []]),
    "a list with a hole": cell("partners", 2, ["japan", None]),
    "an unknown partner": cell("partners", 1, ["north korea"]),
    "a partner by its code": cell("partners", 1, ["KOR"]),
    "a partner twice": cell("partners", 2, ["japan", "JPN"]),
    "no id": cell("id", 2, None),
    "an empty id": cell("id", 2, ""),
    "an id twice": cell("id", 2, "a"),
    "an id thrice": changed(id=["a", "a", "b", "a"]),
    "no kind": cell("kind", 0, None),
    "an unknown kind": cell("kind", 0, "meting"),
    "another kind": cell("kind", 0, "attendance"),
    "a kind of numbers": changed(kind=[1, 2, 3, 4]),
    "a date that cannot be": cell("occurred", 1, "2023-02-30"),
    "no date": cell("occurred", 1, None),
    "known before it was seen": cell("known", 1, dt.date(2020, 1, 1)),
    "an odd choice": cell("mode", 0, "by-post"),
    "a missing field": cell("direction", 1, None),
    "a field of another kind": cell("direction", 0, "to-nato"),
    "an amount of no currency": cell("currency", 3, None),
    "an inexact amount": changed(amount=[None, None, None, 1.5]),
    "an amount that is not one": changed(amount=[None, None, None, float("nan")]),
    "an unknown field of a record": cell("cites", 0, [{"source": "s", "page": "2"}]),
    "a record without what it needs": cell("cites", 0, [{"announces": True}]),
    "an empty text in a record": cell("participants", 0, [{"person": "", "role": ""}]),
    "an unknown column": changed(sumary=["x", None, None, None]),
    "no column of ids": pa.table(SOUND).drop(["id"]),
    "no column of kinds": pa.table(SOUND).drop(["kind"]),
    "nothing in a column": changed(notes=pa.nulls(4)),
    "a version": changed(version=[1, None, 1, 1]),
    "a version to come": changed(version=[1, 2, 1, 1]),
    "a version of floats": changed(version=[1.0, float("nan"), 1.0, 1.0]),
    "accounts": changed(account=["standing", "standing", None, "standing"]),
    "an account that is not so": changed(account=["standing", "superseded", None, "standing"]),
    "an amendment that is none": changed(account=["standing", "amendment", None, "standing"]),
    "an odd account": changed(account=["ok", "standing", None, "standing"]),
    "more": changed(more=[None, "{}", '{"seq": 3}', "{"]),
    "an early bound": changed(earliest=[dt.date(2023, 7, 2), dt.date(2023, 7, 11), None, None]),
    "codes": changed(cameo=["04", "04", "04", "03"], plover=["CONSULT"] * 3 + ["AGREE"]),
    "another code": changed(cameo=["04", "04", None, "03"]),
    "other numbers of partners": changed(partners_cow=[[740], [732], [740], [740]]),
    "confidence is passed over": changed(confidence=["x", "y", None, "z"]),
    "texts of categories": pa.table(SOUND).set_column(
        1, "kind", pa.array(SOUND["kind"]).dictionary_encode()
    ),
    "large texts": pa.table(SOUND).set_column(0, "id", pa.array(SOUND["id"], pa.large_string())),
    "a duration": changed(seq=[dt.timedelta(1)] * 4),
    "not ours": pa.table(SOUND).replace_schema_metadata({"ip4timeline.table": "spells"}),
    "a horizon": pa.table(SOUND).replace_schema_metadata({"ip4timeline.horizon": "2023-12-31"}),
    "a horizon and accounts": changed(account=["standing"] * 4).replace_schema_metadata(
        {"ip4timeline.horizon": "2023-12-31"}
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_table_says_the_same_by_columns_and_by_rows(name):
    both(DAMAGES[name])


def test_the_damages_are_found_and_the_rest_is_read():
    refused = {name for name, table in DAMAGES.items() if not isinstance(both(table), tuple)}
    assert len(refused) > 35
    assert {"sound", "in pieces", "codes", "accounts", "nothing in a column"}.isdisjoint(refused)
    assert both(DAMAGES["an id twice"]) == [
        (
            "frame",
            3,
            "a",
            "id",
            "a second row has this id",
            "The first is row 1; give one another id",
        )
    ]
    (fault,) = both(DAMAGES["an unknown partner"])
    assert fault[1:4] == (2, "b", "partners.0")


@given(timelines(), st.data())
def test_drawn_tables_say_the_same_whatever_is_changed_in_them(timeline, data):
    table = pa.table(frames.events(timeline))
    assert both(table)[1] == timeline.digest
    if not table.num_rows:
        return
    name = data.draw(st.sampled_from([n for n in table.column_names if n != "confidence"]))
    column = table.column(name).to_pylist()
    at = data.draw(st.integers(0, len(column) - 1))
    column[at] = data.draw(st.sampled_from([None, *column]))
    place = table.column_names.index(name)
    both(table.set_column(place, table.field(name), pa.array(column, table.field(name).type)))


NUMBERS = {
    "id": ["a", "b", "c"],
    "occurred": ["2024-01-01", "2024-01-02", "2024-01"],
    "station": ["x", None, ""],
    "level": [1.5, float("nan"), -0.0],
    "count": [1, None, 3],
    "checked": [True, None, False],
    "price": [Decimal("1.50"), None, Decimal(2)],
    "tags": [["t"], None, []],
}


def test_one_kind_for_a_table_without_such_a_column():
    table = pa.table(NUMBERS)
    found, _ = both(table, kind=Reading)
    assert found.event("b") == Reading(id="b", occurred="2024-01-02")
    assert found.event("c").tags == ()
    assert both(table, kind="test-columns-reading") == both(table, kind=Reading)
    assert ip4.Timeline.from_arrow(table, kind=Reading) == found
    for other in ([1, 2, 3], [1.0, 2.0, None], ["a", "b", "c"], [True, True, False]):
        both(table.set_column(3, "level", pa.array(other)), kind=Reading)
        both(table.set_column(4, "count", pa.array(other)), kind=Reading)
        both(table.set_column(5, "checked", pa.array(other)), kind=Reading)
        both(table.set_column(6, "price", pa.array(other)), kind=Reading)


def test_a_kind_that_is_said_twice_or_is_not_known_is_refused():
    with_kind = pa.table({**NUMBERS, "kind": ["meeting"] * 3})
    assert both(with_kind, kind=Reading)[0][3:5] == (
        "kind",
        "is a column of the table, and kind= says the kind of every row",
    )
    with pytest.raises(ip4.UnknownNameError, match="did you mean 'meeting'"):
        frames.from_frame(pa.table(NUMBERS), kind="meting")
    rows = [{"id": "a", "kind": "meeting", "occurred": "2024"}]
    assert outcome(lambda: frames.from_frame(rows, kind="meeting"))[0][1:4] == (1, "a", "kind")
    made = frames.from_frame([{"id": "a", "occurred": "2024"}], kind=ip4.Meeting)
    assert made.event("a").kind == "meeting"


def test_sound_rows_are_not_read_one_by_one(record, monkeypatch):
    one_by_one = []
    read = RowReader.read

    def counted(self, number, row):
        one_by_one.append(row["kind"])
        return read(self, number, row)

    monkeypatch.setattr(RowReader, "read", counted)
    assert ip4.Timeline.from_arrow(pa.table(frames.events(record))) == record
    assert set(one_by_one) <= {"report", "correction", "retraction"}


def test_a_stream_is_read_a_batch_at_a_time_and_says_how_far_it_is():
    taken = []

    def batches():
        for number in range(3):
            taken.append(number)
            yield pa.record_batch({"id": [f"m{number}"], "occurred": ["2024"]})

    schema = pa.schema({"id": pa.string(), "occurred": pa.string()})
    heard = []
    stream = pa.RecordBatchReader.from_batches(schema, batches())
    timeline = ip4.Timeline.from_arrow(
        stream, kind="meeting", progress=lambda rows: heard.append((rows, len(taken)))
    )
    assert len(timeline) == 3
    assert heard == [(1, 1), (2, 2), (3, 3)]
    far = []
    rows = ({"id": f"m{n}", "kind": "meeting", "occurred": "2024"} for n in range(20_000))
    frames.from_frame(rows, progress=far.append)
    assert far == [16_384, 20_000]


def test_a_large_batch_is_looked_at_in_parts(monkeypatch):
    monkeypatch.setattr(arrow, "_ROWS", 3)
    table = pa.concat_tables([pa.table(SOUND)]).combine_chunks()
    found, digest = both(table)
    assert (len(found), digest) == (4, both(DAMAGES["sound"])[1])


def test_parquet_is_read_by_columns(tmp_path):
    pytest.importorskip("arro3.io")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table(NUMBERS), tmp_path / "readings.parquet")
    heard = []
    timeline = frames.read_parquet(
        tmp_path / "readings.parquet", kind=Reading, progress=heard.append
    )
    assert timeline == frames.from_frame(pa.table(NUMBERS), kind=Reading)
    assert heard == [3]
