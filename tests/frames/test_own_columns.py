"""Kinds of one's own in tables: a column for each field, nothing lost, no name taken twice."""

import csv
import datetime as dt
import enum
import io
import json
from decimal import Decimal
from typing import ClassVar, Literal

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine.events import kinds as registered
from ip4timeline.engine.events.columns import columns_of
from ip4timeline.engine.events.entry import Event as EngineEvent
from ip4timeline.engine.timeline.timeline import Timeline as EngineTimeline
from ip4timeline.frames.schema import event_columns, flat_columns
from ip4timeline.nato.columns import BESIDE
from ip4timeline.nato.kinds.every import BUILT_IN


class Risk(enum.IntEnum):
    LOW = 1
    HIGH = 2


@attrs.frozen(kw_only=True)
class Berth:
    pier: str = ""
    depth: float | None = None
    open: bool = True


@attrs.frozen(kw_only=True, order=False)
class PortCall(ip4.Event):
    """A vessel called."""

    kind: ClassVar[str] = "frames-port-call"

    vessel: str = attrs.field(default="", metadata={"meaning": "her name"})
    crew: int = 0
    announced: bool = False
    draught: float | None = None
    left: dt.date | None = None
    fee: Decimal | None = None
    window: ip4.When | None = None
    risk: Risk | None = None
    purpose: Literal["supply", "show"] = "supply"
    escorts: tuple[str, ...] = ()
    berth: Berth | None = None
    berths: tuple[Berth, ...] = ()
    pilots: tuple[ip4.Participant, ...] = ()
    instead: ip4.Event | None = None
    log: dict[str, int] = attrs.field(factory=dict, hash=False)


FULL = {
    "vessel": "Alba",
    "crew": 2**40,
    "announced": True,
    "draught": 6.5,
    "left": dt.date(2023, 7, 14),
    "fee": Decimal("1200.5"),
    "window": ip4.When("2023-07/2023-08"),
    "risk": Risk.HIGH,
    "purpose": "show",
    "escorts": ("Bea", "Cai"),
    "berth": Berth(pier="B", depth=9.25, open=False),
    "berths": (Berth(pier="C"), Berth(depth=4.0)),
    "pilots": (ip4.Participant(person="ann"), ip4.Participant(office="harbour-master")),
    "instead": ip4.Visit(id="p:instead", occurred="2023-07", direction="to-partner"),
}
COLUMNS = {
    "vessel": "text",
    "crew": "whole",
    "announced": "truth",
    "draught": "number",
    "left": "day",
    "fee": "money",
    "window": "text",
    "risk": "whole",
    "purpose": "text",
    "escorts": "list of text",
    "berth": "{pier: text, depth: number, open: truth}",
    "berths": "list of {pier: text, depth: number, open: truth}",
    "pilots": "list of {person: text, office: text, party: text, role: text, mode: text}",
    "instead": "json",
}


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(registered, "_KINDS", dict(registered._KINDS))  # forgotten afterwards
    ip4.register(PortCall)


def call(id="p", **fields):
    return PortCall(id=id, occurred="2023-07-12", partners=["japan"], **fields)


def arrow_of(table):
    pytest.importorskip("arro3.core")
    return table.to_arrow()


def polars_of(table):
    pytest.importorskip("arro3.core")
    pytest.importorskip("arro3.core")
    return pytest.importorskip("polars").DataFrame(table)


def pandas_of(table):
    pytest.importorskip("pandas")
    return table.to_pandas()


def duckdb_of(table):
    pytest.importorskip("arro3.core")
    pytest.importorskip("arro3.core")
    pytest.importorskip("duckdb")
    return table.to_duckdb()


def parquet_of(table):
    pytest.importorskip("arro3.io")
    out = io.BytesIO()
    frames.write_parquet(table, out)
    out.seek(0)
    return pytest.importorskip("pyarrow.parquet").read_table(out)


def rows_of(table):
    return list(table.rows)


def test_a_kind_of_your_own_has_a_column_for_each_field(kinds):
    table = frames.events(ip4.Timeline([call(**FULL)]))
    assert table.columns[: len(event_columns())] == event_columns()
    own = table.columns[len(event_columns()) :]
    assert {c.name: str(c.type) for c in own} == COLUMNS
    assert [c.meaning for c in own[:2]] == ["her name", "`crew` of `frames-port-call`"]
    row = next(table.rows)
    assert row["more"] is None
    assert {n: row[n] for n in ("vessel", "crew", "announced", "draught", "left", "fee")} == {
        n: FULL[n] for n in ("vessel", "crew", "announced", "draught", "left", "fee")
    }
    assert row["berth"] == {"pier": "B", "depth": 9.25, "open": False}
    assert row["berths"][0] == {"pier": "C", "depth": None, "open": True}


