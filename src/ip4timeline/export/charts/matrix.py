"""Who came to the summits: occasions by partners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.words import words
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.timeline.evidence import Explanation
from ip4timeline.export.charts.looks import (
    LETTER,
    MARGIN,
    WIDTH,
    Row,
    caption,
    drawn,
    dressed,
    fitting,
    in_order,
    level_fill,
    level_legend,
    level_shape,
    levels_of,
    lined_labels,
    lines_of_text,
    look_of,
    on_level,
    wrapped,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.snapshot.snapshot import SUMMITS, Snapshot
from ip4timeline.relationship.timeline import Timeline

_NAMES: Final = 168
"""Pixels of the column in which occasions are named."""


def summit_matrix(
    timeline: Timeline,
    as_of: DayLike,
    *,
    known_on: DayLike | None = None,
    series: str = SUMMITS,
    width: int = WIDTH,
    dark: bool = False,
) -> alt.LayerChart:
    """Occasions by partners, the newest first: level by colour, sign and word; evidence on hover.

    Args:
        timeline: the events.
        as_of: the day.
        known_on: the day by which a thing had to be public; ``None``: all there is.
        series: the series of occasions.
        width: how many pixels the whole picture takes.
        dark: whether it is drawn for a dark page.

    Raises:
        TimelineError: no occasion of the series was scheduled by then, or the width is too small.
    """
    snapshot = timeline.as_of(as_of, known_on=known_on)
    cell = (fitting(width) - _NAMES - MARGIN) / len(Partner)
    rows = list(matrix_rows(timeline, snapshot, series, cell))
    if not rows:
        raise TimelineError(f"no occasion of the series {series} was scheduled by {as_of}")
    look = look_of(dark)
    occasions = in_order(rows, "occasion")
    levels = levels_of(rows)
    height = 14 * max(row["words"].count("\n") + 1 for row in rows) + 12
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
            "row:N",
            sort=in_order(rows, "row")[::-1],
            title=None,
            axis=alt.Axis(labelFontSize=12, labelPadding=8, **lined_labels(_NAMES)),
        ),
    )
    legend = level_legend(look, int(cell * len(Partner) / 112))
    frames = base.mark_rect(fillOpacity=0, stroke=look.faint, strokeWidth=1)
    seen = (
        base.transform_filter("datum.ground != ''")
        .mark_rect()
        .encode(fill=level_fill(levels, legend))
    )
    planned = (
        base.transform_filter("datum.level != null && datum.ground == ''")
        .mark_rect(height={"band": 0.1}, yOffset=0.45 * height, stroke=look.ink, strokeWidth=0.7)
        .encode(fill=level_fill(levels, legend))
    )
    signs = (
        base.transform_filter("datum.level != null")
        .mark_point(
            xOffset=12 - cell / 2, size=60, filled=True, opacity=1, stroke=look.ink, strokeWidth=0
        )
        .encode(shape=level_shape(levels, legend), fill=on_level(look))
    )
    texts = base.mark_text(align="left", xOffset=24 - cell / 2, **lines_of_text()).encode(
        text="words:N", color=on_level(look)
    )
    question = caption(snapshot.question)
    found = Counter(f"{row['status']} ({row['level'] or 'no level'})" for row in rows)
    chart = alt.layer(seen, planned, frames, signs, texts).properties(
        width=cell * len(Partner), height=height * len(occasions)
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
            width,
        ),
    )


def matrix_rows(
    timeline: Timeline, snapshot: Snapshot, series: str = SUMMITS, cell: float = 150
) -> Iterator[Row]:
    """The rows of `summit_matrix`: one for each occasion and partner.

    ``words`` are in lines that a cell of so many pixels holds, ``row`` in lines of its column.
    """
    registries = timeline.registries
    name = registries.name
    known_on = snapshot.known_on
    scheduled = registries if known_on is None else timeline.known(known_on).registries
    for occasion, cells in snapshot.summit_matrix(series).rows:
        for found_in in cells:
            found = snapshot[found_in.partner].engagements.get(occasion)
            seen = found_in.status in ("attended", "absent")
            yield {
                "occasion": name(occasion),
                "row": wrapped(name(occasion), _NAMES - 6, 7.2),
                "dates": str(scheduled.occasion(occasion).dates),
                "partner": found_in.partner.label,
                "status": found_in.status,
                "level": None if found_in.level is None else str(found_in.level),
                "ground": str(found_in.level) if found_in.level and seen else "",
                "delegate": name(found_in.person) if found_in.person else "",
                "instead_of": name(found_in.instead_of) if found_in.instead_of else "",
                "words": _lines(found_in.lines(registries), cell - 28),
                "said": words(found, registries) if found else found_in.status,
                "evidence": _evidence(timeline.why(found_in)) if found_in.origin else "",
            }


def _lines(lines: Sequence[str], pixels: float) -> str:
    """Lines as so many pixels hold them; a name stays in one piece where it can."""
    kept = [
        line if len(line) * LETTER <= pixels else line.replace("instead of ", "instead of\n")
        for line in lines
    ]
    return wrapped("\n".join(kept), pixels)


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
