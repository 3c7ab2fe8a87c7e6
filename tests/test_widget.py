"""The replay in a notebook: what it shows is the library's answer, on both clocks."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import ip4timeline as ip4

pytest.importorskip("anywidget")

from ip4timeline.integrations import widget

SCRIPT = Path(widget.__file__).with_name("replay.js")
CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")


def number(day):
    return ip4.When(day).earliest.toordinal()


@pytest.fixture
def replay(record):
    return widget.Replay(record, day="2025-06-25", known_on="2025-06-20")


def test_it_shows_the_snapshot_of_its_day(replay, record):
    there = record.as_of("2025-06-25", known_on="2025-06-20")
    assert replay.knowledge == "chosen"
    assert replay.page.startswith(there._repr_html_())
    assert "2025-06-25, known by 2025-06-20" in replay.said


@pytest.mark.parametrize(
    ("knowledge", "known_on"),
    [("hindsight", None), ("that-day", "2024-07-10"), ("chosen", "2025-06-20")],
)
def test_both_clocks_follow(knowledge, known_on, replay, record):
    replay.knowledge = knowledge
    replay.day = number("2024-07-10")
    assert str(replay.known_on or "") == (known_on or "")
    there = record.as_of("2024-07-10", known_on=known_on)
    assert replay.page.startswith(there._repr_html_())
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
    assert replay.changes == [step.day.toordinal() for step in steps]


def test_what_cannot_be_replayed_is_refused(record, replay):
    with pytest.raises(ip4.TimelineError, match="not before"):
        widget.Replay(record, start="2025-01-01", end="2025-01-01")
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


PAGE = """<!doctype html><meta charset="utf-8"><title>Replay</title><main id="at"></main>
<script type="module">
const state = STATE, pages = PAGES, heard = {};
const say = (name) => (heard[`change:${name}`] || []).forEach((f) => f());
window.state = state;
window.model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; say(name); },
  on: (event, f) => { (heard[event] ||= []).push(f); },
  save_changes: () => {  // what Python does
    const [said, page] = pages[`${state.knowledge} ${state.day} ${state.known}`] || ["-", "-"];
    state.said = said; state.page = page; say("page");
  },
};
const blob = new Blob([SCRIPT], { type: "text/javascript" });
const made = await import(URL.createObjectURL(blob));
made.default.render({ model: window.model, el: document.getElementById("at") });
document.body.dataset.ready = "yes";
</script>"""


@pytest.fixture
def browser():
    webdriver = pytest.importorskip("selenium.webdriver")
    if not (CHROMIUM and DRIVER):
        pytest.skip("chromium and its driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    service = webdriver.ChromeService(executable_path=DRIVER)
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


def test_in_a_browser_keys_move_both_clocks(browser, replay, tmp_path):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait

    names = ("first", "last", "day", "known", "knowledge", "changes", "page", "said")
    state = {name: getattr(replay, name) for name in names}
    pages = {}
    for knowledge in ("hindsight", "that-day", "chosen"):
        for day in range(state["day"] - 3, state["day"] + 3):
            for known in (state["known"], state["known"] + 1):
                with replay.hold_trait_notifications():
                    replay.knowledge, replay.day, replay.known = knowledge, day, known
                pages[f"{knowledge} {day} {known}"] = (replay.said, replay.page)
    text = PAGE.replace("STATE", json.dumps(state).replace("</", "<\\/"))
    text = text.replace("PAGES", json.dumps(pages).replace("</", "<\\/"))
    script = json.dumps(SCRIPT.read_text(encoding="utf-8"))
    at = tmp_path / "replay.html"
    at.write_text(text.replace("SCRIPT]", f"{script}]"), encoding="utf-8")
    browser.get(at.as_uri())
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, "[data-ready]"))

    def said():
        return browser.find_element(By.CSS_SELECTOR, "[role=status]").text

    def wait_for(words):
        WebDriverWait(browser, 10).until(lambda b: words in said())

    wait_for("2025-06-25, known by 2025-06-20")
    assert "expected: leader" in browser.find_element(By.ID, "at").text
    day, known = browser.find_elements(By.CSS_SELECTOR, "input[type=range]")
    assert day.get_attribute("aria-valuetext") == "2025-06-25"
    day.send_keys(Keys.ARROW_LEFT)
    wait_for("2025-06-24, known by 2025-06-20")
    known.send_keys(Keys.ARROW_RIGHT)
    wait_for("2025-06-24, known by 2025-06-21")
    radio = browser.find_element(By.CSS_SELECTOR, "input[type=radio]:checked")
    radio.send_keys(Keys.ARROW_UP)
    wait_for("2025-06-24, known by 2025-06-24")
    assert not known.is_enabled()
    browser.find_element(By.CSS_SELECTOR, "button:last-of-type").send_keys(Keys.ENTER)
    wait_for("2025-06-25, known by 2025-06-25")
    assert "Takeshi Iwaya" in browser.find_element(By.ID, "at").text
    for control in browser.find_elements(By.CSS_SELECTOR, "input, button"):
        assert control.accessible_name

    requests = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {
        r["params"]["request"]["url"].partition(":")[0]
        for r in requests
        if r["method"] == "Network.requestWillBeSent"
    }
    assert asked <= {"file", "blob", "data"}
    assert [e for e in browser.get_log("browser") if e["level"] == "SEVERE"] == []
    browser.set_window_size(1000, 1400)
    browser.save_screenshot(str(tmp_path / "replay.png"))
