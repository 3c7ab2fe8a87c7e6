"""The claims that a timeline can be asked, each a method; the rooms beside this one answer them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import DayLike, from_day_number

if TYPE_CHECKING:
    from ip4timeline.engine.timeline.selection import Selection
    from ip4timeline.nato.kinds.base import Event
    from ip4timeline.nato.partners import Partner
    from ip4timeline.relationship.claims.answer import Answer

T = TypeVar("T")
# A question loads what answers it, so that one who claims nothing loads nothing of this.


class Claims:
    """What can be claimed of a selection of events; every answer is an `Answer`.

    The selection is one of the timeline that is asked, or of an equal one; any other is refused
    by a `TimelineError`, for its events may be unknown here.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        def select(self) -> Selection[Any]:
            """All standing events, to be filtered."""

    def _check_own(self, selection: object) -> None:
        """Refuse what is no selection of this timeline's own events, or of those of an equal one.

        Raises:
            TimelineError: it would be answered by what this timeline does not know.
        """
        from ip4timeline.engine.timeline.selection import Selection

        if not isinstance(selection, Selection):
            raise TimelineError(
                f"{type(selection).__name__} is no selection; claim something of tl.select() or "
                "of what its filters leave, such as tl.of('visit')"
            )
        if not selection.is_among(self.select()):
            raise TimelineError(
                "the selection is of another timeline, which may know more or less than this one; "
                "select from the timeline that is asked"
            )

    def _answered(
        self, ask: Callable[..., Answer[T]], selection: Selection[Any], *claimed: Any, **more: Any
    ) -> Answer[T]:
        """What a room answers of a selection of this timeline's own, with what shows its evidence.

        Raises:
            TimelineError: the selection is none, or of another timeline.
        """
        self._check_own(selection)
        return _told(ask(selection, *claimed, **more), selection)

    def exists(self, selection: Selection[Any]) -> Answer[bool | None]:
        """Whether there is such an event: one proves it, only a complete record can deny it.

        The same as ``count(selection, at_least=1)``.
        """
        from ip4timeline.relationship.claims.count import exists

        return self._answered(exists, selection)

    def never(self, selection: Selection[Any]) -> Answer[bool | None]:
        """Whether there is no such event: the opposite of `exists`, with the same evidence."""
        from ip4timeline.relationship.claims.count import never

        return self._answered(never, selection)

    def count(
        self,
        selection: Selection[Any],
        exactly: int | None = None,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
    ) -> Answer[int]:
        """How many events a selection holds, or whether it holds so many.

        Args:
            selection: what to count.
            exactly: claims this number.
            at_least: claims this number or more.
            at_most: claims this number or fewer.

        Raises:
            TimelineError: the bounds leave no number, or one of them is no number.
        """
        from ip4timeline.relationship.claims.count import count

        return self._answered(count, selection, exactly, at_least=at_least, at_most=at_most)

    def first(
        self,
        selection: Selection[Any],
        claim: Event | str | None = None,
        *,
        since: DayLike | Event | None = None,
    ) -> Answer[Event | None]:
        """The first event of a selection, or whether ``claim`` was the first.

        Args:
            selection: among which.
            claim: an event or its id; or the id of an occasion, which asks whether it was the
                first occasion with such an event, in the order of the occasions themselves.
            since: the first since then: a day, or an earlier event, which is not counted.

        Raises:
            UnknownNameError: nothing has the id that is claimed.
            TimelineError: what is claimed is not in the selection.
        """
        from ip4timeline.relationship.claims.order import first

        return self._answered(first, selection, claim, since=since)

    def last(
        self,
        selection: Selection[Any],
        claim: Event | str | None = None,
        *,
        before: DayLike | Event | None = None,
    ) -> Answer[Event | None]:
        """The last event of a selection, or whether ``claim`` was the last; as `first`.

        ``before``: the last before then: a day, or a later event, which is not counted.
        """
        from ip4timeline.relationship.claims.order import last

        return self._answered(last, selection, claim, before=before)

    def nth(
        self,
        selection: Selection[Any],
        n: int,
        claim: Event | str | None = None,
        *,
        since: DayLike | Event | None = None,
    ) -> Answer[Event | None]:
        """The n-th event of a selection, or whether ``claim`` was the n-th; as `first`."""
        from ip4timeline.relationship.claims.order import nth

        return self._answered(nth, selection, n, claim, since=since)

    def only(
        self, selection: Selection[Any], claim: Partner | str | int | None = None
    ) -> Answer[Partner | None]:
        """The only partner with such an event, or whether ``claim`` was the only one.

        Raises:
            TimelineError: the selection is about some partners, so that it cannot tell of
                the others.
        """
        from ip4timeline.relationship.claims.only import only

        return self._answered(only, selection, claim)

    def most(
        self, selection: Selection[Any], claim: Partner | str | int | None = None
    ) -> Answer[Partner | None]:
        """The partner with the most such events, or whether ``claim`` had more than any other.

        Raises:
            TimelineError: as `only`.
        """
        from ip4timeline.relationship.claims.only import most

        return self._answered(most, selection, claim)

    def largest(
        self, selection: Selection[Any], claim: Event | str | None = None, *, currency: str = ""
    ) -> Answer[Event | None]:
        """The largest amount of support in one currency, or whether ``claim`` was the largest.

        Raises:
            TimelineError: the selection holds other kinds, or several currencies and none is
                named, or what is claimed is not in the selection or has no amount.
        """
        from ip4timeline.relationship.claims.largest import largest

        return self._answered(largest, selection, claim, currency=currency)

    def streak(self, selection: Selection[Any], claim: int | None = None) -> Answer[int]:
        """How many occasions of a series in a row, up to the last, have such an event.

        With ``claim``: whether it was so many in a row or more.

        Raises:
            TimelineError: the selection is of no series of occasions, or the claim is no number.
        """
        from ip4timeline.relationship.claims.streak import streak

        return self._answered(streak, selection, claim)

    def every_year(self, selection: Selection[Any]) -> Answer[int]:
        """Whether each calendar year of the period has such an event.

        Raises:
            TimelineError: the selection does not say from when to when.
        """
        from ip4timeline.relationship.claims.streak import every_year

        return self._answered(every_year, selection)


def _told(answer: Answer[T], selection: Selection[Any]) -> Answer[T]:
    """The answer with what shows its evidence: names, and sources as they were known."""
    from ip4timeline.relationship.claims.period import registries_of

    horizon = selection.horizon
    day = None if horizon is None else from_day_number(horizon)
    return attrs.evolve(answer, registries=registries_of(selection), known_on=day)
