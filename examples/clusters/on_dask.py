"""Any projection on a cluster of Dask: `scatter` a row group a task, `fold_shard` a shard a task.

Tables of Arrow go from task to task. The shuffle of Dask's data frames will not do: it goes by
way of pandas, which has no lists of records.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from dask import delayed

from ip4timeline import scale


def answer(versions: str, rule: Any, ask: scale.Ask, *, shards: int = 64) -> list[Any]:
    """The answer of each shard, delayed: ``dask.compute(*answers)`` gives tables of Arrow.

    Args:
        versions: a Parquet file of `frames.versions` or `scale.versions`, seen by all workers.
        rule: the projection, of a module that the workers can import.
        ask: what is asked.
        shards: into how many parts its keys are divided; a worker holds one at once.
    """

    # Within the function, so that they go to the workers by what they say, not by a name.
    @delayed(nout=shards)
    def scattered(group: int) -> list[pa.Table]:
        rows = scale.scatter(pq.ParquetFile(versions).read_row_group(group), rule, shards)
        names = (f"{number}/{shards}" for number in range(shards))
        return [rows.filter(pc.equal(rows["ip4_shard"], name)) for name in names]

    @delayed
    def folded(parts: list[pa.Table]) -> pa.Table:
        return scale.fold_shard(pa.concat_tables(parts), rule, ask)

    groups = [scattered(group) for group in range(pq.ParquetFile(versions).num_row_groups)]
    return [folded([parts[number] for parts in groups]) for number in range(shards)]
