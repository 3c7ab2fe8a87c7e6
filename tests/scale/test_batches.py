"""All keys of a declared rule asked at once of a timeline: by columns, and as the index has it."""

import os
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline import scale
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.projections.batches import Batch, Batches
from ip4timeline.engine.projections.index import Indices
from ip4timeline.scale import batches
from ip4timeline.scale.coded import Coded, Keyed, Valued
from ip4timeline.testing import LAWS, LawBroken, growths
from ip4timeline.testing.model import Growth

from .test_rules import RULES, Docked

LAW = "all_keys_are_each_key"
MORE = (
    *RULES,
    ip4.rules.distinct("pier", on=Docked, by=("partners", "level")),
    ip4.rules.highest("leaves", on=Docked, by=("pier",)),
    ip4.rules.first("pier", on=Docked, by="partners", where={"crew": [None, 0, 1]}),
    ip4.rules.latest("fee", on=Docked, by="partners"),
    ip4.rules.highest("draught", on=Docked, by="known_basis"),
)
NEVER = 1 << 40


def kept_by(timeline, **limits):
    """The same timeline, of which nothing was asked yet, with limits of its own."""
    log = EventLog(timeline.entries, None, Limits(**limits))
    return timeline._like(timeline.horizon, Indices(log))


class Watched:
    """An evaluator that counts what it answered."""

    def __init__(self):
        self.answered = []

    def batch(self, *given):
        found = scale.batch(*given)
        self.answered.append(found is not None)
        return found


@pytest.fixture
def watched(monkeypatch):
    watch = Watched()
    monkeypatch.setattr("ip4timeline.engine.projections.declared.EVALUATORS", [watch])
    return watch


@pytest.fixture(params=["polars", "pyarrow"])
def library(request, monkeypatch):
    pytest.importorskip(request.param)
    monkeypatch.setattr(batches, "LIBRARIES", (request.param,))
    return request.param


