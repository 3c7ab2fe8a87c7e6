"""Declared rules over frames of an engine, against code written by hand on the same engine.

``uv run --group bench --group extras python -m benchmarks.rules 1000000`` prints CPU and wall time
of both sides, medians of three in one process; answers are compared first.
``python -m benchmarks.rules --equal 20000`` holds each engine to the library's own fold instead,
and prints how many rows were compared and how many differ.
"""

from __future__ import annotations

import argparse
import calendar
import datetime as dt
import random
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import attrs
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from eventsourcing.domain import Aggregate, event

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.time.when import READINGS


@ip4.register
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Exchange(Event):
    """What one country said or did to another: the shape of public event data."""

    kind: ClassVar[str] = "bench-exchange"

    source: str = ""
    target: str = ""
    status: str | None = None
    tone: float = 0.0
    ends: dt.date | None = None


BY = ("source", "target")
LATEST = ip4.rules.latest("status", on=Exchange, by=BY)
COUNT = ip4.rules.count(on=Exchange, by=BY)
TOTAL = ip4.rules.total("tone", on=Exchange, by=BY)
HIGHEST = ip4.rules.highest("tone", on=Exchange, by=BY)
DISTINCT = ip4.rules.distinct("status", on=Exchange, by=BY)
FACETS = (LATEST, COUNT, TOTAL, HIGHEST, DISTINCT)
RULES = (
    *FACETS,
    ip4.rules.first("status", on=Exchange, by=BY),
    ip4.rules.latest("status", on=Exchange, by="source", lapses="ends"),
    ip4.rules.latest("status", on=Exchange, by="target", missing="ends"),
)
FIRST = dt.date(2019, 1, 1)
ENDS = [
    dt.date(year, month, calendar.monthrange(year, month)[1])
    for year in range(2019, 2024)
    for month in range(1, 13)
]
AS_OF, KNOWN_ON = ENDS[30], ENDS[40]
NOW = dt.date(2030, 1, 1)
STATUS = ("calm", "talks", "threat", "force", "deal", None)


