"""Verdicts are as strong as their evidence: intervals, periods, and what each can prove or deny."""

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.relationship.claims.answer import Interval

YEAR = ("2023-01-01", "2023-12-31")
VILNIUS = ip4.Occasion(
    id="vilnius", title="V", format="summit", dates="2023-07-11/2023-07-12", series="nato-summit"
)
MADRID = ip4.Occasion(
    id="madrid", title="M", format="summit", dates="2022-06-28/2022-06-30", series="nato-summit"
)
PEOPLE = [ip4.Person(id=id, name=id.title()) for id in ("ann", "bob", "cy")]


def row(partner="japan", series="visit", kinds=("visit",), period="2023/2023"):
    return ip4.Coverage(
        series=series, kinds=kinds, partner=partner, period=period, state="complete"
    )


def record(*events, coverage=(), occasions=(MADRID, VILNIUS)):
    return ip4.Timeline(
        events, ip4.Registries(coverage=coverage, occasions=occasions, people=PEOPLE)
    )


def visit(id, occurred, partner="japan", **more):
    return ip4.Visit(id=id, occurred=occurred, partners=[partner], direction="to-nato", **more)


def scheduled(occasion, day):
    return ip4.OccasionScheduled(
        id=f"{occasion.id}-scheduled", occurred=day, occasion=occasion.id, dates=occasion.dates
    )


def came(occasion, day, partner="japan", level="leader", person="ann"):
    delegate = ip4.Delegate(person=person, level=level)
    return ip4.Attendance(
        id=f"{occasion.id}-{partner}",
        occurred=day,
        partners=[partner],
        occasion=occasion.id,
        delegates=[delegate],
    )


SEATS = [row(p, "nato-summit", ("attendance",), "2022/2023") for p in ip4.Partner]
NUMBERS = st.integers(0, 4)


@given(NUMBERS, NUMBERS, st.booleans(), NUMBERS, st.one_of(st.none(), NUMBERS))
def test_a_verdict_is_that_of_every_number_in_the_interval(low, more, open_, at_least, at_most):
    assume(at_most is None or at_least <= at_most)
    interval = Interval(low, low + more, "a gap" if open_ else "")
    # One number beyond all bounds stands for every further one.
    numbers = range(low, 20 if open_ else low + more + 1)
    said = {n >= at_least and (at_most is None or n <= at_most) for n in numbers}
    verdict = interval.verdict(at_least, at_most)
    expected = {frozenset({True}): "yes", frozenset({False}): "no"}.get(frozenset(said))
    assert verdict == (expected or ("not established" if open_ else "possible"))


DATES = st.sampled_from(["2023-03-01", "2023-03", "2023", "2022-12-30", "[..2023-05-01]", "2023?"])
VISITS = st.lists(st.tuples(DATES, st.sampled_from(["japan", "korea"]), st.booleans()), max_size=4)
ROWS = st.lists(st.sampled_from(["2023/2023", "2022/2023", "../2023"]), max_size=2)


@st.composite
def asked(draw):
    """A timeline of visits, and a selection of them."""
    events = [
        visit(f"v{n}", day, partner, known="2024-01-01", place="Brussels" if at else "")
        for n, (day, partner, at) in enumerate(draw(VISITS))
    ]
    timeline = record(
        *events, coverage=[row(p, period=period) for p in ip4.Partner for period in draw(ROWS)]
    )
    chosen = timeline.of(ip4.Visit)
    if draw(st.booleans()):
        chosen = chosen.about("japan")
    if draw(st.booleans()):
        chosen = chosen.between(*YEAR)
    if any(event.place for event in events) and draw(st.booleans()):
        chosen = chosen.where(place="Brussels")
    return timeline, chosen


OPPOSITE = {"yes": "no", "no": "yes"}


@given(asked())
def test_never_is_not_exists_and_exists_is_a_count_of_one(given_):
    timeline, chosen = given_
    exists, never = timeline.exists(chosen), timeline.never(chosen)
    counted = timeline.count(chosen, at_least=1)
    assert never.verdict == OPPOSITE.get(exists.verdict, exists.verdict)
    assert timeline.count(chosen, 0).verdict == never.verdict
    assert timeline.count(chosen, at_most=0).verdict == never.verdict
    same = attrs.evolve(counted, value=exists.value)
    assert exists == same
    assert (never.evidence, never.coverage) == (exists.evidence, exists.coverage)
    for answer in (exists, never, counted):
        assert bool(answer.reason) == (answer.verdict != "yes")
    # What an exact claim says yes to is the number of all of them.
    total = [n for n in range(6) if timeline.count(chosen, n).verdict == "yes"]
    assert len(total) <= 1


