"""Partners, levels and the registries."""

import pytest

from ip4timeline import (
    Delegate,
    EventError,
    Level,
    Participant,
    Partner,
    Registries,
    Source,
    UnknownNameError,
    When,
)


@pytest.mark.parametrize(
    ("partner", "slug", "alpha3", "cow"),
    [
        (Partner.JAPAN, "japan", "JPN", 740),
        (Partner.KOREA, "korea", "KOR", 732),
        (Partner.AUSTRALIA, "australia", "AUS", 900),
        (Partner.NEW_ZEALAND, "new-zealand", "NZL", 920),
    ],
)
def test_partner_by_each_exact_name(partner, slug, alpha3, cow):
    for name in (partner, slug, alpha3, cow):
        assert Partner.of(name) is partner


@pytest.mark.parametrize(
    ("partner", "names"),
    [
        (Partner.JAPAN, ["Japan", "JP", "Nippon", "740", "日本"]),
        (
            Partner.KOREA,
            ["Korea", "South Korea", "Republic of Korea", "ROK", "KR", "KOR", "732", "한국"],
        ),
        (Partner.AUSTRALIA, ["Australia", "AU", "900"]),
        (Partner.NEW_ZEALAND, ["New Zealand", "NZ", "Aotearoa", "920"]),
    ],
)
def test_partner_by_what_people_type_in_capitals_or_not(partner, names):
    for name in (*names, *partner.names, *partner.aliases):
        written = [name] if isinstance(name, int) else [name, name.upper(), name.lower()]
        assert all(Partner.of(way) is partner for way in written), name


def test_no_name_is_that_of_two_partners():
    names = [str(n).casefold() for p in Partner for n in {*p.names, *p.aliases}]
    owners = {
        n: {p for p in Partner if n in map(str.casefold, map(str, (*p.names, *p.aliases)))}
        for n in names
    }
    assert all(len(found) == 1 for found in owners.values())


@pytest.mark.parametrize(
    "name",
    [
        "North Korea",
        "north-korea",
        "NORTH KOREA",
        "DPRK",
        "D.P.R.K.",
        "PRK",
        "KP",
        "N. Korea",
        "Korea, North",
        "Korea (North)",
        "Democratic People's Republic of Korea",
        731,
        "731",
    ],
)
def test_north_korea_is_refused_by_name(name):
    with pytest.raises(UnknownNameError) as error:
        Partner.of(name)
    assert "North Korea is not one of the four" in str(error.value)
    assert "did you mean" not in str(error.value)
    assert error.value.nearest == ()


def test_which_korea_is_never_guessed():
    with pytest.raises(UnknownNameError) as error:
        Partner.of("Nth Korea")
    assert "did you mean" not in str(error.value)


@pytest.mark.parametrize("name", ["Jap", "korea ", "Corea", "zealand", "", None, 74])
def test_partner_is_never_fuzzy(name):
    with pytest.raises(UnknownNameError):
        Partner.of(name)


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="no partner 'japn'; did you mean 'japan'"):
        Partner.of("japn")


def test_levels_are_ordered_by_rank_and_not_as_text():
    assert list(Level) == sorted(Level)
    assert Level.OFFICIAL < Level.SENIOR_OFFICIAL < Level.DEPUTY_MINISTER < Level.MINISTER
    assert Level.MINISTER < Level.DEPUTY_LEADER < Level.LEADER
    assert Level.LEADER >= Level.LEADER > Level.OFFICIAL <= Level.OFFICIAL
    with pytest.raises(TypeError):
        assert Level.LEADER < "minister"


def test_nobody_is_no_participant():
    with pytest.raises(EventError):
        Participant(role="speaker")
    with pytest.raises(EventError):
        Delegate(level="leader")
    assert Delegate(person="ann", level="leader").level is Level.LEADER
    with pytest.raises(UnknownNameError, match="minister"):
        Delegate(person="ann", level="ministr")


def test_registries_find_and_name():
    source = Source(id="s", publisher="P", title="T", tier="primary", published="2023-07")
    found = Registries(sources=(source,))
    assert found.source("s").published == When("2023-07")
    assert found.name("japan") == "Japan"
    assert found.name("nobody-known") == "nobody-known"
    with pytest.raises(UnknownNameError, match="no source 'x'"):
        found.source("x")
