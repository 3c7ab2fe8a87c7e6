"""The cells of a frame of any library as plain data, which the codec reads.

What a cell is depends on its column, and that on the kind of event that the row is of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from ip4timeline.engine.codec.parse import parse
from ip4timeline.engine.events.columns import Column, ListOf, Record, Type, columns_of
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.fields import field_types
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.events.scalars import amount_text, without_none
from ip4timeline.engine.time.when import When
from ip4timeline.frames.schema import event_columns
from ip4timeline.nato.columns import BESIDE
from ip4timeline.nato.kinds.every import BUILT_IN


class OddCell(Exception):  # noqa: N818 - a signal to the reader of rows
    """A cell that its column cannot hold: where in it, why, and what to write instead."""

    def __init__(self, reason: str, remedy: str = "", path: str = "") -> None:
        super().__init__(reason)
        self.reason: str = reason
        self.remedy: str = remedy
        self.path: str = path


def bare(cell: Any) -> Any:
    """A number or text of numpy as Python's own."""
    return cell.item() if getattr(cell, "ndim", None) == 0 else cell


def absent(cell: Any) -> bool:
    """Whether a cell says nothing: ``None``, or one of the marks of numpy and pandas."""
    if cell is None:
        return True
    if isinstance(cell, str | list | dict | dt.date):  # of which NaT is one, and unequal itself
        return not isinstance(cell, str | list | dict) and cell != cell
    return type(cell).__name__ in ("NAType", "NaTType") or (
        isinstance(cell, float) and cell != cell
    )


def plain(type: Type, cell: Any) -> Any:
    """A cell as the codec reads it.

    Raises:
        OddCell: the column cannot hold it.
    """
    match type:
        case ListOf(item):
            return _list(item, cell)
        case Record(fields):
            return _record(fields, cell)
        case "day":
            return _day(cell)
        case "whole":
            return _whole(cell)
        case "money":
            if isinstance(cell, Decimal) and cell.is_finite():
                return amount_text(cell)
            if isinstance(cell, Decimal | str) or _is_whole(cell):
                return str(cell)
            raise OddCell(f"{cell!r} is not an exact amount", "Write a decimal or a text")
        case "number":
            if isinstance(cell, float) or _is_whole(cell):
                return cell
            raise OddCell(f"{cell!r} is not a number")
        case "json":
            return _object(cell)
        case "truth":
            if cell is True or cell is False:
                return cell
            raise OddCell(f"{cell!r} is not true or false")
    if isinstance(cell, str):
        return cell
    raise OddCell(f"{cell!r} is not a text", "Dates of events are texts in EDTF")


def _list(item: Type, cell: Any) -> list[Any]:
    if hasattr(cell, "tolist"):  # of numpy, which is what pyarrow makes of lists for pandas
        cell = cell.tolist()
    if not isinstance(cell, list | tuple):
        raise OddCell(f"{cell!r} is not a list", "The flat table cannot be read back; keep lists")
    found = []
    for at, one in enumerate(cell):
        try:
            found.append(plain(item, one))
        except OddCell as odd:
            path = ".".join(p for p in (str(at), odd.path) if p)
            raise OddCell(odd.reason, odd.remedy, path) from None
    return found


def _record(fields: Sequence[Column], cell: Any) -> dict[str, Any]:
    if not isinstance(cell, Mapping):
        raise OddCell(f"{cell!r} is not a record of {', '.join(f.name for f in fields)}")
    types = {field.name: field.type for field in fields}
    found = {}
    for name, value in cell.items():
        if absent(value):
            continue
        if name not in types:
            raise OddCell("unknown field", f"Fields: {', '.join(types)}", str(name))
        try:
            found[name] = plain(types[name], value)
        except OddCell as odd:
            raise OddCell(odd.reason, odd.remedy, name) from None
    return found


def _day(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if hasattr(cell, "to_pydatetime"):
        cell = cell.to_pydatetime()
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            raise OddCell(f"{cell} is not a full day", "Take the time of day away")
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    raise OddCell(f"{cell!r} is not a day", "Write 2025-06-25 or a date")


def _is_whole(cell: Any) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool)


def _whole(cell: Any) -> int:
    if _is_whole(cell):
        return int(cell)
    if isinstance(cell, float) and cell.is_integer():  # pandas makes it of a column with gaps
        return int(cell)
    raise OddCell(f"{cell!r} is not a whole number")


def _object(cell: Any) -> dict[str, Any]:
    if isinstance(cell, str):
        try:
            cell = parse(cell)
        except ValueError as error:
            raise OddCell(f"not valid JSON: {error}") from None
    if not isinstance(cell, dict):
        raise OddCell(f"{cell!r} is not a JSON object")
    return cell


def untyped(cell: Any) -> Any:
    """A cell of a field that today's kinds have not, or have of another type."""
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    if isinstance(cell, Mapping):
        return {name: untyped(value) for name, value in cell.items() if not absent(value)}
    if isinstance(cell, list | tuple):
        return [untyped(one) for one in cell]
    if isinstance(cell, Decimal):
        return amount_text(cell) if cell.is_finite() else str(cell)
    return _day(cell) if isinstance(cell, dt.date) else cell


class Fields:
    """By which column a cell is read: that of the field in the kind that its row is of."""

    def __init__(self) -> None:
        self.known: Mapping[str, Column] = {column.name: column for column in event_columns()}
        """The columns of the package's kinds."""
        self._own = {kind: cls for kind, cls in kinds().items() if cls not in BUILT_IN}
        self.names: set[str] = {
            *self.known,
            *(n for cls in self._own.values() for n in columns_of(cls)),
        }
        """Every column that some registered kind has."""
        self._dated = {
            name
            for cls in kinds().values()
            for name, hint in field_types(cls).items()
            if without_none(hint) is When
        }
        """What holds dates in EDTF, of which a full day may stand as a day."""
        self.versioned: bool = any(cls.version > 1 for cls in self._own.values())
        """Whether some kind once had others."""

    def of(self, row: Mapping[str, Any]) -> Callable[[str, Any], Any]:
        """What gives plain data of a cell of a row, by the name of its column.

        It raises `OddCell` where the column cannot hold it, ``KeyError`` where there is none.
        """
        cls = self._own.get(str(row.get("kind")))
        if cls is None:
            return partial(self._read, {}, False)
        version = row.get("version")
        outdated = (1 if absent(version) else version) != cls.version
        return partial(self._read, columns_of(cls), outdated)

    def type_of(self, cls: type[Entry], name: str) -> Type | None:
        """The type by which a cell of a kind is read; ``None`` where there is no column."""
        own = columns_of(cls) if self._own.get(cls.kind) is cls else {}
        column = self.known[name] if self._is_known(own, name) else own.get(name)
        return None if column is None else column.type

    def _is_known(self, own: Mapping[str, Column | None], name: str) -> bool:
        return name in self.known and (name in BESIDE or name not in own)

    def _read(self, own: Mapping[str, Column | None], outdated: bool, name: str, cell: Any) -> Any:
        if name in self._dated and isinstance(cell, dt.date):
            return _day(cell)
        if self._is_known(own, name):
            return plain(self.known[name].type, cell)
        if (column := own.get(name)) is not None:
            try:
                return plain(column.type, cell)
            except OddCell:
                if not outdated:
                    raise
        elif name not in self.names and not outdated:
            raise KeyError(name)
        return untyped(cell)  # an upcaster reads it, or the codec says what is wrong
