"""The columns of the tables of entries: those of the package's kinds, then those of your own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final

import attrs

from ip4timeline.engine.events.columns import Column, ListOf, Record, Type, columns_of
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.nato.codes import CAMEO_VERSION, PLOVER_VERSION
from ip4timeline.nato.columns import BESIDE, shared_columns
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.nato.partners import Delegate
from ip4timeline.nato.schema import KIND, meaning

Kinds = tuple[type[Entry], ...]
"""Kinds of one's own, in the order of their columns."""


def _field(name: str, meaning: str = "") -> Column:
    """The column of a field that all events have."""
    column = columns_of(Event)[name]
    assert column is not None
    return attrs.evolve(column, meaning=meaning) if meaning else column


_TEXTS: Final = ListOf("text")
MORE: Final = Column("more", "json", "fields that only a kind of your own has, as one JSON object")
CONFIDENCE: Final = Column("confidence", "text", "how well its citations attest it", derived=True)


@cache
def _head() -> tuple[Column, ...]:
    return (
        Column(
            "account",
            "text",
            "`standing`: an event as it stands; `superseded`: as it was first recorded, before a "
            "correction or retraction; `amendment`: a correction or retraction",
        ),
        _field("id", "unique in the record; a superseded row has that of the standing one"),
        Column("kind", "text", KIND),
        Column("version", "whole", "version of the kind"),
        _field("occurred", "when it happened or takes effect, in EDTF; null for an amendment"),
        Column(
            "earliest",
            "day",
            "the first day on which it may have begun; null where nothing says so",
            derived=True,
        ),
        Column(
            "latest",
            "day",
            "the last day on which it may have begun; null where nothing says so",
            derived=True,
        ),
        Column("until", "day", "the last day of a lasting event at the latest", derived=True),
        _field("known", "the day the public first could know it; null for always"),
        _field("known_basis", "`cited`, `live` or `assumed`"),
        _field("partners", "slugs of the partners that it concerns"),
        Column("partners_iso3", _TEXTS, "their ISO 3166-1 alpha-3 codes", derived=True),
        Column("partners_cow", ListOf("whole"), "their Correlates of War numbers", derived=True),
        _field("counterparts"),
        _field("participants"),
        _field("setting"),
        _field("topics"),
        _field("summary"),
        _field("cites"),
        _field("seq"),
        _field("notes"),
    )


_CODES: Final = (
    Column("plover", "text", f"category of PLOVER {PLOVER_VERSION}", derived=True),
    Column("plover_mode", "text", "mode of that category", derived=True),
    Column("plover_context", "text", "context of that category", derived=True),
    Column("cameo", "text", f"root code of CAMEO {CAMEO_VERSION}, two digits", derived=True),
)


def _of_kinds() -> list[Column]:
    """The fields of the package's kinds that not all kinds have, by name, each once."""
    # What several kinds say of a person, each in its own words, is said of a delegate in general.
    general = {a.name: meaning(Delegate, a.name) for a in attrs.fields(Delegate)}
    return [
        attrs.evolve(column, meaning=general.get(name, column.meaning))
        for name, column in shared_columns(BUILT_IN).items()
        if name not in columns_of(Event)
    ]


@cache
def _built_in() -> tuple[Column, ...]:
    return (*_head(), *_of_kinds(), MORE, *_CODES, CONFIDENCE)


def own_kinds(entries: Iterable[Entry]) -> Kinds:
    """The kinds of one's own among the entries, in the order in which they were registered."""
    found = {type(entry) for entry in entries}.difference(BUILT_IN)
    order = {cls: place for place, cls in enumerate(kinds().values())}
    return tuple(sorted(found, key=lambda cls: (order.get(cls, len(order)), cls.kind)))


@lru_cache(maxsize=64)
def _own(kinds: Kinds) -> tuple[Column, ...]:
    """A column for each field that no kind of the package has.

    None for a name to which two kinds give two types, nor for a type that tables have not:
    those fields stand in `MORE`.
    """
    taken = {column.name for column in _built_in()}.union(BESIDE)
    found: dict[str, Column | None] = {}
    for cls in kinds:
        for name, column in columns_of(cls).items():
            if name not in taken and found.setdefault(name, column) != column:
                found[name] = None
    return tuple(column for column in found.values() if column is not None)


def event_columns(kinds: Kinds = ()) -> tuple[Column, ...]:
    """The schema of `entries.events` where these kinds of one's own occur."""
    return (*_built_in(), *_own(kinds))


@lru_cache(maxsize=256)
def _types(cls: Any, kinds: Kinds) -> Mapping[str, Type]:
    columns = {column.name: column for column in event_columns(kinds) if not column.derived}
    own = columns_of(cls).items()
    found = {name: column.type for name, column in own if column and column == columns.get(name)}
    return MappingProxyType({"kind": "text", "version": "whole", **found})


def types_of(cls: type[Entry], kinds: Kinds) -> Mapping[str, Type]:
    """By name, the type of those fields of a kind that have a column where ``kinds`` occur."""
    known: Any = cls
    return _types(known, kinds)


# Flat


def _flat(column: Column) -> Column:
    match column.type:
        case ListOf(Record(fields)) if _names_somebody(fields):
            return attrs.evolve(
                column, type="text", meaning=f"{column.meaning}: ids, separated by ;", derived=False
            )
        case Record(fields) if _names_somebody(fields):
            return attrs.evolve(column, type="text", meaning=f"{column.meaning}: the id")
        case Record() | ListOf(ListOf() | Record() | "json"):
            return attrs.evolve(column, type="json", meaning=f"{column.meaning}, as JSON")
        case ListOf():
            return attrs.evolve(column, type="text", meaning=f"{column.meaning}, separated by ;")
    return column


def _names_somebody(fields: Iterable[Column]) -> bool:
    return bool({"person", "office", "party"} & {field.name for field in fields})


@lru_cache(maxsize=64)
def flat_columns(kinds: Kinds = ()) -> tuple[Column, ...]:
    """The schema of `flat.flat` where these kinds of one's own occur: a scalar in every cell."""
    only_whole = ("account", "version", "cites", "seq", "notes", "more")
    of_amendments = ("target", "replacement")
    cited = (
        Column("sources", "text", "ids of the sources it cites, separated by ;"),
        Column("links", "text", "their addresses, separated by blanks"),
    )
    kept = [_flat(c) for c in _built_in() if c.name not in (*only_whole, *of_amendments)]
    at = next(i for i, c in enumerate(kept) if c.name == "summary") + 1
    fields = {name for cls in kinds for name in columns_of(cls)}
    own = [
        *(c for c in _built_in() if c.name in of_amendments and c.name in fields),
        *_own(kinds),
        *([MORE] if kinds else ()),
    ]
    columns = [*kept[:at], *cited, *kept[at:], *map(_flat, own)]
    return tuple(attrs.evolve(c, derived=False) for c in columns)
