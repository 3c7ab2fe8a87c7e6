"""The laws of growth catch what is kept and not brought up to date."""

import pytest

import ip4timeline as ip4
from ip4timeline.testing.laws import growth, names_in


class Stale:
    """What was folded once is not folded again."""

    def append(self, *entries):
        grown = super().append(*entries)
        object.__setattr__(grown, "arrived", None if len(self.entries) > 1 else grown.arrived)
        return grown

    def folded(self, projection):
        return self.entries[:-1] if self.arrived is None else self.entries


class Unheard:
    """What was told twice is lost: it stands in the entries, and not among the versions."""

    def append(self, *entries):
        grown = super().append(*entries)
        kept = grown.entries[:1]
        object.__setattr__(grown, "_indices", ip4.Timeline(kept)._indices)
        return grown


class Forgetful:
    """Each third answer is that of the first question."""

    def project(self, projection, **asked):
        seen = self.__dict__.setdefault("seen", [])
        seen.append(super().project(projection, **asked))
        return seen[-1] if len(seen) % 3 else seen[0]


PLANTED = {
    "appending_is_rebuilding": lambda p, law: p.fold(law, p.trail, p.changed(Stale)),
    "what_stands_is_what_was_told": lambda p, law: p.growth(law, p.visits, p.changed(Unheard)),
    "asked_again_it_is_the_same": lambda p, law: p.growth(law, p.visits, p.changed(Forgetful)),
    "all_keys_are_each_key": lambda p, law: p.growth(law, p.visits, p.changed(Forgetful)),
    "growing_is_rebuilding": lambda p, law: p.growth(law, p.visits, p.changed(Stale)),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(growth)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])
