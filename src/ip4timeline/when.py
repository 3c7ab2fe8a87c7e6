"""When something was: partial and uncertain dates, and periods of them.

This room knows days and nothing else: no clock, no time zone, no event. Texts are a
subset of EDTF, the Extended Date/Time Format of ISO 8601-2:2019
(https://www.loc.gov/standards/datetime/). Inside, a day is its proleptic Gregorian
day number (``date.toordinal``); outside it is a ``pendulum.Date``.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, NamedTuple, TypeVar

import attrs

from ip4timeline.alike import alike
from ip4timeline.errors import WhenError

if TYPE_CHECKING:
    from pendulum import Date as Date
else:  # all that a declared type needs at run time: pendulum is loaded with the first date made
    Date = dt.date

V = TypeVar("V")
Answer = Literal["yes", "no", "possible"]
TermState = Literal["not-begun", "running", "possibly-over", "over", "unknown"]
DayLike = str | dt.date
"""A full day: an ISO text ``YYYY-MM-DD``, a ``datetime.date`` or a ``pendulum.Date``."""
LAST_DAY: Final = dt.date.max.toordinal()

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%]?)", re.ASCII)
_DECADE = re.compile(r"(\d{3})X([?~%]?)", re.ASCII)
_UNSPECIFIED = re.compile(r"(?:(\d{4})-XX(?:-XX)?|(\d{4}-\d{2})-XX)([?~%]?)", re.ASCII)
_LONGEST = 64
_FORMS = (
    "write a day 2023-07-12, a month 2023-07, a year 2023, each with ?, ~ or % where it is "
    "unsure; a period 2023-07-11/2023-07-12 or 2023/..; or one day within a range "
    "[2023-07-11..2023-07-13]"
)


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
        raise WhenError(f"{text[:_LONGEST]!r} is not a full day; write it as 2025-06-25")
    return _number(text, *map(int, match.groups()))


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
        return day.toordinal()
    raise WhenError(f"{day!r} is not a day; give an ISO text, a datetime.date or a pendulum.Date")


def to_date(day: DayLike) -> Date:
    """The ``pendulum.Date`` of a full day, in the forms of `day_number`."""
    return from_day_number(day_number(day))


def _number(text: str, year: int, month: int, day: int) -> int:
    try:
        return dt.date(year, month, day).toordinal()
    except ValueError:
        raise WhenError(f"{text[:_LONGEST]!r}: there is no such day; {_why(year, month)}") from None


def _why(year: int, month: int) -> str:
    if not year:
        return "years begin with 0001"
    if not 1 <= month <= 12:
        return "months are 01 to 12"
    return f"{year:04}-{month:02} has {_length(year, month)} days"


def _length(year: int, month: int) -> int:
    """How many days a month has."""
    following = (
        dt.date(year + month // 12, month % 12 + 1, 1) if (year, month) < (9999, 12) else None
    )
    return 31 if following is None else (following - dt.timedelta(days=1)).day


class _Point(NamedTuple):
    """One endpoint: its canonical text and the first and last day it covers."""

    text: str
    first: int
    last: int


def _point(text: str, whole: str) -> _Point:
    unspecified = _UNSPECIFIED.fullmatch(text)
    if unspecified is not None:  # 2023-XX and 2023-07-XX say no more than 2023 and 2023-07
        text = "".join(unspecified.groups(""))
    match = _POINT.fullmatch(text)
    if match is None:
        raise WhenError(f"{whole[:_LONGEST]!r} is not a date in the accepted forms: {_FORMS}")
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    if not year:
        raise WhenError(f"{whole[:_LONGEST]!r}: there is no year 0000; years begin with 0001")
    if month is None:
        return _Point(text, _number(whole, year, 1, 1), _number(whole, year, 12, 31))
    if day is None:
        if not 1 <= month <= 12:
            raise WhenError(f"{whole[:_LONGEST]!r}: there is no such month; months are 01 to 12")
        length = _length(year, month)
        return _Point(text, _number(whole, year, month, 1), _number(whole, year, month, length))
    number = _number(whole, year, month, day)
    return _Point(text, number, number)


class _Parts(NamedTuple):
    text: str
    earliest: int | None
    latest: int | None
    lasting: bool
    ends_from: int | None
    ends_by: int | None


@lru_cache(maxsize=1 << 14)
def _parse(text: str) -> _Parts:
    if len(text) > _LONGEST:
        raise WhenError(f"{text[:_LONGEST]!r}... is too long for a date: {_FORMS}")
    if text.startswith("["):
        return _parse_set(text)
    if "/" in text:
        return _parse_interval(text)
    decade = _DECADE.fullmatch(text)
    if decade is not None:
        years, qualifier = decade.groups()
        if years == "000":
            raise WhenError(f"{text!r}: there is no year 0000; years begin with 0001")
        return _parse_set(f"[{years}0{qualifier}..{years}9{qualifier}]")
    point = _point(text, text)
    return _Parts(point.text, point.first, point.last, False, None, None)


def _parse_set(text: str) -> _Parts:
    low_text, dots, high_text = text[1:-1].partition("..")
    if not text.endswith("]") or not dots or not (low_text or high_text):
        raise WhenError(f"{text!r} is not one day within a range: write [2023-07-11..2023-07-13]")
    low = _point(low_text, text) if low_text else None
    high = _point(high_text, text) if high_text else None
    if low and high and low.first > high.last:
        raise WhenError(f"{text!r} ends before it begins")
    canonical = f"[{low.text if low else ''}..{high.text if high else ''}]"
    return _Parts(
        canonical, low.first if low else None, high.last if high else None, False, None, None
    )


def _parse_interval(text: str) -> _Parts:
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
    return _Parts(canonical, earliest, latest, True, ends_from, ends_by)


@attrs.frozen(init=False, repr=False, order=False)
class When:
    """A date as the sources give it: exact, partial, uncertain or lasting.

    Args:
        text: a date in the EDTF subset below, a ``datetime.date``, a pendulum date or
            another `When`.

    The forms: ``2023-07-12``, ``2023-07``, ``2023`` (one day, within the month or year);
    a qualifier ``?`` (uncertain), ``~`` (approximate) or ``%`` (both) after the value or
    either endpoint, which never moves a bound; ``2023-07-11/2023-07-12`` (lasted
    throughout), ``2023/..`` (open end), ``2023-07-12/`` (unknown end), ``../2012`` and
    ``/2012`` likewise for the start; ``[2023-07-11..2023-07-13]``, ``[..2023-07-13]``
    and ``[2023-07-11..]`` (on one day within). The masks ``2023-XX``, ``2023-07-XX``,
    and
    ``202X`` are read as the plain or set form they mean. Times, seasons and
    the rest of EDTF Level 2 are refused.

    Two are equal when their canonical texts are; `str` gives that text.

    Raises:
        WhenError: the text is in no accepted form, or names a day that does not exist.
    """

    text: str
    _earliest: int | None = attrs.field(eq=False)
    _latest: int | None = attrs.field(eq=False)
    lasting: bool = attrs.field(eq=False)
    _ends_from: int | None = attrs.field(eq=False)
    _ends_by: int | None = attrs.field(eq=False)

    def __init__(self, text: str | dt.date | When) -> None:
        if isinstance(text, When):
            text = text.text
        elif isinstance(text, dt.date):
            text = from_day_number(text.toordinal()).isoformat()
        elif not isinstance(text, str):
            raise WhenError(f"{text!r} is not a date; {_FORMS}")
        self.__attrs_init__(*_parse(text))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"When({self.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (When, (self.text,))

    @property
    def earliest(self) -> Date | None:
        """The first day on which it may have begun; ``None`` where nothing says so."""
        return None if self._earliest is None else from_day_number(self._earliest)

    @property
    def latest(self) -> Date | None:
        """The last day on which it may have begun; ``None`` where nothing says so."""
        return None if self._latest is None else from_day_number(self._latest)

    @property
    def until(self) -> Date | None:
        """The last day of a lasting one at the latest; ``None`` if open, unknown or no period."""
        return None if self._ends_by is None else from_day_number(self._ends_by)

    @property
    def until_at_least(self) -> Date | None:
        """The earliest last day of a lasting one; differs from `until` where the end is partial."""
        return None if self._ends_from is None else from_day_number(self._ends_from)

    @property
    def exact(self) -> bool:
        """Whether the day on which it began is known."""
        return self._earliest is not None and self._earliest == self._latest

    @property
    def qualifier(self) -> Literal["", "?", "~", "%"]:
        """The strongest doubt marked anywhere in the text."""
        marks = {c for c in self.text if c in "?~%"}
        if "%" in marks or {"?", "~"} <= marks:
            return "%"
        return "?" if "?" in marks else "~" if "~" in marks else ""

    def by(self, day: DayLike) -> Answer:
        """Whether it had begun by the end of ``day``: ``yes``, ``no`` or ``possible``."""
        number = day_number(day)
        if self._latest is not None and self._latest <= number:
            return "yes"
        if self._earliest is not None and self._earliest > number:
            return "no"
        return "possible"

    def overlaps(self, first: int | None, last: int | None) -> bool:
        """Whether it may touch a day from day number ``first`` to ``last``, both inclusive.

        A bound that is unknown rules nothing out.
        """
        end = self._ends_by if self.lasting else self._latest
        if last is not None and self._earliest is not None and self._earliest > last:
            return False
        return not (first is not None and end is not None and end < first)

    def term_state(self, day: DayLike) -> TermState:
        """How a period stands on ``day``.

        ``not-begun`` before its first possible day, ``running`` while it certainly
        lasts, ``possibly-over`` while a partial end leaves it open (all of 2026 for
        ``2023/2026``), ``over`` after its last possible day; ``unknown`` for an unknown
        end or a start that has possibly not come.
        """
        number = day_number(day)
        if not self.lasting:
            raise WhenError(f"{self.text!r} is not a period; a term is written 2023/2026")
        begun = "yes" if self.text.startswith("..") else self.by(day)
        if begun == "no":
            return "not-begun"
        if self._ends_by is not None and number > self._ends_by:
            return "over"
        partial = self._ends_from != self._ends_by
        if partial and self._ends_from is not None and number >= self._ends_from:
            return "possibly-over"
        if begun == "possible":
            return "unknown"
        if self._ends_from is None:
            return "running" if self.text.endswith("..") else "unknown"
        return "running"

    @property
    def lapses_on(self) -> Date | None:
        """The first day after a period's last possible day; ``None`` if it has none."""
        if self._ends_by is None or self._ends_by >= LAST_DAY:
            return None
        return from_day_number(self._ends_by + 1)

    def bound(self, certainty: Certainty) -> int | None:
        """The day number from which it counts: `latest`, or `earliest` in the early reading."""
        return self._latest if certainty == "certain" else self._earliest


def to_when(value: str | dt.date | When) -> When:
    """A `When` of anything it can be made from, or the `When` itself."""
    return value if isinstance(value, When) else When(value)


def to_when_or_none(value: str | dt.date | When | None) -> When | None:
    """Like `to_when`; ``None`` stays ``None``."""
    return None if value is None else to_when(value)


Certainty = Literal["certain", "possible"]
"""The reading: ``certain`` counts from the latest day, ``possible`` from the earliest."""
READINGS: Final[tuple[Certainty, ...]] = ("certain", "possible")


@alike
@attrs.frozen(order=False, eq=False, repr=False)
class Spell(Generic[V]):
    """A half-open period ``[since, until)`` of days during which one value held.

    Attributes:
        since: the first day on which the value certainly held.
        until: the first day on which it no longer did; ``None`` while it still holds.
        value: the value.
        opened: when the source says it began, which may be only a month or a year.
        because: the ids of the events that made the value, in fold order.
    """

    since: Date
    until: Date | None
    value: V
    opened: When
    because: tuple[str, ...] = ()

    def __contains__(self, day: DayLike) -> bool:
        number = day_number(day)
        return self.since.toordinal() <= number and (
            self.until is None or number < self.until.toordinal()
        )
