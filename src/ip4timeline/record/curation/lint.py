"""What a curator should look at before a record is published: doubtful, though not impossible.

A fault of `checks` makes a folder unloadable; nothing here does. Of these rules those in
`FIRM` contradict the record itself, so that ``ip4timeline check`` refuses what breaks them;
the others are remarks, which ``check --strict`` refuses too. The record that ships has none.
Each function looks at one rule, so that a test can name the rule it holds the record to.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final
from urllib.parse import urlsplit

from pendulum import Date

from ip4timeline.engine.errors import Fault
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.sources import Source
from ip4timeline.nato.confidence import confidence_of
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.context import OfficeChanged
from ip4timeline.nato.kinds.occasions import (
    Absence,
    Attendance,
    OccasionCalledOff,
    OccasionScheduled,
)
from ip4timeline.nato.kinds.ties import AgreementEnded, AgreementSigned
from ip4timeline.nato.registries import Coverage, Occasion
from ip4timeline.relationship.projections.offices import OFFICES, Incumbency
from ip4timeline.relationship.timeline import Timeline

SINCE: Final = 2022
"""The year from which on the record accounts for all whom an occasion concerned."""

HINDSIGHT: Final = (
    "first",
    "firsts",
    "second",
    "third",
    "fourth",
    "historic",
    "unprecedented",
    "landmark",
    "milestone",
    "last ever",
    "never before",
    "the only",
    "only time",
    "for the last time",
    "later",
    "eventually",
    "ultimately",
    "subsequently",
    "would go on to",
    "would become",
    "turned out",
    "in hindsight",
    "in retrospect",
    "consecutive",
    "in a row",
)
"""Words that count or look back, which a summary may not: what is so far the first is a question
to the record, and what came later was not known then."""
ALLOWED: Final = (
    r"\b(?:first|second|third)[- ](?:vice|deputy|secretary)\b",
    r"\bfirst[- ](?:minister|lady|lieutenant|stage|phase|half|quarter)\b",
    r"\bat first\b",
    r"\bput(?:s|ting)? [^.;]+? first\b",
    r"\bsecond[- ](?:half|quarter|world war|term|phase|stage)\b",
    r"\bthird[- ](?:countr\w+|part\w+|quarter|of)\b",
    r"\b(?:one|two)[- ]thirds?\b",
    r"\bNew Zealand First\b",
    r"\bsecond (?:day|session|round)\b",
    r"\bfourth[- ](?:of|quarter)\b",
    r"\b(?:no|not|or|sooner or|hours?|days?) later\b",
    r"\blater (?:this|that|the same|in the|on the) (?:day|week|month|year|summer|autumn)\b",
    r"\bwould go on to (?-i:[A-Z]|the\b)",
)
"""Contexts in which such a word counts nothing: names, ranks, fractions, plans with a date."""

_HINDSIGHT = re.compile(rf"\b(?:{'|'.join(map(re.escape, HINDSIGHT))})\b", re.IGNORECASE)
_ALLOWED = re.compile("|".join(ALLOWED), re.IGNORECASE)
_QUOTED = re.compile(r"'[^']{3,}'(?!\w)|\"[^\"]+\"|‘[^’]+’|“[^”]+”")

SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "occasion-scheduled": ("occasion", "dates"),
    "occasion-called-off": ("occasion",),
    "invitation": ("occasion", "person"),
    "acceptance": ("occasion", "person", "office"),
    "cancellation": ("occasion", "person"),
    "declination": ("occasion", "person"),
    "attendance": ("occasion",),
    "absence": ("occasion", "person"),
    "agreement-announced": ("agreement",),
    "agreement-signed": ("agreement",),
    "agreement-in-force": ("agreement",),
    "agreement-ended": ("agreement",),
    "status-changed": ("status", "body", "change"),
    "mission-changed": ("mission", "change", "head"),
    "mechanism-changed": ("mechanism", "change"),
    "visit": ("direction", "place", "participants"),
    "meeting": ("participants", "counterparts"),
    "exercise": ("exercise", "capacity"),
    "operation": ("operation",),
    "support": ("recipient", "stage", "fund", "amount", "currency", "in_kind"),
    "statement": ("speakers", "about", "act", "on"),
    "report": ("medium", "asserts"),
    "proposal": ("proposal",),
    "opposition": ("proposal", "participants"),
    "proposal-closed": ("proposal",),
    "policy-adopted": ("policy",),
    "office-changed": ("office", "person", "capacity"),
    "membership-changed": ("member", "body", "change"),
}
"""What two events of one kind, one partner and one day must differ in, or they are one fact."""


def hindsight(timeline: Timeline) -> Iterator[Fault]:
    """Summaries that count or look back."""
    for entry in timeline.entries:
        summary = getattr(entry, "summary", "")
        text = _ALLOWED.sub(lambda m: " " * len(m[0]), _QUOTED.sub(" ", summary))
        if found := _HINDSIGHT.search(text):
            yield Fault(
                f"says {found[0]!r}, which counts or looks back",
                event=entry.id,
                field="summary",
                remedy="State only what was knowable at known; what is the first is a question",
            )


def _published(event: Entry, sources: Mapping[str, Source]) -> list[Source]:
    cited = [sources[c.source] for c in event.cites if c.source in sources]
    return [s for s in cited if s.published is not None]


def _earliest(source: Source) -> Date | None:
    return source.published.earliest if source.published else None


def known_basis(timeline: Timeline) -> Iterator[Fault]:
    """A day of knowledge that no cited source can vouch for, though the event says cited."""
    sources = timeline.registries.source_by_id
    for event in timeline:
        if event.known_basis != "cited":
            continue
        dated = _published(event, sources)
        days = sorted(day for day in map(_earliest, dated) if day is not None)
        if not days:
            yield Fault(
                "says cited, and no cited source has a date",
                event=event.id,
                field="known_basis",
                remedy="Cite a dated source, or say live (public as it happened) or assumed",
            )
        elif days[0] > event.known:
            yield Fault(
                f"says cited, and the earliest dated source is of {days[0]}, after {event.known}",
                event=event.id,
                field="known_basis",
                remedy="Cite an earlier source, move known, or say live or assumed",
            )


def known_late(timeline: Timeline) -> Iterator[Fault]:
    """A day of knowledge after the day on which a cited source had certainly said it."""
    sources = timeline.registries.source_by_id
    for event in timeline:
        for index, cite in enumerate(event.cites):
            source = sources.get(cite.source)
            published = source.published.latest if source and source.published else None
            if published is not None and published < event.known and not cite.supports:
                yield Fault(
                    f"{cite.source!r} is of {published}, before {event.known}",
                    event=event.id,
                    field=f"cites.{index}",
                    remedy="Move known, or say in supports which part the earlier text speaks of",
                )


def attestation(timeline: Timeline) -> Iterator[Fault]:
    """Events that rest on copies alone."""
    for entry in timeline.entries:
        found = confidence_of(entry, timeline.registries)
        if found.level == "weak":
            yield Fault(
                f"rests on {found.reason}",
                event=entry.id,
                field="cites",
                remedy="Cite the original, or a report of somebody else",
            )


def locators(timeline: Timeline) -> Iterator[Fault]:
    """Citations by which nobody could find the passage or the publication."""
    for entry in timeline.entries:
        for index, cite in enumerate(entry.cites):
            if not cite.locator:
                yield Fault(
                    f"{cite.source!r} is cited without a locator",
                    event=entry.id,
                    field=f"cites.{index}",
                    remedy="Give the words or the place by which the passage is found",
                )
    for source in timeline.registries.sources:
        if not source.url and not source.notes:
            yield Fault(
                "has no link and no note where it was read",
                event=source.id,
                field="url",
                remedy="Give the address, or say in notes where it can be found",
            )


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

    What is not known is said in the coverage registry: a row for the occasion's series (or
    its id), the partner and the kind ``attendance`` whose ``state`` is not complete and whose
    ``basis`` says why.
    """
    concerned: dict[str, set[str]] = defaultdict(set)
    seen: set[tuple[str, str]] = set()
    off: set[str] = set()
    for event in timeline:
        if isinstance(event, OccasionScheduled):
            concerned[event.occasion].update(event.partners)
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