@given(asked(), st.sampled_from(["2022-12-31", "2023-06-30", "2024-06-30"]))
def test_a_cut_never_claims_more_than_the_whole_with_its_coverage_clipped(given_, day):
    timeline, chosen = given_
    cut = timeline.known(day)
    clipped = [
        attrs.evolve(c, period=f"{c.period.text.split('/')[0]}/{day}")
        for c in timeline.registries.coverage
        if c.period.earliest is None or str(c.period.earliest) <= day
    ]
    same = ip4.Timeline(cut.entries, attrs.evolve(timeline.registries, coverage=clipped))
    for ask in ("exists", "never"):
        then = getattr(cut, ask)(
            attrs.evolve(
                cut.select(),
                **{f: getattr(chosen, f) for f in ("parties", "kinds", "first", "last", "values")},
            )
        ).verdict
        whole = getattr(same, ask)(
            attrs.evolve(
                same.select(),
                **{f: getattr(chosen, f) for f in ("parties", "kinds", "first", "last", "values")},
            )
        ).verdict
        assert then in (whole, "not established")


def test_one_event_proves_without_completeness():
    timeline = record(came(VILNIUS, "2023-07-12"))
    there = timeline.of(ip4.Attendance).where(occasion="vilnius").about("japan")
    assert timeline.exists(there).verdict == "yes"
    assert timeline.count(there, at_least=1).verdict == "yes"
    assert timeline.never(there).verdict == "no"
    assert timeline.count(there, at_least=2).verdict == "not established"
    assert timeline.count(there, 1).verdict == "not established"


@pytest.mark.parametrize(
    ("bounds", "says"),
    [
        ({"at_least": 2, "at_most": 1}, "no number is at least 2 and at most 1"),
        ({"exactly": 1, "at_least": 1}, "one or the other"),
        ({"exactly": -1}, "not a number of events"),
        ({"at_most": True}, "not a number of events"),
    ],
)
def test_bounds_that_leave_no_number_are_refused(bounds, says):
    with pytest.raises(ip4.TimelineError, match=says):
        record().count(record().of(ip4.Visit), **bounds)


def test_the_period_is_that_of_the_occasion_or_series_named():
    seats = [came(VILNIUS, "2023-07-12", p) for p in ("japan", "korea")]
    timeline = record(*seats, came(MADRID, "2022-06-29"), coverage=SEATS)
    there = timeline.of(ip4.Attendance).where(occasion="vilnius")
    answer = timeline.count(there, 2)
    assert (answer.verdict, answer.period) == ("yes", "2023-07-11/2023-07-12")
    everywhere = timeline.count(timeline.of(ip4.Attendance).in_series("nato-summit"), 3)
    assert (everywhere.verdict, everywhere.period) == ("yes", "2022-06-28/2023-07-12")
    alone = record(came(VILNIUS, "2023-07-12", "new-zealand"), coverage=SEATS)
    assert alone.only(alone.of("attendance").where(occasion="vilnius"), "NZ").verdict == "yes"
    # Days that are given stand as they are.
    later = timeline.of(ip4.Attendance).in_series("nato-summit").between("2022-01-01", "2024-12-31")
    assert timeline.count(later, 3).verdict == "not established"


def test_a_plan_for_an_occasion_may_be_as_old_as_its_schedule():
    plan = ip4.Invitation(id="i", occurred="2023-04-04", partners=["japan"], occasion="vilnius")
    rows = [row("japan", "nato-summit", ("invitation",), "2023/2023")]
    for day, verdict in (("2023-01-05", "yes"), ("2022-06-30", "not established")):
        timeline = record(plan, scheduled(VILNIUS, day), coverage=rows)
        asked_ = timeline.of(ip4.Invitation).about("japan").where(occasion="vilnius")
        assert timeline.count(asked_, 1).verdict == verdict
    timeline = record(plan, coverage=rows)
    asked_ = timeline.of(ip4.Invitation).about("japan").where(occasion="vilnius")
    assert timeline.count(asked_, 1).verdict == "not established"


