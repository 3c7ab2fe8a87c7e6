"""The code books: every kind decided, nothing invented, the documented table true."""

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.nato import codes
from ip4timeline.nato.codes import Codes, codes_of
from ip4timeline.nato.kinds.every import BUILT_IN

CITES = [ip4.Cite(source="s")]


def make(kind, **fields):
    cls = ip4.kinds()[kind]
    return cls(id="x", occurred="2023-07-12", partners=["japan"], cites=CITES, **fields)


def test_every_kind_of_the_package_is_decided():
    decided = {rule.kind for rule in codes.RULES}
    assert decided == {cls.kind for cls in BUILT_IN}
    for kind in decided:
        rules = [rule for rule in codes.RULES if rule.kind == kind]
        states = {value for rule in rules for _, values in rule.conditions for value in values}
        assert not rules[-1].conditions or states >= _choices(rules[-1]), kind


def _choices(rule):
    """What the field of a kind's last rule can say, where that rule has a condition."""
    ((field, _),) = rule.conditions
    schema = {f.name: f for f in attrs.fields(ip4.kinds()[rule.kind])}[field]
    from typing import get_args, get_type_hints

    return set(get_args(get_type_hints(ip4.kinds()[rule.kind])[schema.name]))


def test_nothing_is_invented():
    for rule in codes.RULES:
        found = rule.codes
        assert found.plover is None or found.plover in codes.PLOVER_TYPES, rule
        assert found.mode is None or found.mode in codes.PLOVER_MODES[found.plover], rule
        assert found.context is None or found.context in codes.PLOVER_CONTEXTS, rule
        assert found.cameo is None or found.cameo in codes.CAMEO_ROOTS, rule
        assert found.plover or not (found.mode or found.context), rule
    assert len(codes.PLOVER_TYPES) == 16
    assert list(codes.CAMEO_ROOTS) == [f"{n:02}" for n in range(1, 21)]


def test_conditions_name_fields_and_values_that_exist():
    from typing import get_type_hints

    from ip4timeline.engine.events.scalars import options_of

    for rule in codes.RULES:
        hints = get_type_hints(ip4.kinds()[rule.kind])
        for field, values in rule.conditions:
            name = "stance" if field == codes.ATTITUDE else field
            assert name in hints, rule
            assert values == (codes.GIVEN,) or set(values) <= set(options_of(hints[name])), rule


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (make("visit", direction="to-nato"), ("CONSULT", "visit", None, "04")),
        (make("meeting", mode="by-phone"), ("CONSULT", "phone", None, "04")),
        (make("meeting", occasion="o"), ("CONSULT", "multilateral", None, "04")),
        (make("cancellation", occasion="o"), ("REJECT", "meet", "diplomatic", "12")),
        (
            make("support", recipient="ukraine", stage="pledged"),
            ("AGREE", None, "diplomatic", "03"),
        ),
        (make("support", recipient="ukraine", stage="paid"), ("AID", None, None, "07")),
        (
            make("mission-changed", mission="m", change="opened"),
            ("SUPPORT", None, "diplomatic", "05"),
        ),
        (make("mission-changed", mission="m", change="requested"), (None, None, None, "02")),
        (make("absence", occasion="o"), (None, None, None, None)),
    ],
)
def test_codes_follow_from_kind_mode_stage_and_change(event, expected):
    found = codes_of(event)
    assert (found.plover, found.mode, found.context, found.cameo) == expected


@pytest.mark.parametrize(
    ("fields", "plover", "cameo"),
    [
        ({"stance": "critical"}, "ACCUSE", "11"),
        ({"stance": "supportive"}, "SUPPORT", "05"),
        ({"ties": "supportive"}, "SUPPORT", "05"),
        ({"stance": "mixed", "ties": "supportive"}, None, "01"),
        ({"stance": "critical", "act": "denies"}, None, "01"),
        ({"stance": "critical", "affiliation": "analyst"}, None, "01"),
        ({}, None, "01"),
    ],
)
def test_a_statement_is_coded_by_act_speaker_and_stance(fields, plover, cameo):
    said = {"affiliation": "nato", "speakers": [ip4.Participant(party="nato")], **fields}
    found = codes_of(make("statement", **said))
    assert (found.plover, found.cameo) == (plover, cameo)


def test_a_kind_of_a_users_own_has_no_code():
    @attrs.frozen(kw_only=True, order=False)
    class Rumour(ip4.Event):
        """Hearsay."""

        kind = "codes-test-rumour"

    assert codes_of(Rumour(id="x", occurred="2023")) == Codes()


def test_plain_data_name_the_books():
    data = codes_of(make("visit", direction="to-nato")).to_dict()
    assert data["plover_version"] == "0.8"
    assert data["cameo_version"] == "1.1b3"


def test_every_row_of_the_documented_table_is_what_the_code_gives(root):
    text = (root / "docs" / "reference" / "codes.md").read_text(encoding="utf-8")
    assert codes.table() in text
    contested = [rule for rule in codes.RULES if rule.codes.contested]
    assert len(contested) > 10
    for partner in ip4.Partner:
        assert f"| {partner.label} | `{partner}` | {partner.alpha3} | {partner.cow} |" in text


def test_the_codes_of_the_real_record(record):
    found = {codes_of(event).plover for event in record}
    assert {"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "REJECT", "ACCUSE", "AID"} <= found
