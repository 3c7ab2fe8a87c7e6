"""The index: for one projection and reading, the versions of every key and what they fold to.

An index never changes. That of a longer timeline shares every key that no new event
touches, and of the keys that one touches all that still holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import ChainMap, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial, reduce
from operator import itemgetter
from typing import Any, Generic, TypeVar
from weakref import ref

from ip4timeline.engine._speed import BoundedCache, without_collecting
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.parties import Party, by_any_name, kinds_of_parties
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.log.event_log import EventLog, Follower, updated
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.log.versions import (
    DAY,
    FOREVER,
    Change,
    Frontier,
    Limits,
    Stream,
    Version,
    Versions,
    highest,
    order_key,
)
from ip4timeline.engine.projections.batches import Batches
from ip4timeline.engine.projections.history import Branch, History, Rows, Sheet, present
from ip4timeline.engine.projections.projection import Projection, Tally
from ip4timeline.engine.projections.states import States
from ip4timeline.engine.projections.sums import PrefixSums, Together
from ip4timeline.engine.time.days import LAST_DAY
from ip4timeline.engine.time.when import READINGS, Certainty

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class KeyFold(Generic[V]):
    """One key of a projection on both clocks.

    Args:
        projection: the rule.
        key: the key.
        stream: every version of the events that touch it.
        branch: what its history has in common with one folded before.
    """

    def __init__(
        self,
        projection: Projection[Any, V],
        key: Any,
        stream: Stream,
        branch: Branch | None = None,
    ) -> None:
        self.projection = projection
        self.key = key
        self.stream = stream
        self._branch = branch
        self._full: History[V] | None = None
        self._histories: BoundedCache[History[V]] = BoundedCache(stream.limits.histories)

    def changed(self, change: Change) -> KeyFold[V]:
        """The key with some versions more and some less."""
        branch = self._branch if self._full is None else Branch(self._full, FOREVER, 0)
        if branch is not None:
            versions = (*change.added, *change.removed)
            days = [v.event.occurred.bound(self.stream.certainty) or 0 for v in versions]
            branch = Branch(branch.stem, min(branch.first, *days), max(branch.last, *days))
        return self._with(self.stream.changed(change), branch)

    def _with(self, stream: Stream, branch: Branch | None) -> KeyFold[V]:
        return KeyFold(self.projection, self.key, stream, branch)

    @property
    def full(self) -> History[V]:
        """The history of what stands in the end."""
        if self._full is None:
            self._full = self._history(None, self._branch)
        return self._full

    def known(self, known: int | None) -> History[V]:
        """The history of what stood as it was known by a day."""
        if known is None or (first := self.stream.unsettled(known)) == FOREVER:
            return self.full
        day, branch = self.stream.learned_by(known), None
        with suppress(Exception):  # that of all may fail for what was not known yet
            branch = Branch(self.full, first, FOREVER)
        return self._histories.kept(day, lambda: self._history(day, branch))

    def anew(self, day: int, known: int | None) -> V | None:
        """The value by the events of the question alone, where the rule fails for another."""
        return self._history(known, None, day).at(day)

    def _history(
        self, known: int | None, branch: Branch | None, last: int = LAST_DAY
    ) -> History[V]:
        dated = self.stream.dated
        return History(self.projection, self.key, lambda first: dated(first, last, known), branch)

    @property
    def partly_dated(self) -> bool:
        """Whether the day of one of its events depends on how partial dates are read."""
        early, late = (DAY[certainty] for certainty in READINGS)
        return any(early(e) != late(e) for part in self.stream.parts for e in part.events)

    @property
    def lasting(self) -> Sequence[Rows[V]]:
        """The values of what stands in the end; of a tally, those that add up to them."""
        return (self.full,)

    def at(self, day: int, known: int | None = None) -> V | None:
        """The value on a day, as it was known by another."""
        if known is None or self.stream.unsettled(known) > day:
            return self.full.at(day)
        return self.known(known).at(day)


class KeyTally(KeyFold[V]):
    """One key of a tally: the sums of its base, and those of what came later."""

    projection: Tally[Any, V]

    @cached_property
    def sums(self) -> list[PrefixSums[V]]:
        """The sums of each part of the stream."""
        limits = self.stream.limits
        return [PrefixSums(self.projection, part, limits) for part in self.stream.parts]

    def _with(self, stream: Stream, branch: Branch | None) -> KeyTally[V]:
        new = KeyTally(self.projection, self.key, stream, branch)
        if stream.base is self.stream.base:
            new.sums[0] = self.sums[0]
        return new

    @property
    def lasting(self) -> Sequence[Rows[V]]:
        """The values of what stands in the end; of a tally, those that add up to them."""
        return [sums.lasting for sums in self.sums]

    def at(self, day: int, known: int | None = None) -> V | None:
        """The value on a day, as it was known by another."""
        return reduce(self.projection.plus, [sums.at(day, known) for sums in self.sums])


class Index(Generic[K, V]):
    """Every key of a projection.

    Args:
        projection: the rule.
        certainty: the reading, which says from which day an event counts.
        folds: the keys, each with what is known of it.
        limits: how much is looked through, kept and left waiting.
    """

    def __init__(
        self,
        projection: Projection[K, V],
        certainty: Certainty,
        folds: ChainMap[K, KeyFold[V]],
        limits: Limits,
    ) -> None:
        self.projection = projection
        self.certainty: Certainty = certainty
        self.folds = folds
        self._limits = limits

    @classmethod
    def of(cls, projection: Projection[K, V], stream: Stream) -> Index[K, V]:
        """The index of all events."""
        with without_collecting():
            versions = stream.base.merged(stream.late).of_kinds(projection.on)
            folds = {
                key: _fold(projection, key, versions.taken(rows), stream.limits)
                for key, rows in projection.grouped(versions.events, versions.rows).items()
            }
        return cls(projection, stream.certainty, ChainMap({}, folds), stream.limits)

    def changed(self, change: Change) -> Index[K, V]:
        """The index with some versions more and some less; itself if they touch no key."""
        changes: dict[K, tuple[list[Version], list[Version]]] = {}
        for place, versions in enumerate(change):
            for version in versions:
                if version.event.occurred.bound(self.certainty) is not None:
                    for key in self.projection.touched(version.event):
                        changes.setdefault(key, ([], []))[place].append(version)
        folds = {}
        for key, each in changes.items():
            fold = self.folds.get(key)
            if fold is None:
                self.projection.check_key(key, (*each[0], *each[1])[0].event)
                fold = _fold(self.projection, key, Versions(self.certainty), self._limits)
            folds[key] = fold.changed(Change(*each))
        if not folds:
            return self
        every = updated(self.folds, folds, self._limits)
        return Index(self.projection, self.certainty, every, self._limits)

    @cached_property
    def partly_dated(self) -> tuple[K, ...]:
        """The keys whose values may depend on how partial dates are read: of no other can one."""
        return tuple(key for key, fold in self.folds.items() if fold.partly_dated)

    def find(self, key: Any) -> KeyFold[V] | None:
        """What is known of a key, or of the party that it names; ``None`` if no event is.

        Raises:
            TimelineError: it is a list or another thing that cannot be a key.
        """
        found: KeyFold[V] | None = self.projection.under(key, self.folds)
        return self.folds.get(self.party_key(key)) if found is None else found

    def party_key(self, key: Any) -> Any:
        """A key with any name of a party in it, or in its first place, made the party itself."""
        return by_any_name(key, self._parties)

    @cached_property
    def _parties(self) -> tuple[type[Party], ...]:
        return kinds_of_parties(self.folds)

    def keys(self, known: int | None = None) -> tuple[K, ...]:
        """The keys that some standing event touches, in the order of the events."""
        places = []
        for key, fold in self.folds.items():
            first = fold.stream.first(known)
            if first is not None:
                place = self.projection.touched(first).index(key)
                places.append(((*order_key(first, self.certainty), place), key))
        places.sort(key=itemgetter(0))
        return tuple(key for _, key in places)

    def states(self, question: Question, registries: Registries | None = None) -> States[K, V]:
        """Every value at a point of both clocks, looked up when it is read.

        Args:
            question: the point.
            registries: what gives readable names when they are shown.
        """
        return States(self, question, registries=registries)

    def value(self, key: Any, question: Question) -> V | None:
        """The value of a key at a point of both clocks."""
        fold = self.find(key)
        if fold is None:
            return None
        try:
            return fold.at(question.as_of, question.known_on)
        except Exception:
            return fold.anew(question.as_of, question.known_on)

    def ends(self, key: Any, question: Question) -> bool:
        """Whether the value of a key is followed by another or by none, by what is known."""
        fold = self.find(key)
        if fold is None:
            return False
        history = fold.known(question.known_on)
        now = bisect_right(history.days, question.as_of)
        value = history.values[now - 1] if now else None
        return any(later != value for later in history.values[now:])

    def held(self, key: Any, question: Question) -> bool:
        """Whether a key has a value or had one before, by what is known."""
        fold = self.find(key)
        if fold is None:
            return False
        history = fold.known(question.known_on)
        now = bisect_right(history.days, question.as_of)
        return any(value is not None for value in history.values[:now])

    def at(self, question: Question) -> Mapping[K, V]:
        """Every value at a point of both clocks, looked up at once."""
        day, known = question.as_of, question.known_on
        try:
            return self._at(day, known)
        except Exception:
            return present((key, fold.anew(day, known)) for key, fold in self.folds.items())

    def _at(self, day: int, known: int | None) -> Mapping[K, V]:
        if known is None or highest(self._settled, day) <= known:
            return self._merged([sheet.at(day) for sheet in self._lasting])
        if isinstance(self.projection, Tally):
            return self._merged([part.at(day, known) for part in self._parts])
        with without_collecting():  # what was not asked before is folded now
            return present((key, fold.at(day, known)) for key, fold in self.folds.items())

    def _merged(self, answers: list[dict[K, V]]) -> dict[K, V]:
        if len(answers) == 1:
            return answers[0]
        assert isinstance(self.projection, Tally)  # of anything else there is one
        plus, found = self.projection.plus, dict[K, V]()
        for answer in answers:
            for key, value in answer.items():
                found[key] = plus(found.get(key), value)  # type: ignore[assignment]
        return found

    @cached_property
    def _settled(self) -> list[Frontier]:
        """Of each key, by when all that is ever learned of what counts through a day was."""
        return [part.settled for fold in self.folds.values() for part in fold.stream.parts]

    @cached_property
    def _lasting(self) -> list[Sheet[K, V]]:
        """The rows of what stands in the end, those of what came later apart."""
        layers: defaultdict[int, list[tuple[K, Rows[V]]]] = defaultdict(list)
        with without_collecting():
            for key, fold in self.folds.items():
                for layer, rows in enumerate(fold.lasting):
                    layers[layer].append((key, rows))
            return [Sheet(rows, self._limits) for rows in layers.values()]

    @cached_property
    def _parts(self) -> list[Together[K, V]]:
        """The sums of a tally, those of one kind and layer together."""
        alike: defaultdict[tuple[int, int], list[tuple[K, Any]]] = defaultdict(list)
        with without_collecting():
            for key, fold in self.folds.items():
                assert isinstance(fold, KeyTally)
                for layer, sums in enumerate(fold.sums):
                    for kind, part in sums.parts.items():
                        alike[layer, kind].append((key, part))
            return [*map(Together, alike.values())]


def _fold(rule: Projection[Any, V], key: Any, versions: Versions, limits: Limits) -> KeyFold[V]:
    return (KeyTally if isinstance(rule, Tally) else KeyFold)(rule, key, Stream(limits, versions))


class Indices:
    """A log, and the index of every projection that was asked of it or of a shorter one.

    A projection holds what was made of it: who throws it away lets that go too.

    Args:
        log: every entry.
    """

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self._asked: dict[ref[Projection[Any, Any]], None] = {}
        self.batches: Batches = Batches(log)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Indices, (self.log,))

    def index(self, projection: Projection[K, V], certainty: Certainty) -> Index[K, V]:
        """Every key of a projection, on both clocks."""
        made = self._made(projection)
        found: Follower[Index[K, V]] | None = made.get(certainty)
        if found is None:
            stream = self.log.holding(projection.on).stream(certainty)
            found = Follower(Index.of(projection, stream))
        found = made[certainty] = found.current()
        return found.made

    def states(
        self,
        projection: Projection[K, V],
        questions: Sequence[Question],
        registries: Registries | None = None,
    ) -> list[States[K, V]]:
        """Every value at some points of both clocks, all by one reading, looked up when read."""
        if not questions:
            return []
        certainty = questions[0].certainty
        index = partial(self.index, projection, certainty)
        made = certainty in (projection.made.get(self) or ())
        source = index() if made else self.batches.source(projection, questions, index)
        return [States(source, question, registries=registries) for question in questions]

    def _made(self, projection: Projection[Any, Any]) -> dict[Certainty, Follower[Any]]:
        made: dict[Certainty, Follower[Any]] | None = projection.made.get(self)
        if made is None:
            made = projection.made[self] = {}
            self._asked[ref(projection)] = None
        return made

    def grown(self, entries: Iterable[Entry]) -> Indices:
        """The same of the log with more entries; itself if it has them all."""
        log, change = self.log.grown(entries)
        if log is self.log:
            return self
        new = Indices(log)
        new.batches = self.batches.grown(log)
        for projection in filter(None, (reference() for reference in list(self._asked))):
            made = new._made(projection)
            for certainty, follower in list(self._made(projection).items()):
                found = follower.grown(change, log.limits)
                if found is not None:
                    made[certainty] = found
        return new
