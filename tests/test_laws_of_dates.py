"""Dates keep their laws."""

import pytest

from ip4timeline import When
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
