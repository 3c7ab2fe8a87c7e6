"""Days: their numbers inside, their dates outside.

Inside, a day is its proleptic Gregorian day number (``date.toordinal``); outside it is a
``pendulum.Date``. Nothing here knows a clock, a time zone or a partial date.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ip4timeline.engine.errors import WhenError

if TYPE_CHECKING:
    from pendulum import Date as Date
else:  # all that a declared type needs at run time: pendulum is loaded with the first date made
    Date = dt.date
DayLike = str | dt.date
"""A full day: an ISO text ``YYYY-MM-DD``, a ``datetime.date`` or a ``pendulum.Date``."""
LAST_DAY: Final = dt.date.max.toordinal()

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
LONGEST: Final = 64
"""How much of a text that is no date is read and shown."""


@lru_cache(maxsize=1 << 16)
def from_day_number(number: int) -> Date:
    """The shared ``pendulum.Date`` of a day number."""
    from pendulum import Date  # it takes longer than everything else; many questions need no date

    day = dt.date.fromordinal(number)
    return Date(day.year, day.month, day.day)


@lru_cache(maxsize=1 << 16)
def _day_number_of_text(text: str) -> int:
    match = _DAY.fullmatch(text)
    if match is None:
        raise WhenError(f"{text[:LONGEST]!r} is not a full day; write it as 2025-06-25")
    return checked_number(text, *map(int, match.groups()))


def day_number(day: DayLike) -> int:
    """The day number of a full day.

    Args:
        day: ``YYYY-MM-DD``, a ``datetime.date`` or a pendulum date. Of a date with a
            time of day only the date counts, as written: no zone is converted.

    Raises:
        WhenError: the text is no full day or no such day exists.
    """
    if isinstance(day, str):
        return _day_number_of_text(day)
    if isinstance(day, dt.date):
        try:
            return day.toordinal()
        except ValueError:  # of pandas, whose missing day is a day to Python
            raise WhenError(f"{day!r} is no day; leave it out, or write None") from None
    raise WhenError(f"{day!r} is not a day; give an ISO text, a datetime.date or a pendulum.Date")


def to_date(day: DayLike) -> Date:
    """The ``pendulum.Date`` of a full day, in the forms of `day_number`."""
    return from_day_number(day_number(day))


def checked_number(text: str, year: int, month: int, day: int) -> int:
    """The day number of a year, month and day; ``text`` is what a refusal quotes.

    Raises:
        WhenError: there is no such day.
    """
    try:
        return dt.date(year, month, day).toordinal()
    except ValueError:
        raise WhenError(f"{text[:LONGEST]!r}: there is no such day; {_why(year, month)}") from None


def _why(year: int, month: int) -> str:
    if not year:
        return "years begin with 0001"
    if not 1 <= month <= 12:
        return "months are 01 to 12"
    return f"{year:04}-{month:02} has {month_length(year, month)} days"


def month_length(year: int, month: int) -> int:
    """How many days a month has."""
    following = (
        dt.date(year + month // 12, month % 12 + 1, 1) if (year, month) < (9999, 12) else None
    )
    return 31 if following is None else (following - dt.timedelta(days=1)).day
