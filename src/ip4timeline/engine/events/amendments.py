"""Changes to the record itself: corrections and retractions. They have no ``occurred``."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, ClassVar, Final

import attrs

from ip4timeline.engine.errors import EventError, TimelineError, listed
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.fields import (
    filled_in,
    kept_as_number,
    means,
    required,
    to_day_or_none,
)
from ip4timeline.engine.time.days import Date

ALWAYS: Final = 0
"""The knowledge day of an amendment without one, before every day number."""
_ID = attrgetter("id")


@kept_as_number("known")
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Amendment(Entry):
    """What corrections and retractions share; not a kind of its own.

    Attributes:
        target: id of the event it is about.
        reason: why the earlier account does not stand.
        known: the day the public could know that the earlier account was wrong; ``None``
            means always: our record was wrong, the public was not.
        of_original: whether one without a day is meant for the account as first written, of
            which amendments with a day tell otherwise later.

    Raises:
        EventError: a field cannot be; the error names it.
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
    of_original: bool = attrs.field(
        default=False,
        metadata=means(
            "of one without a day, that it is meant for the account as first written, "
            "whatever amendments with a day say later"
        ),
    )

    def _settle(self) -> None:
        super()._settle()
        if self.target == self.id:
            raise EventError("target", "it names itself", "name the event it is about")
        if self.of_original and self.known_day is not None:
            raise EventError(
                "of_original",
                f"is said of what the public could know from {self.known} on",
                "leave known out, if only the record was wrong, or of_original",
            )


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

    def fell_back(self, target: Event) -> bool:
        """Whether the replacement left its ``known`` out and is not known as the target was."""
        told = self.replacement
        fallen = told.known_basis == "assumed" and told.known_day == told.occurred.bound("certain")
        return fallen and told.known_day != target.known_day

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


def canonical(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries by id, each once.

    Raises:
        TimelineError: two entries have one id and different contents, or something is
            no entry at all.
    """
    given = list(listed("entries", entries))
    sound = all(issubclass(kind, Entry) for kind in set(map(type, given)))
    if sound and len(set(map(_ID, given))) == len(given):  # nothing twice: no need to look at each
        return tuple(sorted(given, key=_ID))
    found: dict[str, Entry] = {}
    for entry in given:
        admit(found, entry, found.get(getattr(entry, "id", "")))
    return tuple(sorted(found.values(), key=_ID))


def admit(found: dict[str, Entry], entry: Entry, other: Entry | None) -> None:
    """Add an entry, unless it is the other of its id over again."""
    if not isinstance(entry, Entry):
        raise TimelineError(f"{entry!r} is not an event, a correction or a retraction")
    if other is None:
        found[entry.id] = entry
    elif other is not entry and other != entry:
        raise TimelineError(
            f"two events have the id {entry.id!r} and differ; correct an event with a "
            "Correction, or give one another id"
        )


def knowledge_day(entry: Entry) -> int:
    """The day number from which an entry is known; before every day where that is always."""
    known: int | None = getattr(entry, "known_day", None)
    return ALWAYS if known is None else known


def amendment_key(amendment: Amendment) -> tuple[int, int, str]:
    """The order in which amendments of one target win, the last over all."""
    return (knowledge_day(amendment), amendment.seq, amendment.id)
