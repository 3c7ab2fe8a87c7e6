"""Reading: a cold process to its first answer, the shipped record, JSON Lines by the million.

Both sides build objects of the same fields. pydantic's models are made from the same attrs
classes that the library's events are, field by field, so that neither reads less.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import attrs

import ip4timeline as ip4
from benchmarks.common import Table, agree, shown
from ip4timeline.engine.codec.jsonl import read_jsonl
from ip4timeline.engine.codec.packed import pack
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.fields import field_types
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.nato.registries import Registries
from ip4timeline.record.compiled import PACKED, compile_record, decompile, unpacked

PACKAGE = Path(ip4.__file__).parent
LEADER = "import ip4timeline as ip4; ip4.load().as_of('2025-06-25')['japan'].leader.person"


@contextmanager
def installed() -> Iterator[Path]:
    """A folder that holds the package as a wheel would, with the compiled record."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(PACKAGE, Path(folder) / "ip4timeline")
        packed = Path(folder) / "ip4timeline" / PACKED
        packed.write_text(packed_record(), encoding="utf-8")
        yield Path(folder)


def packed_record() -> str:
    """The record as the wheel carries it."""
    record = ip4.load()
    return pack(record.entries, record.registries, record.digest)


def cold(*, compiled: bool, rounds: int = 15) -> Table:
    """Fresh processes, one after the other, interleaved; the CPU time of the whole process.

    Args:
        compiled: whether the interpreter finds the byte code of an earlier process, as it does
            from the second start on; else it compiles every file of both sides.
        rounds: how often each is started.
    """
    contenders = {
        "ip4timeline: import, load, as_of, a leader": LEADER,
        "a bare interpreter": "pass",
        "import attrs": "import attrs",
        "import attrs, pendulum": "import attrs, pendulum",
        "import attrs, cattrs, pendulum": "import attrs, cattrs, pendulum",
        "import pandas": "import pandas",
    }
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    with installed() as folder:
        # Apart from what this machine happens to have compiled of one side or the other.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "byte-code")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if not compiled:
            environment["PYTHONDONTWRITEBYTECODE"] = "1"
        for round_ in range(rounds + 1):
            for name, code in contenders.items():
                start = _of_children()
                subprocess.run(
                    [sys.executable, "-c", code], check=True, cwd=folder, env=environment
                )
                if round_:  # the first writes the byte code, and warms the file system for all
                    taken[name].append(_of_children() - start)
    before = "byte code kept from an earlier one" if compiled else "nothing compiled before"
    table = Table(
        f"Cold process, {before}: import, load the record, one `as_of`, read a leader; CPU time",
        target="no slower than `import attrs, cattrs, pendulum`; 0.25 of `import pandas`",
    )
    for name in contenders:
        least = f"least {shown(min(taken[name]))}"
        table.add(name, statistics.median(taken[name]), least)
    return table


