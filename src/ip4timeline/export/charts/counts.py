"""Engagement over time: how many contacts each year held, by kind and by level."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, Final, Literal, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import DayLike, day_number, from_day_number
from ip4timeline.engine.time.phrases import day_words, when_words
from ip4timeline.export.charts.looks import (
    KIND_COLOURS,
    MARGIN,
    WIDTH,
    Look,
    Row,
    caption,
    day_text,
    drawn,
    dressed,
    fitting,
    level_fill,
    level_legend,
    level_shape,
    levels_of,
    look_of,
    milliseconds,
    on_level,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.nato.kinds.contacts import Exercise, Meeting, Operation, Visit
from ip4timeline.nato.kinds.occasions import Attendance
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.nato.words import code_words
from ip4timeline.relationship.timeline import Timeline

_CONTACTS: Final = (Attendance, Meeting, Visit, Exercise, Operation)
KINDS: Final = tuple(kind.kind for kind in _CONTACTS)
"""The kinds of event that are contacts, from the lowest of a stack to the highest."""
Period = Literal["year", "half-year", "quarter"]
MONTHS: Final[Mapping[str, int]] = {"year": 12, "half-year": 6, "quarter": 3}
"""How many months of the calendar a bar counts."""
_SIDE: Final = 36
"""Pixels for the numbers beside a panel."""
_GAP: Final = 24
_HEIGHT: Final = 92


def engagement_over_time(
    timeline: Timeline,
    as_of: DayLike,
    *,
    known_on: DayLike | None = None,
    start: DayLike = "2012-01-01",
    period: Period = "year",
    weights: Mapping[str, float] | None = None,
    width: int = WIDTH,
    dark: bool = False,
) -> alt.VConcatChart:
    """How many contacts each year held, by kind, and how many attendances, by level.

    There is no index: contacts are counted, and weighted only by what the caller gives. An
    event counts on its effective day, the last on which it may have begun. The bars are those of
    the calendar: a count of the days before each day would jump whenever two yearly
    occasions lie a little less than a year apart. How complete the record declares itself to be
    is written above them.

    Args:
        timeline: the events.
        as_of: the last day counted.
        known_on: the day by which a thing had to be public; ``None``: all there is.
        start: the first day counted.
        period: what of the calendar a bar counts: ``year``, ``half-year`` or ``quarter``.
        weights: what one event of a kind or level counts for; one that is left out counts 1.
        width: how many pixels the whole picture takes.
        dark: whether it is drawn for a dark page.

    Raises:
        TimelineError: ``start`` is not before ``as_of``, the period is none of these, a weight
            is for no kind or level or no number of 0 or more, or the width is too small.
    """
    first, last = day_number(start), day_number(as_of)
    if first >= last:
        raise TimelineError(f"{start} is not before {as_of}")
    if period not in MONTHS:
        raise TimelineError(f"a period is one of {', '.join(MONTHS)}, not {period!r}")
    if weights is not None and not isinstance(weights, Mapping):
        raise TimelineError(f"weights are given by kind or level, as {{'visit': 2}}: {weights!r}")
    for name, weight in (weights or {}).items():
        if name not in KIND_COLOURS and name not in [*map(str, Level)]:
            raise TimelineError(f"{name!r} is neither a kind of contact nor a level")
        if not (isinstance(weight, int | float) and 0 <= weight < inf):
            raise TimelineError(f"a weight is a number of 0 or more: {name!r} has {weight!r}")
    plot = (fitting(width) - MARGIN - _GAP) // 2 - _SIDE
    look = look_of(dark)
    rows = list(count_rows(timeline, first, last, known_on, period, weights or {}))
    tops = {
        # Room for the totals; no number of the axis stands at its very end, beside the title.
        by: int(max((row["high"] for row in rows if row["by"] == by), default=1) * 1.2) + 0.5
        for by in ("kind", "level")
    }
    levels = levels_of([row for row in rows if row["by"] == "level"], "what")
    lines = [
        alt.hconcat(
            *(
                _panel(
                    [r for r in rows if (r["partner"], r["by"]) == (partner.label, by)],
                    f"{partner.label}: {said}",
                    (first, last),
                    tops[by],
                    plot,
                    look,
                    levels if by == "level" else None,
                    partner is list(Partner)[-1],
                )
                for by, said in (("kind", "contacts by kind"), ("level", "attendances by level"))
            ),
            spacing=_GAP,
        ).resolve_scale(color="independent", shape="independent", fill="independent")
        for partner in Partner
    ]
    chart = alt.vconcat(*lines, spacing=12).resolve_scale(
        color="independent", shape="independent", fill="independent"
    )
    question = caption(timeline.as_of(as_of, known_on=known_on).question)
    coverage = coverage_words(timeline if known_on is None else timeline.known(known_on))
    named = dict.fromkeys(row["period"] for row in sorted(rows, key=lambda row: row["since"]))
    described = (
        f"{question}: contacts since {start}, by {period}"
        f"{', weighted by the caller' if weights else ''}. {coverage} "
        + " ".join(
            f"{name}: "
            + ", ".join(
                f"{r['partner']} {r['count']} {r['what']}"
                for r in rows
                if r["period"] == name and r["by"] == "kind"
            )
            + "."
            for name in named
        )
    )
    ends = (
        "" if _ends(last, period) == last else f", the last to {day_words(from_day_number(last))}"
    )
    subtitle = (
        f"{question}. A bar counts one {period}{ends}; "
        + ("weighted by the caller. " if weights else "nothing is weighted. ")
        + coverage
    )
    title = "Engagement over time"
    return cast("alt.VConcatChart", dressed(chart, look, title, subtitle, described, width))


def coverage_words(timeline: Timeline) -> str:
    """For which contacts a record declares itself complete, to be read beside their counts."""
    periods: dict[tuple[str, str], dict[str, None]] = {}
    for row in timeline.registries.coverage:
        for kind in sorted(set(row.kinds) & set(KINDS)):
            if row.state == "complete" and row.level is None:
                periods.setdefault((kind, row.series), {})[when_words(row.period)] = None
    own = "A rise is in part the record's own: of contacts it declares"
    if not periods:
        return f"{own} none complete."
    said = ", ".join(
        f"{kind} ({code_words(series)}, {' and '.join(when)})"
        for (kind, series), when in periods.items()
    )
    return f"{own} only {said} complete."


def _panel(
    rows: list[Row],
    title: str,
    span: tuple[int, int],
    top: float,
    plot: int,
    look: Look,
    levels: list[str] | None,
    last: bool,
) -> Any:
    """The bars of one partner; the lowest panels carry the legend of all."""
    first, end = span
    years = range(from_day_number(first).year, from_day_number(end).year + 1)
    starts = [max(dt.date(year, 1, 1).toordinal(), first) for year in years]
    days = alt.Scale(type="utc", nice=False, domain=[day_text(first), day_text(end + 1)])
    x = alt.X(
        "since:T",
        scale=days,
        axis=alt.Axis(
            format="%Y",
            values=[milliseconds(day) for day in starts],
            # A year is written in the middle of its days.
            labelOffset=plot * 182 / (end + 1 - first),
            labelOverlap="parity",
            labelFlush=False,
            title=None,
        ),
    )
    y = alt.Y(
        "low:Q",
        title=None,
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(tickCount=4, tickMinStep=1, minExtent=_SIDE - 8, maxExtent=_SIDE - 8),
    )
    base = drawn(rows, "partner", "period", "what", "count").encode(x=x)
    if levels is None:
        colour = alt.Fill(
            "what:N",
            title="Kind",
            scale=alt.Scale(domain=[*KIND_COLOURS], range=[*KIND_COLOURS.values()]),
            legend=alt.Legend(orient="bottom", columns=3, symbolType="square") if last else None,
        )
    else:
        legend = level_legend(look, 3 if plot > 300 else 2) if last else None
        colour = level_fill(levels, legend, "what")
    layers = [
        base.mark_rect(stroke=look.paper, strokeWidth=1).encode(
            x2="until:T", y=y, y2="high:Q", fill=colour
        )
    ]
    tall = f"(datum.high - datum.low) * {_HEIGHT / top} >= 10"
    if levels is not None:
        layers.append(
            base.transform_filter(tall)
            .mark_point(size=55, filled=True, opacity=1, stroke=look.ink, strokeWidth=0)
            .encode(
                x=alt.X("middle:T", scale=days),
                y=alt.Y("between:Q"),
                shape=level_shape(levels, legend, "what"),
                fill=on_level(look),
            )
        )
    totals = (
        base.transform_filter("datum.total != null")
        .mark_text(baseline="bottom", dy=-2, fontSize=9)
        .encode(x=alt.X("middle:T", scale=days), y=alt.Y("high:Q"), text="total:Q")
    )
    head = alt.TitleParams(title, anchor="start", frame="group", fontSize=12, offset=4)
    return alt.layer(*layers, totals).properties(width=plot, height=_HEIGHT, title=head)


def count_rows(
    timeline: Timeline,
    first: int,
    last: int,
    known_on: DayLike | None,
    period: Period,
    weights: Mapping[str, float],
) -> Iterator[Row]:
    """The rows of `engagement_over_time`: one count of a partner in a part of the calendar.

    ``low`` and ``high`` are where it is drawn, upon what comes before it; ``until`` is the
    first day that is no part of it. The highest of a stack says the ``total`` of its events. A
    count of zero is no row.
    """
    known = timeline if known_on is None else timeline.known(known_on)
    for partner in Partner:
        counts: dict[tuple[str, int], Counter[str]] = {}
        for event in known.about(partner).of(*_CONTACTS):
            day = event.occurred.bound("certain")
            if day is None or not first <= day <= last:
                continue
            begins = max(_starts(day, period), first)
            counts.setdefault(("kind", begins), Counter())[event.kind] += 1
            if isinstance(event, Attendance):
                counts.setdefault(("level", begins), Counter())[str(event.level)] += 1
        for (by, begins), found in sorted(counts.items()):
            order = KINDS if by == "kind" else tuple(map(str, Level))
            until = min(_ends(begins, period), last) + 1
            shown, low = [what for what in order if found[what]], 0.0
            for what in shown:
                high = low + found[what] * weights.get(what, 1)
                yield {
                    "partner": partner.label,
                    "by": by,
                    "what": what,
                    "ground": what if by == "level" else "",
                    "period": _named(begins, period),
                    "since": day_text(begins),
                    "middle": day_text((begins + until) // 2),
                    "until": day_text(until),
                    "count": found[what],
                    "low": low,
                    "between": (low + high) / 2,
                    "high": high,
                    "total": sum(found.values()) if what == shown[-1] else None,
                }
                low = high


def _starts(day: int, period: Period) -> int:
    date, months = from_day_number(day), MONTHS[period]
    return date.replace(month=(date.month - 1) // months * months + 1, day=1).toordinal()


def _ends(day: int, period: Period) -> int:
    start = from_day_number(_starts(day, period))
    return start.add(months=MONTHS[period]).toordinal() - 1


def _named(day: int, period: Period) -> str:
    date = from_day_number(day)
    part = (date.month - 1) // MONTHS[period] + 1
    return f"{date.year}" if period == "year" else f"{date.year}, {period} {part}"
