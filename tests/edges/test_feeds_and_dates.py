"""Feeds whose readers keep copies, and dates as others read them."""

import datetime as dt
import re

import pytest

import ip4timeline as ip4
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.spans import span
from ip4timeline.export.feeds import to_atom, to_icalendar, to_timelinejs


def visit(occurred="2023-03-01", **more):
    return ip4.Visit(id="v", occurred=occurred, partners=["japan"], direction="to-nato", **more)


def correction(id, **more):
    given = {"target": "v", "reason": "the day", "replacement": visit("2023-02-20"), **more}
    return ip4.Correction(id=id, **given)


def stamps(timeline, **how):
    pytest.importorskip("icalendar")
    found = re.findall(
        r"(DTSTAMP|SEQUENCE|LAST-MODIFIED|STATUS)[^:]*:(\w+)", to_icalendar(timeline, **how)
    )
    return {name: value.removesuffix("T000000Z") for name, value in found}


FIRST = ip4.Timeline([visit()])
ONCE = FIRST.append(correction("c1", known="2023-05-01"))
TWICE = ONCE.append(
    correction("c2", known="2023-06-01", replacement=visit("2023-02-21", known="2023-06-01"))
)
GONE = TWICE.append(ip4.Retraction(id="r", target="v", reason="never", known="2023-07-01"))


def test_a_correction_is_newer_than_what_it_corrects():
    told = [stamps(t) for t in (FIRST, ONCE, TWICE)]
    assert [t["SEQUENCE"] for t in told] == ["0", "1", "2"]
    assert [t["DTSTAMP"] for t in told] == ["20230301", "20230501", "20230601"]
    assert all(t["LAST-MODIFIED"] == t["DTSTAMP"] for t in told)


def test_a_stamp_never_goes_back_where_the_correction_has_no_day():
    always = FIRST.append(correction("c", replacement=visit("2023-02-20", known="2023-02-20")))
    assert stamps(always)["DTSTAMP"] == "20230301"
    assert stamps(always)["SEQUENCE"] == "1"


def test_what_is_retracted_is_cancelled_when_asked_for():
    assert stamps(GONE) == {}
    assert stamps(GONE, cancelled=True) == {
        "DTSTAMP": "20230701",
        "LAST-MODIFIED": "20230701",
        "SEQUENCE": "3",
        "STATUS": "CANCELLED",
    }
    assert "STATUS" not in stamps(TWICE, cancelled=True)
    assert stamps(GONE.known("2023-06-30"), cancelled=True)["SEQUENCE"] == "2"


def test_a_feed_is_updated_by_what_it_no_longer_holds():
    other = ip4.Meeting(id="m", occurred="2023-01-05", partners=["japan"])
    for timeline, day in ((TWICE, "2023-06-01"), (GONE, "2023-07-01")):
        feed = to_atom(timeline.append(other))
        assert re.search(r"<updated>(.{10})", feed)[1] == day


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("../2012", dt.date(2012, 12, 31), dt.date(2012, 12, 31)),
        ("/2012", dt.date(2012, 12, 31), dt.date(2012, 12, 31)),
        ("2015/2018", dt.date(2015, 1, 1), dt.date(2018, 12, 31)),
        ("2015-03/2015-04", dt.date(2015, 3, 1), dt.date(2015, 4, 30)),
        ("2015-03-04/2015-03-04", dt.date(2015, 3, 4), dt.date(2015, 3, 4)),
        ("2015/..", dt.date(2015, 1, 1), None),
        ("2015/2015", dt.date(2015, 1, 1), dt.date(2015, 12, 31)),
    ],
)
def test_a_slide_never_ends_before_it_starts(text, start, end):
    timeline = ip4.Timeline([visit(text, known="2030-01-01")])
    (slide,) = to_timelinejs(timeline)["events"]
    assert drawn(slide["start_date"]) == start
    assert drawn(slide.get("end_date")) == end


def drawn(parts):
    """The day at which TimelineJS draws a date: what it lacks begins."""
    return parts and dt.date(parts["year"], parts.get("month", 1), parts.get("day", 1))


def test_an_open_start_and_an_unknown_one_read_differently():
    notes = {text: span(ip4.When(text)).note for text in ("../2012", "/2012")}
    assert "its start is open" in notes["../2012"]
    assert "its start is not known" in notes["/2012"]
    assert when_words(ip4.When("../2012")) != when_words(ip4.When("/2012"))


@pytest.mark.parametrize("mark", ["?", "~", "%"])
def test_a_decade_in_doubt_is_written_as_others_read_it(mark):
    when = ip4.When(f"202X{mark}")
    assert when.text == f"202X{mark}"
    assert when == ip4.When(f"[2020{mark}..2029{mark}]") == ip4.When(when.text)
    assert (str(when.earliest), str(when.latest)) == ("2020-01-01", "2029-12-31")
    assert when.qualifier == mark
    assert when_words(when).startswith("between 2020 and ")
    assert ip4.When("202X").text == "[2020..2029]"


@pytest.mark.parametrize("text", ["2001-21", "2001-33", "2001-41?", "2001-24/2002", "[2001-22..]"])
def test_a_season_is_refused_as_a_season(text):
    with pytest.raises(ip4.WhenError, match="is a season or another part of a year"):
        ip4.When(text)


def test_a_month_that_does_not_exist_is_one():
    with pytest.raises(ip4.WhenError, match="no such month"):
        ip4.When("2001-13")


class Missing(dt.datetime):
    """A missing day as pandas has it: a day to Python, without a number."""

    def toordinal(self):
        raise ValueError("NaTType does not support toordinal")


@pytest.mark.parametrize(
    "ask",
    [
        lambda day: FIRST.as_of(day),
        lambda day: FIRST.known(day),
        lambda day: FIRST.as_of("2023-01-01", known_on=day),
        lambda day: ip4.When(day),
        lambda day: visit(known=day),
        lambda day: visit(occurred=day),
        lambda day: FIRST.about("japan").between(day, None),
    ],
)
def test_a_missing_day_is_one_clear_error(ask):
    with pytest.raises(ip4.TimelineError, match="is no day"):
        ask(Missing(2023, 1, 1))
