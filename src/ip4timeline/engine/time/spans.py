"""The days that a calendar or a time axis may show for a date."""

from __future__ import annotations

from typing import Final

import attrs

from ip4timeline.engine.time.days import Date
from ip4timeline.engine.time.when import When

_DOUBTS: Final = {
    "": "",
    "?": " (uncertain)",
    "~": " (approximate)",
    "%": " (uncertain, approximate)",
}


@attrs.frozen
class Span:
    """The days that a calendar or a time axis may show for a date.

    Attributes:
        first: the first day.
        last: the last day, inclusive.
        note: what the days cannot say by themselves; empty where they say everything.
    """

    first: Date
    last: Date
    note: str


def span(when: When) -> Span:
    """The days of a date.

    One day that is known only by its month, year or range spans all the days on which it may
    have been; where only one end of the range is known, it stands on that end. A lasting date
    spans its days, or those on which it may have begun if its end is open or unknown. The note
    says so.
    """
    first, latest = when.earliest, when.latest
    doubt = _DOUBTS[when.qualifier]
    began = "begins " if when.lasting else ""
    if first is None or latest is None:
        known = first or latest
        assert known is not None  # every date that can be written has a bound
        side = "after" if latest is None else "before"
        start = ""
        if when.lasting:
            start = "; its start is " + ("open" if when.text.startswith("..") else "not known")
        return Span(known, known, f"{began}on or {side} {known}{start} ({when})" + doubt)
    if not when.lasting:
        note = "" if when.exact else f"on one day within {when}; the day itself is not known"
        return Span(first, latest, (note or f"on {when}" if doubt else note) + doubt)
    until = when.until
    if until is None:
        end = "it is still open" if when.text.endswith("..") else "its end is not known"
        on = f"on {first}" if when.exact else f"on one day within {first}/{latest}"
        return Span(first, latest, f"begins {on}; {end} ({when})" + doubt)
    partial = not when.exact or when.until_at_least != when.until
    return Span(first, until, (f"lasts within {when}" if partial or doubt else "") + doubt)
