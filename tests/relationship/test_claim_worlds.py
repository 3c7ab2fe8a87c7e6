"""What a record leaves open, a claim leaves open; small records that misled once."""

from typing import ClassVar

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.events import kinds as registered

from .small import (
    SERIES,
    VISITS,
    P,
    absent,
    asked,
    came,
    met,
    occasion,
    pledge,
    record,
    rows,
    scheduled,
    visit,
)

HELD = [scheduled(o) for o in SERIES]
SEATS = rows("s", "2020/2023", "attendance")


def seats(timeline, partner="japan"):
    return timeline.of(ip4.Attendance).in_series("s").about(partner)


@pytest.mark.parametrize("days", [(None, "2010-01-01"), ("2023-07-01", None)])
def test_days_past_all_occasions_of_a_series_are_not_those_of_the_series(days):
    timeline = record(*HELD, came("a", "s2022"), coverage=SEATS)
    past = seats(timeline, "korea").between(*days)
    for answer in (timeline.never(past), timeline.exists(past), timeline.count(past, 0)):
        assert answer.verdict == "not established"
        assert answer.period == "/".join(d or ".." for d in days)
    anybody = timeline.of(ip4.Attendance).in_series("s").between(*days)
    for ask in (timeline.only, timeline.most):
        assert ask(anybody).verdict == "not established"
    with pytest.raises(ip4.TimelineError, match="from when to when"):
        timeline.every_year(past)


def test_a_side_that_is_left_open_is_still_that_of_the_series():
    timeline = record(*HELD, came("a", "s2022"), coverage=SEATS)
    answer = timeline.never(seats(timeline, "korea").between("2022-01-01", None))
    assert (answer.verdict, answer.period) == ("yes", "2022-01-01/2023-06-11")


def visits(timeline, partner="japan"):
    return timeline.of(ip4.Visit).about(partner)


def test_no_day_comes_after_the_last_or_before_the_first():
    timeline = record(visit("v", "2022-01-01"))
    with pytest.raises(ip4.TimelineError, match="there is no day after 9999-12-31"):
        timeline.first(visits(timeline), since="9999-12-31")
    with pytest.raises(ip4.TimelineError, match="there is no day after 9999-12-31"):
        timeline.nth(visits(timeline), 2, since="9999-12-31")
    with pytest.raises(ip4.TimelineError, match="there is no day before 0001-01-01"):
        timeline.last(visits(timeline), before="0001-01-01")
    year = visits(timeline).between("2022-01-01", "2022-12-31")
    with pytest.raises(ip4.TimelineError, match="between 2023-01-02 and 2022-12-31"):
        timeline.first(year, since="2023-01-01")


def test_what_lasts_is_not_its_own_successor():
    long = visit("e", "2022-01-01/2022-03-01")
    timeline = record(long, visit("x", "2022-02-01"), coverage=VISITS)
    for since in (long, "2022-01-01"):
        assert timeline.first(visits(timeline), "x", since=since).verdict == "yes"
        assert timeline.first(visits(timeline), since=since).value.id == "x"
        with pytest.raises(ip4.TimelineError, match="not among the events selected"):
            timeline.first(visits(timeline), "e", since=since)
    # Backwards what began before counts, however long it lasted.
    assert timeline.last(visits(timeline), "e", before="2022-02-01").verdict == "yes"


@pytest.mark.parametrize("since", ["2022", "2022-03-01?", "[2022-02-01..]", "2022-12-30"])
def test_the_first_since_an_event_is_open_where_it_is_open_what_came_after(since):
    day = "2022-02-28" if "?" in since else "2022-12-30"
    mark = visit("e", since, known="2023-01-01")
    timeline = record(mark, visit("x", day), visit("y", "2023-02-01"), coverage=VISITS)
    assert timeline.first(visits(timeline), "y", since=mark).verdict == "possible"
    answer = timeline.first(visits(timeline), "x", since=mark)
    assert answer.verdict == "possible"
    assert answer.reason == "it is not sure which came first, x or e"
    assert timeline.nth(visits(timeline), 2, "y", since=mark).verdict == "possible"


