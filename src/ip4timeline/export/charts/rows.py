"""What the charts show, as plain rows: the library's answers and nothing else.

No library draws here, so that what a picture says can be told, tested and reused without one.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, Final

import attrs

from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import Date, DayLike, day_number, from_day_number
from ip4timeline.engine.time.when import Spell
from ip4timeline.engine.timeline.evidence import Explanation
from ip4timeline.nato.kinds.contacts import Exercise, Meeting, Operation, Visit
from ip4timeline.nato.kinds.occasions import Attendance
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.relationship.projections.engagements import Course, Engagement, engagement
from ip4timeline.relationship.projections.offices import LEADER, Incumbency
from ip4timeline.relationship.projections.tallies import CONTACTS, SUPPORT, VOICES
from ip4timeline.relationship.projections.ties import AGREEMENTS, MISSIONS, Agreement, Mission
from ip4timeline.relationship.projections.value import Value
from ip4timeline.relationship.snapshot.snapshot import SUMMITS, Snapshot
from ip4timeline.relationship.timeline import Timeline

Row = dict[str, Any]
_CONTACTS: Final = (Attendance, Meeting, Visit, Exercise, Operation)
KINDS: Final = tuple(kind.kind for kind in _CONTACTS)
"""The kinds of event that are contacts, from the lowest of a stack to the highest."""
WIDTH: Final = 720
"""Pixels across which days are laid out: what a bar can hold of its text depends on it."""
_LETTER: Final = 6.2
"""Pixels that a letter of 11 points takes, at the most common."""
_BETWEEN: Final = re.compile(
    r" between (?:[^,]+? and NATO|NATO and (?:the Republic of )?\w+(?: \w+)?)(?= on | for | \(|$)"
)


def matrix_rows(timeline: Timeline, snapshot: Snapshot, series: str = SUMMITS) -> Iterator[Row]:
    """The rows of `summit_matrix`: one for each occasion and partner."""
    registries = timeline.registries
    name = registries.name
    for occasion, cells in snapshot.summit_matrix(series).rows:
        for cell in cells:
            found = snapshot[cell.partner].engagements.get(occasion)
            seen = cell.status in ("attended", "absent")
            yield {
                "occasion": name(occasion),
                "dates": str(registries.occasion(occasion).dates),
                "partner": cell.partner.label,
                "status": cell.status,
                "level": None if cell.level is None else str(cell.level),
                "ground": str(cell.level) if cell.level and seen else "",
                "delegate": name(cell.person) if cell.person else "",
                "instead_of": name(cell.instead_of) if cell.instead_of else "",
                "words": "\n".join(cell.lines(registries)),
                "said": found.describe(name) if found else cell.status,
                "evidence": _evidence(timeline.why(cell)) if cell.origin else "",
            }


def _evidence(why: Explanation[Any, Any]) -> str:
    """The last event behind a value and who published it."""
    if not why.events:
        return ""
    event = why.events[-1]
    publishers = dict.fromkeys(
        c.source.publisher if c.source else c.cite.source for c in why.citations(event)
    )
    return f"{event.occurred} {event.kind}; {', '.join(publishers)}"


@attrs.frozen
class Stretch:
    """A period of one lane as far as the sources date it, as day numbers.

    Attributes:
        label: what held.
        may_since: the first day on which it may have held; ``None`` where nothing says so.
        since, until: from when until when (exclusive) it certainly held.
        may_until: the first day on which it certainly held no more; ``None``: it still holds.
        dated: the dates as the sources give them.
    """

    label: str
    may_since: int | None
    since: int
    until: int | None
    may_until: int | None
    dated: str


def lane_rows(
    timeline: Timeline, partner: Partner, first: int, last: int, known_on: DayLike | None
) -> Iterator[Row]:
    """The rows of `swimlanes` for one partner: a stretch gives one for each of its parts."""
    name = timeline.registries.name
    kinds: list[tuple[str, Projection[Any, Any], Callable[[Any], str]]] = [
        ("leader", LEADER, lambda value: _holder(value, name)),
        ("agreement", AGREEMENTS, _concluded),
        ("mission", MISSIONS, lambda value: _mission(value, name)),
    ]
    taken: set[str] = set()
    for what, projection, label in kinds:
        certain = timeline.project(projection, known_on=known_on)
        early = timeline.project(projection, known_on=known_on, certainty="possible")
        for key in certain.keys:
            if partner not in (key, key[0]):
                continue
            spells = _merged(certain.spells(key), label)
            found = list(_stretches(spells, _merged(early.spells(key), label)))
            lane = _lane_title(key, [spell.value for spell, _ in spells], taken)
            for stretch in found:
                if stretch.since <= last and (stretch.may_until or last + 1) > first:
                    taken.add(lane)
                    yield from _parts(stretch, partner, what, lane, first, last)


def _holder(value: Incumbency, name: Callable[[str], str]) -> str:
    who = name(value.person or value.holder)
    return who if value.capacity == "full" else f"{who} ({value.capacity})"


def _concluded(value: Agreement) -> str:
    """Empty for one that is only announced."""
    if value.stage == "announced":
        return ""
    return f"{value.form} {value.signed}" if value.signed else value.stage


def _mission(value: Mission, name: Callable[[str], str]) -> str:
    return f"{value.change}, {name(value.head)}" if value.head else value.change


def _lane_title(key: Any, values: Sequence[Any], taken: set[str]) -> str:
    """What a lane is called: the last title of an agreement, shortened; else the key."""
    if isinstance(key, Partner):
        return "leader"
    slug: str = key[1].removeprefix(f"{key[0]}-").replace("-", " ")
    titles = [value.title for value in values if getattr(value, "title", "")]
    if not titles:
        return slug
    title = _BETWEEN.sub("", titles[-1]).replace(f" between {key[0].label} and ", " with ")
    return f"{title} ({slug})" if title in taken else title


def _stretches(
    certain: Iterable[tuple[Spell[Any], str]], early: Iterable[tuple[Spell[Any], str]]
) -> Iterator[Stretch]:
    """What held on a lane, by both readings of partial dates."""
    possible = {(spell.because[0], text): spell for spell, text in early}
    for spell, text in certain:
        if not text:
            continue
        twin = possible.get((spell.because[0], text))
        since, until = spell.since.toordinal(), _number(spell.until)
        sure = until if twin is None or twin.until is None else _number(twin.until)
        term = getattr(spell.value, "term", None)
        if term is not None and term.until_at_least is not None and until is not None:
            sure = min(until, term.until_at_least.toordinal() + 1)
        end = f", term {term}" if term else f", until {spell.until}" if spell.until else ""
        yield Stretch(
            label=text,
            may_since=None if twin is None else min(since, twin.since.toordinal()),
            since=since,
            until=sure,
            may_until=until,
            dated=f"since {spell.opened}{end}",
        )


def _merged(
    spells: Iterable[Spell[Any]], label: Callable[[Any], str]
) -> list[tuple[Spell[Any], str]]:
    """Spells that follow one another and read the same, as one."""
    merged: list[tuple[Spell[Any], str]] = []
    for spell in spells:
        text = label(spell.value)
        if merged and merged[-1][1] == text and merged[-1][0].until == spell.since:
            joined = attrs.evolve(merged[-1][0], until=spell.until, value=spell.value)
            merged[-1] = (joined, text)
        else:
            merged.append((spell, text))
    return merged


def _parts(
    stretch: Stretch, partner: Partner, what: str, lane: str, first: int, last: int
) -> Iterator[Row]:
    end = last + 1 if stretch.may_until is None else min(stretch.may_until, last + 1)
    sure = end if stretch.until is None else min(stretch.until, end)
    begun = max(stretch.since, first)
    common = {"partner": partner.label, "what": what, "lane": lane, "label": stretch.label}
    common |= {"dated": stretch.dated}
    per_pixel = (last - first) / WIDTH
    fits = (sure - begun) / per_pixel > _LETTER * len(stretch.label) + 8
    spans = [("certain", begun, sure), ("possible", max(sure, begun), end)]
    if stretch.may_since is not None:
        spans.append(("possible", max(stretch.may_since, first), begun))
    elif stretch.since >= first:
        spans.append(("arrow", begun, begun + 1))
    for part, since, until in spans:
        if since < until:
            short = stretch.label if part == "certain" and fits else ""
            yield {
                **common,
                "part": part,
                "short": short,
                "since": day_text(since),
                "until": day_text(until),
            }


def _number(day: Date | None) -> int | None:
    return None if day is None else day.toordinal()


def day_text(number: int) -> str:
    """A day number as an ISO date."""
    return dt.date.fromordinal(number).isoformat()


def window_rows(
    timeline: Timeline,
    first: int,
    last: int,
    known_on: DayLike | None,
    window: int,
    weights: Mapping[str, float],
) -> Iterator[Row]:
    """The rows of `engagement_over_time`: a period during which one count of a partner stood.

    ``low`` and ``high`` are where it is drawn, upon what comes before it; ``until`` is the
    first day on which it stood no more. A count of zero is no row.
    """
    known = timeline if known_on is None else timeline.known(known_on)
    for partner in Partner:
        dated: dict[tuple[str, str], list[int]] = {}
        for event in known.about(partner).of(*_CONTACTS):
            day = event.occurred.bound("certain")
            if day is None or day > last:
                continue
            dated.setdefault(("kind", event.kind), []).append(day)
            if isinstance(event, Attendance):
                dated.setdefault(("level", str(event.level)), []).append(day)
        for by, names in (("kind", KINDS), ("level", tuple(map(str, Level)))):
            own = [day for (b, _), days in dated.items() if b == by for day in days]
            turns = {first, last + 1, *own, *(day + window for day in own)}
            periods = list(pairwise(sorted(t for t in turns if first <= t <= last + 1)))
            heights = [0.0] * len(periods)
            for what in names:
                days = dated.get((by, what), ())
                counts = [sum(s - window < day <= s for day in days) for s, _ in periods]
                stood = zip(periods, heights, counts, strict=True)
                for (low, count), same in groupby(stood, key=itemgetter(1, 2)):
                    spans = [period for period, _, _ in same]
                    if count:
                        yield {
                            "partner": partner.label,
                            "by": by,
                            "what": what,
                            "since": day_text(spans[0][0]),
                            "until": day_text(spans[-1][1]),
                            "count": count,
                            "low": low,
                            "high": low + count * weights.get(what, 1),
                        }
                weight = weights.get(what, 1)
                heights = [h + c * weight for h, c in zip(heights, counts, strict=True)]


def clock_rows(
    timeline: Timeline,
    partner: Partner,
    occasion: str,
    about: int,
    known_on: DayLike | None,
    first: int,
    last: int,
) -> Iterator[Row]:
    """The rows of `two_clocks`: each lane's periods during which it said one thing."""
    limit = None if known_on is None else day_number(known_on)

    def known(day: int) -> int:
        return day if limit is None else min(day, limit)

    name = timeline.registries.name
    lanes: dict[str, Callable[[int], tuple[int, int | None]]] = {
        f"So on {day_text(about)}": lambda day: (about, limit),
        f"Believed of {day_text(about)}": lambda day: (about, known(day)),
        "How it stood that day": lambda day: (day, limit),
    }
    for lane, clocks in lanes.items():
        daily = [
            (day, _engaged(timeline, partner, occasion, *clocks(day)))
            for day in range(first, last + 1)
        ]
        said = [(day, found, found.describe(name) if found else "") for day, found in daily]
        for text, group in groupby(said, key=lambda item: item[2]):
            days = list(group)
            found = days[0][1]
            yield {
                "lane": lane,
                "since": day_text(days[0][0]),
                "through": day_text(days[-1][0]),
                "until": day_text(days[-1][0] + 1),
                "said": text or "nothing known",
                "status": found.status if found else "",
                "level": str(found.level) if found and found.level else None,
                "seen": bool(found and found.status in ("attended", "absent")),
                "words": _fitted(found, name, len(days) * WIDTH / (last - first)),
            }


