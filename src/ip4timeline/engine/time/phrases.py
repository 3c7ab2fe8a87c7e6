"""Dates in words, and the days that may be shown for one: none of them invented."""

from __future__ import annotations

import re
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


MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""The months in English, whatever the language of the machine."""

_WRITTEN: Final = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?\b")
_DAY: Final = r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})"
_TWICE: Final = re.compile(_DAY + "( and | to )" + _DAY)


def when_words(when: When) -> str:
    """A partial or lasting date in a few words; a plain one as it is."""
    text = when.text
    if text.startswith("["):
        low, high = map(_doubted, text[1:-1].split(".."))
        if low and high:
            return f"between {low} and {high}"
        return f"by {high}" if high else f"{low} or later"
    if "X" in text:  # a decade in doubt
        return f"between {text[:3]}0 and {_doubted(f'{text[:3]}9{text[4:]}')}"
    if "/" not in text:
        return _doubted(text)
    start, end = text.split("/")
    if start in ("", ".."):
        return f"until {_doubted(end)}" + ("" if start else ", start unknown")
    if end in ("", ".."):
        return f"from {_doubted(start)}" + ("" if end else ", end unknown")
    return f"{_doubted(start)} to {_doubted(end)}"


def spoken_words(when: When) -> str:
    """A partial or lasting date as `when_words` has it, with days and months as they are spoken.

    ``2025-06-25`` is ``25 June 2025``, and what two ends share is said once:
    ``between 13 June and 9 July 2023``.
    """
    said = _WRITTEN.sub(_spoken, when_words(when))
    return _TWICE.sub(_once, said)


def _spoken(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    name = MONTHS[int(month) - 1]
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"


def _once(found: re.Match[str]) -> str:
    day, month, year, joint, other_day, other_month, other_year = found.groups()
    if year != other_year:
        return found[0]
    first = day if month == other_month else f"{day} {month}"
    return f"{first}{joint}{other_day} {other_month} {year}"


def _doubted(text: str) -> str:
    day, mark = text.rstrip("?~%"), text[-1:]
    about = "about " if mark in ("~", "%") else ""
    return f"{about}{day}" + (" (uncertain)" if mark in ("?", "%") else "")


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
