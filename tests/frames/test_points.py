"""Values of any projection as tables: on one day, and a panel of days each known by its own."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine.errors import TimelineError
from ip4timeline.testing import timelines


@ip4.projection(on=ip4.Meeting, keys=lambda event: event.partners)
def how(value, event):
    """How one last met: a rule of one's own."""
    return event.mode


VISITS = ip4.rules.count(on=ip4.Visit, by=("partners", "direction"))
AMOUNTS = ip4.rules.total("amount", on=ip4.Support, by="currency")


def support(id, day, amount, **more):
    return ip4.Support(
        id=id,
        occurred=day,
        partners=["japan"],
        recipient="ukraine",
        stage="pledged",
        amount=amount,
        currency="JPY",
        **more,
    )


TIMELINE = ip4.Timeline(
    [
        ip4.Meeting(id="m1", occurred="2024-01-05", partners=["japan"], mode="by-phone"),
        ip4.Meeting(id="m2", occurred="2024-02-05", known="2024-03-01", partners=["japan"]),
        support("s1", "2024-01-10", "1.50"),
        support("s2", "2024-02-10", "2"),
    ]
)
ENDS = ("2024-01-31", "2024-02-29", "2024-03-31")


def test_the_values_of_one_day_are_a_table():
    table = frames.values(TIMELINE.project(AMOUNTS).as_of("2024-02-29", known_on="2024-03-31"))
    assert list(table.rows) == [
        {
            "as_of": dt.date(2024, 2, 29),
            "known_on": dt.date(2024, 3, 31),
            "key": "JPY",
            "partner": None,
            "partner_iso3": None,
            "partner_cow": None,
            "value": '"3.5"',
            "number": 3.5,
            "text": "3.5",
        }
    ]
    assert table.metadata["ip4timeline.certainty"] == "certain"
    nothing = frames.values(TIMELINE.project(how).as_of("2023-01-01"))
    assert (len(nothing), nothing.columns) == (0, table.columns)


def test_states_speak_arrow_as_views_do():
    pytest.importorskip("arro3.core")
    polars = pytest.importorskip("polars")
    view = TIMELINE.project(how)
    frame = view.as_of("2024-01-31").to_polars()
    assert frame.select("partner", "value").rows() == [("japan", '"by-phone"')]
    assert view.to_polars().height == 2
    assert polars.DataFrame(frames.panel(view, ENDS)).height == 3


def test_a_panel_of_a_view_knows_each_day_by_its_own():
    view = TIMELINE.project(how)

    def told(table):
        return [(row["as_of"].isoformat(), row["value"]) for row in table.rows]

    hindsight = told(frames.panel(view, ENDS))
    assert [value for _, value in hindsight] == ['"by-phone"', '"in-person"', '"in-person"']
    live = told(frames.panel(view, ENDS, known_on="live"))
    assert [value for _, value in live] == ['"by-phone"', '"by-phone"', '"in-person"']
    assert told(frames.panel(view, ENDS, known_on="live", lag=1)) == hindsight
    assert told(frames.panel(view, ENDS, known_on=ENDS)) == live
    assert told(frames.panel(view.known("2024-02-29"), ENDS)) == [
        (day, '"by-phone"') for day in ENDS
    ]


def test_a_column_of_ones_own_is_typed():
    own = {"paid": ("money", "the sum", lambda value: value)}
    table = frames.panel(TIMELINE.project(AMOUNTS), ENDS[:1], measures=own)
    assert [row["paid"] for row in table.rows] == [Decimal("1.5")]
    assert (table.columns[-1].name, table.columns[-1].type) == ("paid", "money")


@pytest.mark.parametrize("name", ["number", "partner", "new_visit", "allies"])
def test_a_column_of_ones_own_takes_no_name_that_is_there(name):
    measures = {name: ("whole", "mine", lambda value: 1)}
    for over, asked in ((TIMELINE.project(AMOUNTS), ENDS), (TIMELINE, [ENDS[:2]])):
        if name in {column.name for column in frames.panel(over, asked).columns}:
            with pytest.raises(TimelineError, match=f"has a column '{name}'; call yours otherwise"):
                frames.panel(over, asked, measures=measures)


def test_a_column_of_ones_own_has_a_type_that_columns_have():
    with pytest.raises(TimelineError, match="'paid': 'int' is no type of a column; there are text"):
        frames.panel(TIMELINE.project(AMOUNTS), ENDS, measures={"paid": ("int", "", float)})


