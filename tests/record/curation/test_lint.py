"""Remarks on what a curator should look at, one rule at a time."""

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.record.curation import lint

CITES = [ip4.Cite(source="paper", locator="p. 1")]
OCCASION = ip4.Occasion(
    id="summit",
    title="Summit",
    format="summit",
    dates="2023-07-11/2023-07-12",
    series="nato-summit",
)


def source(id, publisher="Paper", tier="secondary", published="2023-07-12", **more):
    more = {"title": id, "url": f"https://example.org/{id}", **more}
    return ip4.Source(id=id, publisher=publisher, tier=tier, published=published, **more)


def make(cls, id, occurred="2023-07-12", **fields):
    fields = {"partners": ["japan"], "summary": "So it was.", "cites": CITES, **fields}
    return cls(id=id, occurred=occurred, **fields)


def timeline(*events, **registries):
    registries = {"sources": [source("paper")], "occasions": [OCCASION], **registries}
    return ip4.Timeline(events, ip4.Registries(**registries))


def remarks(rule, *events, **registries):
    found = lint.RULES[rule](timeline(*events, **registries))
    return [(f.event, f.field) for f in found]


def office(id, person, occurred, **fields):
    return make(
        ip4.OfficeChanged, id, occurred, office="japan-prime-minister", person=person, **fields
    )


def operation(id, occurred, known, **fields):
    fields = {"operation": "isaf", "partners": ["korea"], **fields}
    return make(ip4.Operation, id, occurred, known=known, **fields)


def test_a_lasting_event_needs_an_end_or_a_confirmation_within_ten_years():
    now = make(ip4.Meeting, "now", "2026-05-29")
    for occurred in ("2003-09/..", "2003-09/"):
        old = operation("old", occurred, "2005-02-10")
        assert remarks("unended", old, now) == [("old", "occurred")]
        assert remarks("unended", old) == [], "the record knows nothing later"
    ended = operation("old", "2003-09/2013", "2005-02-10")
    young = operation("old", "2003-09/..", "2016-05-29")
    assert remarks("unended", ended, now) == remarks("unended", young, now) == []
    arrived = make(ip4.Visit, "stay", "2016-05-01/", direction="to-nato", partners=["korea"])
    assert remarks("unended", arrived, now) == [("stay", "occurred")]


def test_what_is_about_the_same_thing_confirms_a_lasting_event():
    now = make(ip4.Meeting, "now", "2026-05-29")
    old = operation("old", "2003-09/..", "2005-02-10")

    def with_(later):
        return remarks("unended", old, now, later)

    assert with_(operation("later", "2018-01-01", "2018-01-01")) == []
    assert with_(operation("later", "2018-01-01", "2018-01-01", operation="sfor"))
    assert with_(operation("later", "2018-01-01", "2018-01-01", partners=["japan"]))
    said = {"speakers": [ip4.Participant(person="p")], "about": "isaf", "partners": ["korea"]}
    assert with_(make(ip4.Statement, "s", "2018-01-01", affiliation="nato", **said)) == []
    assert with_(make(ip4.Statement, "s", "2018-01-01", affiliation="analyst", **said))


def test_a_session_named_after_a_format_confirms_it():
    agreed = make(ip4.MechanismChanged, "agreed", "2018", mechanism="staff-talks", change="agreed")

    def found(cls=ip4.Meeting, id="2020-second-staff-talks", **fields):
        return remarks("sessions", agreed, make(cls, id, "2020-01-01", **fields))

    assert found() == [("2020-second-staff-talks", "topics")]
    assert found(ip4.Visit, direction="to-nato") == [("2020-second-staff-talks", "topics")]
    assert found(topics=["cyber", "staff-talks"]) == []
    assert found(partners=["korea"]) == [], "another partner's format"
    assert found(id="2020-talks") == []
    assert remarks("sessions", agreed) == [], "the step that agreed it is no session"


def test_a_clean_record_has_no_remark():
    assert list(lint.lint(timeline(make(ip4.Meeting, "m")))) == []


