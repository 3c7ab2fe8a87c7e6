"""Hypothesis knows the types of the package by its entry point, where it is installed."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.testing import events
from ip4timeline.testing.nato import types

types.register()
FEW = settings(max_examples=10, deadline=None)


@FEW
@given(st.from_type(ip4.When), st.from_type(ip4.Visit), st.from_type(ip4.Event))
def test_dates_and_events_are_drawn_by_their_types(when, visit, event):
    assert isinstance(when, ip4.When)
    assert type(visit) is ip4.Visit
    assert isinstance(event, ip4.Event)


@FEW
@given(st.from_type(ip4.Timeline))
def test_timelines_are_drawn_by_their_type(timeline):
    assert ip4.Timeline.from_jsonl(timeline.to_jsonl()) == timeline


@pytest.mark.parametrize("kind", [ip4.Visit, "visit"])
def test_events_takes_a_single_kind(kind):
    @FEW
    @given(events(kind))
    def drawn(event):
        assert type(event) is ip4.Visit

    drawn()


def test_the_kit_is_loaded_with_the_first_value_and_not_with_hypothesis():
    code = (
        "import sys, hypothesis; from ip4timeline.testing.nato import types; types.register(); "
        "print('ip4timeline.testing.strategies' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
