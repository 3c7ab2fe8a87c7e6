"""Tries each extra alone and every two together: what it promises, and what is said of the others.

python tools/extras.py               every combination, each in a fresh environment of the wheel
python tools/extras.py --alone       none and each alone
python tools/extras.py polars scale  this one combination

Of every extra a small piece of work is done. Where its libraries are there it must succeed; where
they are not it must end with the one error that names the extra. Needs uv and an index or a cache.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Work = Callable[[Any], object]


# What is done in an environment: this file is run there, with the extras that it has.


def timeline() -> Any:
    """Two events and a source, which every form can hold."""
    import ip4timeline as ip4

    cites = [ip4.Cite(source="notice")]
    visit = ip4.Visit(
        id="visit", occurred="2023-01-05", partners=["japan"], direction="to-nato", cites=cites
    )
    office = ip4.OfficeChanged(
        id="office",
        occurred="2022-12-01",
        partners=["japan"],
        office="japan-prime-minister",
        person="somebody",
        summary="Took office.",
        cites=cites,
    )
    source = ip4.Source(id="notice", publisher="Ministry", title="Notice", tier="primary")
    return ip4.Timeline([visit, office], ip4.Registries(sources=[source]))


def _arrow(tl: Any) -> object:
    return tl.to_arrow().num_rows == 2


def _parquet(tl: Any) -> object:
    import ip4timeline as ip4
    from ip4timeline.frames import events, write_parquet

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "two.parquet"
        write_parquet(events(tl), path)
        return ip4.load(path) == tl


def _polars(tl: Any) -> object:
    return tl.to_polars().height == 2


def _pandas(tl: Any) -> object:
    return len(tl.to_pandas()) == 2


def _duckdb(tl: Any) -> object:
    return tl.to_duckdb().aggregate("count(*)").fetchall() == [(2,)]


def _ical(tl: Any) -> object:
    from ip4timeline.export.feeds import to_icalendar

    return "BEGIN:VEVENT" in to_icalendar(tl)


def _prov(tl: Any) -> object:
    from ip4timeline.export.linked import to_prov

    return len(to_prov(tl, tl.as_of("2023-06-01")).records) > 2


def _charts(tl: Any) -> object:
    from ip4timeline.export import charts

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts.svg"
        charts.save(charts.engagement_over_time(tl, "2023-06-01"), path)
        return path.read_bytes().startswith(b"<svg")


def _notebook(tl: Any) -> object:
    from ip4timeline.export.notebook import Replay

    return "2023-01-05" in Replay(tl, start="2022-12-01", day="2023-01-05").page


def _mcp(tl: Any) -> object:
    from ip4timeline.assistant.server import server

    return server(tl).name == "ip4timeline"


def _postgres(tl: Any) -> object:
    from ip4timeline.store import UnavailableError, open_store

    try:
        return open_store("postgresql://nobody@127.0.0.1:9/nothing").position and False
    except UnavailableError:  # the driver is there, and nobody listens
        return True


def _scale(tl: Any) -> object:
    import ip4timeline as ip4
    from ip4timeline import frames, scale

    for library in ("polars", "pandas"):  # of itself it has no frames
        if find_spec(library) and (library == "pandas" or find_spec("arro3")):
            log = getattr(frames.log(tl), f"to_{library}")()
            # Of lists pandas needs columns backed by PyArrow, which is none of its extras.
            by = "partners" if library == "polars" else "direction"
            rule = ip4.rules.count(on=ip4.Visit, by=by)
            return (
                len(scale.versions(log)) == 2
                and rule.states(scale.versions(log), "2023-06-01") is not None
            )
    try:
        return scale.versions([]) and False
    except ip4.MissingExtraError:
        raise
    except ip4.TimelineError as error:
        return "no frame that narwhals knows" in str(error)


def _shards(tl: Any) -> object:
    import ip4timeline as ip4
    from ip4timeline import frames, scale

    versions = None  # without pyarrow nothing is made of it, and it is not looked at
    if find_spec("pyarrow"):
        import pyarrow

        versions = pyarrow.Table.from_pylist(list(frames.versions(tl).rows))
    rule = ip4.rules.count(on=ip4.Visit, by="partners")
    return scale.fold(versions, rule, scale.Ask.states("2023-06-01"), 2, workers=0).rows == 1


def _testing(tl: Any) -> object:
    import ip4timeline as ip4
    from ip4timeline.testing import events

    return events(ip4.Visit).example().kind == "visit"


def _cli(tl: Any) -> object:
    done = subprocess.run(
        [sys.executable, "-m", "ip4timeline", "as-of", "2025-06-25", "--partner", "japan"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        from ip4timeline.engine.errors import MissingExtraError

        assert "Traceback" not in done.stderr, done.stderr
        raise MissingExtraError(done.stderr)
    return "Shigeru Ishiba" in done.stdout


WORK: dict[str, tuple[tuple[str, ...], Work]] = {
    "cli": (("click", "rich"), _cli),
    "testing": (("hypothesis",), _testing),
    "arrow": (("arro3.core",), _arrow),
    "parquet": (("arro3.core", "arro3.io"), _parquet),
    "polars": (("arro3.core", "polars"), _polars),
    "pandas": (("pandas",), _pandas),
    "duckdb": (("arro3.core", "duckdb"), _duckdb),
    "ical": (("icalendar",), _ical),
    "prov": (("prov",), _prov),
    "charts": (("altair", "vl_convert"), _charts),
    "notebook": (("anywidget",), _notebook),
    "mcp": (("mcp",), _mcp),
    "postgres": (("psycopg",), _postgres),
    "scale": (("narwhals",), _scale),
    "shards": (("narwhals", "pyarrow"), _shards),
}
"""By extra, the modules that it brings, and the work that it promises."""


def here(module: str) -> bool:
    """Whether a module is installed."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # of a package that is not there either
        return False


