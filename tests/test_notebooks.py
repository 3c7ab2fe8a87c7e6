"""The notebooks of the examples run from top to bottom, and come without outputs."""

import json
import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = sorted(path.name for path in EXAMPLES.glob("*.ipynb"))


def outputs(book):
    return [output for cell in book.cells for output in cell.get("outputs", ())]


# What a kernel and its client warn of is theirs.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_runs(name):
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    for library in ("ipykernel", "altair", "vl_convert", "anywidget"):
        pytest.importorskip(library)
    book = nbformat.read(EXAMPLES / name, as_version=4)
    client = nbclient.NotebookClient(book, timeout=300, kernel_name="python3")
    client.execute(cwd=str(EXAMPLES))
    shown = [set(o.get("data", ())) for o in outputs(book) if o.output_type != "stream"]
    assert all("text/plain" in bundle or "image/svg+xml" in bundle for bundle in shown)
    assert not [o for o in outputs(book) if o.get("name") == "stderr"]
    # The finding is what the last cell computes, and holds true by its own assertion.
    last = [cell for cell in book.cells if cell.cell_type == "code"][-1]
    assert any(len(o.get("text", "")) > 40 for o in last.outputs)
    assert "assert " in last.source


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_says_first_what_is_learned_and_ends_with_a_finding(name):
    cells = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))["cells"]
    assert [cell["cell_type"] for cell in cells[-2:]] == ["markdown", "code"]
    assert "".join(cells[-2]["source"]) == "## Finding"
    first = "".join(cells[0]["source"])
    assert cells[0]["cell_type"] == "markdown" and len(re.findall(r"\w[.?](?=\s|$)", first)) >= 2
    # About NATO and the four, not about the library.
    assert "NATO" in first or "summit" in first


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_is_kept_without_outputs(name):
    book = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert code
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)
