"""A projection bound to events: what was, what changed, what was learned, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.display.tabular import Tabular
from ip4timeline.engine.errors import TimelineError, UnknownNameError, listed
from ip4timeline.engine.events.amendments import Amendment, knowledge_day
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.words import key_words, words
from ip4timeline.engine.log.event_log import KnownEvents
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.projections.history import History
from ip4timeline.engine.projections.index import Index, Indices
from ip4timeline.engine.projections.origin import Origin
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.projections.states import States
from ip4timeline.engine.time.days import LAST_DAY, Date, DayLike, day_number, from_day_number
from ip4timeline.engine.time.when import READINGS, Certainty, Spell
from ip4timeline.engine.timeline.cut import Sight
from ip4timeline.engine.timeline.diff import Change, Diff
from ip4timeline.engine.timeline.evidence import Explanation
from ip4timeline.engine.timeline.generic import OfEvents
from ip4timeline.engine.timeline.names import check_key, written
from ip4timeline.engine.timeline.replay import (
    Along,
    Path,
    changing_days,
    check_along,
    counted_between,
    diagonal,
    learned_between,
)
from ip4timeline.engine.timeline.spells import Spells
from ip4timeline.engine.timeline.steps import ViewStep

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
E = TypeVar("E", bound=Event)


class View(OfEvents, Displayable, Tabular, Generic[K, V, E]):
    """A projection bound to a timeline, at one knowledge day and in one reading.

    Made by `Timeline.project`. ``known_on`` and ``certainty`` are those of the view
    unless a question names its own.
    """

    def __init__(
        self,
        indices: Indices,
        registries: Registries,
        projection: Projection[K, V],
        question: Question,
    ) -> None:
        self._indices = indices
        self._log = indices.log
        self._registries = registries
        self.projection = projection
        self._question = question

    def __repr__(self) -> str:
        known = "" if self.known_on is None else f", known_on={self.known_on}"
        return f"<view of {self.projection.name}{known}, {self.certainty}>"

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Page, some

        def row(key: K) -> tuple[str, ...]:
            spells = self.spells(key)
            last = spells[-1] if spells else None
            held = "" if last is None else f"{last.since} to {last.until or '..'}"
            value = words(last.value if last else None, self._registries)
            return (key_words(key, self._registries), str(len(spells)), held, value)

        columns = ("Which", "Spells", "The last one", "Its value")
        rows = map(row, self.keys)
        return Page(
            f"{self.projection.name}, {self._question.knowledge}",
            some(rows, "By key", *columns),
        )

    def __eq__(self, other: object) -> bool:
        """Whether it is the same projection, asked the same way of an equal timeline."""
        if not isinstance(other, View):
            return NotImplemented
        return (self.projection, self._question) == (other.projection, other._question) and (
            (self._registries, self._log.entries) == (other._registries, other._log.entries)
        )

    def __hash__(self) -> int:
        return hash((self.projection, self._question))

    def __reduce__(self) -> tuple[Any, ...]:
        return (View, (self._indices, self._registries, self.projection, self._question))

    @property
    def registries(self) -> Registries:
        """The registries of the timeline, as far as they are seen by `known_on`."""
        return self._sight.registries

    @cached_property
    def _sight(self) -> Sight:
        """What is seen by `known_on` of whatever the view shows."""
        return Sight(self._log, self._registries, self._known)

    @property
    def known_on(self) -> Date | None:
        """The day by which a thing had to be known; ``None``: all that there is."""
        return self._question.known_day

    @property
    def certainty(self) -> Certainty:
        """The reading of partial dates."""
        return self._question.certainty

    @cached_property
    def _index(self) -> Index[K, V]:
        return self._indices.index(self.projection, self.certainty)

    @property
    def _known(self) -> int | None:
        return self._question.known_on

    @property
    def _knowledge(self) -> KnownEvents:
        return self._log.at(self._question.known_on)

    def _history(self, key: Any) -> History[V] | None:
        fold = self._index.find(key)
        if fold is None:
            self._check(key)
            return None
        return fold.known(self._known)

    def _check(self, key: Any) -> None:
        """Refuse a key that no event touches and that names nothing.

        Raises:
            UnknownNameError: with the nearest names of those that are seen by `known_on`.
        """
        name = self.projection.name.lower()
        with suppress(UnknownNameError):
            return check_key(name, key, self._index.keys(), self._registries)
        try:
            # What stands in the other reading alone, or no longer, has a name all the same.
            return check_key(name, key, self._touched(self._log.entries), self._registries)
        except UnknownNameError as error:
            unknown = error
        if self._known is not None:
            # What was not known by then is not suggested.
            check_key(name, key, self._touched(self._sight.entries), self.registries)
            unknown = UnknownNameError(unknown.what, unknown.name)
        raise unknown

    def _touched(self, entries: Iterable[Entry]) -> list[K]:
        """The keys that some entries touch, as first written and as corrected."""
        return [key for event in written(entries) for key in self.projection.touched(event)]

    def known(self, known_on: DayLike | None) -> View[K, V, E]:
        """The same view, knowing only what was public by a day."""
        day = None if known_on is None else day_number(known_on)
        question = self._log.question(self._question.as_of, day, self.certainty)
        return View(self._indices, self._registries, self.projection, question)

    def knows(self, key: Any) -> bool:
        """Whether any event touches the key."""
        fold = self._index.find(key)
        return fold is not None and fold.stream.first(self._known) is not None

    @property
    def keys(self) -> tuple[K, ...]:
        """Every key that some event touches, in the order of the events."""
        return self._index.keys(self._known)

    def as_of(self, day: DayLike, *, known_on: DayLike | None = None) -> States[K, V]:
        """The value of every key on ``day``, a full day."""
        if known_on is None:
            question = self._question.on(day_number(day))
        else:
            question = self._log.question(day_number(day), day_number(known_on), self.certainty)
        (found,) = self._indices.states(self.projection, [question], self._registries)
        return found

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
        if known_on is None:
            asked = [self._question.on(day_number(day)) for day in listed("days", days)]
        else:
            question = self._log.question
            asked = [question(*pair, self.certainty) for pair in paired(days, known_on)]
        return self._indices.states(self.projection, asked, self._registries)

    def get(self, key: Any, day: DayLike) -> V | None:
        """The value of one key on ``day``; ``None`` where there is none.

        Raises:
            UnknownNameError: no event touches the key, and it names nothing.
        """
        value = self.as_of(day).value(key)
        if value is None and self._index.find(key) is None:
            self._check(key)
        return value

    def other_reading(self, key: Any, day: DayLike) -> V | None:
        """The value of one key on ``day`` as the other reading of partial dates has it.

        Where it differs from `get`, the value depends on a date that is known only in part.

        Raises:
            UnknownNameError: no event touches the key, and it names nothing.
        """
        other = READINGS[1 - READINGS.index(self.certainty)]
        question = self._question._replace(certainty=other)
        view: View[K, V, E] = View(self._indices, self._registries, self.projection, question)
        return view.get(key, day)

    def spells(self, key: Any) -> Spells[V]:
        """The periods during which the key had one value for one set of reasons, in order.

        Raises:
            UnknownNameError: no event touches the key, and it names nothing.
        """
        history = self._history(key)
        spells = (
            Spell(
                since=from_day_number(row.day),
                until=None if end is None else from_day_number(end),
                value=cast("V", row.value),
                opened=row.opened,
                # `Reasons` equal a tuple, and do not grow with the square of a long history.
                because=cast("tuple[str, ...]", row.because),
            )
            for row, end in (() if history is None else history.held)
        )
        return Spells(spells, self.projection.name, key, self._registries)

    def origin(self, key: K, day: int) -> Origin:
        """The question of one key's value on a day number, for a value to remember."""
        return Origin(self.projection, key, self._question.on(day))

    def diff(self, before: DayLike, after: DayLike) -> Diff[K, V, E]:
        """What changed in the world from the end of one day to the end of another."""
        first, last = day_number(before), day_number(after)
        changes = changes_between(self, first, self, last)
        events = counted_between(self._knowledge, first, last, self.certainty)
        return Diff(changes, self._handled(events), self._sight, self.known_on)

    def learned(
        self, before: DayLike | None, after: DayLike | None, *, as_of: DayLike
    ) -> Diff[K, V, E]:
        """What one came to know between the ends of two days about the day ``as_of``."""
        day = day_number(as_of)
        old, new = self.known(before), self.known(after)
        events = learned_between(old._knowledge, new._knowledge, day, self.certainty)
        changes = changes_between(old, day, new, day)
        return Diff(changes, new._handled(events), new._sight, new.known_on)

    def _handled(self, events: Iterable[Any]) -> tuple[E, ...]:
        touched = self.projection.touched
        found: Any = self._sight.events(event for event in events if touched(event))
        return tuple(found)

    def why(self, key: Any, as_of: DayLike | None = None) -> Explanation[V, E]:
        """The evidence for a key's value on a day (left out: after everything).

        For an absent value: the event that removed it, or the lapse and what had lapsed.

        Raises:
            UnknownNameError: no event touches the key, and it names nothing.
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
        standing: Iterable[Any] = map(self._knowledge.event, ids)
        return Explanation(
            value=None if row is None else row.value,
            events=self._sight.events(event for event in standing if event is not None),
            amendments=tuple(map(self._sight.amendment, self._amendments(key, ids, day))),
            lapsed=lapsed,
            as_of=from_day_number(day),
            known_on=self.known_on,
            sight=self._sight,
        )

    def _amendments(self, key: Any, ids: Iterable[str], day: int) -> tuple[Amendment, ...]:
        """Amendments in force of the given events, and of those that had counted for the key."""
        wanted = set(ids)
        found = []
        by = LAST_DAY if self._known is None else self._known
        known = (a for a in self._log.amendments if knowledge_day(a) <= by)
        # Ascending, so the last known one of each target is left.
        for target, amendment in {a.target: a for a in known}.items():
            original = self._log.entry(target)
            assert isinstance(original, Event)
            since = original.occurred.bound(self.certainty)
            touched = self.projection.touched(original)
            counted = since is not None and since <= day
            if target in wanted or (
                counted and (key in touched or self._index.party_key(key) in touched)
            ):
                found.append(amendment)
        return tuple(found)

    def days(self, along: Along = "occurred") -> list[int]:
        """The day numbers on which a value can change, lapses included, along a path."""
        if along == "occurred":
            return sorted(changing_days(self._index, self._known, 0, LAST_DAY))
        return sorted(diagonal(self._log, self.certainty, [self._index]))

    def replay(
        self, start: DayLike, end: DayLike, *, along: Along = "occurred"
    ) -> Iterator[ViewStep[K, V, E]]:
        """Each day from ``start`` to ``end`` on which something changed, with all values.

        Along ``both`` clocks each day shows what was known by it about it.

        Raises:
            WhenError: ``start`` or ``end`` is no full day.
        """
        check_along(along)
        return self._replayed(day_number(start), day_number(end), along)

    def _replayed(self, first: int, last: int, along: Along) -> Iterator[ViewStep[K, V, E]]:
        path = Path(self._log, [self._index], self._question, along)
        touched = self.projection.touched
        for day, began, changed in path.steps(first, last):
            events: Any = tuple(event for event in began if touched(event))
            if events or changed:
                question = path.question(day)
                sight = Sight(self._log, self._registries, question.known_on)
                seen = sight.events(events)
                yield ViewStep(
                    from_day_number(day), seen, self._index.states(question, self._registries)
                )


def paired(
    days: Iterable[DayLike], known_on: DayLike | Iterable[DayLike | None]
) -> list[tuple[int, int | None]]:
    """Each day with the day by which a thing had to be known, as day numbers.

    Raises:
        TimelineError: there are not as many of the one as of the other.
    """
    numbers = [day_number(day) for day in listed("days", days)]
    if isinstance(known_on, str | dt.date):
        return [(day, day_number(known_on)) for day in numbers]
    known = [None if day is None else day_number(day) for day in listed("known_on", known_on)]
    if len(known) != len(numbers):
        raise TimelineError(
            f"{len(numbers)} days and {len(known)} known_on; give one known_on for each, or for all"
        )
    return list(zip(numbers, known, strict=True))


def changes_between(
    old: View[K, V, E], first: int, new: View[K, V, E], last: int
) -> tuple[Change[K, V], ...]:
    """The values that differ between two views of one projection, each on a day of its own."""
    earlier = old._index.states(old._question.on(first))
    later = new._index.states(new._question.on(last))
    changes = []
    for key in dict.fromkeys([*old.keys, *new.keys]):
        before, after = earlier.value(key), later.value(key)
        if before != after:
            changes.append(Change(new.projection.name, key, before, after, new.origin(key, last)))
    return tuple(changes)
