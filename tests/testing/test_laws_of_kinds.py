"""Kinds of event keep their laws, those of several versions too."""

import json
from typing import ClassVar

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import to_json
from ip4timeline.nato.kinds import BUILT_IN
from ip4timeline.testing import LawBroken, check_kind


@pytest.mark.parametrize(
    "cls", [cls for cls in BUILT_IN if issubclass(cls, ip4.Event)], ids=lambda c: c.kind
)
def test_every_law_of_a_kind_holds(cls):
    check_kind(cls, max_examples=15)


@ip4.register
@attrs.frozen(kw_only=True, order=False)
class Call(ip4.Event):
    """A kind of a user's own, in its second version."""

    kind: ClassVar[str] = "call-of-laws"
    version: ClassVar[int] = 2

    minutes: int = 0


@ip4.upcaster("call-of-laws", from_version=1)
def hours_to_minutes(data):
    hours = data.pop("hours")
    return {**data, "minutes": hours * 60}


OLD_CALL = {"kind": "call-of-laws", "id": "c", "occurred": "2024-01-05", "hours": 2}


def test_a_kind_of_several_versions_shows_what_the_old_ones_mean():
    today = Call(id="c", occurred="2024-01-05", minutes=120)
    check_kind(Call, stored=[(OLD_CALL, today)], max_examples=10)
    with pytest.raises(LawBroken, match="without a stored example"):
        check_kind(Call, max_examples=10)
    with pytest.raises(LawBroken, match="old_versions_read_as_today"):
        check_kind(Call, stored=[(OLD_CALL, attrs.evolve(today, minutes=2))], max_examples=10)


def test_json_is_canonical():
    text = to_json(Call(id="c", occurred="2024-01-05", minutes=5, summary="Tōkyō"))
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert "Tōkyō" in text
    assert ": " not in text
