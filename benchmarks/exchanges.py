"""Events as public data sets of them are, and the rules that the benchmarks ask about them."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Iterable
from typing import Any, ClassVar

import attrs
import pyarrow as pa

import ip4timeline as ip4
from ip4timeline.engine.events.entry import Event


@ip4.register
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Exchange(Event):
    """What one country said or did to another: the shape of public event data."""

    kind: ClassVar[str] = "bench-exchange"

    source: str = ""
    target: str = ""
    status: str | None = None
    tone: float = 0.0
    ends: dt.date | None = None


BY = ("source", "target")
LATEST = ip4.rules.latest("status", on=Exchange, by=BY)
COUNT = ip4.rules.count(on=Exchange, by=BY)
TOTAL = ip4.rules.total("tone", on=Exchange, by=BY)
HIGHEST = ip4.rules.highest("tone", on=Exchange, by=BY)
DISTINCT = ip4.rules.distinct("status", on=Exchange, by=BY)
FACETS = (LATEST, COUNT, TOTAL, HIGHEST, DISTINCT)
RULES = (
    *FACETS,
    ip4.rules.first("status", on=Exchange, by=BY),
    ip4.rules.latest("status", on=Exchange, by="source", lapses="ends"),
    ip4.rules.latest("status", on=Exchange, by="target", missing="ends"),
)
FIRST = dt.date(2019, 1, 1)
ENDS = [
    dt.date(year, month, calendar.monthrange(year, month)[1])
    for year in range(2019, 2024)
    for month in range(1, 13)
]
AS_OF, KNOWN_ON = ENDS[30], ENDS[40]
NOW = dt.date(2030, 1, 1)
STATUS = ("calm", "talks", "threat", "force", "deal", None)


def history(count: int, seed: int = 7) -> ip4.Timeline:
    """That many events in five years between sixty countries; one in a hundred is amended."""
    draw = random.Random(seed)
    names = [f"{a}{b}X" for a in "ABCDEF" for b in "ABCDEFGHIJ"]
    rows: dict[str, list[Any]] = {name: [] for name in ("id", "occurred", "known", *BY)}
    rows |= {"status": [], "tone": [], "ends": [], "seq": []}
    for number in range(count):
        day = FIRST + dt.timedelta(draw.randrange(365 * 5))
        form, at = draw.random(), draw.randrange(60)
        occurred = f"{day:%Y}" if form < 0.01 else f"{day:%Y-%m}" if form < 0.05 else f"{day}"
        late = draw.randrange(4) if draw.random() < 0.9 else draw.randrange(4, 400)
        rows["id"].append(f"e{number:08}")
        rows["occurred"].append(occurred)
        rows["known"].append(day + dt.timedelta(late))
        rows["source"].append(names[at])
        rows["target"].append(names[(at + 1 + draw.randrange(59)) % 60])
        rows["status"].append(draw.choice(STATUS))
        rows["tone"].append(draw.randrange(-1000, 1000) / 64)
        last = day + dt.timedelta(draw.randrange(20, 400))
        rows["ends"].append(last if draw.random() < 0.2 else None)
        rows["seq"].append(draw.randrange(1, 4) if draw.random() < 0.05 else 0)
    types = {"id": pa.string(), "known": pa.date32(), "ends": pa.date32(), "seq": pa.int64()}
    made = ip4.Timeline.from_arrow(
        pa.table({n: pa.array(v, types.get(n)) for n, v in rows.items()}), kind=Exchange
    )
    return made.append(*_amendments(made, draw, count // 100))


def _amendments(made: ip4.Timeline, draw: random.Random, count: int) -> Iterable[Any]:
    for number in range(count):
        told: Any = made.entries[draw.randrange(len(made.entries))]
        known = told.known.add(days=draw.randrange(1, 200))
        if draw.random() < 0.2:
            yield ip4.Retraction(id=f"r{number}", target=told.id, known=known, reason="Untrue.")
            continue
        source = draw.choice((told.source, told.target))  # which may give it another key
        status = draw.choice(STATUS[:-1])
        other = attrs.evolve(told, status=status, source=source, known=told.known)
        yield ip4.Correction(
            id=f"c{number}", target=told.id, known=known, reason="Wrong.", replacement=other
        )