def judged(installed: set[str]) -> Iterator[str]:
    """What is wrong in this environment: nothing, if every extra does or says what it should."""
    from ip4timeline.engine.errors import MissingExtraError

    tl = timeline()
    for extra, (modules, work) in WORK.items():
        there = all(map(here, modules))
        if extra in installed and not there:
            yield f"{extra}: does not bring {', '.join(m for m in modules if not here(m))}"
            continue
        try:
            done = work(tl)
        except MissingExtraError as error:
            if there:
                yield f"{extra}: is there, and said to be missing: {error}"
            elif "ip4timeline[" not in str(error) or "pip install" not in str(error):
                yield f"{extra}: does not say what to install: {error}"
            continue
        except Exception as error:
            yield f"{extra}: {'fails' if there else 'is missing, and not said so'}: {error!r}"
            continue
        if not any(map(here, modules)):
            yield f"{extra}: is missing, and its work was done"
        elif not done:
            yield f"{extra}: its work gives something else"


# What makes the environments


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """Run a program; its output is text."""
    return subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, encoding="utf-8"
    )


def tried(wheel: Path, extras: tuple[str, ...], folder: Path) -> str:
    """What is wrong with the wheel and these extras in a fresh environment; empty for nothing."""
    place = folder / ("-".join(extras) or "none")
    made = run("uv", "venv", "--quiet", "--python", sys.executable, place)
    python = next((p for p in place.glob("*/python*") if p.stem == "python"), place)
    wanted = f"{wheel}[{','.join(extras)}]" if extras else wheel
    if made.returncode == 0:
        made = run("uv", "pip", "install", "--quiet", "--python", python, wanted)
    if made.returncode:
        return f"cannot be installed: {made.stderr.strip()}"
    done = run(python, "-I", Path(__file__).resolve(), "--judge", *extras)
    run(python, "-c", f"import shutil; shutil.rmtree({str(place)!r}, ignore_errors=True)")
    return (
        done.stdout.strip()
        if done.returncode in (0, 1) and not done.stderr
        else (f"{done.stdout}{done.stderr}".strip())
    )


def main() -> None:
    """Try combinations and print a line for each; exit 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("extras", nargs="*", help="one combination; left out: all of them")
    parser.add_argument("--alone", action="store_true", help="no pairs")
    parser.add_argument("--judge", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.judge:
        wrong = list(judged(set(given.extras)))
        print("\n".join(wrong))
        sys.exit(bool(wrong))
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = list(declared["project"]["optional-dependencies"])
    if missing := set(names) ^ set(WORK):
        sys.exit(f"no work is known of {', '.join(sorted(missing))}")
    chosen: list[tuple[str, ...]] = [(), *combinations(names, 1)]
    if given.extras:
        chosen = [tuple(given.extras)]
    elif not given.alone:
        chosen += combinations(names, 2)
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        built = run("uv", "build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
        if built.returncode:
            sys.exit(built.stderr)
        [wheel] = Path(folder).glob("*.whl")
        for extras in chosen:
            wrong = tried(wheel, extras, Path(folder))
            count += bool(wrong)
            print(f"{'+'.join(extras) or 'none'}: {wrong or 'as promised'}", flush=True)
    print(f"{len(chosen)} combinations, {count} with something wrong")
    sys.exit(bool(count))


if __name__ == "__main__":
    main()
