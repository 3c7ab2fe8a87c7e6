"""Dates as sources give them: bounds that are known, and none that are made up."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import When
from ip4timeline.testing.laws.base import expect, law

_POINT = re.compile(r"\d{4}(?:-\d{2}){0,2}")


@law("date")
def bounds_are_ordered(when: When) -> None:
    """The first possible day is no later than the last, of the beginning and of the end.

    A range turned round holds no day at all.
    """
    bounds = [when.earliest, when.latest]
    ends = [when.until_at_least, when.until]
    for what, (low, high) in (("beginning", bounds), ("end", ends)):
        if low is not None and high is not None:
            expect(low <= high, True, f"whether the {what} is possible")
    if when.earliest is not None and when.until is not None:
        expect(when.earliest <= when.until, True, "whether it begins before it ends")
    if when.latest is not None and when.until is not None:
        expect(when.latest <= when.until, True, "whether it has begun when it ends")


@law("date")
def texts_read_back(when: When) -> None:
    """The text of a date is read as the same date.

    It is what is stored, cited and compared.
    """
    again = When(str(when))
    expect(str(again), str(when), "its text, read and written again")
    expect(_bounds(again), _bounds(when), "its bounds, read from its text")
    expect((again == when, hash(again) == hash(when)), (True, True), "whether it is equal")


def _bounds(when: When) -> tuple[dt.date | None, ...]:
    return (when.earliest, when.latest, when.until_at_least, when.until)


@law("date")
def once_begun_is_begun(when: When) -> None:
    """As days pass, `by` goes from ``no`` by way of ``possible`` to ``yes`` and never back.

    What has happened has happened; and where a bound is known, the answer turns on that day.
    """
    order = ["no", "possible", "yes"]
    before = 0
    for day in _days_around(when):
        answer = when.by(from_day_number(day))
        rank = order.index(answer)
        expect(rank >= before, True, f"whether {answer!r} on {from_day_number(day)} goes on")
        before = rank
        begun = when.latest is not None and when.latest.toordinal() <= day
        out = when.earliest is not None and when.earliest.toordinal() > day
        expected = "yes" if begun else "no" if out else "possible"
        expect(answer, expected, f"whether it had begun by {from_day_number(day)}")


def _days_around(when: When) -> list[int]:
    last = dt.date.max.toordinal()
    found = {1, last}
    for bound in _bounds(when):
        if bound is not None:
            found.update(bound.toordinal() + offset for offset in (-1, 0, 1))
    return sorted(day for day in found if 1 <= day <= last)


@law("date")
def early_readings_are_no_later(when: When) -> None:
    """What counts in the certain reading counts in the early one no later, if it does there.

    The early reading is about what may have been; what is certain may have been.
    """
    certain, possible = when.bound("certain"), when.bound("possible")
    expect(certain, None if when.latest is None else when.latest.toordinal(), "the certain day")
    early = None if when.earliest is None else when.earliest.toordinal()
    expect(possible, early, "the possible day")
    if certain is not None and possible is not None:
        expect(possible <= certain, True, "whether the early reading is the earlier")


@law("date")
def no_bound_is_made_up(when: When) -> None:
    """Each bound is the first or last day of something that the text names.

    Where a source names no day, there is none; a guess would look like a fact.
    """
    named = [_named(text) for text in _POINT.findall(str(when))]
    firsts, lasts = {first for first, _ in named}, {last for _, last in named}
    for what, bound, days in (
        ("earliest", when.earliest, firsts),
        ("latest", when.latest, lasts),
        ("until_at_least", when.until_at_least, firsts),
        ("until", when.until, lasts),
    ):
        expect(bound is None or bound in days, True, f"whether {what}, {bound}, is in the text")
    text = str(when)
    unknown_start = text.startswith(("..", "/", "[.."))
    expect(when.earliest is None, unknown_start, "whether the beginning has a first day")
    if text.endswith("..]"):
        expect(when.latest, None, "the last day on which it may have begun")
    if text.endswith(("..", "/")) or not when.lasting:
        expect((when.until, when.until_at_least), (None, None), "the end, where none is named")


def _named(text: str) -> tuple[dt.date, dt.date]:
    """The first and last day of a year, month or day."""
    year, *rest = map(int, text.split("-"))
    month, last_month = (rest[0], rest[0]) if rest else (1, 12)
    if len(rest) > 1:
        return dt.date(year, month, rest[1]), dt.date(year, month, rest[1])
    end = calendar.monthrange(year, last_month)[1]
    return dt.date(year, month, 1), dt.date(year, last_month, end)


@law("date")
def doubt_moves_no_bound(when: When) -> None:
    """A date marked as uncertain or approximate has the bounds that it has without the mark.

    Nobody has said by how much; a margin would be ours.
    """
    plain = When(re.sub("[?~%]", "", str(when)))
    expect(_bounds(when), _bounds(plain), "its bounds, compared with those without the mark")
    expect(plain.qualifier, "", "the doubt that is left without the mark")


@law("date")
def terms_run_out_once(when: When) -> None:
    """A period is not begun, then runs, is then possibly and at last certainly over.

    Its last day still belongs to it; a lapse is the day after.
    """
    if not when.lasting:
        return
    stages = {"not-begun": 0, "unknown": 1, "running": 1, "possibly-over": 2, "over": 3}
    before = 0
    for day in _days_around(when):
        date = from_day_number(day)
        state = when.term_state(date)
        expect(stages[state] >= before, True, f"whether {state!r} on {date} goes on")
        before = stages[state]
        over = when.until is not None and date > when.until
        if when.by(date) != "no":
            expect(state == "over", over, f"whether it is over on {date}")
    lapse = when.lapses_on
    if when.until is None or when.until == dt.date.max:
        expect(lapse, None, "the day it lapses")
    else:
        expect(lapse and lapse.toordinal(), when.until.toordinal() + 1, "the day it lapses")
