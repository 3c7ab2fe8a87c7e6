"""Generated from the table of public names in the module beside it."""

from ip4timeline.engine.timeline.plain import plain
from ip4timeline.relationship.projections.alliance import (
    ALLIES,
    PROPOSALS,
    Membership,
    ProposalState,
)
from ip4timeline.relationship.projections.engagements import (
    ENGAGEMENTS,
    Course,
    Engagement,
    EngagementStep,
    Invitee,
    engagement,
)
from ip4timeline.relationship.projections.offices import LEADER, OFFICES, Incumbency
from ip4timeline.relationship.projections.sightings import (
    CONFIRMATIONS,
    LAST_SEEN,
    Confirmation,
    Sighting,
)
from ip4timeline.relationship.projections.table import ASPECTS, PROJECTIONS
from ip4timeline.relationship.projections.tallies import (
    CONTACTS,
    SUPPORT,
    VOICES,
    Contacts,
    Money,
    Voices,
)
from ip4timeline.relationship.projections.ties import (
    AGREEMENTS,
    MECHANISMS,
    MISSIONS,
    PROGRAMME,
    STATUSES,
    Agreement,
    Mechanism,
    Mission,
    Standing,
)
from ip4timeline.relationship.projections.value import Facet, LastSeen, Value
from ip4timeline.relationship.snapshot.alliance import Alliance
from ip4timeline.relationship.snapshot.matrix import Cell, Matrix
from ip4timeline.relationship.snapshot.relationship import Relationship
from ip4timeline.relationship.snapshot.snapshot import Snapshot

__all__ = [
    "AGREEMENTS",
    "ALLIES",
    "ASPECTS",
    "CONFIRMATIONS",
    "CONTACTS",
    "ENGAGEMENTS",
    "LAST_SEEN",
    "LEADER",
    "MECHANISMS",
    "MISSIONS",
    "OFFICES",
    "PROGRAMME",
    "PROJECTIONS",
    "PROPOSALS",
    "STATUSES",
    "SUPPORT",
    "VOICES",
    "Agreement",
    "Alliance",
    "Cell",
    "Confirmation",
    "Contacts",
    "Course",
    "Engagement",
    "EngagementStep",
    "Facet",
    "Incumbency",
    "Invitee",
    "LastSeen",
    "Matrix",
    "Mechanism",
    "Membership",
    "Mission",
    "Money",
    "ProposalState",
    "Relationship",
    "Sighting",
    "Snapshot",
    "Standing",
    "Value",
    "Voices",
    "engagement",
    "plain",
]
