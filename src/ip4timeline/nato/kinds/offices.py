"""Who holds office."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.fields import means, one_of, required
from ip4timeline.nato.kinds.base import Event

OfficeCapacity = Literal["full", "acting", "suspended"]


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class OfficeChanged(Event):
    """An office changed hands or its holder changed capacity.

    ``full`` with a person: they hold the office, and nobody acts in it any more.
    ``suspended``: the person keeps the office without its powers. ``acting``: the person
    exercises it for an absent or suspended holder. ``full`` without a person: the office
    fell vacant, and whoever acts goes on; ``acting`` without a person: nobody acts any more.

    It occurs with the oath or, where there is none, when the appointment takes effect, and
    is known when the appointment is made public; a vacancy is known when the holder goes.
    """

    kind: ClassVar[str] = "office-changed"
    distinct_by: ClassVar[tuple[str, ...]] = ("office", "person", "capacity")

    office: str = attrs.field(
        validator=required, metadata=means("id of the office", refers_to="office")
    )
    person: str = attrs.field(
        default="",
        metadata=means(
            "id of the holder, or of the one who acts; left out: nobody",
            refers_to="person",
            unset_is_none=True,
        ),
    )
    capacity: OfficeCapacity = attrs.field(
        default="full", validator=one_of(OfficeCapacity), metadata=means("in what capacity")
    )

    def _settle(self) -> None:
        super()._settle()
        if self.capacity == "suspended" and not self.person:
            raise EventError("person", "is empty", "name the holder who was suspended")
