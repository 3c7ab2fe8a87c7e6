"""The files from which a timeline or a table of it is read again, which need no other words."""

from __future__ import annotations

import io

from ip4timeline.frames import citations, csv_of, events, flat
from ip4timeline.frames import write_parquet as to_file
from ip4timeline.record.compiled import compile_record
from ip4timeline.relationship.timeline import Timeline


def write_json(timeline: Timeline) -> bytes:
    """Every entry and registry as one compiled text."""
    return f"{compile_record(timeline)}\n".encode()


def write_jsonl(timeline: Timeline) -> bytes:
    """The same, one a line."""
    return "".join(f"{line}\n" for line in timeline.to_jsonl()).encode()


def write_csv(timeline: Timeline, excel: bool = False) -> bytes:
    """The standing events, flat; see `csv_of` for Excel."""
    return csv_of(flat(timeline), excel=excel)


def write_citations(timeline: Timeline, excel: bool = False) -> bytes:
    """A row for each citation; see `csv_of` for Excel."""
    return csv_of(citations(timeline), excel=excel)


def write_parquet(timeline: Timeline) -> bytes:
    """Every entry with its structure.

    Raises:
        MissingExtraError: ``ip4timeline[parquet]`` is not installed.
    """
    out = io.BytesIO()
    to_file(events(timeline), out)
    return out.getvalue()
