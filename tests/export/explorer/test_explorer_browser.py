"""The explorer in a real browser: it shows what the library answers, by mouse and by keyboard.

``IP4TIMELINE_BROWSER`` names the browser, else one on the path is taken; ``IP4TIMELINE_AXE``
names axe-core's script. What is named has to be there; what is not named may be missing.
"""

import csv
import os
import random
import re
from datetime import date, timedelta
from html import escape
from pathlib import Path

import pytest

import ip4timeline as ip4
from ip4timeline.engine.time.phrases import when_words as when_words
from ip4timeline.engine.timeline.evidence import citations_of
from ip4timeline.export.explorer import page, write
from ip4timeline.export.explorer.values import slug_words
from ip4timeline.relationship.projections.engagements import STATUS_MEANINGS

AXE = os.environ.get("IP4TIMELINE_AXE")
HAGUE = "2025-the-hague-summit"
DETAILS = """() => ({
  events: [...document.querySelectorAll("#details .evidence > li")].map((e) => [
    e.dataset.event, e.querySelectorAll(".cites > li").length,
    e.querySelectorAll(".tag.doubt").length]),
  amendments: [...document.querySelectorAll("#details [data-amendment]")]
    .map((e) => e.dataset.amendment),
  lapsed: document.querySelector("#details .lapsed") !== null,
})"""


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
        whose = {p.id: f" of {name(p.country)}" for p in timeline.registries.people if p.country}
        against = ", ".join(
            name(o) + whose.get(o, "") + " (ally)" * (o in allies) for o in value.opponents
        )
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


COUNTED = ("no", "one", "two", "three", "four")
GAPS = ("in the same year", "a year before", "two years before", "three years before")
GAPS += ("four years before", "five years before")
AWAY = {"declined", "absent", "withdrawn", "called-off"}


def newest_first(matrix):
    """What the cells say, by row, the newest occasion first."""
    width = len(ip4.Partner)
    cells = [c.status.replace("-", " ") for c in matrix.cells]
    rows = [cells[n : n + width] for n in range(0, len(cells), width)]
    return [cell for row in reversed(rows) for cell in row]


def english(day):
    return f"{day.day} {day:%B} {day.year}"


def headline(timeline, as_of, known_on):
    """The sentence at the top, by the library's own matrix of summits."""
    matrix = timeline.as_of(as_of, known_on=known_on).summit_matrix()
    occasions = {o.id: o for o in timeline.registries.occasions}
    found = [
        (occasion, [c for c in matrix.cells if c.occasion == occasion.id])
        for occasion in map(occasions.get, matrix.occasions)
        if occasion.dates.earliest <= as_of
    ]
    date = english(as_of) + (f", as known on {english(known_on)}," if known_on else "")
    if not found:
        return f"On {date} no summit with the four is on record."
    newest, cells = found[-1]
    place = next((p for p in newest.venue.split(", ") if p in newest.title), "")
    where = f"in {place}" if place else f"at the {newest.title}"
    text = f"On {date} "
    if as_of > (newest.dates.until or newest.dates.latest):
        text += f"the last summit is that of {newest.dates.earliest:%B %Y}: "
    text += who_came(cells, where)
    if len(found) == 1:
        return f"{text}."
    before, cells = found[-2]
    gap = newest.dates.earliest.year - before.dates.earliest.year
    return f"{text}; {who_had_come(cells, GAPS[gap])}."


def of_level(cells, *statuses):
    return sum(c.status in statuses and c.level == ip4.Level.LEADER for c in cells)


def untold(cells):
    open_still = {"unknown", "expected", "invited", "scheduled"}
    return any(c.status in open_still or (c.status == "attended" and not c.level) for c in cells)


def some(count):
    return f"{COUNTED[count]} leader" + (" of the four was" if count == 1 else "s of the four were")


def who_came(cells, where):
    statuses = {c.status for c in cells}
    leaders, awaited = of_level(cells, "attended"), of_level(cells, "expected", "invited")
    if "attended" in statuses:
        if untold(cells) and not leaders:
            return f"no leader of the four is known to have been {where}"
        return f"{'at least ' if untold(cells) else ''}{some(leaders)} {where}"
    if awaited:
        return f"{some(awaited)} expected {where}"
    if statuses & {"expected", "invited", "scheduled"}:
        return f"it is not yet known who of the four will be {where}"
    if statuses == {"no-format"}:
        return f"the summit {where} had no format for the four"
    if statuses <= AWAY:
        return f"none of the four was {where}"
    return f"no source says who of the four was {where}"


