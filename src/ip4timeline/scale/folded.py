"""What comes of a fold in shards: its answer, and what it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import attrs

from ip4timeline.scale.asks import Ask

_EVERY: Final = 5.0
"""How many seconds lie at least between two lines of progress on a terminal."""


class Progress(NamedTuple):
    """How far a fold has come; its text is a line to print.

    Attributes:
        stage: ``scatter``, by rows, or ``fold``, by shards.
        done: how many are done.
        of: of how many; ``None`` where nobody knows.
        seconds: since it began.
        memory: the most bytes that a worker has had so far; 0 where the system does not say.
    """

    stage: str
    done: int
    of: int | None
    seconds: float
    memory: int

    def __str__(self) -> str:
        what = f"{self.done:,} rows" if self.of is None else f"{self.done:,} of {self.of:,} shards"
        return f"{self.stage}: {what}, {self.seconds:,.1f} s, {_megabytes(self.memory)}"


Tell = Callable[[Progress], object]


def quiet() -> Tell:
    """Tells a terminal every few seconds, and nobody where there is none."""
    last = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal last
        if sys.stderr is not None and sys.stderr.isatty() and time.monotonic() - last > _EVERY:
            last = time.monotonic()
            print(progress, file=sys.stderr, flush=True)

    return tell


def _megabytes(memory: int) -> str:
    return f"a worker used {memory / 1e6:,.0f} MB at most" if memory else "memory not known"


@attrs.define(eq=False, repr=False, kw_only=True)
class Folded:
    """The answer of a fold in shards, and what it took; printing it says both.

    It speaks Arrow: ``pyarrow.table(folded)``, ``polars.DataFrame(folded)`` and DuckDB take it.

    Attributes:
        projection: the name of the projection.
        ask: what was asked.
        shards: how many shards there were.
        workers: how many processes; 0: this one alone.
        versions: how many versions were read.
        scattered: how many went to a shard; a version with keys in two is counted twice.
        largest: how many the largest shard has.
        rows: how many rows the answer has.
        memory: the most bytes that a worker had at once; 0 where the system does not say.
        seconds: by stage (``start``, ``scatter``, ``fold``), the time that passed.
        cpu: by stage, the seconds of processor of all workers; ``read``: of this process.
        files: the Parquet files of the answer, one a shard, where it was asked for ``into`` a
            folder; else none.
    """

    projection: str
    ask: Ask
    shards: int
    workers: int
    versions: int
    scattered: int
    largest: int
    rows: int
    memory: int
    seconds: Mapping[str, float]
    cpu: Mapping[str, float]
    files: tuple[Path, ...]
    _table: Any = attrs.field(default=None, init=False)

    def __repr__(self) -> str:
        times = ", ".join(f"{stage} {taken:.1f} s" for stage, taken in self.seconds.items())
        return (
            f"<{self.ask.what} of {self.projection}: {self.rows:,} rows of {self.versions:,} "
            f"versions in {self.shards} shards, the largest with {self.largest:,}; {times}; "
            f"CPU {sum(self.cpu.values()):.1f} s; {_megabytes(self.memory)}>"
        )

    @property
    def table(self) -> Any:
        """The answer as a table of pyarrow; of files, they are read anew each time."""
        return self._read(self.files) if self._table is None else self._table

    def take(self, files: Iterable[Path]) -> None:
        """Take the answer into memory, from files that will be gone."""
        self._table = self._read(files)

    def _read(self, files: Iterable[Path]) -> Any:
        from ip4timeline.scale.arrow import pa, pq

        tables = [pq.read_table(file) for file in files]
        return pa.concat_tables(tables) if tables else self.ask.schema.empty_table()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The answer, for whatever speaks Arrow."""
        return self.table.__arrow_c_stream__(requested_schema)
