"""The command that says how the four and NATO stood; it starts quickly, and loads little."""

from __future__ import annotations

from typing import Any, Final

import click

from ip4timeline.cli.layout import asked, beyond, wrapped
from ip4timeline.cli.once import Commands
from ip4timeline.cli.options import (
    DAY,
    PARTNER,
    ids_option,
    json_option,
    known_on_option,
    possible_option,
)
from ip4timeline.cli.output import print_json, say, width
from ip4timeline.cli.records import timeline_of
from ip4timeline.engine.display.displayable import text_of
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.when import Certainty
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.projections.engagements import ENGAGEMENTS
from ip4timeline.relationship.projections.offices import LEADER
from ip4timeline.relationship.projections.ties import PROGRAMME
from ip4timeline.relationship.snapshot.snapshot import Snapshot

commands = Commands()
"""The commands of this file."""
SIDE_BY_SIDE: Final = 72
"""Columns below which the four do not stand side by side."""


@commands.command("as-of", epilog="Example: ip4timeline as-of 2025-06-25 --known-on 2025-06-24")
@click.argument("day", type=DAY, required=False)
@click.option("--latest", is_flag=True, help="On the last day of which the record knows.")
@known_on_option
@click.option(
    "--partner",
    "partners",
    type=PARTNER,
    multiple=True,
    help="Everything about this partner; repeatable.",
)
@possible_option
@ids_option
@json_option
@click.pass_context
def as_of(
    ctx: click.Context,
    day: str | None,
    latest: bool,
    known_on: str | None,
    partners: tuple[Partner, ...],
    certainty: Certainty,
    ids: bool,
    as_json: bool,
) -> None:
    """How the four and NATO stood at the end of DAY."""
    if latest == (day is not None):
        raise click.UsageError("say which day, or --latest: one of the two")
    timeline = timeline_of(ctx)
    day = asked(timeline, day, known_on)
    partners = tuple(dict.fromkeys(partners))
    snapshot = timeline.as_of(day, known_on=known_on, certainty=certainty)
    if as_json:
        data = snapshot.to_dict()
        if partners:
            data["partners"] = {str(p): data["partners"][str(p)] for p in partners}
        print_json(data)
        return
    for partner in partners:
        _relationship(snapshot, partner, ids)
    if not partners:
        _snapshot(snapshot)
        _unsettled(snapshot)
    beyond(timeline, day, known_on)


def _snapshot(found: Snapshot) -> None:
    """The four side by side, with the summits, the newest first."""
    columns = width()
    if columns >= SIDE_BY_SIDE:
        say(text_of(found, columns))
        return
    general = f"NATO: {found.nato.allies_said}, Secretary General {found.nato.said}"
    say(f"{wrapped(found.question.words, columns)}\n{wrapped(general, columns)}")
    matrix, registries = found.summit_matrix(), found.registries
    for partner, chosen in found.items():
        lines = [f"Leader: {chosen.said('leader')}", f"Programme: {chosen.said('programme')}"]
        lines += (
            f"{registries.name(occasion)}: {', '.join(matrix[occasion, partner].lines(registries))}"
            for occasion in reversed(matrix.occasions)
        )
        say(f"\n{partner.label}")
        for line in lines:
            say(wrapped(line, columns, "  "))
    if not matrix.occasions:
        say("\nNo summit of the record was scheduled yet.")


def _unsettled(found: Snapshot) -> None:
    """That some of what is shown depends on dates that are known only in part.

    Only what is shown is read both ways: of everything it would take a tenth of the command.
    """
    shown: list[tuple[Projection[Any, Any], Any]] = [
        (projection, partner) for projection in (LEADER, PROGRAMME) for partner in Partner
    ]
    shown += [(ENGAGEMENTS, (cell.partner, cell.occasion)) for cell in found.summit_matrix().cells]
    number = sum(found.depends_on_dates(projection, key) for projection, key in shown)
    if number:
        which = "1 of these values depends" if number == 1 else f"{number} of these values depend"
        say(wrapped(f"{which} on how a partial date is read; --possible has the other.", width()))


def _relationship(found: Snapshot, partner: Partner, ids: bool) -> None:
    """Everything about one partner: what stands, then each occasion with its steps."""
    columns, chosen, name = width(), found[partner], found.registries.name
    say(text_of(chosen, columns, ids=ids))
    for id in chosen.newest_first():
        engagement = chosen.engagements[id]
        say(f"\n{wrapped(f'{name(id)}: {engagement.describe(name)}', columns)}")
        if engagement.invitee:
            say(wrapped(f"invited: {engagement.invitee.describe(name)}", columns, "  "))
        for step in engagement.steps:
            line = f"{when_words(step.occurred)}: {step.describe(name)}"
            say(wrapped(f"{line} <{step.event}>" if ids else line, columns, "  "))
