"""A property that is made when it is first read."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    once = cached_property
else:

    class once(cached_property):  # noqa: N801 - a decorator
        """`cached_property` without its lock: two threads may make one thing twice, both right.

        Until Python 3.12 the lock is one for all instances, and costs more than most of what
        is read of a snapshot.
        """

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            """The thing, made and put where the next reading finds it first."""
            if instance is None:
                return self
            made = instance.__dict__[self.func.__name__] = self.func(instance)
            return made
