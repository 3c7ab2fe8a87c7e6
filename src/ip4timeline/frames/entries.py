"""A timeline as tables: every entry with its structure, the events flat, and the citations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from ip4timeline.engine.codec.plain import to_data, to_json
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Cite, Entry
from ip4timeline.engine.events.sources import Registries
from ip4timeline.frames.columns import Column, ListOf, Record, Type, bounds, day
from ip4timeline.frames.table import Table, table
from ip4timeline.nato.codes import CAMEO_VERSION, PLOVER_VERSION, codes_of
from ip4timeline.nato.confidence import confidence_of
from ip4timeline.nato.kinds import BUILT_IN
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Participant
from ip4timeline.nato.schema import MEANINGS

if TYPE_CHECKING:
    from ip4timeline.relationship.timeline import Timeline

STANDING: Final = "standing"
SUPERSEDED: Final = "superseded"
AMENDMENT: Final = "amendment"

_TEXTS: Final = ListOf("text")


def _record(cls: type[Any]) -> Record:
    hints = get_type_hints(cls)
    return Record(
        tuple(Column(a.name, _type(hints[a.name]), MEANINGS[a.name]) for a in attrs.fields(cls))
    )


def _type(hint: Any) -> Type:
    """How values of a declared type stand in a frame: as plain data has them."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(inner for inner in get_args(hint) if inner is not NoneType)
    if get_origin(hint) is tuple:
        return ListOf(_type(get_args(hint)[0]))
    if hint is Decimal:
        return "money"
    if isinstance(hint, type):
        if issubclass(hint, bool):
            return "truth"
        if issubclass(hint, int):
            return "whole"
        if issubclass(hint, Entry):
            return "json"
        if attrs.has(hint) and hint.__name__ != "When":
            return _record(hint)
    return "text"


_HEAD: Final = (
    Column(
        "account",
        "text",
        "`standing`: an event as it stands; `superseded`: as it was first recorded, before a "
        "correction or retraction; `amendment`: a correction or retraction",
    ),
    Column("id", "text", "unique in the record; a superseded row has that of the standing one"),
    Column("kind", "text", MEANINGS["kind"]),
    Column("version", "whole", "version of the kind"),
    Column("occurred", "text", "when it happened or takes effect, in EDTF; null for an amendment"),
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
    Column("known", "day", "the day the public first could know it; null for always"),
    Column("known_basis", "text", "`cited`, `live` or `assumed`"),
    Column("partners", _TEXTS, "slugs of the partners that it concerns"),
    Column("partners_iso3", _TEXTS, "their ISO 3166-1 alpha-3 codes", derived=True),
    Column("partners_cow", ListOf("whole"), "their Correlates of War numbers", derived=True),
    Column("counterparts", _TEXTS, MEANINGS["counterparts"]),
    Column("participants", ListOf(_record(Participant)), MEANINGS["participants"]),
    Column("setting", "text", MEANINGS["setting"]),
    Column("topics", _TEXTS, MEANINGS["topics"]),
    Column("summary", "text", MEANINGS["summary"]),
    Column("cites", ListOf(_record(Cite)), MEANINGS["cites"]),
    Column("seq", "whole", MEANINGS["seq"]),
    Column("notes", "text", MEANINGS["notes"]),
)
MORE: Final = Column("more", "json", "fields that only a kind of your own has, as one JSON object")
_CODES: Final = (
    Column("plover", "text", f"category of PLOVER {PLOVER_VERSION}", derived=True),
    Column("plover_mode", "text", "mode of that category", derived=True),
    Column("plover_context", "text", "context of that category", derived=True),
    Column("cameo", "text", f"root code of CAMEO {CAMEO_VERSION}, two digits", derived=True),
)
_CONFIDENCE: Final = Column("confidence", "text", "how well its citations attest it", derived=True)


def _own() -> tuple[Column, ...]:
    """The fields of the package's kinds that not all kinds have, by name, each once."""
    taken = {column.name for column in _HEAD}
    found: dict[str, Column] = {}
    for cls in BUILT_IN:
        hints = get_type_hints(cls)
        for field in attrs.fields(cls):
            if field.name in taken:
                continue
            what = field.metadata.get("meaning") or MEANINGS.get(field.name)
            what = what or MEANINGS[f"{cls.kind}.{field.name}"]
            column = Column(field.name, _type(hints[field.name]), what)
            if found.setdefault(field.name, column).type != column.type:
                raise AssertionError(f"{field.name} has two types")  # met by whoever adds a kind
    return tuple(found.values())


