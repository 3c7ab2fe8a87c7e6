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
from ip4timeline.nato.registries import Coverage, Occasion
from ip4timeline.relationship.claims.formats import shut_out
from ip4timeline.relationship.claims.period import (
    AFTER,
    BEFORE,
    Days,
    number_or,
    occasion_of,
    occasions_of,
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


def at_one(selection: Selection[Any], occasion: Occasion) -> Selection[Any]:
    """The part of a selection that is about one occasion."""
    return attrs.evolve(selection, values=(*selection.values, ("occasion", occasion.id)))


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
    scope = _scope(selection)
    if not scope:
        complete = any(c.state == "complete" for c in registries_of(selection).coverage)
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
    if days is None and (odd := _undated(selection)):
        return (), f"it is not sure when {odd.id} was: {odd.dates}"
    asked = _rank_asked(selection)
    used: list[Coverage] = []
    for series, needed in scope:
        rows = [c for c in registries_of(selection).coverage if c.series == series]
        speaking = [c for c in rows if set(c.kinds) & needed and _reaches(c, asked)]
        for owner in _owners(selection, series, rows):
            telling = [c for c in speaking if c.partner == owner]
            own = [c for c in telling if c.state == "complete" and needed <= set(c.kinds)]
            listed = ", ".join(sorted(needed))
            what = listed if listed == series else f"{listed} in {series}"
            whose = f" of {owner.label}" if owner else ""
            spanning, against = _spanning(own, telling, (first, last))
            used.extend(c for c in spanning if c not in used)
            if against is not None:
                return tuple(used), _contrary(what + whose, against)
            if not spanning:
                return tuple(used), _gap(what + whose, own, (first, last), occasion_of(selection))
    return tuple(used), ""


def _undated(selection: Selection[Any]) -> Occasion | None:
    """An occasion whose uncertain date says of which days a selection is."""
    if selection.first is not None and selection.last is not None and not occasion_of(selection):
        return None
    return next((o for o in occasions_of(selection) if o.dates.qualifier), None)


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
    said = f"the record is declared complete for {what} only over {_periods(own)}"
    first, last = number_or_open(days)
    helps = any(since <= last and until >= first for since, until, _ in map(_span, _certain(own)))
    return f"{said}; narrow it with between()" if helps and occasion is None else said


def _contrary(what: str, row: Coverage) -> str:
    """What a declaration says that contradicts those of completeness."""
    return f"the record is declared both complete and {row.state} for {what} over {row.period}"


def _periods(rows: Iterable[Coverage]) -> str:
    """Of which days some rows speak, and which of them do so with a doubt."""
    periods = dict.fromkeys(row.period for row in rows)
    return ", ".join(f"{p} (not sure)" if p.qualifier else str(p) for p in periods)


def _certain(rows: Iterable[Coverage]) -> list[Coverage]:
    """The rows of which it is sure of which days they speak."""
    return [row for row in rows if not row.period.qualifier]


def number_or_open(days: Days) -> tuple[int, int]:
    """Days as numbers, an open side before or after all days."""
    first, last = days
    return (BEFORE if first is None else first), (AFTER if last is None else last)


def on_record(selection: Selection[Any], days: Days) -> Covered:
    """Whether every occasion of a selection's series between two days is on record.

    It is if something of the series is complete there that can be at an occasion: what was gone
    through for that, whoever's it is, names the occasions. What was complete for a rank alone does
    not: that no leader came in all those years names no meeting.
    """
    rows = [c for c in registries_of(selection).coverage if c.series == selection.series]
    held = {name for name, cls in kinds().items() if hasattr(cls, "occasion")}
    complete = [
        c for c in rows if c.state == "complete" and c.level is None and held.intersection(c.kinds)
    ]
    contrary: list[Coverage] = []
    for partner, kinds_ in dict.fromkeys((c.partner, c.kinds) for c in complete):
        own = [c for c in complete if (c.partner, c.kinds) == (partner, kinds_)]
        about = [c for c in rows if c.partner == partner and set(c.kinds) & set(kinds_)]
        spanning, against = _spanning(own, about, days)
        if spanning and against is None:
            return spanning, ""
        contrary.extend([against] if against else [])
    if contrary:
        return (), _contrary(f"{', '.join(contrary[0].kinds)} in {selection.series}", contrary[0])
    if not complete:
        return (), f"the record nowhere declares that it has every occasion of {selection.series}"
    said = f"the record is declared to have every {selection.series}"
    return (), f"{said} only over {_periods(complete)}"


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
    complete: Iterable[Coverage], said: Iterable[Coverage], days: Days
) -> tuple[tuple[Coverage, ...], Coverage | None]:
    """The rows whose periods, joined where they touch, span all the days; empty: they do not.

    Args:
        complete: those that speak of what is asked, and for all of it.
        said: all that speak of some of it; one of them that says of the same days that they are
            sampled or unknown is given beside those that it denies.
        days: the days.
    """
    missing, end = number_or_open(days)
    used: list[Coverage] = []
    for since, until, row in sorted(map(_span, _certain(complete)), key=lambda span: span[:2]):
        if until < missing:
            continue
        if since > missing:
            break
        used.append(row)
        missing = until + 1
        if missing > end:
            return tuple(used), _against(used, said, days)
    return (), None


def _against(used: list[Coverage], said: Iterable[Coverage], days: Days) -> Coverage | None:
    """A row that denies what another says; what is said of a rank is an exception to all ranks."""
    denying = [row for row in said if row.state != "complete"]
    first, last = number_or_open(days)
    for since, until, row in map(_span, used):
        low, high = max(since, first), min(until, last)
        for other in denying:
            if _rank(other) >= _rank(row) and other.period.overlaps(low, high):
                return other
    return None


def _rank(row: Coverage) -> int:
    """The rank from which on a row speaks of events, as a number."""
    return -1 if row.level is None else row.level.rank


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
    """The kinds of event that a selection of a class holds: its own, and those that stem from it.

    A declaration speaks of the kinds that it names, and of none that stem from them.
    """
    stemming = (name for name, other in kinds().items() if issubclass(other, cls))
    return tuple(dict.fromkeys([cls.kind, *stemming] if cls.kind else stemming))
