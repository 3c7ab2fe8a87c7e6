"""Words that several commands print: lines that fit, and days beyond the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ip4timeline.cli.output import say, width
from ip4timeline.engine.display.printable import printable
from ip4timeline.engine.display.render import lines_of
from ip4timeline.engine.time.days import from_day_number, to_date
from ip4timeline.engine.time.phrases import day_words

if TYPE_CHECKING:
    from pendulum import Date  # only for its name: it is slow to load

    from ip4timeline.relationship.timeline import Timeline


def wrapped(text: str, columns: int, indent: str = "") -> str:
    """A text in lines of so many columns, those after the first further in.

    What is spelt out in it when it is shown takes its room before it is broken.
    """
    return "\n".join(lines_of(printable(text), columns, indent, f"{indent}  "))


def last_known(timeline: Timeline) -> Date:
    """The last day on which something of the timeline became known."""
    # By number: a date made of each would take longer than the answer.
    return from_day_number(max((event.known_day for event in timeline), default=1))


def asked(timeline: Timeline, day: str | None, known_on: str | None) -> str:
    """The day that is asked about; left out, the last known, which is none after ``known_on``."""
    if day:
        return day
    last = last_known(timeline).isoformat()
    return min(known_on, last) if known_on else last


def beyond(timeline: Timeline, *days: str | Date | None) -> None:
    """Remark on days after the last of which the record tells anything."""
    last = last_known(timeline)
    later = [day for day in days if day is not None and to_date(day) > last]
    if later:
        text = f"The record holds nothing that became known after {day_words(last)}."
        say(wrapped(text, width()))
