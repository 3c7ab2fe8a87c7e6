"""``newsroom serve`` and ``newsroom follow``."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

import ip4timeline as ip4
from ip4timeline.store import open_store
from newsroom.headlines import keep
from newsroom.service import create_app

GRACE = 2
"""How many seconds are left to requests when the service is asked to end: streams never do."""


def main() -> None:
    """Run the service, or the follower."""
    parser = argparse.ArgumentParser(prog="newsroom", description=__doc__)
    parser.add_argument("what", choices=["serve", "follow"])
    parser.add_argument("--log", required=True, help="sqlite:FILE or postgresql://...")
    parser.add_argument("--base", action="store_true", help="build on the shipped record")
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument("--into", type=Path, default=Path("headlines.db"))
    parser.add_argument("--wait", type=float, help="end when nothing came for so many seconds")
    asked = parser.parse_args()
    try:
        _run(asked)
    except ip4.TimelineError as error:
        parser.exit(1, f"newsroom: {error}\n")
    except KeyboardInterrupt:
        parser.exit(130)


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{number} is no port; the last is 65535")
    return number


def _run(asked: argparse.Namespace) -> None:
    base = ip4.load() if asked.base else None
    if asked.what == "serve":
        app = create_app(asked.log, base)
        uvicorn.run(app, port=asked.port, log_level="warning", timeout_graceful_shutdown=GRACE)
    else:
        digest = base.digest if base else ""
        position = keep(open_store(asked.log), asked.into, base=digest, wait=asked.wait)
        print(f"{asked.into}: up to position {position}")