def twins(timeline: Timeline) -> Iterator[Fault]:
    """Two events that seem to be one fact: same kind, partner, time and subject."""
    groups: dict[Any, list[Event]] = defaultdict(list)
    for event in timeline:
        fields = SUBJECTS.get(event.kind)
        if fields is not None:
            groups[event.kind, *(_subject(getattr(event, f)) for f in fields)].append(event)
    for events in groups.values():
        for one, other in combinations(events, 2):
            same = set(one.partners) & set(other.partners) or one.partners == other.partners
            if same and _overlap(one, other):
                yield Fault(
                    f"seems to be the fact of {one.id!r}: same kind, partner, time and subject",
                    event=other.id,
                    field="id",
                    remedy="Make one event with the citations of both, or say what tells them "
                    "apart in the fields",
                )


def _subject(value: Any) -> Any:
    """What of a field tells facts apart: of people only who they are."""
    if isinstance(value, tuple):
        return frozenset(getattr(v, "person", v) or getattr(v, "party", v) for v in value)
    if isinstance(value, Event):
        return (value.kind, value.partners, value.occurred.text)
    return str(value)


def _overlap(one: Event, other: Event) -> bool:
    first, last = one.occurred.earliest, one.occurred.until or one.occurred.latest
    if first is None or last is None:
        return one.occurred == other.occurred
    return other.occurred.overlaps(first.toordinal(), last.toordinal())


