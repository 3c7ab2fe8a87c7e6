"""Frames of any library in and out, and the few expressions that all the others are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from ip4timeline.engine.errors import TimelineError, did_you_mean, nearest
from ip4timeline.engine.time.days import DayLike, day_number
from ip4timeline.frames.extras import need

need("narwhals", "scale")  # says what to install where it is missing
import narwhals  # noqa: E402

nw: Any = narwhals
"""narwhals, from here to all that make expressions."""

_ELSEWHERE: Final = {
    "pyarrow": "give the table to polars (polars.from_arrow) or DuckDB (duckdb.arrow), which take "
    "it without a copy",
    "dask": "give polars (scan_parquet) or DuckDB the files that Dask reads, or fold by its own "
    "workers with ip4timeline.scale.scatter and fold_shard",
}
"""The libraries for which narwhals has neither windows in an order nor lists taken apart, by the
name that it gives them, and what does instead."""


class Native:
    """A frame of some library, and how an answer becomes one of that library again.

    Args:
        frame: it, or the narwhals frame of it.

    Raises:
        TimelineError: narwhals knows no such frame.
    """

    def __init__(self, frame: Any) -> None:
        try:
            found = nw.from_native(frame, pass_through=False)
        except TypeError as error:
            raise TimelineError(
                f"a {type(frame).__name__} is no frame that narwhals knows ({error}); give one of "
                "polars, DuckDB, pandas, PyArrow, Dask, Ibis or PySpark"
            ) from None
        self._eager = isinstance(found, nw.DataFrame)
        self._as_given = found is frame
        self.frame: Any = found.lazy() if self._eager else found
        self.in_memory: bool = self._eager or found.implementation.is_polars()
        self.schema: dict[str, Any] = dict(self.frame.collect_schema())

    def need(self, columns: Iterable[str]) -> None:
        """Refuse a frame that lacks a column.

        Raises:
            TimelineError: it does.
        """
        for name in columns:
            if name not in self.schema:
                hint = did_you_mean(nearest(name, self.schema))
                raise TimelineError(
                    f"the frame has no column {name!r}{hint}; ip4timeline.frames.versions and "
                    "ip4timeline.scale.versions make one that has all"
                )

    @property
    def windows(self) -> bool:
        """Whether the library has windows over groups in an order, as narwhals gives them."""
        return self._elsewhere is None

    @property
    def _elsewhere(self) -> str | None:
        return _ELSEWHERE.get(self.frame.implementation.value)

    def need_windows(self, what: str) -> None:
        """Refuse what no frame without windows can answer.

        Raises:
            TimelineError: it is a frame of PyArrow or Dask.
        """
        self._lacks(what, "windows over groups in an order (Expr.over with order_by)")

    def need_lists(self, what: str) -> None:
        """Refuse to take lists apart where the library does not.

        Raises:
            TimelineError: it is a frame of PyArrow or Dask.
        """
        self._lacks(what, "lists that are taken apart (DataFrame.explode)")

    def _lacks(self, what: str, how: str) -> None:
        if self._elsewhere is not None:
            name = self.frame.implementation.value
            raise TimelineError(f"{what}: on {name} narwhals has no {how}; {self._elsewhere}")

    def day(self, column: str, day: DayLike) -> dt.date | int:
        """A day as it compares with a column: of plain pandas, days are times; or day numbers."""
        if self.schema[column].is_integer():
            return day_number(day)
        found = dt.date.fromordinal(day_number(day))
        if isinstance(self.schema[column], nw.Datetime):
            return dt.datetime(found.year, found.month, found.day)
        return found

    def given(self, answer: Any) -> Any:
        """An answer as the frame that was given: lazy or not, of its library or of narwhals."""
        found = answer.collect() if self._eager and isinstance(answer, nw.LazyFrame) else answer
        return found if self._as_given else found.to_native()


def same(one: Any, other: Any) -> Any:
    """Whether two expressions are equal, where null equals null."""
    return (one == other).fill_null(False) | (one.is_null() & other.is_null())


def earlier(one: Any, other: Any) -> Any:
    """The earlier of two days; null is after every day."""
    first = other.is_null() | (one <= other).fill_null(False)
    return nw.when(first).then(one).otherwise(other)
