"""The spells of a declared rule, over a table of versions of any engine."""

from __future__ import annotations

from typing import Any

from ip4timeline.engine.projections.declared import Declared
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.time.when import Certainty
from ip4timeline.scale.counting import DAY, ENDS, ONE, ORDER, VALUE, Counted
from ip4timeline.scale.native import earlier, nw, same


def spells(rule: Declared, frame: Any, known_on: DayLike | None, certainty: Certainty) -> Any:
    """As `Declared.spells`.

    An event leaves a mark where the value after it is another than before; the last mark of each
    day opens a spell, and one without a value only ends the spell before it.
    """
    counted = Counted(rule, frame, certainty, "occurred")
    counted.running()
    col, by = nw.col, counted.by
    counted.native.need_windows(f"spells of {counted.said.name}")
    rows = (_kept if counted.keeps else _added)(counted, counted.standing(known_on))
    marks = rows.filter(col("ip4_mark"))
    # The last mark of a day is the one that the next day's, if any, comes after.
    found = marks.with_columns(until=col(DAY))
    found = found.with_columns(until=col("until").shift(-1).over(*by, order_by=ORDER))
    found = found.filter(col("until").is_null() | (col("until") != col(DAY)))
    if counted.said.lapses:
        lapse = nw.when(col(ENDS) < col(DAY)).then(col(DAY)).otherwise(col(ENDS))
        found = found.with_columns(until=earlier(lapse, col("until")))
        found = found.filter(col("until").is_null() | (col("until") > col(DAY)))
    found = found.filter(~col(VALUE).is_null())
    more = {"ends": col(ENDS)} if counted.said.lapses else {}
    answer = found.select(
        **{name: col(name) for name in by},
        since=col(DAY),
        until=col("until"),
        value=counted.value(),
        **more,
        opened=col("occurred"),
        because=col("id"),
        events=col("ip4_events").cast(nw.Int64),
    )
    return counted.native.given(answer)


def _kept(counted: Counted, rows: Any) -> Any:
    """Of a rule that keeps the value of one event, which events change it."""
    col, by = nw.col, counted.by
    if counted.keeps == "first":
        nth = col(ONE).cum_sum().over(*by, order_by=ORDER)
        return rows.with_columns(ip4_mark=nth == 1, ip4_events=nw.lit(1))
    columns = [VALUE, *([ENDS] if counted.said.lapses else [])]
    before, now = col(f"{VALUE}_before"), col(VALUE)
    windows = [col(n).shift(1).over(*by, order_by=ORDER).alias(f"{n}_before") for n in columns]
    # Where each event has a value, none before is the first; else a window more has to say so.
    first = before.is_null()
    if counted.said.missing == "ends":
        windows.append(col(ONE).cum_sum().over(*by, order_by=ORDER).alias("ip4_nth"))
        first = col("ip4_nth") == 1
    rows = rows.with_columns(*windows)
    alike = same(before, now)
    if counted.said.lapses:
        # What lapsed in between is no value: an equal one after it is a new one.
        lapsed = (col(f"{ENDS}_before") <= col(DAY)).fill_null(False)
        none_before = before.is_null() | lapsed
        both = ~none_before & alike & same(col(f"{ENDS}_before"), col(ENDS))
        alike = both | (none_before & now.is_null())
    mark = (first & ~now.is_null()) | (~first & ~alike)
    return rows.with_columns(ip4_mark=mark, ip4_events=nw.lit(1))


def _added(counted: Counted, rows: Any) -> Any:
    """Of a rule that adds, the sum after each event, and of how many events it is."""
    col, by = nw.col, counted.by

    def over(expression: Any) -> Any:
        return expression.over(*by, order_by=ORDER)

    if counted.said.rule == "count":
        nth = over(col(ONE).cum_sum()).cast(nw.Int64)
        return rows.with_columns(nth.alias(VALUE), ip4_mark=nw.lit(True), ip4_events=nth)
    if counted.said.rule == "distinct":
        again = col(ONE).cum_sum().over(*by, VALUE, order_by=ORDER)
        rows = rows.with_columns(ip4_new=nw.when(again == 1).then(nw.lit(1)).otherwise(nw.lit(0)))
        rows = rows.with_columns(over(col("ip4_new").cum_sum()).cast(nw.Int64).alias(VALUE))
        return rows.with_columns(ip4_mark=col("ip4_new") == 1, ip4_events=col(VALUE))
    running = {"total": "cum_sum", "highest": "cum_max", "lowest": "cum_min"}[counted.said.rule]
    rows = rows.with_columns(ip4_measure=col(VALUE))
    rows = rows.with_columns(over(getattr(col(VALUE), running)()).alias(VALUE))
    rows = rows.with_columns(ip4_before=over(col(VALUE).shift(1)))
    rows = rows.with_columns(ip4_mark=~same(col("ip4_before"), col(VALUE)))
    # An event that alone would make the sum what it is, is all the reason there is.
    alone = col("ip4_mark") & (col("ip4_measure") == col(VALUE))
    one = nw.when(col("ip4_mark")).then(nw.lit(1)).otherwise(nw.lit(0))
    rows = rows.with_columns(ip4_alone=alone, ip4_marked=one)
    rows = rows.with_columns(ip4_marks=over(col("ip4_marked").cum_sum()))
    past = nw.when(col("ip4_alone")).then(col("ip4_marks") - 1).otherwise(nw.lit(0))
    rows = rows.with_columns(ip4_past=past)
    rows = rows.with_columns(ip4_past=over(col("ip4_past").cum_max()))
    return rows.with_columns(ip4_events=col("ip4_marks") - col("ip4_past"))
