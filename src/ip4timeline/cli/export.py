"""A timeline as text in the forms that the shell offers."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Final, TextIO

from ip4timeline.codec import to_json
from ip4timeline.record import compile_record
from ip4timeline.timeline import Timeline

COLUMNS: Final = (
    "id",
    "kind",
    "occurred",
    "earliest",
    "latest",
    "until",
    "known",
    "known_basis",
    "partners",
    "summary",
    "sources",
    "links",
)


def _json(out: TextIO, timeline: Timeline) -> None:
    out.write(compile_record(timeline) + "\n")


def _jsonl(out: TextIO, timeline: Timeline) -> None:
    for entry in timeline.entries:
        out.write(to_json(entry) + "\n")


def _csv(out: TextIO, timeline: Timeline) -> None:
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    sources = timeline.registries.source_by_id
    for event in timeline:
        cited = [sources[c.source] for c in event.cites if c.source in sources]
        rows.writerow(
            (
                event.id,
                event.kind,
                event.occurred,
                event.occurred.earliest or "",
                event.occurred.latest or "",
                event.occurred.until or "",
                event.known,
                event.known_basis,
                ";".join(event.partners),
                event.summary,
                ";".join(s.id for s in cited),
                " ".join(s.url for s in cited if s.url),
            )
        )


FORMATS: Final[dict[str, Callable[[TextIO, Timeline], None]]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
}


def export_to(out: TextIO, timeline: Timeline, form: str) -> None:
    """Write a timeline in one of `FORMATS`."""
    FORMATS[form](out, timeline)
