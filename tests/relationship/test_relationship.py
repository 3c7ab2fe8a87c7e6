"""The library's own projections, one by one."""

from itertools import pairwise

import pytest

import ip4timeline as ip4
from ip4timeline.relationship import engagement

SUMMIT = "2023-summit"


def at(events, day, partner="japan", **question):
    return ip4.Timeline(events).as_of(day, **question)[partner]


# Offices


def office(id, day, person="", capacity="full", *, seq=0, office="korea-president"):
    return ip4.OfficeChanged(
        id=id,
        occurred=day,
        person=person,
        capacity=capacity,
        seq=seq,
        office=office,
        partners=["korea"],
    )


PRESIDENCY = [
    office("1", "2013-02-25", "park"),
    office("2", "2016-12-09", "park", "suspended", seq=1),
    office("3", "2016-12-09", "hwang", "acting", seq=2),
    office("4", "2017-03-10"),
    office("5", "2017-05-10", "moon"),
]


def test_a_presidency_without_gap_or_overlap():
    spells = ip4.Timeline(PRESIDENCY).project(ip4.LEADER).spells("korea")
    assert [
        (s.since.isoformat(), s.value.person, s.value.capacity, s.value.holder) for s in spells
    ] == [
        ("2013-02-25", "park", "full", "park"),
        ("2016-12-09", "hwang", "acting", "park"),
        ("2017-03-10", "hwang", "acting", ""),
        ("2017-05-10", "moon", "full", "moon"),
    ]
    for one, other in pairwise(spells):
        assert one.until == other.since
    assert spells[-1].until is None


def test_since_is_when_the_person_began_in_that_capacity():
    acting = at(PRESIDENCY, "2017-04-01", "korea").leader
    assert acting.since == ip4.When("2016-12-09")
    assert acting.describe(str.title) == "Hwang, acting (since 9 December 2016)"
    before = at(PRESIDENCY, "2017-01-01", "korea").leader
    assert before.describe(str.title) == "Hwang, acting for Park (since 9 December 2016)"


def test_a_suspended_holder_returns_or_nobody_acts():
    back = [*PRESIDENCY[:2], office("x", "2017-01-01", "park")]
    leader = at(back, "2017-01-02", "korea").leader
    assert (leader.person, leader.capacity) == ("park", "full")
    alone = at(PRESIDENCY[:2], "2016-12-10", "korea").leader
    assert (alone.person, alone.holder, alone.capacity) == ("", "park", "suspended")
    assert "suspended" in alone.describe(str)
    ended = [*PRESIDENCY[:4], office("y", "2017-04-01", "", "acting")]
    assert at(ended, "2017-04-01", "korea").leader is None
    assert at(ended, "2017-04-01", "korea").why("leader").events[0].id == "y"


def test_offices_go_by_id_with_or_without_the_partner():
    events = [office("1", "2020-01-01", "kang", office="korea-foreign-minister")]
    korea = at(events, "2021-01-01", "korea")
    assert korea.offices["foreign-minister"].person == "kang"
    assert korea.leader is None
    assert korea.why("offices", "foreign-minister").value.person == "kang"
    assert korea.why("offices", "korea-foreign-minister").value.person == "kang"
    assert korea.offices["korea-foreign-minister"].person == "kang"


# Engagements


def step(cls, id, day, *, seq=0, partners=("japan",), **values):
    return cls(id=id, occurred=day, seq=seq, partners=partners, occasion=SUMMIT, **values)


