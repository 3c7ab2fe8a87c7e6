"""The laws of a kind hold of every built-in kind, and catch a kind or codec with a fault."""

import json
from typing import ClassVar

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import to_json, to_text
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.testing import LawBroken, check_kind
from ip4timeline.testing.laws import kinds, names_in


@attrs.frozen(kw_only=True, order=False)
class NeverRegistered(ip4.Event):
    kind: ClassVar[str] = "never-registered"


@attrs.frozen(kw_only=True, order=False)
class Listed(ip4.Event):
    kind: ClassVar[str] = "listed-of-tests"

    things: tuple[str, ...] = attrs.field(default=(), converter=list)


@attrs.frozen(kw_only=True, order=False)
class Growing(ip4.Event):
    kind: ClassVar[str] = "growing-of-tests"

    size: int = attrs.field(converter=lambda value: value + 1)


@attrs.frozen(kw_only=True, order=False)
class KnownAtOnce(ip4.Event):
    kind: ClassVar[str] = "known-at-once-of-tests"

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        if self.occurred.earliest:
            object.__setattr__(self, "known", self.occurred.earliest)


@attrs.frozen(kw_only=True, order=False)
class Second(ip4.Event):
    kind: ClassVar[str] = "second-of-tests"
    version: ClassVar[int] = 2


@pytest.fixture
def registered():
    for cls in (Listed, Growing, KnownAtOnce, Second):
        ip4.register(cls)
    yield
    from ip4timeline.engine.events import kinds as vocabulary

    for cls in (Listed, Growing, KnownAtOnce, Second):
        vocabulary._KINDS.pop(cls.kind)


def lenient(data):
    return ip4.from_data({k: v for k, v in data.items() if k != "no_such_field"})


def filling(data):
    return ip4.from_data({"id": "made-up", "occurred": "2023", "direction": "to-nato", **data})


def forgetful(value, *, ascii, ordered, quick=True):
    said = to_text(value, ascii=ascii, ordered=ordered, quick=quick)
    return said.replace(',"seq":1', "") if quick else said


PLANTED = {
    "kinds_are_known_by_name": lambda p, law: p.kind(law, NeverRegistered),
    "events_are_values": lambda p, law: p.kind(law, Listed),
    "stored_events_read_back": lambda p, law: p.kind(law, Growing),
    "quick_and_slow_write_alike": lambda p, law: p.kind(law, ip4.Visit),
    "unknown_fields_are_refused": lambda p, law: p.kind(law, ip4.Visit),
    "required_fields_are_named": lambda p, law: p.kind(law, ip4.Visit),
    "known_is_given_or_the_latest_day": lambda p, law: p.kind(law, KnownAtOnce),
    "folds_count_every_kind": lambda p, law: p.kind(law, ip4.Visit),
    "old_versions_read_as_today": lambda p, law: p.kind(law, Second),
}
PATCHED = {
    "quick_and_slow_write_alike": (kinds, "to_text", forgetful),
    "unknown_fields_are_refused": (kinds, "from_data", lenient),
    "required_fields_are_named": (kinds, "from_data", filling),
    "folds_count_every_kind": (kinds, "oracle", lambda *question: {}),
}
"""Where nothing of the user's can break a law, the part of the library that is made wrong."""


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(kinds)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted, monkeypatch, registered):
    if name in PATCHED:
        monkeypatch.setattr(*PATCHED[name])
    planted.caught(name, PLANTED[name])


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
