"""Dates as sources give them."""

import datetime as dt
import pickle

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ip4timeline import When, WhenError
from ip4timeline.engine.time.days import day_number, from_day_number, to_date
from ip4timeline.engine.time.when import Spell
from ip4timeline.testing import whens


def iso(date):
    return None if date is None else date.isoformat()


@pytest.mark.parametrize(
    ("text", "canonical", "earliest", "latest", "until"),
    [
        ("2023-07-12", None, "2023-07-12", "2023-07-12", None),
        ("2023-07", None, "2023-07-01", "2023-07-31", None),
        ("2024-02", None, "2024-02-01", "2024-02-29", None),
        ("2023", None, "2023-01-01", "2023-12-31", None),
        ("2023-07-12?", None, "2023-07-12", "2023-07-12", None),
        ("2023-07~", None, "2023-07-01", "2023-07-31", None),
        ("2023%", None, "2023-01-01", "2023-12-31", None),
        ("2023-07-11/2023-07-12", None, "2023-07-11", "2023-07-11", "2023-07-12"),
        ("2023/2026", None, "2023-01-01", "2023-12-31", "2026-12-31"),
        ("2023~/2024?", None, "2023-01-01", "2023-12-31", "2024-12-31"),
        ("2023/..", None, "2023-01-01", "2023-12-31", None),
        ("2023-07-12/", None, "2023-07-12", "2023-07-12", None),
        # A period begins no later than it ends.
        ("../2012", None, None, "2012-12-31", "2012-12-31"),
        ("/2012", None, None, "2012-12-31", "2012-12-31"),
        ("2023/2023-03", None, "2023-01-01", "2023-03-31", "2023-03-31"),
        ("[2023-07-11..2023-07-13]", None, "2023-07-11", "2023-07-13", None),
        ("[2023-07..2023-09]", None, "2023-07-01", "2023-09-30", None),
        ("[..2023-07-13]", None, None, "2023-07-13", None),
        ("[2023-07-11..]", None, "2023-07-11", None, None),
        ("2023-XX", "2023", "2023-01-01", "2023-12-31", None),
        ("2023-XX-XX", "2023", "2023-01-01", "2023-12-31", None),
        ("2023-07-XX", "2023-07", "2023-07-01", "2023-07-31", None),
        ("2023-07-XX~", "2023-07~", "2023-07-01", "2023-07-31", None),
        ("202X", "[2020..2029]", "2020-01-01", "2029-12-31", None),
        ("202X?", "202X?", "2020-01-01", "2029-12-31", None),
    ],
)
def test_forms_and_bounds(text, canonical, earliest, latest, until):
    when = When(text)
    assert when.text == (canonical or text) == str(when)
    assert (iso(when.earliest), iso(when.latest), iso(when.until)) == (earliest, latest, until)
    assert When(when.text) == when


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2023-02-30",
        "2023-13",
        "2023-00",
        "0000",
        "2023-7-1",
        "20230712",
        "12023",
        "2023-07-12T10:00",
        "2023-21",
        "2023-W10",
        "Y20230",
        "-2023",
        "2023-07-12/2023-07-11",
        "../..",
        "/",
        "[..]",
        "[2023]",
        "[2023,2024]",
        "{2023..2024}",
        "[2024..2023]",
        "2X23",
        "2023?-07",
        "2023/2024/2025",
        "2023-07-1X",
        "202X/2030",
        "20XX",
        "000X",
        "2023-07-XX-XX",
        "\u0662\u0660\u0662\u0663",
        "2023 ",
        "2023\n",
        "[2023..2024",
        "2023-07-12??",
        "9" * 1000,
    ],
)
def test_refused_with_the_text_quoted(text):
    with pytest.raises(WhenError) as error:
        When(text)
    assert text[:20].strip() in str(error.value).replace("\\n", "\n")
    assert len(str(error.value)) < 600


def test_a_day_that_is_not_says_why():
    with pytest.raises(WhenError, match="2023-02 has 28 days"):
        When("2023-02-30")
    with pytest.raises(WhenError, match="months are 01 to 12"):
        When("2023-13-01")
    with pytest.raises(WhenError, match="months are 01 to 12"):
        When("2023-13")
    with pytest.raises(WhenError, match="years begin with 0001"):
        day_number("0000-01-01")


@pytest.mark.parametrize("thing", [None, 2023, 2023.0, b"2023"])
def test_refuses_what_is_no_text_or_date(thing):
    with pytest.raises(WhenError):
        When(thing)


def test_takes_dates_and_gives_pendulum_dates():
    for day in (
        dt.date(2023, 7, 12),
        pendulum.date(2023, 7, 12),
        pendulum.datetime(2023, 7, 12, 9),
    ):
        assert When(day) == When("2023-07-12")
        assert to_date(day) == pendulum.date(2023, 7, 12)
        assert day_number(day) == dt.date(2023, 7, 12).toordinal()
    assert type(When("2023").earliest) is pendulum.Date
    assert from_day_number(1) == pendulum.date(1, 1, 1)


