"""Say in a folder of event files who owns the publishers, by a table, and what mirrors copy.

python tools/owners.py events           writes what is missing, in canonical form
python tools/owners.py events --check   exits 1 where something is missing
python tools/owners.py events --table   prints owners, publishers and sources, most sources first

The table is tools/owners.toml. What a source says already is never changed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ip4timeline.engine.events.sources import Source
from ip4timeline.nato.confidence import SEPARATORS, hands
from ip4timeline.record.curation.examine import put_in_form
from ip4timeline.record.readers import load

TABLE: Final = Path(__file__).with_name("owners.toml")
_FROM: Final = re.compile(
    r"^(?P<text>.+?)(?: mirror\b.*|(?:,| \() ?(?:via|copy|copies|repost|mirror|excerpt|summary|"
    r"digest|archived by|through|on|release on|release copy)\b.*| via .*| / .*)$"
)
"""A publisher and, behind it, who passed its text on."""


def owners() -> dict[str, str]:
    """By the name of a publisher, in small letters, its owner."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))["owner"]
    found: dict[str, str] = {}
    for row in table:
        for publisher in row["publishers"]:
            name = _key(publisher)
            if found.setdefault(name, row["name"]) != row["name"]:
                sys.exit(f"{TABLE.name}: {publisher!r} has two owners")
    return found


def _key(publisher: str) -> str:
    return " ".join(sorted(hands(publisher))) or publisher.casefold()


def owner_of(publisher: str, table: Mapping[str, str]) -> str:
    """The owner of each hand that a publisher's name mentions; empty where each is its own."""
    whole = table.get(_key(publisher))
    parts = [part.strip() for part in SEPARATORS.split(publisher) if hands(part)]
    named = [whole] if whole else [table.get(_key(part), part) for part in parts]
    found = " / ".join({hands(name): name for name in named}.values())
    return "" if hands(found) == hands(publisher) else found


def copied(publisher: str) -> str:
    """Whose text a mirror repeats, as far as its publisher's name tells; else empty."""
    found = _FROM.match(publisher)
    return found["text"] if found else ""


def missing(sources: tuple[Source, ...]) -> Iterator[tuple[Source, str, str]]:
    """Each source with a field that it lacks, and what the field should say."""
    table = owners()
    for source in sources:
        if (
            source.tier != "mirror"
            and not source.owner
            and (owner := owner_of(source.publisher, table))
        ):
            yield source, "owner", owner
        if source.tier == "mirror" and not source.copies and (text := copied(source.publisher)):
            yield source, "copies", text


def fill(folder: Path, lacking: list[tuple[Source, str, str]]) -> None:
    """Write the fields that are missing into the files of a folder."""
    lines: dict[str, list[str]] = defaultdict(list)
    for source, field, value in lacking:
        lines[source.id].append(f'{field} = "{value}"')
    for file in folder.rglob("*.toml"):
        text = file.read_text(encoding="utf-8")
        new = re.sub(
            r'^(\[\[source\]\]\nid = "([^"]+)"\n)',
            lambda m: m[1] + "".join(f"{line}\n" for line in lines.get(m[2], ())),
            text,
            flags=re.MULTILINE,
        )
        if new != text:
            file.write_text(new, encoding="utf-8", newline="\n")
    put_in_form(folder)


def main() -> None:
    """Fill, check or print."""
    folder = Path(sys.argv[1])
    sources = load(folder).registries.sources
    if "--table" in sys.argv:
        names = defaultdict(set)
        for source in sources:
            names[source.owner].add(source.publisher)
        counts = Counter(source.owner for source in sources)
        for owner, number in counts.most_common():
            shown = "; ".join(sorted(names[owner])) if owner else "each its own"
            print(f"{number:5}  {owner or '-'}: {shown}")
        return
    lacking = list(missing(sources))
    for source, field, value in lacking:
        print(f"{source.id}: {field} = {value}")
    if "--check" in sys.argv:
        sys.exit(1 if lacking else 0)
    fill(folder, lacking)


if __name__ == "__main__":
    main()
