"""The explorer in a real browser: it shows what the library answers, by mouse and by keyboard.

``IP4TIMELINE_BROWSER`` names the browser, else one on the path is taken; ``IP4TIMELINE_AXE``
names axe-core's script. What is named has to be there; what is not named may be missing.
"""

import os
import random
import re
import shutil
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

import ip4timeline as ip4
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.timeline.evidence import citations_of
from ip4timeline.export.explorer import page as page_of
from ip4timeline.export.explorer import write
from ip4timeline.export.explorer.values import slug_words

BROWSER = os.environ.get("IP4TIMELINE_BROWSER") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
AXE = os.environ.get("IP4TIMELINE_AXE")
if BROWSER is None:
    pytest.skip("no chromium on the path", allow_module_level=True)
if "IP4TIMELINE_BROWSER" in os.environ:
    import playwright.sync_api as playwright
else:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (dependency group browser)"
    )

HAGUE = "2025-the-hague-summit"
SHOWN = """() => {
  const said = {};
  for (const button of document.querySelectorAll("main [data-ref]")) {
    if (button.dataset.ref.startsWith("event/")) continue;
    const copy = button.cloneNode(true);
    copy.querySelectorAll("[aria-hidden], .key").forEach((part) => part.remove());
    const texts = [];
    const walk = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) texts.push(walk.currentNode.textContent.trim());
    said[button.dataset.ref] = texts.filter(Boolean).join(" ");
  }
  return {
    said,
    count: Number(document.querySelector("#events-heading").textContent.split(": ").pop()),
    events: [...document.querySelectorAll("#events > [data-event]")].map((e) => e.dataset.event),
    rows: [...document.querySelectorAll("[data-series=nato-summit] [data-occasion]")]
      .map((e) => e.dataset.occasion),
    cells: [...document.querySelectorAll("[data-series=nato-summit] td")]
      .map((e) => e.textContent.replace(/^. /, "").split(":")[0].trim()),
  };
}"""
DETAILS = """() => ({
  events: [...document.querySelectorAll("#details .evidence > li")].map((e) => [
    e.dataset.event, e.querySelectorAll(".cites > li").length,
    e.querySelectorAll(".tag.doubt").length]),
  amendments: [...document.querySelectorAll("#details [data-amendment]")]
    .map((e) => e.dataset.amendment),
  lapsed: document.querySelector("#details .lapsed") !== null,
})"""


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as running:
        # Chromium's own sandbox needs rights that a container does not give.
        found = running.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def file(record, tmp_path_factory):
    return write(record, tmp_path_factory.mktemp("explorer") / "explorer.html")


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


# The same figures as the library


def listed(*parts):
    return ", ".join(filter(None, parts))


def incumbency(value, name):
    capacity = ""
    if value.capacity == "acting":
        capacity = "acting" + (f" for {name(value.holder)}" if value.holder else "")
    elif value.capacity == "suspended":
        capacity = "suspended"
    person = name(value.person or value.holder)
    return f"{person} {listed(capacity, f'since {when_words(value.since)}')}"


def agreement(value, day):
    concluded = f"{value.form or value.stage} {when_words(value.signed)}" if value.signed else ""
    state = value.term_state(day).replace("-", " ")
    return " ".join(
        filter(
            None,
            (
                value.title or slug_words(value.agreement),
                value.term and f"term {state}",
                listed(
                    concluded or value.stage,
                    value.signed and value.stage == "in-force" and "in force",
                    value.term and f"term {when_words(value.term)}",
                    value.areas and f"{len(value.areas)} fields of cooperation named",
                ),
            ),
        )
    )


def engagement(value, name):
    text = value.status.replace("-", " ")
    text += f": {value.level.replace('-', ' ')}" if value.level else ""
    text += f" {name(value.person)}" if value.person else ""
    return text + (f" instead of {name(value.instead_of)}" if value.instead_of else "")


def mission(value, name):
    head = value.head and f"headed by {name(value.head)} since {when_words(value.head_since)}"
    step = f"{value.change.replace('-', ' ')} {when_words(value.since)}"
    sort = (value.type or "").replace("-", " ")
    return f"{slug_words(value.mission)} {listed(sort, step, head)}"


