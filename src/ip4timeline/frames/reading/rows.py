"""One row of a table of events back to an entry, with every fault of it.

What a row says is read by the codec, which knows every kind of event; here cells become
plain data, and what is derived is compared with what it was derived from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ip4timeline.engine.codec.plain import from_data
from ip4timeline.engine.errors import Fault, RecordError, did_you_mean, fault_at, nearest
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.columns import Column
from ip4timeline.engine.events.entry import Entry
from ip4timeline.frames.cells import Fields, OddCell, absent, bare, plain
from ip4timeline.frames.entries import AMENDMENT, STANDING, SUPERSEDED, derived_cells
from ip4timeline.frames.schema import MORE

_ACCOUNTS: Final = (STANDING, SUPERSEDED, AMENDMENT)


class Read(NamedTuple):
    """A row that was read: its number, which account of an event it is marked as, the entry."""

    row: int
    account: str | None
    entry: Entry


class Part(NamedTuple):
    """Some rows that were read one after the other, as `Read` has them, by column.

    Attributes:
        so_far: how many rows there were in all up to here, those with faults included.
        rows: their numbers.
        accounts: which account of an event each is marked as; empty where none is marked.
        entries: the entries.
    """

    so_far: int
    rows: Sequence[int]
    accounts: Sequence[str | None]
    entries: Sequence[Entry]

    def reads(self) -> Iterator[Read]:
        """The rows, one by one."""
        accounts = self.accounts or [None] * len(self.rows)
        return map(Read, self.rows, accounts, self.entries)


def part(so_far: int, reads: Sequence[Read]) -> Part:
    """Rows that were read one by one."""
    rows, accounts, entries = zip(*reads, strict=True) if reads else ((), (), ())
    return Part(so_far, rows, accounts, entries)


class RowReader:
    """Reads rows one by one.

    Args:
        fields: by which column a cell is read.
        kind: the kind of every row, of a table without such a column; else empty.
        name: what to call the table in faults.
    """

    def __init__(self, fields: Fields, kind: str, name: str) -> None:
        self._fields = fields
        self._kind = kind
        self._name = name

    def read(self, number: int, given: Mapping[str, Any]) -> Read:
        """A row of a number, counted from 1.

        Raises:
            RecordError: with every fault of it, each with its place.
        """
        row = {column: bare(cell) for column, cell in given.items()}
        try:
            if self._kind:
                if "kind" in row:
                    raise RecordError("not a valid row", [kind_twice()])
                row = {"kind": self._kind, **row}
            return _read(number, row, self._fields)
        except RecordError as error:
            found = [_at(fault, number, row, self._name) for fault in error.faults]
            raise RecordError("not a valid row", found) from None


def kind_twice() -> Fault:
    """That a table says its kind, and whoever reads it too."""
    return Fault(
        "is a column of the table, and kind= says the kind of every row",
        field="kind",
        remedy="Leave kind= out, or drop the column",
    )


def unknown(column: str, fields: Fields, name: str = "") -> Fault:
    """That no kind has such a field, with the nearest that one has."""
    hint = did_you_mean(nearest(column, fields.names)).removeprefix("; ").capitalize()
    remedy = hint or "Drop it, or register the kind of your own that has such a field"
    return Fault("unknown column", file=name, field=column, remedy=remedy)


def _at(fault: Fault, number: int, row: Mapping[str, Any], name: str) -> Fault:
    id = row.get("id")
    return fault_at(fault, name, number, id if isinstance(id, str) else "")


def _read(number: int, row: Mapping[str, Any], fields: Fields) -> Read:
    faults: list[Fault] = []
    read = fields.of(row)
    data: dict[str, Any] = {}
    more: dict[str, Any] = {}
    account = None
    for name, cell in row.items():
        if absent(cell) or (name in fields.known and fields.known[name].derived):
            continue
        try:
            value = read(name, cell)
        except KeyError:
            faults.append(unknown(name, fields))
            continue
        except OddCell as odd:
            field = ".".join(p for p in (name, odd.path) if p)
            faults.append(Fault(odd.reason, field=field, remedy=odd.remedy))
            continue
        if name == "account":
            account = value
        elif name == MORE.name:
            more = value
        else:
            data[name] = value
    faults += [
        Fault("is said twice", field=f"{MORE.name}.{name}", remedy="Say it in one column")
        for name in more
        if name in data
    ]
    if faults:
        raise RecordError("not a valid row", faults)
    if account is not None and account not in _ACCOUNTS:
        strange = Fault(
            f"{account!r} is not one of {', '.join(map(repr, _ACCOUNTS))}",
            field="account",
            remedy="Leave it out where every row is an entry of its own",
        )
        raise RecordError("not a valid row", [strange])
    entry = from_data(data | more)
    faults += disagreements(entry, account, row, fields.known)
    if faults:
        raise RecordError("not a valid row", faults)
    return Read(number, account, entry)


def disagreements(
    entry: Entry, account: str | None, row: Mapping[str, Any], known: Mapping[str, Column]
) -> Iterator[Fault]:
    """What is derived and does not follow from the rest: somebody changed one without the other."""
    if account is not None and isinstance(entry, Amendment) != (account == AMENDMENT):
        yield Fault(f"a {entry.kind} is not {account}", field="account", remedy="Leave it out")
    for name, expected in derived_cells(entry).items():
        if name not in row:
            continue
        try:
            found = None if absent(row[name]) else plain(known[name].type, row[name])
        except OddCell as odd:
            yield Fault(odd.reason, field=name, remedy=odd.remedy)
            continue
        wanted = expected.isoformat() if isinstance(expected, dt.date) else expected
        if found != wanted:
            yield Fault(
                f"is {found!r}, and the rest of the row makes it {wanted!r}",
                field=name,
                remedy="Drop the column, which is derived, or mend what it is derived from",
            )
