"""Events to plain data and back."""

import json
from typing import ClassVar

import attrs
import pytest
from hypothesis import given

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import from_data, structure, to_data, to_json
from ip4timeline.engine.events import kinds as vocabulary
from ip4timeline.testing import events, timelines

ATTENDANCE = {
    "kind": "attendance",
    "id": "x",
    "occurred": "2025-06-25",
    "partners": ["japan"],
    "occasion": "o",
    "delegates": [{"level": "minister", "person": "p"}],
    "cites": [{"source": "s"}],
}


def faults(data, cls=None):
    with pytest.raises(ip4.RecordError) as error:
        structure(data, cls or ip4.Entry)
    return error.value.faults


@given(events())
def test_law_round_trip_of_every_kind(event):
    data = to_data(event)
    assert from_data(data) == event
    assert from_data(json.loads(json.dumps(data))) == event
    assert to_data(from_data(data)) == data


@given(timelines())
def test_law_round_trip_of_amendments(timeline):
    for entry in timeline.entries:
        assert from_data(json.loads(to_json(entry))) == entry


def test_plain_data_says_only_what_the_event_says():
    assert to_data(from_data(ATTENDANCE)) == ATTENDANCE


def test_json_is_in_one_order_and_leaves_letters_as_they_are():
    text = to_json(from_data({**ATTENDANCE, "summary": "K\u014dno"}))
    assert '"summary":"K\u014dno"' in text
    names = [name for name, _ in json.loads(text, object_pairs_hook=list)]
    assert names == sorted(names)
    assert " " not in text


def test_a_given_known_survives_with_its_basis():
    for extra in (
        {"known": "2025-06-25"},
        {"known": "2025-06-25", "known_basis": "live"},
        {"known": "2025-06-26", "known_basis": "assumed"},
    ):
        data = {**ATTENDANCE, **extra}
        event = from_data(data)
        assert from_data(to_data(event)) == event
        assert event.known_basis == extra.get("known_basis", "cited")


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"ocasion": 1}, "ocasion", "unknown field"),
        ({"occurred": "2023-02-30"}, "occurred", "'2023-02-30': there is no such day"),
        ({"kind": "atendance"}, "kind", "did you mean 'attendance'"),
        ({"partners": ["japn"]}, "partners.0", "did you mean 'japan'"),
        ({"delegates": [{"level": "ministr", "person": "p"}]}, "delegates.0.level", "minister"),
        ({"delegates": [{"level": "minister"}]}, "delegates.0.delegates", "names nobody"),
        ({"delegates": [{"level": "minister", "x": 1}]}, "delegates.0.x", "unknown field"),
        ({"seq": "1"}, "seq", "not a whole number"),
        ({"seq": True}, "seq", "not a whole number"),
        ({"summary": 5}, "summary", "not a text"),
        ({"setting": "natoo"}, "setting", "did you mean 'nato'"),
        ({"cites": "x"}, "cites", "not a list"),
        ({"cites": ["x"]}, "cites.0", "not a table"),
        ({"occurred": 20230712}, "occurred", "in quotes"),
        ({"partners": ["japan", "korea"]}, "partners", "of one partner"),
        ({"version": 2}, "version", "newer"),
        ({"version": "1"}, "version", "not a version number"),
    ],
)
def test_strict_with_the_field_named(change, field, says):
    (fault,) = faults({**ATTENDANCE, **change})
    assert fault.field == field
    assert fault.event == "x"
    assert says in f"{fault.reason} {fault.remedy}"


def test_every_fault_is_reported_at_once():
    found = faults({"kind": "attendance", "seq": "1", "setting": "natoo"})
    assert {f.field for f in found} == {
        "id",
        "occurred",
        "occasion",
        "delegates",
        "seq",
        "setting",
    }


@pytest.mark.parametrize("thing", [5, None, [], "x", {}, {"kind": 5}])
def test_what_is_no_event_is_refused(thing):
    assert faults(thing)


def test_a_correction_or_report_names_its_inner_event_once():
    inner = {k: v for k, v in ATTENDANCE.items() if k != "id"}
    correction = from_data(
        {"kind": "correction", "id": "c", "target": "x", "reason": "r", "replacement": inner}
    )
    assert correction.replacement.id == "x"
    report = from_data(
        {"kind": "report", "id": "r", "occurred": "2025-06-26", "medium": "m", "asserts": inner}
    )
    assert report.asserts.id == "r:asserted"
    (fault,) = faults(
        {
            "kind": "correction",
            "id": "c",
            "target": "x",
            "reason": "r",
            "replacement": {"kind": "retraction", "target": "y", "reason": "r"},
        }
    )
    assert "cannot stand here" in fault.reason


