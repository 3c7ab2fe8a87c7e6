"""Who was the only one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.claims.coverage import coverage_of, labels
from ip4timeline.relationship.claims.period import unsure_reason, unsure_within


def only(selection: Selection[Any], claim: Partner | str | None = None) -> Answer[Partner | None]:
    """The only partner with such an event, or whether ``claim`` was the only one.

    Raises:
        TimelineError: the selection is about some partners, so that it cannot tell of
            the others.
    """
    if selection.parties or any(name in ("partner", "partners") for name, _ in selection.values):
        raise TimelineError("only() compares all four partners; leave out about()")
    events = tuple(selection)
    unsure = unsure_within(events, selection)
    sure = _concerned(e for e in events if e not in unsure)
    found = _concerned(events)
    # A single sure one is what the record says, whoever else there may have been.
    value = sure[0] if len(sure) == 1 else found[0] if len(found) == 1 else None
    coverage, gap = coverage_of(selection, selection.first, selection.last, everyone=True)
    claimed = None if claim is None else Partner.of(claim)
    others = [p for p in sure if p != claimed]
    if claimed is not None and others:
        reason = f"so did {labels(others)}"
        return Answer(value, "no", events, coverage, reason)
    if claimed is None and len(sure) > 1:
        return Answer(value, "no", events, coverage, f"there are {len(sure)}")
    if gap:
        return Answer(value, "not established", events, coverage, gap)
    if not found:
        return Answer(value, "no", events, coverage, "there is none")
    if claimed is not None and claimed not in found:
        return Answer(value, "no", events, coverage, f"there is none of {claimed.label}")
    if len(found) > 1 or not sure:
        doubtful = [e for e in unsure if set(e.partners) - set(sure)]
        return Answer(value, "possible", events, coverage, unsure_reason(doubtful))
    return Answer(value, "yes", events, coverage)


def _concerned(events: Iterable[Event]) -> tuple[Partner, ...]:
    concerned = {p for e in events for p in e.partners}
    return tuple(p for p in Partner if p in concerned)
