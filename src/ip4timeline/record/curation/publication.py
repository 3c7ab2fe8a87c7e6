"""How the record is published and cited: its version, its licence, its data package.

A data package (Frictionless Data, https://specs.frictionlessdata.io/data-package/) is a folder
of plain tables with a description that programs read: every table's columns, their types, and
which column refers to which.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final

import attrs

from ip4timeline.engine.codec.plain import to_data
from ip4timeline.nato.codes import CAMEO_VERSION, PLOVER_VERSION, codes_of
from ip4timeline.nato.confidence import LEVELS, confidence_of
from ip4timeline.nato.kinds import BUILT_IN
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.registries import Registries
from ip4timeline.nato.schema import TABLES, fields_of, meaning
from ip4timeline.record.compiled import compile_record
from ip4timeline.record.readers import __record_version__
from ip4timeline.relationship.timeline import Timeline

NAME: Final = "ip4timeline-record"
TITLE: Final = "NATO and the Indo-Pacific Four: a record of cited events"
DESCRIPTION: Final = (
    "Dated, cited events between NATO and Japan, the Republic of Korea, Australia and New "
    "Zealand, each with the day it happened and the day the public could know it."
)
LICENCE: Final[Mapping[str, str]] = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/legalcode",
}

EVENT_COLUMNS: Final[Mapping[str, str]] = {
    "id": "unique in the record",
    "kind": "which kind of event it is",
    "occurred": "when it happened or takes effect, in EDTF",
    "earliest": "the first day on which it may have begun; empty where nothing says so",
    "latest": "the last day on which it may have begun; empty where nothing says so",
    "until": "the last day of a lasting event, if known",
    "known": "the day the public first could know it",
    "known_basis": "cited, live or assumed",
    "partners": "which of the four it concerns, separated by ;",
    "summary": "what happened",
    "sources": "ids of the sources it cites, separated by ;",
    "links": "their addresses, separated by blanks",
    "confidence": "how well its citations attest it",
    "plover": f"category of PLOVER {PLOVER_VERSION}; empty where it has none",
    "plover_mode": "mode of that category",
    "plover_context": "context of that category",
    "cameo": f"root code of CAMEO {CAMEO_VERSION}; empty where it has none",
}
"""The columns of the flat table of events, and what each means."""
_DATES: Final = ("earliest", "latest", "until", "known")


@attrs.frozen
class Citation:
    """What names one state of the record exactly.

    Attributes:
        version: the version of the record.
        package: the version of the package that read it.
        digest: a SHA-256 over all contents.
        events: how many events stand.
        entries: how many entries there are, corrections and retractions included.
        known_through: the last day on which anything of it became known; empty if nothing did.
        horizon: the last day that it may know of, for one cut at a day; else empty.
    """

    version: str
    package: str
    digest: str
    events: int
    entries: int
    known_through: str
    horizon: str

    def __str__(self) -> str:
        cut = f", cut at {self.horizon}" if self.horizon else ""
        return (
            f"ip4timeline record {self.version} (package {self.package}): {self.events} events "
            f"from {self.entries} entries, known through {self.known_through or 'no day'}{cut}; "
            f"digest {self.digest}"
        )


def citation_of(timeline: Timeline) -> Citation:
    """What to write down so that others find the same record."""
    return Citation(
        version=__record_version__,
        package=version("ip4timeline"),
        digest=timeline.digest,
        events=len(timeline),
        entries=len(timeline.entries),
        known_through=max((e.known.isoformat() for e in timeline), default=""),
        horizon=timeline.horizon.isoformat() if timeline.horizon else "",
    )


def event_rows(timeline: Timeline) -> Iterable[tuple[str, ...]]:
    """The standing events in order, one row each, in the columns of `EVENT_COLUMNS`."""
    sources = timeline.registries.source_by_id
    for event in timeline:
        cited = [sources[c.source] for c in event.cites if c.source in sources]
        when, codes = event.occurred, codes_of(event)
        row = (
            event.id,
            event.kind,
            when,
            when.earliest,
            when.latest,
            when.until,
            event.known,
            event.known_basis,
            ";".join(event.partners),
            event.summary,
            ";".join(s.id for s in cited),
            " ".join(s.url for s in cited if s.url),
            confidence_of(event, timeline.registries).level,
            codes.plover,
            codes.mode,
            codes.context,
            codes.cameo,
        )
        yield tuple("" if cell is None else str(cell) for cell in row)


def events_csv(timeline: Timeline) -> str:
    """The flat table of events."""
    return _csv(EVENT_COLUMNS, event_rows(timeline))


def _csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def package(timeline: Timeline) -> dict[str, str]:
    """The files of the data package by name, ``datapackage.json`` last."""
    files = {"record.json": compile_record(timeline) + "\n", "events.csv": events_csv(timeline)}
    resources = [
        _resource("record.json", files["record.json"], "The whole record, as load reads it."),
        {
            **_resource("events.csv", files["events.csv"], "The standing events, flat."),
            "profile": "tabular-data-resource",
            "schema": {"fields": list(_event_fields()), "primaryKey": "id"},
        },
    ]
    for table, (plural, _) in Registries.tables().items():
        name = f"{plural}.csv"
        columns = [form.name for form in fields_of(TABLES[table])]
        rows = [
            [_cell(to_data(entry).get(column)) for column in columns]
            for entry in getattr(timeline.registries, plural)
        ]
        files[name] = _csv(columns, rows)
        schema: dict[str, Any] = {
            "fields": [
                {"name": c, "type": "string", "description": meaning(TABLES[table], c)}
                for c in columns
            ]
        }
        if "id" in columns:
            schema["primaryKey"] = "id"
        if table == "occasion":
            own = {"resource": "", "fields": "id"}
            schema["foreignKeys"] = [{"fields": "part_of", "reference": own}]
        resources.append(
            {
                **_resource(name, files[name], f"The registry of {plural}."),
                "profile": "tabular-data-resource",
                "schema": schema,
            }
        )
    files["datapackage.json"] = describe(timeline, resources)
    return files


def describe(timeline: Timeline, resources: list[dict[str, Any]]) -> str:
    """The description of a data package with these resources."""
    cited = citation_of(timeline)
    data = {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": cited.version,
        "digest": cited.digest,
        "known_through": cited.known_through,
        "licenses": [dict(LICENCE)],
        "keywords": ["NATO", "Indo-Pacific", "Japan", "Korea", "Australia", "New Zealand"],
        "resources": resources,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _resource(name: str, text: str, what: str) -> dict[str, Any]:
    raw = text.encode()
    stem, _, form = name.rpartition(".")
    return {
        "name": stem,
        "path": name,
        "description": what,
        "format": form,
        "mediatype": {"csv": "text/csv", "json": "application/json"}[form],
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
    }


def _event_fields() -> Iterable[dict[str, Any]]:
    enums = {
        "kind": [cls.kind for cls in BUILT_IN],
        "known_basis": ["cited", "live", "assumed"],
        "confidence": list(LEVELS),
    }
    for name, what in EVENT_COLUMNS.items():
        field: dict[str, Any] = {
            "name": name,
            "type": "date" if name in _DATES else "string",
            "description": what,
        }
        if name in enums:
            field["constraints"] = {"required": True, "enum": enums[name]}
        elif name in ("id", "occurred", "known", "summary"):
            field["constraints"] = {"required": True}
        yield field


def _cell(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, list) else str(value or "")


def described(event: Event, timeline: Timeline) -> dict[str, Any]:
    """An event as plain data, with its codes and how well it is attested."""
    found = confidence_of(event, timeline.registries)
    return {
        **to_data(event),
        "confidence": {"level": found.level, "reason": found.reason},
        "codes": codes_of(event).to_dict(),
    }
