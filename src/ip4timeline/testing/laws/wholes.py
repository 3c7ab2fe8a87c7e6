"""A timeline as a whole: a value, with a digest, that stores and speaks for all its parts."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

import attrs

from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.record.compiled import compile_record, decompile
from ip4timeline.relationship.projections import PROJECTIONS
from ip4timeline.relationship.projections.ties import PROGRAMME
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.testing.laws.asking import (
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
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.report import tell_question

_MORE = Source(id="one-more", publisher="", title="", tier="primary")


@law("timeline")
def timelines_are_values(timeline: Timeline, _: Sequence[AnyProjection] = ()) -> None:
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
def digests_tell_contents(timeline: Timeline, _: Sequence[AnyProjection] = ()) -> None:
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
def stored_timelines_read_back(timeline: Timeline, _: Sequence[AnyProjection] = ()) -> None:
    """What is compiled to a file reads back as the same timeline.

    The record is shipped in that form.
    """
    text = compile_record(timeline)
    back = decompile(text)
    expect(contents(back), contents(timeline), "the timeline, compiled and read back")
    expect(compile_record(back), text, "its text, compiled, read and compiled")


@law("timeline")
def amendments_without_target_are_inert(
    timeline: Timeline, projections: Sequence[AnyProjection] = ()
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
        asked = tell_question(None, None, "certain", f"{projection.name} without those pending")
        expect(spells_of(timeline, projection), spells_of(less, projection), asked)


@law("timeline")
def nothing_is_known_past_the_horizon(
    timeline: Timeline, projections: Sequence[AnyProjection] = ()
) -> None:
    """`known` gives a timeline that knows nothing later, whatever is asked of it.

    It is handed to code that must not see the future, and cannot be asked for it.
    """
    for projection in projections:
        for known_on in known_days(timeline, projection)[1::4]:
            assert known_on is not None
            past = timeline.known(from_day_number(known_on))
            again = past.known("9999-12-31")
            expect(contents(again), contents(past), f"known on {past.horizon}, and then later")
            for certainty in READINGS:
                expected = spells_of(timeline, projection, known_on, certainty)
                for later in (None, LAST_DAY):
                    about = f"{projection.name} of the timeline as known on {past.horizon}"
                    asked = tell_question(None, later, certainty, about)
                    expect(spells_of(past, projection, later, certainty), expected, asked)


@law("timeline")
def the_whole_differs_as_its_parts_do(
    timeline: Timeline, projections: Sequence[AnyProjection] = ()
) -> None:
    """The changes between two snapshots are those of the library's projections, one by one.

    A summary that says more or less than its parts cannot be traced to events.
    """
    days = [from_day_number(n) for n in valid_days(timeline, PROGRAMME, None, "certain")]
    numbers = known_days(timeline, PROGRAMME)[:4]
    known = [None if number is None else from_day_number(number) for number in numbers]
    for certainty in READINGS:
        for known_on in known:
            views = [
                timeline.project(p, known_on=known_on, certainty=certainty) for p in PROJECTIONS
            ]
            for before, after in zip(days[::2], days[1::2], strict=False):
                asked = f"known on {known_on or 'any day'}, certainty {certainty!r}"
                diff = timeline.diff(before, after, known_on=known_on, certainty=certainty)
                want = [change for view in views for change in view.diff(before, after)]
                expect(list(diff), want, f"the diff from {before} to {after}, {asked}")
                learned = timeline.learned(known_on, None, as_of=after, certainty=certainty)
                want = [c for view in views for c in view.learned(known_on, None, as_of=after)]
                expect(list(learned), want, f"what was learned since about {after}, {asked}")
                why = [timeline.why(change).value for change in learned]
                expect(why, [change.after for change in want], f"why of what was learned, {asked}")


@law("timeline")
def the_whole_replays_as_its_parts_do(
    timeline: Timeline, projections: Sequence[AnyProjection] = ()
) -> None:
    """A replay shows every day on which a part changes, with the snapshot that `as_of` gives.

    What one watches and what one asks for are the same.
    """
    for certainty in READINGS:
        views = [view_of(timeline, p, None, certainty) for p in PROJECTIONS]
        for along in PATHS:
            days = {step.day for v in views for step in v.replay(*ALL_DAYS, along=along)}
            steps = list(timeline.replay(*ALL_DAYS, along=along, certainty=certainty))
            shown = {step.day for step in steps}
            asked = f"along {along!r}, certainty {certainty!r}"
            expect(sorted(days - shown), [], f"the days of change that are not shown, {asked}")
            for step in steps:
                known = step.day if along == "both" else None
                want = timeline.as_of(step.day, known_on=known, certainty=certainty)
                expect(step.snapshot.to_dict(), want.to_dict(), f"the step of {step.day}, {asked}")
                changed = bool(step.events) or step.day in days
                expect(changed, True, f"whether anything happened on {step.day}, {asked}")
