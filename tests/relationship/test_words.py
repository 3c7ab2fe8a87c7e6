"""How values, and what is made of them, say themselves."""

from decimal import Decimal

import pytest

import ip4timeline as ip4
from ip4timeline.engine.events.words import change_words
from ip4timeline.relationship.projections.alliance import Membership
from ip4timeline.relationship.projections.tallies import Money

HAGUE = "2025-the-hague-summit"


def test_no_amount_is_shown_where_none_is_known():
    assert Money(amount=Decimal(0), count=2, unstated=2).describe(str) == (
        "amount not stated (2 items)"
    )
    assert Money(amount=Decimal(5), count=2, unstated=1).describe(str) == (
        "5 (2 items, 1 without an amount)"
    )
    assert Money(amount=Decimal(0), count=1).describe(str) == "0 (1 item)"


def test_a_change_of_members_says_who_came_and_who_left():
    before, after = Membership(members=("france", "norway")), Membership(members=("france",))
    assert change_words(before, after, None) == ("2 members", "1 members; norway left")
    assert change_words(after, before, None)[1] == "2 members; norway joined"
    assert change_words(None, after, None) == ("not on record", "1 members")
    assert change_words(after, None, None)[1] == "none"


def test_two_values_of_the_same_words_are_told_apart():
    assert change_words("a", "b", None) == ("a", "b")
    assert change_words("a", "a", None) == ("a", "a, newly attested")


def test_a_course_says_who_was_absent(record):
    course = record.project(ip4.ENGAGEMENTS).as_of("2025-06-26")[ip4.Partner.JAPAN, HAGUE]
    assert course.describe(record.registries.name) == (
        "attended (minister) by Takeshi Iwaya instead of Shigeru Ishiba; "
        "Shigeru Ishiba absent, between 24 and 25 June 2025"
    )


@pytest.fixture
def snapshot(record):
    return record.as_of("2025-06-25")


def test_nato_shows_itself(snapshot):
    assert repr(snapshot.nato) == "<NATO's side as of 2025-06-25>"
    text = str(snapshot.nato)
    assert "Mark Rutte (since 1 October 2024)" in text
    assert "32 members" in text
    assert "NATO liaison office in Tokyo: shelved" in text
    assert "<table>" in snapshot.nato._repr_html_()


def test_allies_are_no_number_where_none_is_on_record(record):
    nothing = ip4.Timeline([]).as_of("2025-06-25")
    assert nothing.nato.allies_said == "allies not on record"
    assert "0 allies" not in str(nothing)


def test_states_show_themselves(record):
    states = record.project(ip4.LEADER).as_of("2025-06-25")
    assert repr(states) == "<states: 4 values, as of 25 June 2025, with hindsight>"
    assert "Shigeru Ishiba (since 1 October 2024)" in str(states)
    assert "<table>" in states._repr_html_()
    alone = record.project(ip4.ALLIES).as_of("2025-06-25")
    assert repr(alone).startswith("<states: ")


def test_steps_show_what_began_to_count(record):
    step = next(iter(record.replay("2025-06-24", "2025-06-24")))
    assert repr(step) == f"<2025-06-24: {len(step.events)} events began to count>"
    assert step.events[0].summary[:30] in str(step)
    assert "<a href=" in step._repr_html_()
    view = record.project(ip4.LEADER)
    day = next(iter(view.replay("2024-10-01", "2024-10-01")))
    assert repr(day) == "<2024-10-01: 1 event began to count>"
    assert "Ishiba" in str(day)
