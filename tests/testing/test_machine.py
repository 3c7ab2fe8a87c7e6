"""Timelines used in every way, step by step, next to a model of plain lists."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import ip4timeline as ip4
from ip4timeline.testing import timeline_machine

GENERATE = [Phase.generate]
BRIEF = settings(max_examples=40, stateful_step_count=30, deadline=None, database=None)

TestTimeline = timeline_machine().TestCase
TestTimeline.settings = BRIEF


class Kept(ip4.Timeline):
    """A user's own timeline, which is one in every respect."""


TestOwnTimeline = timeline_machine(
    Kept, kinds=(ip4.StatusChanged, ip4.Support), projections=(ip4.STATUSES, ip4.SUPPORT)
).TestCase
TestOwnTimeline.settings = settings(BRIEF, max_examples=15)


class Faulty:
    """What answers like a timeline but for one fault, named by a subclass."""

    def __init__(self, timeline=None):
        self._timeline = ip4.Timeline() if timeline is None else timeline

    def __getattr__(self, name):
        return getattr(self._timeline, name)

    def __iter__(self):
        return iter(self._timeline)

    def append(self, entry):
        return type(self)(self._timeline.append(entry))

    def known(self, day):
        return type(self)(self._timeline.known(day))


class ForgetsRetractions(Faulty):
    def append(self, entry):
        return self if isinstance(entry, ip4.Retraction) else super().append(entry)


class KnowsTheFuture(Faulty):
    def project(self, projection, *, known_on=None, certainty="certain"):
        return self._timeline.project(projection, certainty=certainty)


class KnowsNoHorizon(Faulty):
    def known(self, day):
        return type(self)(self._timeline)


class ChangesInPlace(Faulty):
    def append(self, entry):
        self._timeline = self._timeline.append(entry)
        return self


class ReadsEarlyAsLate(Faulty):
    def project(self, projection, *, known_on=None, certainty="certain"):
        return self._timeline.project(projection, known_on=known_on)


class TakesEverything(Faulty):
    def append(self, entry):
        try:
            return super().append(entry)
        except ip4.TimelineError:
            return self


@pytest.mark.parametrize(
    "faulty",
    [
        ForgetsRetractions,
        KnowsTheFuture,
        KnowsNoHorizon,
        ChangesInPlace,
        ReadsEarlyAsLate,
        TakesEverything,
    ],
)
def test_the_machine_catches(faulty):
    hard = settings(
        max_examples=400, stateful_step_count=30, deadline=None, database=None, phases=GENERATE
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(timeline_machine(faulty), settings=hard)
