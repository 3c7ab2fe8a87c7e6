"""A briefing as Markdown."""

import re
from collections.abc import Iterator

from ip4_briefing.briefing import Briefing, Line, Section


def to_markdown(briefing: Briefing) -> str:
    """The briefing as one Markdown text, its sources as a numbered list."""
    return "\n".join(_lines(briefing)) + "\n"


def _lines(briefing: Briefing) -> Iterator[str]:
    yield from (f"# {_plain(briefing.title)}", "", f"*{_plain(briefing.basis)}*")
    for section in briefing.sections:
        yield from ("", f"## {_plain(section.title)}", "", *_section(section))
    yield from ("", "## Sources", "")
    yield from (f"{number}. {_source(source)}" for number, source in enumerate(briefing.sources, 1))


def _section(section: Section) -> Iterator[str]:
    yield from (f"- {_text(line)}" for line in section.lines)
    if section.columns:
        yield f"| {' | '.join(map(_plain, section.columns))} |"
        yield f"|{'---|' * len(section.columns)}"
    for row in section.rows:
        yield f"| {' | '.join(map(_text, row))} |"


def _text(line: Line) -> str:
    marks = "".join(f"[{number}]" for number in line.sources)
    return f"{_plain(line.text)} {marks}".rstrip()


def _plain(text: str) -> str:
    """A text of which Markdown and its HTML make nothing but the text, on one line."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", " ".join(text.split()))
    escaped = re.sub(r"(?i)\b(https?|www|mailto)([:.])", r"\1\\\2", escaped)
    return re.sub(r"^(\d*)([-+.)])", r"\1\\\2", escaped)  # which would begin a list


def _source(source: str) -> str:
    """A source, leading to its address on the web."""
    found = re.fullmatch(r"(.*) <(https?://[^<>\s]+)>", source)
    return f"{_plain(found[1])} <{found[2]}>" if found else _plain(source)
