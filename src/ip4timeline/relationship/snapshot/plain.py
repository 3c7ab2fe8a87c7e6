"""What a snapshot says as plain data, anew for each who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.timeline.plain import plain

Maker = Callable[[], Any]
"""Makes the same plain data anew each time it is called."""
_KEPT: Final = 1 << 13
"""How many values have their plain data remembered."""


def maker(data: Any) -> Maker:
    """What makes plain data anew, quicker than anything that has to look at it again."""
    if isinstance(data, list):
        makers = [maker(part) for part in data]
        return lambda: [make() for make in makers]
    if not isinstance(data, dict):
        return lambda: data
    inner = [(key, maker(part)) for key, part in data.items() if isinstance(part, dict | list)]
    flat = data | {key: None for key, _ in inner}

    def make() -> dict[str, Any]:
        new = flat.copy()
        for key, part in inner:
            new[key] = part()
        return new

    return make if inner else flat.copy


_MAKERS: Final[BoundedCache[tuple[Any, Maker]]] = BoundedCache(_KEPT)
"""By the identity of values of histories; with the value, so that none takes its place."""


def remembered(value: Any, also: Any = None, shown: Callable[[], Any] | None = None) -> Any:
    """`plain` of a value that never changes, or of what is shown of it, anew for each who asks.

    Args:
        value: of a history, which gives the same one as long as it holds.
        also: what else decides how it is shown.
        shown: what is shown of it, if not itself.
    """
    ask = (id(value), also)
    found = _MAKERS.get(ask)
    if found is None:
        make = maker(plain(value if shown is None else shown()))
        found = _MAKERS.put(ask, (value, make))
    return found[1]()
