"""Claims on the command line, and the filters that they share with ``events``."""

import json
import sys

import pytest

pytest.importorskip("click")

from click.testing import CliRunner

import ip4timeline as ip4
from ip4timeline.cli.app import app
from ip4timeline.cli.options import pasted
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.relationship.claims.questions import QUESTIONS, ask

HAGUE = "2025-the-hague-summit"
SEATS = ("--kind", "attendance", "--series", "nato-summit")
YEARS = ("--from", "2022-01-01", "--until", "2025-12-31")
AID = ("--kind", "support", "--partner", "australia")


def run(*words, code=0):
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    return result.output


def seats(tl):
    return tl.of("attendance").in_series("nato-summit")


CLAIMS = {
    "exists": (("--partner", "NZ"), lambda tl: tl.exists(seats(tl).about("NZ"))),
    "never": (("--occasion", HAGUE), lambda tl: tl.never(seats(tl).where(occasion=HAGUE))),
    "count 16": (YEARS, lambda tl: tl.count(seats(tl).between(YEARS[1], YEARS[3]), 16)),
    "count": (
        ("--at-least", "2", "--at-most", "4"),
        lambda tl: tl.count(seats(tl), at_least=2, at_most=4),
    ),
    f"first {HAGUE}": (
        ("--where", "level=minister", "--partner", "japan"),
        lambda tl: tl.first(seats(tl).about("japan").where(level="minister"), HAGUE),
    ),
    "last": (
        ("--before", "2025-01-01"),
        lambda tl: tl.last(seats(tl), before="2025-01-01"),
    ),
    "nth": (
        ("--n", "2", "--since", "2022-01-01"),
        lambda tl: tl.nth(seats(tl), 2, since="2022-01-01"),
    ),
    "only NZL": (
        ("--occasion", HAGUE, "--where", "level=leader"),
        lambda tl: tl.only(seats(tl).where(occasion=HAGUE, level="leader"), "NZL"),
    ),
    "most australia": ((), lambda tl: tl.most(seats(tl), "australia")),
    "streak 4": (YEARS, lambda tl: tl.streak(seats(tl).between(YEARS[1], YEARS[3]), 4)),
    "every-year": (YEARS, lambda tl: tl.every_year(seats(tl).between(YEARS[1], YEARS[3]))),
}


@pytest.mark.parametrize("words", CLAIMS)
def test_each_question_answers_as_the_library_does(record, words):
    more, ask = CLAIMS[words]
    expected = ask(record)
    data = json.loads(run("claim", *words.split(), *SEATS, *more, "--json"))
    assert data == json.loads(json.dumps(expected.to_dict(evidence=True)))
    text = run("claim", *words.split(), *SEATS, *more, "--ids")
    first = {"yes": "Yes.", "no": "No.", "possible": "Possible", "not established": "Not est"}
    assert text.startswith(first[expected.verdict])
    assert all(event.id in text for event in expected.evidence)
    assert ("Why: " in text) == bool(expected.reason)
    said = when_words(ip4.When(expected.period)) if expected.period else "all time"
    assert f"Period: {said}\n" in text
    plain = run("claim", *words.split(), *SEATS, *more)
    assert not [event.id for event in expected.evidence if event.id in plain]
    assert ("Coverage:" in text) == bool(expected.coverage)


def test_every_question_is_tried():
    assert {words.split()[0] for words in CLAIMS} | {"largest"} == set(QUESTIONS)


def test_the_largest(record):
    data = json.loads(run("claim", "largest", *AID, "--currency", "AUD", "--json"))
    expected = record.largest(record.of(ip4.Support).about("australia"), currency="AUD")
    assert data["value"] == expected.value.id


