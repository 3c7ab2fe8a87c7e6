"""A release keeps its promise: none of its events is edited or taken away afterwards."""

import shutil
import subprocess

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.record.compiled import compile_record
from ip4timeline.record.curation.examine import (
    LAST,
    examine,
    last_release,
    not_canonical,
    put_in_form,
    released,
)
from ip4timeline.record.curation.release import frozen

FILE = """# A desk of its own.

[[source]]
id = "s"
publisher = "Paper"
title = "Story"
tier = "primary"
url = "https://example.org/s"
published = "2023-07-12"

[[event]]
kind = "visit"
id = "a-visit"
occurred = "2023-07-12"
known = "2023-07-12"
partners = ["japan"]
direction = "to-nato"
place = "Brussels"
summary = "A visit."
cites = [{ source = "s", locator = "p. 1" }]
"""
RETRACTION = """
[[event]]
kind = "retraction"
id = "no-visit"
target = "a-visit"
reason = "Nobody went."
cites = [{ source = "s", locator = "p. 2" }]
"""


@pytest.fixture
def desk(tmp_path):
    folder = tmp_path / "events"
    folder.mkdir()
    (folder / "all.toml").write_text(FILE, encoding="utf-8")
    return folder


def edit(desk, old, new):
    path = desk / "all.toml"
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def release(desk, tmp_path):
    path = tmp_path / "record.json"
    path.write_text(compile_record(ip4.load(desk)), encoding="utf-8")
    return str(path)


def broken(desk, release):
    return [(f.file, f.line, f.event, f.field) for f in examine(desk, release).broken]


def test_what_was_released_and_stands_is_kept(desk, release):
    assert broken(desk, release) == []
    edit(desk, "", "")
    (desk / "more.toml").write_text(RETRACTION, encoding="utf-8")
    assert broken(desk, release) == []
    assert examine(desk, release).release == release


def test_an_edited_event_names_its_fields_and_the_way_out(desk, release):
    edit(desk, '"A visit."', '"A long visit."')
    assert broken(desk, release) == [("all.toml", 19, "a-visit", "summary")]
    (fault,) = examine(desk, release).broken
    assert "now differs in summary" in str(fault)
    assert "write a correction of it" in fault.remedy


def test_a_citation_more_is_an_edit_too(desk, release):
    edit(desk, '"p. 1" }]', '"p. 1" }, { source = "s", locator = "p. 3" }]')
    assert broken(desk, release) == [("all.toml", 20, "a-visit", "cites")]


def test_a_dropped_event_is_named(desk, release):
    edit(desk, FILE[FILE.index("[[event]]") :], "")
    (fault,) = examine(desk, release).broken
    assert (fault.event, fault.reason) == ("a-visit", "was released and is gone")
    assert "retraction" in fault.remedy


def test_a_released_correction_is_kept_as_it_is(desk, tmp_path):
    (desk / "more.toml").write_text(RETRACTION, encoding="utf-8")
    path = tmp_path / "later.json"
    path.write_text(compile_record(ip4.load(desk)), encoding="utf-8")
    (desk / "more.toml").write_text(RETRACTION.replace("Nobody", "None"), encoding="utf-8")
    (fault,) = examine(desk, str(path)).broken
    assert (fault.event, fault.field) == ("no-visit", "reason")
    assert fault.remedy == "Put the released text back"
    (desk / "more.toml").unlink()
    (fault,) = examine(desk, str(path)).broken
    assert fault.remedy == "Put it back"


def test_a_registry_entry_may_gain_but_its_id_stays(desk, release):
    edit(desk, 'title = "Story"', 'title = "Story"\nnotes = "Seen in print."')
    assert broken(desk, release) == []
    edit(desk, '"s"', '"t"')
    timeline = ip4.load(desk)
    found = released(desk, release)
    gone = [f for f in frozen(*found[1:], timeline.entries, timeline.registries) if f.event == "s"]
    assert "was released among the sources and is gone" in str(gone[0])


def test_coverage_may_change():
    row = ip4.Coverage(series="visit", kinds=["visit"], period="2022/2023", state="complete")
    assert list(frozen([], ip4.Registries(coverage=[row]), [], ip4.Registries())) == []


