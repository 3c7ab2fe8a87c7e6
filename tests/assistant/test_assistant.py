"""The assistant server, asked by the client of the official SDK.

``python tests/assistant/test_assistant.py`` writes the recorded session of the docs anew.
"""

import asyncio
import json
import re
import sys
from pathlib import Path

import pytest

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters

import ip4timeline as ip4
from ip4timeline.assistant.server import INSTRUCTIONS, TOOLS, server

# What the SDK's own libraries warn of is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore")
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "ask-with-an-assistant.md"
MARKED = re.compile(
    r"(<!-- generated: python tests/assistant/test_assistant.py -->\n).*?(<!-- end -->)", re.DOTALL
)
HAGUE = "2025-the-hague-summit"
SESSION = (
    (
        "Who led Japan on the day of the summit in The Hague?",
        "as_of",
        {"day": "2025-06-25", "partner": "Japan", "aspects": ["leader"]},
    ),
    (
        "Which steps towards it did the public know of Japan on 20 June?",
        "why",
        {
            "subject": "JPN",
            "aspect": "engagements",
            "key": HAGUE,
            "as_of": "2025-06-25",
            "known_on": "2025-06-20",
        },
    ),
    (
        "How many allies had NATO in June 2022?",
        "why",
        {"subject": "nato", "aspect": "allies", "as_of": "2022-06-29"},
    ),
    (
        "Was New Zealand alone of the four with its leader in The Hague?",
        "claim",
        {
            "question": "only",
            "what": "NZ",
            "kind": ["attendance"],
            "occasion": HAGUE,
            "where": {"level": "leader"},
        },
    ),
    (
        "Did Japan attend the summit in Chicago?",
        "claim",
        {
            "question": "exists",
            "kind": ["attendance"],
            "partner": ["Japan"],
            "occasion": "2012-chicago-summit",
        },
    ),
    (
        "Has Mark Rutte never been to Korea?",
        "claim",
        {"question": "never", "kind": ["visit"], "partner": ["ROK"], "person": "mark-rutte"},
    ),
    (
        "Were the four's leaders invited to four summits in a row?",
        "claim",
        {
            "question": "streak",
            "what": "4",
            "kind": ["invitation"],
            "series": "nato-summit",
            "where": {"level": "leader"},
            "first": "2022-01-01",
            "last": "2025-12-31",
        },
    ),
    (
        "What did Stoltenberg visit in Korea?",
        "events",
        {"person": "jens-stoltenberg", "kind": ["visit"], "partner": ["South Korea"]},
    ),
    (
        "What became known about 25 June between 20 and 24 June 2025?",
        "learned",
        {"before": "2025-06-20", "after": "2025-06-24", "as_of": "2025-06-25"},
    ),
    ("Who came to hague?", "events", {"occasion": "hague"}),
)


def asked(target, calls):
    """What the server answers to some calls, in one session."""

    async def session():
        async with Client(target) as client:
            return [await client.call_tool(tool, given) for tool, given in calls]

    return asyncio.run(session())


@pytest.fixture(scope="module")
def here(record):
    return server(record)


@pytest.fixture(scope="module")
def recorded(here):
    return asked(here, [(tool, given) for _, tool, given in SESSION])


def test_the_tools_are_those_named_and_say_what_they_take(here):
    async def session():
        async with Client(here) as client:
            return (await client.list_tools()).tools, client.instructions

    tools, instructions = asyncio.run(session())
    assert [tool.name for tool in tools] == list(TOOLS)
    assert instructions == INSTRUCTIONS
    for tool in tools:
        assert "Args:" in tool.description
        for name in tool.input_schema["properties"]:
            assert f"{name}: " in tool.description


def test_every_answer_names_its_days_the_digest_and_sources_with_addresses(record, recorded):
    for (question, tool, given), result in zip(SESSION, recorded, strict=True):
        if question.endswith("hague?"):
            continue
        data = result.structured_content
        assert not result.is_error
        assert json.loads(result.content[0].text) == data
        assert data["digest"] == record.digest
        assert set(data["asked"]) == {"as_of", "known_on"} | ({"before"} & {*given})
        if data["events"]:
            sources = [s for event in data["events"].values() for s in event["sources"]]
            assert any(s.get("url", "").startswith("http") for s in sources), (question, tool)


