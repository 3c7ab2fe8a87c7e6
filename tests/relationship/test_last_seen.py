"""When a value without an end on record was last seen: apart from the value, on both clocks."""

import pickle

import pytest

import ip4timeline as ip4
from ip4timeline.engine.events.words import words
from ip4timeline.relationship.projections.sightings import CONFIRMATIONS, sighting
from ip4timeline.testing import check_projection, check_timeline

KOREA = {"partners": ["korea"]}


def office(id, day, person, office="korea-foreign-minister", **values):
    return ip4.OfficeChanged(id=id, occurred=day, office=office, person=person, **KOREA, **values)


def visit(id, day, person, office="korea-foreign-minister", **values):
    who = [ip4.Participant(person=person, office=office)]
    return ip4.Visit(id=id, occurred=day, direction="to-nato", participants=who, **KOREA, **values)


def mission(id, day, change, head="", **values):
    return ip4.MissionChanged(
        id=id,
        occurred=day,
        mission="korea-mission-to-nato",
        change=change,
        head=head,
        **KOREA,
        **values,
    )


def at(events, day, **question):
    return ip4.Timeline(events).as_of(day, **question)["korea"]


NAMED = office("named", "2010-03-01", "kang")
CAME = visit("came", "2012-05-06", "kang")


def minister(events, day, **question):
    return at(events, day, **question).offices["foreign-minister"]


def test_a_value_without_an_end_says_when_it_was_last_seen():
    seen = minister([NAMED, CAME], "2020-01-01").last_seen
    assert (str(seen.day), str(seen.date), seen.event) == ("2012-05-06", "2012-05-06", "came")
    assert minister([NAMED], "2020-01-01").last_seen.event == "named"
    assert minister([NAMED, CAME], "2012-05-05").last_seen.event == "named"


def test_only_the_holder_in_the_office_confirms_it():
    others = [
        visit("other-person", "2013-01-01", "park"),
        visit("other-office", "2013-01-01", "kang", office="korea-president"),
        ip4.Report(
            id="report",
            occurred="2013-01-01",
            medium="paper",
            asserts=visit("asserted", "2013-01-01", "kang"),
            **KOREA,
        ),
        ip4.Acceptance(
            id="plan",
            occurred="2013-01-01",
            occasion="o",
            person="kang",
            office="korea-foreign-minister",
            **KOREA,
        ),
    ]
    assert minister([NAMED, CAME, *others], "2020-01-01").last_seen.event == "came"


def test_what_has_an_end_on_record_says_nothing_of_it_and_says_it_where_the_end_was_not_known():
    successor = office("next", "2015-01-01", "yun")
    assert minister([NAMED, CAME, successor], "2014-01-01").last_seen is None
    then = minister([NAMED, CAME, successor], "2014-01-01", known_on="2014-01-01")
    assert then.last_seen.event == "came"
    term = ip4.AgreementSigned(
        id="signed", occurred="2020-01-01", agreement="a", title="A", type="itpp",
        term="2020/2024", **KOREA,
    )  # fmt: skip
    korea = at([term], "2021-01-01")
    assert korea.agreements["a"].last_seen is None and korea.programme.last_seen is None


def test_it_is_no_part_of_the_value():
    early, late = (minister([NAMED, CAME], day) for day in ("2011-01-01", "2020-01-01"))
    assert early == late and hash(early) == hash(late) and repr(early) == repr(late)
    timeline = ip4.Timeline([NAMED, CAME])
    changes = timeline.diff("2011-01-01", "2020-01-01")
    assert {change.projection for change in changes} == {"CONTACTS"}
    (spell,) = timeline.project(ip4.OFFICES).spells("korea-foreign-minister")
    assert spell.because == ("named",)


def test_it_has_a_why_of_its_own():
    timeline = ip4.Timeline([NAMED, CAME])
    value = timeline.as_of("2020-01-01")["korea"].offices["foreign-minister"]
    assert [e.id for e in timeline.why(value)] == ["named"]
    assert [e.id for e in timeline.why(value.last_seen)] == ["came"]


def test_a_value_keeps_its_sight_when_it_is_pickled():
    value = minister([NAMED, CAME], "2020-01-01")
    copy = pickle.loads(pickle.dumps(value))
    assert copy == value and copy.last_seen == value.last_seen
    assert len(pickle.dumps(value)) < 4000, "the timeline went with it"


