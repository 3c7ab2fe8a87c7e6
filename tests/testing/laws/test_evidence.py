"""The laws of evidence catch an explanation that names too little or too much."""

import attrs
import pytest

from ip4timeline.testing.laws import evidence, names_in


class FirstEvent:
    def why(self, key, as_of=None):
        why = self._view.why(key, as_of)
        return attrs.evolve(why, events=why.events[:1])


class NoAmendments:
    def why(self, key, as_of=None):
        return attrs.evolve(self._view.why(key, as_of), amendments=())


class Hindsight:
    def why(self, key, as_of=None):
        return self._view.known(None).why(key, as_of)


PLANTED = {
    "why_names_the_evidence": lambda p, law: p.fold(law, p.trail, p.seen(FirstEvent)),
    "evidence_suffices": lambda p, law: p.fold(law, p.trail, p.seen(FirstEvent)),
    "why_names_the_amendments": lambda p, law: p.fold(law, p.trail, p.seen(NoAmendments)),
    "why_shows_nothing_unknown": lambda p, law: p.fold(law, p.trail, p.seen(Hindsight)),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(evidence)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])