def history(count: int, seed: int = 7) -> ip4.Timeline:
    """That many events in five years between sixty countries; one in a hundred is amended."""
    draw = random.Random(seed)
    names = [f"{a}{b}X" for a in "ABCDEF" for b in "ABCDEFGHIJ"]
    rows: dict[str, list[Any]] = {name: [] for name in ("id", "occurred", "known", *BY)}
    rows |= {"status": [], "tone": [], "ends": [], "seq": []}
    for number in range(count):
        day = FIRST + dt.timedelta(draw.randrange(365 * 5))
        form, at = draw.random(), draw.randrange(60)
        occurred = f"{day:%Y}" if form < 0.01 else f"{day:%Y-%m}" if form < 0.05 else f"{day}"
        late = draw.randrange(4) if draw.random() < 0.9 else draw.randrange(4, 400)
        rows["id"].append(f"e{number:08}")
        rows["occurred"].append(occurred)
        rows["known"].append(day + dt.timedelta(late))
        rows["source"].append(names[at])
        rows["target"].append(names[(at + 1 + draw.randrange(59)) % 60])
        rows["status"].append(draw.choice(STATUS))
        rows["tone"].append(draw.randrange(-1000, 1000) / 64)
        last = day + dt.timedelta(draw.randrange(20, 400))
        rows["ends"].append(last if draw.random() < 0.2 else None)
        rows["seq"].append(draw.randrange(1, 4) if draw.random() < 0.05 else 0)
    types = {"id": pa.string(), "known": pa.date32(), "ends": pa.date32(), "seq": pa.int64()}
    made = ip4.Timeline.from_arrow(
        pa.table({n: pa.array(v, types.get(n)) for n, v in rows.items()}), kind=Exchange
    )
    return made.append(*_amendments(made, draw, count // 100))


def _amendments(made: ip4.Timeline, draw: random.Random, count: int) -> Iterable[Any]:
    for number in range(count):
        told: Any = made.entries[draw.randrange(len(made.entries))]
        known = told.known.add(days=draw.randrange(1, 200))
        if draw.random() < 0.2:
            yield ip4.Retraction(id=f"r{number}", target=told.id, known=known, reason="Untrue.")
            continue
        source = draw.choice((told.source, told.target))  # which may give it another key
        status = draw.choice(STATUS[:-1])
        other = attrs.evolve(told, status=status, source=source, known=told.known)
        yield ip4.Correction(
            id=f"c{number}", target=told.id, known=known, reason="Wrong.", replacement=other
        )


# Equality


def of_pandas(table: Any) -> Any:
    """A pandas frame of Arrow's types."""
    return pa.table(table).to_pandas(types_mapper=pd.ArrowDtype)


ENGINES: dict[str, Callable[[Any], Any]] = {
    "polars": lambda table: table.to_polars().lazy(),
    "duckdb": lambda table: table.to_duckdb(duckdb.connect()),
    "pandas": of_pandas,
}


def cells(answer: Any) -> list[tuple[Any, ...]]:
    """The rows of an answer of any engine, in one order."""
    if isinstance(answer, pl.LazyFrame):
        answer = answer.collect()
    if isinstance(answer, pd.DataFrame):
        found = pa.Table.from_pandas(answer, preserve_index=False).to_pylist()
    else:
        found = (answer.pl() if hasattr(answer, "pl") else answer).to_dicts()
    return sorted((tuple(map(_day, row.values())) for row in found), key=repr)


def _day(cell: Any) -> Any:
    if isinstance(cell, dt.date):  # of pandas, pendulum or the standard library
        return dt.date(cell.year, cell.month, cell.day)
    return cell


def _value(value: Any) -> tuple[Any, ...]:
    if isinstance(value, frozenset):
        return (len(value),)
    return tuple(map(_day, value)) if isinstance(value, tuple) else (value,)


def _key(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)


def folded(view: Any, day: dt.date, known: dt.date | None) -> list[tuple[Any, ...]]:
    """What the library's own fold says."""
    found = view.as_of(day) if known is None else view.as_of(day, known_on=known)
    return [(*_key(key), *_value(value)) for key, value in found.items()]


def compared(timeline: ip4.Timeline, name: str) -> tuple[int, int]:
    """How many rows of an engine were compared with the fold, and how many differ."""
    frame = ENGINES[name](frames.versions(timeline, Exchange))
    rows = different = 0
    pairs = [(AS_OF, KNOWN_ON), (KNOWN_ON, AS_OF), (AS_OF, None), (ENDS[0], NOW), (NOW, ENDS[5])]
    live = [(day, day) for day in ENDS[::5]]
    for rule in RULES:
        for certainty in READINGS:
            view = timeline.project(rule, certainty=certainty)
            asks: list[tuple[list[Any], list[Any]]] = [
                (
                    cells(rule.states(frame, day, known, certainty=certainty)),
                    folded(view, day, known),
                )
                for day, known in pairs
            ]
            for points in (live, pairs):
                want = [(n, *row) for n, (d, k) in enumerate(points) for row in folded(view, d, k)]
                asks.append((cells(rule.panel(frame, points, certainty=certainty)), want))
            want = [
                (
                    *_key(key),
                    _day(spell.since),
                    _day(spell.until),
                    *_value(spell.value),
                    spell.opened.text,
                    spell.because[-1],
                    len(spell.because),
                )
                for key in view.keys
                for spell in view.spells(key)
            ]
            asks.append((cells(rule.spells(frame, certainty=certainty)), want))
            for got, wanted in asks:
                rows += len(wanted)
                different += len(set(got) ^ set(wanted)) + abs(len(got) - len(wanted))
    return rows, different


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
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--kept", type=Path, help="a folder where tables of versions are left")
    asked = parser.parse_args()
    engines = asked.engines.split(",")
    for size in asked.sizes:
        if not asked.equal:
            measured(size, asked.kept, [name for name in engines if name != "pandas"])
            continue
        timeline = history(size)
        for name in engines:
            rows, different = compared(timeline, name)
            print(
                f"{size:,} events, {name}: {rows:,} rows compared, {different} differ", flush=True
            )


if __name__ == "__main__":
    main()
