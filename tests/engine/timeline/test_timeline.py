"""A timeline is a value, and what one asks it."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest
from hypothesis import given

import ip4timeline as ip4
from ip4timeline.testing import timelines

HAGUE = "2025-the-hague-summit"


def test_equal_and_hashable_by_content(plan, registries, hague):
    again = ip4.Timeline(reversed(plan), registries)
    assert again == hague
    assert hash(again) == hash(hague)
    assert attrs.evolve(plan[0]) in hague and plan[0].id in hague
    assert attrs.evolve(plan[0], summary="other") not in hague
    assert {again: 1}[hague] == 1
    assert again != ip4.Timeline(plan)
    assert again != ip4.Timeline(plan[1:], registries)
    assert repr(hague) == "<timeline of 6 events>"


def test_digest_is_equal_exactly_when_contents_are(plan, registries, hague):
    assert ip4.Timeline(reversed(plan), registries).digest == hague.digest
    changed = [*plan[:-1], attrs.evolve(plan[-1], summary="other")]
    digests = {
        hague.digest,
        ip4.Timeline(changed, registries).digest,
        ip4.Timeline(plan[1:], registries).digest,
        ip4.Timeline(plan).digest,
        hague.known("2025-06-20").digest,
    }
    assert len(digests) == 5


@given(timelines(), timelines())
def test_law_digests_tell_contents_apart(one, other):
    assert (one.digest == other.digest) == (one == other)
    assert pickle.loads(pickle.dumps(one)) == one


def test_append_gives_a_new_timeline_and_leaves_the_old(hague):
    event = ip4.Meeting(id="m", occurred="2025-06-24", partners=["japan"])
    grown = hague.append(event)
    assert len(grown) == len(hague) + 1
    assert "m" in grown
    assert "m" not in hague
    assert event in grown
    assert grown.append(event) == grown
    with pytest.raises(ip4.TimelineError, match="two events have the id 'm'"):
        grown.append(attrs.evolve(event, summary="x"))


def test_event_by_id(hague):
    assert hague.event("a").person == "ann"
    with pytest.raises(ip4.UnknownNameError, match="no event 'zz'"):
        hague.event("zz")


def test_known_cuts_the_timeline_where_the_public_stood(hague):
    then = hague.known("2025-06-20")
    assert [e.id for e in then] == ["s", "i", "a"]
    assert "known through 2025-06-20" in repr(then)
    assert all(e.known <= then.horizon for e in then.entries)
    with pytest.raises(ip4.TimelineError, match="append it to the whole timeline"):
        then.append(ip4.Meeting(id="m", occurred="2025-06-24"))
    assert "m" in then.append(ip4.Meeting(id="m", occurred="2025-06-19"))


def test_two_clocks(hague):
    def japan(**question):
        return hague.as_of("2025-06-25", **question)["japan"].engagements[HAGUE]

    assert (japan().status, japan().level, japan().person) == ("attended", "minister", "ben")
    plan = japan(known_on="2025-06-20")
    assert (plan.status, plan.level, plan.person) == ("expected", "leader", "ann")
    plan = japan(known_on="2025-06-24")
    assert (plan.status, plan.level, plan.person) == ("expected", "minister", "ben")
    assert plan.instead_of == "ann"
    assert [s.kind for s in plan.steps][-2:] == ["cancellation", "acceptance"]


def test_why_leads_from_a_value_to_events_and_citations(hague):
    leaf = hague.as_of("2025-06-25", known_on="2025-06-24")["japan"].engagements[HAGUE]
    why = hague.why(leaf)
    assert [e.id for e in why] == ["s", "i", "a", "c", "b"]
    assert all(e.known <= why.known_on for e in why)
    (citation,) = why.citations(why.events[2])
    assert (
        str(citation) == 'Ministry, "Notice", 20 June 2025 [primary] <https://example.org/notice>'
    )
    before = hague.as_of("2025-06-25", known_on="2025-06-19")["japan"].engagements[HAGUE]
    (late,) = hague.why(before).citations(why.events[0])
    assert late.later
    assert str(late) == "evidence published later, or without a date"
    with pytest.raises(ip4.TimelineError, match="does not remember"):
        hague.why(hague.project(ip4.ENGAGEMENTS).get(("japan", HAGUE), "2025-06-25"))
    with pytest.raises(ip4.TimelineError):
        hague.why("japan")


def test_a_timeline_as_known_never_forgets_its_horizon(hague):
    then = hague.known("2025-06-20")
    snapshot = then.as_of("2025-06-25")
    leaf = snapshot["japan"].engagements[HAGUE]
    assert (leaf.status, snapshot.known_on.isoformat()) == ("expected", "2025-06-20")
    for timeline in (then, hague):
        assert [e.id for e in timeline.why(leaf)] == ["s", "i", "a"]
    assert "known_on=2025-06-20" in repr(then.project(ip4.ENGAGEMENTS))
    with pytest.raises(ip4.TimelineError, match="ask the timeline that gave it"):
        then.why(hague.as_of("2025-06-25")["japan"].engagements[HAGUE])
    with pytest.raises(ip4.TimelineError, match="ask the timeline that gave it"):
        ip4.Timeline().why(leaf)


def test_no_question_reaches_past_the_horizon(hague):
    then = hague.known("2025-06-20")
    for asked, answered in (("2025-06-19", "2025-06-19"), ("2025-06-23", "2025-06-20")):
        view = then.project(ip4.ENGAGEMENTS, known_on=asked)
        snapshot = then.as_of("2025-06-25", known_on=asked)
        assert str(view.known_on) == str(snapshot.known_on) == answered
        assert str(view.why(("japan", HAGUE), "2025-06-25").known_on) == answered
    later = hague.as_of("2025-06-25", known_on="2025-06-23")["japan"].engagements[HAGUE]
    with pytest.raises(ip4.TimelineError, match="ask the timeline that gave it"):
        then.why(later)


def test_a_timeline_as_known_holds_nothing_that_was_not(registries):
    late = ip4.Visit(id="v", occurred="2023-01-10", known="2023-06-01", direction="to-nato")
    early = attrs.evolve(late, known="2023-02-10", summary="as corrected")
    corrected = ip4.Timeline(
        [
            late,
            ip4.Correction(id="c", target="v", reason="r", known="2023-02-01", replacement=early),
        ]
    )
    then = corrected.known("2023-03-01")
    assert list(then) == [early]
    assert "2023-06-01" not in str(then.entries)
    assert not then.pending
    assert list(then.known("2023-02-09")) == []
    retracted = ip4.Timeline([late, ip4.Retraction(id="r", target="v", reason="r")])
    assert retracted.known("2023-03-01").entries == ()


def test_what_a_later_event_was_corrected_to_is_not_seen_before_the_correction():
    late = ip4.Visit(id="v", occurred="2023-01-10", known="2023-06-01", direction="to-nato")
    early = attrs.evolve(late, known="2023-02-01", summary="as corrected")
    corrected = ip4.Timeline(
        [
            late,
            ip4.Correction(id="c", target="v", reason="r", known="2023-02-10", replacement=early),
        ]
    )
    for timeline in (corrected, corrected.known("2023-03-01")):
        assert list(timeline.known("2023-02-05")) == []
        assert list(timeline.known("2023-02-10")) == [early]


def test_replay_checks_its_arguments_at_once(hague):
    for question in ({"along": "knwon"}, {"certainty": "sure"}):
        with pytest.raises(ip4.TimelineError):
            hague.replay("2022-01-01", "2025-12-31", **question)
    with pytest.raises(ip4.WhenError):
        hague.replay("2022", "2025-12-31")
    with pytest.raises(ip4.TimelineError):
        hague.project(ip4.LEADER).replay("2022-01-01", "2025-12-31", along="knwon")


def test_replay_along_occurred_keeps_to_one_knowledge_day(hague):
    steps = list(hague.replay("2025-06-01", "2025-06-30", known_on="2025-06-20"))
    assert [str(step.day) for step in steps] == ["2025-06-20"]
    assert {str(step.snapshot.known_on) for step in steps} == {"2025-06-20"}


def test_many_snapshots_are_those_of_each_day(hague):
    days = ["2025-06-25", "2025-06-19"]
    for known_on in (None, "2025-06-20"):
        many = hague.as_of_many(days, known_on=known_on)
        assert [str(snapshot.as_of) for snapshot in many] == days
        for day, snapshot in zip(days, many, strict=True):
            one = hague.as_of(day, known_on=known_on)
            assert snapshot.known_on == one.known_on
            assert snapshot["japan"].engagements[HAGUE] == one["japan"].engagements[HAGUE]


def test_diff_and_learned_in_each_reading_and_knowledge(hague):
    month = ip4.Visit(
        id="m", occurred="2025-06", known="2025-07-05", partners=["japan"], direction="to-nato"
    )
    grown = hague.append(month)
    assert "m" not in {e.id for e in grown.diff("2025-05-31", "2025-06-15").events}
    early = grown.diff("2025-05-31", "2025-06-15", certainty="possible")
    assert "m" in {e.id for e in early.events}
    assert not grown.diff("2025-06-29", "2025-06-30", known_on="2025-07-04").changes
    assert grown.diff("2025-06-29", "2025-06-30", known_on="2025-07-05").changes
    learned = grown.learned("2025-07-04", "2025-07-05", as_of="2025-06-15", certainty="possible")
    assert [e.id for e in learned.events] == ["m"]
    assert learned.changes
    assert not grown.learned("2025-07-04", "2025-07-05", as_of="2025-06-15").changes
    days = [
        s.day.isoformat() for s in grown.replay("2025-06-01", "2025-06-02", certainty="possible")
    ]
    assert days == ["2025-06-01"]
    (step,) = grown.replay("2025-06-01", "2025-06-02", certainty="possible")
    assert step.snapshot.certainty == "possible"
    assert step.snapshot["japan"].contacts["visit"].count == 1


def test_replay_shows_a_lapse_and_no_day_without_a_change():
    programme = ip4.AgreementSigned(
        id="p",
        occurred="2023-01-01",
        partners=["japan"],
        agreement="p",
        title="P",
        type="itpp",
        term="2023-01-01/2023-01-31",
    )
    late = ip4.OfficeChanged(
        id="o",
        occurred="2023-06-01",
        known="2023-03-01",
        partners=["japan"],
        office="japan-prime-minister",
        person="ann",
    )
    timeline = ip4.Timeline([programme, late])
    for along in ("occurred", "both"):
        steps = list(timeline.replay("2023-01-01", "2023-12-31", along=along))
        assert [s.day.isoformat() for s in steps] == ["2023-01-01", "2023-02-01", "2023-06-01"]
        assert [len(s.events) for s in steps] == [1, 0, 1]


def test_diff_and_learned_over_all_projections(hague):
    found = hague.diff("2025-06-20", "2025-06-25")
    assert {c.projection for c in found} == {"ENGAGEMENTS", "CONTACTS"}
    assert [e.id for e in found.events] == ["c", "b", "t"]
    assert not hague.diff("2025-06-25", "2025-06-25").changes
    learned = hague.learned("2025-06-20", "2025-06-24", as_of="2025-06-25")
    (change,) = learned
    assert change.key == ("japan", HAGUE)
    assert [e.id for e in learned.events] == ["c", "b"]
    assert [e.id for e in hague.why(change)] == ["s", "i", "a", "c", "b"]
    assert not hague.learned("2025-06-20", "2025-06-24", as_of="2025-06-22").events


def test_replay_yields_one_step_a_day(hague):
    steps = list(hague.replay("2022-01-01", "2025-12-31"))
    assert [s.day.isoformat() for s in steps] == [
        "2024-07-10",
        "2025-05-20",
        "2025-06-20",
        "2025-06-23",
        "2025-06-25",
    ]
    assert [e.id for e in steps[3].events] == ["c", "b"]
    for step in steps:
        assert step.snapshot.to_dict() == hague.as_of(step.day).to_dict()
    for step in hague.replay("2022-01-01", "2025-12-31", along="both"):
        assert step.snapshot.to_dict() == hague.as_of(step.day, known_on=step.day).to_dict()
    with pytest.raises(ip4.TimelineError, match="both clocks"):
        list(hague.replay("2022-01-01", "2025-12-31", along="both", known_on="2025-01-01"))


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda tl: tl.as_of("2025-06"), "not a full day"),
        (lambda tl: tl.as_of("2025-06-31"), "no such day"),
        (lambda tl: tl.as_of("2025-06-25", known_on="now"), "not a full day"),
        (lambda tl: tl.as_of("2025-06-25", certainty="sure"), "'certain' or 'possible'"),
        (lambda tl: tl.as_of("2025-06-25", certainty=["certain"]), "'certain' or 'possible'"),
        (lambda tl: tl.as_of("2025-06-25")["japn"], "did you mean 'japan'"),
        (lambda tl: tl.as_of("2025-06-25")["japan"].engagements["2025-hague"], HAGUE),
        (lambda tl: tl.as_of("2025-06-25")["japan"].why("leadr"), "did you mean 'leader'"),
        (lambda tl: tl.project(len), "decorate it"),
        (lambda tl: tl.about("japn"), "did you mean"),
        (lambda tl: tl.about("japan").of("vist"), "did you mean 'visit'"),
        (lambda tl: tl.about("japan").where(ocasion="x"), "did you mean 'occasion'"),
        (lambda tl: tl.between("2025-06-25", "2025-06-24"), "there is no day"),
        (lambda tl: tl.select().in_series("nato-sumit"), "did you mean 'nato-summit'"),
        (lambda tl: tl.select().of(ip4.Retraction), "about the record"),
    ],
)
def test_a_wrong_question_gets_one_clear_error(hague, ask, says):
    with pytest.raises(ip4.TimelineError) as error:
        ask(hague)
    assert says in str(error.value)


def test_selections_filter_and_never_change(hague):
    everything = hague.about("japan")
    attended = everything.of(ip4.Attendance)
    assert [e.id for e in attended] == ["t"]
    assert [e.level for e in attended.where(level="minister")] == ["minister"]
    assert not attended.where(level="leader")
    assert [e.id for e in everything.between("2025-06-23", "2025-06-24")] == ["c", "b"]
    assert [e.id for e in everything.between("2025-06-25", None)] == ["t"]
    assert len(hague.about("korea")) == 2
    assert len(hague.of(ip4.Acceptance, ip4.Cancellation)) == 3
    assert len(everything.in_series("nato-summit")) == 6
    assert [e.id for e in hague.where(lambda e: e.seq > 0)] == ["c", "b"]
    assert len(everything) == 6
    assert repr(attended) == "<selection of 1 events>"


def test_between_counts_a_partial_date_if_any_of_its_days_is_within():
    timeline = ip4.Timeline(
        [
            ip4.Meeting(id="month", occurred="2023-07"),
            ip4.Exercise(id="lasting", occurred="2023-06-20/2023-07-02", exercise="e"),
            ip4.Meeting(id="open", occurred="[2023-01-01..]", known="2023-09-01"),
            ip4.Meeting(id="day", occurred="2023-08-01"),
        ]
    )
    found = timeline.between("2023-07-01", "2023-07-31")
    assert {e.id for e in found} == {"month", "lasting", "open"}


def test_threads_share_a_timeline(record):
    def ask(n):
        day = f"20{12 + n % 14}-0{1 + n % 9}-11"
        return (
            record.as_of(day).to_dict()
            == ip4.Timeline(record.entries, record.registries).as_of(day).to_dict()
        )

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(12)))
