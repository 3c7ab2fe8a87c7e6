"""Worlds that a record allows: each of its events at some day, and events that it may lack.

It knows what a date and a declaration of completeness say, and nothing of how claims are answered.
"""

import datetime as dt
from random import Random

import attrs

import ip4timeline as ip4

from .small import P

FIRST, LAST = dt.date(2018, 1, 1).toordinal(), dt.date(2026, 12, 31).toordinal()
"""The days on which something may be of which nothing says when."""


def number(day):
    return None if day is None else dt.date.fromisoformat(str(day)).toordinal()


@attrs.frozen
class Fact:
    """An event as it was: on full days, with every field set, before or after any other."""

    id: str
    kind: str
    partners: frozenset
    begin: int
    end: int
    order: float
    level: str = ""
    place: str = ""
    occasion: str = ""
    amount: int = 0
    currency: str = ""

    @property
    def rank(self):
        return (self.begin, self.order)

    def touches(self, first, last):
        return (last is None or self.begin <= last) and (first is None or self.end >= first)


@attrs.frozen
class Held:
    """An occasion as it was."""

    id: str
    begin: int
    end: int
    order: float

    @property
    def rank(self):
        return (self.begin, self.order)


class Dice(Random):
    """Chance with a liking for the days on which something in the record turns."""

    def __init__(self, seed, timeline, *days):
        super().__init__(seed)
        edges = {number(day) for day in days}
        for when in (
            *(e.occurred for e in timeline.select()),
            *(o.dates for o in timeline.registries.occasions),
            *(c.period for c in timeline.registries.coverage),
        ):
            edges |= {number(when.earliest), number(when.latest), number(when.until)}
        near = {edge + step for edge in edges - {None} for step in (-1, 0, 1)}
        self.days = sorted(day for day in near if FIRST <= day <= LAST)

    def day(self, low=FIRST, high=LAST):
        near = [day for day in self.days if low <= day <= high]
        return self.choice(near) if near and self.random() < 0.7 else self.randint(low, high)

    def begin_end(self, when, loose=False):
        """A first and a last day that a date allows; ``loose``: it is doubted, and may be any."""
        if loose and self.random() < 0.5:
            begin = self.day()
            return begin, begin
        low, high = number(when.earliest) or FIRST, number(when.latest) or LAST
        begin = self.day(min(low, high), high)
        if not when.lasting:
            return begin, begin
        least = max(begin, number(when.until_at_least) or begin)
        return begin, self.day(least, max(least, number(when.until) or LAST))


def clean(rows):
    """The rows that establish something: of sure days."""
    return [row for row in rows if row.state == "complete" and not row.period.qualifier]


def speaks_of(row, day):
    text = row.period.text
    since = FIRST - 1 if text.startswith("..") else number(row.period.earliest)
    until = LAST + 1 if text.endswith("..") else number(row.period.until)
    return since <= day <= until


def is_covered(timeline, kind, partner, day, *, series="", level=""):
    """Whether the record, by its word, has every event like this one."""

    def about(row):
        at = row.series in (kind, series) and kind in row.kinds and row.partner == partner
        reaches = row.level is None or (level and ip4.Level(level) >= row.level)
        return at and reaches and speaks_of(row, day)

    rows = timeline.registries.coverage
    yes = [row for row in clean(rows) if about(row)]
    no = [row for row in rows if row.state != "complete" and about(row)]
    # What denies completeness of the same rank or a higher one leaves no word to take.
    return any(all(_rank(other) < _rank(row) for other in no) for row in yes)


def _rank(row):
    return -1 if row.level is None else row.level.rank


def is_scheduled_in_full(timeline, series, day):
    """Whether the record, by its word, has every occasion of a series on a day."""
    return any(
        row.series == series
        and row.level is None
        and is_covered(timeline, kind, row.partner, day, series=series)
        for row in clean(timeline.registries.coverage)
        for kind in row.kinds
    )


def fact(event, dice, first=None, last=None):
    """An event as it may have been."""
    loose = bool(event.occurred.qualifier) and event.occurred.overlaps(first, last)
    begin, end = dice.begin_end(event.occurred, loose)
    amount, currency = getattr(event, "amount", None), getattr(event, "currency", "")
    level = getattr(event, "level", None)
    return Fact(
        id=event.id,
        kind=event.kind,
        partners=frozenset(event.partners),
        begin=begin,
        end=end,
        order=dice.random(),
        level=str(level or dice.choice(["leader", "minister"])),
        place=getattr(event, "place", "") or dice.choice(["Brussels", "Paris"]),
        occasion=getattr(event, "occasion", ""),
        amount=int(amount) if amount else dice.randint(1, 6),
        currency=currency or dice.choice(["USD", "EUR"]),
    )


def hidden(timeline, dice, kinds, n=2):
    """Events that the record may lack, of no occasion."""
    for number_ in range(dice.randint(0, n)):
        kind, partner, day = dice.choice(kinds), dice.choice(P), dice.day()
        if not is_covered(timeline, kind, partner, day):
            yield Fact(
                id=f"hidden-{number_}",
                kind=kind,
                partners=frozenset([partner]),
                begin=day,
                end=day,
                order=dice.random(),
                level=dice.choice(["leader", "minister"]),
                place=dice.choice(["Brussels", "Paris"]),
                amount=dice.randint(1, 6),
                currency=dice.choice(["USD", "EUR"]),
            )
