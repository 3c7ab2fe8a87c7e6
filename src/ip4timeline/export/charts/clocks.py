"""Two clocks: what was believed of one engagement, against what was so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.words import words
from ip4timeline.engine.time.days import DayLike, day_number, from_day_number
from ip4timeline.engine.time.phrases import MONTHS, day_words, when_words
from ip4timeline.export.charts.looks import (
    LETTER,
    LIGHT,
    MARGIN,
    WIDTH,
    Look,
    Row,
    day_said,
    day_text,
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
    milliseconds,
    on_level,
    wrapped,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.words import code_words
from ip4timeline.relationship.projections.engagements import STATUS_WORDS, Engagement
from ip4timeline.relationship.timeline import Timeline

HAGUE: Final = "2025-the-hague-summit"
_BELIEVED: Final = "Believed of"
_NAMES: Final = 128
"""Pixels of the column in which lanes and steps are named."""
_PAST: Final = 30
"""Pixels after the last day, for the words of a step there."""
_LANE: Final = 88
"""Pixels of a lane."""
_SPACE: Final = 0.12
"""How much of them is between two lanes."""


def two_clocks(
    timeline: Timeline,
    partner: Partner | str = Partner.JAPAN,
    occasion: str = HAGUE,
    *,
    as_of: DayLike | None = None,
    known_on: DayLike | None = None,
    start: DayLike | None = None,
    width: int = WIDTH,
    dark: bool = False,
) -> alt.VConcatChart:
    """What was believed of one engagement, against what was so.

    Three lanes of days: what was so on ``as_of``; what was believed of ``as_of``, by what was
    public each day; and how the engagement stood each day, with hindsight. The decisive days,
    those on which the belief turned, are marked and dated. Below them each step has a line for
    the day it happened and, apart from it, one for the day it became public, both in words.

    Args:
        timeline: the events.
        partner: whose engagement.
        occasion: with which occasion.
        as_of: the day that one had beliefs about; left out, the last day of the occasion.
        known_on: the last day of knowledge, for what was so as well; ``None``: all there is.
        start: the first day shown; left out, nine days before the occasion.
        width: how many pixels the whole picture takes.
        dark: whether it is drawn for a dark page.

    Raises:
        UnknownNameError: there is no such partner or occasion.
        TimelineError: the occasion has no dates to start from, nothing is known of it, or the
            width is too small.
    """
    partner = Partner.of(partner)
    plot = fitting(width) - _NAMES - MARGIN - _PAST
    held = timeline.registries.occasion(occasion).dates
    begins, ends = held.bound("possible"), held.until or held.latest
    if begins is None or ends is None:
        raise TimelineError(f"{occasion} has no dates; choose another occasion")
    about = ends.toordinal() if as_of is None else day_number(as_of)
    first = begins - 9 if start is None else day_number(start)
    last = max(about, ends.toordinal()) + 5
    look = look_of(dark)
    rows = list(clock_rows(timeline, partner, occasion, about, known_on, first, last, plot))
    steps = list(step_rows(timeline, partner, occasion, last, known_on, first))
    if not any(row["status"] for row in rows):
        raise TimelineError(f"nothing is known of {partner.label} at {occasion}")
    title = f"{partner.label} at the {timeline.registries.name(occasion)}: two clocks"
    decisive = turns(rows)
    panels: list[Any] = [_beliefs(rows, decisive, first, last, look, plot)]
    if steps:
        panels.append(_steps(steps, decisive, first, last, look, plot))
    described = (
        f"{title}. "
        + " ".join(f"{r['lane']}, {r['since']} to {r['through']}: {r['said']}." for r in rows)
        + " "
        + " ".join(f"{r['step']}: happened {r['occurred']}, known {r['known']}." for r in steps)
    )
    chart = alt.vconcat(*panels, spacing=18).resolve_scale(
        x="shared", color="independent", shape="independent", fill="independent"
    )
    knowledge = timeline.as_of(from_day_number(last), known_on=known_on).question.as_known
    subtitle = (
        f"What was so: {knowledge}. What was believed: by what was public each day. "
        "Full colour: seen to happen. Underlined: a plan. Dotted: the days on which belief turned."
    )
    return cast("alt.VConcatChart", dressed(chart, look, title, subtitle, described, width))


def turns(rows: Sequence[Row]) -> list[str]:
    """The days on which what was believed turned into something else, of `clock_rows`."""
    return [row["since"] for row in rows if row["lane"].startswith(_BELIEVED)][1:]


def _day_axis(first: int, last: int, field: str, plot: int, decisive: Sequence[str]) -> alt.X:
    """The days: each decisive one is dated, and of the others those that leave room for them."""
    apart = 26 * (last + 1 - first) / plot  # days that a date takes
    shown = [day_number(day) for day in decisive]
    for day in range(first, last + 1):
        if all(abs(day - other) >= apart for other in shown):
            shown.append(day)
    return alt.X(
        f"{field}:T",
        scale=alt.Scale(type="utc", domain=[day_text(first), day_text(last + 1)], nice=False),
        axis=alt.Axis(
            values=[milliseconds(day) for day in sorted(shown)],
            labelExpr="utcFormat(datum.value, datum.index == 0 || utcdate(datum.value) == 1"
            " ? '%-d %b' : '%-d')",
            labelFontWeight=_bold(decisive),
            labelOverlap=False,
            labelFlush=False,
            title=None,
        ),
    )


def _bold(decisive: Sequence[str]) -> Any:
    """The weight of a date on an axis: a decisive day is bold."""
    test = f"indexof({[milliseconds(day_number(d)) for d in decisive]}, toNumber(datum.value)) >= 0"
    return {"condition": {"test": test, "value": "bold"}, "value": "normal"}


def _turns(decisive: Sequence[str], first: int, last: int, look: Look, plot: int) -> Any:
    return (
        drawn([{"day": day} for day in decisive])
        .mark_rule(strokeDash=[2, 3], strokeWidth=1.2, opacity=0.6, color=look.ink)
        .encode(x=_day_axis(first, last, "day", plot, decisive))
    )


def _beliefs(
    rows: list[Row], decisive: Sequence[str], first: int, last: int, look: Look, plot: int
) -> Any:
    lanes, levels = in_order(rows, "row"), levels_of(rows)
    base = drawn([row for row in rows if row["status"]], "lane", "since", "through", "said").encode(
        x=_day_axis(first, last, "since", plot, decisive),
        x2="until:T",
        y=alt.Y(
            "row:N",
            sort=lanes,
            title=None,
            scale=alt.Scale(paddingInner=_SPACE, paddingOuter=_SPACE / 2),
            axis=alt.Axis(**lined_labels(_NAMES)),
        ),
    )
    frames = base.mark_bar(height={"band": 1}, fillOpacity=0, stroke=look.ink, strokeWidth=1)
    bar = _LANE * (1 - _SPACE)
    legend = level_legend(look, int(plot / 112))
    fill = level_fill(levels, legend)
    seen = (
        base.transform_filter("datum.level != null && datum.seen")
        .mark_bar(height={"band": 1})
        .encode(fill=fill)
    )
    planned = (
        base.transform_filter("datum.level != null && !datum.seen")
        .mark_bar(height=8, yOffset=bar / 2 - 4, stroke=look.ink, strokeWidth=0.7)
        .encode(fill=fill)
    )
    # What has a sign above it stands a little lower.
    texts = base.mark_text(
        align="left",
        xOffset=5,
        fontSize=10,
        **lines_of_text(12, "(datum.level == null ? 0 : 8)"),
    ).encode(text="words:N", color=on_level(look))
    signs = (
        base.transform_filter("datum.level != null")
        .mark_point(
            size=70,
            filled=True,
            opacity=1,
            stroke=look.ink,
            strokeWidth=0,
            xOffset=9,
            yOffset=11 - bar / 2,
        )
        .encode(
            x2=alt.Undefined,
            shape=level_shape(levels, legend),
            fill=on_level(look),
        )
    )
    days = _turns(decisive, first, last, look, plot)
    dates = (
        drawn([{"day": day, "text": _brief(day_said(day))} for day in decisive])
        .mark_text(fontWeight="bold", fontSize=10, align="left", xOffset=-2)
        .encode(x=_day_axis(first, last, "day", plot, decisive), y=alt.value(-7), text="text:N")
    )
    return alt.layer(days, seen, planned, frames, signs, texts, dates).properties(
        width=plot, height=_LANE * len(lanes)
    )


def _steps(
    rows: list[Row], decisive: Sequence[str], first: int, last: int, look: Look, plot: int
) -> Any:
    clocks = ["happened", "became public"]
    base = drawn(rows, "step", "occurred", "known", "summary").encode(
        y=alt.Y(
            "row:N",
            sort=in_order(rows, "row"),
            title=None,
            axis=alt.Axis(grid=True, **lined_labels(_NAMES)),
        ),
    )
    colour = alt.Color(
        "clock:N",
        title=None,
        scale=alt.Scale(
            domain=clocks, range=["#e69f00", "#0072b2" if look is LIGHT else "#56b4e9"]
        ),
        legend=alt.Legend(orient="bottom", symbolOpacity=1),
    )
    shape = alt.Shape(
        "clock:N",
        title=None,
        scale=alt.Scale(domain=clocks, range=["circle", "cross"]),
        legend=alt.Legend(orient="bottom", symbolOpacity=1),
    )
    happened = base.transform_calculate(clock="'happened'")
    public = base.transform_calculate(clock="'became public'")
    exact = happened.transform_filter("datum.drawn_from == datum.latest")
    layers = [
        # From the day it happened, above, to the day it became public, below.
        base.mark_rule(strokeDash=[3, 3], color=look.ink, yOffset=-8, y2Offset=8).encode(
            x=_day_axis(first, last, "latest", plot, decisive), x2="known:T"
        ),
        # Where a source gives no full day, the event is a bar over the days it may have been on.
        happened.transform_filter("datum.drawn_from != datum.latest")
        .mark_bar(size=8, opacity=0.7, yOffset=-8)
        .encode(x=_day_axis(first, last, "drawn_from", plot, decisive), x2="after:T", color=colour),
        exact.mark_point(size=80, filled=True, opacity=1, yOffset=-8).encode(
            x=_day_axis(first, last, "latest", plot, decisive), color=colour, shape=shape
        ),
        public.mark_point(size=80, filled=True, opacity=1, yOffset=8).encode(
            x=_day_axis(first, last, "known", plot, decisive), color=colour, shape=shape
        ),
    ]
    for clock, field, offset in (("happened", "after", -8), ("became public", "known", 8)):
        layers.append(
            base.mark_text(
                align="left", baseline="middle", fontSize=10, xOffset=9, yOffset=offset
            ).encode(
                x=_day_axis(first, last, field, plot, decisive), text=f"{clock.split()[-1]}_words:N"
            )
        )
    days = _turns(decisive, first, last, look, plot)
    return alt.layer(days, *layers).properties(width=plot, height=36 * len(rows))


def clock_rows(
    timeline: Timeline,
    partner: Partner,
    occasion: str,
    about: int,
    known_on: DayLike | None,
    first: int,
    last: int,
    plot: int = WIDTH - 200,
) -> Iterator[Row]:
    """The rows of `two_clocks`: each lane's periods during which it said one thing.

    ``words`` are what so many pixels for all days hold of it, ``row`` is the lane in lines.
    """
    limit = None if known_on is None else day_number(known_on)

    def known(day: int) -> int:
        return day if limit is None else min(day, limit)

    registries = timeline.registries
    lanes: dict[str, Callable[[int], tuple[int, int | None]]] = {
        f"So on {day_said(day_text(about))}": lambda day: (about, limit),
        f"{_BELIEVED} {day_said(day_text(about))}": lambda day: (about, known(day)),
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
                "row": wrapped(lane, _NAMES - 8),
                "since": day_text(days[0][0]),
                "through": day_text(days[-1][0]),
                "until": day_text(days[-1][0] + 1),
                "said": text if found else "nothing known",
                "status": found.status if found else "",
                "level": str(found.level) if found and found.level else None,
                "seen": (seen := bool(found and found.status in ("attended", "absent"))),
                "ground": str(found.level) if found and found.level and seen else "",
                "words": _fitted(found, registries.name, len(days) * plot / (last + 1 - first)),
            }


def _engaged(
    timeline: Timeline, partner: Partner, occasion: str, day: int, known: int | None
) -> Engagement | None:
    by = None if known is None else from_day_number(known)
    snapshot = timeline.as_of(from_day_number(day), known_on=by)
    return snapshot[partner].engagements.get(occasion)


def _fitted(found: Engagement | None, name: Callable[[str], str], width: float) -> str:
    """What of an engagement can be written within so many pixels; its sign stands above."""
    if found is None:
        return ""
    level = f": {code_words(found.level)}" if found.level else ""
    head = f"{STATUS_WORDS.get(found.status, found.status)}{level}"
    text = f"{head}\n{name(found.person)}" if found.person else head
    said = wrapped(text, width - 8, LETTER * 10 / 11)
    fits = all(len(line) * LETTER * 10 / 11 + 8 < width for line in said.split("\n"))
    return said if fits and said.count("\n") < 4 else ""


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
    taken: Counter[str] = Counter()
    year = f" {from_day_number(last).year}"
    for step in found.steps if found else ():
        earliest, latest = step.occurred.earliest, step.occurred.latest
        if latest is None or latest.toordinal() < first:
            continue
        who = f": {name(step.person)}" if step.person else ""
        named = f"{code_words(step.kind)}{who}"
        taken[named] += 1
        again = f" ({taken[named]})" if taken[named] > 1 else ""
        low = first if earliest is None else max(earliest.toordinal(), first)
        yield {
            "step": named,
            "row": f"{code_words(step.kind)}{again}{who}".replace(": ", ":\n", 1),
            "event": step.event,
            "occurred": str(step.occurred),
            "known": step.known.isoformat(),
            "drawn_from": day_text(low),
            "latest": latest.isoformat(),
            "after": latest.isoformat()
            if step.occurred.exact
            else day_text(latest.toordinal() + 1),
            "happened_words": f"happened {_brief(when_words(step.occurred), year)}",
            "public_words": f"public {_brief(day_words(step.known), year)}",
            "summary": timeline.event(step.event).summary if step.event in timeline else "",
        }


def _brief(text: str, year: str = "") -> str:
    """A date in words as it stands between others of its year: with short months, without it."""
    for month in MONTHS:
        text = text.replace(month, month[:3])
    return text.removesuffix(year or text[-5:])
