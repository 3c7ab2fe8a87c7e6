"""A path of a module that is written anywhere leads somewhere, in a page or a string alike.

So that a module which moves takes along whatever names it: a test that names an old path in a
string would go on passing and test nothing.
"""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import ip4timeline as ip4

ROOT = Path(__file__).parents[1]
PACKAGE = Path(ip4.__file__).parent
FOLDERS = ("docs", "examples", "tests", "tools", "typing_tests", "benchmarks", ".ci")
SINGLE = (
    "README.md",
    "CHANGELOG.md",
    "pyproject.toml",
    ".importlinter",
    "conftest.py",
    "hatch_build.py",
)
SUFFIXES = {".md", ".py", ".pyi", ".ipynb", ".toml", ".patch", ""}
METADATA = "a key of the metadata of frames and Parquet files, which is stored"
ELSEWHERE = {
    "ip4timeline.certainty": METADATA,
    "ip4timeline.digest": METADATA,
    "ip4timeline.format": METADATA,
    "ip4timeline.horizon": METADATA,
    "ip4timeline.known_on": METADATA,
    "ip4timeline.registries": METADATA,
    "ip4timeline.table": METADATA,
    "ip4timeline.records": "the group of entry points of installed records",
}
"""Names that look like modules and are none, and what they are."""
FIRST_CELL = re.compile(r"^\| [^|]+\|", re.MULTILINE)
ADDED = re.compile(r"^\+(?!\+\+).*$", re.MULTILINE)


def texts():
    found = [ROOT / name for name in SINGLE]
    for folder in (PACKAGE, *(ROOT / name for name in FOLDERS)):
        found += folder.rglob("*")
    return [
        path
        for path in sorted(found)
        if path.is_file() and path.suffix in SUFFIXES and path != Path(__file__)
        if ".hypothesis" not in path.parts  # what the tests of an example left there
    ]


def shown(path):
    return path.relative_to(PACKAGE.parent if PACKAGE in path.parents else ROOT).as_posix()


def named(text):
    return set(re.findall(r"\bip4timeline(?:\.[A-Za-z_]\w*)+", text))


def leads_somewhere(path):
    """Whether a dotted path is a module of the package, or something within one."""
    parts = path.split(".")[1:]
    folder = PACKAGE
    while parts and (folder / parts[0]).is_dir():
        folder /= parts.pop(0)
    file = folder / "__init__.py"
    if parts and (folder / f"{parts[0]}.py").is_file():
        file = folder / f"{parts.pop(0)}.py"
    if not parts:
        return True
    module = ".".join(path.split(".")[: -len(parts)])
    try:
        value = import_module(module)
    except ip4.MissingExtraError:  # its library is not here: what it defines can be read
        body = ast.parse(file.read_text(encoding="utf-8")).body
        return parts[0] in {getattr(node, "name", None) for node in body}
    for part in parts:
        if not hasattr(value, part):
            return False
        value = getattr(value, part)
    return True


def lost(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".patch":  # it adds files of its own
        text = ADDED.sub("", text)
    if path.name == "CHANGELOG.md":  # it names what was before what is
        text = FIRST_CELL.sub("", text)
    return {name for name in named(text) - ELSEWHERE.keys() if not leads_somewhere(name)}


@pytest.mark.parametrize("path", texts(), ids=shown)
def test_every_module_that_is_named_is_there(path):
    assert not lost(path)


def test_what_is_no_module_is_named_somewhere():
    everything = set().union(*(named(path.read_text(encoding="utf-8")) for path in texts()))
    assert everything >= ELSEWHERE.keys()
    assert not [name for name in ELSEWHERE if leads_somewhere(name)]


def test_a_wrong_path_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("`ip4timeline.integrations.charts`, `ip4timeline.frames.tabel`, `ip4timeline`")
    assert lost(page) == {"ip4timeline.integrations.charts", "ip4timeline.frames.tabel"}
    page.write_text("`ip4timeline.frames.Table.rows`, `ip4timeline.export.charts.looks.drawn`")
    assert not lost(page)
