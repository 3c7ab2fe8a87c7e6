"""Engagement over time: how many contacts the last days held, by kind and by level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, Final, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import DayLike, day_number
from ip4timeline.export.charts.looks import (
    KIND_COLOURS,
    LEVEL_COLOURS,
    Row,
    caption,
    day_text,
    drawn,
    dressed,
    look_of,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.nato.kinds.contacts import Exercise, Meeting, Operation, Visit
from ip4timeline.nato.kinds.occasions import Attendance
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.relationship.timeline import Timeline

_CONTACTS: Final = (Attendance, Meeting, Visit, Exercise, Operation)
KINDS: Final = tuple(kind.kind for kind in _CONTACTS)
"""The kinds of event that are contacts, from the lowest of a stack to the highest."""


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
    question = caption(timeline.as_of(as_of, known_on=known_on).question)
    ends = [r for r in rows if r["until"] == day_text(last + 1)]
    described = (
        f"{question}: events of the last {window} days, day by day since {start}, {measure}. "
        f"At the end: "
        + "; ".join(f"{r['partner']}, {r['what']}: {r['count']}" for r in ends)
        + "."
    )
    subtitle = f"{question}. Each point counts the {window} days before it" + (
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
        drawn(rows, "partner", "what", "count", "since", "until")
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


def window_rows(
    timeline: Timeline,
    first: int,
    last: int,
    known_on: DayLike | None,
    window: int,
    weights: Mapping[str, float],
) -> Iterator[Row]:
    """The rows of `engagement_over_time`: a period during which one count of a partner stood.

    ``low`` and ``high`` are where it is drawn, upon what comes before it; ``until`` is the
    first day on which it stood no more. A count of zero is no row.
    """
    known = timeline if known_on is None else timeline.known(known_on)
    for partner in Partner:
        dated: dict[tuple[str, str], list[int]] = {}
        for event in known.about(partner).of(*_CONTACTS):
            day = event.occurred.bound("certain")
            if day is None or day > last:
                continue
            dated.setdefault(("kind", event.kind), []).append(day)
            if isinstance(event, Attendance):
                dated.setdefault(("level", str(event.level)), []).append(day)
        for by, names in (("kind", KINDS), ("level", tuple(map(str, Level)))):
            own = [day for (b, _), days in dated.items() if b == by for day in days]
            turns = {first, last + 1, *own, *(day + window for day in own)}
            periods = list(pairwise(sorted(t for t in turns if first <= t <= last + 1)))
            heights = [0.0] * len(periods)
            for what in names:
                days = dated.get((by, what), ())
                counts = [sum(s - window < day <= s for day in days) for s, _ in periods]
                stood = zip(periods, heights, counts, strict=True)
                for (low, count), same in groupby(stood, key=itemgetter(1, 2)):
                    spans = [period for period, _, _ in same]
                    if count:
                        yield {
                            "partner": partner.label,
                            "by": by,
                            "what": what,
                            "since": day_text(spans[0][0]),
                            "until": day_text(spans[-1][1]),
                            "count": count,
                            "low": low,
                            "high": low + count * weights.get(what, 1),
                        }
                weight = weights.get(what, 1)
                heights = [h + c * weight for h, c in zip(heights, counts, strict=True)]
