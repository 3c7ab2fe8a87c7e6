"""The timeline of NATO and the four: its questions, and claims put to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from ip4timeline.engine._speed import BoundedCache, fetched
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.time.days import DayLike, day_number
from ip4timeline.engine.time.when import Certainty
from ip4timeline.engine.timeline.contents import number_of
from ip4timeline.engine.timeline.timeline import AnyProjection, reading
from ip4timeline.engine.timeline.timeline import Timeline as EngineTimeline
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.claims.asking import Claims
from ip4timeline.relationship.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from ip4timeline.nato.registries import Registries
    from ip4timeline.relationship.gaps.gap import Gap, GapKind
    from ip4timeline.relationship.projections.value import LastSeen

_KEPT: Final = 128
"""How many snapshots a timeline keeps."""
Ask = tuple[int, int | None, Certainty]


def _registries() -> type[Registries]:
    from ip4timeline.nato.registries import Registries

    return Registries


def _projections() -> tuple[AnyProjection, ...]:
    from ip4timeline.relationship.projections.table import PROJECTIONS

    return PROJECTIONS


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

    registries_type: ClassVar[type[Registries]] = fetched(_registries)
    parties: ClassVar[type[Partner]] = Partner
    projections: ClassVar[tuple[AnyProjection, ...]] = fetched(_projections)

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
            snapshot = Snapshot(self._indices, self._rows, question)
            found = self._snapshots.put(ask, snapshot)
        return found

    def gaps(
        self,
        day: DayLike,
        *,
        known_on: DayLike | None = None,
        kinds: Iterable[GapKind] = (),
        partners: Iterable[Partner | str | int] = (),
    ) -> tuple[Gap, ...]:
        """What the record lacks on a day, each with what was last known and where to look.

        From the record alone: nothing is asked of the clock or of the net. What is asked of a
        day sees what had begun by then and was known by ``known_on``.

        Args:
            day: the day that it is looked at from.
            known_on: the day by which a thing had to be public; ``None``: all there is.
            kinds: only gaps of these kinds; left out: all, in the order of `GAP_KINDS`.
            partners: only what concerns any of these; left out: all.

        Raises:
            UnknownNameError: there is no such kind or partner.
            WhenError: it is not a full day.
        """
        from ip4timeline.engine.timeline.names import check_names
        from ip4timeline.relationship.gaps.find import Search, concerning
        from ip4timeline.relationship.gaps.gap import GAP_KINDS

        wanted = tuple(kinds) or GAP_KINDS
        check_names("kind of gap", wanted, GAP_KINDS)
        chosen = Partner.several(partners, "partners")
        known = self if known_on is None else self.known(known_on)
        number = day_number(day)
        begun = [
            event
            for event in known
            if (bound := event.occurred.bound("certain")) is not None and bound <= number
        ]
        search = Search(known.as_of(day), begun, lambda value: known.why(value).events)
        found = search.found(wanted)
        return concerning(found, chosen) if chosen else found

    def last_seen(
        self,
        projection: AnyProjection,
        key: Any,
        as_of: DayLike,
        *,
        known_on: DayLike | None = None,
        certainty: Certainty = "certain",
    ) -> LastSeen | None:
        """When any event last confirmed what a key holds at the end of a day.

        The same as `last_seen` of a value of a snapshot; ``None`` where there is no value, where
        it has an end on record, and for projections whose values do not hold on.

        Args:
            projection: one of the library's own, such as `OFFICES`.
            key: one of its keys, in which a partner goes by any name.
            as_of: the day asked about, a full day.
            known_on: the day by which a thing had to be public; ``None``: all there is.
            certainty: the reading of partial dates.

        Raises:
            UnknownNameError: no event touches the key, and it names nothing.
            TimelineError: it is no projection.
        """
        from ip4timeline.relationship.projections.sightings import SEEN
        from ip4timeline.relationship.snapshot.timeslice import TimeSlice

        view = self.project(projection, known_on=known_on, certainty=certainty)
        if view.get(key, as_of) is None or projection not in SEEN:
            return None
        question = self._log.question(day_number(as_of), number_of(known_on), reading(certainty))
        key = self._indices.index(projection, question.certainty).party_key(key)
        value = TimeSlice(self._indices, self.registries, question, ()).value(projection, key)
        return None if value is None else value.last_seen

    def _snapshot(self, question: Question, projections: tuple[AnyProjection, ...]) -> Snapshot:
        return Snapshot(self._indices, self.registries, question, projections)
