"""Frames of any library in and out, and the few expressions that all the others are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from ip4timeline.engine.errors import TimelineError, did_you_mean, nearest
from ip4timeline.engine.time.days import DayLike, day_number
from ip4timeline.frames.extras import need
from ip4timeline.frames.versions import CONTENTS, HEAD, LOG

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


_TYPES: Final = {c.name: str(c.type) for c in (*LOG, *HEAD, *CONTENTS) if c.name != "id"}
"""The types of the columns that every table of versions or log has; no field has their names.

An id may be whatever orders as its text does: where a log is asked by columns, a number."""


class Native:
    """A frame of some library, and how an answer becomes one of that library again.

    Args:
        frame: it, or the narwhals frame of it.

    Raises:
        TimelineError: narwhals knows no such frame, or two columns have one name.
    """

    def __init__(self, frame: Any) -> None:
        try:
            found = nw.from_native(frame, pass_through=False)
        except TypeError as error:
            rather = "what its to_polars() gives, or " if hasattr(frame, "to_polars") else ""
            raise TimelineError(
                f"a {type(frame).__name__} is no frame that narwhals knows ({error}); give "
                f"{rather}one of polars, DuckDB, pandas, PyArrow, Dask, Ibis or PySpark"
            ) from None
        except nw.exceptions.DuplicateError as error:
            raise TimelineError(f"two columns have one name ({error}); rename one") from None
        self._found = found
        self._eager = isinstance(found, nw.DataFrame)
        self._as_given = found is frame
        self.frame: Any = found.lazy() if self._eager else found
        self.in_memory: bool = self._eager or found.implementation.is_polars()
        self.schema: dict[str, Any] = dict(self.frame.collect_schema())

    def need(self, columns: Iterable[str]) -> None:
        """Refuse a frame that lacks a column, or has another type of it.

        Raises:
            TimelineError: it does.
        """
        days: dict[str, str] = {}
        for name in columns:
            if name not in self.schema:
                hint = did_you_mean(nearest(name, self.schema))
                raise TimelineError(
                    f"the frame has no column {name!r}{hint}; ip4timeline.frames.versions and "
                    "ip4timeline.scale.versions make one that has all"
                )
            dtype, wanted = self.schema[name], _TYPES.get(name)
            if wanted is None or self._says_nothing(name):
                continue
            if wanted not in _meant(dtype):
                raise TimelineError(
                    f"the column {name!r} is {dtype}, and must be {_WANTED[wanted]}; cast it"
                )
            if wanted == "day":
                days.setdefault("days" if dtype.is_integer() else type(dtype).__name__, name)
        if len(days) > 1:
            one, other = list(days.values())[:2]
            raise TimelineError(
                f"the column {one!r} is {self.schema[one]} and {other!r} {self.schema[other]}; "
                "cast the days to one type"
            )

    def _says_nothing(self, name: str) -> bool:
        """Whether a column has no type that was meant: pandas calls one of nulls a text."""
        dtype = self.schema[name]
        if dtype in (nw.Unknown, nw.Object):
            return True
        held = self._eager and self.frame.implementation.is_pandas_like()
        return held and dtype == nw.String and bool(self._found[name].is_null().all())

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

    def need_list(self, name: str) -> None:
        """Refuse a column that should hold lists and holds none that can be taken apart.

        Raises:
            TimelineError: it does not.
        """
        dtype = self.schema[name]
        if dtype in (nw.List, nw.Array):
            return
        if self.frame.implementation.is_pandas_like() and dtype in (nw.Object, nw.String):
            raise TimelineError(
                f"the column {name!r} holds lists as objects of Python, which pandas does not "
                "take apart; give columns backed by PyArrow: "
                "to_pandas(types_mapper=pandas.ArrowDtype)"
            )
        if dtype != nw.Unknown:
            raise TimelineError(f"the column {name!r} is {dtype}, and must be lists, as its field")

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


_WANTED: Final = {"day": "days without a time zone", "text": "texts", "whole": "whole numbers"}


def _meant(dtype: Any) -> tuple[str, ...]:
    """What a type of a frame may be meant as, of the types of `_TYPES`."""
    if dtype == nw.Date or (isinstance(dtype, nw.Datetime) and dtype.time_zone is None):
        return ("day",)
    if dtype.is_integer():
        return ("day", "whole")  # days may be day numbers
    if dtype.is_numeric():
        return ("whole",)  # pandas makes floats of whole numbers with gaps
    return ("text",) if dtype in (nw.String, nw.Categorical, nw.Enum) else ()


def same(one: Any, other: Any) -> Any:
    """Whether two expressions are equal, where null equals null."""
    return (one == other).fill_null(False) | (one.is_null() & other.is_null())


def earlier(one: Any, other: Any) -> Any:
    """The earlier of two days; null is after every day."""
    first = other.is_null() | (one <= other).fill_null(False)
    return nw.when(first).then(one).otherwise(other)
