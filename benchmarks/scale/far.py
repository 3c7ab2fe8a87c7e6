"""How far a fold in shards goes: curves by size, a model of cost by stage, skew, one big run."""

from __future__ import annotations

import math
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale import data
from benchmarks.scale.kinds import swing, tension
from benchmarks.scale.meter import Meter
from ip4timeline import scale
from ip4timeline.scale import Ask
from ip4timeline.scale.keys import Sharding

Point = dict[str, float]
STAGES = ("versions", "scatter", "fold")


def measured(size: int, workers: int, shards: int) -> Point:
    """One size: processor seconds of each stage, and the memory of a worker."""
    import polars as pl

    with tempfile.TemporaryDirectory() as folder:
        log = data.log(Path(folder) / "log.parquet", size)
        with Meter() as engine:
            file = data.write_versions(log, Path(folder) / "versions.parquet")
        frame = pl.scan_parquet(file)
        with Meter() as whole:
            found = scale.fold(
                frame, tension, Ask.spells(), shards, workers=workers,
                into=Path(folder) / "answer",
            )  # fmt: skip
        kept = sum(file.stat().st_size for file in found.files)
    return {
        "size": size,
        "versions": engine.cpu,
        "scatter": found.cpu["scatter"] + found.cpu.get("read", 0.0),
        "fold": found.cpu["fold"],
        "start": found.cpu["start"],
        "rows": found.rows,
        "largest": found.largest,
        "memory": found.memory / 1e6,
        "tree": whole.memory / 1e6,
        "wall": whole.wall,
        "answer": kept / 1e6,
    }


