"""What the pages promise besides their code: links, openings, the command line, every name.

``python tests/test_docs.py`` writes the command line's page anew.
"""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import ip4timeline as ip4
import ip4timeline.testing as kit
from ip4timeline import engine, frames
from ip4timeline.cli.app import app

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
CLI_PAGE = DOCS / "reference" / "cli.md"
MARKED = re.compile(
    r"(<!-- generated: python tests/test_docs.py -->\n).*?(<!-- end -->)", re.DOTALL
)
LINK = re.compile(r"(?<!\!)\[[^\]\[]*(?:\[[^\]]*\][^\]\[]*)?\]\(\s*<?([^)>\s]+)>?\s*\)")
PAGES = sorted(DOCS.rglob("*.md"))
TEXTS = [ROOT / "README.md", *PAGES]
WITH_COMMANDS = [
    ROOT / "README.md",
    DOCS / "tutorial" / "first-hour.md",
    DOCS / "how-to" / "cite-the-record.md",
    DOCS / "how-to" / "check-a-claim.md",
]


def name(path):
    return path.relative_to(ROOT).as_posix()


def prose(path):
    """A page without its code."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^(`{3,}).*?^\1\s*$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`", lambda m: m[0].replace("[", "(").replace("]", ")"), text)


def anchors(path):
    """The anchors of a page, as the site and the usual hosts make them from its headings."""
    found = set()
    for heading in re.findall(r"^#{1,6} (.+)$", prose(path), re.MULTILINE):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        found.add(re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-"))
    return found


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_links_within_the_project_lead_somewhere(path):
    for link in LINK.findall(prose(path)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), link
        if anchor:
            assert anchor in anchors(file), link


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_pictures_are_there_and_say_what_they_show(path):
    text = prose(path)
    for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text):
        assert alt
        assert (path.parent / target).exists(), target
    for tag in re.findall(r"<(?:img|source)\b[^>]*>", text):
        target = re.search(r'src(?:set)?="([^"]+)"', tag)
        assert target is not None
        assert (path.parent / target[1]).exists(), target[1]
        assert tag.startswith("<source") or re.search(r'alt="[^"]+"', tag), tag


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_opens_with_what_its_reader_will_be_able_to_do(path):
    title, opening = prose(path).strip().split("\n\n")[:2]
    assert title.startswith("# ")
    assert re.search(r"\byou\s+(?:can|know|will)\b", opening, re.IGNORECASE), opening


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_a_page_speaks_of_no_machine(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(?:home|root|Users|work)/|localhost", text)


COMMANDS = {
    word: app.get_command(click.Context(app), word)
    for word in app.list_commands(click.Context(app))
}


def command_line():
    """The help of the program and each command, as click prints it."""
    context = click.Context(app, info_name="ip4timeline", terminal_width=92, **app.context_settings)
    parts = [f"## ip4timeline\n\n```text\n{app.get_help(context)}\n```\n"]
    for word, command in COMMANDS.items():
        inner = click.Context(command, parent=context, info_name=word, terminal_width=92)
        parts.append(f"## {word}\n\n```text\n{command.get_help(inner)}\n```\n")
        for below, further in sorted(getattr(command, "commands", {}).items()):
            deeper = click.Context(further, parent=inner, info_name=below, terminal_width=92)
            parts.append(f"### {word} {below}\n\n```text\n{further.get_help(deeper)}\n```\n")
    return "\n".join(line.rstrip() for line in "\n".join(parts).splitlines()) + "\n"


def test_the_command_line_page_is_what_the_commands_say():
    written = MARKED.search(CLI_PAGE.read_text(encoding="utf-8"))
    assert written is not None
    assert written[0] == f"{written[1]}\n{command_line()}\n{written[2]}", (
        "run python tests/test_docs.py"
    )


def test_every_example_of_the_help_is_understood():
    """Each is parsed as typed, against the options there are; nothing is run."""
    seen = 0
    words_of = dict(COMMANDS)
    for word, group in COMMANDS.items():
        below = getattr(group, "commands", {})
        words_of |= {f"{word} {inner}": command for inner, command in below.items()}
    for word, command in words_of.items():
        for example in re.findall(r"ip4timeline ([^;]+)", command.epilog or ""):
            words = shlex.split(re.sub(r"\s>\s.*", "", example.strip()))
            words = words[2:] if words[0] == "--record" else words
            assert words[: len(word.split())] == word.split() or word == "log"
            command.make_context(word, words[len(word.split()) :], resilient_parsing=True)
            seen += 1
    assert seen >= len(COMMANDS)


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=name)
def test_the_commands_of_a_page_print_what_it_shows(path):
    """Every line shown below a command is the start of a line that it prints."""
    followed = 0
    for block in re.findall(r"```console\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            command = command.removeprefix("pip install uv && ").removeprefix("uv run ")
            if not command.startswith("ip4timeline ") or " -o " in command:  # that writes a file
                continue
            result = CliRunner().invoke(app, shlex.split(command)[1:])
            assert result.exit_code == 0, result.output
            printed = [line.strip() for line in result.output.splitlines()]
            for line in filter(None, shown.splitlines()):
                start = line.strip().removesuffix("...").strip()
                assert any(p.startswith(start) for p in printed), (command, line)
            followed += 1
    assert followed


def test_every_public_name_is_described_in_the_reference():
    """Before the generated list, which holds every name by itself."""
    text = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    described, _, listed = text.partition("\n## Every name\n")
    assert listed
    documented = set(re.findall(r"\w+", described))
    doors = (ip4, frames, kit, engine)
    names = {n for door in doors for n in door.__all__ if not n.startswith("__")}
    assert not names - documented


def write():
    text = CLI_PAGE.read_text(encoding="utf-8")
    new = MARKED.sub(lambda m: f"{m[1]}\n{command_line()}\n{m[2]}", text)
    CLI_PAGE.write_text(new, encoding="utf-8", newline="\n")
    print(f"wrote {CLI_PAGE}")


if __name__ == "__main__":
    write()
