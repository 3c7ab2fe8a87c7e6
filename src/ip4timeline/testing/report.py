"""A broken law in the words of the domain: which law, the events, the question, the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

import attrs

from ip4timeline.engine.events.amendments import Amendment, Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import Certainty, When

_SHOWN_APART = {"id", "occurred", "known", "partners", "replacement", "target", "reason"}


def describe_day(number: int | None) -> str:
    """A day number as a date; ``None``, of a knowledge day, as any day."""
    return "any day" if number is None else from_day_number(number).isoformat()


def describe_question(
    day: int | None, known_on: int | None, certainty: Certainty, about: str = ""
) -> str:
    """A question as it would be put: as of when, known on when, and in which reading.

    Args:
        day: the day number asked about; ``None`` for a question about all days.
        known_on: the day number by which a thing had to be known; ``None``: any.
        certainty: the reading.
        about: what was asked, where it is not simply every value.
    """
    when = "on every day" if day is None else f"as of {describe_day(day)}"
    head = f"{about}, " if about else ""
    return f"{head}{when}, known on {describe_day(known_on)}, certainty {certainty!r}"


def describe(value: Any) -> str:
    """A value as briefly as it can be written without loss."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return repr(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, When):
        return value.text
    if isinstance(value, Entry):
        return value.id
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{describe(k)}: {describe(v)}" for k, v in value.items()) + "}"
    if type(value) in (list, tuple):
        inner = ", ".join(describe(item) for item in value)
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if attrs.has(type(value)):
        fields = ((a.name, a.eq) for a in attrs.fields(type(value)))
        shown = ", ".join(
            f"{n.lstrip('_')}={describe(getattr(value, n))}" for n, eq in fields if eq
        )
        return f"{type(value).__name__}({shown})"
    return repr(value)


def describe_entry(entry: Entry) -> str:
    """An event, correction or retraction in a line: what, when, known when, of whom."""
    if isinstance(entry, Amendment):
        known = "known always" if entry.known is None else f"known {entry.known}"
        parts = [f"{entry.id}: {entry.kind} of {entry.target}", known, *_fields(entry)]
        if isinstance(entry, Correction):
            parts.append(f"it stands as: {_describe_event(entry.replacement)}")
        return ", ".join(parts)
    assert isinstance(entry, Event)
    return f"{entry.id}: {_describe_event(entry)}"


def _describe_event(event: Event) -> str:
    parts = [f"{event.kind} {event.occurred}"]
    if event.known != event.occurred.latest:
        parts.append(f"known {event.known}")
    if event.parties:
        parts.append(" and ".join(p.value for p in event.parties))
    return ", ".join([*parts, *_fields(event)])


def _fields(entry: Entry) -> Iterator[str]:
    for attribute in attrs.fields(type(entry)):
        value = getattr(entry, attribute.name)
        # A basis follows from whether a day was given, which the line says already.
        if attribute.name in _SHOWN_APART or value == attribute.default:
            continue
        if attribute.name == "known_basis" and value in ("assumed", "cited"):
            continue
        yield f"{attribute.name} {describe(value)}"


def describe_entries(entries: Iterable[Entry]) -> list[str]:
    """A line for each entry, events before the amendments of them."""
    return [describe_entry(e) for e in sorted(entries, key=lambda e: isinstance(e, Amendment))]
