"""A timeline as a table of entries that loses nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ip4timeline.engine.codec.plain import to_data, to_json
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.columns import ListOf, Record, Type
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.entry import Event as EngineEvent
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.scalars import amount_text, scalar_of
from ip4timeline.frames.columns import bounds, day
from ip4timeline.frames.schema import Kinds, event_columns, own_kinds, types_of
from ip4timeline.frames.table import Table, table
from ip4timeline.nato.codes import codes_of
from ip4timeline.nato.confidence import confidence_of
from ip4timeline.nato.kinds.base import Event

if TYPE_CHECKING:
    from ip4timeline.engine.timeline.timeline import Timeline

    AnyTimeline = Timeline[Any, Any]

STANDING: Final = "standing"
SUPERSEDED: Final = "superseded"
AMENDMENT: Final = "amendment"

DATES: Final = ("earliest", "latest", "until")
"""The derived columns that follow from when an event happened."""

WHOLE: Final = range(-(2**63), 2**63)
"""What a column of whole numbers holds, everywhere."""


def events(timeline: AnyTimeline) -> Table:
    """Every entry of a timeline, nothing lost: lists, citations and delegates keep structure.

    First the standing events in their order, then what a correction or retraction superseded,
    then the amendments themselves. Without amendments there is a row for each event and no
    other. After the columns of the package's kinds stand the fields of the kinds of your own
    that occur. The metadata carry the registries, the horizon and the digest.
    """
    kinds = own_kinds((*timeline, *timeline.entries))
    return table("events", event_columns(kinds), _rows(timeline, kinds), metadata_of(timeline))


def metadata_of(timeline: AnyTimeline) -> dict[str, str]:
    """What a timeline is besides its entries, as texts."""
    return {
        "ip4timeline.registries": to_json(timeline.registries),
        "ip4timeline.horizon": str(timeline.horizon or ""),
        "ip4timeline.digest": timeline.digest,
    }


def _rows(timeline: AnyTimeline, kinds: Kinds) -> Iterator[dict[str, Any]]:
    for event in timeline:
        yield event_cells(event, STANDING, timeline.registries, kinds)
    others = [e for e in timeline.entries if isinstance(e, Amendment) or e not in timeline]
    for entry in sorted(others, key=lambda e: isinstance(e, Amendment)):
        account = AMENDMENT if isinstance(entry, Amendment) else SUPERSEDED
        yield event_cells(entry, account, timeline.registries, kinds)


def event_cells(entry: Entry, account: str, registries: Registries, kinds: Kinds) -> dict[str, Any]:
    """The cells of one entry, by column, where these kinds of one's own occur."""
    data = to_data(entry)
    cells: dict[str, Any] = {"version": 1}
    more = {}
    types = types_of(type(entry), kinds)
    if type(entry) in kinds:
        data = {**_defaults(entry, types), **data}
    for name, value in data.items():
        if name in types and _fits(types[name], value):
            cells[name] = _cell(types[name], value)
        else:
            more[name] = value
    cells["account"] = account
    cells["seq"] = entry.seq
    cells["more"] = json.dumps(more, ensure_ascii=False, sort_keys=True) if more else None
    if isinstance(entry, EngineEvent):
        cells["known"] = day(entry.known)
        cells["known_basis"] = entry.known_basis
        cells["confidence"] = confidence_of(entry, registries).level
    elif isinstance(entry, Amendment):
        cells["known"] = day(entry.known)
    return cells | derived_cells(entry)


def _defaults(entry: Entry, types: Mapping[str, Type]) -> dict[str, Any]:
    """What plain data leave out because it is as it is by default, and yet says something."""
    found = {}
    for name in types.keys() - {"kind", "version"}:
        value = getattr(entry, name)
        scalar = scalar_of(type(value))
        if scalar is not None and value != "" and _fits(types[name], scalar.write(value)):
            found[name] = scalar.write(value)
    return found


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
    if isinstance(entry, EngineEvent):
        cells |= bounds(entry.occurred)
    if isinstance(entry, Event) and entry.partners:
        cells["partners_iso3"] = [p.alpha3 for p in entry.partners]
        cells["partners_cow"] = [p.cow for p in entry.partners]
    return cells


def _fits(type: Type, value: Any) -> bool:
    """Whether a column of a type gives plain data of a field back as they are."""
    match type:
        case "whole":
            return isinstance(value, int) and not isinstance(value, bool) and value in WHOLE
        case "truth":
            return isinstance(value, bool)
        case "number":
            # NaN is unlike itself, and a column would take it for null.
            exact = value == value if isinstance(value, float) else _fits("whole", value)
            return exact and float(value) == value
        case "money":
            return isinstance(value, str) and _is_money(value)
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


def _is_money(text: str) -> bool:
    try:
        amount = Decimal(text)
    except ArithmeticError:
        return False
    return (
        amount.is_finite()
        and amount.adjusted() <= 18
        and int(amount.as_tuple().exponent) >= -6
        and text == amount_text(amount)
    )


def _cell(type: Type, value: Any) -> Any:
    match type:
        case "json":
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        case "money":
            return Decimal(value)
        case "number":
            return float(value)
        case "day":
            return dt.date.fromisoformat(value)
        case ListOf(item):
            return [_cell(item, one) for one in value]
        case Record(fields):
            return {
                f.name: _cell(f.type, value[f.name]) if f.name in value else f.absent
                for f in fields
            }
    return value
