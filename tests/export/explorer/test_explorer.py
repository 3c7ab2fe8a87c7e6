"""The explorer's data, page and command; `test_explorer_browser` opens the page."""

import base64
import hashlib
import json
import re
from bisect import bisect_right
from datetime import date
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.cli.app import app
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.export.explorer import page, write
from ip4timeline.export.explorer.data import explorer_data
from ip4timeline.export.explorer.lanes import DRAWN, lane_stretches
from ip4timeline.export.explorer.values import shown, slug_words
from ip4timeline.relationship.projections.sightings import SEEN, sight_key
from ip4timeline.testing import timelines

EPOCH = date(1970, 1, 1).toordinal()
BY_NAME = {p.name: p for p in ip4.PROJECTIONS}


class Looked:
    """Looks values up in the page's data, as the page does."""

    def __init__(self, data):
        self.data = data
        self.histories = {
            (aspect, tuple(entry["key"])): self._decoded(entry["known"])
            for aspect, entries in self.data["aspects"].items()
            for entry in entries
        }
        self.sights = {tuple(e["key"]): self._decoded(e["known"]) for e in self.data["seen"]}

    @staticmethod
    def _decoded(known):
        rows, history = [], []
        for since, kept, fresh in known:
            rows = rows[:kept]
            for day, value, opened, same, added, *rest in fresh:
                above = rows[-1][3] if rows else []
                rows.append((day, value, opened, [*above[:same], *added], *(rest or ([], None))))
            history.append((since, rows))
        return history

    def row(self, aspect, key, day, known_on):
        return self.row_of(self.histories[aspect, key], day, known_on)

    @staticmethod
    def row_of(history, day, known_on):
        at = bisect_right(history, known_on, key=lambda version: version[0])
        rows = history[at - 1][1] if at else []
        at = bisect_right(rows, day, key=lambda row: row[0])
        return rows[at - 1] if at else None

    def events(self, known_on):
        return {
            self.data["ids"][e["id"]]: e
            for e in self.data["events"]
            if e["since"] <= known_on and (e["until"] is None or known_on < e["until"])
        }


def compare(timeline, looked, day, known_on):
    """Every value, its evidence and the standing events, against the library's answer."""
    known = float("inf") if known_on is None else known_on - EPOCH
    compared = 0
    standing = looked.events(known)
    events = list(timeline.known(from_day_number(known_on)) if known_on else timeline)
    assert list(standing) == [e.id for e in events]
    for event in events:
        assert standing[event.id]["summary"] == event.summary
        assert standing[event.id]["occurred"] == when_words(event.occurred)
    for aspect, parts in looked.histories:
        projection = BY_NAME[aspect]
        every = timeline.project(projection)
        view = every if known_on is None else every.known(from_day_number(known_on))
        key = parts if len(parts) > 1 else parts[0]
        why = view.why(key, from_day_number(day))
        row = looked.row(aspect, parts, day - EPOCH, known)
        compared += 1
        if row is None:
            assert (why.value, why.events, why.amendments) == (None, (), ())
            continue
        _, value, opened, because, amendments, lapsed = row
        found = None if value is None else looked.data["values"][value]
        asked = (aspect, parts, day, known_on)
        seen = None if found is None else found.get("seen")
        said = why.value and shown(why.value, day, timeline.registries)
        assert found == (said and said | ({"seen": seen} if seen else {})), asked
        assert bool(seen) == (projection in SEEN and why.value is not None), asked
        if seen:
            whose = sight_key(projection, key, why.value)
            assert seen == "/".join(map(str, whose))
            compare_sight(timeline, looked, whose, day, known_on)
        assert [looked.data["ids"][n] for n in because] == [e.id for e in why.events], asked
        ids = {looked.data["amendments"][n]["id"] for n in amendments}
        assert ids == {a.id for a in why.amendments}, asked
        assert (lapsed is None) == (why.lapsed is None), asked
        if lapsed is not None:
            assert lapsed + EPOCH == why.lapsed.toordinal()
        if found is not None:
            spell = next(s for s in view.spells(key) if from_day_number(day) in s)
            assert opened == when_words(spell.opened)
    return compared


