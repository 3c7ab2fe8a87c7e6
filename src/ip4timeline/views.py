"""A projection bound to events: what was, what changed, what was learned, and why."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Generic, TypeVar, overload

import attrs
from pendulum import Date

from ip4timeline.actors import Partner
from ip4timeline.errors import TimelineError, UnknownNameError
from ip4timeline.events import Amendment, Event
from ip4timeline.evidence import Explanation
from ip4timeline.folds import Along, History, Projection
from ip4timeline.registries import Registries
from ip4timeline.standing import Knowledge, Ledger, Origin
from ip4timeline.when import LAST_DAY, Certainty, DayLike, Spell, day_number, from_day_number

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def partner_key(key: Any) -> Any:
    """The key, with any name of a partner in it, or in its first place, made the partner."""
    if isinstance(key, tuple) and key:
        return (partner_key(key[0]), *key[1:])
    try:
        return Partner.of(key)
    except (UnknownNameError, TypeError):
        return key


class States(Mapping[K, V]):
    """The value of every key on one day; a mapping. Partners go by any of their names."""

    def __init__(
        self, knowledge: Knowledge, projection: Projection[K, V], certainty: Certainty, day: int
    ) -> None:
        self._knowledge = knowledge
        self._projection = projection
        self._certainty: Certainty = certainty
        self._day = day

    def value(self, key: Any) -> V | None:
        """The value of a key; ``None`` where it has none."""
        groups = self._knowledge.groups(self._projection, self._certainty)
        found: Any = key if key in groups else partner_key(key)
        history = self._knowledge.history(self._projection, found, self._certainty)
        return None if history is None else history.at(self._day)

    @overload
    def __getitem__(self: States[Partner, V], key: Partner | str) -> V: ...
    @overload
    def __getitem__(self, key: K) -> V: ...
    def __getitem__(self, key: Any) -> V:
        """The value of a key.

        Raises:
            UnknownNameError: the key has no value on this day.
        """
        value = self.value(key)
        if value is None:
            raise UnknownNameError("value for", key, list(self))
        return value

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key, by any name of a partner; ``default`` where it has none."""
        value = self.value(key)
        return default if value is None else value

    def __iter__(self) -> Iterator[K]:
        for key, history in self._knowledge.histories(self._projection, self._certainty):
            if history.at(self._day) is not None:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"States({dict(self)!r})"


@attrs.frozen
class Change(Generic[K, V]):
    """One value that differs between two questions; ``None`` where there was none.

    ``projection`` is its name. `Timeline.why` explains the later value.
    """

    projection: str
    key: K
    before: V | None
    after: V | None
    origin: Origin = attrs.field(eq=False, repr=False)


@attrs.frozen
class Diff(Generic[K, V]):
    """What differs between two questions.

    Attributes:
        changes: the values that differ, by projection and key.
        events: the standing events that came to count in between, in their order.
    """

    changes: tuple[Change[K, V], ...]
    events: tuple[Event, ...] = ()

    def __iter__(self) -> Iterator[Change[K, V]]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def applied_to(self, values: Mapping[K, V]) -> dict[K, V]:
        """The values after the changes, from those before; for the diff of one view."""
        result = dict(values)
        for change in self.changes:
            if change.after is None:
                result.pop(change.key, None)
            else:
                result[change.key] = change.after
        return result


@attrs.frozen
class ViewStep(Generic[K, V]):
    """A day of a replay: what came to count, and every value from then on."""

    day: Date
    events: tuple[Event, ...]
    states: States[K, V]


