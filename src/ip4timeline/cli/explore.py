"""The command that writes the explorer, the timeline as one web page."""

from __future__ import annotations

from pathlib import Path

import click

from ip4timeline.export.explorer import write
from ip4timeline.record.readers import load


@click.command(epilog="Example: ip4timeline explore -o explorer.html")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("explorer.html"),
    show_default=True,
    help="The file to write.",
)
@click.pass_context
def explore(ctx: click.Context, output: Path) -> None:
    """Write the record as one web page to drag through: no server, no network."""
    timeline = load(ctx.obj)
    try:
        size = write(timeline, output).stat().st_size
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from None
    click.echo(f"{output}: {len(timeline)} events, {size:,} bytes; open it in any browser")
