"""Two writing processes and a follower: rates, races lost, gaps and doubles."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path
from typing import Any

from benchmarks.store.common import at, event
from ip4timeline.store import StaleError


def _write(kind: str, folder: Path, name: str, who: int, count: int, free: bool, out: Any) -> None:
    log, stale = at(kind, folder, name), 0
    for number in range(count):
        row = event(f"{who}-{number}")
        while True:
            try:
                log.append([row], expected=None if free else log.position)
                break
            except StaleError:
                stale += 1
    out.put(("stale", stale))


def _follow(kind: str, folder: Path, name: str, total: int, out: Any) -> None:
    log, last, gaps, seen = at(kind, folder, name), 0, 0, set[str]()
    doubles = 0
    for rows in log.subscribe(wait=20):
        for recorded in rows:
            gaps += recorded.position != last + 1
            doubles += recorded.row.id in seen
            seen.add(recorded.row.id)
            last = recorded.position
        if last >= total:
            break
    out.put(("followed", (last, gaps, doubles)))


def run(kind: str, folder: Path, count: int, *, free: bool) -> dict[str, float]:
    """Two writers of so many single appends each, and a follower."""
    name = f"writers_{'free' if free else 'expected'}_{time.time_ns()}"
    at(kind, folder, name).close()
    spawn = multiprocessing.get_context("fork")
    out = spawn.Queue()
    began = time.perf_counter()
    processes = [
        *(
            spawn.Process(target=_write, args=(kind, folder, name, who, count, free, out))
            for who in range(2)
        ),
        spawn.Process(target=_follow, args=(kind, folder, name, 2 * count, out)),
    ]
    for process in processes:
        process.start()
    told = [out.get(timeout=300) for _ in processes]
    took = time.perf_counter() - began
    for process in processes:
        process.join()
    followed = next(value for what, value in told if what == "followed")
    return {
        "appends a second": round(2 * count / took),
        "stale": sum(value for what, value in told if what == "stale"),
        "seen": followed[0],
        "gaps": followed[1],
        "doubles": followed[2],
    }
