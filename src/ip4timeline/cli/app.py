"""The command line as a whole: what it reads, and how its errors end.

0: answered. 1: the record or a name in it was at fault, or a file could not be read or written.
2: the command was not understood. 141: whoever read the output closed it, as a shell says it of
other commands (128 and the number of the signal).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Final, NoReturn

import click

from ip4timeline.engine.display.printable import printable
from ip4timeline.engine.errors import TimelineError, UnknownNameError

BROKEN_PIPE = 141
"""The exit code of a command whose output was closed."""
FILES: Final = {
    "as-of": "standing",
    "events gaps why diff learned spells": "ask",
    "claim": "claim",
    "check format schema coverage": "curate",
    "record package export about explore": "publish",
    "mcp": "serve",
    "log": "logs",
}
"""In which file of this room to look first for a command, so that it starts without the others.

One that is not listed is found all the same, by looking through them all.
"""


def _commands(file: str) -> Mapping[str, click.Command]:
    group = getattr(import_module(f"{__package__}.{file}"), "commands", None)
    return group.commands if isinstance(group, click.Group) else {}


class _Group(click.Group):
    """Errors of the library become one message and exit code 1, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for file in self._files() for name in _commands(file))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        first = [file for names, file in FILES.items() if cmd_name in names.split()]
        for file in first or self._files():
            if found := _commands(file).get(cmd_name):
                return found
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:  # which knows only of commands that were loaded
            every = self.list_commands(ctx)
            raise click.NoSuchCommand(error.command_name, possibilities=every, ctx=ctx) from None

    @staticmethod
    def _files() -> Iterable[str]:
        return (file.name for file in iter_modules([str(Path(__file__).parent)]))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TimelineError as error:
            _fail(f"{error}{_hint(error)}")
        except click.ClickException as error:
            from ip4timeline.cli.meant import meant  # only those who mistype wait for it

            # What was typed and what the record offers instead stand in it.
            remedy = meant(error)
            vars(error)["message"] = printable(f"{error.message}{remedy}", keep="\n")
            if remedy and isinstance(error, click.NoSuchOption):
                vars(error)["possibilities"] = None  # what is spelt alike, and means something else
            raise
        except BrokenPipeError:
            _end_quietly()
        except OSError as error:
            _fail(_reason(error))


def _hint(error: TimelineError) -> str:
    if not isinstance(error, UnknownNameError):
        return ""
    from ip4timeline.cli.options import pasted  # which knows every kind of event

    return pasted(error)


def _fail(reason: str) -> NoReturn:
    from ip4timeline.cli.output import say

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
        from ip4timeline.cli.records import register_kinds

        register_kinds()
