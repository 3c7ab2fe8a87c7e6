"""What an event is, whatever its kind."""

import datetime as dt

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.nato.kinds.every import BUILT_IN


def visit(**values):
    return ip4.Visit(**{"id": "v", "occurred": "2023-01-31", "direction": "to-partner", **values})


@pytest.mark.parametrize("cls", BUILT_IN)
def test_every_kind_is_frozen_slotted_and_named(cls):
    assert cls.kind == cls.kind.lower()
    assert " " not in cls.kind
    assert "_" not in cls.kind
    assert not hasattr(cls, "__dict__") or "__dict__" not in dir(cls)
    assert all(field.kw_only for field in attrs.fields(cls))
    assert cls.__doc__


def test_kinds_are_those_of_the_design():
    assert {cls.kind for cls in BUILT_IN} == {
        "occasion-scheduled",
        "occasion-called-off",
        "invitation",
        "acceptance",
        "cancellation",
        "declination",
        "attendance",
        "absence",
        "agreement-announced",
        "agreement-signed",
        "agreement-in-force",
        "agreement-ended",
        "status-changed",
        "mission-changed",
        "mechanism-changed",
        "visit",
        "meeting",
        "exercise",
        "operation",
        "support",
        "statement",
        "report",
        "proposal",
        "opposition",
        "proposal-closed",
        "policy-adopted",
        "office-changed",
        "membership-changed",
        "correction",
        "retraction",
    }


def test_an_event_is_a_value():
    assert visit() == visit()
    assert hash(visit()) == hash(visit())
    assert visit() != visit(id="w")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        visit().id = "w"
    with pytest.raises(TypeError):
        ip4.Visit("v", "2023-01-31")


def test_known_is_the_latest_day_unless_given():
    assert visit(occurred="2023-01").known == dt.date(2023, 1, 31)
    assert visit().known_basis == "assumed"
    assert visit(known="2023-02-02").known_basis == "cited"
    assert visit(known="2023-01-31", known_basis="live").known_basis == "live"


def test_known_is_required_where_the_latest_day_is_unknown():
    with pytest.raises(ip4.EventError, match="known: is missing"):
        visit(occurred="[2023-01-31..]")
    assert visit(occurred="[2023-01-31..]", known="2023-03-01").known == dt.date(2023, 3, 1)


def test_what_is_only_seen_happening_is_not_known_before():
    with pytest.raises(ip4.EventError, match="known only from seeing it"):
        visit(known="2023-01-30")
    assert visit(occurred="2023-01", known="2023-01-01").known == dt.date(2023, 1, 1)
    office = ip4.OfficeChanged(
        id="o",
        occurred="2024-10-01",
        known="2024-06-26",
        office="nato-secretary-general",
        person="mark-rutte",
    )
    assert office.known < office.occurred.earliest


@pytest.mark.parametrize(
    ("cls", "values", "refused"),
    [
        (ip4.Support, {"recipient": "ukraine", "stage": "paid"}, True),
        (ip4.Support, {"recipient": "ukraine", "stage": "pledged"}, False),
        (ip4.MissionChanged, {"mission": "m", "change": "opened"}, True),
        (ip4.MissionChanged, {"mission": "m", "change": "requested"}, False),
        (ip4.MechanismChanged, {"mechanism": "m", "change": "first-session"}, True),
        (ip4.MechanismChanged, {"mechanism": "m", "change": "agreed"}, False),
        (ip4.AgreementSigned, {"agreement": "a", "title": "A", "type": "itpp"}, True),
        (ip4.AgreementInForce, {"agreement": "a"}, False),
    ],
)
def test_which_stages_are_only_seen_happening(cls, values, refused):
    def make():
        return cls(id="x", occurred="2023-02-01", known="2023-01-01", **values)

    if refused:
        with pytest.raises(ip4.EventError, match="known"):
            make()
    else:
        assert make().known == dt.date(2023, 1, 1)


def test_partners_go_by_any_name_and_are_kept_in_one_order():
    event = visit(partners=["KOR", ip4.Partner.JAPAN, 732])
    assert event.partners == (ip4.Partner.JAPAN, ip4.Partner.KOREA)
    with pytest.raises(ip4.EventError, match="write a list"):
        visit(partners="japan")
    with pytest.raises(ip4.EventError, match="names 2 partners"):
        _ = event.partner


