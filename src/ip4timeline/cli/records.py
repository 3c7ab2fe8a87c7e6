"""The record that a command asks, read with a bar on a terminal; the kinds of installed ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from ip4timeline.record.readers import Progress as Report
from ip4timeline.record.readers import load
from ip4timeline.relationship.timeline import Timeline


def timeline_of(ctx: click.Context) -> Timeline:
    """The timeline of the records that ``--record`` names; see `read`."""
    return read(*ctx.obj)


def read(*records: str) -> Timeline:
    """The timeline of some records read together; of none, the shipped one.

    Raises:
        RecordError: with every fault.
        MissingExtraError: one is Parquet, and ``ip4timeline[parquet]`` is not installed.
        TimelineError: nothing of such a name is there, or it cannot be used.
    """
    with _progress([Path(record) for record in records]) as report:
        return load(*records, progress=report)


def register_kinds() -> None:
    """Register the kinds of all installed records; a damaged one is named on stderr, once."""
    from ip4timeline.record.plugins import (
        register_installed,  # who asks of nothing else does without
    )

    done = click.get_current_context().find_root().meta
    if not done.setdefault(__name__, []):
        done[__name__].append(True)
        for warning in register_installed():
            click.echo(f"Warning: {warning}", err=True)


@contextmanager
def _progress(paths: list[Path]) -> Iterator[Report | None]:
    """How far the JSON Lines among some files were read, on a terminal; a pipe gets nothing."""
    files = [path for path in paths if path.suffix == ".jsonl"]
    console = Console(stderr=True)
    if not files or not console.is_terminal:
        yield None
        return
    bar = Progress(
        TextColumn("reading {task.fields[name]}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.completed:,} lines"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar:
        names = ", ".join(path.name for path in files)
        total = _count(files[0]) if len(files) == 1 else None  # each counts from its own first line
        task = bar.add_task("", total=total, name=names)
        yield lambda lines: bar.update(task, completed=lines)


def _count(path: Path) -> int | None:
    """How many lines a file has; ``None`` where it cannot be read, which its reader will say."""
    try:
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return None
