"""The laws of the second clock catch what leaks and what forgets."""

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.testing.laws import knowledge, names_in


class KnowsTheFuture:
    def question(self, known_on):
        return None


class DayAfter:
    def as_of(self, day, **more):
        return self._view.as_of(ip4.When(day).earliest.add(days=1), **more)


class HindsightEnds:
    def question(self, known_on):
        return known_on or "2023-01-20"


class ForgetsCorrections:
    def folded(self, projection):
        return [e for e in self.entries if not isinstance(e, ip4.Amendment)]


class KeepsTheFirstCorrection:
    def folded(self, projection):
        events = [e for e in self.entries if isinstance(e, ip4.Event)]
        amendments = [e for e in self.entries if isinstance(e, ip4.Amendment)]
        return [*events, *{a.target: a for a in reversed(amendments)}.values()]


class DropsEarlyCorrections:
    def append(self, *entries):
        ids = {e.id for e in self.entries}
        kept = [e for e in entries if getattr(e, "target", e.id) in {e.id, *ids}]
        return super().append(*kept)


OF_TIMELINES = {
    "nothing_known_later_matters": KnowsTheFuture,
    "no_known_on_is_one_past_every_event": HindsightEnds,
    "a_correction_reads_as_written_right": ForgetsCorrections,
    "the_last_correction_stands": KeepsTheFirstCorrection,
    "corrections_come_in_any_order": DropsEarlyCorrections,
}
PLANTED = {
    "nothing_effective_later_matters": lambda p, law: p.fold(law, p.trail, p.seen(DayAfter)),
    **{
        name: lambda p, law, fault=fault: p.fold(law, p.trail, p.changed(fault))
        for name, fault in OF_TIMELINES.items()
    },
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(knowledge)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])


def test_a_correction_ahead_of_its_target_shows_nothing_past_the_horizon():
    late = ip4.Meeting(
        id="m", occurred="2023-01-10", known="2023-03-01", partners=["japan"], place="x"
    )
    fixed = ip4.Correction(
        id="c",
        target="m",
        reason="wrong place",
        known="2023-02-01",
        replacement=attrs.evolve(late, place="y"),
    )
    past = ip4.Timeline([late, fixed]).known("2023-02-10")
    assert past.learned(None, "9999-12-31", as_of="9999-12-31") == ip4.Diff((), ())
    assert past.diff("2023-01-01", "2023-02-01", known_on="9999-12-31") == ip4.Diff((), ())


def test_a_timeline_takes_what_is_known_on_its_horizon_and_nothing_later():
    past = ip4.Timeline([]).known("2023-01-10")
    event = ip4.Meeting(id="m", occurred="2023-01-10", partners=["japan"])
    assert list(past.append(event)) == [event]
    with pytest.raises(ip4.TimelineError, match="knows nothing after"):
        past.append(attrs.evolve(event, known="2023-01-11"))


def test_a_diff_of_the_timeline_knows_no_more_than_it_is_asked_to():
    late = ip4.Meeting(id="m", occurred="2023-01-10", known="2023-03-01", partners=["japan"])
    timeline = ip4.Timeline([late])
    assert len(timeline.diff("2023-01-01", "2023-02-01")) > 0
    then = timeline.diff("2023-01-01", "2023-02-01", known_on="2023-02-28")
    assert then == ip4.Diff((), ())
