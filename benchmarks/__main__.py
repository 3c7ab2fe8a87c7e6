"""Run every benchmark: ``uv run --group bench python -m benchmarks``."""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import as_of, fold, known_on, late, load, memory, shipped
from benchmarks.common import Table, ratio, shown
from benchmarks.data import Data

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
RULES = "## Declared rules"
PEERS = ("pandas", "polars", "duckdb", "eventsourcing", "pydantic")
HEAD = """# Benchmarks

After this page you can judge what a question costs here and elsewhere, at several sizes.
Written by `uv run --group bench python -m benchmarks`; do not edit. Both sides of a row ran in
one process, one after the other, and gave equal answers before anything was timed. The first
row of a table is ours, and the ratios are to it. It asks **fresh** questions, a day or a pair
that was not asked of before in the process; questions asked again have a row of their own.
Times move by a fifth between runs and more on a busy machine; trust ratios above two. Synthetic
events are of the built-in kinds, over 26 years and four partners; one in fifty became known up
to two years late.

**No win is claimed for one batch over very many rows.** A single fold of a million rows is
quicker in polars, and an index that is read once is not worth making: hand the data over
(`ip4timeline export`, or columns of `timeline.of(...)`) and fold it there. What the index buys
is the next question, on either clock, and the next event.
"""


def main() -> None:
    """Ask every question at every size, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10^3 events only, and no page")
    parser.add_argument("--sizes", default="1000,100000,1000000", help="numbers of events")
    parser.add_argument("--only", default="", help="shipped, synthetic or load")
    asked = parser.parse_args()
    sizes = [1_000] if asked.quick else [int(size) for size in asked.sizes.split(",")]
    parts: list[str] = []
    if asked.only in ("", "shipped"):
        parts += ["## The shipped record", *(table.markdown() for table in shipped.run())]
    grown: dict[int, Table] = {}
    for size in sizes if asked.only in ("", "synthetic") else ():
        data = Data(size)
        parts.append(f"## {size:,} events")
        grown[size] = as_of.run(data)
        tables = [grown[size], known_on.run(data), known_on.run_any(data), late.run(data)]
        parts += [table.markdown() for table in (*tables, fold.run(data))]
        parts.append(memory.run(data))
    if len(grown) > 1:
        parts.append(_growth(grown))
    if asked.only in ("", "load"):
        parts += ["## Reading", *(table.markdown() for table in load.tables(sizes))]
    page = "\n\n".join([HEAD.strip(), _machine(), *parts, *_of_rules()]) + "\n"
    print(page)
    if not asked.quick:
        PAGE.write_text(page, encoding="utf-8")


def _of_rules() -> list[str]:
    """The last part of the page, of what `benchmarks.rules` and `benchmarks.batches` print."""
    text = PAGE.read_text(encoding="utf-8")
    at = text.find(RULES)
    return [] if at < 0 else [text[at:].strip()]


def _growth(grown: dict[int, Table]) -> str:
    first = next(iter(grown.values())).rows[0].seconds
    lines = ["## Growth of `as_of`", "", "Floor: under 5x from 10^3 to 10^6 events; goal 3x", ""]
    lines += ["| events | median | to the first |", "|---:|---:|---:|"]
    for size, table in grown.items():
        seconds = table.rows[0].seconds
        lines.append(f"| {size:,} | {shown(seconds)} | {ratio(seconds / first)} |")
    return "\n".join(lines)


def _machine() -> str:
    peers = ", ".join(f"{name} {version(name)}" for name in PEERS)
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"{platform.python_implementation()} {platform.python_version()}; {peers}."
    )


if __name__ == "__main__":
    main()
