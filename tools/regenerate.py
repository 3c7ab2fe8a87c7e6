"""Writes every committed page that follows from the code or the record.

python tools/regenerate.py            write what is not current
python tools/regenerate.py --check    only name it, and exit 1
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs

import ip4timeline as ip4
from ip4timeline.engine.files.whole import write_whole
from ip4timeline.frames import Column
from ip4timeline.frames.columns import schema_page
from ip4timeline.frames.flat import CITATIONS
from ip4timeline.frames.panels import MEASURES, panel_columns
from ip4timeline.frames.points import VALUES
from ip4timeline.frames.schema import event_columns, flat_columns
from ip4timeline.frames.states import DIFF, SNAPSHOT, SPELLS, SURVIVAL
from ip4timeline.frames.versions import CONTENTS, HEAD, LOG
from ip4timeline.nato import codes
from ip4timeline.nato.partners import LEVEL_MEANINGS, Delegate, Participant
from ip4timeline.nato.schema import TABLES, fields_of, json_schema
from ip4timeline.record.curation import coverage as counts
from ip4timeline.record.curation import heads
from ip4timeline.record.curation.publication import describe
from ip4timeline.relationship import CONFIRMATIONS
from ip4timeline.relationship.projections.engagements import STATUS_MEANINGS

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = Path("docs") / "reference"
_BLOCK = re.compile(r"(<!-- generated: (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)
_DOORS = (
    "ip4timeline",
    "ip4timeline.engine",
    "ip4timeline.relationship",
    "ip4timeline.store",
    "ip4timeline.testing",
    "ip4timeline.export.charts",
    "ip4timeline.export.feeds",
    "ip4timeline.export.linked",
    "ip4timeline.export.notebook",
    "ip4timeline.export.sql",
)
_MEANINGS: dict[str, Mapping[str, str]] = {"levels": LEVEL_MEANINGS, "statuses": STATUS_MEANINGS}
_WIDTH = 100
_WORDS = {
    "#/$defs/when": "date (EDTF)",
    "#/$defs/day": "day",
    "#/$defs/partner": "partner",
    "#/$defs/level": "level",
    "#/$defs/embedded": "event",
    "#/$defs/cite": "`source`, `locator`, `supports`",
    "#/$defs/delegate": "delegate",
    "#/$defs/participant": "participant",
}


def pages(root: Path = ROOT) -> dict[Path, str]:
    """Every generated file of the repository, by its path below the root, as it should be."""
    timeline = ip4.load(root / "events")
    made = {
        REFERENCE / "event.schema.json": json.dumps(json_schema(), indent=1) + "\n",
        REFERENCE / "coverage.md": counts.page(timeline),
        REFERENCE / "heads-of-mission.md": heads.page(timeline),
        Path("datapackage.json"): describe(timeline, [_event_files(root)]),
        # The tests of an installed package have its stubs, and no source to write them to.
        **(stubs(Path("src")) if (root / "src").is_dir() else {}),
    }
    for name in ("api.md", "codes.md", "data-dictionary.md", "frames.md"):
        text = (root / REFERENCE / name).read_text(encoding="utf-8")
        made[REFERENCE / name] = _BLOCK.sub(lambda m: m[1] + block(m[2]) + m[3], text)
    return made


def stubs(source: Path) -> dict[Path, str]:
    """The stub of every such package, by its path below a source folder."""
    return {source.joinpath(*door.split("."), "__init__.pyi"): stub(door) for door in _DOORS}


def stub(door: str) -> str:
    """The stub of one package."""
    return "\n".join(_stub_lines(door)) + "\n"


def _stub_lines(door: str) -> Iterator[str]:
    package = import_module(door)
    yield '"""Generated from the table of public names in the module beside it."""'
    yield ""
    found = {module: sorted(names.split(), key=_kind) for module, names in package._ROOMS.items()}
    ours = {module: names for module, names in found.items() if module.startswith("ip4timeline")}
    for block in ({m: n for m, n in found.items() if m not in ours}, ours):
        for module, names in sorted(block.items()):
            yield from _import_lines(module, names)
        if block:
            yield ""
    own = sorted(set(package.__all__) - {name for names in found.values() for name in names})
    for name in own:
        yield f"{name}: {type(getattr(package, name)).__name__}"
    if own:
        yield ""
    yield "__all__ = ["
    yield from (f'    "{name}",' for name in sorted(package.__all__, key=_kind))
    yield "]"


def _kind(name: str) -> tuple[int, str]:
    """Constants before classes before functions, as the linter sorts names."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def _import_lines(module: str, names: list[str]) -> Iterator[str]:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"from {module} import ("
    yield from (f"    {name}," for name in names)
    yield ")"


def names(door: str) -> str:
    """The public names of a package as a table: each with its module and what it is."""
    package = import_module(door)
    homes = _homes(door)
    rows = []
    for name in sorted(package.__all__, key=_kind):
        if name.startswith("__"):
            continue
        home = homes[name]
        if home in _DOORS:  # a door behind a door
            home = _homes(home)[name]
        rows.append(f"| `{name}` | `{home}` | {_first_line(home, name, getattr(package, name))} |")
    return "\n".join(["| name | defined in | what it is |", "|---|---|---|", *rows]) + "\n"


def _homes(door: str) -> dict[str, str]:
    """The module that each public name of a package comes from."""
    package = import_module(door)
    if hasattr(package, "_ROOMS"):
        return {name: module for module, all in package._ROOMS.items() for name in all.split()}
    tree = ast.parse(inspect.getsource(package))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.name: str(node.module) for node in imports for alias in node.names}


