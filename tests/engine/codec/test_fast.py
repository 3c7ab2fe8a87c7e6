"""The quick way reads what the converter reads, and gives the same or nothing."""

import json
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine.codec import fast as reading
from ip4timeline.engine.codec.fast import read
from ip4timeline.engine.codec.plain import from_data, to_data
from ip4timeline.engine.codec.strict import CONVERTER
from ip4timeline.engine.events.entry import Entry
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.nato.registries import Registries
from ip4timeline.testing import timelines

MEETING = {"kind": "meeting", "id": "m", "occurred": "2023-07-12", "partners": ["japan"]}


def plain(value):
    return json.loads(json.dumps(to_data(value)))


@given(timelines())
def test_the_quick_way_gives_what_the_converter_gives(timeline):
    for entry in timeline.entries:
        data = plain(entry)
        found = read(data, Entry)
        if found is not None:
            assert found == CONVERTER.structure(data, Entry) == entry
            assert hash(found) == hash(entry)


def test_every_built_in_kind_and_registry_has_a_quick_way():
    classes = [*BUILT_IN, *(cls for _, cls in Registries.tables().values()), Registries]
    assert not [cls for cls in classes if reading.steps_of(cls) is None]


def test_the_whole_record_goes_the_quick_way(record):
    for entry in record.entries:
        assert read(plain(entry), Entry) == entry
    assert read(plain(record.registries), Registries) == record.registries


def reasons(data):
    with pytest.raises(ip4.RecordError) as caught:
        from_data(data)
    return [str(fault) for fault in caught.value.faults]


def change(field, value):
    return {**MEETING, field: value}


@pytest.mark.parametrize(
    "data",
    [
        change("kind", "meting"),
        change("kind", None),
        change("version", 2),
        change("version", True),
        change("version", "1"),
        change("occurred", "2023-13"),
        change("occurred", 20230712),
        change("known", "2023"),
        change("known", "2023-07-11"),
        change("partners", "japan"),
        change("partners", ["northkorea"]),
        change("partners", [740.0]),
        change("partners", [["japan"]]),
        change("counterparts", [1]),
        change("counterparts", ("nato",)),
        change("cites", [{"source": ""}]),
        change("cites", ["s"]),
        change("mode", "by-post"),
        change("mode", None),
        change("seq", True),
        change("seq", 1.0),
        change("summary", 1),
        change("id", ""),
        change("plase", "Tokyo"),
        {k: v for k, v in MEETING.items() if k != "id"},
        [],
        "meeting",
        None,
    ],
)
def test_what_is_odd_is_left_to_the_converter(data):
    assert read(data, Entry) is None


def test_what_the_quick_way_leaves_the_codec_still_reads_or_explains():
    assert from_data(change("partners", [740])) == from_data(MEETING)
    assert reasons(change("plase", "Tokyo")) == ["m: plase: unknown field. Did you mean 'place'?"]


class Side(StrEnum):
    NATO = "nato"


def test_members_of_an_enumeration_of_texts_are_their_texts_either_way():
    first = from_data(change("counterparts", [Side.NATO]))
    from_data(change("counterparts", ["nato"]))
    again = from_data(change("counterparts", [Side.NATO]))
    assert [type(e.counterparts[0]) for e in (first, again)] == [str, str]


def test_dates_and_short_lists_are_shared():
    one = from_data(change("counterparts", ["nato", "eu"]))
    two = from_data({**change("counterparts", ["nato", "eu"]), "id": "n"})
    assert one.counterparts is two.counterparts
    assert one.occurred is two.occurred
    assert one.partners is two.partners


def test_a_kind_with_checks_of_its_own_keeps_them():
    @attrs.frozen(kw_only=True, order=False)
    class PortVisit(ip4.Event):
        kind = "port-visit-of-reading"
        tonnage: int = 0

        def __attrs_post_init__(self):
            super().__attrs_post_init__()
            if self.tonnage > 10:
                raise ip4.EventError("tonnage", "too big")

    data = {k: v for k, v in MEETING.items() if k != "kind"}
    assert read({**data, "tonnage": 11}, PortVisit) is None


def test_a_kind_that_was_not_asked_for_is_not_read():
    assert read(MEETING, ip4.Meeting) == read(MEETING, ip4.Event) == read(MEETING, Entry)
    correction = {"kind": "correction", "id": "c", "target": "m", "reason": "r"}
    assert read({**correction, "replacement": MEETING}, Entry) is not None
    assert read({**correction, "replacement": MEETING}, ip4.Event) is None


def test_converters_and_validators_of_a_kind_of_ones_own_are_kept():
    @attrs.frozen(kw_only=True, order=False)
    class Toll(ip4.Event):
        kind = "toll-of-reading"
        draught: int = attrs.field(default=1, converter=abs)
        ships: int = attrs.field(default=1, validator=attrs.validators.gt(0))
        price: Decimal = Decimal(1)

    data = {k: v for k, v in MEETING.items() if k != "kind"}
    found = read({**data, "draught": -7, "ships": 2, "price": "2.50"}, Toll)
    assert (found.draught, found.ships, found.price) == (7, 2, Decimal("2.50"))
    assert read({**data, "ships": 0}, Toll) is None


def test_a_class_with_an_init_of_its_own_is_left_to_the_converter():
    @attrs.frozen
    class Odd:
        a: int

        def __init__(self, a):
            self.__attrs_init__(a + 1)

    assert read({"a": 1}, Odd) is None


NAMES = st.sampled_from(["kind", "id", "occurred", "asserts", "cites", "known"])
PLAIN = st.deferred(
    lambda: st.none() | st.booleans() | st.text() | st.lists(PLAIN) | st.dictionaries(NAMES, PLAIN)
)


