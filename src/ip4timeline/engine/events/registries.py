"""The registries of a record: what its events name by id, in one order, each once.

A domain adds its own by a subclass of `Registries`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import Any, ClassVar, Self, TypeVar

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.errors import EventError, TimelineError, UnknownNameError, one_name
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import to_tuple
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.references import references
from ip4timeline.engine.events.sources import Row, Source

E = TypeVar("E")


@alike
@attrs.frozen(eq=False, repr=False)
class Ordered:
    """What makes the field of a registry: its rows in one order, each once.

    Whoever reads a field past its converter asks for this one all the same.
    """

    table: str
    key: str

    def __call__(self, rows: Iterable[Any]) -> tuple[Any, ...]:
        """The rows by id or place.

        Raises:
            EventError: two have one id and differ.
        """
        key = attrgetter(self.key)
        found = sorted(to_tuple(rows), key=key)
        again = set()
        for place, (one, other) in enumerate(pairwise(found), 1):
            if one == other:
                again.add(place)
            elif self.key == "id" and one.id == other.id:
                reason = f"two rows have the id {one.id!r} and differ"
                raise EventError(self.table, reason, "give one another id")
        return tuple(row for place, row in enumerate(found) if place not in again)


def registry(table: str, row: type[Any], label: str = "") -> Any:
    """A field of `Registries`: its rows, ordered by id, or by ``place`` where they have none.

    Args:
        table: what one row of it is called in files.
        row: the class of a row.
        label: the field of a row that names it to readers, if one does.
    """
    about = {"table": table, "row": row, "label": label}
    order = Ordered(table, "id" if _has_id(row) else "place")
    return attrs.field(default=(), converter=order, metadata=about)


def _has_id(row: type[Any]) -> bool:
    return any(a.name == "id" for a in attrs.fields(row))


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Registries:
    """The registries of a record, as tuples in the order of their ids."""

    sources: tuple[Source, ...] = registry("source", Source)

    parties: ClassVar[type[Party] | None] = None
    """Those whom events can concern; ``None``: nobody in particular."""

    @classmethod
    def tables(cls) -> Mapping[str, tuple[str, type[Any]]]:
        """What a row of each registry is called in files, the field that holds it, its class."""
        found: Any = cls
        return _tables(found)

    @cached_property
    def rows_by_id(self) -> Mapping[str, Mapping[str, Any]]:
        """By what a row is called, the rows by id; of those registries whose rows have one."""
        return MappingProxyType(
            {
                table: MappingProxyType({row.id: row for row in getattr(self, field)})
                for table, (field, row_class) in self.tables().items()
                if _has_id(row_class)
            }
        )

    def row(self, table: str, id: str) -> Any:
        """The row of an id.

        Raises:
            UnknownNameError: there is none, or no such registry.
        """
        if one_name("registry", table) not in self.rows_by_id:
            raise UnknownNameError("registry with ids", table, self.rows_by_id)
        rows = self.rows_by_id[table]
        if one_name(table, id) not in rows:
            raise UnknownNameError(table, id, rows)
        return rows[id]

    def names(self, what: str) -> Collection[str]:
        """The ids of one sort of thing, as the ``refers_to`` of a field calls it.

        Empty for what has no registry, such as the slug of an agreement.
        """
        return self.rows_by_id.get(what, ())

    @property
    def source_by_id(self) -> Mapping[str, Source]:
        """Sources by id."""
        return self.rows_by_id["source"]

    def source(self, id: str) -> Source:
        """The source of an id.

        Raises:
            UnknownNameError: there is none.
        """
        found: Source = self.row("source", id)
        return found

    def with_rows(self, *rows: Any) -> tuple[Self, list[Any]]:
        """The registries with further rows, and of what was given whatever is no row of them.

        Raises:
            TimelineError: an id is taken by other contents.
        """
        new, rest = self._by_table(rows)
        more = {}
        for table, given in new.items():
            field = self.tables()[table][0]
            present = self.rows_by_id.get(table)
            if present is None:
                held = set(getattr(self, field))
                given = [row for row in dict.fromkeys(given) if row not in held]
            else:
                found: dict[str, Any] = {}
                for row in given:
                    other = present.get(row.id) or found.get(row.id)
                    if other is not None and other != row:
                        raise TimelineError(
                            f"two rows of {field} have the id {row.id!r} and differ; "
                            "give one another id"
                        )
                    if other is None:
                        found[row.id] = row
                given = list(found.values())
            if given:
                more[field] = (*getattr(self, field), *given)
        return (attrs.evolve(self, **more) if more else self), rest

    def _by_table(self, rows: Iterable[Any]) -> tuple[dict[str, list[Any]], list[Any]]:
        """Rows by what they are called, and what is no row of these registries."""
        table_of = {cls: table for table, (_, cls) in self.tables().items()}
        found: dict[str, list[Any]] = {}
        rest: list[Any] = []
        for row in rows:
            table = table_of.get(type(row))
            (rest if table is None else found.setdefault(table, [])).append(row)
        return found, rest

    def without_rows(self, *rows: Any) -> Self:
        """The registries without some of their rows."""
        gone, _ = self._by_table(rows)
        less = {}
        for table, given in gone.items():
            field = self.tables()[table][0]
            less[field] = tuple(row for row in getattr(self, field) if row not in set(given))
        return attrs.evolve(self, **less) if less else self

    def seen(self, known_on: int, entries: Iterable[Entry], standing: Iterable[Event]) -> Self:
        """What of the rows is seen by the end of a day number: those that something seen names.

        Args:
            known_on: the knowledge day.
            entries: what is seen of the entries.
            standing: the events that stand by then.
        """
        about: defaultdict[str, list[Event]] = defaultdict(list)
        for event in standing:
            for _, _, id in references(event):
                about[id].append(event)
        tables = self.rows_by_id
        waiting = [(what, id) for entry in entries for _, what, id in references(entry)]
        kept: dict[str, dict[str, Any]] = {table: {} for table in tables}
        looked_at: set[tuple[str, str]] = set()
        while waiting:
            what, id = waiting.pop()
            if (what, id) in looked_at:
                continue
            looked_at.add((what, id))
            # What is no registry, such as a party, is in one of several.
            for table in (what,) if what in tables else tables:
                row = tables[table].get(id)
                found = row.seen(known_on, about[id]) if isinstance(row, Row) else row
                if found is not None:
                    kept[table][id] = found
                    waiting += ((w, other) for _, w, other in references(found))
        rows: dict[str, Any] = {}
        for table, (field, _) in self.tables().items():
            if table in kept:
                rows[field] = [_naming(row, kept) for row in kept[table].values()]
        seen = attrs.evolve(self, **rows)
        unseen = {id for table in tables for id in tables[table] if id not in kept[table]}
        unseen |= {*self.series} - {*seen.series}
        for table, (field, _) in self.tables().items():
            if table not in kept:
                clipped = (r.seen(known_on, ()) for r in getattr(self, field))
                rows[field] = [r for r in clipped if r is not None and r.series not in unseen]
        return attrs.evolve(self, **rows)

    @property
    def series(self) -> Set[str]:
        """The series of which events can be; a domain says what makes one."""
        return frozenset()

    def series_of(self, event: Event) -> str:
        """The series that an event is of; empty for none."""
        return ""

    def name(self, id: str) -> str:
        """A readable name for an id of a registry; else the id itself."""
        for table, label in _labels(_class_of(self)):
            row = self.rows_by_id[table].get(id)
            if row is not None:
                return str(getattr(row, label))
        return id


def _naming(row: Any, kept: Mapping[str, Mapping[str, Any]]) -> Any:
    """A row that names no row of a registry of which nothing is seen, where it need not."""
    gone = {
        field: ""
        for field, what, id in references(row)
        if what in kept and id not in kept[what] and hasattr(row, field)
    }
    return attrs.evolve(row, **gone) if gone else row


ToRead = Registries | Callable[[], Registries]
"""Registries, or what reads them, always the same."""


def as_read(registries: ToRead) -> Registries:
    """The registries, read where they were not read yet."""
    return registries() if callable(registries) else registries


@lru_cache(maxsize=64)
def _tables(cls: Any) -> Mapping[str, tuple[str, type[Any]]]:
    return MappingProxyType(
        {a.metadata["table"]: (a.name, a.metadata["row"]) for a in attrs.fields(cls)}
    )


def _class_of(value: Any) -> Any:
    return type(value)


@lru_cache(maxsize=64)
def _labels(cls: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (a.metadata["table"], a.metadata["label"]) for a in attrs.fields(cls) if a.metadata["label"]
    )
