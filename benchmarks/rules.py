"""Declared rules over frames of an engine, against code written by hand on the same engine.

``uv run --group bench --group extras python -m benchmarks.rules 1000000`` prints CPU and wall time
of both sides, medians of three in one process; answers are compared first.
``python -m benchmarks.rules --equal 20000`` holds each engine to the library's own fold instead,
and prints how many rows were compared, how many differ and what an engine cannot be asked; those
of ``--engines`` that are no default need ``--group engines``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from eventsourcing.domain import Aggregate, event

from benchmarks.exchanges import (
    AS_OF,
    COUNT,
    ENDS,
    FACETS,
    KNOWN_ON,
    LATEST,
    NOW,
    Exchange,
    history,
)
from ip4timeline import frames

# By hand, as one who knows the engine writes it

KEYS = ["source", "target"]
c = pl.col
LAST = c("status").sort_by("latest", "seq", "id").last().alias("value")
HOW_MANY = pl.len().cast(pl.Int64).alias("value")
STOOD = "since <= {0} and (until is null or until > {0})"
IN_SQL = {
    "latest": "arg_max(status, row(latest, seq, id)) as value",
    "count": "count(*) as value",
}


class Polars:
    """A frame of versions, and expressions over it."""

    def __init__(self, frame: Any) -> None:
        self.frame: pl.DataFrame = frame

    def _stood(self, rows: pl.LazyFrame, day: dt.date, known: dt.date, what: str) -> pl.LazyFrame:
        rows = rows.filter(
            c("latest") <= day, c("since") <= known, c("until").is_null() | (c("until") > known)
        )
        rows = rows.filter(c("status").is_not_null()) if what == "latest" else rows
        return rows.group_by(KEYS).agg(LAST if what == "latest" else HOW_MANY)

    def states(self, what: str) -> Any:
        """The value of each key at one point of both clocks."""
        return self._stood(self.frame.lazy(), AS_OF, KNOWN_ON, what).collect()

    def panel(self, what: str) -> Any:
        """The same at each month's end, known by itself."""
        columns = [*KEYS, "latest", "seq", "id", "since", "until", "status"]
        rows = self.frame.lazy().select(columns)
        each = [
            self._stood(rows, day, day, what).with_columns(ask=pl.lit(n, pl.Int64))
            for n, day in enumerate(ENDS)
        ]
        return pl.concat(pl.collect_all(each))

    def spells(self) -> Any:
        """The spells of the latest status."""
        rows = self.frame.lazy().filter(
            c("until").is_null(), c("latest").is_not_null(), c("status").is_not_null()
        )
        rows = rows.sort(*KEYS, "latest", "seq", "id")
        changed = c("status") != c("status").shift(1).over(KEYS)
        rows = rows.filter(changed.fill_null(True))
        rows = rows.unique([*KEYS, "latest"], keep="last", maintain_order=True)
        until = c("latest").shift(-1).over(KEYS)
        more = {"since": "latest", "until": until, "value": "status", "because": "id"}
        return rows.select(*KEYS, **more).collect()


class DuckDB:
    """A table of versions, and SQL over it."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame

    def _asked(self, sql: str) -> Any:
        return self.frame.query("v", sql).pl()

    def states(self, what: str) -> Any:
        """The value of each key at one point of both clocks."""
        known, some = f"date '{KNOWN_ON}'", "status is not null" if what == "latest" else "true"
        return self._asked(
            f"select source, target, {IN_SQL[what]} from v where latest <= date '{AS_OF}' "
            f"and {STOOD.format(known)} and {some} group by all"
        )

    def panel(self, what: str) -> Any:
        """The same at each month's end, known by itself."""
        some = "status is not null" if what == "latest" else "true"
        days = ", ".join(f"({n}, date '{day}')" for n, day in enumerate(ENDS))
        return self._asked(
            f"select ask, source, target, {IN_SQL[what]} from v join (values {days}) a(ask, d) "
            f"on latest <= d and {STOOD.format('d')} and {some} group by all"
        )

    def spells(self) -> Any:
        """The spells of the latest status."""
        return self._asked(
            "with r as (select *, lag(status) over w as was from v where until is null and "
            "latest is not null and status is not null "
            "window w as (partition by source, target order by latest, seq, id)), "
            "m as (select * from r where was is distinct from status qualify row_number() over "
            "(partition by source, target, latest order by seq desc, id desc) = 1) "
            "select source, target, latest as since, lead(latest) over (partition by source, "
            'target order by latest) as "until", status as value, id as because from m'
        )


