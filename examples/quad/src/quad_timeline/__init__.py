"""A timeline of the Quad, built on the engine of `ip4timeline` alone."""

from quad_timeline.kinds import Event, Format, PledgeMade, SummitHeld, Unit, WorkingGroupChanged
from quad_timeline.members import Member
from quad_timeline.projections import ATTENDED, HOSTS, MANDATES, PLEDGED, Mandate, Summit
from quad_timeline.registries import Group, Registries
from quad_timeline.timeline import QuadTimeline, load

__all__ = [
    "ATTENDED",
    "HOSTS",
    "MANDATES",
    "PLEDGED",
    "Event",
    "Format",
    "Group",
    "Mandate",
    "Member",
    "PledgeMade",
    "QuadTimeline",
    "Registries",
    "Summit",
    "SummitHeld",
    "Unit",
    "WorkingGroupChanged",
    "load",
]
