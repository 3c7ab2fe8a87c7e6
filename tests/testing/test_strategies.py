"""What is drawn: events of any kind by the types of its fields, and histories that collide."""

import datetime as dt
import itertools
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline import engine
from ip4timeline.engine.events.scalars import SCALARS
from ip4timeline.engine.log.versions import Limits
from ip4timeline.testing import deliveries, events, growths, timelines
from ip4timeline.testing.model import SMALLEST
from ip4timeline.testing.report import describe_entry
from ip4timeline.testing.strategies.kinds import VALUES

KINDS = (ip4.OfficeChanged, ip4.AgreementSigned, ip4.AgreementEnded, ip4.Visit)


def at_least_one(instance, attribute, value):
    if value < 1:
        raise ip4.EventError(attribute.name, "is less than one")


@attrs.frozen(kw_only=True, order=False)
class Poll(ip4.Event):
    """A kind of a user's own, with fields that no built-in kind has."""

    kind: ClassVar[str] = "poll-of-laws"

    share: float
    asked: dt.date
    size: int = attrs.field(validator=at_least_one)
    code: str = attrs.field(default="XY", validator=attrs.validators.matches_re("[A-Z]{2}"))
    again: bool = False

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        if self.again and self.size < 2:
            raise ValueError("asked again of nobody")


@given(events([Poll]))
def test_law_what_a_class_refuses_is_not_drawn(event):
    assert event.size >= 1
    assert event.code == "XY"


def test_reports_are_drawn_with_and_without_what_they_assert():
    seen = set()

    @settings(max_examples=100, database=None)
    @given(events(["report"]))
    def draw(event):
        seen.add(event.asserts is None)

    draw()
    assert seen == {True, False}


def amendments_of(timeline):
    events = {e.id: e for e in timeline.entries if isinstance(e, ip4.Event)}
    amendments = [e for e in timeline.entries if isinstance(e, ip4.Amendment)]
    return [(a, events[a.target]) for a in amendments if a.target in events]


def competing(timeline):
    targets = [target.id for _, target in amendments_of(timeline)]
    return len(targets) > len(set(targets))


SITUATIONS = {
    "two events of one day, seq and partner": lambda t: (
        len({(e.occurred, e.seq, e.partners) for e in t if e.partners and e.occurred.exact})
        < len(t)
    ),
    "a partial date": lambda t: any(len(str(e.occurred)) < 8 for e in t),
    "a period": lambda t: any(e.occurred.lasting for e in t),
    "an open end": lambda t: any(str(e.occurred).endswith("..") for e in t),
    "no first day": lambda t: any(e.occurred.earliest is None for e in t),
    "no last day": lambda t: any(e.occurred.latest is None for e in t),
    "known long before": lambda t: any(
        e.occurred.earliest and e.known < e.occurred.earliest.subtract(days=30) for e in t
    ),
    "known long after": lambda t: any(
        e.occurred.latest and e.known > e.occurred.latest.add(days=300) for e in t
    ),
    "two amendments of one event": competing,
    "a correction and a retraction of one event": lambda t: (
        competing(t) and len({a.kind for a, _ in amendments_of(t)}) == 2
    ),
    "a correction known before its target": lambda t: any(
        a.known and a.known < target.known for a, target in amendments_of(t)
    ),
    "an erratum": lambda t: any(a.known is None for a, _ in amendments_of(t)),
    "an amendment without a target": lambda t: t.pending,
    "a correction to another day": lambda t: any(
        isinstance(a, ip4.Correction) and a.replacement.occurred != target.occurred
        for a, target in amendments_of(t)
    ),
    "a correction to another kind": lambda t: any(
        isinstance(a, ip4.Correction) and a.replacement.kind != target.kind
        for a, target in amendments_of(t)
    ),
    "a term that lapses": lambda t: any(
        isinstance(e, ip4.AgreementSigned) and e.term and e.term.lapses_on for e in t
    ),
    "a kind of one's own": lambda t: any(isinstance(e, Poll) for e in t),
}


