"""How often and when the account of an event was amended, for feeds whose readers keep copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from ip4timeline.engine.events.amendments import Amendment, Correction
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.entry import Event as EngineEvent
from ip4timeline.engine.time.days import Date
from ip4timeline.nato.kinds.base import Event

if TYPE_CHECKING:
    from ip4timeline.relationship.timeline import Timeline


@attrs.frozen
class Amended:
    """What became of the account of an event.

    Attributes:
        times: how many corrections and retractions of it there are.
        last: the last day on which something of it became known: an account, or that one was
            wrong. It never goes back, whatever day a replacement gives.
    """

    times: int = 0
    last: Date | None = None

    def and_then(self, entry: Entry, horizon: Date | None) -> Amended:
        """With one more entry about it; days after the horizon are not known yet."""
        days = [self.last, getattr(entry, "known", None)]
        if isinstance(entry, Correction):
            days.append(entry.replacement.known)
        known = [day for day in days if day and (horizon is None or day <= horizon)]
        return Amended(self.times + isinstance(entry, Amendment), max(known) if known else None)


def amended(timeline: Timeline) -> Mapping[str, Amended]:
    """What became of the account of each event, by its id."""
    horizon = timeline.horizon
    found: dict[str, Amended] = {}
    for entry in timeline.entries:
        if isinstance(entry, Amendment):
            found[entry.target] = found.get(entry.target, Amended()).and_then(entry, horizon)
        elif isinstance(entry, EngineEvent):
            found[entry.id] = found.get(entry.id, Amended()).and_then(entry, horizon)
    return found


def retracted(timeline: Timeline) -> Iterator[Event]:
    """The events that stood once and stand no more, each as it stood last."""
    standing = {event.id for event in timeline}
    for entry in timeline.entries:
        if isinstance(entry, Event) and entry.id not in standing:
            versions = timeline.versions(entry.id)
            if versions:
                last: Any = versions[-1].event
                yield last
            elif timeline.horizon is None or entry.known <= timeline.horizon:
                yield entry  # it was wrong always, and yet a calendar may hold it
