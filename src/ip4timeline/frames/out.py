"""Answers as tables, and tables in other libraries: what `engine.display.tabular` asks."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from ip4timeline.engine.projections.states import States
from ip4timeline.engine.timeline.diff import Diff
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.engine.timeline.timeline import Timeline
from ip4timeline.engine.timeline.view import View
from ip4timeline.frames import entries, points, states
from ip4timeline.frames.table import Table
from ip4timeline.relationship.snapshot.snapshot import Snapshot


@singledispatch
def table_of(answer: Any) -> Table:
    """The table of an answer; register a function for a class of your own.

    Raises:
        TypeError: there is none of such an answer.
    """
    remedy = ""
    if isinstance(answer, Selection):
        remedy = "; make a timeline of it by Timeline(selection, registries), or use frames.flat"
    raise TypeError(f"there is no table of a {type(answer).__name__}{remedy}")


@table_of.register
def _(answer: Table) -> Table:
    return answer


table_of.register(Timeline, entries.events)
table_of.register(View, states.spells)
table_of.register(Diff, states.diff)
table_of.register(Snapshot, states.snapshot)
table_of.register(States, points.values)

# The libraries are optional: each function loads its own only when it is called.


def to_arrow(answer: Any, requested: object | None = None) -> Any:
    """An Arrow table, metadata included.

    Args:
        answer: what to make a table of.
        requested: an Arrow C schema, of whose columns and types it is to be.

    Raises:
        TimelineError: a column that is requested is not there, or cannot be of that type.
        MissingExtraError: ``ip4timeline[arrow]`` is not installed.
    """
    from ip4timeline.frames.adapters.arrow import as_requested, to_arrow

    found = to_arrow(table_of(answer))
    return found if requested is None else as_requested(found, requested)


def to_polars(answer: Any) -> Any:
    """A polars frame; needs ``ip4timeline[polars]``."""
    from ip4timeline.frames.adapters.polars import to_polars

    return to_polars(table_of(answer))


def to_pandas(answer: Any) -> Any:
    """A pandas frame; needs ``ip4timeline[pandas]``, and not pyarrow."""
    from ip4timeline.frames.adapters.pandas import to_pandas

    return to_pandas(table_of(answer))


def to_duckdb(answer: Any, connection: Any = None, name: str | None = None) -> Any:
    """A DuckDB table of this name, by default the table's own; needs ``ip4timeline[duckdb]``.

    Args:
        answer: what to copy into it.
        connection: where to make it; left out, DuckDB's default one, in memory.
        name: what to call it; a table of that name is replaced.
    """
    from ip4timeline.frames.adapters.duckdb import to_duckdb

    return to_duckdb(table_of(answer), connection, name)
