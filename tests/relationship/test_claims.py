"""Claims put to the record, and how sure the answer is."""

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.nato.kinds.occasions import OccasionEvent


def came(year, partner, level="leader", day=None):
    return ip4.Attendance(
        id=f"{year}-{partner}",
        occurred=day or f"{year}-06-29",
        partners=[partner],
        occasion=f"{year}-summit",
        delegates=[ip4.Delegate(person=f"{partner}-head", level=level)],
    )


def scheduled(year, known=None):
    return ip4.OccasionScheduled(
        id=f"{year}-scheduled",
        occurred=known or f"{year - 1}-07-01",
        occasion=f"{year}-summit",
        dates=f"{year}-06-29",
    )


PLANS = [scheduled(year) for year in range(2022, 2026)]
EVENTS = [
    *PLANS,
    *(came(2022, p) for p in ip4.Partner),
    *(came(2023, p) for p in ip4.Partner),
    came(2024, "japan"),
    came(2024, "korea"),
    came(2024, "new-zealand"),
    came(2024, "australia", "deputy-leader"),
    came(2025, "new-zealand"),
    came(2025, "japan", "minister"),
]


def row(partner, period="2022/2025", series="nato-summit", state="complete", kinds=("attendance",)):
    return ip4.Coverage(series=series, kinds=kinds, partner=partner, period=period, state=state)


def summit(year, dates=None):
    return ip4.Occasion(
        id=f"{year}-summit",
        title=str(year),
        format="summit",
        dates=dates or f"{year}-06-29",
        series="nato-summit",
    )


YEARS = ("2022-01-01", "2025-12-31")
FOUR = [row(p) for p in ip4.Partner]
SUMMITS = [summit(year) for year in range(2022, 2026)]


def registries(*, covered="2022/2025", state="complete"):
    return ip4.Registries(
        occasions=SUMMITS, coverage=[row(p, covered, state=state) for p in ip4.Partner]
    )


def record_of(events, coverage=FOUR, occasions=SUMMITS):
    return ip4.Timeline(events, ip4.Registries(occasions=occasions, coverage=coverage))


def attended(timeline, first=YEARS[0], last=YEARS[1]):
    return timeline.of(ip4.Attendance).in_series("nato-summit").between(first, last)


TL = ip4.Timeline(EVENTS, registries())
OPEN = ip4.Timeline(EVENTS, registries(state="sampled"))


def leaders(timeline=TL, first=YEARS[0], last=YEARS[1]):
    chosen = timeline.of(ip4.Attendance).in_series("nato-summit").where(level="leader")
    return chosen.between(first, last)


def test_count():
    answer = TL.count(leaders().about("japan"))
    assert (answer.value, answer.verdict, answer.reason) == (3, "yes", "")
    assert [e.id for e in answer.evidence] == ["2022-japan", "2023-japan", "2024-japan"]
    assert {c.partner for c in answer.coverage} == {"japan"}
    assert TL.count(leaders().about("japan"), 3).verdict == "yes"
    assert TL.count(leaders().about("japan"), 2).verdict == "no"
    assert TL.count(leaders().about("japan"), 4).verdict == "no"


def test_what_the_record_is_not_complete_for_is_not_established():
    assert OPEN.count(leaders(OPEN).about("japan")).verdict == "not established"
    assert OPEN.count(leaders(OPEN).about("japan"), 4).verdict == "not established"
    beyond = leaders(last="2026-12-31").about("japan")
    assert TL.count(beyond).verdict == "not established"
    assert "narrow it with between()" in TL.count(beyond).reason
    assert TL.count(TL.of(ip4.Attendance)).verdict == "not established"
    # The record can refute what it cannot establish.
    assert OPEN.count(leaders(OPEN).about("japan"), 2).verdict == "no"


def test_a_partial_date_leaves_a_count_possible():
    timeline = TL.append(came(2025, "korea", day="2025"))
    inside = leaders(timeline, last="2025-07-01").about("korea")
    assert timeline.count(inside).verdict == "possible"
    assert timeline.count(leaders(timeline).about("korea")).verdict == "yes"


