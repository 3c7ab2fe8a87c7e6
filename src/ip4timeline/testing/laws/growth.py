"""Growth: a timeline that was appended to is the one that had it all from the start."""

from __future__ import annotations

from typing import Any

import attrs

from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import (
    AnyProjection,
    contents,
    known_days,
    rebuilt,
    spells_of,
    view_of,
)
from ip4timeline.testing.model import AnyTimeline, Growth, known_day
from ip4timeline.testing.report import describe_question


@law("projection")
def appending_is_rebuilding(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """A timeline that gets an event late answers as one that had it from the start.

    Most of history is written down late. The timeline that it was appended to stands.
    """
    for late in timeline.entries:
        rest = [entry for entry in timeline.entries if entry is not late]
        before = rebuilt(timeline, rest)
        if timeline.horizon is not None and known_day(late) > timeline.horizon.toordinal():
            continue  # it may not be appended
        earlier = [spells_of(before, projection, None, certainty) for certainty in READINGS]
        grown = before.append(late)
        for certainty in READINGS:
            question = describe_question(None, None, certainty, f"{late.id} appended last")
            expected = spells_of(timeline, projection, None, certainty)
            expect(spells_of(grown, projection, None, certainty), expected, question)
        after = [spells_of(before, projection, None, certainty) for certainty in READINGS]
        expect(after, earlier, f"the timeline that {late.id} was appended to")
        anew = rebuilt(timeline, [attrs.evolve(entry) for entry in timeline.entries])
        expect(contents(grown), contents(anew), f"the timeline, {late.id} appended last")


@law("growth")
def growing_is_rebuilding(projection: AnyProjection, growth: Growth) -> None:
    """A timeline that grows by batches and is asked in between answers as one built anew.

    What is kept of earlier answers must be brought up to date with every correction of a
    correction, however much of it waits beside the rest.
    """
    grown = growth.beginning()
    _answers(grown, projection)
    entries = growth.start.entries
    for number, batch in enumerate(growth.batches, 1):
        grown, entries = grown.append(*batch), (*entries, *batch)
        anew = rebuilt(growth.start, entries)
        how = f"after {number} of the batches {[[e.id for e in b] for b in growth.batches]}, "
        how += f"{growth.limits}"
        expect(contents(grown), contents(anew), f"the timeline {how}")
        got, expected = (_answers(timeline, projection) for timeline in (grown, anew))
        for question in expected:
            expect(got[question], expected[question], f"{question}; {how}")


def _answers(timeline: AnyTimeline, projection: AnyProjection) -> dict[str, Any]:
    """All that a projection says of a timeline, by the question: its values and its spells."""
    found: dict[str, Any] = {}
    for certainty in READINGS:
        for known_on in known_days(timeline, projection):
            view = view_of(timeline, projection, known_on, certainty)
            spells = spells_of(timeline, projection, known_on, certainty)
            found[describe_question(None, known_on, certainty, "the spells")] = spells
            # Values are looked up in other tables than spells: each where one begins.
            for day in sorted({spell.since for each in spells.values() for spell in each}):
                about = describe_question(day.toordinal(), known_on, certainty)
                found[about] = dict(view.as_of(day))
    return found
