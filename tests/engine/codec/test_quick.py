"""The quick writer says, byte by byte, what the converter says, or leaves it to the converter."""

import datetime as dt
import itertools
import json
from decimal import Decimal
from typing import ClassVar, Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import to_data, to_text
from ip4timeline.engine.codec.quick import write, write_text
from ip4timeline.engine.codec.strict import CONVERTER
from ip4timeline.testing import events

STYLES = list(itertools.product((True, False), repeat=2))


def same(value):
    quick, slow = write(value), CONVERTER.unstructure(value)
    assert quick is not None
    assert json.dumps(quick) == json.dumps(slow)
    for ascii, ordered in STYLES:
        said = json.dumps(slow, sort_keys=ordered, ensure_ascii=ascii, separators=(",", ":"))
        assert write_text(value, ascii=ascii, ordered=ordered) == said
        assert to_text(value, ascii=ascii, ordered=ordered, quick=False) == said


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
        (float, -0.0),
        (float, 10**300),
        (float, 10**400),
        (float, float("inf")),
        (float, float("nan")),
        (float | None, 5e-324),
        (int, -(10**4000)),
        (bool, True),
        (int | None, None),
        (Decimal, Decimal("-0.000")),
        (Decimal, Decimal("1E+39")),
        (Decimal, Decimal("1E-999999")),
        (Decimal | None, Decimal("NaN")),
        (str, ""),
        (str, '"\\/\b\x00\x1f\x7f\x85\u2028\ufeff\U0010ffff東京'),
        (tuple[float, ...], (0.1, 1e22, -0.0)),
        (tuple[str, ...], ("", "\x7f", "ü")),
        (tuple[ip4.Partner, ...], (ip4.Partner.KOREA, ip4.Partner.JAPAN)),
        (tuple[ip4.Cite, ...], (ip4.Cite(source="s", announces=True), ip4.Cite(source="t"))),
        (ip4.Cite | None, ip4.Cite(source="東", locator='"')),
        (Literal["a", "b"], "a"),
        (dt.date | None, dt.date(1, 1, 1)),
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


def test_a_field_named_in_letters_beyond_ascii():
    cls = made(größe=(str, ""), ärger=(int, 0))
    same(cls(id="a", occurred="2024-01-01", partners=["japan"], größe="ü", ärger=3))


def test_what_it_does_not_know_is_left_to_the_converter():
    @attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
    class Mapped(ip4.Event):
        kind: ClassVar[str] = "mapped"
        more: dict[str, int] = attrs.field(factory=dict)

    event = Mapped(id="a", occurred="2024-01-01", partners=["japan"], more={"a": 1})
    assert write(event) is None
    for ascii, ordered in STYLES:
        assert write_text(event, ascii=ascii, ordered=ordered) is None
        said = to_text(event, ascii=ascii, ordered=ordered)
        assert said == to_text(event, ascii=ascii, ordered=ordered, quick=False)
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
