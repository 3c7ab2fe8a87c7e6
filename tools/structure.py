"""The structure of the package as its imports have it: levels of rooms, and circles.

python tools/structure.py             prints levels, long modules and circles
python tools/structure.py --check     exits 1 where one of the limits is passed

Every import counts: at the top of a module, within a function, and for typing alone. What a
package fetches by name when it is asked for counts as an import of the module that has it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

PACKAGE = "ip4timeline"
SOURCE = Path(__file__).resolve().parents[1] / "src"
LIMITS = {"doors": 8, "engine": 7, "other": 5, "lines": 400, "names": 15}
"""The most levels of doors, of rooms in the engine and behind any other door; lines of a module;
names at the top."""
Graph = Mapping[str, set[str]]


def imports() -> dict[str, set[str]]:
    """By module, the modules of the package that it imports, one way or another."""
    found = grimp.build_graph(PACKAGE, include_external_packages=False)
    graph = {
        module: set(found.find_modules_directly_imported_by(module)) for module in found.modules
    }
    for module in graph:
        graph[module] |= _by_name(module) & graph.keys()
    return graph


def _file(module: str) -> Path:
    path = SOURCE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _by_name(module: str) -> set[str]:
    """The modules in the table of a package that fetches names when they are asked for."""
    tree = ast.parse(_file(module).read_text(encoding="utf-8"))
    for node in tree.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)):
            continue
        if any(isinstance(target, ast.Name) and target.id == "_ROOMS" for target in node.targets):
            return set(ast.literal_eval(node.value))
    return set()


def rooms(graph: Graph, within: str) -> dict[str, set[str]]:
    """The imports between the children of a package, each taken as a whole."""
    prefix = within + "."

    def room(module: str) -> str:
        return prefix + module.removeprefix(prefix).split(".")[0]

    inside = [module for module in graph if module.startswith(prefix)]
    found: dict[str, set[str]] = {room(module): set() for module in inside}
    for module in inside:
        targets = {room(other) for other in graph[module] if other.startswith(prefix)}
        found[room(module)] |= targets - {room(module)}
    return found


def levels(graph: Graph) -> list[list[str]]:
    """Rooms by level, the lowest first: each imports only what is on lower ones.

    Raises:
        CycleError: there is a circle.
    """
    height: dict[str, int] = {}
    for room in TopologicalSorter(graph).static_order():
        height[room] = 1 + max((height[other] for other in graph[room]), default=0)
    found: list[list[str]] = [[] for _ in range(max(height.values(), default=0))]
    for room, level in sorted(height.items()):
        found[level - 1].append(room.rpartition(".")[2])
    return found


def circle(graph: Graph) -> list[str]:
    """The modules of a circle of imports; none where there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        members: list[str] = error.args[1]
        return members
    return []


def long_modules() -> dict[str, int]:
    """The modules that have more lines than a room may have."""
    counts = {
        path.relative_to(SOURCE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCE.rglob("*.py")
    }
    return {name: lines for name, lines in counts.items() if lines > LIMITS["lines"]}


def faults(graph: Graph) -> Iterable[str]:
    """Every limit that is passed."""
    if found := circle(graph):
        yield f"a circle: {' -> '.join(found)}"
        return
    doors = rooms(graph, PACKAGE)
    if (count := len(levels(doors))) > LIMITS["doors"]:
        yield f"{count} levels of doors"
    for door in doors:
        most = LIMITS["engine"] if door == f"{PACKAGE}.engine" else LIMITS["other"]
        inside = rooms(graph, door)
        if found := circle(inside):
            yield f"a circle of rooms in {door}: {' -> '.join(found)}"
        elif (count := len(levels(inside))) > most:
            yield f"{count} levels in {door}, and {most} are the most"
    names = [path.name for path in (SOURCE / PACKAGE).iterdir() if path.name != "__pycache__"]
    if len(names) > LIMITS["names"]:
        yield f"{len(names)} names at the top"
    for name, lines in long_modules().items():
        yield f"{name} has {lines} lines"


def main() -> None:
    """Print the structure, and what is wrong with it."""
    graph = imports()
    doors = rooms(graph, PACKAGE)
    if not circle(doors):
        found = levels(doors)
        print(f"{len(found)} levels of doors, the top first")
        for level in reversed(found):
            print("   " + " | ".join(level))
        for door in sorted(doors):
            inside = rooms(graph, door)
            if inside and not circle(inside):
                levels_inside = levels(inside)
                print(f"{door.rpartition('.')[2]}: {len(levels_inside)} levels")
                for level in reversed(levels_inside):
                    print("   " + " | ".join(level))
    print(f"{len(graph)} modules, circles: {' -> '.join(circle(graph)) or 'none'}")
    wrong = list(faults(graph))
    for line in wrong:
        print(f"fault: {line}")
    if wrong and "--check" in sys.argv[1:]:
        sys.exit(1)


if __name__ == "__main__":
    main()