def test_a_field_that_is_unset_makes_a_possible_match():
    plan = ip4.Invitation(id="i", occurred="2023-04-04", partners=["japan"], occasion="vilnius")
    rows = [row("japan", "nato-summit", ("invitation",), "2023/2023")]
    timeline = record(plan, coverage=rows)
    year = timeline.of(ip4.Invitation).about("japan").in_series("nato-summit").between(*YEAR)
    asked_ = year.where(level="leader")
    assert list(asked_) == []
    for answer in (timeline.count(asked_, 0), timeline.exists(asked_), timeline.never(asked_)):
        assert answer.verdict == "possible"
        assert [e.id for e in answer.doubtful] == ["i"]
        assert "does not say whether it is such: i" in answer.reason
    told = timeline.append(
        ip4.Correction(
            id="c",
            target="i",
            reason="level",
            replacement=attrs.evolve(plan, level="minister"),
        )
    )
    year = told.of(ip4.Invitation).about("japan").in_series("nato-summit").between(*YEAR)
    assert told.never(year.where(level="leader")).verdict == "yes"


def test_unset_that_says_nobody_is_no_possible_match():
    vacancy = ip4.OfficeChanged(id="o", occurred="2023-01-05", partners=["japan"], office="pm")
    rows = [row("japan", "office-changed", ("office-changed",))]
    timeline = record(vacancy, coverage=rows)
    held = timeline.of(ip4.OfficeChanged).about("japan").between(*YEAR)
    assert timeline.never(held.where(person="ann")).verdict == "yes"
    assert timeline.never(held.by("ann")).verdict == "possible"


def test_a_list_of_people_need_not_be_all_of_them():
    ann = ip4.Participant(person="ann")
    timeline = record(visit("v", "2023-03-01", participants=[ann]), coverage=[row()])
    year = timeline.of(ip4.Visit).about("japan").between(*YEAR)
    assert timeline.exists(year.by("ann")).verdict == "yes"
    assert timeline.never(year.by("bob")).verdict == "possible"


def test_a_person_seen_to_be_absent_was_not_there():
    away = ip4.Absence(
        id="x", occurred="2023-07-12", partners=["japan"], occasion="vilnius", person="bob"
    )
    timeline = record(came(VILNIUS, "2023-07-12"), away, coverage=SEATS)
    there = timeline.of(ip4.Attendance).about("japan").where(occasion="vilnius")
    assert timeline.never(there.by("bob")).verdict == "yes"
    assert timeline.never(there.by("cy")).verdict == "possible"
    stood_in = attrs.evolve(came(VILNIUS, "2023-07-12"), instead_of="cy")
    timeline = record(stood_in, coverage=SEATS)
    there = timeline.of(ip4.Attendance).about("japan").where(occasion="vilnius")
    assert timeline.never(there.by("cy")).verdict == "yes"


def test_by_finds_people_wherever_they_act():
    ann = ip4.Participant(person="ann")
    events = [
        visit("a", "2023-01-01", participants=[ann]),
        ip4.Statement(
            id="b",
            occurred="2023-01-02",
            partners=["japan"],
            speakers=[ann],
            affiliation="nato",
        ),
        came(VILNIUS, "2023-07-12"),
        ip4.MissionChanged(
            id="c",
            occurred="2023-01-03",
            partners=["japan"],
            mission="m",
            change="representative-named",
            head="ann",
        ),
        ip4.OfficeChanged(
            id="d", occurred="2023-01-04", partners=["japan"], office="pm", person="ann"
        ),
        visit("e", "2023-01-05"),
    ]
    assert {e.id for e in record(*events).by("ann")} == {"a", "b", "c", "d", "vilnius-japan"}


def test_topics_and_words():
    told = visit("a", "2023-01-01", topics=["cyber"], summary="A talk in Brussels.")
    other = visit("b", "2023-01-02", topics=["space"], summary="Another.")
    bare = visit("c", "2023-01-03", summary="A third.")
    timeline = record(told, other, bare, coverage=[row()])
    year = timeline.of(ip4.Visit).about("japan").between(*YEAR)
    assert [e.id for e in timeline.with_topic("cyber")] == ["a"]
    assert [e.id for e in timeline.saying("brussels")] == ["a"]
    assert timeline.count(year.with_topic("cyber"), 1).verdict == "possible"
    assert timeline.count(year.saying("tokyo"), 0).verdict == "not established"
    assert timeline.exists(year.saying("brussels")).verdict == "yes"
    with pytest.raises(ip4.TimelineError, match="saying what"):
        timeline.saying(" ")


