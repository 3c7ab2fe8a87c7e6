"""What an event and its place in the index take."""

from __future__ import annotations

import gc
import sys
import tracemalloc

import ip4timeline as ip4
from benchmarks.data import NOW, Data, date
from benchmarks.facets import Ours

_TRACKED = 16
"""Bytes before each object that the garbage collector knows."""


def run(data: Data) -> str:
    """A table of bytes by event."""
    event = data.events[0]
    own = sys.getsizeof(event) + _TRACKED
    gc.collect()
    tracemalloc.start()
    timeline = ip4.Timeline(data.events)
    Ours(timeline).as_of(date(NOW))
    held, peak = tracemalloc.get_traced_memory()
    for day, known in data.asked(300):
        Ours(timeline).as_of(date(day), date(known))
    both, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    size = data.size
    rows = [
        ("event object, dates and texts shared", own, "130"),
        ("timeline, order and index of five `Tally` facets", held / size, "50"),
        ("the same while it is made, at most", peak / size, ""),
        ("after 300 random questions on both clocks", both / size, ""),
    ]
    lines = [f"### Memory, bytes by event, {size:,} events", ""]
    lines += ["| what | bytes | target |", "|---|---:|---:|"]
    lines += [f"| {what} | {value:,.0f} | {target} |" for what, value, target in rows]
    return "\n".join(lines)
