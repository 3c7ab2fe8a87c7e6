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
from ip4timeline.engine.events.columns import Column, columns_of
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.references import references
from ip4timeline.engine.events.words import by_text
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.export.sql.queries import QUERIES
from ip4timeline.export.sql.registries import partners, refers, registries, said
from ip4timeline.export.sql.relation import Relation
from ip4timeline.frames.columns import FORMAT
from ip4timeline.frames.entries import AMENDMENT, STANDING, events
from ip4timeline.frames.flat import CITATIONS, citations
from ip4timeline.frames.states import SPELLS, spells
from ip4timeline.frames.table import Table, table
from ip4timeline.frames.versions import versions
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.relationship.timeline import Timeline

Projections = Sequence[Projection[Any, Any]]
_SEARCHED: Final = ("summary", "title", "reason")
"""What of an event `Timeline.saying` goes through."""


def relations(timeline: Timeline, projections: Projections) -> list[Relation]:
    """Every table of a timeline, those that others refer to first.

    Args:
        timeline: what to make tables of; of one that was cut at a day, what was public by then.
        projections: of which rules the history is among them.

    Raises:
        TimelineError: as `frames.versions` and `frames.spells`; or two projections have one name.
    """
    every = events(timeline)
    held = [
        _about(timeline),
        _queries(),
        partners(),
        *registries(timeline),
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


# Events


def _events(every: Table, timeline: Timeline) -> Relation:
    kinds: list[type[Entry]] = [*_built_in(), *{type(event): None for event in timeline}]
    of_amendments = {*columns_of(Correction), *columns_of(Retraction)}
    of_events = {name for cls in kinds for name in columns_of(cls)}
    less = {"account", *(of_amendments - of_events)}
    columns = tuple(c for c in every.columns if c.name not in less)
    # The rowid of each is its place in the order, and no column of it takes a field's name.
    rows = (row for row in every.rows if row["account"] == STANDING)
    places = refers(kinds)
    single = {c.name for c in columns if c.type == "text"}
    return Relation(
        table("events", columns, rows),
        "The events as they stand; rowid is the place of each in the one order of events",
        ("id",),
        {name: there for name, there in places.items() if name in single},
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
    views = by_text((view.projection.name, view) for view in map(timeline.project, projections))
    for view in views.values():
        rows += spells(view).rows
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
