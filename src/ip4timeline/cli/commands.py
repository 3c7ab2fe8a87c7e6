"""The commands: what they take, which question they ask, and their exit codes.

0: answered. 1: the record or a name in it was at fault. 2: the command was not understood.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeVar

import attrs
import click

from ip4timeline.cli import show
from ip4timeline.cli.explore import explore
from ip4timeline.cli.reading import load
from ip4timeline.engine.codec.plain import to_data
from ip4timeline.engine.errors import RecordError, TimelineError, UnknownNameError, WhenError
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import to_date
from ip4timeline.engine.time.when import Certainty
from ip4timeline.engine.timeline.evidence import Explanation
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.export.formats import FORMATS, export_to
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.schema import json_schema
from ip4timeline.record.curation.coverage import figures, page
from ip4timeline.record.curation.examine import LAST, counted, examine, put_in_form
from ip4timeline.record.curation.publication import citation_of, described, package
from ip4timeline.relationship.projections import ASPECTS, PROJECTIONS
from ip4timeline.relationship.snapshot.plain import plain
from ip4timeline.relationship.timeline import Timeline

F = TypeVar("F", bound=Callable[..., Any])


class _Day(click.ParamType[str]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return to_date(value).isoformat()
        except WhenError as error:
            self.fail(str(error), param, ctx)


class _Partner(click.ParamType[Partner]):
    name = "partner"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Partner:
        try:
            return Partner.of(int(value) if str(value).isdigit() else value)
        except UnknownNameError as error:
            names = ", ".join(f"{p} or {p.alpha3}" for p in Partner)
            self.fail(f"{error}; the partners are {names}", param, ctx)


class _Kind(click.ParamType[str]):
    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        names = [kind for kind, cls in kinds().items() if issubclass(cls, Event)]
        if value in names:
            return str(value)
        error = UnknownNameError("kind of event", value, names)
        return self.fail(f"{error}; the kinds are {', '.join(names)}", param, ctx)


DAY, PARTNER, KIND = _Day(), _Partner(), _Kind()
ASPECT_NAMES = {
    **dict(zip([p.name.lower() for p in PROJECTIONS], PROJECTIONS, strict=True)),
    **ASPECTS,
}


class _Aspect(click.ParamType[Projection[Any, Any]]):
    name = "aspect"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Projection[Any, Any]:
        if isinstance(value, Projection):
            return value
        for name in (str(value).lower(), f"{str(value).lower()}s"):
            if name in ASPECT_NAMES:
                return ASPECT_NAMES[name]
        error = UnknownNameError("aspect", value, ASPECT_NAMES)
        return self.fail(f"{error}; the aspects are {', '.join(ASPECT_NAMES)}", param, ctx)


ASPECT = _Aspect()


def _known_on(command: F) -> F:
    return click.option(
        "--known-on", type=DAY, metavar="DAY", help="Only what was public by the end of this day."
    )(command)


def _as_json(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print plain data as JSON.")(
        command
    )


def _possible(command: F) -> F:
    return click.option(
        "--possible",
        "certainty",
        flag_value="possible",
        default="certain",
        help="Count partly dated events from the first day they may have happened.",
    )(command)


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


class _Group(click.Group):
    """Errors of the library become one message and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TimelineError as error:
            _fail(error)


def _fail(error: TimelineError) -> NoReturn:
    click.echo(f"Error: {error}", err=True)
    sys.exit(1)


@click.group(
    cls=_Group,
    epilog="Example: ip4timeline as-of 2025-06-25 --known-on 2025-06-20",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="ip4timeline")
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Event files, or a file that was exported (jsonl, json, parquet), to ask instead.",
)
@click.pass_context
def app(ctx: click.Context, record: Path | None) -> None:
    """Where NATO and Japan, Korea, Australia and New Zealand stood on any date."""
    ctx.obj = record


def _timeline(ctx: click.Context) -> Timeline:
    return load(ctx.obj)


