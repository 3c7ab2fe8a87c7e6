"""Folding everything once, from event objects."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from typing import Any

from eventsourcing.domain import Aggregate, event

import ip4timeline as ip4
from benchmarks.common import OURS, Table, agree
from benchmarks.data import NOW, Data, date
from benchmarks.facets import Ours, streak, told

MOST = 100_000
"""The events that `eventsourcing` is given: its cost for each does not depend on how many."""


class Partner(Aggregate):
    """One partner as an aggregate, with the five facets as its state."""

    def __init__(self) -> None:
        self.state: dict[Any, Any] = {}

    @event("Happened")
    def happen(self, kind: str, id: str, detail: str) -> None:
        """Count an event, or take it as the latest."""
        state = self.state
        if kind in ("meeting", "visit", "exercise"):
            state["contacts"] = state.get("contacts", 0) + 1
            state["last_contact"] = id
        elif kind == "attendance":
            state["levels", detail] = state.get(("levels", detail), 0) + 1
        elif kind == "statement":
            state["voices", detail] = state.get(("voices", detail), 0) + 1
        elif kind == "office-changed":
            state["leader"] = detail


class Streak(Aggregate):
    """One partner as an aggregate whose state is the streak."""

    def __init__(self) -> None:
        self.streak: tuple[str, int] = ("", 0)

    @event("Happened")
    def happen(self, kind: str, id: str, detail: str) -> None:
        """Lengthen the streak, or begin one."""
        self.streak = (kind, self.streak[1] + 1 if self.streak[0] == kind else 1)


def _streams(data: Data, made: type[Any]) -> list[tuple[str, list[Any]]]:
    """The stored domain events of each aggregate, as its repository would hand them over."""
    found = {p.value: made() for p in ip4.Partner}
    columns = data.columns
    rows = zip(columns.partner, columns.kind, columns.id, columns.detail, strict=True)
    for (partner, kind, id, detail), _ in zip(rows, range(MOST), strict=False):
        found[partner].happen(kind, id, detail)
    return [(name, list(aggregate.collect_events())) for name, aggregate in found.items()]


def _mutated(streams: list[tuple[str, list[Any]]]) -> Iterator[tuple[str, Any]]:
    for name, events in streams:
        aggregate: Any = None
        for happened in events:
            aggregate = happened.mutate(aggregate)
        yield name, aggregate


def _replayed(streams: list[tuple[str, list[Any]]]) -> dict[Any, Any]:
    found = {}
    for name, aggregate in _mutated(streams):
        for key, value in aggregate.state.items():
            first, *rest = key if isinstance(key, tuple) else (key,)
            found[first, name, *rest] = value
    return found


def _taken(ask: Callable[[], Any], rounds: int = 3) -> float:
    best = []
    gc.collect()
    gc.disable()  # as `timeit` does; it would count the objects of every contender
    try:
        for _ in range(rounds):
            start = time.perf_counter()
            ask()
            best.append(time.perf_counter() - start)
    finally:
        gc.enable()
    return sorted(best)[len(best) // 2]


def run(data: Data) -> Table:
    """From a new timeline of the same objects to the current state; by event."""
    table = Table(
        f"Full fold, by event, {data.size:,} event objects",
        target="10x eventsourcing in memory for both; facets within 3x of pandas",
    )
    now = date(NOW)

    def new() -> ip4.Timeline:
        fresh = ip4.Timeline(data.events)
        fresh._log.stream("certain")
        return fresh

    fresh: list[ip4.Timeline] = []
    start = _taken(lambda: fresh.append(new()))
    ours = _taken(lambda: Ours(fresh.pop()).as_of(now))
    fresh = [new() for _ in range(3)]
    one = _taken(lambda: dict(fresh.pop().project(streak).as_of(now).items()))
    loop = data.peers["plain refold, a loop by hand"]
    streams, streaks = _streams(data, Partner), _streams(data, Streak)
    if data.size <= MOST:
        agree("eventsourcing", _replayed(streams), told(data.ours.as_of(now)))
        said = data.timeline.project(streak).as_of(now)
        agree("eventsourcing", {n: a.streak for n, a in _mutated(streaks)}, dict(said.items()))
    agree("pandas", data.peers["pandas"].as_of(NOW), told(data.ours.as_of(now)))
    size, part = data.size, min(MOST, data.size)
    table.add(f"{OURS}, five `Tally` facets", ours / size, "index, sums and state; events in order")
    table.add(f"{OURS}, one arbitrary `evolve`", one / size, "index, history and state")
    table.add(f"{OURS}, putting events in order", start / size, "once for all projections")
    table.add(
        "eventsourcing, in-memory replay",
        _taken(lambda: _replayed(streams)) / part,
        f"five facets in one aggregate a partner; {part:,} events",
    )
    table.add(
        "eventsourcing, in-memory replay, arbitrary",
        _taken(lambda: list(_mutated(streaks))) / part,
        f"the streak alone; {part:,} events",
    )
    table.add("pandas", _taken(lambda: data.peers["pandas"].as_of(NOW)) / size, "five facets")
    table.add("polars", _taken(lambda: data.peers["polars"].as_of(NOW)) / size, "five facets")
    table.add("plain loop by hand", _taken(lambda: loop.as_of(NOW)) / size, "the final state only")
    return table
