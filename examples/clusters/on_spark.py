"""Any projection on Spark 4: `scatter` in `mapInArrow`, `fold_shard` in `applyInArrow`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StringType, StructField, StructType

from ip4timeline import scale


def answer(versions: DataFrame, rule: Any, ask: scale.Ask, *, shards: int = 64) -> DataFrame:
    """The answer as a frame of Spark, not yet computed.

    Args:
        versions: the table of `frames.versions` or `scale.versions`, as Spark reads it.
        rule: the projection, of a module that the executors can import.
        ask: what is asked.
        shards: into how many parts its keys are divided; an executor holds one at once.
    """

    # Within the function, so that they go to the executors by what they say, not by a name.
    def scattered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from scale.scatter(batch, rule, shards).to_batches()

    def folded(table: pa.Table) -> pa.Table:
        return scale.fold_shard(table, rule, ask)

    shape = StructType([*versions.schema.fields, StructField("ip4_shard", StringType())])
    rows = versions.mapInArrow(scattered, shape)
    return rows.groupBy("ip4_shard").applyInArrow(folded, from_arrow_schema(ask.schema))
