"""A timeline in the forms that other programs read: one table, a row a format.

Whoever writes one loads its library when it is asked to: a missing one stops nobody who asks for
another form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Final

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.export.feeds.atom import write_atom
from ip4timeline.export.feeds.icalendar import write_icalendar
from ip4timeline.export.feeds.timelinejs import write_timelinejs
from ip4timeline.export.files import (
    write_citations,
    write_csv,
    write_json,
    write_jsonl,
    write_parquet,
)
from ip4timeline.export.linked.jsonld import write_jsonld
from ip4timeline.export.linked.provenance import write_prov
from ip4timeline.export.sql.database import write_sqlite
from ip4timeline.relationship.timeline import Timeline


@attrs.frozen
class Format:
    """A form to export.

    Attributes:
        what: what a file of it holds.
        write: its contents.
        extra: the extra of the package that it needs; empty for none.
        binary: whether it is no text.
        options: what else can be asked for, each by a name that ``write`` takes.
    """

    what: str
    write: Callable[..., bytes]
    extra: str = ""
    binary: bool = False
    options: tuple[str, ...] = ()


FORMATS: Final[dict[str, Format]] = {
    "json": Format("every entry and registry, compiled, with the digest", write_json),
    "jsonl": Format("the same, one a line", write_jsonl),
    "csv": Format("the standing events, flat", write_csv, options=("excel",)),
    "citations": Format("a row of CSV for each citation", write_citations, options=("excel",)),
    "parquet": Format(
        "every entry with its structure, and the registries", write_parquet, "parquet", binary=True
    ),
    "sqlite": Format(
        "one database: events, versions on both clocks, spells, sources and search",
        write_sqlite,
        binary=True,
    ),
    "ics": Format(
        "the standing events as a calendar", write_icalendar, "ical", options=("cancelled",)
    ),
    "timelinejs": Format("the standing events for TimelineJS", write_timelinejs),
    "atom": Format("the events known last, as a feed", write_atom),
    "prov": Format(
        "W3C PROV-JSON: sources, events, and every value of the last day", write_prov, "prov"
    ),
    "jsonld": Format(
        "events, people, occasions and sources in the words of schema.org", write_jsonld
    ),
}
"""The forms by name."""


def forms_with(option: str) -> list[str]:
    """The forms that have an option."""
    return [name for name, form in FORMATS.items() if option in form.options]


def export_to(out: BinaryIO, timeline: Timeline, form: str, *options: str) -> None:
    """Write a timeline in one of `FORMATS`.

    Args:
        out: a file opened for bytes, so that no system turns line ends into its own.
        timeline: what to write.
        form: the name of the form.
        options: of its options, those that are wanted.

    Raises:
        MissingExtraError: the form needs an extra of the package that is not installed.
        TimelineError: the form has no such option, or is no text while ``out`` is a terminal.
    """
    made = FORMATS[form]
    for option in options:
        if option not in made.options:
            having = " and ".join(forms_with(option))
            raise TimelineError(f"{form} has no option {option}; it is one of {having}")
    data = made.write(
        timeline, **dict.fromkeys(options, True)
    )  # before the file is opened, which a failure would leave empty
    if made.binary and out.isatty():
        raise TimelineError(f"{form} is no text; write it to a file with -o FILE")
    out.write(data)
