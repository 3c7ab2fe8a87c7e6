"""What amends must say by itself what stands when: not its id, and not what was left out."""

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.files.checks import amendments
from ip4timeline.testing import LawBroken, check_timeline

EVENT = ip4.PolicyAdopted(
    id="x", occurred="2023-01-01", known="2023-03-01", policy="p", title="t", partners=["japan"]
)


def correction(id="fix", known="2023-05-01", replacement=None, **more):
    told = replacement or attrs.evolve(EVENT, title=id, known=known or EVENT.known)
    return ip4.Correction(id=id, target="x", reason="r", known=known, replacement=told, **more)


def retraction(id="gone", known="2023-06-01", **more):
    return ip4.Retraction(id=id, target="x", reason="r", known=known, **more)


def faults(*entries):
    return [(f.event, f.field) for f in amendments([EVENT, *entries])]


def test_amendments_that_say_what_stands_have_no_fault():
    assert faults(correction(), retraction(), correction("again", "2023-07-01")) == []
    assert faults(correction(), correction("mended", seq=1)) == []
    assert faults(correction("always", None)) == []
    assert faults(correction("always", None, of_original=True), correction()) == []


def test_two_of_one_day_and_seq_are_in_doubt_however_they_are_spelt():
    for ids in (("fix-2", "fix-10"), ("fix-10", "fix-2")):
        (fault,) = amendments([EVENT, *map(correction, ids)])
        assert (fault.event, fault.field) == ("fix-2", "seq")
        assert "stands after 'fix-10' by its id alone" in str(fault)
        assert "higher seq" in fault.remedy
    assert faults(correction(), retraction(known="2023-05-01")) == [("gone", "seq")]
    two = [correction("a", None), correction("b", None)]
    assert faults(*two) == [("b", "seq")]


def test_one_without_a_day_beside_others_with_a_day_says_what_it_is_meant_for():
    (fault,) = amendments([EVENT, correction("always", None), correction()])
    assert (fault.event, fault.field) == ("always", "known")
    assert "of_original = true" in fault.remedy
    assert faults(retraction("always", None), correction()) == [("always", "known")]


def test_what_is_of_the_original_has_no_day():
    with pytest.raises(ip4.EventError, match="of_original"):
        retraction(of_original=True)


def test_a_replacement_states_since_when_it_is_known():
    fell = ip4.PolicyAdopted(
        id="x", occurred="2023-01-01", policy="p", title="u", partners=["japan"]
    )
    (fault,) = amendments([EVENT, correction(replacement=fell)])
    assert (fault.event, fault.field) == ("fix", "replacement.known")
    assert "was 2023-03-01" in fault.remedy
    same = attrs.evolve(fell, known=EVENT.known)
    assert faults(correction(replacement=same)) == []


def test_a_folder_is_refused_whose_replacement_leaves_its_known_out(tmp_path):
    text = """
[[event]]
id = "x"
kind = "policy-adopted"
occurred = "2023-01-01"
known = "2023-03-01"
partners = ["japan"]
policy = "p"
title = "t"
summary = "s"
cites = [{source = "s"}]

[[event]]
id = "fix"
kind = "correction"
target = "x"
known = "2023-05-01"
reason = "r"
cites = [{source = "s"}]

[event.replacement]
kind = "policy-adopted"
occurred = "2023-01-01"
partners = ["japan"]
policy = "p"
title = "u"
summary = "s"
"""
    source = """
[[source]]
id = "s"
publisher = "P"
title = "T"
tier = "secondary"
published = "2023-05-01"

[[actor]]
id = "nato"
name = "NATO"
type = "organisation"
"""
    (tmp_path / "events.toml").write_text(text, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(source, encoding="utf-8")
    with pytest.raises(ip4.RecordError) as raised:
        ip4.load(tmp_path)
    told = [str(fault) for fault in raised.value.exceptions]
    assert any("fix" in fault and "replacement.known" in fault for fault in told)
    stated = text.replace('title = "u"', 'title = "u"\nknown = "2023-05-01"')
    (tmp_path / "events.toml").write_text(stated, encoding="utf-8")
    assert ip4.load(tmp_path).event("x").title == "u"


def test_the_kit_holds_a_timeline_to_it():
    whole = ip4.Timeline([EVENT, correction("fix-2"), correction("fix-10")])
    with pytest.raises(LawBroken, match="amendments_say_what_stands"):
        check_timeline(whole, projections=[], laws=["amendments_say_what_stands"])
    check_timeline(
        ip4.Timeline([EVENT, correction("fix-2")]),
        projections=[],
        laws=["amendments_say_what_stands"],
    )
