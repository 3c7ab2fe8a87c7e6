"""The replay in a real browser: by keys alone, on both clocks, without a network."""

import json
import os
from pathlib import Path

import pytest

import ip4timeline as ip4

BROWSER = os.environ.get("IP4TIMELINE_BROWSER")
if not BROWSER:
    pytest.skip("IP4TIMELINE_BROWSER names no browser", allow_module_level=True)
pytest.importorskip("anywidget")

import playwright.sync_api as playwright  # noqa: E402

from ip4timeline.engine.time.phrases import when_words  # noqa: E402
from ip4timeline.export.notebook import widget  # noqa: E402

ROOM = Path(widget.__file__).parent
PAGE = """<!doctype html><meta charset="utf-8"><title>Replay</title><style>STYLE</style>
<main id="at"></main>
<script type="module">
const state = STATE, pages = PAGES, heard = {};
const say = (name) => (heard[`change:${name}`] || []).forEach((f) => f());
window.state = state;
window.model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; say(name); },
  on: (event, f) => { (heard[event] ||= []).push(f); },
  save_changes: () => {  // what Python does
    const asked = `${state.knowledge} ${state.day} ${state.known}`;
    const [said, page, changes] = pages[asked] || ["-", "-", []];
    Object.assign(state, { said, page, changes }); say("page");
  },
};
const blob = new Blob([SCRIPT], { type: "text/javascript" });
const made = await import(URL.createObjectURL(blob));
made.default.render({ model: window.model, el: document.getElementById("at") });
document.body.dataset.ready = "yes";
</script>"""


@pytest.fixture(scope="module")
def replay(record):
    return widget.Replay(record, day="2025-06-25", known_on="2025-06-20")


@pytest.fixture(scope="module")
def page_file(replay, tmp_path_factory):
    """The script of the widget in a page, with what Python would make for the days around."""
    names = ("first", "last", "day", "known", "knowledge", "changes", "page", "said")
    state = {name: getattr(replay, name) for name in names}
    pages = {}
    for knowledge in ("hindsight", "that-day", "chosen"):
        for day in range(state["day"] - 3, state["day"] + 3):
            for known in (state["known"], state["known"] + 1):
                replay.set_trait("knowledge", knowledge)
                replay.day, replay.known = day, known
                pages[f"{knowledge} {day} {known}"] = (replay.said, replay.page, replay.changes)
    text = PAGE
    for name, value in (("STATE", state), ("PAGES", pages)):
        text = text.replace(name, json.dumps(value).replace("</", "<\\/"))
    script = json.dumps((ROOM / "replay.js").read_text(encoding="utf-8"))
    text = text.replace("SCRIPT]", f"{script}]")
    text = text.replace("STYLE", (ROOM / "replay.css").read_text(encoding="utf-8"))
    file = tmp_path_factory.mktemp("replay") / "replay.html"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def page(page_file):
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 1300})
        page.asked, page.faults = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(page_file.as_uri())
        page.wait_for_selector("[data-ready]")
        yield page
        browser.close()


def test_keys_move_both_clocks(page, record):
    def shows(day, known_on):
        page.wait_for_function(
            "words => document.querySelector('[role=status]').textContent.includes(words)",
            arg=f"{when_words(ip4.When(day))}, known by {when_words(ip4.When(known_on))}",
        )
        summits = page.locator("table", has_text="Summits, the newest first")
        cell = summits.locator("tr", has_text="2025 The Hague summit").locator("td").first
        matrix = record.as_of(day, known_on=known_on).summit_matrix()
        lines = matrix["2025-the-hague-summit", ip4.Partner.JAPAN].lines(record.registries)
        assert cell.inner_text().split("\n") == list(lines)

    shows("2025-06-25", "2025-06-20")
    page.get_by_role("slider", name="Day").press("ArrowLeft")
    shows("2025-06-24", "2025-06-20")
    page.get_by_role("slider", name="Known by").press("ArrowRight")
    shows("2025-06-24", "2025-06-21")
    page.locator("input[type=radio]:checked").press("ArrowUp")
    shows("2025-06-24", "2025-06-24")
    assert page.get_by_role("slider", name="Known by").is_disabled()
    page.get_by_label("To the next change").press("Enter")
    shows("2025-06-25", "2025-06-25")
    assert page.locator("input[type=range]").first.get_attribute("aria-valuetext") == "2025-06-25"
    assert page.faults == []


def test_it_asks_nothing_of_the_network(page):
    assert {url.partition(":")[0] for url in page.asked} <= {"file", "blob", "data"}
