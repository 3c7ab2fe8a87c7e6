"""Dates in words."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ip4timeline.engine.time.when import When

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


def day_words(day: dt.date) -> str:
    """A full day in words, such as ``13 June 2023``."""
    return _said(day.isoformat())


def when_words(when: When) -> str:
    """A date in a few words, such as ``July 2023`` or ``between 13 June and 9 July 2023``."""
    text = when.text
    if text.startswith("["):
        low, high = text[1:-1].split("..")
        if low and high:
            return f"between {_shared(low, high)} and {_said(high)}"
        return f"by {_said(high)}" if high else f"{_said(low)} or later"
    if text[3:4] == "X":  # a decade in doubt
        return f"between {text[:3]}0 and {_said(f'{text[:3]}9{text[4:]}')}"
    if "/" not in text:
        return _said(text)
    start, end = text.split("/")
    if start in ("", ".."):
        return f"until {_said(end)}" + ("" if start else ", start unknown")
    if end in ("", ".."):
        return f"from {_said(start)}" + ("" if end else ", end unknown")
    return f"{_shared(start, end)} to {_said(end)}"


def since_words(when: When) -> str:
    """Since when something is so, such as ``since some day between 13 June and 9 July 2023``."""
    said = when_words(when)
    if said.startswith("between "):
        return f"since some day {said}"
    if said.startswith("by "):
        return f"since {said.removeprefix('by ')} at the latest"
    return said if said.startswith("from ") else f"since {said}"


def _parts(text: str) -> list[str]:
    """Day, month and year of a point, those that it has."""
    year, *rest = text.rstrip("?~%").split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if rest[1:] else []
    return [*day, *month, year]


def _said(text: str) -> str:
    return _doubted(text, _parts(text))


def _doubted(text: str, parts: list[str]) -> str:
    mark = text[-1:]
    about = "about " if mark in ("~", "%") else ""
    return about + " ".join(parts) + (" (uncertain)" if mark in ("?", "%") else "")


def _shared(low: str, high: str) -> str:
    """The start of a range without what its end says as well."""
    parts, others = _parts(low), _parts(high)
    if len(parts) == len(others) and low[-1].isdigit() and high[-1].isdigit():
        while len(parts) > 1 and parts[-1] == others[-1]:
            parts, others = parts[:-1], others[:-1]
    return _doubted(low, parts)
