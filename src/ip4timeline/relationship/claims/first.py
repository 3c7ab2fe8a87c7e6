"""Which was the first."""

from __future__ import annotations

from typing import Any

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.claims.coverage import coverage_of
from ip4timeline.relationship.claims.period import (
    last_of_interest,
    may_be_as_early,
    precedes,
    unsure_reason,
    unsure_within,
)


def first(selection: Selection[Any], claim: Event | str | None = None) -> Answer[Event | None]:
    """The first event, or whether ``claim``, an event or its id, was the first.

    Of several that may have begun on one day none is the first for sure: the order of
    their ids says nothing.
    """
    events = tuple(selection)
    if not events:
        coverage, gap = coverage_of(selection, selection.first, selection.last)
        return Answer(
            None, "not established" if gap else "no", (), coverage, gap or "there is none"
        )
    found = events[0]
    chosen = found
    if claim is not None:
        id = claim.id if isinstance(claim, Event) else claim
        named = [e for e in events if e.id == id]
        if not named:
            raise TimelineError(f"{id!r} is not among the events selected")
        chosen = named[0]
    coverage, gap = coverage_of(selection, selection.first, last_of_interest(chosen, selection))
    rivals = tuple(e for e in events if e is not chosen and may_be_as_early(e, chosen))
    unsure = unsure_within((chosen, *rivals), selection)
    before = [e for e in rivals if precedes(e, chosen) and e not in unsure]
    if before:
        return Answer(
            found, "no", (before[0], chosen), coverage, f"{before[0].id} came before {chosen.id}"
        )
    evidence = tuple(e for e in events if e is chosen or e in rivals)
    if gap:
        return Answer(found, "not established", evidence, coverage, gap)
    if rivals:
        ids = ", ".join(e.id for e in rivals)
        return Answer(found, "possible", evidence, coverage, f"as early may have been {ids}")
    if unsure:
        return Answer(found, "possible", evidence, coverage, unsure_reason(unsure))
    return Answer(found, "yes", evidence, coverage)