def test_answers_are_those_of_the_library(record, recorded):
    data = [result.structured_content for result in recorded]
    leader = record.as_of("2025-06-25")["japan"].leader
    assert data[0]["values"]["leader"]["holder"] == leader.holder
    assert data[0]["because"]["leader"] == [e.id for e in record.why(leader)]
    assert data[1]["value"]["steps"][-1]["kind"] == "acceptance"
    assert data[1]["asked"] == {"as_of": "2025-06-25", "known_on": "2025-06-20"}
    assert len(data[2]["because"]) == len(record.as_of("2022-06-29").nato.membership.members) == 30
    assert (data[3]["verdict"], data[3]["value"]) == ("yes", "new-zealand")
    assert data[4]["verdict"] == "yes"
    assert data[5]["verdict"] == "not established"
    assert (data[6]["verdict"], data[6]["value"]) == ("yes", 4)
    visits = record.of("visit").about("korea").by("jens-stoltenberg")
    assert list(data[7]["events"]) == [e.id for e in visits]
    learned = record.learned("2025-06-20", "2025-06-24", as_of="2025-06-25")
    assert len(data[8]["changes"]) == len(learned)


def test_nothing_later_than_the_day_of_knowledge_is_told(recorded):
    for event in recorded[1].structured_content["events"].values():
        assert event["known"] <= "2025-06-20" if "known" in event else True
        for source in event["sources"]:
            assert source.get("later") or source.get("published", "0000")[:10] <= "2025-06-20"


@pytest.mark.parametrize(
    ("tool", "given", "says"),
    [
        ("events", {"occasion": "hague"}, f"no occasion 'hague'; did you mean '{HAGUE}'?"),
        ("as_of", {"day": "2025-06-31", "partner": "japan"}, "no such day"),
        ("as_of", {"day": "2025-06-25", "partner": "DPRK"}, "North Korea is not one of the four"),
        ("as_of", {"day": "2025-06-25", "partner": "NZ", "aspects": ["leadr"]}, "'leader'"),
        ("why", {"subject": "nato", "aspect": "alies", "as_of": "2025-06-25"}, "'allies'"),
        ("why", {"subject": "nato", "aspect": "offices", "as_of": "2025-06-25"}, "which of the"),
        ("why", {"subject": "japan", "aspect": "leadr", "as_of": "2025-06-25"}, "'leader'"),
        ("claim", {"question": "exist"}, "did you mean 'exists'"),
        ("claim", {"question": "streak", "kind": ["visit"]}, "a streak needs a series"),
        ("coverage", {"series": "nato-sumit"}, "did you mean 'nato-summit'"),
    ],
)
def test_errors_are_worded_as_the_library_words_them(here, tool, given, says):
    (result,) = asked(here, [(tool, given)])
    assert result.is_error
    assert says in result.content[0].text
    assert "Traceback" not in result.content[0].text


NEEDED = {
    "as_of": {"day": "2025-06-25", "partner": "japan"},
    "why": {"subject": "japan", "aspect": "leader", "as_of": "2025-06-25"},
    "claim": {"question": "exists", "kind": ["visit"]},
    "diff": {"before": "2024-07-12", "after": "2025-06-26"},
    "learned": {"before": "2024-07-12", "after": "2025-06-26", "as_of": "2025-06-25"},
}
"""What a tool cannot be asked without."""


@pytest.mark.parametrize("tool", TOOLS)
def test_an_argument_that_a_tool_does_not_take_is_refused_and_never_left_out(here, tool):
    takes = "known_on" if tool != "learned" else "as_of"
    given = [(tool, NEEDED.get(tool, {}) | {name: "2020-01-01"}) for name in (takes[:-1], "xyzzy")]
    near, far = asked(here, given)
    assert near.is_error and far.is_error
    assert f"{tool} takes no '{takes[:-1]}'" in near.content[0].text
    assert f"'{takes}'" in near.content[0].text
    assert f"{tool} takes no 'xyzzy'; it takes " in far.content[0].text


