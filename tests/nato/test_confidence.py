"""How well an event is attested: a rule on its citations alone."""

import pytest

import ip4timeline as ip4
from ip4timeline.nato.confidence import (
    confidence_in,
    confidence_of,
    hands,
    independent,
    origins,
)


def source(id, publisher, tier="secondary", **more):
    return ip4.Source(id=id, publisher=publisher, title=id, tier=tier, **more)


REUTERS = source("r", "Reuters")
KYODO = source("k", "Kyodo")
COPY = source("c", "Reuters via Yahoo", "mirror")
MINISTRY = source("m", "Ministry of Foreign Affairs of Japan", "primary", url="https://a.example/")
AGE = source("a", "The Age", owner="Nine Entertainment")
HERALD = source("h", "The Sydney Morning Herald", owner="Nine Entertainment")
RELEASE = source("p", "Minister for Defence (Australia)", "primary")
HANSARD = source("n", "Hansard", "primary", held="Hansard of 2 February 2016")


@pytest.mark.parametrize(
    ("sources", "level", "says"),
    [
        ([MINISTRY], "established", "a primary source, Ministry"),
        ([COPY, MINISTRY], "established", "a primary source"),
        ([REUTERS, KYODO], "established", "two independent sources, Reuters and Kyodo"),
        ([REUTERS], "attested", "one secondary source, Reuters"),
        ([REUTERS, COPY], "attested", "one secondary source"),
        ([REUTERS, source("s", "The Sun / Reuters")], "attested", "2 secondary sources of one"),
        ([REUTERS, source("s", "reuters")], "attested", "of one origin"),
        ([COPY], "weak", "copies alone"),
        ([AGE, HERALD], "attested", "2 secondary sources of one origin"),
        ([AGE, HERALD, KYODO], "established", "two independent sources, The Age and Kyodo"),
        ([RELEASE], "attested", "one text without an address, Minister for Defence"),
        ([RELEASE, COPY], "attested", "one text without an address"),
        ([RELEASE, KYODO], "established", "two independent sources"),
        ([HANSARD], "established", "a primary source, Hansard"),
        ([], "weak", "no source"),
    ],
)
def test_the_rule(sources, level, says):
    found = confidence_in(sources)
    assert found.level == level
    assert says in found.reason
    assert str(found) == f"{level}: {found.reason}"


@pytest.mark.parametrize(
    ("publisher", "names"),
    [
        ("Reuters", {"reuters"}),
        ("The Japan Times (repost)", {"japan times"}),
        ("AFP via Yahoo News", {"afp", "yahoo news"}),
        ("Caliber.Az (citing The Japan Times)", {"caliber az", "japan times"}),
        ("EFE / La Prensa Latina", {"efe", "la prensa latina"}),
        ("ABC (Australia)", {"abc"}),
        ("KBS World (German)", {"kbs world"}),
        ("Kyodo (Chinese edition)", {"kyodo"}),
    ],
)
def test_a_publisher_names_every_hand_it_went_through(publisher, names):
    assert hands(publisher) == names


def test_two_are_independent_if_no_hand_is_in_both():
    assert independent(REUTERS, KYODO)
    assert not independent(REUTERS, COPY)
    assert not independent(REUTERS, REUTERS)
    assert independent(source("a", "ABC (Australia)"), source("d", "Defence (Australia)"))


def test_reprints_of_one_claim_are_one():
    registries = ip4.Registries(sources=[REUTERS, KYODO])
    cites = [ip4.Cite(source="r"), ip4.Cite(source="k")]
    common = {"id": "x", "occurred": "2023", "medium": "NHK", "cites": cites}
    assert confidence_of(ip4.Report(**common), registries).level == "established"
    assert confidence_of(ip4.Report(**common, origin="n"), registries).level == "attested"


def test_one_source_cited_twice_is_one():
    registries = ip4.Registries(sources=[REUTERS])
    event = ip4.Meeting(
        id="x", occurred="2023", cites=[ip4.Cite(source="r", locator=str(n)) for n in (1, 2)]
    )
    assert confidence_of(event, registries).reason == "one secondary source, Reuters"


def test_an_owner_stands_for_the_publishers_and_several_may_be_named():
    assert origins(AGE) == {"nine entertainment"}
    both = source("b", "The Nation / The Korea Herald", owner="Nation Group / Herald Media Group")
    assert origins(both) == {"nation group", "herald media group"}
    business = source("c", "Herald Business", owner="Herald Media Group")
    assert not independent(both, business)
    assert independent(business, source("d", "The Korea Times", owner="Hankook Ilbo"))


def test_who_copies_is_not_independent_of_what_it_copies():
    copy = source("c", "Database", "mirror", copies="Kyodo")
    assert not independent(copy, KYODO)
    assert independent(copy, REUTERS)
