"""Dates keep their laws."""

import pytest

from ip4timeline import Spell, When, WhenError
from ip4timeline.engine.time.days import day_number, from_day_number
from ip4timeline.engine.time.when import to_when
from ip4timeline.testing import LAWS, check_dates
from ip4timeline.testing.laws import laws_of

AT_THE_BORDERS = [
    "0001-01-01",
    "0001",
    "000X",
    "9999-12-31",
    "9999",
    "999X",
    "9999-12-31/",
    "9999/9999",
    "2024-02-29",
    "2024-02",
    "2000-02",
    "1900-02",
    "2023-06-01/2023",
    "2023/2023-06-01",
    "2023-01~/2023-02%",
    "../0001-01-01",
    "/9999-12-31",
    "[..0001-01-01]",
    "[9999-12-31..]",
    "2023-12/2024-01?",
]


def test_every_law_of_a_date_holds():
    check_dates(max_examples=300)


@pytest.mark.parametrize("text", [t for t in AT_THE_BORDERS if t != "000X"])
@pytest.mark.parametrize("law", laws_of("date"), ids=lambda law: law.name)
def test_the_laws_hold_at_the_borders(law, text):
    law(When(text))


def test_the_laws_of_dates_are_these():
    assert [law.name for law in LAWS.values() if law.about == "date"] == [
        "bounds_are_ordered",
        "texts_read_back",
        "once_begun_is_begun",
        "early_readings_are_no_later",
        "no_bound_is_made_up",
        "doubt_moves_no_bound",
        "terms_run_out_once",
    ]


# What a mutation of the code had shown to be untested


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("2023-01-05", True),
        ("2023-01-05~", True),
        ("2023-01-05/..", True),
        ("2023-01", False),
        ("[2023-01-05..]", False),
        ("[..2023-01-05]", False),
    ],
)
def test_a_date_is_exact_where_its_first_day_is_known(text, exact):
    assert When(text).exact is exact


@pytest.mark.parametrize(
    ("text", "first", "last", "touches"),
    [
        ("2023-01-05/2023-01-20", "2023-01-10", "2023-01-12", True),
        ("2023-01-05/2023-01-20", "2023-01-21", "2023-01-22", False),
        ("2023-01-05/..", "2023-03-01", "2023-03-02", True),
        ("2023-01-05", "2023-01-06", "2023-01-07", False),
        ("2023-01-05", "2023-01-05", "2023-01-05", True),
        ("2023-01", "2023-01-31", "2023-02-07", True),
    ],
)
def test_a_period_touches_the_days_that_it_lasts(text, first, last, touches):
    assert When(text).overlaps(day_number(first), day_number(last)) is touches


@pytest.mark.parametrize("month", ["01", "12"])
def test_a_day_too_many_in_the_first_and_last_month_says_how_many_there_are(month):
    with pytest.raises(WhenError, match=f"2023-{month} has 31 days"):
        When(f"2023-{month}-32")


def test_a_text_is_too_long_from_sixty_five_letters_on():
    for length, long in ((64, False), (65, True), (1000, True)):
        with pytest.raises(WhenError) as error:
            When("9" * length)
        assert ("is too long for a date" in str(error.value)) is long


def test_dates_and_spells_have_no_order_of_their_own():
    with pytest.raises(TypeError):
        When("2023") < When("2024")  # noqa: B015
    day = from_day_number(738_000)
    with pytest.raises(TypeError):
        Spell(day, None, 1, When("2023")) < Spell(day, None, 2, When("2023"))  # noqa: B015


def test_a_date_that_is_one_already_is_kept():
    when = When("2023")
    assert to_when(when) is when


def test_a_day_within_a_range_does_not_last():
    for text in ("[2023-01-05..2023-01-09]", "[2023-01-05..]", "202X", "2023-01", "2023-01-05"):
        assert not When(text).lasting
    assert When("2023-01-05/..").lasting


def test_there_is_no_month_nought():
    with pytest.raises(WhenError, match="months are 01 to 12"):
        When("2023-00-10")


def test_a_spell_holds_no_day_after_its_end():
    spell = Spell(from_day_number(738_000), from_day_number(738_010), 1, When("2021"))
    held = [n for n in range(737_995, 738_020) if from_day_number(n) in spell]
    assert held == list(range(738_000, 738_010))
