"""The command line as a whole: what it reads, and how its errors end.

0: answered. 1: the record or a name in it was at fault. 2: the command was not understood.
"""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import click

from ip4timeline.cli import ask, claim, curate, logs, publish, serve
from ip4timeline.cli.options import pasted
from ip4timeline.cli.records import register_kinds
from ip4timeline.engine.errors import TimelineError, UnknownNameError


class _Group(click.Group):
    """Errors of the library become one message and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TimelineError as error:
            _fail(error)


def _fail(error: TimelineError) -> NoReturn:
    hint = pasted(error) if isinstance(error, UnknownNameError) else ""
    click.echo(f"Error: {error}{hint}", err=True)
    sys.exit(1)


@click.group(
    cls=_Group,
    epilog="Example: ip4timeline as-of 2025-06-25 --known-on 2025-06-20",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="ip4timeline")
@click.option(
    "--record",
    "records",
    multiple=True,
    metavar="RECORD",
    help="Ask this instead: event files, a file that was exported (jsonl, json, parquet), the "
    "name of an installed record, or a log (sqlite:FILE, postgresql://...); repeatable, to read "
    "several together.",
)
@click.pass_context
def app(ctx: click.Context, records: tuple[str, ...]) -> None:
    """Where NATO and Japan, Korea, Australia and New Zealand stood on any date."""
    ctx.obj = records
    if records:
        register_kinds()


for _group in (ask, claim, curate, publish, serve, logs):
    for _command in _group.commands.commands.values():
        app.add_command(_command)
