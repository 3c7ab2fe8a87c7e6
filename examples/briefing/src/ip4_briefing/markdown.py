"""A briefing as Markdown."""

from collections.abc import Iterator

from ip4_briefing.briefing import Briefing, Line, Section


def to_markdown(briefing: Briefing) -> str:
    """The briefing as one Markdown text, its sources as a numbered list."""
    return "\n".join(_lines(briefing)) + "\n"


def _lines(briefing: Briefing) -> Iterator[str]:
    yield from (f"# {briefing.title}", "", f"*{briefing.basis}*")
    for section in briefing.sections:
        yield from ("", f"## {section.title}", "", *_section(section))
    yield from ("", "## Sources", "")
    yield from (f"{number}. {source}" for number, source in enumerate(briefing.sources, 1))


def _section(section: Section) -> Iterator[str]:
    yield from (f"- {_text(line)}" for line in section.lines)
    if section.columns:
        yield f"| {' | '.join(section.columns)} |"
        yield f"|{'---|' * len(section.columns)}"
    for row in section.rows:
        yield f"| {' | '.join(_text(line).replace('|', '&#124;') for line in row)} |"


def _text(line: Line) -> str:
    marks = "".join(f"[{number}]" for number in line.sources)
    return f"{line.text} {marks}".rstrip()
