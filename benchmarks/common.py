"""What every benchmark shares: timing, agreement, and the table that comes of it."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

OURS = "ip4timeline"


@dataclass
class Row:
    """One contender in one question: its median, by seconds, and how it was asked."""

    name: str
    seconds: float
    note: str = ""


@dataclass
class Table:
    """A question, and what each contender took for it."""

    title: str
    rows: list[Row] = field(default_factory=list)
    target: str = ""

    def add(self, name: str, seconds: float, note: str = "") -> None:
        """Add a contender."""
        self.rows.append(Row(name, seconds, note))
        print(f"  {name:44} {shown(seconds):>10}  {note}", file=sys.stderr, flush=True)

    def markdown(self) -> str:
        """The table; ratios are to the first row, which is ours."""
        first = self.rows[0].seconds
        lines = [f"### {self.title}", ""]
        if self.target:
            lines += [f"Target: {self.target}", ""]
        lines += ["| contender | median | to the first | |", "|---|---:|---:|---|"]
        lines += [
            f"| {row.name} | {shown(row.seconds)} | {ratio(row.seconds / first)} | {row.note} |"
            for row in self.rows
        ]
        return "\n".join(lines)


def shown(seconds: float) -> str:
    """A duration in the unit that suits it."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:,.3g} {unit}"
    return f"{seconds * 1e9:,.3g} ns"


def ratio(value: float) -> str:
    """How many times as long, to three figures."""
    return f"{value:,.0f}x" if value >= 100 else f"{value:.3g}x"


def median(ask: Callable[..., Any], questions: Sequence[Any], *, rounds: int = 1) -> float:
    """The median of the means of several rounds over all questions, or of each if one round.

    Questions vary, so that no contender is asked the same twice in a round.
    """
    gc.collect()
    taken = []
    clock = time.perf_counter
    if rounds > 1:
        for _ in range(rounds):
            start = clock()
            for question in questions:
                ask(*question)
            taken.append((clock() - start) / len(questions))
        return statistics.median(taken)
    for question in questions:
        start = clock()
        ask(*question)
        taken.append(clock() - start)
    return statistics.median(taken)


def fresh(ask: Callable[..., Any], rounds: Sequence[Sequence[Any]]) -> float:
    """The mean per question of the median round, where no question was asked before."""
    gc.collect()
    taken = []
    for questions in rounds:
        start = time.perf_counter()
        for question in questions:
            ask(*question)
        taken.append((time.perf_counter() - start) / len(questions))
    return statistics.median(taken)


def mean(ask: Callable[..., Any], questions: Sequence[Any], *, rounds: int = 3) -> float:
    """The mean per question, of the median round; for questions of very unequal cost."""
    return median(ask, questions, rounds=max(rounds, 2))


def agree(name: str, got: Any, want: Any) -> None:
    """Refuse to time what gives another answer."""
    if got != want:
        both = [k for k in {*got, *want} if got.get(k) != want.get(k)] if got else []
        parts = {k: (got.get(k), want.get(k)) for k in both[:3]}
        raise AssertionError(f"{name} gives another answer: {parts or (got, want)}")
