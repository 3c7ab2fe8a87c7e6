"""What a fold means: the five steps, evidence, spells, lapses."""

import datetime as dt
import pickle

import attrs
import pytest
from hypothesis import given

import ip4timeline as ip4
from ip4timeline.engine.log.versions import order_key
from ip4timeline.testing import check_projection, events, timelines
from ip4timeline.testing.laws import equals_the_oracle

JAPAN = ip4.Partner.JAPAN


def visit(id, day, *, seq=0, known=None, **values):
    return ip4.Visit(
        id=id,
        occurred=day,
        seq=seq,
        known=known,
        partners=["japan"],
        direction="to-nato",
        **values,
    )


def signed(id, day, agreement, term=None, replaces=()):
    return ip4.AgreementSigned(
        id=id,
        occurred=day,
        partners=["japan"],
        agreement=agreement,
        title=agreement,
        type="itpp",
        term=term,
        replaces=replaces,
    )


@ip4.projection(on=(ip4.Attendance, ip4.Visit), keys=lambda e: e.partners)
def last_seen(value: dt.date | None, event: ip4.Event) -> dt.date | None:
    """The latest day on which a partner was seen."""
    seen = event.occurred.latest or event.occurred.earliest
    return seen if value is None else max(value, seen)


@ip4.projection(keys=lambda e: e.partners)
def trail(value: str | None, event: ip4.Visit) -> str | None:
    """The places visited, in fold order; an empty place forgets them."""
    return (value or "") + event.place if event.place else None


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners, lapses=lambda v: v + dt.timedelta(days=3))
def fresh(value: dt.date | None, event: ip4.Visit) -> dt.date | None:
    """The last visit, for three days."""
    return event.occurred.latest or event.occurred.earliest


@ip4.projection(
    on=ip4.Visit, keys=lambda e: e.partners, lapses=lambda v: v[-1] + dt.timedelta(days=3)
)
def busy(value: tuple[dt.date, ...] | None, event: ip4.Visit) -> tuple[dt.date, ...] | None:
    """The days of visits that each came before the last had lapsed; a month may be born lapsed."""
    day = event.occurred.earliest or event.occurred.latest
    return None if event.place == "b" else (*(value or ()), day)


@ip4.tally(on=ip4.Visit, keys=lambda e: e.partners)
def visits(event: ip4.Visit) -> int:
    """The number of visits."""
    return 1


OWN = (last_seen, trail, fresh, busy, visits)


@pytest.mark.parametrize("projection", [*OWN, *ip4.PROJECTIONS], ids=lambda p: p.name)
def test_every_law_holds(projection):
    check_projection(projection, max_examples=15 if projection in OWN else 8)


@given(timelines())
def test_law_a_fold_over_all_kinds_equals_the_oracle(timeline):
    for projection in (last_seen, fresh):
        equals_the_oracle(projection, timeline)


@given(events(), events())
def test_law_the_order_is_total(one, other):
    other = attrs.evolve(other, id="z")
    if one.occurred.latest and other.occurred.latest:
        assert order_key(one, "certain") != order_key(other, "certain")


def test_the_kinds_are_read_from_the_annotation():
    assert trail.on == (ip4.Visit,)

    @ip4.projection(keys=lambda e: e.partners)
    def either(value: int | None, event: ip4.Visit | ip4.Meeting) -> int:
        return 1

    assert either.on == (ip4.Visit, ip4.Meeting)
    with pytest.raises(ip4.TimelineError, match="which events"):

        @ip4.projection(keys=lambda e: e.partners)
        def neither(value, event):
            return 1

    with pytest.raises(ip4.TimelineError, match="kinds of event"):

        @ip4.projection(on=int, keys=lambda e: e.partners)
        def wrong(value, event):
            return 1


def test_effective_day_seq_and_id_order_events():
    timeline = ip4.Timeline(
        [
            visit("d", "2023-01-02", place="d"),
            visit("b", "2023-01-01", seq=1, place="b"),
            visit("c", "2023-01-01", seq=0, place="c"),
            visit("a", "2023-01-01", seq=1, place="a"),
        ]
    )
    assert timeline.project(trail).as_of("2023-01-02")["japan"] == "cabd"
    assert [e.id for e in timeline] == ["c", "a", "b", "d"]


def test_a_partial_date_counts_from_its_latest_or_its_earliest_day():
    timeline = ip4.Timeline([visit("m", "2023-01", place="m"), visit("d", "2023-01-15", place="d")])
    certain = timeline.project(trail)
    possible = timeline.project(trail, certainty="possible")
    assert certain.get("japan", "2023-01-15") == "d"
    assert certain.get("japan", "2023-01-31") == "dm"
    assert possible.get("japan", "2023-01-01") == "m"
    assert possible.get("japan", "2023-01-15") == "md"