def compare_sight(timeline, looked, whose, day, known_on):
    """The last sight that the page finds, against the library's companion."""
    by = None if known_on is None else from_day_number(known_on)
    sights = timeline.project(ip4.LAST_SEEN, known_on=by)
    sight = sights.get(whose, from_day_number(day)) if sights.knows(whose) else None
    known = float("inf") if known_on is None else known_on - EPOCH
    held = looked.sights.get(tuple(map(str, whose)))
    row = None if held is None else looked.row_of(held, day - EPOCH, known)
    assert (row is None) == (sight is None), whose
    if row is not None:
        value = looked.data["values"][row[1]]
        latest = sight.date.latest.toordinal() - EPOCH
        where = {"by": latest} if sight.through is None else {"through": sight.through - EPOCH}
        assert value == {"main": when_words(sight.date), **where}
        assert [looked.data["ids"][n] for n in row[3]] == [sight.event]


@pytest.fixture(scope="module")
def looked(text):
    return Looked(json.loads(Page(text).raw["data"]))


@pytest.mark.parametrize(
    ("as_of", "known_on"),
    [
        ("2025-06-25", None),
        ("2025-06-25", "2025-06-20"),
        ("2025-06-26", "2025-06-24"),
        ("2023-06-12", "2023-06-12"),
        ("2023-06-20", "2023-06-13"),
        ("2027-01-01", None),
        ("1996-04-01", "2008-01-01"),
        ("1949-01-01", None),
    ],
)
def test_the_data_answer_as_the_library_does(record, looked, as_of, known_on):
    day = date.fromisoformat(as_of).toordinal()
    known = None if known_on is None else date.fromisoformat(known_on).toordinal()
    assert compare(record, looked, day, known) > 200


@settings(max_examples=40)
@given(data=st.data(), timeline=timelines())
def test_the_data_answer_for_any_timeline(data, timeline):
    looked = Looked(explorer_data(timeline))
    days = {e.known.toordinal() for e in timeline}
    days |= {e.occurred.bound("certain") or 1 for e in timeline}
    days |= {row[0] + EPOCH for h in looked.histories.values() for _, rows in h for row in rows}
    some = st.sampled_from(sorted({d + n for d in days for n in (-1, 0, 1) if d + n > 0} or {1}))
    for _ in range(3):
        compare(timeline, looked, data.draw(some), data.draw(st.none() | some))


@pytest.mark.parametrize("known_on", ["2012-06-30", "2018-03-01", "2023-07-10", "2026-05-29"])
def test_each_lane_has_the_stretches_of_every_knowledge_day(record, looked, known_on):
    number = date.fromisoformat(known_on).toordinal() - EPOCH
    lanes = {tuple(lane["key"]): lane["known"] for lane in looked.data["lanes"]}
    compared = 0
    for projection in DRAWN:
        for partner in ip4.Partner:
            made = []
            for since, kept, fresh in lanes.get((projection.name, partner), ()):
                if since <= number:
                    made = [*made[:kept], *fresh]
            expected = lane_stretches(record, projection, partner, known_on)
            assert made == [list(stretch) for stretch in expected]
            compared += len(made)
    assert compared > 30


