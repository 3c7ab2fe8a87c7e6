"""Values that `alike` gives equality, hash and ``repr``: they are what attrs itself gives."""

import ast
import gc
import os
import subprocess
import sys
import threading
import weakref
from itertools import combinations_with_replacement

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine._speed import age, alike, without_collecting
from ip4timeline.nato.kinds.every import BUILT_IN


@attrs.frozen
class ByAttrs:
    name: str
    of: object = None
    said: str = attrs.field(default="", eq=False)
    hidden: int = attrs.field(default=0, repr=False)


@alike
@attrs.frozen(eq=False, repr=False)
class Ours:
    name: str
    of: object = None
    said: str = attrs.field(default="", eq=False)
    hidden: int = attrs.field(default=0, repr=False)


class Plain(Ours):
    """A subclass that adds nothing."""


GIVEN = [("a",), ("a", "b"), ("a", "b", "said"), ("b", "a"), ("a", None, "", 1), ("a", ("b",))]


def test_it_is_equal_and_shown_as_by_attrs():
    for one, other in combinations_with_replacement(GIVEN, 2):
        ours, theirs = (Ours(*one), Ours(*other)), (ByAttrs(*one), ByAttrs(*other))
        assert (ours[0] == ours[1]) is (theirs[0] == theirs[1])
        assert (ours[0] != ours[1]) is (theirs[0] != theirs[1])
        assert (hash(ours[0]) == hash(ours[1])) is (hash(theirs[0]) == hash(theirs[1]))
    for each in GIVEN:
        assert repr(Ours(*each)) == repr(ByAttrs(*each)).replace("ByAttrs", "Ours")


def test_it_is_equal_to_nothing_of_another_class():
    for other in (ByAttrs("a"), Plain("a"), ("a", None), None):
        assert Ours("a") != other
    assert Ours("a").__eq__(Plain("a")) is NotImplemented
    assert Plain("a") == Plain("a")
    assert repr(Plain("a")).startswith("Plain(name='a'")


def test_what_cannot_be_hashed_says_so():
    with pytest.raises(TypeError, match="unhashable"):
        hash(Ours("a", of=[]))


def parts(value):
    """An attrs object and all that it is made of."""
    if attrs.has(type(value)):
        yield value
        for field in attrs.fields(type(value)):
            if field.eq:
                yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


FACETS = "offices", "engagements", "agreements", "statuses", "missions", "mechanisms", "support"


def values(record):
    snapshot = record.as_of("2025-06-25")
    for partner in ip4.Partner:
        relationship = snapshot[partner]
        yield from (relationship.leader, relationship.programme, relationship.contacts)
        yield relationship.voices
        for name in FACETS:
            yield from getattr(relationship, name).values()
    yield from snapshot.nato.proposals.values()
    yield snapshot.nato.membership
    yield from record.project(ip4.LEADER).spells(ip4.Partner.JAPAN)
    yield record.project(ip4.LEADER).why(ip4.Partner.JAPAN, "2025-06-25")
    yield from record
    yield record.registries


def test_every_value_of_the_record_is_shown_and_equal_as_by_attrs(record):
    twins, seen = {}, {}
    for value in (part for whole in values(record) for part in parts(whole)):
        cls = type(value)
        if cls.__eq__.__module__ != alike.__module__ or len(seen.setdefault(cls, [])) > 8:
            continue
        if cls not in twins:
            fields = {
                a.name: attrs.field(eq=a.eq, repr=a.repr, alias=a.name) for a in attrs.fields(cls)
            }
            twins[cls] = attrs.make_class(cls.__name__, fields, frozen=True)
        twin = twins[cls](**{a.name: getattr(value, a.name) for a in attrs.fields(cls)})
        assert repr(value) == repr(twin)
        for other, other_twin in seen[cls]:
            assert (value == other) is (twin == other_twin)
        assert value == attrs.evolve(value)
        assert hash(value) == hash(attrs.evolve(value))
        seen[cls].append((value, twin))
    assert len(seen) > 20


@pytest.fixture
def collecting():
    """The collector as a process has it at first, whatever a test leaves."""
    was = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was else gc.disable)()


