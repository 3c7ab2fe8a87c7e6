"""What a selection picks, and how it answers a filter that makes no sense."""

import pickle
from enum import StrEnum

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.timeline.fields import _of_type, meant_by
from ip4timeline.nato.kinds.occasions import OccasionEvent


def occasion(id, series):
    return ip4.Occasion(id=id, title=id, format="summit", dates="2023-07-11", series=series)


EVENTS = [
    ip4.Attendance(
        id="attended",
        occurred="2023-07-11",
        partners=["japan"],
        occasion="vilnius",
        delegates=[ip4.Delegate(person="ann", level="leader")],
    ),
    ip4.Meeting(id="met", occurred="2023-07-11", partners=["japan", "korea"], occasion="vilnius"),
    ip4.Visit(
        id="visited", occurred="2023", partners=["korea"], direction="to-nato", occasion="vilnius"
    ),
    ip4.Visit(id="toured", occurred="2024-02-01", known="2024-02-03", direction="to-partner"),
    ip4.Operation(id="sailed", occurred="2024-03-01", operation="o", capacity="escort"),
    ip4.Exercise(id="trained", occurred="2024-04-01", exercise="e", capacity="observer"),
]
TL = ip4.Timeline(
    EVENTS, ip4.Registries(occasions=(occasion("vilnius", "nato-summit"), occasion("g", "g7")))
)


def ids(selection):
    return {e.id for e in selection}


def test_a_series_holds_every_event_at_its_occasions():
    assert ids(TL.select().in_series("nato-summit")) == {"attended", "met", "visited"}
    assert ids(TL.of(ip4.Meeting).in_series("nato-summit")) == {"met"}


def test_a_second_about_narrows():
    both = TL.about("japan", "korea")
    assert ids(both) == {"attended", "met", "visited"}
    assert ids(TL.about("japan").about("korea")) == {"met"}
    assert TL.about("japan").about("korea").parties == ("japan",)
    assert both.about("korea").parties == TL.about("korea").about("japan", "korea").parties
    assert ids(both.about("korea")) == ids(TL.about("korea").about("JPN", "KOR"))


def test_a_second_of_narrows():
    assert ids(TL.of(ip4.Visit).of(ip4.Meeting)) == set()
    assert ids(TL.of(ip4.Visit, ip4.Meeting).of(ip4.Meeting, ip4.Exercise)) == {"met"}
    assert TL.of(OccasionEvent).of(ip4.Attendance).kinds == (ip4.Attendance,)
    assert TL.of(ip4.Attendance).of(OccasionEvent).kinds == (ip4.Attendance,)
    assert ids(TL.of(ip4.Visit).of(ip4.Event)) == {"visited", "toured"}


def test_a_second_between_narrows():
    wide, narrow = ("2023-01-01", "2024-12-31"), ("2024-02-15", "2024-03-15")
    assert ids(TL.between(*narrow).between(*wide)) == ids(TL.between(*narrow)) == {"sailed"}
    chosen = TL.between(*narrow).between("2024-03-01", None).between(None, "2025-01-01")
    assert (chosen.first, chosen.last) == (
        TL.between("2024-03-01", None).first,
        TL.between(None, "2024-03-15").last,
    )
    with pytest.raises(ip4.TimelineError, match="2025-01-01 and 2024-03-15 there is no day"):
        TL.between(*narrow).between("2025-01-01", None)


def test_a_second_series_narrows():
    summits = TL.select().in_series("nato-summit")
    assert ids(summits.in_series("nato-summit")) == ids(summits)
    assert not summits.in_series("g7")
    assert summits.in_series("g7").series == "nato-summit"


