"""Ends: what began long ago, and nobody has said since whether it lasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ip4timeline.engine.errors import Fault
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.nato.kinds.ties import MechanismChanged
from ip4timeline.relationship.projections.sightings import LAST_SEEN, own_keys, sighting
from ip4timeline.relationship.timeline import Timeline

YEARS: Final = 10
"""After so many years without an end or a confirmation a lasting event is asked about."""
SESSIONS: Final = frozenset(("attendance", "meeting", "visit"))
"""Kinds of which an event can be a session of a standing format."""


def unended(timeline: Timeline) -> Iterator[Fault]:
    """Lasting events without an end that nothing has confirmed for ten years.

    The years are counted to the last day of which the record knows anything, not to today. Of
    what confirms an event see `sightings.CONFIRMATIONS`: what is about the same thing, such as
    the partner's part in one operation.
    """
    last = max((event.known for event in timeline), default=None)
    view = timeline.project(LAST_SEEN)
    for event in timeline:
        if last is None or not event.occurred.lasting or event.occurred.until is not None:
            continue
        sights = [sighting(event), *(view.get(key, last) for key in own_keys(event))]
        days = [s.through for s in sights if s is not None and s.through is not None]
        seen = from_day_number(max(days)) if days else event.known
        if seen.add(years=YEARS) < last:
            yield Fault(
                f"has no end, and nothing confirms it between {seen} and {last}",
                event=event.id,
                field="occurred",
                remedy="Give the end that a source states, or add what was seen of it later; of "
                "a stay of which only the first day is told, that day",
            )


def sessions(timeline: Timeline) -> Iterator[Fault]:
    """Sessions of a standing format by their id that do not confirm it.

    A format is confirmed by what has its slug among its topics; an event named after it is one
    of its sessions.
    """
    formats: dict[str, set[str]] = defaultdict(set)
    for step in timeline.of(MechanismChanged):
        formats[step.mechanism].update(step.partners)
    for event in timeline:
        if event.kind not in SESSIONS:
            continue
        for slug, partners in formats.items():
            if slug in event.id and slug not in event.topics and partners & set(event.partners):
                yield Fault(
                    f"is named after {slug!r}, and does not confirm it",
                    event=event.id,
                    field="topics",
                    remedy="Put the slug among its topics if it is a session of that format, else "
                    "name it otherwise",
                )
