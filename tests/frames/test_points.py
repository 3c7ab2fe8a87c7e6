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
    with pytest.raises(TimelineError, match="has a column 'number'; call yours otherwise"):
        frames.panel(TIMELINE.project(AMOUNTS), ENDS, measures={"number": own["paid"]})


def test_what_cannot_be_asked_is_refused():
    view = TIMELINE.project(how)
    with pytest.raises(TimelineError, match="3 days and 1 known_on"):
        frames.panel(view, ENDS, known_on=ENDS[:1])
    with pytest.raises(TimelineError, match="say known_on='live'"):
        frames.panel(view, ENDS, lag=3)
    with pytest.raises(ip4.WhenError):
        frames.panel(view, ["2024-02-30"])
    with pytest.raises(TimelineError, match="is for the panel of a view"):
        frames.panel(TIMELINE, [("2024-01-01", "2024-01-31")], known_on=["2024-01-31"])


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