def test_a_claim_as_it_was_known(record):
    words = ("claim", "exists", *SEATS, "--occasion", HAGUE, "--known-on", "2025-06-20")
    text = run(*words)
    assert text.startswith("Not established")
    assert "nothing is known after 20 June 2025" in text


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("exists", "4"), 2, "exists takes no WHAT"),
        (("exists", "--at-least", "4"), 2, "exists takes no --at-least"),
        (("count", "four"), 2, "'four' is not a number"),
        (("perhaps",), 2, "Invalid value"),
        (("exist",), 2, "no question 'exist'; did you mean 'exists'"),
        (("streak",), 2, "a streak needs a series: write --series nato-summit"),
        (("every-year", "--kind", "visit"), 2, "Say so with --from and --until"),
        (("largest", "--kind", "visit"), 2, "narrow it with --kind support"),
        (("exists", "--where", "leader"), 2, "is not FIELD=VALUE"),
        (("exists", "--where", "level=leadr"), 1, "did you mean 'leader'"),
        (("exists", "--series", "nato-sumit"), 1, "did you mean 'nato-summit'"),
        (("exists", "--person", "rutte"), 1, "did you mean 'mark-rutte'"),
        (("exists", "--topic", "cybr"), 1, "did you mean 'cyber'"),
        (("exists", "--partner", "North Korea"), 2, "North Korea is not one of the four"),
        (("only", "japn"), 1, "did you mean 'japan'"),
        (("first", "madrid", *SEATS), 1, "no event 'madrid'"),
        (("exists", "--from", "2024-01-01", "--until", "2023-01-01"), 2, "is after"),
        (("count", "3", "--at-least", "2"), 2, "give one or the other"),
        (("streak", "-1", *SEATS), 2, "No such option"),
        (("only", "japan", "--partner", "japan"), 2, "only compares all four partners; leave out"),
        (("only", "japan", "--partner", "japan"), 2, "leave out --partner"),
        (
            ("exists", "--where", "delegates=x"),
            2,
            "is no Delegate; for one who acts write --person x",
        ),
        (("exists", "--where", "cites=x"), 2, "for what cites it write --where source=x"),
        (("exists", "--where", "seq=one"), 2, "seq: 'one' is not a whole number"),
        (("exists", "--where", "topics=cybr"), 1, "no topic 'cybr'; did you mean 'cyber'"),
        (("exists", "--where", "acting=rutte"), 1, "did you mean 'mark-rutte'"),
        (("largest", *AID, "--currency", "USX"), 1, "no currency 'USX'; did you mean 'USD'"),
    ],
)
def test_what_cannot_be_asked_is_said(words, code, says):
    assert says in run("claim", *words, code=code)


@pytest.mark.parametrize("command", [("events",), ("claim", "exists"), ("claim", "count", "3")])
@pytest.mark.parametrize("option", ["occasion", "series", "person", "topic", "text"])
def test_what_is_given_and_empty_is_refused(command, option):
    assert f"--{option} is given and empty" in run(*command, f"--{option}", "", code=2)


@pytest.mark.parametrize(
    "words",
    [
        ("first", ""),
        ("only", ""),
        ("count", ""),
        ("exists", "--partner", ""),
        ("exists", "--kind", ""),
        ("exists", "--from", ""),
        ("exists", "--known-on", ""),
        ("exists", "--where", "occasion="),
        ("first", "--since", ""),
        ("largest", *AID, "--currency", ""),
    ],
)
def test_no_other_option_of_a_claim_drops_an_empty_text(words):
    run("claim", *words, code=2)


def test_a_shell_asks_what_the_library_asks():
    iwaya = ("--kind", "attendance", "--occasion", HAGUE, "--where", "acting=takeshi-iwaya")
    assert run("claim", "never", *iwaya).startswith("No.")
    chief = ("--kind", "office-changed", "--where", "office=nato-secretary-general")
    changed = ("--from", "2024-01-01", "--until", "2024-12-31", "--where", "seq=0")
    assert run("claim", "never", *chief, *changed).startswith("No.")
    assert run("claim", "exists", "--where", "personnel=20").startswith("Yes.")
    assert run("claim", "exists", "--where", "topics=cyber").startswith("Yes.")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("spells", "", "--partner", "japan"), "no aspect or office ''"),
        (("why", "japan", ""), "no aspect or office ''"),
        (("why", "japan", "agreements", ""), "it is empty"),
        (("spells", "agreements", " ", "--partner", "japan"), "it is empty"),
        (("spells", "leader", "--partner", ""), "no partner ''"),
        (("why", "mars", "leader"), "no partner 'mars'; there are japan, korea, australia, new-ze"),
    ],
)
def test_no_empty_name_is_taken_for_another(words, says):
    assert says in run(*words, code=2).replace("\n", " ")


