"""Frames of PyArrow, Dask and Ibis: what they can be asked is the fold's, the rest is refused."""

import datetime as dt
from typing import ClassVar, Literal

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline import frames

from .conftest import pa, pd, rows

scale = pytest.importorskip("ip4timeline.scale")
rules = ip4.rules
# Dask, and that narwhals will have its frames of another package: not ours to mend.
pytestmark = pytest.mark.filterwarnings("default")


@ip4.register
@attrs.frozen(kw_only=True, order=False)
class Berthed(ip4.Event):
    """A vessel was berthed."""

    kind: ClassVar[str] = "scale-berthed"

    pier: Literal["a", "b"] | None = None
    crew: int | None = None
    leaves: dt.date | None = None


def timeline():
    """Two events a day, some late, some corrected to the other pier, one gone from always."""
    events = [
        Berthed(
            id=f"e{n:02}",
            occurred="2023-01" if n % 7 == 0 else f"2023-01-{1 + n // 2:02}",
            known=dt.date(2023, 2, 1) + dt.timedelta(n % 5),
            partners=["japan", "korea"],
            pier="ab"[n % 2],
            crew=None if n % 6 == 0 else n % 3,
            leaves=dt.date(2023, 1, 20) if n % 4 == 0 else None,
        )
        for n in range(24)
    ]
    moved = attrs.evolve(events[3], pier="a", known=dt.date(2023, 2, 20))
    return ip4.Timeline(
        [
            *events,
            ip4.Correction(
                id="c", target="e03", known="2023-02-20", reason="no", replacement=moved
            ),
            ip4.Retraction(id="r", target="e05", reason="it never was"),
        ]
    )


RULES = (
    rules.count(on=Berthed, by="pier"),
    rules.total("crew", on=Berthed, by=("pier", "kind")),
    rules.latest("crew", on=Berthed, by="pier", missing="ends"),
    rules.latest("crew", on=Berthed, by="pier", lapses="leaves"),
    rules.first("crew", on=Berthed, by="pier"),
    rules.highest("crew", on=Berthed, by="pier", where={"pier": "a"}),
    rules.distinct("crew", on=Berthed, by="pier"),
)
WHOLE = timeline()
POINTS = [("2023-01-05", "2023-02-03"), ("2023-01-21", None)]


def of_dask(table):
    dask = pytest.importorskip("dask")
    dd = pytest.importorskip("dask.dataframe")
    dask.config.set(scheduler="synchronous")
    return dd.from_pandas(pa.table(table).to_pandas(types_mapper=pd.ArrowDtype), npartitions=3)


def of_ibis(table):
    return pytest.importorskip("ibis").memtable(pa.table(table))


OTHERS = {"pyarrow": pa.table, "dask": of_dask, "ibis": of_ibis}


def back(name, answer):
    if name == "dask":
        answer = answer.compute()
    return rows(answer.to_pyarrow() if name == "ibis" else answer)


EACH = [(name, rule) for name in ("pyarrow", "ibis") for rule in RULES]
SLOW = [("dask", rule) for rule in RULES[2:4]]


@pytest.mark.parametrize(("name", "rule"), [*EACH, *SLOW], ids=str)
def test_states_and_panels_are_those_of_polars_which_are_held_to_the_fold(name, rule):
    table = frames.versions(WHOLE, Berthed)
    frame, known = OTHERS[name](table), table.to_polars()
    asks = [(rule.states, POINTS[1]), (rule.panel, [POINTS])]
    if name != "dask":
        asks.append((rule.panel, [[(day, day) for day in ("2023-02-03", "2023-02-21")]]))
    for way, more in asks:
        want = way(known, *more).to_dicts()
        assert want
        assert sorted(back(name, way(frame, *more)), key=repr) == sorted(want, key=repr)


def test_a_value_that_two_partitions_of_dask_have_counts_once():
    distinct = RULES[-1]
    frame = of_dask(frames.versions(WHOLE, Berthed))
    assert frame.npartitions == 3
    found = back("dask", distinct.states(frame, "2024-01-01"))
    want = WHOLE.project(distinct).as_of("2024-01-01")
    assert {row["pier"]: row["value"] for row in found} == {
        pier: len(values) for pier, values in want.items()
    }


@pytest.mark.parametrize(
    ("name", "instead"), [("pyarrow", "polars.from_arrow"), ("dask", "scatter and fold_shard")]
)
def test_what_narwhals_has_not_for_an_engine_is_refused_by_its_name_with_a_way_out(name, instead):
    frame, log = (
        OTHERS[name](table) for table in (frames.versions(WHOLE, Berthed), frames.log(WHOLE))
    )
    by_list = rules.count(on=Berthed, by="partners")
    for what, ask in {
        rf"spells of count: on {name} narwhals has no windows": lambda: RULES[0].spells(frame),
        rf"versions of a log: on {name} narwhals has no windows": lambda: scale.versions(log),
        rf"'partners' of count: on {name} narwhals has no lists": lambda: by_list.states(
            frame, "2023-02-01"
        ),
    }.items():
        with pytest.raises(ip4.TimelineError, match=what) as refused:
            ask()
        assert instead in str(refused.value)


def test_ibis_has_versions_spells_and_keys_of_lists():
    table, log = frames.versions(WHOLE, Berthed), frames.log(WHOLE)
    frame, known = of_ibis(table), table.to_polars()
    columns = ("id", "since", "until", "pier")

    def some(found):
        return sorted(tuple(row[name] for name in columns) for row in found)

    resolved = back("ibis", scale.versions(of_ibis(log), "scale-berthed"))
    assert some(resolved) == some(known.to_dicts())
    for rule in (*RULES, rules.count(on=Berthed, by="partners")):
        want = rule.spells(known, "2023-02-03").to_dicts()
        found = back("ibis", rule.spells(frame, "2023-02-03"))
        assert sorted(found, key=repr) == sorted(want, key=repr)
