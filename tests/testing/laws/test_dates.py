"""The laws of dates catch dates that are wrong in one answer."""

import datetime as dt

import pytest

from ip4timeline.testing.laws import dates, names_in


class TurnedRound:
    earliest = property(lambda self: self.when.latest)
    latest = property(lambda self: self.when.earliest)


class Respelt:
    def __str__(self):
        return str(self.when).replace("2023-01", "2023-02")


class Undone:
    def by(self, day):
        return {"yes": "no", "no": "yes"}.get(self.when.by(day), "possible")


class Swapped:
    def bound(self, certainty):
        return self.when.bound("possible" if certainty == "certain" else "certain")


class Guessed:
    latest = property(lambda self: self.when.latest or dt.date(2030, 12, 31))


class WithMargin:
    @property
    def latest(self):
        latest = self.when.latest
        return latest + dt.timedelta(bool(self.when.qualifier)) if latest else None


class LastDayExcluded:
    def term_state(self, day):
        return self.when.term_state(day if str(day) == "9999-12-31" else day.add(days=1))


PLANTED = {
    "bounds_are_ordered": lambda p, law: p.date(law, TurnedRound),
    "texts_read_back": lambda p, law: p.date(law, Respelt),
    "once_begun_is_begun": lambda p, law: p.date(law, Undone),
    "early_readings_are_no_later": lambda p, law: p.date(law, Swapped),
    "no_bound_is_made_up": lambda p, law: p.date(law, Guessed),
    "doubt_moves_no_bound": lambda p, law: p.date(law, WithMargin),
    "terms_run_out_once": lambda p, law: p.date(law, LastDayExcluded),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(dates)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])
