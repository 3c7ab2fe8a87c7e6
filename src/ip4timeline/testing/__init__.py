"""Property-based tests for your own projections; an extra, ``ip4timeline[testing]``."""

from ip4timeline.testing.laws import LAWS, check_projection
from ip4timeline.testing.oracle import oracle
from ip4timeline.testing.strategies import events, timelines, whens

__all__ = ["LAWS", "check_projection", "events", "oracle", "timelines", "whens"]
