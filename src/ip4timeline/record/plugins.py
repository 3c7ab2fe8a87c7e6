"""Records that other packages bring: found by the entry points they declare.

A package with event files declares, under a name of its choice, the module that has them in
its folder ``events``; importing that module registers the kinds of event the files need.
"""

from __future__ import annotations

import os
from importlib import resources
from importlib.metadata import EntryPoint, distributions, entry_points
from pathlib import Path
from typing import Final

from ip4timeline.engine.errors import TimelineError, UnknownNameError

GROUP: Final = "ip4timeline.records"
"""The group of entry points under which a package declares its record."""
FOLDER: Final = "events"
"""The folder of a record's module that holds its event files."""


def installed() -> dict[str, list[EntryPoint]]:
    """The records that installed packages declare, by name; nothing of theirs is imported."""
    found: dict[str, list[EntryPoint]] = {}
    for point in sorted(set(_points()[0]), key=lambda p: (p.name, p.value)):
        found.setdefault(point.name, []).append(point)
    return found


def _points() -> tuple[list[EntryPoint], list[str]]:
    """The entry points of records, and which packages cannot say theirs."""
    try:
        return list(entry_points(group=GROUP)), []
    except Exception:  # one damaged package, of whatever sort, hides all others
        points: list[EntryPoint] = []
        damaged: list[str] = []
        for dist in distributions():
            try:
                points += dist.entry_points.select(group=GROUP)
            except Exception as error:
                where = dist.locate_file("")
                damaged.append(f"a package in {where} cannot say what it brings: {error!r}")
        return points, damaged


def register_installed() -> list[str]:
    """Import what every installed record declares, so that its kinds of event are registered.

    Returns:
        for each that cannot be imported, which it is, of which package, and why; and which
        packages cannot say whether they bring one.
    """
    damaged = _points()[1]
    for point in (point for points in installed().values() for point in points):
        try:
            _import(point)
        except TimelineError as error:
            damaged.append(str(error))
    return damaged


def is_path(record: str | Path) -> bool:
    """Whether it is written as a path: with a separator, a suffix, or as a `Path`."""
    return (
        isinstance(record, Path)
        or record in (".", "..")
        or bool(Path(record).suffix)
        or any(sep in record for sep in (os.sep, os.altsep, "/") if sep)
    )


def folder_of(record: str | Path, *known: str) -> Path:
    """The event files that a path or the name of an installed record means.

    A name that is both an installed record and a folder here is the record.

    Args:
        record: a folder, a file, or a name.
        known: further names to suggest for one that is not known.

    Raises:
        UnknownNameError: it is neither installed nor a folder here.
        TimelineError: what is installed under it cannot be used.
    """
    if is_path(record):
        return Path(record)
    name = str(record)
    if not name.strip():
        raise TimelineError("an empty name is no record; write . for the folder that you are in")
    points = installed().get(name, [])
    if not points:
        if os.path.lexists(name):
            return Path(name)
        here = [path.name for path in Path().iterdir() if os.path.isdir(path)]  # noqa: PTH112
        raise UnknownNameError("installed record or folder", name, (*installed(), *known, *here))
    if len(points) > 1:
        owners = " and ".join(repr(_owner(point)) for point in points)
        raise TimelineError(f"{owners} both bring a record {name!r}; uninstall one")
    return _folder(points[0])


def _owner(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value


def _what(point: EntryPoint) -> str:
    return f"the record {point.name!r} of {_owner(point)!r}"


def _import(point: EntryPoint) -> None:
    try:
        point.load()
    except (Exception, SystemExit) as error:  # it is somebody else's and may fail in any way
        raise TimelineError(f"{_what(point)} cannot be loaded: {point.value}: {error!r}") from error


def _folder(point: EntryPoint) -> Path:
    """The folder of event files of an entry point, its kinds registered."""
    _import(point)
    try:
        folder = resources.files(point.module) / FOLDER
    except TypeError:
        raise TimelineError(
            f"{_what(point)} is a single module, beside which no files are installed; make "
            f"{point.module} a package, a folder with __init__.py and the folder {FOLDER!r}"
        ) from None
    if not isinstance(folder, Path) or not folder.is_dir():
        raise TimelineError(
            f"{_what(point)} has no folder {FOLDER!r} beside {point.module}; "
            "it is there only if the package is installed unzipped with its data files"
        )
    return folder
