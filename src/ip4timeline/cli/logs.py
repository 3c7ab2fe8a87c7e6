"""The commands of a log: appended to, followed, verified and copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from ip4timeline.cli.once import Commands
from ip4timeline.cli.options import json_option
from ip4timeline.cli.output import Target, opened, output_option, print_json, say
from ip4timeline.cli.records import counting, read, register_kinds
from ip4timeline.engine.codec.plain import to_data
from ip4timeline.engine.errors import Fault, TimelineError
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.files.folder import read as read_files
from ip4timeline.nato.registries import Registries
from ip4timeline.record.plugins import folder_of
from ip4timeline.record.readers import SHIPPED, load, reader_of
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.addresses import is_store, open_store
from ip4timeline.store.live import Live
from ip4timeline.store.log.copying import is_export
from ip4timeline.store.log.rows import Checkpoint, Recorded
from ip4timeline.store.log.shared import Log
from ip4timeline.store.sqlite import SqliteStore

_LONGEST = 1_000
"""How much of a file is looked at to tell whether it is an export: its head is shorter."""
commands = Commands()
"""The commands of this file."""


@commands.group(epilog="Example: ip4timeline --record sqlite:desk.db log append new-events/")
def log() -> None:
    """Append to a log of your own, follow it, verify it, copy it.

    --record names the log: sqlite:FILE or postgresql://user@host/database. Further records named
    by --record are what it builds on.
    """


def _named(ctx: click.Context) -> tuple[str, list[str]]:
    """The address of the log, and the records that it builds on."""
    addresses = [record for record in ctx.obj if is_store(record)]
    if len(addresses) != 1:
        raise click.UsageError(
            "name one log before the command: "
            "ip4timeline --record sqlite:desk.db log ...; postgresql://user@host/database likewise"
        )
    return addresses[0], [record for record in ctx.obj if record not in addresses]


def _store(ctx: click.Context, *, create: bool = False) -> Log:
    return open_store(_named(ctx)[0], create=create)


@log.command(
    epilog="Example: ip4timeline --record sqlite:desk.db log append new-events/ more.jsonl"
)
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--expected",
    type=click.IntRange(0),
    metavar="POSITION",
    help="Refuse anything new if the log is elsewhere.",
)
@json_option
@click.pass_context
def append(ctx: click.Context, files: tuple[str, ...], expected: int | None, as_json: bool) -> None:
    """Append what FILES say, all of it or nothing; what is there already is passed over.

    FILES are event files, folders of them, exported files or installed records. They are checked
    against the log and what it builds on. The log is made if it is not there.
    """
    register_kinds()
    address, base = _named(ctx)
    with open_store(address) as store:
        live = Live(store, read(*base) if base else None)
        done = live.append(_rows(files, live), expected=expected)
    if as_json:
        print_json(attrs.asdict(done))
    else:
        say(f"position {done.position}: {len(done.added)} added, {len(done.known)} known already")


def _rows(files: Iterable[str], live: Live) -> list[Any]:
    """The rows of some files; faults of event files are told with file and line."""
    rows: list[Any] = []
    folders: list[Path] = []
    for file in files:
        if _is_export(file):
            raise TimelineError(
                f"{file} is an export of a whole log, which fills an empty one: "
                f"ip4timeline --record sqlite:copy.db log restore {file}"
            )
        if file == SHIPPED or reader_of(file) is not None:
            rows += _of(load(file))
        else:
            folders.append(folder_of(file))

    def checked(entries: Sequence[Entry], registries: Registries) -> Iterator[tuple[Any, Fault]]:
        for fault in live.check([*rows, *_of_registries(registries), *entries]):
            yield None, fault

    if folders:
        entries, registries = read_files(folders, Registries, checked)
        rows += [*_of_registries(registries), *entries]
    return rows


def _is_export(file: str) -> bool:
    path = Path(file)
    if not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as lines:
        return is_export(lines.readline(_LONGEST))


def _of(timeline: Timeline) -> list[Any]:
    return [*_of_registries(timeline.registries), *timeline.entries]


def _of_registries(registries: Registries) -> list[Any]:
    return [row for field, _ in registries.tables().values() for row in getattr(registries, field)]


@log.command(epilog="Example: ip4timeline --record sqlite:desk.db log tail --follow")
@click.option(
    "-n", "count", type=click.IntRange(0), default=10, show_default=True, help="The last rows."
)
@click.option(
    "--after",
    type=click.IntRange(0),
    metavar="POSITION",
    help="All rows after a position instead, which the log must have.",
)
@click.option("--follow", is_flag=True, help="Wait for more, until interrupted.")
@click.option(
    "--wait",
    type=click.FloatRange(0),
    metavar="SECONDS",
    help="End when nothing came for so long.",
)
@json_option
@click.pass_context
def tail(
    ctx: click.Context,
    count: int,
    after: int | None,
    follow: bool,
    wait: float | None,
    as_json: bool,
) -> None:
    """Print the last rows of the log, and with --follow those to come; --json prints JSON Lines."""
    register_kinds()
    with _store(ctx) as store:
        last = store.position
        if after is not None and after > last:
            raise click.BadParameter(f"the log ends at position {last}", param_hint="--after")
        first = max(last - count, 0) if after is None else after
        waits = wait if follow or wait is not None else 0
        for rows in store.subscribe(first, wait=waits):
            for told in rows:
                _show(told, as_json)


def _show(told: Recorded, as_json: bool) -> None:
    if as_json:
        line = {
            "position": told.position,
            "recorded": told.recorded.isoformat(),
            "replaces": told.replaces,
            "row": to_data(told.row),
        }
        print_json(line, indent=None)
        return
    what = getattr(told.row, "kind", type(told.row).__name__.lower())
    name = getattr(told.row, "id", getattr(told.row, "series", ""))
    said = getattr(told.row, "summary", "") or getattr(told.row, "reason", "")
    moment = told.recorded.isoformat(sep=" ", timespec="seconds")
    say(f"{told.position:>7}  {moment}  {what} {name}" + (f": {said}" if said else ""))


class _Mark(click.ParamType[Checkpoint]):
    name = "checkpoint"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Checkpoint:
        if isinstance(value, Checkpoint):
            return value
        parts = str(value).split(":")
        if len(parts) != 3 or not parts[1].isdecimal():
            self.fail(f"{value!r} is no checkpoint that `log verify` printed", param, ctx)
        return Checkpoint(parts[0], int(parts[1]), parts[2])


@log.command(epilog="Example: ip4timeline --record sqlite:desk.db log verify")
@click.option(
    "--since",
    type=_Mark(),
    metavar="CHECKPOINT",
    help="Only what came after a checkpoint that was printed before; the log must still hold it.",
)
@click.pass_context
def verify(ctx: click.Context, since: Checkpoint | None) -> None:
    """Hold every row against the chain, and print a checkpoint to keep elsewhere."""
    with _store(ctx) as store, counting("verifying", store.position) as report:
        position = store.verify(since, progress=report)
        mark = store.point(position)
    after = f" after {since.position}" if since else ""
    rows = position - (since.position if since else 0)
    say(f"{rows} rows{after}, sound")
    say(f"checkpoint {mark.log}:{mark.position}:{mark.chain}")


@log.command(epilog="Example: ip4timeline --record sqlite:desk.db log export -o desk.jsonl")
@output_option
@click.pass_context
def export(ctx: click.Context, output: str) -> None:
    """Write the whole log as JSON Lines, each row with its link of the chain."""
    with (
        _store(ctx) as store,
        counting("exporting", store.position) as report,
        opened(output) as out,
    ):
        for line in store.export(progress=report):
            out.write(f"{line}\n".encode())


@log.command(epilog="Example: ip4timeline --record sqlite:copy.db log restore desk.jsonl")
@click.argument("file", type=click.File("r", "utf-8"))
@click.pass_context
def restore(ctx: click.Context, file: Any) -> None:
    """Fill an empty log from what `log export` wrote: the same rows, times, chain and id."""
    with _store(ctx, create=True) as store, counting("restoring", None) as report:
        position = store.restore(file, progress=report)
    say(f"{position} rows restored")


@log.command(epilog="Example: ip4timeline --record sqlite:desk.db log backup copy.db")
@click.argument("file", type=Target(path_type=Path, dir_okay=False))
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Copy a SQLite log to a new file while others write, and verify the copy."""
    with _store(ctx) as store:
        if not isinstance(store, SqliteStore):
            raise TimelineError("only a SQLite log is a file; use `log export`, or pg_dump")
        store.backup(file)
    with SqliteStore(file) as copy, counting("verifying", copy.position) as report:
        position = copy.verify(progress=report)
    say(f"{file}: {position} rows, sound")
