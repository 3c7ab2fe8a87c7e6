"""Checked by mypy, never run: the types of answers, down to the last attribute."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, assert_type

from pendulum import Date

import ip4timeline as ip4
from ip4timeline.engine.timeline.evidence import Citation
from ip4timeline.relationship import (
    Alliance,
    Cell,
    Contacts,
    Facet,
    Matrix,
    Mechanism,
    Membership,
    Mission,
    Money,
    ProposalState,
    Standing,
    Voices,
)

assert_type(ip4.load(), ip4.Timeline)
assert_type(ip4.load(Path("events")), ip4.Timeline)
assert_type(ip4.load("ip4timeline", "pacific-desk", Path("more")), ip4.Timeline)
tl = ip4.load()
snapshot = tl.as_of("2025-06-25")

# A snapshot and what it holds
assert_type(snapshot.as_of, Date)
assert_type(snapshot.known_on, Date | None)
assert_type(snapshot.to_dict(), dict[str, Any])
assert_type(snapshot.summit_matrix(), Matrix)
assert_type(snapshot.summit_matrix()["2025-the-hague-summit", "japan"], Cell)
for partner, relationship in snapshot.items():
    assert_type(partner, ip4.Partner)
    assert_type(relationship, ip4.Relationship)
assert_type(snapshot.nato, Alliance)
assert_type(snapshot.nato.membership, Membership | None)
assert_type(snapshot.nato.proposals, Facet[str, ProposalState])
japan = snapshot["japan"]
assert_type(japan.offices["prime-minister"], ip4.Incumbency)
assert_type(japan.agreements["japan-itpp-2023"], ip4.Agreement)
assert_type(japan.statuses, Facet[str, Standing])
assert_type(japan.missions, Facet[str, Mission])
assert_type(japan.mechanisms, Facet[str, Mechanism])
assert_type(japan.contacts, Facet[str, Contacts])
assert_type(japan.support, Facet[tuple[str, str, str, str], Money])
assert_type(japan.voices, Facet[tuple[str, str, str], Voices])
assert_type(japan.why("leader"), ip4.Explanation[Any])

# Evidence
for event in tl.why(japan.engagements["2025-the-hague-summit"]):
    assert_type(event, ip4.Event)
    assert_type(event.occurred, ip4.When)
    assert_type(event.known, Date)
    assert_type(event.partners, tuple[ip4.Partner, ...])
view = tl.project(ip4.LEADER, known_on="2025-06-20")
assert_type(view, ip4.View[ip4.Partner, ip4.Incumbency])
why = view.why("japan")
assert_type(why, ip4.Explanation[ip4.Incumbency])
assert_type(why.value, ip4.Incumbency | None)
assert_type(why.lapsed, Date | None)
assert_type(why.citations(why.events[0]), tuple[Citation, ...])
assert_type(why.citations(why.events[0])[0].source, ip4.Source | None)

# One value through time
assert_type(view.as_of("2025-06-25"), ip4.States[ip4.Partner, ip4.Incumbency])
assert_type(view.as_of_many(["2025-06-25"]), list[ip4.States[ip4.Partner, ip4.Incumbency]])
assert_type(view.get("japan", "2025-06-25"), ip4.Incumbency | None)
assert_type(view.keys, tuple[ip4.Partner, ...])
for step in view.replay("2025-01-01", "2025-12-31", along="both"):
    assert_type(step.day, Date)
    assert_type(step.events, tuple[ip4.Event, ...])
    assert_type(step.states["japan"], ip4.Incumbency)
assert_type(tl.as_of_many(["2025-06-25"], known_on=["2025-06-20", None]), list[ip4.Snapshot])

# Differences
found = view.diff("2024-01-01", "2025-01-01")
assert_type(found, ip4.Diff[ip4.Partner, ip4.Incumbency])
for change in found:
    assert_type(change, ip4.Change[ip4.Partner, ip4.Incumbency])
    assert_type(change.after, ip4.Incumbency | None)
learned = view.learned(None, "2025-01-01", as_of="2024-12-01")
assert_type(learned, ip4.Diff[ip4.Partner, ip4.Incumbency])
assert_type(tl.diff("2024-01-01", "2025-01-01"), ip4.Diff[Any, Any])
assert_type(tl.learned("2024-01-01", None, as_of="2024-12-01"), ip4.Diff[Any, Any])

# Claims
visits = tl.of(ip4.Visit)
assert_type(visits.where(lambda e: e.direction == "to-nato"), ip4.Selection[ip4.Visit])
assert_type(tl.first(visits), ip4.Answer[ip4.Event | None])
assert_type(tl.only(visits), ip4.Answer[ip4.Partner | None])
assert_type(tl.streak(visits), ip4.Answer[int])
assert_type(tl.exists(visits), ip4.Answer[bool | None])
assert_type(tl.never(visits), ip4.Answer[bool | None])
assert_type(tl.count(visits, at_least=1, at_most=2), ip4.Answer[int])
assert_type(tl.nth(visits, 2), ip4.Answer[ip4.Event | None])
assert_type(tl.most(visits), ip4.Answer[ip4.Partner | None])
assert_type(visits.by("mark-rutte"), ip4.Selection[ip4.Visit])
assert_type(visits.between(None, None, sure=True), ip4.Selection[ip4.Visit])
assert_type(visits.with_topic("cyber").saying("Tokyo"), ip4.Selection[ip4.Visit])
assert_type(tl.count(visits).verdict, Literal["yes", "no", "possible", "not established"])
assert_type(tl.count(visits).coverage, tuple[ip4.Coverage, ...])

# Dates and names
when = ip4.When("2023-07")
assert_type(when.earliest, Date | None)
assert_type(when.by("2023-07-15"), Literal["yes", "no", "possible"])
assert_type(ip4.Partner.of(740), ip4.Partner)
assert_type(ip4.Partner.JAPAN.cow, int)
assert_type(ip4.Level.LEADER > ip4.Level.MINISTER, bool)
assert_type(tl.registries.source("a"), ip4.Source)
assert_type(tl.registries.person_by_id, Mapping[str, ip4.Person])

# What a checker refuses; an ignore that is not needed is an error
tl.as_of(2025)  # type: ignore[arg-type]
tl.as_of("2025-06-25", "2025-06-20")  # type: ignore[call-arg]
tl.as_of("2025-06-25", certainty="sure")  # type: ignore[arg-type]
tl.replay("2025-01-01", "2025-12-31", along="known")  # type: ignore[arg-type]
tl.project(max)  # type: ignore[arg-type]
tl.of(ip4.Correction)  # type: ignore[type-var]
print(japan.leader.person)  # type: ignore[union-attr]
print(japan.leeder)  # type: ignore[attr-defined]