@pytest.mark.parametrize("make", [rows_of, arrow_of, polars_of, pandas_of, duckdb_of, parquet_of])
def test_own_fields_come_back_from_every_library(kinds, make):
    visit = ip4.Visit(id="v", occurred="2023", direction="to-nato")
    timeline = ip4.Timeline([call(**FULL), call("q"), visit])
    back = frames.from_frame(make(frames.events(timeline)))
    assert back == timeline
    assert back.digest == timeline.digest


def test_a_field_says_what_it_says_by_default(kinds):
    row = next(frames.events(ip4.Timeline([call()])).rows)
    assert (row["crew"], row["announced"], row["purpose"]) == (0, False, "supply")
    assert [row[n] for n in ("vessel", "draught", "left", "escorts", "berth")] == [None] * 5


def test_flat_and_csv_lose_no_field(kinds):
    timeline = ip4.Timeline([call(**FULL)])
    table = frames.flat(timeline)
    assert [c.name for c in table.columns] == [
        *(c.name for c in flat_columns()),
        *COLUMNS,
        "more",
    ]
    (row,) = csv.DictReader(io.StringIO(frames.csv_of(table).decode()))
    shown = {name: row[name] for name in COLUMNS}
    assert json.loads(shown.pop("instead"))["kind"] == "visit"
    assert json.loads(shown.pop("berth")) == {"pier": "B", "depth": 9.25, "open": False}
    assert [berth["pier"] for berth in json.loads(shown.pop("berths"))] == ["C", None]
    assert shown == {
        "vessel": "Alba",
        "crew": str(2**40),
        "announced": "True",
        "draught": "6.5",
        "left": "2023-07-14",
        "fee": "1200.5",
        "window": "2023-07/2023-08",
        "risk": "2",
        "purpose": "show",
        "escorts": "Bea;Cai",
        "pilots": "ann;harbour-master",
    }


def test_what_is_registered_and_does_not_occur_has_no_column(kinds):
    visit = ip4.Timeline([ip4.Visit(id="v", occurred="2023", direction="to-nato")])
    assert frames.events(visit).columns == event_columns()
    assert frames.flat(visit).columns == flat_columns()


def test_a_correction_may_bring_a_kind_of_your_own(kinds):
    visit = ip4.Visit(id="p", occurred="2023", direction="to-nato")
    correction = ip4.Correction(
        id="c", target="p", reason="A call.", replacement=call(vessel="Alba")
    )
    timeline = ip4.Timeline([visit, correction])
    assert next(frames.flat(timeline).rows)["vessel"] == "Alba"
    assert frames.from_frame(frames.events(timeline).rows) == timeline


@pytest.mark.parametrize(
    "odd",
    [
        {"crew": 2**70},
        {"fee": Decimal("1E+30")},
        {"fee": Decimal("0.0000001")},
        {"log": {"a": 1}},
    ],
)
def test_what_no_column_holds_exactly_stands_in_more(kinds, odd):
    timeline = ip4.Timeline([call(**odd)])
    for table in (frames.events(timeline), frames.flat(timeline)):
        (row,) = table.rows
        assert list(json.loads(row["more"])) == list(odd)
    if "log" not in odd:  # the codec reads no dict
        back = frames.from_frame(arrow_of(frames.events(timeline)))
        assert back.digest == timeline.digest


def test_two_types_of_one_name_stand_in_more(kinds):
    @ip4.register
    @attrs.frozen(kw_only=True, order=False)
    class Wreck(ip4.Event):
        """A vessel was lost."""

        kind: ClassVar[str] = "frames-wreck"
        vessel: int = 0
        depth: int = 0

    wreck = Wreck(id="w", occurred="2023", vessel=3, depth=7)
    timeline = ip4.Timeline([call(vessel="Alba"), wreck])
    table = frames.events(timeline)
    rows = {row["id"]: row for row in table.rows}
    assert "vessel" not in table.data
    assert json.loads(rows["p"]["more"]) == {"vessel": "Alba"}
    assert json.loads(rows["w"]["more"]) == {"vessel": 3}
    assert rows["w"]["depth"] == 7
    assert [c.name for c in table.columns][-1] == "depth"  # in the order of registration
    assert frames.from_frame(rows_of(table)) == timeline
    alone = frames.events(ip4.Timeline([wreck]))
    assert alone.columns[-2:] == (columns_of(Wreck)["vessel"], columns_of(Wreck)["depth"])
    assert frames.from_frame(rows_of(alone)).event("w") == wreck


def test_a_kind_that_is_not_registered_is_named(kinds, monkeypatch):
    rows = rows_of(frames.events(ip4.Timeline([call(vessel="Alba")])))
    monkeypatch.delitem(registered._KINDS, "frames-port-call")
    with pytest.raises(ip4.RecordError) as caught:
        frames.from_frame(rows)
    assert "vessel: unknown column" in str(caught.value)
    assert "register the kind of your own" in str(caught.value)


