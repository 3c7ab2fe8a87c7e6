"""What the laws ask of a timeline, and what the oracle answers to the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import attrs

from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import READINGS, Certainty, Spell
from ip4timeline.engine.timeline.replay import Along
from ip4timeline.engine.timeline.view import View
from ip4timeline.testing.model import AnyTimeline, known_day
from ip4timeline.testing.oracle import Account, accounts, handled, standing, turns

PATHS: Final[tuple[Along, ...]] = ("occurred", "both")
ALL_DAYS: Final = ("0001-01-01", "9999-12-31")
AnyProjection = Projection[Any, Any]
AnyView = View[Any, Any, Any]
Dated = list[tuple[int, Event]]
Accounts = dict[int, dict[Any, Account]]
Spells = dict[Any, list[Spell[Any]]]


def rebuilt(timeline: AnyTimeline, entries: Iterable[Entry]) -> AnyTimeline:
    """A timeline of the same type and registries, made of the given entries from the start."""
    return type(timeline)(tuple(entries), timeline.registries, timeline.horizon)


def contents(timeline: AnyTimeline) -> tuple[Any, ...]:
    """All that a timeline holds, to compare one with another of whatever type."""
    return (timeline.entries, timeline.registries, timeline.horizon)


def knowable(timeline: AnyTimeline, known_on: int | None) -> int | None:
    """The knowledge day that a question really has: never past the horizon of the timeline."""
    if timeline.horizon is None:
        return known_on
    limit = timeline.horizon.toordinal()
    return limit if known_on is None else min(known_on, limit)


def view_of(
    timeline: AnyTimeline, projection: AnyProjection, known_on: int | None, certainty: Certainty
) -> AnyView:
    """The projection bound to the timeline, for a knowledge day number and a reading."""
    known = None if known_on is None else from_day_number(known_on)
    return timeline.project(projection, known_on=known, certainty=certainty)


def spells_of(
    timeline: AnyTimeline,
    projection: AnyProjection,
    known_on: int | None = None,
    certainty: Certainty = "certain",
) -> Spells:
    """The spells of every key that ever has a value: all that a fold says."""
    view = view_of(timeline, projection, known_on, certainty)
    return {key: spells for key in view.keys if (spells := view.spells(key))}


def handled_by(
    timeline: AnyTimeline, projection: AnyProjection, known_on: int | None, certainty: Certainty
) -> Dated:
    """By the oracle: the events that a projection handles, with their days, in the one order."""
    stood = standing(timeline.entries, knowable(timeline, known_on))
    return handled(stood, projection, certainty)


def valid_days(
    timeline: AnyTimeline, projection: AnyProjection, known_on: int | None, certainty: Certainty
) -> list[int]:
    """Each day number on which a value changes by either account, and its eve."""
    found = set(turns(handled_by(timeline, projection, known_on, certainty), projection))
    for spells in spells_of(timeline, projection, known_on, certainty).values():
        for spell in spells:
            found.add(spell.since.toordinal())
            found.update([] if spell.until is None else [spell.until.toordinal()])
    return sorted({day - offset for day in found for offset in (0, 1) if day - offset > 0})


def known_days(timeline: AnyTimeline, projection: AnyProjection) -> list[int | None]:
    """``None``, then each day number on which knowledge that matters can change, and its eve."""
    found: set[int] = set()
    for entry in timeline.entries:
        if isinstance(entry, (Amendment, *projection.on)):
            days = {known_day(entry), known_day(getattr(entry, "replacement", entry))}
            found.update(d - offset for d in days for offset in (0, 1) if d - offset > 0)
    return [None, *sorted(found)]


# Several laws ask the slow oracle the same; a timeline of one example is asked in a row.
@lru_cache(maxsize=256)
def expected_accounts(
    timeline: AnyTimeline, projection: AnyProjection, known_on: int | None, certainty: Certainty
) -> tuple[Dated, Accounts]:
    """The oracle's handled events, and its accounts of each of the valid days, ascending."""
    dated = handled_by(timeline, projection, known_on, certainty)
    days = valid_days(timeline, projection, known_on, certainty)
    return dated, {day: accounts(dated, projection, day) for day in days}


def values_of(accounts: dict[Any, Account]) -> dict[Any, Any]:
    """The values that an account of every key gives, without the keys that have none."""
    return {key: account.value for key, account in accounts.items() if account.value is not None}


def questions(
    timeline: AnyTimeline, projection: AnyProjection
) -> Iterator[tuple[AnyView, int | None, Dated, Accounts]]:
    """Each reading and knowledge day: the view, the day, and what the oracle answers."""
    for certainty in READINGS:
        for known_on in known_days(timeline, projection):
            dated, accounts = expected_accounts(timeline, projection, known_on, certainty)
            yield view_of(timeline, projection, known_on, certainty), known_on, dated, accounts


def few_known_days(timeline: AnyTimeline, projection: AnyProjection) -> list[int | None]:
    """``None`` and two days amid the others, where every one would be dear."""
    days = known_days(timeline, projection)
    return [None, *days[1 + len(days) // 3 :: max(len(days) // 3, 1)]][:3]


def written(timeline: AnyTimeline) -> list[Event]:
    """The events as first written, before any amendment."""
    return [entry for entry in timeline.entries if isinstance(entry, Event)]


def amending(timeline: AnyTimeline) -> list[tuple[Amendment, Event]]:
    """The corrections and retractions whose target is there, each with its target."""
    by_id = {event.id: event for event in written(timeline)}
    found = [entry for entry in timeline.entries if isinstance(entry, Amendment)]
    return [(a, by_id[a.target]) for a in found if a.target in by_id]


def events_in(dated: Sequence[tuple[int, Event]]) -> list[Event]:
    """The events of a dated list."""
    return [event for _, event in dated]


def as_shown(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events without their remarks and without what they refer to as evidence.

    Of these a knowledge day shows what was public by then; it is the matter of the laws of cuts.
    """
    return tuple(attrs.evolve(event, **_less(event)) for event in events)


def _less(event: Any) -> dict[str, Any]:
    less: dict[str, Any] = {"notes": "", "cites": ()}
    for field in attrs.fields(type(event)):
        value = getattr(event, field.name)
        if isinstance(value, Event):
            less[field.name] = attrs.evolve(value, **_less(value))
        elif field.metadata.get("refers_to") in ("source", "event") and field.default == "":
            less[field.name] = ""
    return less
