"""What a store stands, printed: ``python -m benchmarks.store crash --store sqlite --rounds 100``.

``crash``: kills at random moments. ``damage``: what notices it. ``writers``: two and a follower.
``speed``: appends, opening, checking, where the time goes. ``codec``: rows to text, before and now.
``feed``: the shipped record row by row.
PostgreSQL is the server that IP4TIMELINE_POSTGRES says how to reach; its crash rounds kill the one
that ``.ci/postgres FOLDER`` started, and need that folder as ``--server``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import ip4timeline as ip4
from benchmarks.store import codec, crash, damage, speed, writers
from benchmarks.store.common import at
from ip4timeline.store.log.shared import Log

START = Path(__file__).resolve().parents[2] / ".ci" / "postgres"


def main() -> None:
    """Run the rounds that are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["crash", "damage", "writers", "speed", "codec", "feed"])
    parser.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--server", type=Path, help="the folder of the server that may be killed")
    parser.add_argument("--rows", type=int, default=100_000, help="of the log that is opened")
    parser.add_argument("--folder", type=Path, help="on the disk to be measured; a temporary one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        began = time.perf_counter()
        _run(asked, Path(name))
        print(f"{time.perf_counter() - began:.0f} s")


def _run(asked: argparse.Namespace, folder: Path) -> None:
    stamp = f"{asked.what}{time.time_ns()}"

    def log() -> Log:
        return at(asked.store, folder, stamp)

    if asked.what == "crash" and asked.store == "sqlite":
        print(f"sqlite, {asked.rounds} kills of the writer: {crash.of_sqlite(log, asked.rounds)}")
    elif asked.what == "crash":
        found = crash.of_postgres(log, asked.rounds, asked.server, START)
        print(f"postgres, {asked.rounds} kills of the server and its children: {found}")
    elif asked.what == "damage":
        for name, alone, given, sqlite in damage.noticed(folder):
            print(
                f"{name}: verify: {alone}; given a checkpoint: {given}; integrity_check: {sqlite}"
            )
    elif asked.what == "writers":
        for free in (True, False):
            found = writers.run(asked.store, folder, asked.rounds, free=free)
            print(f"{asked.store}, {'free' if free else 'with expected'}: {found}")
    elif asked.what == "codec":
        for what, found in codec.ratios(asked.rows):
            print(f"{what}, us of CPU: {found}", flush=True)
    elif asked.what == "feed":
        print(speed.fed(ip4.load()))
    else:
        print(asked.store, speed.appends(at(asked.store, folder, f"{stamp}a")))
        print(asked.store, "us a row", speed.parts(at(asked.store, folder, f"{stamp}p")))
        if find_spec("eventsourcing"):  # of the group `bench`
            print("eventsourcing", speed.of_eventsourcing(asked.store, folder / "es.db"))
        if asked.store == "sqlite":
            print("check", speed.checking(ip4.load()))
        print(
            asked.store, asked.rows, speed.opening(at(asked.store, folder, f"{stamp}o"), asked.rows)
        )


if __name__ == "__main__":
    main()
