"""Dates in words."""

import pytest

from ip4timeline.engine.time.phrases import day_words, since_words, when_words
from ip4timeline.engine.time.when import When


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023-07-12", "12 July 2023"),
        ("2023-07", "July 2023"),
        ("2023", "2023"),
        ("0987", "0987"),
        ("2023?", "2023 (uncertain)"),
        ("2023-07~", "about July 2023"),
        ("2023%", "about 2023 (uncertain)"),
        ("[2023-06-13..2023-07-09]", "between 13 June and 9 July 2023"),
        ("[2025-06-24..2025-06-25]", "between 24 and 25 June 2025"),
        ("[2023-10-28..2024-10-27]", "between 28 October 2023 and 27 October 2024"),
        ("[2023-06..2023-07-09]", "between June 2023 and 9 July 2023"),
        ("[2023-06-13?..2023-07-09]", "between 13 June 2023 (uncertain) and 9 July 2023"),
        ("202X", "between 2020 and 2029"),
        ("[..2018-05-24]", "by 24 May 2018"),
        ("[2018-05-24..]", "24 May 2018 or later"),
        ("2023/2026", "2023 to 2026"),
        ("2023-07-11/2023-07-12", "11 to 12 July 2023"),
        ("2023-07-12/..", "from 12 July 2023"),
        ("2023-07-12/", "from 12 July 2023, end unknown"),
        ("../2012", "until 2012"),
        ("/2012", "until 2012, start unknown"),
    ],
)
def test_a_date_in_words(text, said):
    assert when_words(When(text)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023-07-12", "since 12 July 2023"),
        ("2023-07", "since July 2023"),
        ("[2023-06-13..2023-07-09]", "since some day between 13 June and 9 July 2023"),
        ("[..2018-05-24]", "since 24 May 2018 at the latest"),
        ("[2018-05-24..]", "since 24 May 2018 or later"),
        ("202X", "since some day between 2020 and 2029"),
        ("2023/..", "from 2023"),
    ],
)
def test_since_when(text, said):
    assert since_words(When(text)) == said


def test_a_day_in_words():
    assert day_words(When("2023-07-01").earliest) == "1 July 2023"
