"""The kinds of event of the Quad: summits, working groups and pledges."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Literal

import attrs

from ip4timeline.engine import Event as EngineEvent
from ip4timeline.engine import (
    EventError,
    When,
    one_of,
    register,
    required,
    to_amount,
    to_when_or_none,
)
from quad_timeline.members import Member

Change = Literal["established", "renewed", "closed"]


class Format(StrEnum):
    """How a summit was held."""

    IN_PERSON = "in-person"
    BY_VIDEO = "by-video"


class Unit(StrEnum):
    """What is pledged; units are never added together."""

    DOSES = "doses"
    PLACES = "places"
    US_DOLLARS = "us-dollars"


def _members(value: Iterable[Member | str]) -> tuple[Member, ...]:
    return Member.several(value, "members")


def _member(value: Member | str) -> Member:
    return Member.of(value)


def _lasts(instance: Any, attribute: attrs.Attribute[Any], value: When | None) -> None:
    if value is not None and not value.lasting:
        raise EventError(attribute.name, f"{value} is not a period", "write 2030/2032")


@attrs.frozen(kw_only=True, order=False)
class Event(EngineEvent):
    """Something that happened between the members of the Quad."""

    members: tuple[Member, ...] = attrs.field(converter=_members, validator=required)

    @property
    def parties(self) -> tuple[Member, ...]:
        """The members."""
        return self.members


@register
@attrs.frozen(kw_only=True, order=False)
class SummitHeld(Event):
    """The leaders of the members met, with one of them as host."""

    kind: ClassVar[str] = "summit-held"
    observed: ClassVar[bool] = True

    host: Member = attrs.field(converter=_member)
    format: Format = attrs.field(default=Format.IN_PERSON, converter=Format)


@register
@attrs.frozen(kw_only=True, order=False)
class WorkingGroupChanged(Event):
    """A working group was established or renewed, for a term if one is given, or closed."""

    kind: ClassVar[str] = "working-group-changed"

    group: str = attrs.field(validator=required, metadata={"refers_to": "group"})
    change: Change = attrs.field(validator=one_of(Change))
    term: When | None = attrs.field(default=None, converter=to_when_or_none, validator=_lasts)


@register
@attrs.frozen(kw_only=True, order=False)
class PledgeMade(Event):
    """A member pledged an amount of something, each of them the whole of it if several did."""

    kind: ClassVar[str] = "pledge-made"

    amount: Decimal = attrs.field(converter=to_amount, validator=required)
    unit: Unit = attrs.field(converter=Unit)
    group: str = attrs.field(default="", metadata={"refers_to": "group"})
