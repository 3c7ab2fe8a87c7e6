"""What became of agreements that were replaced, and of those whom an occasion concerned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ip4timeline.engine.errors import Fault
from ip4timeline.nato.kinds.occasions import (
    Absence,
    Attendance,
    OccasionCalledOff,
    OccasionScheduled,
)
from ip4timeline.nato.kinds.ties import AgreementEnded, AgreementSigned
from ip4timeline.nato.registries import Coverage, Occasion
from ip4timeline.relationship.timeline import Timeline

SINCE: Final = 2022
"""The year from which on the record accounts for all whom an occasion concerned."""


def replacements(timeline: Timeline) -> Iterator[Fault]:
    """Agreements that ended on another day than the one that replaced them began."""
    signed = {e.agreement: e for e in timeline.of(AgreementSigned)}
    ended = {e.agreement: e for e in timeline.of(AgreementEnded)}
    for event in signed.values():
        for id in event.replaces:
            old = signed.get(id)
            if old is None:
                continue
            if set(old.partners) != set(event.partners):
                yield Fault(
                    f"replaces {id!r}, which other partners concluded",
                    event=event.id,
                    field="replaces",
                    remedy="Correct the partners or the agreement",
                )
            day, since = event.occurred.latest, old.occurred.earliest
            if day is not None and since is not None and day < since:
                yield Fault(
                    f"replaces {id!r}, which was concluded later ({old.occurred})",
                    event=event.id,
                    field="replaces",
                    remedy="Correct a date or the agreement",
                )
            end = ended.get(id)
            if end is not None and end.occurred != event.occurred:
                yield Fault(
                    f"{id!r} ended on {end.occurred}, and was replaced on {event.occurred}",
                    event=end.id,
                    field="occurred",
                    remedy="What is replaced ends that day; drop the end or the replacement",
                )


def accounted(timeline: Timeline) -> Iterator[Fault]:
    """Past occasions that leave open what became of one of those whom they concerned.

    An occasion without a format for partners leaves nothing open. What is not known is said in
    the coverage registry: a row for the occasion's series (or
    its id), the partner and the kind ``attendance`` whose ``state`` is not complete and whose
    ``basis`` says why.
    """
    concerned: dict[str, set[str]] = defaultdict(set)
    seen: set[tuple[str, str]] = set()
    off: set[str] = set()
    for event in timeline:
        if isinstance(event, OccasionScheduled):
            concerned[event.occasion].update(event.partners)
            if event.partner_format == "none":
                seen.update((event.occasion, p) for p in event.partners)
        elif isinstance(event, Attendance | Absence):
            seen.update((event.occasion, p) for p in event.partners)
        elif isinstance(event, OccasionCalledOff):
            off.add(event.occasion)
    for occasion in sorted(timeline.registries.occasions, key=lambda o: o.place_in_time):
        first = occasion.dates.earliest
        if first is None or first.year < SINCE or occasion.id in off:
            continue
        for partner in sorted(concerned[occasion.id]):
            if (occasion.id, partner) in seen:
                continue
            if not any(_excuses(c, occasion, partner) for c in timeline.registries.coverage):
                yield Fault(
                    f"does not say whether {partner} came",
                    event=occasion.id,
                    field="id",
                    remedy="Add the attendance or absence, or a coverage row that says why not",
                )


def _excuses(row: Coverage, occasion: Occasion, partner: str) -> bool:
    first, last = occasion.dates.earliest, occasion.dates.until or occasion.dates.latest
    return (
        row.state != "complete"
        and bool(row.basis)
        and row.series in (occasion.series, occasion.id)
        and row.partner in (None, partner)
        and "attendance" in row.kinds
        and row.period.overlaps(
            first.toordinal() if first else None, last.toordinal() if last else None
        )
    )
