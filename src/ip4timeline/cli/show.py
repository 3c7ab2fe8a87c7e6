"""How answers look on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Sized
from typing import TYPE_CHECKING, Any

from ip4timeline.cli.layout import wrapped
from ip4timeline.cli.output import say, width
from ip4timeline.cli.styled import console
from ip4timeline.cli.wording import Wording, codes_words, options_words, period_words
from ip4timeline.engine.display.page import Grid, Page
from ip4timeline.engine.display.render import to_text
from ip4timeline.engine.events.words import AGAIN, NOT_ON_RECORD, change_words, words
from ip4timeline.engine.log.question import knowledge_words
from ip4timeline.engine.time.days import to_date
from ip4timeline.engine.time.phrases import day_words, when_words
from ip4timeline.engine.time.when import Spell
from ip4timeline.engine.timeline.diff import Diff
from ip4timeline.engine.timeline.evidence import Citation, Explanation, citations_of
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.codes import codes_of
from ip4timeline.nato.confidence import confidence_in
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.voices import Report
from ip4timeline.nato.registries import Coverage, Registries
from ip4timeline.nato.words import code_words
from ip4timeline.record.curation.citing import citation_of
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.gaps.gap import GAP_WORDS, Gap
from ip4timeline.relationship.projections.sightings import sighting
from ip4timeline.relationship.projections.value import LastSeen
from ip4timeline.relationship.timeline import Timeline

if TYPE_CHECKING:
    from pendulum import Date  # only for its name: it is slow to load


def _line(text: str, indent: str = "") -> None:
    """A line of words, in as many as the terminal needs, with no blank at any end."""
    say(wrapped(text, width(), indent))


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _event(event: Event, citations: Iterable[Citation], wording: Wording) -> None:
    """An event: when, what and whose in bold, what happened, how well attested, its sources."""
    citations = tuple(citations)
    known = "" if event.known == event.occurred.latest else f", known {day_words(event.known)}"
    whose = _listed([p.label for p in event.partners]) or "NATO"
    head = f"{when_words(event.occurred)}{known}: {code_words(event.kind)}, {whose}"
    console().print(wrapped(head, width()), style="bold")
    if wording.ids:
        say(f"  <{event.id}>")
    if event.summary:
        _line(event.summary, "  ")
    if event.occurred.lasting and event.occurred.until is None:
        _line(f"No end on record, last seen {when_words(sighting(event).date)}", "  ")
    cited = {c.source.id: c.source for c in citations if c.source is not None}
    origin = isinstance(event, Report) and bool(event.origin)
    found = confidence_in(cited.values(), one_origin=origin)
    _line(f"{found}; {codes_words(codes_of(event), wording.ids)}", "  ")
    for citation in citations:
        _line(f"- {citation.words}", "  ")
        if citation.source is not None and citation.source.url:
            say(f"    <{citation.source.url}>")  # in one piece, to be followed


def _events(found: Iterable[Event], timeline: Timeline, wording: Wording) -> None:
    for event in found:
        _event(event, citations_of(event, timeline.registries), wording)


def _number(events: Sized, what: str = "event") -> str:
    return f"{len(events)} {what}" + ("" if len(events) == 1 else "s")


def by(known_on: Date | None) -> str:
    """What follows an answer that does not know all there is."""
    return "" if known_on is None else f", {knowledge_words(known_on)}"


def events(found: Selection[Any], timeline: Timeline, ids: bool = False) -> None:
    """Events in order, each with its sources; last those that lie within the days possibly."""
    wording = Wording(timeline, ids)
    sure, rest = found.parted()
    _events(sure, timeline, wording)
    if rest:
        say("")
        _heading("It is not sure whether these were between the two days:")
        _events(rest, timeline, wording)
    _line(f"{_number([*sure, *rest])}{by(timeline.horizon)}")


def _heading(text: str) -> None:
    console().print(wrapped(text, width()), style="bold")


_VERDICTS = {
    "yes": "Yes.",
    "no": "No.",
    "possible": "Possible: what the record has leaves it open.",
    "not established": "Not established: the record may lack what would decide it.",
}
"""What each verdict says."""


def answer(found: Answer[Any], timeline: Timeline, ids: bool = False) -> None:
    """The verdict on a claim, why, its evidence and its coverage."""
    wording = Wording(timeline, ids)
    _heading(_VERDICTS[found.verdict])
    value = found.value
    if isinstance(value, Event):
        _line(f"On record: {wording.event(value)}")
    elif not isinstance(value, bool) and value is not None:
        _line(f"On record: {wording.name(str(value))}")
    if found.reason:
        _line(f"Why: {wording.text(options_words(found.reason))}")
    period = period_words(found.period) if found.period else "all time"
    _line(f"Period: {period}{by(timeline.horizon)}")
    say("")
    _heading(f"Evidence: {_number(found.evidence)}")
    _events(found.evidence, timeline, wording)
    others = [event for event in found.doubtful if event not in found.evidence]
    if others:
        say("")
        _heading("Not sure whether they are such:")
    for event in others:
        _line(f"- {wording.event(event)}")
    if found.coverage:
        say("")
        _heading("Coverage:")
    for said in _coverage(found.coverage, wording):
        _line(f"- {said}")


def _coverage(rows: Iterable[Coverage], wording: Wording) -> list[str]:
    """What was declared complete; partners of whom the same is said stand together."""
    together: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        what = ", ".join(map(code_words, row.kinds))
        if row.level:
            what += f" ({code_words(row.level)} and above)"
        if row.series not in row.kinds:
            what += f" in {wording.name(row.series)}"
        key = what, when_words(row.period), row.basis
        together.setdefault(key, []).extend([row.partner.label] if row.partner else [])
    return [
        f"{what}{' of ' if partners else ''}{_listed(partners)}, {period}: {basis}"
        for (what, period, basis), partners in together.items()
    ]


def explanation(
    found: Explanation[Any, Any],
    timeline: Timeline,
    other: tuple[Any] | None = None,
    seen: LastSeen | None = None,
    ids: bool = False,
) -> None:
    """A value and its evidence; what it is in the other reading, if it differs; its last sight."""
    wording, registries = Wording(timeline, ids), timeline.registries
    known = f", {knowledge_words(found.known_on)}" if found.known_on else ""
    _line(f"As of {day_words(found.as_of)}{known}: {found.said}")
    if other is not None:
        _line(f"The other reading of partial dates has: {words(other[0], registries)}")
    if seen is not None:
        _line(f"No end on record; {words(seen, registries)}{f' by {seen.event}' if ids else ''}")
    if found.lapsed:
        _line(f"It lapsed by its own terms on {day_words(found.lapsed)}; what had held came from:")
    elif found.value is None:
        _line("No value." + (" It was ended by:" if found.events else ""))
    for event in found.events:
        _event(event, found.citations(event), wording)
    for amendment in found.amendments:
        known = day_words(amendment.known) if amendment.known else "always"
        target = wording.text(amendment.target)
        _line(f"{amendment.kind} of {target}, known {known}: {amendment.reason}")


def _typed(key: Any) -> str:
    """A key as `why` takes it."""
    return " ".join(str(part) for part in (key if isinstance(key, tuple) else (key,)) if part)


def difference(found: Diff[Any, Any, Any], timeline: Timeline, heading: str, ids: bool) -> None:
    """What differs, and the events that came to count."""
    wording, registries = Wording(timeline, ids), timeline.registries
    _line(f"{heading}: {_number(found, 'value')}, {_number(found.events)}")
    say("")
    rows = tuple(
        (
            change.projection.lower(),
            wording.key(change.key),
            *change_words(change.before, change.after, registries),
            *((_typed(change.key),) if ids else ()),
        )
        for change in found
    )
    if rows:
        _grid("", ("Aspect", "Which", "Before", "After", *(("Key",) if ids else ())), rows)
    if found.events:
        say("\nEvents:")
    for event in found.events:
        _line(f"- {wording.event(event)}")


def spells(
    found: list[Spell[Any]],
    registries: Registries,
    seen: LastSeen | None = None,
    ids: bool = False,
    known_on: Date | None = None,
) -> None:
    """Periods of one value each, and when the last was last seen if it has no end on record."""
    if not found:
        _line(f"{NOT_ON_RECORD.capitalize()}{by(known_on)}")
        return
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
    _line(f"Until is exclusive: the first day on which the value no longer held{by(known_on)}.")


def _grid(caption: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    """A table that breaks at words, or one block a row where the terminal is narrow."""
    text = to_text(Page(caption, (Grid("", columns, rows),)), width())
    say(text.lstrip("\n"))


def gaps(
    found: Sequence[Gap], day: str, known_on: str | None, timeline: Timeline, ids: bool
) -> None:
    """What the record lacks, kind by kind; of the occasions the newest first."""
    wording = Wording(timeline, ids)
    known = by(to_date(known_on) if known_on else None)
    _line(f"As of {day_words(to_date(day))}{known}: {_number(found, 'gap')}")
    for kind, number in Counter(gap.kind for gap in found).items():
        say("")
        _heading(wording.marked(f"{GAP_WORDS[kind]} ({number})", kind))
        for gap in _newest_first([g for g in found if g.kind == kind], timeline):
            # Of an occasion the missing says of whom it is not known.
            named = () if kind == "occasion-unobserved" else gap.partners
            whose = f" ({_listed([p.label for p in named])})" if named else ""
            head = f"{wording.subject(gap)}{whose}"
            _line(f"- {head}: {wording.text(gap.missing)}")
            if gap.so_far and gap.last_known:
                _line(f"last known {day_words(gap.last_known)}: {gap.so_far}", "  ")
            if gap.look_at:
                _line(f"look at: {'; '.join(gap.look_at)}", "  ")


def _newest_first(found: list[Gap], timeline: Timeline) -> list[Gap]:
    """Gaps about occasions by the days of those, the newest first; others in their order."""
    occasions = timeline.registries.occasion_by_id
    if not all(gap.subject in occasions for gap in found):
        return found
    return sorted(found, key=lambda g: str(occasions[g.subject].dates.earliest), reverse=True)


def about(timeline: Timeline) -> None:
    """The record in figures."""
    by_kind = Counter(code_words(event.kind) for event in timeline)
    by_partner = Counter(p.label for event in timeline for p in event.partners)
    tiers = Counter(
        timeline.registries.source_by_id[c.source].tier for e in timeline for c in e.cites
    )
    _line(f"{len(timeline)} standing events, {len(timeline.entries)} entries")
    say(f"{citation_of(timeline)}\n")  # in one piece, to be copied
    for title, counts in (("Kind", by_kind), ("Partner", by_partner), ("Citations", tiers)):
        rows = tuple((name, str(number)) for name, number in counts.most_common())
        _grid("", (title, "Events" if title != "Citations" else "Count"), rows)
        say("")