def test_first():
    deputies = TL.of(ip4.Attendance).in_series("nato-summit").between(*YEARS)
    deputies = deputies.where(lambda e: e.level < ip4.Level.LEADER)
    answer = TL.first(deputies)
    assert answer.value.id == "2024-australia"
    assert answer.verdict == "yes"
    assert str(answer) == "yes: 2024-australia"
    assert TL.first(deputies, "2024-australia").verdict == "yes"
    wrong = TL.first(deputies, "2025-japan")
    assert wrong.verdict == "no"
    assert "came before" in wrong.reason
    with pytest.raises(ip4.TimelineError, match="not among"):
        TL.first(deputies, "2022-japan")
    assert (
        OPEN.first(OPEN.of(ip4.Attendance).in_series("nato-summit").between(*YEARS)).verdict
        == "not established"
    )


def test_first_of_none_and_of_partial_dates():
    none = leaders().where(level="official")
    assert TL.first(none).value is None
    assert TL.first(none).verdict == "no"
    assert OPEN.first(leaders(OPEN).where(level="official")).verdict == "not established"
    timeline = TL.append(
        ip4.Attendance(
            id="x",
            occurred="2024",
            partners=["korea"],
            occasion="2024-summit",
            delegates=[ip4.Delegate(person="p", level="minister")],
        )
    )
    chosen = timeline.of(ip4.Attendance).in_series("nato-summit").between(*YEARS)
    answer = timeline.first(chosen.where(lambda e: e.level < ip4.Level.LEADER))
    assert answer.verdict == "possible"
    assert {e.id for e in answer.evidence} == {"2024-australia", "x"}


def test_only():
    hague = leaders().where(occasion="2025-summit")
    assert (TL.only(hague).value, TL.only(hague).verdict) == ("new-zealand", "yes")
    assert TL.only(hague, "NZL").verdict == "yes"
    assert TL.only(hague, "japan").verdict == "no"
    madrid = leaders().where(occasion="2022-summit")
    assert (TL.only(madrid).value, TL.only(madrid).verdict) == (None, "no")
    assert "so did" in TL.only(madrid, "japan").reason
    assert OPEN.only(leaders(OPEN).where(occasion="2025-summit")).verdict == "not established"
    assert TL.only(leaders().where(occasion="2025-summit", level="official")).verdict == "no"


def test_streak():
    assert TL.streak(leaders(last="2024-12-31").about("japan")).value == 3
    assert TL.streak(leaders().about("japan")).value == 0
    assert TL.streak(leaders().about("new-zealand"), 4).verdict == "yes"
    everyone = TL.streak(leaders(last="2023-12-31"), 2)
    assert (everyone.value, everyone.verdict) == (2, "yes")
    assert len(everyone.evidence) == 8
    claim = TL.streak(leaders(last="2024-12-31"), 3)
    assert (claim.value, claim.verdict) == (0, "no")
    assert OPEN.streak(leaders(OPEN, last="2024-12-31"), 3).verdict == "not established"
    with pytest.raises(ip4.TimelineError, match="needs a series"):
        TL.streak(TL.of(ip4.Attendance))


def test_coverage_follows_offices_and_bodies():
    office = ip4.OfficeChanged(
        id="o",
        occurred="2024-10-01",
        partners=["japan"],
        office="japan-prime-minister",
        person="ishiba",
    )
    timeline = ip4.Timeline(
        [office],
        ip4.Registries(
            offices=[
                ip4.Office(id="japan-prime-minister", title="PM", party="japan", level="leader"),
                ip4.Office(id="chair", title="Chair", party="nato", level="official"),
            ],
            coverage=[
                row("japan", "2012/..", "japan-prime-minister", kinds=["office-changed"]),
                row(None, "../2025", "chair", kinds=["office-changed"]),
                row(None, "2012/2025", "nato", kinds=["membership-changed"]),
            ],
        ),
    )
    chosen = timeline.of(ip4.OfficeChanged).where(office="japan-prime-minister")
    assert timeline.count(chosen.between("2012-01-01", None)).verdict == "yes"
    assert timeline.count(chosen).verdict == "not established"
    assert timeline.count(chosen.between("2011-12-31", None)).verdict == "not established"
    # A sole holder among the four is more than one partner's row can tell.
    assert timeline.only(chosen.between("2012-01-01", None)).verdict == "not established"
    chair = timeline.of(ip4.OfficeChanged).where(office="chair")
    assert timeline.count(chair.between(None, "2025-12-31")).verdict == "yes"
    assert timeline.count(chair.between(None, None)).verdict == "not established"
    members = timeline.of(ip4.MembershipChanged).where(body="nato")
    assert timeline.count(members.between("2012-01-01", "2025-12-31")).verdict == "yes"


