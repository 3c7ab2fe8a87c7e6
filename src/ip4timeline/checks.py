"""What the entries of a record must say to each other: references, order of plans, evidence.

Each check takes all entries and yields faults; none stops at the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import Any, Final, get_args

import attrs

from ip4timeline.actors import Partner
from ip4timeline.errors import Fault, did_you_mean, nearest
from ip4timeline.events import (
    Absence,
    Acceptance,
    AgreementAnnounced,
    AgreementSigned,
    Amendment,
    Attendance,
    Cancellation,
    Correction,
    Declination,
    Entry,
    Event,
    Exercise,
    Invitation,
    OccasionScheduled,
    OfficeChanged,
    Operation,
    PlanEvent,
    Proposal,
    ProposalEvent,
    Report,
    Support,
)
from ip4timeline.events.ties import AgreementType
from ip4timeline.folds import History, Ordered, Tally
from ip4timeline.registries import Coverage, Registries
from ip4timeline.relationship import PROJECTIONS
from ip4timeline.standing import Knowledge, Ledger, canonical, knowledge_day
from ip4timeline.vocabulary import kinds
from ip4timeline.when import READINGS

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@attrs.frozen
class _Account:
    """An event as first written, or as a correction would have it: what each check looks at."""

    event: Event
    owner: Entry
    prefix: str = ""

    def fault(self, reason: str, field: str, remedy: str = "") -> Fault:
        """A fault under the id by which a curator finds it: for a replacement, the correction's."""
        return Fault(reason, event=self.owner.id, field=self.prefix + field, remedy=remedy)


def _accounts(entries: Iterable[Entry]) -> Iterator[_Account]:
    for entry in entries:
        if isinstance(entry, Event):
            yield _Account(entry, entry)
        elif isinstance(entry, Correction):
            yield _Account(entry.replacement, entry, "replacement.")


class _Worlds:
    """The accounts as they stand at every knowledge day on which one may displace another."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        unique = {entry.id: entry for entry in entries}  # a second of one id is a fault already
        ledger = Ledger(canonical(unique.values()))
        # An amendment alone takes a standing event away; on its eve one still stood.
        eves = {knowledge_day(a) - 1 for a in ledger.amendments if a.known is not None}
        self.knowledge: list[Knowledge] = [ledger.at(day) for day in (None, *sorted(eves))]
        self._by_identity = {id(a.event): a for a in _accounts(unique.values())}
        self.each = [[self.account(e) for e in k.standing] for k in self.knowledge]
        self.all = list({id(a.event): a for world in self.each for a in world}.values())
        """Each account that ever stands: one that never does was put right already."""

    def account(self, event: Event) -> _Account:
        """The account that a standing event is, with where it was written."""
        return self._by_identity[id(event)]


def check(entries: Sequence[Entry], registries: Registries) -> Iterator[Fault]:
    """Every fault that shows only when all entries are seen together."""
    for entry in entries:
        yield from _form(entry)
    yield from _references(entries, registries)
    yield from _amendments(entries)
    worlds = _Worlds(entries)
    yield from _occasions(worlds.all, registries)
    yield from _offices(worlds.all, registries)
    found = [fault for world in worlds.each for fault in (*_plans(world), *_pledges(world))]
    yield from {(f.event, f.field, f.reason): f for f in found}.values()
    yield from _ties(worlds)


def check_coverage(
    entries: Sequence[Entry], registries: Registries
) -> Iterator[tuple[Coverage, Fault]]:
    """Every row of coverage that speaks of nothing, which would leave a claim unestablished.

    With each fault comes its row, which has no id by which to find it.
    """
    names, registered = _series(entries, registries), kinds()
    for row in registries.coverage:
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
                    remedy=_hint(near)
                    or "Name a series of occasions, an office, a type of agreement, an actor or a "
                    "kind of event",
                ),
            )


def _series(entries: Sequence[Entry], registries: Registries) -> set[str]:
    """What a claim can be about, by the name under which coverage is looked up for it."""
    events = [account.event for account in _accounts(entries)]
    return {
        *(o.series or o.id for o in registries.occasions),
        *registries.office_by_id,
        *registries.actor_by_id,
        *kinds(),
        *get_args(AgreementType),
        *(e.exercise for e in events if isinstance(e, Exercise)),
        *(e.operation for e in events if isinstance(e, Operation)),
        *(e.proposal for e in events if isinstance(e, ProposalEvent)),
    }


def _hint(near: Sequence[str]) -> str:
    return did_you_mean(near).removeprefix("; ").capitalize()


def _form(entry: Entry) -> Iterator[Fault]:
    if not _SLUG.fullmatch(entry.id):
        yield Fault(
            "is not in kebab-case", event=entry.id, field="id", remedy="Use a-z, 0-9 and single -"
        )
    if not entry.cites:  # of a correction: they are its replacement's evidence too
        yield Fault(
            "is empty",
            event=entry.id,
            field="cites",
            remedy="An event exists because a source says so",
        )
    for account in _accounts([entry]):
        if not account.event.summary:
            yield account.fault("is empty", "summary", "Say in a line what happened")


def _references(entries: Sequence[Entry], registries: Registries) -> Iterator[Fault]:
    events = [e for e in entries if isinstance(e, Event)]
    partners = [p.value for p in Partner]
    # What a report claims and a correction states may be named as well.
    told = [
        *events,
        *(e.asserts for e in events if isinstance(e, Report) and e.asserts),
        *(e.replacement for e in entries if isinstance(e, Correction)),
    ]
    known: Mapping[str, set[str]] = {
        "source": set(registries.source_by_id),
        "person": set(registries.person_by_id),
        "office": set(registries.office_by_id),
        "party": {*registries.actor_by_id, *partners},
        "occasion": set(registries.occasion_by_id),
        "event": {e.id for e in events},
        "agreement": {
            e.agreement for e in told if isinstance(e, AgreementSigned | AgreementAnnounced)
        },
        "proposal": {e.proposal for e in told if isinstance(e, Proposal)},
    }
    for entry in entries:
        for field, what, name in _named(entry, ""):
            if name not in known[what]:
                hint = _hint(nearest(name, known[what]))
                yield Fault(
                    f"no {what} {name!r}",
                    event=entry.id,
                    field=field,
                    remedy=hint or f"Add it to the {what} registry or correct the id",
                )
    for occasion in registries.occasions:
        if occasion.part_of and occasion.part_of not in known["occasion"]:
            yield Fault(f"no occasion {occasion.part_of!r}", event=occasion.id, field="part_of")
    for office in registries.offices:
        if office.party not in known["party"]:
            yield Fault(
                f"no party {office.party!r}",
                event=office.id,
                field="party",
                remedy=_hint(nearest(office.party, known["party"])) or "Name a partner or an actor",
            )


def _named(value: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Each reference within an event: the field, what it refers to, and the id."""
    for attribute in attrs.fields(type(value)):
        inner = getattr(value, attribute.name)
        field = f"{path}{attribute.name}"
        what = attribute.metadata.get("refers_to")
        if what is not None:
            names = inner if isinstance(inner, tuple) else (inner,)
            for name in names:
                if name:
                    yield field, what, name
        elif isinstance(inner, tuple):
            for index, item in enumerate(inner):
                if attrs.has(type(item)):
                    yield from _named(item, f"{field}.{index}.")
        elif isinstance(inner, Event):
            yield from _named(inner, f"{field}.")


