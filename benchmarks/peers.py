"""The same questions put to what people would use instead, each in its natural use."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import duckdb
import pandas as pd
import polars as pl

from benchmarks.facets import Answer
from benchmarks.synth import CONTACTS, Columns


class Pandas:
    """A frame with categories, filtered and grouped."""

    def __init__(self, columns: Columns) -> None:
        frame = pd.DataFrame(asdict(columns))
        for name in ("partner", "kind", "detail"):
            frame[name] = frame[name].astype("category")
        self.frame = frame

    @staticmethod
    def fold(frame: pd.DataFrame) -> Answer:
        """The facets of the rows of a frame in the one order."""
        found: Answer = {}
        contacts = frame[frame["kind"].isin(CONTACTS)].groupby("partner", observed=True)["id"]
        attended = frame[frame["kind"] == "attendance"]
        said = frame[frame["kind"] == "statement"]
        leaders = frame[frame["kind"] == "office-changed"]
        for name, series in (
            ("contacts", contacts.size()),
            ("last_contact", contacts.last()),
            ("levels", attended.groupby(["partner", "detail"], observed=True).size()),
            ("leader", leaders.groupby("partner", observed=True)["detail"].last()),
            ("voices", said.groupby(["partner", "detail"], observed=True).size()),
        ):
            for key, value in series.items():
                found[name, *(key if isinstance(key, tuple) else (key,))] = value
        return found

    def as_of(self, day: int, known: int | None = None) -> Answer:
        """Filter, then group."""
        frame = self.frame
        keep = frame["day"] <= day
        if known is not None:
            keep &= frame["known"] <= known
        return self.fold(frame[keep])

    def late(self, row: dict[str, Any], day: int) -> Answer:
        """Append a row, sort, then fold."""
        more = pd.DataFrame([row])
        for name in ("partner", "kind", "detail"):
            more[name] = pd.Categorical(more[name], self.frame[name].cat.categories)
        frame = pd.concat([self.frame, more]).sort_values(["day", "id"], kind="stable")
        return self.fold(frame[frame["day"] <= day])


class Polars:
    """A lazy query over a frame of categories."""

    def __init__(self, columns: Columns) -> None:
        self.frame = pl.DataFrame(asdict(columns)).with_columns(
            pl.col("partner", "kind", "detail").cast(pl.Categorical)
        )

    @staticmethod
    def fold(frame: pl.LazyFrame) -> Answer:
        """The facets of the rows of a frame in the one order, in one parallel collection."""
        kind = pl.col("kind").cast(pl.String)
        contacts = frame.filter(kind.is_in(CONTACTS)).group_by("partner")
        attended = frame.filter(pl.col("kind") == "attendance")
        said = frame.filter(pl.col("kind") == "statement")
        leaders = frame.filter(pl.col("kind") == "office-changed")
        both, at, whose, voice = pl.collect_all(
            [
                contacts.agg(pl.len(), pl.col("id").last()),
                attended.group_by("partner", "detail").agg(pl.len()),
                leaders.group_by("partner").agg(pl.col("detail").last()),
                said.group_by("partner", "detail").agg(pl.len()),
            ]
        )
        found: Answer = {}
        for partner, count, id in both.iter_rows():
            found["contacts", partner] = count
            found["last_contact", partner] = id
        found.update((("levels", p, d), n) for p, d, n in at.iter_rows())
        found.update((("leader", p), d) for p, d in whose.iter_rows())
        found.update((("voices", p, d), n) for p, d, n in voice.iter_rows())
        return found

    def as_of(self, day: int, known: int | None = None) -> Answer:
        """Filter, then group."""
        keep = pl.col("day") <= day
        if known is not None:
            keep &= pl.col("known") <= known
        return self.fold(self.frame.lazy().filter(keep))

    def late(self, row: dict[str, Any], day: int) -> Answer:
        """Append a row, sort, then fold."""
        more = pl.DataFrame([row], schema=self.frame.schema)
        frame = pl.concat([self.frame, more]).lazy().sort("day", "id")
        return self.fold(frame.filter(pl.col("day") <= day))


_CONTACT = "kind IN ('meeting', 'visit', 'exercise')"


def _sql(where: str, last: Callable[[str], str]) -> str:
    def part(name: str, detail: str, value: str, which: str, by: str) -> str:
        return (
            f"SELECT '{name}', partner, {detail}, {value} FROM e "
            f"WHERE {which} AND {where} GROUP BY {by}"
        )

    return " UNION ALL ".join(
        [
            part("contacts", "NULL", "CAST(count(*) AS VARCHAR)", _CONTACT, "partner"),
            part("last_contact", "NULL", last("id"), _CONTACT, "partner"),
            part(
                "levels",
                "detail",
                "CAST(count(*) AS VARCHAR)",
                "kind = 'attendance'",
                "partner, detail",
            ),
            part("leader", "NULL", last("detail"), "kind = 'office-changed'", "partner"),
            part(
                "voices",
                "detail",
                "CAST(count(*) AS VARCHAR)",
                "kind = 'statement'",
                "partner, detail",
            ),
        ]
    )


def _answer(rows: list[tuple[str, str, str | None, str]]) -> Answer:
    found: Answer = {}
    for name, partner, detail, value in rows:
        key = (name, partner) if detail is None else (name, partner, detail)
        found[key] = value if name in ("last_contact", "leader") else int(value)
    return found


_ROW = ("id", "day", "known", "partner", "kind", "detail")


class DuckDB:
    """A table in memory, and one statement."""

    def __init__(self, columns: Columns) -> None:
        self.connection = duckdb.connect()
        frame = pl.DataFrame(asdict(columns)).to_arrow()  # noqa: F841 - read by name in the query
        self.connection.execute("CREATE TABLE e AS SELECT * FROM frame")

    def as_of(self, day: int, known: int | None = None) -> Answer:
        """One statement."""
        where = f"day <= {day}" + ("" if known is None else f" AND known <= {known}")
        statement = _sql(where, lambda what: f"arg_max({what}, (day, id))")
        return _answer(self.connection.execute(statement).fetchall())

    def late(self, row: dict[str, Any], day: int) -> Answer:
        """Insert a row, then ask; the row is taken out again."""
        values = [row[name] for name in _ROW]
        self.connection.execute("INSERT INTO e VALUES (?, ?, ?, ?, ?, ?)", values)
        found = self.as_of(day)
        self.connection.execute("DELETE FROM e WHERE id = ?", [row["id"]])
        return found


class SQLite:
    """A table in memory with an index over each clock, and one statement."""

    def __init__(self, columns: Columns) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(f"CREATE TABLE e ({', '.join(_ROW)})")
        rows = zip(*(getattr(columns, name) for name in _ROW), strict=True)
        self.connection.executemany("INSERT INTO e VALUES (?, ?, ?, ?, ?, ?)", rows)
        self.connection.execute("CREATE INDEX by_kind ON e (kind, day, partner)")
        self.connection.execute("ANALYZE")

    def as_of(self, day: int, known: int | None = None) -> Answer:
        """One statement; of the latest, the bare column of its row, as SQLite has it."""
        where = f"day <= {day}" + ("" if known is None else f" AND known <= {known}")
        statement = _sql(
            where, lambda what: f"substr(max(printf('%08d%s|', day, id) || {what}), 18)"
        )
        return _answer(self.connection.execute(statement).fetchall())

    def late(self, row: dict[str, Any], day: int) -> Answer:
        """Insert a row, then ask; the row is taken out again."""
        self.connection.execute(
            "INSERT INTO e VALUES (?, ?, ?, ?, ?, ?)", [row[name] for name in _ROW]
        )
        found = self.as_of(day)
        self.connection.execute("DELETE FROM e WHERE id = ?", [row["id"]])
        return found
