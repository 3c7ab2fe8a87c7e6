"""The events of a log as columns of whole numbers, for questions about all keys of a rule.

What a rule keeps comes back from the event that it is of, and a key from the first that has it, so
that an answer has the very values of the events, whatever their types: an engine sees their places
and numbers alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain
from operator import attrgetter, ne
from typing import Any, Final, NamedTuple

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.versions import DAY, FOREVER, KNOWN
from ip4timeline.engine.projections.declared import Declared, EventKeys, Kept
from ip4timeline.engine.time.days import day_number
from ip4timeline.engine.time.when import Certainty

_WHOLE: Final = 2**63
"""What a whole number of a column lies below."""
_NONE: Final = type(None)
_ID: Final = attrgetter("id")
Cells = Sequence[Any]


class Unfit(Exception):  # noqa: N818 - it says so to the index, and to nobody else
    """What is asked of cannot stand in such columns and come back as it was."""


class Codes(dict[Any, Any]):
    """By a thing what stands for it, made when it is first met."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, thing: Any) -> Any:
        found = self[thing] = self._make(thing)
        return found


class Coded:
    """Each version of the events of some kinds, column by column.

    Args:
        log: whose events.
        on: the kinds, those derived from them included.
    """

    def __init__(self, log: EventLog, on: tuple[type[Event], ...]) -> None:
        plain, others = log.apart(on)
        others.sort(key=lambda version: (version.event.id, version.since))
        self.events: list[Any] = [*plain, *(version.event for version in others)]
        self._plain, self._others = plain, others

    def ids(self) -> Cells:
        """Numbers in the order of the ids: between two plain events is room for all others."""
        room = len(self._others) + 1
        places = (bisect_left(self._plain, v.event.id, key=_ID) for v in self._others)
        others = [place * room + at for at, place in enumerate(places)]
        return [*range(room - 1, room * (len(self._plain) + 1) - 1, room), *others]

    def since(self) -> Cells:
        """The knowledge day from which each stands."""
        return [*map(KNOWN, self._plain), *(version.since for version in self._others)]

    def until(self) -> Cells:
        """That from which each no longer does; ``None`` while it stands."""
        ends = (None if v.until == FOREVER else v.until for v in self._others)
        return [*[None] * len(self._plain), *ends]

    def seq(self) -> Cells:
        """The place of each among the events of one day.

        Raises:
            Unfit: one is beyond what a column holds.
        """
        return _held(self.read(attrgetter("seq")))

    def days(self, certainty: Certainty) -> Cells:
        """The day from which each counts; ``None``: from none."""
        return self.read(DAY[certainty])

    def read(self, what: Callable[[Any], Any]) -> Cells:
        """A field of each."""
        return [*map(what, self.events)]

    def meant(self, keys: EventKeys) -> Cells | None:
        """Whether each has the values that a rule wants; ``None`` where it wants none."""
        found = [map(values.__contains__, map(read, self.events)) for read, values in keys.where]
        return [*map(all, zip(*found, strict=True))] if found else None

    def ends(self, field: str) -> Cells:
        """The day numbers of a field of days."""
        numbers = Codes(lambda day: None if day is None else day_number(day))
        return [*map(numbers.__getitem__, self.read(attrgetter(field)))]


class Keyed(NamedTuple):
    """The keys of events.

    Attributes:
        keys: each key; its place is its number.
        rows: the places of events, one for each key of each; ``None``: each has one.
        codes: the number of each one's key.
    """

    keys: Sequence[Hashable]
    rows: Cells | None
    codes: Cells

    @classmethod
    def of(cls, events: Iterable[Any], keys: EventKeys) -> Keyed:
        """The keys of some events.

        Raises:
            Unfit: one is not equal to itself, or none by which anything could be found.
        """
        numbers: dict[Hashable, int] = {}

        def numbered(found: Any) -> tuple[int, ...]:
            each = dict.fromkeys(keys.of(found))
            return tuple(numbers.setdefault(key, len(numbers)) for key in each)

        try:
            codes = Codes(numbered)
            every = [*map(codes.__getitem__, map(keys.read, events))]
        except TypeError:  # unhashable
            raise Unfit from None
        if any(key != key for key in numbers):
            raise Unfit
        one = all(len(each) == 1 for each in codes.values())
        rows = None if one else [row for row, each in enumerate(every) for _ in each]
        return cls([*numbers], rows, [*chain.from_iterable(every)])


class Valued(NamedTuple):
    """What a rule looks at in events.

    Attributes:
        cells: a number for each; ``None`` where it has no value.
        back: the value of a number.
        whole: whether they are whole numbers.
    """

    cells: Cells
    back: Callable[[Any], Any]
    whole: bool = True

    @classmethod
    def of(cls, coded: Coded, rule: Declared) -> Valued:
        """What a rule looks at.

        Raises:
            Unfit: an engine would not say of the values what the rule says.
        """
        said = rule.said
        read = attrgetter(said.field)
        values = coded.read(read)
        types = set(map(type, values)) - {_NONE}
        # Of 1, 1.0 and True, or of two decimals of one amount, an engine may give another back.
        if len(types) > 1 or rule.fields[said.field].type == "money":
            raise Unfit
        if float in types and any(map(ne, values, values)):
            raise Unfit  # the fold refuses a number that is unlike itself
        if said.rule in ("latest", "first"):
            return cls(*_places(coded, values, read, said.lapses))
        if said.rule == "distinct":
            found = [*dict.fromkeys(values)]
            return cls(*_numbered(found, values))
        if types <= {int}:
            if said.rule == "total":
                _held([sum(map(abs, filter(None, values)))])
            return cls(_held(values), _same)
        if said.rule == "total":
            raise Unfit  # the sum of floats depends on their order, and what is whole may be true
        if types == {float}:
            return cls(values, _same, False)
        return cls(*_numbered(sorted(set(values) - {None}), values))


def _same(value: Any) -> Any:
    return value


def _held(numbers: Cells) -> Cells:
    """Whole numbers that a column holds.

    Raises:
        Unfit: it does not.
    """
    if any(abs(number) >= _WHOLE for number in filter(None, numbers)):
        raise Unfit
    return numbers


def _places(
    coded: Coded, values: Cells, read: Callable[[Any], Any], lapses: str
) -> tuple[Cells, Callable[[Any], Any]]:
    """The place of each event that has a value."""
    cells: Cells = range(len(values))
    if None in values:
        cells = [None if value is None else place for place, value in enumerate(values)]
    events = coded.events
    if not lapses:
        return cells, values.__getitem__
    ends = attrgetter(lapses)
    return cells, lambda place: Kept(values[place], ends(events[place]))


def _numbered(found: Sequence[Any], values: Cells) -> tuple[Cells, Callable[[Any], Any]]:
    """The place of each value among all that there are."""
    numbers = {value: number for number, value in enumerate(found)}
    numbers[None] = None  # type: ignore[assignment]
    return [*map(numbers.__getitem__, values)], found.__getitem__
