"""The laws of what decides no value catch what lets it decide one."""

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.files.checks import check
from ip4timeline.testing.laws import LAWS, independence, names_in


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def greatest_id(value: str | None, event: ip4.Visit) -> str:
    """Takes the greatest id for the latest."""
    return max(value or "", event.id)


class ByArrival:
    def folded(self, projection):
        arrived = [e.id for e in self.arrived]
        return self.entries if arrived == sorted(arrived) else self.entries[1:]


class CountsTwice:
    def folded(self, projection):
        more = len(self.arrived) - len(self.entries)
        again = [e for e in self.arrived if isinstance(e, ip4.Event)][:more]
        return [*self.entries, *(attrs.evolve(e, id=f"{e.id}-again") for e in again)]


class MindsOtherKinds:
    def folded(self, projection):
        return () if any(e.kind == "aside" for e in self.entries) else self.entries


PLANTED = {
    "ignores_arrival": lambda p, law: p.fold(law, p.trail, p.changed(ByArrival)),
    "ignores_second_deliveries": lambda p, law: p.fold(law, p.visits, p.changed(CountsTwice)),
    "ignores_kinds_it_does_not_handle": lambda p, law: p.fold(
        law, p.trail, p.changed(MindsOtherKinds)
    ),
    "ids_are_only_names": lambda p, law: p.fold(law, greatest_id),
    # Nothing of a user's can break this one: it is `check` that is made wrong.
    "ties_are_harmless_or_refused": lambda p, law: p.fold(
        law, ip4.STATUSES, kinds=(ip4.StatusChanged,)
    ),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(independence)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted, monkeypatch):
    if name == "ties_are_harmless_or_refused":
        monkeypatch.setattr(independence, "check", lambda *record, projections: ())
    planted.caught(name, PLANTED[name])


def test_a_tie_is_refused_though_another_of_its_day_stands_first():
    """Found by Hypothesis: the two that were swapped had one between them that is refused."""

    def about(kind, id, partner, **more):
        return kind(
            id=id, occurred="2023-01-01", partners=[partner], occasion="first-summit", **more
        )

    off = about(ip4.OccasionCalledOff, "e0", "japan")
    ours = about(ip4.OccasionScheduled, "e1", "japan", dates="2023-01-01")
    theirs = about(ip4.OccasionScheduled, "e2", "korea", dates="2023-01-01")
    LAWS["ties_are_harmless_or_refused"](ip4.ENGAGEMENTS, ip4.Timeline([off, ours, theirs]))


def test_a_tie_is_refused_though_a_correction_repeats_what_it_corrects():
    """Found by Hypothesis: the same event was the account of two entries."""

    def named(id, day):
        return ip4.MissionChanged(
            id=id,
            occurred=day,
            partners=["japan"],
            mission="a",
            change="representative-named",
        )

    first, second = named("e0", "2023-01-01~"), named("e2", "2023-01-01")
    again = ip4.Correction(id="c0", target="e2", reason="x", replacement=second)
    LAWS["ties_are_harmless_or_refused"](ip4.MISSIONS, ip4.Timeline([first, second, again]))
    later = ip4.Correction(
        id="c0", target="e2", reason="x", known="2023-02-01", replacement=named("e2", "2023-01-01")
    )
    LAWS["ties_are_harmless_or_refused"](ip4.MISSIONS, ip4.Timeline([first, second, later]))


def test_a_tie_is_refused_though_what_is_known_later_covers_it_up():
    """Found by Hypothesis: in the end the last of the day decides, and nobody saw the other two."""

    def led(id, person, known, **more):
        return ip4.OfficeChanged(
            id=id,
            occurred="2023-01-01",
            known=known,
            partners=["japan"],
            office="japan-prime-minister",
            person=person,
            **more,
        )

    one, two = led("e0", "ann", "2023-01-01"), led("e1", "ben", "2023-01-01")
    last = led("e2", "cho", "2023-02-01", seq=1)
    LAWS["ties_are_harmless_or_refused"](ip4.LEADER, ip4.Timeline([one, two, last]))
    faults = check([one, two, last], ip4.Registries(), projections=[ip4.LEADER])
    tied = [(fault.event, fault.reason) for fault in faults if fault.field == "seq"]
    assert [id for id, _ in tied] == ["e1"]
    assert "stands after 'e0' by its id alone" in tied[0][1]