def drawn(law, rules, most):
    """Growths are drawn, and one of the rules is held to the law over each."""

    @settings(
        max_examples=most,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(growths([Docked]), st.sampled_from(rules))
    def run(growth, rule):
        law(rule, growth)

    run()


def test_all_keys_by_columns_are_each_key_by_the_index(watched, library):
    drawn(LAWS[LAW], MORE, 20 if library == "polars" else 8)
    assert sum(watched.answered) > 15  # so many were answered by columns


# What is planted in the one way breaks the law


def what_is_amended_stands_for_ever(monkeypatch):
    monkeypatch.setattr(Coded, "until", lambda self: [None] * len(self.events))


def a_correction_stands_from_when_its_target_did(monkeypatch):
    monkeypatch.setattr(Coded, "since", lambda self: self.read(lambda event: event.known_day))


def one_reading_is_the_other(monkeypatch):
    monkeypatch.setattr(
        Coded, "days", lambda self, certainty, days=Coded.days: days(self, "certain")
    )


def ids_are_in_the_order_of_arrival(monkeypatch):
    monkeypatch.setattr(Coded, "ids", lambda self: [*range(len(self.events), 0, -1)])


def nobody_asks_for_a_value_of_another_field(monkeypatch):
    monkeypatch.setattr(Coded, "meant", lambda self, keys: None)


def each_has_its_last_key_alone(monkeypatch):
    def of(cls, events, keys, whole=Keyed.of):
        found = whole(events, keys)
        last = dict(zip(found.rows or (), found.codes, strict=False))
        return cls(found.keys, [*last], [*last.values()]) if last else found

    monkeypatch.setattr(Keyed, "of", classmethod(of))


def a_value_is_that_of_the_event_before(monkeypatch):
    def of(cls, coded, rule, whole=Valued.of):
        found = whole(coded, rule)
        return found._replace(back=lambda place: found.back(max(0, place - 1)))

    monkeypatch.setattr(Valued, "of", classmethod(of))


def a_grown_log_has_the_columns_of_the_shorter(monkeypatch):
    def grown(self, log):
        self._spent.clear()
        return self

    monkeypatch.setattr(Batches, "grown", grown)


def all_questions_have_the_answer_of_the_first(monkeypatch):
    def at(self, question, whole=Batch.at):
        return whole(self, self._questions[0])

    monkeypatch.setattr(Batch, "at", at)


def docked(id, occurred, crew, known, partners=("japan",), **more):
    return Docked(id=id, occurred=occurred, crew=crew, known=known, partners=partners, **more)


FIRST = docked("e0", "2023-01-05", 1, "2023-01-05", ("korea", "japan"))
SECOND = docked("e1", "2023-01-05", 2, "2023-01-05")
BATCHES = (
    (FIRST, SECOND, docked("e2", "2023-01", 3, "2023-01-20", ("korea", "japan"), pier="b")),
    (
        ip4.Correction(
            id="c0",
            target="e1",
            known="2023-02-01",
            reason="Miscounted.",
            replacement=docked("e1", "2023-01-05", 7, "2023-01-05"),
        ),
        ip4.Retraction(id="c1", target="e2", known="2023-02-10", reason="It never came."),
        docked("e3", "2023-02-05", None, "2023-02-06"),
    ),
)
SMALL = Growth(ip4.Timeline([]), BATCHES, Limits(columns=0, batches=64), (0, 1), (True, True))
"""A growth with all that the planted faults get wrong."""
TRAIL = ip4.rules.latest("crew", on=Docked, by=("partners", "known_basis"), missing="ends")
SOME = ip4.rules.count(on=Docked, by="partners", where={"pier": [None, "a"]})
PLANTED = {
    what_is_amended_stands_for_ever: TRAIL,
    a_correction_stands_from_when_its_target_did: SOME,
    one_reading_is_the_other: TRAIL,
    ids_are_in_the_order_of_arrival: TRAIL,
    nobody_asks_for_a_value_of_another_field: SOME,
    each_has_its_last_key_alone: SOME,
    a_value_is_that_of_the_event_before: TRAIL,
    a_grown_log_has_the_columns_of_the_shorter: SOME,
    all_questions_have_the_answer_of_the_first: SOME,
}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_what_is_planted_breaks_the_law(plant, monkeypatch):
    LAWS[LAW](PLANTED[plant], SMALL)
    plant(monkeypatch)
    with pytest.raises(LawBroken) as broken:
        LAWS[LAW](PLANTED[plant], SMALL)
    assert broken.value.law.name == LAW


# Which way is taken


def visits(*crews):
    return ip4.Timeline(
        [
            Docked(id=f"e{n}", occurred=f"2023-01-{n + 1:02}", partners=["japan"], crew=crew)
            for n, crew in enumerate(crews)
        ]
    )


CREW = ip4.rules.latest("crew", on=Docked, by="partners")


def test_few_events_one_key_and_what_has_an_index_go_by_the_index(watched):
    few = kept_by(visits(1, 2, 3), columns=4)
    assert dict(few.project(CREW).as_of("2023-02-01")) == {ip4.Partner.JAPAN: 3}
    many = kept_by(visits(1, 2, 3), columns=3)
    assert many.project(CREW).as_of("2023-02-01")["japan"] == 3  # which makes the index
    assert dict(many.project(CREW).as_of("2023-01-02")) == {ip4.Partner.JAPAN: 2}
    assert watched.answered == []
    assert ip4.rules.count(on=Docked, by="pier") not in Batches(few._log)._spent


def test_the_first_so_many_questions_go_by_columns(watched):
    timeline = kept_by(visits(1, 2, 3), columns=0, batches=3)
    view = timeline.project(CREW)
    days = ("2023-01-01", "2023-01-02")
    assert [dict(found) for found in view.as_of_many(days)] == [{"japan": 1}, {"japan": 2}]
    assert dict(timeline.as_of("2023-01-03", projections=[CREW]).states(CREW)) == {"japan": 3}
    assert watched.answered == [True, True]
    assert [dict(found) for found in view.as_of_many(days)] == [{"japan": 1}, {"japan": 2}]
    assert len(watched.answered) == 2
    assert [spell.value for spell in view.spells("japan")] == [1, 2, 3]
    assert [event.id for event in view.why("japan", "2023-01-02").events] == ["e1"]


def test_what_was_asked_by_columns_has_an_index_when_the_log_has_grown(watched):
    timeline = kept_by(visits(1, 2, 3), columns=0, batches=64)
    assert dict(timeline.project(CREW).as_of("2023-02-01")) == {"japan": 3}
    more = timeline.append(Docked(id="f", occurred="2023-01-09", partners=["japan"], crew=9))
    assert dict(more.project(CREW).as_of("2023-02-01")) == {"japan": 9}
    assert watched.answered == [True]
    other = ip4.rules.count(on=Docked, by="partners")
    assert dict(more.project(other).as_of("2023-02-01")) == {"japan": 4}
    assert watched.answered == [True, True]


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (ip4.rules.latest("fee", on=Docked, by="partners"), {"fee": Decimal(1)}),
        (ip4.rules.total("draught", on=Docked, by="partners"), {"draught": 0.5}),
        (ip4.rules.total("crew", on=Docked, by="partners"), {"crew": 2**62}),
        (ip4.rules.highest("crew", on=Docked, by="partners"), {"crew": 2**63}),
    ],
    ids=str,
)
def test_what_would_not_come_back_as_it_was_goes_by_the_index(watched, rule, values):
    told = visits(1, 2).entries
    timeline = ip4.Timeline(
        [Docked(id=e.id, occurred=e.occurred, partners=["japan"], **values) for e in told]
    )
    want = dict(kept_by(timeline, columns=NEVER).project(rule).as_of("2023-02-01"))
    got = dict(kept_by(timeline, columns=0).project(rule).as_of("2023-02-01"))
    assert got == want
    assert [type(value) for value in got.values()] == [type(value) for value in want.values()]
    assert watched.answered == [False]