SCHEDULED = step(
    ip4.OccasionScheduled,
    "s",
    "2022-06-30",
    partners=list(ip4.Partner),
    dates="2023-07-11/2023-07-12",
)
ALONE = step(
    ip4.OccasionScheduled,
    "z",
    "2022-12-01",
    dates="2023-07-11/2023-07-12",
    partner_format="none",
)
OPENED_UP = step(
    ip4.OccasionScheduled,
    "y",
    "2023-01-01",
    dates="2023-07-11/2023-07-12",
    partner_format="partners",
)
INVITED = step(ip4.Invitation, "i", "2023-01-31", person="ann")
ACCEPTED = step(ip4.Acceptance, "a", "2023-06-01", person="ann", level="leader")
CANCELLED = step(ip4.Cancellation, "c", "2023-07-01", seq=1, person="ann")
SUBSTITUTE = step(
    ip4.Acceptance, "b", "2023-07-01", seq=2, person="ben", level="minister", instead_of="ann"
)
DECLINED = step(ip4.Declination, "d", "2023-06-01", person="ann")
ABSENT = step(ip4.Absence, "n", "2023-07-12")
SHE_ABSENT = step(ip4.Absence, "m", "2023-07-12", person="ann")
CAME = step(
    ip4.Attendance,
    "t",
    "2023-07-12",
    delegates=[ip4.Delegate(person="ben", level="minister")],
    instead_of="ann",
)
SHE_CAME = step(
    ip4.Attendance, "u", "2023-07-12", delegates=[ip4.Delegate(person="ann", level="leader")]
)
OFF = step(ip4.OccasionCalledOff, "o", "2023-07-02", partners=list(ip4.Partner))


@pytest.mark.parametrize(
    ("events", "day", "status", "level", "invitee"),
    [
        ([SCHEDULED], "2023-07-12", "scheduled", None, None),
        ([SCHEDULED], "2023-07-13", "unknown", None, None),
        # That there was nothing for partners is a fact of its own, before and after.
        ([ALONE], "2023-07-01", "no-format", None, None),
        ([ALONE], "2023-07-13", "no-format", None, None),
        ([SCHEDULED, ALONE], "2023-07-13", "no-format", None, None),
        ([ALONE, OPENED_UP], "2023-07-13", "unknown", None, None),
        ([ALONE, INVITED], "2023-07-12", "invited", None, "invited"),
        ([ALONE, ABSENT], "2023-07-13", "absent", None, None),
        ([ALONE, SHE_CAME], "2023-07-13", "attended", "leader", None),
        ([SCHEDULED, INVITED], "2023-07-12", "invited", None, "invited"),
        ([SCHEDULED, INVITED], "2023-07-13", "unknown", None, "unknown"),
        ([SCHEDULED, INVITED, ACCEPTED], "2023-07-01", "expected", "leader", "expected"),
        ([SCHEDULED, INVITED, ACCEPTED], "2023-07-13", "unknown", None, "unknown"),
        ([SCHEDULED, ACCEPTED, CANCELLED], "2023-07-02", "withdrawn", None, "withdrawn"),
        (
            [SCHEDULED, ACCEPTED, CANCELLED, SUBSTITUTE],
            "2023-07-02",
            "expected",
            "minister",
            "withdrawn",
        ),
        ([SCHEDULED, INVITED, DECLINED], "2023-07-02", "declined", None, "declined"),
        ([SCHEDULED, ACCEPTED, ABSENT], "2023-07-13", "absent", None, "absent"),
        ([SCHEDULED, ACCEPTED, SHE_ABSENT], "2023-07-13", "absent", None, "absent"),
        ([SCHEDULED, ACCEPTED, SHE_ABSENT], "2023-07-12", "absent", None, "absent"),
        ([SCHEDULED, SHE_ABSENT], "2023-07-13", "absent", None, "absent"),
        ([SCHEDULED, INVITED, SHE_ABSENT], "2023-07-13", "absent", None, "absent"),
        ([SCHEDULED, SHE_ABSENT, CAME], "2023-07-13", "attended", "minister", "absent"),
        # Ben may have come: of him nothing was seen.
        ([SCHEDULED, ACCEPTED, SUBSTITUTE, SHE_ABSENT], "2023-07-13", "unknown", None, "absent"),
        (
            [SCHEDULED, ACCEPTED, SUBSTITUTE, SHE_ABSENT],
            "2023-07-12",
            "expected",
            "minister",
            "absent",
        ),
        ([SCHEDULED, ACCEPTED, ABSENT, CAME], "2023-07-13", "attended", "minister", "absent"),
        (
            [SCHEDULED, ACCEPTED, CANCELLED, SUBSTITUTE, CAME],
            "2023-07-13",
            "attended",
            "minister",
            "represented",
        ),
        ([SCHEDULED, INVITED, ACCEPTED, SHE_CAME], "2023-07-13", "attended", "leader", "attended"),
        ([SCHEDULED, INVITED, ACCEPTED, OFF], "2023-07-13", "called-off", None, "unknown"),
        (
            [SCHEDULED, INVITED, ACCEPTED, OFF, SHE_CAME],
            "2023-07-13",
            "attended",
            "leader",
            "attended",
        ),
    ],
)
def test_status_of_an_engagement(events, day, status, level, invitee):
    found = at(events, day).engagements[SUMMIT]
    assert (found.status, found.level) == (status, level)
    assert (found.invitee.status if found.invitee else None) == invitee