@pytest.mark.parametrize("before", ["2022", "2022-01-29?", "2022-01-30"])
def test_the_last_before_an_event_is_open_likewise(before):
    mark = visit("e", before, known="2023-01-01")
    timeline = record(visit("w", "2021-05-01"), visit("x", "2022-01-30"), mark, coverage=VISITS)
    assert timeline.last(visits(timeline), "w", before=mark).verdict == "possible"
    assert timeline.last(visits(timeline), "x", before=mark).verdict == "possible"


def test_a_partial_date_is_only_possibly_after_a_day():
    timeline = record(visit("x", "2022"), visit("y", "2023-02-01"), coverage=VISITS)
    for chosen in "xy":
        answer = timeline.first(visits(timeline), chosen, since="2022-06-30")
        assert answer.verdict == "possible"
        assert [e.id for e in answer.doubtful] == ["x"]


@pytest.mark.parametrize("date", ["2022-03-01?", "2022-02-28~", "2022-03-02?"])
def test_a_doubted_date_is_only_possibly_on_either_side_of_a_day(date):
    ever = [row for days in ("../2022", "2023/..") for row in rows("visit", days, "visit")]
    timeline = record(visit("x", date), coverage=ever)
    assert timeline.first(visits(timeline), since="2022-03-01").verdict == "possible"
    assert timeline.last(visits(timeline), before="2022-03-01").verdict == "possible"


def test_the_order_of_what_is_missing_is_asked_of_the_days_that_it_may_have_been_on():
    mark = visit("e", "2022-03-01")
    part = rows("visit", "2022-03-02/2030", "visit")
    timeline = record(mark, visit("y", "2023-02-01"), coverage=part)
    # One on the day of the event may have come after it, and may be missing.
    assert timeline.first(visits(timeline), "y", since=mark).verdict == "not established"
    assert timeline.first(visits(timeline), "y", since="2022-03-01").verdict == "yes"
    since = [row for days in ("2021/2022", "2023/..") for row in rows("visit", days, "visit")]
    doubted = visit("e", "2022-03-01?")
    alone = record(doubted, coverage=since)  # one before 2021 may have come after it
    assert alone.first(visits(alone), since=doubted).verdict == "possible"
    assert alone.first(visits(alone), since=visit("z", "2022-03-01")).verdict == "possible"
    assert alone.first(visits(alone), since=visit("z", "2022-03-02")).verdict == "possible"
    later = record(doubted, visit("y", "2022-03-01"), coverage=since)
    assert later.nth(visits(later), 2, "y", since=doubted).verdict == "possible"
    exact = record(visit("e", "2022-03-01"), coverage=since)
    assert exact.first(visits(exact), since=visit("z", "2022-03-02")).verdict == "no"
    odd = record(visit("y", "2022~"), coverage=rows("visit", "../2022", "visit"))
    assert odd.first(visits(odd), "y").verdict == "not established"


def test_a_plan_for_a_later_occasion_may_be_older_than_the_one_before():
    late = rows("s", "2022-06-01/2030", "invitation")
    timeline = record(*HELD, asked("i", "2022-02-01", "s2022"), coverage=late)
    plans = timeline.of(ip4.Invitation).in_series("s").about("japan")
    assert timeline.last(plans.between(None, "2024-01-01"), "s2022").verdict == "not established"
    whole = record(
        *HELD, asked("i", "2022-02-01", "s2022"), coverage=rows("s", "../2030", "invitation")
    )
    plans = whole.of(ip4.Invitation).in_series("s").about("japan")
    assert whole.last(plans.between(None, "2024-01-01"), "s2022").verdict == "yes"


