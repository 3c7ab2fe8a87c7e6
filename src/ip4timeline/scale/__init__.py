"""The same meaning on an engine: versions of a log, declared rules, and any projection in shards.

`versions` and the answers of rules are narwhals expressions: each takes a frame of any library
that narwhals knows - polars, DuckDB, pandas, PyArrow, Dask, Ibis, PySpark - and gives one of that
library back; they need ``ip4timeline[scale]``. For PyArrow and Dask narwhals has what states and
panels take, and no more: the rest is refused by name.

`fold` folds any projection, shard by shard, on the processes of this machine, and `scatter` and
`fold_shard` are its two halves for the workers of any engine; they need ``ip4timeline[shards]``.
What they mean is what the library's own fold means.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ip4timeline.engine.errors import MissingExtraError
from ip4timeline.engine.projections.declared import EVALUATORS
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.time.when import Certainty
from ip4timeline.scale.asks import Ask
from ip4timeline.scale.folded import Folded, Progress, Tell

if TYPE_CHECKING:
    from ip4timeline.engine._speed import BoundedCache
    from ip4timeline.engine.log.event_log import EventLog
    from ip4timeline.engine.projections.declared import Declared

# Whoever asks a rule about a frame finds the functions below.
EVALUATORS.append(sys.modules[__name__])

__all__ = [
    "Ask",
    "Folded",
    "Progress",
    "fold",
    "fold_shard",
    "needed",
    "panel",
    "scatter",
    "spells",
    "states",
    "versions",
]


def versions(log: Any, kind: str | None = None, *, horizon: DayLike | None = None) -> Any:
    """Each way in which an event ever stands, from a frame in the schema of `frames.log`.

    Args:
        log: a frame with a row for each entry, each entry once.
        kind: the versions of one kind alone; a correction may have made them of another.
        horizon: of the log of a timeline that was cut, the day at which it was.

    Returns:
        What `frames.versions` gives, in no order, as a frame of the library of ``log``.

    Raises:
        TimelineError: a column is missing or of another type, or it is a frame of PyArrow or Dask.
        UnknownNameError: there is no kind of that name.
        MissingExtraError: ``ip4timeline[scale]`` is not installed.
    """
    from ip4timeline.scale.resolution import versions

    return versions(log, kind, horizon)


def states(
    rule: Declared,
    frame: Any,
    as_of: DayLike,
    known_on: DayLike | None = None,
    certainty: Certainty = "certain",
) -> Any:
    """See `Declared.states`."""
    from ip4timeline.scale.answers import states

    return states(rule, frame, as_of, known_on, certainty)


def panel(
    rule: Declared,
    frame: Any,
    asks: Iterable[tuple[DayLike, DayLike | None]],
    certainty: Certainty = "certain",
) -> Any:
    """See `Declared.panel`."""
    from ip4timeline.scale.answers import panel

    return panel(rule, frame, asks, certainty)


def spells(
    rule: Declared,
    frame: Any,
    known_on: DayLike | None = None,
    certainty: Certainty = "certain",
) -> Any:
    """See `Declared.spells`."""
    from ip4timeline.scale.histories import spells

    return spells(rule, frame, known_on, certainty)


def batch(
    rule: Declared,
    log: EventLog,
    points: Sequence[tuple[int, int | None]],
    certainty: Certainty,
    kept: BoundedCache[Any],
) -> list[Mapping[Any, Any]] | None:
    """What `Batches.answers` gives.

    Args:
        rule: the rule.
        log: whose events.
        points: the points of both clocks, in day numbers.
        certainty: the reading of partial dates.
        kept: where the columns of its events are kept, for the next rule.

    Returns:
        By key the value at each point; ``None`` where no engine is installed, or the rule reads
        values that do not come back from its columns as they went in.
    """
    try:
        from ip4timeline.scale.batches import batch
    except MissingExtraError:
        return None
    return batch(rule, log, points, certainty, kept)


def fold(
    frame: Any,
    projection: Projection[Any, Any],
    ask: Ask,
    shards: int = 64,
    *,
    workers: int | None = None,
    most: int = 1_000_000,
    into: str | Path | None = None,
    tell: Tell | None = None,
) -> Folded:
    """Fold any projection over more versions than memory holds, on the processes of this machine.

    The engine reads what the question needs and hands it over batch by batch; workers put each
    version into the shards of its keys, in files of a temporary folder, and then fold one shard
    after the other by the library's own histories. At no time does a worker hold more than a
    batch, or ``most`` versions and their answer.

    Args:
        frame: a table of versions, best a lazy one: ``polars.scan_parquet(...)``, a relation of
            DuckDB, or what `versions` makes of one; a frame in memory does too. Columns that the
            projection does not read may be left out, but for ``id``, ``kind``, ``since``,
            ``until``, ``known``, ``occurred``, ``earliest``, ``latest`` and ``seq``.
        projection: any `Projection` or `Tally`, `ip4timeline.rules` among them. Other processes
            import it: it stands at the top of a module, as its kinds do.
        ask: what is asked.
        shards: into how many parts the keys are divided, by a hash that is the same everywhere.
            Some 200,000 versions a shard fold well.
        workers: how many processes; left out, one for each processor. 0: in this process alone.
        most: how many versions a worker may hold at once. A shard that has more is folded some
            keys at a time.
        into: a new or empty folder for the answer, a Parquet file for each shard; left out, the
            answer is kept in memory.
        tell: gets a `Progress` for each batch and shard, as ``print`` does; left out, a terminal
            is told every few seconds.

    A script calls this under ``if __name__ == "__main__":``, for its workers import the script.

    Raises:
        TimelineError: the frame is none, lacks a column or a field that the projection reads, has
            a version twice or a cell that no event can have; the projection cannot go to another
            process; a key of it is of a type that has no stable hash; one key has more versions
            than ``most``; a worker died; or ``into`` is not empty. An error of the projection
            itself is raised as it is, with a note that names the event.
        UnknownNameError: a row is of a kind that is not registered.
        MissingExtraError: ``ip4timeline[shards]`` is not installed.
    """
    from ip4timeline.scale.local import fold

    return fold(frame, projection, ask, shards, workers, most, into, tell)


def needed(frame: Any, projection: Projection[Any, Any], ask: Ask) -> Any:
    """The versions that can have a part in an answer, as a frame of the same library.

    A filter by kind and by both clocks, which an engine takes to where it reads. It may be left
    out: it changes how much is read and never an answer.

    Args:
        frame: a table of versions, of any library that narwhals knows.
        projection: what folds.
        ask: what is asked.

    Raises:
        TimelineError: the frame is none, or lacks a column.
        MissingExtraError: ``ip4timeline[shards]`` is not installed.
    """
    from ip4timeline.scale.local import needed_of

    return needed_of(frame, projection, ask)


def scatter(data: Any, projection: Projection[Any, Any], shards: int) -> Any:
    """Versions with the shard of each of their keys; a pure function from Arrow to Arrow.

    Args:
        data: any part of a table of versions: a table or batch of pyarrow, or what speaks Arrow.
        projection: what will fold.
        shards: into how many parts the keys are divided.

    Returns:
        A table of pyarrow with the rows of the kinds that are handled, one for each shard that a
        key of the row belongs to, and a last column ``ip4_shard`` that names it (``17/64``).
        Bring all rows of one name together, and give them to `fold_shard`.

    Raises:
        TimelineError: as `fold`.
        UnknownNameError: as `fold`.
        MissingExtraError: ``ip4timeline[shards]`` is not installed.
    """
    from ip4timeline.scale.shards import scatter

    return scatter(data, projection, shards)


def fold_shard(data: Any, projection: Projection[Any, Any], ask: Ask) -> Any:
    """The answer for the keys of whole shards; a pure function from Arrow to Arrow.

    Args:
        data: all rows of one shard, or of several, as `scatter` gave them, in any order.
        projection: that by which they were scattered.
        ask: what is asked.

    Returns:
        A table of pyarrow in the schema ``ask.schema``.

    Raises:
        TimelineError: as `fold`; or the rows were scattered by another projection.
        UnknownNameError: as `fold`.
        MissingExtraError: ``ip4timeline[shards]`` is not installed.
    """
    from ip4timeline.scale.shards import fold_shard

    return fold_shard(data, projection, ask)
