"""What the entries of a record must say to each other: references, order of plans, evidence.

Each check takes all entries and yields faults; none stops at the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

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
    OccasionScheduled,
    Proposal,
    Report,
    Support,
)
from ip4timeline.folds import History, Ordered
from ip4timeline.registries import Registries
from ip4timeline.relationship import PROJECTIONS
from ip4timeline.standing import Ledger, canonical
from ip4timeline.when import Certainty

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def check(entries: Sequence[Entry], registries: Registries) -> Iterator[Fault]:
    """Every fault that shows only when all entries are seen together."""
    for entry in entries:
        yield from _form(entry)
    yield from _references(entries, registries)
    yield from _amendments(entries)
    events = [e for e in entries if isinstance(e, Event)]
    yield from _occasions(events, registries)
    yield from _plans(events)
    yield from _pledges(events)
    yield from _ties(entries)


def _form(entry: Entry) -> Iterator[Fault]:
    if not _SLUG.fullmatch(entry.id):
        yield Fault(
            "is not in kebab-case", event=entry.id, field="id", remedy="Use a-z, 0-9 and single -"
        )
    if not entry.cites:
        yield Fault(
            "is empty",
            event=entry.id,
            field="cites",
            remedy="An event exists because a source says so",
        )
    if isinstance(entry, Event) and not entry.summary:
        yield Fault(
            "is empty", event=entry.id, field="summary", remedy="Say in a line what happened"
        )


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
                hint = did_you_mean(nearest(name, known[what])).removeprefix("; ").capitalize()
                yield Fault(
                    f"no {what} {name!r}",
                    event=entry.id,
                    field=field,
                    remedy=hint or f"Add it to the {what} registry or correct the id",
                )
    for occasion in registries.occasions:
        if occasion.part_of and occasion.part_of not in known["occasion"]:
            yield Fault(f"no occasion {occasion.part_of!r}", event=occasion.id, field="part_of")


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


def _occasions(events: Sequence[Event], registries: Registries) -> Iterator[Fault]:
    scheduled = {e.occasion for e in events if isinstance(e, OccasionScheduled)}
    for event in events:
        if not isinstance(event, Attendance | Absence):
            continue
        occasion = registries.occasion_by_id.get(event.occasion)
        if occasion is None:
            continue  # the reference is a fault already
        if event.occasion not in scheduled:
            yield Fault(
                f"nobody scheduled {event.occasion!r}",
                event=event.id,
                field="occasion",
                remedy="Add an occasion-scheduled event",
            )
        first, last = event.occurred.earliest, event.occurred.until or event.occurred.latest
        if (occasion.dates.earliest and last and last < occasion.dates.earliest) or (
            first
            and (end := occasion.dates.until or occasion.dates.latest) is not None
            and first > end
        ):
            yield Fault(
                f"{event.occurred} lies outside {event.occasion!r} ({occasion.dates})",
                event=event.id,
                field="occurred",
                remedy="Date it by the partner session, or correct the occasion's dates",
            )


def _plans(events: Sequence[Event]) -> Iterator[Fault]:
    """A cancellation withdraws an acceptance; a declination follows none."""
    accepted: dict[tuple[Partner, str], list[Acceptance]] = {}
    for event in events:
        if isinstance(event, Acceptance):
            accepted.setdefault((event.partner, event.occasion), []).append(event)
    for event in events:
        if not isinstance(event, Cancellation | Declination):
            continue
        before = [
            a
            for a in accepted.get((event.partner, event.occasion), ())
            if a.person == event.person and a.known <= event.known
        ]
        if isinstance(event, Cancellation) and not before:
            yield Fault(
                "withdraws a plan that nobody is recorded to have made",
                event=event.id,
                field="kind",
                remedy="Record the acceptance, or make it a declination",
            )
        if isinstance(event, Declination) and any(a.known < event.known for a in before):
            yield Fault(
                "refuses what was accepted before",
                event=event.id,
                field="kind",
                remedy="Make it a cancellation",
            )


def _pledges(events: Sequence[Event]) -> Iterator[Fault]:
    by_id = {e.id: e for e in events}
    for event in events:
        if isinstance(event, Support) and event.fulfils:
            pledge = by_id.get(event.fulfils)
            if pledge is not None and not (
                isinstance(pledge, Support)
                and pledge.stage == "pledged"
                and pledge.partners == event.partners
            ):
                yield Fault(
                    f"{event.fulfils!r} is not a pledge of the same partners",
                    event=event.id,
                    field="fulfils",
                )


READINGS: Final[tuple[Certainty, ...]] = ("certain", "possible")


def _ties(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Two events of one day and ``seq`` whose order only their ids decide, where it matters."""
    unique = {entry.id: entry for entry in entries}  # a second of one id is a fault already
    ledger = Ledger(canonical(unique.values()))
    found: dict[tuple[str, str], str] = {}
    for certainty in READINGS:
        knowledge = ledger.at(None)
        for projection in PROJECTIONS:
            for key, events in knowledge.groups(projection, certainty).items():
                history = _values(History(projection, key, events))
                for index, swapped in _swaps(events):
                    if _values(History(projection, key, swapped)) != history:
                        pair = (events[index][1].id, events[index + 1][1].id)
                        found.setdefault(pair, projection.name.lower())
    for (first, second), aspect in found.items():
        yield Fault(
            f"stands after {first!r} by its id alone, and swapped the two give another value "
            f"({aspect})",
            event=second,
            field="seq",
            remedy="Give the later one a higher seq",
        )


def _swaps(events: Ordered) -> Iterator[tuple[int, Ordered]]:
    for index, ((day, one), (other_day, other)) in enumerate(pairwise(events)):
        if (day, one.seq) == (other_day, other.seq):
            pair = [events[index + 1], events[index]]
            yield index, [*events[:index], *pair, *events[index + 2 :]]


def _values(history: History[Any]) -> list[Any]:
    return [(day, history.at(day)) for day in history.days]
