"""The record that a command asks: the shipped one, a folder, or a file that was exported."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from ip4timeline.engine.errors import Fault, RecordError
from ip4timeline.record.compiled import decompile
from ip4timeline.record.readers import load as load_record
from ip4timeline.relationship.timeline import Timeline


def load(path: Path | None) -> Timeline:
    """The timeline of a folder or TOML file, or of an exported file, by the end of its name.

    Raises:
        RecordError: with every fault.
        MissingExtraError: it is Parquet, and ``ip4timeline[parquet]`` is not installed.
    """
    if path is None or path.is_dir():
        return load_record(path)
    match path.suffix:
        case ".jsonl":
            return _lines(path)
        case ".json":
            return _compiled(path)
        case ".parquet":
            # Loaded here: who reads anything else does without the library.
            from ip4timeline.frames.incoming import read_parquet

            return read_parquet(path)
    return load_record(path)


def _compiled(path: Path) -> Timeline:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fault = Fault(f"cannot be read: {error}", file=str(path), remedy="Save it as UTF-8")
        raise RecordError("not a compiled record", [fault]) from None
    return decompile(text)


def _lines(path: Path) -> Timeline:
    """Of JSON Lines, telling a terminal how far it has come; a pipe is told nothing."""
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("reading {task.fields[name]}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.completed:,} lines"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        task = progress.add_task("", total=_count(path), name=path.name)
        return Timeline.from_jsonl(
            path, progress=lambda lines: progress.update(task, completed=lines)
        )


def _count(path: Path) -> int | None:
    """How many lines a file has; ``None`` where it cannot be read, which its reader will say."""
    try:
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return None
