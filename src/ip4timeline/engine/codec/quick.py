"""The quick way from an entry to plain data or to JSON: a function a class, made of its fields.

It writes exactly what the converter of `strict` writes, or there is no function for a class: one
with a field of an unusual type is left to the converter. A style says what is written: plain
data, or their JSON text, which is put together without making plain data first.

The functions are made as attrs makes its own, of source text, since a loop over the fields of a
class takes three times as long as what it does: most fields of most events are at their default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from json.encoder import JSONEncoder, encode_basestring, encode_basestring_ascii
from operator import attrgetter
from typing import Any, Final, NamedTuple

import attrs

from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import Day, field_types
from ip4timeline.engine.events.kinds import Data, is_open
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.scalars import (
    Scalar,
    item_of,
    options_of,
    scalar_of,
    without_none,
)
from ip4timeline.engine.time.days import from_day_number

Write = Callable[[Any], Any]
_SHARED: Final = 1 << 16
"""How many days and lists of names are kept as they are written, to be shared."""


class _Unusual(Exception):  # noqa: N818 - a signal, caught here always
    """A field that the quick way does not know; not a fault by itself."""


def write(value: Any) -> Data | None:
    """Plain data of an entry, a part of one or of registries, or ``None``: ask the converter."""
    found: Data | None = _DATA.written(value)
    return found


def write_text(value: Any, *, ascii: bool, ordered: bool) -> str | None:
    """The JSON text of the same, without spaces, or ``None``: ask the converter.

    Args:
        value: what is written.
        ascii: whether a letter beyond ASCII is written by its number.
        ordered: whether fields are in the order of their names, and not in their own.
    """
    found: str | None = _TEXTS[ascii, ordered].written(value)
    return found


class _Field(NamedTuple):
    """How a field is written.

    Attributes:
        name: under what name.
        attribute: what it is read of.
        make: what writes the value.
        default: what it is left out at.
        when: an expression that says whether it is written; empty where its default says so.
        is_text: whether it is a text most of the time.
    """

    name: str
    attribute: str
    make: Write
    default: Any = None
    when: str = ""
    is_text: bool = False


_DERIVED: Final = """
    basis = value.known_basis
    derived = basis == "assumed" and value.known_day == value.occurred.bound("certain")"""
"""Whether the day on which an event was known follows from the day on which it was."""
_WHEN: Final = {"known": "not derived", "known_basis": "not derived and basis != 'cited'"}


class _Style:
    """What is written; here plain data."""

    ordered = False
    empty = "{}"
    whole = "found"
    quote: Callable[[str], str] | None = None

    def __init__(self) -> None:
        self._plan = lru_cache(maxsize=512)(self._planned)

    def written(self, value: Any) -> Any:
        """What is written of an object; ``None`` where something in it is beyond this."""
        cls: Any = type(value)
        plan = self._plan(cls)
        if plan is None:
            return None
        try:
            return plan(value)
        except _Unusual:
            return None

    def value(self, plain: Write | None) -> Write:
        """What writes a value of which ``plain`` makes plain data; ``None``: it is that already."""
        return _itself if plain is None else plain

    def several(self, item: Any) -> Write:
        """What writes a tuple whose items are of a type."""
        make = self._made(item)
        return list if make is _itself else lambda value: [make(one) for one in value]

    def each(self, field: _Field, made: str) -> str:
        """A statement that writes a field whose value an expression writes."""
        return f"found[{field.name!r}] = {made}"

    def _planned(self, cls: Any) -> Write | None:
        try:
            fields = self._fields(cls)
        except (_Unusual, NameError):  # a kind within a function may name what only that knows
            return None
        names: dict[str, Any] = {"quote": self.quote}
        lines = [f"def write(value):{_DERIVED if issubclass(cls, Event) else ''}"]
        lines.append(f"found = {self.empty}")
        for place, field in enumerate(fields):
            names |= {f"make{place}": field.make, f"default{place}": field.default}
            lines.append(f"held = value.{field.attribute}")
            when = field.when or f"held is not default{place} and held != default{place}"
            lines.append(f"if {when}: {self.each(field, f'make{place}(held)')}")
        lines.append(f"return {self.whole}")
        exec("\n    ".join(lines), names)  # of names of fields, which are names of Python
        made: Write = names["write"]
        return made

    def _fields(self, cls: Any) -> list[_Field]:
        """What is written of a class: the kind, what is required, the rest, the basis."""
        if not attrs.has(cls):
            raise _Unusual
        types = field_types(cls)
        groups: tuple[list[_Field], ...] = ([], [], [], [])
        if issubclass(cls, Entry):
            groups[0].append(_Field("kind", "kind", self.value(None), when="True"))
            if cls.version != 1:
                groups[0].append(_Field("version", "version", self.value(None), when="True"))
        for a in attrs.fields(cls):
            default: Any = a.default
            if isinstance(default, attrs.Factory) or not a.init:  # type: ignore[arg-type]
                raise _Unusual
            attribute, make = a.name, self._made(types[a.name])
            if isinstance(getattr(cls, a.name, None), Day):
                attribute, make = f"{a.name}_day", self.value(_day)
            required = default is attrs.NOTHING
            when = "True" if required else ""
            if issubclass(cls, Event):
                when = _WHEN.get(a.name, when)
            first = required or (a.name == "known" and issubclass(cls, Entry))
            last = a.name == "known_basis" and issubclass(cls, Event)
            field = _Field(a.name, attribute, make, default, when, types[a.name] is str)
            groups[1 if first else 3 if last else 2].append(field)
        found = [field for group in groups for field in group]
        return sorted(found, key=attrgetter("name")) if self.ordered else found

    def _made(self, hint: Any) -> Write:
        """What writes a field of a declared type."""
        options = options_of(hint)
        hint = without_none(hint)
        if options:
            return self.value(None)
        scalar = scalar_of(hint)
        if scalar is not None:
            return self.value(_scalar(scalar))
        item = item_of(hint)
        if item is not None:
            return self.several(item)
        if is_open(hint) or (isinstance(hint, type) and attrs.has(hint)):
            return self._embedded
        raise _Unusual

    def _embedded(self, value: Any) -> Any:
        """What stands within: an event of any kind, or a part; ``None`` stays ``None``."""
        if value is None:
            return self.value(None)(None)
        cls: Any = type(value)
        plan = self._plan(cls)
        if plan is None:
            raise _Unusual
        return plan(value)


class _Text(_Style):
    """JSON without spaces."""

    empty = "''"
    whole = "'{' + found[1:] + '}'"

    def __init__(self, *, ascii: bool, ordered: bool) -> None:
        super().__init__()
        self.ordered = ordered
        self.quote = encode_basestring_ascii if ascii else encode_basestring

    def value(self, plain: Write | None) -> Write:
        """What writes a value as `json` does."""
        quote = self.quote
        assert quote is not None

        def say(value: Any) -> str:
            found = value if plain is None else plain(value)
            if type(found) is str:
                return quote(found)
            if found is None or type(found) in _NUMBERS:
                return _encode(found)
            raise _Unusual

        return say

    def several(self, item: Any) -> Write:
        """What writes a tuple; one of names, which many events share, is written once."""
        make = self._made(item)

        def say(value: Any) -> str:
            return f"[{','.join([make(one) for one in value])}]"

        named = item is str or (isinstance(item, type) and issubclass(item, Party))
        return lru_cache(maxsize=_SHARED)(say) if named else say

    def each(self, field: _Field, made: str) -> str:
        """A statement that writes a field whose value an expression writes."""
        assert self.quote is not None
        if field.is_text:
            made = f"(quote(held) if type(held) is str else {made})"
        return f"found += {f',{self.quote(field.name)}:'!r} + {made}"


_NUMBERS: Final = (int, bool, float)
_encode: Final = JSONEncoder().encode


def _itself(value: Any) -> Any:
    return value


@lru_cache(maxsize=_SHARED)
def _day(number: int | None) -> str | None:
    return None if number is None else from_day_number(number).isoformat()


def _scalar(scalar: Scalar) -> Write | None:
    """What makes plain data of a scalar; ``None``: it is plain already."""
    if scalar.cls in (int, bool):
        return None
    if scalar.cls is str:
        return _text
    if issubclass(scalar.cls, dt.date):
        return lambda value: None if value is None else value.isoformat()
    make = scalar.write
    return lambda value: None if value is None else make(value)


def _text(value: Any) -> Any:
    if type(value) is str or value is None:
        return value
    scalar = scalar_of(type(value))  # a member of an enumeration of texts
    if scalar is None:
        raise _Unusual
    return scalar.write(value)


_DATA: Final = _Style()
_TEXTS: Final = {
    (ascii, ordered): _Text(ascii=ascii, ordered=ordered)
    for ascii in (True, False)
    for ordered in (True, False)
}
