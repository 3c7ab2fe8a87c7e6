"""Each addition has one obvious place: worked examples as patches, applied to a copy and run.

The patches are shown on docs/explanation/architecture.md, and each touches no more files than
the table there says; tests and generated pages are not counted.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ip4timeline as ip4

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "explanation" / "obvious-place"
PAGE = FOLDER.parent / "architecture.md"
GENERATED = (".pyi",)

EVENT_FILE = """
[[source]]
id = "navy-notice"
publisher = "Example Navy"
title = "Notice"
tier = "primary"
url = "https://example.org/notice"
published = "2025-03-02"

[[event]]
kind = "port-call"
id = "invented-port-call"
occurred = "2025-03-01"
partners = ["australia"]
port = "Rota"
summary = "An invented call."
cites = [{ source = "navy-notice" }]
"""


class Example:
    """A worked example: how many files it may touch, what proves it, and what that needs."""

    def __init__(self, most, proof, *needs):
        self.most = most
        self.proof = proof
        self.needs = needs


EXAMPLES = {
    "kind": Example(
        3,
        """
        import ip4timeline as ip4
        from ip4timeline import frames
        from ip4timeline.nato.schema import json_schema
        from ip4timeline.testing import check_kind

        tl = ip4.load("mine.toml")
        (call,) = tl.about("australia").of(ip4.PortCall).where(port="Rota")
        assert ip4.from_data(ip4.to_data(call)) == call
        assert ip4.codes_of(call).cameo == "05"
        assert list(frames.events(tl).data["port"]) == ["Rota"]
        fields = json_schema()["$defs"]["port-call"]["properties"]
        assert fields["ship"]["description"] == "the ship, by its name"
        assert "PortCall" in dir(ip4)
        check_kind(ip4.PortCall, max_examples=5)
        """,
        "hypothesis",
    ),
    "projection": Example(
        3,
        """
        import ip4timeline as ip4
        from ip4timeline.relationship.projections.tallies import EXERCISES
        from ip4timeline.testing import check_projection

        both = [
            ip4.Exercise(id=day, occurred=day, partners=["korea"], exercise="locked-shields")
            for day in ("2024-04-24", "2025-05-09")
        ]
        tl = ip4.Timeline(both)
        korea = tl.as_of("2025-06-01")["korea"]
        assert korea.exercises["locked-shields"].count == 2
        assert korea.to_dict()["exercises"]["locked-shields"]["last"] == "2025-05-09"
        assert len(korea.why("exercises", "locked-shields")) == 2
        assert len(tl.why(korea.exercises["locked-shields"])) == 2
        assert "EXERCISES" in {c.projection for c in tl.diff("2024-01-01", "2025-01-01")}
        check_projection(EXERCISES, max_examples=5)
        """,
        "hypothesis",
    ),
    "export-format": Example(
        2,
        """
        import io, json
        import ip4timeline as ip4
        from ip4timeline.export.formats import export_to

        event = ip4.Meeting(
            id="a", occurred="2025-06-24", partners=["japan"], cites=[ip4.Cite(source="s")]
        )
        source = ip4.Source(
            id="s", publisher="NATO", title="Notice", tier="primary", url="https://example.org/s",
            published="2025-06-24",
        )
        out = io.BytesIO()
        export_to(out, ip4.Timeline([event], ip4.Registries(sources=(source,))), "csl")
        (item,) = json.loads(out.getvalue())
        assert (item["id"], item["issued"]) == ("s", {"raw": "2025-06-24"})
        """,
    ),
    "table-library": Example(
        1,
        """
        from sqlite3 import connect
        import ip4timeline as ip4
        from ip4timeline import frames
        from ip4timeline.frames.adapters import sqlite

        tl = ip4.Timeline([ip4.Meeting(id="a", occurred="2025-06-24", partners=["japan"])])
        connection = connect(":memory:")
        sqlite.to_sqlite(frames.table_of(tl), connection)
        rows = connection.execute("select id, kind, partners from events").fetchall()
        assert rows == [("a", "meeting", '["japan"]')], rows
        """,
    ),
    "reader": Example(
        2,
        """
        import gzip
        import ip4timeline as ip4

        tl = ip4.Timeline([ip4.Meeting(id="a", occurred="2025-06-24", partners=["japan"])])
        with gzip.open("record.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(f"{line}\\n" for line in tl.to_jsonl())
        assert ip4.load("record.jsonl.gz") == tl
        """,
    ),
    "store": Example(
        1,
        """
        import ip4timeline as ip4
        from ip4timeline.store import shelf
        from ip4timeline.testing import STORE_LAWS, check_store

        talk = ip4.Meeting(id="a", occurred="2025-06-24", partners=["japan"])
        assert shelf.ShelfStore("one").append([talk]).position == 1
        assert len(shelf.ShelfStore("one").timeline()) == 1
        count = iter(range(10_000))
        # It is of one process: a fork has the file open twice.
        of_many = {"a_fork_of_the_process_is_safe", "a_killed_writer_loses_nothing"}
        laws = [name for name in STORE_LAWS if name not in of_many]
        check_store(lambda: shelf.ShelfStore(f"log-{next(count)}"), laws=laws)
        """,
        "hypothesis",
    ),
    "chart": Example(
        2,
        """
        import ip4timeline as ip4
        from ip4timeline.export.charts import gallery

        tl = ip4.load(RECORD)
        picture = gallery(tl)["publishers"].to_dict()
        assert picture["mark"]["type"] == "bar"
        assert "NATO: " in picture["description"]
        """,
        "altair",
    ),
    "command": Example(
        1,
        """
        from pathlib import Path
        from click.testing import CliRunner
        import ip4timeline as ip4
        from ip4timeline.cli.app import app

        talk = ip4.Meeting(id="a", occurred="2025-06-24", partners=["japan"])
        Path("one.jsonl").write_text("\\n".join(ip4.Timeline([talk]).to_jsonl()), encoding="utf-8")
        for day, known in (("2025-06-23", 0), ("2025-06-24", 1)):
            result = CliRunner().invoke(app, ["--record", "one.jsonl", "on-record", day])
            assert result.output.startswith(f"{known} events known by {day}"), result.output
        """,
        "click",
    ),
}


def files(patch):
    """Each file of a unified diff, with its hunks: where it begins, the lines before and after."""
    found = {}
    path = hunks = None
    for line in patch.splitlines():
        if line.startswith("+++ "):
            path = line.removeprefix("+++ b/")
            hunks = found.setdefault(path, [])
        elif line.startswith("--- "):
            continue
        elif start := re.match(r"@@ -(\d+)", line):
            hunks.append((int(start[1]), [], []))
        else:
            sign, text = line[:1], line[1:]
            assert sign in {" ", "+", "-"}, line
            if sign != "+":
                hunks[-1][1].append(text)
            if sign != "-":
                hunks[-1][2].append(text)
    return found


def applied(text, hunks):
    """A text with hunks applied: each where its lines stand, nearest to where it says."""
    lines = text.splitlines()
    moved = 0
    for start, before, after in hunks:
        size = len(before)
        places = [at for at in range(len(lines) - size + 1) if before == lines[at : at + size]]
        assert places, "\n".join(["these lines are not there:", *before])
        wanted = max(start - 1, 0) + moved
        at = min(places, key=lambda place: abs(place - wanted))
        lines[at : at + size] = after
        moved = at - max(start - 1, 0) + len(after) - size
    return "\n".join(lines) + "\n"


def apply(patch, root):
    for path, hunks in files(patch).items():
        file = root / path
        file.write_text(
            applied(file.read_text(encoding="utf-8") if file.exists() else "", hunks),
            encoding="utf-8",
            newline="\n",
        )


@pytest.fixture
def copy(tmp_path):
    """A copy of the package as it lies in the repository, taken away afterwards."""
    package = Path(ip4.__file__).parent
    shutil.copytree(
        package,
        tmp_path / "src" / "ip4timeline",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    (tmp_path / "mine.toml").write_text(EVENT_FILE, encoding="utf-8")
    yield tmp_path
    shutil.rmtree(tmp_path)


def run(code, copy):
    lines = [line.removeprefix(" " * 8) for line in code.strip("\n").splitlines()]
    env = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    head = [
        "import ip4timeline",
        f"assert ip4timeline.__file__.startswith({str(copy)!r})",
        f"RECORD = {str(ROOT / 'events')!r}",
    ]
    return subprocess.run(
        [sys.executable, "-c", "\n".join([*head, *lines])],
        capture_output=True,
        text=True,
        cwd=copy,
        env=env,
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_addition_touches_few_files_and_works(name, copy):
    example = EXAMPLES[name]
    for library in example.needs:
        pytest.importorskip(library)
    patch = (FOLDER / f"{name}.patch").read_text(encoding="utf-8")
    counted = [path for path in files(patch) if not path.endswith(GENERATED)]
    assert len(counted) <= example.most, counted
    assert run(example.proof, copy).returncode, "it works without the patch"
    apply(patch, copy)
    result = run(example.proof, copy)
    assert not result.returncode, result.stderr


def test_every_patch_is_an_example_and_on_the_page():
    patches = {path.stem for path in FOLDER.glob("*.patch")}
    assert patches == set(EXAMPLES)
    page = PAGE.read_text(encoding="utf-8")
    assert not [name for name in patches if f"obvious-place/{name}.patch" not in page]


def test_a_patch_that_does_not_fit_is_refused():
    patch = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"
    ((_, hunks),) = files(patch).items()
    assert applied("zero\none\ntwo\n", hunks) == "zero\none\nthree\n"
    with pytest.raises(AssertionError, match="not there"):
        applied("one\nzwei\n", hunks)
