"""Offices: who acts in them, whether terms fit together, what is declared complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ip4timeline.engine.errors import Fault
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.offices import OfficeChanged
from ip4timeline.relationship.projections.offices import OFFICES, Incumbency
from ip4timeline.relationship.timeline import Timeline


def offices_held(timeline: Timeline) -> Iterator[Fault]:
    """People who act in an office that somebody else held that day.

    On the day of a hand-over both may; where the record has no holder it says nothing.
    """
    view = timeline.project(OFFICES)
    for event in timeline:
        day = event.occurred.latest
        if day is None or not event.occurred.exact:
            continue
        for field, who in _acting(event):
            if not who.person or not who.office:
                continue
            holders: list[Incumbency] = [
                spell.value
                for spell in view.spells(who.office)
                if spell.since <= day and (spell.until is None or day <= spell.until)
            ]
            people = {p for value in holders for p in (value.holder, value.acting) if p}
            if people and who.person not in people:
                named = " and ".join(map(repr, sorted(people)))
                yield Fault(
                    f"{who.person!r} acts as {who.office!r}, which {named} held on {day}",
                    event=event.id,
                    field=field,
                    remedy="Correct the person, the office or the office's history",
                )


def _acting(event: Event) -> Iterator[tuple[str, Any]]:
    for name in ("delegates", "participants", "speakers"):
        for index, who in enumerate(getattr(event, name, ())):
            yield f"{name}.{index}", who


def office_terms(timeline: Timeline) -> Iterator[Fault]:
    """Changes of office that change nothing, and suspended holders for whom nobody acts.

    A term has no gap but one that an event states: an office that fell vacant was vacant.
    """
    view = timeline.project(OFFICES)
    changes: dict[str, list[OfficeChanged]] = defaultdict(list)
    for event in timeline.of(OfficeChanged):
        changes[event.office].append(event)
    for office, events in changes.items():
        spells = view.spells(office)
        marks = {id for spell in spells for id in spell.because}
        for event in events[1:]:
            if event.person and event.id not in marks:
                yield Fault(
                    f"changes nothing: {event.person!r} was {event.capacity} holder already",
                    event=event.id,
                    field="person",
                    remedy="One of two events is too many, or a holder between them is missing",
                )
        for spell in spells:
            if not spell.value.person and spell.until is not None:
                yield Fault(
                    f"nobody exercised {office!r} from {spell.since} to {spell.until}",
                    event=spell.because[-1],
                    field="office",
                    remedy="Add who acted for the suspended holder",
                )


def office_coverage(timeline: Timeline) -> Iterator[Fault]:
    """Offices declared complete for a period in which somebody is missing."""
    offices = timeline.registries.office_by_id
    view = timeline.project(OFFICES)
    for row in timeline.registries.coverage:
        if row.series not in offices or row.state != "complete":
            continue
        begun = min((s.since for s in view.spells(row.series)), default=None)
        start = row.period.latest
        if begun is None or (start is not None and begun > start):
            yield Fault(
                f"is declared complete from {start}, and the first holder is of {begun}",
                event=row.series,
                field="period",
                remedy="Add who held it before, or begin the period later",
            )
