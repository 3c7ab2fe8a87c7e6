"""Which events stand, as they were known by a day: resolution, the order, and what follows.

A `Ledger` holds every entry ever written; `Ledger.at` gives the `Knowledge` of one day.
Nothing here asks what an event means.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, Self, TypeVar

import attrs

from ip4timeline.errors import TimelineError
from ip4timeline.events import Amendment, Correction, Entry, Event
from ip4timeline.folds import Ordered, Projection
from ip4timeline.index import Index, Layered
from ip4timeline.strands import DAY, LATE, Run, Strand, Version, order_key
from ip4timeline.when import LAST_DAY, Certainty, from_day_number

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_KEPT = 128
"""How many projections one ledger keeps indexed before it starts anew."""
_OWED = 32
"""How many changes an index may wait for before they are made unasked."""
_ALWAYS = 0
"""The knowledge day of an amendment without one, before every day number."""
_ID = attrgetter("id")


def canonical(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries by id, each once.

    Raises:
        TimelineError: two entries have one id and different contents, or something is
            no entry at all.
    """
    given = list(entries)
    sound = all(issubclass(kind, Entry) for kind in set(map(type, given)))
    if sound and len(set(map(_ID, given))) == len(given):  # nothing twice: no need to look at each
        return tuple(sorted(given, key=_ID))
    found: dict[str, Entry] = {}
    for entry in given:
        _admit(found, entry, found.get(getattr(entry, "id", "")))
    return tuple(sorted(found.values(), key=_ID))


def _admit(found: dict[str, Entry], entry: Entry, other: Entry | None) -> None:
    """Add an entry, unless it is the other of its id over again."""
    if not isinstance(entry, Entry):
        raise TimelineError(f"{entry!r} is not an event, a correction or a retraction")
    if other is None:
        found[entry.id] = entry
    elif other is not entry and other != entry:
        raise TimelineError(
            f"two events have the id {entry.id!r} and differ; correct an event with a "
            "Correction, or give one another id"
        )


def knowledge_day(entry: Entry) -> int:
    """The day number from which an entry is known; before every day where that is always."""
    known: int | None = getattr(entry, "known_day", None)
    return _ALWAYS if known is None else known


def amendment_key(amendment: Amendment) -> tuple[int, int, str]:
    """The order in which amendments of one target win, the last over all."""
    return (knowledge_day(amendment), amendment.seq, amendment.id)


def _versions(event: Event, amendments: Iterable[Amendment]) -> Iterator[Version]:
    """Each way in which an event ever stands, by its amendments in the order in which they win."""
    stands: Event | None = event
    since = knowledge_day(event)
    for amendment in amendments:
        day = knowledge_day(amendment)
        if stands is not None and since < day:
            yield Version(stands, since, day)
        stands = amendment.replacement if isinstance(amendment, Correction) else None
        if stands is not None:
            since = max(day, knowledge_day(stands))
    if stands is not None:
        yield Version(stands, since)


class _Changing(Protocol):
    def changed(self, added: list[Version], removed: list[Version]) -> Self: ...


class _Owed:
    """Something made for a shorter ledger, and the changes that make it right for this one."""

    def __init__(self, made: Any, added: list[Version], removed: list[Version]) -> None:
        self.made: _Changing = made
        self.added = added
        self.removed = removed

    def and_then(self, added: list[Version], removed: list[Version]) -> _Owed:
        """The same, owed more changes; too many are made at once."""
        if len(self.added) > _OWED:
            return _Owed(self.paid(), added, removed)
        again = {v.event.id for v in removed}
        young = {v.event.id for v in self.added}
        return _Owed(
            self.made,
            [*(v for v in self.added if v.event.id not in again), *added],
            [*self.removed, *(v for v in removed if v.event.id not in young)],
        )

    def paid(self) -> Any:
        """What it is with the changes."""
        return self.made.changed(self.added, self.removed)


def _owing(made: Any) -> _Owed:
    return made if isinstance(made, _Owed) else _Owed(made, [], [])


