import json
import sqlite3

import pytest
from newsroom.service import MOST
from newsroom.wire import rows_of

from ip4timeline.store import Live, UncertainError, open_store


def test_rows_are_appended_once_however_often_they_are_sent(client, rows):
    first = client.post("/events", json=rows)
    assert (first.status_code, first.json()["position"]) == (201, 2)
    again = client.post("/events", json=rows)
    assert again.status_code == 200
    assert again.json() == {"position": 2, "added": [], "known": ["source/notice", "event/call"]}
    assert again.headers["ETag"] == first.headers["ETag"]


def test_other_contents_are_a_conflict(client, rows, meeting):
    client.post("/events", json=rows)
    answer = client.post("/events", json=[meeting("call", "2026-03-02", "They met.")])
    assert answer.status_code == 409
    assert (answer.json()["key"], answer.json()["position"]) == ("event/call", 2)


def test_a_version_that_is_past(client, rows, meeting):
    version = client.post("/events", json=rows).headers["ETag"]
    one, two = ([meeting(id, "2026-03-03")] for id in ("one", "two"))
    if_match = {"If-Match": version}
    assert client.post("/events", json=one, headers=if_match).status_code == 201
    late = client.post("/events", json=two, headers=if_match)
    assert (late.status_code, late.json()["position"]) == (412, 3)
    # What is there already is never past: its answer may have been lost.
    assert client.post("/events", json=one, headers=if_match).status_code == 200
    assert client.post("/events", json=two, headers={"If-Match": "*"}).status_code == 201


@pytest.mark.parametrize("version", ["nonsense", '"3-0-0-0"', '""'])
def test_a_version_of_something_else(client, rows, version):
    assert client.post("/events", json=rows, headers={"If-Match": version}).status_code == 412
    client.post("/events", json=rows)
    assert client.post("/events", json=rows, headers={"If-Match": version}).status_code == 200


def test_faults_are_told_one_by_one(client, rows):
    bad = [{**rows[1], "cites": [{"source": "nothing"}]}]
    answer = client.post("/events", json=bad)
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert (fault["event"], fault["field"]) == ("call", "cites.0.source")
    assert fault["reason"] == "no source 'nothing'"
    odd = client.post("/events", json=[{"kind": "metting", "id": "x"}, {"registry": "sauce"}])
    assert [f["event"] for f in odd.json()["faults"]] == ["0", "x"] or odd.status_code == 422
    assert client.get("/events").json()["position"] == 0


def test_a_day_on_two_clocks_and_at_a_position(client, rows, meeting):
    client.post("/events", json=rows)
    client.post("/events", json=[meeting("second", "2026-03-05")])

    def contacts(**ask):
        answer = client.get("/as-of/2026-03-31", params=ask)
        assert answer.status_code == 200
        held = answer.json()["partners"]["japan"]["contacts"]
        return sum(kind["count"] for kind in held.values())

    assert contacts() == 2
    assert contacts(known_on="2026-03-03") == 1
    assert contacts(at=2) == 1
    assert client.get("/as-of/2026-03-31", params={"at": 9}).status_code == 422
    assert client.get("/as-of/yesterday").status_code == 422


def test_what_has_not_changed_is_not_sent_again(client, rows, meeting):
    client.post("/events", json=rows)
    version = client.get("/as-of/2026-03-31").headers["ETag"]
    headers = {"If-None-Match": version}
    same = client.get("/as-of/2026-03-31", headers=headers)
    assert (same.status_code, same.content) == (304, b"")
    client.post("/events", json=[meeting("second", "2026-03-05")])
    assert client.get("/as-of/2026-03-31", headers=headers).status_code == 200


