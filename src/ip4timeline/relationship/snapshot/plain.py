"""What a snapshot says as plain data, anew for each who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import attrs

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.time.when import When
from ip4timeline.relationship.projections.value import Facet

Maker = Callable[[], Any]
"""Makes the same plain data anew each time it is called."""
_KEPT: Final = 1 << 13
"""How many values have their plain data remembered."""


def plain(value: Any) -> Any:
    """A value of a snapshot as plain data; the keys of a facet joined by ``/``."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Facet):
        return {key_text(key): made for key, made in value.plain_items()}
    if isinstance(value, Mapping):
        return {key_text(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    cls: Any = type(value)
    names = _names(cls)
    return {name: plain(getattr(value, name)) for name in names} if names else str(value)


@lru_cache(maxsize=1 << 12)
def key_text(key: Any) -> str:
    """A key as the text that stands for it in plain data."""
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


@lru_cache(maxsize=256)
def _names(cls: type) -> tuple[str, ...]:
    """The fields of a class that are shown; none for one that is shown as its text."""
    if not attrs.has(cls) or cls is When:
        return ()
    return tuple(a.name for a in attrs.fields(cls) if a.name != "origin")


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
