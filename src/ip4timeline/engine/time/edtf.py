"""The grammar of dates: texts in a subset of EDTF, parsed into bounds of day numbers.

EDTF is the Extended Date/Time Format of ISO 8601-2:2019
(https://www.loc.gov/standards/datetime/). `parse` refuses whatever is not of the subset.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache, partial
from typing import Final, NamedTuple

from ip4timeline.engine.errors import WhenError
from ip4timeline.engine.time.days import LONGEST, checked_number, month_length

_POINT: Final = r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)"
_DECADE: Final = r"(\d{3})X([?~%]?)"
_IN_DOUBT: Final = r"\[(\d{3})0([?~%])\.\.(?:\1)9(?:\2)\]"
_UNSPECIFIED: Final = r"(?:(\d{4})-XX(?:-XX)?|(\d{4}-\d{2})-XX)([?~%]?)"
# Whoever reads the compiled record parses no date.
_compiled = cache(partial(re.compile, flags=re.ASCII))
_SEASONS: Final = range(21, 42)
"""What EDTF writes in place of a month: seasons, quarters, and thirds and halves of a year."""
FORMS: Final = (
    "write a day 2023-07-12, a month 2023-07, a year 2023, each with ?, ~ or % where it is "
    "unsure; a period 2023-07-11/2023-07-12 or 2023/..; or one day within a range "
    "[2023-07-11..2023-07-13]"
)


class _Point(NamedTuple):
    """One endpoint: its canonical text and the first and last day it covers."""

    text: str
    first: int
    last: int


def _point(text: str, whole: str) -> _Point:
    unspecified = _compiled(_UNSPECIFIED).fullmatch(text)
    if unspecified is not None:  # 2023-XX and 2023-07-XX say no more than 2023 and 2023-07
        text = "".join(unspecified.groups(""))
    match = _compiled(_POINT).fullmatch(text)
    if match is None:
        raise WhenError(f"{whole[:LONGEST]!r} is not a date in the accepted forms: {FORMS}")
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    if not year:
        raise WhenError(f"{whole[:LONGEST]!r}: there is no year 0000; years begin with 0001")
    if month is None:
        return _Point(text, checked_number(whole, year, 1, 1), checked_number(whole, year, 12, 31))
    if day is None:
        if month in _SEASONS:
            raise WhenError(
                f"{whole[:LONGEST]!r} is a season or another part of a year, which is "
                "not accepted: write its first and last month, [2023-03..2023-05], or the year"
            )
        if not 1 <= month <= 12:
            raise WhenError(f"{whole[:LONGEST]!r}: there is no such month; months are 01 to 12")
        length = month_length(year, month)
        return _Point(
            text, checked_number(whole, year, month, 1), checked_number(whole, year, month, length)
        )
    number = checked_number(whole, year, month, day)
    return _Point(text, number, number)


class Parts(NamedTuple):
    """A date in its parts: the canonical text, and the bounds that it sets."""

    text: str
    earliest: int | None
    latest: int | None
    lasting: bool
    ends_from: int | None
    ends_by: int | None


@lru_cache(maxsize=1 << 14)
def parse(text: str) -> Parts:
    """The parts of a date in the accepted forms.

    Raises:
        WhenError: the text is in no accepted form, or names a day that does not exist.
    """
    if len(text) > LONGEST:
        raise WhenError(f"{text[:LONGEST]!r}... is too long for a date: {FORMS}")
    if text.startswith("["):
        return _parse_set(text)
    if "/" in text:
        return _parse_interval(text)
    decade = _compiled(_DECADE).fullmatch(text)
    if decade is not None:
        years, qualifier = decade.groups()
        if years == "000":
            raise WhenError(f"{text!r}: there is no year 0000; years begin with 0001")
        return _parse_set(f"[{years}0{qualifier}..{years}9{qualifier}]")
    point = _point(text, text)
    return Parts(point.text, point.first, point.last, False, None, None)


def _parse_set(text: str) -> Parts:
    low_text, dots, high_text = text[1:-1].partition("..")
    if not text.endswith("]") or not dots or not (low_text or high_text):
        raise WhenError(f"{text!r} is not one day within a range: write [2023-07-11..2023-07-13]")
    low = _point(low_text, text) if low_text else None
    high = _point(high_text, text) if high_text else None
    if low and high and low.first > high.last:
        raise WhenError(f"{text!r} ends before it begins")
    decade = _compiled(_IN_DOUBT).fullmatch(text)
    if decade is not None:  # no other reader takes a qualifier within a range, and all take this
        canonical = f"{decade[1]}X{decade[2]}"
    else:
        canonical = f"[{low.text if low else ''}..{high.text if high else ''}]"
    return Parts(
        canonical, low.first if low else None, high.last if high else None, False, None, None
    )


def _parse_interval(text: str) -> Parts:
    start_text, _, end_text = text.partition("/")
    open_ends = ("", "..")
    if start_text in open_ends and end_text in open_ends:
        raise WhenError(f"{text!r} names no day at all")
    start = None if start_text in open_ends else _point(start_text, text)
    end = None if end_text in open_ends else _point(end_text, text)
    if start and end and start.first > end.last:
        raise WhenError(f"{text!r} ends before it begins")
    earliest = start.first if start else None
    latest = start.last if start else None
    ends_from = end.first if end else None
    ends_by = end.last if end else None
    # A period begins no later than it ends: that much is known, not invented.
    if ends_by is not None:
        latest = ends_by if latest is None else min(latest, ends_by)
    if ends_from is not None and earliest is not None:
        ends_from = max(earliest, ends_from)
    canonical = f"{start.text if start else start_text}/{end.text if end else end_text}"
    return Parts(canonical, earliest, latest, True, ends_from, ends_by)
