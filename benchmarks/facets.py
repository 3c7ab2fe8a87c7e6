"""The facets that every contender answers, as projections of this library.

Five are tallies: three counts and two latest values. One is an arbitrary evolve function,
for which nothing is known but that it is a function.
"""

from __future__ import annotations

from collections.abc import ItemsView
from typing import Any

import ip4timeline as ip4

Place = tuple[str, str, str]
"""The day, the id and what is said: the greatest is the latest, as every day here is exact."""


@ip4.tally(on=(ip4.Meeting, ip4.Visit, ip4.Exercise), keys=lambda e: e.partners)
def contacts(event: ip4.Event) -> int:
    """Contacts of each partner."""
    return 1


@ip4.tally(on=(ip4.Meeting, ip4.Visit, ip4.Exercise), keys=lambda e: e.partners, merge=max)
def last_contact(event: ip4.Event) -> Place:
    """The last contact of each partner."""
    return (event.occurred.text, event.id, event.id)


@ip4.tally(on=ip4.Attendance, keys=lambda e: [(p, e.level) for p in e.partners])
def levels(event: ip4.Attendance) -> int:
    """Attendances of each partner at each level."""
    return 1


@ip4.tally(on=ip4.OfficeChanged, keys=lambda e: e.partners, merge=max)
def leader(event: ip4.OfficeChanged) -> Place:
    """The leader of each partner."""
    return (event.occurred.text, event.id, event.person)


@ip4.tally(on=ip4.Statement, keys=lambda e: [(p, e.stance) for p in e.partners])
def voices(event: ip4.Statement) -> int:
    """Statements about each partner, by stance."""
    return 1


@ip4.projection(on=ip4.Event, keys=lambda e: e.partners)
def streak(value: tuple[str, int] | None, event: ip4.Event) -> tuple[str, int]:
    """The kind of each partner's last event, and how many of that kind there were in a row."""
    if value is not None and value[0] == event.kind:
        return (event.kind, value[1] + 1)
    return (event.kind, 1)


FACETS = (contacts, last_contact, levels, leader, voices)
Answer = dict[Any, Any]


class Ours:
    """The five facets of a timeline, read as a user would."""

    def __init__(self, timeline: ip4.Timeline) -> None:
        self.timeline = timeline
        self.views = [timeline.project(facet) for facet in FACETS]

    def as_of(self, day: Any, known: Any = None) -> list[ItemsView[Any, Any]]:
        """Every key of every facet."""
        return [view.as_of(day, known_on=known).items() for view in self.views]


def told(answer: list[ItemsView[Any, Any]]) -> Answer:
    """An answer as every contender gives it: by facet and key, the count, id or person."""
    found = {}
    for facet, values in zip(FACETS, answer, strict=True):
        for key, value in values:
            plain = tuple(map(str, key)) if isinstance(key, tuple) else (str(key),)
            found[facet.name, *plain] = value[2] if isinstance(value, tuple) else value
    return found
