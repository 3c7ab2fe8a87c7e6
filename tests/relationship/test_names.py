"""No name goes unchecked: one that nothing has is refused, and never answered.

The table of methods is that of docs/reference/names.md; a test holds the two together.
"""

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.relationship import ASPECTS

HAGUE = "2025-the-hague-summit"
DAY = "2025-06-25"


def snapshot(tl):
    return tl.as_of(DAY)


# By the method as the page has it: what names it takes, by sort, and how it is asked.
METHODS = {
    "Timeline.about, Selection.about": {"partner": lambda tl, n: tl.about(n)},
    "Timeline.of, Selection.of": {"kind": lambda tl, n: tl.of(n)},
    "Timeline.in_series, Selection.in_series": {"series": lambda tl, n: tl.in_series(n)},
    "Timeline.by, Selection.by": {"person": lambda tl, n: tl.by(n)},
    "Timeline.with_topic, Selection.with_topic": {"topic": lambda tl, n: tl.with_topic(n)},
    "Timeline.where, Selection.where": {
        "field": lambda tl, n: tl.where(**{n: "x"}),
        "occasion": lambda tl, n: tl.where(occasion=n),
        "person": lambda tl, n: tl.where(person=n),
        "office": lambda tl, n: tl.where(office=n),
        "agreement": lambda tl, n: tl.where(agreement=n),
        "source": lambda tl, n: tl.where(source=n),
        "party": lambda tl, n: tl.where(body=n),
        "event": lambda tl, n: tl.where(id=n),
        "proposal": lambda tl, n: tl.where(proposal=n),
        "exercise": lambda tl, n: tl.where(exercise=n),
        "operation": lambda tl, n: tl.where(operation=n),
        "mission": lambda tl, n: tl.where(mission=n),
        "mechanism": lambda tl, n: tl.where(mechanism=n),
        "status": lambda tl, n: tl.where(status=n),
        "policy": lambda tl, n: tl.where(policy=n),
        "fund": lambda tl, n: tl.where(fund=n),
        "about": lambda tl, n: tl.where(about=n),
        "topic": lambda tl, n: tl.where(topics=[n]),
        "level": lambda tl, n: tl.where(level=n),
        "setting": lambda tl, n: tl.where(setting=n),
        "kind": lambda tl, n: tl.where(kind=n),
        "partner": lambda tl, n: tl.where(partner=n),
    },
    "Timeline.event, Timeline.versions": {
        "event": lambda tl, n: (tl.event(n), tl.versions(n)),
    },
    "Timeline.last_seen": {
        "partner": lambda tl, n: tl.last_seen(ip4.LEADER, n, DAY),
        "office": lambda tl, n: tl.last_seen(ip4.OFFICES, n, DAY),
        "agreement": lambda tl, n: tl.last_seen(ip4.AGREEMENTS, ("japan", n), DAY),
    },
    "View.spells": {
        "partner": lambda tl, n: tl.project(ip4.LEADER).spells(n),
        "occasion": lambda tl, n: tl.project(ip4.ENGAGEMENTS).spells(("japan", n)),
        "office": lambda tl, n: tl.project(ip4.OFFICES).spells(n),
        "agreement": lambda tl, n: tl.project(ip4.AGREEMENTS).spells(("japan", n)),
    },
    "View.get": {
        "partner": lambda tl, n: tl.project(ip4.LEADER).get(n, DAY),
        "occasion": lambda tl, n: tl.project(ip4.ENGAGEMENTS).get(("japan", n), DAY),
        "office": lambda tl, n: tl.project(ip4.OFFICES).get(n, DAY),
        "agreement": lambda tl, n: tl.project(ip4.AGREEMENTS).get(("japan", n), DAY),
    },
    "View.why": {
        "partner": lambda tl, n: tl.project(ip4.LEADER).why(n),
        "occasion": lambda tl, n: tl.project(ip4.ENGAGEMENTS).why(("japan", n)),
        "office": lambda tl, n: tl.project(ip4.OFFICES).why(n),
        "mission": lambda tl, n: tl.project(ip4.MISSIONS).why(("japan", n)),
    },
    "Snapshot.get, Snapshot[...]": {
        "partner": lambda tl, n: snapshot(tl).get(n),
    },
    "Snapshot.occasions, Snapshot.summit_matrix": {
        "series": lambda tl, n: snapshot(tl).summit_matrix(n),
    },
    "Relationship.why": {
        "aspect": lambda tl, n: snapshot(tl)["japan"].why(n),
        "occasion": lambda tl, n: snapshot(tl)["japan"].why("engagements", n),
        "own office": lambda tl, n: snapshot(tl)["japan"].why("offices", n),
        "agreement": lambda tl, n: snapshot(tl)["japan"].why("agreements", n),
    },
    "Registries.row and its like": {
        "occasion": lambda tl, n: tl.registries.occasion(n),
        "source": lambda tl, n: tl.registries.source(n),
    },
}
CASES = [(method, sort) for method, sorts in METHODS.items() for sort in sorts]


def slugs(tl, field):
    return {getattr(e, field) for e in tl if getattr(e, field, "")}