MEETINGS = [
    met("m0", "2021-06-10"),
    met("m1", "2022-06-10", "s2022"),
    met("m2", "2023-06-10", "s2023"),
]


def test_what_names_no_occasion_may_have_been_at_an_earlier_one():
    timeline = record(*HELD, *MEETINGS, coverage=rows("s", "../2030", "meeting"))
    meetings = timeline.of(ip4.Meeting).in_series("s").about("japan")
    assert timeline.first(meetings, "s2022").verdict == "possible"
    assert timeline.first(meetings, "s2022").value == "s2022"
    assert timeline.first(meetings, "s2021").verdict == "possible"
    assert timeline.last(meetings, "s2023").verdict == "not established"
    assert timeline.last(meetings.between(None, "2024-01-01"), "s2023").verdict == "yes"
    # A record complete for a series has its occasions: on a day without one there was none.
    stray = record(
        *HELD, met("m", "2021-03-01"), *MEETINGS[1:], coverage=rows("s", "../2030", "meeting")
    )
    meetings = stray.of(ip4.Meeting).in_series("s").about("japan")
    assert stray.first(meetings, "s2022").verdict == "yes"


def streaks(timeline, *claims, kind=ip4.Attendance, days=(None, None)):
    chosen = timeline.of(kind).in_series("s").about("japan").between(*days)
    return [timeline.streak(chosen, claim).verdict for claim in claims]


def test_coverage_of_a_rank_says_nothing_of_every_occasion():
    leaders = rows("s", "../2030", "attendance", level="leader")
    timeline = record(*HELD, came("a", "s2023"), coverage=leaders)
    assert streaks(timeline, 1, days=("1949-01-01", "1989-12-31")) == ["not established"]
    assert streaks(timeline, 1, days=("2020-01-01", "2023-12-31")) == ["not established"]


def test_a_break_denies_only_where_every_occasion_since_is_on_record():
    sparse = [o for o in SERIES if o.id != "s2021"]
    events = [scheduled(o) for o in sparse]
    events += [absent("x", "s2020"), came("b", "s2022"), came("c", "s2023")]
    open_ = record(*events, occasions=sparse)
    assert streaks(open_, None, 2, 3) == ["not established"] * 3
    part = record(*events, occasions=sparse, coverage=rows("s", "2022/2023", "attendance"))
    assert streaks(part, None, 2, 3) == ["not established", "yes", "not established"]
    whole = record(*events, occasions=sparse, coverage=SEATS)
    assert streaks(whole, None, 2, 3) == ["yes", "yes", "no"]
    reason = whole.streak(whole.of(ip4.Attendance).in_series("s").about("japan"), 3).reason
    assert reason == "the record holds 2 in a row; s2020 breaks the run for Japan"


def test_what_names_no_occasion_may_have_been_at_the_one_that_breaks_a_run():
    timeline = record(*HELD, *MEETINGS, coverage=rows("s", "../2030", "meeting"))
    days = ("2020-01-01", "2023-12-31")
    assert streaks(timeline, 2, 3, 4, kind=ip4.Meeting, days=days) == ["yes", "possible", "no"]
    meetings = timeline.of(ip4.Meeting).in_series("s").about("japan")
    reason = timeline.streak(meetings.between(*days), 4).reason
    assert reason == "there are at most 3 in a row; s2020 breaks the run for Japan"
    answer = timeline.streak(meetings, 3)
    assert [e.id for e in answer.doubtful] == ["m0"]


def test_a_plan_may_be_older_than_the_days_of_its_occasion():
    plans = [asked(f"i{o.id}", f"{o.id[1:]}-02-01", o.id) for o in SERIES[2:]]
    events = [scheduled(o, f"{int(o.id[1:]) - 1}-07-01") for o in SERIES]
    days = ("2020-01-01", "2023-12-31")
    part = rows("s", "2021-06-01/2023", "invitation") + rows("s", "../2030", "absence")
    timeline = record(*events, *plans, coverage=part)
    # It may have been made since July 2020, and the record is complete since June 2021.
    assert streaks(timeline, 3, kind=ip4.Invitation, days=days) == ["not established"]
    whole = record(*events, *plans, coverage=rows("s", "2020/2023", "invitation"))
    assert streaks(whole, 3, kind=ip4.Invitation, days=days) == ["no"]


