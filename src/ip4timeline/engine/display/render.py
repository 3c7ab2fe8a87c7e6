"""A page as HTML or as text.

The HTML asks nothing of where it is shown: no script, no request, no colour of its own, so
that it reads on light and on dark. Everything in it that came from a record is escaped.
"""

from __future__ import annotations

import html
import math
import re
import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

from ip4timeline.engine.display.page import Cell, Grid, Line, Page
from ip4timeline.engine.display.printable import printable

WIDTH: Final = 100
"""Columns of a terminal that a text keeps to."""
_HYPHEN: Final = "\x00"
"""What stands for a hyphen that no line may end with; what is printable holds none."""
_LONG: Final = 26
"""A longer word, such as an id, is broken."""
_DATE: Final = re.compile(r"\d{4}-\d{2}(?:-\d{2})?", re.ASCII)
# Colours and colour scheme are those of whatever page it is in. JupyterLab would set all text to
# the right, by a rule that only an important one outweighs.
_STYLE: Final = (
    ".ip4timeline{color:inherit;overflow-x:auto}"
    ".ip4timeline table{border-collapse:collapse;margin:.5em 0 1em}"
    ".ip4timeline caption{text-align:left;font-weight:bold;padding:.25em 0}"
    ".ip4timeline th,.ip4timeline td{text-align:left!important;vertical-align:top;"
    "padding:.25em .75em .25em 0;border-bottom:1px solid rgba(128,128,128,.4);"
    "white-space:normal;max-width:45em;overflow-wrap:anywhere}"
    ".ip4timeline th{overflow-wrap:normal}"
    ".ip4timeline span{white-space:nowrap}"
    ".ip4timeline a{color:inherit;text-decoration:underline}"
)


def _lines(cell: Cell) -> tuple[Line, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def to_html(page: Page) -> str:
    """A page as one HTML section, for any notebook or document."""
    title = _escaped(page.title)
    parts = [_html_part(part) for part in page.parts]
    return (
        f'<section class="ip4timeline" aria-label="{title}"><style>{_STYLE}</style>'
        f"<p><strong>{title}</strong></p>{''.join(parts)}</section>"
    )


def _escaped(text: str) -> str:
    return html.escape(printable(text))


def _html_part(part: Grid | str) -> str:
    if isinstance(part, str):
        return f"<p>{_escaped(part)}</p>"
    head = "".join(f'<th scope="col">{_escaped(name)}</th>' for name in part.columns)
    rows = "".join(f"<tr>{_html_row(row)}</tr>" for row in part.rows)
    return (
        f"<table><caption>{_escaped(part.caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _html_row(row: Sequence[Cell]) -> str:
    about, *others = ("<br>".join(map(_html_line, _lines(cell))) for cell in row)
    return f'<th scope="row">{about}</th>' + "".join(f"<td>{cell}</td>" for cell in others)


def _html_line(line: Line) -> str:
    if isinstance(line, str):
        return _html_text(line)
    if not line.followed:
        return _html_text(line.text)
    return (
        f'<a href="{_escaped(line.url)}" target="_blank" rel="noopener noreferrer">'
        f"{_html_text(line.text)}</a>"
    )


def _html_text(text: str) -> str:
    """A text whose dates are not broken at their hyphens."""
    return _DATE.sub(r"<span>\g<0></span>", _escaped(text))


def to_text(page: Page, width: int = WIDTH) -> str:
    """A page as text; what links lead to is numbered and comes last."""
    urls: dict[str, int] = {}
    blocks = ["\n".join(lines_of(printable(page.title), width))]
    for part in page.parts:
        if isinstance(part, str):
            blocks.append("\n".join(lines_of(printable(part), width)))
        else:
            blocks.append(_text_table(part, width, urls))
    if urls:
        blocks.append("\n".join(f"[{number}] {url}" for url, number in urls.items()))
    return "\n\n".join(blocks)


def _text_line(line: Line, urls: dict[str, int]) -> str:
    if isinstance(line, str):
        return printable(line)
    if not line.followed:
        return printable(line.text)
    number = urls.setdefault(printable(line.url), len(urls) + 1)
    return f"{printable(line.text)} [{number}]"


def _text_table(table: Grid, width: int, urls: dict[str, int]) -> str:
    rows = [[[_text_line(x, urls) for x in _lines(cell)] for cell in row] for row in table.rows]
    grid = [[[name] for name in table.columns], *rows]
    longest = [
        max((len(word) for cell in column for line in cell for word in line.split()), default=1)
        for column in zip(*grid, strict=True)
    ]
    if len(longest) > 1 and sum(min(n, _LONG) + 2 for n in longest) - 2 > width:
        return "\n".join([printable(table.caption), *(_block(table, row, width) for row in rows)])
    widths = [
        max(len(line) for cell in column for line in cell) for column in zip(*grid, strict=True)
    ]
    usual = [_usual(column) for column in zip(*grid, strict=True)]
    widths = _fitted(widths, usual, [min(n, _LONG) for n in longest], width)
    rule = "  ".join("-" * w for w in widths)
    head, *body = (_text_row(row, widths) for row in grid)
    return "\n".join([printable(table.caption), head, rule, *body])


def _block(table: Grid, row: Sequence[Sequence[str]], width: int) -> str:
    """A row of a table that is too wide, its cells beneath each other."""
    about, *others = row
    lines = lines_of(" ".join(about), width) or [""]
    for name, cell in zip(table.columns[1:], others, strict=True):
        text = f"{printable(name)}: {', '.join(cell)}"
        lines += lines_of(text, width, "  ", "    ")
    return "\n".join(lines)


def _usual(column: Iterable[Sequence[str]]) -> float:
    """How much a column usually holds; long texts count less than in full."""
    lengths = [len(line) for cell in column for line in cell]
    return math.sqrt(max(1, sum(lengths) / len(lengths)))


def _fitted(
    widths: Sequence[int], usual: Sequence[float], least: Sequence[int], width: int
) -> list[int]:
    """The widths of columns, narrowed to fit where they have most room for what they hold."""
    found = list(widths)
    while sum(found) + 2 * (len(found) - 1) > width:
        wide = [place for place, w in enumerate(found) if w > least[place]]
        if not wide:
            break
        found[max(wide, key=lambda place: found[place] / usual[place])] -= 1
    return found


def lines_of(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    """A text in lines, broken at spaces; at a hyphen only a word that no line holds.

    So a name such as Wi Sung-lac stays in one piece, and an id may still be longer than a column.

    Args:
        text: one paragraph.
        width: how many letters a line holds, its indent included.
        first: the indent of the first line.
        others: that of those after it.
    """
    room = width - max(len(first), len(others))
    whole = re.sub(
        r"\S+", lambda w: w[0].replace("-", _HYPHEN) if len(w[0]) <= room else w[0], text
    )
    lines = textwrap.wrap(whole, width, initial_indent=first, subsequent_indent=others)
    return [line.replace(_HYPHEN, "-") for line in lines]


def _text_row(row: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    cells = [
        [piece for line in cell for piece in lines_of(line, w) or [""]]
        for cell, w in zip(row, widths, strict=True)
    ]
    lines = zip_longest(*cells, fillvalue="")
    return "\n".join(
        "  ".join(text.ljust(w) for text, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
