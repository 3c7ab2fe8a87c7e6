"""The laws of cuts hold of a right timeline and catch a wrong one."""

import pickle

import pytest
from hypothesis import given, settings

import ip4timeline as ip4
from ip4timeline.testing import LAWS, timelines
from ip4timeline.testing.laws import LawBroken, cuts, laws_of, names_in


class NoHorizon:
    def known(self, day):
        return self


class KeepsTheRegistries(ip4.Timeline):
    """As `known` once was: it keeps every row, whenever it was published."""

    def known(self, day):
        past = super().known(day)
        object.__setattr__(past, "registries", self.registries)
        return past


class ForgetsTheRest:
    def known(self, day):
        return pickle.loads(pickle.dumps(super().known(day)))


PLANTED = {
    "nothing_is_known_past_the_horizon": lambda p, law: p.whole(law, p.changed(NoHorizon)),
    "a_cut_grows_back_into_the_whole": lambda p, law: p.whole(law, p.changed(ForgetsTheRest)),
}


def test_each_law_of_the_theory_has_a_planted_fault():
    assert set(PLANTED) == names_in(cuts)


@pytest.mark.parametrize("name", PLANTED)
def test_each_law_catches_what_is_planted(name, planted):
    planted.caught(name, PLANTED[name])


SOURCED = ip4.Registries(
    sources=[
        ip4.Source(id="paper", publisher="A", title="T", tier="secondary", published="2023-01-15"),
        ip4.Source(id="ministry", publisher="B", title="U", tier="primary", retrieved="2023-02"),
    ],
    coverage=[
        ip4.Coverage(
            series="visit", kinds=["visit"], period="2022/2024", state="complete", basis="read"
        )
    ],
)
LAWS_OF_CUTS = [law for law in laws_of("timeline") if law.name in PLANTED]


@settings(max_examples=25, deadline=None)
@given(timelines(max_size=4))
def test_the_laws_hold_of_timelines_whose_sources_have_dates(timeline):
    sourced = timeline.append(*SOURCED.sources, *SOURCED.coverage)
    for law in LAWS_OF_CUTS:
        law(sourced, (ip4.LEADER,))


def test_a_cut_of_the_record_holds_to_them(record):
    part = record.about("japan").between("2025-05-01", "2025-07-31")
    few = ip4.Timeline(part, record.registries)
    for law in LAWS_OF_CUTS:
        law(few, ())


def test_a_cut_that_keeps_every_row_is_caught():
    visit = ip4.Visit(
        id="v",
        occurred="2023-01-10",
        partners=["japan"],
        direction="to-nato",
        summary="s",
        cites=[ip4.Cite(source="paper")],
    )
    with pytest.raises(LawBroken, match="nothing_is_known_past_the_horizon"):
        LAWS["nothing_is_known_past_the_horizon"](KeepsTheRegistries([visit], SOURCED), ())