def who_had_come(cells, when):
    statuses = {c.status for c in cells}
    leaders = of_level(cells, "attended")
    if "attended" in statuses:
        if untold(cells) and not leaders:
            return f"{when} none is known to have come"
        many = COUNTED[leaders] if leaders else "none"
        return f"{when} it was {'at least ' if untold(cells) else ''}{many}"
    if statuses == {"no-format"}:
        return f"the summit {when} had no format for them"
    if statuses <= AWAY:
        return f"{when} none of them came"
    return f"of the summit {when} no source says who came"


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
            ("summits", list(reversed(matrix.occasions)), shown["rows"]),
            ("cells", newest_first(matrix), shown["cells"]),
            ("headline", headline(record, as_of, known_on), shown["headline"]),
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


CORRECTED = [
    ip4.Visit(id="never", occurred="2024-02-01", partners=["korea"], direction="to-nato"),
    ip4.Retraction(id="r-never", target="never", reason="It never was."),
    ip4.Visit(id="visit", occurred="2024-05-01", partners=["korea"], direction="to-nato"),
    ip4.Correction(
        id="correction",
        target="visit",
        reason="It was a meeting.",
        known="2024-07-01",
        replacement=ip4.Meeting(id="visit", occurred="2024-05-01", partners=["korea"]),
    ),
    ip4.AgreementSigned(
        id="programme",
        occurred="2024-03-01",
        partners=["korea"],
        agreement="itpp",
        title="Programme",
        type="itpp",
    ),
    ip4.Retraction(id="retraction", target="programme", reason="No.", known="2025-02-03"),
]


def test_what_does_not_stand_is_opened_and_told_no_more_of(opened, tmp_path):
    explorer = opened(file=write(ip4.Timeline(CORRECTED), tmp_path / "page.html"))
    heading = explorer.page.locator("#details-heading")
    explorer.ask("#day=2025-02-03&open=event%2Fnever")
    assert "this does not stand" in explorer.page.inner_text("#details-body")
    assert heading.inner_text() == "Event"
    explorer.ask("#day=2024-04-01&known=2024-04-01&open=event%2Fvisit")
    assert heading.inner_text() == "Event"
    explorer.ask("#day=2024-06-01&known=2024-06-01&open=event%2Fvisit")
    assert heading.inner_text() == "Event: Visit"
    explorer.ask("#day=2024-08-01&open=event%2Fvisit")
    assert heading.inner_text() == "Event: Meeting"


def test_the_page_reaches_to_the_last_day_on_which_anything_became_known(opened, tmp_path):
    explorer = opened(file=write(ip4.Timeline(CORRECTED), tmp_path / "page.html"))
    assert "became known after 3 February 2025" in explorer.page.inner_text("#foot")
    explorer.ask("#day=2025-02-03&known=same")
    # Taken back, it never ended.
    said = explorer.page.inner_text("#changed")
    assert "Changed this day" in said and "no longer on record" in said and "ended" not in said


def test_a_page_of_a_cut_knows_no_more_whatever_is_asked_of_it(opened, tmp_path):
    cut = ip4.Timeline(CORRECTED).known("2024-06-15")
    explorer = opened(file=write(cut, tmp_path / "page.html"))
    for asked_of in ("", "&known=same", "&known=2024-12-01"):
        explorer.ask("#day=2024-12-31" + asked_of)
        assert explorer.page.inner_text("#question") == "31 December 2024, as known on 15 June 2024"
        assert "as known on 15 June 2024" in explorer.page.inner_text("#headline")
        with explorer.page.expect_download() as waited:
            explorer.page.click("#csv")
        with Path(waited.value.path()).open(encoding="utf-8", newline="") as file:
            assert {row["known_on"] for row in csv.DictReader(file)} == {"2024-06-15"}
    explorer.ask("#day=2024-12-31&known=2024-04-01")
    assert explorer.page.inner_text("#question") == "31 December 2024, as known on 1 April 2024"


def test_an_occasion_is_shown_as_it_was_scheduled_by_then(opened):
    row = f'[data-occasion="{HAGUE}"] th small'
    explorer = opened("#day=2025-06-26&known=2025-01-01")
    assert explorer.page.inner_text(row) == "24 to 26 June 2025"
    # Known by its year, it has not begun while the year may still bring it.
    explorer.ask("#day=2025-03-01&known=2023-12-31")
    assert explorer.page.inner_text(row) == "2025"
    assert "of July 2024" in explorer.page.inner_text("#headline")
    explorer.ask("#day=2025-06-26")
    assert explorer.page.inner_text(row) == "24 to 25 June 2025"