@pytest.mark.parametrize(
    ("off", "again", "verdicts"),
    [
        ("2021-03-01", None, ["yes", "no"]),
        ("2021-03-01", "2021-04-01", ["no", "no"]),
        ("2021-03-01", "[2021-01-02..]", ["possible", "no"]),
        ("2021-03", "2021-03-20", ["possible", "no"]),
    ],
)
def test_what_was_called_off_breaks_no_run_unless_it_was_scheduled_again(off, again, verdicts):
    events = [*HELD, *(came(f"a{y}", f"s{y}") for y in (2020, 2022, 2023))]
    events.append(
        ip4.OccasionCalledOff(id="off", occurred=off, occasion="s2021", known="2021-04-01")
    )
    if again:
        events.append(scheduled(SERIES[1], again, id="again", known="2021-04-02"))
    timeline = record(*events, coverage=SEATS)
    assert streaks(timeline, 3, 4) == verdicts


def test_a_partial_date_leaves_open_which_occasions_come_last():
    late = ip4.Occasion(id="s2022b", title="b", format="summit", dates="2022", series="s")
    occasions = [*SERIES, late]
    events = [*HELD, scheduled(late, "2021-12-01")]
    events += [came(f"a{y}", f"s{y}") for y in (2020, 2021, 2022, 2023)]
    timeline = record(*events, coverage=SEATS, occasions=occasions)
    assert streaks(timeline, 1, 2, 3) == ["yes", "possible", "no"]
    # Whether it lies within the days may be open too.
    days = ("2021-01-01", "2022-06-30")
    assert streaks(timeline, 1, 2, days=days) == ["possible", "possible"]


def test_no_claim_about_no_occasion_needs_none():
    days = ("2020-01-01", "2023-12-31")
    assert streaks(record(), 0, 1, days=days) == ["yes", "not established"]
    # What is complete for exercises of a series names none of its meetings.
    drills = record(came("a", "s2023"), *HELD, coverage=rows("s", "../2023", "exercise"))
    assert streaks(drills, 1, days=days) == ["not established"]


@pytest.mark.parametrize("day", ["2022?", "[2021-12-01..2022-02-01]"])
def test_to_ask_for_what_is_sure_makes_no_doubt_into_a_denial(day):
    timeline = record(visit("v", day), coverage=VISITS)
    year = visits(timeline).between("2022-01-01", "2022-12-31", sure=True)
    assert list(year) == []
    for ask in (timeline.exists, timeline.never, timeline.count, timeline.every_year):
        assert ask(year).verdict == "possible"
    assert timeline.count(year).value == 0
    assert [e.id for e in timeline.never(year).doubtful] == ["v"]
    assert timeline.first(year, "v").verdict == "possible"
    everybody = timeline.of(ip4.Visit).between("2022-01-01", "2022-12-31", sure=True)
    assert timeline.only(everybody, "japan").verdict == "possible"
    assert timeline.most(everybody, "japan").verdict == "possible"


LEADERS = [asked("j", "2022-01-01", "s2022", level="leader")]
LEADERS.append(asked("k", "2022-01-02", "s2022", "korea", level="leader"))
UNKNOWN = asked("k2", "2022-01-03", "s2022", "korea")


