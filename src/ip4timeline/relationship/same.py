"""Whether two events seem to tell of one fact."""

from __future__ import annotations

from typing import Any

from ip4timeline.nato.kinds.base import Event


def subject(event: Event) -> tuple[Any, ...]:
    """What an event is about, apart from when and of whom; of people only who they are."""
    return (event.kind, *(_plain(getattr(event, field)) for field in event.distinct_by))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return frozenset(getattr(v, "person", v) or getattr(v, "party", v) for v in value)
    if isinstance(value, Event):
        return (value.kind, value.partners, value.occurred.text)
    return str(value)


def meet(one: Event, other: Event) -> bool:
    """Whether two events share a partner, or have none, and may have been on one day."""
    if not set(one.partners) & set(other.partners) and one.partners != other.partners:
        return False
    first, last = one.occurred.earliest, one.occurred.until or one.occurred.latest
    if first is None or last is None:
        return one.occurred == other.occurred
    return other.occurred.overlaps(first.toordinal(), last.toordinal())
