"""Projections of one's own are first class: every question takes them, and they travel."""

import pickle
import subprocess
import sys
import textwrap

import pytest

import ip4timeline as ip4


@ip4.projection(on=(ip4.Attendance, ip4.Visit), keys=lambda e: e.partners)
def last_seen(value, event):
    return event.occurred.latest


@ip4.tally(on=ip4.Visit, keys=lambda e: e.partners)
def visits(event):
    return 1


@pytest.fixture(scope="module")
def tl():
    def visit(id, occurred, known=None, partner="japan"):
        return ip4.Visit(
            id=id, occurred=occurred, known=known, partners=[partner], direction="to-nato"
        )

    return ip4.Timeline(
        [
            visit("a", "2024-01-10"),
            visit("b", "2024-03-10", known="2024-06-01"),
            visit("c", "2024-05-10", partner="korea"),
        ]
    )


def names(diff):
    return [(c.projection, c.key, c.before, c.after) for c in diff]


def test_a_snapshot_shows_them_and_gives_their_states(tl):
    snap = tl.as_of("2024-04-01", projections=[last_seen, visits])
    assert snap.own[visits] == snap.states(visits) == {"japan": 2}
    assert snap.to_dict()["projections"]["visits"] == {"japan": 2}
    assert "last_seen" in str(snap) and "2024-03-10" in str(snap)
    assert tl.as_of("2024-04-01").to_dict().get("projections") is None
    assert tl.as_of("2024-04-01").states(visits) == {"japan": 2}  # named or not
    assert snap["japan"].contacts["visit"].count == 2


def test_many_snapshots_and_both_clocks(tl):
    snaps = tl.as_of_many(["2024-04-01"] * 2, known_on=["2024-04-01", None], projections=[visits])
    assert [dict(snap.own[visits]) for snap in snaps] == [{"japan": 1}, {"japan": 2}]


def test_a_diff_takes_them_and_says_nothing_less(tl):
    built_in = names(tl.diff("2024-01-01", "2024-04-01"))
    both = names(tl.diff("2024-01-01", "2024-04-01", projections=[visits]))
    assert both == [*built_in, ("visits", "japan", None, 2)]
    assert built_in  # the library's own see the visits as well


def test_what_was_learned_takes_them(tl):
    found = tl.learned("2024-04-01", "2024-07-01", as_of="2024-04-01", projections=[last_seen])
    changed = [c for c in found if c.projection == "last_seen"]
    assert [(str(c.before), str(c.after)) for c in changed] == [("2024-01-10", "2024-03-10")]
    assert [e.id for e in tl.why(changed[0])] == ["b"]


def test_a_replay_takes_them(tl):
    @ip4.projection(on=ip4.Visit, keys=lambda e: e.partners, lapses=lambda v: v.latest.add(days=3))
    def fresh(value, event):
        return event.occurred

    days = [str(step.day) for step in tl.replay("2024-01-01", "2024-02-01", projections=[fresh])]
    assert days == ["2024-01-10", "2024-01-13"]  # the lapse is a day of its own
    assert [str(s.day) for s in tl.replay("2024-01-01", "2024-02-01")] == ["2024-01-10"]
    last = [*tl.replay("2024-01-01", "2024-02-01", projections=[fresh])][-1]
    assert last.snapshot.own == {fresh: {}}


def test_one_may_be_given_alone_and_what_is_none_is_refused(tl):
    assert tl.as_of("2024-04-01", projections=visits).own[visits] == {"japan": 2}
    for ask in (
        lambda: tl.as_of("2024-04-01", projections=[max]),
        lambda: tl.diff("2024-01-01", "2024-04-01", projections=["leader"]),
    ):
        with pytest.raises(ip4.TimelineError, match=r"not a projection; decorate it"):
            ask()


def test_the_librarys_own_is_shown_once(tl):
    changes = names(tl.diff("2024-01-01", "2024-04-01", projections=[ip4.CONTACTS]))
    assert changes == names(tl.diff("2024-01-01", "2024-04-01"))


def test_ties_are_looked_for_under_the_projections_that_the_caller_names(tmp_path):
    (tmp_path / "a.toml").write_text(
        textwrap.dedent(
            """
            [[source]]
            id = "s"
            publisher = "P"
            title = "T"
            tier = "primary"

            [[event]]
            kind = "visit"
            id = "one"
            occurred = "2024-01-10"
            partners = ["japan"]
            direction = "to-nato"
            place = "Brussels"
            summary = "One."
            cites = [{ source = "s" }]

            [[event]]
            kind = "visit"
            id = "two"
            occurred = "2024-01-10"
            partners = ["japan"]
            direction = "to-nato"
            place = "Mons"
            summary = "Two."
            cites = [{ source = "s" }]
            """
        ),
        encoding="utf-8",
    )

    @ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
    def last_place(value, event):
        return event.place

    assert len(ip4.load(tmp_path)) == 2
    with pytest.raises(ip4.RecordError) as error:
        ip4.load(tmp_path, projections=[last_place])
    [fault] = error.value.faults
    assert (fault.file, fault.event, fault.field) == ("a.toml", "two", "seq")
    assert "'one' by its id alone" in fault.reason and "(last_place)" in fault.reason


# A notebook is a `__main__` that no other process has.
NOTEBOOK = """
import subprocess, sys
import {pickler} as pickle
import ip4timeline as ip4

@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners, lapses=lambda value: None)
def last_visit(value, event):
    return event.id

@ip4.tally(on=ip4.Visit, keys=lambda e: e.partners)
def visits(event):
    return 1

there = (
    "import sys, pickle, ip4timeline as ip4; one, other = pickle.load(sys.stdin.buffer);"
    "v = ip4.Visit(id='v', occurred='2024', partners=['japan'], direction='to-nato');"
    "tl = ip4.Timeline([v]);"
    "print(*(tl.project(p).get('japan', '2025-01-01') for p in (one, other)))"
)
sent = pickle.dumps((last_visit, visits))
done = subprocess.run([sys.executable, "-c", there], input=sent, capture_output=True)
print(done.stdout.decode().strip() or done.stderr.decode().splitlines()[-1])
"""


def run(code):
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return out.stdout.strip()


def test_one_defined_in_a_notebook_travels_by_cloudpickle():
    pytest.importorskip("cloudpickle")
    assert run(NOTEBOOK.format(pickler="cloudpickle")) == "v 1"
    assert "AttributeError" in run(NOTEBOOK.format(pickler="pickle"))  # which goes by the name


def test_one_of_a_module_goes_by_its_name():
    assert pickle.loads(pickle.dumps(last_seen)) is last_seen
    cloudpickle = pytest.importorskip("cloudpickle")
    assert pickle.loads(cloudpickle.dumps(visits)) is visits