@cache
def event_columns() -> tuple[Column, ...]:
    """The schema of `events`."""
    return (*_HEAD, *_own(), MORE, *_CODES, _CONFIDENCE)


def events(timeline: Timeline) -> Table:
    """Every entry of a timeline, nothing lost: lists, citations and delegates keep structure.

    First the standing events in their order, then what a correction or retraction superseded,
    then the amendments themselves. Without amendments there is a row for each event and no
    other. The metadata carry the registries, the horizon and the digest.
    """
    return table("events", event_columns(), _rows(timeline), metadata_of(timeline))


def metadata_of(timeline: Timeline) -> dict[str, str]:
    """What a timeline is besides its entries, as texts."""
    return {
        "ip4timeline.registries": to_json(timeline.registries),
        "ip4timeline.horizon": str(timeline.horizon or ""),
        "ip4timeline.digest": timeline.digest,
    }


def _rows(timeline: Timeline) -> Iterator[dict[str, Any]]:
    for event in timeline:
        yield event_cells(event, STANDING, timeline.registries)
    others = [e for e in timeline.entries if isinstance(e, Amendment) or e not in timeline]
    for entry in sorted(others, key=lambda e: isinstance(e, Amendment)):
        account = AMENDMENT if isinstance(entry, Amendment) else SUPERSEDED
        yield event_cells(entry, account, timeline.registries)


def event_cells(entry: Entry, account: str, registries: Registries) -> dict[str, Any]:
    """The cells of one entry, by column."""
    data = to_data(entry)
    cells: dict[str, Any] = {"version": 1}
    more = {}
    types = _types()
    for name, value in data.items():
        if name in types and _fits(types[name], value):
            cells[name] = _cell(types[name], value)
        else:
            more[name] = value
    cells["account"] = account
    cells["seq"] = entry.seq
    cells["more"] = json.dumps(more, ensure_ascii=False, sort_keys=True) if more else None
    if isinstance(entry, Event):
        cells["known"] = day(entry.known)
        cells["known_basis"] = entry.known_basis
        cells["confidence"] = confidence_of(entry, registries).level
    elif isinstance(entry, Amendment):
        cells["known"] = day(entry.known)
    return cells | derived_cells(entry)


def derived_cells(entry: Entry) -> dict[str, Any]:
    """The cells that follow from the entry alone."""
    codes = codes_of(entry)
    cells: dict[str, Any] = {
        "plover": codes.plover,
        "plover_mode": codes.mode,
        "plover_context": codes.context,
        "cameo": codes.cameo,
        "earliest": None,
        "latest": None,
        "until": None,
        "partners_iso3": None,
        "partners_cow": None,
    }
    if isinstance(entry, Event):
        cells |= bounds(entry.occurred)
        if entry.partners:
            cells["partners_iso3"] = [p.alpha3 for p in entry.partners]
            cells["partners_cow"] = [p.cow for p in entry.partners]
    return cells


@cache
def _types() -> Mapping[str, Type]:
    return {column.name: column.type for column in event_columns() if not column.derived}


def _fits(type: Type, value: Any) -> bool:
    """Whether plain data of a field are of a column's type; a kind of your own may differ."""
    match type:
        case "whole":
            return isinstance(value, int) and not isinstance(value, bool)
        case "truth":
            return isinstance(value, bool)
        case "json":
            return isinstance(value, dict)
        case ListOf(item):
            return isinstance(value, list) and all(_fits(item, one) for one in value)
        case Record(fields):
            types = {field.name: field.type for field in fields}
            return isinstance(value, dict) and all(
                name in types and _fits(types[name], inner) for name, inner in value.items()
            )
    return isinstance(value, str)


def _cell(type: Type, value: Any) -> Any:
    match type:
        case "json":
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        case "money":
            return Decimal(value)
        case ListOf(item):
            return [_cell(item, one) for one in value]
        case Record(fields):
            return {
                field.name: value.get(field.name, False if field.type == "truth" else None)
                for field in fields
            }
    return value


