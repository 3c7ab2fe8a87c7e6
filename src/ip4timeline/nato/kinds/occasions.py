"""Meetings one is invited to: the plan, and apart from it what was seen there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

import attrs

from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.fields import means, one_of, required, to_tuple
from ip4timeline.engine.time.when import When, to_when
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Delegate, Level, to_level_or_none

PartnerFormat = Literal["none", "contributors", "partners"]


def _delegates(value: Iterable[Delegate]) -> tuple[Delegate, ...]:
    return to_tuple(value)


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class OccasionEvent(Event):
    """Something about one occasion of the registry; not a kind of its own."""

    occasion: str = attrs.field(
        validator=required, metadata=means("id of the occasion", refers_to="occasion")
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class OccasionScheduled(OccasionEvent):
    """An occasion was given its dates, or new ones. ``partners``: those it may concern.

    ``partner_format`` is what a source says there was for partners such as the four: ``none``
    (it was of the allies alone, so that none of ``partners`` was part of it), ``contributors``
    (a session of those who took part in an operation) or ``partners`` (a session of theirs).
    Left out where no source says: that nobody is known to have come is no such fact.
    """

    kind: ClassVar[str] = "occasion-scheduled"
    distinct_by: ClassVar[tuple[str, ...]] = ("occasion", "dates", "partner_format")

    dates: When = attrs.field(
        converter=to_when, metadata=means("when it is planned for, or was held")
    )
    venue: str = attrs.field(default="", metadata=means("where it is planned for, or was held"))
    partner_format: PartnerFormat | None = attrs.field(
        default=None,
        validator=one_of(PartnerFormat),
        metadata=means(
            "what there was for partners: `none` (of the allies alone), a session of "
            "`contributors` to an operation, or one of `partners`; left out where no source says"
        ),
    )

    def _settle(self) -> None:
        super()._settle()
        if self.partner_format and not self.partners:
            raise EventError(
                "partner_format",
                f"is {self.partner_format!r}, and the event is about nobody",
                "name in partners those for whom a source says it",
            )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class OccasionCalledOff(OccasionEvent):
    """A scheduled occasion was called off as a whole.

    A single talk that is put off without a new date is a `Statement` of whoever says so.
    """

    kind: ClassVar[str] = "occasion-called-off"
    distinct_by: ClassVar[tuple[str, ...]] = ("occasion",)

    reason: str = attrs.field(default="", metadata=means("the reason given"))


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Invitation(OccasionEvent):
    """A partner was asked to an occasion; ``person`` where one was named, ``level`` asked for."""

    kind: ClassVar[str] = "invitation"
    distinct_by: ClassVar[tuple[str, ...]] = ("occasion", "person")

    person: str = attrs.field(
        default="",
        metadata=means("id of the person who was asked, where one was named", refers_to="person"),
    )
    level: Level | None = attrs.field(
        default=None, converter=to_level_or_none, metadata=means("the rank that was asked for")
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class PlanEvent(OccasionEvent):
    """A step in one partner's plan for one occasion; not a kind of its own."""

    of_one_partner: ClassVar[bool] = True

    person: str = attrs.field(default="", metadata=means("id of the person", refers_to="person"))


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Acceptance(PlanEvent):
    """A plan to attend was made public, also of a named substitute (``instead_of``).

    It takes somebody who speaks for the partner, named or not; that a medium expects somebody
    is a `Report`.
    """

    kind: ClassVar[str] = "acceptance"
    distinct_by: ClassVar[tuple[str, ...]] = ("occasion", "person", "office")

    person: str = attrs.field(
        default="", metadata=means("id of the person who is to come", refers_to="person")
    )
    office: str = attrs.field(
        default="",
        metadata=means("id of the office in which the person is to come", refers_to="office"),
    )
    level: Level | None = attrs.field(
        default=None,
        converter=to_level_or_none,
        metadata=means("the rank of the office in which the person is to come"),
    )
    instead_of: str = attrs.field(
        default="",
        metadata=means("id of the person in whose place they are to come", refers_to="person"),
    )

    def _settle(self) -> None:
        super()._settle()
        if self.instead_of and self.instead_of == self.person:
            raise EventError("instead_of", f"{self.person!r} cannot stand in for themselves")


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Cancellation(PlanEvent):
    """An accepted plan to attend was withdrawn."""

    kind: ClassVar[str] = "cancellation"
    distinct_by: ClassVar[tuple[str, ...]] = ("occasion", "person")

    person: str = attrs.field(
        default="",
        metadata=means("id of the person whose coming was withdrawn", refers_to="person"),
    )
    reason: str = attrs.field(default="", metadata=means("the reason given"))


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Declination(PlanEvent):
    """A refusal to attend without an earlier acceptance."""

    kind: ClassVar[str] = "declination"
    distinct_by: ClassVar[tuple[str, ...]] = ("occasion", "person")

    person: str = attrs.field(
        default="", metadata=means("id of the person who will not come", refers_to="person")
    )
    reason: str = attrs.field(default="", metadata=means("the reason given"))


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Attendance(OccasionEvent):
    """A partner took part, through ``delegates``, head of delegation first.

    ``instead_of`` names the person whose place the head took. An occasion of several days is
    attended on one of them: on that of the partners' session, or, where no source gives it,
    on one day within (``[2013-02-21..2013-02-22]``).
    """

    kind: ClassVar[str] = "attendance"
    distinct_by: ClassVar[tuple[str, ...]] = ("occasion",)
    observed: ClassVar[bool] = True
    of_one_partner: ClassVar[bool] = True

    delegates: tuple[Delegate, ...] = attrs.field(
        converter=_delegates, metadata=means("who came, head of delegation first")
    )
    instead_of: str = attrs.field(
        default="",
        metadata=means(
            "id of the person whose place the head of delegation took", refers_to="person"
        ),
    )

    def _settle(self) -> None:
        super()._settle()
        if not self.delegates:
            raise EventError("delegates", "is empty", "name a person or at least an office")
        if self.instead_of and self.instead_of in {d.person for d in self.delegates}:
            raise EventError("instead_of", f"{self.instead_of!r} is among the delegates")

    @property
    def level(self) -> Level:
        """The level of the head of delegation."""
        return self.delegates[0].level


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Absence(PlanEvent):
    """Seen at the occasion itself: a named person was not there, or nobody for the partner.

    Dated as an attendance is: by the session only where a source ties it to that.
    """

    kind: ClassVar[str] = "absence"
    distinct_by: ClassVar[tuple[str, ...]] = ("occasion", "person")
    observed: ClassVar[bool] = True

    person: str = attrs.field(
        default="",
        metadata=means(
            "id of the person seen to be missing; left out: nobody came for the partner",
            refers_to="person",
        ),
    )
