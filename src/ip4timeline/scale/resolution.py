"""Which versions there are of the events of a log: corrections and retractions, resolved."""

from __future__ import annotations

from typing import Any, Final

from ip4timeline.engine.events.kinds import kind_class
from ip4timeline.engine.time.days import DayLike
from ip4timeline.frames.versions import CONTENTS, LOG
from ip4timeline.scale.native import Native, nw

_EVENT: Final = "event"


def versions(log: Any, kind: str | None, horizon: DayLike | None) -> Any:
    """As `scale.versions`."""
    chosen = None if kind is None else kind_class(kind).kind
    native = Native(log)
    native.need(c.name for c in (*LOG, *CONTENTS))
    native.need_windows("the versions of a log")
    col = nw.col
    contents = [name for name in native.schema if name not in {c.name for c in LOG}]
    every = native.frame
    of_log = ("id", "kind", "since", "until")
    amended = every.filter(col("entry_kind") != _EVENT).select("id").unique()
    # Most events are never amended and need no window: they stand as the log has them.
    plain = every.filter(col("entry_kind") == _EVENT).join(amended, on="id", how="anti")
    known = col("known")
    plain = plain.with_columns(since=known, until=nw.when(known.is_null()).then(known))
    steps = every.join(amended, on="id", how="semi").with_columns(
        ip4_step=nw.when(col("entry_kind") == _EVENT).then(nw.lit(0)).otherwise(nw.lit(1)),
        # Those that are known always win over none that has a day, the first day included.
        ip4_dated=nw.when(col("amended_on").is_null()).then(nw.lit(0)).otherwise(nw.lit(1)),
        ip4_at=col("amended_on"),
    )
    order = ["ip4_step", "ip4_dated", "ip4_at", "amended_seq", "entry"]
    # Copies: on pandas no window may be over a column that also orders it.
    steps = steps.with_columns(until=col("ip4_at"), ip4_next=col("ip4_dated"))
    steps = steps.with_columns(
        until=col("until").shift(-1).over("id", order_by=order),
        ip4_next=col("ip4_next").shift(-1).over("id", order_by=order),
        ip4_base=col("ip4_step").min().over("id"),
    )
    steps = steps.filter(
        col("ip4_base") == 0,
        ~known.is_null(),
        # What is followed by an amendment that is known always never stands.
        col("ip4_next").is_null() | (col("ip4_next") == 1),
    )
    late = (col("ip4_at") > known).fill_null(False)
    steps = steps.with_columns(since=nw.when(late).then(col("ip4_at")).otherwise(known))
    steps = steps.filter(col("until").is_null() | (col("since") < col("until")).fill_null(False))
    found = nw.concat(
        [frame.select(*of_log, *contents) for frame in (plain, steps)], how="vertical"
    )
    if horizon is not None:
        found = found.filter(col("since") <= native.day("known", horizon))
    if chosen is not None:
        found = found.filter(col("kind") == chosen)
    return native.given(found)
