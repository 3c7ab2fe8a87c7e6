"""A whole timeline as JSON Lines: a head, the registries, the entries; nothing lost.

The first line names the format, the horizon and the digest: ``{"format": 1, "horizon": null,
"digest": "..."}``. The others are those of `lines`. A file without a head is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

from ip4timeline.errors import Fault, RecordError, TimelineError
from ip4timeline.lines import Progress, read_lines, to_lines
from ip4timeline.timeline import Timeline

FORMAT: Final = 1


def write_jsonl(timeline: Timeline) -> Iterator[str]:
    """The lines, without their ends."""
    horizon = None if timeline.horizon is None else timeline.horizon.isoformat()
    head = {"format": FORMAT, "horizon": horizon, "digest": timeline.digest}
    yield json.dumps(head, separators=(",", ":"))
    yield from to_lines(timeline.entries, timeline.registries)


def read_jsonl(
    source: str | Path | Iterable[str], *, progress: Progress | None = None, verify: bool = True
) -> Timeline:
    """The timeline of JSON Lines.

    Args:
        source: the path of a UTF-8 file, or the lines themselves.
        progress: called now and then with the number of lines read so far.
        verify: whether the contents must have the digest of the head, if it names one.

    Raises:
        RecordError: with every fault of every line; nothing is half-loaded.
    """
    if not isinstance(source, str | Path):
        return _read("", source, progress, verify)
    path = Path(source)
    try:
        with path.open(encoding="utf-8-sig") as file:
            return _read(path.name, file, progress, verify)
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(
            [Fault(f"cannot be read: {error}", file=str(source), remedy="Save it as UTF-8")], ""
        ) from None


def _read(name: str, lines: Iterable[str], progress: Progress | None, verify: bool) -> Timeline:
    rest = iter(lines)
    first = next(rest, "")
    head = _head(first, name)
    try:
        # A blank line is passed over and keeps the count of lines right.
        entries, registries = read_lines(chain([first if head is None else ""], rest), progress)
    except RecordError as error:
        raise _refused([_in_file(fault, name) for fault in error.faults], name) from None
    head = head or {}
    try:
        timeline = Timeline(entries, registries, head.get("horizon"))
    except TimelineError as error:  # two entries of one id, or a horizon that is no day
        raise _refused([Fault(str(error), file=name)], name) from None
    if verify and head.get("digest") not in (None, timeline.digest):
        altered = Fault(
            "is not that of the contents: lines are missing or were altered",
            file=name,
            line=1,
            field="digest",
            remedy="Take the first line away if that was meant",
        )
        raise _refused([altered], name)
    return timeline


def _head(line: str, name: str) -> dict[str, Any] | None:
    """What the first line says of the whole; ``None`` where it is an entry or no JSON at all."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or "format" not in data or "kind" in data or "registry" in data:
        return None
    faults = []
    if data["format"] != FORMAT or type(data["format"]) is not int:
        faults.append(
            Fault(f"{data['format']!r} is not {FORMAT}", file=name, line=1, field="format")
        )
    faults += [
        Fault("is not a text", file=name, line=1, field=field)
        for field in ("horizon", "digest")
        if not isinstance(data.get(field), str | None)
    ]
    faults += [
        Fault("unknown field", file=name, line=1, field=field)
        for field in data
        if field not in ("format", "horizon", "digest")
    ]
    if faults:
        raise _refused(faults, name)
    return data


def _in_file(fault: Fault, name: str) -> Fault:
    return Fault(
        fault.reason,
        file=name,
        line=fault.line,
        event=fault.event,
        field=fault.field,
        remedy=fault.remedy,
    )


def _refused(faults: list[Fault], name: str) -> RecordError:
    what = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return RecordError(f"{what} in {name or 'JSON Lines'}", faults)
