"""The kinds, projections and timeline of the Quad are held to the laws of the library."""

import pytest
from hypothesis import Phase, given, settings
from quad_timeline import (
    PLEDGED,
    Format,
    Member,
    PledgeMade,
    QuadTimeline,
    SummitHeld,
    WorkingGroupChanged,
    load,
)

from ip4timeline.testing import (
    LawBroken,
    check_kind,
    check_projection,
    check_timeline,
    events,
    timeline_machine,
    timelines,
)


@pytest.mark.parametrize("projection", QuadTimeline.projections, ids=lambda p: p.name)
def test_the_projections_keep_the_laws_of_a_fold(projection):
    check_projection(projection, max_examples=8, timeline=QuadTimeline)


def test_a_projection_keeps_them_on_a_timeline_of_the_engine_too():
    check_projection(PLEDGED, max_examples=10)


@pytest.mark.parametrize("kind", [SummitHeld, WorkingGroupChanged, PledgeMade])
def test_the_kinds_keep_the_laws_of_a_kind(kind):
    check_kind(kind, max_examples=10)


def test_the_events_of_the_package_keep_the_laws_of_a_timeline():
    check_timeline(load(), max_examples=2)


def test_a_broken_law_is_said_in_the_words_of_the_quad():
    class Forgetful(QuadTimeline):
        def append(self, *entries):
            return self

    with pytest.raises(LawBroken) as caught:
        check_timeline(Forgetful(load().entries), laws=["growing_is_rebuilding"], max_examples=20)
    assert "With the events\n" in str(caught.value)


TestQuad = timeline_machine(QuadTimeline).TestCase
TestQuad.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)


def drawn(strategy, what, tries=100):
    """Everything that a strategy gives for something of its examples."""
    seen = set()

    @settings(max_examples=tries, phases=[Phase.generate], database=None, deadline=None)
    @given(strategy)
    def run(example):
        seen.add(what(example))

    run()
    return seen


def test_enumerations_members_and_ids_of_a_registry_of_its_own_are_drawn():
    assert drawn(events([SummitHeld]), lambda e: e.format) == set(Format)
    assert drawn(events([SummitHeld]), lambda e: e.host) == set(Member)
    assert set(Member) <= set().union(*drawn(events([SummitHeld]), lambda e: e.members))
    assert drawn(events([WorkingGroupChanged]), lambda e: e.group) == {"one-group", "another-group"}
    terms = drawn(events([WorkingGroupChanged]), lambda e: e.term and e.term.lasting)
    assert terms == {None, True}


def test_timelines_of_the_quad_are_drawn():
    assert drawn(timelines([SummitHeld], timeline=QuadTimeline), type, 5) == {QuadTimeline}
