"""The command: a day in, how things stood on it out."""

import argparse
import sys

from ip4timeline.engine import TimelineError
from quad_timeline.timeline import load


def main(words: list[str] | None = None) -> None:
    """Show how the Quad stood at the end of a day."""
    parser = argparse.ArgumentParser(prog="quad", description=main.__doc__)
    commands = parser.add_subparsers(required=True)
    as_of = commands.add_parser("as-of", help="how things stood at the end of a day")
    as_of.add_argument("day", help="YYYY-MM-DD")
    as_of.add_argument("--known-on", help="only what was public by the end of this day")
    given = parser.parse_args(words)
    try:
        timeline = load()
        found = timeline.as_of(given.day, known_on=given.known_on)
        print(found)
        for projection, states in found.items():
            for key in states:
                why = timeline.project(projection, known_on=given.known_on).why(key, given.day)
                print(f"{projection.name}: {', '.join(event.id for event in why)}")
    except TimelineError as error:
        sys.exit(f"Error: {error}")