TOLD = """() => {
  document.querySelectorAll("main details").forEach((part) => { part.open = true; });
  return ["#headline", "#changed", "#question", "main"].flatMap((part) =>
    document.querySelector(part).innerText.split("\\n").filter((line) => line.trim()))
    .concat([...document.querySelectorAll("[data-lane]")].map((lane) => lane.ariaValueText));
}"""


def test_nothing_that_was_known_later_is_told(record, opened, tmp_path):
    cut = write(record.known("2018-03-01"), tmp_path / "cut.html")
    whole = opened("#day=2017-06-30&known=2018-03-01").page.evaluate(TOLD)
    assert len(whole) > 500
    assert whole == opened("#day=2017-06-30", file=cut).page.evaluate(TOLD)


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
        explorer.page.wait_for_timeout(350 if part == 0.7 else 0)  # a hand that stops on the way
    explorer.page.mouse.up()
    explorer.page.wait_for_function("() => location.hash !== '#day=2025-06-25'")
    first, last = (int(explorer.page.get_attribute("#slider", end)) for end in ("min", "max"))
    halfway = date(1970, 1, 1) + timedelta(days=(first + last) // 2)
    seen = date.fromisoformat(explorer.page.input_value("#day"))
    assert abs(seen.year - halfway.year) <= 1
    explorer.page.go_back()
    explorer.page.wait_for_function("() => document.querySelector('#day').value === '2025-06-25'")


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


# What is seen first, and what changed


def test_playing_stops_where_another_address_is_followed(opened):
    explorer = opened("#day=2023-06-25")
    explorer.page.click("#play")
    explorer.page.wait_for_function("() => location.hash !== '#day=2023-06-25'")
    explorer.page.click("#stories summary")
    explorer.page.click("#story-list a >> nth=0")
    explorer.page.wait_for_selector("#story", state="visible")
    assert explorer.page.get_attribute("#play", "aria-pressed") == "false"


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("fragment", ["#day=2025-06-25", "", "#day=2025-06-25&known=2025-06-20"])
def test_the_first_screen_tells_the_story(opened, first_screen, size, fragment):
    explorer = opened(fragment, viewport={"width": size[0], "height": size[1]})
    for part in first_screen:
        box = explorer.page.locator(part).first.bounding_box()
        assert box["y"] >= 0, part
        # A row that is yet to fill its height is in sight where its cells are.
        assert box["y"] + box["height"] <= size[1], part
    assert explorer.page.inner_text("#changed")


def test_the_headline_is_the_one_that_was_asked_for(opened):
    explorer = opened("#day=2025-06-25")
    said = "On 25 June 2025 one leader of the four was in The Hague; a year before it was three."
    assert explorer.page.inner_text("#headline") == said


@pytest.mark.parametrize(
    ("day", "part"),
    [
        ("2021-06-14", "the summit in Brussels had no format for the four"),
        ("2012-05-21", "at least one leader of the four was in Chicago"),
        ("2008-04-04", "at least two leaders of the four were in Bucharest"),
        ("1990-01-01", "no summit with the four is on record"),
    ],
)
def test_the_headline_takes_silence_for_no_absence(opened, day, part):
    assert part in opened(f"#day={day}").page.inner_text("#headline")


def test_who_stayed_away_and_for_whom_there_was_no_format_is_told(opened, tmp_path):
    oslo = ip4.Occasion(
        id="oslo",
        title="2024 Oslo summit",
        format="summit",
        series="nato-summit",
        dates="2024-07-09",
        venue="Oslo",
    )
    scheduled = ip4.OccasionScheduled(
        id="scheduled",
        occurred="2024-01-01",
        occasion="oslo",
        dates="2024-07-09",
        partner_format="none",
        partners=list(ip4.Partner),
    )
    absence = ip4.Absence(id="a", occurred="2024-07-09", occasion="oslo", partners=["japan"])
    timeline = ip4.Timeline([scheduled, absence], ip4.Registries(occasions=[oslo]))
    explorer = opened("#day=2024-07-10", file=write(timeline, tmp_path / "page.html"))
    assert "none of the four was in Oslo" in explorer.page.inner_text("#headline")


def test_sentences_that_follow_one_another_on_a_line_lose_their_full_stops(opened):
    text = opened("#day=2026-05-29").page.inner_text("#changed")
    assert "; " in text and ".;" not in text


def test_what_changed_is_said_beside_the_slider_and_flashes(record, opened):
    explorer = opened("#day=2024-09-30")
    explorer.page.click("#next")
    explorer.settle()
    assert explorer.page.input_value("#day") == "2024-10-01"
    text = explorer.page.inner_text("#changed")
    assert "Mark Rutte" in text and "before: Jens Stoltenberg" in text
    flashed = explorer.page.evaluate(
        "() => [...document.querySelectorAll('main .flash')].map((e) => e.dataset.ref)"
    )
    assert "OFFICES/nato-secretary-general" in flashed
    day = date(2024, 10, 1)
    before, now = (expected(record, record.as_of(d)) for d in (day - timedelta(days=1), day))
    tallies = ("CONTACTS", "SUPPORT", "VOICES")
    changed = {r for r in before | now if before.get(r) != now.get(r)}
    assert {r for r in changed if r.split("/")[0] not in tallies} == set(filter(None, flashed))
    explorer.page.click("#slider")
    explorer.settle()
    assert explorer.page.locator("main .flash").count() == 0


def test_the_day_before_is_seen_as_it_was_known_the_day_before(opened):
    explorer = opened("#day=2025-06-24&known=same")
    assert "25 June 2025" not in explorer.page.inner_text("#changed")
    explorer.page.click("#next")
    explorer.settle()
    assert "attended (before: expected)" in explorer.page.inner_text("#changed")


def test_a_value_last_seen_long_ago_looks_faded(opened):
    explorer = opened("#day=2026-01-01")
    weights = explorer.page.evaluate(
        """() => [...document.querySelectorAll(".value:not(.faded) .main")].slice(0, 1)
          .concat([...document.querySelectorAll(".value.faded .main")].slice(0, 1))
          .map((e) => getComputedStyle(e).color + getComputedStyle(e).fontWeight)"""
    )
    assert len(set(weights)) == 2


# Addresses that say something wrong, and what is near the pointer


@pytest.mark.parametrize(
    ("fragment", "question"),
    [
        ("#day=2025-6-25&known=2025-6-20", "25 June 2025, as known on 20 June 2025"),
        ("#day=25%20June%202025&known=20%20Jun%202025", "25 June 2025, as known on 20 June 2025"),
        ("#day=1990-01-01", "1 January 1990, with hindsight"),
        ("#day=1960-01-01", "1 January 1960, with hindsight"),
    ],
)
def test_an_address_with_one_meaning_is_taken(opened, fragment, question):
    explorer = opened(fragment)
    assert explorer.page.inner_text("#question") == question
    assert not explorer.page.locator("#notice").is_visible()


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ("#day=2025-02-31", "“day=2025-02-31” is no day"),
        ("#day=2025-06-25&known=6/7/2025", "“known=6/7/2025” is no day"),
        ("#day=2025-06", "“day=2025-06” is no day"),
        ("#day=1900-01-01", "is outside this page"),
        ("#partners=japan,china", "“partners=china” is not among: japan, korea"),
        ("#kinds=picnic", "“kinds=picnic” is not among"),
        ("#open=LEADER/atlantis", "names no value, no event and no word"),
        ("#open=status/absent", "“open=status/absent” names no value"),
        ("#open=word/constructor", "“open=word/constructor” names no value"),
        ("#knwon=2025-06-20", "“knwon” is nothing that an address"),
        ("#day=2025-06-25&day=2025-06-26", "“day” is there twice"),
        ("#beside=so", "needs a knowledge day"),
        ("#known=2025-06-20&beside=yes", "“beside=yes” is unknown"),
    ],
)
def test_an_address_that_cannot_be_followed_says_so_in_sight(opened, fragment, said):
    explorer = opened(fragment)
    notice = explorer.page.locator("#notice")
    assert said in notice.inner_text()
    assert notice.bounding_box()["y"] < 300
    explorer.page.click("#notice-close")
    assert not notice.is_visible()


