"""For people, calendars and time axes."""

from ip4timeline.engine._door import door as _door

_ROOMS = {
    "ip4timeline.export.feeds.atom": "to_atom",
    "ip4timeline.export.feeds.icalendar": "to_icalendar",
    "ip4timeline.export.feeds.timelinejs": "to_timelinejs",
}
"""The public names of the room, by the module that defines each; the stub is generated."""

__all__, __getattr__, __dir__ = _door(__name__, _ROOMS)
