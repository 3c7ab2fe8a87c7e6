"""Generated from the table of public names in the module beside it."""

from pendulum import Date

from ip4timeline.engine.errors import (
    EventError,
    Fault,
    MissingExtraError,
    RecordError,
    TimelineError,
    UnknownNameError,
    WhenError,
)
from ip4timeline.engine.events.amendments import Amendment, Correction, Retraction
from ip4timeline.engine.events.entry import Cite, Entry
from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.projections import rules
from ip4timeline.engine.projections.projection import Projection, Tally, projection, tally
from ip4timeline.engine.projections.states import States
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.time.when import Certainty, Spell, When
from ip4timeline.engine.timeline.diff import Change
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.engine.timeline.spells import Spells
from ip4timeline.nato.codes import Codes, codes_of
from ip4timeline.nato.confidence import Confidence, confidence_of
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.contacts import Exercise, Meeting, Operation, Support, Visit
from ip4timeline.nato.kinds.members import MembershipChanged
from ip4timeline.nato.kinds.occasions import (
    Absence,
    Acceptance,
    Attendance,
    Cancellation,
    Declination,
    Invitation,
    OccasionCalledOff,
    OccasionScheduled,
)
from ip4timeline.nato.kinds.offices import OfficeChanged
from ip4timeline.nato.kinds.ties import (
    AgreementAnnounced,
    AgreementEnded,
    AgreementInForce,
    AgreementSigned,
    MechanismChanged,
    MissionChanged,
    StatusChanged,
)
from ip4timeline.nato.kinds.voices import (
    Opposition,
    PolicyAdopted,
    Proposal,
    ProposalClosed,
    Report,
    Statement,
)
from ip4timeline.nato.partners import Delegate, Level, Participant, Partner
from ip4timeline.nato.registries import Actor, Coverage, Occasion, Office, Person, Registries
from ip4timeline.nato.vocabulary import from_data, kinds, register, to_data, upcaster
from ip4timeline.record.new_rows import check
from ip4timeline.record.readers import __record_version__, load
from ip4timeline.relationship import (
    AGREEMENTS,
    ALLIES,
    CONTACTS,
    ENGAGEMENTS,
    LAST_SEEN,
    LEADER,
    MECHANISMS,
    MISSIONS,
    OFFICES,
    PROGRAMME,
    PROJECTIONS,
    PROPOSALS,
    STATUSES,
    SUPPORT,
    VOICES,
    Agreement,
    Engagement,
    Incumbency,
    Relationship,
    Snapshot,
)
from ip4timeline.relationship.answers import Diff, Explanation, Step, View, ViewStep
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.gaps.gap import GAP_KINDS, Gap
from ip4timeline.relationship.timeline import Timeline

__version__: str

__all__ = [
    "AGREEMENTS",
    "ALLIES",
    "CONTACTS",
    "ENGAGEMENTS",
    "GAP_KINDS",
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
    "Absence",
    "Acceptance",
    "Actor",
    "Agreement",
    "AgreementAnnounced",
    "AgreementEnded",
    "AgreementInForce",
    "AgreementSigned",
    "Amendment",
    "Answer",
    "Attendance",
    "Cancellation",
    "Certainty",
    "Change",
    "Cite",
    "Codes",
    "Confidence",
    "Correction",
    "Coverage",
    "Date",
    "DayLike",
    "Declination",
    "Delegate",
    "Diff",
    "Engagement",
    "Entry",
    "Event",
    "EventError",
    "Exercise",
    "Explanation",
    "Fault",
    "Gap",
    "Incumbency",
    "Invitation",
    "Level",
    "MechanismChanged",
    "Meeting",
    "MembershipChanged",
    "MissingExtraError",
    "MissionChanged",
    "Occasion",
    "OccasionCalledOff",
    "OccasionScheduled",
    "Office",
    "OfficeChanged",
    "Operation",
    "Opposition",
    "Participant",
    "Partner",
    "Person",
    "PolicyAdopted",
    "Projection",
    "Proposal",
    "ProposalClosed",
    "RecordError",
    "Registries",
    "Relationship",
    "Report",
    "Retraction",
    "Selection",
    "Snapshot",
    "Source",
    "Spell",
    "Spells",
    "Statement",
    "States",
    "StatusChanged",
    "Step",
    "Support",
    "Tally",
    "Timeline",
    "TimelineError",
    "UnknownNameError",
    "View",
    "ViewStep",
    "Visit",
    "When",
    "WhenError",
    "__record_version__",
    "__version__",
    "check",
    "codes_of",
    "confidence_of",
    "from_data",
    "kinds",
    "load",
    "projection",
    "register",
    "rules",
    "tally",
    "to_data",
    "upcaster",
]
