"""The command that compares at length what the laws compare in small, on a history of each kind."""

import importlib.util
import random
from pathlib import Path

import pytest

from ip4timeline.engine.log.versions import Limits

TOOL = Path(__file__).parents[3] / "tools" / "differential.py"


@pytest.mark.parametrize("limits", ["smallest", "shipped"])
def test_a_history_compares_without_a_difference(limits):
    spec = importlib.util.spec_from_file_location("differential", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    seed = 20261131  # one that tells a fold of what a cut withholds
    history = tool.History(
        seed, tool.smallest(random.Random(seed)) if limits == "smallest" else Limits()
    )
    compared = 0
    for _ in range(10):
        history.step()
        for what, equal in history.compared():
            assert equal, what
            compared += 1
    assert compared > 150
