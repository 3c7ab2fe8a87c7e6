"""What is missing is said; `tools/extras.py` tries every two extras together."""

import runpy
import subprocess
import sys
import tomllib

import pytest


def without(modules, code):
    """Run code in a Python in which some modules are not installed."""
    hidden = f"import sys; sys.modules.update(dict.fromkeys({modules!r}))\n"
    return subprocess.run(
        [sys.executable, "-c", hidden + code], capture_output=True, text=True, encoding="utf-8"
    )


def test_the_law_kit_says_what_it_needs():
    done = without(["hypothesis"], "from ip4timeline.testing import check_projection")
    assert "MissingExtraError: this needs hypothesis: pip install 'ip4timeline[testing]'" in (
        done.stderr
    )
    assert without(["hypothesis"], "from ip4timeline.testing import oracle").returncode == 0


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_a_half_of_the_command_line_is_one_line(missing):
    """Another library may bring click alone; what is laid out asks for rich only then."""
    code = (
        "import sys; sys.stdout.isatty = lambda: True\n"
        "import os; os.environ.update(TERM='xterm', COLUMNS='100')\n"
        "sys.argv = ['ip4timeline', 'about']\n"
        "from ip4timeline.cli import main; main()"
    )
    done = without([missing], code)
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("The command line needs two more libraries: pip install")
    assert "Traceback" not in done.stderr


def test_every_extra_is_tried(root):
    script = root / "tools" / "extras.py"
    work = runpy.run_path(str(script))["WORK"]
    project = root / "pyproject.toml"
    declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    assert work.keys() == declared["optional-dependencies"].keys()
