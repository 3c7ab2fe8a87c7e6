"""Nothing that leaves a timeline as known by a day names what was published later.

Every text of the record that can be told from another gets a mark of its own, with the day
from which it may be seen, worked out here from the record alone. What is written of a cut is
then searched for marks, and for ids.
"""

import io
import json
import os
import pickle
import re
import sqlite3
from contextlib import closing
from functools import cache, partial

import attrs
import pytest
from rich.pretty import pretty_repr

import ip4timeline as ip4
from ip4timeline.assistant.answers import Answers
from ip4timeline.engine.codec.plain import to_json
from ip4timeline.export import explorer
from ip4timeline.export.formats import FORMATS
from ip4timeline.frames import table_of
from ip4timeline.record.compiled import compile_record, decompile
from ip4timeline.record.curation.publication import package
from ip4timeline.relationship.projections.table import PROJECTIONS

DAYS = [
    "2012-05-20",
    "2020-12-01",
    "2022-04-06",
    "2022-06-20",
    "2023-07-10",
    "2024-07-08",
    "2025-06-20",
    "2025-06-24",
    "2025-12-31",
    "2026-05-01",
]
AS_OF = "2025-06-25"
NEVER = "9999-99-99"
MARK = re.compile(r"zq(\d+)qz")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


class Marked:
    """The shipped record with a mark in each text, and since when each may be seen."""

    def __init__(self, record):
        self.days = []
        self.texts = []
        self.ids = {}
        registries = record.registries
        public = {
            s.id: s.published.latest.isoformat() if s.published and s.published.latest else NEVER
            for s in registries.sources
        }
        since = {}
        entries = []
        for entry in record.entries:
            known = entry.known.isoformat()
            entries.append(self.entry(entry, known, public))
            told = getattr(entry, "replacement", entry)
            day = max(known, told.known.isoformat())
            if isinstance(entry, ip4.engine.Event):
                self.ids[entry.id] = min(known, self.ids.get(entry.id, NEVER))
            else:
                self.ids[entry.id] = known
            for id in set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)*)"', to_json(told))):
                since[id] = min(day, since.get(id, NEVER))
        for office in registries.offices:
            since[office.party] = min(since.get(office.id, NEVER), since.get(office.party, NEVER))
        rows = {
            "sources": [
                attrs.evolve(
                    s,
                    title=s.title + self.mark(public[s.id], s.title),
                    url=s.url + self.mark(public[s.id], s.url),
                    notes=self.mark(NEVER, f"notes of {s.id}"),
                )
                for s in registries.sources
            ],
            "coverage": [
                attrs.evolve(c, basis=self.mark(NEVER, c.basis)) for c in registries.coverage
            ],
        }
        named = {"people": "name", "offices": "title", "actors": "name", "occasions": "title"}
        for field, label in named.items():
            rows[field] = []
            for row in getattr(registries, field):
                day = since.get(row.id, NEVER)
                self.ids[row.id] = day
                more = {label: getattr(row, label) + self.mark(day, row.id)}
                if hasattr(row, "venue"):
                    more["venue"] = self.mark(NEVER, f"venue of {row.id}")
                if hasattr(row, "aliases"):
                    more["aliases"] = [*row.aliases, self.mark(day, f"alias of {row.id}")]
                rows[field].append(attrs.evolve(row, **more))
        self.ids |= public
        self.record = ip4.Timeline(entries, attrs.evolve(registries, **rows))

    def mark(self, day, text):
        self.days.append(day)
        self.texts.append(text)
        return f" zq{len(self.days) - 1}qz"

    def entry(self, entry, known, public):
        less = {"notes": self.mark(NEVER, f"notes of {entry.id}")}
        if hasattr(entry, "replacement"):
            less["reason"] = self.mark(
                max(known, entry.replacement.known.isoformat()), f"reason of {entry.id}"
            )
            told = entry.replacement
            less["replacement"] = self.entry(told, told.known.isoformat(), public)
        elif hasattr(entry, "summary"):
            less["summary"] = entry.summary + self.mark(known, entry.summary)
        if getattr(entry, "asserts", None) is not None:
            less["asserts"] = self.entry(entry.asserts, known, public)
        less["cites"] = [
            attrs.evolve(c, locator=self.mark(max(known, public[c.source]), f"{entry.id}: {c}"))
            for c in entry.cites
        ]
        return attrs.evolve(entry, **less)

    def leaks(self, data, day):
        """What of some output was public only after a day."""
        text = data if isinstance(data, str) else data.decode("utf-8", "ignore")
        text = text.replace("\r\n ", "")  # iCalendar folds its lines
        marks = {int(n) for n in MARK.findall(text)}
        assert marks, "no mark came through: the search shows nothing"
        found = [self.texts[n] for n in marks if self.days[n] > day]
        # Only in structured text an id stands apart; an address of a source may hold any word.
        ids = {id for id in SLUG.findall(re.sub(r"https?:[^\s\"<>)]*", "", text)) if id in self.ids}
        shown = " ".join(self.texts[n] for n in marks if self.days[n] <= day)
        return found + sorted(id for id in ids if self.ids[id] > day and id not in shown)


