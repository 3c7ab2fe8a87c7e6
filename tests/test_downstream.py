"""The package in `examples/briefing`, as others would build on this one.

Here its tests run on this source; ``.ci/run`` installs it beside the built wheel in an
environment of its own and runs them there as well.
"""

import os
import subprocess
import sys
import tomllib

import pytest


@pytest.fixture(scope="module")
def briefing(root, tmp_path_factory):
    """The environment of a process that finds the package as if it were installed."""
    source = root / "examples" / "briefing"
    project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path_factory.mktemp("site") / "ip4_briefing-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    lines = []
    for group, points in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines))
    path = os.pathsep.join([str(source / "src"), str(info.parent)])
    return {**os.environ, "PYTHONPATH": path}


def run(*words, **given):
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, encoding="utf-8", **given
    )


def test_its_own_tests_pass(root, briefing, tmp_path):
    folder = root / "examples" / "briefing"
    options = ("-q", "-p", "no:cacheprovider", "--rootdir", str(folder), "-c", "pyproject.toml")
    result = run("-m", "pytest", *options, "tests", cwd=folder, env=briefing)
    assert result.returncode == 0, result.stdout + result.stderr


def test_it_writes_a_briefing_with_the_desk_and_the_record_in_it(briefing, tmp_path):
    code = "from ip4_briefing.command import main; main()"
    result = run("-c", code, "2025-05-01", "2025-06-26", cwd=tmp_path, env=briefing)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == [
        f"briefing-2025-05-01-2025-06-26.{suffix}" for suffix in ("md", "html")
    ]
    text = (tmp_path / "briefing-2025-05-01-2025-06-26.md").read_text(encoding="utf-8")
    assert "attended (minister) by Takeshi Iwaya instead of Shigeru Ishiba" in text
    assert "Example Desk (fictional)" in text
    assert text.count("[primary]") > 5