@app.command("as-of", epilog="Example: ip4timeline as-of 2025-06-25 --known-on 2025-06-24")
@click.argument("day", type=DAY)
@_known_on
@click.option("--partner", type=PARTNER, help="Everything about one partner.")
@_possible
@_as_json
@click.pass_context
def as_of(
    ctx: click.Context,
    day: str,
    known_on: str | None,
    partner: Partner | None,
    certainty: Certainty,
    as_json: bool,
) -> None:
    """How the four and NATO stood at the end of DAY."""
    timeline = _timeline(ctx)
    snapshot = timeline.as_of(day, known_on=known_on, certainty=certainty)
    if as_json:
        data = snapshot.to_dict()
        if partner:
            data["partners"] = {str(partner): data["partners"][str(partner)]}
        _print_json(data)
    elif partner:
        show.relationship(snapshot, partner, timeline.registries)
    else:
        show.snapshot(snapshot, timeline)


@app.command(epilog="Example: ip4timeline events --partner japan --kind agreement-signed")
@click.option("--partner", type=PARTNER, multiple=True, help="About this partner; repeatable.")
@click.option(
    "--kind",
    type=KIND,
    multiple=True,
    help="Of this kind; repeatable.",
)
@click.option("--from", "first", type=DAY, metavar="DAY", help="From this day on.")
@click.option("--until", "last", type=DAY, metavar="DAY", help="Until the end of this day.")
@click.option("--occasion", metavar="ID", help="About this occasion.")
@_known_on
@_as_json
@click.pass_context
def events(
    ctx: click.Context,
    partner: tuple[Partner, ...],
    kind: tuple[str, ...],
    first: str | None,
    last: str | None,
    occasion: str | None,
    known_on: str | None,
    as_json: bool,
) -> None:
    """The standing events, in order, with their sources."""
    if first and last and first > last:
        raise click.BadParameter(f"{first} is after {last}", param_hint="--from")
    timeline = _timeline(ctx)
    timeline = timeline.known(known_on) if known_on else timeline
    selection: Selection[Any] = timeline.between(first, last)
    if partner:
        selection = selection.about(*partner)
    if kind:
        selection = selection.of(*kind)
    if occasion:
        timeline.registries.occasion(occasion)
        selection = selection.where(lambda e: getattr(e, "occasion", None) == occasion)
    if as_json:
        _print_json([described(event, timeline) for event in selection])
    else:
        show.events(list(selection), timeline)


@app.command(
    epilog="Examples: ip4timeline why japan engagement 2025-the-hague-summit --as-of 2025-06-25; "
    "ip4timeline why nato allies --as-of 2023-07-08"
)
@click.argument("subject")
@click.argument("aspect", type=ASPECT)
@click.argument("key", nargs=-1)
@click.option(
    "--as-of", "day", type=DAY, metavar="DAY", help="On this day; default: the last known."
)
@_known_on
@_possible
@_as_json
@click.pass_context
def why(
    ctx: click.Context,
    subject: str,
    aspect: Projection[Any, Any],
    key: tuple[str, ...],
    day: str | None,
    known_on: str | None,
    certainty: Certainty,
    as_json: bool,
) -> None:
    """The evidence for a value: SUBJECT is a partner or nato, ASPECT leader, programme, ...

    KEY names one of several, such as the occasion of an engagement.
    """
    timeline = _timeline(ctx)
    view = timeline.project(aspect, known_on=known_on, certainty=certainty)
    day = day or show.last_known(timeline).isoformat()
    # What was not known yet by then may be asked about; it has no value.
    ever = timeline.project(aspect, certainty=certainty).keys
    explanation = view.why(_full_key(aspect, subject, key, (*ever, *view.keys)), day)
    if as_json:
        _print_json(_explained(explanation, timeline))
    else:
        show.explanation(explanation, timeline.registries)


