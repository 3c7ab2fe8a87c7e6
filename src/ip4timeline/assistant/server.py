"""The server: the answers as tools, the data dictionary as resources, over standard streams."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ip4timeline.assistant.answers import Answers
from ip4timeline.assistant.dictionary import dictionary, names, registries
from ip4timeline.frames.extras import need
from ip4timeline.relationship.timeline import Timeline

if TYPE_CHECKING:
    from mcp.server import MCPServer

INSTRUCTIONS: Final = """\
Where NATO and Japan, the Republic of Korea, Australia and New Zealand stood on any date, from a
record of cited events. Two clocks: as_of is the day asked about, known_on the day by which a thing
had to be public. Every answer names its events and their sources; give the addresses with what you
say. A verdict is yes, no, possible or not established; the last means that the record may lack what
would decide it, and must not be told as a no. Names are ids: read the resource names, and take what
an error suggests. Silence is not absence."""
TOOLS: Final = ("as_of", "why", "events", "claim", "diff", "learned", "coverage")


def server(timeline: Timeline) -> MCPServer:
    """A server of the Model Context Protocol that answers from a timeline.

    Raises:
        MissingExtraError: the library that the extra ``mcp`` installs is not there.
    """
    sdk = need("mcp.server", "mcp")
    from ip4timeline.assistant.tools import question

    answers = Answers(timeline)
    found: MCPServer = sdk.MCPServer(
        "ip4timeline",
        instructions=INSTRUCTIONS,
        tools=[question(name, getattr(answers, name)) for name in TOOLS],
        log_level="WARNING",
    )
    pages: dict[str, tuple[str, Callable[[], str]]] = {
        "dictionary": ("Kinds of event, their fields and what each means", dictionary),
        "registries": ("Registries, their fields and what each means", registries),
        "names": (
            "Ids of occasions, people, offices and actors",
            lambda: names(timeline.registries),
        ),
    }
    for name, (description, page) in pages.items():
        found.resource(
            f"ip4timeline://{name}", name=name, description=description, mime_type="text/markdown"
        )(page)
    return found


def serve(timeline: Timeline) -> None:
    """Answer over standard input and output until the other side hangs up."""
    server(timeline).run("stdio")
