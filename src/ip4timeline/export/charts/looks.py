"""What the charts share: colours, shapes, texts, and what a chart is dressed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from ip4timeline.engine.display.printable import printable
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.frames.extras import need
from ip4timeline.nato.partners import Level

need("altair", "charts")  # says what to install where it is missing

# By this name, so that each chart takes it from here: after it was found to be missing.
import altair as altair  # noqa: E402

Row = dict[str, Any]
"""What one mark shows, under the names by which a chart refers to it."""
WIDTH: Final = 720
"""Pixels across which days are laid out: what a bar can hold of its text depends on it."""
LETTER: Final = 6.2
"""Pixels that a letter of 11 points takes, at the most common."""

LEVEL_COLOURS: Final[Mapping[Level, str]] = {
    Level.OFFICIAL: "#d3e4f3",
    Level.SENIOR_OFFICIAL: "#a9cfe5",
    Level.DEPUTY_MINISTER: "#74b2d8",
    Level.MINISTER: "#2f7ab8",
    Level.DEPUTY_LEADER: "#1f5ea8",
    Level.LEADER: "#0b3a82",
}
"""One hue from light to dark, which every kind of sight puts in the same order."""
STATUS_SHAPES: Final[Mapping[str, str]] = {
    "attended": "circle",
    "expected": "triangle-right",
    "invited": "diamond",
    "scheduled": "square",
    "withdrawn": "triangle-left",
    "declined": "triangle-down",
    "absent": "cross",
    "called-off": "stroke",
    "no-format": "arrow",
    "unknown": "triangle-up",
}
KIND_COLOURS: Final[Mapping[str, str]] = {
    "attendance": "#0072b2",
    "meeting": "#e69f00",
    "visit": "#009e73",
    "exercise": "#cc79a7",
    "operation": "#56b4e9",
}
"""From the palette of Okabe and Ito, made to be told apart by the colour-blind."""
LANE_COLOURS: Final[Mapping[str, str]] = {
    "leader": "#0072b2",
    "agreement": "#e69f00",
    "mission": "#007a59",
}
CHANGE_COLOURS: Final[Mapping[str, str]] = {
    "began": "#009e73",
    "ended": "#d55e00",
    "changed": "#0072b2",
}


@attrs.frozen
class Look:
    """The colours of a picture that carry no meaning."""

    paper: str
    ink: str
    faint: str


LIGHT: Final = Look(paper="#ffffff", ink="#1b1b1b", faint="#d5d5d5")
DARK: Final = Look(paper="#161616", ink="#ececec", faint="#4a4a4a")


def dressed(chart: Any, look: Look, title: str, subtitle: str, description: str) -> Any:
    """A chart with its title, its description in words and the colours of its look."""
    return (
        chart.properties(
            title=altair.TitleParams(
                _fit(title), subtitle=_fit(subtitle), anchor="start", offset=14
            ),
            description=_fit(description),
        )
        .configure(background=look.paper, font="DejaVu Sans, Liberation Sans, Arial, sans-serif")
        .configure_view(stroke=None)
        .configure_title(
            color=look.ink,
            subtitleColor=look.ink,
            fontSize=17,
            subtitleFontSize=12,
            subtitlePadding=5,
        )
        .configure_axis(
            labelColor=look.ink,
            titleColor=look.ink,
            gridColor=look.faint,
            domainColor=look.ink,
            tickColor=look.ink,
            labelFontSize=11,
            titleFontSize=12,
            labelLimit=360,
        )
        .configure_legend(
            labelColor=look.ink,
            titleColor=look.ink,
            labelFontSize=11,
            titleFontSize=12,
            symbolStrokeColor=look.ink,
        )
        .configure_header(labelColor=look.ink, titleColor=look.ink)
        .configure_text(color=look.ink, fontSize=11)
    )


def look_of(dark: bool) -> Look:
    """The look of a light or of a dark page."""
    return DARK if dark else LIGHT


def drawn(rows: Sequence[Row], *told: str) -> altair.Chart:
    """A chart of rows, whose marks tell some fields: on hover, and to those who hear a picture.

    Both are texts: a date stays as partial as its source has it, and the same in every time zone.
    """
    # The rows themselves: no frame library is needed, and nothing is fetched.
    values = [{name: _fit(value) for name, value in row.items()} for row in rows]
    if not told:
        return altair.Chart(altair.InlineData(values=values))
    names = {field: field.replace("_", " ") for field in told}
    for row in values:
        said = (f"{n}: {row[f]}" for f, n in names.items() if row.get(f) not in (None, ""))
        row["described"] = "; ".join(said)
    return altair.Chart(altair.InlineData(values=values)).encode(
        tooltip=[altair.Tooltip(f"{field}:N", title=name) for field, name in names.items()],
        description=altair.Description("described:N"),
    )


def _fit(value: Any) -> Any:
    # A control character makes the writer of pictures abort, and U+2028 a page fail.
    return printable(value, keep="\n") if isinstance(value, str) else value


def in_order(rows: Sequence[Row], field: str) -> list[str]:
    """The values of a field in the order of the rows, as `drawn` writes them."""
    return list(dict.fromkeys(_fit(row[field]) for row in rows))


def caption(question: Question) -> str:
    """The question that a picture answers, in words."""
    return f"As of {question.day}, {question.as_known}"


def day_text(number: int) -> str:
    """A day number as an ISO date."""
    return from_day_number(number).isoformat()


def level_colour(legend: altair.Legend | None) -> altair.Color:
    """The colour of a level."""
    scale = altair.Scale(domain=[*map(str, LEVEL_COLOURS)], range=[*LEVEL_COLOURS.values()])
    return altair.Color("level:N", scale=scale, legend=legend, title="Level")


def lines_of_text() -> dict[str, Any]:
    """How a text of several lines is centred on its point."""
    middle = altair.ExprRef("-7 * (split(datum.words, '\\n').length - 1)")
    return {"baseline": "middle", "lineBreak": "\n", "lineHeight": 14, "dy": middle}


def on_level(look: Look) -> Any:
    """The colour of a text that stands on the colour of a level, or on the paper."""
    deep = altair.FieldOneOfPredicate(field="ground", oneOf=["minister", "deputy-leader", "leader"])
    pale = altair.FieldOneOfPredicate(
        field="ground", oneOf=["official", "senior-official", "deputy-minister"]
    )
    return (
        altair.when(deep)
        .then(altair.value("#ffffff"))
        .when(pale)
        .then(altair.value("#000000"))
        .otherwise(altair.value(look.ink))
    )
