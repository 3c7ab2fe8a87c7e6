"""NATO's own side on a day."""

from __future__ import annotations

from typing import Any, Final

from ip4timeline.engine._speed import once
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

GENERAL: Final = "nato-secretary-general"


class Alliance:
    """NATO's own side on a day."""

    def __init__(self, slice: TimeSlice) -> None:
        self._slice = slice

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
