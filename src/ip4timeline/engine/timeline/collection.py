"""What a timeline holds: its entries and registries, the ways in, and the ways to more or less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

import attrs

from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.display.tabular import Tabular, tables
from ip4timeline.engine.errors import Fault, TimelineError, UnknownNameError
from ip4timeline.engine.events.amendments import Amendment, canonical
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.sources import Registries
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.versions import Version
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.time.days import Date, DayLike, day_number, from_day_number
from ip4timeline.engine.timeline.cut import known_entries
from ip4timeline.engine.timeline.evidence import event_grid
from ip4timeline.engine.timeline.selecting import Selecting

if TYPE_CHECKING:
    import pathlib

    from ip4timeline.engine.display.page import Page
    from ip4timeline.engine.timeline.selection import Selection

E = TypeVar("E", bound=Event)


def date_of(day: int | None) -> Date | None:
    """The date of a day number; ``None`` stays ``None``."""
    return None if day is None else from_day_number(day)


def number_of(day: DayLike | None) -> int | None:
    """The number of a full day; ``None`` stays ``None``."""
    return None if day is None else day_number(day)


@attrs.frozen(init=False, eq=False, repr=False)
class EventCollection(Displayable, Tabular, Selecting[E], Generic[E]):
    """Events in one total order, with the registries that they refer to; a value.

    What `Timeline` says of itself, apart from the questions.
    """

    registries_type: ClassVar[type[Registries]] = Registries
    """The registries that its entries refer to."""
    parties: ClassVar[type[Party] | None] = None
    """Those whom its events can concern; ``None``: nobody in particular."""

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
        put = object.__setattr__
        put(self, "registries", registries)
        put(self, "horizon", horizon)
        put(self, "_indices", indices)
        cls: Any = type(self)
        for name, default in _further(cls):
            put(self, name, more[name] if name in more else default())

    def _more(self) -> dict[str, Any]:
        """The fields that a subclass adds, those apart that are not given but made."""
        cls: Any = type(self)
        return {name: getattr(self, name) for name in _given(cls)}

    def _like(self, horizon: Date | None, indices: Indices, registries: Any = None) -> Self:
        """A timeline of the same class with other contents."""
        new: Self = type(self).__new__(type(self))
        new._hold(registries or self.registries, horizon, indices, self._more())
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
        # The digest is worked out only where there is one to compare it with.
        if verify and found.digest is not None and found.digest != timeline.digest:
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
        if not isinstance(other, EventCollection):
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
        `FOREVER`) a version stands; between two there may be a gap. What was learned after the
        `horizon` is not among them; of a correction or retraction there are none.

        Raises:
            UnknownNameError: no entry has such an id.
        """
        horizon = self._log.horizon
        if self._log.entry(id) is None:
            raise UnknownNameError("event", id, [entry.id for entry in self.entries])
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

    def append(self, *rows: Any) -> Self:
        """A new timeline with more events; this one stands as it is, and shares all it can.

        What was computed for a key that no new event touches is not computed again.

        Args:
            rows: events, corrections, retractions, and rows of the registries.

        Raises:
            TimelineError: an id is taken by other contents, or an event is known only
                after this timeline's horizon.
        """
        registries, entries = self.registries.with_rows(*rows)
        for entry in entries:
            known = getattr(entry, "known", None)
            if self.horizon is not None and known is not None and known > self.horizon:
                raise TimelineError(
                    f"{entry.id} is known only on {known}, and this timeline knows nothing after "
                    f"{self.horizon}; append it to the whole timeline"
                )
        return self._like(self.horizon, self._indices.grown(entries), registries)

    def known(self, known_on: DayLike) -> Self:
        """The timeline as the public had it by the end of a day."""
        day = day_number(known_on)
        if self.horizon is not None:
            day = min(day, self.horizon.toordinal())
        entries = canonical(known_entries(self._log, day))
        return self._like(from_day_number(day), Indices(EventLog(entries, day, self._log.limits)))

    def select(self) -> Selection[E]:
        """All standing events, to be filtered; those without an effective day come last."""
        from ip4timeline.engine.timeline.selection import Selection  # a snapshot needs none

        horizon = self._log.limit(None)
        return Selection(
            self._log.at(None),
            self.registries,
            horizon=horizon,
            all_parties=self.parties,
            log=self._log,
        )


@lru_cache(maxsize=64)
def _further(cls: Any) -> tuple[tuple[str, Callable[[], Any]], ...]:
    """The fields that a subclass adds, each with what makes its default."""
    shared = {field.name for field in attrs.fields(EventCollection)}
    return tuple((f.name, _maker(f.default)) for f in attrs.fields(cls) if f.name not in shared)


def _maker(default: Any) -> Callable[[], Any]:
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        made: Callable[[], Any] = default.factory
        return made
    return lambda: default


@lru_cache(maxsize=64)
def _given(cls: Any) -> tuple[str, ...]:
    """Of the fields that a subclass adds, those that are given and not made."""
    further = {name for name, _ in _further(cls)}
    return tuple(f.name for f in attrs.fields(cls) if f.init and f.name in further)


def _restored(
    cls: type[EventCollection[Any]],
    entries: tuple[Entry, ...],
    registries: Registries,
    horizon: Date | None,
    more: dict[str, Any],
) -> EventCollection[Any]:
    """A timeline of a class from what `pickle` kept of it."""
    new = cls.__new__(cls)
    last = number_of(horizon)
    new._hold(registries, horizon, Indices(EventLog(canonical(entries), last)), more)
    return new
