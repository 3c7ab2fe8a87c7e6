"""Evidence: every value leads to the events that made it, and to nothing unknown."""

from __future__ import annotations

from typing import Any

from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import Certainty
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import (
    AnyProjection,
    knowable,
    questions,
    rebuilt,
    view_of,
    written,
)
from ip4timeline.testing.model import AnyTimeline, known_day
from ip4timeline.testing.oracle import Account, winners
from ip4timeline.testing.report import describe, describe_question


@law("projection")
def why_names_the_evidence(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """`why` gives the value and just the events that made it, or what removed or ended it.

    An event that leaves the value equal leaves no mark, and one that alone makes it begins
    the list anew: evidence that proves nothing hides what does.
    """
    for view, known_on, _, accounts_by_day in questions(timeline, projection):
        for day, account in accounts_by_day.items():
            for key in view.keys:
                want = account.get(key, Account(None))
                why = view.why(key, from_day_number(day))
                lapsed = None if want.lapsed is None else from_day_number(want.lapsed)
                got = (why.value, tuple(event.id for event in why), why.lapsed)
                about = f"the value of {describe(key)}, its evidence and lapse"
                question = describe_question(day, known_on, view.certainty, about)
                expect(got, (want.value, want.evidence, lapsed), question)


@law("projection")
def evidence_suffices(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """To fold only the events that are named as evidence gives the same value.

    Who checks the citations of an answer must be able to arrive at it.
    """
    for view, known_on, _, accounts_by_day in questions(timeline, projection):
        for day in accounts_by_day:
            date = from_day_number(day)
            for key, value in view.as_of(date).items():
                because = rebuilt(timeline, view.why(key, date).events)
                refolded = view_of(because, projection, None, view.certainty).get(key, date)
                about = f"{describe(key)}, from {describe([e.id for e in because])} alone"
                expect(refolded, value, describe_question(day, known_on, view.certainty, about))


@law("projection")
def why_names_the_amendments(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """`why` names the corrections and retractions in force of the events that count or had counted.

    Whoever remembers another answer is told why it changed.
    """
    originals = {event.id: event for event in written(timeline)}
    for view, known_on, _, accounts_by_day in questions(timeline, projection):
        last = winners(timeline.entries, knowable(timeline, known_on))
        for day in accounts_by_day:
            early = [target for target in last if _begun(originals[target], view.certainty, day)]
            for key in view.keys:
                why = view.why(key, from_day_number(day))
                counted = [t for t in early if _touches(projection, originals[t], key)]
                want = {last[t].id for t in {*counted, *(e.id for e in why)} if t in last}
                about = f"the amendments that shaped {describe(key)}"
                question = describe_question(day, known_on, view.certainty, about)
                expect(sorted(a.id for a in why.amendments), sorted(want), question)


def _begun(event: Event, certainty: Certainty, day: int) -> bool:
    bound = event.occurred.latest if certainty == "certain" else event.occurred.earliest
    return bound is not None and bound.toordinal() <= day


def _touches(projection: AnyProjection, event: Event, key: Any) -> bool:
    return isinstance(event, projection.on) and key in set(projection.keys(event))


@law("projection")
def why_shows_nothing_unknown(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """`why` names no event and no amendment that was not known by then.

    An explanation that cites the future gives away what the answer left out.
    """
    for view, known_on, _, accounts_by_day in questions(timeline, projection):
        limit = knowable(timeline, known_on)
        if limit is None:
            continue
        for day in accounts_by_day:
            for key in view.keys:
                why = view.why(key, from_day_number(day))
                named: list[Entry] = [*why.events, *why.amendments]
                late = [entry.id for entry in named if known_day(entry) > limit]
                about = f"what is named for {describe(key)} but was not known"
                expect(late, [], describe_question(day, known_on, view.certainty, about))
