"""Folds beyond one process: ``uv run --group extras python -m benchmarks.scale equal``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main() -> int:
    """Run one of the commands, and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    equal = commands.add_parser("equal", help="rows of shards against those of the library")
    equal.add_argument("--size", type=int, default=20_000)
    equal.add_argument("--engines", nargs="+", default=["polars", "duckdb"])
    equal.add_argument("--workers", type=int, default=0, help="0: in this process")
    equal.add_argument("--shards", type=int, default=7)
    equal.add_argument("--only", default="", help="one projection")
    equal.add_argument("--some", action="store_true", help="half of the questions")
    for name in ("dask", "spark"):
        cluster = commands.add_parser(name, help=f"the recipe for {name} on a local cluster")
        cluster.add_argument("--size", type=int, default=20_000)
        cluster.add_argument("--shards", type=int, default=16)
    curve = commands.add_parser("curve", help="what each stage costs, by size, and a model of it")
    curve.add_argument("--sizes", default="1000,10000,100000")
    curve.add_argument("--workers", type=int, default=0)
    curve.add_argument("--shards", type=int, default=16)
    skew = commands.add_parser("skew", help="how evenly skewed keys fall into shards: a simulation")
    skew.add_argument("--size", type=int, default=10_000_000)
    skew.add_argument("--shards", type=int, default=256)
    skew.add_argument("--actors", type=int, default=20_000)
    skew.add_argument("--exponents", default="0,0.8,1,1.2")
    skew.add_argument("--workers", default="2,16,64")
    resolved = commands.add_parser("versions", help="a log resolved by an engine that streams")
    resolved.add_argument("--size", type=int, default=10_000_000)
    resolved.add_argument("--log", default="", help="a log that is there already")
    resolved.add_argument("--engine", choices=["polars", "duckdb"], default="duckdb")
    make = commands.add_parser("log", help="write a log of some size, for the two that take one")
    make.add_argument("file")
    make.add_argument("--size", type=int, default=10_000_000)
    big = commands.add_parser("big", help="one run out of core, next to polars by hand; on Linux")
    big.add_argument("--size", type=int, default=10_000_000)
    big.add_argument("--workers", type=int, default=2)
    big.add_argument("--shards", type=int, default=64)
    big.add_argument("--log", default="", help="a log that is there already")
    big.add_argument("--engine", choices=["polars", "duckdb"], default="duckdb")
    asked = parser.parse_args()
    if asked.command == "equal":
        from benchmarks.scale import equal as command

        shape = (asked.workers, asked.shards, not asked.some, asked.only)
        return bool(command.run(asked.size, asked.engines, *shape))
    if asked.command in ("dask", "spark"):
        from benchmarks.scale import clusters

        return bool(getattr(clusters, asked.command)(asked.size, asked.shards))
    from benchmarks.scale import data, far

    if asked.command == "big":
        return bool(far.big(asked.size, asked.workers, asked.shards, asked.log, asked.engine))
    if asked.command == "log":
        print(data.log(Path(asked.file), asked.size))
    elif asked.command == "versions":
        far.resolved(asked.size, asked.log, asked.engine)
    elif asked.command == "skew":
        numbers = ([float(x) for x in asked.exponents.split(",")], _whole(asked.workers))
        far.skewed(asked.size, asked.shards, asked.actors, *numbers)
    else:
        far.curve(_whole(asked.sizes), asked.workers, asked.shards)
    return 0


def _whole(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
