"""A record in packed form: one JSON text that is quick to make events of.

Not a form for others to read, nor to keep: it names classes by where this version has them.
What is packed was checked before, so that nothing is checked, parsed or worked out again.
Every distinct value stands once, in a group of values of one class whose parts are all in
groups before it. A group of objects is a column for each field, so that no Python runs for a
single object: what makes the objects of a group, and what fills one field of them all, are
loops of the interpreter itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import islice, repeat
from operator import attrgetter
from types import NoneType
from typing import Any, Final

import attrs

from ip4timeline.engine._speed import exhaust, without_collecting
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.fields import Day
from ip4timeline.engine.events.kinds import kind_class
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.scalars import scalar_of

FORMAT: Final = 4
Numbers = Sequence[int]
_PLAIN, _TUPLE = "plain", "tuple"
"""The groups of values that JSON has too, and of tuples."""
_SAME, _EACH, _OWN = "same", "each", "own"
"""How a field stands: the number of the value that all share, a number each, a value each."""


def pack(entries: Sequence[Entry], registries: Registries, digest: str) -> str:
    """The text of checked entries and registries.

    Raises:
        TimelineError: a field holds what no built-in kind has.
    """
    packer = _Packer()
    numbers = [packer.number(entry) for entry in entries]
    whole = packer.number(registries)
    groups, places = packer.groups()
    data = {
        "format": FORMAT,
        "digest": digest,
        "groups": groups,
        "registries": places[whole],
        "entries": [places[number] for number in numbers],
    }
    # In ASCII: of a text of one byte a character the parts are quicker to cut out.
    return json.dumps(data, separators=(",", ":"))


def unpack(text: str | bytes) -> tuple[tuple[Entry, ...], Registries]:
    """The entries and registries of a text that `pack` made; it is trusted, not checked.

    Raises:
        TimelineError: it is of another format, or damaged.
    """
    with without_collecting():
        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise TimelineError(f"the packed record is not of format {FORMAT}: reinstall it")
            made: list[Any] = []
            for name, *columns in data["groups"]:
                made += _values(name, columns, made.__getitem__)
            return tuple(map(made.__getitem__, data["entries"])), made[data["registries"]]
        except (
            *(ValueError, LookupError, TypeError, ArithmeticError),
            *(ImportError, AttributeError),
        ) as error:
            raise TimelineError(f"the packed record is damaged ({error}): reinstall it") from None


def _values(name: str, columns: list[Any], at: Callable[[int], Any]) -> list[Any]:
    """The values of a group; their parts are ``at`` their numbers."""
    if name == _PLAIN:
        return columns
    if name == _TUPLE:
        lengths, (_, numbers) = columns
        items = map(at, _all(numbers, sum(lengths)))
        return list(map(tuple, map(islice, repeat(items), lengths)))
    cls = _class(name)
    if not attrs.has(cls):
        scalar = scalar_of(cls)
        if scalar is None:
            raise ValueError(f"{name} is no type of a field")
        return list(map(scalar.read, columns))
    count, *fields = columns
    objects = list(map(cls.__new__, repeat(cls, count)))
    for slot, (way, column) in zip(_slots(cls), fields, strict=True):
        if way == _SAME:
            values: Iterable[Any] = repeat(at(column))
        else:
            values = _all(column, count) if way == _OWN else map(at, _all(column, count))
        exhaust(map(slot.__set__, objects, values))
    return objects


def _name(cls: type[Any]) -> str:
    """What the group of the values of a class is called: its kind, or where it is found."""
    if issubclass(cls, Entry):
        return cls.kind
    if "<locals>" in cls.__qualname__:
        raise TimelineError(f"a {cls.__qualname__} cannot be packed: no module holds it")
    return f"{cls.__module__}:{cls.__qualname__}"


def _class(name: str) -> Any:
    module, _, path = name.partition(":")
    return attrgetter(path)(import_module(module)) if path else kind_class(name)


def _all(column: list[Any], count: int) -> list[Any]:
    if len(column) != count:  # one that is too short would leave fields without a value
        raise ValueError(f"a column of {len(column)} values in a group of {count}")
    return column


@lru_cache(maxsize=64)
def _slots(cls: Any) -> list[Any]:
    """What holds each field of a class; of a date, its day number."""
    found = [getattr(cls, attribute.name) for attribute in attrs.fields(cls)]
    return [slot.slot if isinstance(slot, Day) else slot for slot in found]


class _Packer:
    """The distinct values met so far, each with a number, by which others have it as a part.

    The content of a value is the numbers of its parts, or itself if it has none. A value is
    one deeper than its deepest part; a group holds those of one class and depth.
    """

    def __init__(self) -> None:
        self.numbers: dict[tuple[int, str, tuple[Any, ...]], int] = {}
        """By depth, name of the group, and content."""
        self.depths: list[int] = []
        self.plain: dict[int, Any] = {}
        """The values, by number, that JSON has too."""

    def number(self, value: Any) -> int:
        """The number of a value: one for all that are made of the same."""
        cls = type(value)
        if cls in (str, int, bool, NoneType):
            number = self._numbered(0, _PLAIN, (value, cls))  # with its class, for 1 == True
            self.plain[number] = value
            return number
        if cls is tuple:
            return self._composed(_TUPLE, map(self.number, value))
        if attrs.has(cls):
            return self._composed(_name(cls), (self.number(s.__get__(value)) for s in _slots(cls)))
        scalar = scalar_of(cls)
        if scalar is not None:
            return self._numbered(0, _name(cls), (scalar.write(value),))
        raise TimelineError(f"{value!r} cannot be packed")

    def _composed(self, name: str, numbers: Iterable[int]) -> int:
        parts = tuple(numbers)
        return self._numbered(1 + max((self.depths[n] for n in parts), default=0), name, parts)

    def _numbered(self, depth: int, name: str, content: tuple[Any, ...]) -> int:
        number = self.numbers.setdefault((depth, name, content), len(self.numbers))
        if number == len(self.depths):
            self.depths.append(depth)
        return number

    def groups(self) -> tuple[list[list[Any]], dict[int, int]]:
        """The groups as they are written, and the place that each number has among all values."""
        members: dict[tuple[int, str], dict[int, tuple[Any, ...]]] = defaultdict(dict)
        for (depth, name, content), number in self.numbers.items():
            members[depth, name][number] = content
        columns = {
            key: self._columns(key[1], list(members[key].values())) for key in members if key[0]
        }
        alone = set(self.plain)
        for way, numbers in (column for found in columns.values() for column in found):
            if way != _OWN:
                alone.difference_update(numbers)
        places: dict[int, int] = {}
        groups: list[list[Any]] = []
        for key in sorted(members):
            found = {n: content for n, content in members[key].items() if n not in alone}
            places.update(zip(found, range(len(places), len(places) + len(found)), strict=True))
            if key in columns:
                size = list(map(len, found.values())) if key[1] == _TUPLE else len(found)
                written = [self._written(*column, places) for column in columns[key]]
                groups.append([key[1], size, *written])
            else:
                groups.append([key[1], *(content[0] for content in found.values())])
        return groups, places

    def _columns(self, name: str, contents: list[tuple[int, ...]]) -> list[tuple[str, Numbers]]:
        """The parts of a group's values field by field; of tuples, all one after the other."""
        if name == _TUPLE:
            return [(_EACH, [number for parts in contents for number in parts])]
        return [(self._way(numbers), numbers) for numbers in zip(*contents, strict=True)]

    def _way(self, numbers: Numbers) -> str:
        distinct = set(numbers)
        if len(distinct) == 1:
            return _SAME
        differ = 2 * len(distinct) > len(numbers)
        return _OWN if differ and distinct <= self.plain.keys() else _EACH

    def _written(self, way: str, numbers: Numbers, places: dict[int, int]) -> list[Any]:
        if way == _OWN:
            return [way, [self.plain[number] for number in numbers]]
        if way == _SAME:
            return [way, places[numbers[0]]]
        return [way, [places[number] for number in numbers]]
