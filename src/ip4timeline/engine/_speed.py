"""What only speed explains: nothing here has a part in what an answer is."""

from __future__ import annotations

import gc
import os
from _thread import RLock
from collections import deque
from collections.abc import Callable, Hashable
from functools import cached_property
from operator import attrgetter

TYPE_CHECKING = False  # not from `typing`: whoever fetches a first name would load it
if TYPE_CHECKING:
    from typing import Any, TypeVar

    C = TypeVar("C")
    T = TypeVar("T")
else:
    T = object


def alike(cls: type[C]) -> type[C]:
    """A class decorator, over ``attrs.frozen(eq=False, repr=False)``: equality, hash and ``repr``.

    They are as attrs has them; a ``repr`` that the class itself defines stays. Attrs would write
    the source of each, for each class, and compile it at import, which takes as long as all else
    that it does for a class.
    """
    import attrs  # by now it is there: it made the class

    fields = attrs.fields(cls)  # type: ignore[arg-type]
    compared = attrgetter(*(a.name for a in fields if a.eq))
    shown = tuple(a.name for a in fields if a.repr)

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        if type(other) is not type(self):
            return NotImplemented
        return self is other or bool(compared(self) == compared(other))

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash((cls, compared(self)))

    def __repr__(self: Any) -> str:  # noqa: N807
        values = ", ".join([f"{name}={getattr(self, name)!r}" for name in shown])
        return f"{type(self).__qualname__.rsplit('>.', 1)[-1]}({values})"

    own = () if "__repr__" in vars(cls) else (__repr__,)
    for method in (__eq__, __hash__, *own):
        method.__qualname__ = f"{cls.__qualname__}.{method.__name__}"
        setattr(cls, method.__name__, method)
    return cls


exhaust = deque[object](maxlen=0).extend
"""Go through an iterable for what it does, in a loop of the interpreter itself."""


class without_collecting:  # noqa: N801 - used as a statement
    """No garbage is looked for within: of very many objects made at once all are kept.

    Long folds take half the time. The collector is of the whole process, so that several threads
    may be within at once: the first to come stops it, and the last to go lets it go on, unless it
    did not run before, or has been started again by somebody else.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        with _GATE:
            if not _WITHIN and gc.isenabled():
                gc.disable()
                _STOPPED.append(True)
            _WITHIN.append(True)

    def __exit__(self, *raised: object) -> None:
        with _GATE:
            if _WITHIN:
                _WITHIN.pop()
            if not _WITHIN and _STOPPED:
                _STOPPED.clear()
                gc.enable()


def age() -> None:
    """Count as old what the collector did not look at yet: it would look at all of it at once.

    For the classes of a room, of which all are kept. What is garbage of it all the same is found
    when everything is looked through. Where somebody has frozen what there is, to let that go
    would be the price, and it is left as it is.
    """
    if hasattr(gc, "freeze") and not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()


_GATE = RLock()  # a handler of signals may come here while its thread is here
_WITHIN: list[bool] = []
"""One for each that is within."""
_STOPPED: list[bool] = []
"""Whether the collector was stopped here."""


def _alone() -> None:
    """In a child process nobody else goes on with what other threads had begun."""
    global _GATE
    _GATE = RLock()
    _WITHIN.clear()
    if _STOPPED:
        _STOPPED.clear()
        gc.enable()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_alone)


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


class _Fetched:
    def __init__(self, fetch: Callable[[], object]) -> None:
        self._fetch = fetch

    def __get__(self, instance: object, owner: object = None) -> object:
        return self._fetch()


def fetched(fetch: Callable[[], T]) -> T:
    """A class attribute that is fetched when it is read: a table that loads much."""
    made: Any = _Fetched(fetch)
    attribute: T = made
    return attribute


class BoundedCache(dict[Hashable, T]):
    """What was made lately, so many of it at most; it starts anew when it is full.

    Args:
        most: how many are kept; 0 keeps none.
    """

    __slots__ = ("most",)

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most: int = most

    def put(self, key: Hashable, value: T) -> T:
        """Keep a value, and give it back."""
        if len(self) >= self.most and key not in self:
            self.clear()
        if self.most:
            self[key] = value
        return value

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for a key, or is made now."""
        found = self.get(key)
        return self.put(key, make()) if found is None else found
