"""The commands that ask the record: what was so, since when, why, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from ip4timeline.cli import show
from ip4timeline.cli.filters import picked
from ip4timeline.cli.layout import asked, beyond
from ip4timeline.cli.meant import is_day, partner_in
from ip4timeline.cli.once import Commands
from ip4timeline.cli.options import (
    ASPECT_NAMES,
    ASPECT_OR_OFFICE,
    DAY,
    PARTNER,
    OneOf,
    ids_option,
    json_option,
    known_on_option,
    possible_option,
    refused,
)
from ip4timeline.cli.output import print_json
from ip4timeline.cli.records import timeline_of
from ip4timeline.engine.codec.plain import to_data
from ip4timeline.engine.errors import TimelineError, UnknownNameError
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import to_date
from ip4timeline.engine.time.phrases import day_words
from ip4timeline.engine.time.when import Certainty
from ip4timeline.engine.timeline.evidence import Explanation
from ip4timeline.engine.timeline.plain import plain
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import NATO
from ip4timeline.record.curation.citing import described
from ip4timeline.relationship.gaps.gap import GAP_KINDS, GapKind
from ip4timeline.relationship.projections.offices import OFFICES
from ip4timeline.relationship.timeline import Timeline

commands = Commands()
"""The commands of this file."""


@commands.command(
    epilog="Examples: ip4timeline events --partner japan --kind agreement-signed; "
    "ip4timeline events --person jens-stoltenberg --kind visit --from 2022-01-01"
)
@picked
@ids_option
@json_option
def events(timeline: Timeline, selection: Selection[Any], ids: bool, as_json: bool) -> None:
    """The standing events, in order, with their sources.

    Those that lie between the days only possibly come last, and are marked. One whose end
    nobody knows may last to this day: it is among them, with the day it was last seen.
    """
    if as_json:
        print_json([described(event, timeline) for event in selection])
    else:
        show.events(selection, timeline, ids)


@commands.command(
    epilog="Examples: ip4timeline gaps; ip4timeline gaps 2025-06-25 --known-on 2025-06-25 "
    "--partner korea --kind pledge-open"
)
@click.argument("day", type=DAY, required=False)
@known_on_option
@click.option("--partner", "partners", type=PARTNER, multiple=True, help="Only of it; repeatable.")
@click.option(
    "--kind",
    "kinds",
    type=OneOf("kind of gap", GAP_KINDS),
    multiple=True,
    metavar="KIND",
    help=f"Only of this kind; repeatable: {', '.join(GAP_KINDS)}.",
)
@ids_option
@json_option
@click.pass_context
def gaps(
    ctx: click.Context,
    day: str | None,
    known_on: str | None,
    partners: tuple[Partner, ...],
    kinds: tuple[GapKind, ...],
    ids: bool,
    as_json: bool,
) -> None:
    """What the record lacks on DAY, with what was last known and where to look.

    DAY is, if left out, the last on which anything of the record became known.
    """
    timeline = timeline_of(ctx)
    day = asked(timeline, day, known_on)
    found = timeline.gaps(day, known_on=known_on, kinds=kinds, partners=partners)
    if as_json:
        data = [gap.to_dict() for gap in found]
        print_json({"as_of": day, "known_on": known_on, "gaps": data})
    else:
        show.gaps(found, day, known_on, timeline, ids)
        beyond(timeline, day, known_on)


@commands.command(
    epilog="Examples: ip4timeline why japan engagement 2025-the-hague-summit --as-of 2025-06-25; "
    "ip4timeline why nato allies --as-of 2023-07-08"
)
@click.argument("subject")
@click.argument("aspect", type=ASPECT_OR_OFFICE)
@click.argument("key", nargs=-1)
@click.option(
    "--as-of", "day", type=DAY, metavar="DAY", help="On this day; default: the last known."
)
@known_on_option
@possible_option
@ids_option
@json_option
@click.pass_context
def why(
    ctx: click.Context,
    subject: str,
    aspect: Projection[Any, Any] | str,
    key: tuple[str, ...],
    day: str | None,
    known_on: str | None,
    certainty: Certainty,
    ids: bool,
    as_json: bool,
) -> None:
    """The evidence for a value: SUBJECT is a partner or nato, ASPECT leader, programme, ...

    KEY names one of several, such as the occasion of an engagement. An office, such as
    secretary-general, is an aspect by its own name.
    """
    timeline = timeline_of(ctx)
    for typed in filter(is_day, key):
        raise click.BadParameter(f"{typed} is a day; write --as-of {typed}", param_hint="KEY")
    aspect, key = _aspect_and_key(timeline, aspect, key)
    view = timeline.project(aspect, known_on=known_on, certainty=certainty)
    day = asked(timeline, day, known_on)
    ever = timeline.project(aspect, certainty=certainty).keys
    full = _full_key(aspect, subject, key, ever, view.keys, "SUBJECT")
    explanation = view.why(full, day)
    other = view.other_reading(full, day)
    seen = timeline.last_seen(aspect, full, day, known_on=known_on, certainty=certainty)
    if as_json:
        print_json(_explained(explanation, timeline) | {"last_seen": plain(seen)})
    else:
        differs = other != explanation.value
        other_value = (other,) if differs else None
        show.explanation(explanation, timeline, other_value, seen, ids)
        beyond(timeline, day, known_on)


def _aspect_and_key(
    timeline: Timeline, aspect: Projection[Any, Any] | str, key: tuple[str, ...]
) -> tuple[Projection[Any, Any], tuple[str, ...]]:
    """The aspect that was named, or that of the offices for an office by its own name.

    Raises:
        click.BadParameter: it is neither.
    """
    if not isinstance(aspect, str):
        return aspect, key
    typed = aspect.lower()
    parties = (*Partner, NATO)
    every = {o.partition(f"{p}-")[2] for o in timeline.project(OFFICES).keys for p in parties}
    offices = every - {""}  # of those of another party
    if typed in offices and not key:
        return OFFICES, (typed,)
    error = UnknownNameError("aspect or office", aspect, [*ASPECT_NAMES, *sorted(offices)])
    if typed in offices:
        raise click.BadParameter(f"{aspect} is an office and takes no key", param_hint="KEY")
    said = refused(error, "the aspects are", ASPECT_NAMES)
    raise click.BadParameter(said, param_hint="ASPECT")


def _full_key(
    aspect: Projection[Any, Any],
    subject: str,
    key: tuple[str, ...],
    ever: Iterable[Any],
    known: Iterable[Any],
    hint: str,
) -> Any:
    """The projection's key that a subject, given as ``hint``, and the rest of a command line name.

    ``nato`` stands for keys without a partner; an office may go without its party's name. What was
    not known yet by a day may be asked about, and has no value; only what was is suggested.
    """
    if not all(part.strip() for part in key):
        raise click.BadParameter("it is empty; write a name, or leave it out", param_hint="KEY")
    every = {*ever, *known}
    of_partners = any(not isinstance(k, str) or isinstance(k, Partner) for k in every)
    if subject == "nato":
        party = "nato"
        wanted: Any = key[0] if key else "nato"
    else:
        try:
            party = Partner.of(int(subject) if subject.isdigit() else subject)
        except UnknownNameError as error:
            said = refused(error, "there are", (*Partner, "nato"))
            raise click.BadParameter(said, param_hint=hint) from None
        wanted = (party, *key) if key else party
    if len(key) == 1:
        office = f"{party}-{key[0].removeprefix(f'{party}-')}"
        wanted = office if office in every else wanted
    if wanted in every:
        return wanted
    if subject == "nato" and of_partners:
        names = ", ".join(Partner)
        raise click.BadParameter(f"of which partner? {names}", param_hint=hint)
    if party != "nato" and every and not of_partners and aspect is not OFFICES:
        said = f"{aspect.name.lower()} are of nato, and not of {party}; write nato"
        raise click.BadParameter(said, param_hint=hint)
    choices = [
        " ".join(map(str, k[1:])) if isinstance(k, tuple) else str(k)
        for k in known
        if not isinstance(k, tuple) or k[0] == party
    ]
    if aspect is OFFICES:  # of which each party has its own
        own = [name.removeprefix(f"{party}-") for name in choices if name.startswith(f"{party}-")]
        choices = own or choices
    if not key and choices:
        shown = ", ".join(sorted(set(choices))[:12])
        raise click.BadParameter(f"which one? For instance {shown}", param_hint="KEY")
    what = f"{aspect.name.lower()} of {subject}"
    if not key:
        raise TimelineError(f"nothing is on record of the {what}")
    raise UnknownNameError(what, " ".join(key), choices)


def _explained(explanation: Explanation[Any, Any], timeline: Timeline) -> dict[str, Any]:
    return {
        "as_of": explanation.as_of.isoformat(),
        "known_on": explanation.known_on.isoformat() if explanation.known_on else None,
        "value": plain(explanation.value),
        "lapsed": explanation.lapsed.isoformat() if explanation.lapsed else None,
        "events": [
            {
                **described(event, timeline),
                "sources": [
                    to_data(c.source) for c in explanation.citations(event) if c.source is not None
                ],
            }
            for event in explanation.events
        ],
        "amendments": [to_data(a) for a in explanation.amendments],
    }


def _in_order(before: str, after: str) -> None:
    if before > after:
        raise click.BadParameter(f"{before} is after {after}; the earlier day comes first")


def _said(day: str) -> str:
    return day_words(to_date(day))


def _changed(timeline: Timeline, difference: Any, as_json: bool, heading: str, ids: bool) -> None:
    if as_json:
        print_json(
            {
                "changes": [
                    {
                        "aspect": c.projection.lower(),
                        "key": [str(k) for k in c.key] if isinstance(c.key, tuple) else str(c.key),
                        "before": plain(c.before),
                        "after": plain(c.after),
                    }
                    for c in difference
                ],
                "events": [to_data(event) for event in difference.events],
            }
        )
    else:
        show.difference(difference, timeline, heading, ids)


@commands.command(epilog="Example: ip4timeline diff 2024-07-12 2025-06-26")
@click.argument("before", type=DAY)
@click.argument("after", type=DAY)
@known_on_option
@possible_option
@ids_option
@json_option
@click.pass_context
def diff(
    ctx: click.Context,
    before: str,
    after: str,
    known_on: str | None,
    certainty: Certainty,
    ids: bool,
    as_json: bool,
) -> None:
    """What changed in the world between the ends of two days."""
    _in_order(before, after)
    timeline = timeline_of(ctx)
    found = timeline.diff(before, after, known_on=known_on, certainty=certainty)
    heading = f"What changed between {_said(before)} and {_said(after)}{show.by(found.known_on)}"
    _changed(timeline, found, as_json, heading, ids)
    if not as_json:
        beyond(timeline, before, after, known_on)


@commands.command(epilog="Example: ip4timeline learned 2025-06-20 2025-06-24 --as-of 2025-06-25")
@click.argument("before", type=DAY)
@click.argument("after", type=DAY)
@click.option("--as-of", "day", type=DAY, metavar="DAY", required=True, help="About this day.")
@possible_option
@ids_option
@json_option
@click.pass_context
def learned(
    ctx: click.Context,
    before: str,
    after: str,
    day: str,
    certainty: Certainty,
    ids: bool,
    as_json: bool,
) -> None:
    """What became known between the ends of two days about one day."""
    _in_order(before, after)
    timeline = timeline_of(ctx)
    found = timeline.learned(before, after, as_of=day, certainty=certainty)
    _changed(
        timeline,
        found,
        as_json,
        f"Learned between {_said(before)} and {_said(after)} about {_said(day)}",
        ids,
    )
    if not as_json:
        beyond(timeline, after, day)


@commands.command(epilog="Example: ip4timeline spells leader --partner korea")
@click.argument("aspect", type=ASPECT_OR_OFFICE)
@click.argument("key", nargs=-1)
@click.option("--partner", default="nato", metavar="PARTNER", help="A partner; default: nato.")
@known_on_option
@possible_option
@ids_option
@json_option
@click.pass_context
def spells(
    ctx: click.Context,
    aspect: Projection[Any, Any] | str,
    key: tuple[str, ...],
    partner: str,
    known_on: str | None,
    certainty: Certainty,
    ids: bool,
    as_json: bool,
) -> None:
    """The periods during which ASPECT had one value, such as each leader's term.

    An office, such as secretary-general, is an aspect by its own name.
    """
    timeline = timeline_of(ctx)
    for typed in filter(is_day, key):
        remedy = f"a day; spells are of all days: leave it out, or write --known-on {typed}"
        raise click.BadParameter(f"{typed} is {remedy}", param_hint="KEY")
    if isinstance(aspect, str) and (named := partner_in(aspect)):  # as `why` has them
        remedy = f"write spells {' '.join(key) or 'leader'} --partner {named}"
        raise click.BadParameter(f"{aspect} is a partner; {remedy}", param_hint="ASPECT")
    aspect, key = _aspect_and_key(timeline, aspect, key)
    view = timeline.project(aspect, known_on=known_on, certainty=certainty)
    ever = timeline.project(aspect, certainty=certainty).keys
    full = _full_key(aspect, partner, key, ever, view.keys, "--partner")
    found = view.spells(full)
    day = asked(timeline, None, known_on)
    seen = timeline.last_seen(aspect, full, day, known_on=known_on, certainty=certainty)
    if as_json:
        print_json(
            [
                {
                    "since": s.since.isoformat(),
                    "until": s.until.isoformat() if s.until else None,
                    "opened": str(s.opened),
                    "value": plain(s.value),
                    "because": list(s.because),
                    "last_seen": None if s.until else plain(seen),
                }
                for s in found
            ]
        )
    else:
        show.spells(found, timeline.registries, seen, ids, view.known_on)
        beyond(timeline, known_on)