def test_a_qualified_date_is_at_most_possible():
    timeline = record(visit("v", "2023-07-12?"), coverage=[row()])
    year = timeline.of(ip4.Visit).about("japan").between(*YEAR)
    for answer in (timeline.first(year), timeline.first(year, "v"), timeline.count(year, 1)):
        assert answer.verdict == "possible"
    two = record(visit("v", "2023-07-12~"), visit("w", "2023-09-01"), coverage=[row()])
    year = two.of(ip4.Visit).about("japan").between(*YEAR)
    assert two.first(year, "w").verdict == "possible"
    # Whenever it was, it was.
    assert timeline.exists(timeline.of(ip4.Visit).about("japan")).verdict == "yes"


def test_between_for_sure_leaves_out_what_only_may_be_within():
    events = [visit("a", "2023-03"), visit("b", "2023-04-05?"), visit("c", "2023-03-31")]
    timeline = record(*events)
    wide, sure = timeline.between("2023-03-15", "2023-12-31"), None
    assert {e.id for e in wide} == {"a", "b", "c"}
    sure = timeline.between("2023-03-15", "2023-12-31", sure=True)
    assert [e.id for e in sure] == ["c"]
    assert [[e.id for e in part] for part in wide.parted()] == [["c"], ["a", "b"]]
    shown = str(wide)
    assert shown.index("2023-03-31") < shown.index("It is not sure whether") < shown.index("05?")


def test_invitations_to_every_summit_are_in_a_row_without_completeness_of_their_own():
    plans = [
        ip4.Invitation(
            id=f"i-{o.id}", occurred=day, partners=[*ip4.Partner], occasion=o.id, known="2023-06-01"
        )
        for o, day in ((MADRID, "[..2022-06-04]"), (VILNIUS, "2023-04-04"))
    ]
    held = [scheduled(MADRID, "2021-06-14"), scheduled(VILNIUS, "2022-06-30")]
    timeline = record(*plans, *held, coverage=SEATS)
    asked_ = timeline.of(ip4.Invitation).in_series("nato-summit").between("2022-06-01", YEAR[1])
    answer = timeline.streak(asked_, 2)
    assert (answer.value, answer.verdict) == (2, "yes")
    assert answer.coverage
    # Where nothing says that the two were all the summits, they need not be in a row.
    bare = record(*plans, *held)
    asked_ = bare.of(ip4.Invitation).in_series("nato-summit").between("2022-06-01", YEAR[1])
    assert bare.streak(asked_, 2).verdict == "not established"
    assert "every occasion of nato-summit" in bare.streak(asked_, 2).reason
    lacking = record(plans[1], *held, coverage=SEATS)
    asked_ = lacking.of(ip4.Invitation).in_series("nato-summit").between("2022-06-01", YEAR[1])
    assert lacking.streak(asked_, 2).verdict == "not established"


def test_an_absence_refutes_a_streak_without_completeness():
    away = ip4.Absence(id="x", occurred="2022-06-29", partners=["japan"], occasion="madrid")
    held = [scheduled(MADRID, "2021-06-14"), scheduled(VILNIUS, "2022-06-30")]
    # Of Japan nothing is complete; that of Korea is says that these are all the summits.
    summits = [row("korea", "nato-summit", ("attendance",), "2022/2023")]
    timeline = record(came(VILNIUS, "2023-07-12"), away, *held, coverage=summits)
    asked_ = timeline.of(ip4.Attendance).in_series("nato-summit").about("japan")
    answer = timeline.streak(asked_.between("2022-01-01", YEAR[1]), 2)
    assert (answer.value, answer.verdict) == (1, "no")
    assert "madrid breaks the run for Japan" in answer.reason