def test_an_observed_step_outranks_plans_whatever_their_day():
    late = step(ip4.Cancellation, "z", "2023-07-20", person="ann")
    found = at([SCHEDULED, ACCEPTED, SHE_CAME, late], "2023-08-01").engagements[SUMMIT]
    assert found.status == "attended"


def test_a_withdrawal_does_not_undo_the_substitute_named_before():
    early = step(
        ip4.Acceptance, "b", "2023-06-20", person="ben", level="minister", instead_of="ann"
    )
    found = at([SCHEDULED, ACCEPTED, early, CANCELLED], "2023-07-02").engagements[SUMMIT]
    assert (found.status, found.person) == ("expected", "ben")


def test_a_withdrawal_that_names_nobody_withdraws_whoever_was_to_come():
    nobody = step(ip4.Cancellation, "z", "2023-07-01", seq=1)
    assert at([SCHEDULED, ACCEPTED, nobody], "2023-07-02").engagements[SUMMIT].status == "withdrawn"
    unnamed = step(ip4.Acceptance, "y", "2023-06-01", level="leader")
    found = at([SCHEDULED, unnamed, CANCELLED], "2023-07-02").engagements[SUMMIT]
    assert found.status == "withdrawn"


def test_a_later_invitation_does_not_undo_an_acceptance():
    again = step(ip4.Invitation, "z", "2023-06-15", person="ann")
    found = at([SCHEDULED, INVITED, ACCEPTED, again], "2023-07-01").engagements[SUMMIT]
    assert (found.status, found.person, found.invitee.status) == ("expected", "ann", "expected")
    # After a refusal it is an invitation once more.
    renewed = step(ip4.Invitation, "y", "2023-07-02", person="ann")
    found = at([SCHEDULED, ACCEPTED, CANCELLED, renewed], "2023-07-03").engagements[SUMMIT]
    assert found.status == "invited"


def test_plans_are_kept_for_each_person():
    other = step(ip4.Acceptance, "z", "2023-06-15", person="cho", level="minister")
    gone = step(ip4.Cancellation, "y", "2023-07-01", person="cho")
    found = at([SCHEDULED, ACCEPTED, other, gone], "2023-07-02").engagements[SUMMIT]
    assert (found.status, found.person, found.level) == ("expected", "ann", "leader")


def test_the_higher_of_two_delegations_comes_first():
    low = step(
        ip4.Attendance,
        "w",
        "2023-07-11",
        delegates=[ip4.Delegate(person="cho", level="official")],
    )
    found = at([SCHEDULED, low, SHE_CAME], "2023-08-01").engagements[SUMMIT]
    assert (found.level, found.person) == ("leader", "ann")
    assert [d.person for d in found.delegates] == ["ann", "cho"]


def test_the_latest_standing_plan_is_shown():
    later = step(ip4.Acceptance, "x", "2023-06-10", person="cho", level="minister")
    found = at([SCHEDULED, ACCEPTED, later], "2023-06-11").engagements[SUMMIT]
    assert found.person == "cho"


def test_a_cell_of_the_matrix_leads_to_its_evidence(hague):
    cell = hague.as_of("2025-06-26").summit_matrix()["2025-the-hague-summit", "japan"]
    assert hague.why(cell).events[-1].id == "t"


def test_the_steps_are_dated_and_in_order():
    found = at([CAME, SUBSTITUTE, CANCELLED, ACCEPTED, INVITED, SCHEDULED], "2023-08-01")
    steps = found.engagements[SUMMIT].steps
    assert [s.event for s in steps] == ["s", "i", "a", "c", "b", "t"]
    assert steps[3].occurred == ip4.When("2023-07-01")
    assert found.engagements[SUMMIT].delegates[0].person == "ben"
    assert found.engagements[SUMMIT].describe(str.title) == (
        "attended (minister) by Ben instead of Ann"
    )


