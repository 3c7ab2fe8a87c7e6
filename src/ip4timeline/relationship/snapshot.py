"""The library's own projections at one point of both clocks, assembled as they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ip4timeline.actors import Partner
from ip4timeline.errors import UnknownNameError
from ip4timeline.evidence import words
from ip4timeline.framed import Framed
from ip4timeline.registries import Registries
from ip4timeline.relationship.matrix import Cell, Matrix
from ip4timeline.relationship.once import once
from ip4timeline.relationship.question import Question
from ip4timeline.relationship.sides import Alliance, Relationship
from ip4timeline.showing import Shown
from ip4timeline.when import Certainty, Date, from_day_number

if TYPE_CHECKING:
    import ip4timeline.frames as frames
    from ip4timeline.pages import Page, Table

PARTNERS: Final = tuple(Partner)
SUMMITS: Final = "nato-summit"


class Snapshot(Shown, Framed, Mapping[Partner, Relationship]):
    """The four relationships, and NATO's side, at one ``as_of`` and ``known_on``.

    A mapping from partner, by any of its names, to `Relationship`. Made by
    `Timeline.as_of`; nothing is folded before it is read.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self._relationships: dict[str, Relationship] = {}

    @once
    def nato(self) -> Alliance:
        """NATO's own side."""
        return Alliance(self._question)

    @property
    def registries(self) -> Registries:
        """The registries of the timeline."""
        return self._question.registries

    def _framed(self) -> frames.Table:
        from ip4timeline.frames import snapshot

        return snapshot(self)

    def __repr__(self) -> str:
        known = f", known_on={self.known_on}" if self.known_on else ""
        return f"<snapshot as_of={self.as_of}{known}, {self.certainty}>"

    def _shown(self) -> Page:
        from ip4timeline.pages import Page, Table

        registries = self._question.registries
        general = words(self.nato.secretary_general, registries)
        four = tuple(
            (
                partner.label,
                words(relationship.leader, registries),
                words(relationship.programme, registries),
            )
            for partner, relationship in self.items()
        )
        return Page(
            self._question.words,
            (
                f"NATO: {self.nato.allies} allies, Secretary General {general}",
                Table("The four", ("Partner", "Leader", "Programme"), four),
                self._summits(),
            ),
        )

    def _summits(self) -> Table | str:
        from ip4timeline.pages import Table

        matrix = self.summit_matrix()
        if not matrix.occasions:
            return "No summit of the record was scheduled yet."
        registries = self._question.registries
        rows: tuple[tuple[str | tuple[str, ...], ...], ...] = tuple(
            (registries.name(occasion), *(cell.lines(registries) for cell in cells))
            for occasion, cells in matrix.rows
        )
        return Table("Summits", ("Summit", *(p.label for p in matrix.partners)), rows)

    @property
    def as_of(self) -> Date:
        """The day asked about."""
        return from_day_number(self._question.day)

    @property
    def known_on(self) -> Date | None:
        """The day by which a thing had to be known; ``None``: all that there is."""
        known = self._question.known_on
        return None if known is None else from_day_number(known)

    @property
    def certainty(self) -> Certainty:
        """The reading of partial dates."""
        return self._question.certainty

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
                found = self._relationships[whose] = Relationship(self._question, whose)
        return found

    def get(self, partner: Any, default: Any = None) -> Any:
        """The relationship of a partner, by any of its names; else ``default``."""
        try:
            return self[partner]
        except UnknownNameError:
            return default

    def __contains__(self, partner: object) -> bool:
        try:
            Partner.of(partner)  # type: ignore[arg-type]
        except UnknownNameError:
            return False
        return True

    def __iter__(self) -> Iterator[Partner]:
        return iter(PARTNERS)

    def __len__(self) -> int:
        return len(PARTNERS)

    def occasions(self, series: str = SUMMITS) -> tuple[str, ...]:
        """The occasions of a series that were scheduled by then, in order of date."""
        known = {o for relationship in self.values() for o in relationship.engagements}
        registry = self._question.registries.occasion_by_id
        chosen = [registry[o] for o in known if o in registry and registry[o].series == series]
        return tuple(o.id for o in sorted(chosen, key=lambda o: o.place_in_time))

    def summit_matrix(self, series: str = SUMMITS) -> Matrix:
        """Occasions of a series by partners, with status and level."""
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

    def to_dict(self) -> dict[str, Any]:
        """The whole snapshot as plain data, ready for JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "certainty": self.certainty,
            "nato": self.nato.to_dict(),
            "partners": {
                partner.value: relationship.to_dict() for partner, relationship in self.items()
            },
        }