def test_no_usage_breaks_a_question_in_two():
    text = run("claim", "first", "--since", "", code=2)
    assert text.splitlines()[0].endswith(" claim [OPTIONS] QUESTION [WHAT]")
    told = " ".join(run("claim", "--help").split())
    assert all(question in told for question in QUESTIONS)


def test_a_remedy_is_told_only_where_it_helps():
    known = ("--person", "mark-rutte", "--known-on", "2025-06-20")
    # Nothing is declared for exercises, so that no narrower period would do.
    said = run("claim", "never", "--kind", "exercise", "--partner", "japan", *known)
    assert "nothing is known after 20 June 2025; the record nowhere declares itself" in said
    assert "narrow" not in said
    series = ("--series", "nato-summit", "--from", "2022-01-01", "--until", "2026-12-31")
    said = run("claim", "never", "--kind", "attendance", "--partner", "japan", *series, *known)
    assert "nothing is known after 20 June 2025; narrow it with --from and --until" in said


def test_the_largest_of_a_period_without_any_is_an_answer():
    words = ("claim", "largest", "--kind", "support", "--currency", "USD", "--until", "1980-01-01")
    assert "Why: " in run(*words)


def test_a_program_is_told_what_a_question_takes(record):
    chosen = record.of("visit")
    with pytest.raises(ip4.UnknownNameError, match="no question 'exist'; did you mean 'exists'"):
        ask(record, "exist", chosen)
    with pytest.raises(ip4.TimelineError, match="last takes no since; it takes before, what"):
        ask(record, "last", chosen, since="2023-01-01")
    with pytest.raises(ip4.TimelineError, match="never takes no what; it takes nothing but"):
        ask(record, "never", chosen, what="1")


def test_events_take_people_topics_words_and_values(record):
    def ids(*words):
        return [e["id"] for e in json.loads(run("events", *words, "--json"))]

    assert ids("--person", "jens-stoltenberg", "--kind", "visit") == [
        e.id for e in record.of("visit").by("jens-stoltenberg")
    ]
    assert ids("--topic", "space") == [e.id for e in record.with_topic("space")]
    assert ids("--text", "SPANISH", "--partner", "South Korea") == [
        e.id for e in record.about("korea").saying("spanish")
    ]
    assert ids("--where", "direction=to-ally") == [e.id for e in record.where(direction="to-ally")]
    month = ("--from", "2012-11-01", "--until", "2012-11-30")
    sure = ids("--partner", "korea", *month, "--sure")
    assert sure == [e.id for e in record.about("korea").between(*month[1::2], sure=True)]
    text = run("events", "--partner", "korea", *month, "--ids")
    head, mark, tail = text.partition("It is not sure whether these were between the two days")
    assert mark
    assert all(id in head for id in sure)
    assert "2024-07-09-nato-website-on-the-indo-pacific" in tail


def test_a_hint_is_the_command_to_paste(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["ip4timeline", "events", "--occasion", "hague"])
    error = ip4.UnknownNameError("occasion", "hague", [HAGUE])
    assert pasted(error) == f"\nTry: ip4timeline events --occasion {HAGUE}"
    assert pasted(ip4.UnknownNameError("occasion", "nowhere", [HAGUE])) == ""
    assert run("events", "--occasion", "hague", code=1).endswith(
        f"did you mean '{HAGUE}'?\nTry: ip4timeline events --occasion {HAGUE}\n"
    )


def test_the_command_line_says_what_depends_on_a_partial_date(record):
    snapshot = record.as_of("2025-06-25")
    summits = snapshot.summit_matrix().occasions
    shown = [
        (projection, key)
        for projection, key in snapshot.unsettled
        if projection in (ip4.LEADER, ip4.PROGRAMME)
        or (projection == ip4.ENGAGEMENTS and key[1] in summits)
    ]
    assert 0 < len(shown) < len(snapshot.unsettled)
    assert all(snapshot.depends_on_dates(*place) for place in snapshot.unsettled)
    said = f"{len(shown)} of these values depend on how a partial date is read"
    assert said in run("as-of", "2025-06-25")
    text = run("why", "NZ", "programme", "--as-of", "2024-07-15")
    assert "The other reading of partial dates has: Individually Tailored" in text
    assert "other reading" not in run("why", "NZ", "programme", "--as-of", "2025-06-25")
