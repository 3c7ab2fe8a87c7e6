"""Where every value comes from, as W3C PROV (https://www.w3.org/TR/prov-overview/).

- each source is an entity, attributed to its publisher, an agent;
- each event of the record is an entity: the account of what happened, derived from the sources
  that it cites; each citation is such a derivation, with its locator, and a primary source
  where the source is one;
- what happened is an activity, with which those who took part were associated, and which
  influenced the account. It has no start or end time, for PROV would want an hour; its date
  stands as ``ip4:occurred`` in EDTF;
- a corrected account is a revision of the one before it, of as many as there were; each that an
  amendment put an end to is invalidated by it, an activity;
- each value of a snapshot is an entity, derived from the accounts of the events that made it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.amendments import ALWAYS, Amendment, knowledge_day
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.timeline.cut import LATER, LATER_WORDS
from ip4timeline.export.phrases import headline, json_bytes
from ip4timeline.frames.extras import need
from ip4timeline.frames.states import snapshot as snapshot_table
from ip4timeline.frames.table import Table
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Delegate, Participant

if TYPE_CHECKING:
    import prov.model

    from ip4timeline.relationship.snapshot.snapshot import Snapshot
    from ip4timeline.relationship.timeline import Timeline

NAMESPACE: Final = "urn:ip4timeline:"
_SPACES: Final = (
    "event",
    "superseded",
    "happening",
    "amendment",
    "source",
    "cite",
    "agent",
    "value",
)


def to_prov(timeline: Timeline, found: Snapshot | None = None) -> prov.model.ProvDocument:
    """The provenance of a timeline's standing events and, if given, of a snapshot's values.

    Args:
        timeline: whose events, sources and amendments.
        found: a snapshot of the same timeline, each value of which is derived from the accounts
            of its events that were known then.

    Raises:
        TimelineError: the snapshot is of another timeline, or knows more than a cut.
        MissingExtraError: ``ip4timeline[prov]`` is not installed.
    """
    return _Writer(timeline).document(found)


def write_prov(timeline: Timeline) -> bytes:
    """The provenance of everything up to the last day of a timeline, as PROV-JSON."""
    last = max(
        (max(e.known_day, e.occurred.bound("certain") or 1) for e in timeline), default=LAST_DAY
    )
    document = to_prov(timeline, timeline.as_of(from_day_number(last)))
    return json_bytes(json.loads(document.serialize(format="json")))


def agents_of(event: Event) -> tuple[tuple[str, str], ...]:
    """Who took part in an event: id of the person, else office, else party; and the role."""
    named: list[tuple[str, str]] = []
    for field in ("participants", "delegates", "speakers"):
        people: Iterable[Participant | Delegate] = getattr(event, field, ())
        for one in people:
            party = getattr(one, "party", "")
            role = getattr(one, "role", "") or field.removesuffix("s")
            named.append((one.person or one.office or party, role))
    named += [(str(partner), "partner") for partner in event.partners]
    named += [(actor, "counterpart") for actor in event.counterparts]
    return tuple(dict.fromkeys(named))


def value_name(row: dict[str, Any]) -> str:
    """The local name of a value of a snapshot: whose, which aspect, which key, on which day."""
    parts = (row["partner"] or "nato", row["aspect"], row["key"] or "")
    days = f"{row['as_of']}" + (f"/known/{row['known_on']}" if row["known_on"] else "")
    return "/".join(p for p in parts if p) + f"/{days}"


class _Writer:
    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        model = need("prov.model", "prov")
        self.constants = need("prov.constants", "prov")
        self.made = model.ProvDocument()
        self.words = self.made.add_namespace("ip4", f"{NAMESPACE}vocabulary:")
        self.spaces = {
            name: self.made.add_namespace(name, f"{NAMESPACE}{name}:") for name in _SPACES
        }
        self.agents: dict[str, Any] = {}
        self.accounts: dict[str, list[tuple[int, Any]]] = {}
        """Of what was amended the accounts, each with the knowledge day since which it is one."""

    def name(self, space: str, id: str) -> Any:
        return self.spaces[space][quote(id, safe="/-._~")]

    def document(self, found: Snapshot | None) -> prov.model.ProvDocument:
        if self.timeline.horizon is not None:
            record = {"ip4:horizon": self.timeline.horizon.isoformat()}
            self.made.entity(self.name("event", "record"), record)
        for source in self.timeline.registries.sources:
            self._source(source)
        for event in self.timeline:
            self._account(self.name("event", event.id), event)
            self._happening(event)
        amended: dict[str, list[Amendment]] = {}
        for entry in self.timeline.entries:
            if isinstance(entry, Amendment):
                self._amendment(entry)
                if entry not in self.timeline.pending:
                    amended.setdefault(entry.target, []).append(entry)
        for entry in self.timeline.entries:
            if isinstance(entry, Event) and entry.id in amended:
                self._accounts(entry, amended[entry.id])
        if found is not None:
            self._check(found)
            self._values(snapshot_table(found))
        document: prov.model.ProvDocument = self.made
        return document

    def _agent(self, id: str, label: str = "") -> Any:
        if id not in self.agents:
            name = self.name("agent", id)
            label = label or self.timeline.registries.name(id)
            self.agents[id] = self.made.agent(name, {"prov:label": label})
        return self.agents[id]

    def _source(self, source: Any) -> None:
        attributes = {
            "prov:label": source.title,
            "ip4:tier": source.tier,
            "ip4:url": source.url,
            "ip4:published": str(source.published or ""),
        }
        entity = self.made.entity(
            self.name("source", source.id), {k: v for k, v in attributes.items() if v}
        )
        publisher = self._agent(f"publisher:{source.publisher}", source.publisher)
        self.made.wasAttributedTo(entity, publisher)

    def _accounts(self, event: Event, amendments: Sequence[Amendment]) -> None:
        """What became of an account: each amendment ends the one before it."""
        standing = event.id in self.timeline
        ordered = sorted(amendments, key=lambda a: (knowledge_day(a), a.seq, a.id))
        before = self.name("superseded", event.id)
        self._account(before, event)
        accounts = self.accounts[event.id] = [(ALWAYS, before)]
        for amendment in ordered:
            activity = self.name("amendment", amendment.id)
            self.made.wasInvalidatedBy(before, activity)
            replacement = getattr(amendment, "replacement", None)
            if not isinstance(replacement, Event):
                continue
            if standing and amendment is ordered[-1]:
                after = self.name("event", event.id)
            else:
                after = self.name("superseded", f"{event.id}/{amendment.id}")
                self._account(after, replacement)
            self.made.wasDerivedFrom(
                after,
                before,
                activity=activity,
                other_attributes={"prov:type": self.constants.PROV["Revision"]},
            )
            before = after
            accounts.append((knowledge_day(amendment), after))

    def _account(self, account: Any, event: Event) -> None:
        attributes = {
            "prov:type": self.words[event.kind],
            "prov:label": headline(event, self.timeline.registries),
            "ip4:occurred": event.occurred.text,
            "ip4:known": str(event.known),
            "ip4:summary": event.summary,
        }
        if any(cite.source == LATER for cite in event.cites):
            attributes["ip4:evidence"] = LATER_WORDS
        self.made.entity(account, {k: v for k, v in attributes.items() if v})
        known = self.timeline.registries.source_by_id
        for at, cite in enumerate(event.cites):
            if cite.source not in known:
                continue
            where = {
                "ip4:locator": cite.locator,
                "ip4:supports": cite.supports,
                "ip4:announces": cite.announces,
            }
            more: dict[Any, Any] = {key: said for key, said in where.items() if said}
            if known[cite.source].tier == "primary":
                more["prov:type"] = self.constants.PROV["PrimarySource"]
            self.made.wasDerivedFrom(
                account,
                self.name("source", cite.source),
                identifier=self.name(
                    "cite", f"{account.namespace.prefix}/{account.localpart}/{at}"
                ),
                other_attributes=more,
            )

    def _happening(self, event: Event) -> None:
        happening = self.name("happening", event.id)
        self.made.activity(
            happening,
            other_attributes={
                "prov:type": self.words[event.kind],
                "ip4:occurred": event.occurred.text,
            },
        )
        self.made.wasInfluencedBy(self.name("event", event.id), happening)
        for id, role in agents_of(event):
            agent = self._agent(id)
            self.made.wasAssociatedWith(
                happening, agent, other_attributes={"prov:role": self.words[quote(role)]}
            )

    def _amendment(self, entry: Amendment) -> None:
        attributes = {
            "prov:type": self.words[entry.kind],
            "ip4:reason": entry.reason,
            "ip4:known": str(entry.known or "always"),
        }
        self.made.activity(self.name("amendment", entry.id), other_attributes=attributes)

    def _values(self, table: Table) -> None:
        for row in table.rows:
            value = self.name("value", value_name(row))
            attributes = {
                "prov:type": self.words[row["aspect"]],
                "prov:label": row["text"] or row["value"],
                "prov:value": row["value"],
            }
            self.made.entity(value, attributes)
            for id in row["because"]:
                self.made.wasDerivedFrom(value, self._known(id, row["known_on"]))

    def _check(self, found: Snapshot) -> None:
        horizon, known_on = self.timeline.horizon, found.known_on
        if horizon is not None and (known_on is None or known_on > horizon):
            raise TimelineError(
                f"the snapshot knows more than the timeline, which was cut at {horizon}; take the "
                "one that the timeline itself gives"
            )

    def _known(self, id: str, known_on: dt.date | None) -> Any:
        """The account of an event that a snapshot was made of."""
        if id not in self.accounts:
            if id not in self.timeline:
                raise TimelineError(f"the snapshot is of another timeline: it rests on {id!r}")
            return self.name("event", id)
        by = LAST_DAY if known_on is None else known_on.toordinal()
        return [name for day, name in self.accounts[id] if day <= by][-1]
