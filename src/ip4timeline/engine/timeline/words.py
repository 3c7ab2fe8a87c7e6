"""Answers in words: a value, a key, an event. How a page of them looks is `display`'s."""

from __future__ import annotations

from typing import Any

from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.sources import Registries


def words(value: Any, registries: Registries | None) -> str:
    """A value in a few words, as it describes itself where it can."""
    if value is None:
        return "-"
    if isinstance(value, Party):
        return value.label
    name = registries.name if registries else str
    return str(value.describe(name) if hasattr(value, "describe") else value)


def key_words(key: Any, registries: Registries | None, between: str = ", ") -> str:
    """The key of a value in words; ``between`` stands between its parts."""
    name = registries.name if registries else str
    parts = key if isinstance(key, tuple) else (key,)
    return between.join(p.label if isinstance(p, Party) else name(str(p)) for p in parts if p)