def _of_children() -> float:
    """The CPU time of the processes that have been started and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@cache
def model(cls: Any) -> Any:
    """A pydantic model with the fields, types and defaults of an attrs class."""
    import pydantic

    fields: dict[str, Any] = {}
    types = field_types(cls)
    if issubclass(cls, Entry):
        fields["kind"] = (Literal[cls.kind], ...)  # type: ignore[name-defined]
    for field in attrs.fields(cls):
        if field.name == "known":
            default: Any = None
        elif field.default is attrs.NOTHING:
            default = ...
        else:
            default = field.default
        hint = types[field.name]
        if field.name in ("known", "known_basis"):
            hint = hint | None
        fields[field.name] = (like(hint), default)
    if cls.__name__ in ("Correction", "Report"):  # an embedded event leaves out what it shares
        fields["replacement" if cls.__name__ == "Correction" else "asserts"] = (Any, None)
    config = pydantic.ConfigDict(extra="forbid", frozen=True)
    return pydantic.create_model(cls.__name__, __config__=config, **fields)


def like(hint: Any) -> Any:
    """The type that plays the part of one of ours: a `When` is a text, as it has no twin."""
    if get_origin(hint) is tuple:
        return tuple[(like(get_args(hint)[0]), ...)]  # type: ignore[misc]
    if get_args(hint) and get_origin(hint) is not Literal:
        return reduce(or_, (like(part) for part in get_args(hint)))
    if hint is ip4.When:
        return str
    if isinstance(hint, type) and issubclass(hint, dt.date):
        return dt.date
    if isinstance(hint, type) and attrs.has(hint) and not issubclass(hint, Event):
        return model(hint)
    return Decimal if hint is Decimal else hint


def shipped(rounds: int = 15) -> Table:
    """The whole record from its bytes, by both; microseconds an event."""
    import pydantic

    record = ip4.load()
    text, packed = compile_record(record), packed_record()
    kinds = reduce(or_, (model(cls) for cls in BUILT_IN))
    entry = Annotated[kinds, pydantic.Field(discriminator="kind")]

    class Whole(pydantic.BaseModel):
        format: int
        digest: str
        horizon: str | None
        registries: model(Registries)  # type: ignore[valid-type]
        entries: list[entry]  # type: ignore[valid-type]

    def whole() -> ip4.Timeline:
        timeline = unpacked(packed.encode())
        assert timeline.entries
        assert timeline.registries.sources
        return timeline

    ours, theirs = whole(), Whole.model_validate_json(text)
    assert ours == record
    agree("pydantic", {e.id: e.kind for e in theirs.entries}, {e.id: e.kind for e in ours.entries})
    ways: dict[str, Callable[[], Any]] = {
        "ip4timeline: the packed JSON of the wheel, every part": whole,
        "ip4timeline: the JSON for others, checked": lambda: decompile(text, verify=False),
        "pydantic: validate_json, the same shapes": lambda: Whole.model_validate_json(text),
        "json.loads alone, dicts": lambda: json.loads(text),
    }
    table = Table(
        f"Load the shipped record, warm: {len(ours.entries)} entries, "
        f"{len(ours.registries.sources)} sources; an entry",
        target="no slower than pydantic `validate_json` on the same shapes",
    )
    for name, taken in interleaved(ways, rounds).items():
        table.add(name, taken / len(ours.entries))
    return table


def interleaved(ways: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """The median of each way's rounds, taken in turn."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            result = way()
            taken[name].append(time.perf_counter() - start)
            del result
    return {name: statistics.median(each) for name, each in taken.items()}


def write_lines(path: Path, count: int) -> None:
    """Meetings and calls on days of twenty years, one JSON object a line."""
    chance = random.Random(1)
    first = dt.date(2001, 1, 1)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            day = (first + dt.timedelta(days=chance.randrange(9_000))).isoformat()
            row = {
                "kind": "meeting",
                "id": f"m{number}",
                "occurred": day,
                "known": day,
                "partners": [chance.choice(list(ip4.Partner))],
                "counterparts": ["nato"],
                "mode": chance.choice(["in-person", "by-phone"]),
            }
            file.write(json.dumps(row, separators=(",", ":")) + "\n")


def ingest(count: int, rounds: int = 3) -> Table:
    """JSON Lines of meetings to objects; microseconds an event."""
    import pandas as pd

    meeting = model(ip4.Meeting)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "meetings.jsonl"
        write_lines(path, count)

        def by_pydantic() -> list[Any]:
            with path.open(encoding="utf-8") as file:
                return [meeting.model_validate_json(line) for line in file]

        def by_json() -> list[Any]:
            with path.open(encoding="utf-8") as file:
                return [json.loads(line) for line in file]

        ways: dict[str, Callable[[], Any]] = {
            "ip4timeline: read_jsonl, checked events": lambda: read_jsonl(path, Registries).entries,
            "pydantic: validate_json a line": by_pydantic,
            "pandas: read_json(lines=True)": lambda: pd.read_json(path, lines=True),
            "json.loads a line, dicts": by_json,
        }
        if count <= 100_000:
            agree(
                "pydantic",
                {m.id: (m.occurred, m.partners) for m in by_pydantic()},
                {m.id: (m.occurred.text, m.partners) for m in read_jsonl(path, Registries).entries},
            )
        table = Table(
            f"JSON Lines, {count:,} meetings of {path.stat().st_size // count} bytes; an event",
            target="faster than pydantic and pandas",
        )
        for name, taken in interleaved(ways, rounds).items():
            table.add(name, taken / count)
    return table


def tables(sizes: list[int]) -> list[Table]:
    """All tables of this file; lines are counted by the largest of the sizes."""
    return [
        cold(compiled=True),
        cold(compiled=False),
        shipped(),
        ingest(min(sizes)),
        ingest(max(sizes)),
    ]


if __name__ == "__main__":
    for made in tables([int(size) for size in sys.argv[1:]] or [1_000, 100_000]):
        print(made.markdown(), end="\n\n")
