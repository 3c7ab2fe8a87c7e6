"""The drawn time: the same stretches as the swimlanes, on both clocks; by pointer and by keys."""

import re
from datetime import date, timedelta

import pytest

import ip4timeline as ip4
from ip4timeline.engine.time.phrases import day_words

EPOCH = date(1970, 1, 1)
DRAWN_NOW = """() => {
  const share = (e, name) => Number.parseFloat(e.style[name]);
  const out = {};
  for (const track of document.querySelectorAll("[data-lane]")) {
    const of = (row, part) => [...track.querySelectorAll(`.row.${row} ${part}`)];
    const bars = (row) => of(row, ".bar").map((e) =>
      [e.className, share(e, "left"), share(e, "width")]);
    out[track.dataset.lane] = { leader: bars("leader"), programme: bars("programme"),
      summits: of("summits", ".dot").map((e) => [e.className, share(e, "left")]) };
  }
  return out;
}"""


def days(number):
    return EPOCH + timedelta(days=number)


@pytest.mark.parametrize("known_on", [None, date(2018, 3, 1), date(2025, 6, 20)])
def test_the_bars_lie_where_the_library_has_the_spells(record, opened, known_on):
    explorer = opened("#day=2025-06-25" + (f"&known={known_on}" if known_on else ""))
    first, last = (days(int(explorer.page.get_attribute("#slider", end))) for end in ("min", "max"))
    drawn = explorer.page.evaluate(DRAWN_NOW)
    assert set(drawn) == set(ip4.Partner)
    newest = max(date.fromisoformat(str(e.known)) for e in record)
    for partner in ip4.Partner:
        for name, projection in (("leader", ip4.LEADER), ("programme", ip4.PROGRAMME)):
            found = drawn[partner][name]
            edges = [min(b[1] for b in found), max(b[1] + b[2] for b in found)]
            end = min(known_on or newest, newest) + timedelta(days=1)
            early = record.project(projection, known_on=known_on, certainty="possible")
            view = record.project(projection, known_on=known_on)
            spells = view.spells(partner)
            starts = [s.since for s in (*spells, *early.spells(partner))]
            ends = [s.until or end for s in spells]
            wanted = [
                max((date.fromordinal(min(starts).toordinal()) - first).days, 0),
                (min(date.fromordinal(max(ends).toordinal()), end) - first).days,
            ]
            for seen, day in zip(edges, wanted, strict=True):
                assert seen == pytest.approx(day * 100 / (last - first).days, abs=0.02)
        # A dot for each summit that the partner had to do with, at the level of who came.
        at = min(known_on or newest, newest)
        engagements = record.as_of(at, known_on=known_on)[partner].engagements
        summits = [
            o
            for o in record.registries.occasions
            if o.format == "summit" and o.series and o.id in engagements
        ]
        levels = [
            engagements[o.id].level for o in summits if engagements[o.id].status == "attended"
        ]
        dots = drawn[partner]["summits"]
        assert len(dots) == len([o for o in summits if (o.dates.until or o.dates.latest) <= last])
        seen = re.findall(r"filled level-([\w-]+)", " ".join(name for name, _ in dots))
        assert sorted(seen) == sorted(str(level) for level in levels if level)


def test_pointing_says_what_is_there_and_a_click_goes_to_the_day(record, opened):
    explorer = opened("#day=2022-01-01")
    page = explorer.page
    dot = page.locator("[data-lane=new-zealand] .dot.level-leader").last.bounding_box()
    middle = (dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    rest = page.inner_text("#lane-said")
    page.mouse.move(*middle)
    said = page.inner_text("#lane-said")
    assert said.startswith(
        "New Zealand. 2025 The Hague summit: attended, leader, Christopher Luxon"
    )
    assert said.endswith("→ 25 June 2025")
    page.mouse.click(*middle)
    explorer.settle()
    assert page.input_value("#day") == "2025-06-25"
    page.mouse.move(5, 5)
    assert page.inner_text("#lane-said") == rest
    leader = page.locator("[data-lane=japan] .leader .bar", has_text="Shinzo Abe").bounding_box()
    x, y = leader["x"] + leader["width"] / 2, leader["y"] + 7
    page.mouse.move(x, y)
    said = page.inner_text("#lane-said")
    spell = next(
        s
        for s in record.project(ip4.LEADER).spells("japan")
        if s.value.holder == "shinzo-abe" and s.since.year == 2012
    )
    assert f"Leader: Shinzo Abe, since {day_words(spell.since)}, until" in said
    page.mouse.click(x, y)
    explorer.settle()
    shown = date.fromisoformat(page.input_value("#day"))
    assert spell.since < shown < spell.until
    assert said.endswith(f"→ {day_words(shown)}")
    assert record.as_of(shown)["japan"].leader.person == "shinzo-abe"


def test_the_hills_are_the_contacts_that_the_library_counts(record, opened):
    explorer = opened("#day=2024-01-01")
    page = explorer.page
    track = page.locator("[data-lane=japan]")
    row = page.locator("[data-lane=japan] .contacts").bounding_box()
    first, last = (days(int(page.get_attribute("#slider", end))) for end in ("min", "max"))
    for start, end in (
        (date(2024, 4, 1), date(2024, 6, 30)),
        (date(2023, 1, 1), date(2023, 3, 31)),
    ):
        share = ((start + (end - start) / 2) - first) / (last - first)
        page.mouse.move(row["x"] + row["width"] * share, row["y"] + 4)
        before, after = (
            sum(c.count for c in record.as_of(day)["japan"].contacts.values())
            for day in (start - timedelta(days=1), end)
        )
        assert after > before
        assert f"{after - before} contact" in page.inner_text("#lane-said")
    assert track.count() == 1


def test_the_lanes_are_walked_by_keys(opened):
    explorer = opened("#day=2025-06-25")
    page = explorer.page
    page.focus("#slider")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.dataset.lane") == "japan"
    for _ in range(3):
        page.keyboard.press("Tab")
    track = page.locator("[data-lane=new-zealand]")
    assert track.get_attribute("aria-valuetext").startswith("2025 The Hague summit: attended")
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    said = track.get_attribute("aria-valuetext")
    assert said.startswith("Leader: Christopher Luxon, since 27 November 2023")
    assert said in page.inner_text("#lane-said")
    page.keyboard.press("ArrowLeft")
    assert track.get_attribute("aria-valuetext").startswith("Leader: Chris Hipkins")
    page.keyboard.press("ArrowDown")
    assert track.get_attribute("aria-valuetext").startswith("Partnership programme: I")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    explorer.settle()
    assert page.input_value("#day") == "1989-08-08"
    assert page.evaluate("() => document.activeElement.dataset.lane") == "new-zealand"
    page.keyboard.press("ArrowRight")
    assert track.get_attribute("aria-valuetext").startswith("Leader: Mike Moore")


def test_lanes_show_the_chosen_partners_and_stand_on_paper(opened):
    explorer = opened("#day=2025-06-25&partners=korea", viewport={"width": 390, "height": 844})
    page = explorer.page
    assert page.locator("[data-lane]").count() == 1
    box = page.locator("[data-lane=korea]").bounding_box()
    assert box["height"] >= 24
    assert box["x"] + box["width"] <= 390
    page.emulate_media(media="print")
    assert page.locator("[data-lane=korea]").is_visible()
    assert page.locator("#lane-years").is_visible()