def test_coverage_speaks_only_of_its_kinds():
    timeline = record_of([*EVENTS, ip4.Meeting(id="m", occurred="2022-06-29")])
    window = timeline.select().in_series("nato-summit").between(*YEARS)
    assert timeline.count(window.of(ip4.Attendance)).verdict == "yes"
    for chosen in (
        window,
        window.of(ip4.Meeting),
        window.of(ip4.Attendance, ip4.Absence),
        window.of(OccasionEvent),
    ):
        assert timeline.count(chosen).verdict == "not established"
    assert "narrow it with of()" in timeline.count(window).reason
    both = [row(p, kinds=["absence", "attendance"]) for p in ip4.Partner]
    wider = record_of(EVENTS, both)
    chosen = wider.of(ip4.Attendance, ip4.Absence).in_series("nato-summit").between(*YEARS)
    assert wider.count(chosen).verdict == "yes"


def test_a_series_is_told_by_an_occasion_office_type_or_body_or_is_the_kind():
    rows = [
        row(None, series="lone", kinds=["meeting"]),
        row(None, series="exercise", kinds=["exercise"]),
        row(None, series="visit", kinds=["visit"]),
    ]
    lone = ip4.Occasion(id="lone", title="L", format="other", dates="2023-01-05")
    exercise = ip4.Exercise(id="x", occurred="2021", partners=["japan"], exercise="lone")
    timeline = record_of([exercise], rows, [lone])
    window = timeline.select().between(*YEARS)
    assert timeline.count(window.of(ip4.Meeting).where(occasion="lone")).verdict == "yes"
    # Neither the exercise's nor the proposal's slug names a series.
    assert timeline.count(window.of(ip4.Exercise).where(exercise="lone")).verdict == "yes"
    assert timeline.count(window.of(ip4.Exercise, ip4.Visit)).verdict == "yes"
    asked = timeline.count(window.of(ip4.Exercise, ip4.Visit, ip4.Operation))
    assert "complete for operation of Japan" in asked.reason


def test_without_a_partner_the_record_must_be_complete_for_all_four():
    timeline = record_of(EVENTS, [row("japan"), row("korea")])
    asked = timeline.count(attended(timeline))
    assert asked.verdict == "not established"
    assert "of Australia" in asked.reason
    assert timeline.count(attended(timeline).about("japan", "korea")).verdict == "yes"
    assert timeline.count(attended(timeline).about("japan").about("australia")).verdict == "yes"
    assert timeline.first(attended(timeline)).verdict == "not established"
    # That Korea was not at the last one, for which its record is complete, is enough.
    assert (
        timeline.streak(attended(timeline)).value,
        timeline.streak(attended(timeline), 1).verdict,
    ) == (0, "no")
    until = attended(timeline, last="2024-12-31").where(level="leader")
    assert timeline.streak(until, 3).verdict == "not established"
    alone = record_of([came(2025, "japan")], [row("japan")])
    asked = alone.only(attended(alone), "japan")
    assert (asked.value, asked.verdict) == ("japan", "not established")


