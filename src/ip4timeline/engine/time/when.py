"""When something was: partial and uncertain dates, and periods of them.

Days and nothing else: no clock, no time zone, no event.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, Generic, Literal, TypeVar

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.errors import WhenError
from ip4timeline.engine.time.days import LAST_DAY, Date, DayLike, day_number, from_day_number
from ip4timeline.engine.time.edtf import FORMS, parse

V = TypeVar("V")
Answer = Literal["yes", "no", "possible"]
TermState = Literal["not-begun", "running", "possibly-over", "over", "unknown"]


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
    and ``202X`` are read as the plain or set form they mean; ``202X?`` stays as it is. Times,
    seasons and the rest of EDTF Level 2 are refused.

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
            text = from_day_number(day_number(text)).isoformat()
        elif not isinstance(text, str):
            raise WhenError(f"{text!r} is not a date; {FORMS}")
        self.__attrs_init__(*parse(text))

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

    def within(self, first: int | None, last: int | None) -> Answer:
        """Whether it touches a day from day number ``first`` to ``last``, both inclusive.

        A lasting one by overlap, any other by its one day. ``possible`` where partial or unknown
        bounds leave it open, or where the text itself is qualified (``?``, ``~``).
        """
        if not self.overlaps(first, last):
            return "no"
        if first is None and last is None:
            return "yes"
        if self.qualifier:
            return "possible"
        sure = self._overlaps_surely if self.lasting else self._lies_within
        return "yes" if sure(first, last) else "possible"

    def _lies_within(self, first: int | None, last: int | None) -> bool:
        begins, ends = self._earliest, self._latest
        inside = first is None or (begins is not None and begins >= first)
        return inside and (last is None or (ends is not None and ends <= last))

    def _overlaps_surely(self, first: int | None, last: int | None) -> bool:
        always = self.text.startswith("..")
        begun = always or (self._latest is not None and (last is None or self._latest <= last))
        # An end that nobody knows is no earlier than the start; an open one has not come.
        end = self._earliest if self._ends_from is None else self._ends_from
        lasts = self.text.endswith("..") or (end is not None and (first is None or end >= first))
        return (last is None or begun) and (first is None or lasts)

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