def test_a_number_unlike_itself_is_refused_as_the_index_refuses_it(watched):
    nan = Docked(id="x", occurred="2023-01-01", partners=["japan"], draught=float("nan"))
    rule = ip4.rules.latest("draught", on=Docked, by="partners")
    view = kept_by(ip4.Timeline([nan]), columns=0).project(rule)
    with pytest.raises(ip4.TimelineError, match="not equal to itself"):
        dict(view.as_of("2023-02-01"))
    assert watched.answered == [False]


def test_values_and_keys_are_those_of_the_events():
    told = Docked(
        id="x",
        occurred="2023-01-01",
        partners=["korea"],
        leaves="2023-01-09",
        level=ip4.Level.MINISTER,
    )
    timeline = kept_by(ip4.Timeline([told]), columns=0)
    rule = ip4.rules.latest("level", on=Docked, by=("partners", "level"), lapses="leaves")
    ((key, value),) = timeline.project(rule).as_of("2023-01-02").items()
    assert key == (ip4.Partner.KOREA, ip4.Level.MINISTER)
    assert [type(part) for part in key] == [ip4.Partner, ip4.Level]
    assert value == ip4.rules.Kept(ip4.Level.MINISTER, told.leaves)
    assert value.ends is told.leaves
    assert dict(timeline.project(rule).as_of("2023-01-09")) == {}


def test_without_an_engine_there_is_the_index(monkeypatch):
    view = kept_by(visits(1), columns=0).project(CREW)
    monkeypatch.setattr(batches, "LIBRARIES", ("no_such_library",))
    assert dict(view.as_of("2023-02-01")) == {"japan": 1}
    monkeypatch.setattr("ip4timeline.engine.projections.declared.EVALUATORS", [])
    again = kept_by(visits(1), columns=0).project(CREW)
    assert dict(again.as_of("2023-02-01")) == {"japan": 1}


def test_an_engine_that_fails_is_told_of_and_the_index_answers(monkeypatch):
    def fails(*given):
        raise RuntimeError("out of order")

    monkeypatch.setattr(batches, "states", fails)
    view = kept_by(visits(1), columns=0).project(CREW)
    with pytest.warns(RuntimeWarning, match="latest_crew is folded by Python.*out of order"):
        assert dict(view.as_of("2023-02-01")) == {"japan": 1}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_does_not_wait_for_threads_that_it_does_not_have():
    view = kept_by(visits(1, 2), columns=0).project(CREW)
    assert batches.library() == "polars"
    child = os.fork()
    if not child:
        right = batches.library() is None and dict(view.as_of("2023-02-01")) == {"japan": 2}
        os._exit(0 if right else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
