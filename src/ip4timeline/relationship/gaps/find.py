"""Finds what the record lacks on a day, as it was known by a day; no clock is read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ip4timeline.engine.time.days import Date
from ip4timeline.engine.timeline.evidence import citations_of
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.contacts import Exercise, Support
from ip4timeline.nato.kinds.occasions import (
    Attendance,
    OccasionCalledOff,
    OccasionEvent,
    OccasionScheduled,
)
from ip4timeline.nato.kinds.voices import Report, Statement
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.gaps.gap import GAP_KINDS, Gap, GapKind
from ip4timeline.relationship.gaps.months import empty_months
from ip4timeline.relationship.projections.value import Value
from ip4timeline.relationship.same import meet, subject
from ip4timeline.relationship.snapshot.snapshot import Snapshot

_WORDS: Final = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_ORDINALS: Final = {word: number for number, word in enumerate(_WORDS.split(), 1)}
"""By the word in an id of an event, its number in a counted series."""
_NUMBERED: Final = re.compile(rf"-({'|'.join(_ORDINALS)})-(.+)$")
_YEARLY: Final = re.compile(r"(.+)-(\d{4})$")
_OPEN_STEPS: Final[Mapping[str, frozenset[str]]] = {
    "negotiations": frozenset({"announced"}),
    "statuses": frozenset({"applied", "announced"}),
    "missions": frozenset({"requested"}),
    "mechanisms": frozenset({"agreed"}),
}
"""By aspect, the steps after which another is due."""
_HOLDING: Final = ("offices", "agreements", "statuses", "missions", "mechanisms")
"""The aspects whose values hold until something ends them."""
_SHOWN: Final = 3
"""How many publishers are named."""


class Search:
    """One search through what was known of a day.

    Args:
        snapshot: how things stood.
        events: what had begun by then, as it was known, in order.
        why: gives the events behind a value of the snapshot.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        events: Sequence[Event],
        why: Callable[[Value], Iterable[Event]],
    ) -> None:
        self.snapshot = snapshot
        self.events = events
        self.day: Date = snapshot.as_of
        self._why = why

    def found(self, kinds: Iterable[GapKind]) -> tuple[Gap, ...]:
        """The gaps of some kinds, kind by kind."""
        return tuple(gap for kind in GAP_KINDS if kind in kinds for gap in _SEARCHES[kind](self))

    def gap(
        self,
        kind: GapKind,
        subject: str,
        missing: str,
        *,
        partners: Iterable[Partner] = (),
        because: Sequence[Event] = (),
        alike: Iterable[Event] = (),
    ) -> Gap:
        """A gap with what was last known and whom to ask."""
        last = max(because, key=lambda e: (e.known, e.id), default=None)
        return Gap(
            kind=kind,
            subject=subject,
            partners=tuple(p for p in Partner if p in set(partners)),
            missing=missing,
            so_far="" if last is None else last.summary or f"{last.kind} {last.occurred}",
            last_known=None if last is None else last.known,
            because=tuple(event.id for event in because),
            look_at=self._publishers(because, alike),
        )

    def _publishers(self, because: Iterable[Event], alike: Iterable[Event]) -> tuple[str, ...]:
        """Who published most on it: what is behind it before what is only like it.

        A primary source counts twice, a copy not at all.
        """
        registries = self.snapshot.registries
        found: Counter[str] = Counter()
        for weight, events in ((len(self.events), because), (1, alike)):
            for event in events:
                for cited in citations_of(event, registries):
                    source = cited.source
                    if source is not None and source.tier != "mirror" and not cited.later:
                        found[source.publisher] += weight * (1 + (source.tier == "primary"))
        return tuple(sorted(found, key=lambda p: (-found[p], p))[:_SHOWN])

    def like(self, one: Event) -> Iterator[Event]:
        """The events of the kind of another that share a partner with it."""
        return (
            e for e in self.events if type(e) is type(one) and set(e.partners) & set(one.partners)
        )

    def values(self, aspect: str) -> Iterator[tuple[Partner | None, str, Any]]:
        """Whose, key and value of an aspect; of the proposals nobody's."""
        if aspect == "proposals":
            yield from ((None, key, value) for key, value in self.snapshot.nato.proposals.items())
        else:
            for partner, relationship in self.snapshot.items():
                for key, value in getattr(relationship, aspect).items():
                    yield partner, key, value

    def _behind(self, value: Value) -> Iterator[Event]:
        """The events that made a value, and the one that saw it last."""
        yield from self._why(value)
        seen = value.last_seen
        yield from (e for e in self.events if seen is not None and e.id == seen.event)

    def together(
        self, kind: GapKind, found: Iterable[tuple[Partner | None, str, str, Value]]
    ) -> Iterator[Gap]:
        """One gap for values of one name, whosever they are: whose, subject, missing, value."""
        groups: dict[str, list[tuple[Partner | None, str, Value]]] = defaultdict(list)
        for partner, about, missing, value in found:
            groups[about].append((partner, missing, value))
        for about in sorted(groups):
            rows = groups[about]
            because = {e.id: e for _, _, value in rows for e in self._behind(value)}
            yield self.gap(
                kind,
                about,
                _each(rows),
                partners=[p for p, _, _ in rows if p is not None],
                because=list(because.values()),
            )


