"""Tables as polars frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ip4timeline.frames.extras import need

if TYPE_CHECKING:
    import polars

    from ip4timeline.frames.table import Table


def to_polars(table: Table) -> polars.DataFrame:
    """A polars frame; lists and records keep structure, the metadata are dropped.

    Raises:
        MissingExtraError: ``ip4timeline[polars]`` is not installed.
    """
    frame: polars.DataFrame = need("polars", "polars").DataFrame(table)
    return frame
