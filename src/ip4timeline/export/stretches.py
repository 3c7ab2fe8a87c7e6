"""Periods as they are drawn over time: what certainly held, and what may have held.

Charts and the explorer draw the same stretches; each says in its own look how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs

from ip4timeline.engine.time.days import Date
from ip4timeline.engine.time.when import Spell, When
from ip4timeline.relationship.projections.offices import Incumbency
from ip4timeline.relationship.projections.value import LastSeen


@attrs.frozen
class Stretch:
    """A period of one lane as far as the sources date it, as day numbers.

    Attributes:
        label: what held.
        value: the value that says so.
        may_since: the first day on which it may have held; ``None`` where nothing says so.
        since, until: from when until when (exclusive) it certainly held.
        may_until: the first day on which it certainly held no more; ``None``: it still holds.
        dated: the dates as the sources give them.
        seen: where it has no end on record and was not seen for long, when it last was.
    """

    label: str
    value: Any
    may_since: int | None
    since: int
    until: int | None
    may_until: int | None
    dated: str
    seen: LastSeen | None = None


def stretches(
    certain: Iterable[tuple[Spell[Any], str]],
    early: Iterable[tuple[Spell[Any], str]],
    seen: LastSeen | None = None,
    words: Callable[[When], str] = str,
) -> Iterator[Stretch]:
    """What held on a lane, by both readings of partial dates, and when the last was last seen.

    Args:
        certain: the spells of a key by the certain reading, as `merged` joins them.
        early: the same by the possible reading.
        seen: when what still holds was last seen; left out where it need not fade.
        words: how a date is written.
    """
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
        end = "" if spell.until is None else f", until {words(When(spell.until.isoformat()))}"
        end = f", term {words(term)}" if term else end
        fades = seen if spell.until is None else None
        end += f", no end on record, {fades.describe(str)}" if fades else ""
        yield Stretch(
            label=text,
            value=spell.value,
            may_since=None if twin is None else min(since, twin.since.toordinal()),
            since=since,
            until=sure,
            may_until=until,
            dated=f"since {words(spell.opened)}{end}",
            seen=fades,
        )


def merged(
    spells: Iterable[Spell[Any]], label: Callable[[Any], str]
) -> list[tuple[Spell[Any], str]]:
    """Spells that follow one another and read the same, as one."""
    found: list[tuple[Spell[Any], str]] = []
    for spell in spells:
        text = label(spell.value)
        if found and found[-1][1] == text and found[-1][0].until == spell.since:
            joined = attrs.evolve(found[-1][0], until=spell.until, value=spell.value)
            found[-1] = (joined, text)
        else:
            found.append((spell, text))
    return found


def holder(value: Incumbency, name: Callable[[str], str]) -> str:
    """Who held an office, and in what capacity where it was not the full one."""
    who = name(value.person or value.holder)
    return who if value.capacity == "full" else f"{who} ({value.capacity})"


def _number(day: Date | None) -> int | None:
    return None if day is None else day.toordinal()
