"""Events as iCalendar (RFC 5545), for any calendar program.

An event of which only the month or year is known is an all-day entry over every day on which
it may have been, and says so in its title and text; one of which only a bound is known stands
on that day and says so. ``DTEND`` of an all-day entry is the day after its last day, as the
RFC has it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from ip4timeline.engine.time.spans import span
from ip4timeline.export.amended import Amended, amended, retracted
from ip4timeline.export.phrases import (
    TITLE,
    address,
    dated,
    headline,
    shown,
    sources_of,
)
from ip4timeline.frames.extras import need
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.registries import Registries

if TYPE_CHECKING:
    import icalendar

    from ip4timeline.relationship.timeline import Timeline

PRODUCT: Final = "-//ip4timeline//record//EN"


def to_icalendar(timeline: Timeline, *, cancelled: bool = False) -> str:
    """The standing events of a timeline as a calendar.

    ``UID`` is ``<id>@ip4timeline``; ``SEQUENCE`` counts the corrections and retractions of the
    event, and ``DTSTAMP`` and ``LAST-MODIFIED`` are midnight UTC of the last day on which something
    of it became known, so that equal timelines give equal calendars and a reader takes what is
    newer. ``X-IP4TIMELINE-OCCURRED`` holds the date in EDTF.

    Args:
        timeline: whose events.
        cancelled: whether events that were retracted are there too, with ``STATUS:CANCELLED``:
            a calendar that once held one drops it only then.

    Raises:
        MissingExtraError: ``ip4timeline[ical]`` is not installed.
    """
    ical = need("icalendar", "ical")
    calendar: icalendar.Calendar = ical.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", TITLE)
    calendar.add("x-ip4timeline-digest", timeline.digest)
    if timeline.horizon is not None:
        calendar.add("x-ip4timeline-horizon", timeline.horizon.isoformat())
    changes = amended(timeline)
    for event in timeline:
        calendar.add_component(_entry(ical, event, timeline.registries, changes[event.id]))
    for event in retracted(timeline) if cancelled else ():
        entry = _entry(ical, event, timeline.registries, changes[event.id])
        entry.add("status", "CANCELLED")
        calendar.add_component(entry)
    text: str = calendar.to_ical().decode()
    return text


def write_icalendar(timeline: Timeline, cancelled: bool = False) -> bytes:
    """The same as a file."""
    return to_icalendar(timeline, cancelled=cancelled).encode()


def _entry(ical: Any, event: Event, registries: Registries, changes: Amended) -> Any:
    days = span(event.occurred)
    title = headline(event, registries)
    sources = list(sources_of(event, registries))
    lines = [event.summary, dated(event), *(f"{told} {address(s)}" for s, told in sources)]
    entry = ical.Event()
    entry.add("uid", f"{shown(event.id)}@ip4timeline")
    last = changes.last or event.known
    stamp = dt.datetime(last.year, last.month, last.day, tzinfo=dt.UTC)
    entry.add("dtstamp", stamp)
    entry.add("last-modified", stamp)
    entry.add("sequence", changes.times)
    entry.add("dtstart", days.first)
    if days.last < dt.date.max:  # an all-day entry without an end lasts its one day
        entry.add("dtend", days.last + dt.timedelta(days=1))
    entry.add("summary", shown(f"{title} [{days.note}]" if days.note else title))
    entry.add("description", shown("\n".join(line for line in lines if line)))
    entry.add("categories", [event.kind, *(str(p) for p in event.partners)])
    entry.add("transp", "TRANSPARENT")  # a matter of record keeps nobody busy
    entry.add("x-ip4timeline-occurred", event.occurred.text)
    if sources and (link := address(sources[0][0])):
        entry.add("url", link)
    return entry