@pytest.mark.parametrize(
    ("summary", "word"),
    [
        ("Japan's first visit.", "first"),
        ("The leaders met for the third time.", "third"),
        ("A historic meeting.", "historic"),
        ("He was the only leader there.", "the only"),
        ("It was later dropped.", "later"),
        ("The plan eventually failed.", "eventually"),
        ("He would go on to become president.", "would go on to"),
        ("They met for three summits in a row.", "in a row"),
    ],
)
def test_words_that_count_or_look_back(summary, word):
    (fault,) = lint.RULES["hindsight"](timeline(make(ip4.Meeting, "m", summary=summary)))
    assert (fault.event, fault.field) == ("m", "summary")
    assert repr(word) in fault.reason


@pytest.mark.parametrize(
    "summary",
    [
        "He was sworn in hours later.",
        "The decision was put off to autumn or later.",
        "The briefing is planned for the second day.",
        "The First Minister spoke to the Second Vice Minister.",
        "At first they led it alone.",
        "He said that Washington puts its own hemisphere first.",
        "Winston Peters leads New Zealand First.",
        "She would go on to The Hague.",
        "He called it 'the first of its kind'.",
        "A third of the sum is for relief.",
        "The ministry asked third countries.",
    ],
)
def test_contexts_in_which_such_a_word_counts_nothing(summary):
    assert remarks("hindsight", make(ip4.Meeting, "m", summary=summary)) == []


@pytest.mark.parametrize(
    ("published", "known", "basis", "expected"),
    [
        ("2023-07-12", "2023-07-12", "cited", []),
        ("2023-07-11", "2023-07-12", "cited", []),
        ("2023-07", "2023-07-12", "cited", []),
        ("2023-07-13", "2023-07-12", "cited", [("m", "known_basis")]),
        (None, "2023-07-12", "cited", [("m", "known_basis")]),
        ("2023-07-13", "2023-07-12", "live", []),
        (None, "2023-07-12", "assumed", []),
    ],
)
def test_a_cited_day_of_knowledge_needs_a_source_of_that_day(published, known, basis, expected):
    event = make(ip4.Meeting, "m", known=known, known_basis=basis)
    assert remarks("known-basis", event, sources=[source("paper", published=published)]) == expected


def test_a_source_older_than_the_day_of_knowledge_says_what_it_supports():
    old = source("paper", published="2023-07-01")
    event = make(ip4.Meeting, "m", known="2023-07-12")
    assert remarks("known-late", event, sources=[old]) == [("m", "cites.0")]
    part = attrs.evolve(event, cites=[ip4.Cite(source="paper", supports="the plan")])
    assert remarks("known-late", part, sources=[old]) == []


def test_copies_alone():
    copy = source("paper", tier="mirror")
    assert remarks("attestation", make(ip4.Meeting, "m"), sources=[copy]) == [("m", "cites")]
    assert remarks("attestation", make(ip4.Meeting, "m")) == []


def test_citations_that_lead_nowhere():
    event = make(ip4.Meeting, "m", cites=[ip4.Cite(source="paper")])
    assert remarks("locators", event) == [("m", "cites.0")]
    assert remarks("locators", sources=[source("paper", url="")]) == [("paper", "url")]
    assert remarks("locators", sources=[source("paper", url="", notes="Read in print.")]) == []


HELD = [office("a", "ann", "2020-01-01"), office("b", "ben", "2023-07-01")]


@pytest.mark.parametrize(
    ("day", "person", "expected"),
    [
        ("2023-07-12", "ben", []),
        ("2023-07-12", "ann", [("t", "delegates.0")]),
        ("2023-07-01", "ann", []),
        ("2023-07-01", "ben", []),
        ("2019-01-01", "cy", []),
        ("2023-07", "ann", []),
    ],
)
def test_nobody_acts_in_an_office_of_somebody_else(day, person, expected):
    attended = make(
        ip4.Attendance,
        "t",
        day,
        occasion="summit",
        delegates=[ip4.Delegate(person=person, office="japan-prime-minister", level="leader")],
    )
    assert remarks("offices-held", *HELD, attended) == expected


def test_acting_holders_and_speakers_are_looked_at_too():
    acting = office("c", "cy", "2023-08-01", capacity="acting")
    for person, expected in (("cy", []), ("ben", []), ("ann", [("s", "speakers.0")])):
        said = make(
            ip4.Statement,
            "s",
            "2023-08-02",
            speakers=[ip4.Participant(person=person, office="japan-prime-minister")],
            affiliation="partner-government",
        )
        assert remarks("offices-held", *HELD, acting, said) == expected


