"""Whether the record is declared complete for what a selection takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.timeline.filters import Says
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.nato.registries import Coverage
from ip4timeline.relationship.claims.formats import shut_out
from ip4timeline.relationship.claims.period import (
    AFTER,
    BEFORE,
    Days,
    number_or,
    occasion_of,
    period_of,
    registries_of,
)

_SCOPES = ("occasion", "office", "type", "body")
"""Fields whose value says which series of a `Coverage` a selection is of."""
Covered = tuple[tuple[Coverage, ...], str]
"""The declarations that were used, and what they leave uncovered (empty: nothing)."""


def partners_of(selection: Selection[Any]) -> tuple[Partner, ...]:
    """The partners that a selection is about; none given: any."""
    return tuple(map(Partner.of, selection.parties))


def labels(partners: Iterable[Partner]) -> str:
    """Partners as a list of names."""
    return ", ".join(p.label for p in partners)


def of_one(selection: Selection[Any], partner: Partner) -> Selection[Any]:
    """The part of a selection that is about one partner."""
    return attrs.evolve(selection, parties=(partner,))


def coverage_of(selection: Selection[Any], days: Days | None = None) -> Covered:
    """The declarations that cover a selection over some days, and what they leave uncovered.

    Args:
        selection: what was asked for. About no partner in particular, the record must be
            complete for all four.
        days: the first and last day number; left out, the period that the selection names.
    """
    first, last = period_of(selection) if days is None else days
    if any(isinstance(test, Says) for test in selection.tests):
        return (), "words that a summary does not use prove nothing: they are those of its coders"
    complete = [c for c in registries_of(selection).coverage if c.state == "complete"]
    scope = _scope(selection)
    if not scope:
        remedy = "; narrow it with of()" if complete else ""
        return (), f"no record is complete for events of all kinds{remedy}"
    if selection.horizon is not None and (last is None or last > selection.horizon):
        said = f"nothing is known after {from_day_number(selection.horizon)}"
        if occasion_of(selection) or (first is not None and first > selection.horizon):
            return (), said
        _, gap = coverage_of(selection, (first, selection.horizon))
        return (), f"{said}; {gap or 'narrow it with between()'}"
    if shut_out(selection):
        return (), ""  # nobody can have come to what there was not
    asked = _rank_asked(selection)
    used: list[Coverage] = []
    for series, needed in scope:
        rows = [c for c in registries_of(selection).coverage if c.series == series]
        speaking = [
            c
            for c in rows
            if c.state == "complete" and needed <= set(c.kinds) and _reaches(c, asked)
        ]
        for owner in _owners(selection, series, rows):
            own = [c for c in speaking if c.partner == owner]
            spanning = _spanning(own, first, last)
            used.extend(c for c in spanning if c not in used)
            if not spanning:
                listed = ", ".join(sorted(needed))
                what = listed if listed == series else f"{listed} in {series}"
                whose = f" of {owner.label}" if owner else ""
                return tuple(used), _gap(what + whose, own, (first, last), occasion_of(selection))
    return tuple(used), ""


def _rank_asked(selection: Selection[Any]) -> Level | None:
    """The rank that a selection asks for; ``None`` for any."""
    return next((v for f, v in selection.values if f == "level" and isinstance(v, Level)), None)


def _reaches(row: Coverage, asked: Level | None) -> bool:
    """Whether a row that speaks of a rank and those above it speaks of the one asked for."""
    return row.level is None or (asked is not None and asked >= row.level)


def _gap(what: str, own: list[Coverage], days: Days, occasion: object) -> str:
    """What the declarations leave uncovered, with a remedy only where there is one."""
    if not own:
        return f"the record nowhere declares itself complete for {what}"
    periods = ", ".join(str(row.period) for row in own)
    said = f"the record is declared complete for {what} only over {periods}"
    first, last = number_or_open(days)
    helps = any(since <= last and until >= first for since, until, _ in map(_span, own))
    return f"{said}; narrow it with between()" if helps and occasion is None else said


def number_or_open(days: Days) -> tuple[int, int]:
    """Days as numbers, an open side before or after all days."""
    first, last = days
    return (BEFORE if first is None else first), (AFTER if last is None else last)


def on_record(selection: Selection[Any], days: Days) -> Covered:
    """Whether every occasion of a selection's series between two days is on record.

    It is if something of the series is complete there: what was gone through for that, whatever
    its kind and whoever's, names the occasions.
    """
    rows = [c for c in registries_of(selection).coverage if c.series == selection.series]
    complete = [c for c in rows if c.state == "complete"]
    spanning = _spanning(complete, *days)
    if spanning:
        return spanning, ""
    if not complete:
        return (), f"the record nowhere declares that it has every occasion of {selection.series}"
    periods = ", ".join(dict.fromkeys(str(row.period) for row in complete))
    return (), f"the record is declared to have every {selection.series} only over {periods}"


def _owners(
    selection: Selection[Any], series: str, rows: list[Coverage]
) -> tuple[Partner | None, ...]:
    """Whom the record must be complete for."""
    if selection.parties:
        return partners_of(selection)
    office = registries_of(selection).office_by_id.get(series)
    if office is not None:
        return (next((p for p in Partner if p == office.party), None),)
    if rows and all(c.partner is None for c in rows):
        return (None,)
    return tuple(Partner)


def _spanning(
    rows: Iterable[Coverage], first: int | None, last: int | None
) -> tuple[Coverage, ...]:
    """The rows whose periods, joined where they touch, span all the days; empty: they do not."""
    missing, end = number_or_open((first, last))
    used: list[Coverage] = []
    for since, until, row in sorted((_span(c) for c in rows), key=lambda span: span[:2]):
        if until < missing:
            continue
        if since > missing:
            break
        used.append(row)
        missing = until + 1
        if missing > end:
            return tuple(used)
    return ()


def _span(row: Coverage) -> tuple[int, int, Coverage]:
    """The first and last day number a row speaks for; none where a bound is unknown."""
    text = row.period.text
    since = BEFORE if text.startswith("..") else number_or(row.period.earliest, AFTER)
    until = AFTER if text.endswith("..") else number_or(row.period.until, BEFORE)
    return since, until, row


def _scope(selection: Selection[Any]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The series that a selection is of, each with the kinds of event that it takes of it.

    A series is named, or told by a field's value, or is the kind itself. Without kinds
    there is none.
    """
    names = frozenset(name for cls in selection.kinds for name in _kind_names(cls))
    if not names:
        return ()
    if selection.series:
        return ((selection.series, names),)
    for field, value in selection.values:
        if field == "occasion":
            occasion = registries_of(selection).occasion_by_id.get(value)
            return (((occasion.series if occasion else "") or str(value), names),)
        if field in _SCOPES:
            return ((str(value), names),)
    return tuple((name, frozenset((name,))) for name in sorted(names))


def _kind_names(cls: type[Event]) -> tuple[str, ...]:
    """The kind of a class, or the kinds of one that is none of its own, such as OccasionEvent."""
    if cls.kind:
        return (cls.kind,)
    return tuple(name for name, other in kinds().items() if issubclass(other, cls))
