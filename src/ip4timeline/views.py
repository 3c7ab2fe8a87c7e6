"""A projection bound to events: what was, what changed, what was learned, and why."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import attrs

from ip4timeline.alike import alike
from ip4timeline.errors import TimelineError
from ip4timeline.events import Amendment, Event
from ip4timeline.evidence import Explanation, told, words
from ip4timeline.folds import Along, History, Projection
from ip4timeline.framed import Framed
from ip4timeline.index import Index
from ip4timeline.keyed import Keyed
from ip4timeline.registries import Registries
from ip4timeline.showing import Shown
from ip4timeline.standing import Knowledge, Ledger, Origin
from ip4timeline.states import States, partner_key
from ip4timeline.strands import order_key
from ip4timeline.when import (
    LAST_DAY,
    Certainty,
    Date,
    DayLike,
    Spell,
    day_number,
    from_day_number,
)

if TYPE_CHECKING:
    from ip4timeline.frames import Table
    from ip4timeline.pages import Page

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def key_words(key: Any, registries: Registries | None) -> str:
    """The key of a value in words."""
    name = registries.name if registries else str
    return ", ".join(
        name(str(part)) for part in (key if isinstance(key, tuple) else (key,)) if part
    )


class Spells(list[Spell[V]], Shown):
    """The periods of one key, in order; a list that shows itself as a table.

    Attributes:
        projection: the name of the projection.
        key: the key whose periods they are.
        registries: what gives readable names when they are shown.
    """

    __slots__ = ("key", "projection", "registries")

    def __init__(
        self, spells: Iterable[Spell[V]], projection: str, key: Any, registries: Registries
    ) -> None:
        super().__init__(spells)
        self.projection: str = projection
        self.key: Any = key
        self.registries: Registries = registries

    def __reduce__(self) -> tuple[Any, ...]:
        return (Spells, (list(self), self.projection, self.key, self.registries))

    def _shown(self) -> Page:
        from ip4timeline.pages import Page, some

        rows = (
            (
                str(spell.since),
                str(spell.until or ".."),
                str(spell.opened),
                words(spell.value, self.registries),
                tuple(spell.because)[-3:],
            )
            for spell in self
        )
        note = "Until is the first day on which the value no longer held."
        columns = ("Since", "Until", "As dated", "Value", "Because of")
        title = f"{self.projection} of {key_words(self.key, self.registries)}"
        return Page(title, (*some(rows, "Spells", *columns), note))


@alike
@attrs.frozen(eq=False, repr=False)
class Change(Generic[K, V]):
    """One value that differs between two questions; ``None`` where there was none.

    ``projection`` is its name. `Timeline.why` explains the later value.
    """

    projection: str
    key: K
    before: V | None
    after: V | None
    origin: Origin = attrs.field(eq=False, repr=False)


@alike
@attrs.frozen(eq=False, repr=False)
class Diff(Shown, Framed, Generic[K, V]):
    """What differs between two questions.

    Attributes:
        changes: the values that differ, by projection and key.
        events: the standing events that came to count in between, in their order.
        registries: what gives readable names when it is shown; no part of its value.
        known_on: the day by which its sources had to be public when it is shown, likewise.
    """

    changes: tuple[Change[K, V], ...]
    events: tuple[Event, ...] = ()
    registries: Registries | None = attrs.field(default=None, eq=False, repr=False)
    known_on: Date | None = attrs.field(default=None, eq=False, repr=False)

    def _framed(self) -> Table:
        from ip4timeline.frames import diff

        return diff(self)

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

    def _shown(self) -> Page:
        from ip4timeline.pages import Page, some

        registries = self.registries
        rows = (
            (
                change.projection.lower(),
                key_words(change.key, registries),
                words(change.before, registries),
                words(change.after, registries),
            )
            for change in self.changes
        )
        changed = some(rows, "Values", "Aspect", "Which", "Before", "After")
        parts = (*changed, *told(self.events, registries or Registries(), self.known_on))
        title = f"{len(self.changes)} values differ, {len(self.events)} events came to count"
        return Page(title, parts)


@alike
@attrs.frozen(eq=False, repr=False)
class ViewStep(Generic[K, V]):
    """A day of a replay: what came to count, and every value from then on."""

    day: Date
    events: tuple[Event, ...]
    states: States[K, V]


class View(Shown, Framed, Generic[K, V]):
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
        self._known = ledger.settled(known_on)
        self.certainty: Certainty = certainty

    def __repr__(self) -> str:
        known = "" if self._known_on is None else f", known_on={self.known_on}"
        return f"<view of {self.projection.name}{known}, {self.certainty}>"

    def _shown(self) -> Page:
        from ip4timeline.pages import Page, some

        def row(key: K) -> tuple[str, ...]:
            spells = self.spells(key)
            last = spells[-1] if spells else None
            held = "" if last is None else f"{last.since} to {last.until or '..'}"
            value = words(last.value if last else None, self._registries)
            return (key_words(key, self._registries), str(len(spells)), held, value)

        known = f"known by {self.known_on}" if self.known_on else "with hindsight"
        columns = ("Which", "Spells", "The last one", "Its value")
        rows = map(row, self.keys)
        return Page(f"{self.projection.name}, {known}", some(rows, "By key", *columns))

    @property
    def registries(self) -> Registries:
        """The registries of the timeline."""
        return self._registries

    def _framed(self) -> Table:
        from ip4timeline.frames import spells

        return spells(self)

    @property
    def known_on(self) -> Date | None:
        """The day by which a thing had to be known; ``None``: all that there is."""
        return None if self._known_on is None else from_day_number(self._known_on)

    @cached_property
    def _index(self) -> Index[K, V]:
        return self._ledger.index(self.projection, self.certainty)

    @property
    def _knowledge(self) -> Knowledge:
        return self._ledger.at(self._known_on)

    def _history(self, key: Any) -> History[V] | None:
        keyed = self._index.find(key)
        return None if keyed is None else keyed.known(self._known)

    def known(self, known_on: DayLike | None) -> View[K, V]:
        """The same view, knowing only what was public by a day."""
        return self._at(None if known_on is None else day_number(known_on))

    def _at(self, known_on: int | None) -> View[K, V]:
        return View(self._ledger, self._registries, self.projection, known_on, self.certainty)

    def knows(self, key: Any) -> bool:
        """Whether any event touches the key."""
        keyed = self._index.find(key)
        return keyed is not None and keyed.strand.first(self._known) is not None

    @property
    def keys(self) -> tuple[K, ...]:
        """Every key that some event touches, in the order of the events."""
        return self._index.keys(self._known)

    def as_of(self, day: DayLike, *, known_on: DayLike | None = None) -> States[K, V]:
        """The value of every key on ``day``, a full day."""
        known = self._known if known_on is None else self._ledger.settled(day_number(known_on))
        return self._index.states(day_number(day), known)

    def as_of_many(
        self, days: Iterable[DayLike], *, known_on: DayLike | Iterable[DayLike | None] | None = None
    ) -> list[States[K, V]]:
        """The values on each of many days, in the order given; for panels.

        Args:
            days: full days, in any order.
            known_on: the day by which a thing had to be known: one for all, or one for each
                (``None`` among them: all that there is). Left out, it is that of the view.

        Raises:
            TimelineError: there are not as many knowledge days as days.
            WhenError: one of them is no full day.
        """
        ledger, index, own = self._ledger, self._index, self._known
        if known_on is None:
            return [index.states(day_number(day), own) for day in days]
        return [index.states(day, ledger.settled(known)) for day, known in paired(days, known_on)]

    def get(self, key: Any, day: DayLike) -> V | None:
        """The value of one key on ``day``; ``None`` where there is none."""
        return self.as_of(day).value(key)

    def spells(self, key: Any) -> Spells[V]:
        """The periods during which the key had one value for one set of reasons, in order."""
        history = self._history(key)
        rows = () if history is None else history.rows
        ends = [row.day for row in rows[1:]] + [None] * bool(rows)
        spells = (
            Spell(
                since=from_day_number(row.day),
                until=None if end is None else from_day_number(end),
                value=row.value,
                opened=row.opened,
                # `Reasons` equal a tuple, and do not grow with the square of a long history.
                because=cast("tuple[str, ...]", row.because),
            )
            for row, end in zip(rows, ends, strict=True)
            if row.value is not None
        )
        return Spells(spells, self.projection.name, key, self._registries)

    def origin(self, key: K, day: int) -> Origin:
        """The question of one key's value on a day number, for a value to remember."""
        return Origin(self.projection, key, day, self._known_on, self.certainty)

    def diff(self, before: DayLike, after: DayLike) -> Diff[K, V]:
        """What changed in the world from the end of one day to the end of another."""
        first, last = day_number(before), day_number(after)
        changes = _changes(self, first, self, last)
        events = counted_between(self._knowledge, first, last, self.certainty)
        return Diff(changes, self._handled(events), self._registries, self.known_on)

    def learned(
        self, before: DayLike | None, after: DayLike | None, *, as_of: DayLike
    ) -> Diff[K, V]:
        """What one came to know between the ends of two days about the day ``as_of``."""
        day = day_number(as_of)
        old, new = self.known(before), self.known(after)
        events = learned_between(old._knowledge, new._knowledge, day, self.certainty)
        changes = _changes(old, day, new, day)
        return Diff(changes, self._handled(events), self._registries, new.known_on)

    def _handled(self, events: Iterable[Event]) -> tuple[Event, ...]:
        return tuple(event for event in events if self.projection.touched(event))

    def why(self, key: Any, as_of: DayLike | None = None) -> Explanation[V]:
        """The evidence for a key's value on a day (left out: after everything).

        For an absent value: the event that removed it, or the lapse and what had lapsed.
        """
        day = LAST_DAY if as_of is None else day_number(as_of)
        history = self._history(key)
        row = None if history is None else history.row_at(day)
        ids: Sequence[str] = ()
        lapsed = None
        if history is not None and row is not None:
            ids = row.because
            if row.value is None and row.ended_by:
                ids = (row.ended_by,)
            elif row.value is None:
                ids = row.lapsed
                lapsed = from_day_number(row.day)
        standing = map(self._knowledge.event, ids)
        return Explanation(
            value=None if row is None else row.value,
            events=tuple(event for event in standing if event is not None),
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
            original = self._ledger.entry(target)
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
            return sorted(changing_days(self._index, self._known, 0, LAST_DAY))
        return sorted(diagonal(self._ledger, [self._index]))

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
        path = Path(self._ledger, [self._index], self._known_on, self.certainty, along)
        for day, came, changed in path.steps(first, last):
            events = self._handled(came)
            if events or changed:
                states = self._index.states(day, path.known(day))
                yield ViewStep(from_day_number(day), events, states)


def paired(
    days: Iterable[DayLike], known_on: DayLike | Iterable[DayLike | None]
) -> list[tuple[int, int | None]]:
    """Each day with the day by which a thing had to be known, as day numbers.

    Raises:
        TimelineError: there are not as many of the one as of the other.
    """
    numbers = [day_number(day) for day in days]
    if isinstance(known_on, str | dt.date):
        return [(day, day_number(known_on)) for day in numbers]
    known = [None if day is None else day_number(day) for day in known_on]
    if len(known) != len(numbers):
        raise TimelineError(
            f"{len(numbers)} days and {len(known)} known_on; give one known_on for each, or for all"
        )
    return list(zip(numbers, known, strict=True))


def _changes(old: View[K, V], first: int, new: View[K, V], last: int) -> tuple[Change[K, V], ...]:
    earlier = old._index.states(first, old._known)
    later = new._index.states(last, new._known)
    changes = []
    for key in dict.fromkeys([*old.keys, *new.keys]):
        before, after = earlier.value(key), later.value(key)
        if before != after:
            changes.append(Change(new.projection.name, key, before, after, new.origin(key, last)))
    return tuple(changes)


def check_along(along: Along) -> None:
    """Refuse a path that is neither of the two."""
    if along not in ("occurred", "both"):
        raise TimelineError(f"along is 'occurred' or 'both', not {along!r}")


def changing_days(index: Index[Any, Any], known: int | None, first: int, last: int) -> set[int]:
    """The day numbers from one to another on which a value can change, as known by a day."""
    found: set[int] = set()
    for _, keyed in index.items:
        found.update(_within(keyed.known(known).days, first, last))
    return found


def _within(days: Sequence[int], first: int, last: int) -> Sequence[int]:
    return days[bisect_left(days, first) : bisect_right(days, last)]


def diagonal(
    ledger: Ledger, indices: Iterable[Index[Any, Any]]
) -> dict[int, dict[Keyed[Any], None]]:
    """The days along both clocks on which something can change, and the keys that can.

    Beyond the horizon nothing is learned, and time goes on with what was known by then.
    """
    learned = [day for day in ledger.knowledge_days if day > 0]
    found: dict[int, dict[Keyed[Any], None]] = {day: {} for day in learned}
    for index in indices:
        for _, keyed in index.items:
            days = keyed.strand.days | keyed.strand.knowledge_days
            if index.projection.lapses is not None:
                for day, following in pairwise([*learned, LAST_DAY + 1]):
                    days.update(_within(keyed.known(day).days, day, following - 1))
            for day in days:
                found.setdefault(day, {})[keyed] = None
    return found


class Path:
    """The way of a replay: the days on which something can change, and what does.

    Args:
        ledger: every entry.
        indices: the indices of the projections that are shown.
        known_on: the knowledge day throughout, for a path along ``occurred``.
        certainty: the reading.
        along: the path.
    """

    def __init__(
        self,
        ledger: Ledger,
        indices: Sequence[Index[Any, Any]],
        known_on: int | None,
        certainty: Certainty,
        along: Along,
    ) -> None:
        self._ledger = ledger
        self._indices = indices
        self._known_on = known_on
        self._certainty: Certainty = certainty
        self._diagonal = along == "both"

    def known(self, day: int) -> int | None:
        """The knowledge day of a day of the path."""
        return self._ledger.settled(day if self._diagonal else self._known_on)

    def steps(self, first: int, last: int) -> Iterator[tuple[int, tuple[Event, ...], bool]]:
        """The days from one to another: the day, what came to count, whether a value changed."""
        if self._diagonal:
            touching = diagonal(self._ledger, self._indices)
            for day in sorted(touching):
                if first <= day <= last:
                    yield day, self._came(day), self._changed(day, touching[day])
            return
        known = self.known(first)
        strand = self._ledger.strand(self._certainty)
        touched: dict[int, list[Keyed[Any]]] = {
            day: [] for day, _ in strand.dated(first, last, known)
        }
        for keyed in self._every:
            for day in _within(keyed.known(known).days, first, last):
                touched.setdefault(day, []).append(keyed)
        for day in sorted(touched):
            yield day, self._came(day), self._changed(day, touched[day])

    @property
    def _every(self) -> Iterator[Keyed[Any]]:
        return (keyed for index in self._indices for _, keyed in index.items)

    def _changed(self, day: int, keys: Iterable[Keyed[Any]]) -> bool:
        """Whether a value of the given keys is not what it was on the eve."""
        known, before = self.known(day), self.known(day - 1)
        return any(keyed.at(day, known) != keyed.at(day - 1, before) for keyed in keys)

    def _came(self, day: int) -> tuple[Event, ...]:
        """The standing events that came to count on a day, in their order."""
        now = self._ledger.at(day if self._diagonal else self._known_on)
        came = {event.id: event for _, event in now.ordered(self._certainty, day, day)}
        if self._diagonal:
            eve = self._ledger.at(day - 1)
            for event in self._ledger.learned_on.get(day, ()):
                since = event.occurred.bound(self._certainty)
                if since is not None and since < day and now.had(event) and not eve.had(event):
                    came[event.id] = event
        return tuple(sorted(came.values(), key=lambda e: order_key(e, self._certainty)))


def counted_between(
    knowledge: Knowledge, first: int, last: int, certainty: Certainty
) -> tuple[Event, ...]:
    """The standing events that came to count after one day and by another, in their order."""
    return tuple(e for _, e in knowledge.ordered(certainty, first + 1, last))


def learned_between(
    old: Knowledge, new: Knowledge, by: int, certainty: Certainty
) -> tuple[Event, ...]:
    """The events that count by a day and stand in the new knowledge as they did not in the old."""
    return tuple(e for _, e in new.ordered(certainty, last=by) if not old.had(e))