class Knowledge:
    """What is known at one knowledge day: the standing events, and what they fold to.

    Args:
        ledger: every entry.
        day: a day number by which all this was known; ``None``: all that there is.
    """

    def __init__(self, ledger: Ledger, day: int | None) -> None:
        self._ledger = ledger
        self.day = day

    @cached_property
    def standing(self) -> Sequence[Event]:
        """The standing events by id, those without an effective day included."""
        day = LAST_DAY if self.day is None else self.day
        amended = self._ledger.amended
        found = []
        for entry in self._ledger.entries:
            if isinstance(entry, Event):
                stands = self.event(entry.id) if entry.id in amended else entry
                if stands is not None and stands.known_day <= day:
                    found.append(stands)
        return found

    def event(self, id: str) -> Event | None:
        """The standing event of an id, if there is one."""
        for version in self._ledger.versions(id):
            if version.stands(self.day):
                return version.event
        return None

    def had(self, event: Event) -> bool:
        """Whether an event that stands at some day stood as it is at this one."""
        if event.id in self._ledger.amended:
            return self.event(event.id) == event
        return self.day is None or event.known_day <= self.day

    @property
    def winners(self) -> dict[str, Amendment]:
        """By target, the last amendment known."""
        day = LAST_DAY if self.day is None else self.day
        found = {}
        for amendment in self._ledger.amendments:  # ascending, so the last known one is left
            if knowledge_day(amendment) <= day:
                found[amendment.target] = amendment
        return found

    def ordered(
        self, certainty: Certainty, first: int = 0, last: int = LAST_DAY
    ) -> Iterator[tuple[int, Event]]:
        """The standing events that count from one day to another, with the day, in order."""
        return self._ledger.strand(certainty).dated(first, last, self.day)

    def groups(self, projection: Projection[K, V], certainty: Certainty) -> dict[K, Ordered]:
        """The ordered events that touch each key of a projection."""
        index = self._ledger.index(projection, certainty)
        return {
            key: list(index.keyed[key].strand.dated(known=self.day)) for key in index.keys(self.day)
        }


