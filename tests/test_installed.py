"""What is installed is what is tested."""

import os
from pathlib import Path

import pytest

import ip4timeline as ip4
from ip4timeline.record.compiled import PACKED


@pytest.mark.skipif("IP4TIMELINE_WHEEL" not in os.environ, reason="only on the built wheel")
def test_the_wheel_carries_the_compiled_record_and_its_types(root):
    package = Path(ip4.__file__).parent
    assert root not in package.parents or "site-packages" in package.parts
    assert (package / PACKED).is_file()
    assert (package / "py.typed").is_file()
    assert ip4.load().digest == ip4.load(root / "events").digest


def test_a_checkout_reads_its_own_events(root):
    assert ip4.load().digest == ip4.load(root / "events").digest