# Kinds of one's own


@ip4.register
@attrs.frozen(kw_only=True, order=False)
class PortCall(ip4.Event):
    """A ship called at a port."""

    kind: ClassVar[str] = "port-call-of-codec"
    version: ClassVar[int] = 3

    port: str
    ships: int = 1


@ip4.upcaster("port-call-of-codec", from_version=1)
def _name_the_port(data):
    data["port"] = data.pop("harbour")
    return data


@ip4.upcaster("port-call-of-codec", from_version=2)
def _count_ships(data):
    data["ships"] = len(data.pop("names"))
    return data


def test_a_kind_of_ones_own_is_stored_by_name_and_version():
    event = PortCall(id="p", occurred="2024", port="Darwin", ships=2)
    assert to_data(event) == {
        "kind": "port-call-of-codec",
        "version": 3,
        "id": "p",
        "occurred": "2024",
        "port": "Darwin",
        "ships": 2,
    }
    assert from_data(to_data(event)) == event
    assert ip4.kinds()["port-call-of-codec"] is PortCall


def test_upcasters_lead_from_any_old_version_to_today():
    first = {
        "kind": "port-call-of-codec",
        "id": "p",
        "occurred": "2024",
        "harbour": "Darwin",
        "names": ["a", "b"],
    }
    second = {**first, "version": 2, "port": "Darwin"}
    del second["harbour"]
    assert (
        from_data(first)
        == from_data(second)
        == PortCall(id="p", occurred="2024", port="Darwin", ships=2)
    )
    assert first["harbour"] == "Darwin"  # the caller's data are left alone


def test_a_missing_upcaster_is_named(monkeypatch):
    monkeypatch.delitem(vocabulary._UPCASTERS, ("port-call-of-codec", 2))
    (fault,) = faults({"kind": "port-call-of-codec", "id": "p", "occurred": "2024", "version": 2})
    assert "no upcaster leads from port-call-of-codec 2 to 3" in fault.reason
    monkeypatch.delitem(vocabulary._UPCASTERS, ("port-call-of-codec", 1))
    (fault,) = faults({"kind": "port-call-of-codec", "id": "p", "occurred": "2024"})
    assert "no upcaster leads from port-call-of-codec 1 to 2" in fault.reason
    with pytest.raises(TypeError):
        ip4.upcaster("port-call-of-codec", 1)
    assert vocabulary.upcast(PortCall, {"port": "Darwin"}, 3) == {"port": "Darwin"}


@pytest.mark.parametrize("name", ["Port Call", "port_call", "", "visit"])
def test_register_refuses_a_bad_or_taken_kind(name):
    for module in ("aa", "zz"):
        members = {"kind": name, "__module__": module}
        cls = attrs.frozen(kw_only=True)(type("Other", (ip4.Event,), members))
        with pytest.raises(ip4.EventError, match="kind"):
            ip4.register(cls)


def test_register_refuses_what_is_no_frozen_event():
    class Bare(ip4.Event):
        kind = "bare"

    @attrs.define(kw_only=True)
    class Mutable:
        kind = "mutable"

    @attrs.frozen(kw_only=True)
    class Stranger:
        kind = "stranger"

    unhashable = attrs.make_class(
        "Unhashable", [], bases=(ip4.Event,), kw_only=True, eq=True, unsafe_hash=False
    )
    unhashable.kind = "unhashable"
    for cls in (Bare, Mutable, Stranger, int, unhashable):
        with pytest.raises(ip4.EventError):
            ip4.register(cls)


def test_registering_a_class_again_replaces_it(monkeypatch):
    monkeypatch.setattr(vocabulary, "_KINDS", dict(vocabulary._KINDS))
    again = attrs.frozen(kw_only=True)(
        type("Again", (ip4.Event,), {"kind": "again", "__module__": __name__})
    )
    assert ip4.register(again) is again
    assert ip4.register(again) is again


def test_a_report_and_what_it_asserts_round_trip():
    inner = ip4.Meeting(id="m", occurred="2023-07-12")
    claim = ip4.Report(id="r", occurred="2023-07-14", medium="M", asserts=inner)
    assert from_data(to_data(claim)) == claim
    assert claim.asserts.known_basis == "assumed"


def test_an_upcaster_that_fails_is_named_and_leaves_the_data_alone():
    data = {"kind": "port-call-of-codec", "id": "p", "occurred": "2024", "cites": [{"source": "s"}]}
    (fault,) = faults(data)
    assert "the upcaster of port-call-of-codec 1 failed" in fault.reason
    assert data["cites"] == [{"source": "s"}]
