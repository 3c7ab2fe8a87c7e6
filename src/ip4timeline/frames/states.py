"""Values as tables: a view's history, the same for survival analysis, a snapshot, a diff."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.columns import Column, ListOf
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.words import by_text, words
from ip4timeline.engine.projections.projection import Tally
from ip4timeline.engine.time.days import LAST_DAY, DayLike, day_number
from ip4timeline.engine.time.when import Spell
from ip4timeline.engine.timeline.plain import plain
from ip4timeline.frames.columns import PARTNER, bounds, day, day_of, partner_cells
from ip4timeline.frames.table import Table, table
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.projections.table import ASPECTS
from ip4timeline.relationship.projections.value import Value
from ip4timeline.relationship.snapshot.relationship import BY_PARTNER

if TYPE_CHECKING:
    from ip4timeline.engine.timeline.diff import Diff
    from ip4timeline.engine.timeline.view import View
    from ip4timeline.relationship.snapshot.snapshot import Snapshot

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_BECAUSE: Final = Column(
    "because", ListOf("text"), "ids of the events that made the value, in fold order"
)
KEY: Final = Column("key", "text", "the key in the projection, its parts joined by /")
VALUE: Final = Column("value", "json", "the value as plain data")
TEXT: Final = Column("text", "text", "the value in a few words")


def key_cells(key: Any) -> dict[str, Any]:
    """The cells of `KEY` and of the partner that a key is of."""
    parts = key if isinstance(key, tuple) else (key,)
    first = parts[0] if parts else None
    partner = first if isinstance(first, Partner) else None
    return {"key": "/".join(str(p) for p in parts), **partner_cells(partner)}


def distinct(keys: Iterable[K]) -> Iterable[K]:
    """Keys, of which no two may stand as one text in a table: their rows would be one's.

    Raises:
        TimelineError: two do.
    """
    return by_text((key, key) for key in keys).values()


def json_of(value: Any) -> str | None:
    """The cell of `VALUE`."""
    if value is None:
        return None
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def text_of(value: Any, registries: Registries | None) -> str | None:
    """The cell of `TEXT`."""
    return None if value is None else words(value, registries)


# Histories

SPELLS: Final = (
    Column("projection", "text", "the projection's name"),
    KEY,
    *PARTNER,
    Column("since", "day", "the first day on which the value certainly held"),
    Column("until", "day", "the first day on which it no longer did; null while it holds"),
    Column("opened", "text", "when the source says it began, in EDTF"),
    Column("opened_earliest", "day", "the first day on which that may have been"),
    Column("opened_latest", "day", "the last day on which that may have been"),
    Column("opened_until", "day", "the last day of it, for a lasting one"),
    VALUE,
    TEXT,
    attrs.evolve(_BECAUSE, meaning=f"{_BECAUSE.meaning}; null for a tally, which has very many"),
    Column("events", "whole", "how many events made the value"),
)
"""The schema of `spells`."""


def spells(view: View[Any, Any, Any]) -> Table:
    """The history of every key of a view: half-open periods ``[since, until)``, disjoint.

    A spell ends when the value or its reasons change; `survival` joins those of one value. Of a
    tally the table has how many events made each value, and not which.

    Raises:
        TimelineError: two keys stand as one text.
    """
    return table("spells", SPELLS, _spells(view), _asked(view))


def _asked(view: View[Any, Any, Any]) -> dict[str, str]:
    return {
        "ip4timeline.projection": view.projection.name,
        "ip4timeline.known_on": str(view.known_on or ""),
        "ip4timeline.certainty": view.certainty,
    }


def _spells(view: View[Any, Any, Any]) -> Iterator[dict[str, Any]]:
    sums = isinstance(view.projection, Tally)
    for key in distinct(view.keys):
        for spell in view.spells(key):
            yield {
                "projection": view.projection.name,
                **key_cells(key),
                "since": day(spell.since),
                "until": day(spell.until),
                "opened": spell.opened.text,
                **bounds(spell.opened, "opened_"),
                "value": json_of(spell.value),
                "text": text_of(spell.value, view.registries),
                # Of a tally each has those of all before it: their lists grow with the square.
                "because": None if sums else list(spell.because),
                "events": len(spell.because),
            }


SURVIVAL: Final = (
    Column("projection", "text", "the projection's name"),
    KEY,
    *PARTNER,
    Column("spell", "whole", "which spell of the key it is, from 0, those before the window too"),
    Column("start", "day", "the first day under observation on which the value held"),
    Column("stop", "day", "the first day on which it no longer held, or after the window"),
    Column("days", "whole", "from start to stop"),
    Column("event", "truth", "whether the value ended within the window; false: right-censored"),
    Column("entered_late", "truth", "whether it held before the window: left-truncated"),
    Column(
        "ending",
        "text",
        "`replaced`: another value followed at once; `ended`: an event removed it; `lapsed`: by "
        "its own terms; null where censored",
    ),
    Column(
        "opened", "text", "when the source says it began, in EDTF: where partial, start is late"
    ),
    VALUE,
    TEXT,
)
"""The schema of `survival`."""


def survival(
    view: View[K, V, Any],
    start: DayLike,
    end: DayLike,
    *,
    state: Callable[[V], Hashable] | None = None,
) -> Table:
    """The spells of a view under observation from ``start`` to ``end``, both inclusive.

    Args:
        view: whose history.
        start: the first day of the window.
        end: its last day, at most the last but one of the calendar; what holds then is censored
            there, for nothing is known of after.
        state: what of a value must change for its spell to end, such as the holder of an
            office; left out, the whole value. Spells that touch and have one state are one.

    Raises:
        TimelineError: the window ends before it begins, or has no day after it; or two keys stand
            as one text.
    """
    first, last = day_number(start), day_number(end)
    if last < first:
        raise TimelineError(f"the window ends on {end}, before it begins on {start}")
    if last >= LAST_DAY:
        raise TimelineError(f"the window ends on {end}, after which the calendar has no day")
    return table("survival", SURVIVAL, _survival(view, first, last, state), _asked(view))


def _survival(
    view: View[K, V, Any], first: int, last: int, state: Callable[[V], Hashable] | None
) -> Iterator[dict[str, Any]]:
    for key in distinct(view.keys):
        joined = list(_joined(view.spells(key), state))
        for at, spell in enumerate(joined):
            since = spell.since.toordinal()
            until = None if spell.until is None else spell.until.toordinal()
            if since > last or (until is not None and until <= first):
                continue
            ends = until is not None and until <= last
            stop = until if ends and until is not None else last + 1
            begun = max(since, first)
            follows = at + 1 < len(joined) and joined[at + 1].since == spell.until
            yield {
                "projection": view.projection.name,
                **key_cells(key),
                "spell": at,
                "start": day_of(begun),
                "stop": day_of(stop),
                "days": stop - begun,
                "event": ends,
                "entered_late": since < first,
                "ending": _ending(view, key, spell, follows) if ends else None,
                "opened": spell.opened.text,
                "value": json_of(spell.value),
                "text": text_of(spell.value, view.registries),
            }


def _ending(view: View[K, V, Any], key: K, spell: Spell[V], follows: bool) -> str:
    if follows:
        return "replaced"
    return "lapsed" if view.why(key, spell.until).lapsed else "ended"


def _joined(found: Iterable[Spell[V]], state: Callable[[V], Hashable] | None) -> Iterator[Spell[V]]:
    """Spells of one state that touch as one, with the value it began with."""
    of: Callable[[V], Any] = state if state is not None else lambda value: value
    open_spell: Spell[V] | None = None
    for spell in found:
        if (
            open_spell is not None
            and open_spell.until == spell.since
            and of(open_spell.value) == of(spell.value)
        ):
            open_spell = attrs.evolve(open_spell, until=spell.until)
            continue
        if open_spell is not None:
            yield open_spell
        open_spell = spell
    if open_spell is not None:
        yield open_spell


# One day

SNAPSHOT: Final = (
    Column("as_of", "day", "the day asked about"),
    Column("known_on", "day", "the day by which a thing had to be known; null: all there is"),
    Column("certainty", "text", "the reading of partial dates"),
    *PARTNER,
    Column("aspect", "text", "which aspect of the relationship, or of NATO"),
    Column("key", "text", "which one of several, its parts joined by /; null where there is one"),
    VALUE,
    TEXT,
    Column(
        "last_seen",
        "day",
        "the last day on which an event confirms a value without an end on record; null where it "
        "has one, or where only a day by which it was seen is known",
    ),
    Column("last_seen_date", "text", "the same as the source gives it, in EDTF"),
    _BECAUSE,
)
"""The schema of `snapshot`."""


def snapshot(found: Snapshot) -> Table:
    """A row for each value of a snapshot, with the events that made it."""
    return table("snapshot", SNAPSHOT, _snapshot(found))


def _snapshot(found: Snapshot) -> Iterator[dict[str, Any]]:
    head = {
        "as_of": day(found.as_of),
        "known_on": day(found.known_on),
        "certainty": found.certainty,
    }
    question = found._slice
    registries = found.registries

    def because(value: Value) -> list[str]:
        origin = value.origin
        assert origin is not None  # every value of a snapshot remembers its question
        return [e.id for e in question.view(origin.projection).why(origin.key, found.as_of)]

    for partner, relationship in found.items():
        for aspect in ASPECTS:
            value = getattr(relationship, aspect)
            values = {None: value} if aspect in BY_PARTNER else value
            for key, one in values.items():
                if one is not None:
                    cells = {**head, **partner_cells(partner), "aspect": aspect}
                    yield {**cells, **_value_cells(key, one, registries), "because": because(one)}
    nato: dict[str, Mapping[Any, Value | None]] = {
        "secretary_general": {None: found.nato.secretary_general},
        "membership": {None: found.nato.membership},
        "proposals": found.nato.proposals,
    }
    for aspect, named in nato.items():
        for key, one in named.items():
            if one is not None:
                cells = {**head, "aspect": aspect}
                yield {**cells, **_value_cells(key, one, registries), "because": because(one)}


def _value_cells(key: Any, value: Any, registries: Registries) -> dict[str, Any]:
    parts = key if isinstance(key, tuple) else (key,)
    seen = value.last_seen
    return {
        "key": None if key is None else "/".join(map(str, parts)),
        "value": json_of(value),
        "text": text_of(value, registries),
        "last_seen": day(seen.day) if seen else None,
        "last_seen_date": str(seen.date) if seen else None,
    }


DIFF: Final = (
    Column("projection", "text", "the projection's name"),
    KEY,
    *PARTNER,
    Column("before", "json", "the earlier value as plain data; null where there was none"),
    Column("after", "json", "the later value as plain data; null where there is none"),
    Column("change", "text", "`began`, `ended` or `changed`"),
    Column("before_text", "text", "the earlier value in a few words"),
    Column("after_text", "text", "the later value in a few words"),
)
"""The schema of `diff`."""


def diff(found: Diff[Any, Any, Any]) -> Table:
    """A row for each value that differs; what happened in between is in `Diff.events`.

    Raises:
        TimelineError: two keys of one projection stand as one text.
    """
    return table("diff", DIFF, _diff(found))


def _diff(found: Diff[Any, Any, Any]) -> Iterator[dict[str, Any]]:
    for projection in {change.projection for change in found}:
        distinct(change.key for change in found if change.projection == projection)
    for change in found:
        kind = "changed"
        if change.before is None or change.after is None:
            kind = "began" if change.before is None else "ended"
        yield {
            "projection": change.projection,
            **key_cells(change.key),
            "before": json_of(change.before),
            "after": json_of(change.after),
            "change": kind,
            "before_text": text_of(change.before, found.registries),
            "after_text": text_of(change.after, found.registries),
        }
