"""The three stores keep the laws that anyone's store can be held to."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from ip4timeline.store import MemoryStore
from ip4timeline.testing import STORE_LAWS, LawBroken, check_store
from ip4timeline.testing.stores.machine import store_machine


@pytest.mark.parametrize("name", STORE_LAWS)
def test_a_store_keeps_every_law(name, bench):
    check_store(bench.new, bench.reopen, laws=[name])


def test_a_store_in_every_way_with_a_list_for_its_model(bench):
    some = settings(
        max_examples=15,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(store_machine(bench), settings=some)


def test_one_call_checks_them_all():
    check_store(MemoryStore, max_examples=3)


def test_a_law_that_is_not_there():
    with pytest.raises(KeyError):
        check_store(MemoryStore, laws=["no such law"])


class Forgetful(MemoryStore):
    """It acknowledges what it does not keep."""

    def insert(self, rows):
        super().insert(rows[:1])


def test_a_broken_law_says_which_and_how():
    with pytest.raises(LawBroken) as error:
        check_store(Forgetful)
    text = str(error.value)
    assert text.startswith("the store breaks the law what_is_acknowledged_is_read_by_others")
    assert "expected:" in text
    assert "got:" in text


def test_every_law_says_what_it_holds():
    assert len(STORE_LAWS) >= 40
    assert all(law.statement.endswith(".") for law in STORE_LAWS.values())
