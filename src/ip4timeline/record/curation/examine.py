"""The curators' desk: all that is asked of a folder of event files before it is published.

`record.load` refuses what cannot be; here comes what should not be: a doubtful entry, a file
in another form than the canonical one, a released event that was edited.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from ip4timeline.engine.errors import (
    Fault,
    RecordError,
    TimelineError,
    UnknownNameError,
    unreadable,
)
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.files.toml import (
    Place,
    Row,
    event_files,
    locate,
    read_event_file,
    read_folder,
    registries_of,
)
from ip4timeline.engine.files.whole import write_whole
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.nato.registries import Registries
from ip4timeline.nato.schema import TABLES
from ip4timeline.record.compiled import decompile
from ip4timeline.record.curation.canonical import canonical
from ip4timeline.record.curation.lint import FIRM, lint
from ip4timeline.record.curation.release import frozen
from ip4timeline.record.plugins import folder_of
from ip4timeline.record.readers import SHIPPED, load, read_folders
from ip4timeline.relationship.timeline import Timeline

LAST: Final = "last-release"
"""What stands for the last release tag of the repository that holds a folder."""
RELEASE_TAGS: Final = "v[0-9]*"


def _files_of(record: str | Path) -> Path:
    """The event files of a record; of the shipped one only its curators have them.

    Raises:
        TimelineError: it is the shipped record, or there are none.
    """
    try:
        return folder_of(record)
    except UnknownNameError:
        if record != SHIPPED:
            raise
    raise TimelineError(
        f"the record {SHIPPED!r} is installed compiled, without its event files; "
        "they are in its repository: give the folder events of a checkout"
    )


@attrs.frozen
class Examination:
    """What came of looking at a folder that loads.

    Attributes:
        timeline: what it holds, together with that beside which it stands.
        entries: its own entries.
        contradictions: what breaks a rule of `lint.FIRM`.
        remarks: what is doubtful or not in canonical form, each with the name of its rule.
        broken: what a release promised and this folder does not keep.
        release: the release it was held against; empty where there was none.
    """

    timeline: Timeline
    entries: tuple[Entry, ...]
    contradictions: tuple[Fault, ...]
    remarks: tuple[tuple[str, Fault], ...]
    broken: tuple[Fault, ...] = ()
    release: str = ""


def examine(
    record: str | Path,
    since: str | None = None,
    *,
    beside: Sequence[str | Path] = (),
    projections: Iterable[Projection[Any, Any]] = (),
) -> Examination:
    """Look at a folder of event files, at one such file, or at an installed record.

    Args:
        record: the folder or file, or the name of the record.
        since: the release it must keep: a compiled record, a folder, a tag of the
            repository, or `LAST`.
        beside: records to be read together with it, in any form that `readers.load` takes; on
            what is theirs nothing is remarked.
        projections: projections of your own, under whose rules as under the library's two
            events of one day must not be tied.

    Raises:
        RecordError: it does not load; nothing else was looked at.
        UnknownNameError: no record of such a name is installed, nor is it a folder here.
        TimelineError: there is no such release.
    """
    path = _files_of(record)
    timeline = Timeline(*read_folders([path], _others(beside), projections))
    rows = read_folder(path, TABLES, [])
    places = {_name(row): row.place for row in rows}
    entries = tuple(row.value for row in rows if row.table == "event")
    doubtful = [
        (rule, _located(fault, places))
        for rule, fault in lint(timeline)
        if not beside or fault.event in places
    ]
    release = released(path, since) if since else None
    broken: list[Fault] = []
    if release is not None:
        _, kept, registries = release
        broken = list(frozen(kept, registries, entries, registries_of(rows, Registries)))
    form = [("form", fault) for fault in not_canonical(path)]
    return Examination(
        timeline=timeline,
        entries=entries,
        contradictions=tuple(fault for rule, fault in doubtful if rule in FIRM),
        remarks=tuple((rule, fault) for rule, fault in (*doubtful, *form) if rule not in FIRM),
        broken=tuple(_located(fault, places) for fault in broken),
        release=release[0] if release else "",
    )


def _others(beside: Sequence[str | Path]) -> list[tuple[str, Timeline]]:
    """What a folder stands beside, read first and alone: its faults are not the folder's."""
    if not beside:
        return []
    name, timeline = ", ".join(map(str, beside)), load(*beside)
    if timeline.horizon is not None:
        raise TimelineError(f"{name} knows nothing after {timeline.horizon}; name the whole")
    return [(name, timeline)]


