"""Events as the JSON that TimelineJS 3 draws: https://timeline.knightlab.com/docs/json-format.html.

Its dates may lack a day or a month, so that a partial date stays partial.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
from typing import TYPE_CHECKING, Any

from ip4timeline.engine.time.spans import span
from ip4timeline.engine.time.when import When
from ip4timeline.export.phrases import (
    TITLE,
    address,
    as_known,
    dated,
    headline,
    json_bytes,
    sources_of,
)
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.registries import Registries

if TYPE_CHECKING:
    from ip4timeline.relationship.timeline import Timeline

Dates = dict[str, int]


def to_timelinejs(timeline: Timeline) -> dict[str, Any]:
    """The data for TimelineJS: a slide for each standing event."""
    slides = [_slide(event, timeline.registries) for event in timeline]
    until = f", {known}" if (known := as_known(timeline)) else ""
    text = f"{len(slides)} dated, cited events{until}; digest {timeline.digest[:12]}"
    title = {"text": {"headline": TITLE, "text": text}, "unique_id": "title"}
    return {"title": title, "events": slides, "scale": "human"}


def write_timelinejs(timeline: Timeline) -> bytes:
    """The same as a file."""
    return json_bytes(to_timelinejs(timeline))


def _slide(event: Event, registries: Registries) -> dict[str, Any]:
    start, end = _axis(event.occurred)
    paragraphs = [html.escape(event.summary), html.escape(dated(event))]
    for source, told in sources_of(event, registries):
        words, link = html.escape(told), html.escape(address(source))
        paragraphs.append(f'<a href="{link}">{words}</a>' if link else words)
    slide: dict[str, Any] = {
        "unique_id": event.id,
        "group": html.escape(_group(event, registries)),
        "start_date": start,
        "display_date": event.occurred.text,
        "text": {
            "headline": html.escape(headline(event, registries)),
            "text": "".join(f"<p>{p}</p>" for p in paragraphs if p),
        },
    }
    if end is not None:
        slide["end_date"] = end
    return slide


def _group(event: Event, registries: Registries) -> str:
    if len(event.partners) == 1:
        return registries.name(event.partners[0])
    return "Several partners" if event.partners else "NATO"


def _axis(when: When) -> tuple[Dates, Dates | None]:
    """Where an event stands on the axis: one date, as precise as it is known, or two."""
    days = span(when)
    first, latest = when.earliest or days.first, when.latest or days.last
    start = _precise(first, latest)
    if not when.lasting:
        return (start, None) if start else (_exact(first), _exact(latest))
    # A month or year as an end would be drawn at its first day, which may be before the start.
    return start or _exact(first), None if when.until is None else _exact(when.until)


def _exact(value: dt.date) -> Dates:
    return {"year": value.year, "month": value.month, "day": value.day}


def _precise(first: dt.date, last: dt.date) -> Dates | None:
    """The day, month or year that spans exactly these days; ``None`` if none does."""
    if first == last:
        return _exact(first)
    whole_month = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole_month and (first.year, first.month) == (last.year, last.month):
        return {"year": first.year, "month": first.month}
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return {"year": first.year}
    return None
