"""``newsroom serve`` and ``newsroom follow``."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

import ip4timeline as ip4
from ip4timeline.store import open_store
from newsroom.headlines import keep
from newsroom.service import create_app


def main() -> None:
    """Run the service, or the follower."""
    parser = argparse.ArgumentParser(prog="newsroom", description=__doc__)
    parser.add_argument("what", choices=["serve", "follow"])
    parser.add_argument("--log", required=True, help="sqlite:FILE or postgresql://...")
    parser.add_argument("--base", action="store_true", help="build on the shipped record")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--into", type=Path, default=Path("headlines.db"))
    parser.add_argument("--wait", type=float, help="end when nothing came for so many seconds")
    asked = parser.parse_args()
    base = ip4.load() if asked.base else None
    if asked.what == "serve":
        uvicorn.run(create_app(asked.log, base), port=asked.port, log_level="warning")
    else:
        digest = base.digest if base else ""
        position = keep(open_store(asked.log), asked.into, base=digest, wait=asked.wait)
        print(f"{asked.into}: up to position {position}")
