"""What is asked of a log: as of when, known by when, and in which reading."""

from __future__ import annotations

from typing import NamedTuple

from ip4timeline.engine.time.days import Date, from_day_number
from ip4timeline.engine.time.phrases import day_words
from ip4timeline.engine.time.when import Certainty


class Question(NamedTuple):
    """A point of both clocks, in day numbers; made by `EventLog.question`, which settles it.

    Attributes:
        as_of: the day asked about.
        known_on: the day by which a thing had to be known, never past the horizon of the
            log; ``None``: all that there is.
        certainty: the reading of partial dates.
    """

    as_of: int
    known_on: int | None
    certainty: Certainty

    def on(self, day: int) -> Question:
        """The same asked of another day."""
        return Question(day, self.known_on, self.certainty)

    @property
    def day(self) -> Date:
        """The day asked about."""
        return from_day_number(self.as_of)

    @property
    def known_day(self) -> Date | None:
        """The day by which a thing had to be known; ``None``: all that there is."""
        return None if self.known_on is None else from_day_number(self.known_on)

    @property
    def words(self) -> str:
        """The question in words."""
        return question_words(self.day, self.known_day, self.certainty)

    @property
    def knowledge(self) -> str:
        """What was known, in words."""
        return knowledge_words(self.known_day)

    @property
    def as_known(self) -> str:
        """The same, to follow a statement."""
        return self.knowledge if self.known_on is None else f"as {self.knowledge}"


def question_words(as_of: Date, known_on: Date | None, certainty: Certainty = "certain") -> str:
    """A question in words: as of when, what was known, and the reading where it is not usual."""
    reading = "" if certainty == "certain" else ", early reading of partial dates"
    return f"As of {day_words(as_of)}, {knowledge_words(known_on)}{reading}"


def knowledge_words(known_on: Date | None) -> str:
    """What was known, in words."""
    return f"known by {day_words(known_on)}" if known_on else "with hindsight"
