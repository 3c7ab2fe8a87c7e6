"""Laws of a timeline of this domain alone: its compiled form, and its snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.nato.kinds.contacts import Support
from ip4timeline.record.compiled import compile_record, decompile
from ip4timeline.relationship.projections.offices import OFFICES
from ip4timeline.relationship.projections.sightings import LAST_SEEN
from ip4timeline.relationship.projections.value import Value
from ip4timeline.relationship.snapshot.snapshot import Snapshot
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.testing.laws.base import Law, expect, law
from ip4timeline.testing.laws.questions import (
    ALL_DAYS,
    PATHS,
    AnyProjection,
    contents,
    few_known_days,
    knowable,
    valid_days,
)
from ip4timeline.testing.nato.sights import sights
from ip4timeline.testing.oracle import standing

_FACETS: Final = (
    "offices",
    "agreements",
    "negotiations",
    "statuses",
    "missions",
    "mechanisms",
)


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


@law("timeline")
def values_are_last_seen_where_the_definition_says(
    timeline: Timeline, _: Sequence[AnyProjection] = ()
) -> None:
    """Each value without an end on record was last seen on the day that the definition gives.

    A grown timeline, one cut to what was known, and the early reading included: an analysis
    that trusts an old value must know how old it is, and nothing of it may leak backwards.
    """
    for known_on in few_known_days(timeline, LAST_SEEN):
        stood = standing(timeline.entries, knowable(timeline, known_on))
        for certainty in READINGS:
            days = valid_days(timeline, LAST_SEEN, known_on, certainty)
            for day in days[:: max(len(days) // 6, 1)]:
                want = {key: seen for key, (seen, _) in sights(stood, day, certainty).items()}
                known = None if known_on is None else from_day_number(known_on)
                snapshot = timeline.as_of(from_day_number(day), known_on=known, certainty=certainty)
                about = f"as of {from_day_number(day)}, known on {known}, {certainty}"
                expect(_sights_of(snapshot), want, about)


def _sights_of(snapshot: Snapshot) -> dict[tuple[str, Any], int | None]:
    """Of every value of a snapshot that was seen, by projection and key, the day number."""
    found = {}
    values: list[Value | None] = [snapshot.nato.secretary_general]
    values += snapshot.nato.proposals.values()
    for relationship in snapshot.values():
        values += [relationship.leader, relationship.programme]
        for aspect in _FACETS:
            values += getattr(relationship, aspect).values()
    for projection in (OFFICES,):  # offices of nobody in a snapshot are in no relationship
        for key in snapshot.states(projection):
            values.append(snapshot._slice.value(projection, key))
    for value in values:
        if value is not None and value.origin is not None and value.last_seen is not None:
            seen = value.last_seen.day
            place = (value.origin.projection.name, value.origin.key)
            found[place] = None if seen is None else seen.toordinal()
    return found


@law("timeline")
def gaps_know_no_more_than_their_day(timeline: Timeline, _: Sequence[AnyProjection] = ()) -> None:
    """What is said to be lacking rests on what had begun by the day and was known by then.

    A gap tells a curator where to look: one that rests on the future would not have been one, and
    a pledge is open exactly while nothing that stands carries it out.
    """
    for known_on in few_known_days(timeline, LAST_SEEN):
        stood = standing(timeline.entries, knowable(timeline, known_on))
        days = valid_days(timeline, OFFICES, known_on, "certain")
        known = None if known_on is None else from_day_number(known_on)
        for number in days[:: max(len(days) // 3, 1)]:
            day = from_day_number(number)
            begun = {
                e.id: e for e in stood if e.occurred.latest is not None and e.occurred.latest <= day
            }
            found = timeline.gaps(day, known_on=known)
            about = f"as of {day}, known on {known}"
            resting = {id for gap in found for id in gap.because}
            expect(resting - set(begun), set(), f"what gaps rest on and nobody knew, {about}")
            open_ = {gap.subject for gap in found if gap.kind == "pledge-open"}
            support = [e for e in begun.values() if isinstance(e, Support)]
            done = {e.fulfils for e in support}
            want = {e.id for e in support if e.stage == "pledged" and e.id not in done}
            expect(open_, want, f"the open pledges, {about}")


LAWS: Final[tuple[Law, ...]] = (
    compiled_timelines_read_back,
    replayed_snapshots_are_those_asked_for,
    values_are_last_seen_where_the_definition_says,
    gaps_know_no_more_than_their_day,
)
"""The laws of the domain, which `check_timeline` checks beside those of every timeline."""
