"""The ways from a timeline to its events: each filter of a selection, asked of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.time.days import DayLike

if TYPE_CHECKING:
    from ip4timeline.engine.timeline.selection import Selection

E = TypeVar("E", bound=Event)
F = TypeVar("F", bound=Event)
G = TypeVar("G", bound=Event)


class Selecting(Generic[E]):
    """What has standing events that can be selected."""

    __slots__ = ()

    def select(self) -> Selection[E]:
        """All standing events, to be filtered."""
        raise NotImplementedError

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

    def between(
        self, first: DayLike | None, last: DayLike | None, *, sure: bool = False
    ) -> Selection[E]:
        """The standing events that may have happened between two days, both inclusive.

        With ``sure``: those that did so for sure.
        """
        return self.select().between(first, last, sure=sure)

    def where(self, test: Callable[[E], bool] | None = None, **values: Any) -> Selection[E]:
        """The standing events that pass a test and have the given values."""
        return self.select().where(test, **values)

    def in_series(self, series: str) -> Selection[E]:
        """The standing events of a series, such as ``nato-summit``."""
        return self.select().in_series(series)

    def by(self, person: str) -> Selection[E]:
        """The standing events in which a person acts."""
        return self.select().by(person)

    def with_topic(self, topic: str) -> Selection[E]:
        """The standing events with a topic."""
        return self.select().with_topic(topic)

    def saying(self, text: str) -> Selection[E]:
        """The standing events with a text in their summary, title or reason."""
        return self.select().saying(text)
