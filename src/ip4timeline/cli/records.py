"""The record that a command asks, read with a bar on a terminal; the kinds of installed ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ip4timeline.cli.output import say
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
    with _progress(list(records)) as report:
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
            say(f"Warning: {warning}", err=True)


@contextmanager
def _progress(records: list[str]) -> Iterator[Report | None]:
    """How far logs and the JSON Lines among some records were read, on a terminal."""
    if not records:
        yield None
        return
    from ip4timeline.store.addresses import is_store  # the shipped record is in no store

    paths = [Path(record) for record in records]
    files = [path for path in paths if path.suffix == ".jsonl"]
    stores = [record for record in records if is_store(record)]
    if not files and not stores:
        yield None
        return
    names = ", ".join([*(path.name for path in files), *("a log" for _ in stores)])
    # Each counts from its own first line.
    total = _count(files[0]) if len(files) == 1 and not stores else None
    with counting(f"reading {names}", total) as report:
        yield report


@contextmanager
def counting(what: str, total: int | None) -> Iterator[Report | None]:
    """How far something long has come, as a bar on a terminal; a pipe gets nothing.

    Args:
        what: what is being done.
        total: how many lines or rows there are; ``None`` where nobody knows.
    """
    from rich.console import Console  # costly, and of no use to most commands

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.completed:,} lines"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda lines: bar.update(task, completed=lines)


def _count(path: Path) -> int | None:
    """How many lines a file has; ``None`` where it cannot be read, which its reader will say."""
    try:
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return None