def money(value, currency):
    items = "1 item" if value.count == 1 else f"{value.count} items"
    if value.count == value.unstated:
        return f"amount not stated {items}"
    amount = f"{currency} {value.amount:,f}" if currency else f"{value.amount:,f}"
    return f"{amount} {listed(items, value.unstated and f'{value.unstated} without an amount')}"


def faded(value):
    """What the page adds to a value that no event has confirmed for long."""
    found = value.last_seen
    long_ago = found is not None and found.long_ago
    return f" No end on record, last seen {when_words(found.date)}" if long_ago else ""


def expected(timeline, snapshot):
    """What the page should show in each of its values, by the library's own answer."""
    name, day = timeline.registries.name, snapshot.as_of
    said = {}

    def lone(ref, projection, key, value, text):
        if value is not None:
            said[ref] = text(value) + faded(value)
        else:
            view = timeline.project(projection, known_on=snapshot.known_on)
            why = view.why(key, day) if view.knows(key) else None
            if why and (why.events or why.lapsed):  # gone, and the page can say why
                said[ref] = "none"

    nato = snapshot.nato
    general = "nato-secretary-general"
    lone(
        f"OFFICES/{general}",
        ip4.OFFICES,
        general,
        nato.secretary_general,
        lambda v: incumbency(v, name),
    )
    lone("ALLIES/nato", ip4.ALLIES, "nato", nato.membership, lambda v: str(nato.allies))
    for slug, value in nato.proposals.items():
        allies = value.opposing_allies
        against = ", ".join(name(o) + " (ally)" * (o in allies) for o in value.opponents)
        more = listed(f"since {when_words(value.since)}", against and f"opposed by {against}")
        said[f"PROPOSALS/{slug}"] = f"{value.title or slug_words(slug)} {value.state} {more}"
        said[f"PROPOSALS/{slug}"] += faded(value)
    for p, found in snapshot.items():
        lone(f"LEADER/{p}", ip4.LEADER, p, found.leader, lambda v: incumbency(v, name))
        lone(f"PROGRAMME/{p}", ip4.PROGRAMME, p, found.programme, lambda v: agreement(v, day))
        for office, value in found.offices.items():
            if f"{p}-{office}" != p.leader_office:
                said[f"OFFICES/{p}-{office}"] = incumbency(value, name) + faded(value)
        for key, value in found.engagements.items():
            said[f"ENGAGEMENTS/{p}/{key}"] = engagement(value, name)
        for key, value in (*found.agreements.items(), *found.negotiations.items()):
            said[f"AGREEMENTS/{p}/{key}"] = agreement(value, day) + faded(value)
        for key, value in found.statuses.items():
            stage = f"{value.change} {when_words(value.since)}"
            said[f"STATUSES/{p}/{key}"] = f"{slug_words(value.status)} {name(value.body)}, {stage}"
            said[f"STATUSES/{p}/{key}"] += faded(value)
        for key, value in found.missions.items():
            said[f"MISSIONS/{p}/{key}"] = mission(value, name) + faded(value)
        for key, value in found.mechanisms.items():
            stage = f"{value.change.replace('-', ' ')} {when_words(value.since)}"
            said[f"MECHANISMS/{p}/{key}"] = f"{value.title or slug_words(key)} {stage}"
            said[f"MECHANISMS/{p}/{key}"] += faded(value)
        for key, value in found.contacts.items():
            said[f"CONTACTS/{p}/{key}"] = f"{value.count} last {when_words(value.last)}"
        for key, value in found.support.items():
            said["/".join(("SUPPORT", p, *key))] = money(value, key[3])
        for key, value in found.voices.items():
            said["/".join(("VOICES", p, *key))] = f"{value.count} {key[2]}"
    return said


def pairs(timeline, count):
    """Random (as_of, known_on): near events and anywhere, hindsight and none, either order."""
    chance = random.Random(2025)
    near = sorted({e.occurred.latest for e in timeline if e.partners} | {e.known for e in timeline})
    first, last = date(1991, 1, 1), date(2026, 12, 31)

    def day():
        if chance.random() < 0.3:
            return first + timedelta(days=chance.randrange((last - first).days))
        found = chance.choice(near) + timedelta(days=chance.choice((-1, 0, 0, 1)))
        return min(max(date.fromordinal(found.toordinal()), first), last)

    made = []
    for n in range(count):
        as_of = day()
        known_on = (None, as_of, day(), as_of + timedelta(days=chance.randrange(-30, 400)))[n % 4]
        made.append((as_of, known_on))
    return made


