"""The record as the wheel carries it: one JSON text that is quick to make events of.

Not a form for others to read: `record.compile_record` writes that. What is packed was checked
before, so that nothing is checked, parsed or worked out again: a date stands with its bounds,
every distinct one once, and an object is a row of values under a shape, which names its class
and, for each field that is not at its default, how the value stands.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final

import attrs

from ip4timeline.actors import Delegate, Level, Participant, Partner
from ip4timeline.errors import TimelineError
from ip4timeline.events import Cite, Entry
from ip4timeline.fields import Day, without_collecting
from ip4timeline.registries import ROWS, Registries
from ip4timeline.vocabulary import kind_class
from ip4timeline.when import When

FORMAT: Final = 2
_CLASSES: Final[dict[str, Any]] = {
    cls.__name__: cls
    for cls in (When, Cite, Participant, Delegate, Registries, *(c for _, c in ROWS.values()))
}
Make = Callable[[Any], Any]


def pack(entries: Sequence[Entry], registries: Registries, digest: str) -> str:
    """The text of checked entries and registries.

    Raises:
        TimelineError: a field holds what no built-in kind has.
    """
    packer = _Packer()
    rows = [packer.row(entry) for entry in entries]
    whole = packer.row(registries)
    data = {
        "format": FORMAT,
        "digest": digest,
        "whens": [_bounds(when) for when in packer.whens],
        "shapes": [[name, list(fields)] for name, fields in packer.shapes],
        "registries": whole,
        "entries": rows,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> tuple[tuple[Entry, ...], Registries]:
    """The entries and registries of a text that `pack` made; it is trusted, not checked.

    Raises:
        TimelineError: it is of another format.
    """
    with without_collecting():
        data = json.loads(text)
        if data.get("format") != FORMAT:
            raise TimelineError(f"the packed record is not of format {FORMAT}: reinstall it")
        whens = [_when(bounds) for bounds in data["whens"]]
        makers: list[Make] = []
        forms = _forms(whens, makers)
        makers.extend(_maker(name, fields, forms) for name, fields in data["shapes"])
        entries, whole = data["entries"], data["registries"]
        return tuple([makers[row[0]](row) for row in entries]), makers[whole[0]](whole)


class _Packer:
    """The distinct dates and shapes met so far, in the order of their numbers."""

    def __init__(self) -> None:
        self.whens: dict[When, int] = {}
        self.shapes: dict[tuple[str, tuple[str, ...]], int] = {}

    def row(self, value: Any) -> list[Any]:
        """The row of an object: the number of its shape, then its values."""
        cls = type(value)
        fields, row = [], []
        for attribute in attrs.fields(cls):
            found = getattr(value, attribute.name)
            if found != _default(attribute):
                code, packed = self.packed(found)
                fields.append(code + attribute.name)
                row.append(packed)
        shape = (value.kind if isinstance(value, Entry) else cls.__name__, tuple(fields))
        return [self.shapes.setdefault(shape, len(self.shapes)), *row]

    def packed(self, value: Any) -> tuple[str, Any]:
        """A letter for how a value stands, and the value as it stands."""
        if isinstance(value, When):
            return "w", self.whens.setdefault(value, len(self.whens))
        if isinstance(value, dt.date):
            return "d", value.toordinal()
        if isinstance(value, Partner):
            return "p", value.value
        if isinstance(value, Level):
            return "l", value.value
        if isinstance(value, Decimal):
            return "n", str(value)
        if isinstance(value, tuple):
            return self.packed_list(value)
        if attrs.has(type(value)):
            return "o", self.row(value)
        if type(value) in (str, int, bool):
            return "=", value
        raise TimelineError(f"{value!r} cannot be packed")

    def packed_list(self, values: tuple[Any, ...]) -> tuple[str, Any]:
        """The same of a list, whose items all stand alike; a capital letter says that it is one."""
        codes, items = zip(*map(self.packed, values), strict=True) if values else (("=",), ())
        if len(set(codes)) != 1:
            raise TimelineError(f"{values!r} cannot be packed: its items are not alike")
        return "t" if codes[0] == "=" else codes[0].upper(), list(items)


def _bounds(when: When) -> list[Any]:
    return [getattr(when, attribute.name) for attribute in attrs.fields(When)]


def _when(bounds: Iterable[Any]) -> When:
    when = When.__new__(When)
    for put, bound in zip(_WHEN, bounds, strict=True):
        put(when, bound)
    return when


_WHEN: Final = [getattr(When, attribute.name).__set__ for attribute in attrs.fields(When)]


def _default(attribute: attrs.Attribute[Any]) -> Any:
    """What a field holds that was left out; its own converter has seen to it."""
    default: Any = attribute.default
    converter: Any = attribute.converter
    return default if default is attrs.NOTHING or converter is None else converter(default)


def _maker(name: str, fields: list[str], forms: dict[str, Make | None]) -> Make:
    """What makes an object of one shape out of a row."""
    cls: Any = _CLASSES.get(name) or kind_class(name)
    slots = _slots(cls)
    puts = [(slots[field[1:]][0], forms[field[0]]) for field in fields]
    given = {field[1:] for field in fields}
    left = [slot for name, slot in slots.items() if name not in given]
    new: Make = cls.__new__

    def make(row: list[Any]) -> Any:
        instance = new(cls)
        for put, default in left:
            put(instance, default)
        values = iter(row)
        next(values)
        for put, form in puts:
            value = next(values)
            put(instance, value if form is None else form(value))
        return instance

    return make


@lru_cache(maxsize=64)
def _slots(cls: Any) -> dict[str, tuple[Callable[[Any, Any], None], Any]]:
    """For each field of a class what puts it, and its default."""
    found = {}
    for attribute in attrs.fields(cls):
        slot = getattr(cls, attribute.name)
        put = (slot.slot if isinstance(slot, Day) else slot).__set__
        found[attribute.name] = (put, _default(attribute))
    return found


def _forms(whens: list[When], makers: list[Make]) -> dict[str, Make | None]:
    """By the letter for how a value stands, what makes it; ``None``: it stands as it is."""

    def made(row: list[Any]) -> Any:
        return makers[row[0]](row)

    one: dict[str, Make] = {
        "w": whens.__getitem__,
        "p": Partner.of,
        "l": Level,
        "n": Decimal,
        "o": made,
    }
    # A date's field keeps the day number itself.
    forms: dict[str, Make | None] = {"=": None, "d": None, "t": tuple, **one}
    for letter, make in one.items():
        forms[letter.upper()] = partial(_all, make)
    return forms


def _all(make: Make, values: list[Any]) -> tuple[Any, ...]:
    return tuple([make(value) for value in values])
