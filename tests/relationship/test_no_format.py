"""Occasions without a format for partners, and coverage of a rank: what claims make of them."""

import pytest

import ip4timeline as ip4

SUMMITS = [
    ip4.Occasion(id=f"{y}-summit", title=str(y), format="summit", dates=f"{y}-06-14", series="s")
    for y in (2021, 2022)
]


def scheduled(id, year, known, **fields):
    return ip4.OccasionScheduled(
        id=id, occurred=known, occasion=f"{year}-summit", dates=f"{year}-06-14", **fields
    )


def came(id, year, partner, level):
    return ip4.Attendance(
        id=id,
        occurred=f"{year}-06-14",
        partners=[partner],
        occasion=f"{year}-summit",
        delegates=[ip4.Delegate(person=f"{partner}-head", level=level)],
    )


ALONE = scheduled("alone", 2021, "2021-05-31", partners=["japan", "korea"], partner_format="none")
PLAN = scheduled("plan", 2021, "2021-04-22", partners=["japan"])
NEXT = scheduled("next", 2022, "2021-10-08", partners=list(ip4.Partner))
LEADER = came("leader", 2022, "korea", "leader")


def of(*events, coverage=()):
    return ip4.Timeline(events, ip4.Registries(occasions=SUMMITS, coverage=coverage))


def at_2021(timeline, *partners, kind=ip4.Attendance):
    found = timeline.of(kind).where(occasion="2021-summit")
    return found.about(*partners) if partners else found


def test_nobody_came_to_what_there_was_not_and_the_source_is_the_evidence():
    timeline = of(PLAN, ALONE, NEXT)
    answer = timeline.exists(at_2021(timeline, "korea"))
    assert (answer.verdict, answer.value) == ("no", False)
    assert [e.id for e in answer.evidence] == ["alone"]
    assert answer.coverage == ()
    assert answer.reason == "there was no format for partners: alone"
    never = timeline.never(at_2021(timeline, "korea"))
    assert (never.verdict, never.reason) == ("yes", "")
    assert [e.id for e in never.evidence] == ["alone"]


@pytest.mark.parametrize(
    ("events", "partners", "kind"),
    [
        ([PLAN], ("japan",), ip4.Attendance),  # a plan says nothing of a format
        ([ALONE], ("japan", "australia"), ip4.Attendance),  # of one of them nothing is said
        ([ALONE], (), ip4.Attendance),  # nobody named: all four are meant
        ([ALONE], ("japan",), ip4.Invitation),  # an invitation may have been made all the same
    ],
)
def test_without_that_source_nothing_is_established(events, partners, kind):
    timeline = of(*events)
    assert timeline.exists(at_2021(timeline, *partners, kind=kind)).verdict == "not established"


def test_who_is_on_record_came_whatever_was_announced():
    timeline = of(ALONE, came("all-the-same", 2021, "korea", "minister"))
    answer = timeline.exists(at_2021(timeline, "korea"))
    assert (answer.verdict, [e.id for e in answer.evidence]) == ("yes", ["all-the-same"])


def test_an_invitation_that_follows_takes_it_back():
    asked = ip4.Invitation(
        id="asked", occurred="2021-06-07", partners=["korea"], occasion="2021-summit"
    )
    timeline = of(ALONE, asked)
    assert timeline.exists(at_2021(timeline, "korea")).verdict == "not established"
    assert timeline.exists(at_2021(timeline, "japan")).verdict == "no"


def test_what_was_not_known_yet_is_no_ground():
    timeline = of(PLAN, ALONE)
    before = timeline.known("2021-05-30")
    assert before.as_of("2021-05-30")["japan"].engagements["2021-summit"].status == "scheduled"
    assert before.exists(at_2021(before, "japan")).verdict == "not established"
    # Known before the day itself it is a plan: nothing is known of that day yet.
    assert (
        timeline.known("2021-06-01").exists(at_2021(timeline.known("2021-06-01"), "japan")).verdict
        == "not established"
    )


def test_the_matrix_says_so():
    matrix = of(ALONE, NEXT, LEADER).as_of("2022-07-01").summit_matrix("s")
    assert matrix["2021-summit", "korea"].status == "no-format"
    assert matrix["2021-summit", "korea"].lines(ip4.Registries()) == ("no format for partners",)
    assert matrix["2021-summit", "australia"].status == "unknown"


def row(period, level=None, state="complete"):
    return ip4.Coverage(
        series="s",
        kinds=["attendance"],
        partner="korea",
        period=period,
        state=state,
        level=level,
        basis="texts of the time",
    )


ROWS = [row("../2021", "leader"), row("2022/2025")]


def leaders(timeline, level="leader"):
    return timeline.of(ip4.Attendance).in_series("s").about("korea").where(level=level)


def test_coverage_of_a_rank_settles_the_first_of_that_rank():
    timeline = of(ALONE, NEXT, LEADER, coverage=ROWS)
    answer = timeline.first(leaders(timeline), "leader")
    assert answer.verdict == "yes"
    assert {str(r.period) for r in answer.coverage} == {"../2021", "2022/2025"}
    # Of lower ranks, and of whoever came, it says nothing.
    ministers = leaders(timeline, "minister").between(None, "2021-12-31")
    assert timeline.exists(ministers).verdict == "not established"
    anyone = timeline.of(ip4.Attendance).in_series("s").about("korea")
    assert timeline.first(anyone, "leader").verdict == "not established"
    below = of(ALONE, NEXT, LEADER, coverage=[row("../2021", "minister"), ROWS[1]])
    assert below.first(leaders(below), "leader").verdict == "yes"


def test_rows_of_a_rank_stand_beside_those_of_all_and_survive_a_cut():
    both = ip4.Registries(coverage=[row("../2021", "leader"), row("../2021", state="sampled")])
    assert [r.level for r in both.coverage] == [None, "leader"]
    cut = of(ALONE, NEXT, LEADER, coverage=ROWS).known("2022-01-01")
    assert [r.level for r in cut.registries.coverage] == ["leader", None]


def test_a_format_is_of_somebody():
    with pytest.raises(ip4.EventError, match="partner_format: is 'none', and the event is about"):
        scheduled("x", 2021, "2021-05-31", partner_format="none")
    with pytest.raises(ip4.EventError, match="partner_format"):
        scheduled("x", 2021, "2021-05-31", partners=["japan"], partner_format="closed")


def test_the_record_answers_for_brussels_and_for_the_first_korean_leader(record):
    brussels = record.of(ip4.Attendance).where(occasion="2021-brussels-summit").about("japan")
    assert record.exists(brussels).verdict == "no"
    chosen = record.of(ip4.Attendance).in_series("nato-summit").where(level="leader")
    for partner in ("korea", "japan"):
        answer = record.first(chosen.about(partner))
        assert (answer.value.occasion, answer.verdict) == ("2022-madrid-summit", "yes")
