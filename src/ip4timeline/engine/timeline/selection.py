"""Standing events picked by filters: to read, count and ask about, not to fold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

import attrs

from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.errors import TimelineError, UnknownNameError
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import Day
from ip4timeline.engine.events.kinds import kind_class, kinds
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.scalars import options_of, scalar_of
from ip4timeline.engine.events.sources import Registries
from ip4timeline.engine.log.event_log import KnownEvents
from ip4timeline.engine.time.days import DayLike, day_number, from_day_number, to_date
from ip4timeline.engine.timeline.evidence import event_grid

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

E = TypeVar("E", bound=Event, covariant=True)
F = TypeVar("F", bound=Event)
G = TypeVar("G", bound=Event)
Test = Callable[[Any], bool]
_MISSING = object()


@attrs.frozen(eq=False, repr=False)
class Selection(Displayable, Generic[E]):
    """Standing events that pass every filter, in the one order. Each call gives a new one.

    A filter narrows and never widens: given twice, both hold.

    Attributes:
        parties: concern one of these parties; none given: any.
        kinds: are of one of these kinds; none given: any.
        first, last: may overlap with the days between these day numbers, both inclusive.
        series: are of this series, as the registries have it.
        values: have these values in these fields.
        tests: pass these tests, the filters among them that no other attribute can tell.
        horizon: the last day number of which anything is known; ``None`` for no limit.
        all_parties: the enumeration of those whom events can concern; ``None``: nobody.
    """

    _knowledge: KnownEvents
    registries: Registries
    parties: tuple[Party, ...] = ()
    kinds: tuple[type[Event], ...] = ()
    first: int | None = None
    last: int | None = None
    series: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    tests: tuple[Test, ...] = ()
    horizon: int | None = None
    all_parties: type[Party] | None = None

    def about(self, *parties: Party | str | int) -> Selection[E]:
        """Those that concern any of the parties, which go by any of their names.

        Raises:
            UnknownNameError: none has such a name.
            TimelineError: none is given, or the events here concern nobody in particular.
        """
        if self.all_parties is None:
            raise TimelineError("the events of this timeline concern no parties; see `parties`")
        if not parties:
            raise TimelineError(f"about whom? name one: about({next(iter(self.all_parties))!r})")
        given = tuple(dict.fromkeys(self.all_parties.of(party) for party in parties))
        if not self.parties or set(given) <= set(self.parties):
            return attrs.evolve(self, parties=given)
        if set(self.parties) <= set(given):
            return self
        return self._tested(partial(_concerns, frozenset(given)))

    @overload
    def of(self, kind: type[F], /) -> Selection[F]: ...
    @overload
    def of(self, kind: type[F], other: type[G], /) -> Selection[F | G]: ...
    @overload
    def of(self, *kinds: type[Event] | str) -> Selection[Event]: ...
    def of(self, *kinds: type[Event] | str) -> Selection[Any]:
        """Those of any of the kinds, subclasses included; a kind is a class or its name.

        Raises:
            UnknownNameError: no kind of event has such a name.
            TimelineError: none is given, or what is given is no kind of event.
        """
        if not kinds:
            raise TimelineError("of which kind? name one: of(ip4.Visit) or of('visit')")
        given = tuple(_event_class(kind) for kind in kinds)
        if not self.kinds or _all_within(given, self.kinds):
            return attrs.evolve(self, kinds=given)
        if _all_within(self.kinds, given):
            return self
        return self._tested(partial(_is_a, given))

    def between(self, first: DayLike | None, last: DayLike | None) -> Selection[E]:
        """Those that may have happened from ``first`` to ``last``, both inclusive.

        ``None`` leaves a side open. A partial date counts if any of its days is within.

        Raises:
            TimelineError: there is no such day, or none that an earlier `between` left.
        """
        earliest = (self.first, None if first is None else day_number(first))
        latest = (self.last, None if last is None else day_number(last))
        low = max((day for day in earliest if day is not None), default=None)
        high = min((day for day in latest if day is not None), default=None)
        if low is not None and high is not None and low > high:
            raise TimelineError(
                f"between {from_day_number(low)} and {from_day_number(high)} there is no day"
            )
        return attrs.evolve(self, first=low, last=high)

    def in_series(self, series: str) -> Selection[E]:
        """Those of a series, such as ``nato-summit``: about an occasion of it, or held at one.

        Raises:
            UnknownNameError: there is no such series.
        """
        known = self.registries.series
        if series not in known:
            raise UnknownNameError("series of occasions", series, known)
        if self.series and self.series != series:
            return self._tested(partial(_in_series, self.registries, series))
        return attrs.evolve(self, series=series)

    def where(self, test: Callable[[E], bool] | None = None, **values: Any) -> Selection[E]:
        """Those that pass a test and have the given values in the given fields.

        A value is read as the field itself reads it: a date or level may be a text.

        Raises:
            UnknownNameError: no kind in question has such a field, or such a value in it.
            TimelineError: no kind in question can have such a value there.
        """
        candidates = _candidates(self.kinds)
        known = {name for cls in candidates for name in _readable(cls)}
        tests = self.tests if test is None else (*self.tests, test)
        same = self.values
        for name, value in values.items():
            if name not in known:
                raise UnknownNameError("field", name, known)
            readings = _readings(candidates, name, value)
            if len(readings) == 1:
                same = (*same, (name, readings[0]))
            else:
                tests = (*tests, partial(_has_one_of, name, readings))
        return attrs.evolve(self, values=same, tests=tests)

    def _tested(self, test: Test) -> Selection[E]:
        return attrs.evolve(self, tests=(*self.tests, test))

    def _passes(self, event: Event) -> bool:
        if self.parties and not _concerns(frozenset(self.parties), event):
            return False
        if self.kinds and not isinstance(event, self.kinds):
            return False
        if not event.occurred.overlaps(self.first, self.last):
            return False
        if self.series and not _in_series(self.registries, self.series, event):
            return False
        if any(not _has_one_of(name, (value,), event) for name, value in self.values):
            return False
        return all(test(event) for test in self.tests)

    def __iter__(self) -> Iterator[E]:
        event: Any
        for event in self._every():
            if self._passes(event):
                yield event

    def _every(self) -> Iterator[Event]:
        for _, event in self._knowledge.ordered("certain"):
            yield event
        for event in self._knowledge.standing:  # by id
            if event.occurred.bound("certain") is None:
                yield event

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __repr__(self) -> str:
        return f"<selection of {len(self)} events>"

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Page

        horizon = None if self.horizon is None else from_day_number(self.horizon)
        return Page(f"Selection of {len(self)} events", event_grid(self, self.registries, horizon))


# Module-level functions rather than closures, so that a selection made of filters pickles.


def _concerns(parties: frozenset[Party], event: Event) -> bool:
    return not parties.isdisjoint(event.parties)


def _is_a(classes: tuple[type[Event], ...], event: Event) -> bool:
    return isinstance(event, classes)


def _in_series(registries: Registries, series: str, event: Event) -> bool:
    return registries.series_of(event) == series


def _has_one_of(name: str, values: tuple[Any, ...], event: Event) -> bool:
    try:
        found = getattr(event, name, _MISSING)
    except TimelineError:  # a property that has no answer for this event, such as `partner`
        return False
    return any(found == value for value in values)


def _event_class(kind: object) -> type[Event]:
    cls = kind_class(kind) if isinstance(kind, str) else kind
    if not isinstance(cls, type) or not issubclass(cls, Entry):
        raise TimelineError(f"{kind!r} is not a kind of event; give ip4.Visit or 'visit'")
    if not issubclass(cls, Event):
        raise TimelineError(
            f"a {cls.kind or 'bare Entry'} is about the record; see Timeline.entries"
        )
    return cls


def _all_within(narrow: Iterable[type[Event]], wide: tuple[type[Event], ...]) -> bool:
    return all(issubclass(cls, wide) for cls in narrow)


def _candidates(chosen: tuple[type[Event], ...]) -> tuple[type[Event], ...]:
    """The classes that a selected event may be of."""
    registered = [c for c in kinds().values() if issubclass(c, chosen or Event)]
    return tuple(dict.fromkeys((*chosen, *(c for c in registered if issubclass(c, Event)))))


def _readable(cls: type[Event]) -> set[str]:
    """The names by which an event of a class can be asked: its fields and properties."""
    properties = {n for n in dir(cls) if isinstance(getattr(cls, n, None), property)}
    return {a.name for a in attrs.fields(cls)} | properties | {"kind"}


def _readings(candidates: Iterable[type[Event]], name: str, value: object) -> tuple[Any, ...]:
    """What a value given for a field means to the classes that have it; mostly one thing.

    Raises:
        TimelineError: it means nothing to any of them.
    """
    readings: list[Any] = []
    refusals: list[Exception] = []
    for cls in candidates:
        if name not in _readable(cls):
            continue
        try:
            reading = _reading(cls, name, value)
        except Exception as error:  # a converter may be the user's own and raise anything
            refusals.append(error)
        else:
            if reading not in readings:
                readings.append(reading)
    if readings:
        return tuple(readings)
    unknown = [e for e in refusals if isinstance(e, UnknownNameError)]
    if unknown:
        raise UnknownNameError(unknown[0].what, value, [n for e in unknown for n in e.nearest])
    if isinstance(refusals[0], TimelineError):
        raise refusals[0]
    raise TimelineError(f"{name}: {value!r} cannot be its value: {refusals[0]}") from refusals[0]


def _reading(cls: Any, name: str, value: object) -> Any:
    """A value as the field or property of a class has it."""
    if name == "kind":
        return kind_class(value).kind
    attribute = next((a for a in attrs.fields(cls) if a.name == name), None)
    if attribute is None:
        hint = _hints(getattr(cls, name).fget).get("return")
        return _chosen(name, hint, _of_type(hint, value))
    if isinstance(getattr(cls, name), Day):  # kept as a number, read as a date
        return None if value is None else to_date(value)  # type: ignore[arg-type]
    hint = _hints(cls).get(name)
    convert: Any = attribute.converter
    if convert is None:
        return _chosen(name, hint, _of_type(hint, value))
    # An attrs.Converter may ask for the event under construction, and there is none.
    if getattr(convert, "takes_self", False) or getattr(convert, "takes_field", False):
        return value
    convert = getattr(convert, "converter", convert)
    return _chosen(name, hint, convert(value))


@lru_cache(maxsize=512)
def _hints(annotated: Any) -> Mapping[str, Any]:
    try:
        return get_type_hints(annotated)
    except NameError:  # a kind defined within a function may name what only that function knows
        return {}


def _of_type(hint: Any, value: object) -> Any:
    """A text as a value of the type it stands for, where that type has one for each text."""
    hints = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    classes = [inner for inner in hints if isinstance(inner, type)]
    if value is None or isinstance(value, tuple(classes)):
        return value
    for kind in classes:
        scalar = scalar_of(kind)
        if scalar is not None:
            return scalar.of(value)
    return value


def _chosen(name: str, hint: Any, value: Any) -> Any:
    """The value, if it is one of those that the type lists or if the type lists none."""
    options = options_of(hint)
    optional = value is None and NoneType in get_args(hint)
    if options and value not in options and not optional:
        raise UnknownNameError(name, value, options)
    return value
