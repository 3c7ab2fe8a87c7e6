"""NATO's own side on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ip4timeline.engine._speed import once
from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.events.words import NOT_ON_RECORD, key_words, words
from ip4timeline.engine.timeline.plain import plain
from ip4timeline.relationship.projections.alliance import (
    ALLIES,
    PROPOSALS,
    Membership,
    ProposalState,
)
from ip4timeline.relationship.projections.offices import OFFICES, Incumbency
from ip4timeline.relationship.projections.value import Facet
from ip4timeline.relationship.snapshot.timeslice import Because, TimeSlice

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

GENERAL: Final = "nato-secretary-general"


class Alliance(Displayable):
    """NATO's own side on a day."""

    def __init__(self, slice: TimeSlice) -> None:
        self._slice = slice

    def __repr__(self) -> str:
        return f"<NATO's side as of {self._slice.as_of}>"

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Grid, Page, some

        registries = self._slice.registries
        heads = (("Secretary General", self.said), ("allies", self._slice.said(ALLIES, "nato")))
        proposals = (
            (key_words(key, registries), words(value, registries))
            for key, value in self.proposals.items()
        )
        return Page(
            f"NATO. {self._slice.question.words}",
            (
                Grid("NATO", ("Which", "Value"), heads),
                *some(proposals, "Proposals", "Which", "Value"),
            ),
        )

    @once
    def secretary_general(self) -> Incumbency | None:
        """The Secretary General."""
        return self._slice.value(OFFICES, GENERAL)

    @property
    def said(self) -> str:
        """The Secretary General in words; ``not on record`` where the record does not reach."""
        return self._slice.said(OFFICES, GENERAL)

    @once
    def membership(self) -> Membership | None:
        """The allies, with the accessions as evidence."""
        return self._slice.value(ALLIES, "nato")

    @property
    def allies(self) -> int:
        """The number of allies."""
        return self.membership.count if self.membership else 0

    @property
    def allies_said(self) -> str:
        """The number of allies in words; ``not on record`` where the record does not reach."""
        return f"{self.allies} allies" if self.membership else f"allies {NOT_ON_RECORD}"

    @once
    def proposals(self) -> Facet[str, ProposalState]:
        """The proposals about ties with the four, by slug."""
        return self._slice.facet_of("proposal", PROPOSALS, self._slice.states(PROPOSALS))

    def because(self, ask: Because) -> dict[str, Any]:
        """The ids of the events behind each value, laid out as `to_dict` lays out the values."""
        return {
            "secretary_general": ask(OFFICES, GENERAL),
            "allies": ask(ALLIES, "nato"),
            "proposals": {key: ask(PROPOSALS, key) for key in self.proposals},
        }

    def to_dict(self) -> dict[str, Any]:
        """NATO's side as plain data, ready for JSON."""
        return {
            "secretary_general": self._slice.plain(OFFICES, GENERAL),
            "allies": self.allies,
            "proposals": plain(self.proposals),
        }
