"""What the record lacks on a day, as it was known by a day."""

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.relationship.gaps.find import Search
from ip4timeline.relationship.gaps.gap import GAP_KINDS, Gap

SOURCES = [
    ip4.Source(id="paper", publisher="Paper", title="p", tier="secondary", published="2022-01-01"),
    ip4.Source(id="nato", publisher="NATO", title="n", tier="primary", published="2022-01-01"),
    ip4.Source(id="copy", publisher="Copyist", title="c", tier="mirror", published="2022-01-01"),
]
SUMMITS = [
    ip4.Occasion(id=f"{y}-summit", title=str(y), format="summit", dates=f"{y}-06-14", series="s")
    for y in (2021, 2022)
]


def make(cls, id, occurred, *cites, **fields):
    fields = {"partners": ["japan"], "summary": f"About {id}.", **fields}
    cites = [ip4.Cite(source=source) for source in cites or ("paper",)]
    return cls(id=id, occurred=occurred, cites=cites, **fields)


def of(*events):
    return ip4.Timeline(events, ip4.Registries(occasions=SUMMITS, sources=SOURCES))


def gaps(day, *events, kind=None, **asked):
    found = of(*events).gaps(day, kinds=[kind] if kind else (), **asked)
    return [(g.subject, [p.value for p in g.partners], g.missing) for g in found]


def scheduled(id, year, known, *cites, **fields):
    return make(
        ip4.OccasionScheduled,
        id,
        known,
        *cites,
        occasion=f"{year}-summit",
        dates=f"{year}-06-14",
        **fields,
    )


PLAN = scheduled("plan", 2021, "2021-04-22", partners=["japan", "korea"])
CAME = make(
    ip4.Attendance,
    "came",
    "2021-06-14",
    occasion="2021-summit",
    delegates=[ip4.Delegate(person="ann", level="leader")],
)
ABSENT = make(ip4.Absence, "absent", "2021-06-14", partners=["korea"], occasion="2021-summit")
OFF = make(ip4.OccasionCalledOff, "off", "2021-05-01", occasion="2021-summit", partners=[])


@pytest.mark.parametrize(
    ("day", "events", "want"),
    [
        ("2021-06-14", [PLAN], []),  # not over yet
        (
            "2021-06-15",
            [PLAN],
            [("2021-summit", ["japan", "korea"], "who came, if anybody did, for Japan, Korea")],
        ),
        ("2021-06-15", [PLAN, CAME], [("2021-summit", ["korea"], "whether Korea came")]),
        ("2021-06-15", [PLAN, CAME, ABSENT], []),
        (
            "2021-06-15",
            [attrs.evolve(PLAN, partners=[])],
            [
                (
                    "2021-summit",
                    ["japan", "korea", "australia", "new-zealand"],
                    "who came, if anybody did, for Japan, Korea, Australia, New Zealand",
                )
            ],
        ),
        ("2021-06-15", [attrs.evolve(PLAN, partners=[]), OFF], []),
        ("2021-06-15", [attrs.evolve(PLAN, partner_format="none")], []),
    ],
)
def test_occasions_of_which_nobody_is_known_to_have_come(day, events, want):
    assert gaps(day, *events, kind="occasion-unobserved") == want


def test_a_gap_says_what_was_last_known_and_where_to_look():
    before = scheduled("before", 2022, "2020-01-01", "nato", "copy", partners=["korea"])
    asked = make(
        ip4.Invitation, "asked", "2021-05-02", "paper", "copy", occasion="2021-summit", person="ann"
    )
    (gap,) = of(PLAN, asked, before).gaps("2021-07-01", kinds=["occasion-unobserved"])
    assert gap == Gap(
        kind="occasion-unobserved",
        subject="2021-summit",
        partners=(ip4.Partner.JAPAN, ip4.Partner.KOREA),
        missing="who came, if anybody did, for Japan, Korea",
        so_far="About asked.",
        last_known=ip4.When("2021-05-02").earliest,
        because=("plan", "asked"),
        look_at=("Paper", "NATO"),  # what is behind it first, then its like; a copy never
    )
    assert gap.to_dict()["last_known"] == "2021-05-02"
    assert list(gap.to_dict()) == [a.name for a in attrs.fields(Gap)]


TALKS = {"agreement": "p", "title": "Programme", "type": "itpp"}


