"""What a database file lies on: whether it is still the same one, and who may write there."""

from __future__ import annotations

import os
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
Identity = tuple[int, ...]
"""What tells a file from every other, though it be called alike."""


def identity(path: Path) -> Identity | None:
    """What tells the file at a path from every other; ``None`` where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def state(path: Path) -> Identity | None:
    """What tells the contents of a file from what they were; ``None`` where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def wal(path: Path) -> Path:
    """The write-ahead log that lies beside a database."""
    return path.with_name(f"{path.name}-wal")


def lies_still(path: Path) -> bool:
    """Whether a database is read as it lies: nobody has it open, and no file can be made beside it.

    What SQLite needs for readers beside writers are files in its folder.
    """
    return path.is_file() and not wal(path).exists() and not os.access(path.parent, os.W_OK)


def why_not(path: Path) -> str:
    """What is wrong with the place of a file that cannot be opened; empty if nothing is seen."""
    folder = path.absolute().parent
    if not folder.is_dir():
        return f"there is no folder {folder}: make it first"
    if path.is_dir():
        return "it is a folder: name a file in it"
    if path.exists() and not os.access(path, os.R_OK):
        return "this user may not read it"
    if path.exists() and not os.access(path, os.W_OK):
        return "this user may not write to it"
    if not path.exists() and os.access(folder, os.W_OK):
        return "there is no such file"
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
