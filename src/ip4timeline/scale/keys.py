"""Which shard a key belongs to: the same in every process, on every machine, at any time.

Python's own `hash` is another in each process. What is hashed here is a text that equal keys
share: 1, 1.0 and True are one key, and so are a party and its slug.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Hashable, Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import blake2b
from typing import Any, Final

import attrs

from ip4timeline.engine._speed import BoundedCache, alike
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.when import When

_KEPT: Final = 1 << 17
"""Of how many keys the shard is remembered."""


class Sharding:
    """The shard of each key, of so many.

    Args:
        shards: how many there are.

    Raises:
        TimelineError: that is no number of one or more.
    """

    def __init__(self, shards: int) -> None:
        if not isinstance(shards, int) or isinstance(shards, bool) or not 0 < shards < 10**6:
            raise TimelineError(f"shards is a whole number from 1 to 999,999, not {shards!r}")
        self.shards: int = shards
        self._known: BoundedCache[int] = BoundedCache(_KEPT)

    def of(self, key: Hashable) -> int:
        """The number of its shard, from 0.

        Raises:
            TimelineError: the key is of a type of which no two processes could say the same.
        """
        found = self._known.get(key)
        return self._known.put(key, shard_of(key, self.shards)) if found is None else found


def shard_of(key: Hashable, shards: int) -> int:
    """The shard of a key, from 0; as `Sharding.of`."""
    text = json.dumps(_form(key), separators=(",", ":"))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") % shards


def _form(key: Any) -> Any:
    """What equal keys share, as plain data: a text, or a list that begins with what it is."""
    if isinstance(key, str):
        return str.__str__(key)
    if key is None:
        return ["none"]
    if isinstance(key, int | float | Decimal | Fraction):
        return ["number", *_ratio(key)]
    if isinstance(key, dt.datetime):
        if key.tzinfo is not None:
            key = key.astimezone(dt.UTC)
        return ["time", key.strftime("%Y-%m-%dT%H:%M:%S.%f"), key.tzinfo is not None]
    if isinstance(key, dt.date):
        return ["day", key.toordinal()]
    if isinstance(key, bytes):
        return ["bytes", key.hex()]
    if isinstance(key, When):
        return ["when", key.text]
    if isinstance(key, tuple):
        return ["tuple", *map(_form, key)]
    if isinstance(key, frozenset):
        return ["set", *sorted(json.dumps(_form(part)) for part in key)]
    if isinstance(key, Enum) and type(key).__eq__ is object.__eq__:
        # Not by its module: that of a script is called otherwise in its workers.
        return ["member", type(key).__qualname__, key.name]
    return ["record", type(key).__qualname__, *map(_form, _compared(key))]


def _ratio(number: Any) -> tuple[str, ...]:
    try:
        return tuple(map(hex, number.as_integer_ratio()))
    except (OverflowError, ValueError):  # infinite
        return (str(float(number)),)


def _compared(key: Any) -> Iterable[Any]:
    """What a record is compared by, where attrs or dataclasses wrote how.

    Raises:
        TimelineError: it is no such record.
    """
    cls = type(key)
    compare = getattr(cls.__eq__, "__code__", None)
    written = getattr(compare, "co_filename", "")
    if attrs.has(cls):
        ours = getattr(cls.__eq__, "__module__", "") == alike.__module__
        if ours or written.startswith("<attrs generated"):
            return [
                (a.eq_key or _same)(getattr(key, a.name))  # of a field compared by a function
                for a in attrs.fields(cls)
                if a.eq
            ]
    elif dataclasses.is_dataclass(cls) and written == "<string>":
        return [getattr(key, f.name) for f in dataclasses.fields(cls) if f.compare]
    raise TimelineError(
        f"the key {key!r} is a {cls.__name__}, of which no two processes would say the same "
        "shard; make keys of texts, numbers, days, enumerations, or tuples, frozen sets and "
        "frozen records of them"
    )


def _same(value: Any) -> Any:
    return value