@pytest.mark.parametrize(
    ("tool", "given", "says"),
    [
        ("as_of", {"day": "2025-06-25"}, "partner is missing, and as_of needs it"),
        ("as_of", NEEDED["as_of"] | {"aspects": "leader"}, "aspects: 'leader'"),
        ("as_of", NEEDED["as_of"] | {"day": 20250625}, "day: 20250625"),
        ("as_of", {"day": "2025-06-25", "partner": "nato"}, "there are japan, JPN"),
        ("events", {"limit": -1}, "0 or more, not -1"),
        ("why", NEEDED["why"] | {"subject": "nato"}, "there are allies, proposals, offices"),
        ("why", NEEDED["why"] | {"key": "x"}, "leader is one value; leave the key 'x' out"),
        (
            "why",
            {"subject": "nato", "aspect": "allies", "key": "france", "as_of": "2025-06-25"},
            "allies is one value; leave the key 'france' out",
        ),
        (
            "why",
            {"subject": "nato", "aspect": "proposals", "as_of": "2025-06-25"},
            "Give a key, such as tokyo-liaison-office",
        ),
        ("why", NEEDED["why"] | {"aspect": "engagements"}, "such as 2008-bucharest-summit"),
        ("why", NEEDED["why"] | {"aspect": "offices"}, "japan-foreign-minister, japan-prime-min"),
        ("diff", {"before": "2025-06-26", "after": "2024-07-12"}, "the earlier day comes first"),
        (
            "learned",
            {"before": "2025-06-26", "after": "2024-07-12", "as_of": "2025-06-25"},
            "2025-06-26 is after 2024-07-12; the earlier day comes first",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_would(here, tool, given, says):
    (result,) = asked(here, [(tool, given)])
    assert result.is_error
    assert says in result.content[0].text
    assert "pydantic" not in result.content[0].text


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool != "coverage"])
def test_an_answer_says_how_many_events_it_does_not_tell(here, tool):
    given = NEEDED.get(tool, {})
    calls = [(tool, given | more) for more in ({"limit": 5000}, {"limit": 1}, {})]
    whole, part, usual = (result.structured_content for result in asked(here, calls))
    count = len(whole["events"])
    assert (count > 0, whole["events_left_out"]) == (True, 0)
    assert list(part["events"]) == list(whole["events"])[:1]
    assert part["events_left_out"] == count - 1
    assert len(usual["events"]) == min(count, 50)


def test_no_key_is_suggested_that_was_not_known(here):
    given = NEEDED["why"] | {"aspect": "engagements", "known_on": "2010-01-01"}
    keys = ({}, {"key": "2025-the-hag-summit"}, {"key": HAGUE})
    which, misspelt, later = asked(here, [("why", given | key) for key in keys])
    assert "such as 2008-bucharest-summit" in which.content[0].text
    for result in (which, misspelt):
        assert result.is_error
        assert HAGUE not in result.content[0].text
    # What was not known yet by then may be asked about; it has no value.
    assert later.structured_content["value"] is None


def test_the_days_told_are_those_that_were_answered(record, here):
    cut = server(record.known("2020-01-01"))
    (diff,) = asked(here, [("diff", NEEDED["diff"] | {"known_on": "2024-12-31"})])
    assert diff.structured_content["asked"] == {
        "before": "2024-07-12",
        "as_of": "2025-06-26",
        "known_on": "2024-12-31",
    }
    for given, by in (({}, "2020-01-01"), ({"known_on": "2024-01-01"}, "2020-01-01")):
        (result,) = asked(cut, [("events", given)])
        assert result.structured_content["asked"]["known_on"] == by


def test_coverage_is_told_as_far_as_it_was_public(here, record):
    (result,) = asked(here, [("coverage", {"known_on": "2010-01-01"})])
    data = result.structured_content
    assert data["asked"] == {"as_of": None, "known_on": "2010-01-01"}
    rows = record.known("2010-01-01").registries.coverage
    assert [row["period"] for row in data["coverage"]] == [row.period.text for row in rows]


def test_the_other_tools(here, record):
    calls = [
        ("diff", {"before": "2024-07-12", "after": "2025-06-26"}),
        ("coverage", {"series": "nato-summit", "partner": "Aotearoa"}),
        ("events", {"kind": ["visit"], "limit": 3}),
        (
            "why",
            {
                "subject": "nato",
                "aspect": "offices",
                "key": "nato-secretary-general",
                "as_of": "2025-06-25",
            },
        ),
        ("why", {"subject": "korea", "aspect": "contacts", "key": "visit", "as_of": "2025-06-25"}),
    ]
    diff, coverage, visits, office, contacts = (r.structured_content for r in asked(here, calls))
    assert len(diff["changes"]) == len(record.diff("2024-07-12", "2025-06-26"))
    rows = [c for c in record.registries.coverage if c.series == "nato-summit"]
    assert len(coverage["coverage"]) == sum(c.partner == "new-zealand" for c in rows)
    assert (visits["number"], len(visits["events"])) == (len(record.of("visit")), 3)
    assert office["value"]["holder"] == "mark-rutte"
    assert contacts["value"]["count"] == len(contacts["because"])


def test_resources_tell_the_data_dictionary_and_the_names(here, record):
    async def session():
        async with Client(here) as client:
            listed = (await client.list_resources()).resources
            pages = [(await client.read_resource(str(r.uri))).contents[0].text for r in listed]
            return dict(zip([r.name for r in listed], pages, strict=True))

    pages = asyncio.run(session())
    assert set(pages) == {"dictionary", "registries", "names"}
    kinds = [k for k, cls in ip4.kinds().items() if issubclass(cls, ip4.Event)]
    assert all(f"## {kind}\n" in pages["dictionary"] for kind in kinds)
    assert "`occurred`: when it happened or takes effect" in pages["dictionary"]
    assert "## coverage" in pages["registries"]
    assert all(f"`{o.id}`" in pages["names"] for o in record.registries.occasions)


def test_the_command_serves_over_standard_streams():
    command = StdioServerParameters(command=sys.executable, args=["-m", "ip4timeline", "mcp"])
    given = {"question": "exists", "kind": ["attendance"], "occasion": HAGUE}
    (result,) = asked(command, [("claim", given)])
    assert result.structured_content["verdict"] == "yes"


def shown(data):
    """What a reader of the page sees of an answer: all but the events, and an address of each."""
    brief = {k: v for k, v in data.items() if k not in ("events", "digest", "coverage", "values")}
    brief |= data.get("values", {})
    for name in ("changes", "doubtful", "because", "counted", "possibly_outside", "evidence"):
        found = brief.get(name)
        if isinstance(found, list) and len(found) > 3:
            brief[name] = [*found[:2], f"... and {len(found) - 2} more"]
    value = brief.get("value")
    if isinstance(value, dict):
        brief["value"] = {
            k: f"a list of {len(v)}" if isinstance(v, list) and len(v) > 3 else v
            for k, v in value.items()
        }
    brief["sources"] = {
        id: next((s["url"] for s in event["sources"] if s.get("url")), "")
        for id, event in list(data["events"].items())[:2]
    }
    return brief


def session_page(results):
    parts = []
    for number, ((question, tool, given), result) in enumerate(
        zip(SESSION, results, strict=True), 1
    ):
        said = result.content[0].text
        if not result.is_error:
            said = json.dumps(shown(result.structured_content), ensure_ascii=False, indent=1)
        call = f"{tool}({json.dumps(given, ensure_ascii=False)})"
        parts.append(f"### {number}. {question}\n\n```text\n{call}\n{said}\n```\n")
    return "\n".join(parts)


def test_the_page_shows_the_session_as_it_was(recorded):
    found = MARKED.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == f"{found[1]}\n{session_page(recorded)}\n{found[2]}", (
        "run python tests/assistant/test_assistant.py"
    )


if __name__ == "__main__":
    results = asked(server(ip4.load()), [(tool, given) for _, tool, given in SESSION])
    text = PAGE.read_text(encoding="utf-8")
    text = MARKED.sub(lambda m: f"{m[1]}\n{session_page(results)}\n{m[2]}", text)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
