"""Declared rules fold as what they say, in every question of a timeline, without any frame."""

import datetime as dt
import pickle
from decimal import Decimal
from typing import ClassVar, Literal

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline import rules
from ip4timeline.testing import check_projection


@ip4.register
@attrs.frozen(kw_only=True, order=False)
class Loaded(ip4.Event):
    """A vessel was loaded."""

    kind: ClassVar[str] = "rules-loaded"

    pier: Literal["a", "b"] | None = None
    tons: int | None = None
    fee: Decimal | None = None
    leaves: dt.date | None = None
    level: ip4.Level | None = None


def loaded(id, day, *partners, **more):
    return Loaded(id=id, occurred=day, known_basis="live", partners=partners, **more)


TIMELINE = ip4.Timeline(
    [
        loaded(
            "1",
            "2023-01-01",
            "japan",
            pier="a",
            tons=3,
            level=ip4.Level.MINISTER,
            fee=Decimal("1.5"),
        ),
        loaded("2", "2023-02-01", "japan", "korea", pier="b", tons=1, level=ip4.Level.LEADER),
        loaded("3", "2023-03-01", "japan", tons=1, leaves=dt.date(2023, 3, 10), fee=Decimal(2)),
        loaded("4", "2023-04-01", "japan", pier="a", leaves=dt.date(2023, 4, 10)),
    ]
)
DAY = "2023-04-05"
WANT = {
    rules.count(on=Loaded, by="partners"): {"japan": 4, "korea": 1},
    rules.count(on=Loaded, by="partners", where={"pier": [None, "b"]}): {"japan": 2, "korea": 1},
    rules.count(on=Loaded, by=("kind", "pier")): {
        ("rules-loaded", "a"): 2,
        ("rules-loaded", "b"): 1,
    },
    rules.total("tons", on=Loaded, by="partners"): {"japan": 5, "korea": 1},
    rules.total("fee", on=Loaded, by="partners"): {"japan": Decimal("3.5")},
    rules.latest("pier", on=Loaded, by="partners"): {"japan": "a", "korea": "b"},
    rules.latest("tons", on=Loaded, by="partners", missing="ends"): {"korea": 1},
    rules.first("pier", on=Loaded, by="partners"): {"japan": "a", "korea": "b"},
    # As text "minister" would be the higher.
    rules.highest("level", on=Loaded, by="partners"): {
        "japan": ip4.Level.LEADER,
        "korea": ip4.Level.LEADER,
    },
    rules.lowest("level", on=Loaded, by="partners"): {
        "japan": ip4.Level.MINISTER,
        "korea": ip4.Level.LEADER,
    },
    rules.distinct("tons", on=Loaded, by="partners"): {
        "japan": frozenset({1, 3}),
        "korea": frozenset({1}),
    },
}


def keyed(want):
    return {ip4.Partner(key) if isinstance(key, str) else key: v for key, v in want.items()}


@pytest.mark.parametrize("rule", WANT, ids=str)
def test_a_rule_folds_as_it_says(rule):
    assert dict(TIMELINE.project(rule).as_of(DAY)) == keyed(WANT[rule])
    shown = TIMELINE.as_of(DAY, projections=[rule])
    assert shown is not None


def test_a_value_that_lapses_is_kept_with_its_end():
    rule = rules.latest("pier", on=Loaded, by="partners", lapses="leaves")
    view = TIMELINE.project(rule)
    assert view.as_of(DAY)["japan"] == ("a", dt.date(2023, 4, 10))
    assert view.as_of(DAY)["japan"].ends == dt.date(2023, 4, 10)
    assert "japan" not in {key.value for key in view.as_of("2023-04-10")}
    assert view.as_of("2023-04-10")["korea"] == ("b", None)
    assert view.why("japan", "2023-04-10").lapsed


@pytest.mark.parametrize(
    "rule",
    [
        rules.latest("pier", on=Loaded, by="partners", lapses="leaves", missing="ends"),
        rules.first("tons", on=Loaded, by=("partners", "pier")),
        rules.highest("level", on=Loaded, by="partners"),
        rules.distinct("tons", on=Loaded, by="partners"),
    ],
    ids=str,
)
def test_the_laws_hold_for_a_rule(rule):
    check_projection(rule, max_examples=5)


def test_rules_that_say_the_same_are_one_and_pickle_as_what_they_say():
    one = rules.count(on=Loaded, by="partners", where={"level": {"leader"}})
    assert one is rules.count(on=(Loaded,), by=("partners",), where={"level": ip4.Level.LEADER})
    assert one is not rules.count(on=Loaded, by="partners", where={"level": "minister"})
    assert pickle.loads(pickle.dumps(one)) is one
    assert one.name == "count"
    assert rules.latest("pier", on=Loaded, by="partners", name="berth").name == "berth"
    assert one.__doc__ == f"count(on=rules-loaded, by=('partners',), where={dict(one.said.where)})"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: rules.latest("peer", on=Loaded, by="partners"), "no field 'peer'; did you mean"),
        (lambda: rules.latest("cites", on=Loaded, by="partners"), "holds records"),
        (lambda: rules.latest("partners", on=Loaded, by="pier"), "partners is a list"),
        (lambda: rules.total("pier", on=Loaded, by="partners"), "cannot be added"),
        (lambda: rules.highest("known_basis", on=Loaded, by=()), "by= names no field"),
        (lambda: rules.highest("occurred", on=Loaded, by="pier"), "stand in no order"),
        (lambda: rules.latest("pier", on=Loaded, by="partners", lapses="tons"), "tons is whole"),
        (lambda: rules.latest("pier", on=Loaded, by="partners", missing="no"), "not 'no'"),
        (lambda: rules.count(on=Loaded, by="partners", where={"pier": "c"}), "cannot be 'c'"),
        (lambda: rules.count(on=Loaded, by="partners", where={"level": "boss"}), "level"),
        (lambda: rules.count(on=Loaded, by="partners", where={"tons": "many"}), "not 'many'"),
        (lambda: rules.count(on=ip4.Correction, by="partners"), "on= takes kinds of event"),
        (lambda: rules.count(on=(), by="partners"), "on= takes kinds of event"),
        (lambda: rules.latest("pier", on=(Loaded, ip4.Visit), by="partners"), "no field 'pier'"),
    ],
)
def test_what_no_rule_can_mean_is_refused_by_name(make, words):
    with pytest.raises(ip4.TimelineError, match=words):
        make()