def test_terms_neither_overlap_nor_leave_gaps_that_no_event_states():
    assert remarks("office-terms", *HELD) == []
    again = office("c", "ben", "2023-09-01")
    assert remarks("office-terms", *HELD, again) == [("c", "person")]
    vacant = office("v", "", "2023-08-01")
    assert remarks("office-terms", *HELD, vacant, office("c", "cy", "2023-09-01")) == []
    suspended = office("s", "ben", "2023-08-01", capacity="suspended")
    assert remarks("office-terms", *HELD, suspended, office("c", "cy", "2023-09-01")) == [
        ("s", "office")
    ]
    acting = office("k", "kim", "2023-08-01", capacity="acting", seq=1)
    assert remarks("office-terms", *HELD, suspended, acting) == []


def test_an_office_declared_complete_begins_with_a_holder():
    row = ip4.Coverage(
        series="japan-prime-minister",
        kinds=["office-changed"],
        period="2012-01-01/2023-12-31",
        state="complete",
        partner="japan",
    )
    pm = ip4.Office(id="japan-prime-minister", title="PM", party="japan", level="leader")
    known = {"offices": [pm], "coverage": [row]}
    assert remarks("office-coverage", *HELD, **known) == [("japan-prime-minister", "period")]
    before = office("z", "zoe", "2011-09-01")
    assert remarks("office-coverage", before, *HELD, **known) == []


def signed(id, occurred, agreement, **fields):
    fields = {"title": "T", "type": "itpp", **fields}
    return make(ip4.AgreementSigned, id, occurred, agreement=agreement, **fields)


def test_what_is_replaced_ends_when_the_other_begins():
    old = signed("o", "2020-06-26", "old")
    new = signed("n", "2023-07-12", "new", replaces=["old"])
    ended = make(ip4.AgreementEnded, "e", "2023-06-01", agreement="old")
    assert remarks("replacements", old, new) == []
    assert remarks("replacements", old, new, ended) == [("e", "occurred")]
    assert remarks("replacements", signed("o", "2024", "old"), new) == [("n", "replaces")]
    other = signed("o", "2020-06-26", "old", partners=["korea"])
    assert remarks("replacements", other, new) == [("n", "replaces")]


def scheduled(**fields):
    fields = {"partners": ["japan", "korea"], **fields}
    return make(
        ip4.OccasionScheduled,
        "s",
        "2022-11-09",
        occasion="summit",
        dates="2023-07-11/2023-07-12",
        **fields,
    )


def test_an_occasion_accounts_for_everybody_or_says_why_not():
    attended = make(
        ip4.Attendance, "t", occasion="summit", delegates=[ip4.Delegate(person="a", level="leader")]
    )
    assert remarks("accounted", scheduled(), attended) == [("summit", "id")]
    missing = make(ip4.Absence, "m", occasion="summit", partners=["korea"])
    assert remarks("accounted", scheduled(), attended, missing) == []
    off = make(ip4.OccasionCalledOff, "o", "2023-07-01", occasion="summit", partners=["korea"])
    assert remarks("accounted", scheduled(), off) == []
    why = {"series": "nato-summit", "partner": "korea", "kinds": ["attendance"], "state": "unknown"}
    row = ip4.Coverage(**why, period="2023-07-11/2023-07-12", basis="no list of participants seen")
    assert remarks("accounted", scheduled(), attended, coverage=[row]) == []
    silent = ip4.Coverage(**why, period="2023-07-11/2023-07-12")
    assert remarks("accounted", scheduled(), attended, coverage=[silent]) == [("summit", "id")]
    elsewhere = ip4.Coverage(**why, period="2024/2025", basis="none seen")
    assert remarks("accounted", scheduled(), attended, coverage=[elsewhere]) == [("summit", "id")]


def test_older_occasions_need_not_account_for_anybody():
    old = attrs.evolve(OCCASION, dates="2021-06-14/2021-06-14")
    assert remarks("accounted", scheduled(), occasions=[old]) == []


def test_two_events_are_one_fact():
    one = make(ip4.Visit, "a", direction="to-nato", place="Brussels")
    assert remarks("twins", one, attrs.evolve(one, id="b", summary="In other words.")) == [
        ("b", "id")
    ]
    for change in (
        {"place": "Mons"},
        {"occurred": "2023-07-13", "known": "2023-07-13"},
        {"partners": ["korea"]},
    ):
        assert remarks("twins", one, attrs.evolve(one, id="b", **change)) == []
    other = attrs.evolve(one, id="b", occurred="2023-07", known="2023-07-31")
    assert remarks("twins", one, other) == [("b", "id")]


