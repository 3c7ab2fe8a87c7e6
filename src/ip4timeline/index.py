"""The index: for one projection and reading, the strand of every key and what it folds to.

An index never changes. That of a longer timeline shares every key that no new event
touches, and of the keys that one touches all that still holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import tee
from typing import Any, Generic, TypeVar

from ip4timeline.events import Event
from ip4timeline.folds import Projection
from ip4timeline.keyed import Keyed
from ip4timeline.states import States, partner_key
from ip4timeline.strands import Run, Strand, Version
from ip4timeline.together import Together
from ip4timeline.when import Certainty

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")


class Layered(Mapping[K, T]):
    """A mapping that shares most of itself with the one that it was made from."""

    __slots__ = ("_base", "_over")

    def __init__(self, base: dict[K, T], over: dict[K, T] | None = None) -> None:
        self._base = base
        self._over = over or {}

    def updated(self, changes: dict[K, T]) -> Layered[K, T]:
        """A mapping with some values changed or added."""
        over = {**self._over, **changes}
        if len(over) ** 2 > len(self._base):
            return Layered({**self._base, **over})
        return Layered(self._base, over)

    def __getitem__(self, key: K) -> T:
        found = self._over.get(key) if self._over else None
        return self._base[key] if found is None else found

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key, or the default."""
        found = self._over.get(key) if self._over else None
        return self._base.get(key, default) if found is None else found

    def __contains__(self, key: object) -> bool:
        return key in self._base or key in self._over

    def __iter__(self) -> Iterator[K]:
        yield from self._base
        yield from (key for key in self._over if key not in self._base)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Index(Generic[K, V]):
    """Every key of a projection.

    Args:
        projection: the rule.
        certainty: the reading, which says from which day an event counts.
        keyed: the keys, those of the events as written in the one order.
        late: how many late events may lie beside those of a new key.
    """

    def __init__(
        self,
        projection: Projection[K, V],
        certainty: Certainty,
        keyed: Layered[K, Keyed[V]],
        late: int,
    ) -> None:
        self.projection = projection
        self.certainty: Certainty = certainty
        self.keyed = keyed
        self.late = late

    @classmethod
    def of(cls, projection: Projection[K, V], everything: Strand) -> Index[K, V]:
        """The index of all events."""
        run = everything.run
        groups: defaultdict[K, list[Event]] = defaultdict(list)
        events, touching = tee(run.of(projection.on))
        all_keys: Iterator[Any] = map(projection.keys, touching)
        for event, keys in zip(events, all_keys, strict=True):
            # Most events have one key, of which nothing is to be checked.
            kind = type(keys)
            if (kind is tuple or kind is list) and len(keys) == 1:
                groups[keys[0]].append(event)
            else:
                for key in projection.touched_by(event):
                    groups[key].append(event)
        others: dict[K, list[Version]] = {}
        for version in everything.others:
            for key in projection.touched(version.event):
                others.setdefault(key, []).append(version)
        keyed = {
            key: Keyed.of(
                projection,
                key,
                Strand(
                    Run(groups.get(key, ()), run.certainty),
                    tuple(others.get(key, ())),
                    everything.late,
                ),
            )
            for key in {**groups, **others}
        }
        return cls(projection, run.certainty, Layered(keyed), everything.late)

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
        none = Strand(Run((), self.certainty), late=self.late)
        return Index(
            self.projection,
            self.certainty,
            self.keyed.updated(
                {
                    key: (self.keyed.get(key) or Keyed.of(self.projection, key, none)).changed(
                        *change
                    )
                    for key, change in changes.items()
                }
            ),
            self.late,
        )

    def find(self, key: Any) -> Keyed[V] | None:
        """What is known of a key, or of the partner that it names; ``None`` if no event is."""
        found: Keyed[V] | None = self.keyed.get(key)
        return self.keyed.get(partner_key(key)) if found is None else found

    def keys(self, known: int | None = None) -> tuple[K, ...]:
        """The keys that some standing event touches, in the order of the events."""
        return self._all if known is None else self._ordered(known)

    @cached_property
    def _all(self) -> tuple[K, ...]:
        return self._ordered(None)

    def _ordered(self, known: int | None) -> tuple[K, ...]:
        places = []
        for key, keyed in self.keyed.items():
            first = keyed.strand.first(known)
            if first is not None:
                run = keyed.strand.run
                place = self.projection.touched(first).index(key)
                places.append(((run.day(first), first.seq, first.id, place), key))
        places.sort(key=lambda pair: pair[0])
        return tuple(key for _, key in places)

    @cached_property
    def items(self) -> tuple[tuple[K, Keyed[V]], ...]:
        """Each key, and what is known of it."""
        return tuple(self.keyed.items())

    @cached_property
    def together(self) -> Together[K, V]:
        """All keys, asked as one."""
        return Together(self.items, self.projection)

    def value(self, key: Any, day: int, known: int | None) -> V | None:
        """The value of a key on a day, as it was known by another."""
        keyed = self.find(key)
        return None if keyed is None else keyed.at(day, known)

    def states(self, day: int, known: int | None) -> States[K, V]:
        """Every value on a day, as it was known by another."""
        found = self.together.states(day, known)
        return States(self, day, known) if found is None else found

    def at(self, day: int, known: int | None = None) -> Mapping[K, V]:
        """Every value on a day, as it was known by another, looked up at once."""
        return self.together.at(day, known)
