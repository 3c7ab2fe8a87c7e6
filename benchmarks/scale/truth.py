"""What the library itself says of a log, in one process, by its public constructors and views."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import ip4timeline as ip4
from benchmarks.scale.data import FIELDS
from benchmarks.scale.kinds import Dyad
from ip4timeline.engine.timeline.plain import plain
from ip4timeline.scale import Ask

Rows = list[tuple[Any, ...]]


def timeline(file: Path) -> ip4.Timeline:
    """The timeline of a log."""
    import polars as pl

    return ip4.Timeline(map(_entry, pl.read_parquet(file).iter_rows(named=True)))


def _entry(row: dict[str, Any]) -> Any:
    if row["entry_kind"] == "event":
        return _event(row)
    common = {
        "id": row["entry"],
        "target": row["id"],
        "known": row["amended_on"],
        "seq": row["amended_seq"],
        "reason": "it was wrong",
    }
    if row["entry_kind"] == "retraction":
        return ip4.Retraction(**common)
    return ip4.Correction(**common, replacement=_event(row))


def _event(row: dict[str, Any]) -> Dyad:
    fields = {name: row[name] for name in FIELDS}
    when = {name: row[name] for name in ("id", "occurred", "known", "seq")}
    return Dyad(**when, **fields, known_basis="cited")


def _day(date: Any) -> Any:
    return None if date is None else dt.date(date.year, date.month, date.day)


def _text(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def rows(timeline: ip4.Timeline, rule: Any, ask: Ask) -> Rows:
    """The answer of the library to a question, as `ip4timeline.scale.fold` gives it, sorted."""
    view = timeline.project(rule, certainty=ask.certainty)
    found: Rows = []
    if ask.what == "spells":
        by = view.known(None if ask.known is None else dt.date.fromordinal(ask.known))
        sums = isinstance(rule, ip4.Tally)
        for key in by.keys:
            for spell in by.spells(key):
                ids = None if sums else tuple(spell.because)
                days = (_day(spell.since), _day(spell.until))
                told = (_text(spell.value), spell.opened.text, ids, len(spell.because))
                found.append((_text(key), *days, *told))
    for place, (day, known) in enumerate(ask.points):
        by_day = None if known is None else dt.date.fromordinal(known)
        states = view.known(by_day).as_of(dt.date.fromordinal(day))
        first = (place,) if ask.what == "panel" else ()
        found += [(*first, _text(key), _text(value)) for key, value in states.items()]
    return sorted(found, key=repr)


def of_table(table: Any) -> Rows:
    """The rows of an answer, sorted."""
    if table.num_rows == 0:
        return []
    columns = [
        [None if cell is None else tuple(cell) for cell in column.to_pylist()]
        if name == "because"
        else column.to_pylist()
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return sorted(zip(*columns, strict=True), key=repr)


def differences(one: Rows, other: Rows) -> int:
    """How many rows stand in one alone."""
    return len(set(one) ^ set(other)) + abs(len(one) - len(other))
