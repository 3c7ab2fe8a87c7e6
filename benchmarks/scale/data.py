"""Synthetic logs of any size as Parquet, and the versions that they have; both made by polars.

Nine in ten events are known within three days, one in ten up to 400 later; one in a hundred dates
is a year and four a month; one event in a hundred is corrected or retracted, some twice, some from
always, one in ten corrections to another key.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ip4timeline import scale

FIRST = dt.date(2019, 1, 1)
DAYS = 5 * 365
TONES = ("calm", "talks", "threat", "force", "deal")
FIELDS = ("source", "target", "tone", "score", "ends")
CONTENTS = ("known", "occurred", "earliest", "latest", "seq", *FIELDS)
VERSIONS = ("id", "kind", "since", "until", *CONTENTS)
"""The columns of a table of versions."""
EVER = [FIRST + dt.timedelta(days=round(30.4 * month)) for month in range(1, 61)]
"""Sixty days a month apart."""


def _contents(draw: Any, who: Any, whom: Any, day: Any, lag: Any, actors: int) -> pl.DataFrame:
    count = len(day)
    names = np.array([f"a{n:05}" for n in range(actors)])
    form = draw.random(count)
    ends = np.where(draw.random(count) < 0.2, day + draw.integers(20, 400, count), -1)
    days = pl.Series(day, dtype=pl.Int32).cast(pl.Date)
    found = pl.DataFrame({"d": days, "form": form})
    year, month = pl.col("form") < 0.01, pl.col("form") < 0.05

    def by(of_year: Any, of_month: Any, of_day: Any) -> Any:
        return pl.when(year).then(of_year).when(month).then(of_month).otherwise(of_day)

    d = pl.col("d")
    start = d.dt.truncate("1y")
    return found.select(
        known=pl.Series(day + lag, dtype=pl.Int32).cast(pl.Date),
        occurred=by(d.dt.strftime("%Y"), d.dt.strftime("%Y-%m"), d.dt.strftime("%Y-%m-%d")),
        earliest=by(start, d.dt.month_start(), d),
        latest=by(start.dt.offset_by("1y").dt.offset_by("-1d"), d.dt.month_end(), d),
        seq=pl.Series(np.where(draw.random(count) < 0.05, draw.integers(1, 4, count), 0)),
        source=pl.Series(names[who]),
        target=pl.Series(names[whom]),
        tone=pl.Series(np.array(TONES)[draw.integers(0, 5, count)]),
        score=pl.Series(draw.integers(-10, 11, count)),
        ends=pl.Series(ends, dtype=pl.Int32).replace(-1, None).cast(pl.Date),
    )


def chosen(draw: Any, count: int, actors: int, skew: float) -> Any:
    """Actors by number: evenly, or by Zipf's law with an exponent."""
    if not skew:
        return draw.integers(0, actors, count)
    weight = np.arange(1, actors + 1) ** -skew
    return np.searchsorted(np.cumsum(weight / weight.sum()), draw.random(count)).clip(0, actors - 1)


def log(file: Path, size: int, *, actors: int = 60, skew: float = 0.0, part: int = 500_000) -> Path:
    """Write a log of so many events and one in a hundred amendments, in parts of so many events.

    Args:
        file: the Parquet file.
        size: how many events.
        actors: how many actors there are.
        skew: the exponent of Zipf's law by which they act; 0: all alike.
        part: how many events are made at once.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for start in range(0, size, part):
        made = _part(start, min(part, size - start), actors, skew)
        table: pa.Table = made.to_arrow().cast(_SCHEMA)
        writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=100_000)
    assert writer is not None
    writer.close()
    return file


def _part(start: int, count: int, actors: int, skew: float) -> pl.DataFrame:
    draw = np.random.default_rng([7, start])
    first = (FIRST - dt.date(1970, 1, 1)).days
    who = chosen(draw, count, actors, skew)
    whom = (who + 1 + chosen(draw, count, actors - 1, skew)) % actors
    day = first + draw.integers(0, DAYS, count)
    late = draw.random(count) < 0.1
    lag = np.where(late, draw.integers(4, 400, count), draw.integers(0, 4, count))
    id = "g" + pl.Series(np.arange(start, start + count)).cast(pl.String).str.zfill(9)
    events = _contents(draw, who, whom, day, lag, actors).select(
        entry=id,
        id=id,
        entry_kind=pl.lit("event"),
        amended_on=pl.lit(None, pl.Date),
        amended_seq=pl.lit(0, pl.Int64),
        kind=pl.lit("bench-dyad"),
        **{name: pl.col(name) for name in CONTENTS},
    )
    return pl.concat([events, _amendments(draw, id, who, whom, day, lag, actors, start)])


def _amendments(
    draw: Any, id: pl.Series, who: Any, whom: Any, day: Any, lag: Any, actors: int, start: int
) -> pl.DataFrame:
    count = max(1, len(id) // 100)
    of = draw.choice(len(id), count, replace=True)
    who = np.where(draw.random(count) < 0.1, (who[of] + 7) % actors, who[of])
    whom = np.where(who == whom[of], (whom[of] + 1) % actors, whom[of])
    moved = day[of] + draw.integers(-5, 6, count)
    at = np.maximum(day[of] + lag[of] + draw.integers(1, 200, count), moved)
    at = np.where(draw.random(count) < 0.05, -1, at)
    late = np.where(draw.random(count) < 0.5, lag[of], lag[of] + 30)
    gone = pl.Series(draw.random(count) < 0.2)
    found = _contents(draw, who, whom, moved, late, actors)
    return found.select(
        entry="c" + pl.Series(np.arange(start, start + count)).cast(pl.String).str.zfill(9),
        id=id.gather(pl.Series(of)),
        entry_kind=pl.when(gone).then(pl.lit("retraction")).otherwise(pl.lit("correction")),
        amended_on=pl.Series(at, dtype=pl.Int32).replace(-1, None).cast(pl.Date),
        # No two amendments of one target have one place.
        amended_seq=pl.Series(np.arange(count)),
        kind=pl.when(gone).then(None).otherwise(pl.lit("bench-dyad")),
        **{name: pl.when(gone).then(None).otherwise(pl.col(name)) for name in CONTENTS},
    )


def _schema() -> Any:
    import pyarrow as pa

    text, day, whole = pa.string(), pa.date32(), pa.int64()
    return pa.schema(
        [
            *((name, text) for name in ("entry", "id", "entry_kind")),
            *(("amended_on", day), ("amended_seq", whole), ("kind", text)),
            *(("known", day), ("occurred", text), ("earliest", day), ("latest", day)),
            *(("seq", whole), ("source", text), ("target", text), ("tone", text)),
            *(("score", whole), ("ends", day)),
        ]
    )


_SCHEMA = _schema()


def versions(file: Path, engine: str = "polars") -> Any:
    """The versions of a log, as a lazy frame of an engine; nothing is read yet."""
    if engine == "duckdb":
        import duckdb

        connection = duckdb.connect()
        connection.execute(
            "set threads=2; set memory_limit='1GB'; set preserve_insertion_order=false"
        )
        return scale.versions(connection.sql(f"from '{file.as_posix()}'"))
    return scale.versions(pl.scan_parquet(file))


def write_versions(log: Path, file: Path, engine: str = "polars") -> Path:
    """Write the versions of a log as Parquet, as an engine streams them."""
    found = versions(log, engine)
    if engine == "duckdb":
        found.to_parquet(file.as_posix(), compression="zstd", row_group_size=100_000)
    else:
        found.sink_parquet(file, compression="zstd", row_group_size=100_000)
    return file