def _full_key(
    aspect: Projection[Any, Any], subject: str, key: tuple[str, ...], known: tuple[Any, ...]
) -> Any:
    """The projection's key that a subject and the rest of a command line name.

    ``nato`` stands for keys without a partner; an office may go without its party's name.
    """
    of_partners = any(not isinstance(k, str) or isinstance(k, Partner) for k in known)
    if subject == "nato":
        party = "nato"
        wanted: Any = key[0] if key else "nato"
    else:
        try:
            party = Partner.of(int(subject) if subject.isdigit() else subject)
        except UnknownNameError as error:
            raise click.BadParameter(f"{error}; or nato", param_hint="SUBJECT") from None
        wanted = (party, *key) if key else party
    if len(key) == 1:
        office = f"{party}-{key[0].removeprefix(f'{party}-')}"
        wanted = office if office in known else wanted
    if wanted in known:
        return wanted
    if subject == "nato" and of_partners:
        names = ", ".join(Partner)
        raise click.BadParameter(f"of which partner? {names}", param_hint="PARTNER")
    choices = [
        " ".join(map(str, k[1:])) if isinstance(k, tuple) else str(k)
        for k in known
        if not isinstance(k, tuple) or k[0] == party
    ]
    if not key and any(isinstance(k, tuple) for k in known):
        shown = ", ".join(sorted(set(choices))[:12])
        raise click.BadParameter(f"which one? For instance {shown}", param_hint="KEY")
    raise UnknownNameError(f"{aspect.name.lower()} of {subject}", " ".join(key) or party, choices)


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


