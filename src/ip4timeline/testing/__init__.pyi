"""Generated from the table of public names in the module beside it."""

from ip4timeline.testing.checking import check_dates, check_kind, check_projection, check_timeline
from ip4timeline.testing.domains import Domain, register_domain
from ip4timeline.testing.laws import LAWS, Law, LawBroken
from ip4timeline.testing.machine import timeline_machine
from ip4timeline.testing.model import Growth
from ip4timeline.testing.oracle import oracle
from ip4timeline.testing.stores.checking import STORE_LAWS, check_store
from ip4timeline.testing.strategies import deliveries, events, growths, timelines, whens

__all__ = [
    "LAWS",
    "STORE_LAWS",
    "Domain",
    "Growth",
    "Law",
    "LawBroken",
    "check_dates",
    "check_kind",
    "check_projection",
    "check_store",
    "check_timeline",
    "deliveries",
    "events",
    "growths",
    "oracle",
    "register_domain",
    "timeline_machine",
    "timelines",
    "whens",
]
