"""The laws of sums catch what cannot be summed in parts."""

import pytest

import ip4timeline as ip4
from ip4timeline.testing.laws import names_in, sums


@ip4.tally(on=ip4.Visit, keys=lambda e: e.partners, merge=lambda a, b: a - b)
def difference(event: ip4.Visit) -> int:
    """Merges as if the first were the greater."""
    return event.occurred.bound("certain") or 0


@ip4.tally(on=ip4.Visit, keys=lambda e: e.partners, merge=lambda a, b: (a + b) / 2)
def mean(event: ip4.Visit) -> float:
    """Takes a mean of means for the mean."""
    return float(event.occurred.bound("certain") or 0)


PLANTED = {
    "merge_takes_either_first": lambda p, law: p.fold(law, difference),
    "merge_takes_any_three_by_any_two": lambda p, law: p.fold(law, mean),
    "merge_agrees_with_every_split": lambda p, law: p.fold(law, mean),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(sums)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])
