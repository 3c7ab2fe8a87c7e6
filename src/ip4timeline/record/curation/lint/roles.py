"""What stood in words though a field is there for it: an office, whose side, what there was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ip4timeline.engine.errors import Fault
from ip4timeline.nato.kinds.occasions import Attendance
from ip4timeline.nato.kinds.voices import Opposition, Report
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Office
from ip4timeline.relationship.projections.alliance import ALLIES
from ip4timeline.relationship.projections.engagements import ENGAGEMENTS
from ip4timeline.relationship.timeline import Timeline

_SAME: Final = {"chairman": "chair", "defense": "defence", "chairwoman": "chair"}
_EMPTY: Final = frozenset(("a", "and", "for", "in", "of", "or", "the", "to"))
_DOING: Final = frozenset(("guest", "host", "signatory", "speaker", "visitor"))
"""Words of a role that say what somebody does and not what they are."""


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(_SAME.get(word, word) for word in found) - _EMPTY - _DOING


def registered(role: str, offices: Mapping[Office, frozenset[str]], party: str) -> Office | None:
    """The office of a party that a role names in words; ``None``: none of those registered.

    Each word of the role is one of the title's, the one with which the title begins among them;
    of several the office with the shortest title.
    """
    said = _words(role)
    fits = [
        office
        for office, title in offices.items()
        if office.party == party and said <= title and _words(office.title.split()[0]) <= said
    ]
    if len(said) < 2 or not fits:
        return None
    return min(fits, key=lambda o: (len(offices[o]), o.id))


def role_offices(timeline: Timeline) -> Iterator[Fault]:
    """People whose role names an office of the registry, so that ``office`` should."""
    offices = {o: _words(o.title) for o in timeline.registries.offices}
    for event in timeline:
        claimed = event.asserts if isinstance(event, Report) else None
        for prefix, one in (("", event), ("asserts.", claimed)):
            for field in ("participants", "speakers"):
                for index, who in enumerate(getattr(one, field, ())):
                    if who.office or not who.role:
                        continue
                    if found := registered(who.role, offices, who.party):
                        yield Fault(
                            f"{who.role!r} is the office {found.id!r}",
                            event=event.id,
                            field=f"{prefix}{field}.{index}",
                            remedy="Give it as office, and keep in role only what they do there",
                        )


def sides(timeline: Timeline) -> Iterator[Fault]:
    """Opponents of a proposal whose side is missing, or another than that of their parties."""
    members = timeline.project(ALLIES)
    four = {partner.value for partner in Partner}
    for event in timeline.of(Opposition):
        parties = {p.party for p in event.participants if p.party}
        day = event.occurred.latest or event.known
        now = members.as_of(day).get("nato")
        allies = now.members if now is not None else ()
        found = {"ally" if p in allies else "partner" if p in four else "outsider" for p in parties}
        if found and found != {event.side}:
            yield Fault(
                f"{', '.join(sorted(parties))} opposed it: {', '.join(sorted(found))}, "
                f"and side says {event.side!r}",
                event=event.id,
                field="side",
                remedy="Name the side, and write an event for each where they are of several",
            )


def formats(timeline: Timeline) -> Iterator[Fault]:
    """Partners that came to an occasion of which a source says that nothing was there for them."""
    view = timeline.project(ENGAGEMENTS)
    for event in timeline.of(Attendance):
        spells: list[Any] = list(view.spells((event.partner, event.occasion)))
        if spells and spells[-1].value.no_format:
            yield Fault(
                f"{event.partner} came to {event.occasion!r}, which had no format for partners",
                event=event.id,
                field="occasion",
                remedy="Correct partner_format where the occasion is scheduled, or the attendance",
            )
