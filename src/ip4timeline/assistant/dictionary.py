"""The data dictionary as pages that an assistant can read, made from the classes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import attrs

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.nato.registries import Registries
from ip4timeline.nato.schema import meaning


def dictionary() -> str:
    """Every kind of event with its fields and what each means."""
    parts = ["# Kinds of event\n"]
    for kind, cls in sorted(kinds().items()):
        if issubclass(cls, Event):
            parts += [f"## {kind}\n", f"{inspect.getdoc(cls) or ''}\n", *_fields(cls), ""]
    return "\n".join(parts)


def registries() -> str:
    """Every registry with its fields and what each means."""
    parts = ["# Registries\n"]
    for table, (_, cls) in Registries.tables().items():
        parts += [f"## {table}\n", f"{inspect.getdoc(cls) or ''}\n", *_fields(cls), ""]
    return "\n".join(parts)


def _fields(cls: type) -> Iterator[str]:
    found: Any = cls
    for field in attrs.fields(found):
        yield f"- `{field.name}`: {meaning(cls, field.name)}"


def names(found: Registries) -> str:
    """The ids by which people, offices, occasions and the rest are asked for."""
    parts = ["# Names\n"]
    for title, ids in (
        (
            "Occasions",
            (f"`{o.id}`: {o.title} ({o.series or 'no series'})" for o in found.occasions),
        ),
        ("People", (f"`{p.id}`: {p.name}" for p in found.people)),
        ("Offices", (f"`{o.id}`: {o.title}" for o in found.offices)),
        ("Actors", (f"`{a.id}`: {a.name}" for a in found.actors)),
    ):
        parts += [f"## {title}\n", *(f"- {line}" for line in ids), ""]
    return "\n".join(parts)
