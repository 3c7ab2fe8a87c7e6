"""Occasions by partners: the picture that the field asks for first."""

from __future__ import annotations

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.errors import UnknownNameError
from ip4timeline.engine.projections.origin import Origin
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.nato.registries import Registries
from ip4timeline.nato.words import code_words
from ip4timeline.relationship.projections.engagements import STATUS_WORDS, Status


@alike
@attrs.frozen(eq=False, repr=False)
class Cell:
    """One partner at one occasion, for a matrix."""

    occasion: str
    partner: Partner
    status: Status
    level: Level | None
    person: str
    instead_of: str
    origin: Origin | None = attrs.field(default=None, eq=False, repr=False)

    def lines(self, registries: Registries) -> tuple[str, ...]:
        """The cell in words: level or status, who, and instead of whom."""
        head = STATUS_WORDS.get(self.status, self.status)
        if self.level:
            level = code_words(self.level)
            head = level if self.status == "attended" else f"{head}: {level}"
        who = registries.name(self.person) if self.person else ""
        instead = f"instead of {registries.name(self.instead_of)}" if self.instead_of else ""
        return tuple(line for line in (head, who, instead) if line)


@alike
@attrs.frozen(eq=False, repr=False)
class Matrix:
    """Occasions by partners. ``rows`` holds, by occasion in order of date, its cells by partner."""

    occasions: tuple[str, ...]
    partners: tuple[Partner, ...]
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """Each occasion with its cells, in the order of the partners."""
        return tuple(
            (occasion, tuple(c for c in self.cells if c.occasion == occasion))
            for occasion in self.occasions
        )

    def __getitem__(self, at: tuple[str, Partner | str]) -> Cell:
        """The cell of (occasion, partner).

        Raises:
            UnknownNameError: the occasion or partner is not in the matrix.
        """
        occasion, partner = at[0], Partner.of(at[1])
        for cell in self.cells:
            if (cell.occasion, cell.partner) == (occasion, partner):
                return cell
        raise UnknownNameError("occasion in the matrix", occasion, self.occasions)
