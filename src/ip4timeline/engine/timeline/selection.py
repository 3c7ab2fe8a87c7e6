"""Standing events picked by filters: to read, count and ask about, not to fold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import attrs

from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.errors import TimelineError, UnknownNameError, one_name
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.log.event_log import EventLog, KnownEvents
from ip4timeline.engine.time.days import DayLike, day_number, from_day_number
from ip4timeline.engine.time.when import Answer
from ip4timeline.engine.timeline.evidence import event_grid
from ip4timeline.engine.timeline.fields import candidates, event_class, meant_by, readable
from ip4timeline.engine.timeline.filters import (
    By,
    Cites,
    Concerns,
    Filter,
    Has,
    InSeries,
    IsA,
    OnTopic,
    Says,
)
from ip4timeline.engine.timeline.names import check_names, check_value, written

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

E = TypeVar("E", bound=Event, covariant=True)
F = TypeVar("F", bound=Event)
G = TypeVar("G", bound=Event)
Test = Callable[[Any], bool]


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
        sure: lie between the two days for sure, and not only possibly.
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
    sure: bool = False
    _log: EventLog | None = None

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
        return self._tested(Concerns(frozenset(given)))

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
        given = tuple(event_class(kind) for kind in kinds)
        if not self.kinds or _all_within(given, self.kinds):
            return attrs.evolve(self, kinds=given)
        if _all_within(self.kinds, given):
            return self
        return self._tested(IsA(given))

    def between(
        self, first: DayLike | None, last: DayLike | None, *, sure: bool = False
    ) -> Selection[E]:
        """Those that may have happened from ``first`` to ``last``, both inclusive.

        ``None`` leaves a side open. A partial date counts if any of its days is within.

        Args:
            first: the first day, a full one.
            last: the last day.
            sure: leave out what lies within only possibly, by a partial or qualified date, of lists
                and numbers; to a verdict it remains possible.

        Raises:
            TimelineError: there is no such day, or none that an earlier `between` left.
        """
        if not isinstance(sure, bool):
            raise TimelineError(f"sure is True or False, not {sure!r}")
        earliest = (self.first, None if first is None else day_number(first))
        latest = (self.last, None if last is None else day_number(last))
        low = max((day for day in earliest if day is not None), default=None)
        high = min((day for day in latest if day is not None), default=None)
        if low is not None and high is not None and low > high:
            raise TimelineError(
                f"between {from_day_number(low)} and {from_day_number(high)} there is no day"
            )
        return attrs.evolve(self, first=low, last=high, sure=self.sure or sure)

    def in_series(self, series: str) -> Selection[E]:
        """Those of a series, such as ``nato-summit``: about an occasion of it, or held at one.

        Raises:
            UnknownNameError: there is no such series.
        """
        check_names("series of occasions", [series], self.registries.series)
        if self.series and self.series != series:
            return self._tested(InSeries(self.registries, series))
        return attrs.evolve(self, series=series)

    def where(self, test: Callable[[E], bool] | None = None, **values: Any) -> Selection[E]:
        """Those that pass a test and have the given values in the given fields.

        A value is read as the field itself reads it: a date, a level or a number may be a text.
        One value for a field that holds a list, such as ``topics``, asks for those that have it
        among others; a list asks for those that have just these. The id of a ``source`` asks for
        those that cite it.

        Raises:
            UnknownNameError: no kind in question has such a field, or such a value in it, or
                neither a registry nor an event knows the name or text that is given.
            TimelineError: no kind in question can have such a value there.
        """
        classes = candidates(self.kinds)
        known = {name for cls in classes for name in readable(cls)}
        tests = self.tests if test is None else (*self.tests, test)
        same = self.values
        for name, value in values.items():
            if name == "source" and name not in known:
                tests = (*tests, Cites(self._source(value)))
                continue
            if name not in known:
                raise UnknownNameError("field", name, known)
            meant = meant_by(classes, name, value)
            check_value(name, meant, classes, self.registries, self._written)
            if name == "acting" and isinstance(meant.readings[0], str):
                tests = (*tests, By(meant.readings[0]))  # which knows whose list is whole
            elif len(meant.readings) == 1:
                same = (*same, (name, meant.readings[0]))
            else:
                tests = (*tests, Has(name, meant.readings))
        return attrs.evolve(self, values=same, tests=tests)

    def by(self, person: str) -> Selection[E]:
        """Those in which a person acts: takes part, speaks, attends, heads, holds an office, plans.

        Args:
            person: the id of the registry, such as ``jens-stoltenberg``.

        Raises:
            UnknownNameError: neither the registry nor an event knows such a person.
        """
        known = self.registries.names("person")
        if one_name("person", person) not in known:
            named = {p for event in self._written() for p in event.acting}
            check_names("person", [person], named.union(known))
        return self._tested(By(person))

    def with_topic(self, topic: str) -> Selection[E]:
        """Those that have a topic among theirs.

        Raises:
            UnknownNameError: no event has such a topic.
        """
        check_names("topic", [topic], {t for e in self._written() for t in e.topics})
        return self._tested(OnTopic(topic))

    def saying(self, text: str) -> Selection[E]:
        """Those with a text in their summary, title or reason, in capitals or not.

        It finds words of those who coded the events, so that nothing follows from what it does
        not find.

        Raises:
            TimelineError: the text is empty.
        """
        if not isinstance(text, str) or not text.strip():
            raise TimelineError(f"saying what? {text!r} is no text to look for")
        return self._tested(Says(text))

    def _source(self, id: str) -> str:
        known = self.registries.names("source")
        if one_name("source", id) not in known:
            cited = {c.source for e in self._written() for c in e.cites}
            check_names("source", [id], cited.union(known))
        return id

    def _written(self) -> list[Event]:
        """The events whose names are good."""
        return list(self._knowledge.standing) if self._log is None else written(self._log.entries)

    def _tested(self, test: Test) -> Selection[E]:
        return attrs.evolve(self, tests=(*self.tests, test))

    def is_among(self, other: Selection[Any]) -> bool:
        """Whether both pick from the same events, by the same registries and as known by one day.

        Those of equal timelines do.
        """
        if self._knowledge is other._knowledge and self.registries is other.registries:
            return True
        logs = (self._log, other._log)
        mine, theirs = (
            k.standing if g is None else g.entries
            for k, g in zip((self._knowledge, other._knowledge), logs, strict=True)
        )
        return (self.horizon, mine) == (other.horizon, theirs) and (
            self.registries == other.registries
        )

    def within(self, event: Event) -> Answer:
        """Whether an event lies between the two days."""
        return event.occurred.within(self.first, self.last)

    def match(self, event: Event) -> Answer:
        """Whether an event passes the filters, those of days apart.

        ``possible`` where it leaves a field unset or need not name all who took part.
        """
        found: Answer = "yes"
        for test in self._filters:
            # A test of the user's own is asked only of what passed those before it.
            answer = test.match(event) if isinstance(test, Filter) else test(event)
            if not answer or answer == "no":
                return "no"
            if answer == "possible" and isinstance(test, Filter):
                found = "possible"
        return found

    @cached_property
    def _filters(self) -> tuple[Test, ...]:
        return (
            *([Concerns(frozenset(self.parties))] if self.parties else ()),
            *([IsA(self.kinds)] if self.kinds else ()),
            *([InSeries(self.registries, self.series)] if self.series else ()),
            *(Has(name, (value,)) for name, value in self.values),
            *self.tests,
        )

    def _passes(self, event: Event) -> bool:
        if not event.occurred.overlaps(self.first, self.last):
            return False
        if self.sure and self.within(event) != "yes":
            return False
        return all(test(event) for test in self._filters)

    def possible(self) -> Iterator[tuple[E, bool]]:
        """Every event that may be one of them, and whether it surely is.

        More than the selection itself holds: also events that leave open what is asked of them, and
        those that lie only possibly between the days, whether or not a list of the sure ones leaves
        them out: that would make a doubt into a denial.
        """
        event: Any
        for event in self.standing():
            within = self.within(event)
            if within == "no":
                continue
            found = self.match(event)
            if found != "no":
                yield event, found == "yes" and within == "yes"

    def __iter__(self) -> Iterator[E]:
        event: Any
        for event in self.standing():
            if self._passes(event):
                yield event

    def standing(self) -> Iterator[Event]:
        """Every standing event that could be picked, in order."""
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

        sure, rest = self.parted()
        parts = event_grid(sure, self.registries)
        if rest:
            title = "It is not sure whether these were between the two days"
            parts += event_grid(rest, self.registries, title)
        return Page(f"Selection of {len(sure) + len(rest)} events", parts)

    def parted(self) -> tuple[list[E], list[E]]:
        """The events that surely lie between the two days, and those that only may."""
        sure: list[E] = []
        rest: list[E] = []
        for event in self:
            (sure if self.within(event) == "yes" else rest).append(event)
        return sure, rest


def _all_within(narrow: Iterable[type[Event]], wide: tuple[type[Event], ...]) -> bool:
    return all(issubclass(cls, wide) for cls in narrow)
