"""The command that puts a claim to the record."""

from __future__ import annotations

from typing import Any

import click

from ip4timeline.cli import show
from ip4timeline.cli.filters import picked, understood
from ip4timeline.cli.once import Commands
from ip4timeline.cli.options import DAY, OneOf, ids_option, json_option
from ip4timeline.cli.output import print_json
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.relationship.claims.questions import QUESTIONS, ask
from ip4timeline.relationship.timeline import Timeline

commands = Commands()
"""The commands of this file."""


@commands.command(
    epilog="Examples: ip4timeline claim exists --kind attendance --partner japan "
    "--occasion 2012-chicago-summit; ip4timeline claim only NZ --kind attendance "
    "--occasion 2025-the-hague-summit --where level=leader; ip4timeline claim streak 4 "
    "--kind invitation --series nato-summit --from 2022-01-01 --until 2025-12-31"
)
@click.argument("question", type=OneOf("question", QUESTIONS), metavar="QUESTION")
@click.argument("what", required=False)
@click.option("--at-least", type=click.IntRange(0), metavar="N", help="count: so many or more.")
@click.option("--at-most", type=click.IntRange(0), metavar="N", help="count: so many or fewer.")
@click.option("--n", type=click.IntRange(1), metavar="N", help="nth: which one.")
@click.option("--since", type=DAY, metavar="DAY", help="first, nth: after this day.")
@click.option("--before", type=DAY, metavar="DAY", help="last: before this day.")
@click.option("--currency", metavar="CODE", help="largest: in this currency.")
@picked
@ids_option
@json_option
def claim(
    timeline: Timeline,
    selection: Selection[Any],
    question: str,
    what: str | None,
    ids: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Put a claim about events to the record: a verdict, its evidence and its coverage.

    QUESTION asks the record about the events that the options pick: exists, never, count, first,
    last, nth, only, most, largest, streak or every-year. WHAT is claimed: the number
    of a count or streak, the partner that was the only one or had the most, the id of the event,
    or of the occasion, that was the first, the last, the n-th or the largest. The verdict is yes,
    no, possible, or not established where the record is not declared complete; the exit code is
    0 whatever it is.
    """
    given = {"what": what, **options}
    for name, value in given.items():
        shown = "WHAT" if name == "what" else f"--{name.replace('_', '-')}"
        if value is not None and name not in QUESTIONS[question][1]:
            raise click.BadParameter(f"{question} takes no {shown}", param_hint=shown)
        if value == "":
            raise click.BadParameter(
                "it is empty; write a value, or leave it out", param_hint=shown
            )
    with understood():
        answer = ask(timeline, question, selection, **given)
    if as_json:
        print_json(answer.to_dict(evidence=True))
    else:
        show.answer(answer, timeline, ids)
