"""Values as plain data: equal ones are one text, in every process."""

import os
import subprocess
import sys
from decimal import Decimal

import pytest

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
