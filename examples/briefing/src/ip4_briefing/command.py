"""The command: two days in, two files out."""

import argparse
import sys
from pathlib import Path

import ip4timeline as ip4
from ip4_briefing.briefing import brief
from ip4_briefing.html import to_html
from ip4_briefing.markdown import to_markdown
from ip4timeline.engine.files.whole import write_whole


def main(words: list[str] | None = None) -> None:
    """Write the briefing of two days as Markdown and HTML, and print where."""
    parser = argparse.ArgumentParser(prog="ip4-briefing", description=main.__doc__)
    parser.add_argument("before", help="the day of the last briefing, YYYY-MM-DD")
    parser.add_argument("after", help="the day of this one")
    parser.add_argument("--known-on", help="only what was public by the end of this day")
    parser.add_argument("--out", type=Path, default=Path(), help="the folder to write to")
    given = parser.parse_args(words)
    try:
        timeline = ip4.load("ip4timeline", "ip4-briefing")
        briefing = brief(timeline, given.before, given.after, known_on=given.known_on)
    except ip4.TimelineError as error:
        sys.exit(f"Error: {error}")
    stem = given.out / f"briefing-{given.before}-{given.after}"
    files: dict[Path, str | bytes] = {
        Path(f"{stem}.md"): to_markdown(briefing),
        Path(f"{stem}.html"): to_html(briefing),
    }
    try:
        given.out.mkdir(parents=True, exist_ok=True)
        write_whole(files)  # a briefing of before stays until both are complete
    except OSError as error:
        sys.exit(f"Error: {error.filename}: {error.strerror}")
    for path in files:
        print(path)