def asked(as_of, known_on):
    return f"#day={as_of}" + (f"&known={known_on}" if known_on else "")


def test_the_page_shows_what_the_library_answers(record, opened, capsys):
    explorer = opened()
    chance = random.Random(7)
    values = evidence = 0
    mismatches = []
    for as_of, known_on in pairs(record, 20):
        explorer.ask(asked(as_of, known_on))
        snapshot = record.as_of(as_of, known_on=known_on)
        shown, said = explorer.shown(), expected(record, snapshot)
        for ref in sorted(set(said) | set(shown["said"])):
            values += 1
            if said.get(ref) != shown["said"].get(ref):
                mismatches.append((as_of, known_on, ref, said.get(ref), shown["said"].get(ref)))
        known = record if known_on is None else record.known(known_on)
        events = [e for e in known if e.occurred.latest and e.occurred.latest <= as_of]
        matrix = snapshot.summit_matrix()
        for what, library, seen in (
            ("count", len(events), shown["count"]),
            ("events", [e.id for e in reversed(events)][:40], shown["events"]),
            ("summits", list(matrix.occasions), shown["rows"]),
            ("cells", [c.status.replace("-", " ") for c in matrix.cells], shown["cells"]),
        ):
            values += 1 if isinstance(library, int) else len(library)
            if library != seen:
                mismatches.append((as_of, known_on, what, library, seen))
        for ref in chance.sample(sorted(said), min(6, len(said))):
            aspect, *key = ref.split("/")
            view = record.project(getattr(ip4, aspect), known_on=known_on)
            why = view.why(tuple(key) if len(key) > 1 else key[0], as_of)
            library = {
                "events": [
                    [e.id, len(found), sum(c.later for c in found)]
                    for e in why
                    for found in [citations_of(e, record.registries)]
                ],
                "amendments": [a.id for a in why.amendments],
                "lapsed": why.lapsed is not None,
            }
            explorer.ask(asked(as_of, known_on) + f"&open={re.sub('/', '%2F', ref)}")
            seen = explorer.page.evaluate(DETAILS)
            evidence += len(library["events"])
            if library != seen:
                mismatches.append((as_of, known_on, f"why {ref}", library, seen))
    with capsys.disabled():
        print(
            f"\nexplorer: 20 pairs, {values} values and {evidence} events of evidence compared, "
            f"{len(mismatches)} mismatches"
        )
    assert mismatches == []
    assert values > 2000


def test_corrections_retractions_and_lapses_on_both_clocks(opened, tmp_path):
    def visit(**fields):
        return ip4.Visit(**{"id": "visit", "partners": ["korea"], "direction": "to-nato", **fields})

    timeline = ip4.Timeline(
        [
            visit(occurred="2024-05-01", known="2024-05-01", summary="On the 1st."),
            ip4.Correction(
                id="correction",
                target="visit",
                reason="It was the 3rd.",
                known="2024-06-01",
                replacement=visit(occurred="2024-05-03", known="2024-05-03", summary="On the 3rd."),
            ),
            ip4.Meeting(id="meeting", occurred="2024-05-02", partners=["korea"]),
            ip4.Retraction(
                id="retraction", target="meeting", reason="It never was.", known="2024-07-01"
            ),
            ip4.AgreementSigned(
                id="programme",
                occurred="2023-07-12",
                partners=["korea"],
                agreement="itpp",
                title="Programme",
                type="itpp",
                term="2023/2024",
            ),
        ]
    )
    explorer = opened(file=write(timeline, tmp_path / "page.html"))
    for as_of in ("2023-12-31", "2024-05-01", "2024-05-02", "2024-05-03", "2024-12-31"):
        for known_on in (None, "2024-05-02", "2024-05-31", "2024-06-01", "2024-07-01"):
            explorer.ask(asked(as_of, known_on))
            snapshot = timeline.as_of(as_of, known_on=known_on)
            assert explorer.shown()["said"] == expected(timeline, snapshot), (as_of, known_on)
    explorer.ask("#day=2024-05-03&open=event%2Fvisit")
    details = explorer.page.inner_text("#details")
    assert "On the 3rd." in details and "It was the 3rd." in details
    assert "What had been believed until 1 June 2024: On the 1st." in details