def test_first_since_last_before_and_nth():
    days = ("2023-01-05", "2023-03-01", "2023-06-01")
    events = [visit(f"v{n}", day) for n, day in enumerate(days)]
    timeline = record(*events, coverage=[row()])
    year = timeline.of(ip4.Visit).about("japan").between(*YEAR)
    assert timeline.first(year, "v1", since="2023-01-31").verdict == "yes"
    assert timeline.first(year, "v1", since=events[0]).verdict == "yes"
    assert timeline.first(year, "v2", since=events[0]).verdict == "no"
    assert timeline.last(year, "v2").verdict == "yes"
    assert timeline.last(year, "v1").verdict == "no"
    assert "came after v1" in timeline.last(year, "v1").reason
    assert timeline.last(year, "v1", before="2023-06-01").verdict == "yes"
    assert timeline.last(year, before=events[2]).value == events[1]
    assert [timeline.nth(year, n).value for n in (1, 2, 3, 4)] == [*events, None]
    assert [timeline.nth(year, n, "v1").verdict for n in (1, 2, 3)] == ["no", "yes", "no"]
    assert timeline.nth(year, 4).verdict == "no"
    assert "only 1 before" in timeline.nth(year, 3, "v1").reason
    with pytest.raises(ip4.TimelineError, match="count from 1"):
        timeline.nth(year, 0)
    with pytest.raises(ip4.UnknownNameError, match="no event 'v9'"):
        timeline.first(year, "v9")
    with pytest.raises(ip4.TimelineError, match="not among the events selected"):
        timeline.first(year, "v0", since="2023-01-31")
    open_ = record(*events)
    year = open_.of(ip4.Visit).about("japan")
    assert open_.first(year, "v1").verdict == "no"
    assert open_.nth(year, 1, "v0").verdict == "not established"
    assert open_.nth(year, 3, "v1").verdict == "not established"


def test_the_first_by_a_person():
    ann = [ip4.Participant(person="ann")]
    timeline = record(
        visit("a", "2023-01-05", participants=[ip4.Participant(person="bob")]),
        visit("b", "2023-02-05", participants=ann),
        visit("c", "2023-03-05", participants=ann),
        coverage=[row()],
    )
    hers = timeline.of(ip4.Visit).about("japan").between(*YEAR).by("ann")
    assert timeline.first(hers, "c").verdict == "no"
    # Ann may have been with Bob in January.
    assert timeline.first(hers, "b").verdict == "possible"


def test_the_first_occasion_is_one_of_occasions_and_not_of_days():
    plans = [
        ip4.Invitation(
            id=f"i-{o.id}", occurred=day, partners=["japan"], occasion=o.id, known="2023-06-01"
        )
        for o, day in ((MADRID, "[..2022-06-04]"), (VILNIUS, "[..2023-05-30]"))
    ]
    timeline = record(*plans)
    asked_ = timeline.of(ip4.Invitation).about("japan").in_series("nato-summit")
    assert timeline.first(asked_, "i-vilnius").verdict == "not established"
    assert timeline.first(asked_, "vilnius").verdict == "no"
    assert timeline.first(asked_, "madrid").value == "madrid"
    assert timeline.last(asked_, "madrid").verdict == "no"


def test_the_first_of_a_series_is_the_first_ever():
    timeline = record(came(MADRID, "2022-06-29"), came(VILNIUS, "2023-07-12"), coverage=SEATS)
    seats = timeline.of(ip4.Attendance).about("japan").in_series("nato-summit")
    # There may have been summits before the first one of the registry.
    assert timeline.first(seats, "madrid").verdict == "not established"
    assert timeline.first(seats, "madrid", since="2021-12-31").verdict == "yes"
    assert timeline.first(seats.between("2022-01-01", "2023-12-31"), "madrid").verdict == "yes"
    assert timeline.last(seats, "vilnius").verdict == "not established"
    assert timeline.last(seats, "vilnius", before="2024-01-01").verdict == "yes"


def test_the_most():
    events = [visit("a", "2023-01-05"), visit("b", "2023-02-05"), visit("c", "2023-03-05", "korea")]
    timeline = record(*events, coverage=[row(p) for p in ip4.Partner])
    year = timeline.of(ip4.Visit).between(*YEAR)
    assert (timeline.most(year).value, timeline.most(year).verdict) == ("japan", "yes")
    assert timeline.most(year, "korea").verdict == "no"
    assert "Japan 2, Korea 1" in timeline.most(year, "korea").reason
    tied = timeline.append(visit("d", "2023-04-05", "korea"))
    year = tied.of(ip4.Visit).between(*YEAR)
    assert (tied.most(year).value, tied.most(year).verdict) == (None, "no")
    partly = record(*events, coverage=[row("japan"), row("korea")])
    assert partly.most(partly.of(ip4.Visit).between(*YEAR), "japan").verdict == "not established"
    assert partly.most(partly.of(ip4.Visit).between(*YEAR), "korea").verdict == "no"
    with pytest.raises(ip4.TimelineError, match="leave out about"):
        tied.most(year.about("japan"))


