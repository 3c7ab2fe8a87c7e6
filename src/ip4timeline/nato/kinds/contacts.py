"""What the partners and NATO did with each other: visits, meetings, exercises, support."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

import attrs

from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.fields import means, one_of, required, to_amount, to_head_count
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Mode

Direction = Literal["to-nato", "to-partner", "to-ally"]
Capacity = Literal["participant", "observer", "host"]
Stage = Literal["pledged", "paid", "delivered"]


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Visit(Event):
    """Somebody travelled to the other side: to NATO, to the partner, or to an ally over NATO.

    Who comes to a meeting that partners are invited to attends it: an `Attendance`.
    """

    kind: ClassVar[str] = "visit"
    distinct_by: ClassVar[tuple[str, ...]] = ("direction", "place", "participants")
    observed: ClassVar[bool] = True

    direction: Direction = attrs.field(
        validator=one_of(Direction),
        metadata=means("who travelled where: to NATO, to the partner, or to an ally over NATO"),
    )
    place: str = attrs.field(default="", metadata=means("where it was"))
    occasion: str = attrs.field(
        default="", metadata=means("id of the occasion", refers_to="occasion")
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Meeting(Event):
    """A talk between named sides, calls included; ``occasion`` where it was held beside one.

    Also the session of an occasion itself, beside one `Attendance` for each partner, and a
    panel that the sides shared; what one of them said there is a `Statement`.
    """

    kind: ClassVar[str] = "meeting"
    distinct_by: ClassVar[tuple[str, ...]] = ("participants", "counterparts")
    observed: ClassVar[bool] = True

    mode: Mode = attrs.field(
        default="in-person",
        validator=one_of(Mode),
        metadata=means("in person, by video or by phone; left out where no source says"),
    )
    occasion: str = attrs.field(
        default="", metadata=means("id of the occasion", refers_to="occasion")
    )
    place: str = attrs.field(default="", metadata=means("where it was"))


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Exercise(Event):
    """Forces or staffs exercised together."""

    kind: ClassVar[str] = "exercise"
    distinct_by: ClassVar[tuple[str, ...]] = ("exercise", "capacity")
    observed: ClassVar[bool] = True

    exercise: str = attrs.field(
        validator=required, metadata=means("slug of the exercise and its year", slug=True)
    )
    capacity: Capacity = attrs.field(
        default="participant", validator=one_of(Capacity), metadata=means("in what capacity")
    )
    personnel: int | None = attrs.field(
        default=None,
        converter=to_head_count,
        metadata=means("how many of the partner's people took part, as a source counts them"),
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Operation(Event):
    """A partner contributed to an operation; ``contribution`` says with what.

    What was announced beforehand, an extension and an end are a `Statement` each.
    """

    kind: ClassVar[str] = "operation"
    distinct_by: ClassVar[tuple[str, ...]] = ("operation",)
    observed: ClassVar[bool] = True

    operation: str = attrs.field(
        validator=required, metadata=means("slug of the operation", slug=True)
    )
    capacity: str = attrs.field(default="", metadata=means("in what capacity"))
    contribution: str = attrs.field(default="", metadata=means("with what the partner contributed"))
    personnel: int | None = attrs.field(
        default=None,
        converter=to_head_count,
        metadata=means("how many of the partner's people took part, as a source counts them"),
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Support(Event):
    """Money or goods for a ``recipient``, through a ``fund`` where there was one.

    ``stage`` says whether it was pledged, paid or delivered; ``fulfils`` names the
    pledge. Stages and currencies are never added together. ``currency`` is ISO 4217. An
    ``amount`` promised by the year is the sum over the years named. Forces announced as help
    for a recipient are pledged ``in_kind``.
    """

    kind: ClassVar[str] = "support"
    distinct_by: ClassVar[tuple[str, ...]] = (
        "recipient",
        "stage",
        "fund",
        "amount",
        "currency",
        "in_kind",
    )

    recipient: str = attrs.field(
        validator=required,
        metadata=means("id of the partner or actor whom it helps", refers_to="party"),
    )
    stage: Stage = attrs.field(
        validator=one_of(Stage), metadata=means("pledged, paid or delivered; never added together")
    )
    fund: str = attrs.field(
        default="", metadata=means("slug of the fund through which it went", slug=True)
    )
    amount: Decimal | None = attrs.field(
        default=None, converter=to_amount, metadata=means("the sum, as a text or a whole number")
    )
    currency: str = attrs.field(
        default="", metadata=means("ISO 4217 code; with an amount only", slug=True)
    )
    in_kind: str = attrs.field(default="", metadata=means("goods and services"))
    fulfils: str = attrs.field(
        default="", metadata=means("id of the pledge that it carries out", refers_to="event")
    )

    def _settle(self) -> None:
        super()._settle()
        if (self.amount is None) != (not self.currency):
            raise EventError("currency", "an amount needs a currency and a currency an amount")
        if self.fulfils == self.id:
            raise EventError("fulfils", "it names itself")

    def only_seen_happening(self) -> bool:
        """What is paid or delivered; a pledge is words."""
        return self.stage != "pledged"
