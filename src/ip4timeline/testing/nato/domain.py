"""How the kinds of the domain are drawn, and with what a state machine uses its timelines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from ip4timeline.engine.events.entry import Cite
from ip4timeline.engine.events.entry import Event as EngineEvent
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.contacts import Visit
from ip4timeline.nato.kinds.occasions import Attendance
from ip4timeline.nato.kinds.offices import OfficeChanged
from ip4timeline.nato.kinds.ties import AgreementEnded, AgreementSigned
from ip4timeline.nato.kinds.voices import Statement
from ip4timeline.nato.partners import Participant, Partner
from ip4timeline.relationship.projections.offices import LEADER
from ip4timeline.relationship.projections.tallies import CONTACTS
from ip4timeline.relationship.projections.ties import PROGRAMME
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.testing.domains import Domain, Values, register_domain
from ip4timeline.testing.nato.laws import LAWS
from ip4timeline.testing.strategies.dates import whens

_IDS: Final = {
    "person": ("ann", "ben", "cho"),
    "office": tuple(p.leader_office for p in Partner),
    "party": ("nato", "china", "ukraine"),
    "occasion": ("first-summit", "second-summit"),
    "agreement": ("old-programme", "new-programme", "declaration"),
    "proposal": ("office", "forum"),
}
_ONE: Final = (Partner.JAPAN,), (Partner.JAPAN,), (Partner.KOREA,)
_ASIDE: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {},
    {"cites": (Cite(source="paper", locator="p. 3"),)},
    {"participants": (Participant(person="ann", party="nato"),), "setting": "nato"},
    {"participants": (Participant(office="japan-prime-minister", mode="by-video"),)},
    {"counterparts": ("nato", "china"), "topics": ("cyber",)},
    {"summary": "It was so.", "notes": "Sources differ.", "known_basis": "live"},
    {"known_basis": "assumed", "setting": "ally", "cites": (Cite(source="ministry"),)},
)


def _field(cls: type[EngineEvent], name: str) -> st.SearchStrategy[Any] | None:
    if name == "partners" and getattr(cls, "of_one_partner", False):
        return st.sampled_from(_ONE)
    if name == "term":
        return st.none() | whens(lasting=True)
    return None


def _mended(values: Values) -> Values:
    """Values that no event, participant or delegate can have, turned into the nearest."""
    if "occurred" not in values:  # somebody named by an event, who must be named by something
        named = any(values.get(name) for name in ("person", "office", "party"))
        return {**values, "person": "ann"} if "person" in values and not named else values
    values = dict(values)
    if "person" in values and values.get("capacity") == "suspended":
        values["person"] = values["person"] or "ann"
    if values.get("instead_of"):
        present = {values.get("person"), *(d.person for d in values.get("delegates", ()))}
        if values["instead_of"] in present:
            values["instead_of"] = ""
    if "replaces" in values:
        values["replaces"] = tuple(a for a in values["replaces"] if a != values["agreement"])
    if "currency" in values:
        values["currency"] = "USD" if values["amount"] is not None else ""
        values["fulfils"] = ""
    return values


NATO: Final = register_domain(
    Domain(
        event=Event,
        timeline=Timeline,
        ids=_IDS,
        field=_field,
        aside=_ASIDE,
        mended=_mended,
        embedded=(Visit, Attendance, OfficeChanged, Statement),
        kinds=(OfficeChanged, AgreementSigned, AgreementEnded, Visit),
        projections=(LEADER, PROGRAMME, CONTACTS),
        laws=LAWS,
    )
)
