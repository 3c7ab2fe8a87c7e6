"""Commands are read when they are called, and none is forgotten."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import click

import ip4timeline.cli
from ip4timeline.cli.app import COMMANDS, app


def test_every_command_of_every_file_is_called_by_its_name():
    found = {}
    for room in iter_modules(ip4timeline.cli.__path__):
        module = import_module(f"ip4timeline.cli.{room.name}")
        group = getattr(module, "commands", None)
        if isinstance(group, click.Group):
            found[room.name] = set(group.commands)
    assert {room: set(names.split()) for room, names in COMMANDS.items()} == found
    context = click.Context(app)
    for name in app.list_commands(context):
        assert app.get_command(context, name).name == name


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