@pytest.fixture(scope="module")
def marked(record):
    return Marked(record)


@cache
def cut(marked, day):
    return marked.record.known(day)


def as_parquet(timeline):
    pytest.importorskip("pyarrow")
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(FORMATS["parquet"].write(timeline)))
    return f"{table.to_pylist()} {table.schema.metadata}"


def as_sqlite(timeline):
    """Every cell of every table; in the file a text may lie on several pages."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(FORMATS["sqlite"].write(timeline))
        names = [n for (n,) in connection.execute("SELECT name FROM tables")]
        return json.dumps([connection.execute(f'SELECT * FROM "{n}"').fetchall() for n in names])


def as_package(timeline):
    return "".join(package(timeline).values())


def as_explorer(timeline):
    return explorer.page(timeline)


def as_pickle(timeline):
    return pickle.dumps((timeline, timeline.as_of("2025-06-25"), timeline.project(ip4.LEADER)))


def as_notebook(timeline):
    pytest.importorskip("anywidget")
    from ip4timeline.export.notebook.widget import Replay

    shown = Replay(timeline, start="2009-01-01", day="2025-06-25")
    return shown.page + shown.said + repr(list(shown.get_state().values()))


def as_displayed(timeline):
    return "".join(map(displayed, (timeline, timeline.select(), *of_snapshot(timeline, None))))


def displayed(answer):
    return f"{answer!r} {answer} {answer._repr_html_()}"


def of_snapshot(timeline, known_on):
    """The answers to questions as known on a day, of a cut or of the whole."""
    snapshot = timeline.as_of(AS_OF, known_on=known_on)
    yield snapshot
    yield from snapshot.values()
    yield timeline.diff("2025-05-01", AS_OF, known_on=known_on)
    for projection in PROJECTIONS:
        view = timeline.project(projection, known_on=known_on)
        for key in view.keys[-2:]:
            yield view.spells(key)
            yield view.why(key, AS_OF)


def as_answered(timeline):
    """What an assistant is told by each of its questions."""
    answers = Answers(timeline)
    told = [answers.as_of(AS_OF, partner) for partner in ip4.Partner]
    told += [answers.events(limit=9999), answers.coverage()]
    told += [answers.claim("exists"), answers.claim("count", at_least=1)]
    told += [answers.diff("2000-01-01", AS_OF), answers.learned("2000-01-01", AS_OF, AS_OF)]
    told += [answers.why(p, "leader", AS_OF) for p in ip4.Partner]
    return json.dumps(told)


def as_frames(timeline):
    snapshot, spells = timeline.as_of(AS_OF), timeline.project(ip4.LEADER)
    of = (timeline, snapshot, spells, timeline.diff("2000-01-01", AS_OF))
    return repr([(list(table.rows), table.metadata) for table in map(table_of, of)])


WAYS = {
    **{form: partial(FORMATS[form].write) for form in FORMATS},
    "parquet": as_parquet,
    "sqlite": as_sqlite,
    "package": as_package,
    "explorer": as_explorer,
    "notebook": as_notebook,
    "frames": as_frames,
    "assistant": as_answered,
    "display": as_displayed,
    "pickle": as_pickle,
}
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") in ("thorough", "nightly")
"""All ten days of all ways out take some minutes."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("day", DAYS if THOROUGH else ["2025-06-20"])
def test_nothing_that_leaves_a_cut_names_what_was_published_later(marked, day, way):
    for extra in FORMATS[way].extra.split() if way in FORMATS else ():
        pytest.importorskip({"ical": "icalendar", "parquet": "pyarrow"}.get(extra, extra))
    data = WAYS[way](cut(marked, day))
    assert marked.leaks(data, day) == []
    if way != "assistant":
        assert day in (data if isinstance(data, str) else data.decode("utf-8", "ignore"))


