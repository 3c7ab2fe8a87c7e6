"""Generated from the table of public names in the module beside it."""

from ip4timeline.export.feeds.atom import to_atom
from ip4timeline.export.feeds.icalendar import to_icalendar
from ip4timeline.export.feeds.timelinejs import to_timelinejs

__all__ = [
    "to_atom",
    "to_icalendar",
    "to_timelinejs",
]