def _amendments(entries: Sequence[Entry]) -> Iterator[Fault]:
    amendments = {e.id for e in entries if isinstance(e, Amendment)}
    for entry in entries:
        if isinstance(entry, Amendment) and entry.target in amendments:
            yield Fault(
                f"{entry.target!r} is itself a correction or retraction",
                event=entry.id,
                field="target",
                remedy="Write a later one of the same event instead",
            )


def _occasions(accounts: Sequence[_Account], registries: Registries) -> Iterator[Fault]:
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


def _offices(accounts: Sequence[_Account], registries: Registries) -> Iterator[Fault]:
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


def _plans(accounts: Sequence[_Account]) -> Iterator[Fault]:
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


def _pledges(accounts: Sequence[_Account]) -> Iterator[Fault]:
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


def _ties(worlds: _Worlds) -> Iterator[Fault]:
    """Two events of one day and ``seq`` whose order only their ids decide, where it matters."""
    found: dict[tuple[str, str], tuple[_Account, str]] = {}
    seen: set[Any] = set()  # most groups are the same at every knowledge day
    for knowledge in worlds.knowledge:
        for certainty in READINGS:
            for projection in PROJECTIONS:
                if isinstance(projection, Tally):
                    continue  # its sums are the same in any order, by law
                for key, events in knowledge.groups(projection, certainty).items():
                    group = (projection, key, tuple((day, id(event)) for day, event in events))
                    if group in seen:
                        continue
                    seen.add(group)
                    history = _values(History(projection, key, events))
                    for first, second, swapped in _swaps(events):
                        if (first.id, second.id) not in found and history != _values(
                            History(projection, key, swapped)
                        ):
                            place = worlds.account(second)
                            found[first.id, second.id] = (place, projection.name.lower())
    for (before, _), (account, aspect) in found.items():
        yield account.fault(
            f"stands after {before!r} by its id alone, and swapped the two give another value "
            f"({aspect})",
            "seq",
            "Give the later one a higher seq",
        )


def _swaps(events: Ordered) -> Iterator[tuple[Event, Event, Ordered]]:
    """Each two events that only their ids order, and the order with these two swapped."""
    places = groupby(range(len(events)), key=lambda i: (events[i][0], events[i][1].seq))
    for _, group in places:
        for one, other in combinations(group, 2):
            swapped = list(events)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            yield events[one][1], events[other][1], swapped


def _values(history: History[Any]) -> list[Any]:
    return [(day, history.at(day)) for day in history.days]
