"""The form of an event file as a JSON Schema, made from the classes.

It serves editors and validators (draft 2020-12, https://json-schema.org/draft/2020-12). It
knows the form of each entry; what entries must say to each other only `checks` knows. Every
field carries its meaning, which stands beside it in its class.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final, get_args, get_type_hints

import attrs

from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.kinds import is_open
from ip4timeline.engine.events.scalars import item_of, options_of, scalar_of, without_none
from ip4timeline.engine.time.when import When
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.every import BUILT_IN
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

KIND: Final = "which kind of event it is"
VERSION: Final = "version of the kind in which the row is written; left out: 1"
"""What `kind` and `version` mean, which an entry has by its class."""


def meaning(cls: type[Any], field: str) -> str:
    """What a field of a class of events or registries says it means; empty if it does not."""
    found: str = attrs.fields_dict(cls)[field].metadata.get("meaning", "")
    return found


@attrs.frozen
class FieldForm:
    """A field as a file holds it: its name, its schema, and whether it must be there."""

    name: str
    schema: dict[str, Any]
    required: bool


def fields_of(cls: type[Any]) -> Iterator[FieldForm]:
    """The fields of a class of events or registries, in the order of the class."""
    hints = get_type_hints(cls)
    for attribute in attrs.fields(cls):
        name = attribute.name
        schema = _of_type(hints[name], name)
        schema = {"description": meaning(cls, name), **schema}
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
        head = {"const": cls.kind, "description": KIND}
        version = {"const": cls.version, "description": VERSION}
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


def _in_any_case(partners: Iterable[Partner]) -> str:
    """A pattern for every name that is looked up in capitals or not."""

    def either(letter: str) -> str:
        return f"[{letter.lower()}{letter.upper()}]" if letter.isalpha() else re.escape(letter)

    texts = (str(name) for p in partners for name in (*p.names, *p.aliases))
    names = dict.fromkeys(name.casefold() for name in texts)
    return f"^(?:{'|'.join(''.join(map(either, name)) for name in names)})$"


def json_schema(kinds: Iterable[type[Entry]] = BUILT_IN) -> dict[str, Any]:
    """The JSON Schema of an event file that holds entries of some kinds; left out: the own."""
    classes = {cls.kind: cls for cls in kinds}
    nested = {c for cls in classes.values() for c in _nested(cls)}
    definitions: dict[str, Any] = {
        "event": _by_kind(classes, id={"pattern": SLUG}, cites={"minItems": 1}),
        "embedded": _by_kind(k for k, c in classes.items() if issubclass(c, Event)),
        **{k: _object(c) for k, c in classes.items()},
        **{_slug(c): _object(c) for c in sorted(nested, key=_slug)},
        **{t: _object(c) for t, c in TABLES.items() if t != "event"},
        "when": {"type": "string", "pattern": EDTF},
        "day": {"type": "string", "format": "date", "pattern": rf"^[0-9]{{4}}-{_MONTH}-{_DAY}$"},
        "partner": {
            "anyOf": [
                {"enum": [name for p in Partner for name in p.names]},
                {"type": "string", "pattern": _in_any_case(Partner)},
            ]
        },
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
