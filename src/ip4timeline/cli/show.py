"""How answers look on a terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ip4timeline.engine.events.words import NONE, key_words, words
from ip4timeline.engine.log.question import knowledge_words
from ip4timeline.engine.time.days import to_date
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.when import Spell
from ip4timeline.engine.timeline.diff import Diff
from ip4timeline.engine.timeline.evidence import Citation, Explanation, citations_of
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.codes import Codes, codes_of
from ip4timeline.nato.confidence import confidence_in
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.voices import Report
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Registries
from ip4timeline.record.curation.citing import citation_of
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.gaps.gap import Gap
from ip4timeline.relationship.projections import ASPECTS
from ip4timeline.relationship.projections.sightings import sighting
from ip4timeline.relationship.projections.value import LastSeen
from ip4timeline.relationship.snapshot.snapshot import Snapshot
from ip4timeline.relationship.timeline import Timeline

if TYPE_CHECKING:
    from pendulum import Date  # only for its name: it is slow to load


def _console() -> Console:
    # Piped output has no width of its own; one that holds the tables keeps lines whole.
    return Console(width=None if sys.stdout.isatty() else 140, highlight=False)


def _table(*columns: str, title: str = "") -> Table:
    table = Table(title=title or None, title_justify="left", show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _words(value: Any, registries: Registries) -> str:
    return escape(words(value, registries))


def last_known(timeline: Timeline) -> Date:
    """The last day on which something of the timeline became known."""
    return max((event.known for event in timeline), default=to_date("0001-01-01"))


def snapshot(found: Snapshot, timeline: Timeline) -> None:
    """The four side by side, with the summits."""
    console, registries = _console(), timeline.registries
    console.print(found.question.words)
    _dates(console, len(found.unsettled))
    last = last_known(timeline)
    if found.as_of > last:
        console.print(f"The record holds nothing that became known after {last}.")
    general = escape(found.nato.said)
    console.print(f"NATO: {found.nato.allies} allies, Secretary General {general}\n")
    table = _table("Partner", "Leader", "Programme")
    for partner, relationship in found.items():
        table.add_row(
            partner.label,
            escape(relationship.said("leader")),
            escape(relationship.said("programme")),
        )
    console.print(table)
    matrix = found.summit_matrix()
    if not matrix.occasions:
        console.print("\nNo summit of the record was scheduled yet.")
        return
    console.print()
    summits = _table("Summit", *(p.label for p in matrix.partners))
    summits.show_lines = True
    for occasion, cells in matrix.rows:
        summits.add_row(
            escape(registries.name(occasion)),
            *(escape("\n".join(cell.lines(registries))) for cell in cells),
        )
    console.print(summits)


def _dates(console: Console, number: int) -> None:
    """That some values depend on dates that are known only in part."""
    if number:
        which = "1 value depends" if number == 1 else f"{number} values depend"
        console.print(f"{which} on how a partial date is read.")


def relationship(found: Snapshot, partner: Partner, registries: Registries) -> None:
    """Everything about one partner."""
    console, chosen = _console(), found[partner]
    console.print(f"{partner.label}. {found.question.words}")
    _dates(console, len(chosen.unsettled))
    for projection, key in chosen.unsettled:
        console.print(f"  {projection.name.lower()} {escape(key_words(key, None, ' '))}")
    console.print()
    table = _table("Aspect", "Which", "Value")
    table.add_row("leader", "", escape(chosen.said("leader")))
    table.add_row("programme", "", escape(chosen.said("programme")))
    for aspect in list(ASPECTS)[2:]:
        for key, value in getattr(chosen, aspect).items():
            table.add_row(aspect, escape(key_words(key, None, " ")), _words(value, registries))
    console.print(table)
    for id, engagement in chosen.engagements.items():
        console.print(f"\n{escape(registries.name(id))}: {_words(engagement, registries)}")
        if engagement.invitee:
            console.print(f"  invited: {_words(engagement.invitee, registries)}")
        for step in engagement.steps:
            who = f" {registries.name(step.person)}" if step.person else ""
            level = f" ({step.level})" if step.level else ""
            console.print(escape(f"  {step.occurred} {step.kind}{who}{level} <{step.event}>"))


def _codes(codes: Codes) -> str:
    plover = " ".join(c for c in (codes.plover, codes.mode, codes.context) if c)
    return f"PLOVER {plover or '-'}, CAMEO {codes.cameo or '-'}"


def _event_lines(event: Event, citations: Iterable[Citation]) -> Iterable[str]:
    citations = tuple(citations)
    partners = ", ".join(p.label for p in event.partners) or "NATO"
    known = "" if event.known == event.occurred.latest else f", known {event.known}"
    occurred = escape(str(event.occurred))
    yield f"[bold]{occurred}[/bold]{known}  {event.kind}  {partners}  [dim]{escape(event.id)}[/dim]"
    if event.summary:
        yield f"  {escape(event.summary)}"
    if event.occurred.lasting and event.occurred.until is None:
        yield f"  No end on record, last seen {when_words(sighting(event).date)}"
    cited = {c.source.id: c.source for c in citations if c.source is not None}
    origin = isinstance(event, Report) and bool(event.origin)
    found = confidence_in(cited.values(), one_origin=origin)
    yield f"  [dim]{escape(str(found))}; {_codes(codes_of(event))}[/dim]"
    for citation in citations:
        yield f"  [dim]- {escape(str(citation))}[/dim]"


def _events(console: Console, found: Iterable[Event], timeline: Timeline) -> None:
    for event in found:
        for line in _event_lines(event, citations_of(event, timeline.registries)):
            console.print(line, soft_wrap=True)


def _number(events: list[Any]) -> str:
    return f"{len(events)} events" if len(events) != 1 else "1 event"


def events(found: Selection[Any], timeline: Timeline) -> None:
    """Events in order, each with its sources; last those that lie within the days possibly."""
    console = _console()
    sure, rest = found.parted()
    _events(console, sure, timeline)
    if rest:
        console.print("[bold]It is not sure whether these were between the two days:[/bold]")
        _events(console, rest, timeline)
    console.print(_number([*sure, *rest]))


_VERDICTS = {
    "yes": "Yes.",
    "no": "No.",
    "possible": "Possible: what the record has leaves it open.",
    "not established": "Not established: the record may lack what would decide it.",
}
"""What each verdict says."""


def answer(found: Answer[Any], timeline: Timeline) -> None:
    """The verdict on a claim, why, its evidence and its coverage."""
    console = _console()
    console.print(f"[bold]{_VERDICTS[found.verdict]}[/bold]")
    value = getattr(found.value, "id", found.value)
    if not isinstance(value, bool) and value is not None:
        console.print(escape(f"On record: {timeline.registries.name(str(value))}"))
    if found.reason:
        console.print(escape(f"Why: {found.reason}"), soft_wrap=True)
    by = f", {knowledge_words(timeline.horizon)}" if timeline.horizon else ""
    console.print(f"Period: {found.period or 'all time'}{by}")
    console.print(f"\nEvidence: {_number(list(found.evidence))}")
    _events(console, found.evidence, timeline)
    others = [event.id for event in found.doubtful if event not in found.evidence]
    if others:
        console.print("\nNot sure whether they are such:")
        console.print(escape(", ".join(others)), soft_wrap=True)
    if found.coverage:
        console.print("\nCoverage:")
    for row in found.coverage:
        whose = f" of {row.partner.label}" if row.partner else ""
        kinds = ", ".join(row.kinds) + (f" ({row.level} and above)" if row.level else "")
        console.print(
            escape(f"- {kinds} in {row.series}{whose}, {row.period}: {row.basis}"), soft_wrap=True
        )


def explanation(
    found: Explanation[Any, Any],
    registries: Registries,
    other: tuple[Any] | None = None,
    seen: LastSeen | None = None,
) -> None:
    """A value and its evidence; what it is in the other reading, if it differs; its last sight."""
    console = _console()
    known = f", {knowledge_words(found.known_on)}" if found.known_on else ""
    console.print(f"As of {found.as_of}{known}: {escape(found.said)}")
    if other is not None:
        console.print(f"The other reading of partial dates has: {_words(other[0], registries)}")
    if seen is not None:
        console.print(escape(f"No end on record; {_words(seen, registries)} by {seen.event}"))
    if found.lapsed:
        console.print(f"It lapsed by its own terms on {found.lapsed}; what had held came from:")
    elif found.value is None:
        console.print("No value." + (" It was ended by:" if found.events else ""))
    for event in found.events:
        for line in _event_lines(event, found.citations(event)):
            console.print(line, soft_wrap=True)
    for amendment in found.amendments:
        known = str(amendment.known or "always")
        console.print(
            escape(f"{amendment.kind} of {amendment.target}, known {known}: {amendment.reason}"),
            soft_wrap=True,
        )


def difference(found: Diff[Any, Any, Any], registries: Registries, heading: str) -> None:
    """What differs, and the events that came to count."""
    console = _console()
    console.print(f"{heading}: {len(found)} values, {len(found.events)} events\n")
    table = _table("Aspect", "Which", "Before", "After")
    for change in found:
        table.add_row(
            change.projection.lower(),
            escape(key_words(change.key, registries, " ")),
            _words(change.before, registries),
            NONE if change.after is None else _words(change.after, registries),
        )
    if len(found):
        console.print(table)
    console.print("\nEvents:" if found.events else "")
    for event in found.events:
        console.print(
            f"{event.occurred}  {event.kind}  {escape(event.summary)}  [dim]{event.id}[/dim]",
            soft_wrap=True,
        )


def spells(found: list[Spell[Any]], registries: Registries, seen: LastSeen | None = None) -> None:
    """Periods of one value each, and when the last was last seen if it has no end on record."""
    console = _console()
    table = _table("Since", "Until", "Value", "Because")
    for spell in found:
        since = str(spell.since)
        if spell.opened.text != since:
            since += f" ({spell.opened})"
        table.add_row(
            since,
            str(spell.until or (".." if seen is None else f"..; {_words(seen, registries)}")),
            _words(spell.value, registries),
            escape(", ".join(spell.because)),
        )
    console.print(table)
    console.print("Until is exclusive: the first day on which the value no longer held.")


def gaps(found: Sequence[Gap], day: str, known_on: str | None, registries: Registries) -> None:
    """What the record lacks, kind by kind."""
    console = _console()
    known = f", {knowledge_words(to_date(known_on))}" if known_on else ""
    console.print(f"As of {day}{known}: {len(found)} gaps")
    for kind, number in Counter(gap.kind for gap in found).items():
        console.print(f"\n[bold]{kind}[/bold] ({number})")
        for gap in (g for g in found if g.kind == kind):
            whose = ", ".join(p.label for p in gap.partners)
            named = registries.name(gap.subject)
            head = f"{gap.subject}" + (f", {named}" if named != gap.subject else "")
            console.print(
                escape(f"- {head}{f' ({whose})' if whose else ''}: {gap.missing}"), soft_wrap=True
            )
            if gap.so_far:
                console.print(
                    escape(f"  last known {gap.last_known}: {gap.so_far}"), soft_wrap=True
                )
            if gap.look_at:
                console.print(escape(f"  look at: {'; '.join(gap.look_at)}"), soft_wrap=True)


def about(timeline: Timeline) -> None:
    """The record in figures."""
    console = _console()
    by_kind = Counter(event.kind for event in timeline)
    by_partner = Counter(p.label for event in timeline for p in event.partners)
    tiers = Counter(
        timeline.registries.source_by_id[c.source].tier for e in timeline for c in e.cites
    )
    console.print(f"{len(timeline)} standing events, {len(timeline.entries)} entries")
    console.print(f"{citation_of(timeline)}\n", soft_wrap=True)
    for title, counts in (("Kind", by_kind), ("Partner", by_partner), ("Citations", tiers)):
        table = _table(title, "Events" if title != "Citations" else "Count")
        for name, number in counts.most_common():
            table.add_row(escape(name), str(number))
        console.print(table)
        console.print()