def test_periods_that_touch_or_overlap_are_joined():
    def verdict(*periods):
        timeline = record_of(EVENTS, [row("japan", period) for period in periods])
        return timeline.count(attended(timeline).about("japan")).verdict

    assert verdict("2022/2023", "2024/2025") == "yes"
    assert verdict("2024/2025", "2022/2024-06", "2023/2023-02") == "yes"
    assert verdict("../2023", "2024/..") == "yes"
    assert verdict("2022/2023", "2024-01-02/2025") == "not established"
    assert verdict("2022/2023", "2024/") == "not established"
    assert verdict("/2024", "2024/2025") == "not established"
    timeline = record_of(EVENTS, [row("japan", "../2023"), row("japan", "2024/..")])
    asked = timeline.count(attended(timeline, None, None).about("japan"))
    assert (asked.verdict, len(asked.coverage)) == ("yes", 2)


def test_nothing_is_covered_after_the_horizon():
    then = TL.known("2023-12-31")
    assert then.count(leaders(then).about("japan")).verdict == "not established"
    assert "after 2023-12-31" in then.count(leaders(then).about("japan")).reason
    assert then.count(leaders(then, last=None).about("japan")).verdict == "not established"
    assert then.count(leaders(then, last="2023-12-31").about("japan"), 2).verdict == "yes"


def test_a_streak_takes_only_occasions_that_were_known_to_be_held():
    then = TL.known("2023-12-31")
    asked = then.streak(leaders(then, last="2023-12-31").about("japan"), 2)
    assert (asked.value, asked.verdict) == (2, "yes")
    # The summit of 2024 was scheduled by then, and says nothing before it was held.
    asked = then.streak(leaders(then).about("japan"), 2)
    assert (asked.value, asked.verdict) == (2, "not established")
    off = ip4.OccasionCalledOff(id="off", occurred="2025-06-01", occasion="2025-summit")
    called_off = TL.append(off)
    assert called_off.streak(leaders(called_off).about("japan")).value == 3
    again = called_off.append(attrs.evolve(scheduled(2025, known="2025-06-02"), id="again"))
    assert again.streak(leaders(again).about("japan")).value == 0


def test_a_streak_never_passes_over_an_occasion_that_the_record_fails_to_schedule():
    events = [e for e in EVENTS if e.id != "2024-scheduled"]
    timeline = record_of(events)
    asked = timeline.streak(leaders(timeline, last="2024-12-31").about("japan"), 2)
    assert asked.verdict == "not established"
    assert "2024-summit" in asked.reason
    # It does not matter before the occasion that broke the run.
    assert timeline.streak(leaders(timeline).about("japan"), 1).verdict == "no"
    then = timeline.known("2024-12-31")
    asked = then.streak(leaders(then, last="2024-12-31").about("japan"))
    assert (asked.verdict, "2024-summit" in asked.reason) == ("not established", True)
    unheard = record_of([came(2022, "japan"), scheduled(2022)]).known("2022-12-31")
    asked = unheard.streak(leaders(unheard, last="2022-12-31").about("japan"))
    assert (asked.value, asked.verdict) == (1, "yes")


def test_a_streak_goes_by_time_and_takes_what_is_wholly_inside():
    # "[" sorts after digits, so that by text the first summit would come last.
    occasions = [summit(2022, "[2022-06-28..2022-06-30]"), summit(2023), summit(2024)]
    timeline = record_of([*PLANS, came(2023, "japan"), came(2024, "japan")], FOUR, occasions)
    asked = timeline.streak(attended(timeline, last="2024-12-31").about("japan"))
    assert asked.value == 2
    edge = record_of(
        [*PLANS, came(2022, "japan"), came(2023, "japan", day="2023-06-30")],
        FOUR,
        [summit(2022), summit(2023, "2023-06-29/2023-06-30")],
    )
    for last, length in (("2023-06-29", 1), ("2023-06-30", 2)):
        assert edge.streak(attended(edge, last=last).about("japan")).value == length
    assert edge.streak(attended(edge, first="2022-06-30").about("japan")).value == 1


