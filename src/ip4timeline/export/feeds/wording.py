"""What feeds say about an event in words, and which days they may show for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

import attrs

from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.time.when import When
from ip4timeline.frames.columns import day
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Registries

TITLE: Final = "NATO and the Indo-Pacific Four"
_DOUBTS: Final = {
    "": "",
    "?": " (uncertain)",
    "~": " (approximate)",
    "%": " (uncertain, approximate)",
}


def headline(event: Event, registries: Registries) -> str:
    """The kind of an event, whom it concerns, and at which occasion."""
    name = event.kind.replace("-", " ").capitalize()
    whom = "all four" if len(event.partners) == len(Partner) else _listed(event, registries)
    occasion = getattr(event, "occasion", "")
    about = f", {registries.name(occasion)}" if occasion else ""
    return f"{name}: {whom or 'NATO'}{about}"


def _listed(event: Event, registries: Registries) -> str:
    return ", ".join(registries.name(partner) for partner in event.partners)


def printable(text: str) -> str:
    """The text without control characters, which neither XML nor iCalendar can hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def sources_of(event: Event, registries: Registries) -> Iterator[Source]:
    """The sources that an event cites, as far as the registry has them, each once."""
    for id in dict.fromkeys(cite.source for cite in event.cites):
        source = registries.source_by_id.get(id)
        if source is not None:
            yield source


def address(source: Source) -> str:
    """The address of a source with everything encoded that a URI cannot hold; may be empty."""
    return quote(source.url, safe="%/:?#[]@!$&'()*+,;=-._~")


def attested(source: Source) -> str:
    """A source in one line, without its address."""
    date = f", {source.published}" if source.published else ""
    return f'{source.publisher}, "{source.title}"{date} [{source.tier}]'


@attrs.frozen
class Span:
    """The days that a calendar or a time axis may show for an event.

    Attributes:
        first: the first day.
        last: the last day, inclusive.
        note: what the days cannot say by themselves; empty where they say everything.
    """

    first: dt.date
    last: dt.date
    note: str


def span(when: When) -> Span:
    """The days of an event, none of them invented.

    An event of one day that is known only by its month, year or range spans all the days on
    which it may have been; where only one end of the range is known, it stands on that end. A
    lasting one spans its days, or those on which it may have begun if its end is open or
    unknown. The note says so.
    """
    first, latest = day(when.earliest), day(when.latest)
    doubt = _DOUBTS[when.qualifier]
    began = "begins " if when.lasting else ""
    if first is None or latest is None:
        known = first or latest
        assert known is not None  # every date that can be written has a bound
        side = "after" if latest is None else "before"
        return Span(known, known, f"{began}on or {side} {known} ({when})" + doubt)
    if not when.lasting:
        note = "" if when.exact else f"on one day within {when}; the day itself is not known"
        return Span(first, latest, (note or f"on {when}" if doubt else note) + doubt)
    until = day(when.until)
    if until is None:
        end = "it is still open" if when.text.endswith("..") else "its end is not known"
        on = f"on {first}" if when.exact else f"on one day within {first}/{latest}"
        return Span(first, latest, f"begins {on}; {end} ({when})" + doubt)
    partial = not when.exact or when.until_at_least != when.until
    return Span(first, until, (f"lasts within {when}" if partial or doubt else "") + doubt)


def dated(event: Event) -> str:
    """When an event was and when it was known, in words."""
    note = span(event.occurred).note
    when = note[:1].upper() + note[1:] if note else f"On {event.occurred}"
    return f"{when}. Public on {event.known} ({event.known_basis})."
