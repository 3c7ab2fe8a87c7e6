"""The tables of a database: those of `frames` and the registries, and how they refer to each other.

Lists and records are JSON, which SQL takes apart by ``json_each``; days are texts that compare as
days do; amounts are exact texts. What nothing says is null everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ip4timeline.engine.events.amendments import Correction, Retraction
from ip4timeline.engine.events.columns import Column, columns_of, type_of
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import field_types
from ip4timeline.engine.events.references import references
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.scalars import without_none
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.when import When
from ip4timeline.export.sql.queries import QUERIES
from ip4timeline.frames.columns import FORMAT, bounds
from ip4timeline.frames.entries import AMENDMENT, STANDING, events
from ip4timeline.frames.flat import CITATIONS, citations
from ip4timeline.frames.states import SPELLS, spells
from ip4timeline.frames.table import Table, table
from ip4timeline.frames.versions import cell, versions
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.timeline import Timeline

Projections = Sequence[Projection[Any, Any]]
Place = tuple[str, str]
"""A table and a column of it."""


@attrs.frozen
class Relation:
    """A table as it stands in a database.

    Attributes:
        table: its columns and rows.
        what: what a row of it is.
        key: the columns that tell one row from all others; empty where nothing does.
        refers: by column, the table and the column in which what it names is found.
        indexed: further columns by which rows are looked up.
        searched: the columns that full-text search goes through.
        label: the column that says in words which row it is.
    """

    table: Table
    what: str
    key: tuple[str, ...] = ()
    refers: Mapping[str, Place] = attrs.field(factory=dict)
    indexed: tuple[tuple[str, ...], ...] = ()
    searched: tuple[str, ...] = ()
    label: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.table.name


_REGISTERED: Final[Mapping[str, Place]] = {
    "person": ("people", "id"),
    "office": ("offices", "id"),
    "occasion": ("occasions", "id"),
    "source": ("sources", "id"),
    "event": ("events", "id"),
}
"""Where what a field refers to has a row; a party may be a partner or an actor."""
_LABELS: Final = ("title", "name")
_SEARCHED: Final = ("summary", "title", "reason")
"""What of an event `Timeline.saying` goes through."""


def relations(timeline: Timeline, projections: Projections) -> list[Relation]:
    """Every table of a timeline, those that others refer to first.

    Args:
        timeline: what to make tables of; of one that was cut at a day, what was public by then.
        projections: of which rules the history is among them.

    Raises:
        TimelineError: as `frames.versions`.
    """
    every = events(timeline)
    held = [
        _about(timeline),
        _queries(),
        _partners(),
        *_registries(timeline.registries),
        _events(every, timeline),
        _event_partners(timeline),
        _event_names(timeline),
        _citations(timeline),
        _amendments(every),
        _versions(timeline),
        *_spells(timeline, projections),
    ]
    return [*_described(held), *held]


# What it is


def _about(timeline: Timeline) -> Relation:
    horizon = timeline.horizon
    rows = [
        ("format", str(FORMAT)),
        ("digest", timeline.digest),
        ("horizon", None if horizon is None else horizon.isoformat()),
        ("events", str(len(timeline))),
        ("entries", str(len(timeline.entries))),
    ]
    columns = (
        Column("name", "text", "what is said"),
        Column("value", "text", "what it is; null where there is none"),
    )
    made = table("metadata", columns, [{"name": name, "value": said} for name, said in rows])
    return Relation(made, "What the whole is: its digest, the day of a cut", ("name",))


def _queries() -> Relation:
    columns = (
        Column("name", "text", "what it is called"),
        Column("title", "text", "what it asks"),
        Column("what", "text", "what its rows are, and what the library calls it"),
        Column("sql", "text", "the text, with parameters as :name"),
    )
    rows = [{column.name: getattr(query, column.name) for column in columns} for query in QUERIES]
    return Relation(table("queries", columns, rows), "Questions to copy and to run", ("name",))


_TABLES: Final = (
    Column("name", "text", "what it is called"),
    Column("what", "text", "what a row of it is, or what it is for"),
    Column("label", "text", "the column that says in words which row it is"),
)
_COLUMNS: Final = (
    Column("in_table", "text", "the table"),
    Column("name", "text", "the column"),
    Column("type", "text", "the type of its values; lists and records are JSON"),
    Column("meaning", "text", "what they mean"),
)


def _described(held: Iterable[Relation]) -> list[Relation]:
    """What all tables and columns mean, those of the two that say it among them."""
    says = [
        Relation(table("tables", _TABLES, ()), "What every table is", ("name",)),
        Relation(table("columns", _COLUMNS, ()), "What every column means", ("in_table", "name")),
    ]
    every = [*says, *held]
    tables = [{"name": one.name, "what": one.what, "label": said(one.label)} for one in every]
    columns = [
        {"in_table": one.name, "name": c.name, "type": str(c.type), "meaning": c.meaning}
        for one in every
        for c in one.table.columns
    ]
    return [
        attrs.evolve(one, table=table(one.name, one.table.columns, rows))
        for one, rows in zip(says, (tables, columns), strict=True)
    ]


# Whom and what events name


def _partners() -> Relation:
    columns = (
        Column("id", "text", "its slug"),
        Column("name", "text", "its name"),
        Column("iso3", "text", "its ISO 3166-1 alpha-3 code"),
        Column("cow", "whole", "its country number in the Correlates of War project"),
    )
    rows = [{"id": p.value, "name": p.label, "iso3": p.alpha3, "cow": p.cow} for p in Partner]
    return Relation(table("partners", columns, rows), "The four", ("id",), label="name")


def _registries(registries: Registries) -> Iterator[Relation]:
    for name, (plural, cls) in registries.tables().items():
        columns, types = [], field_types(cls)
        for field in attrs.fields(cls):
            meaning = field.metadata.get("meaning", "")
            columns.append(Column(field.name, type_of(types[field.name]) or "text", meaning))
            if without_none(types[field.name]) is When:
                columns += _bounds_of(field.name)
        rows = [_row(row, columns) for row in getattr(registries, plural)]
        named = {c.name for c in columns}
        refers = _refers([cls])
        label = next((one for one in _LABELS if one in named), "")
        yield Relation(
            table(plural, tuple(columns), rows),
            f"The registry of {plural}" if "id" in named else f"What is declared of {plural}",
            ("id",) if "id" in named else (),
            refers | ({"partner": ("partners", "id")} if "partner" in named else {}),
            searched=("publisher", "title") if name == "source" else (),
            label=label,
        )


def _bounds_of(name: str) -> list[Column]:
    return [
        Column(f"{name}_earliest", "day", f"the first day on which `{name}` may have begun"),
        Column(f"{name}_latest", "day", f"the last day on which `{name}` may have begun"),
        Column(f"{name}_until", "day", f"the last day of `{name}`, for what lasts"),
    ]


def _row(row: Any, columns: Iterable[Column]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for column in columns:
        value = getattr(row, column.name, None)
        if isinstance(value, When):
            cells |= bounds(value, f"{column.name}_")
        cells.setdefault(column.name, said(cell(column.type, value)))
    return cells


def said(value: Any) -> Any:
    """A cell, null where it says nothing."""
    return None if value == "" or value == [] else value


def _refers(classes: Iterable[type[Any]]) -> dict[str, Place]:
    """Where the single values of fields that refer to something are found, if in one table."""
    found: dict[str, Place | None] = {}
    for cls in classes:
        for field in attrs.fields(cls):
            place = _REGISTERED.get(field.metadata.get("refers_to", ""))
            if found.setdefault(field.name, place) != place:
                found[field.name] = None
    return {name: place for name, place in found.items() if place is not None}


# Events


def _events(every: Table, timeline: Timeline) -> Relation:
    kinds: list[type[Entry]] = [*_built_in(), *{type(event): None for event in timeline}]
    of_amendments = {*columns_of(Correction), *columns_of(Retraction)}
    of_events = {name for cls in kinds for name in columns_of(cls)}
    less = {"account", *(of_amendments - of_events)}
    columns = tuple(c for c in every.columns if c.name not in less)
    # The rowid of each is its place in the order, and no column of it takes a field's name.
    rows = (row for row in every.rows if row["account"] == STANDING)
    refers = _refers(kinds)
    single = {c.name for c in columns if c.type == "text"}
    return Relation(
        table("events", columns, rows),
        "The events as they stand; rowid is the place of each in the one order of events",
        ("id",),
        {name: there for name, there in refers.items() if name in single},
        indexed=(("latest", "seq", "id"), ("kind",)),
        searched=_SEARCHED,
        label="summary",
    )


def _built_in() -> list[type[Entry]]:
    return [cls for cls in BUILT_IN if issubclass(cls, Event)]


def _event_partners(timeline: Timeline) -> Relation:
    columns = (
        Column("event", "text", "id of the event"),
        Column("partner", "text", "slug of a partner that it concerns"),
    )
    rows = (
        {"event": event.id, "partner": partner.value}
        for event in timeline
        for partner in getattr(event, "partners", ())
    )
    refers = {"event": ("events", "id"), "partner": ("partners", "id")}
    made = table("event_partners", columns, rows)
    return Relation(made, "Which event concerns which partner", ("event", "partner"), refers)


def _event_names(timeline: Timeline) -> Relation:
    columns = (
        Column("event", "text", "id of the event"),
        Column("field", "text", "where in it the name stands, such as `delegates.0.person`"),
        Column("what", "text", "what is named: `person`, `office`, `occasion`, `party` ..."),
        Column("id", "text", "its id, whatever that is of"),
    )
    rows = (
        {"event": event.id, "field": field, "what": what, "id": id}
        for event in timeline
        for field, what, id in references(event)
        if what != "source"
    )
    return Relation(
        table("event_names", columns, rows),
        "Every person, office, occasion, party, agreement that an event names, by its id",
        (),
        {"event": ("events", "id")},
        indexed=(("id", "what"), ("event",)),
    )


def _citations(timeline: Timeline) -> Relation:
    every = citations(timeline)
    own = tuple(c for c in CITATIONS[: 1 + _ANNOUNCES] if c.name != "kind")
    made = Table("citations", own, {c.name: every.data[c.name] for c in own}, every.metadata)
    return Relation(
        made,
        "Which event cites which source, and for what",
        ("event", "position"),
        {"event": ("events", "id"), "source": ("sources", "id")},
        indexed=(("source",),),
    )


_ANNOUNCES: Final = [column.name for column in CITATIONS].index("announces")


def _amendments(every: Table) -> Relation:
    own = {"id", "kind", "version", "known", "seq", "cites", "notes", "more"}
    own |= {*columns_of(Correction), *columns_of(Retraction)}
    columns = tuple(c for c in every.columns if c.name in own)
    rows = (row for row in every.rows if row["account"] == AMENDMENT)
    made = table("amendments", columns, rows)
    return Relation(made, "Corrections and retractions, with what they say instead", ("id",))


def _versions(timeline: Timeline) -> Relation:
    every = versions(timeline)
    data = {name: list(map(said, values)) for name, values in every.data.items()}
    data["account"] = _accounts(data)
    account = Column(
        "account",
        "whole",
        "which account of the event it is, from 1; two versions of one account say the same",
    )
    return Relation(
        attrs.evolve(every, columns=(*every.columns[:4], account, *every.columns[4:]), data=data),
        "Every way in which an event ever stood, from one knowledge day until another",
        ("id", "since"),
        indexed=(("latest", "seq", "id"), ("since",)),
    )


def _accounts(data: Mapping[str, Sequence[Any]]) -> list[int]:
    """For each version the number of what it says among all that was ever said of its event."""
    found: list[int] = []
    seen: dict[str, list[tuple[Any, ...]]] = {}
    contents = [values for name, values in data.items() if name not in ("since", "until")]
    for id, *said_of in zip(data["id"], *contents, strict=True):
        accounts = seen.setdefault(id, [])
        if tuple(said_of) not in accounts:
            accounts.append(tuple(said_of))
        found.append(1 + accounts.index(tuple(said_of)))
    return found


# Values


def _spells(timeline: Timeline, projections: Projections) -> Iterator[Relation]:
    number = Column("spell", "whole", "the number of the spell")
    rows: list[dict[str, Any]] = []
    for projection in projections:
        rows += spells(timeline.project(projection)).rows
    numbered = [{"spell": at, **row} for at, row in enumerate(rows, start=1)]
    yield Relation(
        table("spells", (number, *SPELLS), numbered),
        "The history of every value with hindsight: half-open periods from since until until",
        ("spell",),
        {"partner": ("partners", "id")},
        indexed=(("projection", "key", "since"), ("since",)),
        label="text",
    )
    columns = (
        number,
        Column("position", "whole", "place of the event in the order in which they made it"),
        Column("event", "text", "id of the event"),
    )
    made = (
        {"spell": row["spell"], "position": at, "event": id}
        for row in numbered
        for at, id in enumerate(row["because"] or ())
    )
    yield Relation(
        table("spell_events", columns, made),
        "Which events made which value; for a tally spells say only how many",
        ("spell", "position"),
        {"spell": ("spells", "spell"), "event": ("events", "id")},
        indexed=(("event",),),
    )


def as_json(value: Any) -> str:
    """A list or a record as one text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
