"""What the timeline of the Quad answers, and that it stands on the engine alone."""

import os
import subprocess
import sys
from decimal import Decimal

import pytest
from quad_timeline import ATTENDED, HOSTS, MANDATES, PLEDGED, Format, Member, QuadTimeline, load
from quad_timeline.command import main

from ip4timeline.engine import RecordError, UnknownNameError, load_folder

ALONE = """
import sys
from quad_timeline import {what}
{code}
rooms = ("nato", "relationship", "record", "frames", "export", "cli")
found = [m for m in sys.modules if m.startswith(tuple(f"ip4timeline.{{room}}" for room in rooms))]
assert not found, found
"""


@pytest.fixture(scope="module")
def timeline():
    return load()


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("QuadTimeline", ""),
        ("load", "load().as_of('2031-06-01'); str(load())"),
        ("command", "command.main(['as-of', '2031-06-01'])"),
        (
            "HOSTS, PledgeMade, QuadTimeline, load",
            "from ip4timeline.testing import check_kind, check_projection, check_timeline\n"
            "check_projection(HOSTS, max_examples=2, timeline=QuadTimeline)\n"
            "check_kind(PledgeMade, max_examples=2)\n"
            "check_timeline(load(), max_examples=1)",
        ),
    ],
    ids=["imported", "loaded", "shown by the command", "held to the laws"],
)
def test_nothing_of_nato_is_loaded(what, code):
    # By its entry point ip4timeline makes the types of its own domain known to Hypothesis.
    result = subprocess.run(
        [sys.executable, "-c", ALONE.format(what=what, code=code)],
        capture_output=True,
        text=True,
        env={**os.environ, "HYPOTHESIS_NO_PLUGINS": "1"},
    )
    assert result.returncode == 0, result.stderr


def test_the_values_of_a_day(timeline):
    then = timeline.as_of("2031-06-01")
    assert then[HOSTS] == {Format.BY_VIDEO: Member.UNITED_STATES, Format.IN_PERSON: "australia"}
    assert str(then[ATTENDED]["united-states"].when) == "2030-05-19/2030-05-20"
    assert then[PLEDGED]["IND", "doses"] == Decimal(1_050_000)


def test_what_became_known_later_is_not_in_it(timeline):
    then = timeline.as_of("2031-06-01", known_on="2031-02-01")
    assert then[PLEDGED]["india", "doses"] == Decimal(1_500_000)
    assert then[HOSTS][Format.IN_PERSON] is Member.JAPAN


def test_a_mandate_lapses_with_its_term_or_ends_when_it_is_closed(timeline):
    view = timeline.project(MANDATES)
    (vaccines,), (fellows,) = view.spells("vaccines"), view.spells("fellows")
    assert str(vaccines.until) == "2031-01-01"
    assert str(fellows.until) == "2031-05-11"
    assert view.why("vaccines", "2031-06-01").lapsed == vaccines.until


@pytest.mark.parametrize("name", ["india", "IND", Member.INDIA])
def test_a_member_is_asked_about_by_every_name(timeline, name):
    assert len(timeline.about(name)) == 9
    assert timeline.project(ATTENDED).get(name, "2031-06-01").host is Member.AUSTRALIA


def test_a_name_that_none_has_is_refused_with_the_nearest(timeline):
    with pytest.raises(UnknownNameError, match="no member 'indai'; did you mean 'india'"):
        timeline.about("indai")


def test_the_page_has_a_column_for_each_member_and_for_nobody_else(timeline):
    lines = str(timeline).splitlines()
    assert "Events by kind and member; one may concern several" in lines
    head = next(line for line in lines if line.startswith("Kind "))
    assert " ".join(head.split()) == "Kind Australia India Japan United States All"
    assert "Korea" not in str(timeline)


def test_members_and_groups_are_shown_by_their_names(timeline):
    text = str(timeline.as_of("2029-10-01"))
    assert "Working group on fellowships" in text
    assert "United States, places" in text
    assert "in-person  United States" in text


GROUP = """
[[source]]
id = "example-courier"
publisher = "Example Courier (fictional)"
title = "Invented"
tier = "secondary"

[[group]]
id = "cables"
name = "Working group on undersea cables"

[[event]]
kind = "working-group-changed"
id = "cables-established"
occurred = "2029-09-21"
members = ["japan"]
group = "cabels"
change = "established"
summary = "Invented."
cites = [{ source = "example-courier" }]
"""


def faults_of(folder, text):
    (folder / "groups.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        load_folder(QuadTimeline, folder)
    return [
        (fault.file, fault.line, fault.field, fault.reason, fault.remedy)
        for fault in caught.value.faults
    ]


def test_a_group_that_is_not_in_the_registry_is_a_fault_with_its_place(tmp_path):
    assert faults_of(tmp_path, GROUP) == [
        ("groups.toml", 17, "group", "no group 'cabels'", "Did you mean 'cables'?")
    ]


def test_a_file_without_any_group_says_to_add_one(tmp_path):
    text = GROUP.replace('[[group]]\nid = "cables"\nname = "Working group on undersea cables"', "")
    (fault,) = faults_of(tmp_path, text)
    assert fault[3:] == ("no group 'cabels'", "Add it to the group registry or correct the id")


def test_a_member_that_there_is_not_is_a_fault_with_its_place(tmp_path):
    ((file, line, field, reason, _),) = faults_of(tmp_path, GROUP.replace('"japan"', '"korea"'))
    assert (file, line, field) == ("groups.toml", 16, "members.0")
    assert "korea" in reason


def test_two_hosts_of_one_day_are_refused_under_the_projections_of_the_quad(tmp_path):
    one, two = (
        f"""
[[event]]
kind = "summit-held"
id = "summit-{host}"
occurred = "2029-09-21"
members = ["japan", "india"]
host = "{host}"
summary = "Invented."
cites = [{{ source = "example-courier" }}]
"""
        for host in ("india", "japan")
    )
    (fault,) = faults_of(tmp_path, GROUP.replace("cabels", "cables") + one + two)
    assert fault[2] == "seq"
    assert "stands after 'summit-india' by its id alone" in fault[3]


def test_the_command_shows_a_day_with_the_events_behind_it(capsys):
    main(["as-of", "2031-06-01"])
    text = capsys.readouterr().out
    assert text.startswith("As of 1 June 2031, with hindsight\n")
    assert "PLEDGED: india-pledges-doses, india-pledges-more-doses" in text


def test_a_day_that_is_none_is_refused_in_one_line():
    with pytest.raises(SystemExit, match=r"^Error: .*2031-06"):
        main(["as-of", "2031-06"])