@pytest.mark.parametrize("day", ["2023-07", "2023", "now", "2023-02-30", "2023-07-12?", None, 7])
def test_a_question_needs_a_full_day(day):
    with pytest.raises(WhenError):
        day_number(day)


def test_a_qualifier_never_moves_a_bound():
    for mark in "?~%":
        assert When(f"2023-07{mark}").latest == When("2023-07").latest
        assert When(f"2023{mark}/2024").qualifier == mark
    assert When("2023?/2024~").qualifier == "%"
    assert When("2023").qualifier == ""


def test_by_has_three_answers():
    month = When("2023-07")
    assert month.by("2023-06-30") == "no"
    assert month.by("2023-07-01") == "possible"
    assert month.by("2023-07-30") == "possible"
    assert month.by("2023-07-31") == "yes"
    assert When("[2023-07-11..]").by("9999-12-31") == "possible"
    assert When("[..2023-07-13]").by("0001-01-01") == "possible"


def test_term_state():
    term = When("2023/2026")
    states = [
        "2022-12-31",
        "2023-06-01",
        "2024-01-01",
        "2025-12-31",
        "2026-01-01",
        "2026-12-31",
        "2027-01-01",
    ]
    assert [term.term_state(day) for day in states] == [
        "not-begun",
        "unknown",
        "running",
        "running",
        "possibly-over",
        "possibly-over",
        "over",
    ]
    exact = When("2023-01-01/2026-12-31")
    assert exact.term_state("2026-12-31") == "running"
    assert exact.term_state("2027-01-01") == "over"
    assert When("2023-01-01/..").term_state("2999-01-01") == "running"
    assert When("2023-01-01/").term_state("2999-01-01") == "unknown"
    assert When("../2026").term_state("2000-01-01") == "running"
    assert When("../2026").term_state("2026-06-01") == "possibly-over"
    assert When("/2026").term_state("2026-06-01") == "possibly-over"
    assert When("/2026").term_state("2000-01-01") == "unknown"
    assert When("2026/2026").term_state("2026-06-01") == "possibly-over"
    assert When("2026/2026").until_at_least == When("2026").earliest
    assert When("2023-07/2023").until_at_least == When("2023-07").earliest
    assert iso(term.lapses_on) == "2027-01-01"
    assert When("2023/..").lapses_on is None
    assert When("2023/9999").lapses_on is None
    with pytest.raises(WhenError, match="not a period"):
        When("2023").term_state("2023-01-01")


def test_is_a_value():
    assert hash(When("2023-XX")) == hash(When("2023"))
    assert When("2023?") != When("2023")
    assert pickle.loads(pickle.dumps(When("2023/.."))) == When("2023/..")
    with pytest.raises(AttributeError):
        When("2023").text = "2024"
    assert repr(When("2023")) == "When('2023')"


def test_overlap_treats_an_unknown_bound_as_open():
    low, high = day_number("2023-07-01"), day_number("2023-07-31")
    assert When("2023").overlaps(low, high)
    assert When("2023-07-31/..").overlaps(low, high)
    assert When("../2023-07-01").overlaps(low, high)
    assert not When("2023-08-01").overlaps(low, high)
    assert not When("../2023-06").overlaps(low, high)
    assert When("[..2024]").overlaps(low, high)
    assert not When("[2023-08..]").overlaps(low, high)


def test_a_spell_is_half_open():
    spell = Spell(to_date("2023-01-01"), to_date("2023-02-01"), "x", When("2023"))
    assert "2023-01-01" in spell
    assert "2023-01-31" in spell
    assert "2023-02-01" not in spell
    assert "2022-12-31" not in spell


# Laws


@given(whens())
def test_law_bounds_are_ordered(when):
    if when.earliest and when.latest:
        assert when.earliest <= when.latest
    if when.until and when.earliest:
        assert when.earliest <= when.until
    if when.until and when.until_at_least:
        assert when.until_at_least <= when.until


@given(whens())
def test_law_parse_and_print_are_stable(when):
    assert When(when.text) == when
    assert When(when.text).text == when.text


@given(whens(), st.integers(-400, 400))
def test_law_by_is_monotone(when, offset):
    order = {"no": 0, "possible": 1, "yes": 2}
    day = dt.date(2023, 1, 20) + dt.timedelta(offset)
    assert order[when.by(day)] <= order[when.by(day + dt.timedelta(1))]


@given(whens())
def test_law_the_early_reading_counts_no_later(when):
    certain, possible = when.bound("certain"), when.bound("possible")
    if certain is not None and possible is not None:
        assert possible <= certain


@given(st.text(max_size=30))
def test_law_any_text_is_read_or_refused(text):
    try:
        when = When(text)
    except WhenError:
        return
    assert When(when.text) == when
