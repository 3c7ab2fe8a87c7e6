"""All keys of a declared rule, asked of a timeline: by its index, and by columns of an engine.

``uv run --group bench --group extras python -m benchmarks.batches 1000000`` prints CPU and wall
time, medians of three, of a timeline of which nothing was asked before, beside the engine's own
time on a frame that is ready, and what making that frame took. All answers are compared first.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import ip4timeline as ip4
from benchmarks.rules import AS_OF, COUNT, ENDS, KNOWN_ON, LATEST, Exchange, cells, history, timed
from ip4timeline import frames
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.projections.index import Indices

NEVER = 1 << 40


def fresh(timeline: ip4.Timeline, columns: int) -> ip4.Timeline:
    """The same timeline, of which nothing was asked yet."""
    log = EventLog(timeline.entries, None, Limits(columns=columns, batches=NEVER))
    return timeline._like(None, Indices(log))


def _states(timeline: ip4.Timeline, rule: Any) -> list[dict[Any, Any]]:
    return [dict(timeline.project(rule).as_of(AS_OF, known_on=KNOWN_ON).items())]


def _panel(timeline: ip4.Timeline, rule: Any) -> list[dict[Any, Any]]:
    return [dict(s.items()) for s in timeline.project(rule).as_of_many(ENDS, known_on=ENDS)]


def _rows(answers: list[dict[Any, Any]]) -> int:
    return sum(map(len, answers))


def measured(size: int) -> None:
    """Each way at one size."""
    timeline = history(size)
    print(f"{size:,} events; CPU is of this process with the threads of the engine", flush=True)
    start, used = time.perf_counter(), time.process_time()
    frame = frames.versions(timeline, Exchange).to_polars()
    took = (time.perf_counter() - start, time.process_time() - used)
    print(f"  a frame of versions: wall {took[0]:.2f} CPU {took[1]:.2f} s, once", flush=True)
    points = [(day, day) for day in ENDS]
    asked: dict[str, tuple[Callable[..., Any], Callable[[Any], Any]]] = {
        "states": (_states, lambda rule: rule.states(frame, AS_OF, KNOWN_ON)),
        "panel of 60 month ends": (_panel, lambda rule: rule.panel(frame, points)),
    }
    for rule in (LATEST, COUNT):
        for what, (ask, of_frame) in asked.items():
            shared = fresh(timeline, 0)
            ask(shared, rule)
            print(f"  {rule.said.name}, {what}", flush=True)
            taken = timed(
                {
                    "index": lambda ask=ask, rule=rule: ask(fresh(timeline, NEVER), rule),
                    "columns": lambda ask=ask, rule=rule: ask(fresh(timeline, 0), rule),
                    "columns again": lambda ask=ask, rule=rule, on=shared: ask(on, rule),
                    "ready frame": lambda of=of_frame, rule=rule: of(rule),
                }
            )
            (by_index, index), (by_columns, columns), (again, _), (rows, _) = taken.values()
            assert by_index == by_columns == again
            assert len(cells(rows)) == _rows(by_index)
            print(
                f"    {_rows(by_index):,} values equal; {index / columns:.1f} times less CPU",
                flush=True,
            )


if __name__ == "__main__":
    for number in [int(size) for size in sys.argv[1:]] or [1_000_000]:
        measured(number)
