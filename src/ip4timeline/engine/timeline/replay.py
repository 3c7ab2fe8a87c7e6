"""The way of a replay: the days on which something can change, and what does."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.log.event_log import EventLog, KnownEvents
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.log.versions import order_key
from ip4timeline.engine.projections.index import Index, KeyFold
from ip4timeline.engine.time.days import LAST_DAY
from ip4timeline.engine.time.when import Certainty

Along = Literal["occurred", "both"]
"""A replay's path: valid time, or both clocks at once (the diagonal)."""


def check_along(along: Along) -> None:
    """Refuse a path that is neither of the two."""
    if along not in ("occurred", "both"):
        raise TimelineError(f"along is 'occurred' or 'both', not {along!r}")


def changing_days(index: Index[Any, Any], known: int | None, first: int, last: int) -> set[int]:
    """The day numbers from one to another on which a value can change, as known by a day."""
    found: set[int] = set()
    for fold in index.folds.values():
        found.update(_within(fold.known(known).days, first, last))
    return found


def _within(days: Sequence[int], first: int, last: int) -> Sequence[int]:
    return days[bisect_left(days, first) : bisect_right(days, last)]


def diagonal(
    log: EventLog, certainty: Certainty, indices: Iterable[Index[Any, Any]]
) -> dict[int, dict[KeyFold[Any], None]]:
    """The days along both clocks on which something can change, and the keys that can.

    Beyond the horizon nothing is learned, and time goes on with what was known by then.
    """
    learned = sorted(day for day in log.stream(certainty).learned if 0 < day <= log.horizon)
    found: dict[int, dict[KeyFold[Any], None]] = {day: {} for day in learned}
    for index in indices:
        for fold in index.folds.values():
            days = fold.stream.days | fold.stream.learned
            if index.projection.lapses is not None:
                for day, following in pairwise([*learned, LAST_DAY + 1]):
                    days.update(_within(fold.known(day).days, day, following - 1))
            for day in days:
                found.setdefault(day, {})[fold] = None
    return found


class Path:
    """The way of a replay: the days on which something can change, and what does.

    Args:
        log: every entry.
        indices: the indices of the projections that are shown.
        question: what is known throughout, for a path along ``occurred``, and the reading.
        along: the path.
    """

    def __init__(
        self,
        log: EventLog,
        indices: Sequence[Index[Any, Any]],
        question: Question,
        along: Along,
    ) -> None:
        self._log = log
        self._indices = indices
        self._known_on = question.known_on
        self._certainty: Certainty = question.certainty
        self._diagonal = along == "both"

    def question(self, day: int) -> Question:
        """What is asked of a day of the path."""
        return self._log.question(day, self._known(day), self._certainty)

    def _known(self, day: int) -> int | None:
        return self._log.limit(day) if self._diagonal else self._known_on

    def steps(self, first: int, last: int) -> Iterator[tuple[int, tuple[Event, ...], bool]]:
        """The days from one to another: the day, what began to count, whether a value changed."""
        if self._diagonal:
            touching = diagonal(self._log, self._certainty, self._indices)
            for day in sorted(touching):
                if first <= day <= last:
                    yield day, self._began(day), self._changed(day, touching[day])
            return
        known = self._known_on
        stream = self._log.stream(self._certainty)
        touched: dict[int, list[KeyFold[Any]]] = {
            day: [] for day, _ in stream.dated(first, last, known)
        }
        for fold in self._every:
            for day in _within(fold.known(known).days, first, last):
                touched.setdefault(day, []).append(fold)
        for day in sorted(touched):
            yield day, self._began(day), self._changed(day, touched[day])

    @property
    def _every(self) -> Iterator[KeyFold[Any]]:
        return (fold for index in self._indices for fold in index.folds.values())

    def _changed(self, day: int, keys: Iterable[KeyFold[Any]]) -> bool:
        """Whether a value of the given keys is not what it was on the eve."""
        known, before = self._known(day), self._known(day - 1)
        return any(fold.at(day, known) != fold.at(day - 1, before) for fold in keys)

    @cached_property
    def _learned(self) -> dict[int, list[Event]]:
        """By knowledge day, the events that came to stand on it."""
        found: dict[int, list[Event]] = {}
        for part in self._log.stream(self._certainty).parts:
            for event, since in zip(part.events, part.since, strict=True):
                found.setdefault(since, []).append(event)
        return found

    def _began(self, day: int) -> tuple[Event, ...]:
        """The standing events that began to count on a day, in their order."""
        now = self._log.at(day if self._diagonal else self._known_on)
        began = {event.id: event for _, event in now.ordered(self._certainty, day, day)}
        if self._diagonal:
            eve = self._log.at(day - 1)
            for event in self._learned.get(day, ()):
                since = event.occurred.bound(self._certainty) or 0
                if since < day and now.had(event) and not eve.had(event):
                    began[event.id] = event
        return tuple(sorted(began.values(), key=lambda e: order_key(e, self._certainty)))


def counted_between(
    knowledge: KnownEvents, first: int, last: int, certainty: Certainty
) -> tuple[Event, ...]:
    """The standing events that began to count after one day and by another, in their order."""
    return tuple(e for _, e in knowledge.ordered(certainty, first + 1, last))


def learned_between(
    old: KnownEvents, new: KnownEvents, by: int, certainty: Certainty
) -> tuple[Event, ...]:
    """The events that count by a day and stand in the new knowledge as they did not in the old."""
    return tuple(e for _, e in new.ordered(certainty, last=by) if not old.had(e))
