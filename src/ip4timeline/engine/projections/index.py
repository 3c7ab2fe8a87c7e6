"""The index: for one projection and reading, the stream of every key and what it folds to.

An index never changes. That of a longer timeline shares every key that no new event
touches, and of the keys that one touches all that still holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import tee
from typing import Any, Generic, TypeVar

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.parties import Party, by_any_name, kinds_of_parties
from ip4timeline.engine.log.change import KEPT, Derived
from ip4timeline.engine.log.event_log import EventLog, KnownEvents
from ip4timeline.engine.log.overlay import OverlayMapping
from ip4timeline.engine.log.stream import SortedEvents, Stream
from ip4timeline.engine.log.versions import Version
from ip4timeline.engine.projections.all_keys import AllKeys
from ip4timeline.engine.projections.key_fold import KeyFold
from ip4timeline.engine.projections.projection import Ordered, Projection
from ip4timeline.engine.projections.states import States
from ip4timeline.engine.time.when import Certainty

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")


class Index(Generic[K, V]):
    """Every key of a projection.

    Args:
        projection: the rule.
        certainty: the reading, which says from which day an event counts.
        folds: the keys, those of the events as written in the one order.
        most: how many late events may lie beside those of a new key.
    """

    def __init__(
        self,
        projection: Projection[K, V],
        certainty: Certainty,
        folds: OverlayMapping[K, KeyFold[V]],
        most: int,
    ) -> None:
        self.projection = projection
        self.certainty: Certainty = certainty
        self.folds = folds
        self.most = most

    @classmethod
    def of(cls, projection: Projection[K, V], everything: Stream) -> Index[K, V]:
        """The index of all events."""
        base = everything.base
        groups: defaultdict[K, list[Event]] = defaultdict(list)
        events, touching = tee(base.of(projection.on))
        touched: Iterator[Any] = map(projection.keys, touching)
        for event, keys in zip(events, touched, strict=True):
            # Most events have one key, of which nothing is to be checked.
            kind = type(keys)
            if (kind is tuple or kind is list) and len(keys) == 1:
                groups[keys[0]].append(event)
            else:
                for key in projection.touched_by(event):
                    groups[key].append(event)
        late: dict[K, list[Version]] = {}
        for version in everything.late:
            for key in projection.touched(version.event):
                late.setdefault(key, []).append(version)
        folds = {
            key: KeyFold.of(
                projection,
                key,
                Stream(
                    SortedEvents(groups.get(key, ()), base.certainty),
                    tuple(late.get(key, ())),
                    everything.most,
                ),
            )
            for key in {**groups, **late}
        }
        return cls(
            projection, base.certainty, OverlayMapping(folds, everything.most), everything.most
        )

    def changed(self, added: Iterable[Version], removed: Iterable[Version]) -> Index[K, V]:
        """The index with some versions more and some less; itself if they touch no key."""
        changes: dict[K, tuple[list[Version], list[Version]]] = {}
        for place, versions in enumerate((added, removed)):
            for version in versions:
                if version.event.occurred.bound(self.certainty) is not None:
                    for key in self.projection.touched(version.event):
                        changes.setdefault(key, ([], []))[place].append(version)
        if not changes:
            return self
        none = Stream(SortedEvents((), self.certainty), most=self.most)
        return Index(
            self.projection,
            self.certainty,
            self.folds.updated(
                {
                    key: (self.folds.get(key) or KeyFold.of(self.projection, key, none)).changed(
                        *change
                    )
                    for key, change in changes.items()
                }
            ),
            self.most,
        )

    def find(self, key: Any) -> KeyFold[V] | None:
        """What is known of a key, or of the party that it names; ``None`` if no event is."""
        found: KeyFold[V] | None = self.folds.get(key)
        return self.folds.get(self.party_key(key)) if found is None else found

    def party_key(self, key: Any) -> Any:
        """A key with any name of a party in it, or in its first place, made the party itself."""
        return by_any_name(key, self._parties)

    @cached_property
    def _parties(self) -> tuple[type[Party], ...]:
        return kinds_of_parties(self.folds)

    def keys(self, known: int | None = None) -> tuple[K, ...]:
        """The keys that some standing event touches, in the order of the events."""
        return self._all if known is None else self._ordered(known)

    @cached_property
    def _all(self) -> tuple[K, ...]:
        return self._ordered(None)

    def _ordered(self, known: int | None) -> tuple[K, ...]:
        places = []
        for key, fold in self.folds.items():
            first = fold.stream.first(known)
            if first is not None:
                day = fold.stream.base.day(first)
                place = self.projection.touched(first).index(key)
                places.append(((day, first.seq, first.id, place), key))
        places.sort(key=lambda pair: pair[0])
        return tuple(key for _, key in places)

    @cached_property
    def items(self) -> tuple[tuple[K, KeyFold[V]], ...]:
        """Each key, and what is known of it."""
        return tuple(self.folds.items())

    @cached_property
    def all_keys(self) -> AllKeys[K, V]:
        """All keys at one."""
        return AllKeys(self.items, self.projection)

    def value(self, key: Any, day: int, known: int | None) -> V | None:
        """The value of a key on a day, as it was known by another."""
        fold = self.find(key)
        return None if fold is None else fold.at(day, known)

    def states(self, day: int, known: int | None) -> States[K, V]:
        """Every value on a day, as it was known by another."""
        found = self.all_keys.states(day, known)
        return States(self, day, known) if found is None else found

    def at(self, day: int, known: int | None = None) -> Mapping[K, V]:
        """Every value on a day, as it was known by another, looked up at once."""
        return self.all_keys.at(day, known)


class Indices:
    """A log, and the index of every projection that was asked of it or of a shorter one."""

    def __init__(self, log: EventLog, made: Derived | None = None) -> None:
        self.log = log
        self._made = Derived() if made is None else made
        self._current: BoundedCache[Index[Any, Any]] = BoundedCache(KEPT)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Indices, (self.log,))

    def index(self, projection: Projection[K, V], certainty: Certainty) -> Index[K, V]:
        """Every key of a projection, on both clocks."""
        ask = (projection, certainty)
        found: Index[K, V] | None = self._current.get(ask)
        if found is None:
            found = self._made.get(ask, lambda: Index.of(projection, self.log.stream(certainty)))
            self._current.put(ask, found)
        return found

    def groups(
        self, projection: Projection[K, V], certainty: Certainty, known: KnownEvents
    ) -> dict[K, Ordered]:
        """The ordered events that touch each key of a projection."""
        index = self.index(projection, certainty)
        return {
            key: list(index.folds[key].stream.dated(known=known.day))
            for key in index.keys(known.day)
        }

    def grown(self, entries: Iterable[Entry]) -> Indices:
        """The same of the log with more entries; itself if it has them all."""
        log, change = self.log.grown(entries)
        return self if log is self.log else Indices(log, self._made.grown(change))
