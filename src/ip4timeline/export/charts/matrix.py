"""Who came to the summits: occasions by partners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.words import words
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.timeline.evidence import Explanation
from ip4timeline.export.charts.looks import (
    STATUS_SHAPES,
    Row,
    caption,
    drawn,
    dressed,
    in_order,
    level_colour,
    lines_of_text,
    look_of,
    on_level,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.snapshot.snapshot import SUMMITS, Snapshot
from ip4timeline.relationship.timeline import Timeline


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
    occasions = in_order(rows, "occasion")
    statuses = [s for s in STATUS_SHAPES if any(row["status"] == s for row in rows)]
    base = drawn(
        rows,
        "occasion",
        "dates",
        "partner",
        "status",
        "level",
        "delegate",
        "instead_of",
        "evidence",
    ).encode(
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
    texts = base.mark_text(align="left", xOffset=-70, limit=165, **lines_of_text()).encode(
        text="words:N", color=on_level(look)
    )
    question = caption(snapshot.question)
    found = Counter(f"{row['status']} ({row['level'] or 'no level'})" for row in rows)
    chart = alt.layer(seen, planned, frames, marks, texts).properties(
        width=4 * 190, height=60 * len(occasions)
    )
    described = (
        f"{question}: {len(occasions)} occasions by four partners. "
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
            f"{question}. Full colour: seen to happen. Underlined: a plan.",
            described,
        ),
    )


def matrix_rows(timeline: Timeline, snapshot: Snapshot, series: str = SUMMITS) -> Iterator[Row]:
    """The rows of `summit_matrix`: one for each occasion and partner."""
    registries = timeline.registries
    name = registries.name
    for occasion, cells in snapshot.summit_matrix(series).rows:
        for cell in cells:
            found = snapshot[cell.partner].engagements.get(occasion)
            seen = cell.status in ("attended", "absent")
            yield {
                "occasion": name(occasion),
                "dates": str(registries.occasion(occasion).dates),
                "partner": cell.partner.label,
                "status": cell.status,
                "level": None if cell.level is None else str(cell.level),
                "ground": str(cell.level) if cell.level and seen else "",
                "delegate": name(cell.person) if cell.person else "",
                "instead_of": name(cell.instead_of) if cell.instead_of else "",
                "words": "\n".join(cell.lines(registries)),
                "said": words(found, registries) if found else cell.status,
                "evidence": _evidence(timeline.why(cell)) if cell.origin else "",
            }


def _evidence(why: Explanation[Any, Any]) -> str:
    """The last event behind a value and who published it."""
    if not why.events:
        return ""
    event = why.events[-1]
    publishers = dict.fromkeys(
        f"{c.source.publisher}{c.remark}" if c.source else c.cite.source
        for c in why.citations(event)
    )
    return f"{event.occurred} {event.kind}; {', '.join(publishers)}"