@pytest.mark.parametrize(
    ("occurred", "known", "as_of", "day", "date"),
    [
        ("2014-03-05", None, "2020-01-01", "2014-03-05", "2014-03-05"),
        ("2014", None, "2020-01-01", "2014-01-01", "2014"),
        ("[2014-03-01..2014-03-09]", None, "2020-01-01", "2014-03-01", "[2014-03-01..2014-03-09]"),
        ("[..2014-03-09]", None, "2020-01-01", None, "[..2014-03-09]"),
        # A lasting one through its end, the day it was known, or the day asked about.
        ("2014/2016-05-01", "2020-01-01", "2020-01-01", "2016-05-01", "2016-05-01"),
        ("2014/2016", "2020-01-01", "2020-01-01", "2016-12-31", "2016"),
        ("2014/2016-05-01", "2015-02-03", "2020-01-01", "2015-02-03", "2015-02-03"),
        ("2014/2016-05-01", "2020-01-01", "2015-01-01", "2015-01-01", "2015-01-01"),
        ("2014-01-01/..", "2018-02-03", "2020-01-01", "2018-02-03", "2018-02-03"),
        ("2014-01-01/", "2018-02-03", "2020-01-01", "2018-02-03", "2018-02-03"),
        ("2014/", None, "2020-01-01", "2014-12-31", "2014"),
        ("2014-01-05/..", "2014-01-01", "2020-01-01", "2014-01-05", "2014-01-05"),
    ],
)
def test_the_day_of_a_sight(occurred, known, as_of, day, date):
    event = ip4.StatusChanged(
        id="s", occurred=occurred, known=known, status="x", body="nato", change="admitted", **KOREA
    )
    seen = at([event], as_of).statuses["x"].last_seen
    assert (None if seen.day is None else str(seen.day), str(seen.date)) == (day, date)


def test_of_two_sights_the_later_first_day_counts():
    events = [NAMED, visit("month", "2014-03", "kang"), visit("day", "2014-03-02", "kang")]
    assert minister(events, "2020-01-01").last_seen.event == "day"


def test_a_mission_says_since_when_its_present_head_serves():
    steps = [
        mission("2009", "2009-09-17", "representative-named", "nelson"),
        mission("2012", "[..2012-09-28]", "opened"),
        mission("2021", "2021-10", "representative-named", "millar"),
        mission("again", "2022-02-01", "recognised", "millar"),
    ]

    def shown(day):
        value = at(steps, day).missions["korea-mission-to-nato"]
        return (value.change, str(value.since), value.head, str(value.head_since))

    assert shown("2012-12-31") == ("opened", "[..2012-09-28]", "nelson", "2009-09-17")
    assert shown("2021-12-31") == ("opened", "[..2012-09-28]", "millar", "2021-10")
    assert shown("2023-01-01") == ("recognised", "2022-02-01", "millar", "2021-10")
    value = at(steps, "2021-12-31").missions["korea-mission-to-nato"]
    assert "headed by Millar (since October 2021)" in value.describe(str.title)
    unheaded = at([mission("m", "2012-01-01", "opened")], "2013-01-01")
    assert unheaded.missions["korea-mission-to-nato"].head_since is None


def test_the_head_of_a_mission_is_seen_as_ambassador_and_not_by_a_step_without_a_name():
    named = mission("named", "2015-01-01", "representative-named", "ann")
    opened = mission("opened", "2016-01-01", "opened")
    came = visit("came", "2018-01-01", "ann", office="korea-ambassador-to-nato")

    def seen(*events):
        return at(events, "2024-01-01").missions["korea-mission-to-nato"].last_seen.event

    assert seen(named) == "named"
    assert seen(named, opened) == "named", "the mission was seen then, not its head"
    assert seen(named, opened, came) == "came"
    assert seen(opened) == "opened"


def test_a_contribution_confirms_a_contributor_and_a_topic_a_format():
    status = ip4.StatusChanged(
        id="s", occurred="2010-01-01", status="isaf-contributor", body="nato", change="admitted",
        **KOREA,
    )  # fmt: skip
    team = ip4.Operation(
        id="t", occurred="2010-07/2014-06-23", known="2015-01-01", operation="isaf", **KOREA
    )
    format = ip4.MechanismChanged(
        id="m", occurred="2008", mechanism="staff-talks", change="first-session", **KOREA
    )
    talk = ip4.Meeting(id="k", occurred="2019-02-03", topics=["staff-talks"], **KOREA)
    korea = at([status, team, format, talk], "2024-01-01")
    assert str(korea.statuses["isaf-contributor"].last_seen.day) == "2014-06-23"
    assert korea.mechanisms["staff-talks"].last_seen.event == "k"