@pytest.mark.parametrize("day", DAYS if THOROUGH else ["2025-06-20"])
def test_a_question_with_a_knowledge_day_shows_what_the_cut_shows(marked, day):
    whole, part = marked.record, cut(marked, day)
    of_whole, of_part = list(of_snapshot(whole, day)), list(of_snapshot(part, None))
    for mine, other in zip(of_whole, of_part, strict=True):
        if hasattr(mine, "to_dict"):
            assert mine.to_dict(evidence=True) == other.to_dict(evidence=True)
        assert displayed(mine) == displayed(other)
    assert of_whole[0].registries == part.registries
    shown = "".join(map(displayed, of_whole))
    shown += json.dumps([a.to_dict(evidence=True) for a in of_whole if hasattr(a, "to_dict")])
    assert marked.leaks(shown, day) == []
    told = json.dumps(whole.learned("2000-01-01", day, as_of=AS_OF).to_dict(evidence=True))
    assert marked.leaks(told, day) == []


@pytest.mark.parametrize("day", DAYS if THOROUGH else ["2025-06-20"])
def test_every_field_of_every_row_of_a_cut_was_public(marked, day):
    part = cut(marked, day)
    for table, (field, _) in part.registries.tables().items():
        rows = getattr(part.registries, field)
        assert rows or day < "2022", table
        assert marked.leaks(repr(rows) + "zq0qz" * (table == "coverage"), max(day, "")) in (
            [],
            [marked.texts[0]],
        )
    for source in part.registries.sources:
        assert source.published.latest.isoformat() <= day
    for row in part.registries.coverage:
        assert row.basis == ""
        assert row.period.until is None or row.period.until.isoformat() <= day
    for entry in part.entries:
        assert entry.notes == ""
        assert entry.known.isoformat() <= day


def test_not_even_a_pretty_printer_finds_what_was_withheld(marked):
    event = max(marked.record, key=lambda e: len(e.cites))
    part = ip4.Timeline([event], marked.record.registries).known(event.known)
    assert part.append(horizon=None).registries.source_by_id  # it is there, for what is appended
    assert marked.leaks(pretty_repr(part), event.known.isoformat()) == []


def test_a_cut_is_read_back_as_a_cut(marked):
    part = cut(marked, "2025-06-20")
    assert decompile(compile_record(part)) == part
    assert ip4.Timeline.from_jsonl(part.to_jsonl()) == part
    assert pickle.loads(pickle.dumps(part)) == part
    assert ip4.Timeline.from_frame(list(ip4.frames.events(part).rows), **about(part)) == part


def about(timeline):
    return {"registries": timeline.registries, "horizon": timeline.horizon}
