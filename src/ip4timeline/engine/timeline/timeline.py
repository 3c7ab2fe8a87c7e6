"""A timeline: an immutable collection of events, and the questions that any can be asked."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from ip4timeline.engine.errors import TimelineError, listed
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.projections.origin import Origin
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import LAST_DAY, DayLike, day_number, from_day_number
from ip4timeline.engine.time.when import READINGS, Certainty
from ip4timeline.engine.timeline.collection import EventCollection
from ip4timeline.engine.timeline.contents import date_of, number_of
from ip4timeline.engine.timeline.cut import Sight

if TYPE_CHECKING:
    from ip4timeline.engine.timeline.diff import Change, Diff
    from ip4timeline.engine.timeline.evidence import Explanation
    from ip4timeline.engine.timeline.replay import Along
    from ip4timeline.engine.timeline.steps import Step
    from ip4timeline.engine.timeline.view import View

# A question loads what answers it, so that one who asks for a state loads nothing of the others.
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
E = TypeVar("E", bound=Event)
F = TypeVar("F", bound=Event)
G = TypeVar("G", bound=Event)
S = TypeVar("S")
AnyProjection = Projection[Any, Any]


class Answered(Protocol):
    """A value that remembers which question it answers."""

    @property
    def origin(self) -> Origin | None:
        """The question; ``None`` where nobody asked it."""


def reading(certainty: Certainty) -> Certainty:
    """The reading itself.

    Raises:
        TimelineError: there is no such reading.
    """
    if certainty not in READINGS:
        raise TimelineError(f"certainty is 'certain' or 'possible', not {certainty!r}")
    return certainty


class Timeline(EventCollection[E], Generic[E, S]):
    """An immutable collection of events with one total order; a value.

    A domain derives its own, and says what its registries are, whom its events concern, which
    projections answer every question, and what a snapshot of them is.

    Two are equal when their contents are. Safe to share between threads; pickles.

    Args:
        entries: events, corrections and retractions, in any order; the same one twice
            counts once.
        registries: the sources and whatever else they refer to.
        horizon: the last day of which this timeline knows anything; set by `known`.

    Raises:
        TimelineError: two entries have one id and different contents.
    """

    __slots__ = ()  # what it holds are the fields of `Contents`

    projections: ClassVar[tuple[AnyProjection, ...]] = ()
    """The projections that answer every question, in the order in which a diff names them."""

    def _sight(self, known_on: int | None) -> Sight:
        """What is seen here by a knowledge day; ``None``: by the last that there is."""
        return Sight(self._log, self.registries, self._log.limit(known_on))

    def project(
        self,
        projection: Projection[K, V],
        *,
        known_on: DayLike | None = None,
        certainty: Certainty = "certain",
    ) -> View[K, V, E]:
        """A projection bound to this timeline.

        Args:
            projection: one of the library's own or one made by `projection` or `tally`.
            known_on: the day by which a thing had to be public; ``None``: all there is.
            certainty: ``certain`` counts an event from the day on which it had certainly
                begun, ``possible`` from the first day on which it may have.
        """
        _check(projection)
        question = self._log.question(LAST_DAY, number_of(known_on), reading(certainty))
        return _view()(self._indices, self.registries, projection, question)

    def _shown(self, projections: Iterable[AnyProjection]) -> tuple[AnyProjection, ...]:
        """The timeline's own projections and those that a question names, each once."""
        one = isinstance(projections, Projection)
        more = (projections,) if one else tuple(listed("projections", projections))
        for projection in more:
            _check(projection)
        return tuple(dict.fromkeys((*self.projections, *more)))

    def _snapshot(self, question: Question, projections: tuple[AnyProjection, ...]) -> S:
        """What `as_of` gives for a question; a domain with a snapshot of its own makes that."""
        from ip4timeline.engine.timeline.slice import Slice

        found: Any = Slice(self._indices, self.registries, question, projections)
        made: S = found
        return made

    def as_of(
        self,
        day: DayLike,
        *,
        known_on: DayLike | None = None,
        certainty: Certainty = "certain",
        projections: Iterable[AnyProjection] = (),
    ) -> S:
        """What was so at the end of ``day``, as it was known by ``known_on``.

        Args:
            day: ``YYYY-MM-DD``, a ``datetime.date`` or a pendulum date.
            known_on: the day by which a thing had to be public; ``None``: all there is.
            certainty: the reading of partial dates.
            projections: further projections to be shown beside the timeline's own.

        Raises:
            WhenError: it is not a full day.
        """
        question = self._log.question(day_number(day), number_of(known_on), reading(certainty))
        return self._snapshot(question, self._shown(projections))

    def as_of_many(
        self,
        days: Iterable[DayLike],
        *,
        known_on: DayLike | Iterable[DayLike | None] | None = None,
        certainty: Certainty = "certain",
        projections: Iterable[AnyProjection] = (),
    ) -> list[S]:
        """A snapshot for each of many days, in the order given; for panels.

        Args:
            days: full days, in any order.
            known_on: the day by which a thing had to be public: one for all, or one for each
                (``None`` among them: all there is); ``None``: all there is, for all.
            certainty: the reading of partial dates.
            projections: further projections to be shown beside the timeline's own.

        Raises:
            TimelineError: there are not as many knowledge days as days.
            WhenError: one of them is no full day.
        """
        from ip4timeline.engine.timeline.view import paired

        chosen, shown = reading(certainty), self._shown(projections)
        pairs: Iterable[tuple[int, int | None]]
        if known_on is None:
            pairs = ((day_number(day), None) for day in listed("days", days))
        else:
            pairs = paired(days, known_on)
        question = self._log.question
        return [self._snapshot(question(day, known, chosen), shown) for day, known in pairs]

    def diff(
        self,
        before: DayLike,
        after: DayLike,
        *,
        known_on: DayLike | None = None,
        certainty: Certainty = "certain",
        projections: Iterable[AnyProjection] = (),
    ) -> Diff[Any, Any, E]:
        """What changed in the world between the ends of two days.

        It looks at the timeline's own projections and those given. What changes by the
        calendar alone and not by an event, as a snapshot may show it, is no change.
        """
        from ip4timeline.engine.timeline.diff import Diff
        from ip4timeline.engine.timeline.replay import counted_between

        chosen, known = reading(certainty), number_of(known_on)
        views = [
            self.project(p, known_on=known_on, certainty=chosen) for p in self._shown(projections)
        ]
        changes = [change for view in views for change in view.diff(before, after)]
        first, last = day_number(before), day_number(after)
        events: Any = counted_between(self._log.at(known), first, last, chosen)
        sight = self._sight(known)
        seen = sight.events(events)
        return Diff(tuple(changes), seen, sight, date_of(self._log.limit(known)))

    def compare(
        self,
        later: Timeline[E, S],
        *,
        as_of: DayLike,
        known_on: DayLike | None = None,
        certainty: Certainty = "certain",
        projections: Iterable[AnyProjection] = (),
    ) -> Diff[Any, Any, E]:
        """What another timeline says otherwise than this one, to one and the same question.

        Args:
            later: the other, such as what a record or a log came to say since.
            as_of: the day about which both are asked.
            known_on: the day by which a thing had to be public; ``None``: all there is.
            certainty: the reading of partial dates.
            projections: further projections to look at beside the timeline's own.
        """
        from ip4timeline.engine.timeline.diff import Diff
        from ip4timeline.engine.timeline.view import changes_between

        day, known = day_number(as_of), number_of(known_on)
        changes: list[Change[Any, Any]] = []
        for projection in self._shown(projections):
            old, new = (
                timeline.project(projection, known_on=known_on, certainty=certainty)
                for timeline in (self, later)
            )
            changes += changes_between(old, day, new, day)
        mine, theirs = self._log.at(known), later._log.at(known)
        events: Any = tuple(
            event
            for _, event in theirs.ordered(certainty, last=day)
            if mine.event(event.id) != event
        )
        by = date_of(later._log.limit(known))
        sight = later._sight(known)
        return Diff(tuple(changes), sight.events(events), sight, by)

    def learned(
        self,
        before: DayLike | None,
        after: DayLike | None,
        *,
        as_of: DayLike,
        certainty: Certainty = "certain",
        projections: Iterable[AnyProjection] = (),
    ) -> Diff[Any, Any, E]:
        """What one came to know between the ends of two days about the day ``as_of``."""
        from ip4timeline.engine.timeline.diff import Diff
        from ip4timeline.engine.timeline.replay import learned_between

        views = [self.project(p, certainty=certainty) for p in self._shown(projections)]
        changes = [c for view in views for c in view.learned(before, after, as_of=as_of)]
        old, new = self._log.at(number_of(before)), self._log.at(number_of(after))
        events: Any = learned_between(old, new, day_number(as_of), certainty)
        by, sight = date_of(self._log.limit(number_of(after))), self._sight(number_of(after))
        return Diff(tuple(changes), sight.events(events), sight, by)

    def why(self, value: Answered) -> Explanation[Any, E]:
        """The evidence for a value of a snapshot, a cell or a change: events, with citations.

        Raises:
            TimelineError: it is neither, or a value that no snapshot gave.
        """
        origin: Origin | None = getattr(value, "origin", None)
        if origin is None:
            raise TimelineError(
                f"{value!r} does not remember which question it answers; take it from a snapshot, "
                "or ask Relationship.why or View.why, which also explain an absent value"
            )
        then = origin.question
        question = self._log.question(then.as_of, then.known_on, then.certainty)
        view: View[Any, Any, E] = _view()(
            self._indices, self.registries, origin.projection, question
        )
        if question.known_on != then.known_on or not self._answers(value, view, origin):
            raise TimelineError(
                f"this timeline does not know what {value!r} was asked of; "
                "ask the timeline that gave it"
            )
        return view.why(origin.key, then.day)

    def _answers(self, value: Answered, view: View[Any, Any, E], origin: Origin) -> bool:
        """Whether this timeline can have given a value, which then some event has made."""
        from ip4timeline.engine.timeline.diff import Change

        return isinstance(value, Change) or view.knows(origin.key)

    def replay(
        self,
        start: DayLike,
        end: DayLike,
        *,
        known_on: DayLike | None = None,
        along: Along = "occurred",
        certainty: Certainty = "certain",
        projections: Iterable[AnyProjection] = (),
    ) -> Iterator[Step[E, S]]:
        """Each day from ``start`` to ``end`` on which something changed, with its snapshot.

        Along ``occurred`` the knowledge stays at ``known_on``; along ``both`` clocks each
        day shows what was known by it about it, and ``known_on`` must be left out.
        """
        from ip4timeline.engine.timeline.replay import check_along

        check_along(along)
        if along == "both" and known_on is not None:
            raise TimelineError("along both clocks each day is its own known_on; leave it out")
        first, last = day_number(start), day_number(end)
        question = self._log.question(first, number_of(known_on), reading(certainty))
        return self._replayed(question, last, along, self._shown(projections))

    def _replayed(
        self, start: Question, last: int, along: Along, projections: tuple[AnyProjection, ...]
    ) -> Iterator[Step[E, S]]:
        from ip4timeline.engine.timeline.replay import Path
        from ip4timeline.engine.timeline.steps import Step

        indices = [self._indices.index(p, start.certainty) for p in projections]
        path = Path(self._log, indices, start, along)
        for day, began, changed in path.steps(start.as_of, last):
            if began or changed:
                question = start.on(day)
                if along == "both":
                    question = self._log.question(day, day, start.certainty)
                events: Any = self._sight(question.known_on).events(began)
                snapshot = self._snapshot(question, projections)
                yield Step(from_day_number(day), events, snapshot)


@cache
def _view() -> type[View[Any, Any, Any]]:
    from ip4timeline.engine.timeline.view import View

    return View


def _check(projection: object) -> None:
    if not isinstance(projection, Projection):
        raise TimelineError(
            f"{projection!r} is not a projection; decorate it with @ip4.projection(...)"
        )
