"""Any projection on a cluster of Dask: `scatter`, a shuffle, `fold_shard`."""

from __future__ import annotations

from typing import Any

import dask.dataframe as dd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ip4timeline import scale


def answer(versions: str, rule: Any, ask: scale.Ask, *, shards: int = 64) -> dd.DataFrame:
    """The answer as a frame of Dask, not yet computed.

    Args:
        versions: a Parquet file of `frames.versions` or `scale.versions`.
        rule: the projection, of a module that the workers can import.
        ask: what is asked.
        shards: into how many parts its keys are divided.
    """

    # Within the function, so that they go to the workers by what they say, not by a name.
    def frame(table: pa.Table) -> pd.DataFrame:
        return table.to_pandas(types_mapper=pd.ArrowDtype)

    def scattered(part: pd.DataFrame) -> pd.DataFrame:
        return frame(scale.scatter(pa.Table.from_pandas(part, preserve_index=False), rule, shards))

    def folded(part: pd.DataFrame) -> pd.DataFrame:
        return frame(scale.fold_shard(pa.Table.from_pandas(part, preserve_index=False), rule, ask))

    read = dd.read_parquet(
        versions,
        split_row_groups=True,
        arrow_to_pandas={"types_mapper": pd.ArrowDtype},
    )
    none = pq.read_schema(versions).empty_table()
    rows = read.map_partitions(scattered, meta=scattered(frame(none)))
    together = rows.shuffle("ip4_shard", npartitions=min(shards, 4 * read.npartitions))
    return together.map_partitions(folded, meta=frame(ask.schema.empty_table()))
