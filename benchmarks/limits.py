"""What each limit of the index buys: the question that it serves, at several values of it.

``uv run --group bench python -m benchmarks.limits`` prints a table for the page of the index.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import ip4timeline as ip4
from benchmarks.common import shown
from benchmarks.data import LATE_DAY, NOW, Data, date
from benchmarks.facets import Ours, streak
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.projections.index import Indices


def timeline(data: Data, limits: Limits) -> ip4.Timeline:
    """The events as a timeline with limits of its own."""
    log = EventLog(data.timeline.entries, None, limits)
    return data.timeline._like(None, Indices(log))


def clocked(asks: list[Callable[[], Any]]) -> float:
    """The median time of several questions, each asked once."""
    taken = []
    for ask in asks:
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def late_events(data: Data, limits: Limits) -> float:
    """One late event after another, then the state."""
    grown = timeline(data, limits)
    Ours(grown).as_of(date(NOW))
    held = [grown]

    def ask(number: int) -> Callable[[], Any]:
        event = ip4.Meeting(
            id=f"late-{number}", occurred=date(LATE_DAY), known=date(NOW), partners=["korea"]
        )

        def run() -> None:
            held[0] = held[0].append(event)
            Ours(held[0]).as_of(date(NOW))

        return run

    return statistics.fmean([clocked([ask(n)]) for n in range(200)])


def appends(data: Data, limits: Limits) -> float:
    """One event after another, nothing asked."""
    grown = timeline(data, limits)
    Ours(grown).as_of(date(NOW))
    started = time.perf_counter()
    for number in range(300):
        grown = grown.append(
            ip4.Meeting(
                id=f"late-{number}", occurred=date(LATE_DAY), known=date(NOW), partners=["korea"]
            )
        )
    return (time.perf_counter() - started) / 300


def pairs(data: Data, limits: Limits) -> float:
    """Five tallies at fresh pairs."""
    ours = Ours(timeline(data, limits))
    first, rest = data.pairs(2, 400)
    for pair in first:
        ours.as_of(*pair)
    return statistics.fmean([clocked([lambda p=pair: ours.as_of(*p)]) for pair in rest])


def days(data: Data, limits: Limits) -> float:
    """Five tallies at fresh days."""
    ours = Ours(timeline(data, limits))
    first, rest = data.days(2, 1000)
    for day in first:
        ours.as_of(day)
    return statistics.fmean([clocked([lambda d=day: ours.as_of(d)]) for day in rest])


def asked_again(data: Data, limits: Limits) -> float:
    """One arbitrary evolve at four knowledge days in turn."""
    view = timeline(data, limits).project(streak)
    draw = random.Random(5)
    known = [date(NOW - 400 * n) for n in range(1, 5)]
    asked = [(draw.choice(known), date(NOW - draw.randrange(3_000))) for _ in range(40)]
    for day in known:
        dict(view.as_of(date(NOW), known_on=day))
    return statistics.fmean(
        [clocked([lambda k=k, d=d: dict(view.as_of(d, known_on=k))]) for k, d in asked]
    )


SERVED: dict[str, tuple[Callable[[Data, Limits], float], tuple[int, ...]]] = {
    "late": (late_events, (0, 4, 16, 256)),
    "waiting": (appends, (0, 32, 256)),
    "prompt": (pairs, (-1, 4, 16, 64)),
    "block": (pairs, (1, 4, 16, 64)),
    "often": (days, (0, 16, 1 << 30)),
    "repeats": (days, (0, 16, 1 << 30)),
    "histories": (asked_again, (0, 1, 8)),
}


def main() -> None:
    """Print a row for each limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    asked = parser.parse_args()
    data = Data(asked.size)
    print(f"| limit | question, {asked.size:,} events | value: time |")
    print("|---|---|---|")
    for name, (question, values) in SERVED.items():
        told = [f"{v:,}: {shown(question(data, Limits()._replace(**{name: v})))}" for v in values]
        print(f"| `{name}` | {question.__doc__} | {'; '.join(told)} |", flush=True)


if __name__ == "__main__":
    main()
