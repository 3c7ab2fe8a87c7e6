"""Remarks on days: announcements that date nothing, dates past what was seen, open starts."""

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.record.curation import lint

OCCASION = ip4.Occasion(id="summit", title="Summit", format="summit", dates="2023-07-11/2023-07-12")
CITES = [ip4.Cite(source="paper", locator="p. 1")]


def source(id, published):
    return ip4.Source(id=id, publisher=id, title=id, tier="secondary", published=published)


def make(cls, id, occurred="2023-07-12", **fields):
    return cls(id=id, occurred=occurred, **{"partners": ["japan"], "cites": CITES, **fields})


def timeline(*events, sources=()):
    return ip4.Timeline(events, ip4.Registries(sources=sources, occasions=[OCCASION]))


def remarks(rule, *events, sources=()):
    found = lint.RULES[rule](timeline(*events, sources=sources))
    return [(fault.event, fault.field) for fault in found]


BEFORE = source("notice", published="2023-07-10")
SEEN = source("report", published="2023-07-12")
PLAN = ip4.Cite(source="notice", locator="p. 1", supports="the plan")
POLICY = {"policy": "paper", "title": "Paper", "known": "2023-07-12"}
SAW = ip4.Cite(source="report", locator="p. 1")


def meeting(*cites, known="2023-07-12", **fields):
    return make(ip4.Meeting, "m", known=known, cites=list(cites), **fields)


@pytest.mark.parametrize(
    ("event", "found"),
    [
        (meeting(PLAN), True),
        (meeting(PLAN, SAW), False),
        (meeting(PLAN, known_basis="assumed"), False),
        (meeting(PLAN, known_basis="live"), False),
        (meeting(PLAN, attrs.evolve(SAW, announces=True)), True),
        # What became known beforehand is an event of its own, unless only seeing tells of it.
        (make(ip4.PolicyAdopted, "m", cites=[PLAN], **POLICY), False),
        (
            make(
                ip4.PolicyAdopted,
                "m",
                cites=[attrs.evolve(PLAN, announces=True)],
                **POLICY,
            ),
            True,
        ),
    ],
)
def test_a_cited_day_of_knowledge_does_not_rest_on_announcements_alone(event, found):
    expected = [("m", "known_basis")] if found else []
    assert remarks("announcements", event, sources=[BEFORE, SEEN]) == expected


def test_a_source_dated_by_its_month_vouches_for_no_day_within_it():
    month = source("report", published="2023-07")
    assert remarks("announcements", meeting(PLAN, SAW), sources=[BEFORE, month]) == [
        ("m", "known_basis")
    ]


def test_without_a_dated_source_it_is_the_matter_of_another_rule():
    undated = source("report", published=None)
    assert remarks("announcements", meeting(SAW), sources=[undated]) == []
    assert remarks("known-basis", meeting(SAW), sources=[undated]) == [("m", "known_basis")]


def test_what_announces_need_not_say_which_part_it_supports():
    bare = ip4.Cite(source="notice", locator="p. 1")
    both = [BEFORE, SEEN]
    assert remarks("known-late", meeting(bare, SAW), sources=both) == [("m", "cites.0")]
    said = attrs.evolve(bare, announces=True)
    assert remarks("known-late", meeting(said, SAW), sources=both) == []


def test_nothing_announces_what_has_happened():
    late = source("report", published="2023-07-13")
    cite = attrs.evolve(SAW, announces=True)
    assert remarks("announced-after", meeting(cite), sources=[late]) == [("m", "cites.0")]
    assert remarks("announced-after", meeting(cite), sources=[SEEN]) == []


