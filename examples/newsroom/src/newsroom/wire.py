"""How rows, versions and errors travel: as JSON, ETags and status codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import Request

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import structure, to_data
from ip4timeline.store import (
    ConflictError,
    Live,
    Recorded,
    Revision,
    StaleError,
    UnavailableError,
    UncertainError,
)

Json = dict[str, Any]
NEVER = -1
"""A position at which no log is: whoever expects it is stale with anything new."""


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
        raise ip4.RecordError(f"{len(faults)} faults", faults)
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
    """Refuse a parameter that an address does not have: unheeded it would change the question.

    Raises:
        TimelineError: with the names that there are.
    """
    has = request.app.state.parameters[request.scope["route"].path, request.method.lower()]
    for name in request.query_params:
        if name not in has:
            names = ", ".join(sorted(has)) or "none"
            raise ip4.TimelineError(f"no parameter {name!r} here; there are: {names}")


def parameters_of(schema: Json) -> dict[tuple[str, str], set[str]]:
    """The names of the parameters that each address has, by path and method."""
    return {
        (path, method): {p["name"] for p in said.get("parameters", ()) if p["in"] == "query"}
        for path, methods in schema["paths"].items()
        for method, said in methods.items()
    }


def etag(live: Live) -> str:
    """The version of what is answered."""
    return f'"{live.version}"'


def matches(header: str | None, live: Live) -> bool:
    """Whether an ``If-None-Match`` names the version that is here."""
    return header is not None and etag(live) in [part.strip() for part in header.split(",")]


def expected_of(header: str | None, live: Live) -> int | None:
    """The position that an ``If-Match`` expects; ``None`` where anything will do.

    Of another log, of one that was cut off and regrown, or on another base it is `NEVER`.
    """
    if header is None or header.strip() == "*":
        return None
    version = header.strip().strip('"')
    if version == live.version:
        return live.position
    position, _, rest = version.partition("-")
    same = rest.split("-")[1:] == live.version.split("-")[2:]
    return int(position) if same and position.isascii() and position.isdigit() else NEVER


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
        return 412, {**body, "position": error.position}
    if isinstance(error, UnavailableError | UncertainError):
        return 503, body
    if isinstance(error, ip4.UnknownNameError):
        return 404, body
    return 422, body
