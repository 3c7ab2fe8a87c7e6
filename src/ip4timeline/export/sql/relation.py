"""A table as it stands in a database, and where what it names is found."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ip4timeline.frames.table import Table

Place = tuple[str, str]
"""A table and a column of it."""


@attrs.frozen
class Relation:
    """A table as it stands in a database.

    Attributes:
        table: its columns and rows.
        what: what a row of it is.
        key: the columns that tell one row from all others; empty where nothing does.
        refers: by column, the table and the column in which what it names is found.
        indexed: further columns by which rows are looked up.
        searched: the columns that full-text search goes through.
        label: the column that says in words which row it is.
    """

    table: Table
    what: str
    key: tuple[str, ...] = ()
    refers: Mapping[str, Place] = attrs.field(factory=dict)
    indexed: tuple[tuple[str, ...], ...] = ()
    searched: tuple[str, ...] = ()
    label: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.table.name
