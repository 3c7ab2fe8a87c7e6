"""An argument of a wrong type is refused at once, by its name and with what to give instead."""

import datetime as dt

import pytest

import ip4timeline as ip4

DAY = "2025-06-25"
NO_LISTS = [1, 1.5, True, object(), dt.date, "2025-06-25", b"2025-06-25", dt.date(2025, 6, 25)]
MANY = {
    "entries": lambda tl, given: ip4.Timeline(given),
    "projections": lambda tl, given: tl.as_of(DAY, projections=given),
    "projections of a difference": lambda tl, given: tl.diff(DAY, DAY, projections=given),
    "projections of a replay": lambda tl, given: tl.replay(DAY, DAY, projections=given),
    "days": lambda tl, given: tl.as_of_many(given),
    "days of a view": lambda tl, given: tl.project(ip4.LEADER).as_of_many(given),
    "days in pairs": lambda tl, given: tl.as_of_many(given, known_on=DAY),
}


def by_type(given):
    """A name that every process gives alike: where an object lies is another in each."""
    return type(given).__name__


@pytest.mark.parametrize("given", NO_LISTS, ids=by_type)
@pytest.mark.parametrize("argument", MANY)
def test_what_is_no_list_is_refused_where_many_are_asked_for(argument, given):
    """Of a text its letters were taken, and of the rest Python said that it is not iterable."""
    with pytest.raises(ip4.TimelineError, match=rf"^{argument.split()[0]}: .* give a list: \["):
        MANY[argument](ip4.Timeline(), given)


@pytest.mark.parametrize("argument", ["entries", "projections of a difference", "days"])
def test_nothing_is_no_list_and_may_be_left_out(argument):
    with pytest.raises(ip4.TimelineError, match="None is not a list; give a list, or leave it out"):
        MANY[argument](ip4.Timeline(), None)


def test_one_event_is_no_list_of_events():
    one = ip4.Meeting(id="m", occurred=DAY, partners=["japan"])
    with pytest.raises(ip4.TimelineError, match=r"^entries: Meeting\(id='m'.* give a list: \["):
        ip4.Timeline(one)


def test_as_many_knowledge_days_as_days_are_a_list():
    with pytest.raises(ip4.TimelineError, match=r"^known_on: 1 is not a list"):
        ip4.Timeline().as_of_many([DAY], known_on=1)


@pytest.mark.parametrize("given", ["", "x", 0, [], {}, object(), ip4.Timeline()], ids=by_type)
def test_registries_are_registries(given):
    """They were taken, or those of no record in their place, and failed in some later question."""
    with pytest.raises(ip4.TimelineError, match=r"^registries: .* give those of a timeline"):
        ip4.Timeline([], given)


@pytest.mark.parametrize("given", ["no", 0, None, []], ids=by_type)
def test_sure_is_true_or_false(given):
    with pytest.raises(ip4.TimelineError, match="sure is True or False"):
        ip4.Timeline().select().between(None, DAY, sure=given)


@pytest.mark.parametrize("given", [1, "partners", ["japan"]], ids=by_type)
@pytest.mark.parametrize(
    ("argument", "make"),
    [
        ("keys", lambda given: ip4.projection(on=ip4.Visit, keys=given)),
        ("lapses", lambda given: ip4.projection(on=ip4.Visit, keys=set, lapses=given)),
        ("keys", lambda given: ip4.tally(on=ip4.Visit, keys=given)),
        ("merge", lambda given: ip4.tally(on=ip4.Visit, keys=set, merge=given)),
    ],
)
def test_what_a_projection_is_made_of_are_functions(argument, make, given):
    """It was made all the same, and its first fold failed."""
    with pytest.raises(ip4.TimelineError, match=rf"^{argument}: .* is no function; give one"):
        make(given)


def test_an_article_fits_its_word():
    with pytest.raises(ip4.TimelineError, match="is no name of an event"):
        ip4.Timeline().versions({})
