"""Equality, hash and ``repr`` of values by their fields."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, TypeVar

import attrs

C = TypeVar("C")


def alike(cls: type[C]) -> type[C]:
    """A class decorator, over ``attrs.frozen(eq=False, repr=False)``: the three as attrs has them.

    Attrs would write the source of each, for each class, and compile it at import, which takes
    as long as all else that it does for a class.
    """
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

    for method in (__eq__, __hash__, __repr__):
        method.__qualname__ = f"{cls.__qualname__}.{method.__name__}"
        setattr(cls, method.__name__, method)
    return cls
