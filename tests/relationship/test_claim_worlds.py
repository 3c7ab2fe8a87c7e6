"""What a record leaves open, a claim leaves open: small records that once got a confident answer."""

import pytest

import ip4timeline as ip4

from .small import SERIES, came, record, rows, scheduled

HELD = [scheduled(o) for o in SERIES]
SEATS = rows("s", "2020/2023", "attendance")


def seats(timeline, partner="japan"):
    return timeline.of(ip4.Attendance).in_series("s").about(partner)


@pytest.mark.parametrize("days", [(None, "2010-01-01"), ("2023-07-01", None)])
def test_days_past_all_occasions_of_a_series_are_not_those_of_the_series(days):
    timeline = record(*HELD, came("a", "s2022"), coverage=SEATS)
    past = seats(timeline, "korea").between(*days)
    for answer in (timeline.never(past), timeline.exists(past), timeline.count(past, 0)):
        assert answer.verdict == "not established"
        assert answer.period == "/".join(d or ".." for d in days)
    anybody = timeline.of(ip4.Attendance).in_series("s").between(*days)
    for ask in (timeline.only, timeline.most):
        assert ask(anybody).verdict == "not established"
    with pytest.raises(ip4.TimelineError, match="from when to when"):
        timeline.every_year(past)


def test_a_side_that_is_left_open_is_still_that_of_the_series():
    timeline = record(*HELD, came("a", "s2022"), coverage=SEATS)
    answer = timeline.never(seats(timeline, "korea").between("2022-01-01", None))
    assert (answer.verdict, answer.period) == ("yes", "2022-01-01/2023-06-11")
