"""The house: what the engine may know, how rooms stand on each other, and the front door."""

import ast
import gzip
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

import ip4timeline as ip4
from ip4timeline.record.compiled import decompile

SOURCE = Path(ip4.__file__).parent
DOORS = ("nato", "relationship", "record", "frames", "export", "cli", "testing")
DATA = Path(__file__).parent / "data"
DIGEST = "cd9a610ac735efcc283b1b898eae19c2143aaf4023c2eee0b273e0653829f2f7"


def imported(path):
    """Every module that a file imports: at its top, within a function, or for typing alone."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # The name of a module in a text may be fetched by it.
            yield from (word for word in node.value.split() if word.startswith("ip4timeline."))


def test_the_engine_names_nothing_that_stands_above_it():
    files = [*(SOURCE / "engine").rglob("*.py"), *(SOURCE / "engine").rglob("*.pyi")]
    assert len(files) > 40
    above = {
        (path.name, name)
        for path in files
        for name in imported(path)
        if name.startswith("ip4timeline") and not name.startswith("ip4timeline.engine")
    }
    # Words for a reader: what to import where nothing makes tables or evaluates rules.
    assert above <= {("tabular.py", "ip4timeline.frames"), ("declared.py", "ip4timeline.scale")}


def run(code):
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return out.stdout.strip()


LOADED = (
    f"print([m for m in sys.modules if m.startswith(tuple('ip4timeline.' + d for d in {DOORS}))])"
)


def test_the_engine_alone_loads_no_other_room():
    assert run(f"import sys, ip4timeline.engine; {LOADED}") == "[]"
    every = "import sys, ip4timeline.engine as e; [getattr(e, n) for n in e.__all__]; "
    assert run(every + LOADED) == "[]"


def test_the_engine_alone_folds_reads_and_writes():
    code = """
import sys
from ip4timeline.engine import Event, Timeline, register, tally
import attrs
@register
@attrs.frozen(kw_only=True)
class Launch(Event):
    kind = "launch"
    pad: str = ""
@tally(on=Launch, keys=lambda e: [e.pad])
def launches(event): return 1
tl = Timeline([Launch(id="a", occurred="2024", known="2024-05-01", pad="one")])
tl = Timeline.from_jsonl(tl.to_jsonl()).append(Launch(id="b", occurred="2024-02", pad="one"))
assert dict(tl.as_of("2025-01-01", projections=[launches])[launches]) == {"one": 2}
assert tl.project(launches, known_on="2024-03-01").get("one", "2025-01-01") == 1
str(tl), tl._repr_html_(), tl.known("2024-03-01").digest
"""
    assert run(code + LOADED) == "[]"


def test_levels_circles_and_long_rooms():
    pytest.importorskip("grimp")
    path = Path(__file__).parents[1] / "tools" / "structure.py"
    if not path.exists() or "site-packages" in str(SOURCE):
        pytest.skip("only in a checkout")
    spec = importlib.util.spec_from_file_location("structure", path)
    structure = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(structure)
    graph = structure.imports()
    assert graph["ip4timeline.engine.log.versions"]  # it reads something
    assert list(structure.faults(graph)) == []
    circular = {**graph, "ip4timeline.engine.errors": {"ip4timeline.nato.partners"}}
    assert any("circle" in fault for fault in structure.faults(circular))


# The front door


def test_the_package_shows_its_public_names_alone():
    assert dir(ip4) == sorted(ip4.__all__)
    assert {"Certainty", "Date", "DayLike", "MissingExtraError", "Spells", "ViewStep"} <= set(
        dir(ip4)
    )
    assert [name for name in dir(ip4) if name.startswith("_")] == [
        "__record_version__",
        "__version__",
    ]


def test_no_two_public_classes_have_one_name():
    import ip4timeline.engine as engine
    import ip4timeline.frames as frames
    import ip4timeline.relationship as relationship

    doors = (ip4, engine, frames, relationship, __import__("ip4timeline.testing").testing)
    found = {}
    for door in doors:
        for name in door.__all__:
            value = getattr(door, name)
            if isinstance(value, type):
                found.setdefault(value.__name__, set()).add(value)
    shared = {name: classes for name, classes in found.items() if len(classes) > 1}
    # The domain's own of what the engine has; each derives from it.
    for name, classes in shared.items():
        base = next(c for c in classes if c.__module__.startswith("ip4timeline.engine"))
        assert all(issubclass(c, base) for c in classes), name
    assert set(shared) == {"Coverage", "Event", "Registries", "Timeline"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("atendance", "Attendance"), ("Timelines", "Timeline"), ("laod", "load")],
)
def test_a_misspelt_name_of_the_package_gets_a_hint(typed, meant):
    with pytest.raises(AttributeError, match=f"has no attribute '{typed}'.*'{meant}'"):
        getattr(ip4, typed)
    with pytest.raises(ImportError):
        exec(f"from ip4timeline import {typed}")


def test_what_the_interpreter_asks_for_is_no_misspelt_name():
    with pytest.raises(AttributeError) as error:
        ip4.__wrapped__  # noqa: B018
    assert "did you mean" not in str(error.value)


def test_the_types_that_users_write():
    assert issubclass(ip4.Date, __import__("datetime").date)
    assert isinstance(ip4.When("2024-01-10").latest, ip4.Date)
    assert issubclass(ip4.MissingExtraError, ImportError)
    visit = ip4.Visit(id="v", occurred="2024", partners=["japan"], direction="to-nato")
    spells = ip4.Timeline([visit]).project(ip4.CONTACTS).spells(("japan", "visit"))
    assert isinstance(spells, ip4.Spells)
    # Written by the domain's aliases, with one parameter less than the engine has.
    for alias in (ip4.View[ip4.Partner, int], ip4.Explanation[int], ip4.Diff[str, int]):
        assert alias.__origin__ in (ip4.View, ip4.Explanation, ip4.Diff)


def test_the_package_runs_as_the_command_does():
    pytest.importorskip("click")
    by_module, by_name = (
        subprocess.run(
            [sys.executable, *how, "record"], capture_output=True, text=True, check=True
        ).stdout
        for how in (
            ("-m", "ip4timeline"),
            ("-c", "from ip4timeline.cli import main; main()"),
        )
    )
    assert by_module == by_name
    assert "ip4timeline record" in by_module


# What was stored before


def test_the_record_of_the_first_release_has_the_digest_it_had():
    text = gzip.decompress((DATA / "record-0.1.json.gz").read_bytes()).decode()
    timeline = decompile(text)
    assert timeline.digest == json.loads(text)["digest"] == DIGEST
    assert len(timeline) == 970
    assert ip4.Timeline(timeline.entries[::-1], timeline.registries).digest == DIGEST
