"""What leaves a command: lines, tables, data and files, each fit for where it goes.

Nothing else in this package writes to a stream: what a record says is made printable here, and
data are UTF-8 whatever the console speaks.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import Any, BinaryIO, TypeVar

import click

from ip4timeline.engine.display.printable import printable

F = TypeVar("F", bound=Callable[..., Any])
NARROWEST = 30
"""Columns below which nothing is laid out any more."""
PIPED = 140
"""Columns of what goes to a pipe."""
STREAM = "-"
"""What stands for standard output where a file can be named."""


def say(text: object, *, err: bool = False, end: bool = True) -> None:
    """Print lines; controls and escapes in them are spelt out."""
    click.echo(printable(str(text), keep="\n"), err=err, nl=end)


def print_json(data: Any, indent: int | None = 2) -> None:
    """Print plain data as UTF-8 for another program to read."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    # Half a surrogate pair stands in JSON as the same escape that Python would write.
    with opened(STREAM) as out:
        out.write(f"{text}\n".encode("utf-8", "backslashreplace"))


def width() -> int:
    """How many columns there are: those of the terminal, or what ``COLUMNS`` says.

    Piped output has no width of its own; one that holds the tables keeps lines whole.
    """
    said = os.environ.get("COLUMNS", "")
    if said.isascii() and said.isdigit() and int(said):
        return max(int(said), NARROWEST)
    if not sys.stdout.isatty():
        return PIPED
    return max(get_terminal_size().columns, NARROWEST)


class Target(click.Path):
    """A file or folder to write; an empty name is none, and never the folder one stands in.

    What cannot go to standard output takes no ``-``, of which it would make a file of that name.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """What was typed, as `click.Path` takes it."""
        if not os.fspath(value):
            self.fail("it is empty; write a name", param, ctx)
        if os.fspath(value) == STREAM and not self.allow_dash:
            remedy = "write a name, or ./- for a file that is called so"
            self.fail(f"this does not go to standard output; {remedy}", param, ctx)
        return super().convert(value, param, ctx)


def output_option(command: F) -> F:
    """``-o FILE``: where the contents go; a file is written whole or not at all."""
    return click.option(
        "-o",
        "--output",
        type=Target(dir_okay=False, allow_dash=True),
        default=STREAM,
        metavar="FILE",
        help="The file to write; left out, standard output.",
    )(command)


@contextmanager
def opened(output: str) -> Iterator[BinaryIO]:
    """What ``-o`` names, opened for bytes, so that no system turns line ends into its own."""
    if output != STREAM:
        from ip4timeline.engine.files.whole import whole  # few commands write a file

        with whole(Path(output)) as file:
            yield file
        return
    sys.stdout.flush()  # of what was printed before
    stream = sys.stdout.buffer
    if not isinstance(stream, io.RawIOBase):
        yield stream
        stream.flush()
        return
    # Under PYTHONUNBUFFERED a write may end half-way and say so by a number that nobody reads.
    buffered = io.BufferedWriter(stream)
    try:
        yield buffered
        buffered.flush()
    finally:
        with suppress(OSError):
            buffered.detach()
