"""Leaders, agreements and missions over time, one lane each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import DayLike, day_number, from_day_number
from ip4timeline.export.charts.looks import (
    LANE_COLOURS,
    LETTER,
    WIDTH,
    Look,
    Row,
    caption,
    day_text,
    drawn,
    dressed,
    in_order,
    look_of,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.export.stretches import Stretch, holder, merged, stretches
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.projections.offices import LEADER
from ip4timeline.relationship.projections.ties import AGREEMENTS, MISSIONS, Agreement, Mission
from ip4timeline.relationship.timeline import Timeline

_STRENGTHS: Final = (0.5, 0.42, 0.35, 0.28, 0.22, 0.17, 0.12, 0.08)
"""How strong each part is in which a stretch fades."""
_BETWEEN: Final = re.compile(
    r" between (?:[^,]+? and NATO|NATO and (?:the Republic of )?\w+(?: \w+)?)(?= on | for | \(|$)"
)


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
    and an arrow stands where something began by a day but no source says since when. What has
    no end on record and was not seen for long fades from the day on which it was last seen.

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
    question = caption(timeline.as_of(as_of, known_on=known_on).question)
    held = [row for row in rows if row["part"] == "certain"]
    described = (
        f"{question}: leaders, agreements and missions of {', '.join(p.label for p in shown)}. "
        + " ".join(f"{r['partner']}, {r['lane']}: {r['label']}, {r['dated']}." for r in held)
    )
    subtitle = (
        f"{question}. Solid: certain. Faint: possible, the dates are partial. "
        "Arrow: began by then, no source says since when. Fading: no end on record, not seen since."
    )
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared", color="shared")
    title = "Leaders, agreements and missions"
    return cast("alt.VConcatChart", dressed(chart, look, title, subtitle, described))


def _lanes(rows: list[Row], title: str, first: int, last: int, look: Look) -> Any:
    lanes = in_order(rows, "lane")
    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=[*LANE_COLOURS], range=[*LANE_COLOURS.values()]),
        legend=alt.Legend(orient="bottom", symbolOpacity=1),
    )
    base = drawn(rows, "partner", "lane", "label", "dated", "part").encode(
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
    )
    bars = (
        base.transform_filter("datum.part == 'certain' || datum.part == 'possible'")
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
    fading = (
        base.transform_filter("datum.part == 'fading'")
        .mark_bar(height={"band": 0.72})
        .encode(x2="until:T", color=colour, fillOpacity=alt.FillOpacity("strength:Q", scale=None))
    )
    arrows = (
        base.transform_filter("datum.part == 'arrow'")
        .mark_point(shape="triangle-left", filled=True, size=70, xOffset=-5)
        .encode(color=colour)
    )
    texts = (
        base.transform_filter("datum.short != ''")
        .mark_text(align="left", baseline="middle", xOffset=4, fontSize=10)
        .encode(
            text="short:N",
            color=alt.when("datum.what == 'agreement'")
            .then(alt.value("#000000"))
            .otherwise(alt.value("#ffffff")),
        )
    )
    return alt.layer(bars, fading, arrows, texts).properties(
        width=WIDTH,
        height=22 * len(lanes),
        title=alt.TitleParams(title, anchor="start", frame="bounds", fontSize=13, offset=4),
    )


def lane_rows(
    timeline: Timeline, partner: Partner, first: int, last: int, known_on: DayLike | None
) -> Iterator[Row]:
    """The rows of `swimlanes` for one partner: a stretch gives one for each of its parts."""
    name = timeline.registries.name
    kinds: list[tuple[str, Projection[Any, Any], Callable[[Any], str]]] = [
        ("leader", LEADER, lambda value: holder(value, name)),
        ("agreement", AGREEMENTS, _concluded),
        ("mission", MISSIONS, lambda value: _mission(value, name)),
    ]
    taken: set[str] = set()
    day = from_day_number(last)
    for what, projection, label in kinds:
        certain = timeline.project(projection, known_on=known_on)
        early = timeline.project(projection, known_on=known_on, certainty="possible")
        for key in certain.keys:
            if partner not in (key, key[0]):
                continue
            spells = merged(certain.spells(key), label)
            seen = timeline.last_seen(projection, key, day, known_on=known_on)
            seen = seen if seen is not None and seen.long_ago else None
            found = list(stretches(spells, merged(early.spells(key), label), seen))
            lane = _lane_title(key, [spell.value for spell, _ in spells], taken)
            for stretch in found:
                if stretch.since <= last and (stretch.may_until or last + 1) > first:
                    taken.add(lane)
                    yield from _parts(stretch, partner, what, lane, first, last)


def _concluded(value: Agreement) -> str:
    """Empty for one that is only announced."""
    if value.stage == "announced":
        return ""
    return f"{value.form} {value.signed}" if value.signed else value.stage


def _mission(value: Mission, name: Callable[[str], str]) -> str:
    return f"{value.change}, {name(value.head)}" if value.head else value.change


def _lane_title(key: Any, values: Sequence[Any], taken: set[str]) -> str:
    """What a lane is called: the last title of an agreement, shortened; else the key."""
    if isinstance(key, Partner):
        return "leader"
    slug: str = key[1].removeprefix(f"{key[0]}-").replace("-", " ")
    titles = [value.title for value in values if getattr(value, "title", "")]
    if not titles:
        return slug
    title = _BETWEEN.sub("", titles[-1]).replace(f" between {key[0].label} and ", " with ")
    return f"{title} ({slug})" if title in taken else title


def _parts(
    stretch: Stretch, partner: Partner, what: str, lane: str, first: int, last: int
) -> Iterator[Row]:
    end = last + 1 if stretch.may_until is None else min(stretch.may_until, last + 1)
    sure = end if stretch.until is None else min(stretch.until, end)
    begun = max(stretch.since, first)
    if stretch.seen is not None:  # from the day after its last sight it fades
        day = stretch.seen.day or stretch.seen.date.latest
        sure = end if day is None else max(min(day.toordinal() + 1, end), begun)
    common = {"partner": partner.label, "what": what, "lane": lane, "label": stretch.label}
    common |= {"dated": stretch.dated}
    per_pixel = (last - first) / WIDTH
    fits = (sure - begun) / per_pixel > LETTER * len(stretch.label) + 8
    spans = [("certain", begun, sure)]
    spans += (
        _fading(max(sure, begun), end) if stretch.seen else [("possible", max(sure, begun), end)]
    )
    if stretch.may_since is not None:
        spans.append(("possible", max(stretch.may_since, first), begun))
    elif stretch.since >= first:
        spans.append(("arrow", begun, begun + 1))
    for place, (part, since, until) in enumerate(spans):
        if since < until:
            short = stretch.label if part == "certain" and fits else ""
            yield {
                **common,
                "part": part,
                "strength": _STRENGTHS[place - 1] if part == "fading" else 1,
                "short": short,
                "since": day_text(since),
                "until": day_text(until),
            }


def _fading(since: int, until: int) -> list[tuple[str, int, int]]:
    """The parts in which a stretch fades, each fainter than the one before."""
    steps = len(_STRENGTHS)
    marks = [since + (until - since) * step // steps for step in range(steps + 1)]
    return [("fading", *days) for days in pairwise(marks)]
