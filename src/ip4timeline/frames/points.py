"""The values of any projection as tables: at one point of both clocks, and at many."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.columns import Column, ListOf, Record, Simple, Type
from ip4timeline.engine.events.words import in_order
from ip4timeline.engine.time.days import LAST_DAY, DayLike, day_number, from_day_number
from ip4timeline.engine.time.when import When
from ip4timeline.frames.cells import OddCell, bare, plain
from ip4timeline.frames.columns import PARTNER, day_of
from ip4timeline.frames.entries import WHOLE
from ip4timeline.frames.states import KEY, TEXT, VALUE, distinct, json_of, key_cells, text_of
from ip4timeline.frames.table import Table, table

if TYPE_CHECKING:
    from ip4timeline.engine.projections.states import States
    from ip4timeline.engine.timeline.view import View

Measures = Mapping[str, tuple[Type, str, Callable[[Any], Any]]]
"""Columns of one's own: by name the type, the meaning, and a function of the value."""

VALUES: Final = (
    Column("as_of", "day", "the day asked about; null for after everything"),
    Column("known_on", "day", "the day by which a thing had to be public; null: all there is"),
    KEY,
    *PARTNER,
    VALUE,
    Column("number", "number", "the value where it is a number or an amount; else null"),
    TEXT,
)
"""The schema of `values`, and of `panel` of a view, which may have columns of one's own."""


def values(found: States[Any, Any]) -> Table:
    """A row for each value of a view on one day, by key.

    Raises:
        TimelineError: two keys stand as one text.
    """
    asked = found.question
    about = {"ip4timeline.certainty": asked.certainty}
    return table("values", VALUES, _rows(found, {}), about)


def panel_of(
    view: View[Any, Any, Any],
    days: Iterable[DayLike],
    known_on: DayLike | Iterable[DayLike | None] | None,
    lag: int,
    measures: Measures,
    live: Literal["live"],
) -> Table:
    """A row for each day and key that has a value then; see `panels.panel`.

    Raises:
        TimelineError: there are not as many knowledge days as days, two keys stand as one text, or
            a column of one's own is none; see `own_columns` and `measured`.
        WhenError: one of them is no full day.
    """
    own = own_columns(measures, VALUES)
    asked = [day_number(day) for day in days]
    ends = [from_day_number(day) for day in asked]
    if isinstance(known_on, str) and known_on == live:
        known_on = [from_day_number(min(day + lag, LAST_DAY)) for day in asked]
    about = {
        "ip4timeline.projection": view.projection.name,
        "ip4timeline.certainty": view.certainty,
    }
    found = view.as_of_many(ends, known_on=known_on)
    rows = (row for states in found for row in _rows(states, measures))
    return table("panel", (*VALUES, *own), rows, about)


def own_columns(measures: Measures, others: Sequence[Column]) -> tuple[Column, ...]:
    """The columns of one's own, beside others.

    Raises:
        TimelineError: one has the name of another, or a type that no column has.
    """
    taken = {column.name for column in others}
    for name, (type, _, _) in measures.items():
        if name in taken:
            raise TimelineError(f"a panel has a column {name!r}; call yours otherwise")
        if not isinstance(type, ListOf | Record) and type not in get_args(Simple):
            types = ", ".join(get_args(Simple))
            raise TimelineError(f"{name!r}: {type!r} is no type of a column; there are {types}")
    return tuple(Column(name, type, what) for name, (type, what, _) in measures.items())


def measured(measures: Measures, of: Any) -> dict[str, Any]:
    """The cells of the columns of one's own, each as its column holds it.

    Raises:
        TimelineError: a measure gave what its column cannot hold.
    """
    return {name: _held(name, type, measure(of)) for name, (type, _, measure) in measures.items()}


def _held(name: str, type: Type, value: Any) -> Any:
    if value is None:
        return None
    given = value.text if isinstance(value, When) else bare(value)
    try:
        said = plain(type, given.value if isinstance(given, Enum) else given)
        if type == "day":
            return dt.date.fromisoformat(said)
        if type == "money":
            return Decimal(said)
        if type == "json":
            return json.dumps(said, ensure_ascii=False, sort_keys=True)
        if type != "whole" or said in WHOLE:
            return said if type in ("whole", "truth", "number", "text") else given
    except (OddCell, ValueError, ArithmeticError):
        pass
    raise TimelineError(
        f"the column {name!r} is {type} and cannot hold {value!r}: mend its measure"
    )


def _rows(found: States[Any, Any], measures: Measures) -> Iterator[dict[str, Any]]:
    asked = found.question
    shared = {
        "as_of": None if asked.as_of == LAST_DAY else day_of(asked.as_of),
        "known_on": day_of(asked.known_on),
    }
    distinct(found)
    for key, value in in_order(found):
        yield {
            **shared,
            **key_cells(key),
            "value": json_of(value),
            "number": _number(value),
            "text": text_of(value, found.registries),
            **measured(measures, value),
        }


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        return float(value)
    except OverflowError:  # a whole number may be longer than any float
        return None