def test_a_release_may_be_a_folder(desk, tmp_path):
    other = tmp_path / "released"
    shutil.copytree(desk, other)
    edit(desk, '"Brussels"', '"Mons"')
    assert broken(desk, str(other)) == [("all.toml", 18, "a-visit", "place")]


def git(folder, *words):
    who = ["-c", "user.name=c", "-c", "user.email=c@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_release_may_be_a_tag_and_the_last_one_is_found(desk, tmp_path):
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "First")
    assert last_release(desk) is None
    assert released(desk, LAST) is None
    assert examine(desk, LAST).release == ""
    git(tmp_path, "tag", "v1.0")
    edit(desk, '"Brussels"', '"Mons"')
    git(tmp_path, "commit", "--quiet", "-am", "Second")
    for since in (LAST, "v1.0"):
        found = examine(desk, since)
        assert found.release == "v1.0"
        assert [(f.event, f.field) for f in found.broken] == [("a-visit", "place")]
    with pytest.raises(ip4.TimelineError, match="no release 'v2'"):
        examine(desk, "v2")


def test_no_release_outside_a_repository(desk):
    assert last_release(desk / "nowhere") is None
    with pytest.raises(ip4.TimelineError, match="no release 'v1'"):
        released(desk, "v1")


def test_a_release_is_not_held_to_rules_made_after_it(desk, tmp_path):
    other = tmp_path / "released"
    shutil.copytree(desk, other)
    (other / "odd.toml").write_text(RETRACTION.replace("a-visit", "nothing"), encoding="utf-8")
    assert broken(desk, str(other)) == [("", None, "no-visit", "id")]
    (other / "bad.toml").write_text("[[event]]\n", encoding="utf-8")
    with pytest.raises(ip4.RecordError, match="the release cannot be read"):
        examine(desk, str(other))


def test_remarks_come_with_their_place(desk):
    edit(desk, '"A visit."', '"The first visit."')
    ((rule, fault),) = examine(desk).remarks
    assert (rule, fault.file, fault.line) == ("hindsight", "all.toml", 19)


def test_files_are_put_in_form_all_or_none(desk):
    assert put_in_form(desk) == []
    edit(desk, '\nid = "a-visit"', "")
    edit(desk, '\nkind = "visit"', '\nid = "a-visit"\nkind = "visit"')
    ((rule, fault),) = examine(desk).remarks
    assert (rule, fault.file) == ("form", "all.toml")
    assert "ip4timeline format" in fault.remedy
    (desk / "odd.toml").write_text('[[actor]]\nid = "x" # why\n', encoding="utf-8")
    assert [f.file for f in not_canonical(desk)] == ["all.toml", "odd.toml"]
    with pytest.raises(ip4.RecordError, match="nothing was rewritten"):
        put_in_form(desk)
    assert list(not_canonical(desk / "all.toml"))
    (desk / "odd.toml").unlink()
    assert put_in_form(desk) == [desk / "all.toml"]
    assert (desk / "all.toml").read_text(encoding="utf-8") == FILE
    with pytest.raises(ip4.TimelineError, match="no event files"):
        put_in_form(desk / "nowhere")


def test_the_real_record_keeps_its_last_release(root):
    found = released(root / "events", LAST)
    if found is None:
        pytest.skip("nothing was released yet")
    timeline = ip4.load(root / "events")
    assert list(frozen(*found[1:], timeline.entries, timeline.registries)) == []


def test_a_compiled_record_that_was_altered_is_no_release(desk, release, tmp_path):
    path = tmp_path / "record.json"
    path.write_text(path.read_text(encoding="utf-8").replace("A visit.", "No visit."))
    with pytest.raises(ip4.RecordError, match="not a compiled record"):
        examine(desk, release)


def test_the_same_event_differently_ordered_is_kept(desk, release):
    visit = ip4.load(desk).event("a-visit")
    assert attrs.evolve(visit) == visit
    put_in_form(desk)
    assert broken(desk, release) == []