def test_an_engagement_turns_unknown_by_the_calendar_and_a_term_runs_out_by_degrees():
    registries = ip4.Registries(
        occasions=[
            ip4.Occasion(
                id="talks", title="Talks", format="other", dates="2025-03-01/2025-03-02", series="s"
            )
        ]
    )
    timeline = ip4.Timeline(
        [
            ip4.OccasionScheduled(
                id="a",
                occurred="2025-01-01",
                partners=["japan"],
                occasion="talks",
                dates="2025-03-01/2025-03-02",
            ),
            ip4.AgreementSigned(
                id="b",
                occurred="2023-07-12",
                partners=["japan"],
                agreement="programme",
                title="Programme",
                type="itpp",
                term="2023/2026",
            ),
        ],
        registries,
    )
    looked = Looked(explorer_data(timeline))

    def value(aspect, key, day):
        row = looked.row(aspect, key, date.fromisoformat(day).toordinal() - EPOCH, float("inf"))
        return looked.data["values"][row[1]] if row and row[1] is not None else None

    talks = ("japan", "talks")
    assert value("ENGAGEMENTS", talks, "2025-03-02")["main"] == "scheduled"
    assert value("ENGAGEMENTS", talks, "2025-03-03")["main"] == "unknown"
    tags = [
        (value("PROGRAMME", ("japan",), day) or {}).get("tag")
        for day in ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")
    ]
    assert tags == ["term running", "term possibly over", "term possibly over", None]


def test_a_corrected_event_has_both_accounts_and_names_the_correction():
    event = ip4.Visit(
        id="visit",
        occurred="2024-05-01",
        partners=["korea"],
        direction="to-nato",
        summary="She came on 1 May.",
    )
    timeline = ip4.Timeline(
        [
            event,
            ip4.Correction(
                id="correction",
                target="visit",
                reason="It was the 2nd.",
                known="2024-06-01",
                replacement=ip4.Visit(
                    id="visit",
                    occurred="2024-05-02",
                    known="2024-06-01",
                    partners=["korea"],
                    direction="to-nato",
                    summary="She came on 2 May.",
                ),
            ),
        ]
    )
    data = explorer_data(timeline)
    first, second = sorted(data["events"], key=lambda e: e["since"])
    assert (first["summary"], first["amendment"]) == ("She came on 1 May.", None)
    assert first["until"] == second["since"]
    assert data["amendments"][second["amendment"]]["id"] == "correction"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023-07-12", "12 July 2023"),
        ("2023?", "2023 (uncertain)"),
        ("2023-07~", "about July 2023"),
        ("2023%", "about 2023 (uncertain)"),
        ("[2023-06-13..2023-07-09]", "between 13 June and 9 July 2023"),
        ("[2022-12-30..2023-01-02]", "between 30 December 2022 and 2 January 2023"),
        ("[..2023-07-09]", "by 9 July 2023"),
        ("[2023-07-09..]", "9 July 2023 or later"),
        ("2025-06-24/2025-06-25", "24 to 25 June 2025"),
        ("2023/2026", "2023 to 2026"),
        ("2023/..", "from 2023"),
        ("2023-07/", "from July 2023, end unknown"),
        ("../2012", "until 2012"),
        ("../2012-05-21", "until 21 May 2012"),
        ("/2012", "until 2012, start unknown"),
    ],
)
def test_partial_dates_in_words(text, said):
    assert when_words(ip4.When(text)) == said


def test_slugs_in_words():
    assert slug_words("new-zealand-mission-to-nato") == "New Zealand mission to NATO"
    assert slug_words("nato") == "NATO"
    assert slug_words("") == ""


# The page


