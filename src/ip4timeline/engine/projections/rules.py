"""Declared projections: rules that say what they do, instead of coding it.

Each is an ordinary `Projection` or `Tally`, folded in Python like any other, and is data besides:
whoever knows it by what it says can evaluate it over frames of an engine (see `Declared`).

Two rules that say the same are one object, and a rule pickles as what it says.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final
from weakref import WeakValueDictionary

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.projections.declared import Declared, Kept, Missing, Said
from ip4timeline.engine.projections.fields import EventField, chosen, field_of, same_in_all
from ip4timeline.engine.projections.projection import Projection, Tally
from ip4timeline.engine.projections.signature import kinds_in

Names = str | Sequence[str]
Kinds = type[Event] | tuple[type[Event], ...]


class OfRules(Declared):
    """A rule of this room, which is made anew from what it says."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rule, (self.said,))


class Keeps(OfRules, Projection[Any, Any]):
    """A rule that keeps one value of a key."""

    def __init__(self, said: Said, fields: Mapping[str, EventField]) -> None:
        self.said: Said = said
        self.fields: Mapping[str, EventField] = fields
        needs = said.field if said.missing == "ignore" else ""
        ends = (lambda kept: kept.ends) if said.lapses else None
        super().__init__(self._evolve_of(), on=said.on, keys=self._keys(needs), lapses=ends)
        self._named(self)
        self.__module__ = __name__

    def _evolve_of(self) -> Callable[[Any, Any], Any]:
        raise NotImplementedError


class Sums(OfRules, Tally[Any, Any]):
    """A rule that adds what each event has."""

    merges: ClassVar[Any] = operator.add

    def __init__(self, said: Said, fields: Mapping[str, EventField]) -> None:
        self.said: Said = said
        self.fields: Mapping[str, EventField] = fields
        merge, keys = type(self).merges, self._keys(said.field)
        super().__init__(self._measure_of(), on=said.on, keys=keys, merge=merge)
        self._named(self)
        self.__module__ = __name__

    def _measure_of(self) -> Callable[[Any], Any]:
        read = operator.attrgetter(self.said.field)

        def measure(event: Any) -> Any:
            return read(event)

        return measure


class Latest(Keeps):
    """The value of the last event."""

    def _evolve_of(self) -> Callable[[Any, Any], Any]:
        read = operator.attrgetter(self.said.field)
        if not self.said.lapses:

            def evolve(value: Any, event: Any) -> Any:
                return read(event)

            return evolve
        ends = operator.attrgetter(self.said.lapses)

        def evolve_kept(value: Kept | None, event: Any) -> Kept | None:
            found = read(event)
            return None if found is None else Kept(found, ends(event))

        return evolve_kept


class First(Keeps):
    """The value of the first event."""

    def _evolve_of(self) -> Callable[[Any, Any], Any]:
        read = operator.attrgetter(self.said.field)

        def evolve(value: Any, event: Any) -> Any:
            return read(event) if value is None else value

        return evolve


class Count(Sums):
    """How many events."""

    def _measure_of(self) -> Callable[[Any], Any]:
        def measure(event: Any) -> int:
            return 1

        return measure


class Total(Sums):
    """The sum of a field."""


class Highest(Sums):
    """The highest value of a field."""

    merges = max


class Lowest(Sums):
    """The lowest value of a field."""

    merges = min


class Distinct(Sums):
    """The set of the values of a field."""

    merges = frozenset.union

    def _measure_of(self) -> Callable[[Any], Any]:
        read = operator.attrgetter(self.said.field)

        def measure(event: Any) -> frozenset[Any]:
            return frozenset((read(event),))

        return measure


RULES: Final[Mapping[str, type[Keeps | Sums]]] = {
    "count": Count,
    "total": Total,
    "latest": Latest,
    "first": First,
    "highest": Highest,
    "lowest": Lowest,
    "distinct": Distinct,
}
"""The rules by name."""
_ADDS: Final = ("whole", "number", "money")
_MADE: WeakValueDictionary[Said, Any] = WeakValueDictionary()


def _rule(said: Said) -> Any:
    """The one rule that says this."""
    found = _MADE.get(said)
    if found is None:
        names = dict.fromkeys([*said.by, *(n for n, _ in said.where), said.field, said.lapses])
        fields = {name: same_in_all(name, said.on) for name in names if name}
        _check(said, fields)
        found = _MADE.setdefault(said, RULES[said.rule](said, fields))
    return found


