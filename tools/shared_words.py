"""Summaries that share a run of words with somebody else's text: each hit, and how many.

python tools/shared_words.py events ARTICLE...    against articles and the titles of sources
python tools/shared_words.py events --words 6     shorter runs, against titles alone

An article is a file of plain text or Markdown, or a folder of such. The official names of
documents, bodies and offices that the record registers are no hit: they can only be said as
they are. Exits 1 where there is a hit.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ip4timeline.engine.events.entry import Entry
from ip4timeline.record.readers import load
from ip4timeline.relationship.timeline import Timeline

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text in small letters, without stops."""
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def runs(text: str, length: int) -> Iterator[str]:
    """Every run of so many consecutive words."""
    found = words(text)
    for start in range(len(found) - length + 1):
        yield " ".join(found[start : start + length])


def names(timeline: Timeline) -> list[str]:
    """The official names that a summary cannot but repeat."""
    registries = timeline.registries
    return [
        *(row.name for row in (*registries.people, *registries.actors)),
        *(row.title for row in (*registries.offices, *registries.occasions)),
        *(title for event in timeline if (title := getattr(event, "title", ""))),
    ]


def without(text: str, official: Iterable[str]) -> str:
    """A text in which a stop that belongs to no word stands for each official name."""
    for name in official:
        if name in text:
            text = text.replace(name, " ¶ ")
    return text


def hits(
    timeline: Timeline, texts: Iterable[tuple[str, str]], length: int
) -> Iterator[tuple[str, str, str]]:
    """Entry, run of words, and what it is shared with."""
    found: dict[str, str] = {}
    for name, text in texts:
        for run in runs(text, length):
            found.setdefault(run, name)
    official = sorted({n for n in names(timeline) if len(words(n)) > 1}, key=len, reverse=True)
    for entry in timeline.entries:
        for part in without(_summary(entry), official).split("¶"):
            for run in runs(part, length):
                if run in found:
                    yield entry.id, run, found[run]


def _summary(entry: Entry) -> str:
    inner = getattr(entry, "asserts", None) or getattr(entry, "replacement", None)
    own: str = getattr(entry, "summary", "")
    return f"{own} ¶ {_summary(inner)}" if isinstance(inner, Entry) else own


def articles(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Name and text of each article."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                yield file.name, file.read_text(encoding="utf-8", errors="replace")


def main() -> None:
    """Print the hits."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("record", type=Path)
    asked.add_argument("articles", type=Path, nargs="*")
    asked.add_argument("--words", type=int, default=8)
    given = asked.parse_args()
    timeline = load(given.record)
    titles = [(f"title of {s.id}", s.title) for s in timeline.registries.sources]
    texts = [*articles(given.articles), *titles]
    found = list(hits(timeline, texts, given.words))
    for entry, run, where in found:
        print(f"{entry}: {run!r} ({where})")
    entries = len({entry for entry, _, _ in found})
    print(
        f"{len(timeline.entries)} entries, {len(texts) - len(titles)} articles, "
        f"{len(titles)} titles: {len(found)} runs of {given.words} words shared, "
        f"in {entries} summaries"
    )
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