def test_a_tie_for_the_most_is_open_where_an_event_may_break_it():
    plans = rows("s", "2000/2030", "invitation")
    for events, verdict in (([], "no"), ([UNKNOWN], "possible")):
        timeline = record(*HELD, *LEADERS, *events, coverage=plans)
        invited = timeline.of(ip4.Invitation).in_series("s").where(level="leader")
        answer = timeline.most(invited)
        assert (answer.value, answer.verdict) == (None, verdict)
        assert timeline.most(invited, "korea").verdict == verdict
    assert "does not say whether it is such: k2" in answer.reason
    bare = record(*HELD, *LEADERS)
    invited = bare.of(ip4.Invitation).in_series("s").where(level="leader")
    answer = bare.most(invited)
    assert answer.verdict == "not established"
    assert "nowhere declares itself complete" in answer.reason
    half = record(*HELD, *LEADERS, coverage=plans[:3])
    invited = half.of(ip4.Invitation).in_series("s").where(level="leader")
    # New Zealand may have any number, Japan and Korea none alone.
    assert half.most(invited).verdict == "not established"
    assert half.most(invited, "japan").verdict == "no"


SUPPORT = rows("support", "2000/2030", "support")
WIDE, TIGHT = ("2021-01-01", "2023-12-31"), ("2022-01-01", "2022-02-01")


@pytest.mark.parametrize(
    ("third", "coverage", "days", "verdict"),
    [
        ([], SUPPORT, WIDE, "no"),
        ([pledge("c", "2022-01-03", None)], SUPPORT, WIDE, "possible"),
        ([pledge("c", "2022-01-03", "9", "EUR")], SUPPORT, WIDE, "no"),
        ([], (), WIDE, "not established"),
        ([], SUPPORT, TIGHT, "possible"),
    ],
)
def test_a_tie_for_the_largest_is_open_where_something_may_break_it(third, coverage, days, verdict):
    second = pledge("b", "2022" if days is TIGHT else "2022-01-02", "5")
    timeline = record(pledge("a", "2022-01-01", "5"), second, *third, coverage=coverage)
    sums = timeline.of(ip4.Support).between(*days)
    answer = timeline.largest(sums, currency="USD")
    assert (answer.value, answer.verdict) == (None, verdict)
    assert answer.reason
    assert timeline.largest(sums, "a").verdict == ("no" if days is WIDE else "possible")


def test_the_only_amounts_being_unstated_leaves_the_largest_open():
    timeline = record(pledge("a", "2022-01-01", None), coverage=SUPPORT)
    assert timeline.largest(timeline.of(ip4.Support).between(*WIDE)).verdict == "possible"
    empty = record(coverage=SUPPORT)
    answer = empty.largest(empty.of(ip4.Support).between(*WIDE))
    assert (answer.verdict, answer.reason) == ("no", "there is none")


@pytest.fixture
def state_visit(monkeypatch):
    """A kind that stems from another, forgotten afterwards."""
    monkeypatch.setattr(registered, "_KINDS", dict(registered._KINDS))

    @ip4.register
    @attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
    class StateVisit(ip4.Visit):
        kind: ClassVar[str] = "state-visit"

    return StateVisit


def test_what_is_complete_for_a_kind_is_not_for_those_that_stem_from_it(state_visit):
    days = ("2020-01-01", "2023-12-31")
    timeline = record(coverage=VISITS)
    for kind in (ip4.Visit, "state-visit", ip4.Event):
        assert timeline.never(timeline.of(kind).about("japan").between(*days)).value is None
    answer = timeline.never(timeline.of(ip4.Visit).about("japan").between(*days))
    assert "nowhere declares itself complete for state-visit of Japan" in answer.reason
    both = record(coverage=[*VISITS, *rows("state-visit", "2000/2030", "state-visit")])
    for kind in (ip4.Visit, "state-visit"):
        assert both.never(both.of(kind).about("japan").between(*days)).verdict == "yes"
    series = record(coverage=rows("s", "2000/2030", "visit"))
    assert series.never(series.of(ip4.Visit).in_series("s")).verdict == "not established"