@pytest.mark.parametrize(
    ("cls", "values", "field"),
    [
        (ip4.Visit, {"direction": "sideways"}, "direction"),
        (ip4.Visit, {"direction": "to-nato", "setting": "natoo"}, "setting"),
        (ip4.Visit, {"direction": "to-nato", "id": ""}, "id"),
        (ip4.Acceptance, {"occasion": "o", "partners": ["japan", "korea"]}, "partners"),
        (ip4.Acceptance, {"occasion": "o", "partners": []}, "partners"),
        (
            ip4.Acceptance,
            {"occasion": "o", "partners": ["japan"], "person": "a", "instead_of": "a"},
            "instead_of",
        ),
        (ip4.Attendance, {"occasion": "o", "partners": ["japan"], "delegates": []}, "delegates"),
        (
            ip4.Attendance,
            {
                "occasion": "o",
                "partners": ["japan"],
                "instead_of": "a",
                "delegates": [ip4.Delegate(person="a", level="leader")],
            },
            "instead_of",
        ),
        (
            ip4.AgreementSigned,
            {"agreement": "a", "title": "A", "type": "itpp", "replaces": ["a"]},
            "replaces",
        ),
        (
            ip4.AgreementSigned,
            {"agreement": "a", "title": "A", "type": "itpp", "term": "2023"},
            "term",
        ),
        (ip4.Support, {"recipient": "u", "stage": "paid", "amount": 5}, "currency"),
        (ip4.Support, {"recipient": "u", "stage": "paid", "currency": "USD"}, "currency"),
        (
            ip4.Support,
            {"recipient": "u", "stage": "paid", "amount": 0.1, "currency": "USD"},
            "amount",
        ),
        (
            ip4.Support,
            {"recipient": "u", "stage": "paid", "amount": "lots", "currency": "USD"},
            "amount",
        ),
        (ip4.Statement, {"speakers": [], "affiliation": "nato"}, "speakers"),
        (ip4.OfficeChanged, {"office": "o", "capacity": "suspended"}, "person"),
    ],
)
def test_an_event_that_cannot_be_names_the_field(cls, values, field):
    with pytest.raises(ip4.EventError) as error:
        cls(**{"id": "x", "occurred": "2023-01-31", **values})
    assert error.value.field == field


def test_a_correction_keeps_the_id_of_its_target():
    with pytest.raises(ip4.EventError, match="keeps the id of its target"):
        ip4.Correction(id="c", target="v", reason="r", replacement=visit(id="w"))
    with pytest.raises(ip4.EventError, match="not an event"):
        ip4.Correction(
            id="c",
            target="v",
            reason="r",
            replacement=ip4.Retraction(id="v", target="x", reason="r"),
        )
    with pytest.raises(ip4.EventError, match="itself"):
        ip4.Retraction(id="c", target="c", reason="r")
    assert ip4.Retraction(id="c", target="v", reason="r").known is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"seq": "1"}, "seq"),
        ({"seq": True}, "seq"),
        ({"id": 5}, "id"),
        ({"summary": None}, "summary"),
        ({"cites": ["source"]}, "cites"),
        ({"cites": "source"}, "a list"),
        ({"topics": [["x"]]}, "topics"),
        ({"partners": None}, "partners"),
        ({"partners": 5}, "partners"),
        ({"participants": ["ann"]}, "participants"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_at_once(values, field):
    with pytest.raises(ip4.EventError) as error:
        visit(**values)
    assert error.value.field == field


@pytest.mark.parametrize("cls", [ip4.Event, ip4.Entry])
def test_what_has_no_kind_is_no_event(cls):
    values = {"occurred": "2023"} if cls is ip4.Event else {}
    with pytest.raises(ip4.EventError, match="has no kind"):
        cls(id="x", **values)
    with pytest.raises(ip4.EventError, match="has no kind"):
        ip4.Amendment(id="x", target="y", reason="r")


@pytest.mark.parametrize("amount", ["1e9999999", "1e-9", [1], {}, (0, (1,), 0), "-1", "NaN", True])
def test_an_amount_is_an_exact_sum_of_money(amount):
    with pytest.raises(ip4.EventError, match="amount"):
        ip4.Support(
            id="x", occurred="2023", recipient="u", stage="pledged", amount=amount, currency="USD"
        )


def test_one_amount_has_one_text():
    texts = {
        str(
            ip4.Support(
                id="x",
                occurred="2023",
                recipient="u",
                stage="pledged",
                amount=amount,
                currency="USD",
            ).amount
        )
        for amount in ("30000000", "3e7", "30000000.00", 30000000)
    }
    assert texts == {"30000000"}


HALF = "half \ud800"


@pytest.mark.parametrize(
    "make",
    [
        lambda: ip4.Source(id="s", publisher="p", title=HALF, tier="primary"),
        lambda: ip4.Person(id="p", name=HALF),
        lambda: ip4.Person(id="p", name="Ann", aliases=["a", HALF]),
        lambda: ip4.Cite(source="s", locator=HALF),
        lambda: ip4.Participant(party=HALF),
        lambda: ip4.Delegate(level="minister", office=HALF),
        lambda: ip4.Coverage(series=HALF, kinds=["visit"], period="2024/2025", state="sampled"),
        lambda: ip4.Exercise(id="e", occurred="2024", partners=["japan"], exercise="x", notes=HALF),
    ],
)
def test_a_text_that_cannot_be_written_is_refused_wherever_it_stands(make):
    with pytest.raises(ip4.EventError, match="half a character"):
        make()


def test_a_part_with_a_number_for_a_text_is_refused():
    with pytest.raises(ip4.EventError, match="title: 5 is not a text"):
        ip4.Source(id="s", publisher="p", title=5, tier="primary")


@pytest.mark.parametrize(
    "made",
    [
        lambda n: ip4.Exercise(
            id="e", occurred="2024", partners=["japan"], exercise="x", personnel=n
        ),
        lambda n: ip4.Operation(
            id="o", occurred="2024", partners=["japan"], operation="x", personnel=n
        ),
    ],
)
def test_people_who_took_part_are_counted(made):
    assert made(27).personnel == 27
    assert made(None).personnel is None
    for wrong in (0, -1, True, "27", 2.5):
        with pytest.raises(ip4.EventError, match=r"personnel: .* is not a number of people"):
            made(wrong)
