"""Stories: each is followed in the browser, and its sentences asserted from the library."""

import re
from datetime import date, timedelta

import pytest

import ip4timeline as ip4
from ip4timeline.engine.time.phrases import day_words, when_words
from ip4timeline.export.explorer.stories import stories

ALL = len(ip4.Partner)
NUMBERS = ("none", "one", "two", "three", "four", "five", "six")


def capital(text):
    return text[:1].upper() + text[1:]


def row(names):
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def partners(found):
    return "all four" if len(found) == ALL else row([p.label for p in ip4.Partner if p in found])


# What each sentence should say, by the library's own answers


def road(record, story, name):
    """Who stood how towards the summit, of the partners of whom that is new."""
    occasion = story.id.removeprefix("the-road-to-")
    before = {}
    for step in story.steps:
        snapshot = record.as_of(step.day, known_on=step.day)
        now = {}
        for partner, found in snapshot.items():
            got = found.engagements.get(occasion)
            if got is not None:
                who = f": {name(got.person)}" if got.person else ""
                level = f" ({got.level.replace('-', ' ')})" if got.level else ""
                instead = f" instead of {name(got.instead_of)}" if got.instead_of else ""
                now[partner] = f"{got.status}{who}{level}{instead}"
        fresh = {p: said for p, said in now.items() if said != before.get(p)}
        said = [
            f"{partners([p for p in fresh if fresh[p] == text])} {text}"
            for text in dict.fromkeys(fresh.values())
        ]
        before = now
        yield f"Known on {day_words(step.day)}: {'; '.join(said)}."


def proposal(record, story, name):
    """Who came out against it, and how many had."""
    countries = {p.id: name(p.country) for p in record.registries.people if p.country}
    before = ()
    for n, step in enumerate(story.steps):
        value = record.as_of(step.day).nato.proposals[story.id]
        spell = next(s for s in record.project(ip4.PROPOSALS).spells(story.id) if step.day in s)
        fresh = [o for o in value.opponents if o not in before]
        against = row(
            [name(o) + (f" of {countries[o]}" if o in countries else "") for o in fresh] or [""]
        )
        total = f"{NUMBERS[len(value.opponents)]} against it in all, "
        total += f"{NUMBERS[len(value.opposing_allies)]} of them for an ally"
        if not n:
            said = f"{value.title}, {value.state}"
        else:
            said = (
                f"{against} against it; {total}"
                if fresh
                else f"{value.title}, {value.state}; {total}"
            )
        before = value.opponents
        yield f"{capital(when_words(spell.opened))}: {said}."


def with_status(record, slug):
    """The partners that have a status on a day."""
    return lambda day: {p for p, found in record.as_of(day).items() if slug in found.statuses}


def with_programme(record, kind):
    """The partners that have had a programme of a type by a day."""
    spells = {p: record.project(ip4.PROGRAMME).spells(p) for p in ip4.Partner}
    return lambda day: {
        p for p in ip4.Partner for s in spells[p] if s.since <= day and s.value.type == kind
    }


def closer(record, story, name):
    """With whom a status or a type of programme is first on record that day, and with how many."""
    for step in story.steps:
        now = record.as_of(step.day)
        aspect, partner, *status = step.open.split("/")
        if aspect == "STATUSES":
            word, having = status[0].replace("-", " "), with_status(record, status[0])
        else:
            word = now[partner].programme.title.split(" between ")[0]
            having = with_programme(record, now[partner].programme.type)
        held = having(step.day)
        fresh = held - having(step.day - timedelta(days=1))
        begun = (
            now[p].statuses[status[0]].since if status else now[p].programme.signed
            for p in ip4.Partner
            if p in fresh
        )
        when = " and ".join(dict.fromkeys(map(when_words, begun)))
        many = "all" if len(held) == ALL else f"{NUMBERS[len(held)]} of"
        yield f"{capital(when)}: {capital(partners(fresh))}, {word}; on record for {many} the four."


def came(record, story, name):
    """Who came, by level from the highest, and of whom no source says so."""
    for step in story.steps:
        last = step.day - timedelta(days=1)
        occasion = next(
            o
            for o in record.registries.occasions
            if o.format == "summit" and (o.dates.until or o.dates.latest) == last
        )
        cells = {
            c.partner: c
            for c in record.as_of(step.day).summit_matrix().cells
            if c.occasion == occasion.id
        }
        said = []
        for level in sorted({c.level for c in cells.values() if c.level}, reverse=True):
            of = [p for p, c in cells.items() if c.status == "attended" and c.level == level]
            word = level.replace("-", " ")
            article = "the" if level == "leader" else "a"
            if of:
                head = f"{word}s" if len(of) > 1 else f"{article} {word}"
                said.append(f"{head} of {partners(of)} came")
        silent = [p for p, c in cells.items() if c.status == "unknown"]
        if silent:
            said.append(f"of {partners(silent)} no source says who came")
        if all(c.status == "no-format" for c in cells.values()):
            said.append("it had no format for all four")
        yield f"{occasion.title}: {'; '.join(said)}."


