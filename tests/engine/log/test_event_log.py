"""Which events stand: corrections and retractions, on the knowledge clock."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.time.days import day_number, from_day_number
from ip4timeline.testing import timelines
from ip4timeline.testing.laws.questions import as_shown
from ip4timeline.testing.model import SMALLEST
from ip4timeline.testing.oracle import standing


def visit(id="v", day="2023-01-10", known=None, place="x"):
    return ip4.Visit(
        id=id, occurred=day, known=known, partners=["japan"], direction="to-nato", place=place
    )


def correct(id, replacement, known=None, seq=0):
    return ip4.Correction(
        id=id,
        target=replacement.id,
        reason="it was wrong",
        known=known,
        seq=seq,
        replacement=replacement,
    )


def retract(id, target="v", known=None, seq=0):
    return ip4.Retraction(id=id, target=target, reason="it was not", known=known, seq=seq)


def places(timeline, known_on=None):
    source = timeline if known_on is None else timeline.known(known_on)
    return [e.place for e in source]


def test_a_correction_counts_from_the_day_it_was_known():
    timeline = ip4.Timeline([visit(), correct("c", visit(place="y"), known="2023-02-01")])
    assert places(timeline, "2023-01-09") == []
    assert places(timeline, "2023-01-31") == ["x"]
    assert places(timeline, "2023-02-01") == ["y"]
    assert places(timeline) == ["y"]


def test_an_erratum_counts_always():
    timeline = ip4.Timeline([visit(), correct("c", visit(place="y"))])
    assert places(timeline, "2023-01-10") == ["y"]


def test_a_dated_amendment_wins_over_an_erratum_and_a_later_over_an_earlier():
    timeline = ip4.Timeline(
        [
            visit(),
            correct("c9", visit(place="erratum")),
            correct("c2", visit(place="second"), known="2023-02-02"),
            correct("c1", visit(place="first"), known="2023-02-01"),
            retract("r", known="2023-03-01"),
        ]
    )
    days = ["2023-01-10", "2023-02-01", "2023-02-02", "2023-03-01"]
    assert [places(timeline, d) for d in days] == [["erratum"], ["first"], ["second"], []]


def test_amendments_of_one_day_go_by_seq_and_then_id():
    same = {"known": "2023-02-01"}
    other = correct("b", visit(place="b"), **same)
    timeline = ip4.Timeline([visit(), correct("a", visit(place="a"), seq=1, **same), other])
    assert places(timeline) == ["a"]
    timeline = ip4.Timeline([visit(), correct("a", visit(place="a"), **same), other])
    assert places(timeline) == ["b"]


def test_a_later_retraction_of_a_correction_is_a_later_correction_of_the_event():
    timeline = ip4.Timeline(
        [
            visit(),
            correct("c", visit(place="y"), known="2023-02-01"),
            correct("d", visit(), known="2023-03-01"),
        ]
    )
    assert places(timeline) == ["x"]


def test_a_correction_known_before_its_target_already_wins():
    timeline = ip4.Timeline(
        [
            visit(known="2023-03-01"),
            correct("c", visit(known="2023-02-10", place="y"), known="2023-02-01"),
        ]
    )
    assert places(timeline, "2023-02-09") == []
    assert places(timeline, "2023-02-10") == ["y"]


def test_a_replacement_may_change_kind_and_known():
    meeting = ip4.Meeting(id="v", occurred="2023-01-10", known="2023-05-01")
    timeline = ip4.Timeline([visit(), correct("c", meeting, known="2023-02-01")])
    assert len(timeline.known("2023-01-31")) == 1
    assert len(timeline.known("2023-02-01")) == 0  # known only later by the better account
    assert [e.kind for e in timeline.known("2023-05-01")] == ["meeting"]


def test_without_its_target_an_amendment_is_inert_and_pending():
    orphan = retract("r", target="later")
    timeline = ip4.Timeline([visit(), orphan])
    assert timeline.pending == (orphan,)
    assert places(timeline) == ["x"]
    grown = timeline.append(visit("later"))
    assert grown.pending == ()
    assert [e.id for e in grown] == ["v"]
    assert timeline.pending == (orphan,)


def test_an_amendment_of_an_amendment_is_inert():
    timeline = ip4.Timeline([visit(), retract("r", known="2023-02-01"), retract("s", target="r")])
    assert [a.id for a in timeline.pending] == ["s"]
    assert places(timeline) == []


def test_two_events_of_one_id_must_be_one():
    assert len(ip4.Timeline([visit(), visit()])) == 1
    with pytest.raises(ip4.TimelineError, match="two events have the id 'v'"):
        ip4.Timeline([visit(), visit(place="y")])
    with pytest.raises(ip4.TimelineError, match="not an event"):
        ip4.Timeline(["v"])


def test_a_long_chain_of_corrections_resolves():
    chain = [
        correct(f"c{n:05}", visit(place=str(n)), known=from_day_number(738000 + n % 9000))
        for n in range(20_000)
    ]
    assert len(ip4.Timeline([visit(), *chain])) == 1


def test_why_names_the_correction_that_shaped_a_value(hague, plan):
    moved = attrs.evolve(plan[-1], occurred="2025-06-24")
    fixed = hague.append(correct("fix", moved, known="2025-07-01"))
    engagement = fixed.as_of("2025-07-02")["japan"].engagements["2025-the-hague-summit"]
    why = fixed.why(engagement)
    assert [a.id for a in why.amendments] == ["fix"]
    assert "correction of t" in str(why)
    before = fixed.as_of("2025-07-02", known_on="2025-06-30")
    assert not fixed.why(before["japan"].engagements["2025-the-hague-summit"]).amendments


def test_why_leaves_out_a_correction_that_has_no_part_in_the_value():
    later = visit("late", "2024-01-10")
    timeline = ip4.Timeline(
        [visit(), later, correct("c", attrs.evolve(later, place="z"), known="2024-02-01")]
    )
    view = timeline.project(ip4.CONTACTS)
    key = (ip4.Partner.JAPAN, "visit")
    assert not view.why(key, "2023-12-31").amendments
    assert [a.id for a in view.why(key, "2024-12-31").amendments] == ["c"]
    gone = ip4.Timeline([visit(), retract("r", known="2023-02-01")])
    assert [a.id for a in gone.project(ip4.CONTACTS).why(key, "2023-12-31").amendments] == ["r"]


def test_what_becomes_known_on_a_day_is_known_on_it():
    later = visit("w", "2023-02-01")
    timeline = ip4.Timeline(
        [visit(), later, correct("c", visit(place="y"), known="2023-02-01"), retract("r", "w")]
    )
    key = (ip4.Partner.JAPAN, "visit")
    for day, named in (("2023-01-31", []), ("2023-02-01", ["c"]), ("2023-02-02", ["c"])):
        why = timeline.project(ip4.CONTACTS, known_on=day).why(key, "2023-01-31")
        assert [a.id for a in why.amendments if a.id == "c"] == named
        assert len(timeline.known(day)) == 1
    moved = attrs.evolve(visit(), known="2023-03-01")
    known_late = ip4.Timeline([visit(), correct("c", moved)])
    sizes = [len(known_late.known(f"2023-0{day}")) for day in ("2-28", "3-01", "3-02")]
    assert sizes == [0, 1, 1]


def test_a_correction_that_changes_nothing_is_no_news():
    timeline = ip4.Timeline(
        [
            visit(),
            correct("c1", visit(), known="2023-02-01"),
            correct("c2", visit(place="y"), known="2023-03-01"),
            retract("r1", known="2023-04-01"),
            correct("c3", visit(place="y"), known="2023-05-01"),
        ]
    )
    steps = timeline.replay("2023-01-01", "2023-12-31", along="both")
    told = [(str(step.day), [event.place for event in step.events]) for step in steps]
    assert told == [
        ("2023-01-10", ["x"]),
        ("2023-03-01", ["y"]),
        ("2023-04-01", []),
        ("2023-05-01", ["y"]),
    ]


LEARNED = ("2023-01-10", "2023-03-01", "2023-03-05")


@pytest.mark.parametrize("known", ["2023-01-01", "2023-01-10", "2023-02-01", "2023-04-01"])
def test_each_knowledge_day_is_kept_once_by_a_log_that_grew(known):
    first = [visit(), visit("w", "2023-03-01"), retract("r", "w", known="2023-03-05")]
    late = visit("late", "2023-01-01", known=known)
    grown = ip4.Timeline(first)
    assert grown._log.stream("certain").learned == set(map(day_number, LEARNED))
    grown = grown.append(late)
    assert grown._log.stream("certain").learned == {
        *map(day_number, LEARNED),
        day_number(known),
    }
    anew = ip4.Timeline([*first, late])
    assert grown.project(ip4.CONTACTS).days("both") == anew.project(ip4.CONTACTS).days("both")


# Laws


@given(timelines(), st.none() | st.integers(-5, 60))
def test_law_resolution_equals_its_definition(timeline, offset):
    known_on = None if offset is None else day_number("2023-01-01") + offset
    seen = timeline if known_on is None else timeline.known(from_day_number(known_on))
    assert {*as_shown(seen)} == {*as_shown(standing(timeline.entries, known_on))}


@given(timelines(), st.integers(-5, 60), st.integers(-5, 60))
def test_law_the_timeline_as_known_answers_as_the_whole_one_did(timeline, first, second):
    early, late = (day_number("2023-01-01") + n for n in sorted((first, second)))
    then = timeline.known(from_day_number(late))
    assert list(then.known(from_day_number(early))) == list(timeline.known(from_day_number(early)))
    assert list(then) == list(timeline.known(from_day_number(late)))
    later = from_day_number(late + 100)
    assert list(then.known(later)) == list(then)


@given(timelines())
def test_law_nothing_known_later_matters(timeline):
    day = from_day_number(day_number("2023-01-20"))
    earlier = [e for e in timeline.entries if getattr(e, "known", None) is None or e.known <= day]
    needed = {a.target for a in earlier if isinstance(a, ip4.Amendment)}
    kept = [e for e in timeline.entries if e in earlier or e.id in needed]
    assert list(ip4.Timeline(kept).known(day)) == list(timeline.known(day))


@given(timelines())
def test_law_no_known_on_equals_one_past_everything(timeline):
    assert as_shown(timeline.known("9999-12-31")) == as_shown(timeline)


def test_a_late_event_on_the_horizon_is_seen_on_it_and_no_day_before():
    def meeting(id, day):
        return ip4.Meeting(id=id, occurred=day, known=day, partners=["japan"])

    whole = ip4.Timeline([meeting("a", "2023-01-01"), meeting("b", "2023-02-01")])
    cut = whole.known("2023-01-10")
    view = cut.project(ip4.CONTACTS)
    assert view.as_of("2023-01-10").get(("japan", "meeting")) is not None  # its days are known now
    grown = cut.append(meeting("c", "2023-01-10"))
    seen = grown.project(ip4.CONTACTS)
    for known, count in (("2023-01-09", 1), ("2023-01-10", 2), ("2023-03-01", 2)):
        again = ip4.Timeline(grown.entries, grown.registries, grown.horizon).project(ip4.CONTACTS)
        got = seen.as_of("2023-01-10", known_on=known)
        assert dict(got) == dict(again.as_of("2023-01-10", known_on=known))
        assert len(seen.known(known).why(("japan", "meeting"), "2023-01-10")) == count


def test_the_limits_of_a_run_are_those_that_it_was_asked_for(pytestconfig, record):
    """Else the run with the smallest would try nothing, and nobody would see it."""
    asked = pytestconfig.getoption("--smallest-limits")
    assert (EventLog(()).limits == SMALLEST) == asked
    assert (record._indices.log.limits == SMALLEST) == asked