def people_twice(timeline: Timeline) -> Iterator[Fault]:
    """People whose names, aliases included, are the same or nearly so.

    Namesakes are told apart by their aliases: each has one that the other lacks, or both have
    their name in the original script.
    """
    people = timeline.registries.people
    names = {p.id: {_letters(n) for n in (p.name, *p.aliases)} for p in people}
    for one, other in combinations(people, 2):
        if names[one.id] & names[other.id]:
            if names[one.id] < names[other.id] or names[other.id] <= names[one.id]:
                yield _twice(one.id, other.id, f"the name of {one.name}")
        elif all(any(not n.isascii() for n in names[p.id]) for p in (one, other)):
            continue
        elif (not (one.country and other.country) or one.country == other.country) and _close(
            _letters(one.name), _letters(other.name)
        ):
            yield _twice(one.id, other.id, f"nearly the name of {one.name}")


def _letters(name: str) -> str:
    """A name by its letters alone, in any order of its parts."""
    return " ".join(sorted(re.sub(r"[^\w]+", " ", name.casefold()).split()))


def _close(one: str, other: str) -> bool:
    matcher = difflib.SequenceMatcher(None, one, other)
    return matcher.real_quick_ratio() > 0.9 and matcher.ratio() > 0.9


def sources_twice(timeline: Timeline) -> Iterator[Fault]:
    """Sources of one address, or of one publisher, title and date."""
    addresses: dict[str, str] = {}
    titles: dict[tuple[str, str, str], str] = {}
    for source in timeline.registries.sources:
        if source.url:
            first = addresses.setdefault(_address(source.url), source.id)
            if first != source.id:
                yield _twice(first, source.id, "the address of another source")
                continue
        key = (_letters(source.publisher), _letters(source.title), str(source.published))
        first = titles.setdefault(key, source.id)
        if first != source.id:
            yield _twice(first, source.id, "publisher, title and date of another source")


def _address(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.casefold().removeprefix("www.").removeprefix("m.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def occasions_twice(timeline: Timeline) -> Iterator[Fault]:
    """Occasions of one format on the same days, unless one is part of the other."""
    for one, other in combinations(timeline.registries.occasions, 2):
        apart = one.part_of or other.part_of or one.dates != other.dates
        alike = one.format == other.format and (one.format != "other" or one.venue == other.venue)
        if alike and not apart:
            yield _twice(one.id, other.id, f"format and dates of {one.title}")


def _twice(first: str, second: str, what: str) -> Fault:
    return Fault(
        f"has {what} ({first!r})",
        event=second,
        field="id",
        remedy="Make them one entry, or let name or title tell them apart",
    )


def unused(timeline: Timeline) -> Iterator[Fault]:
    """Sources that nothing cites."""
    cited = {c.source for e in timeline.entries for c in _all_cites(e)}
    cited |= {origin for e in timeline.entries if (origin := getattr(e, "origin", ""))}
    for source in timeline.registries.sources:
        if source.id not in cited:
            yield Fault(
                "is cited by nothing", event=source.id, field="id", remedy="Cite it or drop it"
            )


def _all_cites(entry: Entry) -> Iterator[Any]:
    yield from entry.cites
    for name in ("replacement", "asserts"):
        inner = getattr(entry, name, None)
        if isinstance(inner, Entry):
            yield from _all_cites(inner)


RULES: Final[Mapping[str, Callable[[Timeline], Iterable[Fault]]]] = {
    "hindsight": hindsight,
    "known-basis": known_basis,
    "known-late": known_late,
    "attestation": attestation,
    "locators": locators,
    "offices-held": offices_held,
    "office-terms": office_terms,
    "office-coverage": office_coverage,
    "replacements": replacements,
    "accounted": accounted,
    "twins": twins,
    "people-twice": people_twice,
    "sources-twice": sources_twice,
    "occasions-twice": occasions_twice,
    "unused": unused,
}
"""Every rule by its name, as ``check --strict`` shows it."""
FIRM: Final = frozenset({"known-basis", "offices-held", "office-coverage", "replacements"})
"""Rules that an event breaks only by contradicting what it cites or another event."""


def lint(timeline: Timeline) -> Iterator[tuple[str, Fault]]:
    """Every remark on a timeline, each with the name of its rule."""
    for name, rule in RULES.items():
        for fault in rule(timeline):
            yield name, fault
