"""Whether every public name of the installed package has a type, as a type checker reads it.

python tools/type_completeness.py     names what has none, and exits 1 unless all have one

It asks basedpyright, which must be installed beside the package.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

INTERNAL = ("ip4timeline.cli", "ip4timeline.export", "ip4timeline.frames.adapters")
"""Rooms that are no programming face: programs, and bridges to libraries with their own types."""


def main() -> None:
    """Ask the checker, count the public names, and print those without a full type."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "VIRTUAL_ENV": str(scripts.parent),
        "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    with tempfile.TemporaryDirectory() as elsewhere:  # so that no source lies beside it
        printed = subprocess.run(
            [
                str(scripts / "basedpyright"),
                *("--verifytypes", "ip4timeline", "--ignoreexternal", "--outputjson"),
            ],
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        ).stdout
    symbols = json.loads(printed)["typeCompleteness"]["symbols"]
    public = [
        symbol
        for symbol in symbols
        if symbol["isExported"] and not symbol["name"].startswith(INTERNAL)
    ]
    if not public:
        sys.exit("the checker saw no public name")
    wanting = [symbol for symbol in public if not symbol["isTypeKnown"]]
    for symbol in wanting:
        reasons = {" ".join(reason["message"].split()) for reason in symbol["diagnostics"]}
        print(f"{symbol['name']}: {'; '.join(sorted(reasons)) or 'because of what it holds'}")
    known = len(public) - len(wanting)
    print(f"{known} of {len(public)} public names have a type: {known / len(public):.1%}")
    sys.exit(1 if wanting else 0)


if __name__ == "__main__":
    main()
