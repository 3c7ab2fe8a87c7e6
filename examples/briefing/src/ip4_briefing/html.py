"""A briefing as one HTML page that needs nothing else."""

from collections.abc import Iterator
from html import escape

from ip4_briefing.briefing import Briefing, Line, Section

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.3rem .6rem;"
    "text-align:left;vertical-align:top}sup a{text-decoration:none}"
)


def to_html(briefing: Briefing) -> str:
    """The briefing as a page, each mark a link to its source."""
    return "\n".join(_lines(briefing)) + "\n"


def _lines(briefing: Briefing) -> Iterator[str]:
    title = escape(briefing.title)
    yield "<!doctype html>"
    yield f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{_STYLE}</style></head><body>"
    yield f"<h1>{title}</h1><p><em>{escape(briefing.basis)}</em></p>"
    for section in briefing.sections:
        yield f"<h2>{escape(section.title)}</h2>"
        yield from _section(section)
    yield "<h2>Sources</h2><ol>"
    for number, source in enumerate(briefing.sources, 1):
        yield f'<li id="source-{number}">{escape(source)}</li>'
    yield "</ol></body></html>"


def _section(section: Section) -> Iterator[str]:
    if section.lines:
        yield "<ul>"
        yield from (f"<li>{_text(line)}</li>" for line in section.lines)
        yield "</ul>"
    if section.columns:
        heads = "".join(f"<th>{escape(column)}</th>" for column in section.columns)
        yield f"<table><tr>{heads}</tr>"
        for row in section.rows:
            yield f"<tr>{''.join(f'<td>{_text(line)}</td>' for line in row)}</tr>"
        yield "</table>"


def _text(line: Line) -> str:
    marks = " ".join(f'<a href="#source-{number}">{number}</a>' for number in line.sources)
    return escape(line.text) + (f" <sup>{marks}</sup>" if marks else "")
