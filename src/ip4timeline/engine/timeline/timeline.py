"""A timeline: an immutable collection of events, and what one can ask of any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, Self, TypeVar, overload

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.display.tabular import Tabular, tables
from ip4timeline.engine.errors import Fault, TimelineError, UnknownNameError
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.sources import Registries
from ip4timeline.engine.log.event_log import EventLog, canonical
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.log.versions import Version
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.projections.origin import Origin
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import LAST_DAY, Date, DayLike, day_number, from_day_number
from ip4timeline.engine.time.when import READINGS, Certainty
from ip4timeline.engine.timeline.diff import Change, Diff
from ip4timeline.engine.timeline.evidence import Explanation, event_grid
from ip4timeline.engine.timeline.replay import (
    Along,
    Path,
    check_along,
    counted_between,
    learned_between,
)
from ip4timeline.engine.timeline.slice import Slice
from ip4timeline.engine.timeline.view import View, paired

if TYPE_CHECKING:
    import pathlib

    from ip4timeline.engine.display.page import Page
    from ip4timeline.engine.timeline.selection import Selection

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


@alike
@attrs.frozen(eq=False, repr=False)
class Step(Generic[E, S]):
    """A day of a replay: what began to count on it, and the snapshot from then on."""

    day: Date
    events: tuple[E, ...]
    snapshot: S


def date_of(day: int | None) -> Date | None:
    """The date of a day number; ``None`` stays ``None``."""
    return None if day is None else from_day_number(day)


def number_of(day: DayLike | None) -> int | None:
    """The number of a full day; ``None`` stays ``None``."""
    return None if day is None else day_number(day)


def reading(certainty: Certainty) -> Certainty:
    """The reading itself.

    Raises:
        TimelineError: there is no such reading.
    """
    if certainty not in READINGS:
        raise TimelineError(f"certainty is 'certain' or 'possible', not {certainty!r}")
    return certainty


@attrs.frozen(init=False, eq=False, repr=False)
class Timeline(Displayable, Tabular, Generic[E, S]):
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

    registries_type: ClassVar[type[Registries]] = Registries
    """The registries that its entries refer to."""
    parties: ClassVar[type[Party] | None] = None
    """Those whom its events can concern; ``None``: nobody in particular."""
    projections: ClassVar[tuple[AnyProjection, ...]] = ()
    """The projections that answer every question, in the order in which a diff names them."""

    registries: Registries
    horizon: Date | None
    _indices: Indices

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        registries: Registries | None = None,
        horizon: DayLike | None = None,
    ) -> None:
        last = number_of(horizon)
        indices = Indices(EventLog(canonical(entries), last))
        self._hold(registries or self.registries_type(), date_of(last), indices, {})

    def _hold(
        self,
        registries: Registries,
        horizon: Date | None,
        indices: Indices,
        more: dict[str, Any],
    ) -> None:
        """Fill every field: those of a subclass from ``more``, or with their defaults."""
        given = {"registries": registries, "horizon": horizon, "_indices": indices, **more}
        for field in attrs.fields(type(self)):
            if field.name not in given:
                default: Any = field.default
                given[field.name] = (
                    default.factory() if isinstance(default, attrs.Factory) else default  # type: ignore[arg-type]
                )
            object.__setattr__(self, field.name, given[field.name])

    def _more(self) -> dict[str, Any]:
        """The fields that a subclass adds, those apart that are not given but made."""
        shared = {field.name for field in attrs.fields(Timeline)}
        own = (f.name for f in attrs.fields(type(self)) if f.init and f.name not in shared)
        return {name: getattr(self, name) for name in own}

    def _like(self, horizon: Date | None, indices: Indices) -> Self:
        """A timeline of the same class with other entries."""
        new: Self = type(self).__new__(type(self))
        new._hold(self.registries, horizon, indices, self._more())
        return new

    def __reduce__(self) -> tuple[Any, ...]:
        contents = (self.entries, self.registries, self.horizon)
        return (_restored, (type(self), *contents, self._more()))

    # Ways in

    @classmethod
    def from_frame(
        cls,
        frame: object,
        *,
        registries: Registries | None = None,
        horizon: DayLike | None = None,
        name: str = "frame",
    ) -> Self:
        """The timeline of a frame in the schema of `frames.events`, read strictly.

        Args:
            frame: of pandas, polars, pyarrow, DuckDB, narwhals or anything else that speaks
                Arrow; or an iterable of rows, each a mapping from column to cell.
            registries: for a frame of a library that drops the metadata, as polars does.
            horizon: likewise.
            name: what to call the frame in faults.

        Raises:
            RecordError: with every fault of every row, each naming row, event, field and
                remedy. Nothing is half-loaded.
        """
        made: Self = tables().from_frame(
            frame, cls, registries=registries, horizon=horizon, name=name
        )
        return made

    @classmethod
    def from_arrow(
        cls,
        data: object,
        *,
        registries: Registries | None = None,
        horizon: DayLike | None = None,
    ) -> Self:
        """The timeline of Arrow data in the schema of `frames.events`; see `from_frame`."""
        return cls.from_frame(data, registries=registries, horizon=horizon, name="Arrow data")

    @classmethod
    def from_jsonl(
        cls,
        source: str | pathlib.Path | Iterable[str],
        *,
        progress: Callable[[int], None] | None = None,
        verify: bool = True,
    ) -> Self:
        """The timeline of JSON Lines, as ``ip4timeline export --format jsonl`` writes them.

        Args:
            source: the path of a UTF-8 file, or the lines themselves.
            progress: called now and then with the number of lines read so far.
            verify: whether the contents must have the digest that the first line names.

        Raises:
            RecordError: with every fault of every line. Nothing is half-loaded.
        """
        from pathlib import Path

        from ip4timeline.engine.codec.jsonl import read_jsonl, refused

        found = read_jsonl(source, cls.registries_type, progress)
        name = Path(source).name if isinstance(source, str | Path) else ""
        try:
            timeline = cls(found.entries, found.registries, found.horizon)
        except TimelineError as error:  # two entries of one id, or a horizon that is no day
            raise refused([Fault(str(error), file=name)], name) from None
        if verify and found.digest not in (None, timeline.digest):
            altered = Fault(
                "is not that of the contents: lines are missing or were altered",
                file=name,
                line=1,
                field="digest",
                remedy="Take the first line away if that was meant",
            )
            raise refused([altered], name)
        return timeline

    def to_jsonl(self) -> Iterator[str]:
        """The timeline as JSON Lines, without the lines' ends: `from_jsonl` reads them back."""
        from ip4timeline.engine.codec.jsonl import write_jsonl

        horizon = None if self.horizon is None else self.horizon.isoformat()
        return write_jsonl(self.entries, self.registries, horizon, self.digest)

    # What it holds

    @property
    def _log(self) -> EventLog:
        return self._indices.log

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The events, corrections and retractions, by id."""
        return self._log.entries

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Timeline):
            return NotImplemented
        return (self.horizon, self.registries, self.entries) == (
            other.horizon,
            other.registries,
            other.entries,
        )

    @cached_property
    def _hash(self) -> int:
        return hash((self.entries, self.registries, self.horizon))

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        until = f", known through {self.horizon}" if self.horizon else ""
        return f"<timeline of {len(self)} events{until}>"

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Grid, Page

        events = tuple(self)
        until = f", known through {self.horizon}" if self.horizon else ""
        kinds = Counter(event.kind for event in events)
        parties: tuple[Party, ...] = tuple(self.parties or ())
        rows = tuple(
            (
                kind,
                *(str(sum(e.kind == kind and p in e.parties for e in events)) for p in parties),
                str(count),
            )
            for kind, count in kinds.most_common()
        )
        columns = ("Kind", *(party.label for party in parties), "All")
        whom = (
            f" and {type(parties[0]).__name__.lower()}; one may concern several" if parties else ""
        )
        last = sorted(events, key=lambda event: event.known_day)[-10:]
        return Page(
            f"Timeline of {len(events)} events{until}",
            (
                Grid(f"Events by kind{whom}", columns, rows),
                "What became known last:",
                *event_grid(last, self.registries, self.horizon),
            ),
        )

    def __len__(self) -> int:
        return len(self._log.at(None).standing)

    def __iter__(self) -> Iterator[E]:
        return iter(self.select())

    def __contains__(self, event: object) -> bool:
        if isinstance(event, Event):
            return self._log.at(None).event(event.id) == event
        return isinstance(event, str) and self._log.at(None).event(event) is not None

    def event(self, id: str) -> E:
        """The standing event of an id.

        Raises:
            UnknownNameError: no event of this id stands.
        """
        event: Any = self._log.at(None).event(id)
        if event is None:
            raise UnknownNameError("event", id, [e.id for e in self._log.at(None).standing])
        found: E = event
        return found

    def versions(self, id: str) -> Sequence[Version]:
        """Each way in which the event of an id ever stands, by the days on which it came to.

        From its knowledge day ``since`` until just before ``until`` (day numbers, the last one
        `FOREVER`) a version stands; between two there may be a gap. None if there is no such
        event. What was learned after the `horizon` is not among them.
        """
        horizon = self._log.horizon
        return [version for version in self._log.versions(id) if version.since <= horizon]

    @property
    def pending(self) -> tuple[Amendment, ...]:
        """The corrections and retractions whose target is not here: without effect."""
        return self._log.pending

    @cached_property
    def digest(self) -> str:
        """A SHA-256 over all contents, registries included; equal timelines have equal ones."""
        import hashlib  # for files and citations only

        from ip4timeline.engine.codec.plain import to_json

        sha = hashlib.sha256()
        for part in (*self.entries, self.registries):
            sha.update(to_json(part).encode())
            sha.update(b"\n")
        sha.update(str(self.horizon).encode())
        return sha.hexdigest()

    def append(self, *entries: Entry) -> Self:
        """A new timeline with more events; this one stands as it is, and shares all it can.

        What was computed for a key that no new event touches is not computed again.

        Raises:
            TimelineError: an id is taken by a different event, or an event is known only
                after this timeline's horizon.
        """
        for entry in entries:
            known = getattr(entry, "known", None)
            if self.horizon is not None and known is not None and known > self.horizon:
                raise TimelineError(
                    f"{entry.id} is known only on {known}, and this timeline knows nothing after "
                    f"{self.horizon}; append it to the whole timeline"
                )
        return self._like(self.horizon, self._indices.grown(entries))

    def known(self, known_on: DayLike) -> Self:
        """The timeline as the public had it by the end of a day."""
        day = day_number(known_on)
        if self.horizon is not None:
            day = min(day, self.horizon.toordinal())
        entries = canonical(self._log.known_entries(day))
        return self._like(from_day_number(day), Indices(EventLog(entries, day)))

    def select(self) -> Selection[E]:
        """All standing events, to be filtered; those without an effective day come last."""
        from ip4timeline.engine.timeline.selection import Selection  # a snapshot needs none

        horizon = self._log.limit(None)
        return Selection(
            self._log.at(None), self.registries, horizon=horizon, all_parties=self.parties
        )

    def about(self, *parties: Party | str | int) -> Selection[E]:
        """The standing events that concern any of the parties."""
        return self.select().about(*parties)

    @overload
    def of(self, kind: type[F], /) -> Selection[F]: ...
    @overload
    def of(self, kind: type[F], other: type[G], /) -> Selection[F | G]: ...
    @overload
    def of(self, *kinds: type[Event] | str) -> Selection[E]: ...
    def of(self, *kinds: type[Event] | str) -> Selection[Any]:
        """The standing events of any of the kinds; a kind is a class or its name."""
        return self.select().of(*kinds)

    def between(self, first: DayLike | None, last: DayLike | None) -> Selection[E]:
        """The standing events that may have happened between two days, both inclusive."""
        return self.select().between(first, last)

    def where(self, test: Callable[[E], bool] | None = None, **values: Any) -> Selection[E]:
        """The standing events that pass a test and have the given values."""
        return self.select().where(test, **values)

    # What was so

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
        return View(self._indices, self.registries, projection, question)

    def _asked(self, projections: Iterable[AnyProjection]) -> tuple[AnyProjection, ...]:
        """The timeline's own projections and those that a question names, each once."""
        more = (projections,) if isinstance(projections, Projection) else tuple(projections)
        for projection in more:
            _check(projection)
        return tuple(dict.fromkeys((*self.projections, *more)))

    def _snapshot(self, question: Question, projections: tuple[AnyProjection, ...]) -> S:
        """What `as_of` gives for a question; a domain with a snapshot of its own makes that."""
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
        return self._snapshot(question, self._asked(projections))

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
        chosen, asked = reading(certainty), self._asked(projections)
        pairs: Iterable[tuple[int, int | None]]
        if known_on is None:
            pairs = ((day_number(day), None) for day in days)
        else:
            pairs = paired(days, known_on)
        question = self._log.question
        return [self._snapshot(question(day, known, chosen), asked) for day, known in pairs]

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
        chosen, known = reading(certainty), number_of(known_on)
        views = [
            self.project(p, known_on=known_on, certainty=chosen) for p in self._asked(projections)
        ]
        changes = [change for view in views for change in view.diff(before, after)]
        first, last = day_number(before), day_number(after)
        events: Any = counted_between(self._log.at(known), first, last, chosen)
        return Diff(tuple(changes), events, self.registries, date_of(self._log.limit(known)))

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
        views = [self.project(p, certainty=certainty) for p in self._asked(projections)]
        changes = [c for view in views for c in view.learned(before, after, as_of=as_of)]
        old, new = self._log.at(number_of(before)), self._log.at(number_of(after))
        events: Any = learned_between(old, new, day_number(as_of), certainty)
        by = date_of(self._log.limit(number_of(after)))
        return Diff(tuple(changes), events, self.registries, by)

    def why(self, asked: Answered) -> Explanation[Any, E]:
        """The evidence for a value of a snapshot, a cell or a change: events, with citations.

        Raises:
            TimelineError: it is neither, or a value that no snapshot gave.
        """
        origin: Origin | None = getattr(asked, "origin", None)
        if origin is None:
            raise TimelineError(
                f"{asked!r} does not remember which question it answers; take it from a snapshot, "
                "or ask Relationship.why or View.why, which also explain an absent value"
            )
        then = origin.question
        question = self._log.question(then.as_of, then.known_on, then.certainty)
        view: View[Any, Any, E] = View(self._indices, self.registries, origin.projection, question)
        if question.known_on != then.known_on or not self._answers(asked, view, origin):
            raise TimelineError(
                f"this timeline does not know what {asked!r} was asked of; "
                "ask the timeline that gave it"
            )
        return view.why(origin.key, then.day)

    def _answers(self, asked: Answered, view: View[Any, Any, E], origin: Origin) -> bool:
        """Whether this timeline can have given a value, which then some event has made."""
        return isinstance(asked, Change) or view.knows(origin.key)

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
        check_along(along)
        if along == "both" and known_on is not None:
            raise TimelineError("along both clocks each day is its own known_on; leave it out")
        first, last = day_number(start), day_number(end)
        question = self._log.question(first, number_of(known_on), reading(certainty))
        return self._replayed(question, last, along, self._asked(projections))

    def _replayed(
        self, start: Question, last: int, along: Along, projections: tuple[AnyProjection, ...]
    ) -> Iterator[Step[E, S]]:
        indices = [self._indices.index(p, start.certainty) for p in projections]
        path = Path(self._log, indices, start, along)
        for day, began, changed in path.steps(start.as_of, last):
            if began or changed:
                question = start.on(day)
                if along == "both":
                    question = self._log.question(day, day, start.certainty)
                events: Any = began
                snapshot = self._snapshot(question, projections)
                yield Step(from_day_number(day), events, snapshot)


def _check(projection: object) -> None:
    if not isinstance(projection, Projection):
        raise TimelineError(
            f"{projection!r} is not a projection; decorate it with @ip4.projection(...)"
        )


def _restored(
    cls: type[Timeline[Any, Any]],
    entries: tuple[Entry, ...],
    registries: Registries,
    horizon: Date | None,
    more: dict[str, Any],
) -> Timeline[Any, Any]:
    """A timeline of a class from what `pickle` kept of it."""
    new = cls.__new__(cls)
    last = number_of(horizon)
    new._hold(registries, horizon, Indices(EventLog(canonical(entries), last)), more)
    return new