def _each(rows: Iterable[tuple[Partner | None, str, Value]]) -> str:
    """What is missing, by whose it is where that differs."""
    whose: dict[str, list[str]] = defaultdict(list)
    for partner, missing, _ in rows:
        whose[missing].append(partner.label if partner else "")
    if len(whose) == 1:
        return next(iter(whose))
    return "; ".join(f"{', '.join(labels)}: {missing}" for missing, labels in whose.items())


def _occasions(search: Search) -> Iterator[Gap]:
    by_occasion: dict[str, list[OccasionEvent]] = defaultdict(list)
    for event in search.events:
        if isinstance(event, OccasionEvent):
            by_occasion[event.occasion].append(event)
    series = search.snapshot.registries.series_of
    for occasion, events in sorted(by_occasion.items()):
        missing = _unobserved(search, occasion, events)
        if not missing:
            continue
        came = any(isinstance(e, Attendance) for e in events)
        labels = ", ".join(p.label for p in missing)
        named = series(events[0])
        about = [e for e in events if not e.partners or set(e.partners) & set(missing)]
        yield search.gap(
            "occasion-unobserved",
            occasion,
            f"whether {labels} came" if came else f"who came, if anybody did, for {labels}",
            partners=missing,
            because=about,
            alike=(e for e in search.events if named and series(e) == named),
        )


def _unobserved(
    search: Search, occasion: str, events: Sequence[OccasionEvent]
) -> tuple[Partner, ...]:
    """Of whom it is not known whether they came; of all four where an occasion names nobody."""
    found = {p: r.engagements.get(occasion) for p, r in search.snapshot.items()}
    if any(value is not None for value in found.values()):
        return tuple(p for p, v in found.items() if v is not None and v.status == "unknown")
    steps = [e for e in events if isinstance(e, OccasionScheduled | OccasionCalledOff)]
    if not steps or isinstance(steps[-1], OccasionCalledOff):
        return ()
    last = steps[-1].dates.until or steps[-1].dates.latest
    return tuple(Partner) if last is not None and last < search.day else ()


def _announcements(search: Search) -> Iterator[Gap]:
    def found() -> Iterator[tuple[Partner | None, str, str, Value]]:
        for aspect, steps in _OPEN_STEPS.items():
            for partner, key, value in search.values(aspect):
                step = value.stage if aspect == "negotiations" else value.change
                if step in steps:
                    yield partner, f"{aspect}/{key}", f"what followed: {step} so far", value
        for _, key, value in search.values("proposals"):
            if value.state in ("proposed", "opposed"):
                yield None, f"proposals/{key}", f"what followed: {value.state} so far", value

    yield from search.together("announcement-open", found())


def _pledges(search: Search) -> Iterator[Gap]:
    support = [e for e in search.events if isinstance(e, Support)]
    fulfilled = {e.fulfils for e in support}
    for event in support:
        if event.stage == "pledged" and event.id not in fulfilled:
            yield search.gap(
                "pledge-open",
                event.id,
                "whether it was paid or delivered",
                partners=event.partners,
                because=[event],
                alike=search.like(event),
            )


def _reports(search: Search) -> Iterator[Gap]:
    settled = {
        e.on
        for e in search.events
        if isinstance(e, Statement) and e.act in ("confirms", "denies") and e.on
    }
    facts: dict[Any, list[Event]] = defaultdict(list)
    for event in search.events:
        if event.distinct_by:
            facts[subject(event)].append(event)
    for event in search.events:
        if not isinstance(event, Report) or event.id in settled:
            continue
        claimed: Any = event.asserts
        if claimed is not None and (
            claimed.id in settled
            or (claimed.distinct_by and any(meet(claimed, e) for e in facts[subject(claimed)]))
        ):
            continue
        yield search.gap(
            "report-open",
            event.id,
            "whether it is so: nobody responsible has confirmed or denied it",
            partners=event.partners,
            because=[event],
            alike=search.like(claimed) if claimed is not None else (),
        )


