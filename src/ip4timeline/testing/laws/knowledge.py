"""The second clock: nothing leaks from later days, and corrections say what was known when."""

from __future__ import annotations

from itertools import combinations

from ip4timeline.engine.events.amendments import Amendment, Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import (
    AnyProjection,
    amending,
    events_in,
    few_known_days,
    handled_by,
    known_days,
    rebuilt,
    spells_of,
    view_of,
    written,
)
from ip4timeline.testing.model import AnyTimeline, known_day
from ip4timeline.testing.report import describe_question


@law("projection")
def nothing_known_later_matters(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """What became known after ``known_on`` changes no answer.

    A back-test or forecast that is fed from its own future proves nothing.
    """
    for known_on in known_days(timeline, projection)[1:]:
        assert known_on is not None
        early = [entry for entry in timeline.entries if known_day(entry) <= known_on]
        # An amendment may be known before its target, without which it would be inert.
        targets = {entry.target for entry in early if isinstance(entry, Amendment)}
        kept = [entry for entry in timeline.entries if entry in early or entry.id in targets]
        less = rebuilt(timeline, kept)
        past = timeline.known(from_day_number(known_on))
        for certainty in READINGS:
            question = describe_question(None, known_on, certainty)
            expected = spells_of(less, projection, known_on, certainty)
            expect(spells_of(timeline, projection, known_on, certainty), expected, question)
            question = describe_question(None, None, certainty, "the timeline as known by then")
            expect(spells_of(past, projection, None, certainty), expected, question)


@law("projection")
def nothing_effective_later_matters(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """A standing event that comes to count after ``as_of`` changes no answer.

    The state of a day is made by what had happened by then.
    """
    for certainty in READINGS:
        dated = handled_by(timeline, projection, None, certainty)
        whole = view_of(timeline, projection, None, certainty)
        for last in sorted({day for day, _ in dated}):
            by_then = events_in([(day, event) for day, event in dated if day <= last])
            less = view_of(rebuilt(timeline, by_then), projection, None, certainty)
            day = from_day_number(last)
            question = describe_question(last, None, certainty)
            expect(dict(whole.as_of(day)), dict(less.as_of(day)), question)


@law("projection")
def no_known_on_is_one_past_every_event(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """To leave ``known_on`` out is to know everything that the timeline holds.

    Hindsight is no third kind of answer, only the last of the others.
    """
    entries = [*timeline.entries, *(getattr(e, "replacement", e) for e in timeline.entries)]
    newest = max((known_day(entry) for entry in entries), default=0) or 1
    for certainty in READINGS:
        expected = spells_of(timeline, projection, None, certainty)
        for known_on in (newest, LAST_DAY):
            question = describe_question(None, known_on, certainty)
            expect(spells_of(timeline, projection, known_on, certainty), expected, question)


@law("projection")
def a_correction_reads_as_written_right(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """From the day a correction is known, all is as if the event had been written so at first.

    Before that day all is as if there were no correction; one without a day, an erratum,
    counts always. Else an answer would show neither the record nor the mistake.
    """
    events = written(timeline)
    wrong = rebuilt(timeline, events)
    for amendment, target in amending(timeline):
        rest = [event for event in events if event is not target]
        right = rebuilt(timeline, [*rest, *_replacement(amendment)])
        amended = rebuilt(timeline, [*events, amendment])
        for certainty in READINGS:
            for known_on in known_days(amended, projection):
                since = known_on is None or known_on >= known_day(amendment)
                expected = spells_of(right if since else wrong, projection, known_on, certainty)
                about = f"with {amendment.id} as the only amendment"
                question = describe_question(None, known_on, certainty, about)
                expect(spells_of(amended, projection, known_on, certainty), expected, question)


def _replacement(amendment: Amendment) -> list[Event]:
    return [amendment.replacement] if isinstance(amendment, Correction) else []


@law("projection")
def the_last_correction_stands(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """Of two amendments of one event the later, by ``known``, ``seq`` and id, undoes the other.

    A retraction can itself be wrong; the way back is one more amendment, never an erasure.
    """
    events = written(timeline)
    found = amending(timeline)
    for amendment, target in found:
        undo = Correction(
            id=f"{amendment.id}-undone",
            target=target.id,
            reason="it had been right",
            known=amendment.known,
            seq=amendment.seq + 1,
            replacement=target,
        )
        after = rebuilt(timeline, [*events, amendment, undo])
        for known_on in few_known_days(after, projection):
            if known_on is None or known_on >= known_day(amendment):
                expected = spells_of(rebuilt(timeline, events), projection, known_on)
                about = f"with {amendment.id} and a later correction that undoes it"
                question = describe_question(None, known_on, "certain", about)
                expect(spells_of(after, projection, known_on), expected, question)
    for (one, first), (other, second) in combinations(found, 2):
        if first is second:
            last = max(one, other, key=lambda a: (known_day(a), a.seq, a.id))
            expected = spells_of(rebuilt(timeline, [*events, last]), projection)
            both = rebuilt(timeline, [*events, one, other])
            question = describe_question(None, None, "certain", f"with {one.id} and {other.id}")
            expect(spells_of(both, projection), expected, question)


@law("projection")
def corrections_come_in_any_order(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """It does not matter whether a correction is appended before its target or after it.

    Sources are read in any order, and asking in between must not settle anything.
    """
    amendments: list[Entry] = [e for e in timeline.entries if isinstance(e, Amendment)]
    events: list[Entry] = [*written(timeline)]
    if not amendments:
        return
    for how, order in (
        ("before their targets", [*amendments, *events]),
        ("after their targets", [*events, *amendments]),
        ("before their targets, last first", [*reversed(amendments), *reversed(events)]),
    ):
        grown = rebuilt(timeline, ())
        for entry in order:
            grown = (
                rebuilt(grown, (*grown.entries, entry)) if grown.horizon else grown.append(entry)
            )
            spells_of(grown, projection)  # asked in between, so that something could be kept
        for known_on in few_known_days(timeline, projection):
            expected = spells_of(timeline, projection, known_on)
            question = describe_question(
                None, known_on, "certain", f"the amendments appended {how}"
            )
            expect(spells_of(grown, projection, known_on), expected, question)
