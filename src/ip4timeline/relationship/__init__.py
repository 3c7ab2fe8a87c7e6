"""The library's own projections: each relationship with NATO, on any date, on two clocks."""

from ip4timeline.engine._door import door as _door

_ROOMS = {
    "ip4timeline.engine.timeline.plain": "plain",
    "ip4timeline.relationship.projections.table": "ASPECTS PROJECTIONS",
    "ip4timeline.relationship.projections.alliance": """
        ALLIES PROPOSALS Membership ProposalState
    """,
    "ip4timeline.relationship.projections.engagements": """
        ENGAGEMENTS Course Engagement EngagementStep Invitee engagement
    """,
    "ip4timeline.relationship.projections.offices": "LEADER OFFICES Incumbency",
    "ip4timeline.relationship.projections.sightings": """
        CONFIRMATIONS LAST_SEEN Confirmation Sighting
    """,
    "ip4timeline.relationship.projections.tallies": """
        CONTACTS SUPPORT VOICES Contacts Money Voices
    """,
    "ip4timeline.relationship.projections.ties": """
        AGREEMENTS MECHANISMS MISSIONS PROGRAMME STATUSES Agreement Mechanism Mission Standing
    """,
    "ip4timeline.relationship.projections.value": "Facet LastSeen Value",
    "ip4timeline.relationship.snapshot.alliance": "Alliance",
    "ip4timeline.relationship.snapshot.matrix": "Cell Matrix",
    "ip4timeline.relationship.snapshot.relationship": "Relationship",
    "ip4timeline.relationship.snapshot.snapshot": "Snapshot",
}
"""The public names of the room, by the module that defines each; the stub is generated."""

__all__, __getattr__, __dir__ = _door(__name__, _ROOMS)
