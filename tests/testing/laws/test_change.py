"""The laws of change catch a lapse, spell, diff or replay that says otherwise than the fold."""

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.testing.laws import change, names_in


def eve(day):
    return ip4.When(day).earliest.subtract(days=1)


class LapsesLate:
    def get(self, key, day):
        return self._view.get(key, eve(day))


class LosesTheLast:
    def spells(self, key):
        return self._view.spells(key)[:-1]


class OneReason:
    def spells(self, key):
        return [attrs.evolve(s, because=s.because[:1]) for s in self._view.spells(key)]


class EndsEarly:
    def diff(self, before, after):
        return self._view.diff(before, eve(after))


class LearnsBackwards:
    def learned(self, before, after, *, as_of):
        return self._view.learned(after, before, as_of=as_of)


class SilentLapses:
    def replay(self, start, end, *, along="occurred"):
        return (step for step in self._view.replay(start, end, along=along) if step.events)


class OneClock:
    def replay(self, start, end, *, along="occurred"):
        return self._view.replay(start, end)


class FromTheStart:
    def replay(self, start, end, *, along="occurred"):
        return self._view.replay("0001-01-01", end, along=along)


PLANTED = {
    "lapses_are_seen_by_all": lambda p, law: p.fold(law, p.fresh, p.seen(LapsesLate)),
    "spells_cover_the_days_with_a_value": lambda p, law: p.fold(law, p.trail, p.seen(LosesTheLast)),
    "spells_break_with_the_evidence": lambda p, law: p.fold(law, p.trail, p.seen(OneReason)),
    "diffs_compose": lambda p, law: p.fold(law, p.trail, p.seen(EndsEarly)),
    "what_is_learned_composes": lambda p, law: p.fold(law, p.trail, p.seen(LearnsBackwards)),
    "replays_show_each_change": lambda p, law: p.fold(law, p.fresh, p.seen(SilentLapses)),
    "replays_along_both_clocks_show_what_was_known": lambda p, law: p.fold(
        law, p.trail, p.seen(OneClock)
    ),
    "replays_can_begin_on_any_day": lambda p, law: p.fold(law, p.trail, p.seen(FromTheStart)),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(change)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])