def test_a_new_date_replaces_the_old_and_a_course_alone_knows_no_today():
    moved = step(ip4.OccasionScheduled, "s2", "2023-06-30", partners=["japan"], dates="2023-09-01")
    found = at([SCHEDULED, INVITED, OFF, moved], "2023-08-01").engagements[SUMMIT]
    assert found.status == "called-off"
    back = step(ip4.OccasionScheduled, "s3", "2023-07-03", partners=["japan"], dates="2023-09-01")
    assert at([SCHEDULED, INVITED, OFF, back], "2023-08-01").engagements[SUMMIT].status == "invited"
    course = (
        ip4.Timeline([SCHEDULED, INVITED])
        .project(ip4.ENGAGEMENTS)
        .get(("japan", SUMMIT), "2030-01-01")
    )
    assert engagement(course, None).status == "invited"
    assert course.describe(str) == "invited, 31 January 2023"


def test_the_matrix_of_summits(hague):
    matrix = hague.as_of("2025-06-26").summit_matrix()
    assert matrix.occasions == ("2025-the-hague-summit",)
    cell = matrix["2025-the-hague-summit", "JPN"]
    assert (cell.status, cell.level, cell.person, cell.instead_of) == (
        "attended",
        "minister",
        "ben",
        "ann",
    )
    assert [c.status for c in matrix.rows[0][1]] == ["attended", "unknown", "unknown", "unknown"]
    assert hague.as_of("2012-01-01").summit_matrix().occasions == ()
    with pytest.raises(ip4.UnknownNameError):
        matrix["2024-summit", "japan"]


# Ties


def signed(id, day, agreement, type="itpp", **values):
    return ip4.AgreementSigned(
        id=id,
        occurred=day,
        partners=["japan"],
        agreement=agreement,
        title=agreement.upper(),
        type=type,
        **values,
    )


def test_agreements_from_announcement_to_end():
    events = [
        ip4.AgreementAnnounced(
            id="0", occurred="2022", partners=["japan"], agreement="p", title="P", type="itpp"
        ),
        signed("1", "2023-07-12", "p", form="adopted"),
        ip4.AgreementInForce(
            id="2", occurred="2023-09-01", partners=["japan"], agreement="p", term="2023/2026"
        ),
        ip4.AgreementEnded(id="3", occurred="2025-01-01", partners=["japan"], agreement="p"),
    ]
    assert list(at(events, "2023-01-01").negotiations) == ["p"]
    assert not at(events, "2023-01-01").agreements
    assert not at(events, "2023-07-12").negotiations
    agreement = at(events, "2023-08-01").agreements["p"]
    assert (agreement.stage, agreement.form, agreement.term) == ("signed", "adopted", None)
    in_force = at(events, "2023-09-01").programme
    assert (in_force.stage, in_force.term.text) == ("in-force", "2023/2026")
    assert in_force.term_state("2026-06-01") == "possibly-over"
    assert at(events, "2025-01-01").programme is None
    assert at(events, "2025-01-01").why("programme").events[0].id == "3"
    assert agreement.describe(str) == "P (adopted 12 July 2023, term not known)"


def test_a_programme_is_replaced_or_lapses_by_its_term():
    events = [
        signed("1", "2014-05-06", "old", type="ipcp", term="2014/2016"),
        signed("2", "2023", "new", term="2023/2026", replaces=["old"]),
        signed("3", "2024-01-01", "letters", type="other"),
    ]
    assert at(events, "2016-12-31").programme.agreement == "old"
    assert at(events, "2017-01-01").programme is None
    assert at(events, "2023-12-31").programme.agreement == "new"
    assert set(at(events, "2024-01-01").agreements) == {"new", "letters"}
    after = at(events, "2040-01-01")
    assert after.programme is None
    assert after.why("programme").lapsed.isoformat() == "2027-01-01"
    assert [e.id for e in after.why("programme")] == ["2"]
    (first, second) = ip4.Timeline(events).project(ip4.PROGRAMME).spells("japan")
    assert second.since.isoformat() == "2023-12-31"
    assert second.opened == ip4.When("2023")  # no invented day is shown
    assert first.until.isoformat() == "2017-01-01"


