"""The command line as a whole: what it reads, and how its errors end.

0: answered. 1: the record or a name in it was at fault, or a file could not be read or written.
2: the command was not understood. 141: whoever read the output closed it, as a shell says it of
other commands (128 and the number of the signal).
"""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import click

from ip4timeline.cli import ask, claim, curate, logs, publish, serve
from ip4timeline.cli.options import pasted
from ip4timeline.cli.output import say
from ip4timeline.cli.records import register_kinds
from ip4timeline.engine.display.printable import printable
from ip4timeline.engine.errors import TimelineError, UnknownNameError

BROKEN_PIPE = 141
"""The exit code of a command whose output was closed."""


class _Group(click.Group):
    """Errors of the library become one message and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TimelineError as error:
            hint = pasted(error) if isinstance(error, UnknownNameError) else ""
            _fail(f"{error}{hint}")
        except click.ClickException as error:
            # What was typed and what the record offers instead stand in it.
            vars(error)["message"] = printable(error.message, keep="\n")
            raise
        except BrokenPipeError:
            _end_quietly()
        except OSError as error:
            _fail(_reason(error))


def _fail(reason: str) -> NoReturn:
    say(f"Error: {reason}", err=True)
    sys.exit(1)


def _reason(error: OSError) -> str:
    """What the system refused, and of which file."""
    named = f"{error.filename}: " if error.filename is not None else ""
    return f"{named}{error.strerror or error}"


def _end_quietly() -> NoReturn:
    """End as other commands do whose output nobody reads on."""
    # What is still held back would fail again when the interpreter ends.
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.exit(BROKEN_PIPE)


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
