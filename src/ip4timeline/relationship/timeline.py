"""The timeline of NATO and the four: its questions, and claims put to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final

import attrs

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.time.days import DayLike, day_number
from ip4timeline.engine.time.when import Certainty
from ip4timeline.engine.timeline.contents import number_of
from ip4timeline.engine.timeline.timeline import AnyProjection, reading
from ip4timeline.engine.timeline.timeline import Timeline as EngineTimeline
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Registries
from ip4timeline.relationship.claims.asking import Claims
from ip4timeline.relationship.projections import PROJECTIONS
from ip4timeline.relationship.snapshot.snapshot import Snapshot

_KEPT: Final = 128
"""How many snapshots a timeline keeps."""
Ask = tuple[int, int | None, Certainty]


def _snapshots() -> BoundedCache[Snapshot]:
    return BoundedCache(_KEPT)


@attrs.frozen(init=False, eq=False, repr=False)
class Timeline(Claims, EngineTimeline[Event, Snapshot]):
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

    registries_type: ClassVar[type[Registries]] = Registries
    parties: ClassVar[type[Partner]] = Partner
    projections: ClassVar[tuple[AnyProjection, ...]] = PROJECTIONS

    if TYPE_CHECKING:

        @property
        def registries(self) -> Registries:
            """The registries."""

    _snapshots: BoundedCache[Snapshot] = attrs.field(factory=_snapshots, init=False)

    def as_of(
        self,
        day: DayLike,
        *,
        known_on: DayLike | None = None,
        certainty: Certainty = "certain",
        projections: Iterable[AnyProjection] = (),
    ) -> Snapshot:
        """How the four and NATO stood at the end of ``day``, as it was known by ``known_on``.

        Args:
            day: ``YYYY-MM-DD``, a ``datetime.date`` or a pendulum date.
            known_on: the day by which a thing had to be public; ``None``: all there is.
            certainty: the reading of partial dates.
            projections: projections of your own, to be shown beside the library's.

        Raises:
            WhenError: it is not a full day.
        """
        if projections:
            return super().as_of(
                day, known_on=known_on, certainty=certainty, projections=projections
            )
        ask = (day_number(day), number_of(known_on), reading(certainty))
        found = self._snapshots.get(ask)
        if found is None:
            question = self._indices.log.question(*ask)
            snapshot = Snapshot(self._indices, self.registries, question, PROJECTIONS)
            found = self._snapshots.put(ask, snapshot)
        return found

    def _snapshot(self, question: Question, projections: tuple[AnyProjection, ...]) -> Snapshot:
        return Snapshot(self._indices, self.registries, question, projections)