def test_a_value_is_read_as_its_field_reads_it():
    assert ids(TL.where(known="2024-02-03")) == {"toured"}
    assert ids(TL.where(occurred="2023-XX")) == {"visited"}
    assert ids(TL.where(partners=["KOR", "japan"])) == {"met"}
    assert ids(TL.where(level="leader")) == ids(TL.where(level=ip4.Level.LEADER)) == {"attended"}
    assert ids(TL.where(kind="visit", direction="to-nato")) == {"visited"}
    assert ids(TL.where(setting=None)) == {e.id for e in EVENTS}
    assert ids(TL.of(OccasionEvent).where(level="leader")) == {"attended"}


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: TL.where(level="leadr"), "no level 'leadr'; did you mean 'leader'?"),
        (lambda: TL.of(ip4.Attendance).where(level="leadr"), "did you mean 'leader'?"),
        (lambda: TL.where(direction="to_nato"), "no direction 'to_nato'; did you mean 'to-nato'?"),
        (lambda: TL.where(change="openned"), "did you mean 'opened'"),
        (lambda: TL.where(direction=None), "no direction 'None'"),
        (lambda: TL.where(partner="japn"), "no partner 'japn'; did you mean 'japan'"),
        (lambda: TL.where(partners=7), "no partner '7'"),
        (lambda: TL.where(kind="vist"), "did you mean 'visit'?"),
        (lambda: TL.where(known="2025"), "not a full day"),
        (lambda: TL.where(occurred="2025-13"), "no such month"),
        (lambda: TL.of(ip4.Exercise).where(capacity="observr"), "did you mean 'observer'?"),
        (lambda: TL.of(5), "5 is not a kind of event"),
        (lambda: TL.of(int), "is not a kind of event"),
        (lambda: TL.of(list[int]), "is not a kind of event"),
        (lambda: TL.about(), "about whom?"),
        (lambda: TL.about("japan").about(), "about whom?"),
        (lambda: TL.of(), "of which kind?"),
    ],
)
def test_a_filter_that_makes_no_sense_gets_one_clear_error(ask, says):
    with pytest.raises(ip4.TimelineError) as error:
        ask()
    assert says in str(error.value)


def test_a_value_that_any_kind_in_question_can_have_is_accepted():
    # An exercise has capacities of a list; those of an operation are free.
    assert ids(TL.where(capacity="escort")) == {"sailed"}
    assert ids(TL.where(capacity="observer")) == {"trained"}


def test_an_event_that_cannot_answer_does_not_match():
    assert ids(TL.where(partner="japan")) == {"attended"}
    assert ids(TL.where(partner="KOR")) == {"visited"}


def _hundredfold(value):
    return int(value) * 100


class Colour(StrEnum):
    RED = "red"


@attrs.frozen(kw_only=True)
class Paint(ip4.Event):
    kind = "test-selections-paint"

    colour: Colour
    coats: int = attrs.field(default=1, converter=attrs.Converter(int))
    share: int = attrs.field(default=1, converter=_hundredfold)
    mixed: object = attrs.field(
        default=None, converter=attrs.Converter(lambda v, self: v, takes_self=True)
    )


@attrs.frozen(kw_only=True)
class Varnish(ip4.Event):
    kind = "test-selections-varnish"

    share: int = 1


def test_fields_of_a_kind_of_ones_own_are_read_as_it_reads_them():
    painted = Paint(id="p", occurred="2023", colour=Colour.RED, coats=2, share=1, mixed="m")
    timeline = ip4.Timeline([painted, Varnish(id="v", occurred="2023", share=1)])
    paints = timeline.of(Paint)
    assert ids(paints.where(colour="red", coats="2", mixed="m")) == {"p"}
    with pytest.raises(ip4.UnknownNameError, match="did you mean 'red'"):
        paints.where(colour="redd")
    with pytest.raises(ip4.TimelineError, match="share: 'x' cannot be its value"):
        paints.where(share="x")
    # One value that two kinds read differently matches either.
    assert ids(timeline.of(Paint, Varnish).where(share=1)) == {"p", "v"}
    assert meant_by((Paint, Varnish), "share", 1).readings == (100, 1)


def test_a_text_becomes_the_type_of_a_property():
    assert _of_type("x", ip4.Level | None, "leader") is ip4.Level.LEADER
    assert _of_type("x", ip4.When, "2023-XX") == ip4.When("2023")
    assert _of_type("x", str | ip4.Partner, "anyone") == "anyone"
    assert _of_type("x", ip4.Level | None, None) is None
    with pytest.raises(ip4.TimelineError, match="x: None is no value"):
        _of_type("x", ip4.Level, None)


def test_a_selection_made_of_filters_pickles():
    chosen = TL.about("japan").about("korea").of(ip4.Visit).of(ip4.Meeting)
    again = pickle.loads(pickle.dumps(chosen.in_series("nato-summit").in_series("g7")))
    assert ids(again) == set()


def test_a_selection_knows_no_day_after_its_horizon():
    assert TL.select().horizon is None
    then = TL.known("2023-12-31").about("korea").between("2023-01-01", None)
    assert then.horizon == TL.between(None, "2023-12-31").last
