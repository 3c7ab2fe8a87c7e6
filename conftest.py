"""Runs the code of the README and the docs as tests."""

import sys
from doctest import ELLIPSIS
from importlib.util import find_spec

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser


class Page:
    """A page as the module that its code would be, so that what it defines pickles."""

    def __init__(self, namespace):
        self.__dict__ = namespace
        namespace["__name__"] = "page"
        # For a block that needs an extra: <!-- skip: start if(not installed("x"), reason="") -->
        namespace["installed"] = lambda module: find_spec(module) is not None
        sys.modules["page"] = self


def leave(namespace):
    """Forget a page: its module, and the kinds of event that it registered."""
    sys.modules.pop("page", None)
    if kinds := sys.modules.get("ip4timeline.engine.events.kinds"):
        for name in [n for n, cls in kinds._KINDS.items() if cls.__module__ == "page"]:
            del kinds._KINDS[name]


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    setup=Page,
    teardown=leave,
).pytest()