def test_a_notice_is_in_sight_however_far_down_the_page_was(opened):
    explorer = opened("#day=2025-06-25&find=liaison")
    explorer.page.evaluate("() => { location.hash = '#day=2025-06-31&find=liaison'; }")
    explorer.page.wait_for_selector("#notice-close")
    explorer.settle()
    assert 0 <= explorer.page.locator("#notice").bounding_box()["y"] < 300


@pytest.mark.parametrize(
    "fragment",
    [
        "#" + "z" * 5000,
        "#day=" + "9" * 5000,
        "#find=" + "x" * 5000,
        "#" + "&".join(f"odd{n}=1" for n in range(200)),
    ],
)
def test_an_address_however_long_leaves_the_answer_in_sight(opened, fragment):
    page = opened(fragment, viewport={"width": 320, "height": 640}).page
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    notice = page.locator("#notice").bounding_box()
    assert (notice["height"] if notice else 0) < 320
    if "odd0" in fragment:
        assert "197 more of this address cannot be followed." in page.inner_text("#notice")


def test_spaces_around_what_is_sought_narrow_nothing(opened):
    explorer = opened("#day=2025-06-25&find=%20Iwaya%20%20")
    spaced = explorer.shown()["events"]
    explorer.ask("#day=2025-06-25&find=iwaya")
    assert spaced == explorer.shown()["events"] != []


