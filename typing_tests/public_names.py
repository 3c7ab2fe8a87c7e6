"""Checked by mypy, never run: what the public names promise to a type checker."""

from datetime import date
from typing import assert_type

from pendulum import Date

import ip4timeline as ip4
from ip4timeline.relationship import Agreement, Engagement, Incumbency

tl = ip4.load()
snapshot = tl.as_of("2025-06-25", known_on=date(2025, 6, 20))
japan = snapshot["japan"]
assert_type(snapshot[ip4.Partner.JAPAN], ip4.Relationship)
assert_type(japan.leader, Incumbency | None)
assert_type(japan.programme, Agreement | None)
assert_type(japan.engagements["2025-the-hague-summit"], Engagement)
assert_type(japan.engagements["2025-the-hague-summit"].level, ip4.Level | None)
assert_type(snapshot.nato.allies, int)
assert_type(tl.known("2025-06-20"), ip4.Timeline)
assert_type(tl.about("japan").of(ip4.Attendance), ip4.Selection[ip4.Attendance])
assert_type(
    tl.about("japan").of(ip4.Attendance, ip4.Visit),
    ip4.Selection[ip4.Attendance | ip4.Visit],
)
for attendance in tl.of(ip4.Attendance):
    assert_type(attendance.level, ip4.Level)
for spell in tl.project(ip4.LEADER).spells("japan"):
    assert_type(spell, ip4.Spell[Incumbency])
    assert_type(spell.until, Date | None)
for step in tl.replay("2022-01-01", "2025-12-31"):
    assert_type(step.snapshot, ip4.Snapshot)


@ip4.projection(on=(ip4.Attendance, ip4.Visit), keys=lambda e: e.partners)
def last_seen(value: date | None, event: ip4.Attendance | ip4.Visit) -> date:
    return event.known


assert_type(last_seen, ip4.Projection[ip4.Partner, date])
view = tl.project(last_seen)
assert_type(view, ip4.View[ip4.Partner, date])
assert_type(view.as_of("2025-06-25")["japan"], date)
assert_type(view.as_of("2025-06-25")[ip4.Partner.JAPAN], date)


@ip4.projection(on=(ip4.Attendance, ip4.Invitation), keys=lambda e: [e.occasion])
def occasions(value: int | None, event: ip4.Attendance | ip4.Invitation) -> int:
    return (value or 0) + 1


assert_type(tl.project(occasions).as_of("2025-06-25")["2022-madrid-summit"], int)


@ip4.tally(on=ip4.Visit, keys=lambda e: [(p, e.direction) for p in e.partners])
def visits(event: ip4.Visit) -> int:
    return 1


assert_type(tl.count(tl.of(ip4.Visit)), ip4.Answer[int])


@ip4.projection(keys=lambda e: e.partners, lapses=lambda value: value)
def annotated(value: date | None, event: ip4.Visit) -> date | None:
    return event.known


assert_type(tl.project(annotated).get("japan", "2025-06-25"), date | None)
assert_type(tl.of(ip4.Attendance, ip4.Visit), ip4.Selection[ip4.Attendance | ip4.Visit])
tl.of("visit")
snapshot.get("korea")

attended = ip4.Attendance(
    id="a",
    occurred="2025-06-25",
    partners=["japan"],
    occasion="2025-the-hague-summit",
    delegates=[ip4.Delegate(person="ann", level="minister")],
    cites=[ip4.Cite(source="s")],
    topics=["ukraine"],
)
signed = ip4.AgreementSigned(
    id="b",
    occurred=date(2023, 7, 12),
    partners=[ip4.Partner.JAPAN],
    agreement="p",
    title="P",
    type="itpp",
    term="2023/2026",
    replaces=["q"],
)
said = ip4.Statement(
    id="c",
    occurred="2025-06",
    speakers=[ip4.Participant(person="ann")],
    affiliation="analyst",
)
assert_type(tl.append(attended, signed, said), ip4.Timeline)
