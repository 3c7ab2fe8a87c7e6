"""Answers, explanations, differences and snapshots as plain data, as values, and pickled."""

import json
import pickle

import pytest

import ip4timeline as ip4

jsonschema = pytest.importorskip("jsonschema")

DAY = "2025-06-25"
THEN = "2025-06-20"


@pytest.fixture(scope="module")
def valid(root):
    """Whether plain data survive JSON and are what the schema of their kind says."""

    def check(kind, data):
        path = root / "docs" / "reference" / f"{kind}.schema.json"
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        assert json.loads(json.dumps(data)) == data
        assert [e.message for e in validator.iter_errors(data)] == []
        assert not validator.is_valid({**data, "surplus": 1})

    return check


def seats(tl):
    return tl.of(ip4.Attendance).in_series("nato-summit")


ANSWERS = {
    "exists": lambda tl: tl.exists(seats(tl).about("japan")),
    "never": lambda tl: tl.never(tl.of(ip4.Visit).about("korea").by("mark-rutte")),
    "count": lambda tl: tl.count(seats(tl).between("2022-01-01", "2025-12-31"), at_most=9),
    "first": lambda tl: tl.first(seats(tl).about("japan"), "2022-madrid-summit"),
    "last": lambda tl: tl.last(seats(tl).about("japan")),
    "only": lambda tl: tl.only(seats(tl).where(occasion="2025-the-hague-summit", level="leader")),
    "most": lambda tl: tl.most(tl.of(ip4.Visit)),
    "largest": lambda tl: tl.largest(tl.of(ip4.Support), currency="AUD"),
    "streak": lambda tl: tl.streak(seats(tl).between("2022-01-01", "2025-12-31"), 4),
    "every year": lambda tl: tl.every_year(tl.of("visit").between("2013-01-01", "2024-12-31")),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_valid_plain_data(record, valid, name):
    for timeline in (record, record.known(THEN)):
        answer = ANSWERS[name](timeline)
        told, shown = answer.to_dict(), answer.to_dict(evidence=True)
        valid("answer", told)
        valid("answer", shown)
        assert set(shown["events"]) == {*told["evidence"], *told["doubtful"]}
        assert {**told, "events": shown["events"]} == shown
        assert answer == ANSWERS[name](timeline)
        assert pickle.loads(pickle.dumps(answer)) == answer


def test_events_of_an_answer_have_the_addresses_of_their_sources(record):
    shown = ANSWERS["only"](record).to_dict(evidence=True)
    sources = [s for event in shown["events"].values() for s in event["sources"]]
    assert sources
    assert any(s.get("url", "").startswith("http") for s in sources)
    assert not any("notes" in s for s in sources)


def test_explanations_and_differences_are_valid_plain_data(record, valid):
    for known_on in (None, THEN):
        japan = record.as_of(DAY, known_on=known_on)["japan"]
        for why in (japan.why("leader"), japan.why("engagements", "2025-the-hague-summit")):
            valid("explanation", why.to_dict())
            shown = why.to_dict(evidence=True)
            valid("explanation", shown)
            assert list(shown["events"]) == shown["because"] == [e.id for e in why.events]
        for diff in (
            record.diff("2024-07-12", DAY, known_on=known_on),
            record.learned(THEN, "2025-06-24", as_of=DAY),
        ):
            valid("diff", diff.to_dict())
            shown = diff.to_dict(evidence=True)
            valid("diff", shown)
            assert list(shown["events"]) == shown["counted"]
            assert len(shown["changes"]) == len(diff)


def test_a_correction_is_among_the_amendments(record, valid):
    (fixed,) = [e for e in record.entries if isinstance(e, ip4.Correction)]
    kind, (partner, *_) = fixed.replacement.kind, fixed.replacement.partners
    why = record.project(ip4.CONTACTS).why((partner, kind), DAY)
    shown = why.to_dict(evidence=True)
    valid("explanation", shown)
    assert shown["amended"] == [fixed.id]
    assert shown["amendments"][fixed.id]["reason"] == fixed.reason


def test_a_snapshot_with_evidence_names_the_events_behind_each_value(record, valid):
    for known_on in (None, THEN):
        snapshot = record.as_of(DAY, known_on=known_on)
        shown = snapshot.to_dict(evidence=True)
        valid("snapshot", shown)
        for partner, values in shown["partners"].items():
            because = shown["because"]["partners"][partner]
            assert list(because) == list(values)
            assert because["leader"] == [e.id for e in snapshot[partner].why("leader")]
            for aspect in list(values)[2:]:
                assert set(because[aspect]) == set(values[aspect])
                assert all(because[aspect].values()), aspect
        seen = {one["event"] for one in _sights([shown["nato"], shown["partners"]])}
        assert seen
        assert set(_ids(shown["because"])) | seen == set(shown["events"])


def _sights(data):
    """Every last sight in plain data."""
    for inner in data.values() if isinstance(data, dict) else data:
        if isinstance(data, dict) and inner and inner is data.get("last_seen"):
            yield inner
        elif isinstance(inner, dict | list):
            yield from _sights(inner)


def _ids(data):
    if isinstance(data, list):
        yield from data
    else:
        for inner in data.values():
            yield from _ids(inner)


def test_own_projections_have_their_evidence_too(record, valid):
    shown = record.as_of(DAY, projections=[seen]).to_dict(evidence=True)
    assert set(shown["because"]["projections"]["seen"]) == set(shown["projections"]["seen"])


def _keyed(*keys):
    @ip4.projection(on=ip4.Visit, keys=lambda e: keys)
    def keyed(value, event):
        return event.id

    return keyed


def test_equal_keys_of_two_projections_each_have_their_own_text(record):
    for key, text in ((("room", 1), "room/1"), (("room", True), "room/True")):
        shown = record.as_of(DAY, projections=[_keyed(key)]).to_dict()["projections"]
        assert [*shown["keyed"]] == [text]


@pytest.mark.parametrize(
    "own",
    [
        [_keyed(1, "1")],
        [_keyed("a/b", ("a", "b"))],
        [_keyed("one"), _keyed("two")],
    ],
    ids=["a number and a text", "a tuple and its text", "two of one name"],
)
def test_nothing_is_lost_where_two_stand_as_one_text(record, own):
    snapshot = record.as_of(DAY, projections=own)
    with pytest.raises(ip4.TimelineError, match="both stand as"):
        snapshot.to_dict()


@ip4.projection(on=ip4.Attendance, keys=lambda e: e.partners)
def seen(value: int | None, event: ip4.Attendance) -> int:
    return (value or 0) + 1


QUESTIONS = {
    "snapshot": lambda tl: tl.as_of(DAY),
    "snapshot then": lambda tl: tl.as_of(DAY, known_on=THEN),
    "relationship": lambda tl: tl.as_of(DAY)["japan"],
    "view": lambda tl: tl.project(ip4.LEADER),
    "states": lambda tl: tl.project(ip4.LEADER).as_of(DAY),
    "states of a snapshot": lambda tl: tl.as_of(DAY).states(ip4.ENGAGEMENTS),
}


def read(found):
    """Everything that may be kept by whoever reads it."""
    if isinstance(found, ip4.Snapshot | ip4.Relationship):
        found.to_dict()
        str(found)
    elif isinstance(found, ip4.View):
        found.spells("japan")
        len(found.as_of(DAY))
    else:
        dict(found)
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_equal_questions_are_equal_and_pickle_whether_read_or_not(record, name):
    ask = QUESTIONS[name]
    copy = ip4.Timeline(record.entries, record.registries)
    one, other = ask(record), read(ask(copy))
    assert one == other
    back = pickle.loads(pickle.dumps(one))
    assert back == one == pickle.loads(pickle.dumps(other))
    if not name.startswith("states"):
        assert hash(one) == hash(other) == hash(back)
    # What was read goes nowhere: no more than the timeline, or than the values.
    whole = 500 * len(one) if name.startswith("states") else len(pickle.dumps(record))
    most = whole + 2_000
    assert len(pickle.dumps(read(one))) < most


def test_other_questions_differ(record):
    snapshot = record.as_of(DAY)
    shorter = ip4.Timeline(record.entries[1:], record.registries)
    for other in (
        record.as_of("2025-06-24"),
        record.as_of(DAY, known_on=THEN),
        record.as_of(DAY, certainty="possible"),
        record.as_of(DAY, projections=[seen]),
        shorter.as_of(DAY),
    ):
        assert snapshot != other
    assert snapshot["japan"] != snapshot["korea"]
    assert snapshot["japan"] != shorter.as_of(DAY)["japan"]
    assert record.project(ip4.LEADER) != record.project(ip4.PROGRAMME)
    assert record.project(ip4.LEADER) != record.project(ip4.LEADER, known_on=THEN)
    assert record.project(ip4.LEADER) != shorter.project(ip4.LEADER)
    assert len({snapshot, record.as_of(DAY), shorter.as_of(DAY)}) == 2


def test_values_that_depend_on_a_partial_date_say_so(record):
    snapshot = record.as_of(DAY)
    early = record.as_of(DAY, certainty="possible")
    differ = {
        (projection, key)
        for projection in ip4.PROJECTIONS
        for key in {*snapshot.states(projection), *early.states(projection)}
        if snapshot.states(projection).value(key) != early.states(projection).value(key)
    }
    assert set(snapshot.unsettled) == set(early.unsettled) == differ
    assert 0 < len(differ) < sum(len(snapshot.states(p)) for p in ip4.PROJECTIONS)
    for projection, key in snapshot.unsettled:
        view = record.project(projection)
        assert view.other_reading(key, DAY) == early.states(projection).value(key)
        assert view.other_reading(key, DAY) != view.get(key, DAY)
    own = [place for relationship in snapshot.values() for place in relationship.unsettled]
    assert set(own) <= differ
    assert {key for projection, key in differ - set(own)} <= {"nato", "tokyo-liaison-office"} | {
        office.id for office in record.registries.offices if office.party == "nato"
    }
    shown = snapshot["korea"].to_dict(evidence=True)
    assert len(shown["depends_on_dates"]) == len(snapshot["korea"].unsettled) > 0
    exact = ip4.Timeline([e for e in record if e.occurred.exact], record.registries)
    assert exact.as_of(DAY).unsettled == ()
