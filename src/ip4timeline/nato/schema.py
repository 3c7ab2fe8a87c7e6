"""The form of an event file as a JSON Schema, made from the classes.

It serves editors and validators (draft 2020-12, https://json-schema.org/draft/2020-12). It
knows the form of each entry; what entries must say to each other only `checks` knows. Every
field carries its meaning, which `MEANINGS` holds for the documentation as well.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final, get_args, get_type_hints

import attrs

from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.kinds import is_open
from ip4timeline.engine.events.scalars import item_of, options_of, scalar_of, without_none
from ip4timeline.engine.time.when import When
from ip4timeline.nato.kinds import BUILT_IN
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.nato.registries import Registries

TABLES: Final[dict[str, type[Any]]] = {
    "event": Entry,
    **{table: cls for table, (_, cls) in Registries.tables().items()},
}
"""The arrays of tables that an event file may hold, and what each row becomes."""
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_POINT = rf"(?!0000)[0-9]{{4}}(?:-{_MONTH}(?:-{_DAY}|-XX)?|-XX(?:-XX)?)?[?~%]?"
_OPEN = r"(?:\.\.)?"
EDTF: Final = (
    rf"^(?:{_POINT}|(?!000X)[0-9]{{3}}X[?~%]?"
    rf"|{_POINT}/(?:{_POINT}|{_OPEN})|{_OPEN}/{_POINT}"
    rf"|\[{_POINT}\.\.(?:{_POINT})?\]|\[\.\.{_POINT}\])$"
)
"""The texts that `When` reads, save that a schema cannot count the days of a month."""
SLUG: Final = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
WITHIN: Final = r"^[a-z0-9]+(?:-[a-z0-9]+)*(?::asserted)*$"
"""The ids of events within others too: a compiled record spells out that of a claimed event."""

MEANINGS: Final[Mapping[str, str]] = {
    "kind": "which kind of event it is",
    "version": "version of the kind in which the row is written; left out: 1",
    "id": "unique in the record, kebab-case, never given to anything else",
    "occurred": "when it happened or takes effect, at the place; EDTF in quotes",
    "known": "the day the public first could know it; left out, the latest day of `occurred`",
    "known_basis": "why that day: a source dates it, it was public as it happened, or assumed",
    "partners": "which of the four it concerns",
    "participants": "who took part",
    "counterparts": "ids of the actors on the other side",
    "setting": "whose frame it happened in",
    "topics": "subject slugs",
    "summary": "what happened, in own words, stating only what was knowable at `known`",
    "cites": "where the sources say so; at least one",
    "seq": "order among events of one day that touch one thing",
    "notes": "remarks for curators, conflicts between sources among them",
    "target": "id of the event that it is about",
    "reason": "the reason given",
    "amendment.reason": "why the earlier account does not stand",
    "amendment.known": "the day the public could know that the account was wrong; left out: always",
    "replacement": "the event as it stands instead; keeps the id of the target",
    "occasion": "id of the occasion",
    "dates": "when it is planned for, or was held",
    "venue": "where it is planned for, or was held",
    "person": "id of the person",
    "invitation.person": "id of the person who was asked, where one was named",
    "absence.person": "id of the person seen to be missing; left out: nobody came for the partner",
    "acceptance.person": "id of the person who is to come",
    "cancellation.person": "id of the person whose coming was withdrawn",
    "declination.person": "id of the person who will not come",
    "office-changed.person": "id of the holder, or of the one who acts; left out: nobody",
    "invitation.level": "the rank that was asked for",
    "acceptance.level": "the rank of the office in which the person is to come",
    "level": "the rank of the office, by the rule of `Level`",
    "office": "id of the office",
    "acceptance.office": "id of the office in which the person is to come",
    "acceptance.instead_of": "id of the person in whose place they are to come",
    "attendance.instead_of": "id of the person whose place the head of delegation took",
    "delegates": "who came, head of delegation first",
    "principal": "whether they hold the office that the format calls for",
    "agreement": "slug of the agreement, one for all events about it",
    "title": "its name in full",
    "type": "what sort it is",
    "form": "how it was concluded",
    "term": "the period that it says it covers",
    "replaces": "slugs of the agreements that it supersedes",
    "status": "slug of the standing or programme",
    "body": "id of the actor whose standing, text or membership it is",
    "change": "which step it was",
    "mission": "slug of the mission or post",
    "head": "id of the person who leads it",
    "mechanism": "slug of the format",
    "direction": "who travelled where: to NATO, to the partner, or to an ally over NATO",
    "place": "where it was",
    "mode": "in person, by video or by phone; left out where no source says",
    "exercise": "slug of the exercise and its year",
    "operation": "slug of the operation",
    "capacity": "in what capacity",
    "contribution": "with what the partner contributed",
    "recipient": "id of the partner or actor whom it helps",
    "stage": "pledged, paid or delivered; never added together",
    "fund": "slug of the fund through which it went",
    "amount": "the sum, as a text or a whole number",
    "currency": "ISO 4217 code; with an amount only",
    "in_kind": "goods and services",
    "fulfils": "id of the pledge that it carries out",
    "speakers": "everybody who stands behind the statement",
    "affiliation": "in whose name they spoke",
    "act": "whether they say, confirm, deny or decline to comment",
    "on": "id of the event that is confirmed, denied or not commented on",
    "about": "slug of the subject",
    "stance": "attitude towards `about`",
    "ties": "attitude towards ties between NATO and the partners, apart from `stance`",
    "medium": "the medium that claims it",
    "asserts": "the claimed event; never folded as fact; shares no id with a real one",
    "sourcing": "whom the medium relies on",
    "origin": "id of the source that the claim goes back to, so that reprints count once",
    "proposal": "slug of the proposal, one for all events about it",
    "outcome": "what became of it",
    "policy": "slug of the text",
    "member": "id of the actor that joined or left",
    "source": "id of the source",
    "locator": "the words or place by which the passage is found",
    "supports": "which part of the event it supports, where it is not the whole",
    "party": "id of the partner or actor for whom they act",
    "office.party": "id of the partner or actor whose office it is",
    "role": "what they do in the event",
    "publisher": "who published it; copies name both hands, as in `AFP via Yahoo`",
    "tier": "`primary`: the actors' own text; `secondary`: reporting; `mirror`: a copy of either",
    "url": "address at which it can be read",
    "published": "the dateline; left out where the text shows none",
    "name": "one spelling, used everywhere",
    "country": "id of the country they act for",
    "aliases": "other names met in sources, the original script among them",
    "format": "whose meeting it is",
    "series": "what it is one of",
    "part_of": "id of the occasion within which it was held",
    "calls_for": "the rank that the format calls for",
    "coverage.series": "a series of occasions, an office, a body, a type of agreement or a kind",
    "coverage.partner": "the partner; left out where it is about none of the four",
    "coverage.kinds": "the kinds of event that it speaks of",
    "period": "the period that it speaks of",
    "state": "`complete`, `sampled` or `unknown`",
    "basis": "what was gone through to claim it, or why it is not known",
}
"""What each field means, by its name, or by kind or table and name where that differs."""


def meaning(owner: str, field: str) -> str:
    """What a field of a kind or table means."""
    return MEANINGS.get(f"{owner}.{field}") or MEANINGS[field]


@attrs.frozen
class FieldForm:
    """A field as a file holds it: its name, its schema, and whether it must be there."""

    name: str
    schema: dict[str, Any]
    required: bool


def fields_of(cls: type[Any]) -> Iterator[FieldForm]:
    """The fields of a class of events or registries, in the order of the class."""
    hints = get_type_hints(cls)
    owner = getattr(cls, "kind", "") or next((t for t, c in TABLES.items() if c is cls), "")
    if issubclass(cls, Amendment):
        owner = "amendment"
    for attribute in attrs.fields(cls):
        name = attribute.name
        schema = _of_type(hints[name], name)
        said = attribute.metadata.get("meaning") or meaning(owner, name)
        schema = {"description": said, **schema}
        required = attribute.default is attrs.NOTHING
        if required and schema.get("type") == "string" and "pattern" not in schema:
            schema.setdefault("minLength", 1)
        if required and schema.get("type") == "array":
            schema["minItems"] = 1
        yield FieldForm(name, schema, required)


_SCALARS: Final[Mapping[type[Any], dict[str, Any]]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    Decimal: {"type": ["string", "integer"], "pattern": r"^[0-9]+(?:\.[0-9]+)?$", "minimum": 0},
    When: {"$ref": "#/$defs/when"},
    dt.date: {"$ref": "#/$defs/day"},
}
"""The form of each scalar in a file; that of an enumeration is a definition of its own."""


def _of_type(hint: Any, name: str) -> dict[str, Any]:
    hint = without_none(hint)
    options = options_of(hint)
    if options:
        return {"enum": list(options)}
    item = item_of(hint)
    if item is not None:
        return {"type": "array", "items": _of_type(item, name)}
    if is_open(hint):
        return {"$ref": "#/$defs/embedded"}
    scalar = scalar_of(hint)
    if scalar is None:
        return {"$ref": f"#/$defs/{_slug(hint)}"}
    if scalar.cls is str and name == "id":
        return {"type": "string", "pattern": SLUG}
    if issubclass(scalar.cls, Enum):
        return {"$ref": f"#/$defs/{scalar.cls.__name__.lower()}"}
    return dict(_SCALARS[scalar.cls])


def _slug(cls: type[Any]) -> str:
    return next((t for t, c in TABLES.items() if c is cls), cls.__name__.lower())


def definition(cls: type[Any]) -> str:
    """What a class of events or registries is, in the words of its docstring."""
    paragraph = inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0]
    return paragraph.replace("\n", " ").replace("``", "`")


def _object(cls: type[Any]) -> dict[str, Any]:
    forms = list(fields_of(cls))
    properties = {form.name: form.schema for form in forms}
    required = [form.name for form in forms if form.required]
    if issubclass(cls, Entry):
        head = {"const": cls.kind, "description": meaning("", "kind")}
        version = {"const": cls.version, "description": meaning("", "version")}
        properties = {"kind": head, "version": version, **properties}
        required.remove("id")  # an event within another shares the id around it
        properties["id"] = {**properties["id"], "pattern": WITHIN}
    if issubclass(cls, Event):
        required.append("summary")
        properties["summary"] = {**properties["summary"], "minLength": 1}
    return {
        "description": definition(cls),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _by_kind(classes: Iterable[str], **more: Any) -> dict[str, Any]:
    """An entry of one of the kinds: a wrong one is told apart from a wrong field of a right one."""
    names = list(classes)
    return {
        "type": "object",
        "required": ["kind", *more],
        "properties": {"kind": {"enum": names}, **more},
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/{kind}"},
            }
            for kind in names
        ],
    }


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an event file that holds events of the package's own kinds."""
    classes = {cls.kind: cls for cls in BUILT_IN}
    nested = {c for cls in classes.values() for c in _nested(cls)}
    definitions: dict[str, Any] = {
        "event": _by_kind(classes, id={"pattern": SLUG}, cites={"minItems": 1}),
        "embedded": _by_kind(k for k, c in classes.items() if issubclass(c, Event)),
        **{k: _object(c) for k, c in classes.items()},
        **{_slug(c): _object(c) for c in sorted(nested, key=_slug)},
        **{t: _object(c) for t, c in TABLES.items() if t != "event"},
        "when": {"type": "string", "pattern": EDTF},
        "day": {"type": "string", "format": "date", "pattern": rf"^[0-9]{{4}}-{_MONTH}-{_DAY}$"},
        "partner": {"enum": [n for p in Partner for n in (p.value, p.alpha3, p.cow)]},
        "level": {"enum": [level.value for level in Level]},
    }
    return {
        "$schema": DRAFT,
        "title": "Event file of ip4timeline",
        "description": "Events between NATO and Japan, Korea, Australia and New Zealand, and the "
        "registries they refer to.",
        "type": "object",
        "properties": {
            table: {"type": "array", "items": {"$ref": f"#/$defs/{table}"}} for table in TABLES
        },
        "additionalProperties": False,
        "$defs": definitions,
    }


def _nested(cls: type[Any]) -> Iterator[type[Any]]:
    """The classes of what stands within an entry, events apart."""
    for hint in get_type_hints(cls).values():
        for inner in (hint, *get_args(hint)):
            known = isinstance(inner, type) and attrs.has(inner)
            if known and not issubclass(inner, Entry | When):
                yield inner
