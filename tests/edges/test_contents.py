"""Reading is a function of the contents, or refuses: equal contents, equal digests, one order."""

import itertools
import json
from decimal import Decimal

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import from_data, structure, to_data, to_json
from ip4timeline.engine.events import kinds
from ip4timeline.frames import events, from_frame
from ip4timeline.frames.incoming import from_rows
from ip4timeline.record.compiled import compile_record, decompile

ANN, BEN = {"id": "ann", "name": "Ann"}, {"id": "ben", "name": "Ben"}
VISIT = {"kind": "visit", "id": "v", "occurred": "2023-01-05", "direction": "to-nato"}
TWICE = json.dumps(VISIT).replace("{", '{"id": "w", ', 1)


def people(*rows):
    return ip4.Registries(people=[structure(row, ip4.Person) for row in rows])


def coverage(**more):
    given = {"series": "visit", "kinds": ["visit"], "period": "2023/2024", "state": "complete"}
    return structure({**given, **more}, ip4.Coverage)


def test_registries_have_one_order_by_every_way_in():
    wanted = people(ANN, BEN)
    assert structure({"people": [BEN, ANN]}, ip4.Registries) == wanted == people(BEN, ANN)
    timeline = ip4.Timeline([from_data(VISIT)], wanted)
    data = json.loads(compile_record(timeline))
    data["registries"]["people"].reverse()
    assert decompile(json.dumps(data)) == timeline
    about = {"ip4timeline.registries": json.dumps({"people": [BEN, ANN]})}
    assert from_rows([VISIT], metadata=about).digest == timeline.digest
    head, first, second, *rest = timeline.to_jsonl()
    assert ip4.Timeline.from_jsonl([head, second, first, *rest]) == timeline


def test_coverage_has_one_order_whatever_it_says():
    rows = [coverage(), coverage(state="sampled"), coverage(basis="counted")]
    found = {ip4.Registries(coverage=order) for order in itertools.permutations(rows)}
    assert len(found) == 1


def test_a_row_that_comes_twice_counts_once():
    twice = people(ANN, ANN)
    assert twice == people(ANN)
    assert to_json(twice) == to_json(people(ANN))
    line = json.dumps({"registry": "person", **ANN})
    assert ip4.Timeline.from_jsonl([line, line]).registries == people(ANN)


def test_two_rows_of_one_id_are_refused():
    other = {**ANN, "name": "Another"}
    with pytest.raises(ip4.EventError, match="two rows have the id 'ann' and differ"):
        people(ANN, other)
    lines = [json.dumps({"registry": "person", **row}) for row in (ANN, BEN, other)]
    with pytest.raises(ip4.RecordError) as refused:
        ip4.Timeline.from_jsonl(lines)
    (fault,) = refused.value.faults
    assert (fault.line, fault.event, fault.field) == (3, "ann", "id")
    assert fault.remedy == "The first is line 1; give one another id"
    with pytest.raises(ip4.RecordError) as refused:
        structure({"people": [ANN, other]}, ip4.Registries)
    assert "two rows have the id 'ann' and differ" in str(refused.value)


def test_two_rows_of_one_id_in_event_files_are_named_with_their_lines(tmp_path):
    row = '[[person]]\nid = "ann"\nname = "{}"\n'
    (tmp_path / "people.toml").write_text(row.format("Ann") + row.format("Another"))
    with pytest.raises(ip4.RecordError) as refused:
        ip4.load(tmp_path)
    assert [str(fault) for fault in refused.value.faults if fault.field == "id"] == [
        "people.toml:5: ann: id: a second person has this id. "
        "The first is at people.toml:1; give one another id"
    ]


@pytest.mark.parametrize(
    "read",
    [
        lambda: ip4.Timeline.from_jsonl([TWICE]),
        lambda: ip4.Timeline.from_jsonl(["", TWICE]),
        lambda: decompile(compile_record(ip4.Timeline()).replace("{", '{"format":1,', 1)),
        lambda: from_rows([{**VISIT, "more": '{"city": "a", "city": "b"}'}]),
        lambda: from_rows([VISIT], metadata={"ip4timeline.registries": '{"a": 1, "a": 2}'}),
    ],
)
def test_a_key_that_stands_twice_is_refused(read):
    with pytest.raises(ip4.RecordError) as refused:
        read()
    assert "stands twice in one object" in str(refused.value)


def support(amount):
    return ip4.Support(
        id="s",
        occurred="2023-01-01",
        recipient="ukraine",
        stage="paid",
        amount=amount,
        currency="USD",
    )


@pytest.mark.parametrize(
    ("one", "other"), [("-0", "0"), ("0.00", "0"), ("1.50", "1.5"), ("1E+3", 1000), ("100", "1e2")]
)
def test_equal_amounts_have_equal_digests(one, other):
    assert support(one) == support(other)
    assert ip4.Timeline([support(one)]).digest == ip4.Timeline([support(other)]).digest


@pytest.fixture
def measured():
    """A kind of one's own with numbers that nobody puts in order."""

    @ip4.register
    @attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
    class Measured(ip4.Event):
        kind = "measured"
        share: float | None = None
        exact: Decimal | None = None

    yield Measured
    del kinds._KINDS["measured"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"share": 0.0}, {"share": -0.0}),
        ({"share": 1}, {"share": 1.0}),
        ({"exact": Decimal("1.0")}, {"exact": Decimal("1")}),
        ({"exact": Decimal("-0")}, {"exact": Decimal("0.0")}),
        ({"exact": Decimal("1E+90")}, {"exact": Decimal("10E+89")}),
    ],
)
def test_equal_numbers_of_kinds_of_ones_own_have_equal_digests(measured, one, other):
    first, second = (measured(id="m", occurred="2023-01-01", **m) for m in (one, other))
    assert first == second
    assert to_json(first) == to_json(second)
    assert from_data(to_data(first)) == first
    timeline = ip4.Timeline([first])
    assert timeline.digest == ip4.Timeline([second]).digest
    assert from_frame(list(events(timeline).rows)).digest == timeline.digest
