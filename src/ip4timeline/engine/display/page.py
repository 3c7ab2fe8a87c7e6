"""What is shown of an answer: a page of tables and notes; how it looks is the renderer's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

MOST: Final = 50
"""Rows of a long list that are shown."""


@attrs.frozen
class Link:
    """A text that leads to an address; one that is not of the web is never followed."""

    text: str
    url: str = ""

    @property
    def followed(self) -> bool:
        """Whether there is an address of the web behind it."""
        return self.url.startswith(("https://", "http://"))


Line = str | Link
Cell = Line | tuple[Line, ...]
"""What a table holds at one place: one line, or several beneath each other."""


@attrs.frozen
class Grid:
    """Rows under named columns. The first cell of each row is what the row is about."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@attrs.frozen
class Page:
    """A title, and under it tables and notes."""

    title: str
    parts: tuple[Grid | str, ...] = ()


def some(rows: Iterable[tuple[Cell, ...]], caption: str, *columns: str) -> tuple[Grid | str, ...]:
    """A table of the first rows, and a note on how many more there are.

    Empty where there is no row.
    """
    every = tuple(rows)
    if not every:
        return ()
    table = Grid(caption, columns, every[:MOST])
    more = len(every) - MOST
    return (table,) if more <= 0 else (table, f"and {more} more")