@pytest.mark.parametrize(
    ("events", "want"),
    [
        ([make(ip4.AgreementAnnounced, "a", "2021", **TALKS)], ["negotiations/p"]),
        (
            [
                make(ip4.AgreementAnnounced, "a", "2021", **TALKS),
                make(ip4.AgreementSigned, "b", "2022", **TALKS),
            ],
            [],
        ),
        (
            [make(ip4.MechanismChanged, "a", "2021", mechanism="d", change="agreed")],
            ["mechanisms/d"],
        ),
        ([make(ip4.MechanismChanged, "a", "2021", mechanism="d", change="first-session")], []),
        (
            [make(ip4.StatusChanged, "a", "2021", status="s", body="nato", change="applied")],
            ["statuses/s"],
        ),
        ([make(ip4.StatusChanged, "a", "2021", status="s", body="nato", change="admitted")], []),
        (
            [make(ip4.MissionChanged, "a", "2021", mission="m", change="requested")],
            ["missions/m"],
        ),
        ([make(ip4.Proposal, "a", "2021", proposal="office")], ["proposals/office"]),
        (
            [
                make(ip4.Proposal, "a", "2021", proposal="office"),
                make(ip4.ProposalClosed, "b", "2022", proposal="office", outcome="shelved"),
            ],
            [],
        ),
    ],
)
def test_announcements_without_an_outcome(events, want):
    found = gaps("2023-01-01", *events, kind="announcement-open")
    assert [subject for subject, _, _ in found] == want


def test_one_gap_for_a_value_that_several_share():
    agreed = make(
        ip4.MechanismChanged,
        "a",
        "2021",
        partners=["korea", "japan"],
        mechanism="d",
        change="agreed",
    )
    (gap,) = of(agreed).gaps("2023-01-01", kinds=["announcement-open"])
    assert (gap.partners, gap.because) == ((ip4.Partner.JAPAN, ip4.Partner.KOREA), ("a",))
    (one,) = of(agreed).gaps("2023-01-01", partners=["KOR"])
    assert one.partners == (ip4.Partner.KOREA,)
    assert of(agreed).gaps("2023-01-01", partners=["australia"]) == ()


def test_pledges_that_nothing_carries_out():
    pledge = make(ip4.Support, "pledge", "2021-01-01", recipient="ukraine", stage="pledged")
    paid = make(
        ip4.Support, "paid", "2022-01-01", recipient="ukraine", stage="paid", fulfils="pledge"
    )
    assert [s for s, _, _ in gaps("2021-12-31", pledge, paid, kind="pledge-open")] == ["pledge"]
    assert gaps("2022-01-01", pledge, paid, kind="pledge-open") == []


def test_reports_neither_confirmed_nor_denied():
    claimed = make(ip4.Visit, "claimed", "2022-03-01", direction="to-nato", place="Brussels")
    report = make(ip4.Report, "report", "2022-02-01", medium="paper", asserts=claimed)
    common = {"speakers": [ip4.Participant(party="nato")], "affiliation": "nato", "on": "report"}
    denied = make(ip4.Statement, "said", "2022-02-02", act="denies", **common)
    silent = make(ip4.Statement, "said", "2022-02-02", act="declines-to-comment", **common)
    so = make(ip4.Visit, "so", "2022-03-01", direction="to-nato", place="Brussels")
    other = make(ip4.Visit, "other", "2022-03-01", direction="to-nato", place="Mons")

    def found(day, *events):
        return [s for s, _, _ in gaps(day, report, *events, kind="report-open")]

    assert found("2022-06-01") == found("2022-06-01", silent) == ["report"]
    assert found("2022-02-01", denied) == ["report"]  # not yet
    assert found("2022-06-01", denied) == []
    assert found("2022-06-01", so) == []  # it came true
    assert found("2022-06-01", other) == ["report"]


@pytest.mark.parametrize(
    ("term", "day", "last"),
    [
        ("2023/2026", "2025-12-30", None),
        ("2023/2026", "2025-12-31", "2026-12-31"),
        ("2023/2026", "2026-12-31", "2026-12-31"),
        ("2023/2026", "2027-01-01", None),  # it has lapsed
        ("2023/..", "2026-01-01", None),
    ],
)
def test_terms_that_end_within_a_year(term, day, last):
    signed = make(ip4.AgreementSigned, "a", "2023-07-12", term=term, **TALKS)
    want = [("agreements/p", ["japan"], f"what comes after its term to {last}")] if last else []
    assert gaps(day, signed, kind="term-ending") == want


def test_values_that_nobody_has_seen_for_more_than_three_years():
    opened = make(ip4.MissionChanged, "a", "2018-07-01", mission="m", change="opened")
    held = make(ip4.OfficeChanged, "b", "2018-07-01", office="japan-defence-minister", person="ann")
    assert gaps("2021-07-01", opened, held, kind="value-unseen") == []
    assert gaps("2021-07-02", opened, held, kind="value-unseen") == [
        ("missions/m", ["japan"], "whether it still holds: last seen 2018-07-01"),
        (
            "offices/japan-defence-minister",
            ["japan"],
            "whether it still holds: last seen 2018-07-01",
        ),
    ]
    seen = make(
        ip4.Meeting,
        "c",
        "2021-07-01",
        participants=[ip4.Participant(person="ann", office="japan-defence-minister")],
    )
    found = gaps("2021-07-02", opened, held, seen, kind="value-unseen")
    assert [subject for subject, _, _ in found] == ["missions/m"]
    later = make(
        ip4.MissionChanged, "d", "2019-07-01", partners=["korea"], mission="m", change="opened"
    )
    assert gaps("2024-01-01", opened, later, kind="value-unseen") == [
        (
            "missions/m",
            ["japan", "korea"],
            "Japan: whether it still holds: last seen 2018-07-01; "
            "Korea: whether it still holds: last seen 2019-07-01",
        )
    ]
    (office,) = of(held, seen).gaps("2025-01-01", kinds=["value-unseen"])
    assert (office.because, office.so_far) == (("b", "c"), "About c.")


