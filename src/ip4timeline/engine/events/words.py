"""Answers in words: a value, a key, an event. How a page of them looks is `display`'s."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any, Final, TypeVar

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.registries import Registries

K = TypeVar("K")
V = TypeVar("V")

NOT_ON_RECORD: Final = "not on record"
"""What stands where there is no value: the record does not say what was, nor that nothing was."""
NONE: Final = "none"
"""What stands where there is no value any more: an event or its own terms ended it."""

AGAIN: Final = ", newly attested"
"""What follows a value that changed and reads the same."""


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
    if isinstance(value, Set):  # which has no order of its own that lasts
        return ", ".join(sorted(words(one, registries) for one in value))
    return str(value)


def change_words(before: Any, after: Any, registries: Registries | None) -> tuple[str, str]:
    """Two values of a key, one after the other, in words that tell them apart.

    A value that has ``describe_after`` says what changed since the one before.
    """
    said = words(before, registries)
    if after is None:
        return said, NONE
    if hasattr(after, "describe_after"):
        name = registries.name if registries else str
        return said, str(after.describe_after(before, name))
    now = words(after, registries)
    return said, now if now != said else f"{now}{AGAIN}"


def key_words(key: Any, registries: Registries | None, between: str = ", ") -> str:
    """The key of a value in words; ``between`` stands between its parts."""
    name = registries.name if registries else str
    parts = key if isinstance(key, tuple) else (key,)
    return between.join(p.label if isinstance(p, Party) else name(str(p)) for p in parts if p)


def key_text(key: Any) -> str:
    """A key as the text that stands for it in plain data."""
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


def by_text(items: Iterable[tuple[Any, V]]) -> dict[str, V]:
    """Plain data of keys and what stands for each, in their order.

    Raises:
        TimelineError: two keys have one text, so that one would stand in the place of the other.
    """
    keys: dict[str, Any] = {}
    found: dict[str, V] = {}
    for key, value in items:
        text = key_text(key)
        if text in found:
            raise TimelineError(
                f"{keys[text]!r} and {key!r} both stand as {text!r} in plain data; give the "
                "projection keys or a name that differ as texts, or read the values themselves"
            )
        keys[text], found[text] = key, value
    return found


def in_order(values: Mapping[K, V]) -> list[tuple[K, V]]:
    """Keys and values in the order in which they are shown: that of the keys' texts.

    Of states itself the order is none: it could tell of what came before a question's knowledge.
    """
    return sorted(values.items(), key=lambda item: key_text(item[0]))
