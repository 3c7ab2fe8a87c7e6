"""Leaders, agreements and missions over time, one lane each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import DayLike, day_number, from_day_number
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.export.charts.looks import (
    LANE_COLOURS,
    LETTER,
    MARGIN,
    WIDTH,
    Look,
    Row,
    caption,
    day_text,
    drawn,
    dressed,
    fitting,
    in_order,
    lined_labels,
    look_of,
    wrapped,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.export.stretches import Stretch, holder, merged, stretches
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.words import code_words, slug_words
from ip4timeline.relationship.projections.offices import LEADER
from ip4timeline.relationship.projections.ties import AGREEMENTS, MISSIONS, Agreement, Mission
from ip4timeline.relationship.timeline import Timeline

_NAMES: Final = 202
"""Pixels of the column in which lanes are named."""
_BESIDE: Final = 124
"""Pixels beside the last day, for the newest of a lane that does not fit on its bar."""
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
    width: int = WIDTH,
    dark: bool = False,
) -> alt.VConcatChart:
    """Leaders, agreements and missions over time, one lane each; uncertain dates drawn so.

    What certainly held is solid, what may have held by the sources' partial dates is faint,
    and an arrow stands where something began by a day but no source says since when. What has
    no end on record and was not seen for long fades from the day on which it was last seen.
    The newest period of each lane is always labelled, an earlier one where its text fits.

    Args:
        timeline: the events.
        as_of: the last day shown; what still held then has no end.
        known_on: the day by which a thing had to be public; ``None``: all there is.
        start: the first day shown.
        partners: whose lanes.
        width: how many pixels the whole picture takes.
        dark: whether it is drawn for a dark page.

    Raises:
        TimelineError: ``start`` is not before ``as_of``, there is nothing to show, or the
            width is too small.
    """
    plot = fitting(width) - _NAMES - _BESIDE - MARGIN
    first, last = day_number(start), day_number(as_of)
    if first >= last:
        raise TimelineError(f"{start} is not before {as_of}")
    look = look_of(dark)
    named = partners if isinstance(partners, str) else tuple(partners)
    Partner.several(named, "partners")  # a text is no list
    chosen = list(dict.fromkeys(map(Partner.of, named)))
    rows = [row for p in chosen for row in lane_rows(timeline, p, first, last, known_on, plot)]
    if not rows:
        raise TimelineError(f"there is nothing to show from {start} to {as_of}")
    shown = [p for p in chosen if any(row["partner"] == p.label for row in rows)]
    panels = [
        _lanes([r for r in rows if r["partner"] == p.label], p.label, first, last, look, plot)
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
        "Arrow: began by then, no source says since when. "
        "Fading: no end on record, not seen since. The name on a mission is that of its head."
    )
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared", color="shared")
    title = "Leaders, agreements and missions"
    return cast("alt.VConcatChart", dressed(chart, look, title, subtitle, described, width))


def _lanes(rows: list[Row], title: str, first: int, last: int, look: Look, plot: int) -> Any:
    lanes = in_order(rows, "row")
    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=[*LANE_COLOURS], range=[*LANE_COLOURS.values()]),
        legend=alt.Legend(orient="bottom", symbolOpacity=1),
    )
    base = drawn(rows, "partner", "lane", "label", "dated", "part").encode(
        x=_years("since", first, last, plot),
        y=alt.Y(
            "row:N",
            sort=lanes,
            title=None,
            axis=alt.Axis(grid=True, labelFontSize=10, **lined_labels(_NAMES, 11)),
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
            x=_years("at", first, last, plot),
            text="short:N",
            color=alt.when("datum.ground != 'certain'")
            .then(alt.value(look.ink))
            .when("datum.what == 'agreement'")
            .then(alt.value("#000000"))
            .otherwise(alt.value("#ffffff")),
        )
    )
    return alt.layer(bars, fading, arrows, texts).properties(
        width=plot,
        height=24 * len(lanes),
        title=alt.TitleParams(title, anchor="start", frame="bounds", fontSize=13, offset=4),
    )


def _years(field: str, first: int, last: int, plot: int) -> alt.X:
    step = -(-(last - first) * 38 // (365 * plot))  # so that no two labels of years meet
    return alt.X(
        f"{field}:T",
        scale=alt.Scale(
            type="utc", domain=[day_text(first), day_text(last)], nice=False, clamp=True
        ),
        axis=alt.Axis(
            format="%Y", tickCount={"interval": "year", "step": max(step, 1)}, title=None
        ),
    )


def lane_rows(
    timeline: Timeline,
    partner: Partner,
    first: int,
    last: int,
    known_on: DayLike | None,
    plot: int = WIDTH - _NAMES - _BESIDE - MARGIN,
) -> Iterator[Row]:
    """The rows of `swimlanes` for one partner: a stretch gives one for each of its parts.

    ``short`` is what is written from the day ``at`` on, upon the ``ground`` of that part or upon
    paper, where so many pixels of days hold it; ``row`` is the lane's name in lines.
    """
    name = timeline.registries.name
    kinds: list[tuple[str, Projection[Any, Any], Callable[[Any], tuple[str, ...]]]] = [
        ("leader", LEADER, lambda value: (holder(value, name),)),
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
            longest = _longest(label)
            spells = merged(certain.spells(key), longest)
            seen = timeline.last_seen(projection, key, day, known_on=known_on)
            seen = seen if seen is not None and seen.long_ago else None
            found = [
                stretch
                for stretch in stretches(spells, merged(early.spells(key), longest), seen)
                if stretch.since <= last and (stretch.may_until or last + 1) > first
            ]
            lane = _lane_title(key, [spell.value for spell, _ in spells], taken)
            if found:
                taken.add(lane)
            row = wrapped(lane, _NAMES, 5.75, lines=2)
            common = {"partner": partner.label, "what": what, "lane": lane, "row": row}
            for stretch in found:
                newest = stretch is found[-1]
                for part in _parts(stretch, label(stretch.value), first, last, plot, newest):
                    yield {**common, **part}


def _longest(label: Callable[[Any], tuple[str, ...]]) -> Callable[[Any], str]:
    return lambda value: label(value)[0]


def _concluded(value: Agreement) -> tuple[str, ...]:
    """How and when it was concluded; an empty text for one that is only announced."""
    if value.stage == "announced":
        return ("",)
    if not value.signed or not value.form:
        return (code_words(value.stage),)
    form, low, high = code_words(value.form), value.signed.earliest, value.signed.latest
    said = (f"{form} {when_words(value.signed)}",)
    return (*said, f"{form} {low.year}") if low and high and low.year == high.year else said


def _mission(value: Mission, name: Callable[[str], str]) -> tuple[str, ...]:
    step = code_words(value.change)
    return (f"{step}, {name(value.head)}", name(value.head)) if value.head else (step,)


def _lane_title(key: Any, values: Sequence[Any], taken: set[str]) -> str:
    """What a lane is called: the last title of an agreement, shortened; else the key in words."""
    if isinstance(key, Partner):
        return "Leader"
    slug = slug_words(key[1].removeprefix(f"{key[0]}-"))
    titles = [value.title for value in values if getattr(value, "title", "")]
    if not titles:
        return slug
    title = _BETWEEN.sub("", titles[-1]).replace(f" between {key[0].label} and ", " with ")
    return f"{title} ({slug})" if title in taken else title


def _parts(
    stretch: Stretch, texts: tuple[str, ...], first: int, last: int, plot: int, newest: bool
) -> Iterator[Row]:
    end = last + 1 if stretch.may_until is None else min(stretch.may_until, last + 1)
    sure = end if stretch.until is None else min(stretch.until, end)
    begun = max(stretch.since, first)
    if stretch.seen is not None:  # from the day after its last sight it fades
        day = stretch.seen.day or stretch.seen.date.latest
        sure = end if day is None else max(min(day.toordinal() + 1, end), begun)
    spans = [("certain", begun, sure)]
    spans += (
        _fading(max(sure, begun), end) if stretch.seen else [("possible", max(sure, begun), end)]
    )
    if stretch.may_since is not None:
        spans.append(("possible", max(stretch.may_since, first), begun))
    elif stretch.since >= first:
        spans.append(("arrow", begun, begun + 1))
    text = _written(stretch, texts, begun, sure, end, last, (last - first) / plot, newest)
    for place, (part, since, until) in enumerate(spans):
        if since < until:
            yield {
                "label": stretch.label,
                "dated": stretch.dated,
                "part": part,
                "strength": _STRENGTHS[place - 1] if part == "fading" else 1,
                **text,
                "since": day_text(since),
                "until": day_text(until),
            }
            text = {"short": "", "at": day_text(begun), "ground": "paper"}  # once is enough


def _written(
    stretch: Stretch,
    texts: tuple[str, ...],
    begun: int,
    sure: int,
    end: int,
    last: int,
    days: float,
    newest: bool,
) -> Row:
    """What is written of a stretch, and where; a pixel is so many ``days`` wide.

    Of the texts, which go from the longest to the shortest, the first that has room.

    It stands on its bar. One that is too short says nothing, but the newest of a lane says it
    beside the bar, where nothing comes after it.
    """
    letter = LETTER * 10 / 11
    certain, whole = (sure - begun) / days, (end - begun) / days
    beside = (last + 1 - end) / days + _BESIDE if newest else 0
    past = day_text(min(end, last))
    for text in texts:
        pixels = len(text) * letter + 8
        if pixels < certain:
            return {"short": text, "at": day_text(begun), "ground": "certain"}
        if stretch.seen and pixels < whole:
            return {"short": text, "at": day_text(begun), "ground": "fading"}
        if pixels < beside:
            return {"short": text, "at": past, "ground": "paper"}
    text = wrapped(texts[-1], beside - 8, letter, 1) if newest else ""
    return {"short": text, "at": past, "ground": "paper"}


def _fading(since: int, until: int) -> list[tuple[str, int, int]]:
    """The parts in which a stretch fades, each fainter than the one before."""
    steps = len(_STRENGTHS)
    marks = [since + (until - since) * step // steps for step in range(steps + 1)]
    return [("fading", *days) for days in pairwise(marks)]
