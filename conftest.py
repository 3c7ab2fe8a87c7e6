"""Runs the code of the README and the docs as tests; and all with every limit at its smallest."""

import os
import sys
from doctest import ELLIPSIS
from functools import cache
from importlib.util import find_spec

from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

settings.register_profile("default", max_examples=25, deadline=None)
# A change is judged by the same inputs each time; new ones are tried at the desk and at night.
settings.register_profile("ci", max_examples=25, deadline=None, derandomize=True)
settings.register_profile(
    "thorough",
    max_examples=1000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# For tests/test_fuzz.py: more than a hundred thousand inputs between them.
settings.register_profile(
    "nightly",
    max_examples=15_000,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default")
settings.load_profile(PROFILE)
# What a page calls is tried at length by the tests; there it is to be seen to run.
settings.register_profile("page", max_examples=8, deadline=None, derandomize=True)


def pytest_addoption(parser):
    parser.addoption(
        "--smallest-limits",
        action="store_true",
        help="run with every limit of the index at its smallest, so that short histories go "
        "down every path",
    )


def pytest_configure(config):
    if config.getoption("--smallest-limits"):
        from ip4timeline.engine.log.versions import Limits
        from ip4timeline.testing.model import SMALLEST

        Limits.__new__.__defaults__ = tuple(SMALLEST)

    from ip4timeline.record import readers

    # In a checkout it is read anew each time, for its events are being edited; here nobody does.
    readers._shipped = cache(readers._shipped)


class Page:
    """A page as the module that its code would be, so that what it defines pickles."""

    def __init__(self, namespace):
        self.__dict__ = namespace
        namespace["__name__"] = "page"
        # For a block that needs an extra: <!-- skip: start if(not installed("x"), reason="") -->
        namespace["installed"] = lambda module: find_spec(module) is not None
        sys.modules["page"] = self
        settings.load_profile("page")


def leave(namespace):
    """Forget a page: its module, and the kinds of event that it registered."""
    sys.modules.pop("page", None)
    settings.load_profile(PROFILE)
    if kinds := sys.modules.get("ip4timeline.engine.events.kinds"):
        for name in [n for n, cls in kinds._KINDS.items() if cls.__module__ == "page"]:
            del kinds._KINDS[name]


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    setup=Page,
    teardown=leave,
).pytest()
