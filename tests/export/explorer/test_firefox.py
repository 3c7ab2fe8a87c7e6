"""The explorer in a stock Firefox, such as Debian's, driven over WebDriver BiDi.

Playwright drives only a Firefox that it has built itself; every Firefox since 129 takes the
standard protocol. ``IP4TIMELINE_FIREFOX`` names the browser, else one on the path is taken.
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
from itertools import count

import pytest

from ip4timeline.export.explorer.stories import stories

FIREFOX = os.environ.get("IP4TIMELINE_FIREFOX") or next(
    filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None
)
if FIREFOX is None:
    pytest.skip("no firefox on the path", allow_module_level=True)
websocket = pytest.importorskip(
    "tornado.websocket", reason="tornado is not installed (dependency group browser)"
)
PATIENCE = 120
QUIET = """
user_pref("app.normandy.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("messaging-system.rsexperimentloader.enabled", false);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
"""


class Firefox:
    """One window, asked by the commands of the protocol."""

    def __init__(self, profile):
        (profile / "user.js").write_text(QUIET, encoding="utf-8")
        log = profile / "log.txt"
        with log.open("w", encoding="utf-8") as file:
            self.process = subprocess.Popen(
                [
                    FIREFOX,
                    "--headless",
                    "--no-remote",
                    "--remote-debugging-port=0",
                    "--profile",
                    str(profile),
                ],
                stdout=file,
                stderr=file,
            )
        self.loop = asyncio.new_event_loop()
        self.ids, self.heard = count(1), []
        self.loop.run_until_complete(self._connect(log))
        self.call("session.new", capabilities={})
        self.window = self.call("browsingContext.getTree")["contexts"][0]["context"]
        self.call("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])

    async def _connect(self, log):
        for _ in range(PATIENCE * 5):
            found = re.search(r"listening on (ws://\S+)", log.read_text(encoding="utf-8"))
            if found:
                self.socket = await websocket.websocket_connect(
                    f"{found[1]}/session", max_message_size=2**26
                )
                return
            assert self.process.poll() is None, log.read_text(encoding="utf-8")
            await asyncio.sleep(0.2)
        raise AssertionError("Firefox does not listen")

    async def _leave(self):
        self.socket.close()  # within a loop, in which it writes its farewell

    def call(self, method, **params):
        """The result of a command; what is heard meanwhile is kept."""
        number = next(self.ids)

        async def answer():
            await self.socket.write_message(
                json.dumps({"id": number, "method": method, "params": params})
            )
            while True:
                said = json.loads(await self.socket.read_message())
                if said.get("id") == number:
                    return said
                self.heard.append(said)

        said = self.loop.run_until_complete(asyncio.wait_for(answer(), PATIENCE))
        assert said["type"] == "success", said
        return said["result"]

    def open(self, url, size):
        width, height = size
        self.heard.clear()
        here = {"context": self.window}
        self.call("browsingContext.activate", **here)
        self.call("browsingContext.navigate", **here, url="about:blank", wait="complete")
        self.call(
            "browsingContext.setViewport", **here, viewport={"width": width, "height": height}
        )
        self.call("browsingContext.navigate", **here, url=url, wait="complete")
        self.settle()

    def ask(self, expression):
        """What an expression of JavaScript is in the page."""
        said = self.call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({expression})) ?? null))()",
            target={"context": self.window},
            awaitPromise=True,
        )
        assert said["type"] == "success", said
        return json.loads(said["result"]["value"])

    def settle(self):
        self.ask("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    def click(self, x, y):
        at = {"x": round(x), "y": round(y)}
        self.call(
            "input.performActions",
            context=self.window,
            actions=[
                {
                    "type": "pointer",
                    "id": "mouse",
                    "actions": [
                        {"type": "pointerMove", **at},
                        {"type": "pointerDown", "button": 0},
                        {"type": "pointerUp", "button": 0},
                    ],
                }
            ],
        )
        self.settle()

    def press(self, *keys):
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call(
            "input.performActions",
            context=self.window,
            actions=[{"type": "key", "id": "keys", "actions": actions}],
        )
        self.settle()

    def box(self, part):
        return self.ask(
            f"document.querySelector({json.dumps(part)}).getBoundingClientRect().toJSON()"
        )

    def close(self):
        self.loop.run_until_complete(self._leave())
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.loop.close()


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    found = Firefox(tmp_path_factory.mktemp("firefox"))
    yield found
    found.close()


@pytest.fixture
def opened(firefox, file):
    """Opens the page; at the end nothing was complained of and nothing but the file was asked."""

    def make(fragment="", size=(1280, 800)):
        firefox.open(file.as_uri() + fragment, size)
        return firefox

    yield make
    firefox.settle()
    asked = [
        said["params"]["request"]["url"]
        for said in firefox.heard
        if said.get("method") == "network.beforeRequestSent"
    ]
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
    said = [said["params"] for said in firefox.heard if said.get("method") == "log.entryAdded"]
    assert [entry for entry in said if entry["level"] in ("error", "warn")] == []


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("fragment", ["#day=2025-06-25", "", "#day=2025-06-25&known=2025-06-20"])
def test_the_first_screen_tells_the_story(opened, first_screen, size, fragment):
    page = opened(fragment, size)
    assert page.ask("[innerWidth, innerHeight]") == list(size)
    for part in first_screen:
        box = page.box(part)
        assert box["height"] > 0, part
        assert box["top"] >= 0, part
        assert box["bottom"] <= size[1], part
    assert page.ask("document.documentElement.scrollWidth") <= size[0]
    if fragment == "#day=2025-06-25":
        said = (
            "On 25 June 2025 one leader of the four was in The Hague; a year before it was three."
        )
        assert page.ask("document.querySelector('#headline').textContent") == said


def test_a_story_is_followed(record, opened):
    story = next(s for s in stories(record) if s.id == "tokyo-liaison-office")
    page = opened(f"#story={story.id}")
    for n, step in enumerate(story.steps, 1):
        assert page.ask("document.querySelector('#headline').textContent") == step.text
        assert page.ask("document.querySelector('#day').value") == str(step.day)
        assert page.ask("location.hash").endswith(f"step={n}" if n > 1 else story.id)
        page.ask("document.querySelector('#next').click()")
        page.settle()


def test_a_lane_is_pointed_at_and_walked_by_keys(opened):
    page = opened("#day=2022-01-01")
    dots = "[data-lane=new-zealand] .dot.level-leader"
    last = f"[...document.querySelectorAll('{dots}')].pop().getBoundingClientRect().toJSON()"
    box = page.ask(last)
    page.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.ask("document.querySelector('#day').value") == "2025-06-25"
    said = page.ask("document.querySelector('#lane-said').textContent")
    assert said.startswith("New Zealand. 2025 The Hague summit: attended, leader")
    page.ask("document.querySelector('[data-lane=japan]').focus()")
    end, enter, up = "\ue010", "\ue007", "\ue013"
    page.press(up, end, enter)
    assert page.ask("document.activeElement.dataset.lane") == "japan"
    said = page.ask("document.querySelector('#lane-said').textContent")
    shown = page.ask("document.querySelector('#question').textContent").split(",")[0]
    assert "contact" in said and said.endswith(f"→ {shown}")


def test_a_value_is_opened_and_closed(opened):
    # Firefox without a window of the system's presses no button by key, of any page; what the
    # page itself listens to, it hears.
    page = opened("#day=2025-06-25&known=2025-06-20")
    ref = "ENGAGEMENTS/japan/2025-the-hague-summit"
    box = page.box(f'[data-ref="{ref}"]')
    page.click(box["left"] + 20, box["top"] + 10)
    after = page.box(f'[data-ref="{ref}"]')
    assert after == box
    assert page.ask("document.activeElement.id") == "details-heading"
    assert page.ask("document.querySelectorAll('#details .cites a').length") > 0
    assert "expected: leader" in page.ask("document.querySelector('#details').textContent")
    page.press("\ue00c")
    assert page.ask("document.activeElement.dataset.ref") == ref


def test_the_page_is_printed_as_a_briefing(opened):
    page = opened("#day=2025-06-25")
    pages = page.call("browsingContext.print", context=page.window, background=True)
    assert len(pages["data"]) > 50_000
    assert page.ask("document.querySelectorAll('#sources > li').length") > 20
    briefing = page.ask("document.querySelector('#briefing').textContent")
    assert briefing == "As of 25 June 2025, with hindsight"