class View(Generic[K, V]):
    """A projection bound to a timeline, at one knowledge day and in one reading.

    Made by `Timeline.project`. ``known_on`` and ``certainty`` are those of the view
    unless a question names its own.
    """

    def __init__(
        self,
        ledger: Ledger,
        registries: Registries,
        projection: Projection[K, V],
        known_on: int | None,
        certainty: Certainty,
    ) -> None:
        self._ledger = ledger
        self._registries = registries
        self.projection = projection
        self._known_on = ledger.limit(known_on)
        self.certainty: Certainty = certainty

    def __repr__(self) -> str:
        known = "" if self._known_on is None else f", known_on={self.known_on}"
        return f"<view of {self.projection.name}{known}, {self.certainty}>"

    @property
    def known_on(self) -> Date | None:
        """The day by which a thing had to be known; ``None``: all that there is."""
        return None if self._known_on is None else from_day_number(self._known_on)

    @property
    def _knowledge(self) -> Knowledge:
        return self._ledger.at(self._known_on)

    def _history(self, key: Any) -> History[V] | None:
        knowledge = self._knowledge
        groups = knowledge.groups(self.projection, self.certainty)
        found: Any = key if key in groups else partner_key(key)
        return knowledge.history(self.projection, found, self.certainty)

    def known(self, known_on: DayLike | None) -> View[K, V]:
        """The same view, knowing only what was public by a day."""
        day = None if known_on is None else day_number(known_on)
        return View(self._ledger, self._registries, self.projection, day, self.certainty)

    def knows(self, key: Any) -> bool:
        """Whether any event touches the key."""
        return self._history(key) is not None

    @property
    def keys(self) -> tuple[K, ...]:
        """Every key that some event touches, in the order of the events."""
        return tuple(self._knowledge.groups(self.projection, self.certainty))

    def as_of(self, day: DayLike, *, known_on: DayLike | None = None) -> States[K, V]:
        """The value of every key on ``day``, a full day."""
        view = self if known_on is None else self.known(known_on)
        return States(view._knowledge, self.projection, self.certainty, day_number(day))

    def get(self, key: Any, day: DayLike) -> V | None:
        """The value of one key on ``day``; ``None`` where there is none."""
        return self.as_of(day).value(key)

    def spells(self, key: Any) -> list[Spell[V]]:
        """The periods during which the key had one value for one set of reasons, in order."""
        history = self._history(key)
        if history is None:
            return []
        rows = history.rows
        ends = [row.day for row in rows[1:]] + [None] * bool(rows)
        return [
            Spell(
                since=from_day_number(row.day),
                until=None if end is None else from_day_number(end),
                value=row.value,
                opened=row.opened,
                because=row.because,
            )
            for row, end in zip(rows, ends, strict=True)
            if row.value is not None
        ]

    def origin(self, key: K, day: int) -> Origin:
        """The question of one key's value on a day number, for a value to remember."""
        return Origin(self.projection, key, day, self._known_on, self.certainty)

    def diff(self, before: DayLike, after: DayLike) -> Diff[K, V]:
        """What changed in the world from the end of one day to the end of another."""
        first, last = day_number(before), day_number(after)
        changes = _changes(self, first, self, last)
        events = counted_between(self._knowledge, first, last, self.certainty)
        return Diff(changes, self._handled(events))

    def learned(
        self, before: DayLike | None, after: DayLike | None, *, as_of: DayLike
    ) -> Diff[K, V]:
        """What one came to know between the ends of two days about the day ``as_of``."""
        day = day_number(as_of)
        old, new = self.known(before), self.known(after)
        events = learned_between(old._knowledge, new._knowledge, day, self.certainty)
        return Diff(_changes(old, day, new, day), self._handled(events))

    def _handled(self, events: Iterable[Event]) -> tuple[Event, ...]:
        return tuple(event for event in events if self.projection.touched(event))

    def why(self, key: Any, as_of: DayLike | None = None) -> Explanation[V]:
        """The evidence for a key's value on a day (left out: after everything).

        For an absent value: the event that removed it, or the lapse and what had lapsed.
        """
        day = LAST_DAY if as_of is None else day_number(as_of)
        history = self._history(key)
        row = None if history is None else history.row_at(day)
        ids: tuple[str, ...] = ()
        lapsed = None
        if history is not None and row is not None:
            ids = row.because
            if row.value is None and row.ended_by:
                ids = (row.ended_by,)
            elif row.value is None:
                ids = row.lapsed
                lapsed = from_day_number(row.day)
        knowledge = self._knowledge
        standing = {e.id: e for e in knowledge.standing}
        return Explanation(
            value=None if row is None else row.value,
            events=tuple(standing[id] for id in ids),
            amendments=self._amendments(key, ids, day),
            lapsed=lapsed,
            as_of=from_day_number(day),
            known_on=self.known_on,
            registries=self._registries,
        )

    def _amendments(self, key: Any, ids: Iterable[str], day: int) -> tuple[Amendment, ...]:
        """Amendments in force of the given events, and of those that had counted for the key."""
        wanted = set(ids)
        found = []
        for target, amendment in self._knowledge.winners.items():
            original = self._ledger.by_id[target]
            assert isinstance(original, Event)
            since = original.occurred.bound(self.certainty)
            touched = self.projection.touched(original)
            counted = since is not None and since <= day
            if target in wanted or (counted and (key in touched or partner_key(key) in touched)):
                found.append(amendment)
        return tuple(found)

    def days(self, along: Along = "occurred") -> list[int]:
        """The day numbers on which a value can change, lapses included, along a path."""
        if along == "occurred":
            histories = self._knowledge.histories(self.projection, self.certainty)
            return sorted({day for _, history in histories for day in history.days})
        return diagonal_days(self._ledger, lambda day: self.known(from_day_number(day)).days())

    def replay(
        self, start: DayLike, end: DayLike, *, along: Along = "occurred"
    ) -> Iterator[ViewStep[K, V]]:
        """Each day from ``start`` to ``end`` on which something changed, with all values.

        Along ``both`` clocks each day shows what was known by it about it.

        Raises:
            WhenError: ``start`` or ``end`` is no full day.
        """
        check_along(along)
        return self._replayed(day_number(start), day_number(end), along)

    def _replayed(self, first: int, last: int, along: Along) -> Iterator[ViewStep[K, V]]:
        eve = from_day_number(max(first - 1, 1))
        before = dict((self if along == "occurred" else self.known(eve)).as_of(eve))
        for day in self.days(along):
            if not first <= day <= last:
                continue
            view = self if along == "occurred" else self.known(from_day_number(day))
            came = new_events(self._ledger, view._known_on, day, self.certainty, along)
            events = self._handled(came)
            states = view.as_of(from_day_number(day))
            after = dict(states)
            if events or after != before:
                yield ViewStep(from_day_number(day), events, states)
            before = after


