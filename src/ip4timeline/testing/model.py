"""A timeline as plain lists, to compare a real one with, step by step; and how one grows."""

from __future__ import annotations

from typing import Any, Final

import attrs

from ip4timeline.engine.events.amendments import Amendment, Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.timeline.timeline import Timeline
from ip4timeline.testing.oracle import oracle, standing

AnyTimeline = Timeline[Any, Any]
SMALLEST: Final = Limits(
    late=0,
    waiting=0,
    prompt=-1,
    block=1,
    often=0,
    repeats=1 << 30,
    histories=0,
    columns=0,
    batches=1,
)
"""Each limit where it bites first, so that a short history goes down every path."""


def known_day(entry: Entry) -> int:
    """The day number from which an entry is known; 0, before every day, where that is always."""
    known = getattr(entry, "known", None)
    return 0 if known is None else known.toordinal()


@attrs.frozen
class Model:
    """What a timeline must be: its entries as they came, and the last day it knows of.

    Attributes:
        entries: everything ever appended, in order of arrival.
        horizon: the day number past which it knows nothing; ``None`` for no limit.
    """

    entries: tuple[Entry, ...] = ()
    horizon: int | None = None

    def accepts(self, entry: Entry) -> bool:
        """Whether an entry may be appended: known by the horizon, and its id not taken."""
        in_time = self.horizon is None or known_day(entry) <= self.horizon
        return in_time and all(e == entry for e in self.entries if e.id == entry.id)

    def append(self, entry: Entry) -> Model:
        """The model with one more entry."""
        return attrs.evolve(self, entries=(*self.entries, entry))

    def known(self, day: int) -> Model:
        """The model as the public had it by the end of a day number.

        A target that is known only later is kept where a correction known by then stands
        for it already; any other amendment of something unknown is as unknown.
        """
        day = day if self.horizon is None else min(day, self.horizon)
        early = [e for e in self.entries if known_day(e) <= day]
        corrected = {e.target for e in early if isinstance(e, Correction)}
        hidden = {e.id for e in self.entries if isinstance(e, Event) and e not in early} - corrected
        kept = tuple(
            entry
            for entry in self.entries
            if entry.id in corrected
            or (entry in early and not (isinstance(entry, Amendment) and entry.target in hidden))
        )
        return Model(kept, day)

    def days(self) -> list[int]:
        """Each day number on which something may have begun, and its eve."""
        found: set[int] = set()
        for account in self._accounts():
            when = account.occurred
            found.update(d.toordinal() for d in (when.earliest, when.latest) if d is not None)
        return _with_eves(found)

    def known_days(self) -> list[int]:
        """Each day number on which something became known, and its eve."""
        return _with_eves({known_day(e) for e in (*self.entries, *self._accounts())})

    def _accounts(self) -> list[Event]:
        accounts = (getattr(entry, "replacement", entry) for entry in self.entries)
        return [account for account in accounts if isinstance(account, Event)]

    def limit(self, known_on: int | None) -> int | None:
        """The knowledge day that a question really has."""
        if self.horizon is None:
            return known_on
        return self.horizon if known_on is None else min(known_on, self.horizon)

    def values(
        self, projection: Any, day: int, known_on: int | None, certainty: str
    ) -> dict[Any, Any]:
        """The value of every key, by the slow definition."""
        return oracle(self.entries, projection, day, self.limit(known_on), certainty)

    def stands(self) -> set[Event]:
        """The events that stand."""
        return set(standing(self.entries, self.horizon))

    def pending(self) -> set[str]:
        """The ids of the amendments whose target is not there; a cut shows none of them."""
        if self.horizon is not None:
            return set()
        events = {entry.id for entry in self.entries if isinstance(entry, Event)}
        amendments = (e for e in self.entries if isinstance(e, Amendment))
        return {e.id for e in amendments if e.target not in events}


@attrs.frozen(repr=False)
class Growth:
    """How timelines grow: from what, by which batches of entries, and how they are kept.

    Attributes:
        start: what they are made of at first; of its class and registries are all that follow.
        batches: the entries, in the order in which they are appended.
        limits: how much a timeline looks through, keeps and leaves waiting. They have no part
            in any answer.
        onto: for each batch, to which timeline it is appended: 0 is the start, 1 what the
            first batch gave, and so on.
        asked: for each batch, whether something is asked of what it gave before the next comes;
            else what is kept has several changes to follow.
    """

    start: AnyTimeline
    batches: tuple[tuple[Entry, ...], ...]
    limits: Limits
    onto: tuple[int, ...]
    asked: tuple[bool, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that is ever told, in the order of arrival."""
        return (*self.start.entries, *(entry for batch in self.batches for entry in batch))

    def told(self) -> list[tuple[Entry, ...]]:
        """What each timeline was told, the start first."""
        found = [tuple(self.start.entries)]
        for batch, older in zip(self.batches, self.onto, strict=True):
            found.append((*found[older], *batch))
        return found

    def beginning(self) -> AnyTimeline:
        """The timeline that is to grow, with nothing asked of it yet."""
        horizon = None if self.start.horizon is None else self.start.horizon.toordinal()
        log = EventLog(self.start.entries, horizon, self.limits)
        return self.start._like(self.start.horizon, Indices(log))

    def __repr__(self) -> str:
        sizes = ", ".join(str(len(batch)) for batch in self.batches)
        return f"<growth by {sizes} entries onto {self.onto}, {self.limits}>"


def _with_eves(days: set[int]) -> list[int]:
    return sorted({day - offset for day in days for offset in (0, 1) if day - offset > 0})
