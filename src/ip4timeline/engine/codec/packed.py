"""A record in packed form: a few lines of JSON that are quick to make events of.

The first line says what the others hold: the second the registries, each further one a part of
the entries. A line is read when something of it is asked for. A part is closed under amendments,
so that what stands of its events is known from it alone, and names the classes of what may stand.

Not a form for others to read, nor to keep: it names classes by where this version has them.
What is packed was checked before, so that nothing is checked, parsed or worked out again.
Every distinct value of a line stands once, in a group of values of one class whose parts are
all in groups before it. A group of objects is a column for each field, so that no Python runs for a
single object: what makes the objects of a group, and what fills one field of them all, are
loops of the interpreter itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property, lru_cache
from importlib import import_module
from itertools import islice, repeat
from operator import attrgetter
from types import NoneType
from typing import Any, Final

import attrs

from ip4timeline.engine._speed import exhaust, without_collecting
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.amendments import Amendment, Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import Day
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.scalars import scalar_of

FORMAT: Final = 5
Numbers = Sequence[int]
_PLAIN, _TUPLE = "plain", "tuple"
"""The groups of values that JSON has too, and of tuples."""
_SAME, _EACH, _OWN = "same", "each", "own"
"""How a field stands: the number of the value that all share, a number each, a value each."""


def pack(entries: Sequence[Entry], registries: Registries, digest: str) -> str:
    """The text of checked entries and registries, in parts by the modules of the kinds.

    Raises:
        TimelineError: a field holds what no built-in kind has.
    """
    parts = list(_parted(entries).values())
    about = [[len(part), sorted(_classes(part))] for part in parts]
    head = {"format": FORMAT, "digest": digest, "parts": about}
    # In ASCII: of a text of one byte a character the parts are quicker to cut out.
    lines = (head, _packed([registries]), *map(_packed, parts))
    return "\n".join(json.dumps(line, separators=(",", ":")) for line in lines)


def _parted(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Entries by the module that defines their kind, amendments with what they amend."""
    kinds = {entry.id: type(entry) for entry in entries}
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        cls = type(entry)
        if isinstance(entry, Amendment):
            cls = kinds.get(entry.target, cls)
        found.setdefault(cls.__module__, []).append(entry)
    return found


def _classes(entries: Iterable[Entry]) -> set[str]:
    """The names of all classes of event of which an instance may stand by some entries."""
    events = (e.replacement if isinstance(e, Correction) else e for e in entries)
    return {_place(cls) for event in events for cls in type(event).__mro__ if _is_event(cls)}


def _is_event(cls: type[Any]) -> bool:
    return issubclass(cls, Event)


def _packed(values: Iterable[Any]) -> dict[str, Any]:
    packer = _Packer()
    numbers = [packer.number(value) for value in values]
    groups, places = packer.groups()
    return {"groups": groups, "values": [places[number] for number in numbers]}


class Part:
    """Some entries of a packed record.

    Args:
        size: how many there are.
        classes: the names of all classes of event of which an instance may stand by them.
        text: their line.
    """

    def __init__(self, size: int, classes: Iterable[str], text: bytes) -> None:
        self.size: int = size
        self._classes = frozenset(classes)
        self._text = text

    def may_hold(self, kinds: Iterable[type[Event]]) -> bool:
        """Whether an event of some kinds, subclasses included, may stand by these entries."""
        return not self._classes.isdisjoint(map(_place, kinds))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, in the order in which they were packed.

        Raises:
            TimelineError: the part is damaged.
        """
        with _undamaged():
            found: tuple[Entry, ...] = _unpacked(self._text)
            if len(found) != self.size:
                raise ValueError(f"{len(found)} entries in a part of {self.size}")
            return found


def unpack(text: bytes) -> tuple[tuple[Part, ...], Callable[[], Registries]]:
    """The parts of a text that `pack` made, and what reads its registries when it is asked first.

    The text is trusted, not checked.

    Raises:
        TimelineError: it is of another format, or damaged; what is read of it later, as well.
    """
    with _undamaged():
        first, *rest = text.split(b"\n")
        head = json.loads(first)
        if head["format"] != FORMAT:
            raise TimelineError(f"the packed record is not of format {FORMAT}: reinstall it")
        rows, *lines = rest
        about = zip(head["parts"], lines, strict=True)
        parts = tuple(Part(size, classes, line) for (size, classes), line in about)
        return parts, cache(lambda: _rows(rows))


def _rows(text: bytes) -> Registries:
    with _undamaged():
        (registries,) = _unpacked(text)
        assert isinstance(registries, Registries)
        return registries


@contextmanager
def _undamaged() -> Iterator[None]:
    with without_collecting():
        try:
            yield
        except (
            *(ValueError, LookupError, TypeError, ArithmeticError),
            *(ImportError, AttributeError),
        ) as error:
            raise TimelineError(f"the packed record is damaged ({error}): reinstall it") from None


def _unpacked(text: bytes) -> tuple[Any, ...]:
    """The values of a line."""
    data = json.loads(text)
    made: list[Any] = []
    for name, *columns in data["groups"]:
        made += _values(name, columns, made.__getitem__)
    return tuple(map(made.__getitem__, data["values"]))


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
    """What the group of the values of a class is called: where it is found."""
    if "<locals>" in cls.__qualname__:
        raise TimelineError(f"a {cls.__qualname__} cannot be packed: no module holds it")
    return _place(cls)


def _place(cls: type[Any]) -> str:
    return f"{cls.__module__}:{cls.__qualname__}"


def _class(name: str) -> Any:
    module, _, path = name.partition(":")
    return attrgetter(path)(import_module(module))


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
