"""Tables as pandas frames, made without pyarrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from ip4timeline.frames.extras import check_columns, need

if TYPE_CHECKING:
    import pandas

    from ip4timeline.engine.events.columns import Column
    from ip4timeline.frames.table import Table

_DTYPES: Final = {
    "text": "str",
    "json": "str",
    "whole": "Int64",
    "truth": "boolean",
    "number": "Float64",
    "day": "datetime64[us]",
}
"""Of the types that pandas has; lists, records and exact decimals are objects.

Microseconds are what pandas makes of dates itself, so that `merge_asof` takes both;
nanoseconds end in 1677 and 2262."""


def to_pandas(table: Table) -> pandas.DataFrame:
    """A pandas frame: days as ``datetime64[us]``, whole numbers as ``Int64``, lists as lists.

    The metadata are in ``attrs``, which pandas calls experimental.

    Raises:
        MissingExtraError: ``ip4timeline[pandas]`` is not installed.
    """
    pd = need("pandas", "pandas")
    series = {c.name: _series(pd, c, table.data[c.name]) for c in table.columns}
    frame: pandas.DataFrame = pd.DataFrame(series)
    frame.attrs.update(table.metadata)
    return frame


def _series(pd: Any, column: Column, values: Sequence[Any]) -> Any:
    dtype = _DTYPES.get(column.type, "object") if isinstance(column.type, str) else "object"
    return pd.Series(list(values), dtype=dtype)


def rows_of(frame: pandas.DataFrame) -> list[dict[str, Any]]:
    """The rows of a pandas frame; ``NaN``, ``NaT`` and ``NA`` are ``None``.

    Raises:
        TimelineError: its columns are not each named by a text of its own.
    """
    missing = need("pandas", "pandas").isna
    check_columns(frame.columns)
    columns = {
        name: [
            None if not isinstance(value, list | dict) and missing(value) is True else value
            for value in frame.iloc[:, place].tolist()
        ]
        for place, name in enumerate(frame.columns)
    }
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
