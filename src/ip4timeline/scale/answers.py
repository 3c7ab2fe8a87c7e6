"""The values of a declared rule on days, over a table of versions of any engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isqrt
from typing import Any, Final

from ip4timeline.engine.projections.declared import Declared
from ip4timeline.engine.time.days import DayLike, day_number
from ip4timeline.engine.time.when import Certainty
from ip4timeline.scale.asks import pairs
from ip4timeline.scale.counting import DAY, ENDS, MEMBERS, ONE, ORDER, VALUE, Counted
from ip4timeline.scale.native import nw

_AT_ONCE: Final = 120
"""How many points one pass answers: each is a comparison by which every row is looked at."""
Asks = Sequence[tuple[DayLike, DayLike | None]]


def states(
    rule: Declared, frame: Any, as_of: DayLike, known_on: DayLike | None, certainty: Certainty
) -> Any:
    """As `Declared.states`."""
    counted = Counted(rule, frame, certainty)
    return counted.native.given(_states(counted, as_of, known_on))


def _states(counted: Counted, as_of: DayLike, known_on: DayLike | None, **first: Any) -> Any:
    col, by = nw.col, counted.by
    day = counted.native.day("since", as_of)
    rows = counted.standing(known_on).filter(col(DAY) <= day)
    if counted.keeps is None:
        found = counted.grouped(rows, *by)
    else:
        found = counted.kept(rows, *by)
        if counted.said.lapses:
            found = found.filter(col(ENDS).is_null() | (col(ENDS) > day))
    return _answer(counted, found, **first)


def _answer(counted: Counted, found: Any, **first: Any) -> Any:
    more = {"ends": nw.col(ENDS)} if counted.said.lapses else {}
    found = found.filter(~nw.col(VALUE).is_null())  # the last event may have removed it
    return found.select(
        **first, **{n: nw.col(n) for n in counted.by}, value=counted.value(), **more
    )


def panel(
    rule: Declared,
    frame: Any,
    asks: Iterable[tuple[DayLike, DayLike | None]],
    certainty: Certainty,
) -> Any:
    """As `Declared.panel`."""
    counted = Counted(rule, frame, certainty)
    points = pairs(asks)
    answers = []
    if counted.native.windows and _ascend(points):
        counted.running()
        starts = range(0, len(points), _AT_ONCE)
        answers += [_pass(counted, points[at : at + _AT_ONCE], at) for at in starts]
    else:
        for ask, (day, known) in enumerate(points):
            answers.append(_states(counted, day, known, ask=nw.lit(ask).cast(nw.Int64)))
    found = answers[0] if len(answers) == 1 else nw.concat(answers, how="vertical")
    return counted.native.given(found)


def _ascend(points: Asks) -> bool:
    """Whether both clocks go forward from point to point, or the second is left out of all."""
    days = [day_number(day) for day, _ in points]
    known = [known for _, known in points]
    if days != sorted(days):
        return False
    if None in known:
        return set(known) == {None}
    by = [day_number(day) for day in known if day is not None]
    return by == sorted(by)


def _pass(counted: Counted, points: Asks, start: int) -> Any:
    """All points of a panel in one pass over the versions, and not one fold for each.

    A version counts from the first point that has reached both its day and its ``since`` until
    the first that has reached its ``until``.
    """
    col, count = nw.col, len(points)
    rows = counted.rows
    begins = _reached(counted, DAY, [day for day, _ in points])
    ends: Any = nw.lit(count)
    if points[0][1] is None:
        rows = rows.filter(col("until").is_null())
    else:
        known: Any = [day for _, day in points]
        begins = nw.max_horizontal(begins, _reached(counted, "since", known))
        ends = (
            nw.when(col("until").is_null()).then(ends).otherwise(_reached(counted, "until", known))
        )
    rows = rows.with_columns(ip4_from=begins.cast(nw.Int64), ip4_to=ends.cast(nw.Int64))
    rows = rows.filter(col("ip4_from") < col("ip4_to"), col("ip4_from") < count)
    if counted.said.rule in ("count", "total"):
        found = _summed(counted, rows, count)
    else:
        found = _picked(counted, rows, count)
    if counted.said.lapses:
        days: Any = nw.lit(counted.native.day("since", points[-1][0]))
        for ask, (day, _) in list(enumerate(points))[:-1]:
            given = nw.lit(counted.native.day("since", day))
            days = nw.when(col("ip4_ask") == ask).then(given).otherwise(days)
        found = found.filter(col(ENDS).is_null() | (col(ENDS) > days))
    return _answer(counted, found, ask=(col("ip4_ask") + start).cast(nw.Int64))


def _reached(counted: Counted, column: str, days: Sequence[DayLike]) -> Any:
    """The place of the first day that has reached that of a column: how many lie before it.

    By halves, so that an engine that looks only at the rows of a branch compares each with a few.
    """
    written = [counted.native.day("since", day) for day in days]
    places = [nw.lit(place).cast(nw.Int64) for place in range(len(written) + 1)]

    def found(first: int, last: int) -> Any:
        if first == last:
            return places[first]
        middle = (first + last) // 2
        before = nw.col(column) <= written[middle]
        return nw.when(before).then(found(first, middle)).otherwise(found(middle + 1, last))

    return found(0, len(written))


def _asks(counted: Counted, count: int) -> Any:
    """A small frame of the places of the points, of the library of the rows."""
    frame = counted.native.frame
    if counted.native.in_memory:
        places = {"ip4_ask": list(range(count))}
        return nw.from_dict(places, backend=frame.implementation).lazy()
    # Of a frame of an engine that has no rows of its own, each row is a query: those of a square
    # have two sides.
    side = isqrt(count - 1) + 1
    one = frame.head(1)
    digits = nw.concat(
        [one.select(ip4_digit=nw.lit(digit).cast(nw.Int64)) for digit in range(side)],
        how="vertical",
    )
    both = digits.select(ip4_row="ip4_digit").join(digits, how="cross")
    places = both.select(ip4_ask=nw.col("ip4_row") * side + nw.col("ip4_digit"))
    return places.filter(nw.col("ip4_ask") < count)


def _expanded(counted: Counted, changes: Any, count: int) -> Any:
    """Values by the point from which each holds, made a row for each point."""
    col = nw.col
    changes = changes.with_columns(ip4_to=col("ip4_from"))
    next_one = col("ip4_to").shift(-1).over(*counted.by, order_by="ip4_from")
    changes = changes.with_columns(ip4_to=next_one)
    found = changes.join(_asks(counted, count), how="cross").filter(
        col("ip4_ask") >= col("ip4_from"),
        col("ip4_to").is_null() | (col("ip4_ask") < col("ip4_to")),
    )
    return found.drop("ip4_from", "ip4_to")


def _summed(counted: Counted, rows: Any, count: int) -> Any:
    """Sums: what a version adds where it begins to stand, it takes away where it ceases to."""
    col, by = nw.col, counted.by
    if counted.said.rule == "count":
        rows = rows.with_columns(col(ONE).alias(VALUE))
    rows = rows.with_columns(ip4_n=col(ONE))
    each = (col(VALUE).sum(), col("ip4_n").sum())
    more = rows.group_by(*by, "ip4_from").agg(*each)
    less = rows.filter(col("ip4_to") < count).group_by(*by, "ip4_to").agg(*each)
    less = less.with_columns(
        (col(VALUE) * -1).alias(VALUE), (col("ip4_n") * -1).alias("ip4_n"), ip4_from=col("ip4_to")
    )
    columns = [*by, "ip4_from", VALUE, "ip4_n"]
    steps = nw.concat([more.select(*columns), less.select(*columns)], how="vertical")
    steps = steps.group_by(*by, "ip4_from").agg(col(VALUE).sum(), col("ip4_n").sum())
    running = [
        col(name).cum_sum().over(*by, order_by="ip4_from").alias(name) for name in (VALUE, "ip4_n")
    ]
    return _expanded(counted, steps.with_columns(*running), count).filter(col("ip4_n") > 0)


def _picked(counted: Counted, rows: Any, count: int) -> Any:
    """What is kept of all that stands: of what stands in the end, and of what ceases to."""
    col, by, keep = nw.col, counted.by, counted.keeps
    content = [*by, *dict.fromkeys([*ORDER, ONE, VALUE, *([ENDS] if counted.said.lapses else [])])]
    content = [*dict.fromkeys(content)]
    ever = rows.filter(col("ip4_to") == count)
    other = rows.filter(col("ip4_to") < count).join(_asks(counted, count), how="cross")
    other = other.filter(col("ip4_ask") >= col("ip4_from"), col("ip4_ask") < col("ip4_to"))
    if counted.said.rule in ("distinct", MEMBERS):
        ever = ever.group_by(*by, VALUE).agg(col("ip4_from").min())
        ever = ever.join(_asks(counted, count), how="cross").filter(
            col("ip4_ask") >= col("ip4_from")
        )
        columns = ["ip4_ask", *by, VALUE]
        every = nw.concat([ever.select(*columns), other.select(*columns)], how="vertical")
        return counted.grouped(every, "ip4_ask", *by)
    if keep is None:
        ever = counted.grouped(ever, *by, "ip4_from")
        best = col(VALUE).cum_max() if counted.said.rule == "highest" else col(VALUE).cum_min()
        ever = ever.with_columns(best.over(*by, order_by="ip4_from").alias(VALUE))
        columns = ["ip4_ask", *by, VALUE]
        ever = _expanded(counted, ever, count)
        every = nw.concat([ever.select(*columns), other.select(*columns)], how="vertical")
        return counted.grouped(every, "ip4_ask", *by)
    ever = ever.unique([*by, "ip4_from"], keep=keep, order_by=ORDER).select("ip4_from", *content)
    place = col(ONE).cum_sum().over(*by, order_by=ORDER).cast(nw.Int64)
    ever = ever.with_columns(ip4_place=place if keep == "last" else place * -1)
    ever = ever.with_columns(ip4_best=col("ip4_place").cum_max().over(*by, order_by="ip4_from"))
    # What comes to stand later and lies behind what stands already is never kept.
    ever = _expanded(counted, ever.filter(col("ip4_place") == col("ip4_best")), count)
    columns = ["ip4_ask", *content]
    every = nw.concat([ever.select(*columns), other.select(*columns)], how="vertical")
    return every.unique(["ip4_ask", *by], keep=keep, order_by=ORDER)