REFUSED = object()


@pytest.mark.parametrize(
    ("type", "given", "kept"),
    [
        ("whole", "a", REFUSED),
        ("whole", 2**63, REFUSED),
        ("whole", 3.0, 3),
        ("truth", 1, REFUSED),
        ("number", Decimal("1.5"), REFUSED),
        ("money", "1.50", Decimal("1.50")),
        ("money", 1.5, REFUSED),
        ("money", "much", REFUSED),
        ("text", ip4.Level.LEADER, "leader"),
        ("text", ip4.When("2024-01"), "2024-01"),
        ("text", 1, REFUSED),
        ("day", ip4.When("2024-01-05"), dt.date(2024, 1, 5)),
        ("day", ip4.When("2024-01"), REFUSED),
        ("day", dt.datetime(2024, 1, 5, 13), REFUSED),
        ("json", {"a": [1]}, '{"a": [1]}'),
        ("json", "[1", REFUSED),
        ("whole", None, None),
    ],
)
def test_a_measure_gives_what_its_column_holds_or_is_refused_by_its_name(type, given, kept):
    measures = {"mine": (type, "of my own", lambda value: given)}
    for over, asked in ((TIMELINE.project(AMOUNTS), ENDS[:1]), (TIMELINE, [ENDS[:2]])):
        if kept is REFUSED:
            with pytest.raises(TimelineError, match=f"the column 'mine' is {type} and cannot hold"):
                frames.panel(over, asked, measures=measures)
        else:
            cells = frames.panel(over, asked, measures=measures).data["mine"]
            assert {(cell, cell.__class__) for cell in cells} == {(kept, kept.__class__)}


def test_what_cannot_be_asked_is_refused():
    view = TIMELINE.project(how)
    with pytest.raises(TimelineError, match="3 days and 1 known_on"):
        frames.panel(view, ENDS, known_on=ENDS[:1])
    with pytest.raises(TimelineError, match="say known_on='live'"):
        frames.panel(view, ENDS, lag=3)
    with pytest.raises(ip4.WhenError):
        frames.panel(view, ["2024-02-30"])
    for one in ("2024-02-29", dt.date(2024, 2, 29)):
        with pytest.raises(TimelineError, match=r"2024-02-29 is one day; give a list"):
            frames.panel(view, one)
        with pytest.raises(TimelineError, match="2024-02-29 is no period: give its first and last"):
            frames.panel(TIMELINE, [one])
    with pytest.raises(TimelineError, match="is for the panel of a view"):
        frames.panel(TIMELINE, [("2024-01-01", "2024-01-31")], known_on=["2024-01-31"])


@ip4.projection(on=ip4.Meeting, keys=lambda e: [("a/b", "c") if e.id == "m1" else ("a", "b/c")])
def alike(value, event):
    """Two keys that stand as one text."""
    return event.id


def test_two_keys_that_stand_as_one_text_are_refused():
    view = TIMELINE.project(alike)
    assert len(view.keys) == 2
    for make in (
        lambda: frames.spells(view),
        lambda: frames.survival(view, "2024-01-01", "2024-12-31"),
        lambda: frames.values(view.as_of("2024-12-31")),
        lambda: frames.panel(view, ["2024-12-31"]),
        lambda: frames.diff(view.diff("2023-12-31", "2024-12-31")),
    ):
        with pytest.raises(TimelineError, match="both stand as 'a/b/c'"):
            make()


DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2026, 1, 1))


@given(timelines(), st.lists(DAYS, max_size=4), st.sampled_from(["certain", "possible"]))
def test_a_panel_is_what_each_day_answers(timeline, days, certainty):
    for rule in (how, VISITS, AMOUNTS, ip4.LEADER, ip4.CONTACTS):
        view = timeline.project(rule, certainty=certainty)
        found = [(r["as_of"], r["known_on"], r["key"], r["text"]) for r in _rows(view, days)]
        wanted = []
        for day in days:
            states = timeline.project(rule, known_on=day, certainty=certainty).as_of(day)
            assert len(frames.values(states)) == len(states)
            wanted += [(day, day, row["key"], row["text"]) for row in frames.values(states).rows]
        assert found == wanted


def _rows(view, days):
    return frames.panel(view, days, known_on="live").rows