# Flat


def _flat(column: Column) -> Column:
    match column.type:
        case ListOf(Record()):
            return attrs.evolve(
                column, type="text", meaning=f"{column.meaning}: ids, separated by ;", derived=False
            )
        case ListOf():
            return attrs.evolve(column, type="text", meaning=f"{column.meaning}, separated by ;")
    return column


@cache
def flat_columns() -> tuple[Column, ...]:
    """The schema of `flat`: a scalar in every cell."""
    dropped = ("account", "version", "cites", "seq", "notes", "more", "target", "replacement")
    cited = (
        Column("sources", "text", "ids of the sources it cites, separated by ;"),
        Column("links", "text", "their addresses, separated by blanks"),
    )
    kept = [_flat(c) for c in event_columns() if c.name not in dropped]
    at = next(i for i, c in enumerate(kept) if c.name == "summary") + 1
    columns = [*kept[:at], *cited, *kept[at:]]
    return tuple(attrs.evolve(c, derived=False) for c in columns)


def flat(timeline: Timeline) -> Table:
    """The standing events in their order, one row each, a single value in every cell.

    Lists are joined by ``;``, those of people by their ids; ``level`` and ``person`` of an
    attendance are those of the head of delegation. What is lost: roles, modes and ranks of
    further participants, places in sources, remarks, and what was superseded.
    """
    return table("flat", flat_columns(), map(_flattened, _standing(timeline)))


def _standing(timeline: Timeline) -> Iterator[dict[str, Any]]:
    sources = timeline.registries.source_by_id
    for event in timeline:
        cells = event_cells(event, STANDING, timeline.registries)
        cited = [sources[c.source] for c in event.cites if c.source in sources]
        cells["sources"] = [c.source for c in event.cites]
        cells.pop("cites", None)
        cells["links"] = " ".join(s.url for s in cited if s.url) or None
        delegates = cells.get("delegates")
        if delegates:
            cells.setdefault("level", delegates[0]["level"])
            cells.setdefault("person", delegates[0]["person"])
        yield cells


def _flattened(cells: dict[str, Any]) -> dict[str, Any]:
    return {name: _joined(value) for name, value in cells.items()}


def _joined(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return ";".join(_id(one) if isinstance(one, dict) else str(one) for one in value) or None


def _id(record: Mapping[str, Any]) -> str:
    """Of a participant or delegate: the person, else the office, else the party."""
    return str(next(record[n] for n in ("person", "office", "party") if record.get(n)))


# Citations

CITATIONS: Final = (
    Column("event", "text", "id of the standing event"),
    Column("kind", "text", "its kind"),
    Column("position", "whole", "place among the citations of the event, from 0"),
    Column("source", "text", "id of the source"),
    Column("locator", "text", MEANINGS["locator"]),
    Column("supports", "text", MEANINGS["supports"]),
    Column("publisher", "text", "who published it"),
    Column("title", "text", "its title"),
    Column("tier", "text", "`primary`, `secondary` or `mirror`"),
    Column("url", "text", "its address"),
    Column("published", "text", "its dateline in EDTF; null where it shows none"),
    Column("published_earliest", "day", "the first day on which it may have been published"),
    Column("published_latest", "day", "the last day on which it may have been published"),
)
"""The schema of `citations`."""


def citations(timeline: Timeline) -> Table:
    """A row for each citation of each standing event, with its source."""
    return table("citations", CITATIONS, _citations(timeline))


def _citations(timeline: Timeline) -> Iterator[dict[str, Any]]:
    sources = timeline.registries.source_by_id
    for event in timeline:
        for position, cite in enumerate(event.cites):
            source = sources.get(cite.source)
            cells: dict[str, Any] = {
                "event": event.id,
                "kind": event.kind,
                "position": position,
                "source": cite.source,
                "locator": cite.locator or None,
                "supports": cite.supports or None,
            }
            if source is not None:
                cells |= {
                    "publisher": source.publisher,
                    "title": source.title,
                    "tier": source.tier,
                    "url": source.url or None,
                }
                if source.published is not None:
                    cells |= {"published": source.published.text}
                    cells |= bounds(source.published, "published_")
            yield cells