class Page(HTMLParser):
    """The elements of a page, the text of its scripts and styles, and what it would load."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.loads, self.raw, self.meta = [], [], {}, {}
        self._inside = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "script" and found.get("type") == "application/json":
            self._inside = "data"
        elif tag in ("script", "style"):
            self._inside = tag
        if tag == "meta" and "http-equiv" in found:
            self.meta[found["http-equiv"]] = found["content"]
        if tag != "a":
            self.loads += [found[name] for name in ("src", "href", "action") if found.get(name)]

    def handle_endtag(self, tag):
        self._inside = None

    def handle_data(self, data):
        if self._inside:
            self.raw[self._inside] = self.raw.get(self._inside, "") + data


def test_the_page_is_one_file_that_loads_nothing_and_is_small(text):
    assert len(text.encode()) < 3_000_000
    found = Page(text)
    assert found.loads == ["data:,"]
    policy = found.meta["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    for part in ("script", "style"):
        digest = hashlib.sha256(found.raw[part].encode()).digest()
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"url\(|@import", found.raw["style"])
    words = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(")
    assert not [word for word in words if word in found.raw["script"]]


def test_the_page_is_the_same_each_time(record):
    some = record.known("2012-05-31")
    assert page(some) == page(some.known("2012-05-31"))


def test_what_a_summary_says_cannot_break_out():
    bad = "</script><script>alert(1)</script><!-- \u2028 \u2029 & ]]> {{script}} <b>bold</b>"
    event = ip4.Statement(
        id="bad",
        occurred="2024-05-01",
        partners=["japan"],
        speakers=[ip4.Participant(party="japan")],
        affiliation="media",
        summary=bad,
    )
    found = Page(page(ip4.Timeline([event])))
    assert len([tag for tag, _ in found.tags if tag == "script"]) == 2
    assert "\u2028" not in found.raw["data"] and "<" not in found.raw["data"]
    said = bad.replace("\u2028", " ").replace("\u2029", " ")
    assert json.loads(found.raw["data"])["events"][0]["summary"] == said


def test_no_text_of_a_record_turns_the_direction_of_the_page():
    event = ip4.Visit(
        id="odd",
        occurred="2024-05-01",
        partners=["japan"],
        direction="to-nato",
        summary="\u202eabc\u202c \u0645\u0631\u062d\u0628\u0627\nand more",
    )
    told = json.loads(Page(page(ip4.Timeline([event]))).raw["data"])["events"][0]["summary"]
    assert told == "\\u202eabc\\u202c \u0645\u0631\u062d\u0628\u0627\nand more"


@pytest.mark.parametrize("known_on", ["2012-03-01", "2023-06-01", "2024-06-01"])
def test_an_occasion_has_the_schedule_of_every_knowledge_day(record, looked, known_on):
    day = date.fromisoformat(known_on).toordinal() - EPOCH
    cut = record.known(known_on).registries.occasion_by_id
    then = {}
    for occasion in looked.data["occasions"]:
        known = [found for found in occasion["known"] if found["since"] <= day]
        then[occasion["id"]] = (known or [occasion])[-1]["dates"]
    assert {id: then[id] for id in cut} == {id: when_words(o.dates) for id, o in cut.items()}


def test_an_empty_timeline_has_a_page():
    assert json.loads(Page(page(ip4.Timeline())).raw["data"])["events"] == []


def test_a_timeline_with_a_horizon_shows_nothing_after_it(record):
    horizon = date(2012, 5, 31)
    data = explorer_data(record.known(horizon))
    days = [e["since"] for e in data["events"]]
    days += [version[0] for lane in data["lanes"] for version in lane["known"]]
    days += [step["day"] for story in data["stories"] for step in story["steps"]]
    assert max(days) + EPOCH <= horizon.toordinal()


def test_the_command_writes_the_page(tmp_path):
    small, target = tmp_path / "small.json", tmp_path / "explorer.html"
    run = CliRunner().invoke
    run(app, ["export", "--known-on", "2003-01-01", "--format", "json", "-o", str(small)])
    result = run(app, ["--record", str(small), "explore", "-o", str(target)])
    assert result.exit_code == 0, result.output
    assert "open it in any browser" in result.output
    assert target.read_text(encoding="utf-8") == page(ip4.load(small))
    result = run(app, ["--record", str(small), "explore", "-o", str(tmp_path / "none" / "it.html")])
    assert result.exit_code == 1
    assert "No such file or directory" in result.output


def test_write_gives_the_path(tmp_path):
    assert write(ip4.Timeline(), str(tmp_path / "page.html")) == tmp_path / "page.html"
