"""Nothing that leaves a timeline as known by a day names what was published later.

Every text of the record that can be told from another gets a mark of its own, with the day
from which it may be seen, worked out here from the record alone. What is written of a cut is
then searched for marks, and for ids.
"""

import io
import pickle
import re

import attrs
import pytest
from rich.console import Console

import ip4timeline as ip4
from ip4timeline.assistant.answers import Answers
from ip4timeline.engine.codec.plain import to_json
from ip4timeline.engine.display.render import to_html
from ip4timeline.export.formats import FORMATS, export_to
from ip4timeline.record.curation.publication import citation_of

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
        assert marks or not self.record.known(day)
        found = [self.texts[n] for n in marks if self.days[n] > day]
        # Only in structured text an id stands apart; an address of a source may hold any word.
        ids = {id for id in SLUG.findall(re.sub(r"https?:[^\s\"<>)]*", "", text)) if id in self.ids}
        shown = " ".join(self.texts[n] for n in marks if self.days[n] <= day)
        return found + sorted(id for id in ids if self.ids[id] > day and id not in shown)


@pytest.fixture(scope="module")
def marked(record):
    return Marked(record)


def written(timeline, form):
    if form == "parquet":
        table = ip4.frames.to_arrow(ip4.frames.events(timeline))
        return f"{table.to_pylist()} {table.schema.metadata}"
    out = io.BytesIO()
    export_to(out, timeline, form)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_names_what_was_published_later(marked, form):
    for day in DAYS:
        data = written(marked.record.known(day), form)
        assert marked.leaks(data, day) == [], f"{form} as known on {day}"
        assert day in (data if isinstance(data, str) else data.decode()), f"{form} does not say so"