def test_a_broken_streak_names_the_occasion_that_broke_it():
    asked = TL.streak(leaders(last="2024-12-31").about("japan", "australia"), 1)
    assert (asked.value, asked.verdict, asked.evidence) == (0, "no", ())
    assert asked.reason.endswith("2024-summit breaks the run for Australia")
    timeline = record_of([*PLANS, came(2022, "korea"), came(2024, "korea"), came(2025, "korea")])
    asked = timeline.streak(attended(timeline).about("korea"), 3)
    assert (asked.value, asked.verdict) == (2, "no")
    assert "2 in a row; 2023-summit breaks" in asked.reason
    assert [e.id for e in asked.evidence] == ["2024-korea", "2025-korea"]
    short = timeline.streak(attended(timeline, first="2024-01-01").about("korea"), 3)
    assert short.reason == "the record holds 2 in a row"


def test_a_streak_counts_meetings_held_at_occasions():
    met = [
        ip4.Meeting(id=f"m{y}", occurred=f"{y}-06-29", partners=["japan"], occasion=f"{y}-summit")
        for y in range(2022, 2026)
    ]
    timeline = record_of([*PLANS, *met], [row("japan", kinds=["meeting"])])
    chosen = timeline.of(ip4.Meeting).in_series("nato-summit").about("japan").between(*YEARS)
    assert timeline.streak(chosen, 4).verdict == "yes"


def test_only_compares_all_four():
    for chosen in (
        leaders().about("new-zealand"),
        leaders().where(partner="new-zealand"),
        leaders().where(partners=["new-zealand"]),
    ):
        with pytest.raises(ip4.TimelineError, match=r"leave out about\(\)"):
            TL.only(chosen, "new-zealand")


def test_only_takes_events_possibly_within_as_possible():
    def asked(*events, claim="new-zealand"):
        timeline = record_of(events)
        return timeline.only(attended(timeline, last="2025-07-01"), claim)

    sure, maybe = came(2025, "new-zealand"), came(2025, "korea", day="2025")
    own = came(2025, "new-zealand", day="2025")
    for claim in ("new-zealand", None):
        assert asked(sure, claim=claim).verdict == "yes"
        assert asked(sure, maybe, claim=claim).value == "new-zealand"
        assert asked(sure, maybe, claim=claim).verdict == "possible"
        assert "2025-korea" in asked(sure, maybe, claim=claim).reason
        assert asked(own, claim=claim).verdict == "possible"
        assert asked(own, maybe, claim=claim).verdict == "possible"
        assert asked(claim=claim).reason == "there is none"
    assert asked(own, came(2025, "korea")).verdict == "no"
    assert asked(maybe).reason == "there is none of New Zealand"
    assert asked(sure, came(2025, "korea"), claim=None).verdict == "no"


def test_first_is_not_decided_by_ids():
    timeline = record_of(EVENTS)
    answer = timeline.first(attended(timeline))
    assert (answer.value.id, answer.verdict) == ("2022-australia", "possible")
    for partner in ip4.Partner:
        answer = timeline.first(attended(timeline), f"2022-{partner}")
        assert (answer.value.id, answer.verdict) == ("2022-australia", "possible")
        named = {f"2022-{p}" for p in ip4.Partner if p != partner}
        assert set(answer.reason.removeprefix("as early may have been ").split(", ")) == named
    answer = timeline.first(attended(timeline), "2023-japan")
    assert (answer.value.id, answer.verdict) == ("2022-australia", "no")


def test_first_takes_events_possibly_within_as_possible():
    before = came(2022, "japan", day="[2022-06-01..2022-07-15]")
    lone = record_of([before])
    assert lone.first(attended(lone, "2022-07-01").about("japan")).verdict == "possible"
    two = record_of([before, came(2023, "japan")])
    chosen = attended(two, "2022-07-01").about("japan")
    answer = two.first(chosen, "2023-japan")
    assert (answer.value.id, answer.verdict) == ("2022-japan", "possible")
    assert "2022-japan" in answer.reason
    assert two.first(attended(two).about("japan"), "2023-japan").verdict == "no"
    # What may lie after the window is not first in it if something within came before.
    late = record_of([came(2023, "japan"), came(2024, "japan", day="[2024-12-01..2025-02-01]")])
    chosen = attended(late, last="2024-12-31").about("japan")
    assert late.first(chosen, "2024-japan").verdict == "no"


