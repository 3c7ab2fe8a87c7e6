"""The one question whether new rows fit to a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ip4timeline.engine.errors import Fault, TimelineError
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.record.context import Context, rules_of, table_of
from ip4timeline.relationship.timeline import Timeline


def check(
    timeline: Timeline, rows: Iterable[Any], projections: Iterable[Projection[Any, Any]] = ()
) -> list[Fault]:
    """The faults that new rows would bring to a timeline that has none.

    They are those that reading all as one record would find. To check again and again against
    a timeline that grows, use `ip4timeline.store.Live`, which keeps what is looked up here.

    Args:
        timeline: what is there; it is not checked itself.
        rows: events, corrections, retractions and rows of registries; what is there already
            is passed over.
        projections: projections of your own, under whose rules as under the library's two
            events of one day must not be tied.

    Raises:
        TimelineError: they are no list, or one is neither an entry nor a row of a registry; or
            another argument is of another type.
    """
    if not isinstance(timeline, Timeline):
        raise TimelineError(f"{timeline!r} is no timeline; load one: ip4timeline.load(...)")
    if not isinstance(rows, Iterable):
        raise TimelineError(f"{rows!r} is no list of rows; give one: [...]")
    context, given = Context.of(timeline, rules_of(projections)), list(rows)
    for row in given:
        table_of(row)
    return [*taken(context, given), *context.faults(given)]


def taken(context: Context, rows: Iterable[Any]) -> list[Fault]:
    """A fault for each row whose id is taken by other contents, there or among themselves."""
    given: dict[tuple[str, str], Any] = {}
    return [
        Fault(
            "another has this id, and differs",
            event=row.id,
            field="id",
            remedy="Correct it with a correction, or choose another id",
        )
        for row in rows
        if context.other(row) is not None
        or (hasattr(row, "id") and given.setdefault((table_of(row), row.id), row) != row)
    ]
