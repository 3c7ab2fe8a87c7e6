"""What a snapshot says of a value besides itself: when it was last seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ip4timeline.engine.log.question import Question
from ip4timeline.engine.projections.index import Index
from ip4timeline.engine.projections.origin import Origin
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.plain import plain
from ip4timeline.relationship.projections.sightings import LAST_SEEN, SEEN, sight_key
from ip4timeline.relationship.projections.value import LONG_AGO, LastSeen
from ip4timeline.relationship.snapshot.plain import remembered

AnyProjection = Projection[Any, Any]
Indexed = Callable[[AnyProjection], Index[Any, Any]]
"""Gives the index of a projection in the reading of a question."""


def last_seen(
    indexed: Indexed, question: Question, projection: AnyProjection, key: Any, value: Any
) -> LastSeen | None:
    """When any event last confirmed a value of a key, by what a question knows.

    ``None`` if it has an end on record, or if values of the projection do not hold on.
    """
    if value is None or projection not in SEEN or indexed(projection).ends(key, question):
        return None
    whose = sight_key(projection, key, value)
    found = indexed(LAST_SEEN).value(whose, question)
    if found is None:
        return None
    day, date = found.through, found.date
    if day is not None and day > question.as_of:
        day, date = question.as_of, When(question.day)
    last = date.latest if day is None else from_day_number(day)
    return LastSeen(
        day=None if day is None else last,
        date=date,
        event=found.event,
        long_ago=last is not None and last.add(years=LONG_AGO) < question.day,
        origin=Origin(LAST_SEEN, whose, question),
    )


def plain_value(
    indexed: Indexed, question: Question, projection: AnyProjection, key: Any, value: Any
) -> Any:
    """The plain data of a value, with when it was last seen if it is one that holds on."""
    data = remembered(value)
    if projection in SEEN:
        seen = last_seen(indexed, question, projection, key, value)
        data["last_seen"] = None if seen is None else plain(seen)
    return data