def _changes(old: View[K, V], first: int, new: View[K, V], last: int) -> tuple[Change[K, V], ...]:
    changes = []
    for key in dict.fromkeys([*old.keys, *new.keys]):
        before, after = old.get(key, from_day_number(first)), new.get(key, from_day_number(last))
        if before != after:
            changes.append(Change(new.projection.name, key, before, after, new.origin(key, last)))
    return tuple(changes)


def check_along(along: Along) -> None:
    """Refuse a path that is neither of the two."""
    if along not in ("occurred", "both"):
        raise TimelineError(f"along is 'occurred' or 'both', not {along!r}")


def diagonal_days(ledger: Ledger, days_known: Callable[[int], Iterable[int]]) -> list[int]:
    """The days along both clocks: of each stretch of unchanged knowledge, those within it.

    Beyond the horizon nothing is learned, and time goes on with what was known by then.
    """
    learned = [day for day in ledger.knowledge_days if day > 0]
    found = set(learned)
    for day, following in pairwise([*learned, LAST_DAY + 1]):
        found.update(d for d in days_known(day) if day <= d < following)
    return sorted(found)


def new_events(
    ledger: Ledger, known_on: int | None, day: int, certainty: Certainty, along: Along
) -> tuple[Event, ...]:
    """The standing events that came to count on a day of a replay, in their order."""
    ordered = ledger.at(known_on).ordered(certainty)
    if along == "occurred":
        return tuple(event for since, event in ordered if since == day)
    before = {e.id: e for since, e in ledger.at(day - 1).ordered(certainty) if since < day}
    return tuple(e for since, e in ordered if since <= day and before.get(e.id) != e)


def counted_between(
    knowledge: Knowledge, first: int, last: int, certainty: Certainty
) -> tuple[Event, ...]:
    """The standing events that came to count after one day and by another, in their order."""
    return tuple(e for day, e in knowledge.ordered(certainty) if first < day <= last)


def learned_between(
    old: Knowledge, new: Knowledge, by: int, certainty: Certainty
) -> tuple[Event, ...]:
    """The events that count by a day and stand in the new knowledge as they did not in the old."""
    before = {e.id: e for e in old.standing}
    return tuple(e for day, e in new.ordered(certainty) if day <= by and before.get(e.id) != e)
