"""Hypothesis strategies for dates, events and timelines, small enough to collide often.

Days lie within seven weeks and names come from pools of three, so that ties, late
arrivals and competing corrections are the rule and not the exception.
"""

from ip4timeline.testing.strategies.dates import days, whens
from ip4timeline.testing.strategies.growths import growths, growths_of
from ip4timeline.testing.strategies.histories import deliveries, timeline_class, timelines
from ip4timeline.testing.strategies.kinds import events

__all__ = [
    "days",
    "deliveries",
    "events",
    "growths",
    "growths_of",
    "timeline_class",
    "timelines",
    "whens",
]
