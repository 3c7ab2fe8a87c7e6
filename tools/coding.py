"""A second, blind coding of the record: draw the sheet, and compare what came back with it.

``python tools/coding.py draw --seed 20261130 --count 120 > sheet.jsonl`` takes events at random and
prints for each only its number, its sources and where in them to look: no id, kind, date, name,
summary or note of the first coding. A coder answers with a line of JSON an event: ``n``; ``read``,
``text`` or ``title`` by what was at hand; and the fields that the sources settle.

``python tools/coding.py compare --seed 20261130 --count 120 one.jsonl two.jsonl`` prints how
far each coder agrees with the record, field by field, and what differs; ``python tools/coding.py
between one.jsonl two.jsonl`` the same of two coders. What was drawn is drawn again only from the
record as it stood: a row more or less, and chance takes others.
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


def coded(timeline: ip4.Timeline, event: ip4.Event) -> dict[str, Any]:
    """An event of the record as a coder would have answered it."""
    name = timeline.registries.name
    return {
        "kind": event.kind,
        "occurred": str(event.occurred),
        "known": str(event.known) if event.known else "",
        "partners": list(map(str, event.partners)),
        "persons": [name(id) for id in event.acting],
        **{field: getattr(event, field, None) for field in FIELDS},
    }


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


def checks(first: dict[str, Any], second: dict[str, Any]) -> Iterator[tuple[str, bool, Any, Any]]:
    """Each field that two codings of one event both have: whether it is equal, and what it is."""

    def told(field: str, one: Any, two: Any) -> tuple[str, bool, Any, Any]:
        return field, one == two, one, two

    yield told("kind", first.get("kind"), second.get("kind"))
    one, two = first.get("occurred"), second.get("occurred")
    if one and two:
        yield told("occurred, to the letter", one, two)
        spans = ip4.When(one), ip4.When(two)
        apart = any(
            a.latest and b.earliest and a.latest < b.earliest for a, b in (spans, spans[::-1])
        )
        yield "occurred, compatible", not apart, one, two
    one, two = first.get("known"), second.get("known")
    if one and two:
        days = abs((dt.date.fromisoformat(one) - dt.date.fromisoformat(two)).days)
        yield told("known, to the day", one, two)
        yield "known, at most a day apart", days <= 1, one, two
    yield told("partners", sorted(first.get("partners", ())), sorted(second.get("partners", ())))
    ours, theirs = ({plain(name) for name in c.get("persons", ())} for c in (first, second))
    yield told("persons, the same set", sorted(ours), sorted(theirs))
    shared = bool(ours & theirs) or not (ours or theirs)
    yield "persons, one in common or none", shared, sorted(ours), sorted(theirs)
    if first.get("kind") == second.get("kind"):
        for field in FIELDS:
            one, two = first.get(field), second.get(field)
            if one not in (None, "") and two not in (None, ""):
                yield told(field, str(one).removesuffix(".0"), str(two).removesuffix(".0"))


def answers(path: Path) -> dict[int, dict[str, Any]]:
    """The answers of a coder that say anything, by their numbers."""
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return {answer["n"]: answer for answer in lines if answer.get("read") != "nothing"}


def compare(title: str, ours: dict[int, dict[str, Any]], theirs: dict[int, dict[str, Any]]) -> None:
    """Print how far two codings agree, and what differs."""
    both = [number for number in ours if number in theirs]
    kinds = [(str(ours[n].get("kind")), str(theirs[n].get("kind"))) for n in both]
    counts: dict[str, list[int]] = {}
    differing = []
    for number in both:
        for field, equal, one, two in checks(ours[number], theirs[number]):
            count = counts.setdefault(field, [0, 0])
            count[0] += 1
            count[1] += equal
            if not equal:
                label = f"{number} {ours[number].get('id', '')}".rstrip()
                differing.append(f"{label}: {field}: {one!r}, coder {two!r}")
    print(f"{title}: {len(both)} of {len(ours)} events coded, kappa of kinds {kappa(kinds):.2f}")
    for field, (of, same) in counts.items():
        low, high = wilson(same, of)
        print(f"| {field} | {of} | {same} | {same / of:.0%} | {low:.0%} to {high:.0%} |")
    print(*differing, sep="\n")


def main() -> None:
    """Draw, or compare with the record or with each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("draw", "compare", "between"))
    parser.add_argument("answers", nargs="*", type=Path)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--count", type=int, default=120)
    asked = parser.parse_intermixed_args()
    if asked.what == "between":
        if len(asked.answers) != 2:
            parser.error("between takes the answers of two coders")
        one, two = asked.answers
        compare(f"{one.name}, {two.name}", answers(one), answers(two))
        return
    if asked.seed is None:
        parser.error(f"{asked.what} needs --seed, the one that the events were drawn by")
    timeline = ip4.load()
    events = drawn(timeline, asked.seed, asked.count)
    if asked.what == "draw":
        for line in sheet(timeline, events):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    ours = {n: {"id": e.id, **coded(timeline, e)} for n, e in enumerate(events, 1)}
    for path in asked.answers:
        compare(path.name, ours, answers(path))


if __name__ == "__main__":
    main()
