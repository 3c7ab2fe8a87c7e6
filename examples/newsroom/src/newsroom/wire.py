"""How rows, versions and errors travel: as JSON, ETags and status codes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import structure, to_data
from ip4timeline.store import (
    ConflictError,
    DamagedError,
    Live,
    Recorded,
    Revision,
    StaleError,
    UnavailableError,
    UncertainError,
)

Json = dict[str, Any]
_DIGITS = 18
"""The most digits of a position: what a database counts with has one more."""
NEVER = -1
"""A position at which no log is: whoever expects it is stale with anything new."""


class Ascii(JSONResponse):
    """JSON in ASCII: what was sent may be quoted in an answer, and half a surrogate is no UTF-8."""

    def render(self, content: Any) -> bytes:
        """The bytes of it."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def rows_of(data: Iterable[Json]) -> list[Any]:
    """The rows of a request.

    Raises:
        RecordError: with every fault of every row that is none.
    """
    rows: list[Any] = []
    faults: list[ip4.Fault] = []
    for place, given in enumerate(data):
        try:
            rows.append(_row(dict(given)))
        except ip4.RecordError as error:
            faults += error.faults
        except ip4.TimelineError as error:
            faults.append(ip4.Fault(str(error), event=str(given.get("id", place))))
    if faults:
        what = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise ip4.RecordError(what, faults)
    return rows


def _row(data: Json) -> Any:
    if "registry" not in data:
        return ip4.from_data(data)
    table, replaces = data.pop("registry"), data.pop("replaces", None)
    tables = ip4.Registries.tables()
    if not isinstance(table, str) or table not in tables:
        raise ip4.TimelineError(f"{table!r} is no registry; one of {', '.join(tables)}")
    row = structure(data, tables[table][1])
    return row if replaces is None else Revision(row, replaces=replaces)


def told(recorded: Recorded) -> Json:
    """A row of the log as JSON."""
    row = recorded.row
    data = to_data(row)
    if not isinstance(row, ip4.Entry):
        tables = {cls: table for table, (_, cls) in ip4.Registries.tables().items()}
        data = {"registry": tables[type(row)], **data}
    return {
        "position": recorded.position,
        "recorded": recorded.recorded.isoformat(),
        "replaces": recorded.replaces,
        "row": data,
    }


def only_what_is_asked(request: Request) -> None:
    """Refuse a parameter that would not be heeded, for that would change the question.

    Raises:
        TimelineError: the address has none of this name, or takes it once and it is there twice.
    """
    has = request.app.state.parameters[request.scope["route"].path, request.method.lower()]
    for name in request.query_params:
        if name not in has:
            names = ", ".join(sorted(has)) or "none"
            raise ip4.TimelineError(f"no parameter {name!r} here; there are: {names}")
        if not has[name] and len(request.query_params.getlist(name)) > 1:
            raise ip4.TimelineError(f"{name!r} is there twice; give it once")


def parameters_of(schema: Json) -> dict[tuple[str, str], dict[str, bool]]:
    """The parameters that each address has, by path and method, and whether one may be repeated."""
    return {
        (path, method): {
            p["name"]: "array" in [part.get("type") for part in _alternatives(p["schema"])]
            for p in said.get("parameters", ())
            if p["in"] == "query"
        }
        for path, methods in schema["paths"].items()
        for method, said in methods.items()
    }


def _alternatives(schema: Json) -> list[Json]:
    return [schema, *schema.get("anyOf", ())]


def etag(live: Live) -> str:
    """The version of what is answered."""
    return f'"{live.version}"'


def matches(header: str | None, version: str) -> bool:
    """Whether an ``If-None-Match`` names a version; one that a proxy made weak does as well."""
    named = _listed(header)
    return "*" in named or version in [one.removeprefix("W/") for one in named]


def expected_of(header: str | None, live: Live) -> int | None:
    """The position that an ``If-Match`` expects; ``None`` where anything will do.

    Of several versions it is that of the newest that the log has had. Of another log, of one that
    was cut off and regrown, or on another base it is `NEVER`, and so it is of a weak version,
    which says no more than that things are much the same.
    """
    named = _listed(header)
    if header is None or named == ["*"]:
        return None
    return max((_position(version, live) for version in named), default=NEVER)


def _listed(header: str | None) -> list[str]:
    # No version of ours holds a comma.
    return [part for one in (header or "").split(",") if (part := one.strip())]


def _position(version: str, live: Live) -> int:
    """The position of a version that the log has had; else `NEVER`."""
    said = version.removeprefix('"').removesuffix('"').partition("-")[0]
    # As many digits as a position may have, which any number that is read has to be short of.
    if not (said.isascii() and said.isdigit() and len(said) <= _DIGITS):
        return NEVER
    position = int(said)
    if position > live.position:
        return NEVER
    return position if version == f'"{live.version_at(position)}"' else NEVER


def refused(error: ip4.TimelineError) -> tuple[int, Json]:
    """The status code and the body that an error becomes."""
    body: Json = {"error": type(error).__name__, "detail": str(error)}
    if isinstance(error, ip4.RecordError):
        body["detail"] = error.message
        body["faults"] = [
            {
                "event": fault.event,
                "field": fault.field,
                "reason": fault.reason,
                "remedy": fault.remedy,
            }
            for fault in error.faults
        ]
        return 422, body
    if isinstance(error, ConflictError):
        return 409, {**body, "key": error.key, "position": error.position}
    if isinstance(error, StaleError):
        if error.expected == NEVER:
            body["detail"] = f"If-Match names no version of this log, which is at {error.position}"
        return 412, {**body, "position": error.position}
    if isinstance(error, UnavailableError | UncertainError):
        return 503, body
    if isinstance(error, DamagedError):
        return 500, {**body, "position": error.position}
    if isinstance(error, ip4.UnknownNameError):
        return 404, body
    return 422, body
