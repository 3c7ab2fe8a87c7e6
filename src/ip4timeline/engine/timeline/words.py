"""Answers in words: a value, a key, an event. How a page of them looks is `display`'s."""

from __future__ import annotations

from typing import Any, Final

from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.registries import Registries

NOT_ON_RECORD: Final = "not on record"
"""What stands where there is no value: the record does not say what was, nor that nothing was."""
NONE: Final = "none"
"""What stands where there is no value any more: an event or its own terms ended it."""


def words(value: Any, registries: Registries | None) -> str:
    """A value in a few words, as it describes itself where it can."""
    if value is None:
        return NOT_ON_RECORD
    if isinstance(value, Party):
        return value.label
    name = registries.name if registries else str
    for say in ("in_words", "describe"):
        if hasattr(value, say):
            return str(getattr(value, say)(name))
    return str(value)


def key_words(key: Any, registries: Registries | None, between: str = ", ") -> str:
    """The key of a value in words; ``between`` stands between its parts."""
    name = registries.name if registries else str
    parts = key if isinstance(key, tuple) else (key,)
    return between.join(p.label if isinstance(p, Party) else name(str(p)) for p in parts if p)
