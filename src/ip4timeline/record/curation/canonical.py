"""The one way in which an event file is written, and the way there from any other.

The form is for hands and eyes: fields in one order, one blank line between entries, events by
date, lists broken one item to a line where they would be long. The content is left alone,
comments between entries included; a comment within an entry has no place in the form, so a
file that has one is refused rather than shortened.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ip4timeline.engine.errors import Fault, RecordError, TimelineError, UnknownNameError
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.files.toml import HEADER, statements
from ip4timeline.engine.time.days import LAST_DAY, day_number
from ip4timeline.engine.time.when import When
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.schema import TABLES

WIDTH: Final = 100
HEAD: Final = (
    "kind",
    "version",
    "id",
    "target",
    "occurred",
    "known",
    "known_basis",
    "partners",
    "counterparts",
    "participants",
    "setting",
)
"""What an event begins with; the fields of its own kind follow."""
TAIL: Final = ("topics", "seq", "summary", "cites", "notes")
"""What an event ends with, save for an event within it."""
EMBEDDED: Final = ("asserts", "replacement")
"""Fields that hold an event; each is a table of its own after everything else."""
ORDER: Final = ("source", "person", "office", "actor", "occasion", "coverage", "event")
"""The tables of a file: what is referred to first."""

WITHIN: Final = (
    "kind",
    "person",
    "office",
    "level",
    "principal",
    "party",
    "role",
    "mode",
    "source",
    "locator",
    "supports",
    "announces",
)
"""The fields of what stands within an entry: delegates, participants and citations."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|\#[^\n]*',
    re.DOTALL,
)
_ESCAPES: Final = {
    "\\": "\\\\",
    '"': '\\"',
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}


@attrs.frozen
class _Entry:
    """One row with the comments that stand before it, block by block."""

    table: str
    data: Mapping[str, Any]
    comments: tuple[str, ...]
    touching: bool = False