# By mouse


def test_a_click_on_a_value_shows_its_events_and_sources(record, opened):
    explorer = opened("#day=2025-06-25&known=2025-06-20")
    ref = f"ENGAGEMENTS/japan/{HAGUE}"
    explorer.page.click(f'[data-ref="{ref}"]')
    explorer.settle()
    why = record.as_of("2025-06-25", known_on="2025-06-20")["japan"].why("engagements", HAGUE)
    panel = explorer.page.locator("#details")
    assert panel.is_visible()
    assert explorer.focused() == "details-heading"
    seen = [e.get_attribute("data-event") for e in panel.locator(".evidence > li").all()]
    assert seen == [e.id for e in why.events]
    assert why.events[-1].summary in panel.inner_text()
    links = panel.locator(".cites a").all()
    assert links and all(a.get_attribute("href").startswith("http") for a in links)
    explorer.page.keyboard.press("Escape")
    explorer.settle()
    assert not panel.is_visible()
    assert explorer.focused() == ref


def test_the_address_holds_the_state_and_back_and_forward_work(opened):
    explorer = opened("#day=2024-07-10&known=same&partners=japan,korea&kinds=attendance,visit")
    page = explorer.page
    assert page.is_checked("input[name=mode][value=same]")
    assert page.locator("#cards article h3").all_inner_texts() == ["Japan", "Korea"]
    assert page.input_value("#day") == "2024-07-10"
    kinds = {
        t.split(" · ")[0]
        for t in page.locator("#events > li > div > small:first-child").all_inner_texts()
    }
    assert kinds <= {"Attendance", "Visit"}
    page.check("input[name=mode][value=all]")
    page.check("#partners input[value=australia]")
    page.fill("#find", "summit")
    page.click('[data-ref="LEADER/japan"]')
    explorer.settle()
    page.wait_for_timeout(400)
    address = page.evaluate("location.hash")
    shown = explorer.shown()
    again = opened(address)
    assert again.shown() == shown
    assert again.page.input_value("#find") == "summit"
    assert again.page.locator("#details").is_visible()
    page.go_back()
    explorer.settle()
    assert not page.locator("#details").is_visible()
    page.go_forward()
    explorer.settle()
    assert page.locator("#details").is_visible()
    assert page.evaluate("location.hash") == address
    explorer.ask("#day=2024-07-10")
    for odd in ("#day=2024-02-31&known=never&open=LEADER/atlantis&partners=x", "#%E0%A4%A", "#="):
        page.evaluate("(hash) => { location.hash = hash; }", odd)
        explorer.settle()
        assert page.locator("#question").inner_text()


def test_the_ticks_and_buttons_go_from_change_to_change(record, opened):
    explorer = opened("#day=2025-06-24&known=2025-06-20")
    before = explorer.shown()
    explorer.page.click("#next")
    explorer.settle()
    assert explorer.shown() != before
    explorer.page.click("#previous")
    explorer.settle()
    assert explorer.page.input_value("#day") <= "2025-06-24"
    explorer.ask("#day=2027-12-31".replace("2027", "2026"))
    assert explorer.page.is_disabled("#next")


def test_a_date_is_typed_digit_by_digit(opened):
    explorer = opened("#day=2025-06-25")
    explorer.page.focus("#day")
    explorer.page.keyboard.type("03152019")  # month, day, year in the language of the browser
    explorer.settle()
    assert explorer.page.input_value("#day") == "2019-03-15"
    assert "15 March 2019" in explorer.page.inner_text("#question")
    explorer.page.keyboard.press("Escape")
    explorer.page.fill("#day", "1950-01-01")
    explorer.page.focus("#find")
    assert explorer.page.input_value("#day") == "2019-03-15"


