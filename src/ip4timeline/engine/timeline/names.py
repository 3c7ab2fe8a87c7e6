"""Which names there are of the things that events name, so that a misspelt one is refused.

A name is good if a registry has it, or if an event of the timeline has it where it was asked
for; a thing that has no registry, such as an agreement, has the names that events give it.
Only texts are names: a year or a day that a key holds is looked up and not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Any, Final

import attrs

from ip4timeline.engine.errors import TimelineError, UnknownNameError, one_name
from ip4timeline.engine.events.amendments import Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.timeline.fields import Meant

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
    meant: Meant,
    classes: Iterable[type[Event]],
    registries: Registries,
    written: Callable[[], Iterable[Event]],
) -> None:
    """Refuse a name or text in a field that no type, no registry and no event knows.

    Args:
        field: of the events that are asked for.
        meant: what it should hold, one name or several.
        classes: the kinds of event in question.
        registries: those of the timeline.
        written: gives the events whose names are good.

    Raises:
        UnknownNameError: with the nearest names that there are.
    """
    if not meant.free:
        return
    sorts = _sorts(field, classes)
    known = {*meant.listed, *(name for sort in sorts for name in registries.names(sort))}
    parts = [p for r in meant.readings for p in (r if isinstance(r, tuple) else (r,))]
    texts = [part for part in parts if isinstance(part, str) and part]  # none says: left unset
    if any(text not in known for text in texts):
        events = tuple(written())
        known |= _held(field, events)
        if _ITSELF in sorts:
            known.update(event.id for event in events)
        what = sorts[0] if len(set(sorts)) == 1 else field
        check_names(what or field, texts, known)


def check_names(what: str, names: Iterable[object], known: Collection[str]) -> None:
    """Refuse the first of some names that is not among those that there are.

    Raises:
        UnknownNameError: with the nearest that there are.
        TimelineError: it is no text.
    """
    for name in names:
        if one_name(what, name) not in known:
            raise UnknownNameError(what, name, known)


def _sorts(field: str, classes: Iterable[type[Event]]) -> list[str]:
    """Of what the names are that a field holds, by kind; empty for free text."""
    if field == "id":
        return [_ITSELF]
    if field == "acting":
        return ["person"]
    sorts = []
    for cls in classes:
        kind: Any = cls
        attribute = attrs.fields_dict(kind).get(field)
        if attribute is not None:
            slug = field.removesuffix("s") if attribute.metadata.get("slug") else ""
            sorts.append(str(attribute.metadata.get("refers_to") or slug))
    return sorts


def _held(field: str, events: Iterable[Event]) -> set[str]:
    """Every name that some event has in a field."""
    found: set[str] = set()
    for event in events:
        try:
            value = getattr(event, field, None)
        except TimelineError:  # a property without an answer for this event
            continue
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
            stands at its place in another key; or a part of it is of another type than those that
            stand there; or it has more or fewer parts than the others.
    """
    parts = _parts(key)
    others = [_parts(other) for other in keys]
    if others and all(len(other) != len(parts) for other in others):
        raise UnknownNameError(f"key of {what}", _words(parts), map(_words, others))
    if keys and all(isinstance(other, tuple) != isinstance(key, tuple) for other in keys):
        raise UnknownNameError(f"key of {what}", key, map(_words, others))
    party = registries.parties
    for place, part in enumerate(parts):
        here = {other[place] for other in others if len(other) == len(parts)}
        if part in here:
            continue
        if party is not None and any(isinstance(name, party) for name in here):
            party.of(part)  # which says itself what is wrong with it
            continue
        if not isinstance(part, str) or isinstance(part, Party):
            if part is None or (here and not _alike(part, here)):
                raise UnknownNameError(f"key of {what}", part, here)
            continue
        tables = registries.rows_by_id.values()
        alike = [rows for rows in tables if not here or not here.isdisjoint(rows)]
        if any(part in rows for rows in alike):
            continue
        known = {*here, *(name for rows in alike for name in rows)}
        if party is not None and not here:  # no event says what stands here: perhaps a party
            if _names_party(party, part):
                continue
            known.update(str(name) for member in party for name in member.names)
        raise UnknownNameError(f"key of {what}", part, known)


def _alike(part: object, here: Iterable[object]) -> bool:
    """Whether a part of a key, no text, is of the type of one that stands at its place."""
    if isinstance(part, Party) or type(part) is object:
        return False
    return any(isinstance(part, type(other)) or isinstance(other, type(part)) for other in here)


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
