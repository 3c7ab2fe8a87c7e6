"""Two clocks: what was believed of one engagement, against what was so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, Final, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.words import words
from ip4timeline.engine.time.days import DayLike, day_number, from_day_number
from ip4timeline.export.charts.looks import (
    LETTER,
    WIDTH,
    Look,
    Row,
    day_text,
    drawn,
    dressed,
    in_order,
    level_colour,
    lines_of_text,
    look_of,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.projections.engagements import Engagement
from ip4timeline.relationship.timeline import Timeline

HAGUE: Final = "2025-the-hague-summit"


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
    knowledge = timeline.as_of(from_day_number(last), known_on=known_on).question.as_known
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
    lanes = in_order(rows, "lane")
    base = drawn([row for row in rows if row["status"]], "lane", "since", "through", "said").encode(
        x=_day_axis(first, last, "since"),
        x2="until:T",
        y=alt.Y("lane:N", sort=lanes, title=None, axis=alt.Axis(ticks=False, domain=False)),
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
    texts = base.mark_text(align="left", xOffset=5, **lines_of_text()).encode(
        text="words:N",
        color=alt.when("datum.seen && datum.level != null")
        .then(alt.value("#ffffff"))
        .otherwise(alt.value(look.ink)),
    )
    return alt.layer(seen, planned, frames, texts).properties(width=WIDTH, height=58 * len(lanes))


def _steps(rows: list[Row], first: int, last: int, look: Look) -> Any:
    clocks = ["happened", "became public"]
    base = drawn(rows, "step", "occurred", "known", "summary").encode(
        y=alt.Y(
            "step:N",
            sort=in_order(rows, "step"),
            title=None,
            axis=alt.Axis(ticks=False, domain=False, grid=True),
        ),
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


def clock_rows(
    timeline: Timeline,
    partner: Partner,
    occasion: str,
    about: int,
    known_on: DayLike | None,
    first: int,
    last: int,
) -> Iterator[Row]:
    """The rows of `two_clocks`: each lane's periods during which it said one thing."""
    limit = None if known_on is None else day_number(known_on)

    def known(day: int) -> int:
        return day if limit is None else min(day, limit)

    registries = timeline.registries
    lanes: dict[str, Callable[[int], tuple[int, int | None]]] = {
        f"So on {day_text(about)}": lambda day: (about, limit),
        f"Believed of {day_text(about)}": lambda day: (about, known(day)),
        "How it stood that day": lambda day: (day, limit),
    }
    for lane, clocks in lanes.items():
        daily = [
            (day, _engaged(timeline, partner, occasion, *clocks(day)))
            for day in range(first, last + 1)
        ]
        said = [(day, found, words(found, registries)) for day, found in daily]
        for text, group in groupby(said, key=lambda item: item[2]):
            days = list(group)
            found = days[0][1]
            yield {
                "lane": lane,
                "since": day_text(days[0][0]),
                "through": day_text(days[-1][0]),
                "until": day_text(days[-1][0] + 1),
                "said": text if found else "nothing known",
                "status": found.status if found else "",
                "level": str(found.level) if found and found.level else None,
                "seen": bool(found and found.status in ("attended", "absent")),
                "words": _fitted(found, registries.name, len(days) * WIDTH / (last - first)),
            }


def _engaged(
    timeline: Timeline, partner: Partner, occasion: str, day: int, known: int | None
) -> Engagement | None:
    by = None if known is None else from_day_number(known)
    snapshot = timeline.as_of(from_day_number(day), known_on=by)
    return snapshot[partner].engagements.get(occasion)


def _fitted(found: Engagement | None, name: Callable[[str], str], width: float) -> str:
    """What of an engagement can be written within so many pixels."""
    if found is None:
        return ""
    head = f"{found.status}: {found.level}" if found.level else str(found.status)
    lines = [head, name(found.person)] if found.person else [head]
    return "\n".join(lines) if max(map(len, lines)) * LETTER + 8 < width else ""


def step_rows(
    timeline: Timeline,
    partner: Partner,
    occasion: str,
    last: int,
    known_on: DayLike | None,
    first: int,
) -> Iterator[Row]:
    """The steps of an engagement within the days shown, each on both clocks."""
    snapshot = timeline.as_of(from_day_number(last), known_on=known_on)
    found = snapshot[partner].engagements.get(occasion)
    name = timeline.registries.name
    for step in found.steps if found else ():
        earliest, latest = step.occurred.earliest, step.occurred.latest
        if latest is None or latest.toordinal() < first:
            continue
        who = f": {name(step.person)}" if step.person else ""
        low = first if earliest is None else max(earliest.toordinal(), first)
        yield {
            "step": f"{step.kind}{who}",
            "event": step.event,
            "occurred": str(step.occurred),
            "known": step.known.isoformat(),
            "drawn_from": day_text(low),
            "latest": latest.isoformat(),
            "summary": timeline.event(step.event).summary if step.event in timeline else "",
        }