def _name(row: Row) -> str:
    name: str = row.value.series if row.table == "coverage" else row.value.id
    return name


def _located(fault: Fault, places: dict[str, Place]) -> Fault:
    place = places.get(fault.event)
    return locate(fault, place) if place else fault


def not_canonical(path: Path) -> Iterator[Fault]:
    """Every file that is written otherwise than `canonical` writes it."""
    for file in event_files(path, []):  # it was read: nothing in it is unreadable
        name = file.name if path.is_file() else file.relative_to(path).as_posix()
        text = read_event_file(file)
        try:
            same = canonical(text, name) == text
        except RecordError as error:
            yield from error.faults
            continue
        if not same:
            yield Fault(
                "is not in canonical form",
                file=name,
                remedy=f"Run ip4timeline format {file}",
            )


def put_in_form(record: str | Path) -> list[Path]:
    """Rewrite every file that is not in canonical form; the paths of those rewritten.

    Args:
        record: a folder, a file, or the name of an installed record.

    Raises:
        RecordError: a file has no canonical form; then none was touched.
        UnknownNameError: no record of such a name is installed, nor is it a folder here.
        TimelineError: there are no event files.
        OSError: one cannot be written; if its contents do not fit, none was touched.
    """
    path = _files_of(record)
    rewritten: dict[Path, str] = {}
    faults: list[Fault] = []
    files = event_files(path, faults)
    if not files or not path.exists():
        raise TimelineError(f"{path}: no event files")
    for file in files:
        try:
            text = read_event_file(file)
        except UnicodeDecodeError as error:
            faults.append(unreadable(file, error))
            continue
        try:
            new = canonical(text, str(file))
        except RecordError as error:
            faults.extend(error.faults)
            continue
        if new != text:
            rewritten[file] = new
    if faults:
        raise RecordError("nothing was rewritten", faults)
    write_whole(rewritten)
    return list(rewritten)


def released(path: Path, since: str) -> tuple[str, list[Entry], Registries] | None:
    """The entries and registries of a release, and its name.

    ``None`` where `LAST` is asked for and nothing was released yet.

    Raises:
        TimelineError: there is no such release, or it cannot be read.
    """
    if Path(since).is_file() and Path(since).suffix == ".json":
        timeline = decompile(Path(since).read_text(encoding="utf-8"))
        return since, list(timeline.entries), timeline.registries
    if Path(since).exists():
        return since, *_read(Path(since))
    if since.startswith("-"):  # git would take it for an option, and some write files
        raise TimelineError(f"no release {since!r}: the name of a tag cannot begin with -")
    folder = path if path.is_dir() else path.parent
    tag = last_release(folder) if since == LAST else since
    if tag is None:
        return None
    return tag, *_of_tag(folder, tag)


def last_release(folder: Path) -> str | None:
    """The last release tag of the repository that holds a folder; ``None`` if there is none."""
    try:
        found = _git(folder, "describe", "--tags", "--abbrev=0", "--match", RELEASE_TAGS)
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.decode().strip()


def _of_tag(folder: Path, tag: str) -> tuple[list[Entry], Registries]:
    """What a folder of event files held at a tag."""
    try:
        packed = _git(folder, "archive", "--format=tar", tag, ".")
    except (OSError, subprocess.CalledProcessError):
        raise TimelineError(
            f"no release {tag!r}: neither a compiled record, a folder nor a tag of the repository"
        ) from None
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(place, filter="data")
        return _read(Path(place))


def _git(folder: Path, *words: str) -> bytes:
    return subprocess.run(
        ["git", "-C", str(folder), *words], check=True, capture_output=True
    ).stdout


def _read(folder: Path) -> tuple[list[Entry], Registries]:
    """What a folder holds, by form alone: a release is not held to rules made after it."""
    faults: list[Fault] = []
    rows = read_folder(folder, TABLES, faults)
    if faults:
        raise RecordError("the release cannot be read", faults)
    return [row.value for row in rows if row.table == "event"], registries_of(rows, Registries)


def counted(remarks: Iterable[tuple[str, Fault]]) -> dict[str, int]:
    """How many remarks each rule gave, in the order of the rules."""
    found: dict[str, int] = {}
    for rule, _ in remarks:
        found[rule] = found.get(rule, 0) + 1
    return found