def test_an_event_without_a_bound_is_never_effective_in_that_reading():
    timeline = ip4.Timeline([visit("x", "[2023-01-05..]", known="2023-02-01", place="x")])
    assert not timeline.project(trail).as_of("9999-12-31")
    possible = timeline.project(trail, certainty="possible")
    assert possible.get("JPN", "2023-01-05") == "x"


def test_inclusive_and_exclusive_ends():
    timeline = ip4.Timeline([visit("x", "2023-01-05", known="2023-01-09", place="x")])
    view = timeline.project(trail)
    assert view.get("japan", "2023-01-04") is None
    assert view.get("japan", "2023-01-05") == "x"
    assert view.known("2023-01-08").get("japan", "2023-01-05") is None
    assert view.known("2023-01-09").get("japan", "2023-01-05") == "x"
    (spell,) = view.spells("japan")
    assert (spell.since.isoformat(), spell.until) == ("2023-01-05", None)


def test_because_restarts_extends_and_is_left_alone():
    timeline = ip4.Timeline(
        [
            visit("a", "2023-01-01", place="x"),
            visit("b", "2023-01-02", place="y"),
            visit("c", "2023-01-03", place=""),
            visit("d", "2023-01-04", place="z"),
        ]
    )
    view = timeline.project(trail)
    assert [s.because for s in view.spells("japan")] == [("a",), ("a", "b"), ("d",)]
    later = timeline.project(last_seen)
    assert [s.because for s in later.spells("japan")] == [("a",), ("b",), ("c",), ("d",)]
    early = visit("e", "2022-12-31/2023-01-04", known="2023-01-05")
    assert timeline.append(early).project(last_seen).spells("japan")[-1].because == ("d",)


def test_because_restarts_at_a_value_that_is_equal_and_not_the_same_object():
    @ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
    def last_place(value: list[str] | None, event: ip4.Visit) -> list[str]:
        return [event.place]

    timeline = ip4.Timeline(
        [visit("a", "2023-01-01", place="x"), visit("b", "2023-01-02", place="y")]
    )
    spells = timeline.project(last_place).spells("japan")
    assert [s.because for s in spells] == [("a",), ("b",)]


def test_an_event_that_leaves_the_value_equal_leaves_no_mark():
    timeline = ip4.Timeline([visit("a", "2023-01-01"), visit("b", "2023-01-01", seq=1)])
    (spell,) = timeline.project(last_seen).spells("japan")
    assert spell.because == ("a",)


def test_why_of_an_absent_value_names_what_removed_it():
    timeline = ip4.Timeline(
        [visit("a", "2023-01-01", place="x"), visit("b", "2023-01-02", place="")]
    )
    why = timeline.project(trail).why("japan", "2023-01-05")
    assert why.value is None
    assert [e.id for e in why] == ["b"]
    assert why.lapsed is None
    assert not timeline.project(trail).why("japan", "2022-12-31").events
    assert not timeline.project(trail).why("korea").events


def test_a_lapse_is_seen_by_as_of_spells_and_diff_alike():
    timeline = ip4.Timeline([visit("a", "2023-01-01"), visit("b", "2023-01-10")])
    view = timeline.project(fresh)
    assert view.get("japan", "2023-01-03") == dt.date(2023, 1, 1)
    assert view.get("japan", "2023-01-04") is None
    spells = [(s.since.isoformat(), s.until.isoformat()) for s in view.spells("japan")]
    assert spells == [("2023-01-01", "2023-01-04"), ("2023-01-10", "2023-01-13")]
    (change,) = view.diff("2023-01-03", "2023-01-04")
    assert (change.before, change.after) == (dt.date(2023, 1, 1), None)
    why = view.why("japan", "2023-01-05")
    assert why.lapsed == dt.date(2023, 1, 4)
    assert [e.id for e in why] == ["a"]
    assert "lapsed by its own terms on 2023-01-04" in str(why)
    days = [step.day.isoformat() for step in view.replay("2023-01-01", "2023-12-31")]
    assert days == ["2023-01-01", "2023-01-04", "2023-01-10", "2023-01-13"]


def test_an_event_on_the_day_of_a_lapse_meets_no_value():
    timeline = ip4.Timeline([visit("a", "2023-01-01"), visit("b", "2023-01-04")])
    first, second = timeline.project(busy).spells("japan")
    assert first.until == second.since == dt.date(2023, 1, 4)
    assert second.value == (dt.date(2023, 1, 4),)
    assert second.because == ("b",)


def test_a_value_born_lapsed_is_explained_by_what_bore_it():
    timeline = ip4.Timeline([visit("a", "2023-01-01"), visit("b", "2022-12")])
    why = timeline.project(busy).why("japan", "2022-12-31")
    assert (why.value, [e.id for e in why]) == (None, ["b"])
    assert why.lapsed == dt.date(2022, 12, 31)


