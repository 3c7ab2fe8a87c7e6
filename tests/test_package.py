"""The package as others meet it: what it loads, what it names, what it promises."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ip4timeline as ip4

OPTIONAL = (
    "pandas",
    "polars",
    "pyarrow",
    "altair",
    "rich",
    "hypothesis",
    "click",
    "numpy",
    "duckdb",
    "anywidget",
    "ipywidgets",
    "vl_convert",
    "networkx",
    "jsonschema",
    "arro3",
    "narwhals",
    "icalendar",
    "prov",
    "rdflib",
    "lxml",
    "ip4timeline.frames",
    "ip4timeline.export",
    "ip4timeline.scale",
)


def test_importing_and_asking_load_no_optional_library():
    code = (
        "import sys, ip4timeline as ip4; "
        "ip4.load().as_of('2025-06-25').to_dict(); "
        f"print([m for m in {OPTIONAL} if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert out.strip() == "[]"


def test_no_garbage_is_looked_for_while_a_name_is_fetched_and_then_as_before():
    code = (
        "import gc; gc.{}able(); import ip4timeline as ip4; "
        "seen = []; gc.callbacks.append(lambda *told: seen.append(told)); "
        "ip4.load; print(gc.isenabled(), len(seen) < 10)"
    )
    for switched, after in (("en", "True"), ("dis", "False")):
        out = subprocess.run(
            [sys.executable, "-c", code.format(switched)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert out.split() == [after, "True"]


def test_the_command_says_what_to_install_where_a_library_is_missing():
    code = "import sys; sys.modules['click'] = None; from ip4timeline.cli import main; main()"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 1
    assert "pip install 'ip4timeline[cli]'" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_server_for_assistants_says_what_to_install_where_it_is_missing():
    code = (
        "import sys; sys.modules['mcp'] = None; sys.modules['mcp.server'] = None; "
        "sys.argv = ['ip4timeline', 'mcp']; from ip4timeline.cli import main; main()"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 1
    assert "pip install 'ip4timeline[mcp]'" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("room", "library", "extra"),
    [("charts", "altair", "charts"), ("notebook", "anywidget", "notebook")],
)
def test_what_draws_says_what_to_install_where_it_is_missing(room, library, extra):
    code = (
        f"import sys; sys.modules[{library!r}] = None; from ip4timeline.export import {room}; "
        f"print(dir({room})); from ip4timeline.export.{room} import *"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.startswith("['")  # the names are there; what draws one is not
    assert f"pip install 'ip4timeline[{extra}]'" in result.stderr


def test_nothing_imports_the_package_root():
    for path in Path(ip4.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "ip4timeline", path
                assert not node.level, path
            if isinstance(node, ast.Import):
                assert "ip4timeline" not in {alias.name for alias in node.names}, path


def test_every_public_name_exists_and_is_documented():
    assert len(set(ip4.__all__)) == len(ip4.__all__)
    for name in ip4.__all__:
        value = getattr(ip4, name)
        alias = name in ("Certainty", "Date", "DayLike")  # types that are documented beside them
        assert name.startswith("__") or alias or value.__doc__, name


def test_public_names_of_the_design():
    contract = {
        "load",
        "Partner",
        "Level",
        "When",
        "Timeline",
        "Attendance",
        "Visit",
        "LEADER",
        "projection",
        "Tally",
        "tally",
        "Event",
        "TimelineError",
        "RecordError",
        "register",
        "upcaster",
        "Spell",
        "Snapshot",
        "Relationship",
        "Selection",
        "View",
    }
    assert contract <= set(ip4.__all__)


def test_the_block_of_the_design_runs_as_written():
    from datetime import date

    tl = ip4.load()
    snap = tl.as_of("2025-06-25")
    then = tl.as_of("2025-06-25", known_on="2025-06-20")
    jp = snap["japan"]
    assert jp.leader.person == "shigeru-ishiba"
    assert "Partnership" in jp.programme.title
    assert jp.engagements["2025-the-hague-summit"].level == "minister"
    assert then["japan"].engagements["2025-the-hague-summit"].level == ip4.Level.LEADER
    assert len(tl.why(jp.engagements["2025-the-hague-summit"])) > 3
    assert len(tl.diff("2024-07-12", "2025-06-26")) > 3
    assert len(tl.learned("2025-06-20", "2025-06-24", as_of="2025-06-25")) >= 1
    assert tl.project(ip4.LEADER).spells("japan")[0].opened.text == "1989-08-10"
    steps = [
        (step.day, step.events, step.snapshot) for step in tl.replay("2022-01-01", "2025-12-31")
    ]
    assert len(steps) > 100
    chosen = tl.about("japan").of(ip4.Attendance).between("2022-01-01", "2025-12-31")
    assert len(chosen.where(level="leader")) == 3
    assert len(tl.known("2025-06-20")) < len(tl)
    event = ip4.Meeting(id="mine", occurred="2025-06-24", partners=["japan"])
    assert len(tl.append(event)) == len(tl) + 1
    assert len(tl.digest) == 64
    view = tl.project(last_seen)
    assert view.as_of("2025-06-25")["japan"] == date(2025, 6, 25)
    assert view.spells("japan")[-1].value
    assert view.why("japan").events

    from ip4timeline.testing import check_projection, events, timelines

    assert events() is not None
    assert timelines() is not None
    check_projection(last_seen, max_examples=20)


@ip4.projection(on=(ip4.Attendance, ip4.Visit), keys=lambda e: e.partners)
def last_seen(value, event):
    """The day on which a partner was last seen."""
    day = event.occurred.latest or event.occurred.earliest
    return day if value is None or day > value else value
