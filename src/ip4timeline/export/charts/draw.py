"""Pictures of the record, drawn by Altair: ``pip install 'ip4timeline[charts]'``.

Each function takes a timeline and gives an Altair chart with a description in words, on UTC
scales and in colours that the colour-blind can tell apart; what colour says is also written.
`save` writes one as SVG, PNG, PDF or a page that works without a network.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import DayLike, day_number, to_date
from ip4timeline.export.charts.rows import (
    WIDTH,
    Row,
    change_rows,
    clock_rows,
    day_text,
    lane_rows,
    matrix_rows,
    step_rows,
    window_rows,
)
from ip4timeline.frames.extras import need
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.relationship.snapshot.snapshot import SUMMITS
from ip4timeline.relationship.timeline import Timeline

need("altair", "charts")  # says what to install where it is missing

import altair as alt  # noqa: E402

from ip4timeline.export.charts.looks import (  # noqa: E402
    CHANGE_COLOURS,
    KIND_COLOURS,
    LANE_COLOURS,
    LEVEL_COLOURS,
    STATUS_SHAPES,
    Look,
    asked_words,
    drawn,
    dressed,
    level_colour,
    lines_of_text,
    look_of,
    on_level,
    told,
)

HAGUE: Final = "2025-the-hague-summit"

# Who came to the summits


def summit_matrix(
    timeline: Timeline,
    as_of: DayLike,
    *,
    known_on: DayLike | None = None,
    series: str = SUMMITS,
    dark: bool = False,
) -> alt.LayerChart:
    """Occasions by partners: colour by level, mark by status, delegate and evidence on hover.

    Args:
        timeline: the events.
        as_of: the day.
        known_on: the day by which a thing had to be public; ``None``: all there is.
        series: the series of occasions.
        dark: whether it is drawn for a dark page.

    Raises:
        TimelineError: no occasion of the series was scheduled by then.
    """
    snapshot = timeline.as_of(as_of, known_on=known_on)
    rows = list(matrix_rows(timeline, snapshot, series))
    if not rows:
        raise TimelineError(f"no occasion of the series {series} was scheduled by {as_of}")
    look = look_of(dark)
    occasions = list(dict.fromkeys(row["occasion"] for row in rows))
    statuses = [s for s in STATUS_SHAPES if any(row["status"] == s for row in rows)]
    base = drawn(rows).encode(
        x=alt.X(
            "partner:N",
            sort=[p.label for p in Partner],
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False, labelFontSize=13),
        ),
        y=alt.Y(
            "occasion:N",
            sort=occasions,
            title=None,
            axis=alt.Axis(domain=False, ticks=False, labelFontSize=12, labelPadding=8),
        ),
        tooltip=told(
            "occasion",
            "dates",
            "partner",
            "status",
            "level",
            "delegate",
            "instead_of",
            "evidence",
        ),
    )
    frames = base.mark_rect(fillOpacity=0, stroke=look.faint, strokeWidth=1)
    colour = level_colour(alt.Legend(symbolType="square", symbolSize=160))
    seen = base.transform_filter("datum.ground != ''").mark_rect().encode(color=colour)
    planned = (
        base.transform_filter("datum.level != null && datum.ground == ''")
        .mark_rect(height={"band": 0.1}, yOffset=27, stroke=look.ink, strokeWidth=0.7)
        .encode(color=colour)
    )
    marks = base.mark_point(xOffset=-82, size=70, filled=True, opacity=1).encode(
        shape=alt.Shape(
            "status:N",
            title="Status",
            scale=alt.Scale(domain=statuses, range=[STATUS_SHAPES[s] for s in statuses]),
            legend=alt.Legend(symbolFillColor=look.ink, symbolOpacity=1),
        ),
        color=on_level(look),
    )
    words = base.mark_text(align="left", xOffset=-70, limit=165, **lines_of_text()).encode(
        text="words:N", color=on_level(look)
    )
    asked = asked_words(snapshot.as_of, snapshot.known_on)
    found = Counter(f"{row['status']} ({row['level'] or 'no level'})" for row in rows)
    chart = alt.layer(seen, planned, frames, marks, words).properties(
        width=4 * 190, height=60 * len(occasions)
    )
    described = (
        f"{asked}: {len(occasions)} occasions by four partners. "
        + "; ".join(f"{status}: {count}" for status, count in found.most_common())
        + ". "
        + " ".join(f"{r['occasion']}, {r['partner']}: {r['said']}." for r in rows)
    )
    return cast(
        "alt.LayerChart",
        dressed(
            chart,
            look,
            "Who came to the summits" if series == SUMMITS else f"Who came: {series}",
            f"{asked}. Full colour: seen to happen. Underlined: a plan.",
            described,
        ),
    )


# Swimlanes


def swimlanes(
    timeline: Timeline,
    as_of: DayLike,
    *,
    known_on: DayLike | None = None,
    start: DayLike = "2004-01-01",
    partners: Iterable[Partner | str] = tuple(Partner),
    dark: bool = False,
) -> alt.VConcatChart:
    """Leaders, agreements and missions over time, one lane each; uncertain dates drawn so.

    What certainly held is solid, what may have held by the sources' partial dates is faint,
    and an arrow stands where something began by a day but no source says since when.

    Args:
        timeline: the events.
        as_of: the last day shown; what still held then has no end.
        known_on: the day by which a thing had to be public; ``None``: all there is.
        start: the first day shown.
        partners: whose lanes.
        dark: whether it is drawn for a dark page.

    Raises:
        TimelineError: ``start`` is not before ``as_of``, or there is nothing to show.
    """
    first, last = day_number(start), day_number(as_of)
    if first >= last:
        raise TimelineError(f"{start} is not before {as_of}")
    look = look_of(dark)
    chosen = [Partner.of(p) for p in partners]
    rows = [row for p in chosen for row in lane_rows(timeline, p, first, last, known_on)]
    if not rows:
        raise TimelineError(f"there is nothing to show from {start} to {as_of}")
    shown = [p for p in chosen if any(row["partner"] == p.label for row in rows)]
    panels = [
        _lanes([r for r in rows if r["partner"] == p.label], p.label, first, last, look)
        for p in shown
    ]
    asked = asked_words(to_date(as_of), known_on)
    held = [row for row in rows if row["part"] == "certain"]
    described = (
        f"{asked}: leaders, agreements and missions of {', '.join(p.label for p in shown)}. "
        + " ".join(f"{r['partner']}, {r['lane']}: {r['label']}, {r['dated']}." for r in held)
    )
    subtitle = (
        f"{asked}. Solid: certain. Faint: possible, the dates are partial. "
        "Arrow: began by then, no source says since when."
    )
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared", color="shared")
    title = "Leaders, agreements and missions"
    return cast("alt.VConcatChart", dressed(chart, look, title, subtitle, described))


def _lanes(rows: list[Row], title: str, first: int, last: int, look: Look) -> Any:
    lanes = list(dict.fromkeys(row["lane"] for row in rows))
    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=[*LANE_COLOURS], range=[*LANE_COLOURS.values()]),
        legend=alt.Legend(orient="bottom", symbolOpacity=1),
    )
    base = drawn(rows).encode(
        x=alt.X(
            "since:T",
            scale=alt.Scale(
                type="utc", domain=[day_text(first), day_text(last)], nice=False, clamp=True
            ),
            axis=alt.Axis(format="%Y", tickCount={"interval": "year", "step": 2}, title=None),
        ),
        y=alt.Y(
            "lane:N",
            sort=lanes,
            title=None,
            axis=alt.Axis(
                ticks=False,
                domain=False,
                grid=True,
                labelFontSize=10,
                labelLimit=490,
                minExtent=490,
            ),
        ),
        tooltip=told("partner", "lane", "label", "dated", "part"),
    )
    bars = (
        base.transform_filter("datum.part != 'arrow'")
        .mark_bar(height={"band": 0.72}, stroke=look.paper, strokeWidth=1)
        .encode(
            x2="until:T",
            color=colour,
            opacity=alt.Opacity(
                "part:N",
                title=None,
                scale=alt.Scale(domain=["certain", "possible"], range=[1, 0.35]),
                legend=alt.Legend(orient="bottom", symbolFillColor=LANE_COLOURS["leader"]),
            ),
        )
    )
    arrows = (
        base.transform_filter("datum.part == 'arrow'")
        .mark_point(shape="triangle-left", filled=True, size=70, xOffset=-5)
        .encode(color=colour)
    )
    words = (
        base.transform_filter("datum.short != ''")
        .mark_text(align="left", baseline="middle", xOffset=4, fontSize=10)
        .encode(
            text="short:N",
            color=alt.when("datum.what == 'agreement'")
            .then(alt.value("#000000"))
            .otherwise(alt.value("#ffffff")),
        )
    )
    return alt.layer(bars, arrows, words).properties(
        width=WIDTH,
        height=22 * len(lanes),
        title=alt.TitleParams(title, anchor="start", frame="bounds", fontSize=13, offset=4),
    )


# Engagement over time


def engagement_over_time(
    timeline: Timeline,
    as_of: DayLike,
    *,
    known_on: DayLike | None = None,
    start: DayLike = "2012-01-01",
    window: int = 365,
    weights: Mapping[str, float] | None = None,
    dark: bool = False,
) -> alt.HConcatChart:
    """How many contacts the last ``window`` days held, by kind, and attendances by level.

    There is no index: contacts are counted, and weighted only by what the caller gives. An
    event counts from its effective day, the last on which it may have begun.

    Args:
        timeline: the events.
        as_of: the last day shown.
        known_on: the day by which a thing had to be public; ``None``: all there is.
        start: the first day shown.
        window: how many days back a count reaches, the day itself included.
        weights: what one event of a kind or level counts for; one that is left out counts 1.
        dark: whether it is drawn for a dark page.

    Raises:
        TimelineError: ``start`` is not before ``as_of``, the window is no positive number,
            or a weight is for no kind or level.
    """
    first, last = day_number(start), day_number(as_of)
    if first >= last:
        raise TimelineError(f"{start} is not before {as_of}")
    if window < 1:
        raise TimelineError(f"a window is a positive number of days, not {window}")
    for name in weights or {}:
        if name not in KIND_COLOURS and name not in [*map(str, Level)]:
            raise TimelineError(f"{name!r} is neither a kind of contact nor a level")
    look = look_of(dark)
    rows = list(window_rows(timeline, first, last, known_on, window, weights or {}))
    span = [day_text(first), day_text(last + 1)]
    measure = "weighted by the caller" if weights else "events"
    levels = {str(level): colour for level, colour in LEVEL_COLOURS.items()}
    panels = [
        _windows([r for r in rows if r["by"] == by], title, measure, colours, span)
        for by, title, colours in (
            ("kind", "Contacts by kind", KIND_COLOURS),
            ("level", "Attendances by level", levels),
        )
    ]
    asked = asked_words(to_date(as_of), known_on)
    ends = [r for r in rows if r["until"] == day_text(last + 1)]
    described = (
        f"{asked}: events of the last {window} days, day by day since {start}, {measure}. "
        f"At the end: "
        + "; ".join(f"{r['partner']}, {r['what']}: {r['count']}" for r in ends)
        + "."
    )
    subtitle = f"{asked}. Each point counts the {window} days before it" + (
        ", weighted by the caller." if weights else "; nothing is weighted."
    )
    chart = alt.hconcat(*panels, spacing=40).resolve_scale(
        color="independent", stroke="independent"
    )
    return cast(
        "alt.HConcatChart", dressed(chart, look, "Engagement over time", subtitle, described)
    )


def _windows(
    rows: list[Row], title: str, measure: str, colours: Mapping[str, str], span: Sequence[str]
) -> Any:
    shown = [what for what in colours if any(r["what"] == what for r in rows)]
    bars = (
        drawn(rows)
        .mark_rect(strokeWidth=0.4)
        .encode(
            x=alt.X(
                "since:T",
                scale=alt.Scale(type="utc", nice=False, domain=span),
                axis=alt.Axis(format="%Y", tickCount={"interval": "year", "step": 2}, title=None),
            ),
            x2="until:T",
            y=alt.Y("low:Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1)),
            y2="high:Q",
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=shown, range=[colours[what] for what in shown]),
                legend=alt.Legend(orient="bottom", columns=3, symbolType="square"),
            ),
            stroke=alt.Stroke(
                "what:N",
                scale=alt.Scale(domain=shown, range=[colours[what] for what in shown]),
                legend=None,
            ),
            tooltip=told("partner", "what", "count", "since", "until"),
        )
        .properties(width=340, height=88)
    )
    return bars.facet(
        row=alt.Row(
            "partner:N",
            sort=[p.label for p in Partner],
            title=f"{title} ({measure})",
            header=alt.Header(labelAnchor="start", labelAngle=0, labelOrient="top", labelPadding=4),
        ),
        spacing=10,
    )


# Two clocks


def two_clocks(
    timeline: Timeline,
    partner: Partner | str = Partner.JAPAN,
    occasion: str = HAGUE,
    *,
    as_of: DayLike | None = None,
    known_on: DayLike | None = None,
    start: DayLike | None = None,
    dark: bool = False,
) -> alt.VConcatChart:
    """What was believed of one engagement, against what was so.

    Three lanes of days: what was so on ``as_of``; what was believed of ``as_of``, by what was
    public each day; and how the engagement stood each day, with hindsight. Below them, each
    step with the day it happened and the day it became public.

    Args:
        timeline: the events.
        partner: whose engagement.
        occasion: with which occasion.
        as_of: the day that one had beliefs about; left out, the last day of the occasion.
        known_on: the last day of knowledge, for what was so as well; ``None``: all there is.
        start: the first day shown; left out, three weeks before the occasion.
        dark: whether it is drawn for a dark page.

    Raises:
        UnknownNameError: there is no such partner or occasion.
        TimelineError: the occasion has no dates to start from, or nothing is known of it.
    """
    partner = Partner.of(partner)
    held = timeline.registries.occasion(occasion).dates
    begins, ends = held.bound("possible"), held.until or held.latest
    if begins is None or ends is None:
        raise TimelineError(f"{occasion} has no dates; choose another occasion")
    about = ends.toordinal() if as_of is None else day_number(as_of)
    first = begins - 21 if start is None else day_number(start)
    last = max(about, ends.toordinal()) + 7
    look = look_of(dark)
    rows = list(clock_rows(timeline, partner, occasion, about, known_on, first, last))
    steps = list(step_rows(timeline, partner, occasion, last, known_on, first))
    if not any(row["status"] for row in rows):
        raise TimelineError(f"nothing is known of {partner.label} at {occasion}")
    title = f"{partner.label} at the {timeline.registries.name(occasion)}: two clocks"
    panels: list[Any] = [_beliefs(rows, first, last, look)]
    if steps:
        panels.append(_steps(steps, first, last, look))
    described = (
        f"{title}. "
        + " ".join(f"{r['lane']}, {r['since']} to {r['through']}: {r['said']}." for r in rows)
        + " "
        + " ".join(f"{r['step']}: happened {r['occurred']}, known {r['known']}." for r in steps)
    )
    chart = alt.vconcat(*panels, spacing=18).resolve_scale(
        x="shared", color="independent", shape="independent"
    )
    knowledge = f"as known by {known_on}" if known_on else "with hindsight"
    subtitle = (
        f"What was so: {knowledge}. What was believed: by what was public each day. "
        "Full colour: seen to happen. Underlined: a plan."
    )
    return cast("alt.VConcatChart", dressed(chart, look, title, subtitle, described))


def _day_axis(first: int, last: int, field: str) -> alt.X:
    return alt.X(
        f"{field}:T",
        scale=alt.Scale(type="utc", domain=[day_text(first), day_text(last + 1)], nice=False),
        axis=alt.Axis(format="%-d %b %Y", tickCount=7, title=None),
    )


def _beliefs(rows: list[Row], first: int, last: int, look: Look) -> Any:
    lanes = list(dict.fromkeys(row["lane"] for row in rows))
    base = drawn([row for row in rows if row["status"]]).encode(
        x=_day_axis(first, last, "since"),
        x2="until:T",
        y=alt.Y("lane:N", sort=lanes, title=None, axis=alt.Axis(ticks=False, domain=False)),
        tooltip=told("lane", "since", "through", "said"),
    )
    frames = base.mark_bar(height={"band": 0.8}, fillOpacity=0, stroke=look.ink, strokeWidth=1)
    colour = level_colour(alt.Legend(orient="right", symbolType="square"))
    seen = (
        base.transform_filter("datum.level != null && datum.seen")
        .mark_bar(height={"band": 0.8})
        .encode(color=colour)
    )
    planned = (
        base.transform_filter("datum.level != null && !datum.seen")
        .mark_bar(height={"band": 0.14}, yOffset=18, stroke=look.ink, strokeWidth=0.7)
        .encode(color=colour)
    )
    words = base.mark_text(align="left", xOffset=5, **lines_of_text()).encode(
        text="words:N",
        color=alt.when("datum.seen && datum.level != null")
        .then(alt.value("#ffffff"))
        .otherwise(alt.value(look.ink)),
    )
    return alt.layer(seen, planned, frames, words).properties(width=WIDTH, height=58 * len(lanes))


def _steps(rows: list[Row], first: int, last: int, look: Look) -> Any:
    clocks = ["happened", "became public"]
    base = drawn(rows).encode(
        y=alt.Y(
            "step:N",
            sort=[row["step"] for row in rows],
            title=None,
            axis=alt.Axis(ticks=False, domain=False, grid=True),
        ),
        tooltip=told("step", "occurred", "known", "summary"),
    )
    gap = base.mark_rule(strokeDash=[3, 3], color=look.ink).encode(
        x=_day_axis(first, last, "latest"), x2="known:T"
    )
    # Where a source gives no full day, the event is a bar over the days it may have been on.
    range_ = (
        base.transform_filter("datum.drawn_from != datum.latest")
        .mark_bar(size=8, color="#e69f00", opacity=0.6)
        .encode(x=_day_axis(first, last, "drawn_from"), x2="latest:T")
    )
    points = (
        base.transform_fold(["latest", "known"], as_=["clock", "day"])
        .transform_calculate(clock="datum.clock == 'known' ? 'became public' : 'happened'")
        .transform_filter("datum.clock != 'happened' || datum.drawn_from == datum.latest")
        .mark_point(size=90, strokeWidth=2, opacity=1)
        .encode(
            x=_day_axis(first, last, "day"),
            shape=alt.Shape(
                "clock:N",
                title=None,
                scale=alt.Scale(domain=clocks, range=["circle", "cross"]),
                legend=alt.Legend(orient="right"),
            ),
            color=alt.Color(
                "clock:N",
                title=None,
                scale=alt.Scale(domain=clocks, range=["#e69f00", "#0072b2"]),
            ),
        )
    )
    return alt.layer(gap, range_, points).properties(width=WIDTH, height=26 * len(rows))


# What changed


def changes(
    timeline: Timeline,
    before: DayLike,
    after: DayLike,
    *,
    known_on: DayLike | None = None,
    tallies: bool = False,
    dark: bool = False,
) -> alt.LayerChart:
    """What changed in the world between two days, before and after side by side.

    Args:
        timeline: the events.
        before: the one day.
        after: the other.
        known_on: the day by which a thing had to be public; ``None``: all there is.
        tallies: whether sums that only grew (contacts, support, voices) are shown too.
            What reads the same before and after is not shown.
        dark: whether it is drawn for a dark page.

    Raises:
        TimelineError: nothing changed.
    """
    rows = list(change_rows(timeline, before, after, known_on, tallies))
    if not rows:
        raise TimelineError(f"nothing changed from {before} to {after}")
    look = look_of(dark)
    base = drawn(rows).encode(
        y=alt.Y("place:O", axis=None),
        tooltip=told("partner", "aspect", "which", "change", "before", "after"),
    )
    columns = {"partner": 0, "which": 100, "before": 400, "after": 690}
    marks = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=alt.value(382),
        shape=alt.Shape(
            "change:N",
            title=None,
            scale=alt.Scale(
                domain=[*CHANGE_COLOURS], range=["triangle-up", "triangle-down", "diamond"]
            ),
            legend=alt.Legend(orient="top", offset=24, symbolOpacity=1),
        ),
        color=alt.Color(
            "change:N",
            title=None,
            scale=alt.Scale(domain=[*CHANGE_COLOURS], range=[*CHANGE_COLOURS.values()]),
        ),
    )
    words = [
        base.mark_text(
            align="left",
            baseline="middle",
            fontWeight="bold" if field == "partner" else "normal",
            lineBreak="\n",
            lineHeight=13,
        ).encode(x=alt.value(x), text=f"shown_{field}:N")
        for field, x in columns.items()
    ]
    heads = [
        drawn([{"text": text}])
        .mark_text(align="left", fontWeight="bold", fontSize=12)
        .encode(x=alt.value(x), y=alt.value(-10), text="text:N")
        for text, x in (("Before", columns["before"]), ("After", columns["after"]))
    ]
    asked = f"From {before} to {after}, " + (
        f"as known by {known_on}" if known_on else "with hindsight"
    )
    found = Counter(row["change"] for row in rows)
    described = (
        f"{asked}: "
        + "; ".join(f"{count} {change}" for change, count in found.items())
        + ". "
        + " ".join(
            f"{r['partner']}, {r['aspect']}, {r['which']}: {r['before']} to {r['after']}."
            for r in rows
        )
    )
    chart = alt.layer(*heads, marks, *words).properties(width=960, height=31 * len(rows))
    return cast("alt.LayerChart", dressed(chart, look, "What changed", asked, described))


# Files


def save(chart: Any, path: str | Path, *, scale: float = 2) -> None:
    """Write a chart as ``.svg``, ``.png``, ``.pdf``, ``.html`` (with all it needs) or ``.json``.

    Args:
        chart: what one of the functions above gave.
        path: where to; its ending says as what.
        scale: how many pixels of a PNG make one of the chart.

    Raises:
        TimelineError: the ending is none of these, or what draws it is not installed.
    """
    path = Path(path)
    form = path.suffix.removeprefix(".")
    if form not in ("svg", "png", "pdf", "html", "json"):
        raise TimelineError(f"{path.name}: a chart is written as .svg, .png, .pdf, .html or .json")
    if form != "json":
        need("vl_convert", "charts")
    if form == "html":
        spec = json.dumps(chart.to_dict())
        # Within a script, what looks like its end would be one: a record's text must not.
        page = chart.to_html(inline=True).replace(spec, spec.replace("<", "\\u003c"))
        path.write_text(page, encoding="utf-8")
        return
    chart.save(str(path), format=form, **({"scale_factor": scale} if form == "png" else {}))


def gallery(timeline: Timeline, dark: bool = False) -> dict[str, Any]:
    """One chart of each kind, by the name of its picture in the documentation."""
    return {
        "summit-matrix": summit_matrix(timeline, "2025-06-25", dark=dark),
        "swimlanes": swimlanes(timeline, "2025-12-31", dark=dark),
        "engagement-over-time": engagement_over_time(timeline, "2025-12-31", dark=dark),
        "two-clocks": two_clocks(timeline, dark=dark),
        "changes": changes(timeline, "2024-07-12", "2025-06-26", dark=dark),
    }


def main(folder: str) -> None:
    """Draw the pictures of the documentation, for light and for dark pages, into a folder."""
    from ip4timeline.record.readers import load

    timeline = load()
    for dark in (False, True):
        for name, chart in gallery(timeline, dark).items():
            save(chart, Path(folder) / f"{name}{'-dark' if dark else ''}.png", scale=1.5)


if __name__ == "__main__":
    main(*sys.argv[1:])
