"""Events, sources, people and occasions as JSON-LD in the words of https://schema.org.

The context is within the document, so that it is read without a network. Dates are those of
ISO 8601, which may lack a day or month; what it cannot say, such as one day within a range,
has no ``startDate``. ``occurred`` holds every date as an EDTF literal of the Library of
Congress (http://id.loc.gov/datatypes/edtf).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.cut import LATER, LATER_WORDS
from ip4timeline.export.phrases import address, headline, json_bytes
from ip4timeline.nato.codes import codes_of
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Occasion, Person

if TYPE_CHECKING:
    from ip4timeline.relationship.timeline import Timeline

NAMESPACE: Final = "urn:ip4timeline:"
EDTF: Final = "http://id.loc.gov/datatypes/edtf"
CONTEXT: Final = {
    "@vocab": "https://schema.org/",
    "ip4": f"{NAMESPACE}vocabulary:",
    "occurred": {"@id": "ip4:occurred", "@type": EDTF},
    "known": {
        "@id": "ip4:known",
        "@type": "http://www.w3.org/2001/XMLSchema#date",
    },
    "additionalType": {"@id": "https://schema.org/additionalType", "@type": "@id"},
    "url": {"@id": "https://schema.org/url", "@type": "@id"},
}
_ISO = re.compile(r"\d{4}(?:-\d{2}){0,2}", re.ASCII)

Node = dict[str, Any]


def to_jsonld(timeline: Timeline) -> Node:
    """The standing events and the registries that they refer to, as one graph."""
    registries = timeline.registries
    nodes = [
        *(_event(event, timeline) for event in timeline),
        *map(_source, registries.sources),
        *map(_person, registries.people),
        *map(_occasion, registries.occasions),
        *map(_partner, Partner),
    ]
    if timeline.horizon is not None:
        horizon = timeline.horizon.isoformat()
        nodes.append({"@id": _urn("record", "cut"), "@type": "Dataset", "ip4:horizon": horizon})
    return {"@context": CONTEXT, "@graph": nodes}


def write_jsonld(timeline: Timeline) -> bytes:
    """The same as a file."""
    return json_bytes(to_jsonld(timeline))


def iso_dates(when: When) -> tuple[str, str]:
    """Start and end in ISO 8601, as precise as they are known; empty where it cannot say."""
    if when.text.startswith("["):
        return "", ""
    start, _, end = when.text.partition("/")
    plain = [text.rstrip("?~%") for text in (start, end)]
    first, last = (text if _ISO.fullmatch(text) else "" for text in plain)
    return first, last


def _urn(space: str, id: str) -> str:
    return f"{NAMESPACE}{space}:{quote(id, safe='-._~')}"


def _refer(space: str, id: str) -> Node:
    return {"@id": _urn(space, id)}


def _stated(node: Node) -> Node:
    """The node without what nothing says."""
    return {key: value for key, value in node.items() if value not in ("", None, [])}


def _dates(when: When) -> Node:
    start, end = iso_dates(when)
    return {"startDate": start, "endDate": end, "occurred": when.text}


def _event(event: Event, timeline: Timeline) -> Node:
    people = timeline.registries.person_by_id
    codes = codes_of(event)
    named = [*event.participants, *getattr(event, "speakers", ())]
    occasion = getattr(event, "occasion", "")
    return _stated(
        {
            "@id": _urn("event", event.id),
            "@type": "Event",
            "additionalType": _urn("kind", event.kind),
            "identifier": event.id,
            "name": headline(event, timeline.registries),
            "description": event.summary,
            **_dates(event.occurred),
            "known": event.known.isoformat(),
            "about": [_refer("partner", partner) for partner in event.partners],
            "attendee": list(_people(getattr(event, "delegates", ()), people)),
            "contributor": list(_people(named, people)),
            "location": getattr(event, "place", "") or getattr(event, "venue", ""),
            "superEvent": _refer("occasion", occasion) if occasion else None,
            "keywords": list(event.topics),
            "subjectOf": [
                {"@type": "CreativeWork", "name": LATER_WORDS}
                if id == LATER
                else _refer("source", id)
                for id in dict.fromkeys(c.source for c in event.cites)
            ],
            "ip4:announcedBy": [
                _refer("source", id)
                for id in dict.fromkeys(c.source for c in event.cites if c.announces)
            ],
            "ip4:plover": codes.plover,
            "ip4:cameo": codes.cameo,
        }
    )


def _people(named: Any, people: Any) -> Iterator[Node]:
    for id in dict.fromkeys(one.person for one in named):
        if id in people:
            yield _refer("person", id)


def _source(source: Source) -> Node:
    published = iso_dates(source.published)[0] if source.published else ""
    return _stated(
        {
            "@id": _urn("source", source.id),
            "@type": "CreativeWork",
            "identifier": source.id,
            "name": source.title,
            "publisher": {"@type": "Organization", "name": source.publisher},
            "url": address(source),
            "datePublished": published,
            "ip4:tier": source.tier,
        }
    )


def _person(person: Person) -> Node:
    return _stated(
        {
            "@id": _urn("person", person.id),
            "@type": "Person",
            "identifier": person.id,
            "name": person.name,
            "alternateName": list(person.aliases),
        }
    )


def _occasion(occasion: Occasion) -> Node:
    return _stated(
        {
            "@id": _urn("occasion", occasion.id),
            "@type": "Event",
            "additionalType": _urn("kind", "occasion"),
            "identifier": occasion.id,
            "name": occasion.title,
            "alternateName": list(occasion.aliases),
            "location": occasion.venue,
            "superEvent": _refer("occasion", occasion.part_of) if occasion.part_of else None,
            **_dates(occasion.dates),
        }
    )


def _partner(partner: Partner) -> Node:
    return {
        "@id": _urn("partner", partner),
        "@type": "Country",
        "name": partner.label,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "ISO 3166-1 alpha-3", "value": partner.alpha3},
            {"@type": "PropertyValue", "propertyID": "COW", "value": partner.cow},
        ],
    }
