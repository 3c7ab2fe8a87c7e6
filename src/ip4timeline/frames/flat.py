"""A timeline with one value in every cell: its standing events, and what they cite."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ip4timeline.engine.events.columns import Column, Type
from ip4timeline.engine.events.entry import Cite
from ip4timeline.frames.columns import bounds
from ip4timeline.frames.entries import STANDING, event_cells
from ip4timeline.frames.schema import Kinds, flat_columns, own_kinds
from ip4timeline.frames.table import Table, table
from ip4timeline.nato.schema import meaning

if TYPE_CHECKING:
    from ip4timeline.engine.timeline.timeline import Timeline

    AnyTimeline = Timeline[Any, Any]


def flat(timeline: AnyTimeline) -> Table:
    """The standing events in their order, one row each, a single value in every cell.

    Lists are joined by ``;``, those of people by their ids; ``level`` and ``person`` of an
    attendance are those of the head of delegation. Records of a kind of your own are JSON.
    What is lost: roles, modes and ranks of further participants, places in sources, remarks,
    and what was superseded.
    """
    kinds = own_kinds(timeline)
    columns = flat_columns(kinds)
    types = {column.name: column.type for column in columns}
    rows = (_flattened(cells, types) for cells in _standing(timeline, kinds))
    return _as_known("flat", columns, rows, timeline)


HORIZON: Final = Column("horizon", "day", "of a cut: the last day of which it knows anything")
"""The last column of a table of one value a cell, where its timeline is a cut."""


def _as_known(
    name: str, columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], timeline: AnyTimeline
) -> Table:
    """A table that says of a cut what it is; flat files have nowhere else to say it."""
    horizon = timeline.horizon
    if horizon is None:
        return table(name, columns, rows)
    return table(name, (*columns, HORIZON), ({**cells, HORIZON.name: horizon} for cells in rows))


def _standing(timeline: AnyTimeline, kinds: Kinds) -> Iterator[dict[str, Any]]:
    sources = timeline.registries.source_by_id
    for event in timeline:
        cells = event_cells(event, STANDING, timeline.registries, kinds)
        cited = [sources[c.source] for c in event.cites if c.source in sources]
        cells["sources"] = [c.source for c in event.cites]
        cells.pop("cites", None)
        cells["links"] = " ".join(s.url for s in cited if s.url) or None
        delegates = cells.get("delegates")
        if delegates:
            cells.setdefault("level", delegates[0]["level"])
            cells.setdefault("person", delegates[0]["person"])
        yield cells


def _flattened(cells: Mapping[str, Any], types: Mapping[str, Type]) -> dict[str, Any]:
    return {name: _single(value, types.get(name)) for name, value in cells.items()}


def _single(value: Any, type: Type | None) -> Any:
    """What stands in one cell for a value."""
    if type == "json" and isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    if isinstance(value, dict):
        return _id(value)
    if not isinstance(value, list):
        return value
    return ";".join(_id(one) if isinstance(one, dict) else str(one) for one in value) or None


def _id(record: Mapping[str, Any]) -> str:
    """Of a participant or delegate: the person, else the office, else the party."""
    return str(next((record[n] for n in ("person", "office", "party") if record.get(n)), ""))


CITATIONS: Final = (
    Column("event", "text", "id of the standing event"),
    Column("kind", "text", "its kind"),
    Column("position", "whole", "place among the citations of the event, from 0"),
    Column("source", "text", "id of the source"),
    Column("locator", "text", meaning(Cite, "locator")),
    Column("supports", "text", meaning(Cite, "supports")),
    Column("announces", "truth", meaning(Cite, "announces")),
    Column("publisher", "text", "who published it"),
    Column("owner", "text", "the group that owns the publisher; null: it is its own"),
    Column("title", "text", "its title"),
    Column("tier", "text", "`primary`, `secondary` or `mirror`"),
    Column("copies", "text", "of a mirror: the publisher whose text it repeats"),
    Column("url", "text", "its address"),
    Column("published", "text", "its dateline in EDTF; null where it shows none"),
    Column("published_earliest", "day", "the first day on which it may have been published"),
    Column("published_latest", "day", "the last day on which it may have been published"),
)
"""The schema of `citations`."""


def citations(timeline: AnyTimeline) -> Table:
    """A row for each citation of each standing event, with its source."""
    return _as_known("citations", CITATIONS, _citations(timeline), timeline)


def _citations(timeline: AnyTimeline) -> Iterator[dict[str, Any]]:
    sources = timeline.registries.source_by_id
    for event in timeline:
        for position, cite in enumerate(event.cites):
            source = sources.get(cite.source)
            cells: dict[str, Any] = {
                "event": event.id,
                "kind": event.kind,
                "position": position,
                "source": cite.source,
                "locator": cite.locator or None,
                "supports": cite.supports or None,
                "announces": cite.announces,
            }
            if source is not None:
                cells |= {
                    "publisher": source.publisher,
                    "owner": source.owner or None,
                    "title": source.title,
                    "tier": source.tier,
                    "copies": source.copies or None,
                    "url": source.url or None,
                }
                if source.published is not None:
                    cells |= {"published": source.published.text}
                    cells |= bounds(source.published, "published_")
            yield cells
