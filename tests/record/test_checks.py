"""What entries must say to each other: every account, every pair, every knowledge day."""

import pytest

import ip4timeline as ip4
from ip4timeline.record.checks import check, check_coverage

CITES = [ip4.Cite(source="paper")]
OCCASION = "first-summit"


def registries(**more):
    return ip4.Registries(
        sources=[ip4.Source(id="paper", publisher="P", title="T", tier="secondary")],
        people=[ip4.Person(id=name, name=name) for name in ("ann", "ben", "cy")],
        offices=[
            ip4.Office(id="japan-prime-minister", title="PM", party="japan", level="leader"),
            *more.pop("offices", ()),
        ],
        actors=[ip4.Actor(id="nato", name="NATO", type="organisation")],
        occasions=[
            ip4.Occasion(
                id=OCCASION,
                title="First",
                format="summit",
                dates="2023-07-11/2023-07-12",
                series="nato-summit",
            )
        ],
        **more,
    )


def make(cls, id, occurred, **fields):
    fields = {"partners": ["japan"], "summary": "So it was.", "cites": CITES, **fields}
    return cls(id=id, occurred=occurred, **fields)


def office(id, person, occurred="2023-01-01", **fields):
    fields = {"office": "japan-prime-minister", "person": person, **fields}
    return make(ip4.OfficeChanged, id, occurred, **fields)


def scheduled(**fields):
    fields = {"occasion": OCCASION, "dates": "2023-07-11/2023-07-12", **fields}
    return make(ip4.OccasionScheduled, "scheduled", "2022-06-30", **fields)


def plan(cls, id, occurred, **fields):
    return make(cls, id, occurred, **{"occasion": OCCASION, "person": "ann", **fields})


def correct(target, replacement, **fields):
    fields = {"id": "correction", "reason": "It was not so.", "cites": CITES, **fields}
    return ip4.Correction(target=target, replacement=replacement, **fields)


def faults(*entries, **more):
    return [(f.event, f.field) for f in check(entries, registries(**more))]


def test_events_that_agree_have_no_fault():
    assert faults(scheduled(), plan(ip4.Acceptance, "a", "2023-06-01"), office("o", "ann")) == []


def test_a_pair_with_another_between_may_not_rest_on_ids():
    three = [office("a", "ann"), office("b", "ben"), office("c", "cy")]
    pairs = {(f.reason.split("'")[1], f.event) for f in check(three, registries())}
    assert ("a", "c") in pairs


def test_the_order_on_the_eve_of_an_amendment_may_not_rest_on_ids():
    retraction = ip4.Retraction(
        id="r", target="b", reason="It was not so.", known="2023-02-01", cites=CITES
    )
    assert faults(office("a", "ann"), office("b", "ben"), retraction) == [("b", "seq")]


def test_what_never_stood_needs_no_order():
    retraction = ip4.Retraction(id="r", target="b", reason="It was not so.", cites=CITES)
    assert faults(office("a", "ann"), office("b", "ben"), retraction) == []


def test_a_tie_of_a_replacement_is_named_by_its_correction():
    amended = correct("b", office("b", "ben", known="2023-01-02"), known="2023-02-01")
    events = [office("a", "ann"), office("b", "ben", "2023-01-02"), amended]
    assert faults(*events) == [("correction", "replacement.seq")]


@pytest.mark.parametrize(
    ("original", "replacement", "field"),
    [
        (office("x", "ann"), office("x", "ben", summary=""), "summary"),
        (
            plan(ip4.Absence, "x", "2023-07-12"),
            plan(ip4.Absence, "x", "2023-07-20", known="2023-07-20"),
            "occurred",
        ),
        (
            plan(ip4.Absence, "x", "2023-07-12"),
            plan(ip4.Absence, "x", "2023-07-12", partners=["korea"]),
            "partners",
        ),
        (
            plan(ip4.Declination, "x", "2023-06-01"),
            plan(ip4.Cancellation, "x", "2023-06-01"),
            "kind",
        ),
        (
            make(ip4.Support, "x", "2023", recipient="nato", stage="paid"),
            make(ip4.Support, "x", "2023", recipient="nato", stage="paid", fulfils="scheduled"),
            "fulfils",
        ),
        (office("x", "ann"), office("x", "ann", partners=["korea"]), "partners"),
    ],
)
@pytest.mark.parametrize("known", [None, "2024-02-01"])
def test_a_replacement_is_held_to_what_an_event_is(original, replacement, field, known):
    amended = correct("x", replacement, known=known)
    assert faults(scheduled(), original) == []
    assert faults(scheduled(), original, amended) == [("correction", f"replacement.{field}")]


