"""What a whole tree of processes takes: the most memory at once, and the processor's time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_EVERY = 0.2


class Meter:
    """Watches this process and those that it starts, by ``/proc``; Linux alone has that.

    Attributes:
        memory: the most bytes that all of them had at once; what they share counts for each.
        each: of every process by its number the most bytes that it had, this one first.
        wall: the seconds that passed.
        cpu: the seconds of processor, those of workers that have ended included.
    """

    def __init__(self) -> None:
        self.memory = 0
        self.each = {os.getpid(): 0}
        self.wall = self.cpu = 0.0
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._watching, daemon=True)

    def __enter__(self) -> Meter:
        self._began, self._before = time.perf_counter(), _cpu()
        self._watch.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop.set()
        self._watch.join()
        self.wall, self.cpu = time.perf_counter() - self._began, _cpu() - self._before

    def __str__(self) -> str:
        parent, *workers = (f"{memory / 1e6:,.0f}" for memory in self.each.values())
        below = f", those below it {' and '.join(workers)}" if workers else ""
        return (
            f"wall {self.wall:.1f} s, CPU {self.cpu:.1f} s, {self.memory / 1e6:,.0f} MB at most "
            f"together (this process {parent}{below})"
        )

    def _watching(self) -> None:
        while not self._stop.wait(_EVERY):
            found = dict(_resident(os.getpid()))
            self.memory = max(self.memory, sum(found.values()))
            for process, memory in found.items():
                self.each[process] = max(memory, self.each.get(process, 0))


def _cpu() -> float:
    return sum(os.times()[:4])


def _resident(process: int) -> Iterator[tuple[int, int]]:
    """The resident bytes of a process and of each below it."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
        tasks = Path(f"/proc/{process}/task").glob("*/children")
        below = [int(child) for task in tasks for child in task.read_text("ascii").split()]
    except (OSError, IndexError):  # it has just ended
        return
    yield process, pages * _PAGE
    for child in below:
        yield from _resident(child)
