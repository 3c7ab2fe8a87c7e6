"""The packages in `examples`, as others would build on this one.

Here their tests run on this source; ``.ci/run`` installs each beside the built wheel in an
environment of its own and runs them there as well.
"""

import os
import subprocess
import sys
import tomllib

import pytest


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    """The environment of a process that finds an example as if it were installed, by name."""

    def environment(example):
        source = root / "examples" / example
        project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        name, version = project["name"], project["version"]
        info = tmp_path_factory.mktemp(example) / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        lines = []
        for group, points in project.get("entry-points", {}).items():
            lines += [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
        (info / "entry_points.txt").write_text("\n".join(lines))
        path = os.pathsep.join([str(source / "src"), str(info.parent)])
        return {**os.environ, "PYTHONPATH": path}

    return environment


def run(*words, **given):
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, encoding="utf-8", **given
    )


@pytest.mark.parametrize("example", ["briefing", "quad"])
def test_its_own_tests_pass(root, installed, example):
    folder = root / "examples" / example
    options = ("-q", "-p", "no:cacheprovider", "--rootdir", str(folder), "-c", "pyproject.toml")
    result = run("-m", "pytest", *options, "tests", cwd=folder, env=installed(example))
    assert result.returncode == 0, result.stdout + result.stderr


def test_each_example_that_is_a_package_is_run(root):
    """The newsroom brings a web framework, and runs where ``.ci/run`` installs it."""
    packages = {path.parent.name for path in root.glob("examples/*/pyproject.toml")}
    assert packages == {"briefing", "newsroom", "quad"}
    steps = root / ".ci" / "run"
    if steps.exists():  # not beside an installed package
        assert "-m pytest examples/newsroom" in steps.read_text(encoding="utf-8")


def test_it_writes_a_briefing_with_the_desk_and_the_record_in_it(installed, tmp_path):
    code = "from ip4_briefing.command import main; main()"
    words = ("2025-05-01", "2025-06-26")
    result = run("-c", code, *words, cwd=tmp_path, env=installed("briefing"))
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == [
        f"briefing-2025-05-01-2025-06-26.{suffix}" for suffix in ("md", "html")
    ]
    text = (tmp_path / "briefing-2025-05-01-2025-06-26.md").read_text(encoding="utf-8")
    assert "attended (minister) by Takeshi Iwaya instead of Shigeru Ishiba" in text
    assert "Example Desk (fictional)" in text
    assert text.count(r"\[primary\]") > 5  # brackets of a text make no link


def test_it_shows_how_the_quad_stood(installed, tmp_path):
    code = "from quad_timeline.command import main; main()"
    words = ("as-of", "2031-06-01", "--known-on", "2031-02-01")
    result = run("-c", code, *words, cwd=tmp_path, env=installed("quad"))
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("As of 1 June 2031, known by 1 February 2031\n")
    assert "India, doses" in result.stdout
