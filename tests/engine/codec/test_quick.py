"""The quick writer says, byte by byte, what the converter says, or leaves it to the converter."""

import json
from decimal import Decimal
from typing import ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import to_data
from ip4timeline.engine.codec.quick import write
from ip4timeline.engine.codec.strict import CONVERTER
from ip4timeline.testing import events


def same(value):
    quick = write(value)
    assert quick is not None
    assert json.dumps(quick) == json.dumps(CONVERTER.unstructure(value))


def test_the_shipped_record(record):
    for entry in record.entries:
        same(entry)
    for field, _ in record.registries.tables().values():
        for row in getattr(record.registries, field):
            same(row)


@given(events())
def test_any_event(event):
    same(event)


@given(events(), st.sampled_from([None, "2024-05-01"]), st.integers(0, 2))
def test_any_amendment(event, known, seq):
    common = {"target": event.id, "reason": "r", "known": known, "seq": seq, "notes": "n"}
    same(ip4.Retraction(id="other-id", **common))
    same(ip4.Correction(id="other-id", replacement=event, **common))


def test_all_registries_at_once(record):
    assert to_data(record.registries) == CONVERTER.unstructure(record.registries)


def made(**fields):
    body = {name: attrs.field(default=default) for name, (_, default) in fields.items()}
    annotations = {name: kind for name, (kind, _) in fields.items()}
    cls = type("Odd", (ip4.Event,), {"kind": "odd-one", "__annotations__": annotations, **body})
    return attrs.frozen(kw_only=True, order=False, eq=False, repr=False)(cls)


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (float, 0.5),
        (Decimal, Decimal("1.50")),
        (ip4.Partner, ip4.Partner.KOREA),
        (str, ip4.Partner.KOREA),
        (tuple[ip4.Level, ...], (ip4.Level.LEADER,)),
        (ip4.Event | None, None),
    ],
)
def test_fields_of_other_types(hint, value):
    cls = made(extra=(hint, None if value is None else "none"))
    same(cls(id="a", occurred="2024-01-01", partners=["japan"], extra=value))


def test_what_it_does_not_know_is_left_to_the_converter():
    @attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
    class Mapped(ip4.Event):
        kind: ClassVar[str] = "mapped"
        more: dict[str, int] = attrs.field(factory=dict)

    event = Mapped(id="a", occurred="2024-01-01", partners=["japan"], more={"a": 1})
    assert write(event) is None
    assert to_data(event) == CONVERTER.unstructure(event)
    assert write(3) is None
    nested = ip4.Report(
        id="r",
        occurred="2024-01-02",
        partners=["japan"],
        asserts=attrs.evolve(event, id="b"),
        medium="m",
        sourcing="named",
        cites=[ip4.Cite(source="s")],
    )
    assert write(nested) is None
    assert to_data(nested) == CONVERTER.unstructure(nested)
