"""Standing events picked by filters: to read, count and ask about, not to fold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar, overload

import attrs

from ip4timeline.actors import Partner
from ip4timeline.codec import kind_class, kinds
from ip4timeline.errors import TimelineError, UnknownNameError
from ip4timeline.events import Event, OccasionEvent
from ip4timeline.registries import Registries
from ip4timeline.standing import Knowledge
from ip4timeline.when import DayLike, day_number

E = TypeVar("E", bound=Event, covariant=True)
F = TypeVar("F", bound=Event)
G = TypeVar("G", bound=Event)
Test = Callable[[Any], bool]


@attrs.frozen(eq=False, repr=False)
class Selection(Generic[E]):
    """Standing events that pass every filter, in the one order. Each call gives a new one.

    Attributes:
        partners: concern one of these partners; none given: any.
        kinds: are of one of these kinds; none given: any.
        first, last: may overlap with the days between these day numbers, both inclusive.
        series: are about an occasion of this series.
        values: have these values in these fields.
        tests: pass these tests.
    """

    _knowledge: Knowledge
    registries: Registries
    partners: tuple[Partner, ...] = ()
    kinds: tuple[type[Event], ...] = ()
    first: int | None = None
    last: int | None = None
    series: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    tests: tuple[Test, ...] = ()
    horizon: int | None = None

    def about(self, *partners: Partner | str | int) -> Selection[E]:
        """Those that concern any of the partners.

        Raises:
            UnknownNameError: no partner has such a name.
        """
        return attrs.evolve(self, partners=tuple(Partner.of(p) for p in partners))

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
        """
        found: list[type[Event]] = []
        for kind in kinds:
            cls = kind_class(kind) if isinstance(kind, str) else kind
            if not issubclass(cls, Event):
                raise TimelineError(f"a {cls.kind} is about the record; see Timeline.entries")
            found.append(cls)
        return attrs.evolve(self, kinds=tuple(found))

    def between(self, first: DayLike | None, last: DayLike | None) -> Selection[E]:
        """Those that may have happened from ``first`` to ``last``, both inclusive.

        ``None`` leaves a side open. A partial date counts if any of its days is within.
        """
        low = None if first is None else day_number(first)
        high = None if last is None else day_number(last)
        if low is not None and high is not None and low > high:
            raise TimelineError(f"between {first} and {last} there is no day")
        return attrs.evolve(self, first=low, last=high)

    def in_series(self, series: str) -> Selection[E]:
        """Those about an occasion of a series, such as ``nato-summit``.

        Raises:
            UnknownNameError: no occasion is of such a series.
        """
        known = {o.series for o in self.registries.occasions if o.series}
        if series not in known:
            raise UnknownNameError("series of occasions", series, known)
        return attrs.evolve(self, series=series)

    def where(self, test: Callable[[E], bool] | None = None, **values: Any) -> Selection[E]:
        """Those that pass a test and have the given values in the given fields.

        Raises:
            UnknownNameError: no kind in question has such a field.
        """
        candidates = self.kinds or tuple(c for c in kinds().values() if issubclass(c, Event))
        fields = {name for cls in candidates for name in _readable(cls)}
        for name in values:
            if name not in fields:
                raise UnknownNameError("field", name, fields)
        tests = self.tests if test is None else (*self.tests, test)
        return attrs.evolve(self, values=(*self.values, *values.items()), tests=tests)

    def _passes(self, event: Event) -> bool:
        if self.partners and not set(self.partners) & set(event.partners):
            return False
        if self.kinds and not isinstance(event, self.kinds):
            return False
        if not event.occurred.overlaps(self.first, self.last):
            return False
        if self.series and not self._in_series(event):
            return False
        missing = object()
        if any(getattr(event, name, missing) != value for name, value in self.values):
            return False
        return all(test(event) for test in self.tests)

    def _in_series(self, event: Event) -> bool:
        if not isinstance(event, OccasionEvent):
            return False
        occasion = self.registries.occasion_by_id.get(event.occasion)
        return occasion is not None and occasion.series == self.series

    def __iter__(self) -> Iterator[E]:
        ordered = [event for _, event in self._knowledge.ordered("certain")]
        undated = sorted(
            (e for e in self._knowledge.standing if e.occurred.latest is None), key=lambda e: e.id
        )
        event: Any
        for event in (*ordered, *undated):
            if self._passes(event):
                yield event

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __repr__(self) -> str:
        return f"<selection of {len(self)} events>"


def _readable(cls: type[Event]) -> set[str]:
    """The names by which an event of a class can be asked: its fields and properties."""
    properties = {n for n in dir(cls) if isinstance(getattr(cls, n, None), property)}
    return {a.name for a in attrs.fields(cls)} | properties | {"kind"}
