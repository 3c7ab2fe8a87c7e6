"""Where NATO and the Indo-Pacific Four stood on any date, with hindsight or as it was known.

Start with `load`, which gives the shipped record as a `Timeline`, and ask it `Timeline.as_of`.

A name is fetched from its room when it is first asked for, so that importing the package
costs nothing and a question loads only what it needs.
"""

from importlib import import_module

from ip4timeline.collecting import without_collecting

__version__ = "0.1.0"

_ROOMS = {
    "actors": "Delegate Level Participant Partner",
    "codec": "from_data to_data",
    "codes": "Codes codes_of",
    "confidence": "Confidence confidence_of",
    "errors": "EventError Fault RecordError TimelineError UnknownNameError WhenError",
    "events": """
        Absence Acceptance AgreementAnnounced AgreementEnded AgreementInForce
        AgreementSigned Amendment Attendance Cancellation Cite Correction Declination
        Entry Event Exercise Invitation MechanismChanged Meeting MembershipChanged
        MissionChanged OccasionCalledOff OccasionScheduled OfficeChanged Operation
        Opposition PolicyAdopted Proposal ProposalClosed Report Retraction Statement
        StatusChanged Support Visit
    """,
    "evidence": "Explanation",
    "folds": "Projection Tally projection tally",
    "questions": "Answer",
    "record": "__record_version__ load",
    "registries": "Actor Coverage Occasion Office Person Registries Source",
    "relationship": """
        AGREEMENTS ALLIES CONTACTS ENGAGEMENTS LEADER MECHANISMS MISSIONS OFFICES
        PROGRAMME PROJECTIONS PROPOSALS STATUSES SUPPORT VOICES Agreement Engagement
        Incumbency Relationship Snapshot
    """,
    "selections": "Selection",
    "states": "States",
    "timeline": "Step Timeline",
    "views": "Change Diff View",
    "vocabulary": "kinds register upcaster",
    "when": "Spell When",
}
"""The public names by the room that defines them; `__init__.pyi` tells type checkers the same."""
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}

__all__ = ["__version__", *_ROOM_OF]


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with without_collecting():  # of the classes of a room all are kept
        value = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
