"""The events of a table of versions, made column by column.

What is made was checked when the table was; here only what no event could hold is refused. A
field of which the table has no column is left unset, so that a projection which reads it fails
instead of going by a default that nobody wrote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from itertools import repeat
from types import MemberDescriptorType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import attrs

from ip4timeline.engine._speed import exhaust
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import Day, field_types
from ip4timeline.engine.events.kinds import kind_class, kinds
from ip4timeline.engine.events.scalars import (
    amount_text,
    item_of,
    options_of,
    scalar_of,
    without_none,
)
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.when import When
from ip4timeline.scale.arrow import day_numbers, pa, pc, whole_column

Make = Callable[[Any], Any]


class Events:
    """Makes events of the kinds that a projection handles; others it leaves out.

    Args:
        projection: whose.
    """

    def __init__(self, projection: Projection[Any, Any]) -> None:
        on = projection.on
        # Those that the projection names may be of another process's own, and not registered.
        self._classes: dict[str, type[Event]] = {
            cls.kind: cls for cls in kinds().values() if issubclass(cls, Event)
        } | {cls.kind: cls for cls in on if cls.kind}
        self._on = on

    def handled(self, table: Any) -> Any:
        """The rows of the kinds that are handled.

        Raises:
            UnknownNameError: a row is of a kind that is not registered in this process.
        """
        column = whole_column(table, "kind")
        names = pc.unique(column).to_pylist()
        found = [
            name
            for name in names
            if issubclass(self._classes.get(name) or kind_class(name), self._on)
        ]
        if len(found) == len(names):
            return table
        return table.filter(pc.is_in(column, value_set=pa.array(found, column.type)))

    def of(self, table: Any) -> list[Event]:
        """The events of rows that are all handled, in their order.

        Raises:
            TimelineError: a cell is none that its field can hold.
        """
        column = whole_column(table, "kind")
        names = pc.unique(column).to_pylist()
        if len(names) < 2:
            return self._made(names[0], table) if names else []
        found: list[Any] = [None] * table.num_rows
        for name in names:
            places = pc.indices_nonzero(pc.equal(column, name))
            made = self._made(name, table.take(places).combine_chunks())
            for place, event in zip(places.to_pylist(), made, strict=True):
                found[place] = event
        return found

    def missing(self, table: Any) -> set[str]:
        """The fields of the kinds that are handled of which a table has no column."""
        every = (cls for cls in self._classes.values() if issubclass(cls, self._on))
        return {a.name for cls in every for a in attrs.fields(cls)} - {*table.column_names}

    def _made(self, kind: str, table: Any) -> list[Event]:
        cls: Any = self._classes[kind]
        events = list(map(cls.__new__, repeat(cls, table.num_rows)))
        for field in _fields(cls):
            if field.name in table.column_names:
                column = whole_column(table, field.name)
                try:
                    values = field.values(column)
                except _OddCell as odd:
                    raise TimelineError(
                        f"the column {field.name!r} has {odd.cell!r}, which no {kind} can: "
                        f"{odd.reason}. It stands so in the event {_first(table, odd.cell, column)}"
                    ) from None
                field.put(events, values)
        return events


def _first(table: Any, cell: Any, column: Any) -> Any:
    """The id of the first event with a cell."""
    place = next((at for at, found in enumerate(column.to_pylist()) if found == cell), 0)
    return whole_column(table, "id")[place].as_py()


class _OddCell(Exception):  # noqa: N818 - a signal, caught here always
    """A cell that no field can hold."""

    def __init__(self, cell: Any, reason: object) -> None:
        super().__init__(str(reason))
        self.cell = cell
        self.reason = reason


class _Field:
    """One field of a class: how its column becomes values, and how these are put into objects.

    Args:
        cls: the class.
        attribute: the field.
        hint: its declared type.
    """

    def __init__(self, cls: Any, attribute: Any, hint: Any) -> None:
        self.name: str = attribute.name
        slot: Any = getattr(cls, attribute.name, None)
        self._as_number = isinstance(slot, Day)
        slot = slot.slot if isinstance(slot, Day) else slot
        own = isinstance(slot, MemberDescriptorType)  # a class that has no slots has none
        self._set: Callable[[Any, Any], None] | None = slot.__set__ if own else None
        self._absent = _absent(attribute, hint)
        hint = without_none(hint)
        self._is_day = isinstance(hint, type) and issubclass(hint, dt.date)
        self._make = None if self._as_number else maker(hint)
        self._single = scalar_of(hint) is not None or bool(options_of(hint))

    def put(self, objects: Sequence[Any], values: Iterable[Any]) -> None:
        """A value to each of many objects."""
        if self._set is not None:
            exhaust(map(self._set, objects, values))
        else:
            exhaust(map(object.__setattr__, objects, repeat(self.name), values))

    def one(self, found: Any, cell: Any) -> None:
        """A cell to one object."""
        value = self._value(cell)
        if self._as_number and value is not None:
            value = value.toordinal()
        if self._set is not None:
            self._set(found, value)
        else:
            object.__setattr__(found, self.name, value)

    def values(self, column: Any) -> Iterable[Any]:
        """The values of a column; those that many cells share are made once.

        Raises:
            _OddCell: a cell is none that the field can hold.
        """
        if column.null_count == len(column):
            return repeat(self._value(None), len(column))
        if self._as_number:
            return [self._value(None) if day is None else day for day in day_numbers(column)]
        if self._is_day:
            column = pc.cast(column, pa.date32())
        if not self._single:
            return self._of_lists(column)
        if self._make is None and self.name == "id":  # of which no two are alike
            return list(column.to_pylist())
        coded = pc.dictionary_encode(column, null_encoding="encode")
        made = [self._value(cell) for cell in coded.dictionary.to_pylist()]
        return map(made.__getitem__, coded.indices.to_pylist())

    def _of_lists(self, column: Any) -> Iterable[Any]:
        if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
            if not len(column.flatten()) and not column.null_count:
                return repeat((), len(column))
            if pa.types.is_string(column.type.value_type) or pa.types.is_large_string(
                column.type.value_type
            ):
                made: dict[tuple[Any, ...] | None, Any] = {}
                found = []
                for cell in column.to_pylist():
                    key = None if cell is None else tuple(cell)
                    if key not in made:
                        made[key] = self._value(cell)
                    found.append(made[key])
                return found
        return [self._value(cell) for cell in column.to_pylist()]

    def _value(self, cell: Any) -> Any:
        if cell is None:
            if self._absent is attrs.NOTHING:
                raise _OddCell(None, "the field must have a value")
            return self._absent
        if self._make is None:
            return cell
        try:
            return self._make(cell)
        except Exception as error:  # of whatever makes the value of one's own types too
            raise _OddCell(cell, error) from error


def _absent(attribute: Any, hint: Any) -> Any:
    """What an empty cell of a field means."""
    if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
        return None
    default = attribute.default
    if isinstance(default, attrs.Factory) or default is attrs.NOTHING:  # type: ignore[arg-type]
        return attrs.NOTHING
    if default is None or attribute.converter is None:
        return default
    return attribute.converter(default)


@cache
def _fields(cls: Any) -> list[_Field]:
    hints = field_types(cls)
    return [_Field(cls, a, hints[a.name]) for a in attrs.fields(cls)]


def maker(hint: Any) -> Make | None:
    """What makes the value of a cell; ``None``: it is the value itself."""
    options = options_of(hint)
    if options:
        return {option: option for option in options}.__getitem__
    scalar = scalar_of(hint)
    if scalar is not None:
        if scalar.cls is Decimal:
            return lambda cell: Decimal(amount_text(cell))
        return None if scalar.exact or scalar.cls in (str, float) else scalar.read
    item = item_of(hint)
    if item is not None:
        make = maker(without_none(item))
        return tuple if make is None else lambda cells: tuple([make(cell) for cell in cells])
    if isinstance(hint, type) and issubclass(hint, Entry):
        return _embedded
    if isinstance(hint, type) and attrs.has(hint):
        return lambda cell: _filled(hint, cell)
    return _unknown


def _embedded(cell: Any) -> Any:
    return _filled(kind_class(cell["kind"]), cell)


def _filled(cls: Any, cell: Any) -> Any:
    """An object with those fields that a record has."""
    found = cls.__new__(cls)
    for field in _fields(cls):
        if field.name in cell:
            field.one(found, cell[field.name])
    return found


def _unknown(cell: Any) -> Any:
    raise TypeError(f"no cell says what a {type(cell).__name__} is there")


def bounds(events: Iterable[Event], day: str) -> list[int | None]:
    """The day numbers that the dates of events themselves give for a column."""
    certainty = "certain" if day == "latest" else "possible"
    known: dict[When, int | None] = {}
    found = []
    for event in events:
        when = event.occurred
        if when not in known:
            known[when] = when.bound(certainty)  # type: ignore[arg-type]
        found.append(known[when])
    return found
