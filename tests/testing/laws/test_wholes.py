"""The laws of a timeline as a whole hold of a right one and catch a wrong one."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings

import ip4timeline as ip4
from ip4timeline.testing import LAWS, timelines
from ip4timeline.testing.laws import laws_of, names_in, wholes

KINDS = (ip4.OfficeChanged, ip4.AgreementSigned, ip4.AgreementEnded, ip4.Visit)
CHOSEN = (ip4.LEADER, ip4.PROGRAMME, ip4.CONTACTS)


class InPlace:
    def append(self, *entries):
        grown = super().append(*entries)
        object.__setattr__(self, "entries", grown.entries)
        return grown


class CountForDigest:
    digest = property(lambda self: str(len(self.entries)))


class Empties(ip4.Timeline):
    @classmethod
    def from_jsonl(cls, source, **more):
        return cls()


class NothingPending:
    pending = ()


class LosesAChange(ip4.Timeline):
    def diff(self, before, after, **more):
        diff = super().diff(before, after, **more)
        return attrs.evolve(diff, changes=diff.changes[:-1])


class LosesAStep(ip4.Timeline):
    def replay(self, *span, **more):
        return list(super().replay(*span, **more))[1:]


PLANTED = {
    "timelines_are_values": lambda p, law: p.whole(law, p.changed(InPlace)),
    "digests_tell_contents": lambda p, law: p.whole(law, p.changed(CountForDigest)),
    "stored_timelines_read_back": lambda p, law: p.whole(law, Empties),
    "amendments_without_target_are_inert": lambda p, law: p.whole(law, p.changed(NothingPending)),
    "the_whole_differs_as_its_parts_do": lambda p, law: p.whole(law, LosesAChange),
    "the_whole_replays_as_its_parts_do": lambda p, law: p.whole(law, LosesAStep),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(wholes)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])


@pytest.mark.parametrize("name", PLANTED)
def test_a_law_of_timelines_holds_of_a_right_one(name, planted):
    planted.whole(LAWS[name])


@settings(max_examples=25, deadline=None)
@given(timelines(KINDS, max_size=6))
def test_every_law_of_a_timeline_holds(timeline):
    for law in laws_of("timeline"):
        law(timeline, CHOSEN)


@settings(max_examples=10, deadline=None)
@given(timelines(max_size=5))
def test_every_law_of_a_timeline_holds_whatever_it_holds(timeline):
    for law in laws_of("timeline"):
        law(timeline, CHOSEN)


@given(timelines([ip4.Support]))
def test_law_equal_but_respelt_events_have_equal_digests(timeline):
    def respelt(entry):
        if isinstance(entry, ip4.Correction):
            return attrs.evolve(entry, replacement=respelt(entry.replacement))
        if isinstance(entry, ip4.Support) and entry.amount is not None:
            return attrs.evolve(entry, amount=entry.amount.quantize(Decimal("1.0000")))
        return entry

    other = ip4.Timeline([respelt(e) for e in timeline.entries], timeline.registries)
    assert other == timeline
    assert hash(other) == hash(timeline)
    assert other.digest == timeline.digest
