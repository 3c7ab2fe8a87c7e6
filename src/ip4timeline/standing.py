"""Which events stand, as they were known by a day: resolution, the order, and what follows.

A `Ledger` holds every entry ever written; `Ledger.at` gives the `Knowledge` of one day.
Nothing here asks what an event means.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import attrs

from ip4timeline.errors import TimelineError
from ip4timeline.events import Amendment, Correction, Entry, Event
from ip4timeline.folds import History, Ordered, Projection, order_key
from ip4timeline.when import LAST_DAY, Certainty, from_day_number

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_KEPT = 128
"""How many projections one knowledge day keeps folded before it starts anew."""
_ALWAYS = 0
"""The knowledge day of an amendment without one, before every day number."""


def canonical(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries by id, each once.

    Raises:
        TimelineError: two entries have one id and different contents, or something is
            no entry at all.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        if not isinstance(entry, Entry):
            raise TimelineError(f"{entry!r} is not an event, a correction or a retraction")
        if found.setdefault(entry.id, entry) != entry:
            raise TimelineError(
                f"two events have the id {entry.id!r} and differ; correct an event with a "
                "Correction, or give one another id"
            )
    return tuple(found[id] for id in sorted(found))


def knowledge_day(entry: Entry) -> int:
    """The day number from which an entry is known; before every day where that is always."""
    known = getattr(entry, "known", None)
    return _ALWAYS if known is None else known.toordinal()


def amendment_key(amendment: Amendment) -> tuple[int, int, str]:
    """The order in which amendments of one target win, the last over all."""
    return (knowledge_day(amendment), amendment.seq, amendment.id)


class Knowledge:
    """The standing events at one knowledge day, and the histories folded from them."""

    def __init__(self, standing: Sequence[Event], winners: dict[str, Amendment]) -> None:
        self.standing = standing
        self.winners = winners
        self._ordered: dict[Certainty, Ordered] = {}
        self._groups: dict[tuple[Projection[Any, Any], Certainty], dict[Any, Ordered]] = {}
        self._histories: dict[tuple[Projection[Any, Any], Certainty, Any], History[Any]] = {}

    def ordered(self, certainty: Certainty) -> Ordered:
        """The standing events that have an effective day, with it, in the one order."""
        if certainty not in self._ordered:
            effective = (e for e in self.standing if e.occurred.bound(certainty) is not None)
            keyed = sorted(
                ((order_key(e, certainty), e) for e in effective), key=lambda pair: pair[0]
            )
            self._ordered[certainty] = [(key[0], event) for key, event in keyed]
        return self._ordered[certainty]

    def groups(self, projection: Projection[K, V], certainty: Certainty) -> dict[K, Ordered]:
        """The ordered events that touch each key of a projection."""
        ask = (projection, certainty)
        if ask not in self._groups:
            if len(self._groups) >= _KEPT:  # projections made and thrown away are let go
                self._groups.clear()
                self._histories.clear()
            groups: dict[K, list[tuple[int, Event]]] = {}
            for pair in self.ordered(certainty):
                for key in projection.touched(pair[1]):
                    groups.setdefault(key, []).append(pair)
            self._groups[ask] = dict(groups)
        return self._groups[ask]

    def histories(
        self, projection: Projection[K, V], certainty: Certainty
    ) -> Iterator[tuple[K, History[V]]]:
        """The history of every key that some event touches."""
        for key in self.groups(projection, certainty):
            history = self.history(projection, key, certainty)
            if history is not None:
                yield key, history

    def history(
        self, projection: Projection[K, V], key: K, certainty: Certainty
    ) -> History[V] | None:
        """The history of a key; ``None`` if no event touches it."""
        ask = (projection, certainty, key)
        if ask not in self._histories:
            events = self.groups(projection, certainty).get(key)
            if events is None:
                return None
            self._histories[ask] = History(projection, key, events)
        return self._histories[ask]


class Ledger:
    """Every entry, and the knowledge of them at any day, cached with a bound.

    Args:
        entries: in canonical order.
        horizon: the last day number of which anything is known; ``None`` for no limit.
    """

    def __init__(self, entries: Sequence[Entry], horizon: int | None = None) -> None:
        self.entries = entries
        self.horizon = LAST_DAY if horizon is None else horizon
        self._at = lru_cache(maxsize=64)(self._resolve)

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """Every entry by its id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events as first written."""
        return tuple(e for e in self.entries if isinstance(e, Event))

    @cached_property
    def amendments(self) -> tuple[Amendment, ...]:
        """The corrections and retractions that have a target, in the order in which they win."""
        found = (e for e in self.entries if isinstance(e, Amendment) and self._has_target(e))
        return tuple(sorted(found, key=amendment_key))

    @cached_property
    def pending(self) -> tuple[Amendment, ...]:
        """The corrections and retractions whose target is not here: without effect."""
        return tuple(
            e for e in self.entries if isinstance(e, Amendment) and not self._has_target(e)
        )

    def _has_target(self, amendment: Amendment) -> bool:
        return isinstance(self.by_id.get(amendment.target), Event)

    @cached_property
    def knowledge_days(self) -> Sequence[int]:
        """The day numbers, ascending, on which what is known can change."""
        days = {knowledge_day(entry) for entry in self.entries}
        days |= {knowledge_day(a.replacement) for a in self.amendments if isinstance(a, Correction)}
        return sorted(day for day in days if day <= self.horizon)

    def limit(self, known_on: int | None) -> int | None:
        """The knowledge day that a question really has: never past the horizon."""
        if self.horizon == LAST_DAY:
            return known_on
        return self.horizon if known_on is None else min(known_on, self.horizon)

    def at(self, known_on: int | None) -> Knowledge:
        """What is known by the end of a day number; ``None``: all that is here."""
        day = self.horizon if known_on is None else min(known_on, self.horizon)
        # Between two days on which nothing is learned, one answer serves.
        return self._at(bisect_right(self.knowledge_days, day))

    def _resolve(self, index: int) -> Knowledge:
        day = self.knowledge_days[index - 1] if index else -1
        winners: dict[str, Amendment] = {}
        for amendment in self.amendments:  # ascending, so the last known one is left
            if knowledge_day(amendment) > day:
                break
            winners[amendment.target] = amendment
        standing = [e for e in self._standing(winners) if knowledge_day(e) <= day]
        return Knowledge(standing, winners)

    def _standing(self, winners: dict[str, Amendment]) -> Iterator[Event]:
        for event in self.events:
            winner = winners.get(event.id)
            if winner is None:
                yield event
            elif isinstance(winner, Correction):
                yield winner.replacement

    def __reduce__(self) -> tuple[Any, ...]:
        return (Ledger, (self.entries, None if self.horizon == LAST_DAY else self.horizon))

    def known_entries(self, known_on: int) -> Iterator[Entry]:
        """The entries that matter by a day, and none that was not known by then.

        A correction may be known before its target. The target is then stood in for by
        the correction's own replacement, known too late to be seen: a correction without
        a target would be inert.
        """
        early = {
            a.target: a
            for a in self.amendments
            if isinstance(a, Correction) and knowledge_day(a) <= known_on
        }
        for entry in self.entries:
            if isinstance(entry, Amendment):
                target = self.by_id.get(entry.target)
                hidden = target is not None and knowledge_day(target) > known_on
                if knowledge_day(entry) <= known_on and (not hidden or entry.target in early):
                    yield entry
            elif knowledge_day(entry) <= known_on:
                yield entry
            elif entry.id in early and known_on < LAST_DAY:
                replacement = early[entry.id].replacement
                unseen = max(replacement.known, from_day_number(known_on + 1))
                yield attrs.evolve(replacement, known=unseen)


@attrs.frozen
class Origin:
    """The question a value answers: asked of which projection and key, and as of when."""

    projection: Projection[Any, Any]
    key: Any
    as_of: int
    known_on: int | None
    certainty: Certainty