def test_each_situation_is_drawn():
    seen = set()

    @settings(
        max_examples=700,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(timelines([Poll, ip4.AgreementSigned, ip4.OfficeChanged]))
    def draw(timeline):
        seen.update(what for what, is_so in SITUATIONS.items() if is_so(timeline))

    draw()
    assert seen == set(SITUATIONS)


def test_a_situation_shrinks_to_what_makes_it_up():
    small = find(
        timelines([ip4.Visit]),
        SITUATIONS["a correction and a retraction of one event"],
        settings=settings(max_examples=700, database=None),
    )
    assert [e.id for e in small.entries] == ["c0", "c1", "e0"]


def test_the_simplest_timeline_is_one_plain_event():
    small = find(timelines([ip4.Visit]), lambda t: True, settings=settings(database=None))
    assert [describe_entry(e) for e in small.entries] == [
        "e0: visit 2023-01-01, japan, direction 'to-nato'"
    ]


@given(deliveries(KINDS))
def test_deliveries_come_twice_and_in_any_order(entries):
    timeline = ip4.Timeline(entries)
    assert {e.id for e in timeline.entries} == {e.id for e in entries}


def test_deliveries_repeat_and_are_late():
    def late_and_twice(entries):
        ids = [e.id for e in entries]
        return ids != sorted(ids) and len(ids) > len(set(ids))

    assert find(deliveries([ip4.Visit]), late_and_twice, settings=settings(database=None))


def seen(strategy, what, tries=200):
    """What a strategy gives for something of its examples."""
    found = set()

    @settings(
        max_examples=tries,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(example):
        found.add(what(example))

    draw()
    return found


# A kind of which no domain is registered


class Port(engine.Party):
    LISBON = "lisbon"
    BUSAN = "busan"


class Tide(StrEnum):
    LOW = "low"
    HIGH = "high"


@attrs.frozen
class Cargo:
    what: str
    tons: Decimal | None = None


@engine.register
@attrs.frozen(kw_only=True, order=False)
class Sailed(engine.Event):
    kind: ClassVar[str] = "sailed-of-strategies"

    ports: tuple[Port, ...]
    home: Port
    tide: Tide
    flag: Literal["red", "white"] | None = None
    tides: tuple[Tide, ...] = ()
    cargo: tuple[Cargo, ...] = ()
    due: engine.When | None = None
    seen_on: dt.date | None = None
    speed: float = 0.0
    ship: str = attrs.field(metadata={"refers_to": "ship"})
    crews: tuple[str, ...] = attrs.field(default=(), metadata={"refers_to": "crew"})


@pytest.fixture(scope="module")
def sailed():
    """Events of the kind, enough that each value of a field is among them."""
    return seen(events([Sailed]), lambda event: event, 800)


@pytest.mark.parametrize(
    ("field", "some"),
    [
        ("ports", {(Port.LISBON,), (Port.BUSAN,), (Port.LISBON, Port.BUSAN), ()}),
        ("home", set(Port)),
        ("tide", set(Tide)),
        ("flag", {None, "red", "white"}),
        ("tides", {(), (Tide.LOW,), (Tide.HIGH, Tide.LOW)}),
        ("cargo", {(), (Cargo("a"),)}),
        ("due", {None, engine.When("2023-01-01")}),
        ("seen_on", {None, dt.date(2023, 1, 1)}),
        ("speed", {0.0, 2.25}),
        ("ship", {"one-ship", "another-ship"}),
        ("crews", {(), ("one-crew",), ("another-crew", "one-crew")}),
    ],
)
def test_a_field_of_any_type_is_drawn(sailed, field, some):
    assert some <= {getattr(event, field) for event in sailed}


def test_every_type_of_the_table_is_drawn():
    assert set(VALUES) == set(SCALARS)


def test_a_type_that_is_not_in_the_table_is_named():
    @attrs.frozen(kw_only=True, order=False)
    class Odd(engine.Event):
        kind: ClassVar[str] = "odd-of-strategies"
        what: bytes = b""

    with pytest.raises(TypeError, match="no strategy for <class 'bytes'>"):
        find(events([Odd]), lambda event: True)


def test_timelines_are_of_the_domain_of_their_kinds_or_of_the_class_that_is_named():
    class Log(engine.Timeline):
        pass

    assert seen(timelines([ip4.Visit]), type, 3) == {ip4.Timeline}
    assert seen(timelines([Sailed]), type, 3) == {engine.Timeline}
    assert seen(timelines([Sailed], timeline=Log), type, 3) == {Log}
    assert seen(timelines(["visit"]), type, 3) == {ip4.Timeline}


def test_a_kind_that_there_is_not_is_refused_by_name():
    with pytest.raises(ip4.UnknownNameError, match="did you mean 'visit'"):
        events(["visti"])


# Growth


def amended_again(growth):
    """Whether an amendment has the target of the one before it."""
    targets = [e.target for e in growth.entries if isinstance(e, ip4.Amendment)]
    return any(one == other for one, other in itertools.pairwise(targets))


def test_growths_are_dense_in_amendments_and_try_every_threshold():
    found = []
    seen(growths([ip4.Visit]), lambda growth: found.append(growth), 300)
    assert any(growth.limits == SMALLEST for growth in found)
    drawn = [set(values) for values in zip(*(growth.limits for growth in found), strict=True)]
    assert [len(values) for values in drawn] == [3] * len(Limits._fields)
    assert all(least in values for values, least in zip(drawn, SMALLEST, strict=True))
    assert any(older < number for g in found for number, older in enumerate(g.onto))
    assert any(len(set(map(id, g.entries))) < len(g.entries) for g in found)  # told twice
    entries = [entry for growth in found for entry in growth.entries]
    share = sum(isinstance(e, ip4.Amendment) for e in entries) / len(entries)
    assert 0.15 < share < 0.5
    assert sum(map(amended_again, found)) > 30
    assert {type(growth.beginning()) for growth in found} == {ip4.Timeline}


def test_a_growth_begins_with_its_threshold():
    growth = find(growths([ip4.Visit]), lambda growth: growth.limits.late == 0)
    assert growth.beginning()._log.limits == growth.limits
    assert str(growth).startswith("<growth by ")


@given(st.data())
def test_what_refers_to_an_own_registry_has_few_ids(data):
    assert data.draw(events([Sailed])).ship in {"one-ship", "another-ship"}
