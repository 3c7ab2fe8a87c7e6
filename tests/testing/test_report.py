"""Events, values and questions in the words of the domain."""

import datetime as dt

import ip4timeline as ip4
from ip4timeline.testing.report import describe


def test_values_are_described_briefly():
    when = ip4.When("2023?")
    value = {ip4.Partner.JAPAN: [when, (dt.date(2023, 1, 1),), (1, "a"), None, {2.5}]}
    assert describe(value) == "{japan: [2023?, (2023-01-01,), (1, 'a'), None, {2.5}]}"
    cite = "Cite(source='s', locator='', supports='', announces=False)"
    assert describe(ip4.Cite(source="s")) == cite
