"""Folds beyond one process: ``uv run --group extras python -m benchmarks.scale equal``."""

from __future__ import annotations

import argparse
import sys


def main() -> int:
    """Run one of the commands, and print what it found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    equal = commands.add_parser("equal", help="rows of shards against those of the library")
    equal.add_argument("--size", type=int, default=20_000)
    equal.add_argument("--engines", nargs="+", default=["polars", "duckdb"])
    equal.add_argument("--workers", type=int, default=0, help="0: in this process")
    equal.add_argument("--shards", type=int, default=7)
    equal.add_argument("--some", action="store_true", help="half of the questions")
    for name in ("dask", "spark"):
        cluster = commands.add_parser(name, help=f"the recipe for {name} on a local cluster")
        cluster.add_argument("--size", type=int, default=20_000)
        cluster.add_argument("--shards", type=int, default=16)
    asked = parser.parse_args()
    if asked.command == "equal":
        from benchmarks.scale import equal as command

        shape = (asked.workers, asked.shards, not asked.some)
        return bool(command.run(asked.size, asked.engines, *shape))
    if asked.command in ("dask", "spark"):
        from benchmarks.scale import clusters

        return bool(getattr(clusters, asked.command)(asked.size, asked.shards))
    return 2


if __name__ == "__main__":
    sys.exit(main())
