"""A timeline in the forms that other programs read, each by its name."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any, BinaryIO, Final

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.frames import citations, csv_of, events, flat
from ip4timeline.record.compiled import compile_record
from ip4timeline.relationship.timeline import Timeline


@attrs.frozen
class Format:
    """A form to export.

    Attributes:
        what: what a file of it holds.
        write: its contents.
        extra: the extra of the package that it needs; empty for none.
        binary: whether it is no text.
    """

    what: str
    write: Callable[[Timeline], bytes]
    extra: str = ""
    binary: bool = False


def _json(timeline: Timeline) -> bytes:
    return f"{compile_record(timeline)}\n".encode()


def _jsonl(timeline: Timeline) -> bytes:
    return "".join(f"{line}\n" for line in timeline.to_jsonl()).encode()


def _parquet(timeline: Timeline) -> bytes:
    # Each of the functions below loads its library when it is called: a missing one stops
    # nobody who asks for another form.
    from ip4timeline.frames.adapters.parquet import write_parquet

    out = io.BytesIO()
    write_parquet(events(timeline), out)
    return out.getvalue()


def _ics(timeline: Timeline) -> bytes:
    from ip4timeline.export.feeds.icalendar import to_icalendar

    return to_icalendar(timeline).encode()


def _timelinejs(timeline: Timeline) -> bytes:
    from ip4timeline.export.feeds.timelinejs import to_timelinejs

    return _pretty(to_timelinejs(timeline))


def _atom(timeline: Timeline) -> bytes:
    from ip4timeline.export.feeds.atom import to_atom

    return f"{to_atom(timeline)}\n".encode()


def _prov(timeline: Timeline) -> bytes:
    from ip4timeline.export.linked.provenance import to_prov

    last = max(
        (max(e.known_day, e.occurred.bound("certain") or 1) for e in timeline), default=LAST_DAY
    )
    document = to_prov(timeline, timeline.as_of(from_day_number(last)))
    return _pretty(json.loads(document.serialize(format="json")))


def _jsonld(timeline: Timeline) -> bytes:
    from ip4timeline.export.linked.jsonld import to_jsonld

    return _pretty(to_jsonld(timeline))


def _pretty(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


FORMATS: Final[dict[str, Format]] = {
    "json": Format("every entry and registry, compiled, with the digest", _json),
    "jsonl": Format("the same, one a line", _jsonl),
    "csv": Format("the standing events, flat", lambda timeline: csv_of(flat(timeline))),
    "citations": Format(
        "a row of CSV for each citation", lambda timeline: csv_of(citations(timeline))
    ),
    "parquet": Format(
        "every entry with its structure, and the registries", _parquet, "parquet", True
    ),
    "ics": Format("the standing events as a calendar", _ics, "ical"),
    "timelinejs": Format("the standing events for TimelineJS", _timelinejs),
    "atom": Format("the events known last, as a feed", _atom),
    "prov": Format(
        "W3C PROV-JSON: sources, events, and every value of the last day", _prov, "prov"
    ),
    "jsonld": Format("events, people, occasions and sources in the words of schema.org", _jsonld),
}
"""The forms by name."""


def export_to(out: BinaryIO, timeline: Timeline, form: str) -> None:
    """Write a timeline in one of `FORMATS`.

    Args:
        out: a file opened for bytes, so that no system turns line ends into its own.
        timeline: what to write.
        form: the name of the form.

    Raises:
        MissingExtraError: the form needs an extra of the package that is not installed.
        TimelineError: the form is no text, and ``out`` is a terminal.
    """
    made = FORMATS[form]
    data = made.write(timeline)  # before the file is opened, which a failure would leave empty
    if made.binary and out.isatty():
        raise TimelineError(f"{form} is no text; write it to a file with -o FILE")
    out.write(data)
