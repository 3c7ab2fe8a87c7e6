"""The examples run, and say what they claim."""

import runpy

import pytest


@pytest.fixture
def examples(root):
    return root / "examples"


def test_the_road_to_the_hague(examples, capsys):
    runpy.run_path(str(examples / "the_road_to_the_hague.py"), run_name="__main__")
    lines = capsys.readouterr().out.splitlines()
    japan = [line for line in lines if "Japan" in line]
    assert any(
        line.startswith("2025-06-23") and "instead of Shigeru Ishiba" in line for line in japan
    )
    assert not any("attended" in line for line in lines if line < "2025-06-24")
    assert any("attended (leader) by Christopher Luxon" in line for line in lines)