@pytest.fixture(scope="module")
def names(record):
    """Every good name by its sort."""
    r = record.registries
    fields = {n for cls in ip4.kinds().values() for n in dir(cls)}
    levels = {level.value for level in ip4.Level}
    partners = {str(n).casefold() for p in ip4.Partner for n in (*p.names, *p.aliases)}
    return {
        "partner": {p.value for p in ip4.Partner} | partners,
        "kind": {k for k, cls in ip4.kinds().items() if issubclass(cls, ip4.Event)},
        "series": set(r.series),
        "person": set(r.person_by_id),
        "occasion": set(r.occasion_by_id),
        "office": set(r.office_by_id),
        "own office": {o.removeprefix("japan-") for o in r.office_by_id if "japan-" in o},
        "source": set(r.source_by_id),
        "party": set(r.actor_by_id) | {p.value for p in ip4.Partner},
        "event": {e.id for e in record.entries},
        "topic": {t for e in record for t in e.topics},
        "level": levels,
        "setting": {"nato", "nato-accredited", "nato-coordinated", "ally", "partner-only"},
        "field": fields | {"source"},
        "aspect": set(ASPECTS),
        **{
            f: slugs(record, f)
            for f in (
                "agreement",
                "proposal",
                "exercise",
                "operation",
                "mission",
                "mechanism",
                "status",
                "policy",
                "fund",
                "about",
            )
        },
    }


@st.composite
def misspelt(draw, name):
    """A name as somebody may mistype it: a letter less, more, other, or two swapped."""
    at = draw(st.integers(0, len(name) - 1))
    how = draw(st.sampled_from(["drop", "double", "other", "swap"]))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    if how == "drop":
        return name[:at] + name[at + 1 :]
    if how == "double":
        return name[:at] + name[at] + name[at:]
    if how == "other":
        return name[:at] + letter + name[at + 1 :]
    return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


@pytest.mark.parametrize(("method", "sort"), CASES)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_method_answers_a_misspelt_name(record, names, method, sort, data):
    good = data.draw(st.sampled_from(sorted(names[sort] or {"leader"})))
    bad = data.draw(misspelt(good))
    assume(bad and bad.casefold() not in names[sort] and bad not in names[sort])
    with pytest.raises(ip4.UnknownNameError) as error:
        METHODS[method][sort](record, bad)
    assert repr(bad) not in str(error.value).partition("did you mean")[2]


@pytest.mark.parametrize(("method", "sort"), CASES)
def test_no_method_refuses_a_good_name(record, names, method, sort):
    if sort in ("field", "aspect"):
        return
    for good in sorted(names[sort])[:40]:
        try:
            METHODS[method][sort](record, good)
        except ip4.UnknownNameError as error:
            # An event that was withdrawn has versions, and does not stand.
            assert sort == "event" and good == error.name, (method, good, error)


def test_the_page_has_each_method_with_its_names(root):
    page = (root / "docs" / "reference" / "names.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (`.*?) \| (.*?) \|$", page, re.MULTILINE))
    said = {m.replace("`", ""): set(sorts.split(", ")) for m, sorts in rows.items()}
    assert said == {method: set(sorts) for method, sorts in METHODS.items()}


@pytest.mark.parametrize(
    ("typed", "found"),
    [("hague", HAGUE), ("the hague", HAGUE), ("vilnius summit", "2023-vilnius-summit")],
)
def test_parts_of_an_id_find_it(record, typed, found):
    with pytest.raises(ip4.UnknownNameError, match=f"did you mean '{found}'"):
        record.where(occasion=typed)


def test_a_good_name_without_a_value_is_a_plain_answer(record):
    view = record.project(ip4.ENGAGEMENTS)
    others = [o for o in record.registries.occasion_by_id if ("japan", o) not in view.keys]
    assert others and all(list(view.spells(("Japan", occasion))) == [] for occasion in others)
    leaders = ip4.Timeline().project(ip4.LEADER)
    assert list(leaders.spells("South Korea")) == []
    assert leaders.get("NZ", DAY) is None
    assert not leaders.why("ROK").events
    assert list(record.of("exercise").by("mark-rutte")) == []


def test_what_is_withdrawn_keeps_its_names():
    visit = ip4.Exercise(id="x", occurred="2023-01-05", partners=["japan"], exercise="sea-sparrow")
    gone = ip4.Retraction(id="r", target="x", reason="no", known="2023-02-01")
    timeline = ip4.Timeline([visit, gone])
    assert list(timeline.where(exercise="sea-sparrow")) == []
    assert timeline.project(ip4.CONTACTS).get(("japan", "exercise"), "2023-01-31") is None


def test_what_stands_in_one_reading_alone_has_a_name_in_the_other():
    post = ip4.MissionChanged(
        id="m", occurred="[..2023-05-01]", partners=["japan"], mission="post", change="opened"
    )
    timeline = ip4.Timeline([post])
    assert timeline.project(ip4.MISSIONS).spells(("japan", "post"))
    early = timeline.project(ip4.MISSIONS, certainty="possible")
    assert list(early.spells(("japan", "post"))) == []
    with pytest.raises(ip4.UnknownNameError, match="did you mean 'post'"):
        early.spells(("japan", "psot"))


