"""A declared rule over frames says what the library's own fold of it says, on every engine."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar, Literal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline import frames, scale
from ip4timeline.engine.projections.fields import plain
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing import timelines

from .conftest import ENGINES, pd, pl, rows

pytest.importorskip("ip4timeline.scale")


@ip4.register
@attrs.frozen(kw_only=True, order=False)
class Docked(ip4.Event):
    """A vessel docked."""

    kind: ClassVar[str] = "scale-docked"

    pier: Literal["a", "b"] | None = None
    crew: int | None = None
    draught: float | None = None
    fee: Decimal | None = None
    leaves: dt.date | None = None
    level: ip4.Level | None = None


LOWEST_DAY = ip4.rules.lowest("leaves", on=Docked, by="partners")
RULES = (
    LOWEST_DAY,
    ip4.rules.count(on=Docked, by=("partners",)),
    ip4.rules.count(on=Docked, by=("kind", "pier"), where={"level": [None, "minister"]}),
    ip4.rules.total("crew", on=Docked, by="partners"),
    ip4.rules.latest("pier", on=Docked, by=("partners",)),
    ip4.rules.latest("pier", on=Docked, by=("partners", "known_basis"), missing="ends"),
    ip4.rules.latest("pier", on=Docked, by="partners", lapses="leaves"),
    ip4.rules.latest("level", on=Docked, by="pier", lapses="leaves", missing="ends"),
    ip4.rules.latest("leaves", on=Docked, by="partners", where={"pier": "a"}),
    ip4.rules.first("crew", on=Docked, by="partners"),
    ip4.rules.highest("level", on=Docked, by="partners"),
    ip4.rules.highest("crew", on=Docked, by=("partners", "pier")),
    ip4.rules.distinct("crew", on=Docked, by="partners"),
)
days = st.dates(dt.date(2022, 12, 20), dt.date(2023, 4, 10))
known_days = st.none() | days


def value_cells(rule, value):
    """A value of the library as a frame has it."""
    if isinstance(value, frozenset):
        return (len(value),)
    field = rule.fields.get(rule.said.field)
    if isinstance(value, ip4.rules.Kept):
        ends = None if value.ends is None else dt.date.fromordinal(value.ends.toordinal())
        return (plain(field, value.value), ends)
    return (value if field is None else plain(field, value),)


def key_cells(rule, key):
    parts = key if len(rule.said.by) > 1 else (key,)
    return tuple(
        plain(rule.fields[name], part) for name, part in zip(rule.said.by, parts, strict=True)
    )


def day_of(date):
    return None if date is None else dt.date.fromordinal(date.toordinal())


def states_of(timeline, rule, day, known, certainty):
    found = timeline.project(rule, certainty=certainty, known_on=known).as_of(day)
    return sorted(
        ((*key_cells(rule, key), *value_cells(rule, value)) for key, value in found.items()),
        key=repr,
    )


def spells_of(timeline, rule, known, certainty):
    view = timeline.project(rule, certainty=certainty, known_on=known)
    return sorted(
        (
            (
                *key_cells(rule, key),
                day_of(spell.since),
                day_of(spell.until),
                *value_cells(rule, spell.value),
                spell.opened.text,
                spell.because[-1],
                len(spell.because),
            )
            for key in view.keys
            for spell in view.spells(key)
        ),
        key=repr,
    )


def answered(answer):
    return sorted((tuple(row.values()) for row in rows(answer)), key=repr)


@given(
    timeline=timelines([Docked], max_size=10),
    rule=st.sampled_from(RULES),
    certainty=st.sampled_from(READINGS),
    asks=st.lists(st.tuples(days, known_days), min_size=1, max_size=4),
    live=st.booleans(),
)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_engine_answers_as_the_fold_does(engine, timeline, rule, certainty, asks, live):
    if engine is ENGINES["pandas"] and rule is LOWEST_DAY:
        rule = RULES[1]  # refused, as the next test has it
    frame = engine(frames.versions(timeline, Docked))
    day, known = asks[0]
    assert answered(rule.states(frame, day, known, certainty=certainty)) == states_of(
        timeline, rule, day, known, certainty
    )
    assert answered(rule.spells(frame, known, certainty=certainty)) == spells_of(
        timeline, rule, known, certainty
    )
    points = [(d, d) for d in sorted(d for d, _ in asks)] if live else asks
    want = [
        (ask, *cells)
        for ask, (d, k) in enumerate(points)
        for cells in states_of(timeline, rule, d, k, certainty)
    ]
    assert answered(rule.panel(frame, points, certainty=certainty)) == sorted(want, key=repr)


def test_lists_of_pandas_without_arrow_are_refused_in_words():
    visits = ip4.rules.count(on=ip4.Visit, by="partners")
    frame = scale.versions(frames.log(ip4.Timeline([])).to_pandas())
    with pytest.raises(ip4.TimelineError, match="'partners' holds lists as objects of Python"):
        visits.states(frame, "2024-01-01")


def test_what_pandas_cannot_give_is_refused_in_words():
    frame = ENGINES["pandas"](frames.versions(ip4.Timeline([]), Docked))
    with pytest.raises(ip4.TimelineError, match="pandas has no lowest so far"):
        LOWEST_DAY.spells(frame)
    with pytest.raises(ip4.TimelineError, match="pandas has no lowest so far"):
        LOWEST_DAY.panel(frame, [("2023-01-01", None)])


def test_a_frame_without_a_column_a_reading_and_a_panel_of_nothing_are_refused_by_name():
    frame = frames.versions(ip4.Timeline([]), Docked).to_polars()
    rule = RULES[1]
    with pytest.raises(ip4.TimelineError, match="no column 'partners'"):
        rule.states(frame.drop("partners"), "2023-01-01")
    with pytest.raises(ip4.TimelineError, match="'certain' or 'possible'"):
        rule.spells(frame, certainty="sure")
    with pytest.raises(ip4.TimelineError, match="nothing is asked"):
        rule.panel(frame, [])
    assert rule.states(frame, "2023-01-01").is_empty()


ZONED = pl.Datetime("us", "Asia/Tokyo")
TYPED = {
    "since": [(pl.String, "since' is String, and must be days"), (ZONED, "must be days without a")],
    "until": [(pl.Datetime, "'since' is Date and 'until' Datetime.*; cast the days to one type")],
    "latest": [(pl.Float64, "'latest' is Float64, and must be days")],
    "seq": [(pl.String, "'seq' is String, and must be whole numbers")],
    "kind": [(pl.Int64, "'kind' is Int64, and must be texts")],
    "partners": [(pl.Int64, "'partners' is Int64, and must be lists")],
}


@pytest.mark.parametrize(
    ("column", "type", "said"), [(c, *case) for c, cases in TYPED.items() for case in cases]
)
def test_a_column_of_another_type_is_refused_by_name_and_never_compared(column, type, said):
    other = frames.versions(ip4.Timeline([]), Docked).to_polars()
    other = other.with_columns(pl.lit(None).cast(type).alias(column))
    rule = ip4.rules.count(on=Docked, by="partners")
    for ask in (
        lambda: rule.states(other, "2023-01-01"),
        lambda: rule.spells(other),
        lambda: rule.panel(other, [("2023-01-01", None)]),
    ):
        with pytest.raises(ip4.TimelineError, match=said):
            ask()


def test_columns_of_nulls_have_whatever_type_their_library_gives_them():
    frame = frames.versions(ip4.Timeline([]), Docked).to_polars()
    frame = frame.with_columns(pl.lit(None).alias("until"))
    assert RULES[1].states(frame, "2023-01-01").is_empty()
    plain = frames.versions(ip4.Timeline([]), Docked).to_pandas()
    plain["until"] = pd.Series([], dtype=object)
    by_place = ip4.rules.count(on=Docked, by="pier")
    assert len(by_place.states(plain, "2023-01-01")) == 0


def test_what_is_no_pair_of_days_is_said_to_be_none():
    frame = frames.versions(ip4.Timeline([]), Docked).to_polars()
    for asked in (["2023-01-01"], [("2023-01-01",)], [("2023-01-01", None, None)]):
        with pytest.raises(ip4.TimelineError, match="is no pair of as_of and known_on"):
            RULES[1].panel(frame, asked)
        with pytest.raises(ip4.TimelineError, match="is no pair of as_of and known_on"):
            scale.Ask.panel(asked)


def test_two_columns_of_one_name_and_a_table_of_ours_are_refused_in_words():
    table = frames.versions(ip4.Timeline([]), Docked)
    twice = table.to_pandas()
    twice.insert(0, "id", twice["id"], allow_duplicates=True)
    with pytest.raises(ip4.TimelineError, match="two columns have one name"):
        RULES[1].states(twice, "2023-01-01")
    with pytest.raises(ip4.TimelineError, match=r"what its to_polars\(\) gives"):
        RULES[1].states(table, "2023-01-01")


@pytest.mark.parametrize("field", ["fee", "draught"])
def test_amounts_are_added_exactly_and_floats_but_for_rounding(engine, field):
    values = {"fee": [Decimal("0.1"), Decimal("0.2"), None], "draught": [0.1, 0.2, None]}[field]
    timeline = ip4.Timeline(
        [
            Docked(id=f"e{n}", occurred=f"2023-01-0{n + 1}", partners=["japan"], **{field: value})
            for n, value in enumerate(values)
        ]
    )
    rule = ip4.rules.total(field, on=Docked, by="partners")
    want = timeline.project(rule).as_of("2023-02-01")["japan"]
    frame = engine(frames.versions(timeline, Docked))
    (found,) = rows(rule.states(frame, "2023-02-01"))
    if engine is ENGINES["pandas"] and field == "fee":
        assert rows(rule.states(frame, "2023-02-01"))[0]["value"] == want
        with pytest.raises(ip4.TimelineError, match="pandas has no total so far"):
            rule.spells(frame)
        return
    (_, last) = sorted(rows(rule.spells(frame)), key=lambda row: row["since"])
    (live,) = rows(rule.panel(frame, [("2023-02-01", "2023-02-01")]))
    for row in (found, last, live):
        assert row["value"] == (want if field == "fee" else pytest.approx(want, rel=1e-12))
    assert last["events"] == 2
