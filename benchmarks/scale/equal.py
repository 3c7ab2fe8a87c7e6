"""Whether a fold in shards answers as the library itself, row by row, over a log of some size."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.scale import data, truth
from benchmarks.scale.kinds import PROJECTIONS
from ip4timeline import scale
from ip4timeline.engine.time.when import READINGS
from ip4timeline.scale import Ask

EVER = data.EVER
PAIRS = [(EVER[i], EVER[j]) for i, j in ((5, 59), (20, 20), (30, 25), (59, 40), (12, 13))]
MIXED = [*PAIRS, (EVER[30], None), (EVER[59], None)]


def asks(every: bool) -> Iterator[Ask]:
    """Spells of both knowledge days, states at mixed pairs, a panel known day by day."""
    for certainty in READINGS:
        both = every or certainty == "certain"
        if both:
            yield Ask.spells(certainty=certainty)
            yield Ask.panel([(day, day) for day in EVER], certainty=certainty)
        if every or not both:
            yield Ask.spells(EVER[36], certainty=certainty)
            yield Ask.panel(MIXED, certainty=certainty)
        if every:
            yield Ask.states(EVER[40], EVER[30], certainty=certainty)


def run(size: int, engines: list[str], workers: int, shards: int, every: bool, only: str) -> int:
    """Print a row for each question; how many rows differ in all."""
    print(
        f"| projection | asked, {size:,} events | engine | rows | differ |\n|---|---|---|---:|---:|"
    )
    with tempfile.TemporaryDirectory() as folder:
        log = data.log(Path(folder) / "log.parquet", size)
        whole = truth.timeline(log)
        file = data.write_versions(log, Path(folder) / "versions.parquet")
        compared = differ = 0
        for rule in [PROJECTIONS[only]] if only else PROJECTIONS.values():
            for ask in asks(every):
                want = truth.rows(whole, rule, ask)
                for engine in engines:
                    frame = _frame(file, log, engine)
                    found = scale.fold(frame, rule, ask, shards, workers=workers)
                    wrong = truth.differences(truth.of_table(found.table), want)
                    compared, differ = compared + len(want), differ + wrong
                    known = "" if ask.what != "spells" or ask.known is None else " by a day"
                    what = f"{ask.what}{known}, {len(ask.points) or 'all'} points, {ask.certainty}"
                    print(
                        f"| {rule.name} | {what} | {engine} | {len(want):,} | {wrong} |", flush=True
                    )
    print(
        f"\n{size:,} events, {shards} shards, {workers} workers: {compared:,} rows compared, "
        f"{differ} differences"
    )
    return differ


def _frame(file: Path, log: Path, engine: str) -> object:
    if engine == "polars":
        import polars as pl

        return pl.scan_parquet(file)
    return data.versions(log, engine)  # resolved by the engine itself, and then scattered