def test_a_picture_drawn_late_does_not_take_the_digits_away(opened):
    explorer = opened("#day=2025-06-25")
    explorer.page.evaluate(
        """() => {
          const held = [];
          const real = window.requestAnimationFrame;
          window.requestAnimationFrame = (draw) => held.push(draw);
          window.release = () => {
            window.requestAnimationFrame = real;
            held.forEach((draw) => draw());
          };
        }"""
    )
    explorer.page.focus("#day")
    explorer.page.keyboard.type("031520")
    explorer.page.evaluate("() => window.release()")
    assert "15 March 2025" in explorer.page.inner_text("#question")
    explorer.page.keyboard.type("19")
    explorer.settle()
    assert explorer.page.input_value("#day") == "2019-03-15"
    assert "15 March 2019" in explorer.page.inner_text("#question")
    explorer.page.go_back()
    explorer.page.wait_for_function("() => document.querySelector('#day').value.startsWith('2025')")


def test_a_drag_is_one_step_back(opened):
    explorer = opened("#day=2025-06-25")
    box = explorer.page.locator("#slider").bounding_box()
    middle = box["y"] + box["height"] / 2
    explorer.page.mouse.move(box["x"] + box["width"] * 0.9, middle)
    explorer.page.mouse.down()
    for part in (0.8, 0.7, 0.6, 0.5):
        explorer.page.mouse.move(box["x"] + box["width"] * part, middle)
    explorer.page.mouse.up()
    explorer.page.wait_for_timeout(500)
    first, last = (int(explorer.page.get_attribute("#slider", end)) for end in ("min", "max"))
    halfway = date(1970, 1, 1) + timedelta(days=(first + last) // 2)
    seen = date.fromisoformat(explorer.page.input_value("#day"))
    assert abs(seen.year - halfway.year) <= 1
    explorer.page.go_back()
    explorer.settle()
    assert explorer.page.input_value("#day") == "2025-06-25"


def test_playing_stops_and_is_not_offered_where_motion_is_unwelcome(opened):
    explorer = opened("#day=2025-06-01")
    explorer.page.click("#play")
    assert explorer.page.inner_text("#play") == "Pause"
    explorer.page.wait_for_timeout(900)
    assert explorer.page.input_value("#day") > "2025-06-01"
    explorer.page.click("#play")
    stopped = explorer.page.input_value("#day")
    explorer.page.wait_for_timeout(900)
    assert explorer.page.input_value("#day") == stopped
    calm = opened("#day=2025-06-01", reduced_motion="reduce")
    assert not calm.page.locator("#play").is_visible()


# By keyboard, by screen reader, on a phone, on paper


def test_everything_is_reached_by_keyboard(opened):
    explorer = opened("#day=2025-06-25")
    keys = explorer.page.keyboard

    def tab_to(wanted, limit=60):
        for _ in range(limit):
            keys.press("Tab")
            if explorer.focused() == wanted:
                return
        raise AssertionError(f"{wanted} is not reached; at {explorer.focused()}")

    keys.press("Tab")
    assert explorer.focused() == "skip"
    tab_to("slider")
    keys.press("ArrowLeft")
    explorer.settle()
    assert explorer.page.input_value("#day") == "2025-06-24"
    keys.press("PageDown")
    explorer.settle()
    assert explorer.page.input_value("#day") == "2024-06-24"
    assert explorer.focused() == "slider"
    keys.press("PageUp")
    explorer.settle()
    keys.press("Tab")
    keys.press("ArrowDown")
    explorer.settle()
    assert "as known on 24 June 2025" in explorer.page.inner_text("#question")
    tab_to("OFFICES/nato-secretary-general")
    tab_to(f"ENGAGEMENTS/korea/{HAGUE}")
    keys.press("Enter")
    explorer.settle()
    assert explorer.focused() == "details-heading"
    keys.press("Tab")
    assert explorer.focused() == "close"
    keys.press("Enter")
    explorer.settle()
    assert explorer.focused() == f"ENGAGEMENTS/korea/{HAGUE}"
    tab_to("find", 400)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing(opened, scheme, width):
    if AXE is None:
        pytest.skip("IP4TIMELINE_AXE does not name axe-core's script (npm pack axe-core)")
    explorer = opened(
        f"#day=2025-06-25&known=2025-06-20&open=ENGAGEMENTS/japan/{HAGUE}",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    for part in explorer.page.locator("details").all():
        part.evaluate("(element) => { element.open = true; }")
    explorer.page.wait_for_timeout(300)
    explorer.page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found = explorer.page.evaluate("() => axe.run(document)")
    faults = [
        (v["impact"], v["id"], [node["html"][:200] for node in v["nodes"][:3]])
        for v in found["violations"]
    ]
    assert faults == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("fragment", ["", f"&known=same&open=ENGAGEMENTS/japan/{HAGUE}"])
def test_a_phone_has_nothing_to_scroll_sideways(opened, fragment):
    explorer = opened(f"#day=2025-06-25{fragment}", viewport={"width": 375, "height": 700})
    page = explorer.page
    for part in page.locator("details").all():
        part.evaluate("(element) => { element.open = true; }")
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((e) => {
          const box = e.getBoundingClientRect();
          return box.width && box.left >= 0 && box.right > innerWidth + 1;
        }).map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_paper_has_the_day_every_value_and_its_sources(opened):
    explorer = opened("#day=2025-06-25&known=2025-06-20")
    page = explorer.page
    page.emulate_media(media="print")
    explorer.settle()
    text = page.inner_text("body")
    assert "As of 25 June 2025, as known on 20 June 2025" in text
    assert "Play" not in text and "Find in events" not in text
    assert "Joint Political Declaration between Japan and NATO" in text
    notes = [int(n) for n in re.findall(r"\d+", page.inner_text(".note >> nth=0"))]
    count = page.locator("#sources > li").count()
    assert notes and max(notes) <= count
    page.emulate_media(media="screen")
    explorer.settle()
    assert page.locator(".note").count() == 0


def test_markup_in_a_summary_shows_as_text(opened, tmp_path):
    summary = "</script><img src=x onerror=alert(1)><b>bold</b> \u2028 & 'quoted'"
    event = ip4.Visit(
        id="odd",
        occurred="2024-05-01",
        partners=["japan"],
        direction="to-nato",
        summary=summary,
        cites=[ip4.Cite(source="odd", locator="<i>here</i>")],
    )
    source = ip4.Source(
        id="odd", publisher="<b>P</b>", title="T", tier="primary", url="javascript:alert(1)"
    )
    timeline = ip4.Timeline([event], ip4.Registries(sources=[source]))
    explorer = opened(
        "#day=2024-05-01&open=event/odd", file=write(timeline, tmp_path / "page.html")
    )
    assert "<b>bold</b>" in explorer.page.inner_text("#events")
    assert "<b>P</b>" in explorer.page.inner_text("#details")
    assert explorer.page.locator("main b, main img, #details a, #details i").count() == 0


def test_an_empty_timeline_opens(opened, tmp_path):
    explorer = opened(file=write(ip4.Timeline(), tmp_path / "page.html"))
    assert "not on record" in explorer.page.inner_text("#nato")


def test_size_and_speed(record, opened, capsys):
    explorer = opened()
    interactive = explorer.page.evaluate("performance.getEntriesByName('interactive')[0].startTime")
    steps = explorer.page.evaluate(
        """async () => {
          const slider = document.getElementById("slider");
          const times = [];
          const frame = () => new Promise(requestAnimationFrame);
          for (let n = 0; n < 60; n += 1) {
            await frame();
            slider.value = Number(slider.max) - 97 * n;
            slider.dispatchEvent(new Event("input"));
            await new Promise((done) => {
              // Asked for after the page's own, it runs in the same frame, behind the drawing.
              const began = performance.now();
              requestAnimationFrame((start) => {
                document.body.offsetHeight;
                times.push(performance.now() - Math.max(began, start));
                done();
              });
            });
          }
          return times.sort((a, b) => a - b);
        }"""
    )
    began = time.perf_counter()
    size = len(page_of(record).encode())
    built = time.perf_counter() - began
    with capsys.disabled():
        print(
            f"\nexplorer: {size:,} bytes for {len(record.entries)} entries, built in {built:.2f} s,"
            f" interactive after {interactive:.0f} ms, "
            f"a step {steps[30]:.0f} ms (median), {steps[-1]:.0f} ms (longest)"
        )
    # How long it takes is told, and not asserted: it says as much about the machine.
    assert interactive > 0
    assert len(steps) == 60
