"""Who is a member."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from ip4timeline.engine.events.fields import means, one_of, required
from ip4timeline.nato.kinds.base import Event

MembershipChange = Literal["acceded", "left"]


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class MembershipChanged(Event):
    """A state joined or left a ``body``; ``member`` is its actor id.

    Those who join on one day have an event each.
    """

    kind: ClassVar[str] = "membership-changed"
    distinct_by: ClassVar[tuple[str, ...]] = ("member", "body", "change")

    member: str = attrs.field(
        validator=required, metadata=means("id of the actor that joined or left", refers_to="party")
    )
    body: str = attrs.field(
        default="nato",
        metadata=means(
            "id of the actor whose standing, text or membership it is", refers_to="party"
        ),
    )
    change: MembershipChange = attrs.field(
        default="acceded", validator=one_of(MembershipChange), metadata=means("which step it was")
    )
