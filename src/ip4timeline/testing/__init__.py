"""Property-based tests for your own projections; an extra, ``ip4timeline[testing]``."""

from typing import TYPE_CHECKING

from ip4timeline.testing.checking import check_dates, check_kind, check_projection, check_timeline
from ip4timeline.testing.domains import Domain, register_domain
from ip4timeline.testing.laws import LAWS, Law, LawBroken
from ip4timeline.testing.machine import timeline_machine
from ip4timeline.testing.model import Growth
from ip4timeline.testing.oracle import oracle
from ip4timeline.testing.strategies import deliveries, events, growths, timelines, whens

if TYPE_CHECKING:
    from ip4timeline.testing.stores.checking import STORE_LAWS, check_store
else:

    def __getattr__(name: str) -> object:
        """What is of stores: they stand on the domain, and the kit runs on the engine alone."""
        if name not in ("STORE_LAWS", "check_store"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        from ip4timeline.testing.stores import checking

        return getattr(checking, name)


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
