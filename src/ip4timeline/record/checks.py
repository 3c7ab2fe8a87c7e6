"""What the entries of this domain must say to each other: occasions, offices, plans, pledges.

Each check takes all entries and yields faults; none stops at the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, get_args

from ip4timeline.engine.errors import Fault, nearest
from ip4timeline.engine.events.amendments import Correction
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.files.checks import (
    Account,
    Either,
    Worlds,
    accounts_of,
    amendments,
    form,
    hint,
    references,
    rows,
    ties,
)
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.nato.kinds.contacts import Exercise, Operation, Support
from ip4timeline.nato.kinds.occasions import (
    Absence,
    Acceptance,
    Attendance,
    Cancellation,
    Declination,
    Invitation,
    OccasionScheduled,
    PlanEvent,
)
from ip4timeline.nato.kinds.offices import OfficeChanged
from ip4timeline.nato.kinds.ties import AgreementAnnounced, AgreementSigned, AgreementType
from ip4timeline.nato.kinds.voices import Proposal, ProposalEvent, Report
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Actor, Coverage, Occasion, Office, Registries
from ip4timeline.relationship.projections.table import PROJECTIONS

PARTIES: Final = frozenset(partner.value for partner in Partner)


def check(
    entries: Sequence[Entry],
    registries: Registries,
    projections: Iterable[Projection[Any, Any]] = (),
) -> Iterator[Fault]:
    """Every fault that shows only when all entries are seen together.

    Args:
        entries: all of them.
        registries: what they refer to.
        projections: projections of your own, under whose rules as under the library's two
            events of one day must not be tied.
    """
    for entry in entries:
        yield from form(entry)
    yield from rows(registries)
    yield from references(entries, registries, _names(entries, registries))
    yield from amendments(entries)
    worlds = Worlds(entries)
    yield from occasions(worlds.all, registries)
    yield from offices(worlds.all, registries)
    found = [fault for world in worlds.each for fault in (*plans(world), *pledges(world))]
    yield from {(f.event, f.field, f.reason): f for f in found}.values()
    yield from ties(worlds, dict.fromkeys((*PROJECTIONS, *projections)))


def _names(entries: Sequence[Entry], registries: Registries) -> dict[str, set[str]]:
    """What a field can refer to beside registries and events."""
    found: dict[str, set[str]] = {
        "party": {*registries.actor_by_id, *PARTIES},
        "agreement": set(),
        "proposal": set(),
    }
    for entry in entries:
        for what, name in names_of(entry):
            found[what].add(name)
    return found


def names_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """What one entry brings that a field can refer to beside the entry: what it is, its id."""
    # What a report claims and a correction states may be named as well.
    for event in (
        entry,
        entry.asserts if isinstance(entry, Report) else None,
        entry.replacement if isinstance(entry, Correction) else None,
    ):
        if isinstance(event, AgreementSigned | AgreementAnnounced):
            yield "agreement", event.agreement
        elif isinstance(event, Proposal):
            yield "proposal", event.proposal


def check_coverage(
    entries: Sequence[Entry], registries: Registries
) -> Iterator[tuple[Coverage, Fault]]:
    """Every row of coverage that speaks of nothing, which would leave a claim unestablished.

    With each fault comes its row, which has no id by which to find it.
    """
    names = {name for entry in entries for name in series_of(entry)}
    for table in SERIES:
        names.update(
            series
            for row in registries.rows_by_id[table].values()
            if (series := series_of_row(row))
        )
    yield from coverage(registries.coverage, names)


def coverage(rows: Iterable[Coverage], series: Collection[str]) -> Iterator[tuple[Coverage, Fault]]:
    """Every row of coverage that speaks of nothing.

    Args:
        rows: the rows to look at.
        series: what entries and registries have that a claim can be about.
    """
    registered = kinds()
    for row in rows:
        names = Either(series, {*registered, *get_args(AgreementType)})
        wrong = [("series", "series", row.series)] if row.series not in names else []
        wrong += [("kinds", "kind of event", kind) for kind in row.kinds if kind not in registered]
        for field, what, name in wrong:
            near = nearest(name, names if field == "series" else registered)
            yield (
                row,
                Fault(
                    f"no {what} {name!r}",
                    event=row.series,
                    field=field,
                    remedy=hint(near)
                    or "Name a series of occasions, an office, a type of agreement, an actor or a "
                    "kind of event",
                ),
            )


SERIES: Final = ("occasion", "office", "actor")
"""The registries whose rows a claim can be about."""


def series_of_row(row: Any) -> str:
    """What a claim about a row of a registry is about; empty where there can be none."""
    if isinstance(row, Occasion):
        return row.series or row.id
    return str(row.id) if isinstance(row, Office | Actor) else ""


def series_of(entry: Entry) -> Iterator[str]:
    """What a claim about an entry can be about, as each account of it has it."""
    for account in accounts_of([entry]):
        event = account.event
        if isinstance(event, Exercise):
            yield event.exercise
        elif isinstance(event, Operation):
            yield event.operation
        elif isinstance(event, ProposalEvent):
            yield event.proposal


def occasions(accounts: Sequence[Account], registries: Registries) -> Iterator[Fault]:
    """Who was invited, planned or attended was so at an occasion that was scheduled for them."""
    concerned: dict[str, set[Partner]] = {}
    for account in accounts:
        event = account.event
        if isinstance(event, OccasionScheduled):
            concerned.setdefault(event.occasion, set()).update(event.partners)
    for account in accounts:
        event = account.event
        if not isinstance(event, Invitation | PlanEvent | Attendance):
            continue
        occasion = registries.occasion_by_id.get(event.occasion)
        if occasion is None:
            continue  # the reference is a fault already
        if event.occasion not in concerned:
            yield account.fault(
                f"nobody scheduled {event.occasion!r}",
                "occasion",
                "Add an occasion-scheduled event",
            )
        else:
            for partner in event.partners:
                if partner not in concerned[event.occasion]:
                    yield account.fault(
                        f"no occasion-scheduled of {event.occasion!r} names {partner.value!r}",
                        "partners",
                        "Correct the partner, or add it to those whom the occasion may concern",
                    )
        if not isinstance(event, Attendance | Absence):
            continue
        first, last = event.occurred.earliest, event.occurred.until or event.occurred.latest
        if (occasion.dates.earliest and last and last < occasion.dates.earliest) or (
            first
            and (end := occasion.dates.until or occasion.dates.latest) is not None
            and first > end
        ):
            yield account.fault(
                f"{event.occurred} lies outside {event.occasion!r} ({occasion.dates})",
                "occurred",
                "Date it by the partner session, or correct the occasion's dates",
            )


def offices(accounts: Sequence[Account], registries: Registries) -> Iterator[Fault]:
    """The office of a partner changes hands in that partner's history, and in no other."""
    for account in accounts:
        event = account.event
        if not isinstance(event, OfficeChanged):
            continue
        office = registries.office_by_id.get(event.office)
        party = office.party if office else ""
        if party in set(Partner) and event.partners != (Partner.of(party),):
            yield account.fault(
                f"{event.office!r} is an office of {party!r} alone",
                "partners",
                f"Write partners = [{party!r}]".replace("'", '"'),
            )


