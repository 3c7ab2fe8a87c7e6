"""A timeline as a whole: a value, with a digest, that stores and speaks for all its parts."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from itertools import product
from typing import Any

import attrs

from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import (
    ALL_DAYS,
    PATHS,
    AnyProjection,
    contents,
    known_days,
    rebuilt,
    spells_of,
    valid_days,
    view_of,
)
from ip4timeline.testing.model import AnyTimeline
from ip4timeline.testing.report import describe_question

_MORE = Source(id="one-more", publisher="", title="", tier="primary")


@law("timeline")
def timelines_are_values(timeline: AnyTimeline, _: Sequence[AnyProjection] = ()) -> None:
    """Timelines of the same contents are equal, hash alike, pickle, and never change.

    They are cached, shared and compared; to append makes another and leaves this one.
    """
    before = timeline.entries
    again = rebuilt(timeline, [*reversed(before), *before])
    expect(again, timeline, "the timeline, made again of its entries")
    expect(hash(again), hash(timeline), "its hash, made again of its entries")
    back = pickle.loads(pickle.dumps(timeline))
    expect(contents(back), contents(timeline), "the timeline, pickled and back")
    for entry in before:
        less = rebuilt(timeline, [e for e in before if e is not entry])
        expect(less == timeline, False, f"whether it is equal without {entry.id}")
        less.append(*([entry] if timeline.horizon is None else []))
        expect(entry in less.entries, False, f"whether {entry.id} is in what it was appended to")
    expect(timeline.entries, before, "its entries after all that")


@law("timeline")
def digests_tell_contents(timeline: AnyTimeline, _: Sequence[AnyProjection] = ()) -> None:
    """Digests are equal exactly when contents are, registries and horizon among them.

    A result that names its digest can be reproduced, and a changed record cannot hide.
    """
    entries = timeline.entries
    again = rebuilt(timeline, reversed(entries))
    expect(again.digest, timeline.digest, "the digest of the same entries, backwards")
    copied = rebuilt(timeline, [attrs.evolve(e) for e in entries])
    expect(copied.digest, timeline.digest, "the digest of equal entries")
    sources: Any = (*timeline.registries.sources, _MORE)
    registries = attrs.evolve(timeline.registries, sources=sources)
    others = {
        "with one more source": type(timeline)(entries, registries, timeline.horizon),
        "as known on 2023-01-20": timeline.known("2023-01-20"),
        "as known on 2023-01-21": timeline.known("2023-01-21"),
    }
    for entry in entries:
        rest = [e for e in entries if e is not entry]
        noted = attrs.evolve(entry, notes=f"{entry.notes}, and more")
        others[f"without {entry.id}"] = rebuilt(timeline, rest)
        others[f"with other notes of {entry.id}"] = rebuilt(timeline, [*rest, noted])
    for how, other in others.items():
        same = other == timeline
        expect(other.digest == timeline.digest, same, f"whether the digest is the same {how}")


@law("timeline")
def stored_timelines_read_back(timeline: AnyTimeline, _: Sequence[AnyProjection] = ()) -> None:
    """What is written as JSON Lines reads back as the same timeline.

    Records of any size are kept and handed on in that form.
    """
    lines = list(timeline.to_jsonl())
    back = type(timeline).from_jsonl(lines)
    expect(contents(back), contents(timeline), "the timeline, written as lines and read back")
    expect(list(back.to_jsonl()), lines, "its lines, written, read and written")


@law("timeline")
def amendments_without_target_are_inert(
    timeline: AnyTimeline, projections: Sequence[AnyProjection] = ()
) -> None:
    """A correction or retraction whose target is not there is pending and changes nothing.

    Neither may amend another: a later one of the same event replaces it.
    """
    events = {entry.id for entry in timeline.entries if isinstance(entry, Event)}
    orphans = tuple(
        e for e in timeline.entries if isinstance(e, Amendment) and e.target not in events
    )
    expect(timeline.pending, orphans, "which amendments are pending")
    less = rebuilt(timeline, [e for e in timeline.entries if e not in orphans])
    expect(list(timeline), list(less), "which events stand, without those pending")
    for projection in projections:
        question = describe_question(
            None, None, "certain", f"{projection.name} without those pending"
        )
        expect(spells_of(timeline, projection), spells_of(less, projection), question)


@law("timeline")
def the_whole_differs_as_its_parts_do(
    timeline: AnyTimeline, projections: Sequence[AnyProjection] = ()
) -> None:
    """The changes between two snapshots are those of the projections shown, one by one.

    A summary that says more or less than its parts cannot be traced to events.
    """
    shown = _shown(timeline, projections)
    days = [from_day_number(number) for number in _few_days(timeline, shown)]
    numbers = {n for p in shown for n in known_days(timeline, p) if n is not None}
    known = [None, *(from_day_number(number) for number in sorted(numbers)[:3])]
    for certainty, known_on in product(READINGS, known):
        views = [timeline.project(p, known_on=known_on, certainty=certainty) for p in shown]
        about = f"known on {known_on or 'any day'}, certainty {certainty!r}"
        for before, after in zip(days[::2], days[1::2], strict=False):
            diff = timeline.diff(
                before, after, known_on=known_on, certainty=certainty, projections=projections
            )
            want = [change for view in views for change in view.diff(before, after)]
            expect(list(diff), want, f"the diff from {before} to {after}, {about}")
            learned = timeline.learned(
                known_on, None, as_of=after, certainty=certainty, projections=projections
            )
            want = [c for view in views for c in view.learned(known_on, None, as_of=after)]
            expect(list(learned), want, f"what was learned since about {after}, {about}")
            why = [timeline.why(change).value for change in learned]
            expect(why, [change.after for change in want], f"why of what was learned, {about}")


def _shown(timeline: AnyTimeline, more: Sequence[AnyProjection]) -> tuple[AnyProjection, ...]:
    """The projections that answer a question: the timeline's own, and those named beside them."""
    return tuple(dict.fromkeys((*timeline.projections, *more)))


def _few_days(timeline: AnyTimeline, projections: Sequence[AnyProjection]) -> list[int]:
    """At most sixteen of the day numbers, and their eves, on which some value changes."""
    days = {n for p in projections for n in valid_days(timeline, p, None, "certain")}
    return sorted(days)[:: 1 + len(days) // 16]


@law("timeline")
def the_whole_replays_as_its_parts_do(
    timeline: AnyTimeline, projections: Sequence[AnyProjection] = ()
) -> None:
    """A replay shows every day on which a part changes, with the snapshot that `as_of` gives.

    What one watches and what one asks for are the same.
    """
    shown = _shown(timeline, projections)
    for certainty, along in product(READINGS, PATHS):
        views = [view_of(timeline, p, None, certainty) for p in shown]
        changed = {step.day for v in views for step in v.replay(*ALL_DAYS, along=along)}
        steps = list(
            timeline.replay(*ALL_DAYS, along=along, certainty=certainty, projections=projections)
        )
        about = f"along {along!r}, certainty {certainty!r}"
        missing = sorted(changed - {step.day for step in steps})
        expect(missing, [], f"the days of change that are not shown, {about}")
        for step in steps:
            known_on = step.day if along == "both" else None
            want = timeline.as_of(
                step.day, known_on=known_on, certainty=certainty, projections=projections
            )
            for p in shown:
                got, expected = dict(step.snapshot.states(p)), dict(want.states(p))
                expect(got, expected, f"{p.name} in the step of {step.day}, {about}")
            anything = bool(step.events) or step.day in changed
            expect(anything, True, f"whether anything happened on {step.day}, {about}")