@pytest.mark.usefixtures("collecting")
def test_the_collector_goes_on_as_it_was():
    with without_collecting():
        assert not gc.isenabled()
        with without_collecting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), without_collecting():
        raise ZeroDivisionError
    assert gc.isenabled()
    gc.disable()
    with without_collecting():
        pass
    assert not gc.isenabled()


def another_within():
    """Another thread is within, until what is given is called."""
    inside, told = threading.Barrier(2), threading.Event()

    def other():
        with without_collecting():
            inside.wait()
            told.wait()

    def leave():
        told.set()
        thread.join()

    thread = threading.Thread(target=other)
    thread.start()
    inside.wait()
    return leave


@pytest.mark.usefixtures("collecting")
def test_of_several_threads_the_last_lets_it_go_on():
    with without_collecting():
        leave = another_within()
    assert not gc.isenabled()  # the other has not gone yet
    leave()
    assert gc.isenabled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.usefixtures("collecting")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_child_does_not_wait_for_threads_that_it_has_not():
    leave = another_within()
    child = os.fork()
    if not child:
        os._exit(0 if gc.isenabled() else 1)
    leave()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@ip4.projection(on=ip4.Meeting, keys=lambda event: (event.id[-2:],))
def last_day(value, event):
    return event.occurred


@ip4.tally(on=ip4.Meeting, keys=lambda event: (event.id[-2:],))
def how_many(event):
    return 1


ROWS = [
    {
        "id": f"m{n:05}",
        "kind": "meeting",
        "occurred": f"20{n % 20:02}",
        "known": f"2022-01-{n % 28 + 1:02}",
        "partners": ["japan"],
    }
    for n in range(6_000)
]


@pytest.mark.usefixtures("collecting")
def test_long_folds_run_without_it():
    timeline = ip4.Timeline.from_frame(ROWS)
    begun = []
    gc.callbacks.append(watch := lambda phase, info: begun.append(info["generation"]))
    try:
        for ask in (
            lambda: ip4.Timeline.from_frame(ROWS),
            lambda: frames.spells(timeline.project(last_day)),
            lambda: dict(timeline.project(last_day).as_of("2015-01-01", known_on="2022-01-14")),
            lambda: dict(timeline.project(how_many).as_of("2015-01-01", known_on="2022-01-14")),
            lambda: dict(timeline.project(how_many).as_of("2015-01-01")),
        ):
            gc.collect()
            begun.clear()
            ask()
            assert len(begun) <= 4, begun  # what is done before and after
    finally:
        gc.callbacks.remove(watch)


class Node:
    """Something that the collector follows."""


def test_what_is_aged_is_not_looked_through_at_once():
    gc.collect()
    with without_collecting():
        made = [Node() for _ in range(20)]
        made[0].to = made[1]
        made[1].to = made[0]
        age()
    assert gc.isenabled()
    old = {id(found) for found in gc.get_objects(generation=2)}
    assert all(id(node) in old for node in made)
    gone = weakref.ref(made[0])
    del made
    assert gone() is not None
    gc.collect()
    assert gone() is None


def test_what_somebody_froze_stays_frozen():
    gc.freeze()
    try:
        age()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


MANY_ASK = """
import sys, threading
sys.setswitchinterval(1e-6)
import ip4timeline.nato.kinds.base
from ip4timeline.engine.events.kinds import kind_class, kinds
ready, found = threading.Barrier(6), []
def ask(name):
    ready.wait()
    found.append((kind_class(name).kind, len(kinds())))
threads = [threading.Thread(target=ask, args=(n,)) for n in ("visit", "report", "meeting") * 2]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(sorted(found))
"""


def test_a_table_that_several_threads_fill_at_once_is_whole_for_each():
    for _ in range(3):
        told = subprocess.run([sys.executable, "-c", MANY_ASK], capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        found = ast.literal_eval(told.stdout)
        assert [kind for kind, _ in found] == sorted(["visit", "report", "meeting"] * 2)
        assert {count for _, count in found} == {len(BUILT_IN)}