def test_only_those_concerned_confirm_by_a_statement():
    signed = ip4.AgreementSigned(
        id="a", occurred="2010-01-01", agreement="pact", title="P", type="other", **KOREA
    )

    def seen(**values):
        said = ip4.Statement(
            id="said",
            occurred="2020-01-01",
            speakers=[ip4.Participant(person="p")],
            about="pact",
            **{"affiliation": "nato", **KOREA, **values},
        )
        return at([signed, said], "2024-01-01").agreements["pact"].last_seen.event

    assert seen() == "said"
    assert seen(affiliation="partner-government", act="confirms") == "said"
    for values in ({"affiliation": "analyst"}, {"act": "denies"}, {"partners": ["japan"]}):
        assert seen(**values) == "a"


def test_words_say_so_of_what_was_not_seen_for_long():
    def said(day):
        return words(minister([NAMED, CAME], day), None)

    assert said("2015-05-06") == "kang (since 1 March 2010)"
    assert said("2015-05-07") == "kang (since 1 March 2010); no end on record, last seen 6 May 2012"
    by = ip4.StatusChanged(
        id="s", occurred="[..2012-07-26]", status="x", body="nato", change="admitted", **KOREA
    )
    assert words(at([by], "2020-01-01").statuses["x"], None).endswith("last seen by 26 July 2012")


def test_plain_data_say_so_on_each_day():
    timeline = ip4.Timeline([NAMED, CAME])

    def plain(day):
        return timeline.as_of(day).to_dict()["partners"]["korea"]["offices"]["foreign-minister"]

    assert plain("2020-01-01")["last_seen"] == {
        "day": "2012-05-06",
        "date": "2012-05-06",
        "event": "came",
        "long_ago": True,
    }
    assert plain("2012-05-05")["last_seen"]["event"] == "named"
    assert plain("2012-05-06")["last_seen"]["long_ago"] is False


def test_the_companion_is_a_fold_like_any_other():
    check_projection(ip4.LAST_SEEN, max_examples=8)


def test_every_value_is_last_seen_where_the_definition_says():
    law = ["values_are_last_seen_where_the_definition_says"]
    check_timeline(
        ip4.Timeline([NAMED, CAME, mission("m", "2012", "opened", "kang")]),
        laws=law,
        max_examples=15,
    )


def test_every_row_of_the_table_is_of_an_aspect_and_confirms_something(record):
    aspects = {"offices", "agreements", "statuses", "missions", "mechanisms", "proposals"}
    for row in CONFIRMATIONS:
        assert set(row.aspect.split(", ")) <= aspects | {"operations"}
        keys = [k for e in record if isinstance(e, row.kinds) for k in row.keys(e)]
        assert {key[0] for key in keys} <= set(row.aspect.split(", "))


def test_no_sight_is_of_a_day_that_a_source_cannot_tell_of(record):
    for event in record:
        seen = sighting(event)
        if seen.through is not None:
            assert seen.through <= max(
                event.known.toordinal(), (event.occurred.earliest or event.known).toordinal()
            )


def test_keys_and_projections_are_those_that_a_view_takes(record):
    day, key = "2025-06-25", "japan-information-security-2010"
    seen = record.last_seen(ip4.AGREEMENTS, ("JPN", key), day)
    assert seen == record.last_seen(ip4.AGREEMENTS, ("japan", key), day)
    assert str(seen.day) == "2010-06-25"
    for wrong in (("japan", "nope"), ("jpan", key), "jpan", "japan", None, 7, ["japan"], (key,)):
        with pytest.raises(ip4.TimelineError, match=r"no key of agreements|no partner"):
            record.last_seen(ip4.AGREEMENTS, wrong, day)
    with pytest.raises(ip4.UnknownNameError, match="did you mean 'nato-secretary-general'"):
        record.last_seen(ip4.OFFICES, "secretary-general", day)
    with pytest.raises(ip4.TimelineError, match="'leader' is not a projection"):
        record.last_seen("leader", "japan", day)
    # A good key of a projection whose values do not hold on has no such day.
    assert record.last_seen(ip4.CONTACTS, ("NZ", "visit"), day) is None
    with pytest.raises(ip4.UnknownNameError, match="no partner 'jpan'"):
        record.last_seen(ip4.CONTACTS, ("jpan", "visit"), day)
