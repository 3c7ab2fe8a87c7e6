"""What a selection asks of an event, each question with three answers: yes, no, possible.

``possible`` is what an event leaves open: a field that it leaves unset may hold anything, and
a list of people that it names need not be all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.time.when import Answer
from ip4timeline.engine.timeline.fields import in_full

_MISSING: Final = object()
_UNSET: Final = (None, "", ())


class Filter:
    """One question to an event. Classes rather than closures, so that a selection pickles."""

    __slots__ = ()

    def match(self, event: Event) -> Answer:
        """Whether the event is such a one."""
        raise NotImplementedError

    def __call__(self, event: Event) -> bool:
        """Whether it surely is."""
        return self.match(event) == "yes"


def _sure(answer: bool) -> Answer:
    return "yes" if answer else "no"


@attrs.frozen
class Concerns(Filter):
    """It concerns one of some parties."""

    parties: frozenset[Party]

    def match(self, event: Event) -> Answer:
        """Whom an event concerns it always says in full."""
        return _sure(not self.parties.isdisjoint(event.parties))


@attrs.frozen
class IsA(Filter):
    """It is of one of some kinds."""

    classes: tuple[type[Event], ...]

    def match(self, event: Event) -> Answer:
        """Its class says so."""
        return _sure(isinstance(event, self.classes))


@attrs.frozen
class InSeries(Filter):
    """It is of a series, as the registries have it."""

    registries: Registries
    series: str

    def match(self, event: Event) -> Answer:
        """One that can be held at an occasion and names none may have been held at any."""
        if self.registries.series_of(event) == self.series:
            return "yes"
        return "possible" if getattr(event, "occasion", None) == "" else "no"


@attrs.frozen
class Has(Filter):
    """A field or property has one of some values, or one of them in the list that it holds."""

    name: str
    values: tuple[Any, ...]

    def match(self, event: Event) -> Answer:
        """A field that is left unset may have any value, unless unset itself says something."""
        try:
            found: Any = getattr(event, self.name, _MISSING)
        except TimelineError:  # a property without an answer for this event, such as `partner`
            return "no"
        many = isinstance(found, tuple)
        if any(found == v or (many and v in found) for v in self.values):
            return "yes"
        if many and in_full(type(event), self.name):
            return "no"
        of_people = many and _about(event, self.name).get("refers_to") == "person"
        unset = found in _UNSET and not _about(event, self.name).get("unset_is_none")
        return "possible" if unset or of_people else "no"


def _about(event: Event, name: str) -> Mapping[str, Any]:
    """What the field of an event says of itself; nothing for a property."""
    cls: Any = type(event)
    field = attrs.fields_dict(cls).get(name)
    return {} if field is None else field.metadata


@attrs.frozen
class By(Filter):
    """A person acts in it."""

    person: str

    def match(self, event: Event) -> Answer:
        """As the event itself says of the people that it names."""
        return event.involves(self.person)


@attrs.frozen
class Cites(Filter):
    """It cites a source."""

    source: str

    def match(self, event: Event) -> Answer:
        """Its citations are all that it has."""
        return _sure(any(cite.source == self.source for cite in event.cites))


@attrs.frozen
class OnTopic(Filter):
    """It has a topic."""

    topic: str

    def match(self, event: Event) -> Answer:
        """One without any topic may be about each."""
        if self.topic in event.topics:
            return "yes"
        return "no" if event.topics else "possible"


@attrs.frozen
class Says(Filter):
    """Its summary, title or reason has a text in it, in capitals or not."""

    text: str

    def match(self, event: Event) -> Answer:
        """Words that are not there deny nothing: they are those of whoever coded the event."""
        texts = (getattr(event, name, "") for name in ("summary", "title", "reason"))
        found = any(self.text.casefold() in text.casefold() for text in texts)
        return "yes" if found else "possible"