def test_a_programme_signed_after_its_term_explains_its_lapse():
    events = [signed("1", "[2023-01-01..2024-06-01]", "late", term="2022/2022")]
    why = at(events, "2024-06-01").why("programme")
    assert why.value is None
    assert [e.id for e in why] == ["1"]
    assert why.lapsed.isoformat() == "2024-06-01"


def test_a_programme_carries_its_fields_of_cooperation():
    common = {"partners": ["japan"], "title": "Programme", "type": "itpp"}
    events = [
        ip4.AgreementSigned(
            id="1", occurred="2023-07-12", agreement="p", areas=["cyber", "space"], **common
        ),
        ip4.AgreementInForce(id="2", occurred="2023-08-01", partners=["japan"], agreement="p"),
    ]
    found = at(events, "2024-01-01")
    assert found.programme.areas == found.agreements["p"].areas == ("cyber", "space")
    assert "2 fields of cooperation named" in found.programme.describe(str)
    assert ip4.Timeline(events).of(ip4.AgreementSigned).where(areas=("cyber", "space"))


def test_another_agreement_in_force_leaves_the_programme_alone():
    other = ip4.AgreementInForce(
        id="9", occurred="2024-01-01", partners=["japan"], agreement="letters", term="2024/2025"
    )
    programme = signed("1", "2023-07-12", "p", term="2023/2026")
    kept = at([programme, other], "2024-02-01").programme
    assert (kept.agreement, kept.term.text, kept.stage) == ("p", "2023/2026", "signed")
    own = ip4.AgreementInForce(id="8", occurred="2024-01-01", partners=["japan"], agreement="p")
    assert at([programme, own], "2024-02-01").programme.term.text == "2023/2026"


def test_an_unknown_or_open_end_never_lapses():
    for term in ("2023/..", "2023/", None):
        events = [signed("1", "2023-07-12", "p", term=term)]
        assert at(events, "9999-12-31").programme.agreement == "p"
    assert at(events, "2030-01-01").programme.term_state("2030-01-01") == "unknown"
    assert "term not known" in at(events, "2030-01-01").programme.describe(str)


def test_a_programme_replaced_by_another_kind_of_agreement_ends():
    events = [
        signed("1", "2014-05-06", "old", type="ipcp"),
        signed("2", "2020-01-01", "treaty", type="other", replaces=["old"]),
    ]
    assert at(events, "2020-01-01").programme is None
    assert set(at(events, "2020-01-01").agreements) == {"treaty"}


def test_statuses_missions_and_mechanisms():
    japan = {"partners": ["japan"]}
    events = [
        ip4.StatusChanged(
            id="1", occurred="2018", **japan, status="participant", body="ccdcoe", change="applied"
        ),
        ip4.StatusChanged(
            id="2",
            occurred="2022-11-04",
            **japan,
            status="participant",
            body="ccdcoe",
            change="admitted",
        ),
        ip4.MissionChanged(
            id="3",
            occurred="2018-07-01",
            **japan,
            mission="m",
            change="opened",
            head="hayashi",
            type="accredited-embassy",
        ),
        ip4.MissionChanged(
            id="4",
            occurred="2020-01-01",
            **japan,
            mission="m",
            change="representative-named",
            head="shimokawa",
        ),
        ip4.MechanismChanged(
            id="5",
            occurred="2024-07-11",
            **japan,
            mechanism="d",
            title="Dialogue",
            change="agreed",
        ),
        ip4.MechanismChanged(
            id="6", occurred="2025-10-31", **japan, mechanism="d", change="first-session"
        ),
    ]
    then = at(events, "2026-01-01")
    assert then.statuses["participant"].change == "admitted"
    assert then.missions["m"].change == "opened"
    assert then.missions["m"].head == "shimokawa"
    # A naming that does not say what sort it is leaves that as it was.
    assert then.missions["m"].type == "accredited-embassy"
    assert then.missions["m"].describe(str) == (
        "M (accredited embassy): opened 1 July 2018, headed by shimokawa (since 1 January 2020)"
    )
    assert then.missions["m"].since == ip4.When("2018-07-01")
    assert then.mechanisms["d"].title == "Dialogue"
    assert then.mechanisms["d"].change == "first-session"
    ended = [
        *events,
        ip4.StatusChanged(
            id="7",
            occurred="2026-02-01",
            **japan,
            status="participant",
            body="ccdcoe",
            change="ended",
        ),
        ip4.MissionChanged(id="8", occurred="2026-02-01", **japan, mission="m", change="closed"),
        ip4.MechanismChanged(id="9", occurred="2026-02-01", **japan, mechanism="d", change="ended"),
    ]
    gone = at(ended, "2026-02-01")
    assert not gone.statuses
    assert not gone.missions
    assert not gone.mechanisms


