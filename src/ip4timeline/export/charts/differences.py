"""What changed between two days, before and after side by side."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.words import NONE, key_words, words
from ip4timeline.engine.time.days import DayLike, day_number
from ip4timeline.export.charts.looks import (
    CHANGE_COLOURS,
    Row,
    drawn,
    dressed,
    look_of,
)
from ip4timeline.export.charts.looks import altair as alt
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Registries
from ip4timeline.relationship.projections.engagements import Course, engagement
from ip4timeline.relationship.projections.tallies import CONTACTS, SUPPORT, VOICES
from ip4timeline.relationship.timeline import Timeline


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
    base = drawn(rows, "partner", "aspect", "which", "change", "before", "after").encode(
        y=alt.Y("place:O", axis=None),
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
    texts = [
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
    chart = alt.layer(*heads, marks, *texts).properties(width=960, height=31 * len(rows))
    return cast("alt.LayerChart", dressed(chart, look, "What changed", question, described))


def change_rows(
    timeline: Timeline,
    before: DayLike,
    after: DayLike,
    known_on: DayLike | None,
    tallies: bool,
) -> Iterator[Row]:
    """The rows of `changes`, by partner; NATO's own come last."""
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
    named = [(*_who_and_which(change.key, registries), change) for change in found]
    named.sort(key=lambda item: order.get(item[0], len(order)))
    first, last = day_number(before), day_number(after)
    previous = ""
    place = 0
    for who, which, change in named:
        old = words(_on(change.before, first), registries)
        new = NONE if change.after is None else words(_on(change.after, last), registries)
        if old == new:
            continue
        aspect = change.projection.lower()
        yield {
            "place": place,
            "partner": who,
            "aspect": aspect,
            "which": which,
            "change": "began" if change.before is None else "changed" if change.after else "ended",
            "before": old,
            "after": new,
            "shown_partner": who if who != previous else "",
            "shown_which": _cut(f"{aspect}: {which}" if which else aspect, 46),
            "shown_before": _cut(old, 44),
            "shown_after": _cut(new, 44),
        }
        previous = who
        place += 1


def _who_and_which(key: Any, registries: Registries) -> tuple[str, str]:
    parts = key if isinstance(key, tuple) else (key,)
    if isinstance(parts[0], Partner):
        return parts[0].label, key_words(parts[1:], registries, " ")
    return "NATO", key_words(parts, registries, " ")


def _on(value: Any, day: int) -> Any:
    """A value as it reads on a day number."""
    return engagement(value, day) if isinstance(value, Course) else value


def _cut(text: str, width: int) -> str:
    """A text in two lines of a width, with dots for what does not fit."""
    return "\n".join(textwrap.wrap(text, width, max_lines=2, placeholder=" ..."))
