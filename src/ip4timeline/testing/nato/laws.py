"""Laws of a timeline of this domain alone: its compiled form, and its snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final

from ip4timeline.engine.time.when import READINGS
from ip4timeline.record.compiled import compile_record, decompile
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.testing.laws.base import Law, expect, law
from ip4timeline.testing.laws.questions import ALL_DAYS, PATHS, AnyProjection, contents


@law("timeline")
def compiled_timelines_read_back(timeline: Timeline, _: Sequence[AnyProjection] = ()) -> None:
    """What is compiled to a file reads back as the same timeline.

    The record is shipped in that form.
    """
    text = compile_record(timeline)
    back = decompile(text)
    expect(contents(back), contents(timeline), "the timeline, compiled and read back")
    expect(compile_record(back), text, "its text, compiled, read and compiled")


@law("timeline")
def replayed_snapshots_are_those_asked_for(
    timeline: Timeline, _: Sequence[AnyProjection] = ()
) -> None:
    """Each snapshot of a replay is, in plain data, the one that `as_of` gives of its day.

    A relationship shows more than its projections, and that too must not depend on the way.
    """
    for certainty, along in product(READINGS, PATHS):
        for step in timeline.replay(*ALL_DAYS, along=along, certainty=certainty):
            known_on = step.day if along == "both" else None
            want = timeline.as_of(step.day, known_on=known_on, certainty=certainty)
            about = f"the step of {step.day} along {along!r}, certainty {certainty!r}"
            expect(step.snapshot.to_dict(), want.to_dict(), about)


LAWS: Final[tuple[Law, ...]] = (
    compiled_timelines_read_back,
    replayed_snapshots_are_those_asked_for,
)
"""The laws of the domain, which `check_timeline` checks beside those of every timeline."""