class Pair(Aggregate):
    """One pair of countries as an aggregate with the five facets."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {"count": 0, "total": 0.0, "distinct": set()}

    @event("Happened")
    def happen(self, status: str | None, tone: float) -> None:
        """Count an event."""
        state = self.state
        state["count"] += 1
        state["total"] += tone
        state["highest"] = max(state.get("highest", tone), tone)
        if status is not None:
            state["latest"] = status
            state["distinct"] = state["distinct"] | {status}


def timed(ways: dict[str, Callable[[], Any]], rounds: int = 3) -> dict[str, tuple[Any, float]]:
    """What each way gives, and its CPU seconds; taken in turn."""
    wall: dict[str, list[float]] = {name: [] for name in ways}
    cpu: dict[str, list[float]] = {name: [] for name in ways}
    found: dict[str, Any] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            start, used = time.perf_counter(), time.process_time()
            found[name] = way()
            wall[name].append(time.perf_counter() - start)
            cpu[name].append(time.process_time() - used)
    said = []
    for name in ways:
        w, u = statistics.median(wall[name]), statistics.median(cpu[name])
        said.append(f"{name} wall {w:.3f} CPU {u:.3f} s")
    print("    " + ", ".join(said), flush=True)
    return {name: (found[name], statistics.median(cpu[name])) for name in ways}


def _ratio(
    title: str, columns: list[str], rule: Callable[[], Any], hand: Callable[[], Any]
) -> None:
    print(f"  {title}", flush=True)
    both = timed({"rule": rule, "by hand": hand})
    (ours, took), (theirs, want) = both["rule"], both["by hand"]
    ours = ours.pl() if hasattr(ours, "pl") else ours
    got, wanted = (f.select(columns).sort(columns) for f in (ours, theirs))
    assert got.rows() == wanted.rows(), title
    print(f"    {len(got):,} rows equal; {took / want:.2f}x the CPU", flush=True)


def versions(size: int, folder: Path | None) -> pl.DataFrame:
    """The table of versions, read from a folder if a run before has left it there."""
    file = None if folder is None else folder / f"versions-{size}.parquet"
    if file is not None and file.exists():
        return pl.read_parquet(file)
    made = frames.versions(history(size), Exchange).to_polars()
    if file is not None:
        made.write_parquet(file)
    return made


def in_duckdb(table: pl.DataFrame) -> Any:
    """The same as a table of DuckDB's own."""
    connection = duckdb.connect()
    connection.register("given", table.to_arrow())
    connection.execute("create table versions as from given")
    return connection.table("versions")


def measured(size: int, folder: Path | None, engines: Sequence[str]) -> None:
    """Rules against code by hand, at one size."""
    polars = versions(size, folder)
    print(f"{size:,} events, {len(polars):,} versions", flush=True)
    points = [(day, day) for day in ENDS]
    for name in engines:
        frame = polars if name == "polars" else in_duckdb(polars)
        hand: Any = Polars(polars) if name == "polars" else DuckDB(frame)

        def done(answer: Any) -> Any:
            return answer.pl() if hasattr(answer, "pl") else answer

        for what, rule in (("latest", LATEST), ("count", COUNT)):
            _ratio(
                f"{name}, {what}, states",
                [*KEYS, "value"],
                lambda rule=rule, frame=frame: done(rule.states(frame, AS_OF, KNOWN_ON)),
                lambda what=what, hand=hand: hand.states(what),
            )
            _ratio(
                f"{name}, {what}, panel of 60 month ends",
                ["ask", *KEYS, "value"],
                lambda rule=rule, frame=frame: done(rule.panel(frame, points)),
                lambda what=what, hand=hand: hand.panel(what),
            )
        _ratio(
            f"{name}, latest, spells",
            [*KEYS, "since", "until", "value", "because"],
            lambda frame=frame: done(LATEST.spells(frame)),
            lambda hand=hand: hand.spells(),
        )
    if "polars" in engines:
        _facets(polars, size)


def _facets(frame: pl.DataFrame, size: int) -> None:
    """Five declared facets of all that stands, against pandas and against eventsourcing."""
    standing = frame.filter(c("until").is_null()).sort("latest", "seq", "id")
    columns = standing.select(*KEYS, "status", "tone").to_pandas()
    part = standing.head(min(size, 100_000))
    made: dict[Any, Pair] = {}
    for source, target, status, tone in part.select(*KEYS, "status", "tone").iter_rows():
        made.setdefault((source, target), Pair()).happen(status, tone)
    streams = [list(pair.collect_events()) for pair in made.values()]

    def by_pandas() -> Any:
        groups = columns.groupby(KEYS, observed=True)
        some = columns[columns["status"].notna()].groupby(KEYS, observed=True)["status"]
        tone = groups["tone"]
        return [some.last(), groups.size(), tone.sum(), tone.max(), some.nunique()]

    def replayed() -> Any:
        found = []
        for stream in streams:
            pair: Any = None
            for happened in stream:
                pair = happened.mutate(pair)
            found.append(pair.state)
        return found

    print("  five declared facets of the whole", flush=True)
    taken = timed(
        {
            "rules on polars": lambda: [rule.states(frame, NOW, NOW) for rule in FACETS],
            "pandas": by_pandas,
            f"eventsourcing, {len(part):,} events": replayed,
        }
    )
    (ours, took), (theirs, pandas), (_, replay) = taken.values()
    for got, want in zip(ours, theirs, strict=True):
        told = {(s, t): v for s, t, v in got.select(*KEYS, "value").iter_rows()}
        assert told == dict(want.items())
    scaled = replay * len(standing) / len(part)
    print(
        f"    equal; {took / pandas:.2f}x pandas, {scaled / took:.0f} times eventsourcing's speed"
    )


def main() -> None:
    """What is asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000_000])
    parser.add_argument("--equal", action="store_true", help="hold engines to the fold instead")
    parser.add_argument("--engines", default="polars,duckdb,pandas")
    parser.add_argument("--kept", type=Path, help="a folder where tables of versions are left")
    asked = parser.parse_args()
    engines = asked.engines.split(",")
    for size in asked.sizes:
        if asked.equal:
            from benchmarks import engines as compared

            compared.compare(size, engines)
        else:
            measured(size, asked.kept, [name for name in engines if name != "pandas"])


if __name__ == "__main__":
    main()