def plans(accounts: Sequence[Account]) -> Iterator[Fault]:
    """A cancellation withdraws an acceptance; a declination follows none."""
    accepted: dict[tuple[Partner, str], list[Acceptance]] = {}
    for account in accounts:
        event = account.event
        if isinstance(event, Acceptance):
            accepted.setdefault((event.partner, event.occasion), []).append(event)
    for account in accounts:
        event = account.event
        if not isinstance(event, Cancellation | Declination):
            continue
        before = [
            a
            for a in accepted.get((event.partner, event.occasion), ())
            if a.person == event.person and a.known <= event.known
        ]
        if isinstance(event, Cancellation) and not before:
            yield account.fault(
                "withdraws a plan that nobody is recorded to have made",
                "kind",
                "Record the acceptance, or make it a declination",
            )
        if isinstance(event, Declination) and any(a.known < event.known for a in before):
            yield account.fault(
                "refuses what was accepted before", "kind", "Make it a cancellation"
            )


def pledges(accounts: Sequence[Account]) -> Iterator[Fault]:
    """What fulfils a pledge fulfils one of the same partners."""
    by_id = {account.event.id: account.event for account in accounts}
    for account in accounts:
        event = account.event
        if isinstance(event, Support) and event.fulfils:
            pledge = by_id.get(event.fulfils)
            if pledge is not None and not (
                isinstance(pledge, Support)
                and pledge.stage == "pledged"
                and pledge.partners == event.partners
            ):
                yield account.fault(
                    f"{event.fulfils!r} is not a pledge of the same partners", "fulfils"
                )