class Ledger:
    """Every entry, what was known of them at any day, and the index of every projection.

    A ledger that has grown from another shares with it all but the new entries.

    Args:
        entries: in canonical order.
        horizon: the last day number of which anything is known; ``None`` for no limit.
        late: see `Strand`.
    """

    def __init__(
        self, entries: tuple[Entry, ...], horizon: int | None = None, late: int = LATE
    ) -> None:
        self._merged_after = late
        self._early = entries
        self._late: dict[str, Entry] = {}
        self.horizon: int = LAST_DAY if horizon is None else horizon
        self._at = lru_cache(maxsize=64)(self._known)
        # The knowledge days of a shorter ledger, and those that may be new since.
        self._days: tuple[Sequence[int], frozenset[int]] | None = None
        self._strands: dict[Certainty, Strand | _Owed] = {}
        self._indices: dict[tuple[Projection[Any, Any], Certainty], Index[Any, Any] | _Owed] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return (Ledger, (self.entries, None if self.horizon == LAST_DAY else self.horizon))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, by id."""
        if not self._late:
            return self._early
        return tuple(sorted([*self._early, *self._late.values()], key=_ID))

    def entry(self, id: str) -> Entry | None:
        """The entry of an id, if there is one."""
        if id in self._late:
            return self._late[id]
        place = bisect_left(self._early, id, key=_ID)
        if place < len(self._early) and self._early[place].id == id:
            return self._early[place]
        return None

    @cached_property
    def amended(self) -> Layered[str, tuple[Amendment, ...]]:
        """The amendments by target, be it here or not, in the order in which they win."""
        found: dict[str, list[Amendment]] = {}
        kinds = {kind for kind in set(map(type, self._early)) if issubclass(kind, Amendment)}
        for entry in self._early:
            if type(entry) in kinds:
                assert isinstance(entry, Amendment)
                found.setdefault(entry.target, []).append(entry)
        return Layered({t: tuple(sorted(a, key=amendment_key)) for t, a in found.items()})

    @cached_property
    def amendments(self) -> tuple[Amendment, ...]:
        """The corrections and retractions that have a target, in the order in which they win."""
        found = (a for t, given in self.amended.items() if self._is_event(t) for a in given)
        return tuple(sorted(found, key=amendment_key))

    @cached_property
    def pending(self) -> tuple[Amendment, ...]:
        """The corrections and retractions whose target is not here: without effect."""
        found = (a for t, given in self.amended.items() if not self._is_event(t) for a in given)
        return tuple(sorted(found, key=_ID))

    def _is_event(self, id: str) -> bool:
        return isinstance(self.entry(id), Event)

    def versions(self, id: str) -> Sequence[Version]:
        """Each way in which the event of an id ever stands; none if there is no such event."""
        event = self.entry(id)
        return list(_versions(event, self.amended.get(id, ()))) if isinstance(event, Event) else []

    @cached_property
    def knowledge_days(self) -> Sequence[int]:
        """The day numbers, ascending, on which what is known can change."""
        if self._days is not None:
            shorter, more = self._days
            return sorted(more.union(shorter))
        days = set(map(knowledge_day, self.entries))
        days |= {knowledge_day(a.replacement) for a in self.amendments if isinstance(a, Correction)}
        return sorted(day for day in days if day <= self.horizon)

    def limit(self, known_on: int | None) -> int | None:
        """The knowledge day that a question really has: never past the horizon."""
        if self.horizon == LAST_DAY:
            return known_on
        return self.horizon if known_on is None else min(known_on, self.horizon)

    def settled(self, known_on: int | None) -> int | None:
        """The last day number by a given one on which anything was learned.

        Between two such days one answer serves; ``None``: all that there is is known.
        """
        day = self.limit(known_on)
        if day is None:
            return None
        place = bisect_right(self.knowledge_days, day)
        return self.knowledge_days[place - 1] if place else -1

    def at(self, known_on: int | None) -> Knowledge:
        """What is known by the end of a day number; ``None``: all that is here."""
        return self._at(self.settled(known_on))

    def _known(self, day: int | None) -> Knowledge:
        return Knowledge(self, day)

    def strand(self, certainty: Certainty) -> Strand:
        """Every version of every event that has an effective day."""
        found = self._strands.get(certainty)
        if not isinstance(found, Strand):
            found = self._everything(certainty) if found is None else found.paid()
            assert isinstance(found, Strand)
            self._strands[certainty] = found
        return found

    def _everything(self, certainty: Certainty) -> Strand:
        day = DAY[certainty]
        amended = self.amended
        kinds = {kind for kind in set(map(type, self.entries)) if issubclass(kind, Event)}
        written: Iterable[Any] = (e for e in self.entries if type(e) in kinds)
        events = [e for e in written if day(e) is not None]
        if amended:
            events = [e for e in events if e.id not in amended]
        # Already by id: two stable sorts by whole numbers are quicker than one by three things.
        if any(map(attrgetter("seq"), events)):
            events.sort(key=attrgetter("seq"))
        events.sort(key=day)
        others = [v for id in amended for v in self.versions(id) if day(v.event) is not None]
        others.sort(key=lambda v: order_key(v.event, certainty))
        return Strand(Run(events, certainty), tuple(others), self._merged_after)

    def index(self, projection: Projection[K, V], certainty: Certainty) -> Index[K, V]:
        """Every key of a projection, on both clocks."""
        ask = (projection, certainty)
        found = self._indices.get(ask)
        if not isinstance(found, Index):
            if found is None:
                if len(self._indices) >= _KEPT:  # those made and thrown away are let go
                    self._indices.clear()
                found = Index.of(projection, self.strand(certainty))
            else:
                found = found.paid()
            self._indices[ask] = found
        return found

    def grown(self, entries: Iterable[Entry]) -> Ledger:
        """The ledger with more entries; itself if it has them all.

        Raises:
            TimelineError: an id is taken by a different entry.
        """
        new: dict[str, Entry] = {}
        for entry in entries:
            id = getattr(entry, "id", "")
            _admit(new, entry, new.get(id) or self.entry(id))
        if not new:
            return self
        horizon = None if self.horizon == LAST_DAY else self.horizon
        grown = Ledger(self._early, horizon, self._merged_after)
        grown._late = {**self._late, **new}
        if len(grown._late) ** 2 > len(self._early):
            grown._early, grown._late = grown.entries, {}
        amendments: dict[str, list[Amendment]] = {}
        for entry in new.values():
            if isinstance(entry, Amendment):
                amendments.setdefault(entry.target, []).append(entry)
        amended = self.amended.updated(
            {
                target: tuple(sorted([*self.amended.get(target, ()), *more], key=amendment_key))
                for target, more in amendments.items()
            }
        )
        grown.__dict__["amended"] = amended
        touched = dict.fromkeys([*new, *amendments])
        added = [version for id in touched for version in grown.versions(id)]
        removed = [version for id in touched for version in self.versions(id)]
        for certainty, strand in list(self._strands.items()):
            grown._strands[certainty] = _owing(strand).and_then(added, removed)
        for ask, index in list(self._indices.items()):
            grown._indices[ask] = _owing(index).and_then(added, removed)
        made = self.__dict__.get("knowledge_days")
        days = self._days if made is None else (made, frozenset())
        if days is not None:
            came = map(knowledge_day, [*new.values(), *(v.event for v in added)])
            grown._days = (days[0], days[1].union(day for day in came if day <= self.horizon))
        return grown

    @cached_property
    def learned_on(self) -> dict[int, list[Event]]:
        """By knowledge day, the events that came to stand on it."""
        found: dict[int, list[Event]] = {}
        for entry in self.entries:
            if isinstance(entry, Event):
                if entry.id in self.amended:
                    for version in self.versions(entry.id):
                        found.setdefault(version.since, []).append(version.event)
                else:
                    found.setdefault(entry.known_day, []).append(entry)
        return found

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
                target = self.entry(entry.target)
                hidden = target is not None and knowledge_day(target) > known_on
                if knowledge_day(entry) <= known_on and (not hidden or entry.target in early):
                    yield entry
            elif knowledge_day(entry) <= known_on:
                yield entry
            elif entry.id in early and known_on < LAST_DAY:
                replacement = early[entry.id].replacement
                unseen = max(replacement.known, from_day_number(known_on + 1))
                yield attrs.evolve(replacement, known=unseen)


class Origin(NamedTuple):
    """The question a value answers: asked of which projection and key, and as of when."""

    projection: Projection[Any, Any]
    key: Any
    as_of: int
    known_on: int | None
    certainty: Certainty
