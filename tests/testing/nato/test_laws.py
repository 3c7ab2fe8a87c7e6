"""The laws of the domain's own timelines hold of a right one, and catch a wrong one."""

import pytest

import ip4timeline as ip4
from ip4timeline.testing import LAWS, LawBroken, check_timeline
from ip4timeline.testing.nato import laws

LEADERS = [
    ip4.OfficeChanged(
        id=person,
        occurred=day,
        partners=["japan"],
        office="japan-prime-minister",
        person=person,
    )
    for person, day in (("ann", "2023-01-05"), ("ben", "2023-01-12"))
]


class OfTheDayBefore(ip4.Timeline):
    def as_of(self, day, **question):
        return super().as_of(day.subtract(days=1), **question)


def test_they_hold_of_a_right_timeline():
    for law in laws.LAWS:
        law(ip4.Timeline(LEADERS))


def test_they_are_checked_beside_those_of_every_timeline():
    names = [law.name for law in laws.LAWS]
    assert not set(names) & set(LAWS)
    check_timeline(ip4.Timeline(LEADERS), laws=names, max_examples=3)
    with pytest.raises(LawBroken, match="replayed_snapshots_are_those_asked_for"):
        check_timeline(OfTheDayBefore(LEADERS), laws=names, max_examples=3)
    sights = [laws.values_are_last_seen_where_the_definition_says.name]
    with pytest.raises(LawBroken, match="values_are_last_seen_where_the_definition_says"):
        check_timeline(OfTheDayBefore(LEADERS), laws=sights, max_examples=3)


PLEDGES = [
    ip4.Support(id="p", occurred="2023-01-05", recipient="ukraine", stage="pledged"),
    ip4.Support(
        id="q",
        occurred="2023-02-05",
        known="2023-03-01",
        recipient="ukraine",
        stage="paid",
        fulfils="p",
    ),
]


class FromTheEnd(ip4.Timeline):
    def gaps(self, day, **more):
        return super().gaps("2030-01-01")


def test_gaps_that_know_the_future_are_caught():
    laws.gaps_know_no_more_than_their_day(ip4.Timeline([*LEADERS, *PLEDGES]))
    with pytest.raises(LawBroken, match="gaps_know_no_more_than_their_day"):
        laws.gaps_know_no_more_than_their_day(FromTheEnd([*LEADERS, *PLEDGES]))


def test_a_reader_that_loses_entries_is_caught(monkeypatch):
    monkeypatch.setattr(laws, "decompile", lambda text: ip4.Timeline())
    with pytest.raises(LawBroken, match="compiled_timelines_read_back"):
        laws.compiled_timelines_read_back(ip4.Timeline(LEADERS))