def test_statements_of_one_day_differ_by_speaker_or_subject():
    said = {"affiliation": "nato", "about": "office"}
    one = make(ip4.Statement, "a", speakers=[ip4.Participant(person="ann")], **said)
    assert remarks("twins", one, attrs.evolve(one, id="b")) == [("b", "id")]
    assert remarks("twins", one, attrs.evolve(one, id="b", about="china")) == []
    other = [ip4.Participant(person="ben")]
    assert remarks("twins", one, attrs.evolve(one, id="b", speakers=other)) == []


def test_what_there_was_for_partners_may_be_said_later_than_the_dates():
    one = scheduled()
    assert remarks("twins", one, attrs.evolve(one, id="b")) == [("s", "id")]
    assert remarks("twins", one, attrs.evolve(one, id="b", partner_format="contributors")) == []


def test_every_kind_of_event_says_what_tells_two_apart():
    for cls in BUILT_IN:
        if issubclass(cls, ip4.Event):
            names = {a.name for a in attrs.fields(cls)}
            assert cls.distinct_by
            assert set(cls.distinct_by) <= names


@pytest.mark.parametrize(
    ("one", "other", "twice"),
    [
        ({"name": "Ann Example"}, {"name": "Example, Ann"}, True),
        ({"name": "Ann Example"}, {"name": "Anne Example"}, True),
        ({"name": "Ann Example"}, {"name": "X", "aliases": ["ann example"]}, True),
        ({"name": "Ann Example"}, {"name": "Ben Other"}, False),
        ({"name": "Ann Example"}, {"name": "Ann Example", "aliases": ["Dr Ann"]}, True),
        (
            {"name": "Ann Example", "aliases": ["Admiral Ann"]},
            {"name": "Ann Example", "aliases": ["Dr Ann"]},
            False,
        ),
        (
            {"name": "Ann Example", "country": "japan"},
            {"name": "Anne Example", "country": "korea"},
            False,
        ),
        (
            {"name": "Kim Sung-han", "aliases": ["김성한"]},
            {"name": "Kim Sung-hwan", "aliases": ["김성환"]},
            False,
        ),
    ],
)
def test_people_under_two_spellings(one, other, twice):
    people = [ip4.Person(id="a", **one), ip4.Person(id="b", **other)]
    assert remarks("people-twice", people=people) == ([("b", "id")] if twice else [])


def test_sources_under_two_ids():
    same = source("b", url="http://www.example.org/a/")
    assert remarks("sources-twice", sources=[source("a"), same]) == [("b", "id")]
    named = [source("a", title="T"), source("b", title="t!")]
    assert remarks("sources-twice", sources=named) == [("b", "id")]
    apart = [source("a", title="T"), source("b", title="T", published="2023-07-13")]
    assert remarks("sources-twice", sources=apart) == []
    paged = [source("a", url="https://e.org/?id=1"), source("b", url="https://e.org/?id=2")]
    assert remarks("sources-twice", sources=paged) == []


def test_occasions_under_two_ids():
    twin = attrs.evolve(OCCASION, id="twin", title="Twin")
    assert remarks("occasions-twice", occasions=[OCCASION, twin]) == [("twin", "id")]
    part = attrs.evolve(twin, part_of="summit")
    assert remarks("occasions-twice", occasions=[OCCASION, part]) == []


def test_sources_that_nothing_cites():
    spare = source("spare")
    assert remarks("unused", make(ip4.Meeting, "m"), sources=[source("paper"), spare]) == [
        ("spare", "id")
    ]
    claim = make(ip4.Report, "r", medium="NHK", origin="spare")
    assert remarks("unused", claim, sources=[source("paper"), spare]) == []


def test_each_remark_comes_with_the_name_of_its_rule():
    found = list(lint.lint(timeline(make(ip4.Meeting, "m", summary="The first."))))
    assert [(rule, fault.event) for rule, fault in found] == [("hindsight", "m")]
    assert all(rule.__doc__ for rule in lint.RULES.values())


