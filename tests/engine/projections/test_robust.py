"""What a rule of somebody's own gets wrong is its own affair, and is said clearly."""

import gc
import math
import weakref
from decimal import Decimal

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.log.versions import Limits
from ip4timeline.testing.model import SMALLEST, Growth


def policy(id, title="t", day="2023-01-01", partners=("japan",)):
    return ip4.PolicyAdopted(
        id=id, occurred=day, policy="p", title=title, partners=partners, summary="s"
    )


def projected(keys=lambda e: e.partners, evolve=lambda value, event: event.title):
    def rule(value, event):
        return evolve(value, event)

    return ip4.projection(on=ip4.PolicyAdopted, keys=keys)(rule)


def counted(measure):
    def rule(event):
        return measure(event)

    return ip4.tally(on=ip4.PolicyAdopted, keys=lambda e: e.partners)(rule)


def one_over(event):
    return 1 // (event.title != "odd")


FAILING = {
    "keys": projected(keys=lambda e: [one_over(e)]),
    "evolve": projected(evolve=lambda value, event: one_over(event)),
    "measure": counted(one_over),
}


@pytest.mark.parametrize("limits", [Limits(), SMALLEST])
@pytest.mark.parametrize("failing", FAILING.values(), ids=FAILING)
def test_a_rule_that_fails_for_one_event_fails_when_it_is_asked_and_alone(failing, limits):
    start = ip4.Timeline([policy("first")])
    timeline = Growth(start, (), limits, (), ()).beginning()
    well = projected()
    for rule in (failing, well):
        assert dict(timeline.project(rule).as_of("2024-01-01"))
    timeline = timeline.append(policy("odd-one", "odd"))
    for number in range(40):
        timeline = timeline.append(policy(f"fine-{number}", f"{number:02}"))
        if number % 7 == 0:
            assert timeline.project(well).get("japan", "2024-01-01")
            with pytest.raises(ZeroDivisionError) as raised:
                dict(timeline.project(failing).as_of("2024-01-01"))
            assert any("rule" in note for note in raised.value.__notes__)
    assert len(timeline) == 42
    assert timeline.as_of("2024-01-01", projections=[failing])["japan"].leader is None
    mended = timeline.append(ip4.Retraction(id="r", target="odd-one", reason="it never was"))
    assert dict(mended.project(failing).as_of("2024-01-01"))


def test_the_event_for_which_a_rule_failed_is_named():
    timeline = ip4.Timeline([policy("fine"), policy("odd-one", "odd")])
    with pytest.raises(ZeroDivisionError) as raised:
        dict(timeline.project(FAILING["evolve"]).as_of("2024-01-01"))
    (note,) = raised.value.__notes__
    assert note == "In the projection rule, for the event odd-one."


@pytest.mark.parametrize(
    "keys",
    [
        lambda e: [float("nan")],
        lambda e: [math.nan],
        lambda e: [object()],
        lambda e: [("japan", object())],
        lambda e: (float("nan"), "japan"),
    ],
)
def test_a_key_by_which_nothing_is_found_again_is_refused(keys):
    rule = projected(keys=keys)
    whole = ip4.Timeline([policy("a"), policy("b")])
    with pytest.raises(
        ip4.TimelineError, match=r"rule: keys of a gave .* give keys that are equal"
    ):
        dict(whole.project(rule).as_of("2024-01-01"))
    begun = ip4.Timeline()
    assert not dict(begun.project(rule).as_of("2024-01-01"))
    grown = begun.append(policy("a"))
    with pytest.raises(ip4.TimelineError, match="give keys that are equal"):
        dict(grown.project(rule).as_of("2024-01-01"))


class Parts:
    """What answers for each of its parts, as an array of numbers does."""

    def __eq__(self, other):
        return [True, False]

    __hash__ = None


class Undecided(Parts):
    def __eq__(self, other):
        raise ValueError("the truth of an array is ambiguous")


@pytest.mark.parametrize("value", [float("nan"), Undecided()])
@pytest.mark.parametrize("how", ["projection", "tally"])
def test_a_value_of_which_nobody_can_say_whether_two_are_equal_is_refused(value, how):
    if how == "tally":
        rule = counted(lambda event: value)
    else:
        rule = projected(evolve=lambda _, event: value)
    timeline = ip4.Timeline([policy("a")])
    with pytest.raises(ip4.TimelineError, match=r"rule gave .*(not equal to itself|one yes or no)"):
        dict(timeline.project(rule).as_of("2024-01-01"))


def test_numbers_of_numpy_are_values_and_its_arrays_are_refused():
    numpy = pytest.importorskip("numpy")
    sums = counted(lambda event: numpy.int64(2))
    timeline = ip4.Timeline([policy("a"), policy("b", day="2023-02-01")])
    assert timeline.project(sums).get("japan", "2024-01-01") == 4
    assert len(timeline.project(sums).spells("japan")) == 2
    for rule in (
        counted(lambda event: numpy.array([1, 2])),
        projected(evolve=lambda _, event: numpy.array([1, 2])),
    ):
        with pytest.raises(ip4.TimelineError, match="ndarray that do not compare by one yes or no"):
            dict(timeline.project(rule).as_of("2024-01-01"))


