"""Citations: whether they vouch for the day of knowledge, lead anywhere, and are used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pendulum import Date

from ip4timeline.engine.errors import Fault
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.sources import Source
from ip4timeline.nato.confidence import confidence_of
from ip4timeline.relationship.timeline import Timeline


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
            told = cite.supports or cite.announces
            if published is not None and published < event.known and not told:
                yield Fault(
                    f"{cite.source!r} is of {published}, before {event.known}",
                    event=event.id,
                    field=f"cites.{index}",
                    remedy="Move known, say in supports which part the earlier text speaks of, or "
                    "that it announces",
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
        if not source.url and not source.held and not source.notes:
            yield Fault(
                "has no link and no note where it was read",
                event=source.id,
                field="url",
                remedy="Give the address, say in held what holds it, or in notes where it was read",
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
