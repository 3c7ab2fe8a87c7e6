"""Versions of events: how an event stands from one knowledge day until another.

Nothing here asks what an event means.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, NamedTuple

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.time.days import LAST_DAY
from ip4timeline.engine.time.when import Certainty

FOREVER: Final = LAST_DAY + 1
"""The day until which a version stands that nothing ever replaced: after every day number."""
DAY: Final[dict[Certainty, Callable[[Event], Any]]] = {
    # What `When.bound` says, a day number or None, without a call for each of very many events.
    "certain": attrgetter("occurred._latest"),
    "possible": attrgetter("occurred._earliest"),
}
KNOWN: Final[Callable[[Event], int]] = attrgetter("known_day")


def order_key(event: Event, certainty: Certainty) -> tuple[int, int, str]:
    """The one order of a timeline: effective day, then ``seq``, then id.

    Raises:
        TimelineError: the event has no effective day in this reading.
    """
    day = event.occurred.bound(certainty)
    if day is None:
        raise TimelineError(f"{event.id} has no effective day: {event.occurred}")
    return (day, event.seq, event.id)


class Version(NamedTuple):
    """An event as it stands from the knowledge day ``since`` until just before ``until``."""

    event: Event
    since: int
    until: int = FOREVER

    def stands(self, known: int | None) -> bool:
        """Whether it stands for those who know what was known by a day; ``None``: in the end."""
        return self.until == FOREVER if known is None else self.since <= known < self.until

    @property
    def plain(self) -> bool:
        """Whether it is an event as written, which nothing ever amended."""
        return self.until == FOREVER and self.since == self.event.known_day