def _terms(search: Search) -> Iterator[Gap]:
    def found() -> Iterator[tuple[Partner | None, str, str, Value]]:
        for partner, key, value in search.values("agreements"):
            lapses = None if value.term is None else value.term.lapses_on
            last = None if lapses is None else lapses.subtract(days=1)
            if last is not None and search.day <= last <= search.day.add(years=1):
                yield partner, f"agreements/{key}", f"what comes after its term to {last}", value

    yield from search.together("term-ending", found())


def _unseen(search: Search) -> Iterator[Gap]:
    def found() -> Iterator[tuple[Partner | None, str, str, Value]]:
        for aspect in (*_HOLDING, "proposals"):
            for partner, key, value in search.values(aspect):
                seen = value.last_seen
                if seen is not None and seen.long_ago:
                    name = f"{partner}-{key}" if aspect == "offices" else key
                    missing = f"whether it still holds: last seen {seen.date}"
                    yield partner, f"{aspect}/{name}", missing, value

    yield from search.together("value-unseen", found())


def _numbers(search: Search) -> Iterator[Gap]:
    counted: dict[str, dict[int, Event]] = defaultdict(dict)
    yearly: dict[tuple[str, Partner], dict[int, Event]] = defaultdict(dict)
    for event in search.events:
        if found := _NUMBERED.search(event.id):
            counted[found[2]][_ORDINALS[found[1]]] = event
        if isinstance(event, Exercise) and (year := _YEARLY.fullmatch(event.exercise)):
            for partner in event.partners:
                yearly[year[1], partner][int(year[2])] = event
    for series, events in sorted(counted.items()):
        if missing := sorted(set(range(1, max(events))) - set(events)):
            partners = {p for e in events.values() for p in e.partners}
            yield _missing_number(search, series, "number", missing, events, partners)
    for (series, partner), events in sorted(yearly.items()):
        if missing := sorted(set(range(min(events), max(events))) - set(events)):
            name = f"{series}/{partner}"
            yield _missing_number(search, name, "year", missing, events, {partner})


def _missing_number(
    search: Search,
    series: str,
    what: str,
    missing: Sequence[int],
    events: Mapping[int, Event],
    partners: Iterable[Partner],
) -> Gap:
    words = f"{what}s" if len(missing) > 1 else what
    return search.gap(
        "number-missing",
        series,
        f"{words} {', '.join(map(str, missing))} of {max(events)}"
        if what == "number"
        else f"{words} {', '.join(map(str, missing))} between {min(events)} and {max(events)}",
        partners=partners,
        because=[events[number] for number in sorted(events)],
    )


def _months(search: Search) -> Iterator[Gap]:
    by = search.snapshot.known_on
    end = search.day if by is None or by > search.day else by
    alike: dict[str, list[Event]] = {}
    for event in search.events:
        if event.partners:
            alike.setdefault(event.occurred.text[:4], []).append(event)
    made: dict[str, Gap] = {}  # whom to ask is the same for each month of a year
    for month in empty_months(search.events, (end.year, end.month)):
        year = month[:4] if month[:4] in alike else ""
        if year not in made:
            around = alike.get(year) or search.events
            made[year] = search.gap("month-empty", month, "anything about the four", alike=around)
        yield attrs.evolve(made[year], subject=month)


_SEARCHES: Final[Mapping[GapKind, Callable[[Search], Iterator[Gap]]]] = {
    "occasion-unobserved": _occasions,
    "announcement-open": _announcements,
    "pledge-open": _pledges,
    "report-open": _reports,
    "term-ending": _terms,
    "value-unseen": _unseen,
    "number-missing": _numbers,
    "month-empty": _months,
}


def concerning(gaps: Iterable[Gap], partners: Iterable[Partner]) -> tuple[Gap, ...]:
    """The gaps that concern any of some partners, each as far as it concerns them."""
    wanted = set(partners)
    return tuple(
        attrs.evolve(gap, partners=tuple(p for p in gap.partners if p in wanted))
        for gap in gaps
        if wanted & set(gap.partners)
    )
