"""Files written whole or not at all.

A file is made beside its place, forced to the disk, and only then put in its place: whoever
reads finds the old contents or the new ones, and a full disk costs nothing that was there.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO, Final

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
KEPT: Final = 0x69703474  # "ip4t"
"""The application id of a SQLite file that is a log: it is appended to, and never replaced."""
_LONGEST: Final = 100
"""How much of a file's name the name of the one beside it repeats."""


class _Beside:
    """A file that is made beside its place; what is no regular file is written as it is."""

    def __init__(self, path: Path) -> None:
        # A symbolic link stays one: what it names is replaced, and may be on another disk.
        self.place = Path(os.path.realpath(path))
        mode = _mode(self.place)
        if mode is not None and not stat.S_ISREG(mode):
            self.made: Path | None = None
            self.file: BinaryIO = self.place.open("wb")  # a folder is refused here
            return
        if mode is not None and not os.access(self.place, os.W_OK):
            raise PermissionError(13, os.strerror(13), str(path))
        if mode is not None and _is_kept(self.place):
            raise FileExistsError(
                errno.EEXIST,
                "is a log of events or a database in use, and not replaced; name another file",
                str(path),
            )
        name = f".{self.place.name[:_LONGEST]}.{os.urandom(6).hex()}"
        self.made = self.place.with_name(name)
        self.file = os.fdopen(os.open(self.made, _NEW, 0o666), "wb")
        if mode is not None:
            self.made.chmod(stat.S_IMODE(mode))

    def finish(self) -> None:
        """Force what was written to the disk."""
        self.file.flush()
        if self.made is not None and not self.file.closed:
            os.fsync(self.file.fileno())
        self.file.close()

    def put(self) -> None:
        """Let it take its place."""
        if self.made is not None:
            self.made.replace(self.place)
            _sync_folder(self.place.parent)
            self.made = None

    def drop(self) -> None:
        """Leave nothing of it, if it did not take its place."""
        with suppress(OSError):  # a full disk may refuse what is left to be written
            self.file.close()
        if self.made is not None:
            self.made.unlink(missing_ok=True)


@contextmanager
def whole(path: str | Path) -> Iterator[BinaryIO]:
    """A file opened for bytes that takes its place only when the block ends without an error.

    The mode of a file that is replaced is kept, and a symbolic link stays one. What is no
    regular file, such as a pipe or ``/dev/stdout``, is written as it is.

    Raises:
        OSError: it cannot be written, or a log of events or a database in use is there, which
            is never replaced; what was there is untouched and nothing else is left.
    """
    with _named(path):
        beside = _Beside(Path(path))
        try:
            yield beside.file
            beside.finish()
            beside.put()
        finally:
            beside.drop()


def write_whole(files: Mapping[Path, str | bytes]) -> None:
    """Write several files: all of them are complete before the first takes its place.

    Texts are written as UTF-8, their line ends as they are.

    Raises:
        OSError: one cannot be written. If its contents do not fit, no file was touched.
    """
    _put(files, None)


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write the files of a folder, the last of which says what the others are.

    A folder that is not there yet appears with all of them or not at all. In one that is there,
    the last file is away while the others are replaced, so that it never describes others than
    its own; whatever else is in the folder stays.

    Raises:
        OSError: it cannot be written.
    """
    if folder.exists():
        _put({folder / name: contents for name, contents in files.items()}, folder / [*files][-1])
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _named(folder):
        new = Path(mkdtemp(prefix=f".{folder.name[:_LONGEST]}.", dir=folder.parent))
    try:
        new.chmod(0o777 & ~_umask())
        _put({new / name: contents for name, contents in files.items()}, None)
        new.replace(folder)
    except BaseException:
        for file in new.iterdir():
            file.unlink()
        new.rmdir()
        raise
    _sync_folder(folder.parent)


def _put(files: Mapping[Path, str | bytes], away: Path | None) -> None:
    """Make all files, take one away, let each take its place in the order given."""
    made: list[_Beside] = []
    try:
        for path, contents in files.items():
            with _named(path):
                made.append(_Beside(path))
                made[-1].file.write(contents.encode() if isinstance(contents, str) else contents)
                made[-1].finish()
        if away is not None:
            away.unlink(missing_ok=True)
        for one in made:
            one.put()
    finally:
        for one in made:
            one.drop()


@contextmanager
def _named(path: str | Path) -> Iterator[None]:
    """Errors of the system name the file that was asked for, not the one beside it."""
    beside = f".{Path(path).name[:_LONGEST]}."
    try:
        yield
    except OSError as error:
        if error.filename is None or Path(os.fsdecode(error.filename)).name.startswith(beside):
            error.filename, error.filename2 = str(path), None
        raise


def _is_kept(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            header = file.read(72)
    except OSError:
        return False  # who may write and not read cannot have made it a log
    if not header.startswith(b"SQLite format 3\0"):
        return False
    # Of one that is open what it is may stand in the write-ahead log alone, which SQLite would
    # apply to whatever lies there next.
    return (
        header[68:] == KEPT.to_bytes(4, "big")
        or _mode(path.with_name(f"{path.name}-wal")) is not None
    )


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make a change of names last; Windows opens no folders and needs none of it."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
