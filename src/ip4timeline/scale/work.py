"""What a worker of a fold does: it scatters a batch to files, and folds the file of a shard.

A worker is another process of this machine, which has begun anew and imported the projection, or
this process itself. Nothing here keeps more in memory than one batch, or so many versions of one
shard as a worker may hold.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from ip4timeline.engine.errors import TimelineError
from ip4timeline.scale.arrow import append, batches, ipc, pa, pc, pq, whole_column
from ip4timeline.scale.asks import Ask
from ip4timeline.scale.shards import SHARD, Rule, folded_parts, mine, scatter, shard_name, touching

_ASKED: Final[list[tuple[Rule, Ask]]] = []
"""In a worker, what it folds by and what for; a process that works for itself has none."""


class Job(NamedTuple):
    """What all the work of one fold has in common.

    Attributes:
        folder: where the files of the shards are.
        shards: how many there are.
        most: how many versions a worker may hold at once.
        asked: the projection and the question; ``None``: what the process began with.
    """

    folder: Path
    shards: int
    most: int
    asked: tuple[Rule, Ask] | None

    @property
    def of(self) -> tuple[Rule, Ask]:
        """The projection and the question."""
        return _ASKED[0] if self.asked is None else self.asked


class Done(NamedTuple):
    """What came of the work on a batch or a shard.

    Attributes:
        rows: of a batch, the rows that went to each shard; of a shard, those of the answer.
        memory: the most bytes that the process has had; 0 where the system does not say.
        cpu: the seconds of processor that it took.
    """

    rows: Counter[int]
    memory: int
    cpu: float


def begin(modules: Sequence[str], load: Callable[[bytes], Any], packed: bytes) -> None:
    """Make a new process a worker: import where the kinds are, and the projection."""
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    for module in modules:
        # One that only the first process can import may be none that is needed; if it is, its
        # kind is refused by name.
        with suppress(ImportError):
            import_module(module)
    _ASKED.append(load(packed))


def _leave_with_parent() -> None:
    """End with the process that began this one, however it ends: nobody else would end it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def ready() -> float:
    """Whether a worker has begun; how many seconds of processor that took."""
    return _cpu()


def scatter_batch(job: Job, data: bytes) -> Done:
    """Put the rows of a batch into the files of their shards, one file a process and shard."""
    began = _cpu()
    projection, ask = job.of
    with ipc.open_stream(data) as reader:
        table = reader.read_all()
    table = table.filter(pc.is_valid(table.column(ask.day)))
    found = scatter(table, projection, job.shards)
    column, rows = whole_column(found.combine_chunks(), SHARD), Counter[int]()
    for name in pc.unique(column).to_pylist():
        part = found.filter(pc.equal(column, name)).drop_columns([SHARD])
        number = int(name.partition("/")[0])
        append(job.folder / f"{number}-{os.getpid()}.arrows", part.combine_chunks())
        rows[number] = part.num_rows
    return Done(rows, _memory(), _cpu() - began)


def fold_file(job: Job, number: int, answer: Path) -> Done:
    """Fold the versions of a shard, as many keys at once as a worker may hold, into a file.

    Raises:
        TimelineError: one key alone has more versions than that.
    """
    began = _cpu()
    projection, ask = job.of
    files = sorted(job.folder.glob(f"{number}-*.arrows"))
    rows = 0
    with pq.ParquetWriter(str(answer), ask.schema, compression="zstd") as writer:
        for found in _folded(job, projection, ask, number, files):
            writer.write_table(found)
            rows += found.num_rows
    for file in files:
        file.unlink()
    return Done(Counter({number: rows}), _memory(), _cpu() - began)


def _folded(
    job: Job, projection: Rule, ask: Ask, number: int, files: Sequence[Path]
) -> Iterable[Any]:
    own = mine(shard_name(number, job.shards))
    held, rows = [], 0
    for batch in batches(files):
        held.append(batch)
        rows += batch.num_rows
        if rows > job.most:
            break
    else:
        yield from folded_parts(pa.Table.from_batches(held), projection, ask, own)
        return
    held.clear()
    counts: Counter[Any] = Counter()
    for batch in batches(files):
        touching(batch, projection, own, counts)
    for keys in _passes(counts, job.most, projection):
        parts = [touching(batch, projection, keys.__contains__) for batch in batches(files)]
        yield from folded_parts(pa.concat_tables(parts), projection, ask, keys.__contains__)


def _passes(counts: Counter[Any], most: int, projection: Rule) -> list[set[Any]]:
    """Keys that together have as many versions as a worker may hold, or fewer.

    Raises:
        TimelineError: one key alone has more.
    """
    larger = [(key, count) for key, count in counts.most_common(3) if count > most]
    if larger:
        named = ", ".join(f"{key!r} ({count:,})" for key, count in larger)
        raise TimelineError(
            f"{projection.name}: a worker holds {most:,} versions at once, and there are more of "
            f"one key alone: {named}. Raise most= if there is memory for it, make the keys finer, "
            "or declare the projection as a rule (ip4timeline.rules), which an engine evaluates"
        )
    passes: list[set[Any]] = []
    room = 0
    for key, count in counts.most_common():
        if count > room:
            passes.append(set())
            room = most
        passes[-1].add(key)
        room -= count
    return passes


def _cpu() -> float:
    times = os.times()
    return times.user + times.system


def _memory() -> int:
    status = Path("/proc/self/status")
    if status.exists():  # what Linux says by `resource` begins with the peak of the parent
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"))
        return 1024 * int(found[1]) if found else 0
    try:
        import resource
    except ImportError:  # Windows says it otherwise
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )
