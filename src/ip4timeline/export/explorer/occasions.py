"""Occasions as the page has them: when and where, as far as was known on each knowledge day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ip4timeline.engine.events.references import references
from ip4timeline.engine.log.versions import Version
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.when import When
from ip4timeline.export.explorer.values import page_day, place_of
from ip4timeline.nato.registries import Occasion, Registries
from ip4timeline.nato.words import slug_words


def occasion_data(
    registries: Registries,
    versions: Mapping[str, Sequence[Version]],
    known_days: Callable[[Iterable[str]], Iterable[int]],
) -> list[dict[str, Any]]:
    """The occasions in order of time, each with what was known of its dates and place, and since.

    ``known`` is empty where nothing else was ever known of them than is now.

    Args:
        registries: where the occasions are.
        versions: by id of event, as what it stands.
        known_days: the day numbers on which what is known of some events changes.
    """
    about: dict[str, list[Version]] = {}
    for found in versions.values():
        for version in found:
            for id in {id for _, _, id in references(version.event)}:
                about.setdefault(id, []).append(version)
    return [
        {
            "id": o.id,
            "title": o.title,
            "format": o.format,
            "series": o.series,
            "seriesLabel": slug_words(o.series) if o.series else "Other occasions",
            **_scheduled(o),
            "known": list(_schedules(o, about.get(o.id, ()), known_days)),
        }
        for o in sorted(registries.occasions, key=lambda o: o.place_in_time)
    ]


def _schedules(
    occasion: Occasion,
    about: Sequence[Version],
    known_days: Callable[[Iterable[str]], Iterable[int]],
) -> Iterator[dict[str, Any]]:
    before = now = _scheduled(occasion)
    for day in known_days({version.event.id for version in about}):
        standing = [v.event for v in about if v.since <= day < v.until]
        seen = occasion.seen(day, standing)
        if seen is not None and (now := _scheduled(seen)) != before:
            yield {"since": page_day(day), **now}
            before = now


def _scheduled(occasion: Occasion) -> dict[str, Any]:
    return {
        "dates": when_words(occasion.dates),
        "days": _ends(occasion.dates),
        "place": place_of(occasion),
    }


def _ends(when: When) -> list[int] | None:
    """When it had surely begun, and its last day, as far as known; ``None`` where neither is."""
    last = when.until or when.latest or when.earliest
    if last is None:
        return None
    begun = when.bound("certain")
    return [page_day(last.toordinal() if begun is None else begun), page_day(last.toordinal())]
