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


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    setup=Page,
    teardown=lambda namespace: sys.modules.pop("page"),
).pytest()