def _engaged(
    timeline: Timeline, partner: Partner, occasion: str, day: int, known: int | None
) -> Engagement | None:
    by = None if known is None else from_day_number(known)
    snapshot = timeline.as_of(from_day_number(day), known_on=by)
    return snapshot[partner].engagements.get(occasion)


def _fitted(found: Engagement | None, name: Callable[[str], str], width: float) -> str:
    """What of an engagement can be written within so many pixels."""
    if found is None:
        return ""
    head = f"{found.status}: {found.level}" if found.level else str(found.status)
    lines = [head, name(found.person)] if found.person else [head]
    return "\n".join(lines) if max(map(len, lines)) * _LETTER + 8 < width else ""


def step_rows(
    timeline: Timeline,
    partner: Partner,
    occasion: str,
    last: int,
    known_on: DayLike | None,
    first: int,
) -> Iterator[Row]:
    """The steps of an engagement within the days shown, each on both clocks."""
    snapshot = timeline.as_of(from_day_number(last), known_on=known_on)
    found = snapshot[partner].engagements.get(occasion)
    name = timeline.registries.name
    for step in found.steps if found else ():
        earliest, latest = step.occurred.earliest, step.occurred.latest
        if latest is None or latest.toordinal() < first:
            continue
        who = f": {name(step.person)}" if step.person else ""
        low = first if earliest is None else max(earliest.toordinal(), first)
        yield {
            "step": f"{step.kind}{who}",
            "event": step.event,
            "occurred": str(step.occurred),
            "known": step.known.isoformat(),
            "drawn_from": day_text(low),
            "latest": latest.isoformat(),
            "summary": timeline.event(step.event).summary if step.event in timeline else "",
        }


