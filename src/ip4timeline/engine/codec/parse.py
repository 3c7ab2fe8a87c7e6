"""JSON as a function of its text: what says one thing twice, or is no JSON, is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):  # of two values of one key `json` would keep the later
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:100]!r} stands twice in one object")
    return found


# Made once: `json.loads` would make a decoder for each text.
_decode: Callable[[str], Any] = json.JSONDecoder(object_pairs_hook=_distinct).decode


def parse(text: str) -> Any:
    """The plain data of a JSON text.

    Raises:
        ValueError: it is no JSON, is nested too deeply, or an object in it has a key twice.
    """
    try:
        return _decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
