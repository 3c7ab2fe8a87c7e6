"""What a timeline tells of the versions of its events, and of a question in words."""

import pytest

import ip4timeline as ip4
from ip4timeline.engine.log.question import knowledge_words
from ip4timeline.engine.log.versions import FOREVER
from ip4timeline.engine.time.days import day_number


def visit(occurred, known):
    return ip4.Visit(
        id="visit", occurred=occurred, known=known, partners=["korea"], direction="to-nato"
    )


FIRST, MENDED = visit("2024-05-01", "2024-05-01"), visit("2024-05-02", "2024-07-01")
TIMELINE = ip4.Timeline(
    [
        FIRST,
        ip4.Correction(
            id="correction", target="visit", reason="R.", known="2024-06-01", replacement=MENDED
        ),
        ip4.Retraction(id="retraction", target="visit", reason="R.", known="2024-09-01"),
    ]
)


def test_the_versions_of_an_event_stand_between_days_and_may_leave_a_gap():
    june, july, september = map(day_number, ("2024-06-01", "2024-07-01", "2024-09-01"))
    assert list(map(tuple, TIMELINE.versions("visit"))) == [
        (FIRST, day_number("2024-05-01"), june),
        (MENDED, july, september),
    ]
    assert list(TIMELINE.versions("correction")) == []
    with pytest.raises(ip4.UnknownNameError, match="no event 'vist'; did you mean 'visit'"):
        TIMELINE.versions("vist")


def test_a_cut_timeline_has_no_version_that_came_later():
    cut = TIMELINE.known("2024-06-15")
    assert [version.event for version in cut.versions("visit")] == [FIRST]
    (version,) = TIMELINE.known("2024-05-15").versions("visit")
    assert version.until == FOREVER
    with pytest.raises(ip4.UnknownNameError, match="no event 'visit'"):
        TIMELINE.known("2024-04-30").versions("visit")


def test_a_snapshot_says_its_question_in_words():
    snapshot = TIMELINE.as_of("2024-05-10", known_on="2024-05-20", certainty="possible")
    question = snapshot.question
    assert question.words == (
        "As of 10 May 2024, known by 20 May 2024, early reading of partial dates"
    )
    assert question.as_known == "as known by 20 May 2024"
    assert TIMELINE.as_of("2024-05-10").question.as_known == "with hindsight"
    assert knowledge_words(None) == "with hindsight"
    assert TIMELINE.known("2024-05-20").as_of("2024-05-10").question.knowledge == (
        "known by 20 May 2024"
    )
