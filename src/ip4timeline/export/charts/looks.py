"""What the charts share: colours, shapes, texts, and what a chart is dressed in."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from ip4timeline.engine.display.printable import printable
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.time.days import DayLike, day_number, from_day_number
from ip4timeline.engine.time.phrases import day_words
from ip4timeline.frames.extras import need
from ip4timeline.nato.partners import Level

need("altair", "charts")  # says what to install where it is missing

# By this name, so that each chart takes it from here: after it was found to be missing.
import altair as altair  # noqa: E402

Row = dict[str, Any]
"""What one mark shows, under the names by which a chart refers to it."""
WIDTH: Final = 760
"""Pixels of a whole picture, legend included, unless its caller says otherwise: what the column
of a notebook or of a page of documentation holds."""
LEAST: Final = 640
"""Pixels below which no chart can be read."""
MARGIN: Final = 12
"""Pixels that are around every picture, both sides together."""
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
LEVEL_SHAPES: Final[Mapping[Level, str]] = {
    Level.OFFICIAL: "M-1,-0.35L1,-0.35L1,0.35L-1,0.35Z",
    Level.SENIOR_OFFICIAL: "circle",
    Level.DEPUTY_MINISTER: "triangle-up",
    Level.MINISTER: "square",
    Level.DEPUTY_LEADER: "diamond",
    Level.LEADER: (
        "M0,-1.2L0.27,-0.37L1.14,-0.37L0.44,0.14L0.71,0.97"
        "L0,0.46L-0.71,0.97L-0.44,0.14L-1.14,-0.37L-0.27,-0.37Z"
    ),
}
"""One sign a level, so that no level is told by its shade alone; the leader's is a star."""
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


def fitting(width: int) -> int:
    """A width that a caller asks for, in pixels.

    Raises:
        TimelineError: it is no whole number, or too small for a picture to be read.
    """
    if isinstance(width, bool) or not isinstance(width, int) or width < LEAST:
        raise TimelineError(f"a chart is a whole number of pixels wide, {LEAST} or more: {width!r}")
    return width


def wrapped(text: str, pixels: float, letter: float = LETTER, lines: int | None = None) -> str:
    """A text in lines that so many pixels hold, broken at spaces; dots for what does not fit."""
    letters = max(int(pixels / letter), 1)
    kept = [
        textwrap.wrap(line, letters, max_lines=lines, placeholder=" ...", break_on_hyphens=False)
        for line in text.split("\n")
    ]
    return "\n".join(line for part in kept for line in part)


def dressed(
    chart: Any, look: Look, title: str, subtitle: str, description: str, width: int = WIDTH
) -> Any:
    """A chart with its title, its description in words and the colours of its look."""
    lines = wrapped(_fit(subtitle), width - MARGIN, 6.6).split("\n")
    return (
        chart.properties(
            padding=MARGIN / 2 - 1,
            title=altair.TitleParams(
                wrapped(_fit(title), width - MARGIN, 10.5).split("\n"),
                subtitle=lines,
                anchor="start",
                frame="bounds",
                offset=14,
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
            subtitleLineHeight=16,
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


def lined_labels(pixels: float, lines: int = 14) -> dict[str, Any]:
    """How an axis writes its labels, in their lines, within a column of so many pixels."""
    return {
        "labelExpr": "split(datum.label, '\\n')",
        "labelLimit": pixels,
        "labelLineHeight": lines,
        # The first of two lines stands above the middle, a single one on it.
        "labelBaseline": {
            "condition": {"test": "indexof(datum.label, '\\n') >= 0", "value": "bottom"},
            "value": "middle",
        },
        "minExtent": pixels,
        "maxExtent": pixels,
        "ticks": False,
        "domain": False,
    }


def caption(question: Question) -> str:
    """The question that a picture answers, in words."""
    return f"As of {question.day}, {question.as_known}"


def day_text(number: int) -> str:
    """A day number as an ISO date."""
    return from_day_number(number).isoformat()


def day_said(day: DayLike) -> str:
    """A full day in words."""
    return day_words(from_day_number(day_number(day)))


def milliseconds(number: int) -> int:
    """A day number as an axis counts: milliseconds in UTC."""
    return (number - dt.date(1970, 1, 1).toordinal()) * 86_400_000


def _level_scale(levels: Sequence[str], of: Mapping[Level, str]) -> altair.Scale:
    return altair.Scale(domain=[*levels], range=[of[Level(level)] for level in levels])


def level_fill(
    levels: Sequence[str], legend: altair.Legend | None, field: str = "level"
) -> altair.Fill:
    """The colour of a level; `level_shape` of the same levels shares its legend."""
    return altair.Fill(f"{field}:N", scale=_level_scale(levels, LEVEL_COLOURS), legend=legend)


def level_shape(
    levels: Sequence[str], legend: altair.Legend | None, field: str = "level"
) -> altair.Shape:
    """The sign of a level."""
    return altair.Shape(f"{field}:N", scale=_level_scale(levels, LEVEL_SHAPES), legend=legend)


def level_legend(look: Look, columns: int = 6) -> altair.Legend:
    """What explains the colour and the sign of each level in one."""
    return altair.Legend(
        title="Level",
        orient="bottom",
        columns=columns,
        symbolSize=110,
        symbolOpacity=1,
        symbolStrokeColor=look.ink,
        symbolStrokeWidth=1,
        labelExpr="replace(datum.label, '-', ' ')",
    )


def levels_of(rows: Sequence[Row], field: str = "level") -> list[str]:
    """The levels that rows name, the highest first."""
    named = {row[field] for row in rows}
    return [str(level) for level in reversed(Level) if str(level) in named]


def lines_of_text(height: int = 14, lower: str = "0") -> dict[str, Any]:
    """How a text of several lines is centred on its point, or by an expression ``lower``."""
    half = f"{height / 2} * (split(datum.words, '\\n').length - 1)"
    middle = altair.ExprRef(f"{lower} - {half}")
    return {"baseline": "middle", "lineBreak": "\n", "lineHeight": height, "dy": middle}


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
