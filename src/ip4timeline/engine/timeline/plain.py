"""Values of any projection as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import attrs

from ip4timeline.engine.events.scalars import amount_text
from ip4timeline.engine.events.words import by_text
from ip4timeline.engine.time.when import When


def plain(value: Any) -> Any:
    """A value as plain data, ready for JSON; keys of several parts joined by ``/``.

    Raises:
        TimelineError: two keys of a mapping have one text.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if hasattr(value, "plain_items"):  # a mapping that makes its values when they are read
        return by_text(value.plain_items())
    if isinstance(value, Mapping):
        return by_text((key, plain(inner)) for key, inner in value.items())
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return amount_text(value)  # equal ones have one
    if isinstance(value, set | frozenset):  # whose own order is another in each process
        return sorted((plain(item) for item in value), key=repr)
    cls: Any = type(value)
    names = _names(cls)
    return {name: plain(getattr(value, name)) for name in names} if names else str(value)


@lru_cache(maxsize=256)
def _names(cls: type) -> tuple[str, ...]:
    """The fields of a class that are shown; none for one that is shown as its text."""
    if not attrs.has(cls) or cls is When:
        return ()
    return tuple(a.name for a in attrs.fields(cls) if a.name not in ("origin", "sight"))


def ids(events: Iterable[Any]) -> list[str]:
    """The ids of events or amendments."""
    return [event.id for event in events]
