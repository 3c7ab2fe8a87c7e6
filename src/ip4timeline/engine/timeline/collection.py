"""A timeline as a collection: the ways in, and what it says of what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.display.tabular import Tabular, tables
from ip4timeline.engine.errors import Fault, TimelineError, UnknownNameError, one_name
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.log.versions import Version
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.timeline.contents import Contents
from ip4timeline.engine.timeline.selecting import Selecting

if TYPE_CHECKING:
    import pathlib

    from ip4timeline.engine.display.page import Page
    from ip4timeline.engine.timeline.selection import Selection

E = TypeVar("E", bound=Event)


class EventCollection(Displayable, Tabular, Selecting[E], Contents, Generic[E]):
    """Events in one total order, with the registries that they refer to; a value.

    What `Timeline` says of itself, apart from the questions.
    """

    __slots__ = ()

    parties: ClassVar[type[Party] | None] = None
    """Those whom its events can concern; ``None``: nobody in particular."""

    # Ways in

    @classmethod
    def from_frame(
        cls,
        frame: object,
        *,
        kind: str | type[Entry] = "",
        registries: Registries | None = None,
        horizon: DayLike | None = None,
        progress: Callable[[int], None] | None = None,
        name: str = "frame",
    ) -> Self:
        """The timeline of a frame in the schema of `frames.events`, read strictly.

        Args:
            frame: of pandas, polars, pyarrow, DuckDB, narwhals or anything else that speaks
                Arrow; or an iterable of rows, each a mapping from column to cell.
            kind: the kind of every row, for a frame without such a column: its name or class.
            registries: for a frame of a library that drops the metadata, as polars does.
            horizon: likewise.
            progress: called now and then with the number of rows read so far.
            name: what to call the frame in faults.

        Raises:
            RecordError: with every fault of every row, each naming row, event, field and
                remedy. Nothing is half-loaded.
            UnknownNameError: there is no such kind.
        """
        made: Self = tables().from_frame(
            frame,
            cls,
            kind=kind,
            registries=registries,
            horizon=horizon,
            progress=progress,
            name=name,
        )
        return made

    @classmethod
    def from_arrow(
        cls,
        data: object,
        *,
        kind: str | type[Entry] = "",
        registries: Registries | None = None,
        horizon: DayLike | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Self:
        """The timeline of Arrow data in the schema of `frames.events`, read by columns.

        A stream is taken a batch at a time. A column holds values of one type, so that what is
        left to check of each row is what its type cannot say; `from_frame` has the arguments,
        the errors, and the same faults.
        """
        return cls.from_frame(
            data,
            kind=kind,
            registries=registries,
            horizon=horizon,
            progress=progress,
            name="Arrow data",
        )

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

    def __repr__(self) -> str:
        until = f", known through {self.horizon}" if self.horizon else ""
        return f"<timeline of {len(self)} events{until}>"

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Grid, Page
        from ip4timeline.engine.timeline.evidence import event_grid

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
                *event_grid(last, self.registries),
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
        event: Any = self._log.at(None).event(one_name("event", id))
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
        if self._log.entry(one_name("event", id)) is None:
            raise UnknownNameError("event", id, [entry.id for entry in self.entries])
        return [version for version in self._log.versions(id) if version.since <= horizon]

    @property
    def pending(self) -> tuple[Amendment, ...]:
        """The corrections and retractions whose target is not here: without effect."""
        return self._log.pending

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
