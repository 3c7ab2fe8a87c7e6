"""A table of meetings to a timeline: by columns, and by rows as before; both in one process.

``uv run --group bench python -m benchmarks.tables 200000 2000000``; CPU and wall time, medians of
three by columns, once by rows. Both give equal timelines, which is looked at first.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import polars as pl

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.frames.adapters.arrow import rows_of

PARTNERS = [[partner.value] for partner in ip4.Partner]
FIRST, DAYS = 11_323, 9_000


def meetings(count: int, seed: int = 1) -> pl.DataFrame:
    """That many meetings on days of some 24 years."""
    draw = random.Random(seed)
    number = pl.Series("n", range(count), pl.Int32)
    day = pl.Series("known", [FIRST + draw.randrange(DAYS) for _ in range(count)], pl.Int32)
    whom = pl.Series("whom", [draw.randrange(4) for _ in range(count)], pl.Int32)
    sides = pl.DataFrame(
        {"whom": range(4), "partners": PARTNERS}, schema_overrides={"whom": pl.Int32}
    )
    frame = pl.DataFrame([number, day.cast(pl.Date), whom]).join(
        sides, on="whom", maintain_order="left"
    )
    return frame.select(
        id=pl.concat_str(pl.lit("m"), pl.col("n").cast(pl.String).str.zfill(7)),
        occurred=pl.col("known").cast(pl.String),
        known="known",
        partners="partners",
        counterparts=pl.lit(["nato"], pl.List(pl.String)),
        mode=pl.when(pl.col("n") % 3 == 0).then(pl.lit("by-phone")).otherwise(pl.lit("in-person")),
    )


def by_rows(table: Any) -> ip4.Timeline:
    """The timeline of the rows of a table, one after the other."""
    rows, columns, metadata = rows_of(table)
    return frames.from_rows(rows, columns=columns, metadata=metadata, kind="meeting")


def by_columns(table: Any) -> ip4.Timeline:
    """The timeline of its columns."""
    return ip4.Timeline.from_arrow(table, kind="meeting")


def timed(name: str, way: Callable[[], Any], rounds: int) -> tuple[Any, float]:
    """What a way gives, and its CPU seconds; prints both times."""
    wall, cpu, found = [], [], None
    for _ in range(rounds):
        found = None
        gc.collect()
        start, used = time.perf_counter(), time.process_time()
        found = way()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - used)
    taken = statistics.median(cpu)
    print(f"  {name:10} wall {statistics.median(wall):8.2f} s   CPU {taken:8.2f} s", flush=True)
    return found, taken


def main(sizes: list[int]) -> None:
    """Both ways at each size."""
    by_columns(meetings(10))  # what is loaded with the first table is no part of it
    for size in sizes:
        table = meetings(size)
        print(f"{size:,} meetings", flush=True)
        ours, quick = timed("by columns", lambda table=table: by_columns(table), 3)
        theirs, slow = timed("by rows", lambda table=table: by_rows(table), 1)
        assert ours == theirs
        print(f"  equal; rows took {slow / quick:.1f} times the CPU of columns", flush=True)
        del ours, theirs


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [200_000, 2_000_000])
