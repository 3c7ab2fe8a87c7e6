"""The replay in a notebook: what it shows is the library's answer, on both clocks."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import ip4timeline as ip4

pytest.importorskip("anywidget")

from ip4timeline.export.notebook import widget

SCRIPT = Path(widget.__file__).with_name("replay.js")


def number(day):
    return ip4.When(day).earliest.toordinal()


@pytest.fixture
def replay(record):
    return widget.Replay(record, day="2025-06-25", known_on="2025-06-20")


def test_it_shows_the_snapshot_of_its_day(replay, record):
    there = record.as_of("2025-06-25", known_on="2025-06-20")
    assert replay.knowledge == "chosen"
    assert there._repr_html_() in replay.page
    assert replay.page.index("changed on 25 June 2025") < replay.page.index(there._repr_html_())
    assert "25 June 2025, known by 20 June 2025" in replay.said


@pytest.mark.parametrize(
    ("knowledge", "known_on"),
    [("hindsight", None), ("that-day", "2024-07-10"), ("chosen", "2025-06-20")],
)
def test_both_clocks_follow(knowledge, known_on, replay, record):
    replay.knowledge = knowledge
    replay.day = number("2024-07-10")
    assert str(replay.known_on or "") == (known_on or "")
    there = record.as_of("2024-07-10", known_on=known_on)
    assert there._repr_html_() in replay.page
    assert replay.page.index("changed on 10 July 2024") < replay.page.index(there._repr_html_())
    assert replay.snapshot.to_dict() == there.to_dict()


def test_the_list_of_events_looks_no_further_than_the_knowledge(replay, record):
    replay.knowledge = "that-day"
    replay.day = number("2025-06-22")
    assert "Ishiba" in replay.page
    assert "called off Prime Minister" not in replay.page
    replay.day = number("2025-06-24")
    assert "called off Prime Minister" in replay.page


def test_a_day_outside_is_brought_inside(record):
    replay = widget.Replay(record, start="2024-01-01", end="2024-12-31", day="2025-06-25")
    assert replay.day == replay.last == number("2024-12-31")
    replay.known = 1
    assert replay.known == replay.first == number("2024-01-01")


def test_the_buttons_go_to_days_of_change(replay, record):
    steps = record.replay("2022-01-01", "2025-12-31")
    known = record.replay("2022-01-01", "2025-12-31", known_on="2025-06-20")
    assert replay.changes == [step.day.toordinal() for step in known]
    replay.knowledge = "hindsight"
    assert replay.changes == [step.day.toordinal() for step in steps]
    replay.knowledge = "that-day"
    both = record.replay("2022-01-01", "2025-12-31", along="both")
    assert replay.changes == [step.day.toordinal() for step in both]


def test_the_first_days_of_the_calendar_are_shown():
    replay = widget.Replay(ip4.Timeline(), start="0001-01-01", end="0001-01-05")
    assert "0 events in the last 30 days" in replay.said


def test_what_cannot_be_replayed_is_refused(record, replay):
    with pytest.raises(ip4.TimelineError, match="not before"):
        widget.Replay(record, start="2025-01-01", end="2025-01-01")
    for known_on in ("2021-12-31", "2026-01-01"):  # another day would be another question
        with pytest.raises(ip4.TimelineError, match=f"known_on={known_on} is not within"):
            widget.Replay(record, known_on=known_on)
    with pytest.raises(Exception, match="knowledge"):
        replay.knowledge = "tomorrow"


def test_it_fetches_nothing():
    text = SCRIPT.read_text(encoding="utf-8")
    for word in ("http:", "https:", "fetch(", "import ", "eval(", "XMLHttpRequest"):
        assert word not in text


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_the_script_is_a_module(tmp_path):
    module = tmp_path / "replay.mjs"
    module.write_bytes(SCRIPT.read_bytes())
    code = f"import({json.dumps(module.as_uri())}).then(m => console.log(typeof m.default.render))"
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True)
    assert done.stdout.strip() == "function", done.stderr


def test_it_says_first_what_changed_that_day(record):
    replay = widget.Replay(record, day="2025-06-23", known_on="2025-06-24")
    head, _, rest = replay.page.partition("As of 23 June 2025")
    assert "What changed on 23 June 2025" in head and "Takeshi Iwaya" in head
    assert "values changed that day" in replay.said
    assert rest
    quiet = widget.Replay(record, day="2022-02-06")
    assert "Nothing changed on 6 February 2022" in quiet.page


def test_what_became_known_on_a_day_changed_that_day():
    signed = ip4.AgreementSigned(
        id="signed",
        occurred="2024-05-01",
        known="2024-06-01",
        partners=["korea"],
        agreement="itpp",
        type="itpp",
        title="Programme",
    )
    replay = widget.Replay(ip4.Timeline([signed]), day="2024-06-01")
    assert "Nothing changed on 1 June 2024" in replay.page
    replay.knowledge = "that-day"
    assert number("2024-06-01") in replay.changes
    assert "What changed on 1 June 2024" in replay.page
    assert replay.said.startswith("1 June 2024, known by 1 June 2024: 2 values")


def test_what_runs_no_widget_gets_the_page(replay):
    data, _ = replay._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"] == replay.page
    assert "As of 25 June 2025" in data["text/plain"]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("form", ["html", "markdown"])
def test_nbconvert_shows_the_page(form, replay):
    nbconvert = pytest.importorskip("nbconvert")
    nbformat = pytest.importorskip("nbformat")
    data, metadata = replay._repr_mimebundle_()
    shown = nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)
    cell = nbformat.v4.new_code_cell("replay", outputs=[shown], execution_count=1)
    text, _ = nbconvert.get_exporter(form)().from_notebook_node(
        nbformat.v4.new_notebook(cells=[cell])
    )
    assert "changed on 25 June 2025" in text
    assert "Wi Sung-lac" in text or "Lee Jae Myung" in text
