"""The same meaning on an engine: versions of a log, and declared rules, as narwhals expressions.

Each function takes a frame of any library that narwhals knows - polars, DuckDB, pandas, PyArrow,
Dask, Ibis, PySpark - and gives one of that library back; it needs ``ip4timeline[scale]``. What
they mean is what the library's own fold means.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ip4timeline.engine.projections.declared import EVALUATORS
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.time.when import Certainty

if TYPE_CHECKING:
    from ip4timeline.engine.projections.declared import Declared

# Whoever asks a rule about a frame finds the functions below.
EVALUATORS.append(sys.modules[__name__])

__all__ = ["panel", "spells", "states", "versions"]


def versions(log: Any, kind: str | None = None, *, horizon: DayLike | None = None) -> Any:
    """Each way in which an event ever stands, from a frame in the schema of `frames.log`.

    Args:
        log: a frame with a row for each entry, each entry once.
        kind: the versions of one kind alone; a correction may have made them of another.
        horizon: of the log of a timeline that was cut, the day at which it was.

    Returns:
        What `frames.versions` gives, in no order, as a frame of the library of ``log``.

    Raises:
        TimelineError: a column is missing.
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
