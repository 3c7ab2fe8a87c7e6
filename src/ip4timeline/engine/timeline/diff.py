"""What differs between two questions."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.display.tabular import Tabular
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.words import change_words, key_text, key_words
from ip4timeline.engine.projections.origin import Origin
from ip4timeline.engine.time.days import Date
from ip4timeline.engine.timeline.cut import Sight
from ip4timeline.engine.timeline.evidence import event_grid, evidence_of
from ip4timeline.engine.timeline.generic import OfEvents
from ip4timeline.engine.timeline.plain import ids, plain

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
E = TypeVar("E", bound=Event)


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
class Diff(OfEvents, Displayable, Tabular, Generic[K, V, E]):
    """What differs between two questions.

    Attributes:
        changes: the values that differ, by projection and key.
        events: the standing events that came to count in between, in their order.
        sight: what is seen of the registries when it is shown; no part of its value.
        known_on: the day by which its sources had to be public, likewise.
    """

    changes: tuple[Change[K, V], ...]
    events: tuple[E, ...] = ()
    _sight: Sight | None = attrs.field(default=None, eq=False, repr=False)
    known_on: Date | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def registries(self) -> Registries | None:
        """What gives readable names when it is shown."""
        return None if self._sight is None else self._sight.registries

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

    def to_dict(self, evidence: bool = False) -> dict[str, Any]:
        """The difference as plain data, ready for JSON.

        Args:
            evidence: give each event that came to count in full, with its sources; else its id.
        """
        return {
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "changes": [
                {
                    "aspect": change.projection.lower(),
                    "key": key_text(change.key),
                    "before": plain(change.before),
                    "after": plain(change.after),
                }
                for change in self.changes
            ],
            "counted": ids(self.events),
            **({"events": evidence_of(self.events, self.registries)} if evidence else {}),
        }

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Page, some

        registries = self.registries
        rows = (
            (
                change.projection.lower(),
                key_words(change.key, registries),
                *change_words(change.before, change.after, registries),
            )
            for change in self.changes
        )
        changed = some(rows, "Values", "Aspect", "Which", "Before", "After")
        parts = (*changed, *event_grid(self.events, registries or Registries()))
        title = f"{len(self.changes)} values differ, {len(self.events)} events came to count"
        return Page(title, parts)