def sentences(record, story):
    name = record.registries.name
    if story.id.startswith("the-road-to-"):
        return list(road(record, story, name))
    if story.id in record.as_of("2026-01-01").nato.proposals:
        return list(proposal(record, story, name))
    return list(
        {"from-status-to-programme": closer, "who-came-to-the-summits": came}[story.id](
            record, story, name
        )
    )


WANTED = {
    "the-road-to-2025-the-hague-summit": "The road to The Hague, 2025",
    "tokyo-liaison-office": "NATO liaison office in Tokyo",
    "from-status-to-programme": "From contact country to "
    "Individually Tailored Partnership Programme",
    "who-came-to-the-summits": "Who came to the summits",
}


@pytest.fixture(scope="module")
def told(record):
    return {story.id: story for story in stories(record)}


def test_the_stories_that_were_asked_for_are_there(told):
    assert {id: told[id].title for id in WANTED} == WANTED
    assert all(len(story.steps) > 1 for story in told.values())


def test_every_sentence_is_what_the_library_answers(record, told):
    for story in told.values():
        assert [step.text for step in story.steps] == sentences(record, story), story.id


@pytest.mark.parametrize("id", WANTED)
def test_a_story_is_followed_step_by_step(record, told, opened, id):
    explorer = opened(f"#story={id}")
    page = explorer.page
    story = told[id]
    for n, (step, sentence) in enumerate(
        zip(story.steps, sentences(record, story), strict=True), 1
    ):
        assert page.inner_text("#headline") == sentence
        assert page.inner_text("#story-said") == f"{story.title}: {n} of {len(story.steps)}"
        assert page.input_value("#day") == str(step.day)
        known = f"as known on {day_words(step.day)}" if step.then else "with hindsight"
        assert page.inner_text("#question") == f"{day_words(step.day)}, {known}"
        address = page.evaluate("location.hash")
        assert address == f"#story={id}" + (f"&step={n}" if n > 1 else "")
        assert page.locator("#details").is_visible() == bool(step.open)
        if n < len(story.steps):
            page.click("#next")
            explorer.settle()
    assert page.is_disabled("#next")
    page.go_back()
    page.wait_for_function(
        "(said) => document.querySelector('#headline').textContent === said",
        arg=story.steps[-2].text,
    )


def test_play_walks_a_story_and_stops_at_its_end(told, opened):
    id = "who-came-to-the-summits"
    steps = told[id].steps
    explorer = opened(f"#story={id}&step={len(steps) - 1}")
    page = explorer.page
    page.click("#play")
    page.wait_for_function(
        "(said) => document.querySelector('#headline').textContent === said",
        arg=steps[-1].text,
        timeout=9000,
    )
    page.wait_for_function(
        "() => document.querySelector('#play').textContent === 'Play'", timeout=9000
    )
    assert page.inner_text("#headline") == steps[-1].text


def test_another_day_leaves_the_story_and_a_panel_stays_in_it(opened):
    explorer = opened("#story=tokyo-liaison-office&step=2")
    page = explorer.page
    page.keyboard.press("Escape")
    explorer.settle()
    assert page.evaluate("location.hash") == "#story=tokyo-liaison-office&step=2&open="
    assert page.locator("#story").is_visible()
    page.click("#stories summary")
    page.click("[data-story=who-came-to-the-summits]")
    page.wait_for_function("() => location.hash === '#story=who-came-to-the-summits'")
    assert "Bucharest" in page.inner_text("#headline")
    page.click("#story-leave")
    explorer.settle()
    assert not page.locator("#story").is_visible()
    assert re.fullmatch(r"#day=\d{4}-\d\d-\d\d", page.evaluate("location.hash"))
    assert page.inner_text("#next").strip().startswith("Next change")


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ("#story=the-road-to-rome", "is no story of this page: the-road-to-2025-the-hague-summit"),
        ("#story=tokyo-liaison-office&step=99", "“step=99” is no step of this story, which has 8"),
        ("#story=tokyo-liaison-office&day=2020-01-01", "says its own day and view: day was left"),
        ("#step=2", "“step” counts the steps of a story"),
    ],
)
def test_a_story_that_is_not_there_is_said_in_sight(opened, fragment, said):
    explorer = opened(fragment)
    assert said in explorer.page.inner_text("#notice")


def test_another_record_has_other_stories():
    def event(cls, day, **fields):
        return cls(id=f"{cls.kind}-{day}", occurred=day, partners=["japan"], **fields)

    timeline = ip4.Timeline(
        [
            event(ip4.Proposal, "2030-01-01", proposal="seoul-hub", title="A hub in Seoul"),
            event(
                ip4.Opposition,
                "2030-02-01",
                proposal="seoul-hub",
                participants=[ip4.Participant(person="ann")],
            ),
        ],
        ip4.Registries(people=[ip4.Person(id="ann", name="Ann Ex", country="japan")]),
    )
    (story,) = stories(timeline)
    assert (story.id, story.title) == ("seoul-hub", "A hub in Seoul")
    assert [step.text for step in story.steps] == [
        "1 January 2030: A hub in Seoul, proposed.",
        "1 February 2030: Ann Ex of Japan against it; one against it in all, none of them for an "
        "ally.",
    ]
    assert [step.day for step in story.steps] == [date(2030, 1, 1), date(2030, 2, 1)]
    assert stories(ip4.Timeline()) == ()