def _changed(timeline: Timeline, difference: Any, as_json: bool, heading: str) -> None:
    if as_json:
        _print_json(
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
        show.difference(difference, timeline.registries, heading)


@app.command(epilog="Example: ip4timeline diff 2024-07-12 2025-06-26")
@click.argument("before", type=DAY)
@click.argument("after", type=DAY)
@_known_on
@_possible
@_as_json
@click.pass_context
def diff(
    ctx: click.Context,
    before: str,
    after: str,
    known_on: str | None,
    certainty: Certainty,
    as_json: bool,
) -> None:
    """What changed in the world between the ends of two days."""
    timeline = _timeline(ctx)
    found = timeline.diff(before, after, known_on=known_on, certainty=certainty)
    _changed(timeline, found, as_json, f"What changed between {before} and {after}")


@app.command(epilog="Example: ip4timeline learned 2025-06-20 2025-06-24 --as-of 2025-06-25")
@click.argument("before", type=DAY)
@click.argument("after", type=DAY)
@click.option("--as-of", "day", type=DAY, metavar="DAY", required=True, help="About this day.")
@_possible
@_as_json
@click.pass_context
def learned(
    ctx: click.Context, before: str, after: str, day: str, certainty: Certainty, as_json: bool
) -> None:
    """What became known between the ends of two days about one day."""
    timeline = _timeline(ctx)
    found = timeline.learned(before, after, as_of=day, certainty=certainty)
    _changed(timeline, found, as_json, f"Learned between {before} and {after} about {day}")


@app.command(epilog="Example: ip4timeline spells leader --partner korea")
@click.argument("aspect", type=ASPECT)
@click.argument("key", nargs=-1)
@click.option("--partner", default="nato", metavar="PARTNER", help="A partner; default: nato.")
@_known_on
@_possible
@_as_json
@click.pass_context
def spells(
    ctx: click.Context,
    aspect: Projection[Any, Any],
    key: tuple[str, ...],
    partner: str,
    known_on: str | None,
    certainty: Certainty,
    as_json: bool,
) -> None:
    """The periods during which ASPECT had one value, such as each leader's term."""
    timeline = _timeline(ctx)
    view = timeline.project(aspect, known_on=known_on, certainty=certainty)
    found = view.spells(_full_key(aspect, partner, key, view.keys))
    if as_json:
        _print_json(
            [
                {
                    "since": s.since.isoformat(),
                    "until": s.until.isoformat() if s.until else None,
                    "opened": str(s.opened),
                    "value": plain(s.value),
                    "because": list(s.because),
                }
                for s in found
            ]
        )
    else:
        show.spells(found, timeline.registries)


@app.command(
    epilog="Examples: ip4timeline check events/; "
    "ip4timeline check --strict --since last-release events/"
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--strict",
    is_flag=True,
    help="List what is doubtful or not in canonical form as well, and count it as a fault.",
)
@click.option(
    "--since",
    metavar="RELEASE",
    help="Also refuse what edits or drops an event of a release: a compiled record, a folder, a "
    f"tag, or {LAST}.",
)
def check(path: Path, strict: bool, since: str | None) -> None:
    """Read event files and report every fault, each with its place and remedy."""
    try:
        found = examine(path, since)
    except RecordError as error:
        click.echo(str(error))
        sys.exit(1)
    faults = [*found.contradictions, *found.broken]
    for fault in faults:
        click.echo(str(fault))
    if strict:
        for rule, fault in found.remarks:
            click.echo(f"[{rule}] {fault}")
    if since:
        click.echo(_kept(found.release, len(found.broken)))
    refused = bool(faults) or (strict and bool(found.remarks))
    remarks = ", ".join(f"{rule} {n}" for rule, n in counted(found.remarks).items())
    if remarks:
        many = _many(len(found.remarks), "remark", "remarks")
        click.echo(f"{many} ({remarks})" + ("" if strict else "; --strict lists them"))
    if refused:
        sys.exit(1)
    entries = _many(len(found.timeline.entries), "entry", "entries")
    click.echo(f"{path}: {entries}, no faults; digest {found.timeline.digest}")


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _kept(release: str, broken: int) -> str:
    if not release:
        return "No release yet: nothing to keep."
    return f"Against {release}: " + (
        _many(broken, "fault", "faults") if broken else "every event is kept"
    )


@app.command("format", epilog="Example: ip4timeline format events/")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
def format_files(path: Path) -> None:
    """Rewrite event files in canonical form; what they say stays the same."""
    rewritten = put_in_form(path)
    for file in rewritten:
        click.echo(f"rewrote {file}")
    click.echo(
        f"{_many(len(rewritten), 'file', 'files')} rewritten"
        if rewritten
        else "all in canonical form"
    )


@app.command(epilog="Example: ip4timeline schema > event.schema.json")
def schema() -> None:
    """The JSON Schema of event files, for editors and validators."""
    _print_json(json_schema())


@app.command(epilog="Example: ip4timeline coverage --json")
@_as_json
@click.pass_context
def coverage(ctx: click.Context, as_json: bool) -> None:
    """Counts by kind, partner, year, tier and confidence, and the gaps."""
    timeline = _timeline(ctx)
    if as_json:
        _print_json(figures(timeline))
    else:
        click.echo(page(timeline), nl=False)


@app.command(epilog="Example: ip4timeline record")
@_as_json
@_known_on
@click.pass_context
def record(ctx: click.Context, as_json: bool, known_on: str | None) -> None:
    """What names this record exactly, so that a paper can cite it."""
    timeline = _timeline(ctx)
    cited = citation_of(timeline.known(known_on) if known_on else timeline)
    if as_json:
        _print_json(attrs.asdict(cited))
    else:
        click.echo(str(cited))


@app.command("package", epilog="Example: ip4timeline package build/record")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.pass_context
def package_files(ctx: click.Context, folder: Path) -> None:
    """Write the record as a Frictionless data package: tables and their description."""
    files = package(_timeline(ctx))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{folder}: {', '.join(files)}")


@app.command(epilog="Example: ip4timeline export --format csv -o events.csv")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True)
@click.option("-o", "--output", type=click.File("wb"), default="-", metavar="FILE")
@_known_on
@click.pass_context
def export(ctx: click.Context, form: str, output: BinaryIO, known_on: str | None) -> None:
    """Write the record in a form that other programs read.

    json, jsonl and parquet lose nothing and can be asked again with --record; csv and
    citations are flat tables; ics, timelinejs and atom are for people; prov and jsonld say
    where everything comes from.
    """
    timeline = _timeline(ctx)
    export_to(output, timeline.known(known_on) if known_on else timeline, form)


@app.command(epilog="Example: ip4timeline about")
@click.pass_context
def about(ctx: click.Context) -> None:
    """The record in figures, and the digest by which to cite it."""
    show.about(_timeline(ctx))


app.add_command(explore)
