"""What of a record is seen at a knowledge day: one rule for all that is shown of it.

`Timeline.known` is made by it, and so is whatever a question with a ``known_on`` shows of an
event, a citation or a row of a registry: both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, Final, TypeVar, cast, get_args
from weakref import WeakKeyDictionary

import attrs

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.events.amendments import (
    Amendment,
    Correction,
    Retraction,
    canonical,
    knowledge_day,
)
from ip4timeline.engine.events.entry import Cite, Entry, Event
from ip4timeline.engine.events.fields import field_types
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.log.event_log import Account, EventLog
from ip4timeline.engine.time.days import LAST_DAY, from_day_number

E = TypeVar("E", bound=Entry)

LATER: Final = "evidence-published-later"
"""What an event cites instead where none of its sources was surely public by then."""
LATER_WORDS: Final = "evidence published later, or without a date"
WITHDRAWN: Final = "withdrawn; what stands instead was not public yet"
"""The reason of a correction whose replacement is known only later."""
_KEPT: Final = 8
"""For how many knowledge days the registries of one log are kept."""
_SEEN: WeakKeyDictionary[EventLog, BoundedCache[tuple[Registries, Registries]]] = (
    WeakKeyDictionary()
)


class Sight:
    """What of a log and its registries is seen by the end of a knowledge day.

    Seen are the events that ever stood by then, with the amendments known by then; of a
    correction whose replacement is known only later, that the event is withdrawn; of an event
    no remarks, and the citations of sources that were surely public; of the registries what
    something seen names.

    Args:
        log: every entry, whole.
        whole: the registries, whole.
        known_on: the knowledge day as a number; ``None``: all there is is seen.
    """

    def __init__(self, log: EventLog, whole: Registries, known_on: int | None) -> None:
        self._log = log
        self._whole = whole
        # What is asked of a cut by its own last day was withheld already.
        cut = known_on == log.horizon != LAST_DAY
        self.known_on: int | None = None if cut else known_on
        # By identity, with the event itself, so that it lives as long as what is kept of it.
        self._less_of: dict[int, tuple[Entry, Entry]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return (_itself, (self.registries,))

    # Registries

    @property
    def registries(self) -> Registries:
        """What is seen of the registries."""
        if self.known_on is None:
            return self._whole
        kept = _SEEN.setdefault(self._log, BoundedCache(_KEPT))
        found = kept.get(self.known_on)
        if found is None or found[0] is not self._whole:
            standing = self._log.at(self.known_on).standing
            seen = self._whole.seen(self.known_on, self.entries, standing)
            found = kept.put(self.known_on, (self._whole, seen))
        return found[1]

    # Entries

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What is seen of the entries, by id."""
        if self.known_on is None:
            return self._log.entries
        events = (e.id for e in self._log.entries if isinstance(e, Event))
        return canonical(entry for id in events for entry in self._account(id))

    @property
    def held(self) -> Iterator[Entry]:
        """The entries whole of which something is seen, or may be once others are appended."""
        day = LAST_DAY if self.known_on is None else self.known_on
        seen = {entry.id for entry in self.entries}
        return (e for e in self._log.entries if knowledge_day(e) <= day or e.id in seen)

    def _account(self, id: str) -> Iterator[Entry]:
        """What is seen of an event as it was written and of what amends it."""
        day = self.known_on
        event, every = self._log.account(id)
        assert event is not None
        assert day is not None
        amendments = tuple(a for a in every if knowledge_day(a) <= day)
        stood = [v for v in Account(event, amendments).versions() if v.since <= day]
        if not stood:
            return
        first = stood[0]
        if first.event is not event and first.event != event:
            # The account first written never stood by then, and its words are not shown. What
            # stood first takes its place, from the day on which its amendment has it stand.
            event = attrs.evolve(first.event, known=from_day_number(first.since))
        yield self.event(event)
        yield from map(self.amendment, amendments)

    def event(self, event: E) -> E:
        """An entry without its remarks, and with the references to what is seen."""
        if self.known_on is None:
            return event
        kept = self._less_of.get(id(event))
        if kept is None:
            less = self._less(event)
            kept = self._less_of[id(event)] = (
                event,
                attrs.evolve(event, **less) if less else event,
            )
        return cast("E", kept[1])

    def events(self, events: Iterable[E]) -> tuple[E, ...]:
        """The same of several."""
        return tuple(events) if self.known_on is None else tuple(map(self.event, events))

    def amendment(self, amendment: Amendment) -> Amendment:
        """An amendment; one to what is known only later says no more than that it withdraws."""
        if self.known_on is None:
            return amendment
        later = isinstance(amendment, Correction) and (
            amendment.replacement.known_day > self.known_on
        )
        if later:
            amendment = Retraction(
                id=amendment.id,
                target=amendment.target,
                reason=WITHDRAWN,
                known=amendment.known,
                of_original=amendment.of_original,
                seq=amendment.seq,
                cites=amendment.cites,
            )
        return self.event(amendment)

    def _less(self, entry: Any) -> dict[str, Any]:
        """The fields of which less is seen, with what is seen of them."""
        less: dict[str, Any] = {}
        if entry.notes:
            less["notes"] = ""
        cites = self.cites(entry.cites)
        if cites != entry.cites:
            less["cites"] = cites
        kind: Any = type(entry)
        for name, what in _telling(kind):
            value = getattr(entry, name)
            if isinstance(value, Event):
                if inner := self._less(value):
                    less[name] = attrs.evolve(value, **inner)
            elif value and what and not self._sees(what, value):
                less[name] = ""
        return less

    def cites(self, cites: tuple[Cite, ...]) -> tuple[Cite, ...]:
        """The citations of sources that are seen; if there are none, that others came later."""
        if self.known_on is None or not cites:
            return cites
        seen = tuple(c for c in cites if self._sees("source", c.source))
        return seen or (Cite(source=LATER),)

    def _sees(self, what: str, id: str) -> bool:
        """Whether a source, or an event, is seen that something names."""
        assert self.known_on is not None
        if what == "source":
            source: Source | None = self._whole.source_by_id.get(id)
            return source is not None and source.seen(self.known_on, ()) is not None
        return any(version.since <= self.known_on for version in self._log.versions(id))


@lru_cache(maxsize=512)
def _telling(cls: Any) -> tuple[tuple[str, str], ...]:
    """The fields that may tell of what came later: what they refer to, if not an event within."""
    try:
        types = field_types(cls)
    except NameError:  # a kind defined within a function may name what only that function knows
        types = {}
    found = []
    for field in attrs.fields(cls):
        what = field.metadata.get("refers_to")
        if what in ("source", "event"):
            if field.default == "":  # what is required stays: an entry is nothing without it
                found.append((field.name, what))
        elif _holds_event(types.get(field.name, Event)):
            found.append((field.name, ""))
    return tuple(found)


def _holds_event(hint: Any) -> bool:
    return any(isinstance(one, type) and issubclass(one, Event) for one in (hint, *get_args(hint)))


def _itself(value: Registries) -> Registries:
    return value