def _first_line(home: str, name: str, value: Any) -> str:
    """The first sentence of its docstring, or of the text below its assignment."""
    if not home.startswith("ip4timeline"):
        return f"`{name}` of the library {home}"
    plain = isinstance(value, tuple | dict | str | int)  # what these are says their type alone
    said = _below(home).get(name) or ("" if plain else inspect.getdoc(value)) or ""
    line = said.strip().partition("\n\n")[0].replace("\n", " ").replace("``", "`")
    return re.split(r"(?<=[.])\s", line)[0].replace("|", "\\|")


def _below(module: str) -> dict[str, str]:
    """The texts that stand below the assignments of a module, by name."""
    body = ast.parse(inspect.getsource(import_module(module))).body
    found = {}
    for statement, after in pairwise(body):
        match statement, after:
            case (
                ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = text
    return found


def block(what: str) -> str:
    """The generated part of a page that a marker asks for."""
    if what == "codes":
        return codes.table()
    if what == "confirmations":
        return confirmations()
    if what in _MEANINGS:
        return meanings(what)
    word, _, name = what.partition(" ")
    if word == "names":
        return names(name)
    if word == "table":
        return schema_page(schemas()[name])
    if word == "fields" and name == "every event":
        return _table(ip4.Event, set(), shared=True)
    if word == "fields" and name in ip4.kinds():
        cls = ip4.kinds()[name]
        base = ip4.Event if issubclass(cls, ip4.Event) else ip4.Entry
        return _table(cls, {a.name for a in attrs.fields(base)})
    parts: dict[str, type[Any]] = {"delegate": Delegate, "participant": Participant}
    if word == "fields" and name in {**TABLES, **parts}:
        return _table({**TABLES, **parts}[name], set(), shared=True)
    raise KeyError(what)


def meanings(what: str) -> str:
    """Words of one sort with what each means, as a table."""
    rows = (f"| `{word}` | {meaning} |" for word, meaning in _MEANINGS[what].items())
    return "\n".join([f"| {what} | meaning |", "|---|---|", *rows])


def confirmations() -> str:
    """Which events confirm which values, as a table."""
    rows = (
        f"| {row.aspect} | {', '.join(sorted(_kinds_below(row.kinds)))} | {row.rule} |"
        for row in CONFIRMATIONS
    )
    return (
        "\n".join(["| values | kinds of event | what they confirm |", "|---|---|---|", *rows])
        + "\n"
    )


def _kinds_below(classes: tuple[type[Any], ...]) -> Iterator[str]:
    """The kinds of some classes and of those made from them."""
    for kind, cls in ip4.kinds().items():
        if issubclass(cls, classes):
            yield f"`{kind}`"


def schemas() -> dict[str, tuple[Column, ...]]:
    """The columns of each table, by its name; of events of the package's own kinds."""
    return {
        "events": event_columns(),
        "flat": flat_columns(),
        "citations": CITATIONS,
        "spells": SPELLS,
        "survival": SURVIVAL,
        "snapshot": SNAPSHOT,
        "diff": DIFF,
        "values": VALUES,
        "panel": panel_columns(MEASURES),
        "versions": (*HEAD, *CONTENTS),
        "log": (*LOG, *CONTENTS),
    }


def _table(cls: type[Any], known: set[str], *, shared: bool = False) -> str:
    rows = [
        f"| `{form.name}` | {_type(form.schema)} | {'yes' if form.required else ''} | "
        f"{form.schema['description']} |"
        for form in fields_of(cls)
        if shared or form.name not in known
    ]
    if not rows:
        return "No field of its own.\n"
    return "\n".join(["| field | type | required | meaning |", "|---|---|---|---|", *rows]) + "\n"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _WORDS[schema["$ref"]]
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if isinstance(schema["type"], list):
        return "number"
    return {"string": "text", "integer": "whole number", "boolean": "`true` or `false`"}[
        schema["type"]
    ]


def _event_files(root: Path) -> dict[str, Any]:
    paths = sorted(p.relative_to(root).as_posix() for p in (root / "events").rglob("*.toml"))
    sha = hashlib.sha256()
    for path in paths:
        sha.update((root / path).read_bytes())
    return {
        "name": "event-files",
        "description": "The record as its curators write it; `ip4timeline package` makes tables.",
        "path": paths,
        "format": "toml",
        "mediatype": "application/toml",
        "encoding": "utf-8",
        "hash": f"sha256:{sha.hexdigest()}",
    }


def stale(root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """The generated files that are not as they should be, with the text they should have."""
    for path, text in pages(root).items():
        file = root / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            yield path, text


def main() -> None:
    """Write or name what is not current."""
    found = list(stale())
    for path, text in found:
        if "--check" in sys.argv:
            print(f"{path} is not current")
        else:
            write_whole({ROOT / path: text})
            print(f"wrote {path}")
    if found and "--check" in sys.argv:
        sys.exit(1)


if __name__ == "__main__":
    main()
