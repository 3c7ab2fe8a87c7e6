"""Where records come from: the shipped one, folders, files, installed packages, and stores.

There is one loader. What reads a file is found by its suffix, what reads an address by its
scheme, in one table that is open to registration.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from ip4timeline.engine._door import load_provided
from ip4timeline.engine.errors import TimelineError
from ip4timeline.record.compiled import PACKED, packed
from ip4timeline.relationship.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

    from ip4timeline.engine.errors import Fault
    from ip4timeline.engine.events.entry import Entry
    from ip4timeline.engine.projections.projection import Projection
    from ip4timeline.nato.registries import Registries

Progress = Callable[[int], None]
# By `os` alone: pathlib takes as long to import as all dates of the record to make.
_PACKAGE: Final = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
__record_version__: Final = "0.1.0"
"""The version of the record: raised with each release that adds or corrects an event."""
SHIPPED: Final = "ip4timeline"
"""The name of the shipped record, for reading others together with it."""
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+]+:", re.ASCII | re.IGNORECASE)


class Reader(Protocol):
    """Reads one file, or what stands at one address."""

    def __call__(self, where: str, progress: Progress | None, /) -> Timeline:
        """The timeline.

        Args:
            where: the path, or the whole address with its scheme.
            progress: called now and then with how much was read so far.
        """


def _jsonl(where: str, progress: Progress | None) -> Timeline:
    return Timeline.from_jsonl(where, progress=progress)


def _json(where: str, progress: Progress | None) -> Timeline:
    from pathlib import Path

    from ip4timeline.record.compiled import read_compiled

    return read_compiled(Path(where))


def _parquet(where: str, progress: Progress | None) -> Timeline:
    from ip4timeline.frames.incoming import read_parquet

    return read_parquet(where)


READERS: Final[dict[str, Reader]] = {".json": _json, ".jsonl": _jsonl, ".parquet": _parquet}
"""What reads a file, by its suffix; what reads an address, by its scheme with the colon.

