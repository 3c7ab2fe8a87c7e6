"""The laws as a whole: each states itself, is in the reference, and has a test of its theory."""

from pathlib import Path

import pytest

from ip4timeline.testing import LAWS
from ip4timeline.testing.laws import THEORIES, laws_of, names_in
from ip4timeline.testing.nato.laws import LAWS as OF_THE_DOMAIN

EVERY = [*LAWS.values(), *OF_THE_DOMAIN]


@pytest.mark.parametrize("law", EVERY, ids=lambda law: law.name)
def test_each_law_states_itself_and_its_reason(law):
    assert law.statement.endswith(".") and len(law.statement) < 120
    assert law.reason.endswith(".")


def test_laws_go_by_their_names():
    assert all(name == law.name for name, law in LAWS.items())


def test_there_are_laws_of_every_subject():
    subjects = {law.about for law in LAWS.values()}
    assert subjects == {"projection", "growth", "timeline", "kind", "date"}
    assert len(LAWS) > 50


def test_the_laws_of_a_subject_are_picked_by_name():
    (law,) = laws_of("date", ["bounds_are_ordered"])
    assert law is LAWS["bounds_are_ordered"]
    with pytest.raises(KeyError):
        laws_of("kind", ["bounds_are_ordered"])


def test_each_theory_has_one_file_and_one_file_of_tests():
    rooms = {room.__name__.rpartition(".")[2]: room for room in THEORIES}
    assert set().union(*map(names_in, rooms.values())) == set(LAWS)
    tests = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert tests - {"laws"} == set(rooms)


def test_the_reference_states_every_law(root):
    text = (root / "docs" / "reference" / "laws.md").read_text("utf-8")
    for law in EVERY:
        entry = f"### {law.name}\n\n{law.statement}\n\n*Why:* {law.reason}\n\n*Broken by*"
        assert entry in text, f"docs/reference/laws.md does not state {law.name} as it is"
