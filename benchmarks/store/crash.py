"""Kills at random moments: what was acknowledged is there, once, and no batch is half there.

A writer appends and writes down each acknowledgement through a pipe. Of SQLite the writer is
killed; of PostgreSQL the server and all its children, while the writer goes on and sends again
what it was not sure of.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import attrs

from benchmarks.store.common import batch
from ip4timeline.store import UnavailableError, UncertainError
from ip4timeline.store.log.shared import Log


@attrs.define
class Tally:
    """What was found after all rounds."""

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    kept_in_flight: int = 0
    retries: int = 0
    known_on_retry: int = 0


def _write(open_log: Callable[[], Log], life: int, out: int) -> None:
    log, number = open_log(), 0
    while True:
        uncertain, again = False, False
        while True:
            try:
                done = log.append(batch(life, number))
                break
            except (UncertainError, UnavailableError) as error:
                uncertain, again = uncertain or isinstance(error, UncertainError), True
                time.sleep(0.02)
        os.write(out, f"{number} {int(again)} {int(again and bool(done.known))}\n".encode())
        number += 1


def rounds(
    open_log: Callable[[], Log], count: int, kill: Callable[[int], None], seed: int = 7
) -> Tally:
    """Rounds of a writer that is cut off, each checked against the log afterwards."""
    told, every, ever, tally = {}, {}, set[str](), Tally()
    random.seed(seed)
    log = open_log()
    mark = log.point()
    log.close()
    for life in range(count):
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            try:
                _write(open_log, life, writing)
            finally:
                os._exit(1)
        os.close(writing)
        kill(pid)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with os.fdopen(reading) as pipe:
            lines = [line.split() for line in pipe.read().splitlines()]
        for number, again, known in (map(int, line) for line in lines):
            tally.retries += again
            tally.known_on_retry += known
            told.update((row.id, row) for row in batch(life, number))
        log = open_log()
        found = {}
        for recorded in log.read(mark):  # held against the chain from the end of the last round
            tally.doubled += recorded.row.id in ever
            ever.add(recorded.row.id)
            found[recorded.row.id] = recorded.row
        tally.lost += sum(found.get(id) != row for id, row in told.items())
        flying = batch(life, len(lines))
        there = sum(row.id in found for row in flying)
        tally.half += 0 < there < len(flying)
        tally.kept_in_flight += there == len(flying)
        log.append(flying)
        told.update((row.id, row) for row in flying)
        every.update(told)
        told.clear()
        ever.update(row.id for row in flying)
        mark = log.point()
        log.close()
    log = open_log()
    log.verify()
    rows = {recorded.row.id: recorded.row for recorded in log.read()}
    tally.doubled += log.position - len(rows)
    tally.lost += sum(rows.get(id) != row for id, row in every.items())
    tally.acknowledged = len(every)
    log.close()
    return tally


def of_sqlite(open_log: Callable[[], Log], count: int) -> Tally:
    """The writer is killed."""
    return rounds(open_log, count, lambda pid: time.sleep(random.uniform(0.05, 0.4)))


def of_postgres(open_log: Callable[[], Log], count: int, folder: Path, start: Path) -> Tally:
    """The server and its children are killed, and started again, while the writer goes on."""

    def kill(pid: int) -> None:
        time.sleep(random.uniform(0.1, 0.6))
        first = (folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0]
        ask = ["pgrep", "-P", first]
        children = subprocess.run(ask, capture_output=True, text=True).stdout.split()
        for process in (first, *children):
            try:
                os.kill(int(process), signal.SIGKILL)
            except ProcessLookupError:
                continue
        for _ in range(50):  # until the last child is gone, and its memory with it
            time.sleep(0.2)
            if not subprocess.run([str(start), str(folder)], capture_output=True).returncode:
                break
        else:
            raise SystemExit("the server does not start again")
        time.sleep(0.4)

    return rounds(open_log, count, kill)