def test_words_in_the_address_lead_to_what_has_them(opened):
    explorer = opened("#day=2025-06-25&find=liaison")
    box = explorer.page.locator("#events-heading").bounding_box()
    clock = explorer.page.locator(".clock").bounding_box()
    assert clock["y"] + clock["height"] <= box["y"] < 600
    explorer.ask("#day=2025-06-25&find=zeppelin")
    assert "No event matches “zeppelin” by then." in explorer.page.inner_text("#events")
    assert "Nothing of what is sought" in explorer.page.inner_text("#changed")


@pytest.mark.parametrize("width", [1280, 800, 390])
def test_opening_the_panel_moves_nothing_and_covers_nothing_under_the_pointer(opened, width):
    explorer = opened("#day=2025-06-25", viewport={"width": width, "height": 800})
    cells = explorer.page.locator(".matrix tbody tr >> nth=0").locator("button.cell")
    for n in range(cells.count()):
        cells.nth(n).scroll_into_view_if_needed()
        before = cells.nth(n).bounding_box()
        cells.nth(n).click()
        explorer.settle()
        assert explorer.page.locator("#details").is_visible()
        assert cells.nth(n).bounding_box() == before
        on_top = explorer.page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('[data-ref]')?.dataset.ref",
            [before["x"] + before["width"] / 2, before["y"] + before["height"] / 2],
        )
        assert on_top == cells.nth(n).get_attribute("data-ref")
        explorer.page.keyboard.press("Escape")
        explorer.settle()


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_pressed_is_at_least_24_pixels(opened, width):
    explorer = opened("#day=2025-06-25", viewport={"width": width, "height": 800})
    explorer.page.click('[data-ref="LEADER/japan"]')
    for part in explorer.page.locator("details").all():
        part.evaluate("(element) => { element.open = true; }")
    small = explorer.page.evaluate(
        """() => [...document.querySelectorAll("button, summary, input, textarea")]
          .map((e) => e.closest("label") || e)
          .filter((e) => {
            const { width, height } = e.getBoundingClientRect();
            return width && (width < 24 || height < 24) && !e.closest(".skip");
          }).map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_dates_have_one_form_on_the_page(opened):
    explorer = opened("#day=2025-06-25&open=ENGAGEMENTS/japan/2025-the-hague-summit")
    for part in explorer.page.locator("details").all():
        part.evaluate("(element) => { element.open = true; }")
    shown = explorer.page.evaluate(
        """() => [...document.querySelectorAll(".value, .matrix, .when, #details .meta, td,"
          + " .evidence small, #changed, #headline")]
          .flatMap((e) => e.textContent.match(/\\b\\d{4}-\\d\\d(-\\d\\d)?\\b/g) || [])"""
    )
    assert shown == []


def test_a_value_that_is_there_is_not_called_missing(opened):
    explorer = opened(f"#day=2025-06-25&open=ENGAGEMENTS/japan/{HAGUE}")
    assert "No value on this day" not in explorer.page.inner_text("#details")


# Taking it along, and two states of knowledge beside each other


def test_the_view_is_linked_cited_and_saved_as_a_table(record, opened):
    explorer = opened("#day=2025-06-25&known=2025-06-20&partners=japan")
    explorer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer.page.click("#copy-link")
    explorer.page.wait_for_function("() => !document.querySelector('#share-text').hidden")
    address = explorer.page.input_value("#share-text")
    assert address == explorer.url + "#day=2025-06-25&known=2025-06-20&partners=japan"
    explorer.page.click("#cite")
    explorer.page.wait_for_function(
        "() => document.querySelector('#share-said').textContent.startsWith('Citation')"
    )
    cited = explorer.page.input_value("#share-text")
    for part in (record.digest, "25 June 2025, as known on 20 June 2025", address, "CC-BY-4.0"):
        assert part in cited
    with explorer.page.expect_download() as waited:
        explorer.page.click("#csv")
    assert waited.value.suggested_filename == "nato-ip4-2025-06-25.csv"
    with Path(waited.value.path()).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    snapshot = record.as_of("2025-06-25", known_on="2025-06-20")
    engagements = {r["key"]: r["value"] for r in rows if r["aspect"] == "engagements"}
    assert engagements == {
        key: value.status for key, value in snapshot["japan"].engagements.items()
    }
    assert {r["whose"] for r in rows} >= {"japan"}
    assert not {"korea", "australia", "new-zealand"} & {r["whose"] for r in rows}
    assert {r["known_on"] for r in rows} == {"2025-06-20"}


def test_what_was_known_stands_beside_what_was_so(record, opened):
    explorer = opened("#day=2025-06-25&known=2025-06-20")
    assert explorer.page.locator(".so").count() == 0
    explorer.page.check("#beside")
    explorer.settle()
    assert "beside=so" in explorer.page.evaluate("location.hash")
    marked = set(
        explorer.page.evaluate(
            "() => [...document.querySelectorAll('main .so')]"
            ".map((e) => e.closest('[data-ref]').dataset.ref)"
        )
    )
    then, so = (record.as_of("2025-06-25", known_on=k) for k in ("2025-06-20", None))
    differing = {
        f"ENGAGEMENTS/{p}/{key}"
        for p in then
        for key in set(then[p].engagements) & set(so[p].engagements)
        if engagement(then[p].engagements[key], str) != engagement(so[p].engagements[key], str)
    }
    assert differing <= marked
    cell = explorer.page.inner_text(f'[data-ref="ENGAGEMENTS/japan/{HAGUE}"]')
    assert "expected" in cell and "what was so: attended" in cell.replace("\n", " ")
    counted = explorer.page.inner_text('[data-ref="CONTACTS/japan/attendance"]')
    assert "what was so: " in counted.replace("\n", " ")
    explorer.page.check("input[name=mode][value=all]")
    explorer.settle()
    assert explorer.page.locator(".so").count() == 0


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
    for _ in (*ip4.Partner, "knowledge"):  # a lane of each partner first
        keys.press("Tab")
    keys.press("ArrowDown")
    explorer.settle()
    assert "as known on 24 June 2025" in explorer.page.inner_text("#question")
    tab_to(f"ENGAGEMENTS/korea/{HAGUE}")
    keys.press("Enter")
    explorer.settle()
    assert explorer.focused() == "details-heading"
    keys.press("Tab")
    assert explorer.focused() == "close"
    keys.press("Enter")
    explorer.settle()
    assert explorer.focused() == f"ENGAGEMENTS/korea/{HAGUE}"
    tab_to("OFFICES/nato-secretary-general", 200)
    tab_to("find", 400)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
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
    found = explorer.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
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


def test_paper_has_no_choices_and_leaves_them_closed(opened):
    page = opened("#day=2025-06-25").page
    page.emulate_media(media="print")
    assert not page.locator("#kinds").is_visible()
    page.emulate_media(media="screen")
    assert page.get_attribute("#kinds", "open") is None


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (320, 568), (320, 256)])
def test_what_has_the_focus_is_not_hidden_by_what_sticks(opened, width, height):
    page = opened("#day=2025-06-25", viewport={"width": width, "height": height}).page
    page.focus("#find")
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        covered = page.evaluate(
            """() => {
              const [it, clock] = [document.activeElement, document.querySelector(".clock")]
                .map((one) => one.getBoundingClientRect());
              return it.top < clock.bottom - 1 && it.bottom > clock.top;
            }"""
        )
        assert not covered


def test_a_day_of_the_history_keeps_the_focus(opened):
    explorer = opened("#day=2025-06-25&open=LEADER/japan")
    page = explorer.page
    page.click("#details summary >> nth=0")
    page.focus("#details .history button >> nth=1")
    page.keyboard.press("Enter")
    explorer.settle()
    assert "day=2025-06-25" not in page.evaluate("location.hash")
    assert page.evaluate("document.activeElement.matches('.history button')")


def test_escape_closes_the_stories_before_the_panel(opened):
    page = opened("#day=2025-06-25&open=LEADER/japan").page
    page.click("#stories summary")
    page.keyboard.press("Escape")
    assert page.get_attribute("#stories", "open") is None
    assert page.locator("#details").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector("#details", state="hidden")


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


def test_a_frame_without_an_address_shows_what_is_chosen(opened, tmp_path):
    frame = f'<iframe sandbox="allow-scripts" srcdoc="{escape(page(ip4.Timeline(CORRECTED)))}">'
    (tmp_path / "frame.html").write_text(f"<!doctype html>{frame}</iframe>", encoding="utf-8")
    explorer = opened(file=tmp_path / "frame.html")
    inner = explorer.page.frame_locator("iframe")
    inner.locator("#partners input >> nth=0").click()
    explorer.settle()
    assert inner.locator(".card h3").all_inner_texts() == ["Korea", "Australia", "New Zealand"]


def test_an_empty_timeline_opens(opened, tmp_path):
    explorer = opened(file=write(ip4.Timeline(), tmp_path / "page.html"))
    assert "not on record" in explorer.page.inner_text("#nato")


def test_size_and_speed(record, text, opened, capsys):
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
    size = len(text.encode())
    with capsys.disabled():
        print(
            f"\nexplorer: {size:,} bytes for {len(record.entries)} entries,"
            f" interactive after {interactive:.0f} ms, "
            f"a step {steps[30]:.0f} ms (median), {steps[-1]:.0f} ms (longest)"
        )
    # How long it takes is told, and not asserted: it says as much about the machine.
    assert interactive > 0
    assert len(steps) == 60


# Words explained where they stand, and who acts


def test_the_legend_stands_at_the_tables_and_explains_its_words(opened):
    explorer = opened("#day=2025-06-25")
    page = explorer.page
    legend = page.locator("#legend-words")
    heading, table = (page.locator(s).first.bounding_box() for s in ("#matrix-heading", ".matrix"))
    assert heading["y"] - 10 <= legend.bounding_box()["y"] < table["y"]
    # Only what stands in the tables that are open.
    shown = {b.get_attribute("data-ref") for b in legend.locator("button").all()}
    assert {"word/status/attended", "word/status/no-format", "word/level/leader"} <= shown
    assert "word/status/called-off" not in shown
    page.click('[data-ref="word/status/no-format"]')
    explorer.settle()
    assert page.inner_text("#details-heading") == "No format for partners"
    assert STATUS_MEANINGS["no-format"] in page.inner_text("#details-body").lower()
    assert page.evaluate("location.hash").endswith("open=word%2Fstatus%2Fno-format")
    narrow = opened("#day=2025-06-25", viewport={"width": 390, "height": 844}).page
    assert not narrow.locator("#legend-words").is_visible()
    narrow.click("#legend-toggle")
    assert narrow.locator("#legend-words").is_visible()


def test_words_are_explained_in_the_panel_and_at_the_foot(opened):
    explorer = opened(f"#day=2025-06-25&open=ENGAGEMENTS/japan/{HAGUE}")
    page = explorer.page
    texts = page.locator("#details .meaning summary").all_inner_texts()
    assert texts == [f"What “{word}” means" for word in ("engagements", "attended", "minister")]
    page.click("#details .meaning summary >> nth=2")
    assert "sworn portfolio minister" in page.inner_text("#details .meaning >> nth=2")
    page.click(".words summary")
    foot = page.inner_text("#words-body")
    for cls in (ip4.Visit, ip4.Absence):
        assert (cls.__doc__ or "").split("\n")[0].strip(' ."') in foot


@pytest.mark.parametrize(
    ("event", "who"),
    [
        ("2023-05-12-wang-wenbin-tokyo-office", "Who: Wang Wenbin of China, spokesperson"),
        ("2025-06-25-japan-attends-the-hague", "Who: Takeshi Iwaya, Minister of Foreign Affairs"),
    ],
)
def test_persons_stand_with_their_state_or_office(opened, event, who):
    explorer = opened(f"#day=2025-12-31&open=event/{event}")
    assert who in explorer.page.inner_text("#details .who")
