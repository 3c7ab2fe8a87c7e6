"""Who headed each mission to NATO, year by year, with the sources that say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ip4timeline.engine.events.words import NOT_ON_RECORD
from ip4timeline.engine.time.days import Date, to_date
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.nato.kinds.ties import MissionChanged
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.projections.sightings import LAST_SEEN, sight_key
from ip4timeline.relationship.projections.ties import MISSIONS
from ip4timeline.relationship.timeline import Timeline

_HEAD: Final = (
    "| 1 January | head | named | last sight by then | sources of the naming |",
    "|---|---|---|---|---|",
)


def page(timeline: Timeline) -> str:
    """A page with a table of each partner's mission to NATO, from its first step to today."""
    lines = [
        "# Heads of the missions to NATO",
        "",
        "After this page you know who headed each partner's mission on 1 January of each year, by "
        "all that is known, and which sources say so.",
        "",
        "Someone who "
        "was named stays until the next naming on record: how long ago the last sight of them as "
        "such was says how far that can be trusted.",
    ]
    last = max((event.known for event in timeline), default=None)
    for partner in Partner:
        mission = f"{partner}-mission-to-nato"
        view = timeline.project(MISSIONS)
        spells = view.spells((partner, mission)) if (partner, mission) in view.keys else ()
        if spells and last is not None:
            years = range(spells[0].since.year + 1, last.year + 1)
            days = [to_date(f"{year}-01-01") for year in years]
            rows = (_row(timeline, partner, mission, day) for day in days)
            lines += ["", f"## {partner.label}", "", *_HEAD, *rows]
    return "\n".join(lines) + "\n"


def _row(timeline: Timeline, partner: Partner, mission: str, day: Date) -> str:
    value = timeline.as_of(day)[partner].missions.get(mission)
    if value is None or value.head_since is None:
        return f"| {day.year} | {NOT_ON_RECORD} | | | |"
    sight = timeline.project(LAST_SEEN).get(sight_key(MISSIONS, (partner, mission), value), day)
    seen = "" if sight is None else when_words(sight.date)
    sources = "; ".join(_sources(timeline, partner, mission, day, value.head))
    name = timeline.registries.name(value.head)
    return f"| {day.year} | {name} | {when_words(value.head_since)} | {seen} | {sources} |"


def _sources(
    timeline: Timeline, partner: Partner, mission: str, day: Date, head: str
) -> Iterator[str]:
    """The sources of the step that first named the head who serves on a day."""
    found = timeline.project(MISSIONS).why((partner, mission), day)
    named = [e for e in found if isinstance(e, MissionChanged) and e.head == head][:1]
    for event in named:
        for citation in found.citations(event):
            source = citation.source
            if source is not None:
                what = f"{source.publisher}, {source.title}{citation.remark}".replace("|", "&#124;")
                what = what.replace("[", "(").replace("]", ")")
                yield f"[{what}]({source.url})" if source.url else what
