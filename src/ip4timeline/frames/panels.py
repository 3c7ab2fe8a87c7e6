"""Partner by period: the form that regressions take, with hindsight or without."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.columns import Column, Type
from ip4timeline.engine.time.days import LAST_DAY, DayLike, day_number, from_day_number
from ip4timeline.engine.time.when import Certainty
from ip4timeline.engine.timeline.view import View
from ip4timeline.frames.columns import PARTNER, day_of, partner_cells
from ip4timeline.frames.points import measured, own_columns, panel_of
from ip4timeline.frames.table import Table, table
from ip4timeline.nato.partners import Partner

if TYPE_CHECKING:
    from ip4timeline.relationship.projections.tallies import Contacts
    from ip4timeline.relationship.snapshot.relationship import Relationship
    from ip4timeline.relationship.snapshot.snapshot import Snapshot
    from ip4timeline.relationship.timeline import Timeline

Step = Literal["month", "quarter", "year"]
Measure = Callable[[Any], Any]
_MONTHS: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "year": 12}
LIVE: Final[Literal["live"]] = "live"
"""For ``known_on``: of each period only what was public by its last day."""


@attrs.frozen
class Period:
    """A stretch of whole days, first and last inclusive, under a name of its own."""

    name: str
    first: int
    last: int


def periods(start: DayLike, end: DayLike, step: Step = "month") -> tuple[Period, ...]:
    """The months, quarters or years from the one that holds ``start`` to that of ``end``.

    Raises:
        TimelineError: ``end`` is before ``start``, or ``step`` is none of the three.
    """
    if step not in _MONTHS:
        raise TimelineError(f"step is 'month', 'quarter' or 'year', not {step!r}")
    first, last = (dt.date.fromordinal(day_number(d)) for d in (start, end))
    if last < first:
        raise TimelineError(f"the panel ends on {end}, before it begins on {start}")
    length = _MONTHS[step]
    at, found = (first.year * 12 + first.month - 1) // length, []
    while at <= (last.year * 12 + last.month - 1) // length:
        found.append(_period(at * length, length))
        at += 1
    return tuple(found)


def _period(month: int, length: int) -> Period:
    year, index = divmod(month, 12)
    end = index + length
    names = {1: f"{year:04}-{index + 1:02}", 3: f"{year:04}-Q{index // 3 + 1}", 12: f"{year:04}"}
    last = dt.date(year, end, calendar.monthrange(year, end)[1])
    return Period(names[length], dt.date(year, index + 1, 1).toordinal(), last.toordinal())


CONTACT_KINDS: Final = ("attendance", "exercise", "meeting", "operation", "visit")
_VOICES: Final = ("supportive", "critical", "mixed", "neutral")


MEASURES: Final[Mapping[str, tuple[Type, str, Measure]]] = {
    "leader": (
        "text",
        "id of the person who exercises the leader's office on the last day",
        lambda r: r.leader.person or None if r.leader else None,
    ),
    "leader_capacity": (
        "text",
        "`full`, `acting` or `suspended`",
        lambda r: r.leader.capacity if r.leader else None,
    ),
    "programme": (
        "text",
        "id of the partnership document in force on the last day",
        lambda r: r.programme.agreement if r.programme else None,
    ),
    "programme_type": (
        "text",
        "`ipcp` or `itpp`",
        lambda r: r.programme.type if r.programme else None,
    ),
    "agreements": ("whole", "agreements in force on the last day", lambda r: len(r.agreements)),
    "negotiations": (
        "whole",
        "agreements announced and not yet concluded",
        lambda r: len(r.negotiations),
    ),
    "statuses": ("whole", "statuses held or sought", lambda r: len(r.statuses)),
    "missions": ("whole", "missions and liaison posts", lambda r: len(r.missions)),
    "mechanisms": ("whole", "standing formats", lambda r: len(r.mechanisms)),
    "attended": (
        "whole",
        "occasions attended so far",
        lambda r: sum(e.status == "attended" for e in r.engagements.values()),
    ),
    "expected": (
        "whole",
        "occasions ahead at which the partner is expected",
        lambda r: sum(e.status == "expected" for e in r.engagements.values()),
    ),
}
"""What a panel measures on the last day of each period, by column."""

_HEAD: Final = (
    *PARTNER,
    Column("period", "text", "`2023-07`, `2023-Q3`, `2023`, or the name that was given"),
    Column("start", "day", "its first day"),
    Column("end", "day", "its last day: stocks are as of it"),
    Column("known_on", "day", "the day by which a thing had to be public; null: all there is"),
)
_FLOWS: Final = (
    *(
        Column(f"new_{kind}", "whole", f"events of kind `{kind}` that came to count in the period")
        for kind in CONTACT_KINDS
    ),
    *(
        Column(
            f"new_{stance}",
            "whole",
            f"`{stance}` stances of statements, about a subject or about the ties",
        )
        for stance in _VOICES
    ),
)
_CONTEXT: Final = (
    Column("allies", "whole", "the number of allies"),
    Column("secretary_general", "text", "id of the Secretary General"),
)


def panel_columns(
    measures: Mapping[str, tuple[Type, str, Measure]] = MEASURES,
) -> tuple[Column, ...]:
    """The schema of `panel`, whose measures may be your own.

    Raises:
        TimelineError: see `own_columns`.
    """
    own = own_columns(measures, (*_HEAD, *_FLOWS, *_CONTEXT))
    return (*_HEAD, *own, *_FLOWS, *_CONTEXT)


def panel(
    timeline: Timeline | View[Any, Any, Any],
    over: Iterable[Any],
    *,
    known_on: DayLike | Literal["live"] | Iterable[DayLike | None] | None = None,
    lag: int = 0,
    certainty: Certainty = "certain",
    measures: Mapping[str, tuple[Type, str, Measure]] | None = None,
) -> Table:
    """A row for each period and partner, or for each day and key of a projection.

    Of a timeline: stocks on the last day of each period, flows within it. Flows are differences
    between the end of the day before the period and the end of its last day, by one and the same
    knowledge, so that they add up and nothing leaks backwards. An event counts in the period that
    holds its effective day.

    Of a view (``timeline.project(...)`` of any projection: the library's, a rule, your own): the
    values at the end of each of any days.

    Args:
        timeline: the timeline, or a view, which has its own reading.
        over: of a timeline the periods: from `periods`, or pairs of first and last day; of a view
            the days.
        known_on: ``None`` for hindsight (of a view, what it knows), a day for what was public by
            then, or ``live``: of each period only what was public by its last day and ``lag`` days
            more, and so of each day; of a view also one for each day.
        lag: days after the end of a period by which a thing had to be public; with ``live``.
        certainty: the reading of partial dates, of a timeline.
        measures: columns of your own: type, meaning, and a function of the `Relationship` on the
            last day, beside `MEASURES`; of a view a function of the value.

    Raises:
        TimelineError: a period ends before it begins or is none, a lag is given without ``live``,
            there are not as many knowledge days as days, or a column of your own has a name that
            is taken, no type of a column, or a value that it cannot hold.
        WhenError: a day is no full day.
    """
    if isinstance(over, str | dt.date):
        raise TimelineError(f"{over} is one day; give a list: of a view [{str(over)!r}]")
    if lag and known_on != LIVE:
        raise TimelineError("a lag is counted from the end of each period: say known_on='live'")
    if isinstance(timeline, View):
        return panel_of(timeline, over, known_on, lag, measures or {}, LIVE)
    if known_on is not None and not isinstance(known_on, str | dt.date):
        raise TimelineError("one known_on for each is for the panel of a view; give one for all")
    chosen = {**MEASURES, **(measures or {})}
    columns = panel_columns(chosen)
    found = [p if isinstance(p, Period) else _named(p) for p in over]
    for period in found:
        if period.last < period.first:
            raise TimelineError(f"the period {period.name} ends before it begins")
    known = [_known(period, known_on, lag) for period in found]
    ask = timeline.as_of_many
    eves = [from_day_number(max(p.first - 1, 1)) for p in found]
    ends = [from_day_number(p.last) for p in found]
    before = ask(eves, known_on=known, certainty=certainty)
    after = ask(ends, known_on=known, certainty=certainty)
    rows = (
        row
        for period, old, new in zip(found, before, after, strict=True)
        for row in _rows(period, old, new, chosen)
    )
    return table("panel", columns, rows)


def _named(pair: Any) -> Period:
    if isinstance(pair, str | dt.date) or len(pair) != 2:
        raise TimelineError(f"{pair} is no period: give its first and last day, or use periods()")
    first, last = map(day_number, pair)
    return Period(f"{from_day_number(first)}/{from_day_number(last)}", first, last)


def _known(period: Period, known_on: DayLike | None, lag: int) -> DayLike | None:
    if known_on != LIVE:
        return known_on
    return from_day_number(min(period.last + lag, LAST_DAY))


def _rows(
    period: Period,
    old: Snapshot,
    new: Snapshot,
    measures: Mapping[str, tuple[Type, str, Measure]],
) -> Iterator[dict[str, Any]]:
    chief = new.nato.secretary_general
    shared = {
        "period": period.name,
        "start": day_of(period.first),
        "end": day_of(period.last),
        "known_on": day_of(None if new.known_on is None else new.known_on.toordinal()),
        "allies": new.nato.allies,
        "secretary_general": chief.person or None if chief else None,
    }
    for partner in Partner:
        relationship = new[partner]
        yield {
            **partner_cells(partner),
            **shared,
            **measured(measures, relationship),
            **_flows(old[partner], relationship),
        }


def _flows(old: Relationship, new: Relationship) -> dict[str, int]:
    flows = {
        f"new_{kind}": _count(new.contacts.get(kind)) - _count(old.contacts.get(kind))
        for kind in CONTACT_KINDS
    }
    for stance in _VOICES:
        flows[f"new_{stance}"] = _stances(new, stance) - _stances(old, stance)
    return flows


def _count(contacts: Contacts | None) -> int:
    return 0 if contacts is None else contacts.count


def _stances(relationship: Relationship, stance: str) -> int:
    return sum(v.count for key, v in relationship.voices.items() if key[2] == stance)
