"""The command that serves the record to an assistant program."""

from __future__ import annotations

import click

from ip4timeline.cli.once import Commands
from ip4timeline.cli.records import timeline_of

commands = Commands()
"""The commands of this file."""


@commands.command(epilog="Example: ip4timeline mcp")
@click.pass_context
def mcp(ctx: click.Context) -> None:
    """Serve the record to an assistant, over the Model Context Protocol on standard streams."""
    from ip4timeline.assistant.server import serve  # its libraries are an extra of their own

    serve(timeline_of(ctx))