def _check(said: Said, fields: Mapping[str, EventField]) -> None:
    """Refuse what no fold of such a rule can mean.

    Raises:
        TimelineError: a field is not of a type that the rule takes.
    """
    if not said.by:
        raise TimelineError(f"{said.rule}: by= names no field; name those whose values are the key")
    if said.missing not in ("ignore", "ends"):
        raise TimelineError(f"missing is 'ignore' or 'ends', not {said.missing!r}")
    single = [said.field, said.lapses, *(name for name, _ in said.where)]
    for name in filter(None, single):
        if fields[name].many:
            raise TimelineError(
                f"{said.rule}: {name} is a list; name a field of one value (only by= takes lists)"
            )
    about = fields.get(said.field)
    if said.rule == "total" and about is not None and about.type not in _ADDS:
        raise TimelineError(f"total: {said.field} is {about.type}, which cannot be added")
    if said.rule in ("highest", "lowest") and about is not None and not about.ordered:
        raise TimelineError(f"{said.rule}: the values of {said.field} stand in no order")
    if said.lapses and fields[said.lapses].type != "day":
        raise TimelineError(
            f"lapses: {said.lapses} is {fields[said.lapses].type}; name a field that holds the "
            "first day on which the value no longer holds"
        )


def _declared(
    rule: str,
    field: str,
    on: Kinds,
    by: Names,
    where: Mapping[str, Any] | None,
    name: str,
    lapses: str = "",
    missing: Missing = "ignore",
) -> Any:
    kinds = kinds_in(on, rule)
    chosen_by = (by,) if isinstance(by, str) else tuple(by)
    meant = tuple(
        (of, chosen(field_of(of, kinds[0]), given)) for of, given in sorted((where or {}).items())
    )
    called = name or "_".join(filter(None, (rule, field)))
    return _rule(Said(rule, field, kinds, chosen_by, meant, lapses, missing, called))


def count(*, on: Kinds, by: Names, where: Mapping[str, Any] | None = None, name: str = "") -> Count:
    """How many events there are of each key.

    Args:
        on: the kind of event, or a tuple of them; those derived from them included.
        by: the fields whose values are the key: one of its own, or a tuple of several. A list
            gives a key for each of its items; an event without a value has no key.
        where: by field, the value that an event must have, or a collection of which it must have
            one; ``None`` is for no value.
        name: what to call the projection; left out, the rule and its field.

    Raises:
        TimelineError: there is no such field, or it is of no type that the rule takes.
    """
    found: Count = _declared("count", "", on, by, where, name)
    return found


def total(
    field: str, *, on: Kinds, by: Names, where: Mapping[str, Any] | None = None, name: str = ""
) -> Total:
    """The sum of a field of numbers or amounts over the events that have it; else as `count`."""
    found: Total = _declared("total", field, on, by, where, name)
    return found


def latest(
    field: str,
    *,
    on: Kinds,
    by: Names,
    where: Mapping[str, Any] | None = None,
    lapses: str = "",
    missing: Missing = "ignore",
    name: str = "",
) -> Latest:
    """The value of a field as the last event has it.

    Args:
        field: the field whose value is kept.
        on: as in `count`, and so ``by``, ``where`` and ``name``.
        by: see there.
        where: see there.
        lapses: a field that holds the first day on which the value no longer holds; the value is
            then a `Kept` of both.
        missing: what an event without a value of ``field`` does: ``ignore`` passes it over,
            ``ends`` lets it remove the value.
        name: see there.

    Raises:
        TimelineError: as `count`; or ``missing`` is neither.
    """
    found: Latest = _declared("latest", field, on, by, where, name, lapses, missing)
    return found


def first(
    field: str, *, on: Kinds, by: Names, where: Mapping[str, Any] | None = None, name: str = ""
) -> First:
    """The value of a field as the first event that has it has it; else as `count`."""
    found: First = _declared("first", field, on, by, where, name)
    return found


def highest(
    field: str, *, on: Kinds, by: Names, where: Mapping[str, Any] | None = None, name: str = ""
) -> Highest:
    """The highest value of a field; else as `count`. An enumeration goes by its own order."""
    found: Highest = _declared("highest", field, on, by, where, name)
    return found


def lowest(
    field: str, *, on: Kinds, by: Names, where: Mapping[str, Any] | None = None, name: str = ""
) -> Lowest:
    """The lowest value of a field; else as `count`. An enumeration goes by its own order."""
    found: Lowest = _declared("lowest", field, on, by, where, name)
    return found


def distinct(
    field: str, *, on: Kinds, by: Names, where: Mapping[str, Any] | None = None, name: str = ""
) -> Distinct:
    """The set of the values of a field, a `frozenset`; else as `count`."""
    found: Distinct = _declared("distinct", field, on, by, where, name)
    return found
