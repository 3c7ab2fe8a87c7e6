"""A timeline: an immutable collection of events, and every question one can put to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

import attrs

from ip4timeline.actors import Partner
from ip4timeline.alike import alike
from ip4timeline.errors import TimelineError, UnknownNameError
from ip4timeline.events import Amendment, Entry, Event
from ip4timeline.evidence import Explanation, told
from ip4timeline.folds import Along, Projection
from ip4timeline.framed import Framed
from ip4timeline.registries import Registries
from ip4timeline.relationship import PROJECTIONS, Cell, Question, Snapshot, Value
from ip4timeline.showing import Shown
from ip4timeline.standing import Ledger, canonical
from ip4timeline.views import (
    Change,
    Diff,
    Path,
    View,
    check_along,
    counted_between,
    learned_between,
    paired,
)
from ip4timeline.when import (
    READINGS,
    Certainty,
    Date,
    DayLike,
    day_number,
    from_day_number,
)

if TYPE_CHECKING:
    import pathlib

    from ip4timeline.frames import Table
    from ip4timeline.pages import Page
    from ip4timeline.questions import Answer
    from ip4timeline.selections import Selection

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
E = TypeVar("E", bound=Event)
F = TypeVar("F", bound=Event)
_KEPT: Final = 128
"""How many snapshots a timeline keeps before it starts anew."""


@alike
@attrs.frozen(eq=False, repr=False)
class Step:
    """A day of a replay: what came to count on it, and the snapshot from then on."""

    day: Date
    events: tuple[Event, ...]
    snapshot: Snapshot


def _date(day: int | None) -> Date | None:
    return None if day is None else from_day_number(day)


@attrs.frozen(init=False, eq=False, repr=False)
class Timeline(Shown, Framed):
    """An immutable collection of events with one total order; a value.

    Two are equal when their contents are. Safe to share between threads; pickles.

    Args:
        entries: events, corrections and retractions, in any order; the same one twice
            counts once.
        registries: the sources, people, occasions and so on that they refer to.
        horizon: the last day of which this timeline knows anything; set by `known`.

    Raises:
        TimelineError: two entries have one id and different contents.
    """

    registries: Registries
    horizon: Date | None
    _ledger: Ledger
    _snapshots: dict[tuple[int, int | None, Certainty], Snapshot] = attrs.field(
        factory=dict, init=False
    )

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        registries: Registries | None = None,
        horizon: DayLike | None = None,
    ) -> None:
        last = None if horizon is None else day_number(horizon)
        ledger = Ledger(canonical(entries), last)
        self.__attrs_init__(registries or Registries(), _date(last), ledger)

    # Reading stands above this room: what it needs is loaded by whoever reads.

    @classmethod
    def from_frame(
        cls,
        frame: object,
        *,
        registries: Registries | None = None,
        horizon: DayLike | None = None,
        name: str = "frame",
    ) -> Timeline:
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
        from ip4timeline.frames import from_frame

        return from_frame(frame, registries=registries, horizon=horizon, name=name)

    @classmethod
    def from_arrow(
        cls,
        data: object,
        *,
        registries: Registries | None = None,
        horizon: DayLike | None = None,
    ) -> Timeline:
        """The timeline of Arrow data in the schema of `frames.events`; see `from_frame`."""
        return cls.from_frame(data, registries=registries, horizon=horizon, name="Arrow data")

    @classmethod
    def from_jsonl(
        cls,
        source: str | pathlib.Path | Iterable[str],
        *,
        progress: Callable[[int], None] | None = None,
        verify: bool = True,
    ) -> Timeline:
        """The timeline of JSON Lines, as ``ip4timeline export --format jsonl`` writes them.

        Args:
            source: the path of a UTF-8 file, or the lines themselves.
            progress: called now and then with the number of lines read so far.
            verify: whether the contents must have the digest that the first line names.

        Raises:
            RecordError: with every fault of every line. Nothing is half-loaded.
        """
        from ip4timeline.jsonl import read_jsonl

        return read_jsonl(source, progress=progress, verify=verify)

    def _framed(self) -> Table:
        from ip4timeline.frames import events

        return events(self)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The events, corrections and retractions, by id."""
        return self._ledger.entries

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

    def __reduce__(self) -> tuple[Any, ...]:
        return (Timeline, (self.entries, self.registries, self.horizon))

    def __repr__(self) -> str:
        until = f", known through {self.horizon}" if self.horizon else ""
        return f"<timeline of {len(self)} events{until}>"

    def _shown(self) -> Page:
        from ip4timeline.pages import Page, Table

        events = tuple(self)
        until = f", known through {self.horizon}" if self.horizon else ""
        kinds = Counter(event.kind for event in events)
        rows = tuple(
            (
                kind,
                *(str(sum(e.kind == kind and p in e.partners for e in events)) for p in Partner),
                str(count),
            )
            for kind, count in kinds.most_common()
        )
        columns = ("Kind", *(partner.label for partner in Partner), "All")
        last = sorted(events, key=lambda event: event.known_day)[-10:]
        return Page(
            f"Timeline of {len(events)} events{until}",
            (
                Table("Events by kind and partner; one may concern several", columns, rows),
                "What became known last:",
                *told(last, self.registries, self.horizon),
            ),
        )

    def __len__(self) -> int:
        return len(self._ledger.at(None).standing)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.select())

    def __contains__(self, event: object) -> bool:
        if isinstance(event, Event):
            return self._ledger.at(None).event(event.id) == event
        return isinstance(event, str) and self._ledger.at(None).event(event) is not None

    def event(self, id: str) -> Event:
        """The standing event of an id.

        Raises:
            UnknownNameError: no event of this id stands.
        """
        event = self._ledger.at(None).event(id)
        if event is None:
            raise UnknownNameError("event", id, [e.id for e in self._ledger.at(None).standing])
        return event

    @property
    def pending(self) -> tuple[Amendment, ...]:
        """The corrections and retractions whose target is not here: without effect."""
        return self._ledger.pending

    @cached_property
    def digest(self) -> str:
        """A SHA-256 over all contents, registries included; equal timelines have equal ones."""
        import hashlib  # for files and citations only

        from ip4timeline.codec import to_json

        sha = hashlib.sha256()
        for part in (*self.entries, self.registries):
            sha.update(to_json(part).encode())
            sha.update(b"\n")
        sha.update(str(self.horizon).encode())
        return sha.hexdigest()

    # What it holds

    def append(self, *entries: Entry) -> Timeline:
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
        grown: Timeline = Timeline.__new__(Timeline)
        grown.__attrs_init__(self.registries, self.horizon, self._ledger.grown(entries))
        return grown

    def known(self, known_on: DayLike) -> Timeline:
        """The timeline as the public had it by the end of a day."""
        day = day_number(known_on)
        if self.horizon is not None:
            day = min(day, self.horizon.toordinal())
        return Timeline(
            tuple(self._ledger.known_entries(day)), self.registries, from_day_number(day)
        )

    def select(self) -> Selection[Event]:
        """All standing events, to be filtered; those without an effective day come last."""
        from ip4timeline.selections import Selection  # a snapshot needs none

        return Selection(self._ledger.at(None), self.registries, horizon=self._ledger.limit(None))

    def about(self, *partners: Partner | str | int) -> Selection[Event]:
        """The standing events that concern any of the partners."""
        return self.select().about(*partners)

    @overload
    def of(self, kind: type[E], /) -> Selection[E]: ...
    @overload
    def of(self, kind: type[E], other: type[F], /) -> Selection[E | F]: ...
    @overload
    def of(self, *kinds: type[Event] | str) -> Selection[Event]: ...
    def of(self, *kinds: type[Event] | str) -> Selection[Any]:
        """The standing events of any of the kinds; a kind is a class or its name."""
        return self.select().of(*kinds)

    def between(self, first: DayLike | None, last: DayLike | None) -> Selection[Event]:
        """The standing events that may have happened between two days, both inclusive."""
        return self.select().between(first, last)

    def where(self, test: Callable[[Event], bool] | None = None, **values: Any) -> Selection[Event]:
        """The standing events that pass a test and have the given values."""
        return self.select().where(test, **values)

    # What was so

    def project(
        self,
        projection: Projection[K, V],
        *,
        known_on: DayLike | None = None,
        certainty: Certainty = "certain",
    ) -> View[K, V]:
        """A projection bound to this timeline.

        Args:
            projection: one of the library's own or one made by `projection` or `tally`.
            known_on: the day by which a thing had to be public; ``None``: all there is.
            certainty: ``certain`` counts an event from the day on which it had certainly
                begun, ``possible`` from the first day on which it may have.
        """
        if not isinstance(projection, Projection):
            raise TimelineError(
                f"{projection!r} is not a projection; decorate it with @ip4.projection(...)"
            )
        return View(
            self._ledger, self.registries, projection, self._day(known_on), _reading(certainty)
        )

    def as_of(
        self,
        day: DayLike,
        *,
        known_on: DayLike | None = None,
        certainty: Certainty = "certain",
    ) -> Snapshot:
        """How the four and NATO stood at the end of ``day``, as it was known by ``known_on``.

        A day is ``YYYY-MM-DD``, a ``datetime.date`` or a pendulum date.

        Raises:
            WhenError: it is not a full day.
        """
        ask = (day_number(day), self._day(known_on), _reading(certainty))
        found = self._snapshots.get(ask)
        return self._asked(ask) if found is None else found

    def _asked(self, ask: tuple[int, int | None, Certainty]) -> Snapshot:
        snapshot = self._snapshot(*ask)
        if len(self._snapshots) >= _KEPT:
            self._snapshots.clear()
        self._snapshots[ask] = snapshot
        return snapshot

    def as_of_many(
        self,
        days: Iterable[DayLike],
        *,
        known_on: DayLike | Iterable[DayLike | None] | None = None,
        certainty: Certainty = "certain",
    ) -> list[Snapshot]:
        """A snapshot for each of many days, in the order given; for panels.

        Args:
            days: full days, in any order.
            known_on: the day by which a thing had to be public: one for all, or one for each
                (``None`` among them: all there is); ``None``: all there is, for all.
            certainty: the reading of partial dates.

        Raises:
            TimelineError: there are not as many knowledge days as days.
            WhenError: one of them is no full day.
        """
        reading = _reading(certainty)
        if known_on is None:
            return [self._snapshot(day_number(day), None, reading) for day in days]
        return [self._snapshot(day, known, reading) for day, known in paired(days, known_on)]

    def diff(
        self,
        before: DayLike,
        after: DayLike,
        *,
        known_on: DayLike | None = None,
        certainty: Certainty = "certain",
    ) -> Diff[Any, Any]:
        """What changed in the world between the ends of two days, over all own projections.

        That a summit passed without a word on who came is no change: the status of an
        engagement turns ``unknown`` by the calendar, not by an event.
        """
        _reading(certainty)
        views = [self.project(p, known_on=known_on, certainty=certainty) for p in PROJECTIONS]
        changes = [change for view in views for change in view.diff(before, after)]
        known = self._ledger.at(self._day(known_on))
        events = counted_between(known, day_number(before), day_number(after), certainty)
        by = _date(self._ledger.limit(self._day(known_on)))
        return Diff(tuple(changes), events, self.registries, by)

    def learned(
        self,
        before: DayLike | None,
        after: DayLike | None,
        *,
        as_of: DayLike,
        certainty: Certainty = "certain",
    ) -> Diff[Any, Any]:
        """What one came to know between the ends of two days about the day ``as_of``."""
        views = [self.project(p, certainty=certainty) for p in PROJECTIONS]
        changes = [c for view in views for c in view.learned(before, after, as_of=as_of)]
        old, new = self._ledger.at(self._day(before)), self._ledger.at(self._day(after))
        events = learned_between(old, new, day_number(as_of), certainty)
        by = _date(self._ledger.limit(self._day(after)))
        return Diff(tuple(changes), events, self.registries, by)

    def why(self, asked: Value | Change[Any, Any] | Cell) -> Explanation[Any]:
        """The evidence for a value of a snapshot, a cell or a change: events, with citations.

        Raises:
            TimelineError: it is neither, or a value that no snapshot gave.
        """
        origin = getattr(asked, "origin", None)
        if origin is None:
            raise TimelineError(
                f"{asked!r} does not remember which question it answers; take it from a snapshot, "
                "or ask Relationship.why or View.why, which also explain an absent value"
            )
        view: View[Any, Any] = View(
            self._ledger, self.registries, origin.projection, origin.known_on, origin.certainty
        )
        lost = isinstance(asked, Value) and not view.knows(origin.key)
        if lost or view.known_on != _date(origin.known_on):
            raise TimelineError(
                f"this timeline does not know what {asked!r} was asked of; "
                "ask the timeline that gave it"
            )
        return view.why(origin.key, from_day_number(origin.as_of))

    def replay(
        self,
        start: DayLike,
        end: DayLike,
        *,
        known_on: DayLike | None = None,
        along: Along = "occurred",
        certainty: Certainty = "certain",
    ) -> Iterator[Step]:
        """Each day from ``start`` to ``end`` on which something changed, with its snapshot.

        Along ``occurred`` the knowledge stays at ``known_on``; along ``both`` clocks each
        day shows what was known by it about it, and ``known_on`` must be left out.
        """
        check_along(along)
        if along == "both" and known_on is not None:
            raise TimelineError("along both clocks each day is its own known_on; leave it out")
        return self._replayed(
            day_number(start), day_number(end), self._day(known_on), along, _reading(certainty)
        )

    def _replayed(
        self, first: int, last: int, known: int | None, along: Along, certainty: Certainty
    ) -> Iterator[Step]:
        indices = [self._ledger.index(p, certainty) for p in PROJECTIONS]
        path = Path(self._ledger, indices, known, certainty, along)
        for day, events, changed in path.steps(first, last):
            if events or changed:
                by = known if along == "occurred" else day
                yield Step(from_day_number(day), events, self._snapshot(day, by, certainty))

    # Claims

    def count(self, selection: Selection[Any], claim: int | None = None) -> Answer[int]:
        """How many events a selection holds; see `questions.count`."""
        from ip4timeline.questions import count

        return count(selection, claim)

    def first(
        self, selection: Selection[Any], claim: Event | str | None = None
    ) -> Answer[Event | None]:
        """The first event of a selection; see `questions.first`."""
        from ip4timeline.questions import first

        return first(selection, claim)

    def only(
        self, selection: Selection[Any], claim: Partner | str | None = None
    ) -> Answer[Partner | None]:
        """The only partner with such an event; see `questions.only`."""
        from ip4timeline.questions import only

        return only(selection, claim)

    def streak(self, selection: Selection[Any], claim: int | None = None) -> Answer[int]:
        """How many occasions in a row have such an event; see `questions.streak`."""
        from ip4timeline.questions import streak

        return streak(selection, claim)

    def _day(self, known_on: DayLike | None) -> int | None:
        return None if known_on is None else day_number(known_on)

    def _snapshot(self, day: int, known_on: int | None, certainty: Certainty) -> Snapshot:
        known = self._ledger.limit(known_on)
        return Snapshot(Question(self._ledger, self.registries, day, known, certainty))


def _reading(certainty: Certainty) -> Certainty:
    if certainty not in READINGS:
        raise TimelineError(f"certainty is 'certain' or 'possible', not {certainty!r}")
    return certainty
