"""Puts the compiled record into the wheel."""

import sys
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRecord(BuildHookInterface):
    def initialize(self, version, build_data):
        if version == "editable":  # a checkout reads events/ itself
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from ip4timeline.engine.codec.packed import pack
            from ip4timeline.record.compiled import PACKED
            from ip4timeline.record.readers import load
        finally:
            sys.path.pop(0)
        self._folder = tempfile.TemporaryDirectory()
        target = Path(self._folder.name) / PACKED
        record = load(root / "events")
        target.write_text(pack(record.entries, record.registries, record.digest), encoding="utf-8")
        build_data["force_include"][str(target)] = f"ip4timeline/{PACKED}"

    def finalize(self, version, build_data, artifact_path):
        if version != "editable":
            self._folder.cleanup()
