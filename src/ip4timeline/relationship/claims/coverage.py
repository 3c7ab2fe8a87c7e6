"""Whether the record is declared complete for what a selection takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Coverage, Registries
from ip4timeline.relationship.claims.period import AFTER, BEFORE, number_or

_SCOPES = ("occasion", "office", "type", "body")
"""Fields whose value says which series of a `Coverage` a selection is of."""


def registries_of(selection: Selection[Any]) -> Registries:
    """The registries of a selection, which are those of this domain."""
    assert isinstance(selection.registries, Registries)
    return selection.registries


def partners_of(selection: Selection[Any]) -> tuple[Partner, ...]:
    """The partners that a selection is about; none given: any."""
    return tuple(map(Partner.of, selection.parties))


def labels(partners: Iterable[Partner]) -> str:
    """Partners as a list of names."""
    return ", ".join(p.label for p in partners)


def coverage_of(
    selection: Selection[Any], first: int | None, last: int | None, *, everyone: bool = False
) -> tuple[tuple[Coverage, ...], str]:
    """The declarations that cover a selection, and what they leave uncovered (empty: nothing).

    ``everyone``: unless the selection is about some partners, it takes all four.
    """
    scope = _scope(selection)
    if not scope:
        return (), "no record is complete for events of all kinds; narrow it with of()"
    if selection.horizon is not None and (last is None or last > selection.horizon):
        return (), (
            f"nothing is known after {from_day_number(selection.horizon)}; narrow it with between()"
        )
    used: list[Coverage] = []
    for series, needed in scope:
        rows = [c for c in registries_of(selection).coverage if c.series == series]
        speaking = [c for c in rows if c.state == "complete" and needed <= set(c.kinds)]
        for owner in _owners(selection, series, rows, everyone):
            spanning = _spanning((c for c in speaking if c.partner == owner), first, last)
            used.extend(c for c in spanning if c not in used)
            if not spanning:
                whose = f" of {owner.label}" if owner else ""
                return tuple(used), (
                    f"the record is not declared complete for {', '.join(sorted(needed))} in "
                    f"{series}{whose} over the whole period; narrow it with between()"
                )
    return tuple(used), ""


def _owners(
    selection: Selection[Any], series: str, rows: list[Coverage], everyone: bool
) -> tuple[Partner | None, ...]:
    """Whom the record must be complete for."""
    if selection.parties:
        return partners_of(selection)
    if everyone:
        return tuple(Partner)
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
    missing = BEFORE if first is None else first
    end = AFTER if last is None else last
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