def pledge(id, amount, currency="AUD", day="2023-02-01"):
    return ip4.Support(
        id=id,
        occurred=day,
        partners=["australia"],
        recipient="ukraine",
        stage="pledged",
        amount=amount,
        currency=currency,
    )


def test_the_largest_of_one_currency():
    rows = [row("australia", "support", ("support",))]
    timeline = record(
        pledge("a", "100"), pledge("b", "250"), pledge("c", "900", "JPY"), coverage=rows
    )
    year = timeline.of(ip4.Support).about("australia").between(*YEAR)
    assert timeline.largest(year, "b").verdict == "yes"
    assert (timeline.largest(year, "a").verdict, timeline.largest(year, "a").reason) == (
        "no",
        "b is 250 AUD",
    )
    assert timeline.largest(year, "c").verdict == "yes"
    assert timeline.largest(year, currency="AUD").value.id == "b"
    with pytest.raises(ip4.TimelineError, match=r"which currency\? Name one: AUD, JPY"):
        timeline.largest(year)
    with pytest.raises(ip4.TimelineError, match="only support has amounts"):
        timeline.largest(timeline.of(ip4.Visit))
    kind = timeline.append(pledge("d", None, ""))
    year = kind.of(ip4.Support).about("australia").between(*YEAR)
    assert kind.largest(year, "b").verdict == "possible"
    with pytest.raises(ip4.TimelineError, match="no amount"):
        kind.largest(year, "d")
    open_ = record(pledge("a", "100"), pledge("b", "250"))
    year = open_.of(ip4.Support)
    assert open_.largest(year, "b").verdict == "not established"
    assert open_.largest(year, "a").verdict == "no"


def test_every_year():
    events = [visit("a", "2021-01-05"), visit("b", "2022-02-05"), visit("c", "2023-03")]
    timeline = record(*events, coverage=[row(period="2022/2024")])
    span = timeline.of(ip4.Visit).about("japan")
    assert timeline.every_year(span.between("2021-01-01", "2023-12-31")).verdict == "yes"
    answer = timeline.every_year(span.between("2021-01-01", "2024-12-31"))
    assert (answer.value, answer.verdict, answer.reason) == (3, "no", "2024: there is none")
    older = timeline.every_year(span.between("2020-01-01", "2023-12-31"))
    assert older.verdict == "not established"
    with pytest.raises(ip4.TimelineError, match="from when to when"):
        timeline.every_year(span)


def test_a_report_is_evidence_and_no_count():
    claimed = visit("v", "2023-03-01")
    told = ip4.Report(
        id="r", occurred="2023-03-02", partners=["japan"], medium="NHK", asserts=claimed
    )
    timeline = record(told, coverage=[row()])
    asked_ = timeline.of(ip4.Visit).about("japan").between(*YEAR)
    answer = timeline.exists(asked_)
    assert (answer.verdict, [e.id for e in answer.evidence]) == ("no", ["r"])
    open_ = record(told)
    answer = open_.exists(open_.of(ip4.Visit).about("japan"))
    assert answer.verdict == "not established"
    assert "reported and not confirmed: r" in answer.reason


def test_reasons_name_only_remedies_that_help():
    timeline = record(visit("v", "2023-03-01"), coverage=[row()])
    visits = timeline.of(ip4.Visit)
    whole = timeline.count(visits.about("japan")).reason
    assert whole.endswith("only over 2023/2023; narrow it with between()")
    before = timeline.count(visits.about("japan").between("2020-01-01", "2020-12-31")).reason
    assert "narrow" not in before
    nowhere = timeline.count(visits.about("korea")).reason
    assert "nowhere declares itself complete for visit of Korea" in nowhere
    assert "narrow" not in nowhere
    bare = record(visit("v", "2023-03-01"))
    assert "narrow" not in bare.count(bare.select()).reason
