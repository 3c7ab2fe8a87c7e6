"""Values as plain data: equal ones are one text, in every process."""

import os
import subprocess
import sys
from decimal import Decimal

import pytest

import ip4timeline as ip4
from ip4timeline.engine.timeline.plain import plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("1.00"), Decimal(1)),
        ((Decimal("0.50"), "a"), (Decimal("0.5"), "a")),
        (frozenset({"a", "b", None}), frozenset({None, "b", "a"})),
        (Decimal("-0"), Decimal("0")),
    ],
)
def test_equal_values_are_one_text(one, other):
    assert one == other
    assert plain(one) == plain(other)


def test_a_set_has_one_order_in_every_process():
    script = (
        "from ip4timeline.engine.timeline.plain import plain\n"
        "print(plain(frozenset(map(str, range(12)))))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1


def test_lists_and_sets_are_lists():
    assert plain({"a": [1, ("b",)], "c": {"e", "d"}}) == {"a": [1, ["b"]], "c": ["d", "e"]}
    assert plain([frozenset({2, 1})]) == [[1, 2]]


def test_names_of_a_set_are_told_in_one_order():
    names = {f"name-{number}" for number in range(20)}
    assert list(ip4.UnknownNameError("name", "nam", names).known) == sorted(names)
    assert ip4.UnknownNameError("name", "nam", ["b", "a"]).known == ("b", "a")
