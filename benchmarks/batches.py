"""All keys of a declared rule, asked of a timeline: by its index, and by columns of an engine.

``uv run --group bench --group extras python -m benchmarks.batches 1000000`` prints CPU and wall
time, medians of three, of a timeline of which nothing was asked before, beside the engine's own
time on a frame that is ready. Answers are compared first. ``--panels`` asks for 60 month ends too.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ip4timeline as ip4
from benchmarks.exchanges import AS_OF, COUNT, ENDS, KNOWN_ON, LATEST, Exchange, history
from benchmarks.rules import timed, versions
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.projections.index import Indices

NEVER = 1 << 40
FIRST = ip4.rules.latest("ends", on=Exchange, by=("source", "target"))
"""What was asked before, where the columns of the events are there already."""


def fresh(timeline: ip4.Timeline, columns: int) -> ip4.Timeline:
    """The same timeline, of which nothing was asked yet."""
    log = EventLog(timeline.entries, None, Limits(columns=columns, batches=NEVER))
    return timeline._like(None, Indices(log))


def _states(timeline: ip4.Timeline, rule: Any) -> list[dict[Any, Any]]:
    return [dict(timeline.project(rule).as_of(AS_OF, known_on=KNOWN_ON).items())]


def _panel(timeline: ip4.Timeline, rule: Any) -> list[dict[Any, Any]]:
    return [dict(s.items()) for s in timeline.project(rule).as_of_many(ENDS, known_on=ENDS)]


def measured(size: int, folder: Path | None, panels: bool, rounds: int) -> None:
    """Each way at one size."""
    frame, timeline = versions(size, folder), history(size)
    print(f"{size:,} events", flush=True)
    points = [(day, day) for day in ENDS]
    asked: dict[str, tuple[Callable[..., Any], Callable[[Any], Any]]] = {
        "states": (_states, lambda rule: rule.states(frame, AS_OF, KNOWN_ON))
    }
    if panels:
        asked["panel of 60 month ends"] = (_panel, lambda rule: rule.panel(frame, points))
    for rule in (LATEST, COUNT):
        for what, (ask, of_frame) in asked.items():
            print(f"  {rule.said.name}, {what}", flush=True)
            ready = [fresh(timeline, 0) for _ in range(rounds)]
            for each in ready:
                _states(each, FIRST)
            taken = timed(
                {
                    "index": lambda ask=ask, rule=rule: ask(fresh(timeline, NEVER), rule),
                    "columns": lambda ask=ask, rule=rule: ask(fresh(timeline, 0), rule),
                    "columns, another rule before": lambda ask=ask, rule=rule, ready=ready: ask(
                        ready.pop(), rule
                    ),
                    "ready frame": lambda of=of_frame, rule=rule: of(rule),
                },
                rounds,
            )
            (by_index, index), (by_columns, columns), (again, _), (rows, _) = taken.values()
            count = sum(map(len, by_index))
            assert by_index == by_columns == again
            assert len(rows) == count
            print(f"    {count:,} values equal; {index / columns:.1f} times less CPU", flush=True)


def main() -> None:
    """What is asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000_000])
    parser.add_argument("--panels", action="store_true", help="ask for 60 month ends too")
    parser.add_argument("--kept", type=Path, help="a folder where tables of versions are left")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for size in asked.sizes:
        measured(size, asked.kept, asked.panels, asked.rounds)


if __name__ == "__main__":
    main()
