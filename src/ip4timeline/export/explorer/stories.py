"""Stories: days of the record worth walking through, found in it and told by one sentence each.

Nothing of a story is written by hand but its grammar. Which summits, proposals, statuses and
programmes have one follows from the timeline, and so do the days and the sentences: another
record of the domain has other stories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import attrs

from ip4timeline.engine.time.days import Date
from ip4timeline.engine.time.phrases import day_words, when_words
from ip4timeline.engine.time.when import Spell
from ip4timeline.export.explorer.values import place_of
from ip4timeline.export.phrases import in_a_row, with_state
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.nato.registries import NATO, Occasion
from ip4timeline.nato.words import code_words, slug_words
from ip4timeline.relationship.projections.alliance import PROPOSALS, ProposalState
from ip4timeline.relationship.projections.engagements import STATUS_WORDS, Engagement
from ip4timeline.relationship.projections.ties import PROGRAMME, STATUSES
from ip4timeline.relationship.snapshot.matrix import Cell
from ip4timeline.relationship.timeline import Timeline

_ENOUGH: Final = 4
"""So many steps make the road to a summit a story."""
_COUNTS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@attrs.frozen
class Step:
    """A view of the page, and what is to be seen in it.

    Attributes:
        day: the day shown.
        text: one sentence, computed from the timeline.
        then: whether the view knows no more than was public on that day.
        open: the value whose evidence is shown, as the page names it; empty: none.
    """

    day: Date
    text: str
    then: bool = False
    open: str = ""


@attrs.frozen
class Story:
    """Steps in order of time, under an id by which the page links to them."""

    id: str
    title: str
    steps: tuple[Step, ...]


def stories(timeline: Timeline) -> tuple[Story, ...]:
    """Every story that a timeline holds: of summits, newest first, of proposals, of programmes."""
    held = _held(timeline)
    found = [
        *(_road(timeline, occasion) for occasion in reversed(held)),
        *(_proposal(timeline, key) for key in timeline.project(PROPOSALS).keys),
        _closer(timeline),
        Story(
            "who-came-to-the-summits",
            "Who came to the summits",
            tuple(_summit(timeline, occasion) for occasion in held),
        ),
    ]
    return tuple(story for story in found if len(story.steps) > 1)


# Who came to the summits


def _held(timeline: Timeline) -> list[Occasion]:
    """The summits of which it is told who came, or that nobody could, in order of time."""
    occasions = timeline.registries.occasion_by_id
    days = [e.occurred.latest for e in timeline if e.occurred.latest and e.observed]
    if not days:
        return []
    rows = timeline.as_of(max(days)).summit_matrix().rows
    told = {"attended", "absent", "declined", "withdrawn", "no-format"}
    return [
        occasions[id]
        for id, cells in rows
        if id in occasions and _last_day(occasions[id]) and any(c.status in told for c in cells)
    ]


def _last_day(occasion: Occasion) -> Date | None:
    return occasion.dates.until or occasion.dates.latest


def _summit(timeline: Timeline, occasion: Occasion) -> Step:
    last = _last_day(occasion)
    assert last is not None
    day = last.add(days=1)  # on the day itself what was planned may still come
    cells = [c for c in timeline.as_of(day).summit_matrix().cells if c.occasion == occasion.id]
    said = [
        _who(status, level, [c.partner for c in cells if (c.status, c.level) == (status, level)])
        for status, level in dict.fromkeys((c.status, c.level) for c in _highest_first(cells))
    ]
    return Step(day, f"{occasion.title}: {'; '.join(said)}.")


def _highest_first(cells: Iterable[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda c: (c.status != "attended", -(c.level.rank if c.level else 0)))


def _who(status: str, level: Level | None, partners: Sequence[Partner]) -> str:
    names = _listed(partners)
    if status == "attended":
        return f"{_head(level, len(partners))} of {names} came"
    if status == "unknown":
        return f"of {names} no source says who came"
    if status == "no-format":
        return f"it had no format for {names}"
    return f"{names} {code_words(status)}"


def _head(level: Level | None, count: int) -> str:
    if level is None:
        return "somebody"
    word = code_words(str(level))
    if count > 1:
        return f"{word}s"
    article = "the" if level is Level.LEADER else "an" if word[0] in "aeiou" else "a"
    return f"{article} {word}"


# The road to a summit


def _road(timeline: Timeline, occasion: Occasion) -> Story:
    """The days on which what was known of a summit changed, each as it was known that day."""
    steps: list[Step] = []
    before: dict[Partner, str] = {}
    for day in _days_known(timeline, occasion.id):
        snapshot = timeline.as_of(day, known_on=day)
        now = {
            partner: _stood(found.engagements[occasion.id], timeline.registries.name)
            for partner, found in snapshot.items()
            if occasion.id in found.engagements
        }
        changed = {partner: text for partner, text in now.items() if text != before.get(partner)}
        if changed:
            said = "; ".join(_grouped(changed))
            steps.append(Step(day, f"Known on {day_words(day)}: {said}.", then=True))
        before = now
    place = place_of(occasion) or occasion.title
    return Story(
        f"the-road-to-{occasion.id}",
        f"The road to {place}, {occasion.dates.text[:4]}" if place in occasion.title else place,
        tuple(steps) if len(steps) >= _ENOUGH else (),
    )


def _days_known(timeline: Timeline, occasion: str) -> list[Date]:
    """The days on which an event of an occasion was both so and known."""
    days = (
        max(event.known, event.occurred.latest)
        for event in timeline
        if getattr(event, "occasion", "") == occasion and event.occurred.latest
    )
    return sorted(set(days))


def _stood(found: Engagement, name: Callable[[str], str]) -> str:
    """How a partner stood towards a summit, such as ``expected: Takeshi Iwaya (minister)``."""
    level = f" ({code_words(found.level)})" if found.level else ""
    person = f": {name(found.person)}" if found.person else ""
    instead = f" instead of {name(found.instead_of)}" if found.instead_of else ""
    return f"{STATUS_WORDS.get(found.status, found.status)}{person}{level}{instead}"


def _grouped(said: dict[Partner, str]) -> Iterator[str]:
    """The partners of whom the same is said, with it."""
    for text in dict.fromkeys(said.values()):
        yield f"{_listed([p for p in said if said[p] == text])} {text}"


# A proposal


def _proposal(timeline: Timeline, key: str) -> Story:
    """What became of a proposal: each day on which its state, or who was against it, changed."""
    steps: list[Step] = []
    before: ProposalState | None = None
    for spell in timeline.project(PROPOSALS).spells(key):
        value: ProposalState = spell.value
        if (text := _proposed(timeline, value, before)) is not None:
            text = f"{_when(spell)}: {text}."
            steps.append(Step(spell.since, text, open=f"{PROPOSALS.name}/{key}"))
        before = value
    last = before.title if before is not None else ""
    return Story(key, last or slug_words(key), tuple(steps))


def _proposed(timeline: Timeline, value: ProposalState, before: ProposalState | None) -> str | None:
    title = value.title or slug_words(value.proposal)
    if before is None:
        return f"{title}, {value.state}"
    fresh = [o for o in value.opponents if o not in before.opponents]
    count, allies = len(value.opponents), len(value.opposing_allies)
    total = f"{_counted(count)} against it in all, {_counted(allies)} of them for an ally"
    if value.state != before.state and not fresh:
        return f"{title}, {value.state}; {total}"
    if not fresh:
        return None
    return f"{in_a_row([with_state(o, timeline.registries) for o in fresh])} against it; {total}"


# From statuses to programmes


def _closer(timeline: Timeline) -> Story:
    """How the partners came closer by the statuses that all came to hold, then by programmes.

    Of a programme each partner's first of a type is told. What is counted is what is on record.
    """
    held: dict[str, list[tuple[Spell[Any], Partner, str]]] = {}
    view = timeline.project(STATUSES)
    for partner, status in view.keys:
        spells = [s for s in view.spells((partner, status)) if s.value.change == "admitted"]
        if spells and spells[0].value.body == NATO:
            ref = f"{STATUSES.name}/{partner}/{status}"
            held.setdefault(code_words(status), []).append((spells[0], partner, ref))
    held = {status: found for status, found in held.items() if len(found) == len(Partner)}
    statuses = list(held)
    programmes = timeline.project(PROGRAMME)
    named: dict[str, str] = {}  # types by the title of the first programme of the type
    for partner in programmes.keys:
        first = {s.value.type: s for s in reversed(programmes.spells(partner)) if s.value.type}
        for type, spell in first.items():
            ref = f"{PROGRAMME.name}/{partner}"
            named.setdefault(type, spell.value.title.split(" between ")[0] or code_words(type))
            held.setdefault(named[type], []).append((spell, partner, ref))
    steps = sorted(
        (step for word, found in held.items() for step in _gained(word, found)),
        key=lambda step: step.day,
    )
    types = [word for word in held if word not in statuses]
    first_held = min(statuses, key=lambda word: min(s.since for s, _, _ in held[word]), default="")
    last_held = max(types, key=lambda word: min(s.since for s, _, _ in held[word]), default="")
    ends = [word for word in (first_held, last_held) if word]
    return Story("from-status-to-programme", f"From {' to '.join(ends)}", tuple(steps))


def _gained(word: str, found: list[tuple[Spell[Any], Partner, str]]) -> Iterator[Step]:
    """A step for each day on which partners are first on record with a status or programme."""
    count = 0
    ordered = sorted(found, key=lambda one: (one[0].since, list(Partner).index(one[1])))
    for since, group in groupby(ordered, key=lambda one: one[0].since):
        gained = list(group)
        count += len(gained)
        names = _capital(_listed([partner for _, partner, _ in gained]))
        dates = " and ".join(dict.fromkeys(when_words(spell.opened) for spell, _, _ in gained))
        so_far = "all" if count == len(Partner) else f"{_counted(count)} of"
        text = f"{_capital(dates)}: {names}, {word}; on record for {so_far} the four."
        yield Step(since, text, open=gained[0][2])


# Words


def _listed(partners: Sequence[Partner]) -> str:
    if len(partners) == len(Partner):
        return "all four"
    return in_a_row([partner.label for partner in partners])


def _when(spell: Spell[Any]) -> str:
    return _capital(when_words(spell.opened))


def _counted(count: int) -> str:
    return _COUNTS[count] if count < len(_COUNTS) else str(count)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
