"""How quick a store is: appends, opening to a first answer, checks; and a peer beside it."""

from __future__ import annotations

import multiprocessing
import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.store.common import at, event
from ip4timeline.store import Live, MemoryStore
from ip4timeline.store.log.shared import Log


def _per_second(count: int, act: Callable[[], object]) -> int:
    began = time.perf_counter()
    act()
    return round(count / (time.perf_counter() - began))


def appends(log: Log, singles: int = 300, batches: int = 10) -> dict[str, int]:
    """Rows a second, one by one and by the thousand."""
    one = [event(f"single-{number}") for number in range(singles)]
    many = [[event(f"{b}-{row}") for row in range(1_000)] for b in range(batches)]
    return {
        "single appends a second": _per_second(singles, lambda: [log.append([r]) for r in one]),
        "rows a second by 1,000": _per_second(
            1_000 * batches, lambda: [log.append(rows) for rows in many]
        ),
    }


def opening(log: Log, rows: int) -> dict[str, float]:
    """A log of so many rows: how long until a first answer, by its parts."""
    for first in range(0, rows, 5_000):
        log.append([event(number) for number in range(first, min(first + 5_000, rows))])
    log.close()
    began, spent = time.perf_counter(), time.process_time()
    live = Live(log)
    opened = time.process_time()
    live.timeline.as_of("2025-01-01")["japan"].to_dict()
    answered, told = time.process_time(), time.perf_counter()
    log.verify()
    return {
        "to a timeline, s of CPU": round(opened - spent, 2),
        "to a first answer, s of CPU": round(answered - spent, 2),
        "to a first answer, s": round(told - began, 2),
        "verify, s of CPU": round(time.process_time() - answered, 2),
    }


def checking(record: Any, count: int = 300) -> dict[str, float]:
    """Microseconds to check one new row against the shipped record, beside the whole check."""
    from ip4timeline.record.checks import check

    live = Live(MemoryStore(), record)
    source = record.entries[0].cites
    rows = [event(number) for number in range(count)]
    rows = [type(row)(**{**_fields(row), "cites": source}) for row in rows]
    began = time.perf_counter()
    live.check(rows[:1])
    first = time.perf_counter()
    for row in rows:
        live.check([row])
    each = time.perf_counter()
    list(check(record.entries, record.registries))
    whole = time.perf_counter()
    return {
        "first, ms": round((first - began) * 1e3, 1),
        "each further, ms": round((each - first) / count * 1e3, 3),
        "the whole check, ms": round((whole - each) * 1e3, 1),
    }


def _fields(row: Any) -> dict[str, Any]:
    import attrs

    return {a.name: getattr(row, a.name) for a in attrs.fields(type(row))}


def parts(log: Log, count: int = 2_000) -> dict[str, float]:
    """Microseconds a row, by where they go in an append by the thousand."""
    from ip4timeline.store.log.rows import GENESIS, Raw, batch_of, body_of

    rows = [event(f"part-{number}") for number in range(count)]
    log.append(rows[:1])

    def each(act: Callable[[], object]) -> float:
        began = time.perf_counter()
        act()
        return round((time.perf_counter() - began) / count * 1e6, 1)

    bodies = [body_of(row) for row in rows]
    whole = each(lambda: log.append(rows))
    return {
        "to text": each(lambda: [body_of(row) for row in rows]),
        "to text and read back": each(lambda: batch_of(rows, log.tables)),
        "the chain": each(lambda: [Raw(1, 1, "k", 0, b, GENESIS).seal(GENESIS) for b in bodies]),
        "all": whole,
    }


def of_eventsourcing(
    kind: str, path: Path, singles: int = 300, batches: int = 10, limit: float = 120.0
) -> dict[str, int] | str:
    """The recorder of `eventsourcing` with texts of the same size, one by one and by 1,000.

    In a process of its own, for on PostgreSQL it was seen to hang.
    """
    told: Any = multiprocessing.Queue()
    asked = (kind, path, singles, batches, told)
    process = multiprocessing.Process(target=_recorded, args=asked, daemon=True)
    process.start()
    process.join(limit)
    found = dict[str, int]()
    while not told.empty():
        found |= told.get()
    if not process.is_alive():
        return found
    process.kill()
    return f"{found}, and ended after {limit:.0f} s"


def _recorded(kind: str, path: Path, singles: int, batches: int, told: Any) -> None:
    from eventsourcing.persistence import StoredEvent

    from ip4timeline.store.log.rows import body_of

    recorder = _recorder(kind, path)
    recorder.create_table()

    def stored(number: object) -> Any:
        body = body_of(event(number)).encode()
        return StoredEvent(uuid.uuid4(), 1, "event", body)

    def append_all(rows: list[list[object]]) -> None:
        for numbers in rows:
            recorder.insert_events([stored(number) for number in numbers])

    one: list[list[object]] = [[f"single-{number}"] for number in range(singles)]
    many: list[list[object]] = [[f"{b}-{row}" for row in range(1_000)] for b in range(batches)]
    told.put({"single appends a second": _per_second(singles, lambda: append_all(one))})
    told.put({"rows a second by 1,000": _per_second(1_000 * batches, lambda: append_all(many))})
    told.close()
    told.join_thread()
    recorder.datastore.close()


def _recorder(kind: str, path: Path) -> Any:
    if kind == "sqlite":
        from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

        return SQLiteApplicationRecorder(SQLiteDatastore(str(path)))
    from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
    from psycopg.conninfo import conninfo_to_dict

    where = conninfo_to_dict(os.environ["IP4TIMELINE_POSTGRES"])
    datastore = PostgresDatastore(
        dbname=where["dbname"],
        host=where["host"],
        port=where.get("port", "5432"),
        user=where["user"],
        password=where.get("password", ""),
    )
    return PostgresApplicationRecorder(datastore, events_table_name=f"es_{uuid.uuid4().hex[:12]}")


def fed(record: Any) -> dict[str, object]:
    """The shipped record fed row by row in the order of ``known``, what is refused put off."""
    live = Live(MemoryStore())
    registries = record.registries
    rows = [row for f, _ in registries.tables().values() for row in getattr(registries, f)]
    live.store.append(rows)
    live.catch_up()
    entries = sorted(record.entries, key=lambda entry: getattr(entry, "known_day", 0) or 0)
    refused, reasons, first = entries, dict[str, int](), None
    while refused:
        waiting = []
        for entry in refused:
            faults = live.check([entry])
            if faults:
                waiting.append(entry)
                if first is None:
                    words = faults[0].reason.replace("'", " ").split()
                    reasons[words[0] + " " + words[1]] = (
                        reasons.get(words[0] + " " + words[1], 0) + 1
                    )
            else:
                live.append([entry])
        first = len(waiting) if first is None else first
        if len(waiting) == len(refused):
            break
        refused = waiting
    return {
        "rows": live.position,
        "refused at first": first,
        "why": reasons,
        "refused for good": len(refused),
        "the digest of load()": live.timeline.digest == record.digest,
    }


__all__ = ["appends", "at", "checking", "fed", "of_eventsourcing", "opening", "parts"]
