"""How answers look on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from ip4timeline.cli.layout import wrapped
from ip4timeline.cli.output import say, width
from ip4timeline.cli.styled import console
from ip4timeline.engine.display.page import Grid, Page
from ip4timeline.engine.display.render import to_text
from ip4timeline.engine.events.words import AGAIN, change_words, key_words, words
from ip4timeline.engine.log.question import knowledge_words
from ip4timeline.engine.time.days import to_date
from ip4timeline.engine.time.phrases import day_words, when_words
from ip4timeline.engine.time.when import Spell
from ip4timeline.engine.timeline.diff import Diff
from ip4timeline.engine.timeline.evidence import Citation, Explanation, citations_of
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.codes import Codes, codes_of
from ip4timeline.nato.confidence import confidence_in
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.voices import Report
from ip4timeline.nato.registries import Registries
from ip4timeline.nato.words import code_words
from ip4timeline.record.curation.citing import citation_of
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.gaps.gap import Gap
from ip4timeline.relationship.projections.sightings import sighting
from ip4timeline.relationship.projections.value import LastSeen
from ip4timeline.relationship.timeline import Timeline


def _words(value: Any, registries: Registries) -> str:
    return words(value, registries)


def _codes(codes: Codes) -> str:
    plover = " ".join(c for c in (codes.plover, codes.mode, codes.context) if c)
    return f"PLOVER {plover or '-'}, CAMEO {codes.cameo or '-'}"


def _event_lines(event: Event, citations: Iterable[Citation]) -> Iterable[Text | str]:
    citations = tuple(citations)
    partners = ", ".join(p.label for p in event.partners) or "NATO"
    known = "" if event.known == event.occurred.latest else f", known {day_words(event.known)}"
    occurred, kind = (when_words(event.occurred), "bold"), code_words(event.kind)
    yield Text.assemble(occurred, f"{known}  {kind}  {partners}  ", (event.id, "dim"))
    if event.summary:
        yield f"  {event.summary}"
    if event.occurred.lasting and event.occurred.until is None:
        yield f"  No end on record, last seen {when_words(sighting(event).date)}"
    cited = {c.source.id: c.source for c in citations if c.source is not None}
    origin = isinstance(event, Report) and bool(event.origin)
    found = confidence_in(cited.values(), one_origin=origin)
    yield Text(f"  {found}; {_codes(codes_of(event))}", "dim")
    for citation in citations:
        yield Text(f"  - {citation}", "dim")


def _events(out: Console, found: Iterable[Event], timeline: Timeline) -> None:
    for event in found:
        for line in _event_lines(event, citations_of(event, timeline.registries)):
            out.print(line, soft_wrap=True)


def _number(events: list[Any]) -> str:
    return f"{len(events)} events" if len(events) != 1 else "1 event"


def events(found: Selection[Any], timeline: Timeline) -> None:
    """Events in order, each with its sources; last those that lie within the days possibly."""
    out = console()
    sure, rest = found.parted()
    _events(out, sure, timeline)
    if rest:
        out.print("It is not sure whether these were between the two days:", style="bold")
        _events(out, rest, timeline)
    out.print(_number([*sure, *rest]))


_VERDICTS = {
    "yes": "Yes.",
    "no": "No.",
    "possible": "Possible: what the record has leaves it open.",
    "not established": "Not established: the record may lack what would decide it.",
}
"""What each verdict says."""


def answer(found: Answer[Any], timeline: Timeline) -> None:
    """The verdict on a claim, why, its evidence and its coverage."""
    out = console()
    out.print(_VERDICTS[found.verdict], style="bold")
    value = getattr(found.value, "id", found.value)
    if not isinstance(value, bool) and value is not None:
        _line(f"On record: {timeline.registries.name(str(value))}")
    if found.reason:
        out.print(f"Why: {found.reason}", soft_wrap=True)
    by = f", {knowledge_words(timeline.horizon)}" if timeline.horizon else ""
    _line(f"Period: {found.period or 'all time'}{by}")
    out.print(f"\nEvidence: {_number(list(found.evidence))}")
    _events(out, found.evidence, timeline)
    others = [event.id for event in found.doubtful if event not in found.evidence]
    if others:
        out.print("\nNot sure whether they are such:")
        out.print(", ".join(others), soft_wrap=True)
    if found.coverage:
        out.print("\nCoverage:")
    for row in found.coverage:
        whose = f" of {row.partner.label}" if row.partner else ""
        kinds = ", ".join(row.kinds) + (f" ({row.level} and above)" if row.level else "")
        out.print(f"- {kinds} in {row.series}{whose}, {row.period}: {row.basis}", soft_wrap=True)


def _line(text: str) -> None:
    """A line of words, in as many as the terminal needs, with no blank at any end."""
    say(wrapped(text, width()))


def explanation(
    found: Explanation[Any, Any],
    registries: Registries,
    other: tuple[Any] | None = None,
    seen: LastSeen | None = None,
    ids: bool = False,
) -> None:
    """A value and its evidence; what it is in the other reading, if it differs; its last sight."""
    out = console()
    known = f", {knowledge_words(found.known_on)}" if found.known_on else ""
    _line(f"As of {found.as_of}{known}: {found.said}")
    if other is not None:
        _line(f"The other reading of partial dates has: {_words(other[0], registries)}")
    if seen is not None:
        _line(f"No end on record; {_words(seen, registries)}{f' by {seen.event}' if ids else ''}")
    if found.lapsed:
        _line(f"It lapsed by its own terms on {found.lapsed}; what had held came from:")
    elif found.value is None:
        _line("No value." + (" It was ended by:" if found.events else ""))
    for event in found.events:
        for line in _event_lines(event, found.citations(event)):
            out.print(line, soft_wrap=True)
    for amendment in found.amendments:
        known = str(amendment.known or "always")
        out.print(
            f"{amendment.kind} of {amendment.target}, known {known}: {amendment.reason}",
            soft_wrap=True,
        )


def difference(found: Diff[Any, Any, Any], registries: Registries, heading: str, ids: bool) -> None:
    """What differs, and the events that came to count."""
    out = console()
    _line(f"{heading}: {len(found)} values, {len(found.events)} events")
    say("")
    rows = tuple(
        (
            change.projection.lower(),
            key_words(change.key, registries, " "),
            *change_words(change.before, change.after, registries),
        )
        for change in found
    )
    if rows:
        _grid("", ("Aspect", "Which", "Before", "After"), rows)
    out.print("\nEvents:" if found.events else "")
    for event in found.events:
        line = f"{when_words(event.occurred)}  {code_words(event.kind)}  {event.summary}"
        out.print(Text.assemble(line, (f"  {event.id}" if ids else "", "dim")), soft_wrap=True)


def spells(
    found: list[Spell[Any]],
    registries: Registries,
    seen: LastSeen | None = None,
    ids: bool = False,
) -> None:
    """Periods of one value each, and when the last was last seen if it has no end on record."""
    rows, before = [], None
    for spell in found:
        since = day_words(spell.since)
        if (opened := when_words(spell.opened)) != since:
            since += f" ({opened})"
        until = "no end on record" + ("" if seen is None else f", {words(seen, registries)}")
        _, said = change_words(before, spell.value, registries)
        ended = until if spell.until is None else day_words(spell.until)
        because = (", ".join(spell.because),) if ids else ()
        rows.append((since, ended, said.removesuffix(AGAIN), *because))
        before = spell.value
    _grid("", ("Since", "Until", "Value", *(("Because",) if ids else ())), tuple(rows))
    until = "Until is exclusive: the first day on which the value no longer held."
    say(wrapped(until, width()))


def _grid(caption: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    """A table that breaks at words, or one block a row where the terminal is narrow."""
    text = to_text(Page(caption, (Grid("", columns, rows),)), width())
    say(text.lstrip("\n"))


def gaps(found: Sequence[Gap], day: str, known_on: str | None, registries: Registries) -> None:
    """What the record lacks, kind by kind."""
    out = console()
    known = f", {knowledge_words(to_date(known_on))}" if known_on else ""
    _line(f"As of {day}{known}: {len(found)} gaps")
    for kind, number in Counter(gap.kind for gap in found).items():
        out.print(Text.assemble("\n", (kind, "bold"), f" ({number})"))
        for gap in (g for g in found if g.kind == kind):
            whose = ", ".join(p.label for p in gap.partners)
            named = registries.name(gap.subject)
            head = f"{gap.subject}" + (f", {named}" if named != gap.subject else "")
            out.print(f"- {head}{f' ({whose})' if whose else ''}: {gap.missing}", soft_wrap=True)
            if gap.so_far:
                out.print(f"  last known {gap.last_known}: {gap.so_far}", soft_wrap=True)
            if gap.look_at:
                out.print(f"  look at: {'; '.join(gap.look_at)}", soft_wrap=True)


def about(timeline: Timeline) -> None:
    """The record in figures."""
    out = console()
    by_kind = Counter(event.kind for event in timeline)
    by_partner = Counter(p.label for event in timeline for p in event.partners)
    tiers = Counter(
        timeline.registries.source_by_id[c.source].tier for e in timeline for c in e.cites
    )
    out.print(f"{len(timeline)} standing events, {len(timeline.entries)} entries")
    out.print(f"{citation_of(timeline)}\n", soft_wrap=True)
    for title, counts in (("Kind", by_kind), ("Partner", by_partner), ("Citations", tiers)):
        rows = tuple((name, str(number)) for name, number in counts.most_common())
        _grid("", (title, "Events" if title != "Citations" else "Count"), rows)
        say("")