# Dealings


def test_contacts_count_by_kind_and_keep_the_last():
    events = [
        ip4.Visit(id="1", occurred="2023-01-31", partners=["japan"], direction="to-partner"),
        ip4.Visit(id="2", occurred="2022", partners=["japan"], direction="to-nato"),
        ip4.Meeting(id="3", occurred="2023-03-01", partners=["japan", "korea"]),
    ]
    japan = at(events, "2024-01-01")
    assert japan.contacts["visit"].count == 2
    assert japan.contacts["visit"].last == ip4.When("2023-01-31")
    assert at(events, "2024-01-01", "korea").contacts["meeting"].count == 1
    assert [e.id for e in japan.why("contacts", "visit")] == ["2", "1"]


def support(id, day, stage, amount=None, currency="", fund="trust"):
    return ip4.Support(
        id=id,
        occurred=day,
        partners=["japan"],
        recipient="ukraine",
        fund=fund,
        stage=stage,
        amount=amount,
        currency=currency,
    )


def test_stages_currencies_and_funds_are_never_added_together():
    events = [
        support("1", "2023-01-01", "pledged", "30000000", "USD"),
        support("2", "2023-02-01", "paid", "30000000", "USD"),
        support("3", "2023-03-01", "pledged", "0.1", "USD"),
        support("4", "2023-04-01", "pledged", "5", "EUR"),
        support("5", "2023-05-01", "pledged"),
        support("6", "2023-06-01", "pledged", "1", "USD", fund="other"),
    ]
    found = at(events, "2024-01-01").support
    assert {key: str(value.amount) for key, value in found.items()} == {
        ("ukraine", "trust", "pledged", "USD"): "30000000.1",
        ("ukraine", "trust", "paid", "USD"): "30000000",
        ("ukraine", "trust", "pledged", "EUR"): "5",
        ("ukraine", "trust", "pledged", ""): "0",
        ("ukraine", "other", "pledged", "USD"): "1",
    }
    assert found["ukraine", "trust", "pledged", "USD"].count == 2
    assert found["ukraine", "trust", "pledged", ""].unstated == 1
    assert found["ukraine", "trust", "pledged", "USD"].describe(str) == "30,000,000.1 (2 items)"


def test_voices_count_governments_and_analysts_apart():
    def says(id, affiliation, stance=None, ties=None):
        return ip4.Statement(
            id=id,
            occurred="2023-01-01",
            partners=["japan"],
            affiliation=affiliation,
            stance=stance,
            ties=ties,
            speakers=[ip4.Participant(person="ann")],
        )

    events = [
        says("1", "analyst", "critical", "supportive"),
        says("2", "analyst", "critical"),
        says("3", "other-government", "critical", "critical"),
        says("4", "nato"),
    ]
    found = at(events, "2024-01-01").voices
    assert {k: v.count for k, v in found.items()} == {
        ("analyst", "about", "critical"): 2,
        ("analyst", "ties", "supportive"): 1,
        ("other-government", "about", "critical"): 1,
        ("other-government", "ties", "critical"): 1,
    }


def test_a_report_is_never_folded_as_fact():
    claim = ip4.Report(id="r", occurred="2023-07-13", partners=["japan"], medium="M", asserts=CAME)
    assert at([SCHEDULED, claim], "2023-08-01").engagements[SUMMIT].status == "unknown"
    assert not at([claim], "2023-08-01").contacts


# The alliance


def test_the_number_of_allies_is_a_fold():
    def member(id, day, change="acceded"):
        return ip4.MembershipChanged(id=f"{id}{change}", occurred=day, member=id, change=change)

    events = [
        member("france", "1949-08-24"),
        member("finland", "2023-04-04"),
        member("france", "2030-01-01", "left"),
    ]
    timeline = ip4.Timeline(events)
    assert timeline.as_of("2000-01-01").nato.allies == 1
    assert timeline.as_of("2024-01-01").nato.membership.members == ("finland", "france")
    assert timeline.as_of("2030-01-01").nato.membership.members == ("finland",)
    assert timeline.as_of("1940-01-01").nato.allies == 0
    assert [e.id for e in timeline.why(timeline.as_of("2024-01-01").nato.membership)] == [
        "franceacceded",
        "finlandacceded",
    ]


