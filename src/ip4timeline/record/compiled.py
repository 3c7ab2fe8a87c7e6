"""A record as one compiled text: the packed one of the wheel, and the one for others to read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ip4timeline.engine.codec.packed import Part, unpack
from ip4timeline.engine.errors import Fault, RecordError, TimelineError, unreadable
from ip4timeline.engine.events.amendments import canonical
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.log.event_log import Entries, EventLog
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.timeline.contents import made_of
from ip4timeline.relationship.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

PACKED: Final = "record.packed.json"
"""The record within the package: all of ``events/`` as one file, with its digest."""
FORMAT: Final = 1


@lru_cache(maxsize=1)
def packed(path: str) -> Timeline:
    """The timeline of the packed record at a path."""
    with open(path, "rb") as file:  # noqa: PTH123
        return unpacked(file.read())  # it was checked when the wheel was built


def unpacked(text: bytes) -> Timeline:
    """The timeline of a packed text, whose entries are read when they are asked for.

    Raises:
        TimelineError: it is damaged.
    """
    parts, registries = unpack(text)
    return made_of(Timeline, PackedLog(parts), registries)


class PackedLog(EventLog):
    """The log of a packed record, of which a question reads those parts that it is of.

    Args:
        parts: all of them.
        limits: how much is looked through, kept and left waiting, of a part as of the whole.
    """

    def __init__(self, parts: tuple[Part, ...], limits: Limits | None = None) -> None:
        super().__init__(lambda: _entries(parts), None, limits)
        self._parts = parts
        self._logs: dict[tuple[Part, ...], EventLog] = {}

    @property
    def size(self) -> int:
        """How many entries there are."""
        return sum(part.size for part in self._parts)

    def holding(self, kinds: tuple[type[Event], ...]) -> EventLog:
        """The log of the parts in which events of some kinds may be; the other parts hold none."""
        parts = tuple(part for part in self._parts if part.may_hold(kinds))
        if parts == self._parts:
            return self
        if parts not in self._logs:
            self._logs[parts] = EventLog(_entries(parts), None, self.limits)
        return self._logs[parts]


def _entries(parts: Iterable[Part]) -> Entries:
    return canonical(entry for part in parts for entry in part.entries)


def compile_record(timeline: Timeline) -> str:
    """A timeline as the text of one file, with its digest, for others to read."""
    from ip4timeline.engine.codec.plain import to_data

    data: dict[str, Any] = {
        "format": FORMAT,
        "digest": timeline.digest,
        "horizon": None if timeline.horizon is None else timeline.horizon.isoformat(),
        "registries": to_data(timeline.registries),
        "entries": [to_data(entry) for entry in timeline.entries],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def decompile(text: str, *, verify: bool = True) -> Timeline:
    """The timeline of `compile_record`'s text.

    Args:
        text: what `compile_record` gave.
        verify: whether to compute the digest of what was read and compare it with the
            stored one.

    Raises:
        RecordError: the text is of another format, was altered, or holds what cannot be.
    """
    from ip4timeline.engine.codec.parse import parse
    from ip4timeline.engine.codec.plain import from_data, structure
    from ip4timeline.nato.registries import Registries

    try:
        data = parse(text)
    except ValueError as error:
        raise _not_compiled(f"not valid JSON: {error}") from None
    if not isinstance(data, dict) or type(form := data.get("format")) is not int or form != FORMAT:
        raise _not_compiled(f"its format is not {FORMAT}")
    stored = data.get("entries")
    if not isinstance(stored, list):
        raise _not_compiled("is not a list", "entries")
    faults: list[Fault] = []
    entries: list[Entry] = []
    for entry in stored:
        try:
            entries.append(from_data(entry))
        except RecordError as error:
            faults.extend(error.faults)
    try:
        registries = structure(data.get("registries"), Registries)
    except RecordError as error:
        faults.extend(error.faults)
    if faults:
        raise RecordError("not a valid compiled record", faults)
    try:
        timeline = Timeline(entries, registries, data.get("horizon"))
        same = not verify or data.get("digest") == timeline.digest
    # Two entries of one id, a horizon that is no day, or half a surrogate pair as a text.
    except (TimelineError, UnicodeEncodeError) as error:
        raise _not_compiled(str(error)) from None
    if not same:
        raise _not_compiled("is not that of the contents: the text was altered", "digest")
    return timeline


def _not_compiled(reason: str, field: str = "") -> RecordError:
    fault = Fault(reason, field=field, remedy="Build it again with compile_record")
    return RecordError("not a compiled record", [fault])


def read_compiled(path: Path) -> Timeline:
    """The timeline of a file that `compile_record` made.

    Raises:
        RecordError: it cannot be read, is of another format, was altered, or holds what
            cannot be.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError("not a compiled record", [unreadable(path, error)]) from None
    return decompile(text)