def test_what_was_made_of_a_rule_goes_with_it():
    timeline = ip4.Timeline([policy("a")])
    for make in (projected, lambda: counted(lambda event: 1)):
        made = make()
        assert dict(timeline.project(made).as_of("2024-01-01"))
        index = weakref.ref(timeline._indices.index(made, "certain"))
        rule = weakref.ref(made)
        del made
        gc.collect()
        assert rule() is None
        assert index() is None


def test_what_was_made_of_a_timeline_goes_with_it():
    rule = projected()
    timeline = ip4.Timeline([policy("a")])
    assert dict(timeline.project(rule).as_of("2024-01-01"))
    grown = timeline.append(policy("b"))
    index = weakref.ref(timeline._indices.index(rule, "certain"))
    assert dict(grown.project(rule).as_of("2024-01-01"))
    del timeline
    gc.collect()
    assert index() is None
    assert dict(grown.project(rule).as_of("2024-01-01"))


def correction(number, known="2023-02-01"):
    return ip4.Correction(
        id=f"c{number}", target="a", reason="r", known=known, seq=number,
        replacement=attrs.evolve(policy("a", str(number)), known=known),
    )  # fmt: skip


def test_an_amendment_looks_at_the_versions_beside_its_own_only():
    """Counted, not timed: what each append adds and takes away does not grow with the history."""
    timeline = ip4.Timeline([policy("a")])
    log = timeline._log
    for number in range(300):
        day = f"2024-{1 + number % 12:02}-{1 + number % 28:02}"
        log, change = log.grown([correction(number, day)])
        assert len(change.added) + len(change.removed) <= 3
    assert log.versions("a") == ip4.Timeline(log.entries)._log.versions("a")


def test_a_new_key_leaves_the_others_where_they_are():
    """Counted, not timed: of very many keys an append touches its own."""
    each = projected(keys=lambda e: [e.id])
    timeline = ip4.Timeline([policy(f"k{number}") for number in range(2_000)])
    before = timeline._indices.index(each, "certain")
    after = timeline.append(policy("new"))._indices.index(each, "certain")
    assert after.folds.maps[1] is before.folds.maps[1]
    assert list(after.folds.maps[0]) == ["new"]


def test_a_rule_answers_for_all_that_the_question_holds_though_it_fails_for_what_comes_later():
    odd = policy("odd-one", "odd", day="2023-02-01")
    timeline = ip4.Timeline([policy("fine"), odd])
    for failing in (FAILING["evolve"], FAILING["measure"]):
        view = timeline.project(failing)
        early = timeline.known("2023-01-10").project(failing).as_of("2024-01-01")
        for states in (
            view.as_of("2023-01-10"),
            view.as_of("2024-01-01", known_on="2023-01-10"),
            view.as_of("2023-01-10", known_on="2023-01-10"),
        ):
            assert states.get("japan") == 1
            assert dict(states) == dict(early)
        assert len(view.known("2023-01-10").spells("japan")) == 1
        with pytest.raises(ZeroDivisionError):
            view.get("japan", "2024-01-01")


def test_no_value_of_any_type_that_is_not_equal_to_itself_gets_through():
    rule = projected(evolve=lambda value, event: Decimal(event.title))
    timeline = ip4.Timeline([policy("a", "NaN"), policy("b", "1", day="2023-02-01")])
    with pytest.raises(ip4.TimelineError, match="not equal to itself"):
        dict(timeline.project(rule).as_of("2023-01-15"))


@pytest.mark.parametrize("first", [True, False])
def test_a_key_that_cannot_be_looked_up_names_the_rule_and_the_event(first):
    rule = projected(keys=lambda e: [["japan"]])
    timeline = ip4.Timeline([policy("a")] if first else [])
    if not first:
        assert not dict(timeline.project(rule).as_of("2024-01-01"))
        timeline = timeline.append(policy("a"))
    with pytest.raises(TypeError) as raised:
        dict(timeline.project(rule).as_of("2024-01-01"))
    assert raised.value.__notes__ == ["In the projection rule, for the event a."]


@pytest.mark.parametrize("limits", [Limits(), SMALLEST])
def test_sums_that_are_no_number_only_together_are_refused(limits):
    rule = counted(lambda event: math.inf if event.title == "up" else -math.inf)
    start = ip4.Timeline([policy("a", "up"), policy("b", "up", day="2023-02-01")])
    whole = Growth(start, (), limits, (), ()).beginning()
    assert whole.project(rule).get("japan", "2024-01-01") == math.inf
    grown = whole.append(policy("c", "down", day="2022-01-01"))
    for timeline in (grown, ip4.Timeline(grown.entries)):
        with pytest.raises(ip4.TimelineError, match="rule gave nan, which is not equal to itself"):
            dict(timeline.project(rule).as_of("2024-01-01"))
        with pytest.raises(ip4.TimelineError, match="rule gave nan, which is not equal to itself"):
            timeline.project(rule).get("japan", "2024-01-01")


def test_bytes_are_no_list_of_keys():
    rule = projected(keys=lambda event: b"japan")
    with pytest.raises(ip4.TimelineError, match="rule: keys gave b'japan', not a list of keys"):
        dict(ip4.Timeline([policy("a")]).project(rule).as_of("2024-01-01"))
