"""Lines with bold and dim parts; loaded by the commands that print such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from ip4timeline.cli.output import width
from ip4timeline.engine.display.printable import printable


class _Plain(Console):
    """A console that prints texts as they are, apart from what could steer a terminal."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(printable(segment.text, keep="\n"), segment.style)

    def on_broken_pipe(self) -> NoReturn:
        raise


def console() -> Console:
    """What prints tables: nothing in a text is markup, a number of interest or a picture."""
    return _Plain(width=width(), highlight=False, markup=False, emoji=False)
