"""A fold in shards on the processes of this machine: an engine reads, the library folds."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.scale.arrow import ipc, pa, pq
from ip4timeline.scale.asks import Ask
from ip4timeline.scale.folded import Folded, Progress, Tell, quiet
from ip4timeline.scale.keys import Sharding
from ip4timeline.scale.native import Native, nw
from ip4timeline.scale.shards import NEEDED, Rule
from ip4timeline.scale.work import Done, Job, begin, fold_file, ready, scatter_batch

ROWS: Final = 100_000
"""How many rows a worker is given at once to scatter."""


def fold(
    frame: Any,
    projection: Rule,
    ask: Ask,
    shards: int,
    workers: int | None,
    most: int,
    into: str | Path | None,
    tell: Tell | None,
) -> Folded:
    """As `scale.fold`."""
    if workers is None:
        workers = os.cpu_count() or 1
    _check(projection, ask, most, workers)
    Sharding(shards)
    tell = quiet() if tell is None else tell
    native = Native(frame)
    native.need(NEEDED)
    rows = needed(native, projection, ask)
    kept = None if into is None else _empty(Path(into))
    with ExitStack() as stack:
        # Whatever may fail because of what was given fails before anything is started.
        asked = (projection, ask)
        packing = None if workers == 0 else _packed(asked)
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="ip4timeline-", ignore_cleanup_errors=True)
            )
        )
        job = Job(folder, shards, most, asked if workers == 0 else None)
        work = _Work(job, stack.enter_context(_executor(workers, packing)), workers, tell)
        work.begun()
        read = work.scattered(_read(native, rows, folder))
        answers = folder if kept is None else kept
        files = work.folded(read, answers)
        found = Folded(
            projection=projection.name,
            ask=ask,
            shards=shards,
            workers=workers,
            versions=work.read,
            scattered=sum(read.values()),
            largest=max(read.values(), default=0),
            rows=work.answered,
            memory=work.memory,
            seconds=dict(work.seconds),
            cpu=dict(work.cpu),
            files=() if kept is None else files,
        )
        if kept is None:
            found.take(files)
        return found


def _check(projection: Any, ask: Any, most: Any, workers: Any) -> None:
    if not isinstance(projection, Projection):
        raise TimelineError(f"{projection!r} is no projection; decorate a function with one")
    if not isinstance(ask, Ask):
        raise TimelineError(
            f"{ask!r} is no question; make one by Ask.spells, Ask.states or Ask.panel"
        )
    if not isinstance(most, int) or most < 1:
        raise TimelineError(f"most is how many versions a worker holds, not {most!r}")
    if not isinstance(workers, int) or workers < 0:
        raise TimelineError(f"workers is how many processes, 0 for this one alone, not {workers!r}")


def _empty(folder: Path) -> Path:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TimelineError(f"{folder} is there and is not an empty folder; give a new one")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# What is read


def needed_of(frame: Any, projection: Rule, ask: Ask) -> Any:
    """As `scale.needed`."""
    native = Native(frame)
    native.need(NEEDED)
    return native.given(needed(native, projection, ask))


def needed(native: Native, projection: Rule, ask: Ask) -> Any:
    """What `needed_of` gives, as a frame of narwhals."""
    col = nw.col
    others = [
        cls.kind for cls in kinds().values() if cls.kind and not issubclass(cls, projection.on)
    ]
    # A kind that nobody has registered is kept: it is refused where its events would be made.
    rows = native.frame.filter(~col(ask.day).is_null(), ~col("kind").is_in(others))
    points = ask.points or ((None, ask.known),)
    known = [day for _, day in points]
    days = [day for day, _ in points if day is not None]
    if days:
        rows = rows.filter(col(ask.day) <= native.day(ask.day, from_day_number(max(days))))
    by = [day for day in known if day is not None]
    if not by:
        return rows.filter(col("until").is_null())
    if None not in known:
        rows = rows.filter(col("since") <= native.day("since", from_day_number(max(by))))
    first = native.day("until", from_day_number(min(by)))
    return rows.filter(col("until").is_null() | (col("until") > first))


def _read(native: Native, rows: Any, folder: Path) -> Iterator[Any]:
    """The batches of a frame, one after the other."""
    library = native.frame.implementation
    found = rows.to_native()
    if library.is_duckdb():
        yield from found.to_arrow_reader(ROWS)
    elif library.is_polars():
        file = folder / "read.parquet"  # what an engine streams to a file, it holds nowhere else
        found.sink_parquet(file, compression="lz4", row_group_size=ROWS)
        with pq.ParquetFile(file) as parquet:
            yield from parquet.iter_batches(ROWS)
        file.unlink()
    elif native.in_memory:
        yield from rows.collect().to_arrow().to_batches(ROWS)
    else:
        raise TimelineError(
            f"the processes of this machine read polars, DuckDB, pandas and PyArrow, not "
            f"{library}; there give scatter and fold_shard to its own workers"
        )


# Who works


class _Here(Executor):
    """Works in this process, at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The result of a call."""
        found: Future[Any] = Future()
        found.set_result(fn(*args, **kwargs))
        return found


Packing = tuple[Callable[[bytes], Any], bytes]


def _packed(asked: tuple[Rule, Ask]) -> Packing:
    """What a new process makes the projection of.

    Raises:
        TimelineError: none can.
    """
    projection = asked[0]
    try:
        if projection.__module__ == "__main__" and not hasattr(sys.modules["__main__"], "__file__"):
            import cloudpickle  # of a notebook no other process has the module

            return cloudpickle.loads, cloudpickle.dumps(asked)
        packed = pickle.dumps(asked)
        if pickle.loads(packed)[0] is not projection:
            raise pickle.PicklingError("another projection has its name")
    except Exception as error:  # of whatever it is made of too
        raise TimelineError(
            f"the projection {projection.name} cannot go to another process ({error}); define it "
            "at the top of a module, under its own name (in a notebook install cloudpickle), or "
            "fold in this process with workers=0"
        ) from None
    return pickle.loads, packed


def _executor(workers: int, packing: Packing | None) -> Executor:
    if packing is None:
        return _Here()
    # Those of kinds of one's own: what registers them must have been imported there too.
    modules = dict.fromkeys(cls.__module__ for cls in kinds().values())
    modules.pop("__main__", None)
    return ProcessPoolExecutor(
        workers,
        # Not forked: a copy of a process that has threads may stand still for ever.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=begin,
        initargs=(list(modules), *packing),
    )


class _Work:
    """The work of one fold, and what it took."""

    def __init__(self, job: Job, executor: Executor, workers: int, tell: Tell) -> None:
        self._job = job
        self._executor = executor
        self._workers = max(workers, 1)
        self._tell = tell
        self._began = time.perf_counter()
        self.seconds: dict[str, float] = {}
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self.read = 0
        self.answered = 0
        self.memory = 0

    def begun(self) -> None:
        """Wait until a worker has begun."""
        start = time.perf_counter()
        found = self._answer(self._submit("start", ready), "start", "")
        self.cpu["start"] = 0.0 if self._job.asked else found * self._workers
        self.seconds["start"] = time.perf_counter() - start

    def scattered(self, batches: Iterable[Any]) -> Counter[int]:
        """Put all rows into the files of their shards; how many each has."""
        start = time.perf_counter()
        waiting: deque[tuple[int, Future[Any]]] = deque()
        rows: Counter[int] = Counter()
        mine = time.process_time()

        def settle(most: int) -> None:
            while len(waiting) > most:
                count, future = waiting.popleft()
                self._take(rows, self._answer(future, "scatter", "a batch of rows"), "scatter")
                self.read += count
                self._say("scatter", self.read, None)

        for batch in batches:
            sink = pa.BufferOutputStream()
            with ipc.new_stream(sink, batch.schema) as writer:
                writer.write_batch(batch)
            data = sink.getvalue().to_pybytes()
            waiting.append(
                (batch.num_rows, self._submit("scatter", scatter_batch, self._job, data))
            )
            settle(2 * self._workers)  # so many batches are in memory, however long it takes
        settle(0)
        self.seconds["scatter"] = time.perf_counter() - start
        if self._job.asked is None:
            self.cpu["read"] += time.process_time() - mine
        return rows

    def folded(self, read: Counter[int], answers: Path) -> tuple[Path, ...]:
        """Fold every shard, the largest first; the files of the answers."""
        start = time.perf_counter()
        rows: Counter[int] = Counter()
        files, waiting = {}, []
        width = len(str(self._job.shards))
        for number, count in read.most_common():
            files[number] = answers / f"shard-{number:0{width}}-of-{self._job.shards}.parquet"
            what = f"shard {number} of {self._job.shards} with {count:,} versions"
            future = self._submit("fold", fold_file, self._job, number, files[number])
            waiting.append((what, future))
        for done, (what, future) in enumerate(waiting, 1):
            self._take(rows, self._answer(future, "fold", what), "fold")
            self._say("fold", done, len(waiting))
        self.answered = sum(rows.values())
        self.seconds["fold"] = time.perf_counter() - start
        return tuple(files[number] for number in sorted(files))

    def _take(self, rows: Counter[int], done: Done, stage: str) -> None:
        rows.update(done.rows)
        self.memory = max(self.memory, done.memory)
        self.cpu[stage] += done.cpu

    def _say(self, stage: str, done: int, of: int | None) -> None:
        self._tell(Progress(stage, done, of, time.perf_counter() - self._began, self.memory))

    def _submit(self, stage: str, *call: Any) -> Future[Any]:
        try:
            return self._executor.submit(*call)
        except BrokenProcessPool as error:
            raise self._died(stage, "the work") from error

    def _answer(self, future: Future[Any], stage: str, what: str) -> Any:
        try:
            return future.result()
        except BrokenProcessPool as error:
            raise self._died(stage, what) from error
        except BaseException:
            self._executor.shutdown(wait=False, cancel_futures=True)
            raise

    def _died(self, stage: str, what: str) -> TimelineError:
        if stage == "start":
            return TimelineError(
                "a worker ended before it had begun. A script that folds must do so under "
                "`if __name__ == '__main__':`, since its workers import it, and where the kinds "
                "and the projection are must be importable; what the worker printed says more"
            )
        return TimelineError(
            f"a worker died at the {stage} of {what}, as where the system takes a process away for "
            f"its memory (the most seen before was {self.memory / 1e6:,.0f} MB); give fewer "
            f"workers= than {self._workers}, more shards= than {self._job.shards}, or a smaller "
            f"most= than {self._job.most:,}"
        )
