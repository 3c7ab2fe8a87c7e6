"""The kit runs on the engine alone; what a domain contributes is registered, and loaded late."""

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline import engine, testing
from ip4timeline.testing import Domain, events, register_domain, timeline_machine, timelines
from ip4timeline.testing.domains import domain_of

KIT = Path(testing.__file__).parent
ABOVE = ("nato", "relationship", "record", "frames", "export", "cli")
OWN = """
from typing import ClassVar
import attrs
from ip4timeline import engine

@engine.register
@attrs.frozen(kw_only=True, order=False)
class Sailed(engine.Event):
    kind: ClassVar[str] = "sailed"
    port: str

@engine.tally(on=Sailed, keys=lambda e: [e.port])
def sailings(event):
    return 1
"""
LOADED = """
import sys
print([m for m in sys.modules if m.startswith(tuple("ip4timeline." + room for room in {rooms}))])
"""


def loaded_by(code):
    """What of the domain is loaded once some code has run in a process of its own."""
    program = "\n".join([code, LOADED.format(rooms=ABOVE)])
    # By its entry point the domain makes its types known to Hypothesis; that is not of the kit.
    result = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "HYPOTHESIS_NO_PLUGINS": "1"},
    )
    assert result.returncode == 0, result.stderr
    return ast.literal_eval(result.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "code",
    [
        "",
        "testing.check_projection(sailings, max_examples=2)",
        "testing.check_kind(Sailed, max_examples=2)",
        "testing.check_timeline(engine.Timeline([Sailed(id='s', occurred='2023', port='x')]))",
        "testing.check_dates(max_examples=2)",
        "testing.timeline_machine(engine.Timeline, kinds=[Sailed], projections=[sailings])",
    ],
)
def test_nothing_of_the_domain_is_loaded_for_a_kind_of_the_engine(code):
    assert loaded_by(f"{OWN}\nfrom ip4timeline import testing\n{code}") == []


def test_the_domain_is_loaded_with_the_first_of_its_kinds():
    draw = "from ip4timeline import testing\nimport ip4timeline\ntesting.events([{}])"
    assert "ip4timeline.nato.kinds" in loaded_by(draw.format('"visit"'))


def test_without_any_kind_those_of_the_package_are_drawn():
    code = "from ip4timeline.testing import timelines\nassert 'Timeline' in str(timelines())"
    assert "ip4timeline.nato.kinds" in loaded_by(code)


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


GENERAL = [path for path in sorted(KIT.rglob("*.py")) if path.parent.name not in ("nato", "stores")]


@pytest.mark.parametrize("path", GENERAL, ids=lambda path: path.relative_to(KIT).as_posix())
def test_the_general_part_imports_the_engine_alone(path):
    ours = {name for name in imports(path) if name.startswith("ip4timeline")}
    general = ("ip4timeline.engine", "ip4timeline.testing")
    assert {name for name in ours if not name.startswith(general)} == set()
    assert {name for name in ours if name.startswith("ip4timeline.testing.nato")} == set()


def test_the_oracle_shares_no_code_with_what_it_judges():
    ours = {name for name in imports(KIT / "oracle.py") if name.startswith("ip4timeline")}
    assert {".".join(name.split(".")[:3]) for name in ours} == {
        "ip4timeline.engine.events",
        "ip4timeline.engine.time",
    }


# A domain of one's own


class Log(engine.Timeline):
    """The timeline of a domain of these tests."""


@attrs.frozen(kw_only=True, order=False)
class Logged(engine.Event):
    """The base of its kinds."""

    depth: int = 0


@engine.register
@attrs.frozen(kw_only=True, order=False)
class Sounded(Logged):
    kind: ClassVar[str] = "sounded-of-domains"

    ship: str = attrs.field(metadata={"refers_to": "ship"})
    line: int = 0

    def _settle(self):
        super()._settle()
        if self.line < self.depth:
            raise engine.EventError("line", "is too short")


@engine.tally(on=Sounded, keys=lambda e: [e.ship])
def soundings(event):
    return 1


@pytest.fixture
def domain(monkeypatch):
    from ip4timeline.testing import domains

    domains.built_in()  # is registered once, and would go with what is undone here
    monkeypatch.setattr(domains, "_REGISTERED", dict(domains._REGISTERED))
    return register_domain(
        Domain(
            event=Logged,
            timeline=Log,
            ids={"ship": ("argo", "beagle")},
            field=lambda cls, name: st.sampled_from((5, 7)) if name == "depth" else None,
            aside=({"notes": "by lead"},),
            mended=lambda values: {**values, "line": values["depth"] + 1},
            kinds=(Sounded,),
            projections=(soundings,),
            laws=(),
        )
    )


def test_its_kinds_are_drawn_as_it_says_into_its_timelines(domain):
    from ip4timeline.testing.strategies import kinds

    kinds._kind.cache_clear()
    seen = []

    @settings(max_examples=60, phases=[Phase.generate], database=None, deadline=None)
    @given(events([Sounded]))
    def draw(event):
        seen.append(event)

    draw()
    assert {event.ship for event in seen} == {"argo", "beagle"}
    assert {(event.depth, event.line) for event in seen} == {(5, 6), (7, 8)}
    assert {event.notes for event in seen} == {"by lead"}
    kinds._kind.cache_clear()

    @settings(max_examples=3, database=None)
    @given(timelines([Sounded]))
    def made(timeline):
        assert type(timeline) is Log

    made()


def test_a_domain_is_found_by_its_kinds_and_by_its_timelines(domain):
    class Longer(Log):
        pass

    assert domain_of(Sounded) is domain_of(Longer) is domain
    assert domain_of(engine.Timeline) is domain_of(engine.Event) is None
    assert domain_of(ip4.Visit) is domain_of(ip4.Timeline)
    assert timeline_machine(Log).TestCase


def test_the_oracle_is_the_function_whatever_was_loaded_before():
    code = "import ip4timeline.testing.oracle; from ip4timeline.testing import oracle"
    ran = subprocess.run([sys.executable, "-c", f"{code}; assert callable(oracle)"], check=False)
    assert ran.returncode == 0
