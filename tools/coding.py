"""A second, blind coding of the record: draw the sheet, and compare what came back with it.

``python tools/coding.py draw --seed 20261130 --count 120 > sheet.jsonl`` takes events at random and
prints for each only its number, its sources and where in them to look: no id, kind, date, name,
summary or note of the first coding. A coder answers with a line of JSON an event: ``n``; ``read``,
``text`` or ``title`` by what was at hand; and the fields that the sources settle.

``python tools/coding.py compare --seed 20261130 --count 120 one.jsonl two.jsonl`` prints how
far each coder agrees with the record, field by field, and what differs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import random
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import ip4timeline as ip4

FIELDS = (
    *("level", "affiliation", "act", "stance", "ties", "capacity", "change", "body", "mode"),
    *("principal", "direction", "type", "form", "stage", "amount", "currency", "sourcing"),
)
"""Those of one kind, compared where the kinds are equal and both have a value."""


def drawn(timeline: ip4.Timeline, seed: int, count: int) -> list[ip4.Event]:
    """Some events of a timeline, always the same for one seed and one set of events."""
    events = sorted((e for e in timeline if e.cites), key=lambda e: e.id)
    return random.Random(seed).sample(events, count)


def sheet(timeline: ip4.Timeline, events: Sequence[ip4.Event]) -> Iterator[dict[str, Any]]:
    """What a coder is given."""
    sources = timeline.registries.sources
    by_id = {source.id: source for source in sources}
    for number, event in enumerate(events, 1):
        given = []
        for cite in event.cites:
            source = by_id[cite.source]
            given.append(
                {
                    "publisher": source.publisher,
                    "title": source.title,
                    "published": str(source.published or ""),
                    "url": source.url,
                    "tier": source.tier,
                    "where": cite.locator,
                    "for": cite.supports,
                }
            )
        yield {"n": number, "sources": given}


def plain(name: str) -> str:
    """A name without accents, hyphens and capitals, its words in alphabetical order."""
    letters = unicodedata.normalize("NFKD", name)
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(sorted(kept.casefold().split()))


def people(timeline: ip4.Timeline, event: ip4.Event) -> set[str]:
    """Who acts in an event, by plain names."""
    name = timeline.registries.name
    return {plain(name(id)) for id in event.acting}


def wilson(found: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score."""
    z, p = 1.96, found / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    wide = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - wide), min(1.0, middle + wide)


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of two codings."""
    same = sum(a == b for a, b in pairs) / len(pairs)
    names = {name for pair in pairs for name in pair}
    chance = (
        sum(sum(a == name for a, _ in pairs) * sum(b == name for _, b in pairs) for name in names)
        / len(pairs) ** 2
    )
    return (same - chance) / (1 - chance) if chance < 1 else 1.0


def checks(
    timeline: ip4.Timeline, event: ip4.Event, answer: dict[str, Any]
) -> Iterator[tuple[str, bool, Any, Any]]:
    """Each compared field: whether it is equal, what the record has, what the coder has."""

    def told(field: str, has: Any, said: Any) -> tuple[str, bool, Any, Any]:
        return field, has == said, has, said

    yield told("kind", event.kind, answer.get("kind"))
    if said := answer.get("occurred"):
        yield told("occurred, to the letter", str(event.occurred), said)
        ours, theirs = event.occurred, ip4.When(said)
        apart = any(
            a.latest and b.earliest and a.latest < b.earliest
            for a, b in ((ours, theirs), (theirs, ours))
        )
        yield "occurred, compatible", not apart, str(ours), said
    if (said := answer.get("known")) and event.known:
        days = abs(event.known.toordinal() - dt.date.fromisoformat(said).toordinal())
        yield told("known, to the day", str(event.known), said)
        yield "known, at most a day apart", days <= 1, str(event.known), said
    partners = sorted(map(str, event.partners))
    yield told("partners", partners, sorted(answer.get("partners", ())))
    ours_named = people(timeline, event)
    said_named = {plain(name) for name in answer.get("persons", ())}
    yield told("persons, the same set", sorted(ours_named), sorted(said_named))
    one = bool(ours_named & said_named) or not (ours_named or said_named)
    yield "persons, one in common or none", one, sorted(ours_named), sorted(said_named)
    if event.kind == answer.get("kind"):
        for field in FIELDS:
            has, said = getattr(event, field, None), answer.get(field)
            if has not in (None, "") and said not in (None, ""):
                yield told(field, str(has).removesuffix(".0"), str(said).removesuffix(".0"))


def compare(timeline: ip4.Timeline, events: Sequence[ip4.Event], path: Path) -> None:
    """Print how far a coder agrees, and what differs."""
    answers = {a["n"]: a for a in map(json.loads, path.read_text("utf-8").splitlines())}
    counts: dict[str, list[int]] = {}
    kinds, differing = [], []
    for number, event in enumerate(events, 1):
        answer = answers[number]
        if answer.get("read") == "nothing":
            continue
        kinds.append((event.kind, str(answer.get("kind"))))
        for field, equal, has, said in checks(timeline, event, answer):
            count = counts.setdefault(field, [0, 0])
            count[0] += 1
            count[1] += equal
            if not equal:
                differing.append(f"{number} {event.id}: {field}: {has!r}, coder {said!r}")
    print(f"{path.name}: {len(kinds)} of {len(events)} events coded, kappa of kinds", end=" ")
    print(f"{kappa(kinds):.2f}")
    for field, (of, same) in counts.items():
        low, high = wilson(same, of)
        print(f"| {field} | {of} | {same} | {same / of:.0%} | {low:.0%} to {high:.0%} |")
    print(*differing, sep="\n")


def main() -> None:
    """Draw, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("draw", "compare"))
    parser.add_argument("answers", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=120)
    asked = parser.parse_intermixed_args()
    timeline = ip4.load()
    events = drawn(timeline, asked.seed, asked.count)
    if asked.what == "draw":
        for line in sheet(timeline, events):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    for path in asked.answers:
        compare(timeline, events, path)


if __name__ == "__main__":
    main()
