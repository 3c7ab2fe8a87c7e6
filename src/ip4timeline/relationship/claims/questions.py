"""Claims and filters by their words, for a command line or a program that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from ip4timeline.engine.errors import TimelineError, UnknownNameError
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.claims.asking import Claims

Ask = Callable[[Claims, Selection[Any], str | None, dict[str, Any]], Answer[Any]]


def _number(what: str | None) -> int | None:
    if what is None:
        return None
    if not (what.isascii() and what.isdigit()):
        raise TimelineError(f"{what!r} is not a number; write 0, 1, 2 ...")
    return int(what)


QUESTIONS: Final[dict[str, tuple[Ask, frozenset[str]]]] = {
    "exists": (lambda tl, s, what, o: tl.exists(s), frozenset()),
    "never": (lambda tl, s, what, o: tl.never(s), frozenset()),
    "count": (
        lambda tl, s, what, o: tl.count(s, _number(what), **o),
        frozenset({"what", "at_least", "at_most"}),
    ),
    "first": (lambda tl, s, what, o: tl.first(s, what, **o), frozenset({"what", "since"})),
    "last": (lambda tl, s, what, o: tl.last(s, what, **o), frozenset({"what", "before"})),
    "nth": (
        lambda tl, s, what, o: tl.nth(s, o.pop("n", 1), what, **o),
        frozenset({"what", "n", "since"}),
    ),
    "only": (lambda tl, s, what, o: tl.only(s, what), frozenset({"what"})),
    "most": (lambda tl, s, what, o: tl.most(s, what), frozenset({"what"})),
    "largest": (
        lambda tl, s, what, o: tl.largest(s, what, **o),
        frozenset({"what", "currency"}),
    ),
    "streak": (lambda tl, s, what, o: tl.streak(s, _number(what)), frozenset({"what"})),
    "every-year": (lambda tl, s, what, o: tl.every_year(s), frozenset()),
}
"""By the word for a question, how it is asked, and which further things it takes."""


def ask(timeline: Claims, question: str, selection: Selection[Any], **given: Any) -> Answer[Any]:
    """The answer to a question by its word; what is not given is ``None``.

    Raises:
        UnknownNameError: there is no such question.
        TimelineError: the question takes no such thing, or it is given and empty.
    """
    if question not in QUESTIONS:
        raise UnknownNameError("question", question, QUESTIONS)
    asked, takes = QUESTIONS[question]
    options = {name: value for name, value in given.items() if value is not None}
    for name in options:
        if name not in takes:
            raise TimelineError(f"{question} takes no {name}; it takes {_listed(takes)}")
        _check_given(name, options[name])
    return asked(timeline, selection, options.pop("what", None), options)


def _check_given(name: str, given: object) -> None:
    """Refuse what is given and empty, as by a variable of a shell that is not set."""
    if given == "":
        raise TimelineError(f"{name} is given and empty; write a value, or leave it out")


def _listed(takes: frozenset[str]) -> str:
    return ", ".join(sorted(takes)) or "nothing but a selection"


def picked(
    everything: Selection[Any],
    *,
    partner: Iterable[Any] = (),
    kind: Iterable[str] = (),
    first: DayLike | None = None,
    last: DayLike | None = None,
    sure: bool = False,
    occasion: str | None = None,
    series: str | None = None,
    person: str | None = None,
    topic: str | None = None,
    text: str | None = None,
    values: Iterable[tuple[str, str]] = (),
) -> Selection[Any]:
    """The events that pass every filter that is given; see `Selection` for each.

    Raises:
        UnknownNameError: nothing has a name that is given.
        TimelineError: no event can pass, as `Selection` says, or what is given is empty.
    """
    found = everything.between(first, last, sure=sure)
    if partners := tuple(partner):
        found = found.about(*partners)
    if kinds := tuple(kind):
        found = found.of(*kinds)
    values = tuple(values)
    named = {"occasion": occasion, "series": series, "person": person, "topic": topic}
    for name, given in (*named.items(), ("text", text), *values):
        _check_given(name, given)
    found = found if series is None else found.in_series(series)
    found = found if occasion is None else found.where(occasion=occasion)
    found = found if person is None else found.by(person)
    found = found if topic is None else found.with_topic(topic)
    found = found if text is None else found.saying(text)
    for field, wanted in values:
        same: dict[str, Any] = {field: wanted}
        found = found.where(**same)
    return found