def canonical(text: str, file: str = "") -> str:
    """The text of an event file in canonical form; the same content, comments included.

    Args:
        text: the file's text.
        file: its name, for faults.

    Raises:
        RecordError: it is not valid TOML, or holds what the form has no place for, or an event
            of a kind that nobody registered.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(f"not valid TOML: {error}", file) from None
    if line := _comment_within(text):
        raise _refused(
            "a comment within an entry would be lost",
            file,
            line,
            "Move it above the entry, or into notes",
        )
    head, tail, entries = _entries(text, data, file)
    ordered = sorted(entries, key=_place)
    parts = [*head]
    for entry in ordered:
        above = "\n\n".join(entry.comments)
        gap = "\n" if entry.touching else "\n\n"
        body = "\n".join(_lines(entry.table, f"[[{_key(entry.table)}]]", entry.data))
        parts.append(above + gap + body if above else body)
    return "\n\n".join([*parts, *tail]) + "\n" if parts or tail else ""


def _refused(reason: str, file: str, line: int | None = None, remedy: str = "") -> RecordError:
    fault = Fault(reason, file=file, line=line, remedy=remedy or "Mend what check reports first")
    return RecordError("has no canonical form", [fault])


def _comment_within(text: str) -> int | None:
    """The line of the first comment that does not stand between entries."""
    own = {number for number, line in statements(text) if line.lstrip().startswith("#")}
    for token in _TOKEN.finditer(text):
        if token[0].startswith("#"):
            number = text.count("\n", 0, token.start()) + 1
            if number not in own:
                return number
    waiting: int | None = None
    for number, line in statements(text):
        if line.lstrip().startswith("#"):
            waiting = waiting or number
        elif HEADER.match(line):
            waiting = None
        elif line.strip() and waiting:  # a field or table follows: it stood within the entry
            return waiting
    return None


def _entries(
    text: str, data: Mapping[str, Any], file: str
) -> tuple[list[str], list[str], list[_Entry]]:
    """The comments of the whole file, those after its last entry, and the entries."""
    left = {table: iter(rows) for table, rows in data.items() if isinstance(rows, list)}
    blocks: list[list[str]] = []
    head: list[str] = []
    entries: list[_Entry] = []
    open_block = False
    for number, line in statements(text):
        if line.lstrip().startswith("#"):
            if not open_block:
                blocks.append([])
            blocks[-1].append(line.strip())
            open_block = True
            continue
        if header := HEADER.match(line):
            row = next(left.get(header[1], iter(())), None)
            if not isinstance(row, dict):
                raise _refused(f"[[{header[1]}]] is no list of tables", file, number)
            if header[1] == "event":
                _require_kinds(row, file, number)
            above = ["\n".join(block) for block in blocks]
            if not entries:  # what does not touch the first entry is about the file
                head, above = (above[:-1], above[-1:]) if open_block else (above, [])
            entries.append(_Entry(header[1], row, tuple(above), open_block))
            blocks = []
        open_block = False
    if any(not isinstance(rows, list) for rows in data.values()) or any(
        next(rows, None) is not None for rows in left.values()
    ):
        raise _refused("holds more than tables in double brackets", file)
    tail = ["\n".join(block) for block in blocks]
    return (head, tail, entries) if entries else (tail, [], entries)


def _require_kinds(event: Mapping[str, Any], file: str, line: int) -> None:
    """Refuse an event of a kind that nobody registered: the order of its fields is not known.

    Whoever has the package that brings the kind would write it otherwise.
    """
    kind = event.get("kind")
    if isinstance(kind, str) and kind not in kinds():
        fault = Fault(
            str(UnknownNameError("kind of event", kind, kinds())),
            file=file,
            line=line,
            event=str(event.get("id", "")),
            field="kind",
            remedy="Install the package that brings it, or correct the name",
        )
        raise RecordError("has no canonical form", [fault])
    for field in EMBEDDED:
        if isinstance(within := event.get(field), dict):
            _require_kinds(within, file, line)


def _place(entry: _Entry) -> tuple[Any, ...]:
    table = ORDER.index(entry.table) if entry.table in ORDER else len(ORDER)
    id = str(entry.data.get("id", ""))
    if entry.table == "event":
        seq = entry.data.get("seq", 0)
        return (table, entry.table, *_day(entry.data), seq if type(seq) is int else 0, id)
    if entry.table == "coverage":
        row = entry.data
        named = tuple(str(row.get(f, "")) for f in ("series", "partner", "period", "kinds"))
        return (table, entry.table, 0, "", 0, *named)
    return (table, entry.table, 0, "", 0, id)


def _day(data: Mapping[str, Any]) -> tuple[int, str]:
    """By what day an event stands: its effective day, or the day a correction was known."""
    try:
        if "occurred" in data:
            when = When(data["occurred"])
            return when.bound("certain") or when.bound("possible") or LAST_DAY, ""
        return day_number(data["known"]), ""
    except (TimelineError, KeyError):
        return LAST_DAY, str(data.get("occurred", ""))


def _lines(table: str, header: str, data: Mapping[str, Any]) -> Iterator[str]:
    """An entry, or an event within one, line by line."""
    yield header
    within = [f for f in EMBEDDED if table == "event" and isinstance(data.get(f), dict)]
    order = _order(table, data)
    known = [field for field in order if field in data and field not in within]
    odd = [field for field in data if field not in order and field not in within]
    for field in (*known, *odd):
        yield from _assignment(field, data[field])
    for field in within:
        path = header.strip("[]") + f".{field}"
        yield ""
        yield from _lines("event", f"[{path}]", data[field])


def _order(table: str, data: Mapping[str, Any]) -> Sequence[str]:
    if table != "event":
        return _names(TABLES[table]) if table in TABLES else ()
    cls = kinds().get(str(data.get("kind")))
    shared = {*HEAD, *TAIL, *_names(Event), *_names(Amendment)} - {"reason"}
    own = [f for f in _names(cls) if f not in shared] if cls else []
    return (*HEAD, *own, *TAIL)


def _names(cls: type[Any]) -> tuple[str, ...]:
    return tuple(a.name for a in attrs.fields(cls))


def _assignment(field: str, value: Any) -> Iterator[str]:
    start = f"{_key(field)} = "
    if isinstance(value, str) and "\n" in value:
        yield start + _long_text(value)
        return
    line = start + _inline(value)
    tables = isinstance(value, list) and any(isinstance(v, dict) for v in value)
    if isinstance(value, list) and (len(value) > 1 if tables else len(line) > WIDTH):
        yield start + "["
        for item in value:
            yield f"  {_inline(item)},"
        yield "]"
    else:
        yield line


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        order = [*(k for k in WITHIN if k in value), *value]
        cells = [f"{_key(k)} = {_inline(value[k])}" for k in dict.fromkeys(order)]
        return "{ " + ", ".join(cells) + " }" if cells else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(map(_escaped, value)) + '"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return repr(value)


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    return f"\\u{ord(letter):04x}" if letter < " " or letter == "\x7f" else letter


def _long_text(text: str) -> str:
    """A text of several lines as it reads."""
    body = "".join(c if c in '\n\t"' else _escaped(c) for c in text)
    body = re.sub(r'"(?="")|"$', r"\"", body)
    return f'"""\n{body}"""'


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _inline(name)