def test_a_report_is_named_only_for_the_days_that_it_speaks_of():
    claimed = asked("i", "[..2023-05-14]", "s2023")
    told = ip4.Report(
        id="r", occurred="2023-05-14", partners=["japan"], medium="NHK", asserts=claimed
    )
    timeline = record(*HELD, told)
    invited = timeline.of(ip4.Invitation).about("japan")
    for days, named in (
        ((None, "1980-01-01"), False),
        (("2023-01-01", "2023-12-31"), True),
        ((None, None), True),
    ):
        answer = timeline.never(invited.between(*days))
        assert answer.verdict == "not established"
        assert ("reported and not confirmed" in answer.reason) is named
        assert [e.id for e in answer.evidence] == (["r"] if named else [])


@pytest.mark.parametrize("period", ["2022~/2023~", "2022/2023?", "2022?/2023"])
def test_coverage_of_uncertain_days_establishes_nothing(period):
    timeline = record(*HELD, coverage=rows("s", period, "attendance"))
    chosen = seats(timeline).between("2022-01-01", "2023-12-31")
    answer = timeline.never(chosen)
    assert answer.verdict == "not established"
    assert answer.reason.endswith(f"only over {period} (not sure)")
    assert timeline.streak(chosen, 1).verdict == "not established"


def unsure(state, period="2022/2023", **more):
    return rows("s", period, "attendance", state=state, **more)


@pytest.mark.parametrize(
    ("contrary", "level", "verdict"),
    [
        (unsure("unknown"), "leader", "not established"),
        (unsure("sampled", "2023-06/2024"), "leader", "not established"),
        (unsure("unknown", "2024/2025"), "leader", "yes"),
        (unsure("unknown", partners=["korea"]), "leader", "yes"),
        (unsure("sampled", level="minister"), "leader", "not established"),
        (unsure("sampled", level="leader"), "minister", "yes"),
    ],
)
def test_who_is_complete_and_not_complete_is_not(contrary, level, verdict):
    timeline = record(*HELD, coverage=[*SEATS, *contrary])
    chosen = seats(timeline).between("2022-01-01", "2023-12-31").where(level=level)
    answer = timeline.never(chosen)
    assert answer.verdict == verdict
    assert verdict == "yes" or "both complete and" in answer.reason


def test_a_rank_that_is_complete_is_so_where_the_others_are_sampled():
    leaders = rows("s", "2020/2023", "attendance", level="leader")
    timeline = record(*HELD, coverage=[*leaders, *unsure("sampled", "2020/2023")])
    assert timeline.never(seats(timeline).where(level="leader")).verdict == "yes"
    assert timeline.never(seats(timeline)).verdict == "not established"


def test_an_occasion_of_an_uncertain_day_leaves_open_which_days_are_covered():
    odd = occasion(2022, "2022-06-10~")
    timeline = record(scheduled(odd), occasions=[odd], coverage=SEATS)
    there = timeline.of(ip4.Attendance).about("japan").where(occasion="s2022")
    answer = timeline.never(there)
    assert answer.verdict == "not established"
    assert answer.reason == "it is not sure when s2022 was: 2022-06-10~"
    days = ("2022-01-01", "2022-12-31")
    assert timeline.never(seats(timeline).between(*days)).verdict == "yes"


@pytest.mark.parametrize(
    ("again", "verdict"),
    [(None, "yes"), ("2020-12-01", "yes"), ("[2020-12-01..]", "not established")],
)
def test_what_may_have_been_opened_to_partners_later_shuts_out_nobody(again, verdict):
    alone = scheduled(SERIES[1], "2021-01-01", partners=P, partner_format="none")
    events = [alone]
    if again:
        events.append(
            scheduled(
                SERIES[1], again, id="z", known="2021-04-01", partners=P, partner_format="partners"
            )
        )
    timeline = record(*events)
    there = timeline.of(ip4.Attendance).about("japan").where(occasion="s2021")
    assert timeline.never(there).verdict == verdict