def change_rows(
    timeline: Timeline,
    before: DayLike,
    after: DayLike,
    known_on: DayLike | None,
    tallies: bool,
) -> Iterator[Row]:
    """The rows of `changes`, by partner; NATO's own come last."""
    name = timeline.registries.name
    summed = {p.name for p in (CONTACTS, SUPPORT, VOICES)}
    found = [
        change
        for change in timeline.diff(before, after, known_on=known_on)
        if tallies or change.projection not in summed
        # The leader is an office too, and the programme an agreement: once is enough.
        if change.projection not in ("OFFICES", "PROGRAMME")
    ]
    order = {p.label: place for place, p in enumerate(Partner)}
    keyed = [(*_who_and_which(change.key, name), change) for change in found]
    keyed.sort(key=lambda item: order.get(item[0], len(order)))
    first, last = day_number(before), day_number(after)
    previous = ""
    place = 0
    for who, which, change in keyed:
        old, new = _said(change.before, first, name), _said(change.after, last, name)
        if old == new:
            continue
        aspect = change.projection.lower()
        yield {
            "place": place,
            "partner": who,
            "aspect": aspect,
            "which": which,
            "change": "began" if change.before is None else "changed" if change.after else "ended",
            "before": old,
            "after": new,
            "shown_partner": who if who != previous else "",
            "shown_which": _cut(f"{aspect}: {which}" if which else aspect, 46),
            "shown_before": _cut(old, 44),
            "shown_after": _cut(new, 44),
        }
        previous = who
        place += 1


def _who_and_which(key: Any, name: Callable[[str], str]) -> tuple[str, str]:
    parts = key if isinstance(key, tuple) else (key,)
    if isinstance(parts[0], Partner):
        return parts[0].label, " ".join(name(str(part)) for part in parts[1:] if part)
    return "NATO", " ".join(name(str(part)) for part in parts)


def _said(value: Any, day: int, name: Callable[[str], str]) -> str:
    if value is None:
        return "-"
    if isinstance(value, Course):
        value = engagement(value, day)
    return value.describe(name) if isinstance(value, Value) else str(value)


def _cut(text: str, width: int) -> str:
    """A text in two lines of a width, with dots for what does not fit."""
    return "\n".join(textwrap.wrap(text, width, max_lines=2, placeholder=" ..."))
