"""The library's own projections: each relationship with NATO, on any date, on two clocks."""

from ip4timeline.relationship.alliance import ALLIES, PROPOSALS, Membership, ProposalState
from ip4timeline.relationship.dealings import (
    CONTACTS,
    SUPPORT,
    VOICES,
    Contacts,
    Money,
    Voices,
)
from ip4timeline.relationship.engagements import (
    ENGAGEMENTS,
    Course,
    Engagement,
    Invitee,
    Step,
    engagement,
)
from ip4timeline.relationship.matrix import Cell, Matrix
from ip4timeline.relationship.offices import LEADER, OFFICES, Incumbency
from ip4timeline.relationship.plain import plain
from ip4timeline.relationship.question import Question
from ip4timeline.relationship.sides import ASPECTS, PROJECTIONS, Alliance, Relationship
from ip4timeline.relationship.snapshot import Snapshot
from ip4timeline.relationship.ties import (
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
from ip4timeline.relationship.values import Facet, Value

__all__ = [
    "AGREEMENTS",
    "ALLIES",
    "ASPECTS",
    "CONTACTS",
    "ENGAGEMENTS",
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
    "Contacts",
    "Course",
    "Engagement",
    "Facet",
    "Incumbency",
    "Invitee",
    "Matrix",
    "Mechanism",
    "Membership",
    "Mission",
    "Money",
    "ProposalState",
    "Question",
    "Relationship",
    "Snapshot",
    "Standing",
    "Step",
    "Value",
    "Voices",
    "engagement",
    "plain",
]
