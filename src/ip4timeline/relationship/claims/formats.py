"""Occasions at which there was nothing for partners, as a source says: a fact, not a silence."""

from __future__ import annotations

from typing import Any

from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.occasions import (
    Absence,
    Attendance,
    Invitation,
    OccasionEvent,
    OccasionScheduled,
)
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.claims.period import not_after, occasion_of
from ip4timeline.relationship.projections.engagements import ENGAGEMENTS, Course


def shut_out(selection: Selection[Any]) -> tuple[OccasionScheduled, ...]:
    """The events by which the occasion that a selection names had no format for its partners.

    Empty where the selection is of anything but who came, where it names no occasion, or where
    that leaves open of one of its partners (none named: of the four) whether there was one.
    """
    occasion = occasion_of(selection)
    if occasion is None or not selection.kinds:
        return ()
    if not all(issubclass(cls, Attendance | Absence) for cls in selection.kinds):
        return ()
    about = [
        event
        for event in selection.standing()
        if isinstance(event, OccasionEvent) and event.occasion == occasion.id
    ]
    found: dict[str, OccasionScheduled] = {}
    for partner in tuple(map(Partner.of, selection.parties)) or tuple(Partner):
        course: Course | None = None
        said: OccasionScheduled | None = None
        for event in about:
            if partner in event.partners:
                course = ENGAGEMENTS(course, event)
                if isinstance(event, OccasionScheduled) and event.partner_format == "none":
                    said = event
        if course is None or said is None or not course.no_format:
            return ()
        back = [e for e in about if partner in e.partners and _takes_back(e)]
        if not all(not_after(e.occurred, said.occurred) for e in back):
            return ()
        found[said.id] = said
    return tuple(found.values())


def _takes_back(event: OccasionEvent) -> bool:
    """Whether an event says that there was something for its partners after all."""
    if isinstance(event, OccasionScheduled):
        return event.partner_format not in (None, "none")
    return isinstance(event, Invitation)
