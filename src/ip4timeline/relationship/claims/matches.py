"""The events that a claim is about: those that surely are, and those that may be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.timeline.filters import By
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.occasions import Absence, Attendance
from ip4timeline.nato.kinds.voices import Report
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Occasion
from ip4timeline.relationship.claims.answer import Interval
from ip4timeline.relationship.claims.period import AFTER, BEFORE, days_of, occasions_of


@attrs.frozen
class Matches:
    """The events of a selection, in order.

    Attributes:
        sure: those that surely are such.
        doubtful: those that only may be.
        listed: those that the selection itself lists.
        reports: press claims of such an event, which count for nothing.
    """

    sure: tuple[Event, ...]
    doubtful: tuple[Event, ...]
    listed: tuple[Event, ...]
    reports: tuple[Event, ...] = ()

    def interval(self, gap: str) -> Interval:
        """How many there are, where the record lacks what ``gap`` says."""
        return Interval(len(self.sure), len(self.sure) + len(self.doubtful), gap)

    def of(self, partner: Partner) -> Matches:
        """Those that concern a partner."""
        return self.where(lambda event: partner in event.partners)

    def where(self, test: Any) -> Matches:
        """Those that pass a test."""
        parts = (self.sure, self.doubtful, self.listed)
        sure, doubtful, listed = (tuple(filter(test, events)) for events in parts)
        return Matches(sure, doubtful, listed, self.reports)


def matches(selection: Selection[Any]) -> Matches:
    """The events of a selection, told apart by how sure they are."""
    sure: list[Event] = []
    doubtful: list[Event] = []
    away = _seen_to_be_away(selection)
    event: Any
    for event, certain in selection.possible():
        if certain:
            sure.append(event)
        elif _can_be(event, selection) and not _away(event, away):
            doubtful.append(event)
    return Matches(tuple(sure), tuple(doubtful), tuple(selection), tuple(_reports(selection)))


def _can_be(event: Event, selection: Selection[Any]) -> bool:
    """Whether an event that names no occasion may have been at one that the selection names."""
    occasions = occasions_of(selection)
    at: str = getattr(event, "occasion", "")
    return not occasions or bool(at) or any(can_be(event, occasion) for occasion in occasions)


def check_claim(claim: object) -> None:
    """Refuse what is neither an event nor the id of something.

    Raises:
        TimelineError: it is not.
    """
    if not isinstance(claim, Event | str | None):
        raise TimelineError(f"{claim!r} is no event; claim one, or an id")


def can_be(event: Event, occasion: Occasion) -> bool:
    """Whether an event that names no occasion may have been at one, by what is seen of dates."""
    return not event.observed or event.occurred.overlaps(*days_of(occasion.dates))


def _seen_to_be_away(selection: Selection[Any]) -> set[tuple[Partner, str]]:
    """Where the people asked for were seen to be missing."""
    people = {test.person for test in selection.tests if isinstance(test, By)}
    if not people:
        return set()
    absences = (e for e in selection.standing() if isinstance(e, Absence))
    return {(e.partner, e.occasion) for e in absences if e.person in ("", *people)}


def _away(event: Event, away: Iterable[tuple[Partner, str]]) -> bool:
    return isinstance(event, Attendance) and (event.partner, event.occasion) in away


def _reports(selection: Selection[Any]) -> Iterable[Event]:
    for event in selection.standing():
        if isinstance(event, Report) and event.asserts is not None:
            claimed = event.asserts
            if selection.match(claimed) == "yes" and _claimed_within(claimed, selection):
                yield event


def _claimed_within(claimed: Event, selection: Selection[Any]) -> bool:
    """Whether what is claimed lies in the period for all that the claim itself says of its date.

    A date that is open to one side may be of any day, which is no reason to name it for each.
    """
    if selection.within(claimed) != "possible":
        return selection.within(claimed) == "yes"
    low = BEFORE if selection.first is None else selection.first
    high = AFTER if selection.last is None else selection.last
    bounds = (claimed.occurred.bound("possible"), claimed.occurred.bound("certain"))
    return None not in bounds or any(b is not None and low <= b <= high for b in bounds)
