"""A kind of event as data sets of events between two actors have it, and what folds it.

Every worker imports this module. None of the projections but `level` can be declared as a rule.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import attrs

import ip4timeline as ip4


@ip4.register
@attrs.frozen(kw_only=True, order=False)
class Dyad(ip4.Event):
    """What one actor did to another."""

    kind: ClassVar[str] = "bench-dyad"

    source: str
    target: str
    tone: str
    score: int = 0
    ends: dt.date | None = None


def pair(event: Dyad) -> list[tuple[str, str]]:
    """One key: who did it to whom."""
    return [(event.source, event.target)]


def both(event: Dyad) -> tuple[str, str]:
    """Two keys: who did it, and to whom."""
    return (event.source, event.target)


@ip4.projection(on=Dyad, keys=pair, lapses=lambda value: value[1])
def lapsing(value: tuple[str, dt.date | None] | None, event: Dyad) -> tuple[str, dt.date | None]:
    """The last tone, until the day that it names."""
    return (event.tone, event.ends)


@ip4.projection(on=Dyad, keys=both)
def tension(value: tuple[str, int] | None, event: Dyad) -> tuple[str, int] | None:
    """How long an actor has been in trouble; a deal removes it, and so does calm in the end."""
    if event.tone == "deal":
        return None
    if event.tone in ("threat", "force"):
        return (event.tone, min(9, (value[1] if value else 0) + 1))
    return None if value is None or value[1] <= 1 else (value[0], value[1] - 1)


@ip4.projection(on=Dyad, keys=pair)
def swing(value: tuple[str, int] | None, event: Dyad) -> tuple[str, int]:
    """The last tone, and how often it has turned."""
    if value is None:
        return (event.tone, 0)
    return value if value[0] == event.tone else (event.tone, value[1] + 1)


@ip4.tally(on=Dyad, keys=both)
def score(event: Dyad) -> int:
    """The sum of the scores of an actor."""
    return event.score


level = ip4.rules.latest("tone", on=Dyad, by=("source", "target"))
"""The last tone, as a rule."""
PROJECTIONS = {rule.name: rule for rule in (lapsing, tension, swing, score)}
