"""How far one clock had come by each day of the other: the frontier of a set of events."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from ip4timeline.engine.log.versions import FOREVER


class Frontier:
    """Along one clock, each place at which the other rose above all that it had been before.

    Everything before the first that lies above a day had happened on both clocks by that day.
    """

    __slots__ = ("at", "heights")

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self.at: list[int] = []
        self.heights: list[int] = []
        top = -1
        for at, height in pairs:
            if height <= top:
                continue
            top = height
            if self.at and self.at[-1] == at:
                self.heights[-1] = height
            else:
                self.at.append(at)
                self.heights.append(height)

    @classmethod
    def joined(cls, parts: Iterable[Frontier]) -> Frontier:
        """That of several sets of events."""
        return cls(
            sorted(pair for part in parts for pair in zip(part.at, part.heights, strict=True))
        )

    def through(self, at: int) -> int:
        """The highest so far; -1 before the first."""
        found = bisect_right(self.at, at)
        return self.heights[found - 1] if found else -1

    def first_above(self, height: int) -> int:
        """Where it first rose above a height; `FOREVER` if it never did."""
        found = bisect_right(self.heights, height)
        return self.at[found] if found < len(self.at) else FOREVER
