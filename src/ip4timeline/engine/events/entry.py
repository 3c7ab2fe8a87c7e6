"""What every event has: identity, two dates, evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.fields import (
    Day,
    Part,
    check_types,
    kept_as_number,
    means,
    one_of,
    required,
    texts,
    to_day_or_none,
    to_tuple,
)
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.time.days import Date, DayLike
from ip4timeline.engine.time.when import Answer, When, to_when

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

KnownBasis = Literal["cited", "live", "assumed"]


def _plain(value: Any) -> str:
    """A value as one reads it."""
    if isinstance(value, Entry):
        return repr(value)
    if isinstance(value, When) or not attrs.has(type(value)):
        return str(value)
    return ", ".join(f"{name}: {_plain(given)}" for name, given in _given_fields(value))


def _date_if_given(value: DayLike | None) -> Date:
    """The date; one that is left out stays so until the event knows what takes its place."""
    return to_day_or_none(value)  # type: ignore[return-value]


def spelt(value: Any) -> str:
    """A value as one writes it to a constructor: dates and choices as texts, tuples as lists."""
    if isinstance(value, When):
        return repr(value.text)
    if isinstance(value, dt.date):
        return repr(value.isoformat())
    if isinstance(value, Enum):
        return repr(value.value)
    if isinstance(value, Decimal):
        return repr(str(value))
    if isinstance(value, tuple):
        return f"[{', '.join(map(spelt, value))}]"
    if attrs.has(type(value)):
        fields = ", ".join(f"{name}={spelt(given)}" for name, given in _given_fields(value))
        return f"{type(value).__name__}({fields})"
    return repr(value)


def _given_fields(value: Any) -> list[tuple[str, Any]]:
    """The fields that are not as their default has them, what happened before its citations."""
    fields = [(a, getattr(value, a.name)) for a in attrs.fields(type(value))]
    given = [(a.alias or a.name, found) for a, found in fields if found != a.default]
    return sorted(given, key=lambda field: field[0] in ("cites", "seq", "notes"))


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Cite(Part):
    """Where a source says it.

    Attributes:
        source: id of the source in the registry.
        locator: the words or place by which the passage is found in the source.
        supports: which part of the event it supports, where it is not the whole.
        announces: whether the passage only says beforehand that it is to happen, so that it
            cannot date the day on which the public could know that it did.
    """

    source: str = attrs.field(
        validator=required, metadata=means("id of the source", refers_to="source")
    )
    locator: str = attrs.field(
        default="", metadata=means("the words or place by which the passage is found")
    )
    supports: str = attrs.field(
        default="", metadata=means("which part of the event it supports, where it is not the whole")
    )
    announces: bool = attrs.field(
        default=False,
        metadata=means(
            "whether the passage only says beforehand that it is to happen; it dates no `known`"
        ),
    )


def _cites(value: Iterable[Cite]) -> tuple[Cite, ...]:
    return to_tuple(value)


def _place(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
    if isinstance(value, int) and abs(value) >= 2**31:
        raise EventError("seq", "is out of all bounds", "count the events of one day from 1")


@lru_cache(maxsize=512)
def _contents(cls: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of all fields of a class, dates as their day numbers."""
    names = (a.name for a in attrs.fields(cls))
    return attrgetter(*(f"{n}_day" if isinstance(getattr(cls, n), Day) else n for n in names))


