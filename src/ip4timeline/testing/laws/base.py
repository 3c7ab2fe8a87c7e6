"""What a law is: a name, a statement, a reason, and a check that says how it was broken."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any, Literal

import attrs

from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.timeline import Timeline
from ip4timeline.testing.model import Growth
from ip4timeline.testing.report import describe, describe_entries, describe_entry

Subject = Literal["projection", "growth", "timeline", "kind", "date", "store"]
"""What a law is about: a projection, a projection over a timeline that grows, a timeline as a
whole, a kind of event, a date, or a store."""


class LawBroken(AssertionError):  # noqa: N818 - it is what has happened, not a mishap
    """A law does not hold; its text says which, for which events, and how.

    Attributes:
        law: the law that is broken.
        subject: the name of the projection, kind or date that breaks it.
        entries: the events for which it is broken.
        question: what was asked.
        expected: what the law expects.
        got: what came instead.
    """

    def __init__(
        self,
        law: Law,
        subject: str,
        entries: Iterable[Entry],
        question: str,
        expected: str,
        got: str,
    ) -> None:
        self.law = law
        self.subject = subject
        self.entries: tuple[Entry, ...] = tuple(entries)
        self.question = question
        self.expected = expected
        self.got = got
        super().__init__(law, subject, self.entries, question, expected, got)

    def __str__(self) -> str:
        lines = [f"{self.subject} breaks the law {self.law.name}.", f"  {self.law.statement}"]
        lines.append(f"  Why: {self.law.reason}")
        if self.entries:
            lines += ["With the events", *(f"  {line}" for line in describe_entries(self.entries))]
        lines += [f"asked: {self.question}", f"expected: {self.expected}", f"got: {self.got}"]
        return "\n".join(lines)


class _Unequal(Exception):  # noqa: N818 - a signal from a check to its law
    def __init__(self, question: str, expected: str, got: str) -> None:
        self.question = question
        self.expected = expected
        self.got = got


def expect(got: Any, expected: Any, question: str | Callable[[], str]) -> None:
    """Break the law that is being checked unless the two are equal.

    Args:
        got: what is.
        expected: what the law says.
        question: what was asked, in words; a function where the words are dear to make.
    """
    if got != expected:
        words = question if isinstance(question, str) else question()
        if isinstance(got, dict) and isinstance(expected, dict):
            got, expected = _differing(got, expected), _differing(expected, got)
        shown = (_shown(expected), _shown(got))
        if shown[0] == shown[1]:  # in brief the two look alike: show all there is
            shown = (repr(expected), repr(got))
        raise _Unequal(words, *shown)


def _shown(value: Any) -> str:
    return describe_entry(value) if isinstance(value, Entry) else describe(value)


def _differing(one: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    return {k: v for k, v in one.items() if k not in other or other[k] != v}


@attrs.frozen(eq=False)
class Law:
    """A law, to be called with what it is about and an example.

    Attributes:
        name: its name, which stays as it is.
        about: what it is a law of.
        statement: what it says, in one sentence.
        reason: why it must be so.
    """

    name: str
    about: Subject
    statement: str
    reason: str
    _check: Callable[..., None] = attrs.field(repr=False)

    def __call__(self, *case: Any) -> None:
        """Check the law on one example.

        Args:
            case: a projection and a timeline, or how one grows; a timeline and its projections;
                a kind and an event of it; or a date.

        Raises:
            LawBroken: the law does not hold there, or what it asks raises an error.
        """
        try:
            self._check(*case)
        except _Unequal as unequal:
            raise self._broken(case, unequal.question, unequal.expected, unequal.got) from None
        except LawBroken:
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise self._broken(case, "whatever the law asks", "an answer", what) from error

    def _broken(self, case: tuple[Any, ...], question: str, expected: str, got: str) -> LawBroken:
        subject, entries = _subject_of(case)
        return LawBroken(self, subject, entries, question, expected, got)


def _subject_of(case: tuple[Any, ...]) -> tuple[str, tuple[Entry, ...]]:
    """The name of what a law was checked on, and the entries on which it was."""
    held = [part.entries for part in case if isinstance(part, Timeline | Growth)]
    events = tuple(part for part in case if isinstance(part, Entry))
    entries = held[0] if held else events
    first = case[0]
    if isinstance(first, Projection):
        return first.name, entries
    if isinstance(first, Timeline):
        return "the timeline", entries
    if isinstance(first, type):
        return first.__name__, entries
    return f"the date {first}" if isinstance(first, When) else str(first), entries


def law(about: Subject) -> Callable[[Callable[..., None]], Law]:
    """Make a law of a check; its docstring is the statement and, apart, the reason."""

    def declare(check: Callable[..., None]) -> Law:
        statement, _, reason = (inspect.getdoc(check) or "").partition("\n\n")
        return Law(check.__name__, about, _line(statement), _line(reason), check)

    return declare


def _line(text: str) -> str:
    return " ".join(text.split())
