"""What a log has more than a shorter one, and how whatever was made of the shorter one follows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, NamedTuple

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.log.versions import Version

KEPT: Final = 128
"""How many things made of one log are kept; those made and thrown away are let go."""
WAITING: Final = 32
"""For how many versions something kept may wait before it is brought up to date unasked."""


class Change(NamedTuple):
    """The versions that a log has more than a shorter one, and those that it has less.

    Of an event that changed, ``added`` has every version of now and ``removed`` every one
    of before.
    """

    added: Sequence[Version]
    removed: Sequence[Version]

    def then(self, later: Change) -> Change:
        """This change and a later one as one."""
        again = {v.event.id for v in later.removed}
        young = {v.event.id for v in self.added}
        return Change(
            [*(v for v in self.added if v.event.id not in again), *later.added],
            [*self.removed, *(v for v in later.removed if v.event.id not in young)],
        )


class Derived:
    """What was made of a log, brought up to date for a longer one when it is asked for.

    What is kept has a method ``changed(added, removed)`` that gives what it is with a change.

    Args:
        most: how many are kept.
        waiting: for how many versions one may wait.
    """

    def __init__(self, most: int = KEPT, waiting: int = WAITING) -> None:
        self._made: BoundedCache[tuple[Any, Change | None]] = BoundedCache(most)
        self._waiting = waiting

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What was made for a key, as it is with every change, or what is made now."""
        made, change = self._made.kept(key, lambda: (make(), None))
        if change is not None:
            made = made.changed(*change)
            self._made.put(key, (made, None))
        return made

    def grown(self, change: Change) -> Derived:
        """The same, for a log with one more change."""
        new = Derived(self._made.most, self._waiting)
        for key, (made, before) in list(self._made.items()):
            if before is not None and len(before.added) > self._waiting:
                made, before = made.changed(*before), None
            new._made.put(key, (made, change if before is None else before.then(change)))
        return new
