"""The table of the library's own projections."""

from __future__ import annotations

from typing import Any, Final

from ip4timeline.engine.projections.projection import Projection
from ip4timeline.relationship.projections.alliance import ALLIES, PROPOSALS
from ip4timeline.relationship.projections.engagements import ENGAGEMENTS
from ip4timeline.relationship.projections.offices import LEADER, OFFICES
from ip4timeline.relationship.projections.tallies import CONTACTS, SUPPORT, VOICES
from ip4timeline.relationship.projections.ties import (
    AGREEMENTS,
    MECHANISMS,
    MISSIONS,
    PROGRAMME,
    STATUSES,
)

PROJECTIONS: Final[tuple[Projection[Any, Any], ...]] = (
    LEADER,
    OFFICES,
    ENGAGEMENTS,
    AGREEMENTS,
    PROGRAMME,
    STATUSES,
    MISSIONS,
    MECHANISMS,
    CONTACTS,
    SUPPORT,
    VOICES,
    ALLIES,
    PROPOSALS,
)
"""The library's own projections, in the order in which a diff names them."""
ASPECTS: Final[dict[str, Projection[Any, Any]]] = {
    "leader": LEADER,
    "programme": PROGRAMME,
    "offices": OFFICES,
    "engagements": ENGAGEMENTS,
    "agreements": AGREEMENTS,
    "negotiations": AGREEMENTS,
    "statuses": STATUSES,
    "missions": MISSIONS,
    "mechanisms": MECHANISMS,
    "contacts": CONTACTS,
    "support": SUPPORT,
    "voices": VOICES,
}
"""The aspects of a relationship, and the projection behind each."""
