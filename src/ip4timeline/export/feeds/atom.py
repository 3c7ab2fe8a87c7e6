"""The latest events as an Atom feed (RFC 4287), newest knowledge first.

``published`` is midnight UTC of the day on which the public first could know the event, and
``updated`` that of the last correction or retraction of it; the feed's own follows what is gone.
Ids are UUIDs made of the event's own id.
"""

from __future__ import annotations

import html
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import Date
from ip4timeline.export.amended import Amended, amended
from ip4timeline.export.phrases import (
    TITLE,
    address,
    as_known,
    dated,
    headline,
    shown,
    sources_of,
)
from ip4timeline.nato.kinds.base import Event

if TYPE_CHECKING:
    from ip4timeline.relationship.timeline import Timeline

ATOM: Final = "http://www.w3.org/2005/Atom"
LATEST: Final = 50
"""How many events a feed holds unless told otherwise."""
_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:ip4timeline")


def to_atom(timeline: Timeline, *, latest: int | None = LATEST, url: str = "") -> str:
    """The feed as text.

    Args:
        timeline: whose standing events.
        latest: how many of those known last; ``None`` for all.
        url: where the feed will be found, for its ``self`` link.

    Raises:
        TimelineError: ``latest`` is below 0.
    """
    if latest is not None and latest < 0:
        raise TimelineError(f"latest is how many events the feed holds, not {latest}")
    changes = amended(timeline)
    newest = sorted(timeline, key=lambda e: (_updated(e, changes), e.known, e.id), reverse=True)[
        :latest
    ]
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(feed, "id", _urn("feed"))
    _add(feed, "title", TITLE)
    until = f", {known}" if (known := as_known(timeline)) else ""
    _add(feed, "subtitle", f"The latest events by the day on which they became known{until}")
    # A feed must have a day; that of an empty one is the first of the calendar.
    days = [change.last for change in changes.values() if change.last is not None]
    _add(feed, "updated", _midnight(max(days, default=None)))
    _add(_add(feed, "author"), "name", "The ip4timeline contributors")
    _add(feed, "generator", "ip4timeline")
    if url:
        _add(feed, "link", rel="self", type="application/atom+xml", href=url)
    for event in newest:
        _entry(feed, event, timeline, changes)
    ElementTree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(
        feed, encoding="unicode"
    )


def write_atom(timeline: Timeline) -> bytes:
    """The same as a file."""
    return f"{to_atom(timeline)}\n".encode()


def _entry(
    feed: ElementTree.Element, event: Event, timeline: Timeline, changes: Mapping[str, Amended]
) -> None:
    registries = timeline.registries
    sources = list(sources_of(event, registries))
    entry = _add(feed, "entry")
    _add(entry, "id", _urn(event.id))
    _add(entry, "title", headline(event, registries))
    _add(entry, "published", _midnight(event.known))
    _add(entry, "updated", _midnight(_updated(event, changes)))
    _add(entry, "summary", event.summary or headline(event, registries))
    paragraphs = [html.escape(event.summary), html.escape(dated(event))]
    for source, told in sources:
        words, link = html.escape(told), html.escape(address(source))
        paragraphs.append(f'<a href="{link}">{words}</a>' if link else words)
    _add(entry, "content", "".join(f"<p>{p}</p>" for p in paragraphs if p), type="html")
    _add(entry, "category", term=event.kind)
    for partner in event.partners:
        _add(entry, "category", term=str(partner), label=partner.label)
    # At most one alternate link of a type and language: the rest are evidence.
    for at, href in enumerate(
        dict.fromkeys(filter(None, (address(source) for source, _ in sources)))
    ):
        _add(entry, "link", rel="via" if at else "alternate", href=href)


def _updated(event: Event, changes: Mapping[str, Amended]) -> Date:
    return changes[event.id].last or event.known


def _midnight(known: Date | None) -> str:
    return f"{'0001-01-01' if known is None else known.isoformat()}T00:00:00Z"


def _urn(id: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_SPACE, id)}"


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = None if text is None else shown(text)
    return element
