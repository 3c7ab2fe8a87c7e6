"""What the library says in ids, codes and dates of a format, in the words of a terminal."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Final

from ip4timeline.engine.errors import WhenError
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.when import When
from ip4timeline.nato.codes import CAMEO_ROOTS, Codes
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.words import code_words, slug_words
from ip4timeline.relationship.gaps.gap import Gap
from ip4timeline.relationship.timeline import Timeline

_POINT: Final = r"\d{4}-\d{2}(?:-\d{2})?"
_TOKEN: Final = re.compile(
    rf"\[(?:{_POINT})?\.\.(?:{_POINT})?\]"  # one of several days
    rf"|(?:{_POINT}|\d{{4}}|\.\.)/(?:{_POINT}|\d{{4}}|\.\.)?(?![\w/])"  # a period
    r"|[^\W_]+(?:-[^\W_]+)+",  # a day, or an id
)
"""What in a text may be a date or an id; what is neither stays as it is."""


def period_words(text: str) -> str:
    """A period or a date in EDTF in words, such as ``24 to 25 June 2025``; else the text."""
    try:
        return when_words(When(text))
    except WhenError:
        return text


_REMEDIES: Final = {
    r"(?:use )?in_series\('([^']+)'\)": r"write --series \1",
    r"between\(\)": "--from and --until",
    r"about\(\)": "--partner",
    r"(only|most)\(\)": r"\1",
    r"(?:use )?by\('([^']*)'\)": r"write --person \1",
    r"(?:use )?where\((\w+)='([^']*)'\)": r"write --where \1=\2",
    r"(occasion|series|person|topic|text) is given and empty": r"--\1 is given and empty",
    r"of\(ip4\.Support\)": "--kind support",
    r"of\(\)": "--kind",
}
"""By the method that a remedy of the library names, the option that does it here."""


def options_words(text: str) -> str:
    """A text of the library with the options of the command for the methods it names."""
    for method, option in _REMEDIES.items():
        text = re.sub(rf"(?<![\w.]){method}", option, text)
    return text


def codes_words(codes: Codes, ids: bool) -> str:
    """What the two code books call an event, in words; or the codes themselves, for copying."""
    if ids:
        plover = " ".join(c for c in (codes.plover, codes.mode, codes.context) if c)
        return f"PLOVER {plover or '-'}, CAMEO {codes.cameo or '-'}"
    found = []
    if codes.plover:
        parts = (codes.plover.lower(), codes.mode, codes.context)
        found.append(f"{', '.join(p for p in parts if p)} (PLOVER)")
    if codes.cameo:
        found.append(f"{CAMEO_ROOTS[codes.cameo].lower()} (CAMEO)")
    return f"coded as {' and '.join(found)}" if found else "in neither code book"


class Wording:
    """Ids as titles, and texts with ids in them as sentences.

    Args:
        timeline: whose events and registries the ids name.
        ids: give each id behind its words, for copying.
    """

    def __init__(self, timeline: Timeline, ids: bool) -> None:
        self._timeline = timeline
        self._registries = timeline.registries
        self.ids = ids

    @cached_property
    def _events(self) -> dict[str, Event]:
        return {event.id: event for event in self._timeline}

    @cached_property
    def _slugs(self) -> frozenset[str]:
        """The kinds of event and the series of the record."""
        declared = {row.series for row in self._registries.coverage}
        return frozenset({*kinds(), *declared, *(o.series for o in self._registries.occasions)})

    def marked(self, said: str, id: str) -> str:
        """Words, with the id that they stand for where ids are asked for."""
        return f"{said} <{id}>" if self.ids else said

    def name(self, id: str) -> str:
        """The name or title of an id; of an id that has none, its parts as words."""
        found = self._registries.name(id)
        return found if found != id else slug_words(id)

    def key(self, key: Any) -> str:
        """The key of a value in words; of a slug without its partner, who stands before it."""
        first, *others = key if isinstance(key, tuple) else (key,)
        said = [first.label if isinstance(first, Party) else self.name(str(first))]
        for part in filter(None, map(str, others)):
            found = self._registries.name(part)
            said.append(found if found != part else code_words(part.removeprefix(f"{first}-")))
        return ", ".join(said)

    def event(self, event: Event) -> str:
        """An event in one line: when, its kind, and what happened."""
        said = f"{when_words(event.occurred)}, {code_words(event.kind)}"
        said += f": {event.summary}" if event.summary else ""
        return self.marked(said, event.id)

    def text(self, text: str) -> str:
        """A text of the library with titles for the ids in it, and its dates in words."""
        return _TOKEN.sub(lambda found: self._token(found[0]), text)

    def _token(self, token: str) -> str:
        event = self._events.get(token)
        if event is not None:
            return self.marked(f"{code_words(event.kind)} ({when_words(event.occurred)})", token)
        named = self._registries.name(token)
        if named != token:
            return self.marked(named, token)
        return code_words(token) if token in self._slugs else period_words(token)

    def subject(self, gap: Gap) -> str:
        """What a gap is about."""
        if gap.kind == "month-empty":
            return self.marked(period_words(gap.subject), gap.subject)
        event = self._events.get(gap.subject)
        if event is not None:
            said = f"{code_words(event.kind)}, {when_words(event.occurred)}"
            return self.marked(said[:1].upper() + said[1:], gap.subject)
        first, _, last = gap.subject.partition("/")
        if gap.kind == "number-missing":
            return self.marked(self.name(first), gap.subject)
        occasion = self._registries.occasion_by_id.get(gap.subject)
        if occasion is not None:
            dates = when_words(occasion.dates)
            return self.marked(f"{occasion.title} ({dates})", gap.subject)
        titles = [getattr(self._events[id], "title", "") for id in gap.because]
        title = next((title for title in reversed(titles) if title), "")
        return self.marked(title or self.name(last or first), gap.subject)
