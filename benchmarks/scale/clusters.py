"""The recipes of the documentation on real local clusters: rows equal, start apart from work."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.scale import data, truth
from benchmarks.scale.equal import MIXED
from benchmarks.scale.kinds import lapsing, score, tension
from ip4timeline.scale import Ask

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    (lapsing, Ask.spells(certainty="possible")),
    (tension, Ask.spells(data.EVER[36])),
    (score, Ask.panel(MIXED)),
)


def recipe(name: str) -> Any:
    """A file of ``examples/clusters``."""
    file = ROOT / "examples" / "clusters" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def dask(size: int, shards: int) -> int:
    """On two worker processes of Dask."""
    import pyarrow as pa
    from dask import compute
    from distributed import Client, LocalCluster

    began = time.perf_counter()
    os.environ["PYTHONPATH"] = str(ROOT)  # the workers import the projections from here
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster),
    ):
        print(f"dask start: {time.perf_counter() - began:.1f} s", flush=True)
        made = recipe("on_dask")

        def ask(file: Path, rule: Any, question: Ask) -> Any:
            return pa.concat_tables(compute(*made.answer(str(file), rule, question, shards=shards)))

        return _compared(size, ask)


def spark_session() -> Any:
    """Spark with two cores of this machine."""
    from pyspark.sql import SparkSession

    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.driver.memory": "2g",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
        "spark.sql.session.timeZone": "UTC",
    }
    builder = SparkSession.builder.master("local[2]").appName("ip4timeline")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def spark(size: int, shards: int) -> int:
    """On Spark with two cores of this machine."""
    began = time.perf_counter()
    session = spark_session()
    session.range(1).collect()
    print(f"spark {session.version} start: {time.perf_counter() - began:.1f} s", flush=True)
    made = recipe("on_spark")

    def ask(file: Path, rule: Any, question: Ask) -> Any:
        frame = session.read.parquet(str(file))
        found = made.answer(frame, rule, question, shards=shards).toArrow()
        return found.select(question.schema.names).cast(question.schema)

    try:
        return _compared(size, ask)
    finally:
        session.stop()


def _compared(size: int, ask: Any) -> int:
    """Print a line for each question; how many rows differ."""
    compared = differ = 0
    with tempfile.TemporaryDirectory() as folder:
        log = data.log(Path(folder) / "log.parquet", size)
        file = data.write_versions(log, Path(folder) / "versions.parquet")
        whole = truth.timeline(log)
        for rule, question in QUESTIONS:
            began = time.perf_counter()
            found = truth.of_table(ask(file, rule, question))
            taken = time.perf_counter() - began
            want = truth.rows(whole, rule, question)
            wrong = truth.differences(found, want)
            compared, differ = compared + len(want), differ + wrong
            print(
                f"{rule.name}, {question.what}, {question.certainty}: {taken:.1f} s of work, "
                f"{len(want):,} rows, {wrong} differ",
                flush=True,
            )
    print(f"{size:,} events: {compared:,} rows compared, {differ} differences")
    return differ
