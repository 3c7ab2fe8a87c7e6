"""A base that many share, and beside it what came late: how whatever grows is kept.

There is one rule for when the two are merged, and it is here. It has no part in any answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sized
from typing import Any, Final, Generic, TypeVar

LATE: Final = 16
"""How many late entries may lie beside a base of any size, besides the root of its size.

So few are cheap to look through, and a base is seldom copied.
"""
B = TypeVar("B", bound=Sized)
L = TypeVar("L", bound=Sized)
K = TypeVar("K")
V = TypeVar("V")
Merge = Callable[[B, L], tuple[B, L]]


def outgrown(late: int, base: int, most: int = LATE) -> bool:
    """Whether so many late entries are too many beside a base of that size."""
    return late > most and (late - most) ** 2 > base


class Overlay(Generic[B, L]):
    """A base, and what came late; it never changes.

    Args:
        base: what was here at first.
        late: what came later.
        merge: the base with all that can be merged of what is late, and the rest of that.
        most: how many may lie beside the base, besides the root of its size.
    """

    __slots__ = ("_merge", "base", "late", "most")

    def __init__(self, base: B, late: L, merge: Merge[B, L], most: int = LATE) -> None:
        self.base: B = base
        self.late: L = late
        self.most: int = most
        self._merge = merge

    def changed(self, late: L, ready: int | None = None, base: B | None = None) -> Overlay[B, L]:
        """The same with something else beside the base, merged if that is too much.

        Args:
            late: all that is to lie beside the base.
            ready: how much of it could be merged; left out, all of it.
            base: another base, where something of this one went.
        """
        kept = self.base if base is None else base
        if outgrown(len(late) if ready is None else ready, len(kept), self.most):
            kept, late = self._merge(kept, late)
        return Overlay(kept, late, self._merge, self.most)


def _merged(base: dict[K, V], late: dict[K, V]) -> tuple[dict[K, V], dict[K, V]]:
    return {**base, **late}, {}


class OverlayMapping(Mapping[K, V]):
    """A mapping that shares most of itself with the one that it was made from."""

    __slots__ = ("_layers",)

    def __init__(self, base: dict[K, V], most: int = LATE) -> None:
        late: dict[K, V] = {}
        self._layers: Overlay[dict[K, V], dict[K, V]] = Overlay(base, late, _merged, most)

    def updated(self, changes: Mapping[K, V]) -> OverlayMapping[K, V]:
        """A mapping with some values changed or added."""
        new: OverlayMapping[K, V] = OverlayMapping.__new__(OverlayMapping)
        new._layers = self._layers.changed({**self._layers.late, **changes})
        return new

    def __getitem__(self, key: K) -> V:
        layers = self._layers
        return layers.late[key] if key in layers.late else layers.base[key]

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key, or the default."""
        layers = self._layers
        if layers.late and key in layers.late:
            return layers.late[key]
        return layers.base.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._layers.base or key in self._layers.late

    def __iter__(self) -> Iterator[K]:
        base = self._layers.base
        yield from base
        yield from (key for key in self._layers.late if key not in base)

    def __len__(self) -> int:
        return sum(1 for _ in self)
