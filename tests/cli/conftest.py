"""Tests of commands see what a pipe gets, unless they say how wide the terminal is."""

import pytest


@pytest.fixture(autouse=True)
def no_width_of_its_own(monkeypatch):
    """Whatever runs the tests may say how wide it is; pytest-xdist does to its workers."""
    monkeypatch.delenv("COLUMNS", raising=False)