def test_a_proposal_from_first_mention_to_shelving():
    common = {"proposal": "office", "partners": ["japan"]}
    events = [
        ip4.Proposal(id="1", occurred="2023-05-03", title="Tokyo office", **common),
        ip4.Opposition(
            id="2",
            occurred="2023-06-05",
            participants=[ip4.Participant(party="france")],
            side="ally",
            **common,
        ),
        ip4.Opposition(
            id="3", occurred="2023-07-01", participants=[ip4.Participant(party="china")], **common
        ),
        ip4.ProposalClosed(id="4", occurred="2023-11-01", outcome="shelved", **common),
        ip4.Proposal(id="5", occurred="2026-01-01", **common),
    ]

    def state(day):
        return ip4.Timeline(events).as_of(day).nato.proposals["office"]

    assert state("2023-05-03").state == "proposed"
    opposed = state("2023-07-02")
    assert (opposed.state, opposed.since.text) == ("opposed", "2023-06-05")
    assert opposed.opponents == ("france", "china")
    assert opposed.opposing_allies == ("france",)
    assert state("2023-11-01").state == "shelved"
    assert "opposed by France (ally), China" in state("2023-11-01").describe(str.title)
    again = state("2026-01-01")
    assert (again.state, again.title) == ("proposed", "Tokyo office")


# Snapshots


def test_a_snapshot_is_a_mapping_made_as_it_is_read(hague):
    snapshot = hague.as_of("2025-06-25", known_on="2025-06-24", certainty="possible")
    assert list(snapshot) == list(ip4.Partner)
    assert snapshot["JPN"] is snapshot[740] is snapshot[ip4.Partner.JAPAN]
    assert repr(snapshot) == "<snapshot as_of=2025-06-25, known_on=2025-06-24, possible>"
    assert "Japan as of 2025-06-25" in repr(snapshot["japan"])
    assert snapshot["japan"].leader is None
    assert not snapshot["japan"].agreements
    with pytest.raises(ip4.UnknownNameError):
        snapshot["japan"].offices["foreign-minister"]


def test_values_are_equal_whatever_question_they_answer(hague):
    one = hague.as_of("2025-06-21")["japan"].engagements["2025-the-hague-summit"]
    other = hague.as_of("2025-06-22")["japan"].engagements["2025-the-hague-summit"]
    assert one == other
    assert one.origin != other.origin


def test_a_snapshot_as_plain_data(hague):
    data = hague.as_of("2025-06-25").to_dict()
    engagement = data["partners"]["japan"]["engagements"]["2025-the-hague-summit"]
    assert engagement["status"] == "attended"
    assert engagement["level"] == "minister"
    assert engagement["steps"][0]["occurred"] == "2024-07-10"
    assert engagement["delegates"] == [
        {"level": "minister", "person": "ben", "office": "", "principal": False, "mode": None}
    ]
    assert data["nato"] == {"secretary_general": None, "allies": 0, "proposals": {}}


def test_keys_stand_in_their_own_order_and_not_in_that_of_what_was_learned_later():
    def of(kind, id, occurred, known):
        return kind(id=id, occurred=occurred, known=known, partners=["korea"], **more[kind])

    more = {ip4.Operation: {"operation": "o"}, ip4.Exercise: {"exercise": "e"}}
    events = [
        of(ip4.Operation, "late", "2010-01-01", "2020-01-01"),
        of(ip4.Exercise, "first", "2011-01-01", "2011-01-01"),
        of(ip4.Operation, "next", "2012-01-01", "2012-01-01"),
    ]
    whole = ip4.Timeline(events)
    asked, cut = (
        whole.as_of("2016-01-01", known_on="2015-01-01"),
        whole.known("2015-01-01").as_of("2016-01-01"),
    )
    for one in (asked, cut):
        assert list(one["korea"].contacts) == ["exercise", "operation"]
        said = one.to_dict()["partners"]["korea"]["contacts"]
        assert list(said) == ["exercise", "operation"]