# Its slot for weak references is that of every kind.
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Entry(Displayable):
    """What a timeline holds: an event, or a correction or retraction of one.

    Attributes:
        id: unique in a timeline and never given to anything else.
        cites: where the sources say so.
        seq: places events of one day that touch one thing; compared before the id.
        notes: remarks for curators, conflicts between sources among them.
    """

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1

    @classmethod
    def completed(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Stored data of an entry, with what an event embedded in it shares with it."""
        return data

    id: str = attrs.field(
        validator=required,
        metadata=means("unique in the record, kebab-case, never given to anything else"),
    )
    cites: tuple[Cite, ...] = attrs.field(
        default=(), converter=_cites, metadata=means("where the sources say so; at least one")
    )
    seq: int = attrs.field(
        default=0,
        validator=_place,
        metadata=means("order among events of one day that touch one thing"),
    )
    notes: str = attrs.field(
        default="", metadata=means("remarks for curators, conflicts between sources among them")
    )

    def __attrs_post_init__(self) -> None:
        if not self.kind:
            raise EventError(
                "kind", f"{type(self).__name__} has no kind", "use one of its subclasses"
            )
        check_types(self)
        self._settle()

    # For all kinds together: attrs would write and compile the two for each kind at import.
    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        cls: Any = type(self)
        contents = _contents(cls)
        return bool(contents(self) == contents(other)) if type(other) is cls else NotImplemented

    def __hash__(self) -> int:
        cls: Any = type(self)
        return hash((cls, _contents(cls)(self)))

    def __repr__(self) -> str:
        return spelt(self)

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Grid, Page

        rows = tuple(
            (name, tuple(map(_plain, given)) if isinstance(given, tuple) else _plain(given))
            for name, given in _given_fields(self)
            if name != "id"
        )
        return Page(f"{self.kind} {self.id}", (Grid("What it says", ("Field", "Value"), rows),))

    def _settle(self) -> None:
        """What the fields of one kind must be to each other, once each is of its type.

        Apart from ``__attrs_post_init__``, so that a reader of plain data that has seen to
        the types need not have them checked again.
        """


@kept_as_number("known")
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Event(Entry):
    """One immutable dated development, a past-tense fact.

    A domain adds whom its events concern, and from that derives its kinds.

    Attributes:
        occurred: when it happened or takes effect; the date at the place.
        known: the day the public first could know it. Left out, it is the latest day of
            ``occurred`` and ``known_basis`` becomes ``assumed``.
        known_basis: ``cited`` (a source dates it), ``live`` (it was public as it happened)
            or ``assumed``.
        topics: subject slugs.
        summary: what happened, in our own words, stating only what was knowable at ``known``.

    Raises:
        EventError: a field cannot be; the error names it.
        WhenError: a date cannot be.
    """

    observed: ClassVar[bool] = False
    """Whether it can only be seen happening, so that ``known`` cannot precede it."""

    known_day: ClassVar[int]
    """`known` as its day number, without making the date; each event has its own."""

    occurred: When = attrs.field(
        converter=to_when,
        metadata=means("when it happened or takes effect, at the place; EDTF in quotes"),
    )
    known: Date = attrs.field(
        default=None,
        converter=_date_if_given,
        metadata=means(
            "the day the public first could know it; left out, the latest day of `occurred`"
        ),
    )
    known_basis: KnownBasis = attrs.field(
        default=None,
        validator=one_of(KnownBasis),
        metadata=means("why that day: a source dates it, it was public as it happened, or assumed"),
    )
    topics: tuple[str, ...] = attrs.field(
        default=(), converter=texts, metadata=means("subject slugs", slug=True)
    )
    summary: str = attrs.field(
        default="",
        metadata=means("what happened, in own words, stating only what was knowable at `known`"),
    )

    @property
    def parties(self) -> tuple[Party, ...]:
        """Whom it concerns; a domain says which of its fields holds them."""
        return ()

    @property
    def acting(self) -> tuple[str, ...]:
        """Ids of those who act in it; a domain says which of its fields holds them."""
        return ()

    def involves(self, person: str) -> Answer:
        """Whether a person acts in it: ``yes``, ``no``, or ``possible`` where it names not all."""
        return "yes" if person in self.acting else "no"

    def _settle(self) -> None:
        super()._settle()
        # Left out, each is nothing until here, whatever its type says of a whole event.
        dated: int | None = self.known_day
        based: str | None = self.known_basis
        if dated is None:
            latest = self.occurred.bound("certain")
            if latest is None:
                raise EventError(
                    "known",
                    f"is missing, and {self.occurred} has no latest day to take its place",
                    "give the day on which the public first could know it",
                )
            object.__setattr__(self, "known", latest)
        if based is None:
            basis = "assumed" if dated is None else "cited"
            object.__setattr__(self, "known_basis", basis)
        earliest = self.occurred.bound("possible")
        if earliest is not None and self.known_day < earliest and self.only_seen_happening():
            raise EventError(
                "known",
                f"{self.known} is before {self.occurred}, and such an event ({self.kind}) is known "
                "only from seeing it happen",
                "record what was announced beforehand as an event of its own on its own day",
            )

    def only_seen_happening(self) -> bool:
        """Whether it can only be known from seeing it happen, this event of its kind included."""
        return self.observed