OFFICES = [
    ip4.Office(
        id="nato-military-committee-chair",
        title="Chair of the NATO Military Committee",
        party="nato",
        level="senior-official",
    ),
    ip4.Office(
        id="korea-jcs-chairman",
        title="Chairman of the Joint Chiefs of Staff of Korea",
        party="korea",
        level="senior-official",
    ),
    ip4.Office(
        id="korea-jcs-vice-chairman",
        title="Vice Chairman of the Joint Chiefs of Staff of Korea",
        party="korea",
        level="official",
    ),
    ip4.Office(
        id="korea-chief-of-defence",
        title="Chief of the Defence Force of Korea",
        party="korea",
        level="senior-official",
    ),
]


@pytest.mark.parametrize(
    ("role", "party", "office"),
    [
        ("Chairman of the Military Committee", "nato", "nato-military-committee-chair"),
        ("Chair of the Military Committee, visitor", "nato", "nato-military-committee-chair"),
        ("Chairman of the Joint Chiefs of Staff", "korea", "korea-jcs-chairman"),
        ("Vice Chairman of the Joint Chiefs of Staff", "korea", "korea-jcs-vice-chairman"),
        ("chief of defense force, host", "korea", "korea-chief-of-defence"),
        ("Chairman of the Military Committee", "korea", None),  # no such office of Korea's
        ("Deputy Chair of the Military Committee", "nato", None),
        ("Korean Defence Force", "korea", None),  # a body, not who is at its head
        ("host", "nato", None),
        ("chair", "nato", None),
    ],
)
def test_a_role_that_names_a_registered_office(role, party, office):
    who = ip4.Participant(party=party, role=role)
    found = lint.RULES["role-offices"](
        timeline(make(ip4.Meeting, "m", participants=[who]), offices=OFFICES)
    )
    assert [f.reason for f in found] == ([f"{role!r} is the office {office!r}"] if office else [])
    given = make(ip4.Meeting, "m", participants=[attrs.evolve(who, office="korea-jcs-chairman")])
    assert remarks("role-offices", given, offices=OFFICES) == []


def test_a_role_is_looked_for_in_speakers_and_in_what_a_report_claims():
    who = ip4.Participant(party="nato", role="Chair of the Military Committee")
    said = make(ip4.Statement, "s", speakers=[who], affiliation="nato")
    claimed = ip4.Visit(id="c", occurred="2023-07-12", direction="to-partner", participants=[who])
    report = make(ip4.Report, "r", medium="paper", asserts=claimed)
    assert remarks("role-offices", said, report, offices=OFFICES) == [
        ("r", "asserts.participants.0"),
        ("s", "speakers.0"),
    ]


def opposed(id, side, *parties):
    people = [ip4.Participant(party=party) for party in parties]
    return make(ip4.Opposition, id, proposal="office", participants=people, side=side)


def test_the_side_of_opponents_is_that_of_their_parties_on_the_day():
    joined = make(
        ip4.MembershipChanged, "j", "1949-08-24", body="nato", member="france", change="acceded"
    )
    fine = [
        opposed("a", "ally", "france"),
        opposed("b", "outsider", "china"),
        opposed("c", "partner", "korea"),
        make(
            ip4.Opposition, "d", proposal="office", participants=[ip4.Participant(person="keating")]
        ),
    ]
    assert remarks("sides", joined, *fine) == []
    assert remarks("sides", *fine) == [("a", "side")]  # without the accession it was no ally
    wrong = [opposed("e", None, "france"), opposed("f", "ally", "china", "france")]
    assert remarks("sides", joined, *wrong) == [("e", "side"), ("f", "side")]


def test_nobody_comes_to_an_occasion_without_a_format_for_partners():
    alone = make(
        ip4.OccasionScheduled,
        "alone",
        "2022-06-30",
        occasion="summit",
        dates="2023-07-11/2023-07-12",
        partner_format="none",
    )
    came = make(
        ip4.Attendance,
        "came",
        occasion="summit",
        delegates=[ip4.Delegate(person="ann", level="leader")],
    )
    assert remarks("formats", alone) == remarks("formats", came) == []
    assert remarks("formats", alone, came) == [("came", "occasion")]
    assert "formats" in lint.FIRM
    assert remarks("accounted", alone) == []
    assert remarks("accounted", attrs.evolve(alone, partner_format=None)) == [("summit", "id")]
