"""The commands by which a record leaves: named, packed, exported, shown as a page."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import attrs
import click

from ip4timeline.cli import show
from ip4timeline.cli.once import Commands
from ip4timeline.cli.options import OneOf, json_option, known_on_option
from ip4timeline.cli.output import STREAM, Target, opened, output_option, print_json, say
from ip4timeline.cli.records import timeline_of
from ip4timeline.engine.files.whole import write_folder, write_whole
from ip4timeline.export.explorer import write
from ip4timeline.export.formats import FORMATS, export_to, forms_with
from ip4timeline.export.sql import datasette_metadata
from ip4timeline.record.curation.citing import citation_of
from ip4timeline.record.curation.publication import LICENCE, package
from ip4timeline.relationship.timeline import Timeline

commands = Commands()
"""The commands of this file."""


@commands.command(epilog="Example: ip4timeline record")
@json_option
@known_on_option
@click.pass_context
def record(ctx: click.Context, as_json: bool, known_on: str | None) -> None:
    """What names this record exactly, so that a paper can cite it."""
    timeline = timeline_of(ctx)
    cited = citation_of(timeline.known(known_on) if known_on else timeline)
    if as_json:
        print_json(attrs.asdict(cited))
    else:
        say(str(cited))


@commands.command("package", epilog="Example: ip4timeline package build/record")
@click.argument("folder", type=Target(path_type=Path, file_okay=False))
@click.pass_context
def package_files(ctx: click.Context, folder: Path) -> None:
    """Write the record as a Frictionless data package: tables and their description."""
    files = package(timeline_of(ctx))
    write_folder(folder, files)
    say(f"{folder}: {', '.join(files)}")


@commands.command(epilog="Example: ip4timeline export --format csv -o events.csv")
@click.option("--format", "form", type=OneOf("format", FORMATS), required=True)
@output_option
@click.option(
    "--excel",
    is_flag=True,
    help="csv, citations: for Excel, with a byte order mark and nothing that it takes for a "
    "formula.",
)
@click.option(
    "--cancelled", is_flag=True, help="ics: with what was retracted, marked as cancelled."
)
@click.option(
    "--datasette",
    is_flag=True,
    help="sqlite: beside FILE also write its .datasette.json, with questions, for Datasette.",
)
@known_on_option
@click.pass_context
def export(
    ctx: click.Context,
    /,
    form: str,
    output: str,
    known_on: str | None,
    datasette: bool,
    **options: bool,
) -> None:
    """Write the record in a form that other programs read.

    json, jsonl and parquet lose nothing and can be asked again with --record; csv and
    citations are flat tables; sqlite is a database for any SQL tool; ics, timelinejs and atom
    are for people; prov and jsonld say where everything comes from.
    """
    timeline = timeline_of(ctx)
    timeline = timeline.known(known_on) if known_on else timeline
    wanted = [name for name, given in options.items() if given]
    for option in wanted:
        if form not in (having := forms_with(option)):
            raise click.UsageError(f"--{option} goes with --format {' or '.join(having)}")
    if datasette:
        if form != "sqlite" or output == STREAM:
            raise click.UsageError("--datasette goes with --format sqlite and -o FILE")
        _write_with_metadata(timeline, Path(output), wanted, shipped=not ctx.obj)
        return
    with opened(output) as out:
        export_to(out, timeline, form, *wanted)


def _write_with_metadata(
    timeline: Timeline, path: Path, wanted: Sequence[str], *, shipped: bool
) -> None:
    """Write a database and what Datasette is told of it, both whole."""
    out = io.BytesIO()
    export_to(out, timeline, "sqlite", *wanted)
    # What others wrote is theirs to license.
    told = datasette_metadata(out.getvalue(), path.stem, licence=LICENCE if shipped else None)
    beside = path.with_suffix(".datasette.json")
    text = json.dumps(told, ensure_ascii=False, indent=2)
    write_whole({path: out.getvalue(), beside: f"{text}\n"})
    say(f"{path} and {beside}: datasette {path} -m {beside}")


@commands.command(epilog="Example: ip4timeline about")
@click.pass_context
def about(ctx: click.Context) -> None:
    """The record in figures, and the digest by which to cite it."""
    show.about(timeline_of(ctx))


@commands.command(epilog="Example: ip4timeline explore -o explorer.html")
@click.option(
    "-o",
    "--output",
    type=Target(dir_okay=False, path_type=Path),
    default=Path("explorer.html"),
    show_default=True,
    help="The file to write.",
)
@click.pass_context
def explore(ctx: click.Context, output: Path) -> None:
    """Write the record as one web page to drag through: no server, no network."""
    timeline = timeline_of(ctx)
    # What others wrote is theirs to license.
    licence = "" if ctx.obj else f"{LICENCE['name']}, {LICENCE['path']}"
    size = write(timeline, output, licence=licence).stat().st_size
    say(f"{output}: {len(timeline)} events, {size:,} bytes; open it in any browser")
