"""Events to plain data and back, strictly.

Plain data are dicts, lists, texts, whole numbers and booleans: what TOML and JSON hold.
Fields at their default are left out, so that a stored event says only what it says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from ip4timeline.engine.codec.fast import read, too_deep
from ip4timeline.engine.codec.quick import write, write_text
from ip4timeline.engine.errors import Fault, RecordError
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.kinds import Data

T = TypeVar("T")


def to_data(value: Any) -> Data:
    """Plain data of an event, a registry entry or a whole registry."""
    data = write(value)
    return _unstructured(value) if data is None else data


def _unstructured(value: Any) -> Data:
    from ip4timeline.engine.codec.strict import CONVERTER

    data: Data = CONVERTER.unstructure(value)
    return data


def from_data(data: Mapping[str, Any]) -> Entry:
    """The event, correction or retraction of plain data.

    Raises:
        RecordError: with a `Fault` for each thing wrong: an unknown field or kind, an
            impossible date, a missing field.
    """
    return structure(data, Entry)


def structure(data: Any, cls: type[T], *, quick: bool = True) -> T:
    """An instance of any class of the events or registries from plain data.

    Args:
        data: the plain data.
        cls: the class.
        quick: whether the quick reader is asked before the converter; the answer is the same.

    Raises:
        RecordError: as `from_data`.
    """
    found = read(data, cls) if quick else None
    return _converted(data, cls) if found is None else found


def _converted(data: Any, cls: type[T]) -> T:
    """The same by the converter, which knows every kind of field and explains every fault."""
    from ip4timeline.engine.codec.strict import CONVERTER, explained

    what = f"not a valid {cls.__name__.lower()}"
    id = data.get("id", "") if isinstance(data, Mapping) else ""
    id = id if isinstance(id, str) else ""  # a number may be too long to write
    if too_deep(data):
        deep = Fault("nested too deeply", event=id, remedy="Write it flatter")
        raise RecordError(what, [deep])
    try:
        return CONVERTER.structure(data, cls)
    except Exception as error:
        found = [
            Fault(reason, event=id, field=field, remedy=remedy)
            for field, reason, remedy in explained(error)
        ]
        raise RecordError(what, found) from None


def to_json(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces; equal values give equal texts."""
    return to_text(value, ascii=False, ordered=True)


def to_text(value: Any, *, ascii: bool, ordered: bool, quick: bool = True) -> str:
    """JSON without spaces of an event, a registry entry or a whole registry.

    Args:
        value: what is written.
        ascii: whether a letter beyond ASCII is written by its number.
        ordered: whether fields are in the order of their names, and not in their own.
        quick: whether the quick writer is asked before the converter; the text is the same.
    """
    text = write_text(value, ascii=ascii, ordered=ordered) if quick else None
    if text is None:
        data = to_data(value) if quick else _unstructured(value)
        text = json.dumps(data, sort_keys=ordered, ensure_ascii=ascii, separators=(",", ":"))
    return text