def test_a_later_event_meets_no_value_after_a_lapse():
    @ip4.projection(on=ip4.Visit, keys=lambda e: e.partners, lapses=lambda v: "2023-01-04")
    def counted(value: int | None, event: ip4.Visit) -> int:
        return (value or 0) + 1

    timeline = ip4.Timeline(
        [visit("a", "2023-01-01"), visit("b", "2023-01-02"), visit("c", "2023-01-05")]
    )
    view = timeline.project(counted)
    assert view.get("japan", "2023-01-03") == 2
    assert view.get("japan", "2023-01-05") is None  # born lapsed
    assert len(view.spells("japan")) == 2


def test_a_key_may_be_asked_for_by_the_evolve_function():
    timeline = ip4.Timeline(
        [
            signed("a", "2023-01-01", "old", term="2020/2022"),
            signed("b", "2023-02-01", "new", replaces=["old", "never-heard-of"]),
        ]
    )
    view = timeline.project(ip4.AGREEMENTS)
    assert set(view.as_of("2023-03-01")) == {(JAPAN, "new")}
    assert view.as_of("2023-03-01")["JPN", "new"].agreement == "new"


def test_states_are_a_mapping_that_names_what_exists():
    view = ip4.Timeline([visit("a", "2023-01-01", place="x")]).project(trail)
    states = view.as_of("2023-01-01")
    assert states == {JAPAN: "x"}
    assert list(states) == [JAPAN]
    assert len(states) == 1
    assert states.get("korea") is None
    assert "JPN" in states
    with pytest.raises(ip4.UnknownNameError, match="'japan'"):
        states["japn"]
    assert not view.as_of("2022-12-31")


def test_a_projection_pickles_by_its_name():
    assert pickle.loads(pickle.dumps(last_seen)) is last_seen
    assert pickle.loads(pickle.dumps(ip4.LEADER)) is ip4.LEADER
    assert pickle.loads(pickle.dumps(visits)) is visits
    assert last_seen.name == "last_seen"
    assert last_seen.__doc__ == "The latest day on which a partner was seen."
    assert repr(visits) == "<tally visits>"
    assert last_seen(None, visit("a", "2023-01-01")) == dt.date(2023, 1, 1)


def test_replay_along_both_clocks_shows_what_was_known_each_day():
    timeline = ip4.Timeline(
        [
            visit("a", "2023-01-01", place="a"),
            visit("late", "2023-01-02", known="2023-01-10", place="b"),
            visit("c", "2023-01-05", place="c"),
        ]
    )
    view = timeline.project(trail)
    steps = [
        (s.day.isoformat(), [e.id for e in s.events], s.states["japan"])
        for s in view.replay("2023-01-01", "2023-12-31", along="both")
    ]
    assert steps == [
        ("2023-01-01", ["a"], "a"),
        ("2023-01-05", ["c"], "ac"),
        ("2023-01-10", ["late"], "abc"),
    ]


def test_a_lapse_on_the_diagonal_is_the_one_then_known():
    """A correction of the term after the lapse does not hide the lapse that was believed."""
    short = signed("a", "2023-01-01", "p", term="2023-01-01/2023-01-10")
    longer = attrs.evolve(short, term="2023-01-01/2023-01-20")
    timeline = ip4.Timeline(
        [
            short,
            ip4.Correction(
                id="c", target="a", reason="term", known="2023-01-15", replacement=longer
            ),
        ]
    )
    view = timeline.project(ip4.PROGRAMME)
    seen = [
        (s.day.isoformat(), "japan" in s.states)
        for s in view.replay("2023-01-01", "2023-12-31", along="both")
    ]
    assert seen == [
        ("2023-01-01", True),
        ("2023-01-11", False),
        ("2023-01-15", True),
        ("2023-01-21", False),
    ]


@ip4.tally(on=ip4.Meeting, keys=lambda e: ["a", "b", "a", "a"])
def met_thrice_named(event: ip4.Meeting) -> int:
    """Counts for keys that name one of them more than once."""
    return 1


def test_a_key_that_is_named_twice_counts_once():
    tl = ip4.Timeline([ip4.Meeting(id="m", occurred="2023-01-01", partners=["japan"])])
    assert dict(tl.project(met_thrice_named).as_of("2023-01-02")) == {"a": 1, "b": 1}


def test_reasons_are_equal_to_a_tuple_of_just_these():
    meetings = [
        ip4.Meeting(id=f"m{n}", occurred=f"2023-01-0{n}", partners=["japan"]) for n in (1, 2, 3)
    ]
    spells = ip4.Timeline(meetings).project(ip4.CONTACTS).spells(("japan", "meeting"))
    two = next(spell.because for spell in spells if len(spell.because) == 2)
    assert two == ("m1", "m2")
    assert two != ("m1", "m2", "m3")
    assert two != ("m1",)
