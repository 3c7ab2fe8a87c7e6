"""The laws of growth catch what is kept and not brought up to date."""

import pytest

from ip4timeline.testing.laws import growth, names_in


class Stale:
    """What was folded once is not folded again."""

    def append(self, *entries):
        grown = super().append(*entries)
        object.__setattr__(grown, "arrived", None if len(self.entries) > 1 else grown.arrived)
        return grown

    def folded(self, projection):
        return self.entries[:-1] if self.arrived is None else self.entries


PLANTED = {
    "appending_is_rebuilding": lambda p, law: p.fold(law, p.trail, p.changed(Stale)),
    "growing_is_rebuilding": lambda p, law: p.growth(law, p.visits, p.changed(Stale)),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(growth)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])
