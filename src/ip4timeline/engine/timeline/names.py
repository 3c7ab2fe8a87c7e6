"""Which names there are of the things that events name, so that a misspelt one is refused.

A name is good if a registry has it, or if an event of the timeline has it where it was asked
for; a thing that has no registry, such as an agreement, has the names that events give it.
Only texts are names: a year or a day that a key holds is looked up and not checked.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any, Final

import attrs

from ip4timeline.engine.errors import UnknownNameError
from ip4timeline.engine.events.amendments import Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.registries import Registries

_ITSELF: Final = "event"
"""What refers to an event, and what the id of one is."""


def written(entries: Iterable[Entry]) -> list[Event]:
    """Every event as first written and as corrected, for what is withdrawn keeps its names."""
    found = []
    for entry in entries:
        if isinstance(entry, Event):
            found.append(entry)
        elif isinstance(entry, Correction):
            found.append(entry.replacement)
    return found


def check_value(
    field: str,
    value: object,
    classes: Iterable[type[Event]],
    registries: Registries,
    events: Iterable[Event],
) -> None:
    """Refuse a name in a field that no registry and no event knows.

    Args:
        field: of the events that are asked for.
        value: what it should hold, one name or several.
        classes: the kinds of event in question.
        registries: those of the timeline.
        events: those of the timeline.

    Raises:
        UnknownNameError: with the nearest names that there are.
    """
    sort = _sort(field, classes)
    given = value if isinstance(value, tuple) else (value,)
    unknown = [n for n in given if isinstance(n, str) and n and n not in registries.names(sort)]
    if not sort or not unknown:
        return
    known = {*registries.names(sort), *_held(field, events)}
    if sort == _ITSELF:
        known.update(event.id for event in events)
    check_names(sort, unknown, known)


def check_names(what: str, names: Iterable[str], known: Collection[str]) -> None:
    """Refuse the first of some names that is not among those that there are.

    Raises:
        UnknownNameError: with the nearest that there are.
    """
    for name in names:
        if name not in known:
            raise UnknownNameError(what, name, known)


def _sort(field: str, classes: Iterable[type[Event]]) -> str:
    """Of what a field holds the names; empty for one that holds free text or no text at all."""
    if field == "id":
        return _ITSELF
    sorts = []
    for cls in classes:
        kind: Any = cls
        attribute = attrs.fields_dict(kind).get(field)
        if attribute is not None:
            slug = field.removesuffix("s") if attribute.metadata.get("slug") else ""
            sorts.append(attribute.metadata.get("refers_to") or slug)
    return str(sorts[0]) if sorts and all(sorts) else ""


def _held(field: str, events: Iterable[Event]) -> set[str]:
    """Every name that some event has in a field."""
    found: set[str] = set()
    for event in events:
        value = getattr(event, field, None)
        if isinstance(value, tuple):
            found.update(item for item in value if isinstance(item, str))
        elif isinstance(value, str):
            found.add(value)
    return found


def check_key(what: str, key: Hashable, keys: Sequence[Any], registries: Registries) -> None:
    """Refuse a key of a projection in which some part is no name of anything.

    Args:
        what: the name of the projection.
        key: which no event touches.
        keys: every key that some event touches.
        registries: those of the timeline.

    Raises:
        UnknownNameError: a text in it names no party, nothing in a registry, and nothing that
            stands at its place in another key; or it has more or fewer parts than the others.
    """
    parts = _parts(key)
    others = [_parts(other) for other in keys]
    if others and all(len(other) != len(parts) for other in others):
        raise UnknownNameError(f"key of {what}", _words(parts), map(_words, others))
    for place, part in enumerate(parts):
        if not isinstance(part, str) or isinstance(part, Party):
            continue
        here = {other[place] for other in others if len(other) == len(parts)}
        tables = registries.rows_by_id.values()
        alike = [rows for rows in tables if not here or not here.isdisjoint(rows)]
        if part in here or any(part in rows for rows in alike):
            continue
        known = {*here, *(name for rows in alike for name in rows)}
        party = registries.parties
        if party is not None and any(isinstance(name, party) for name in here):
            party.of(part)  # which says itself what is wrong with it
            continue
        if party is not None and not here:  # no event says what stands here: perhaps a party
            if _names_party(party, part):
                continue
            known.update(str(name) for member in party for name in member.names)
        raise UnknownNameError(f"key of {what}", part, known)


def _names_party(party: type[Party], name: str) -> bool:
    try:
        party.of(name)
    except UnknownNameError as unknown:
        if unknown.reason:  # it looks like that of a party, and says what it is instead
            raise
        return False
    return True


def _parts(key: Hashable) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)


def _words(parts: tuple[Any, ...]) -> str:
    return " ".join(map(str, parts))
