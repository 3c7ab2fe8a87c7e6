"""What is said of an event and its sources, the same on every way out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

from ip4timeline.engine.display.printable import printable
from ip4timeline.engine.events.entry import Event as AnyEvent
from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.log.question import knowledge_words
from ip4timeline.engine.time.spans import span
from ip4timeline.engine.timeline.cut import LATER, LATER_WORDS
from ip4timeline.engine.timeline.evidence import citations_of
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Delegate, Participant, Partner
from ip4timeline.nato.registries import Registries
from ip4timeline.relationship.timeline import Timeline

TITLE: Final = "NATO and the Indo-Pacific Four"


def headline(event: Event, registries: Registries) -> str:
    """The kind of an event, whom it concerns, and at which occasion."""
    name = event.kind.replace("-", " ").capitalize()
    whom = "all four" if len(event.partners) == len(Partner) else _listed(event, registries)
    occasion = getattr(event, "occasion", "")
    about = f", {registries.name(occasion)}" if occasion else ""
    return f"{name}: {whom or 'NATO'}{about}"


def _listed(event: Event, registries: Registries) -> str:
    return ", ".join(registries.name(partner) for partner in event.partners)


def shown(text: str) -> str:
    """The text with its lines, and spelt out what neither XML nor iCalendar can hold."""
    return printable(text, keep="\t\n")


def with_state(id: str, registries: Registries) -> str:
    """A person with the state that they act for: ``Wang Wenbin of China``; else the name alone."""
    person = registries.person_by_id.get(id)
    state = registries.name(person.country) if person is not None and person.country else ""
    return f"{registries.name(id)} of {state}" if state else registries.name(id)


def people_of(event: AnyEvent, registries: Registries) -> list[str]:
    """Who acts in an event: each with the office, or else the state and the role, that it says."""
    named: list[Participant | Delegate] = []
    for field in ("participants", "delegates", "speakers"):
        named += getattr(event, field, ())
    return list(dict.fromkeys(_acting(who, registries) for who in named))


def _acting(who: Participant | Delegate, registries: Registries) -> str:
    office = registries.name(who.office) if who.office else ""
    party = getattr(who, "party", "")
    if who.person:
        name = registries.name(who.person) if office else with_state(who.person, registries)
    else:
        name, office = office or registries.name(party), ""
    role = "" if office else getattr(who, "role", "").replace("-", " ")
    return ", ".join(filter(None, (name, office, role)))


def in_a_row(names: Sequence[str]) -> str:
    """Names within a sentence: ``Japan, Korea and Australia``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def sources_of(event: Event, registries: Registries) -> Iterator[tuple[Source, str]]:
    """The sources that an event cites, as far as the registry has them, each once, in words.

    A source of which one passage announces the event and another tells of it tells of it.
    """
    found: dict[str, tuple[Source, str]] = {}
    for citation in citations_of(event, registries):
        source = citation.source
        if source is not None and not (citation.cite.announces and source.id in found):
            found[source.id] = source, citation.words
    yield from found.values()


def address(source: Source) -> str:
    """The address of a source with everything encoded that a URI cannot hold.

    Empty where there is none that a reader may be led to; see `Source.link`.
    """
    return quote(source.link, safe="%/:?#[]@!$&'()*+,;=-._~")


def dated(event: Event) -> str:
    """When an event was and when it was known, in words."""
    note = span(event.occurred).note
    when = note[:1].upper() + note[1:] if note else f"On {event.occurred}"
    later = f" {LATER_WORDS.capitalize()}." if any(c.source == LATER for c in event.cites) else ""
    return f"{when}. Public on {event.known} ({event.known_basis}).{later}"


def as_known(timeline: Timeline) -> str:
    """What a timeline with a horizon says of itself; empty for one that knows all there is."""
    return "" if timeline.horizon is None else knowledge_words(timeline.horizon)


def json_bytes(data: Any) -> bytes:
    """Plain data as the text of a JSON file that can be read by eye."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