@given(PLAIN)
def test_nothing_makes_the_quick_way_fail(data):
    read(data, Entry)


def test_a_report_of_a_report_without_end_is_refused():
    data = {**MEETING}
    for _ in range(40):
        data = {"kind": "report", "id": "r", "occurred": "2023", "medium": "m", "asserts": data}
    assert read(data, Entry) is None
    assert reasons(data) == ["r: nested too deeply. Write it flatter"]


# Fields of other types


class Step(IntEnum):
    ONE = 1
    TWO = 2


class Mixed(Enum):
    TEXT = "text"
    NUMBER = 7


class Share(Enum):
    HALF = 0.5
    WHOLE = 1.0


class Answer(Enum):
    YES = True
    NO = False


@attrs.frozen
class Reading:
    value: float = 0.0
    step: Step = Step.ONE


NOTHING = object()
FIELDS = [
    (float, [0.5, 2, -3]),
    (float | None, [None, 0.5, 2]),
    (int | None, [None, 3]),
    (Decimal | None, [None, "1.5", 2]),
    (ip4.When | None, [None, "2023-07"]),
    (Side | None, [None, "nato"]),
    (Step, [1, 2]),
    (Mixed, ["text", 7]),
    (Share, [0.5, 1.0]),
    (Answer, [True, False]),
    (ip4.Partner, ["japan", 740]),
    (ip4.Level | None, [None, "minister"]),
    (Literal[1, 2], [1, 2]),
    (Literal["a", 1] | None, ["a", 1, None]),
    (tuple[float, ...], [[], [0.5, 1.5]]),
    (tuple[Mixed, ...], [["text", 7]]),
    (Reading, [{}, {"value": 2, "step": 2}, {"value": 0.5}]),
    (tuple[Reading, ...], [[{"value": 1}, {"step": 1}]]),
]
ODD = [True, 1, 1.0, 0.5, 7, "7", "text", "japan", "2023-07", None, [], [1], [None], {}, 10**400]


def kind_with(hint, number=[0], **more):  # noqa: B006 - counts the kinds
    number[0] += 1
    body = {"__annotations__": {"extra": hint}, "extra": attrs.field(default=NOTHING, **more)}
    cls = type("Odd", (ip4.Event,), {"kind": f"odd-reading-{number[0]}", **body})
    return attrs.frozen(kw_only=True)(cls)


def with_extra(value):
    return {"id": "m", "occurred": "2023-07-12", "extra": value}


def slow(data, cls):
    try:
        return CONVERTER.structure(data, cls)
    except Exception:
        return None


@pytest.mark.parametrize(("hint", "values"), FIELDS, ids=[str(hint) for hint, _ in FIELDS])
def test_a_field_of_any_type_keeps_the_quick_way(hint, values):
    cls = kind_with(hint)
    for value in values:
        found = read(with_extra(value), cls)
        assert found is not None, value
        assert found == slow(with_extra(value), cls)
        assert type(found.extra) is type(slow(with_extra(value), cls).extra)
        assert read(plain(found), cls) == found  # and it is written so that it comes back
    for value in ODD:
        found = read(with_extra(value), cls)
        assert found is None or repr(found) == repr(slow(with_extra(value), cls)), value


@pytest.mark.parametrize("name", ["choice", "converted", "optional"])
def test_what_checks_and_converters_say_of_a_value_is_kept(name):
    from ip4timeline.engine.events.fields import one_of

    cls = {
        "choice": lambda: kind_with(Literal[1, 2], validator=one_of(Literal[1, 2])),
        "converted": lambda: kind_with(float | None, converter=lambda v: -1.0 if v is None else v),
        "optional": lambda: kind_with(Literal["a"] | None, validator=one_of(Literal["a"])),
    }[name]()
    for value in [*ODD, "a"]:
        found = read(with_extra(value), cls)
        assert found is None or repr(found) == repr(slow(with_extra(value), cls)), value


CLASSES = [*BUILT_IN, *(cls for _, cls in Registries.tables().values())]


@pytest.mark.parametrize("cls", CLASSES, ids=[cls.__name__ for cls in CLASSES])
def test_any_field_that_is_null_is_read_as_the_converter_reads_it(cls, record):
    rows = [
        *record.entries,
        *(r for f, _ in Registries.tables().values() for r in getattr(record.registries, f)),
    ]
    data = next((plain(row) for row in rows if type(row) is cls), None)
    if data is None:
        pytest.skip("the record has none")
    data.pop("kind", None)
    for field in attrs.fields(cls):
        for value in (None, 1, 0.5, True, "x"):
            changed = {**data, field.name: value}
            found = read({"kind": cls.kind, **changed} if issubclass(cls, Entry) else changed, cls)
            if found is not None:
                assert repr(found) == repr(CONVERTER.structure(changed, cls)), (field.name, value)


def test_an_enumeration_of_numbers_goes_through_a_frame_and_back():
    cls = ip4.register(kind_with(Share))
    try:
        timeline = ip4.Timeline([cls(id="m", occurred="2023-07-12", extra=Share.HALF)])
        rows = list(frames.events(timeline).rows)
        assert rows[0]["extra"] == 0.5
        assert ip4.Timeline.from_frame(rows) == timeline
        assert [row["extra"] for row in frames.versions(timeline).rows] == [0.5]
        (reason,) = reasons({**with_extra(0.6), "kind": cls.kind})
        assert "0.6" in reason
        assert "0.5" in reason
    finally:
        from ip4timeline.engine.events import kinds

        del kinds._KINDS[cls.kind]
