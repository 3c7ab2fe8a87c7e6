"""The command line, an extra: ``pip install 'ip4timeline[cli]'``."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command line; says what to install where its libraries are missing."""
    try:
        from ip4timeline.cli.app import app

        _ready_to_write()
        app()
    except ModuleNotFoundError as error:  # rich is asked for only where something is laid out
        if (error.name or "").partition(".")[0] not in ("click", "rich"):
            raise
        from ip4timeline.engine.errors import how_to_install

        sys.exit(f"The command line needs two more libraries: {how_to_install('cli')}")


def _ready_to_write() -> None:
    if sys.stdout is None:
        sys.exit("Error: there is no standard output to write to")
    # A pipe on Windows may not speak UTF-8; a letter that is spelt out beats a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
