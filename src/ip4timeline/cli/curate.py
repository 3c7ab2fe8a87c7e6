"""The commands of the curators' desk: event files checked, written in form, described, counted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ip4timeline.cli.layout import wrapped
from ip4timeline.cli.once import Commands
from ip4timeline.cli.options import PROJECTION, json_option
from ip4timeline.cli.output import print_json, say, width
from ip4timeline.cli.records import register_kinds, timeline_of
from ip4timeline.engine.errors import RecordError
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.nato.schema import json_schema
from ip4timeline.record.curation.coverage import figures, page
from ip4timeline.record.curation.examine import LAST, counted, examine, put_in_form

commands = Commands()
"""The commands of this file."""


@commands.command(
    epilog="Examples: ip4timeline check events/; "
    "ip4timeline check --strict --since last-release events/; "
    "ip4timeline check --with ip4timeline pacific-desk"
)
@click.argument("record")
@click.option(
    "--strict",
    is_flag=True,
    help="List what is doubtful or not in canonical form as well, and count it as a fault.",
)
@click.option(
    "--since",
    metavar="RELEASE",
    help="Also refuse what edits or drops an event of a release: a compiled record, a folder, a "
    f"tag, or {LAST}.",
)
@click.option(
    "--with",
    "beside",
    multiple=True,
    metavar="RECORD",
    help="Read it together with this record, which it refers to and on which nothing is reported: "
    "ip4timeline (the shipped one), another installed one, or a path; repeatable.",
)
@click.option(
    "--projection",
    "projections",
    type=PROJECTION,
    multiple=True,
    metavar="MODULE:NAME",
    help="Refuse two events of one day that are tied under this projection, too; repeatable.",
)
def check(
    record: str,
    strict: bool,
    since: str | None,
    beside: tuple[str, ...],
    projections: tuple[Projection[Any, Any], ...],
) -> None:
    """Read event files and report every fault, each with its place and remedy.

    RECORD is a folder, a file, or the name of an installed record.
    """
    register_kinds()
    try:
        found = examine(record, since, beside=beside, projections=projections)
    except RecordError as error:
        say(str(error))
        sys.exit(1)
    faults = [*found.contradictions, *found.broken]
    for fault in faults:
        say(str(fault))
    if strict:
        for rule, fault in found.remarks:
            say(f"[{rule}] {fault}")
    if since:
        say(_kept(found.release, len(found.broken)))
    refused = bool(faults) or (strict and bool(found.remarks))
    remarks = ", ".join(f"{rule} {n}" for rule, n in counted(found.remarks).items())
    if remarks:
        many = _many(len(found.remarks), "remark", "remarks")
        say(f"{many} ({remarks})" + ("" if strict else "; --strict lists them"))
    if refused:
        sys.exit(1)
    entries = _many(len(found.entries), "entry", "entries")
    together = f"with {', '.join(beside)}: " if beside else ""
    say(f"{Path(record)}: {entries}, no faults; {together}digest {found.timeline.digest}")


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _kept(release: str, broken: int) -> str:
    if not release:
        return "No release yet: nothing to keep."
    return f"Against {release}: " + (
        _many(broken, "fault", "faults") if broken else "every event is kept"
    )


@commands.command("format", epilog="Example: ip4timeline format events/")
@click.argument("record")
def format_files(record: str) -> None:
    """Rewrite event files in canonical form; what they say stays the same.

    RECORD is a folder, a file, or the name of an installed record.
    """
    register_kinds()
    rewritten = put_in_form(record)
    for file in rewritten:
        say(f"rewrote {file}")
    say(
        f"{_many(len(rewritten), 'file', 'files')} rewritten"
        if rewritten
        else "all in canonical form"
    )


@commands.command(epilog="Example: ip4timeline schema > event.schema.json")
@click.option("--all-kinds", is_flag=True, help="With the kinds of installed records, too.")
def schema(all_kinds: bool) -> None:
    """The JSON Schema of event files, for editors and validators."""
    if all_kinds:
        register_kinds()
    print_json(json_schema(kinds().values() if all_kinds else BUILT_IN))


@commands.command(epilog="Example: ip4timeline coverage --json")
@json_option
@click.pass_context
def coverage(ctx: click.Context, as_json: bool) -> None:
    """Counts by kind, partner, year, tier and confidence, and the gaps."""
    timeline = timeline_of(ctx)
    if as_json:
        print_json(figures(timeline))
    else:
        for line in page(timeline).splitlines():
            say(line if line.startswith("|") else wrapped(line, width()))