def test_only_texts_are_names():
    @ip4.projection(on=ip4.Visit, keys=lambda e: [e.occurred.latest.year])
    def by_year(value: int | None, event: ip4.Visit) -> int:
        return (value or 0) + 1

    visit = ip4.Visit(id="v", occurred="2023-01-05", partners=["japan"], direction="to-nato")
    view = ip4.Timeline([visit]).project(by_year)
    assert view.get(2024, DAY) is None
    with pytest.raises(
        ip4.UnknownNameError, match=r"no key of by_year .2023.; did you mean 2023\?"
    ):
        view.get("2023", DAY)


# No text, and nothing that could be a name or a key.
NO_NAMES = [None, 7j, ["japan"], ("japan",), {"japan": 1}, object(), ip4.Person(id="x", name="X")]


@pytest.mark.parametrize(("method", "sort"), [c for c in CASES if c[1] != "field"])
@pytest.mark.parametrize("wrong", NO_NAMES, ids=lambda wrong: type(wrong).__name__)
def test_no_method_answers_what_is_no_name(record, method, sort, wrong):
    if (method, sort) == ("Timeline.where, Selection.where", "topic"):
        wrong = object()  # `where(topics=[...])` takes a list
    if wrong is None and sort in ("level", "setting"):
        wrong = object()  # an event may leave them unset
    with pytest.raises(ip4.TimelineError):
        METHODS[method][sort](record, wrong)


@pytest.mark.parametrize("key", [None, ("japan",), ["japan"], 7, 7.5, ip4.Level.LEADER])
def test_a_key_of_another_type_or_shape_is_refused(record, key):
    for projection in (ip4.LEADER, ip4.OFFICES, ip4.ENGAGEMENTS):
        view = record.project(projection)
        for ask in (lambda: view.get(key, DAY), lambda: view.spells(key), lambda: view.why(key)):  # noqa: B023
            with pytest.raises(ip4.TimelineError):
                ask()
    with pytest.raises(ip4.UnknownNameError, match="no key of offices 'japan'"):
        record.project(ip4.OFFICES).get(ip4.Partner.JAPAN, DAY)


def test_a_relationship_says_which_key_an_aspect_takes(record):
    japan = snapshot(record)["japan"]
    with pytest.raises(ip4.TimelineError, match="which of the engagements"):
        japan.why("engagements")
    with pytest.raises(ip4.TimelineError, match="leader is one value"):
        japan.why("leader", "japan-prime-minister")


def test_where_no_event_says_what_a_key_is_nothing_is_taken_for_a_partner():
    empty = ip4.Timeline([])
    with pytest.raises(ip4.UnknownNameError, match=r"no key of offices .nato-secretary-general.$"):
        empty.project(ip4.OFFICES).why("nato-secretary-general", "2024-01-01")
    with pytest.raises(ip4.UnknownNameError, match="no key of leader 'jappan'; did you mean 'jap"):
        empty.project(ip4.LEADER).why("jappan", "2024-01-01")
    with pytest.raises(ip4.UnknownNameError, match="no partner 'North Korea': "):
        empty.project(ip4.LEADER).why("North Korea", "2024-01-01")
    assert empty.project(ip4.LEADER).why("South Korea", "2024-01-01").events == ()


EARLY = "2010-01-01"
LATER_KEYS = [
    (ip4.ENGAGEMENTS, ("japan", "2025-the-hague-summit")),
    (ip4.AGREEMENTS, ("japan", "japan-itpp-2023")),
    (ip4.MISSIONS, ("korea", "korea-mission-to-nato")),
    (ip4.OFFICES, "japan-ambassador-to-nato"),
    (ip4.PROPOSALS, "tokyo-liaison-office"),
    (ip4.MECHANISMS, ("korea", "ip4-leaders")),
]


@pytest.mark.parametrize(("projection", "key"), LATER_KEYS, ids=lambda value: str(value)[:40])
def test_no_name_is_suggested_that_was_not_known(record, projection, key):
    def misspelt(text):
        return text[:-2] + text[-1]

    wrong = misspelt(key) if isinstance(key, str) else (*key[:-1], misspelt(key[-1]))
    early = record.known(EARLY)
    seen = {part for k in early.project(projection).keys for part in (k if k != str(k) else (k,))}
    seen.update(name for rows in early.registries.rows_by_id.values() for name in rows)
    view = record.project(projection, known_on=EARLY)
    for ask in (view.spells, view.why, lambda one: view.get(one, EARLY)):
        with pytest.raises(ip4.UnknownNameError) as told:
            ask(wrong)
        assert {str(name) for name in told.value.nearest} <= {str(name) for name in seen}


def test_what_is_known_only_later_is_no_misspelt_name(record):
    for projection, key in LATER_KEYS[:1]:
        assert list(record.project(projection, known_on=EARLY).spells(key)) == []
        assert list(record.project(projection).spells(key))
