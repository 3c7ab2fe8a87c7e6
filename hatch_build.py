from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRecord(BuildHookInterface):
    def initialize(self, version, build_data):
        pass
