"""What changed between two days, before and after side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.words import NONE, key_words, words
from ip4timeline.engine.time.days import DayLike, day_number
from ip4timeline.export.charts.looks import (
    CHANGE_COLOURS,
    MARGIN,
    WIDTH,
    Row,
    day_said,
    drawn,
    dressed,
    fitting,
    look_of,
    wrapped,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Registries
from ip4timeline.nato.words import code_words, slug_words
from ip4timeline.relationship.projections.engagements import Course, engagement
from ip4timeline.relationship.projections.tallies import CONTACTS, SUPPORT, VOICES
from ip4timeline.relationship.timeline import Timeline

_LINE: Final = 14
_BOLD: Final = 7.2
"""Pixels that a bold letter of 11 points takes."""


def changes(
    timeline: Timeline,
    before: DayLike,
    after: DayLike,
    *,
    known_on: DayLike | None = None,
    tallies: bool = False,
    width: int = WIDTH,
    dark: bool = False,
) -> alt.LayerChart:
    """What changed in the world between two days, before and after side by side.

    Args:
        timeline: the events.
        before: the one day.
        after: the other.
        known_on: the day by which a thing had to be public; ``None``: all there is.
        tallies: whether sums that only grew (contacts, support, voices) are shown too.
            What reads the same before and after is not shown, and neither is an
            occasion that came between of which nobody knows who was there.
        width: how many pixels the whole picture takes.
        dark: whether it is drawn for a dark page.

    Raises:
        TimelineError: the days are not in order, nothing changed, or the width is too small.
    """
    if day_number(before) > day_number(after):
        raise TimelineError(f"{before} is after {after}; the earlier day comes first")
    room = fitting(width) - MARGIN
    # Who; what and which; a sign; before; after.
    partner, sign = 92, 20
    each = (room - partner - sign) // 3
    columns = {
        "partner": 0,
        "which": partner,
        "before": partner + each + sign,
        "after": partner + sign + 2 * each,
    }
    rows = list(change_rows(timeline, before, after, known_on, tallies, each - 10))
    if not rows:
        raise TimelineError(f"nothing changed from {before} to {after}")
    look = look_of(dark)
    height = rows[-1]["below"]
    y = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False))
    base = drawn(rows, "partner", "aspect", "which", "change", "before", "after").encode(y=y)
    rules = (
        base.transform_filter("datum.shown_partner != ''")
        .mark_rule(color=look.faint)
        .encode(x=alt.value(0), x2=alt.value(room), y=alt.Y("rule:Q", axis=None))
    )
    marks = base.mark_point(filled=True, size=60, opacity=1, yOffset=6).encode(
        x=alt.value(columns["before"] - 14),
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
    texts = [
        base.mark_text(
            align="left",
            baseline="top",
            fontWeight="bold" if field in ("partner", "which") else "normal",
            lineBreak="\n",
            lineHeight=_LINE,
        ).encode(x=alt.value(x), text=f"shown_{field}:N")
        for field, x in columns.items()
    ]
    heads = [
        drawn([{"text": text}])
        .mark_text(align="left", fontWeight="bold", fontSize=12)
        .encode(x=alt.value(x), y=alt.value(-12), text="text:N")
        for text, x in (
            (day_said(before), columns["before"]),
            (day_said(after), columns["after"]),
        )
    ]
    knowledge = timeline.as_of(after, known_on=known_on).question.as_known
    question = f"From {before} to {after}, {knowledge}"
    found = Counter(row["change"] for row in rows)
    described = (
        f"{question}: "
        + "; ".join(f"{count} {change}" for change, count in found.items())
        + ". "
        + " ".join(
            f"{r['partner']}, {r['aspect']}, {r['which']}: {r['before']} to {r['after']}."
            for r in rows
        )
    )
    chart = alt.layer(*heads, rules, marks, *texts).properties(width=room, height=height)
    return cast("alt.LayerChart", dressed(chart, look, "What changed", question, described, width))


def change_rows(
    timeline: Timeline,
    before: DayLike,
    after: DayLike,
    known_on: DayLike | None,
    tallies: bool,
    pixels: float = 200,
) -> Iterator[Row]:
    """The rows of `changes`, by partner; NATO's own come last.

    What is ``shown`` is in lines that a column of so many pixels holds; ``top`` and ``below``
    say between which pixels the row stands.
    """
    registries = timeline.registries
    tallied = {p.name for p in (CONTACTS, SUPPORT, VOICES)}
    found = [
        change
        for change in timeline.diff(before, after, known_on=known_on)
        if tallies or change.projection not in tallied
        # The leader is an office too, and the programme an agreement: once is enough.
        if change.projection not in ("OFFICES", "PROGRAMME")
    ]
    order = {p.label: place for place, p in enumerate(Partner)}
    named = [(*_who_and_which(change, registries), change) for change in found]
    named.sort(key=lambda item: order.get(item[0], len(order)))
    first, last = day_number(before), day_number(after)
    previous, top = "", 8
    for who, which, change in named:
        then, now = _on(change.before, first), _on(change.after, last)
        old = words(then, registries)
        new = NONE if now is None else words(now, registries)
        if old == new or (then is None and getattr(now, "status", "") == "unknown"):
            continue
        aspect = code_words(change.projection.lower().replace("_", "-"))
        shown = {
            "partner": who if who != previous else "",
            "which": wrapped(which or aspect.capitalize(), pixels, _BOLD),
            "before": wrapped(_without(old, which), pixels),
            "after": wrapped(_without(new, which), pixels),
        }
        top += _LINE if previous and who != previous else 0
        below = top + _LINE * max(text.count("\n") + 1 for text in shown.values()) + 7
        yield {
            "partner": who,
            "aspect": aspect,
            "which": which,
            "change": "began" if change.before is None else "changed" if change.after else "ended",
            "before": old,
            "after": new,
            **{f"shown_{column}": text for column, text in shown.items()},
            "rule": max(top - 8, 0),
            "top": top,
            "below": below,
        }
        previous, top = who, below


def _who_and_which(change: Any, registries: Registries) -> tuple[str, str]:
    """Whose value it is, and what it is of: its title where it has one, else its key in words."""
    key = change.key
    parts = key if isinstance(key, tuple) else (key,)
    who, rest = (parts[0].label, parts[1:]) if isinstance(parts[0], Partner) else ("NATO", parts)
    value = change.before if change.after is None else change.after
    title = getattr(value, "title", "")
    which = title or key_words(rest, registries, " ")
    return who, slug_words(which) if which == "-".join(which.split()) and which else which


def _without(text: str, which: str) -> str:
    """A value in words without the name that stands beside it."""
    rest = text.removeprefix(which)
    if not which or rest == text:
        return text
    if rest.startswith(": "):
        return rest[2:]
    whole = rest.startswith(" (") and rest.endswith(")") and ")" not in rest[:-1]
    return rest[2:-1] if whole else rest.lstrip() or text


def _on(value: Any, day: int) -> Any:
    """A value as it reads on a day number."""
    return engagement(value, day) if isinstance(value, Course) else value
