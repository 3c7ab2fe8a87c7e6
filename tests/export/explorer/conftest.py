"""The page of the record, written once; and a browser that it is opened in."""

import os
import shutil

import pytest

from ip4timeline.export.explorer import page
from ip4timeline.record.curation.publication import LICENCE

BROWSER = os.environ.get("IP4TIMELINE_BROWSER") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.fixture(scope="session")
def text(record):
    """The page of the record, as the command writes it."""
    return page(record, licence=f"{LICENCE['name']}, {LICENCE['path']}")


@pytest.fixture(scope="session")
def file(text, tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def first_screen():
    """What is to be seen at once, in every browser: the first row is that of the newest summit."""
    return (
        "#headline",
        "#day",
        "#knowledge",
        "#changed",
        "#slider",
        ".lane",
        "#lane-rows",
        ".matrix tbody tr:first-child",
    )


@pytest.fixture(scope="module")
def browser():
    """Chromium, where there is one; what ``IP4TIMELINE_BROWSER`` names has to be there."""
    if BROWSER is None:
        pytest.skip("no chromium on the path")
    if "IP4TIMELINE_BROWSER" in os.environ:
        import playwright.sync_api as playwright
    else:
        playwright = pytest.importorskip(
            "playwright.sync_api", reason="playwright is not installed (dependency group browser)"
        )
    with playwright.sync_playwright() as running:
        # Chromium's own sandbox needs rights that a container does not give.
        found = running.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield found
        found.close()


SHOWN = r"""() => {
  const said = {};
  for (const button of document.querySelectorAll("main [data-ref]")) {
    if (/^(event|word)\//.test(button.dataset.ref)) continue;
    const copy = button.cloneNode(true);
    copy.querySelectorAll("[aria-hidden], .key").forEach((part) => part.remove());
    const texts = [];
    const walk = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) texts.push(walk.currentNode.textContent.trim());
    said[button.dataset.ref] = texts.filter(Boolean).join(" ");
  }
  return {
    said,
    headline: document.querySelector("#headline").textContent,
    count: Number(document.querySelector("#events-heading").textContent.split(": ").pop()),
    events: [...document.querySelectorAll("#events > [data-event]")].map((e) => e.dataset.event),
    rows: [...document.querySelectorAll("[data-series=nato-summit] [data-occasion]")]
      .map((e) => e.dataset.occasion),
    cells: [...document.querySelectorAll("[data-series=nato-summit] td")]
      .map((e) => e.textContent.replace(/^. /, "").split(":")[0].trim()),
  };
}"""


class Explorer:
    """An open page, with what it said in the console and what it asked the network for."""

    def __init__(self, browser, file, fragment="", **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.page = context.new_page()
        self.faults, self.requests = [], []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.url = file.as_uri()
        self.page.goto(self.url + fragment)
        self.settle()

    def settle(self):
        """Wait until what was asked is drawn."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
        )

    def ask(self, fragment):
        self.page.evaluate("(hash) => { location.hash = hash; }", fragment)
        self.page.wait_for_function(
            "(hash) => document.documentElement.dataset.shown === hash", arg=fragment
        )

    def shown(self):
        return self.page.evaluate(SHOWN)

    def focused(self):
        return self.page.evaluate(
            "() => document.activeElement.dataset.ref || document.activeElement.id"
        )


@pytest.fixture
def opened(browser, file):
    made = []

    def make(fragment="", **options):
        made.append(Explorer(browser, options.pop("file", file), fragment, **options))
        return made[-1]

    yield make
    for explorer in made:
        assert explorer.faults == []
        assert explorer.requests == [explorer.requests[0]]
        assert explorer.requests[0].startswith("file:")
        explorer.page.context.close()
