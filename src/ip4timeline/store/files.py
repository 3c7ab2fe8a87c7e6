"""What a database file lies on: whether it is still the same one, and who may write there."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

_NETWORK: Final = frozenset(
    (
        "9p",
        "afs",
        "afpfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "nfs",
        "nfs4",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
    )
)
"""File systems whose locks may not hold between machines."""
_MISSING: Final = "there is no such file"
_FOLDER: Final = "it is a folder"
Identity = tuple[int, ...]
"""What tells a file from every other, though it be called alike."""


def identity(path: Path) -> Identity | None:
    """What tells the file at a path from every other; ``None`` where there is none."""
    found = _status(path)
    return None if found is None else (found.st_dev, found.st_ino)


def state(path: Path) -> Identity | None:
    """What tells the contents of a file from what they were; ``None`` where there is none."""
    found = _status(path)
    if found is None:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _status(path: Path) -> os.stat_result | None:
    # Not by the questions of pathlib, which raise where a folder may not be looked into.
    try:
        return path.stat()
    except OSError:
        return None


def no_file(path: Path) -> str:
    """Why there is no file at a path; empty where there is one."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return _MISSING
    except OSError as error:
        return f"it cannot be looked at ({error.strerror})"
    if stat.S_ISDIR(mode):
        return _FOLDER
    return "" if stat.S_ISREG(mode) else "it is no ordinary file"


def wal(path: Path) -> Path:
    """The write-ahead log that lies beside a database."""
    return path.with_name(f"{path.name}-wal")


def lies_still(path: Path) -> bool:
    """Whether a database is read as it lies: nobody has it open, and no file can be made beside it.

    What SQLite needs for readers beside writers are files in its folder.
    """
    return (
        not no_file(path) and no_file(wal(path)) == _MISSING and not os.access(path.parent, os.W_OK)
    )


def why_not(path: Path) -> str:
    """What is wrong with the place of a file that cannot be opened; empty if nothing is seen."""
    folder, why = path.absolute().parent, no_file(path)
    if why == _MISSING:
        if no_file(folder) != _FOLDER:
            return f"there is no folder {folder}: make it first"
        if os.access(folder, os.W_OK):
            return why
    elif why:
        return f"{why}: name a file in a folder of yours"
    elif not os.access(path, os.R_OK):
        return "this user may not read it"
    elif not os.access(path, os.W_OK):
        return "this user may not write to it"
    if not os.access(folder, os.W_OK):
        return f"this user may not write to its folder {folder}, where SQLite keeps files beside it"
    return ""


def network_file_system(path: Path) -> str:
    """The kind of network file system that a file is or would be on; empty for a local one."""
    place = path.absolute()
    if os.name == "nt":
        return "a network share" if str(place).startswith("\\\\") else ""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The last of the longest is what is seen there.
    fields = [line.split() for line in mounts.splitlines()]
    over = [f for f in fields if len(f) > 2 and _within(place, f[1].replace("\\040", " "))]
    kind = max(enumerate(over), key=lambda m: (len(m[1][1]), m[0]))[1][2] if over else ""
    return kind if kind in _NETWORK else ""


def _within(path: Path, folder: str) -> bool:
    return path.is_relative_to(folder)