def test_why(on_the_record):
    answer = on_the_record.get("/why/japan/leader", params={"as_of": "2025-06-25"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["events"][-1]["kind"] == "office-changed"
    assert set(found["sources"]) >= {c["source"] for c in found["events"][-1]["cites"]}
    assert (
        on_the_record.get("/why/france/leader", params={"as_of": "2025-06-25"}).status_code == 404
    )


def claim(client, question, **asked):
    return client.get(f"/claims/{question}", params=asked)


def test_claims_about_the_shipped_record(on_the_record, shipped):
    asked = {"kind": "attendance", "partner": "japan", "occasion": "2025-the-hague-summit"}
    answer = claim(on_the_record, "exists", **asked)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    picked = (
        shipped.select().about("japan").of("attendance").where(occasion="2025-the-hague-summit")
    )
    assert told == json.loads(json.dumps(shipped.exists(picked).to_dict(evidence=True)))
    assert told["verdict"] == "yes"
    assert set(told["events"]) >= set(told["evidence"]) != set()
    before = claim(on_the_record, "exists", **asked, known_on="2024-01-01").json()
    assert (before["verdict"] == "yes", before["evidence"]) == (False, [])


def test_a_claim_follows_the_log(client, rows, meeting):
    client.post("/events", json=rows)
    first = claim(client, "count", kind="meeting", partner=["japan", "korea"], what="1")
    assert first.json()["value"] == 1
    same = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/claims/count", params={"kind": "meeting"}, headers=same).status_code == 304
    client.post("/events", json=[meeting("second", "2026-03-05")])
    assert claim(client, "count", kind="meeting").json()["value"] == 2
    assert claim(client, "count", kind="meeting", at=2).json()["value"] == 1
    assert claim(client, "count", kind="meeting", last="2026-03-03").json()["value"] == 1
    assert claim(client, "count", where="mode=in-person").status_code == 200
    assert claim(client, "last", kind="meeting").json()["value"] == "second"


@pytest.mark.parametrize(
    ("question", "asked", "status"),
    [
        ("exist", {}, 404),
        ("exists", {"partner": "france"}, 404),
        ("exists", {"occasion": "no-summit"}, 404),
        ("exists", {"parner": "japan"}, 422),
        ("exists", {"at_least": 1}, 422),
        ("exists", {"where": "level"}, 422),
        ("exists", {"first": "yesterday"}, 422),
        ("exists", {"at": 99}, 422),
        ("count", {"what": "²"}, 422),
        ("count", {"at_least": "many"}, 422),
    ],
)
def test_what_is_no_claim(client, rows, question, asked, status):
    client.post("/events", json=rows)
    assert claim(client, question, **asked).status_code == status


@pytest.mark.parametrize(
    "path", ["/as-of/2026-03-31?known-on=2026-03-01", "/events?afer=1", "/events/stream?afer=1"]
)
def test_a_parameter_that_there_is_not_is_refused(client, path):
    answer = client.get(path)
    assert (answer.status_code, "there are: " in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize("row", [{"registry": []}, {"registry": {}}, {"replaces": "x"}])
def test_a_row_that_is_none(client, rows, row):
    assert client.post("/events", json=[{**rows[0], **row}]).status_code == 422


def test_an_event_on_the_shipped_record(on_the_record, rows):
    assert on_the_record.post("/events", json=rows).status_code == 201
    taken = on_the_record.get("/why/japan/leader", params={"as_of": "2025-06-25"})
    id = taken.json()["events"][-1]["id"]
    answer = on_the_record.post("/events", json=[{**rows[1], "id": id}])
    assert answer.status_code == 409


def test_rows_in_order_and_from_anywhere(client, rows, meeting):
    client.post("/events", json=[*rows, meeting("second", "2026-03-05")])
    page = client.get("/events", params={"after": 1, "limit": 1}).json()
    assert [row["position"] for row in page["rows"]] == [2]
    assert (page["next"], page["position"]) == (2, 3)
    assert page["rows"][0]["row"]["id"] == "call"


def test_a_registry_row_is_revised(client, rows):
    client.post("/events", json=rows)
    better = {**rows[0], "url": "https://example.org/notice"}
    assert client.post("/events", json=[better]).status_code == 409
    assert client.post("/events", json=[{**better, "replaces": 1}]).status_code == 201
    assert (
        client.post("/events", json=[{**rows[0], "title": "x", "replaces": 1}]).status_code == 409
    )


def test_a_stream_goes_on_where_it_broke_off(client, rows, meeting):
    client.post("/events", json=[*rows, meeting("second", "2026-03-05")])

    def ids(**how):
        text = client.get("/events/stream", **how).text
        parts = [part.splitlines() for part in text.split("\n\n") if part]
        return [json.loads(lines[2].removeprefix("data: "))["row"]["id"] for lines in parts]

    assert ids(params={"wait": 0}) == ["notice", "call", "second"]
    assert ids(params={"wait": 0, "after": 2}) == ["second"]
    assert ids(params={"wait": 0}, headers={"Last-Event-ID": "1"}) == ["call", "second"]


def test_a_store_that_broke_off_says_to_send_again(client, rows, monkeypatch):
    from ip4timeline.store import SqliteStore

    def broken(self, rows, *, expected=None):
        raise UncertainError("broke off; append the same again")

    monkeypatch.setattr(SqliteStore, "append", broken)
    answer = client.post("/events", json=rows)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    monkeypatch.undo()
    assert client.post("/events", json=rows).status_code == 201


def test_another_writer_is_seen(client, log, rows):
    open_store(log).append(rows_of(rows))
    assert client.get("/events").json()["position"] == 2


BODIES = {
    "no JSON": b"[{",
    "no text": b'[{"id": "\xff"}]',
    "no number": b"[NaN]",
    "no number in a row": b'[{"kind": "meeting", "id": NaN}]',
    "half a surrogate": b'["\\ud800"]',
    "an id of half a surrogate": b'[{"kind": "meeting", "id": "\\ud800"}]',
    "a field of half a surrogate": b'[{"kind": "meeting", "id": "x", "\\ud800": 1}]',
    "deep": b"[" * 100_000,
    "a long number": b'[{"registry": "source", "id": "x", "replaces": ' + b"9" * 5_000 + b"}]",
    "nothing": b"",
    "null": b"[null]",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_whatever_is_sent_is_answered(client, body):
    answer = client.post("/events", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]


def test_a_refusal_does_not_send_back_what_was_sent(client):
    answer = client.post("/events", json="long" * 10_000)
    assert (answer.status_code, len(answer.content) < 1_000) == (422, True)


@pytest.mark.parametrize("says", [True, False], ids=["says how long it is", "does not say"])
def test_what_is_too_long_is_refused(client, says):
    page = b" " * (1 << 20)
    parts = [b"[", *[page] * (MOST // len(page)), b"]"]
    answer = client.post("/events", content=b"".join(parts) if says else iter(parts))
    assert (answer.status_code, "fewer rows" in answer.json()["detail"]) == (413, True)


def test_ten_thousand_rows_at_once(client, rows, meeting):
    many = [rows[0], *(meeting(f"call-{number}", "2026-03-02") for number in range(10_000))]
    assert client.post("/events", json=many).json()["position"] == 10_001


def test_of_several_versions_one_must_be_the_present_one(client, rows, meeting):
    old = client.post("/events", json=rows).headers["ETag"]
    new = client.post("/events", json=[meeting("one", "2026-03-03")]).headers["ETag"]

    def send(id, if_match):
        headers = {"If-Match": if_match}
        return client.post("/events", json=[meeting(id, "2026-03-04")], headers=headers).status_code

    digits = '"' + "9" * 5_000 + new[new.index("-") :]
    other_chain = new.replace(new.split("-")[1], "0" * 12)
    for past in (old, f'{old}, "x"', f"W/{new}", new.strip('"'), digits, other_chain, "", ","):
        assert send("late", past) == 412, past
    assert send("two", f'"x", {old}, {new}') == 201


def test_whoever_wrote_is_told_the_version_that_was_written(client, rows, meeting, monkeypatch):
    client.post("/events", json=rows)
    append, seen = Live.append, list[int]()

    def interrupted(self, given, *, expected=None):
        done = append(self, given, expected=expected)
        if not seen:
            seen.append(done.position)
            append(self, rows_of([meeting("other", "2026-03-03")]))
        return done

    monkeypatch.setattr(Live, "append", interrupted)
    mine = client.post("/events", json=[meeting("mine", "2026-03-03")])
    then = client.post(
        "/events",
        json=[meeting("next", "2026-03-04")],
        headers={"If-Match": mine.headers["ETag"]},
    )
    assert (then.status_code, then.json()["position"]) == (412, 4)


def test_any_version_and_one_that_a_proxy_made_weak(client, rows):
    version = client.post("/events", json=rows).headers["ETag"]
    for named in ("*", f"W/{version}", f'"x", {version}'):
        answer = client.get("/as-of/2026-03-31", headers={"If-None-Match": named})
        assert answer.status_code == 304, named


@pytest.mark.parametrize(
    "path", ["/as-of/2026-03-31?known_on=2026-03-01&known_on=2026-03-02", "/events?after=1&after=1"]
)
def test_a_parameter_that_is_there_twice_is_refused(client, path):
    answer = client.get(path)
    assert (answer.status_code, "twice" in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize("path", ["/events", "/events/stream"])
@pytest.mark.parametrize("asked", ["after=3", "after=-1", "after=" + "9" * 40])
def test_rows_after_what_is_not_there(client, rows, path, asked):
    client.post("/events", json=rows)
    answer = client.get(f"{path}?{asked}")
    assert (answer.status_code, "restore" in answer.text) == (422, False)


@pytest.mark.parametrize(
    ("asked", "header"),
    [("wait=-1", ""), ("wait=nan", ""), ("wait=inf", ""), ("", "99"), ("", "-1")],
)
def test_a_stream_that_cannot_be_is_refused_before_it_begins(client, rows, asked, header):
    client.post("/events", json=rows)
    headers = {"Last-Event-ID": header} if header else {}
    assert client.get(f"/events/stream?{asked}", headers=headers).status_code == 422


def test_damage_is_no_fault_of_whoever_asks(client, log, rows, meeting):
    client.post("/events", json=[*rows, meeting("second", "2026-03-05")])
    with sqlite3.connect(log.removeprefix("sqlite:")) as damage:
        damage.execute("DROP TRIGGER log_keeps")
        damage.execute("UPDATE log SET body = replace(body, 'spoke', 'spake') WHERE position = 3")
    damage.close()
    answer = client.get("/events")
    assert (answer.status_code, answer.json()["position"]) == (500, 3)
    told = client.get("/events/stream?wait=0").text
    assert told.startswith("event: broken\n")
    assert json.loads(told.split("data: ")[1])["position"] == 3
