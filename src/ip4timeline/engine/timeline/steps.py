"""The days of a replay, as they are handed out."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.projections.states import States
from ip4timeline.engine.time.days import Date
from ip4timeline.engine.timeline.evidence import event_grid
from ip4timeline.engine.timeline.generic import OfEvents

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
E = TypeVar("E", bound=Event)
S = TypeVar("S")


class _Day(Displayable, Generic[E]):
    """How a day of a replay shows itself: what began to count on it."""

    __slots__ = ()

    day: Date
    events: tuple[E, ...]

    def _registries(self) -> Registries:
        raise NotImplementedError

    def _said(self) -> str:
        number = len(self.events)
        began = "1 event" if number == 1 else f"{number} events" if number else "no event"
        return f"{self.day}: {began} began to count"

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Page

        return Page(self._said(), event_grid(self.events, self._registries()))


@alike
@attrs.frozen(eq=False, repr=False)
class Step(_Day[E], Generic[E, S]):
    """A day of a replay: what began to count on it, and the snapshot from then on."""

    day: Date
    events: tuple[E, ...]
    snapshot: S

    def __repr__(self) -> str:
        return f"<{self._said()}>"

    def _registries(self) -> Registries:
        return getattr(self.snapshot, "registries", None) or Registries()


@alike
@attrs.frozen(eq=False, repr=False)
class ViewStep(_Day[E], OfEvents, Generic[K, V, E]):
    """A day of a replay: what began to count, and every value from then on."""

    day: Date
    events: tuple[E, ...]
    states: States[K, V]

    def __repr__(self) -> str:
        return f"<{self._said()}>"

    def _registries(self) -> Registries:
        return self.states.registries or Registries()