def test_the_cites_of_a_correction_suffice_for_its_replacement():
    assert faults(office("x", "ann"), correct("x", office("x", "ben", cites=[]))) == []


def test_an_undated_correction_puts_its_target_right():
    wrong = office("x", "ann", partners=["korea"])
    assert faults(wrong) == [("x", "partners")]
    assert faults(wrong, correct("x", office("x", "ann"))) == []


def test_an_acceptance_corrected_to_a_declination_is_not_refused_by_itself():
    amended = correct("x", plan(ip4.Declination, "x", "2023-06-02", known="2023-06-02"))
    assert faults(scheduled(), plan(ip4.Acceptance, "x", "2023-06-01"), amended) == []


def test_a_fault_at_two_knowledge_days_is_reported_once():
    amended = correct("x", office("x", "ben"), known="2023-02-01")
    cancellation = plan(ip4.Cancellation, "c", "2022-12-01")
    assert faults(scheduled(), office("x", "ann"), amended, cancellation) == [("c", "kind")]


@pytest.mark.parametrize(
    "event",
    [
        plan(ip4.Acceptance, "x", "2023-06-01", partners=["korea"]),
        plan(ip4.Declination, "x", "2023-06-01", partners=["korea"]),
        plan(ip4.Absence, "x", "2023-07-12", partners=["korea"]),
        plan(ip4.Invitation, "x", "2023-06-01", partners=["japan", "korea"]),
        make(
            ip4.Attendance,
            "x",
            "2023-07-12",
            partners=["korea"],
            occasion=OCCASION,
            delegates=[ip4.Delegate(person="ann", level="leader")],
        ),
    ],
)
def test_nobody_comes_to_an_occasion_scheduled_for_others(event):
    assert faults(scheduled(), event) == [("x", "partners")]
    assert faults(scheduled(partners=["japan", "korea"]), event) == []
    assert faults(event) == [("x", "occasion")]


def test_an_office_belongs_to_a_partner_or_an_actor():
    wrong = ip4.Office(id="o", title="O", party="jpan", level="minister")
    (fault,) = check([], registries(offices=[wrong]))
    assert (fault.event, fault.field) == ("o", "party")
    assert "'japan'" in fault.remedy
    assert faults(offices=[ip4.Office(id="o", title="O", party="nato", level="leader")]) == []


@pytest.mark.parametrize("partners", [[], ["korea"], ["japan", "korea"]])
def test_the_office_of_a_partner_changes_hands_for_that_partner_alone(partners):
    assert faults(office("x", "ann", partners=partners)) == [("x", "partners")]


def coverage(series, kinds=("attendance",)):
    row = ip4.Coverage(series=series, kinds=kinds, period="2022/2023", state="complete")
    return list(check_coverage([], registries(coverage=[row])))


@pytest.mark.parametrize(
    "series", ["nato-summit", "japan-prime-minister", "itpp", "nato", "meeting"]
)
def test_coverage_of_what_can_be_asked_about_is_no_fault(series):
    assert coverage(series) == []


def test_coverage_of_a_series_or_kind_that_is_not_is_a_fault_with_the_nearest():
    ((row, fault),) = coverage("nato-sumit")
    assert row.series == fault.event == "nato-sumit"
    assert fault.field == "series"
    assert "'nato-summit'" in str(fault)
    ((_, fault),) = coverage("nato-summit", ["attendence"])
    assert (fault.event, fault.field) == ("nato-summit", "kinds")
    assert "'attendance'" in str(fault)
