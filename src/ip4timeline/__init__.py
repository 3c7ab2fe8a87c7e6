"""Where NATO and the Indo-Pacific Four stood on any date, with hindsight or as it was known.

Start with `load`, which gives the shipped record as a `Timeline`, and ask it `Timeline.as_of`.
"""

from importlib import import_module as _import

from ip4timeline.engine._door import door as _door
from ip4timeline.engine._door import provide as _provide
from ip4timeline.engine.display.tabular import provide_tables as _provide_tables

__version__ = "0.1.0"

_ROOMS = {
    "pendulum": "Date",
    "ip4timeline.engine.errors": """
        EventError Fault MissingExtraError RecordError TimelineError UnknownNameError WhenError
    """,
    "ip4timeline.engine.time.days": "DayLike",
    "ip4timeline.engine.time.when": "Certainty Spell When",
    "ip4timeline.engine.events.amendments": "Amendment Correction Retraction",
    "ip4timeline.engine.events.entry": "Cite Entry",
    "ip4timeline.engine.events.sources": "Source",
    "ip4timeline.engine.projections": "rules",
    "ip4timeline.engine.projections.projection": "Projection Tally projection tally",
    "ip4timeline.engine.projections.states": "States",
    "ip4timeline.engine.timeline.diff": "Change",
    "ip4timeline.engine.timeline.selection": "Selection",
    "ip4timeline.engine.timeline.spells": "Spells",
    "ip4timeline.nato.codes": "Codes codes_of",
    "ip4timeline.nato.confidence": "Confidence confidence_of",
    "ip4timeline.nato.kinds.base": "Event",
    "ip4timeline.nato.kinds.contacts": "Exercise Meeting Operation Support Visit",
    "ip4timeline.nato.kinds.members": "MembershipChanged",
    "ip4timeline.nato.kinds.occasions": """
        Absence Acceptance Attendance Cancellation Declination Invitation OccasionCalledOff
        OccasionScheduled
    """,
    "ip4timeline.nato.kinds.offices": "OfficeChanged",
    "ip4timeline.nato.kinds.ties": """
        AgreementAnnounced AgreementEnded AgreementInForce AgreementSigned MechanismChanged
        MissionChanged StatusChanged
    """,
    "ip4timeline.nato.kinds.voices": """
        Opposition PolicyAdopted Proposal ProposalClosed Report Statement
    """,
    "ip4timeline.nato.partners": "Delegate Level Participant Partner",
    "ip4timeline.nato.registries": "Actor Coverage Occasion Office Person Registries",
    "ip4timeline.nato.vocabulary": "from_data kinds register to_data upcaster",
    "ip4timeline.record.new_rows": "check",
    "ip4timeline.record.readers": "__record_version__ load",
    "ip4timeline.relationship": """
        AGREEMENTS ALLIES CONTACTS ENGAGEMENTS LAST_SEEN LEADER MECHANISMS MISSIONS OFFICES
        PROGRAMME PROJECTIONS PROPOSALS STATUSES SUPPORT VOICES Agreement Engagement
        Incumbency Relationship Snapshot
    """,
    "ip4timeline.relationship.answers": "Diff Explanation Step View ViewStep",
    "ip4timeline.relationship.claims.answer": "Answer",
    "ip4timeline.relationship.gaps.gap": "GAP_KINDS Gap",
    "ip4timeline.relationship.timeline": "Timeline",
}
"""The public names, each once, by the module that defines it; the stub is generated."""

__all__, __getattr__, __dir__ = _door(__name__, _ROOMS, "__version__")

# The tables of other libraries stand above the engine, which is told here who makes them.
_provide_tables(lambda: _import("ip4timeline.frames"))
# So do stores stand above the record, which reads them by their addresses.
_provide("readers", lambda: _import("ip4timeline.store.addresses"))
# And what evaluates declared rules over the frames of an engine.
_provide("rules", lambda: _import("ip4timeline.scale"))
