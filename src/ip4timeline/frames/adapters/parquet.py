"""Timelines as Parquet, by way of arro3: in, out, and nothing lost."""

from __future__ import annotations

import io as files
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

from ip4timeline.engine.errors import Fault, RecordError, TimelineError, unreadable
from ip4timeline.engine.files.whole import whole
from ip4timeline.frames.extras import need

if TYPE_CHECKING:
    from ip4timeline.frames.table import Table

T = TypeVar("T")
MAGIC: Final = b"PAR1"


def write_parquet(table: Table, file: str | Path | IO[bytes]) -> None:
    """Write a table, whole or not at all, its metadata among the keys and values of the file.

    Args:
        table: any of `frames`; that of `frames.events` can be read back.
        file: a path, or a file opened for bytes.

    Raises:
        TimelineError: the file was opened for text.
        OSError: it cannot be written; a file that was there is untouched.
        MissingExtraError: ``ip4timeline[parquet]`` is not installed.
    """
    io = need("arro3.io", "parquet")
    if isinstance(file, files.TextIOBase):  # arro3 panics and prints a trace
        raise TimelineError("Parquet is no text: give a path, or a file opened by open(path, 'wb')")
    data = table.to_arrow()
    # The Arrow schema that the file also carries repeats the metadata; readers of either find it.
    with whole(file) if isinstance(file, str | Path) else nullcontext(file) as target:
        io.write_parquet(
            data, target, compression="zstd(3)", key_value_metadata=dict(table.metadata)
        )


def open_parquet(file: str | Path, read: Callable[[Any], T]) -> T:
    """What a reader of Arrow makes of the rows of a file.

    Args:
        file: its path.
        read: takes what gives the rows, and must have read all of them when it returns: of a
            damaged file some fail only then.

    Raises:
        RecordError: it cannot be read; those of ``read`` itself, of what the rows say, are raised
            as they are.
        MissingExtraError: ``ip4timeline[parquet]`` is not installed.
    """
    io = need("arro3.io", "parquet")
    try:
        ends = _ends(Path(file))
    except OSError as error:
        raise RecordError("not Parquet", [unreadable(file, error)]) from None
    if ends != (MAGIC, MAGIC):  # asked here, for arro3 panics and prints a trace
        raise _refused("cannot be read: it is not Parquet", file)
    try:
        return read(io.read_parquet(str(file)))
    except RecordError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _refused(f"cannot be read: {error}", file) from None


def _ends(path: Path) -> tuple[bytes, bytes]:
    """The first and last bytes of a file, by which Parquet is known."""
    with path.open("rb") as file:
        first = file.read(len(MAGIC))
        size = file.seek(0, 2)
        file.seek(max(size - len(MAGIC), 0))
        return first, file.read()


def _refused(reason: str, file: str | Path) -> RecordError:
    fault = Fault(reason, file=str(file), remedy="Write it with write_parquet")
    return RecordError("not Parquet", [fault])
