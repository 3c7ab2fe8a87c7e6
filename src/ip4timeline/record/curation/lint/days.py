"""Days: whether an event was known when it is said to be, and could be when it is dated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ip4timeline.engine.errors import Fault
from ip4timeline.engine.events.entry import Cite
from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.occasions import Invitation, OccasionScheduled, PlanEvent
from ip4timeline.relationship.timeline import Timeline


def announcements(timeline: Timeline) -> Iterator[Fault]:
    """A day of knowledge said to be cited, where all that was published by then announces.

    A citation announces if it says so (``announces``), or if its source is older than the first
    day of an event that can only be seen happening. A source dated by its month alone vouches
    for no day within it.
    """
    sources = timeline.registries.source_by_id
    for event in timeline:
        if event.known_basis != "cited":
            continue
        by_then = [cite for cite in event.cites if _published_by(cite, sources, event.known_day)]
        if by_then and all(announcing(cite, event, sources) for cite in by_then):
            yield Fault(
                f"says cited, and of what was published by {event.known} all only announces it",
                event=event.id,
                field="known_basis",
                remedy="Cite who saw it, move known to the first text that tells of it, or say "
                "live or assumed",
            )


def announcing(cite: Cite, event: Event, sources: Mapping[str, Source]) -> bool:
    """Whether what is cited only says beforehand that the event is to happen."""
    if cite.announces:
        return True
    source, first = sources.get(cite.source), event.occurred.bound("possible")
    if source is None or source.published is None or first is None:
        return False
    last = source.published.bound("certain")
    return event.only_seen_happening() and last is not None and last < first


def _published_by(cite: Cite, sources: Mapping[str, Source], day: int) -> bool:
    source = sources.get(cite.source)
    last = source.published.bound("certain") if source and source.published else None
    return last is not None and last <= day


def told_as_over(timeline: Timeline) -> Iterator[Fault]:
    """Lasting events assumed known before their last day, which every text tells of as over.

    The assumption that something was known from its beginning needs a text that has it under
    way. Of those that tell of it and have a date, none was certainly published by its last day;
    texts that only announce it or have no date vouch for nothing.
    """
    sources = timeline.registries.source_by_id
    for event in timeline:
        until = event.occurred.until
        if event.known_basis != "assumed" or until is None or not event.only_seen_happening():
            continue
        dated = [
            cite
            for cite in event.cites
            if not announcing(cite, event, sources)
            and (source := sources.get(cite.source)) is not None
            and source.published is not None
        ]
        by_then = any(_published_by(cite, sources, until.toordinal()) for cite in dated)
        if dated and not by_then and event.occurred.lasting and event.known < until:
            yield Fault(
                f"is assumed known on {event.known}, and no dated text tells of it before it was "
                f"over ({until})",
                event=event.id,
                field="known",
                remedy="Cite who had it under way, say live, or give the day of the first text "
                "that tells of it; where none has a day, the last day",
            )


def announced_after(timeline: Timeline) -> Iterator[Fault]:
    """Citations that announce an event and are of a day after it."""
    sources = timeline.registries.source_by_id
    for event in timeline:
        last = event.occurred.bound("certain")
        for index, cite in enumerate(event.cites):
            source = sources.get(cite.source)
            first = source.published.bound("possible") if source and source.published else None
            if cite.announces and first is not None and last is not None and first > last:
                yield Fault(
                    f"{cite.source!r} is said to announce what had happened by {event.occurred}",
                    event=event.id,
                    field=f"cites.{index}",
                    remedy="Leave announces out, or correct a date",
                )


def seen_by(timeline: Timeline) -> Iterator[Fault]:
    """Events that were seen to have happened, dated as if they could have happened later.

    An event that can only be seen happening, and is known before the last day on which it
    may have happened, happened by the day on which it is known.
    """
    for event in timeline:
        first, last = event.occurred.bound("possible"), event.occurred.bound("certain")
        if event.occurred.lasting or not event.only_seen_happening():
            continue
        if last is None or event.known_day < last:
            yield Fault(
                f"{event.occurred} reaches past {event.known}, the day on which it was known, and "
                f"such an event ({event.kind}) is known only from seeing it happen",
                event=event.id,
                field="occurred",
                remedy=f'Write occurred = "{_one_of(first, event.known_day)}"',
            )


def _one_of(first: int | None, last: int) -> str:
    """One day within two, as EDTF."""
    end = from_day_number(last).isoformat()
    if first == last:
        return end
    start = "" if first is None else from_day_number(first).isoformat()
    return f"[{start}..{end}]"


def open_start(timeline: Timeline) -> Iterator[Fault]:
    """Schedulings, invitations and plans without a first day, though their occasion gives one.

    They would be found in every year before: at the earliest they were made a year before the
    occasion.
    """
    occasions = timeline.registries.occasion_by_id
    for event in timeline:
        if not isinstance(event, OccasionScheduled | Invitation | PlanEvent):
            continue
        occasion = occasions.get(event.occasion)
        begins = occasion.dates.earliest if occasion else None
        last = event.occurred.bound("certain")
        if begins is None or last is None or event.occurred.bound("possible") is not None:
            continue
        first = min(begins.subtract(years=1).toordinal(), last)
        yield Fault(
            f"{event.occurred} has no first day, and reaches back for ever",
            event=event.id,
            field="occurred",
            remedy=f'Write occurred = "{_one_of(first, last)}", a year before the occasion',
        )
