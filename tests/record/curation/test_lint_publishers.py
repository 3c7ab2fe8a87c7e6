"""Remarks on sources: copies called something else, publishers of two owners."""

import pytest

import ip4timeline as ip4
from ip4timeline.record.curation import lint


def source(id, publisher, tier="secondary", **more):
    return ip4.Source(id=id, publisher=publisher, title=id, tier=tier, **more)


def remarks(rule, *sources):
    found = lint.RULES[rule](ip4.Timeline((), ip4.Registries(sources=sources)))
    return [(fault.event, fault.field) for fault in found]


@pytest.mark.parametrize(
    ("publisher", "tier", "copies", "field"),
    [
        ("Reuters", "secondary", "", None),
        ("The Korea Herald (Yonhap)", "secondary", "", None),
        ("Reuters / Yomiuri", "secondary", "", None),
        ("Reuters via Yahoo", "secondary", "", "tier"),
        ("Department of Defence (release copy)", "secondary", "", "tier"),
        ("Safety4Sea (NATO release)", "secondary", "", "tier"),
        ("Ministry of Foreign Affairs (release on Newswire)", "primary", "", "tier"),
        ("Paper (excerpt on a forum)", "secondary", "", "tier"),
        ("Database", "secondary", "Ministry", "tier"),
        ("Database", "mirror", "Ministry", None),
        ("Reuters via Yahoo", "mirror", "Reuters", None),
        ("Reuters via Yahoo", "mirror", "", "copies"),
    ],
)
def test_a_copy_is_a_mirror_whatever_it_calls_itself(publisher, tier, copies, field):
    found = remarks("copies", source("s", publisher, tier, copies=copies))
    assert found == ([("s", field)] if field else [])


def test_a_publisher_has_one_owner():
    age = source("a", "The Age", owner="Nine Entertainment")
    assert remarks("owners", age, source("b", "The Age", owner=age.owner)) == []
    assert remarks("owners", age, source("b", "the age")) == [("b", "owner")]
    assert remarks("owners", age, source("b", "The Press")) == []
    copy = source("b", "The Age", "mirror", copies="The Age")
    assert remarks("owners", age, copy) == []
