"""Commands are read when they are called, and none is forgotten."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import click

import ip4timeline.cli
from ip4timeline.cli.app import FILES, app


def test_every_command_of_every_file_is_found_by_its_name(monkeypatch):
    context = click.Context(app)
    for first in (FILES, {}):  # listed where to look first, or not
        monkeypatch.setattr("ip4timeline.cli.app.FILES", first)
        found = {}
        for room in iter_modules(ip4timeline.cli.__path__):
            group = getattr(import_module(f"ip4timeline.cli.{room.name}"), "commands", None)
            for name in group.commands if isinstance(group, click.Group) else ():
                assert app.get_command(context, name) is group.commands[name]
                found[name] = room.name
        assert app.list_commands(context) == sorted(found)
        for names, file in first.items():
            assert {found[name] for name in names.split()} == {file}
    assert app.get_command(context, "no-such-command") is None


def test_a_command_reads_no_other_file_of_commands():
    code = (
        "import sys; from ip4timeline.cli.app import app\n"
        "try: app(['as-of', '2025-06-25'])\n"
        "except SystemExit as done: assert not done.code\n"
        "rooms = {m.rpartition('.')[2] for m in sys.modules if m.startswith('ip4timeline.cli.')}\n"
        "print(rooms & {'claim', 'curate', 'publish', 'serve', 'logs'}, file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "set()"