def test_numbers_and_years_that_a_series_lacks():
    meetings = [
        make(ip4.Meeting, f"{year}-01-{number}-staff-talks", f"{year}-01-01")
        for year, number in ((2020, "second"), (2022, "fifth"))
    ]
    exercises = [
        make(ip4.Exercise, f"x{year}", str(year), exercise=f"shields-{year}")
        for year in (2019, 2022)
    ]
    found = gaps("2024-01-01", *meetings, *exercises, kind="number-missing")
    assert found == [
        ("staff-talks", ["japan"], "numbers 1, 3, 4 of 5"),
        ("shields/japan", ["japan"], "years 2020, 2021 between 2019 and 2022"),
    ]
    assert gaps("2021-01-01", *meetings, kind="number-missing") == [
        ("staff-talks", ["japan"], "number 1 of 2")
    ]


def test_months_of_which_nothing_is_on_record():
    january = make(ip4.Meeting, "m", "2022-01-05")
    vague = make(ip4.Meeting, "v", "2022")  # somewhere in the year, so in no month for sure
    nobody = make(ip4.Meeting, "n", "2022-02-05", partners=[])
    events = (january, vague, nobody)
    found = gaps("2022-04-30", *events, kind="month-empty")
    assert [month for month, _, _ in found] == ["2022-02", "2022-03"]
    # A month that is not over may still bring something, as far as anything was known.
    early = gaps("2022-04-30", *events, kind="month-empty", known_on="2022-03-31")
    assert [month for month, _, _ in early] == ["2022-02"]


def test_whom_to_ask_for_a_month_is_looked_for_once_a_year(monkeypatch):
    """It was looked for in all events for each month: a year mistyped was minutes of waiting."""
    looked = []
    monkeypatch.setattr(
        Search, "_publishers", lambda self, because, alike: looked.append(list(alike)) or ()
    )
    events = (make(ip4.Meeting, "m", "2022-01-05"), make(ip4.Meeting, "o", "2024-01-05"))
    found = gaps("2299-12-31", *events, kind="month-empty")
    assert len(found) == 278 * 12 - 3
    assert [[event.id for event in around] for around in looked] == [["m"], ["m", "o"], ["o"]]


def test_a_gap_knows_no_more_than_its_day_on_either_clock():
    pledge = make(ip4.Support, "pledge", "2021-01-01", recipient="ukraine", stage="pledged")
    paid = make(
        ip4.Support,
        "paid",
        "2021-02-01",
        "nato",
        recipient="ukraine",
        stage="paid",
        fulfils="pledge",
        known="2022-06-01",
    )
    timeline = of(pledge, paid)
    assert timeline.gaps("2022-01-01", kinds=["pledge-open"]) == ()
    (then,) = timeline.gaps("2022-01-01", known_on="2022-01-01", kinds=["pledge-open"])
    assert then.subject == "pledge"
    assert timeline.known("2022-01-01").gaps("2022-01-01", kinds=["pledge-open"]) == (then,)
    # Before its source was published nobody could be told to look there.
    (early,) = timeline.gaps("2021-12-31", known_on="2021-12-31", kinds=["pledge-open"])
    assert (then.look_at, early.look_at) == (("Paper",), ())


def test_what_is_asked_is_checked():
    with pytest.raises(ip4.UnknownNameError, match="no kind of gap 'pledge-opened'"):
        of().gaps("2022-01-01", kinds=["pledge-opened"])
    with pytest.raises(ip4.UnknownNameError, match="North Korea"):
        of().gaps("2022-01-01", partners=["north-korea"])
    with pytest.raises(ip4.WhenError):
        of().gaps("2022")
    assert of().gaps("2021-12-31") == ()


def test_the_record_has_a_gap_of_each_kind_and_each_says_where_to_look(record):
    found = record.gaps("2026-05-29")
    assert {gap.kind for gap in found} == set(GAP_KINDS)
    assert [g.kind for g in found] == sorted((g.kind for g in found), key=GAP_KINDS.index)
    assert all(gap.look_at for gap in found)
    assert all(gap.last_known and gap.so_far for gap in found if gap.kind != "month-empty")
    unseen = {g.subject for g in found if g.kind == "occasion-unobserved"}
    assert {"2018-brussels-summit", "2019-london-leaders-meeting"} <= unseen
    assert "2021-brussels-summit" not in unseen  # it had no format for partners
