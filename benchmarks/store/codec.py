"""What writing rows takes, as it is and as it was: by way of plain data, each row read apart."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import ip4timeline as ip4
from benchmarks.store.common import event
from ip4timeline.engine.codec import plain
from ip4timeline.store import MemoryStore
from ip4timeline.store.log import copying, rows
from ip4timeline.store.log.rows import body_of

_ROUNDS = 40


@contextmanager
def as_before() -> Iterator[None]:
    """Within it rows are written by way of plain data, and read back one by one."""
    kept = plain.write_text, rows._parsed, copying.line_of
    plain.write_text = lambda *value, **how: None
    rows._parsed = lambda bodies: None
    copying.line_of = _line_before
    try:
        yield
    finally:
        plain.write_text, rows._parsed, copying.line_of = kept


def _line_before(raw: rows.Raw) -> str:
    line = {
        "position": raw.position,
        "recorded": rows.time_of(raw.recorded).isoformat(timespec="microseconds"),
        "key": raw.key,
        "replaces": raw.replaces,
        "body": json.loads(raw.body),
        "chain": raw.chain.hex(),
    }
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def compared(act: Callable[[], object], count: int, rounds: int = _ROUNDS) -> dict[str, float]:
    """Microseconds of CPU for each of so many, before and now, the least of some rounds."""
    least = {"before": float("inf"), "now": float("inf")}
    for _ in range(rounds):  # by turns, so that what others do here befalls both
        with as_before():
            least["before"] = min(least["before"], _spent(act))
        least["now"] = min(least["now"], _spent(act))
    found = {name: round(spent / count * 1e6, 1) for name, spent in least.items()}
    return {**found, "ratio": round(least["before"] / least["now"], 2)}


def _spent(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def ratios(lines: int = 100_000) -> Iterator[tuple[str, dict[str, float]]]:
    """What is measured, and what came out."""
    some = [event(f"codec-{number}") for number in range(1_000)]
    of_record = ip4.load().entries[:: len(ip4.load().entries) // 250]
    tables = MemoryStore().tables
    for name, each in (("an event", some[:250]), ("an event of the record", of_record)):
        yield f"{name} as text", compared(partial(_texts, each), len(each))
        proven = partial(rows.batch_of, each, tables)
        yield f"{name}, proven to come back", compared(proven, len(each))
    singles = [[row] for row in some[:100]]
    yield "a single append, in memory", compared(partial(_appended, singles), len(singles))
    yield "a row by 1,000, in memory", compared(partial(_appended, [some]), len(some))
    log = MemoryStore()
    log.append(some)
    yield "a line of an export", compared(lambda: _gone_through(log.export()), len(some))
    whole = ip4.Timeline([event(number) for number in range(lines)])
    each_line = compared(lambda: _written(whole), lines, 3)
    yield f"a line of to_jsonl of {lines}, digest included", each_line


def _texts(values: Sequence[Any]) -> None:
    for value in values:
        body_of(value)


def _appended(batches: Sequence[Sequence[Any]]) -> None:
    store = MemoryStore()
    for batch in batches:
        store.append(batch)


def _gone_through(lines: Iterable[str]) -> None:
    for _ in lines:
        pass


def _written(timeline: ip4.Timeline) -> None:
    with suppress(AttributeError):  # else the digest would be worked out once
        object.__delattr__(timeline, "digest")
    _gone_through(timeline.to_jsonl())