@pytest.mark.parametrize(
    ("cls", "occurred", "known", "proposed"),
    [
        (ip4.Meeting, "2019-10", "2019-10-14", "[2019-10-01..2019-10-14]"),
        (ip4.Meeting, "[2019-10-12..2019-10-16]", "2019-10-14", "[2019-10-12..2019-10-14]"),
        (ip4.Meeting, "[..2019-10-16]", "2019-10-14", "[..2019-10-14]"),
        (ip4.Meeting, "[2019-10-14..]", "2019-10-14", "2019-10-14"),
        (ip4.Meeting, "2019-10", "2019-10-31", ""),
        (ip4.Meeting, "2019-10-14", "2019-10-14", ""),
        (ip4.Meeting, "2019-10-14/2019-10-16", "2019-10-14", ""),
        (ip4.PolicyAdopted, "2019-10", "2019-10-14", ""),
    ],
)
def test_what_was_seen_by_a_day_did_not_happen_later(cls, occurred, known, proposed):
    more = {**POLICY, "known": known} if cls is ip4.PolicyAdopted else {"known": known}
    event = make(cls, "m", occurred, **more)
    found = list(lint.RULES["seen-by"](timeline(event)))
    assert [(f.event, f.field, f.remedy) for f in found] == (
        [("m", "occurred", f'Write occurred = "{proposed}"')] if proposed else []
    )
    if proposed:
        mended = timeline(attrs.evolve(event, occurred=proposed))
        assert list(lint.RULES["seen-by"](mended)) == []


@pytest.mark.parametrize(
    ("occurred", "proposed"),
    [
        ("[..2023-06-01]", "[2022-07-11..2023-06-01]"),
        ("[..2022-01-01]", "2022-01-01"),
        ("[2023-01-01..2023-06-01]", ""),
        ("2023-06-01", ""),
    ],
)
@pytest.mark.parametrize("cls", [ip4.OccasionScheduled, ip4.Invitation, ip4.Acceptance])
def test_a_plan_for_an_occasion_does_not_reach_back_for_ever(cls, occurred, proposed):
    more = {"dates": "2023-07-11/2023-07-12"} if cls is ip4.OccasionScheduled else {}
    event = make(cls, "m", occurred, occasion=OCCASION.id, **more)
    found = list(lint.RULES["open-start"](timeline(event)))
    assert [(f.event, f.field) for f in found] == ([("m", "occurred")] if proposed else [])
    assert not proposed or f'occurred = "{proposed}"' in found[0].remedy


def test_what_speaks_of_no_occasion_may_have_an_open_start():
    assert (
        remarks(
            "open-start",
            make(ip4.PolicyAdopted, "m", "[..2023-06-01]", cites=CITES, policy="p", title="P"),
        )
        == []
    )


def exercise(*cites, **fields):
    fields = {"known": "2023-07-11", "known_basis": "assumed", **fields}
    span = {"occurred": "2023-07-11/2023-07-14", "exercise": "shields", "cites": list(cites)}
    return ip4.Exercise(id="x", partners=["japan"], **{**span, **fields})


AFTER = source("later", published="2023-08-01")
UNDATED = source("undated", published=None)
LATER = ip4.Cite(source="later", locator="p. 1")
WHENEVER = ip4.Cite(source="undated", locator="p. 1")


@pytest.mark.parametrize(
    ("event", "found"),
    [
        (exercise(LATER), True),
        (exercise(PLAN, LATER), True),
        (exercise(attrs.evolve(SAW, announces=True), LATER), True),
        (exercise(LATER, WHENEVER), True),
        (exercise(SAW, LATER), False),
        (exercise(WHENEVER), False),
        (exercise(LATER, known="2023-07-14"), False),
        (exercise(LATER, known_basis="live"), False),
        (exercise(LATER, known="2023-08-01", known_basis="cited"), False),
        (exercise(LATER, occurred="2023-07-11/"), False),
        (exercise(LATER, occurred="2023-07-11"), False),
    ],
)
def test_what_every_dated_text_tells_of_as_over_was_not_known_from_its_beginning(event, found):
    expected = [("x", "known")] if found else []
    assert remarks("told-as-over", event, sources=[BEFORE, SEEN, AFTER, UNDATED]) == expected


def test_a_text_dated_by_the_month_of_the_end_has_nothing_under_way():
    month = source("report", published="2023-07")
    assert remarks("told-as-over", exercise(SAW), sources=[month]) == [("x", "known")]