Whatever has another suffix, or none, is a folder of event files or one such file.
"""


def register_reader(key: str, reader: Reader) -> None:
    """Read files of a suffix (``.ext``), or addresses of a scheme (``sqlite:``), by a reader.

    Raises:
        TimelineError: it is neither, or is taken, or the reader cannot be called.
    """
    if not isinstance(key, str):
        raise TimelineError(f"key: {key!r} is no text; write .ext or name:")
    if not callable(reader):
        raise TimelineError(f"reader: {reader!r} cannot be called")
    if not (re.fullmatch(r"\.[a-z0-9]+", key) or (_SCHEME.fullmatch(key) and key.islower())):
        raise TimelineError(f"{key!r} is neither a suffix (.ext) nor a scheme (name:)")
    if READERS.get(key, reader) is not reader:
        raise TimelineError(f"{key!r} is read already; choose another")
    READERS[key] = reader


def load(
    record: str | Path | None = None,
    *more: str | Path,
    projections: Iterable[Projection[Any, Any]] = (),
    progress: Progress | None = None,
) -> Timeline:
    """The shipped record, or another, or several together.

    Several are read as one, so that the events of one may refer to the sources, people and
    occasions of another; what two of them say alike counts once.

    Args:
        record: a folder of ``*.toml`` files, one such file, an exported file (``.jsonl``,
            ``.json``, ``.parquet``), or the name under which an installed package brings
            its record; of a name that is a folder here as well, the record (write ``./name``
            for the folder), or the address of a log (``sqlite:FILE``,
            ``postgresql://...``; see `ip4timeline.store`). Left out, or ``"ip4timeline"``: the
            record that ships with the package (in a source checkout, its ``events/``).
        more: further records to be read together with it.
        projections: projections of your own, under whose rules as under the library's two
            events of one day in event files must not be tied.
        progress: called now and then with the number of lines of JSON Lines read so far.

    Raises:
        RecordError: with every fault of every file, each naming file, line, event, field
            and remedy. Nothing is half-loaded.
        UnknownNameError: no record of such a name is installed, nor is it a folder here.
        MissingExtraError: it is Parquet, and ``ip4timeline[parquet]`` is not installed.
        TimelineError: what is installed under a name cannot be used, or nothing reads an
            address of such a scheme, or one of several knows nothing after a day; or an argument
            is of another type.
    """
    wanted = [SHIPPED if record is None else _named(record), *map(_named, more)]
    nothing = isinstance(projections, tuple) and not projections
    rules = () if nothing else _rules(projections)
    if progress is not None and not callable(progress):
        raise TimelineError(f"progress: {progress!r} cannot be called")
    read: list[tuple[str, Timeline]] = []
    folders: list[Path] = []
    for name in wanted:
        if name == SHIPPED:
            read.append((SHIPPED, _shipped()))
        elif (reader := reader_of(name)) is not None:
            read.append((str(name), _read(reader, str(name), progress)))
        else:
            from ip4timeline.record.plugins import folder_of

            folders.append(folder_of(name, SHIPPED))
    if len(wanted) == 1 and read:
        return read[0][1]
    for name, timeline in read:
        if timeline.horizon is not None:
            raise TimelineError(
                f"{name} knows nothing after {timeline.horizon}; load it alone, or the whole"
            )
    return Timeline(*read_folders(folders, read, rules))


def nameable(name: str) -> bool:
    """Whether a file can be called so: nothing is called nothing, or what no system can write."""
    try:
        said = os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return bool(said) and b"\0" not in said


def _named(record: Any) -> str | Path:
    """A record as a path, a name or an address."""
    text = os.fspath(record) if isinstance(record, str | os.PathLike) else None
    if not isinstance(text, str):
        raise TimelineError(f"record: {record!r} is none; give a path, a name or an address")
    if text and not nameable(text):
        raise TimelineError(f"record: nothing can be called {text!r}; name another")
    if isinstance(record, str):
        return record
    from pathlib import Path

    return Path(text)


def _rules(projections: Any) -> tuple[Projection[Any, Any], ...]:
    from ip4timeline.record.context import rules_of

    return rules_of(projections)


def _read(reader: Reader, name: str, progress: Progress | None) -> Timeline:
    found = reader(name, progress)
    if not isinstance(found, Timeline):
        raise TimelineError(f"{name}: its reader gave {found!r}, which is no timeline")
    return found


def reader_of(record: str | Path) -> Reader | None:
    """What reads a file or an address; ``None`` for event files and installed records.

    Raises:
        TimelineError: it is an address, and nothing reads its scheme.
    """
    text = str(record)
    if os.path.isdir(text):  # noqa: PTH112
        return None
    found = _SCHEME.match(text)
    if found is not None:
        scheme = found[0].lower()
        if scheme not in READERS:
            load_provided("readers")
        if scheme not in READERS:
            schemes = ", ".join(key for key in READERS if key.endswith(":")) or "none"
            raise TimelineError(f"{text!r}: nothing here reads {scheme!r}; known are {schemes}")
        return READERS[scheme]
    return READERS.get(os.path.splitext(text)[1].lower())  # noqa: PTH122


def read_folders(
    paths: Sequence[Path],
    others: Iterable[tuple[str, Timeline]] = (),
    projections: Iterable[Projection[Any, Any]] = (),
) -> tuple[list[Entry], Registries]:
    """All entries and registries of event files, checked together with those of others.

    Args:
        paths: folders or files.
        others: timelines that they stand beside, each with its name.
        projections: see `load`.

    Raises:
        RecordError: with every fault of every file.
    """
    # Whoever reads the compiled record does without these rooms and what they import.
    from ip4timeline.engine.files.folder import read
    from ip4timeline.nato.registries import Registries
    from ip4timeline.record.checks import check, check_coverage

    rules = tuple(projections)

    def checked(entries: Sequence[Entry], registries: Registries) -> Iterator[tuple[Any, Fault]]:
        for fault in check(entries, registries, rules):
            yield None, fault
        yield from check_coverage(entries, registries)

    return read(paths, Registries, checked, others)


def _shipped() -> Timeline:
    compiled = os.path.join(_PACKAGE, PACKED)  # noqa: PTH118
    if os.path.isfile(compiled):  # noqa: PTH113
        return packed(compiled)
    # Read anew each time: a checkout's events/ are being edited, an installed wheel is not.
    desk = os.path.join(_PACKAGE, "..", "..", "events")  # noqa: PTH118
    if os.path.isdir(desk):  # noqa: PTH112
        return load(os.path.normpath(desk))
    raise TimelineError("the package holds no record: reinstall it, or name a folder: load(path)")
