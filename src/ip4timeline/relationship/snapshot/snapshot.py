"""The library's own projections at one point of both clocks, assembled as they are read."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ip4timeline.engine._speed import once
from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.display.tabular import Tabular
from ip4timeline.engine.errors import UnknownNameError
from ip4timeline.engine.events.registries import ToRead
from ip4timeline.engine.events.words import by_text, in_order
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.projections.states import States
from ip4timeline.engine.time.days import Date
from ip4timeline.engine.time.when import Certainty
from ip4timeline.engine.timeline.slice import AnyProjection, shown_states
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.snapshot.relationship import Relationship
from ip4timeline.relationship.snapshot.timeslice import TimeSlice, named

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Grid, Page
    from ip4timeline.nato.kinds.base import Event
    from ip4timeline.nato.registries import Registries
    from ip4timeline.relationship.snapshot.alliance import Alliance
    from ip4timeline.relationship.snapshot.matrix import Matrix

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
PARTNERS: Final = tuple(Partner)
SUMMITS: Final = "nato-summit"


class Snapshot(Displayable, Tabular, Mapping[Partner, Relationship]):
    """The four relationships, and NATO's side, at one ``as_of`` and ``known_on``.

    A mapping from partner, by any of its names, to `Relationship`. Made by
    `Timeline.as_of`; nothing is folded before it is read.
    """

    def __init__(
        self,
        indices: Indices,
        registries: ToRead,
        question: Question,
        projections: tuple[AnyProjection, ...] | None = None,
    ) -> None:
        self._slice = TimeSlice(indices, registries, question, projections)
        self._relationships: dict[str, Relationship] = {}

    @once
    def nato(self) -> Alliance:
        """NATO's own side."""
        from ip4timeline.relationship.snapshot.alliance import Alliance

        return Alliance(self._slice)

    @property
    def registries(self) -> Registries:
        """The registries of the timeline."""
        return self._slice.registries

    def __repr__(self) -> str:
        known = f", known_on={self.known_on}" if self.known_on else ""
        return f"<snapshot as_of={self.as_of}{known}, {self.certainty}>"

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Grid, Page

        registries = self._slice.registries
        four = tuple(
            (
                partner.label,
                relationship.said("leader"),
                relationship.said("programme"),
            )
            for partner, relationship in self.items()
        )
        return Page(
            self._slice.question.words,
            (
                f"NATO: {self.nato.allies_said}, Secretary General {self.nato.said}",
                Grid("The four", ("Partner", "Leader", "Programme"), four),
                self._summits(),
                *shown_states(self.own, registries),
            ),
        )

    def _summits(self) -> Grid | str:
        from ip4timeline.engine.display.page import Grid

        matrix = self.summit_matrix()
        if not matrix.occasions:
            return "No summit of the record was scheduled yet."
        registries = self._slice.registries
        rows: tuple[tuple[str | tuple[str, ...], ...], ...] = tuple(
            (registries.name(occasion), *(cell.lines(registries) for cell in cells))
            for occasion, cells in reversed(matrix.rows)
        )
        columns = ("Summit", *(p.label for p in matrix.partners))
        return Grid("Summits, the newest first", columns, rows)

    @property
    def question(self) -> Question:
        """The question that it answers, which says itself in words."""
        return self._slice.question

    @property
    def as_of(self) -> Date:
        """The day asked about."""
        return self._slice.as_of

    @property
    def known_on(self) -> Date | None:
        """The day by which a thing had to be known; ``None``: all that there is."""
        return self._slice.known_on

    @property
    def certainty(self) -> Certainty:
        """The reading of partial dates."""
        return self._slice.certainty

    @property
    def own(self) -> Mapping[AnyProjection, States[Any, Any]]:
        """The projections that the question named beside the library's: the values of each."""
        from ip4timeline.relationship.projections.table import PROJECTIONS

        return {p: self.states(p) for p in self._slice.projections if p not in PROJECTIONS}

    @property
    def unsettled(self) -> tuple[tuple[AnyProjection, Any], ...]:
        """Each projection and key whose value depends on how partial dates are read."""
        return self._slice.unsettled

    def depends_on_dates(self, projection: Projection[K, V], key: K) -> bool:
        """Whether one value depends on how partial dates are read; `unsettled` has them all."""
        return self._slice.depends_on_dates(projection, key)

    def states(self, projection: Projection[K, V]) -> States[K, V]:
        """The value of every key of any projection, the library's or one of your own."""
        return self._slice.states(projection)

    def __getitem__(self, partner: Partner | str | int) -> Relationship:
        """The relationship of a partner.

        Raises:
            UnknownNameError: no partner has exactly this name.
        """
        # A partner and its slug are one key; nothing else is one before it is looked up.
        found = self._relationships.get(partner) if isinstance(partner, str) else None
        if found is None:
            whose = Partner.of(partner)
            found = self._relationships.get(whose)
            if found is None:
                found = self._relationships[whose] = Relationship(self._slice, whose)
        return found

    def get(self, partner: Any, default: Any = None) -> Any:
        """The relationship of a partner, by any of its names; all four are always here.

        Raises:
            UnknownNameError: no partner has such a name, which ``default`` cannot stand for.
        """
        return self[partner]

    def __contains__(self, partner: object) -> bool:
        try:
            Partner.of(partner)
        except UnknownNameError:
            return False
        return True

    def __iter__(self) -> Iterator[Partner]:
        return iter(PARTNERS)

    def __len__(self) -> int:
        return len(PARTNERS)

    def occasions(self, series: str = SUMMITS) -> tuple[str, ...]:
        """The occasions of a series that were scheduled by then, in order of date.

        Raises:
            UnknownNameError: the registry has no such series.
        """
        if series != SUMMITS:
            from ip4timeline.engine.timeline.names import check_names

            check_names("series of occasions", [series], self._slice.registries.series)
        known = {o for relationship in self.values() for o in relationship.engagements}
        registry = self._slice.registries.occasion_by_id
        chosen = [registry[o] for o in known if o in registry and registry[o].series == series]
        return tuple(o.id for o in sorted(chosen, key=lambda o: o.place_in_time))

    def summit_matrix(self, series: str = SUMMITS) -> Matrix:
        """Occasions of a series by partners, with status and level."""
        from ip4timeline.relationship.snapshot.matrix import Cell, Matrix

        occasions = self.occasions(series)
        cells = []
        for occasion in occasions:
            for partner, relationship in self.items():
                found = relationship.engagements.get(occasion)
                cells.append(
                    Cell(
                        occasion,
                        partner,
                        found.status if found else "unknown",
                        found.level if found else None,
                        found.person if found else "",
                        found.instead_of if found else "",
                        found.origin if found else None,
                    )
                )
        return Matrix(occasions, tuple(self), tuple(cells))

    def __eq__(self, other: object) -> bool:
        """Whether it is the same question of an equal timeline, whatever was read of either."""
        return self._slice == other._slice if isinstance(other, Snapshot) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._slice)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Snapshot, self._slice.parts)

    def to_dict(self, evidence: bool = False) -> dict[str, Any]:
        """The whole snapshot as plain data, ready for JSON.

        Projections of your own stand under ``projections``, if the question named any.

        Args:
            evidence: add ``because``, the ids of the events behind each value, laid out as the
                values are, and ``events``: each of those by id, with its sources.

        Raises:
            TimelineError: two projections of your own have one name, or two keys one text.
        """
        from ip4timeline.engine.timeline.plain import plain

        own = by_text(
            (projection.name, by_text((key, plain(value)) for key, value in in_order(states)))
            for projection, states in self.own.items()
        )
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "certainty": self.certainty,
            "nato": self.nato.to_dict(),
            "partners": {
                partner.value: relationship.to_dict() for partner, relationship in self.items()
            },
            **({"projections": own} if own else {}),
            **(self._evidence() if evidence else {}),
        }

    def _evidence(self) -> dict[str, Any]:
        """The ids of the events behind each value, and those events."""
        from ip4timeline.engine.timeline.evidence import evidence_of

        found: dict[str, Event] = {}
        because = self._slice.asking(found)
        values = {
            "nato": self.nato.because(because),
            "partners": {p.value: r.because(because) for p, r in self.items()},
        }
        own = by_text(
            (p.name, by_text((key, because(p, key)) for key in states))
            for p, states in self.own.items()
        )
        return {
            "because": {**values, **({"projections": own} if own else {})},
            "depends_on_dates": [named(*place) for place in self.unsettled],
            "events": evidence_of(found.values(), self.registries),
        }