def test_first_of_one_without_a_latest_day_needs_the_whole_period():
    some_day = ip4.Visit(
        id="v",
        occurred="[2023-01-01..]",
        known="2025-01-01",
        partners=["japan"],
        direction="to-nato",
    )
    timeline = record_of([some_day], [row("japan", series="visit", kinds=["visit"])])
    chosen = timeline.of(ip4.Visit).about("japan")
    assert timeline.first(chosen.between(*YEARS)).verdict == "possible"
    assert timeline.first(chosen.between(YEARS[0], None)).verdict == "not established"


@pytest.mark.parametrize(
    ("occurred", "verdict"),
    [
        ("2023-06-20/2023-07-10", "yes"),
        ("2023-06/2023-07", "yes"),
        ("2023-06/2023-08", "yes"),
        ("../2023-07-10", "yes"),
        ("2023-06-20/..", "yes"),
        ("2023-07-05/", "yes"),
        ("2023-07-31/2023-08-05", "yes"),
        ("2023-06-20/", "possible"),
        ("2023-06-20/2023", "possible"),
        ("2023-07/2023-08", "yes"),
        ("2023/2023-12", "possible"),
        ("/2023-12-05", "possible"),
        ("2023-07", "yes"),
        ("[2023-06-30..2023-07-02]", "possible"),
        ("[2023-07-31..2023-08-01]", "possible"),
    ],
)
def test_a_lasting_event_counts_where_it_certainly_overlaps(occurred, verdict):
    event = ip4.Exercise(
        id="x", occurred=occurred, known="2024-01-01", partners=["japan"], exercise="e"
    )
    timeline = record_of([event], [row("japan", "../2025", series="exercise", kinds=["exercise"])])
    chosen = timeline.of(ip4.Exercise).about("japan")
    asked = timeline.count(chosen.between("2023-07-01", "2023-07-31"))
    assert (asked.value, asked.verdict) == (1, verdict)


QUESTIONS = {
    "exists": (),
    "never": (),
    "count": (),
    "first": (),
    "last": (),
    "nth": (1,),
    "only": (),
    "most": (),
    "largest": (),
    "streak": (),
    "every_year": (),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_timeline_answers_for_its_own_events_alone(record, question):
    def asked(timeline, selection):
        return getattr(timeline, question)(selection, *QUESTIONS[question])

    def chosen(timeline):
        support = timeline.of(ip4.Support).about("korea").between("2022-01-01", "2022-12-31")
        seats = timeline.of(ip4.Attendance).in_series("nato-summit")
        return seats if question == "streak" else support

    then, later = record.known("2024-06-20"), record.known("2025-06-20")
    for timeline in (then, ip4.Timeline([])):
        with pytest.raises(ip4.TimelineError, match="the selection is of another timeline"):
            asked(timeline, chosen(later))
    again = ip4.Timeline(record.entries, record.registries)
    if question not in ("only", "most"):  # which compare all four
        assert asked(then, chosen(record.known("2024-06-20"))) == asked(then, chosen(then))
        assert asked(record, chosen(again)) == asked(record, chosen(record))
    for wrong in (record, [], None, "visit"):
        with pytest.raises(ip4.TimelineError, match="is no selection; claim something of"):
            asked(record, wrong)


@pytest.mark.parametrize("claim", ["4", -1, True, 1.5, [4]])
def test_a_streak_is_claimed_to_be_of_a_number(record, claim):
    with pytest.raises(ip4.TimelineError, match="is not a number of occasions"):
        record.streak(record.of("attendance").in_series("nato-summit"), claim)


@pytest.mark.parametrize("claim", [["madrid"], 7, ("madrid",), ip4.Partner])
def test_what_is_claimed_is_an_event_or_an_id(record, claim):
    chosen = record.of(ip4.Support)
    for ask in (record.first, record.last, record.largest):
        with pytest.raises(ip4.TimelineError, match="is no event; claim one, or an id"):
            ask(chosen, claim)
    with pytest.raises(ip4.TimelineError, match="is no event"):
        record.nth(chosen, 1, claim)
