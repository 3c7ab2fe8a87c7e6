"""The command that puts a claim to the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from ip4timeline.cli import show
from ip4timeline.cli.filters import picked
from ip4timeline.cli.options import DAY, json_option, print_json
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.timeline import Timeline

commands = click.Group()
"""The commands of this file."""
Ask = Callable[[Timeline, Selection[Any], str | None, dict[str, Any]], Answer[Any]]


def _number(what: str | None) -> int | None:
    if what is None:
        return None
    if not what.isdigit():
        raise click.BadParameter(f"{what!r} is not a number", param_hint="WHAT")
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
"""By the word for a question, how it is asked, and which of the options it takes."""


def ask(timeline: Timeline, question: str, selection: Selection[Any], **given: Any) -> Answer[Any]:
    """The answer to a question by its word; what is not given is ``None``.

    Raises:
        BadParameter: the question takes no such thing.
    """
    asked, takes = QUESTIONS[question]
    options = {name: value for name, value in given.items() if value is not None}
    for name in options:
        if name not in takes:
            shown = "WHAT" if name == "what" else f"--{name.replace('_', '-')}"
            raise click.BadParameter(f"{question} takes no {shown}", param_hint=shown)
    return asked(timeline, selection, options.pop("what", None), options)


@commands.command(
    epilog="Examples: ip4timeline claim exists --kind attendance --partner japan "
    "--occasion 2012-chicago-summit; ip4timeline claim only NZ --kind attendance "
    "--occasion 2025-the-hague-summit --where level=leader; ip4timeline claim streak 4 "
    "--kind invitation --series nato-summit --from 2022-01-01 --until 2025-12-31"
)
@click.argument("question", type=click.Choice(list(QUESTIONS)))
@click.argument("what", required=False)
@click.option("--at-least", type=click.IntRange(0), metavar="N", help="count: so many or more.")
@click.option("--at-most", type=click.IntRange(0), metavar="N", help="count: so many or fewer.")
@click.option("--n", type=click.IntRange(1), metavar="N", help="nth: which one.")
@click.option("--since", type=DAY, metavar="DAY", help="first, nth: after this day.")
@click.option("--before", type=DAY, metavar="DAY", help="last: before this day.")
@click.option("--currency", metavar="CODE", help="largest: in this currency.")
@picked
@json_option
def claim(
    timeline: Timeline,
    selection: Selection[Any],
    question: str,
    what: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Put a claim about events to the record: a verdict, its evidence and its coverage.

    QUESTION asks the record about the events that the options pick. WHAT is claimed: the number
    of a count or streak, the partner that was the only one or had the most, the id of the event,
    or of the occasion, that was the first, the last, the n-th or the largest. The verdict is yes,
    no, possible, or not established where the record is not declared complete; the exit code is
    0 whatever it is.
    """
    answer = ask(timeline, question, selection, what=what, **options)
    if as_json:
        print_json(answer.to_dict(evidence=True))
    else:
        show.answer(answer, timeline)