def curve(sizes: list[int], workers: int, shards: int) -> None:
    """Print a row for each size, the slope of each stage, and the model fitted to all but the last.

    The model of a stage is a straight line: what it costs once, and what an event costs. There are
    so many shards, and more where one would have more than 80,000 versions.
    """
    heads = (
        "events",
        "shards",
        "versions",
        "scatter",
        "fold",
        "start",
        "wall",
        "rows",
        "worker",
        "tree",
    )
    print(f"| {' | '.join(heads)} |\n|{'---:|' * len(heads)}")
    measured(500, workers, shards)  # what is only done once in a process
    points = []
    for size in sizes:
        parts = max(shards, size // 40_000)
        one = measured(size, workers, parts)
        points.append(one)
        seconds = " | ".join(f"{one[s]:.2f} s" for s in (*STAGES, "start", "wall"))
        memory = f"{one['memory']:,.0f} MB | {one['tree']:,.0f} MB"
        print(f"| {size:,} | {parts} | {seconds} | {one['rows']:,.0f} | {memory} |", flush=True)
    for stage in STAGES:
        pairs = [(p["size"], p[stage]) for p in points if p[stage] > 0]
        steps = [f"{math.log(b[1] / a[1]) / math.log(b[0] / a[0]):.2f}" for a, b in pairwise(pairs)]
        print(f"slope of {stage}, from size to size: {', '.join(steps)}")
    *fit, last = points
    for stage in STAGES:
        each, fixed = np.polyfit([p["size"] for p in fit], [p[stage] for p in fit], 1)
        print(
            f"model of {stage}: {fixed:.2f} s and {each * 1e6:.1f} us an event; at "
            f"{last['size']:,.0f} it says {fixed + each * last['size']:.1f} s, measured "
            f"{last[stage]:.1f} s"
        )


def skewed(size: int, shards: int, actors: int, exponents: list[float], workers: list[int]) -> None:
    """Print how evenly skewed keys fall into shards, and what that leaves of many workers.

    A simulation: keys are drawn and put into shards by the hash; nothing is folded.
    """
    draw = np.random.default_rng(11)
    names = [f"a{n:05}" for n in range(actors)]
    sharding = Sharding(shards)
    of = np.array([sharding.of(name) for name in names])
    heads = [f"{count} workers" for count in workers]
    print(f"{size:,} events with two keys each, {actors:,} actors, {shards} shards")
    print(f"| Zipf | largest key | largest shard | {' | '.join(heads)} |")
    print(f"|---:|---:|---:|{'---:|' * len(workers)}")
    for exponent in exponents:
        keys = np.zeros(actors, dtype=np.int64)
        for start in range(0, 2 * size, 1_000_000):
            count = min(1_000_000, 2 * size - start)
            keys += np.bincount(data.chosen(draw, count, actors, exponent), minlength=actors)
        shard = np.bincount(of, weights=keys, minlength=shards)
        gains = [f"{shard.sum() / _makespan(shard, count):.1f}" for count in workers]
        print(
            f"| {exponent} | {keys.max():,} | {int(shard.max()):,} | {' | '.join(gains)} |",
            flush=True,
        )


def _makespan(shards: Any, workers: int) -> float:
    """The events of the busiest of some workers, of which each takes the largest shard left."""
    busy = np.zeros(workers)
    for events in sorted(shards, reverse=True):
        busy[busy.argmin()] += events
    return float(busy.max())


def big(size: int, workers: int, shards: int, log: str, engine: str) -> int:
    """One run that no memory of a process need hold, and the same by hand in polars.

    Of each key the last tone and how often it has turned, all spells of it.
    """
    import polars as pl

    with tempfile.TemporaryDirectory() as folder:
        file = Path(log) if log else data.log(Path(folder) / "log.parquet", size)
        answer = Path(folder) / "answer"
        with Meter() as ours:
            found = scale.fold(
                data.versions(file, engine), swing, Ask.spells(), shards, workers=workers,
                into=answer,
            )  # fmt: skip
        size = sum(file.stat().st_size for file in found.files)
        print(f"in shards, {engine}: {ours}; {found}; {size / 1e6:,.0f} MB of answer", flush=True)
        with Meter() as hand:
            by_hand(file).sink_parquet(Path(folder) / "hand.parquet")
        print(f"by hand, polars: {hand}", flush=True)
        want = pl.scan_parquet(Path(folder) / "hand.parquet")
        got = pl.scan_parquet(answer / "*.parquet").select("key", "since", "until", "value")
        on = ["key", "since", "until", "value"]
        alone = [
            one.join(other, on=on, how="anti", nulls_equal=True).select(pl.len()).collect().item()
            for one, other in ((want, got), (got, want))
        ]
        print(f"{found.rows:,} rows; {alone[0]} are by hand alone, {alone[1]} in shards alone")
        return int(sum(alone)) + int(found.rows != want.select(pl.len()).collect().item())


def resolved(size: int, log: str, engine: str) -> None:
    """The versions of a log, from Parquet to Parquet by an engine that holds neither.

    Printed with a sum over all cells of all rows, which is one and the same for every engine.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        file = Path(log) if log else data.log(Path(folder) / "log.parquet", size)
        into = Path(folder) / "versions.parquet"
        with Meter() as meter:
            data.write_versions(file, into, engine)
        cells = ", ".join(data.VERSIONS)
        rows, told, amended = duckdb.sql(
            f"select count(*), bit_xor(hash({cells})), count(\"until\") from '{into.as_posix()}'"
        ).fetchall()[0]
        print(
            f"versions by {engine}: {meter}; {rows:,} rows, {amended:,} of them superseded, "
            f"sum {told:016x}; {file.stat().st_size / 1e6:,.0f} MB of log, "
            f"{into.stat().st_size / 1e6:,.0f} MB of versions",
            flush=True,
        )


def by_hand(log: Path) -> Any:
    """The same answer, written for this projection alone; the versions are resolved as above."""
    import polars as pl

    col, pair = pl.col, ("source", "target")
    rows = data.versions(log).filter(col("until").is_null(), col("latest").is_not_null())
    rows = rows.select(*pair, "latest", "seq", "id", "tone").sort(*pair, "latest", "seq", "id")
    turned = (col("tone") != col("tone").shift(1)).fill_null(True).over(pair)
    rows = rows.with_columns(turned=turned).filter("turned")
    rows = rows.with_columns(turns=col("turned").cast(pl.Int64).cum_sum().over(pair) - 1)
    rows = rows.unique([*pair, "latest"], keep="last", maintain_order=True)
    return rows.select(
        key=pl.format('["{}", "{}"]', *pair),
        since="latest",
        until=col("latest").shift(-1).over(pair),
        value=pl.format('["{}", {}]', "tone", "turns"),
    )
