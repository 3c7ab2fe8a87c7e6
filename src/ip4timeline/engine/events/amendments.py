"""Changes to the record itself: corrections and retractions. They have no ``occurred``."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs

from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import (
    filled_in,
    kept_as_number,
    means,
    required,
    to_day_or_none,
)
from ip4timeline.engine.time.days import Date


@kept_as_number("known")
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Amendment(Entry):
    """What corrections and retractions share; not a kind of its own.

    Attributes:
        target: id of the event it is about.
        reason: why the earlier account does not stand.
        known: the day the public could know that the earlier account was wrong; ``None``
            means always: our record was wrong, the public was not.
    """

    known_day: ClassVar[int | None]
    """`known` as its day number, without making the date; each amendment has its own."""

    target: str = attrs.field(
        validator=required, metadata=means("id of the event that it is about", refers_to="event")
    )
    reason: str = attrs.field(
        validator=required, metadata=means("why the earlier account does not stand")
    )
    known: Date | None = attrs.field(
        default=None,
        converter=to_day_or_none,
        metadata=means(
            "the day the public could know that the account was wrong; left out: always"
        ),
    )

    def _settle(self) -> None:
        super()._settle()
        if self.target == self.id:
            raise EventError("target", "it names itself", "name the event it is about")


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Correction(Amendment):
    """The event ``target`` stands as ``replacement`` from ``known`` on.

    The replacement keeps the target's id; everything else may differ, its kind and
    ``known`` included.
    """

    kind: ClassVar[str] = "correction"

    replacement: Event = attrs.field(
        metadata=means("the event as it stands instead; keeps the id of the target")
    )

    @classmethod
    def completed(cls, data: dict[str, Any]) -> dict[str, Any]:
        """With the id of the target for the replacement."""
        return filled_in(data, "replacement", id=data.get("target"))

    def _settle(self) -> None:
        super()._settle()
        if not isinstance(self.replacement, Event):
            raise EventError(
                "replacement", "is not an event", "retract or correct the target itself"
            )
        if self.replacement.id != self.target:
            raise EventError(
                "replacement",
                f"has the id {self.replacement.id!r}",
                f"a replacement keeps the id of its target, {self.target!r}",
            )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Retraction(Amendment):
    """The event ``target`` does not stand at all from ``known`` on."""

    kind: ClassVar[str] = "retraction"
