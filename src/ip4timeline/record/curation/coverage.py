"""The record in figures, gaps included, so that absence of evidence can be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.nato.confidence import LEVELS, confidence_of
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.occasions import (
    Absence,
    Attendance,
    OccasionCalledOff,
    OccasionScheduled,
)
from ip4timeline.nato.kinds.ties import AgreementSigned
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.gaps.months import SINCE, empty_months
from ip4timeline.relationship.timeline import Timeline

TIERS: Final = ("primary", "secondary", "mirror")


def _year(event: Event) -> int | None:
    """The year of the effective day; ``None`` where nothing bounds it."""
    day = event.occurred.bound("certain") or event.occurred.bound("possible")
    return None if day is None else from_day_number(day).year


def by_kind(events: Iterable[Event]) -> dict[str, int]:
    """Events of each kind that has any, in the order of the kinds."""
    found = Counter(event.kind for event in events)
    return {kind: found[kind] for kind in kinds() if found[kind]}


def by_partner(events: Iterable[Event]) -> dict[str, int]:
    """Events about each partner, and those about none."""
    found = Counter(p for event in events for p in (event.partners or ("none of the four",)))
    return {**{p.label: found[p] for p in Partner}, "none of the four": found["none of the four"]}


def by_decade(events: Iterable[Event]) -> dict[str, int]:
    """Events of each decade."""
    found = Counter("undated" if (y := _year(e)) is None else f"{y // 10 * 10}s" for e in events)
    return dict(sorted(found.items()))


def by_year(events: Iterable[Event]) -> dict[int, Counter[str]]:
    """Events of each year from the first to the last: in all, and about each partner."""
    found: dict[int, Counter[str]] = {}
    for event in events:
        if (year := _year(event)) is not None:
            counts = found.setdefault(year, Counter())
            counts.update(["all", *event.partners])
    return dict(sorted(found.items()))


def by_tier(timeline: Timeline) -> dict[str, int]:
    """Citations by the tier of their source."""
    sources = timeline.registries.source_by_id
    found = Counter(
        sources[cite.source].tier
        for event in timeline
        for cite in event.cites
        if cite.source in sources
    )
    return {tier: found[tier] for tier in TIERS}


def by_confidence(timeline: Timeline) -> dict[str, int]:
    """Events by how well they are attested."""
    found = Counter(confidence_of(event, timeline.registries).level for event in timeline)
    return {level: found[level] for level in LEVELS}


def by_basis(timeline: Timeline) -> dict[str, int]:
    """Events by why their day of knowledge is what it is."""
    found = Counter(event.known_basis for event in timeline)
    return {basis: found[basis] for basis in ("cited", "live", "assumed")}


def undated_agreements(timeline: Timeline) -> list[str]:
    """Concluded agreements of which the sources do not give the day."""
    return [
        f"{e.title} ({', '.join(p.label for p in e.partners)}): {e.occurred}"
        for e in timeline.of(AgreementSigned)
        if not e.occurred.exact
    ]


def unobserved(timeline: Timeline) -> list[str]:
    """Occasions of which the record does not say whether a partner concerned by them came."""
    seen = {(e.occasion, p) for e in timeline.of(Attendance, Absence) for p in e.partners}
    off = {e.occasion for e in timeline.of(OccasionCalledOff)}
    concerned: dict[str, set[Partner]] = {}
    for event in timeline.of(OccasionScheduled):
        if event.partner_format == "none":
            seen.update((event.occasion, p) for p in event.partners)
        concerned.setdefault(event.occasion, set()).update(event.partners)
    lines = []
    for occasion in sorted(timeline.registries.occasions, key=lambda o: o.place_in_time):
        missing = [
            p.label
            for p in Partner
            if p in concerned.get(occasion.id, ()) and (occasion.id, p) not in seen
        ]
        if missing and occasion.id not in off:
            lines.append(f"{occasion.title} ({occasion.dates}): {', '.join(missing)}")
    return lines


def declared(timeline: Timeline) -> dict[str, int]:
    """Claims of the coverage registry, by what they claim."""
    found = Counter(row.state for row in timeline.registries.coverage)
    return {state: found[state] for state in ("complete", "sampled", "unknown")}


def figures(timeline: Timeline) -> dict[str, Any]:
    """All of it as plain data."""
    return {
        "events": len(timeline),
        "entries": len(timeline.entries),
        "kinds": by_kind(timeline),
        "partners": by_partner(timeline),
        "decades": by_decade(timeline),
        "years": {str(year): dict(c) for year, c in by_year(timeline).items()},
        "citations": by_tier(timeline),
        "confidence": by_confidence(timeline),
        "known_basis": by_basis(timeline),
        "coverage": declared(timeline),
        "gaps": {
            "months_without_event": empty_months(timeline),
            "undated_agreements": undated_agreements(timeline),
            "occasions_without_observation": unobserved(timeline),
        },
    }


def page(timeline: Timeline) -> str:
    """The same as a Markdown page."""
    return "\n".join(_page(timeline)) + "\n"


def _page(timeline: Timeline) -> Iterator[str]:
    yield "# What the record covers, and what it does not\n"
    yield (
        "After this page you know how many events the record holds of each kind, partner and\n"
        "year, how well they are attested, and where it has gaps. It is written by\n"
        "`ip4timeline coverage`.\n"
    )
    yield (
        f"{len(timeline)} standing events from {len(timeline.entries)} entries. An event counts in "
        "the year of its\neffective day, and once for each partner it concerns.\n"
    )
    for title, word, counts in _TABLES:
        yield f"## {title}\n"
        yield from _table((word, "count"), [(str(k), str(n)) for k, n in counts(timeline).items()])
        if counts is by_confidence and len(timeline):
            share = 100 * by_confidence(timeline)["established"] // len(timeline)
            yield f"{share} in a hundred events are established.\n"
    yield "## By year\n"
    years = by_year(timeline)
    header = ("year", "events", *(p.label for p in Partner))
    rows = [
        (str(year), *(str(years.get(year, Counter())[name]) for name in ("all", *Partner)))
        for year in (range(min(years), max(years) + 1) if years else ())
        if year >= 1990 or year in years
    ]
    yield from _table(header, rows)
    yield "## Gaps\n"
    for title, found in (
        (f"Months since {SINCE} in which nothing about the four is recorded", empty_months),
        ("Agreements of which no source gives the day", undated_agreements),
        ("Occasions of which the record does not say who came", unobserved),
    ):
        lines = found(timeline)
        yield f"{title}: {len(lines)}.\n" if lines else f"{title}: none.\n"
        yield from (f"- {line}" for line in lines)
        if lines:
            yield ""
    yield (
        "A gap is not an absence: questions about it are answered `not established`. What is\n"
        "declared complete stands in the registry `events/coverage.toml`."
    )


_TABLES: Final[tuple[tuple[str, str, Callable[[Timeline], dict[str, int]]], ...]] = (
    ("By kind", "kind", by_kind),
    ("By partner", "partner", by_partner),
    ("By decade", "decade", by_decade),
    ("Citations by tier of source", "tier", by_tier),
    ("Events by confidence", "confidence", by_confidence),
    ("Events by basis of the day of knowledge", "basis", by_basis),
    ("Claims of completeness", "state", declared),
)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""
