"""The laws of what a fold means catch projections and folds that mean something else."""

import pytest

import ip4timeline as ip4
from ip4timeline.testing.laws import meaning, names_in


@ip4.projection(on=ip4.Visit, keys=lambda e: "japan")
def text_for_keys(value: int | None, event: ip4.Visit) -> int:
    """Gives a text where a list of keys is due."""
    return 1


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def in_place(value: list[str] | None, event: ip4.Visit) -> list[str]:
    """Changes the value that it is given."""
    value = [] if value is None else value
    value.append(event.place)
    return value


class DayBefore:
    def as_of(self, day, **more):
        return self._view.as_of(ip4.When(day).earliest.subtract(days=1), **more)


class StartsLate:
    def folded(self, projection):
        return self.entries if len(self.entries) > 1 else ()


PLANTED = {
    "keys_are_fixed_by_the_event": lambda p, law: p.fold(law, text_for_keys),
    "evolve_depends_on_its_arguments_alone": lambda p, law: p.fold(law, in_place),
    "equals_the_oracle": lambda p, law: p.fold(law, p.trail, p.seen(DayBefore)),
    "splits_and_resumes": lambda p, law: p.fold(law, p.trail, p.changed(StartsLate)),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(meaning)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])
