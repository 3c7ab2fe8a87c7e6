"""How many there are."""

from __future__ import annotations

from typing import Any

from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.claims.coverage import coverage_of
from ip4timeline.relationship.claims.period import unsure_reason, unsure_within


def count(selection: Selection[Any], claim: int | None = None) -> Answer[int]:
    """How many events there are, or whether there were exactly ``claim``."""
    events = tuple(selection)
    unsure = unsure_within(events, selection)
    low, high = len(events) - len(unsure), len(events)
    coverage, gap = coverage_of(selection, selection.first, selection.last)
    if claim is not None and low > claim:
        return Answer(high, "no", events, coverage, f"the record holds {low}")
    if gap:
        return Answer(high, "not established", events, coverage, gap)
    if claim is not None and high < claim:
        return Answer(high, "no", events, coverage, f"the record holds {high}")
    if unsure:
        return Answer(high, "possible", events, coverage, unsure_reason(unsure))
    return Answer(high, "yes", events, coverage)
