"""The data of one size, made once and put to every question."""

from __future__ import annotations

import datetime as dt
import random
from functools import cached_property
from typing import Any

import ip4timeline as ip4
from benchmarks import synth
from benchmarks.facets import Ours
from benchmarks.peers import DuckDB, Pandas, Polars, SQLite
from benchmarks.refold import Refold

LATE_DAY = synth.START + 3_720
NOW = synth.START + synth.DAYS + synth.TAIL
ROW = {
    "id": "late",
    "day": LATE_DAY,
    "known": NOW,
    "partner": "korea",
    "kind": "meeting",
    "detail": "",
}


class Data:
    """Synthetic events of one size: as columns, as objects, as a timeline and in each peer."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.columns = synth.columns(size)
        self.events = synth.events(self.columns)

    @cached_property
    def timeline(self) -> ip4.Timeline:
        """The events as a timeline."""
        return ip4.Timeline(self.events)

    @cached_property
    def ours(self) -> Ours:
        """The five facets of the timeline."""
        return Ours(self.timeline)

    @cached_property
    def peers(self) -> dict[str, Any]:
        """Each peer with the same events, by name."""
        return {
            "plain refold, a loop by hand": Refold(self.events),
            "pandas": Pandas(self.columns),
            "polars": Polars(self.columns),
            "DuckDB": DuckDB(self.columns),
            "SQLite": SQLite(self.columns),
        }

    def asked(self, count: int, seed: int = 7) -> list[tuple[int, int]]:
        """Random days, half known by any day and half by one within two months after."""
        draw = random.Random(seed)
        found = []
        for n in range(count):
            day = synth.START + draw.randrange(synth.DAYS)
            any_day = synth.START + draw.randrange(synth.DAYS + synth.TAIL)
            found.append((day, any_day if n % 2 else day + draw.randrange(60)))
        return found

    def days(self, rounds: int, count: int) -> list[list[dt.date]]:
        """Rounds of days, none of which is asked of twice."""
        drawn = random.Random(11).sample(
            range(synth.START, synth.START + synth.DAYS), rounds * count
        )
        return [[date(day) for day in drawn[n::rounds]] for n in range(rounds)]

    def pairs(self, rounds: int, count: int) -> list[list[tuple[dt.date, dt.date]]]:
        """Rounds of pairs of days, none of which is asked of twice."""
        drawn = dict.fromkeys(self.asked(2 * rounds * count, seed=13))
        some = [(date(day), date(known)) for day, known in drawn]
        return [some[n * count : (n + 1) * count] for n in range(rounds)]

    def few(self, name: str) -> int:
        """How many questions a slow contender is asked."""
        slow = name.startswith(("plain", "SQLite"))
        return {1_000: 100, 10_000: 40, 100_000: 20}.get(self.size, 6) if slow else 30


def date(day: int) -> dt.date:
    """The date of a day number, as users have it."""
    return dt.date.fromordinal(day)