def test_frames_of_an_older_version_are_brought_up_to_date(kinds, monkeypatch):
    monkeypatch.setattr(registered, "_UPCASTERS", dict(registered._UPCASTERS))

    @ip4.register
    @attrs.frozen(kw_only=True, order=False)
    class Launch(ip4.Event):
        """A vessel was launched."""

        kind: ClassVar[str] = "frames-launch"
        version: ClassVar[int] = 2
        vessel: str
        tons: int = 0

    @ip4.upcaster("frames-launch", from_version=1)
    def renamed(data):
        rest = {k: v for k, v in data.items() if k not in ("name", "tons")}
        return {**rest, "vessel": data["name"], "tons": int(data["tons"])}

    old = {"id": "l", "kind": "frames-launch", "occurred": "2023", "name": "Alba", "tons": "90"}
    (event,) = frames.from_frame([old])
    assert (event.vessel, event.tons) == ("Alba", 90)
    (event,) = frames.from_frame(arrow_of(frames.events(ip4.Timeline([event]))))
    assert (event.vessel, event.tons) == ("Alba", 90)
    with pytest.raises(ip4.RecordError) as caught:
        frames.from_frame([old | {"version": 2}])
    assert "name: unknown column" in str(caught.value)


@pytest.mark.parametrize("name", BESIDE)
def test_the_name_of_a_column_beside_the_fields_is_refused(kinds, name):
    cls = attrs.make_class("Odd", {name: attrs.field(default="", type=str)}, (ip4.Event,))
    cls = type.__new__(type(cls), "Odd", (cls,), {"kind": "frames-odd", "__slots__": ()})
    cls = attrs.frozen(kw_only=True, order=False)(cls)
    with pytest.raises(ip4.EventError) as caught:
        ip4.register(cls)
    assert caught.value.field == name
    assert caught.value.remedy == "call the field otherwise" or name == "kind"
    assert "frames-odd" not in ip4.kinds()


def test_a_field_of_another_type_than_that_of_the_package_is_refused(kinds):
    with pytest.raises(ip4.EventError, match="amount: stands in tables as money, and in") as caught:

        @ip4.register
        @attrs.frozen(kw_only=True, order=False)
        class Sale(ip4.Event):
            """Something was sold."""

            kind: ClassVar[str] = "frames-sale"
            amount: int = 0

    assert caught.value.field == "amount"
    assert "frames-sale" not in ip4.kinds()


def test_a_field_of_the_same_type_shares_the_column(kinds):
    @ip4.register
    @attrs.frozen(kw_only=True, order=False)
    class Inspection(ip4.Event):
        """A vessel was looked at."""

        kind: ClassVar[str] = "frames-inspection"
        outcome: Literal["clean", "dirty"] = "clean"
        target: str = ""

    timeline = ip4.Timeline([Inspection(id="i", occurred="2023", outcome="dirty", target="Alba")])
    assert frames.events(timeline).columns == event_columns()
    (row,) = frames.flat(timeline).rows
    assert (row["outcome"], row["target"]) == ("dirty", "Alba")  # amendments have targets as well
    assert frames.from_frame(rows_of(frames.events(timeline))) == timeline


def test_the_names_beside_the_fields_are_those_of_the_tables():
    fields = {name for cls in BUILT_IN for name in columns_of(cls)}
    columns = {c.name for c in (*event_columns(), *flat_columns())}
    assert set(BESIDE) == columns - fields


def test_columns_of_fields_have_the_types_of_the_fields():
    columns = {c.name: c for c in event_columns()}
    for cls in BUILT_IN:
        for name, column in columns_of(cls).items():
            assert columns[name] == column, f"{cls.kind}.{name}"


def test_a_domain_without_partners_has_tables_too(kinds):
    @registered.register
    @attrs.frozen(kw_only=True, order=False)
    class Match(EngineEvent):
        """Two clubs played."""

        kind: ClassVar[str] = "frames-match"
        clubs: tuple[str, ...] = ()
        level: int = 0  # the package has another: no kind of this domain is refused for it
        until: str = ""

    match = Match(id="m", occurred="2023-07", clubs=("a", "b"), level=2, until="dusk", summary="S.")
    timeline = EngineTimeline([match])
    table = frames.events(timeline)
    (row,) = table.rows
    assert (row["partners"], row["partners_iso3"], row["setting"]) == (None, None, None)
    assert (row["earliest"], row["known"]) == (dt.date(2023, 7, 1), dt.date(2023, 7, 31))
    assert (row["clubs"], row["level"]) == (["a", "b"], None)
    assert json.loads(row["more"]) == {"level": 2, "until": "dusk"}
    assert frames.from_frame(rows_of(table), EngineTimeline) == timeline
    assert next(frames.flat(timeline).rows)["clubs"] == "a;b"
    pytest.importorskip("arro3.core")
    assert frames.from_frame(timeline.to_arrow(), EngineTimeline) == timeline
