"""The database: every question that it brings along answers as the library does."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing

import attrs
import pytest
from hypothesis import given, settings

import ip4timeline as ip4
from ip4timeline.export.sql import QUERIES, datasette_metadata, to_sqlite, write_sqlite
from ip4timeline.relationship.projections.table import PROJECTIONS
from ip4timeline.store import SqliteStore, StoreError, open_store
from ip4timeline.testing import timelines
from ip4timeline.testing.strategies import days

KINDS = (ip4.Visit, ip4.AgreementSigned, ip4.OfficeChanged, ip4.Attendance)
ASKED = {query.name: query for query in QUERIES}
DAYS = ("2012-05-21", "2022-06-29", "2023-07-11", "2025-06-25")


def opened(data):
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    connection.row_factory = sqlite3.Row
    return closing(connection)


@pytest.fixture(scope="module")
def written(record):
    return write_sqlite(record)


@pytest.fixture(scope="module")
def db(written):
    with opened(written) as connection:
        yield connection


def ask(db, name, **values):
    query = ASKED[name]
    assert set(values) <= set(query.parameters)
    return db.execute(query.sql, {**dict.fromkeys(query.parameters), **values}).fetchall()


def as_of(timeline, day, known_on):
    """The events that count by a day as known by another, by the library."""
    known = timeline if known_on is None else timeline.known(known_on)
    return [e for e in known if e.occurred.latest and e.occurred.latest.isoformat() <= day]


# Each question


@pytest.mark.parametrize("known_on", [None, "2012-01-01", "2022-06-20", "2025-06-20"])
@pytest.mark.parametrize("day", DAYS)
def test_events_as_of_and_as_known(db, record, day, known_on):
    want = as_of(record, day, known_on)
    found = ask(db, "events_as_of", as_of=day, known_on=known_on)
    assert [(row["id"], row["kind"], row["summary"]) for row in found] == [
        (e.id, e.kind, e.summary) for e in want
    ]
    of_one = ask(db, "events_as_of", as_of=day, known_on=known_on or "", partner="korea")
    assert [row["id"] for row in of_one] == [e.id for e in want if ip4.Partner.KOREA in e.partners]


def test_what_was_learned(db, record):
    for before, after in [("2025-06-20", "2025-06-24"), ("2023-07-11", "2023-07-12")]:
        want = record.learned(before, after, as_of="2025-06-25").events
        found = ask(db, "learned_between", before=before, after=after, as_of="2025-06-25")
        assert [row["id"] for row in found] == [e.id for e in want] != []


@pytest.mark.parametrize("day", DAYS)
def test_values_on_a_day(db, record, day):
    found = ask(db, "values_on", as_of=day)
    for projection in PROJECTIONS:
        want = record.project(projection).as_of(day)
        mine = [row for row in found if row["projection"] == projection.name]
        assert len(mine) == len(want)
        alone = ask(db, "values_on", as_of=day, projection=projection.name)
        assert [tuple(row) for row in alone] == [tuple(row) for row in mine]
    leaders = ask(db, "values_on", as_of=day, projection="LEADER")
    assert {row["key"]: json.loads(row["value"])["holder"] for row in leaders} == {
        partner.value: value.holder
        for partner, value in record.project(ip4.LEADER).as_of(day).items()
    }


def test_what_changed_between_two_days(db, record):
    for before, after in [("2024-07-12", "2025-06-26"), ("2012-01-01", "2012-12-31")]:
        found = ask(db, "changed_between", before=before, after=after)
        assert sorted((row["projection"], row["key"]) for row in found) == sorted(
            (c.projection, key(c.key)) for c in record.diff(before, after)
        )
        assert found


def key(of):
    return "/".join(map(str, of if isinstance(of, tuple) else (of,)))


def test_why_names_the_events_and_their_citations(db, record):
    for projection in (ip4.LEADER, ip4.PROGRAMME, ip4.ENGAGEMENTS, ip4.AGREEMENTS):
        view = record.project(projection)
        for of in view.keys:
            found = ask(db, "why", projection=projection.name, key=key(of), as_of="2025-06-25")
            want = view.why(of, "2025-06-25") if view.as_of("2025-06-25").get(of) else ()
            assert [(row["event"], row["source"], row["locator"] or "") for row in found] == [
                (event.id, cite.source, cite.locator) for event in want for cite in event.cites
            ]


DAYS_OF = {
    "events_as_of": {"as_of": "2025-06-25", "known_on": "2025-06-20"},
    "learned_between": {"before": "2024-07-12", "after": "2025-06-26", "as_of": "2025-06-25"},
    "values_on": {"as_of": "2025-06-25"},
    "changed_between": {"before": "2024-07-12", "after": "2025-06-26"},
    "why": {"projection": "LEADER", "key": "japan", "as_of": "2025-06-25"},
}


@pytest.mark.parametrize("wrong", ["2025-6-20", "2025", "20/06/2025", "soon", " "])
@pytest.mark.parametrize("name", DAYS_OF)
def test_what_is_no_day_gives_no_rows_and_never_what_became_known_later(db, name, wrong):
    given = DAYS_OF[name]
    assert ask(db, name, **given)
    for parameter in given:
        if parameter not in ("projection", "key"):
            assert ask(db, name, **given | {parameter: wrong}) == [], parameter


@pytest.mark.parametrize("text", ["liaison office", "Tokyo", 'he said "no"', "35", "-", "café"])
def test_search_is_saying_in_whole_words(db, record, text):
    found = [row["id"] for row in ask(db, "search", text=text)]
    whole = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)
    said = {
        event.id
        for event in record
        for name in ("summary", "title", "reason")
        if whole.search(getattr(event, name, ""))
    }
    if re.search(r"\w", text):  # a sign alone is no word
        assert set(found) == said
        assert said <= {event.id for event in record.saying(text)}
    else:
        assert found == []
    assert len(found) == len(set(found))


def test_search_ignores_accents_and_survives_a_vacuum(db, tmp_path, written):
    path = tmp_path / "record.db"
    path.write_bytes(written)
    before = [tuple(row) for row in ask(db, "search", text="NATO")]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM queries")
        connection.execute("VACUUM")
        assert connection.execute(ASKED["search"].sql, {"text": "NATO"}).fetchall() == before
    event = ip4.Meeting(id="m", occurred="2023", summary="Über Zoë Müller.")
    with opened(write_sqlite(ip4.Timeline([event]))) as made:
        assert [row["id"] for row in ask(made, "search", text="zoe muller")] == ["m"]


# Drawn histories


@given(timeline=timelines(KINDS), day=days(), known=days())
@settings(max_examples=30, deadline=None)
def test_a_drawn_history_is_asked_alike(timeline, day, known):
    day, known = day.isoformat(), known.isoformat()
    with opened(write_sqlite(timeline, [ip4.LEADER, ip4.AGREEMENTS])) as db:
        for known_on in (known, None):
            assert [row["id"] for row in ask(db, "events_as_of", as_of=day, known_on=known_on)] == [
                event.id for event in as_of(timeline, day, known_on)
            ]
        before, after = sorted((day, known))
        learned = ask(db, "learned_between", before=before, after=after, as_of="9999-12-31")
        assert [row["id"] for row in learned] == [
            e.id for e in timeline.learned(before, after, as_of="9999-12-31").events
        ]
        changed = ask(db, "changed_between", before=before, after=after)
        diff = timeline.diff(before, after)
        assert {(row["projection"], row["key"]) for row in changed} == {
            (c.projection, key(c.key)) for c in diff if c.projection in ("LEADER", "AGREEMENTS")
        }
        assert db.execute("SELECT value FROM metadata WHERE name = 'digest'").fetchone()[0] == (
            timeline.digest
        )


def test_what_stands_again_as_before_was_not_learned():
    """Withdrawn, and then said again as it had been: two versions of one account."""
    visit = ip4.Visit(id="v", occurred="2023-01-05", partners=["japan"], direction="to-nato")
    gone = ip4.Retraction(id="r", target="v", known="2023-02-10", reason="nobody came")
    back = ip4.Correction(
        id="c", target="v", known="2023-03-01", reason="they did", replacement=visit
    )
    timeline = ip4.Timeline([visit, gone, back])
    with opened(write_sqlite(timeline)) as db:
        for before, want in [("2023-02-05", []), ("2023-02-20", ["v"]), ("2023-01-01", ["v"])]:
            days = {"before": before, "after": "2023-03-05", "as_of": "2023-12-31"}
            assert [row["id"] for row in ask(db, "learned_between", **days)] == want
            learned = timeline.learned(before, "2023-03-05", as_of="2023-12-31").events
            assert [event.id for event in learned] == want


def test_the_page_shows_every_question_as_it_is(root):
    page = (root / "docs" / "how-to" / "query-in-sql.md").read_text(encoding="utf-8")
    assert re.findall(r"```sql\n(.*?)\n```", page, re.DOTALL) == [query.sql for query in QUERIES]


# The file


def test_it_is_sound_and_refers_to_what_is_there(db):
    assert [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    for index in ("events_fts", "sources_fts"):
        db.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    described = {tuple(row) for row in db.execute("SELECT in_table, name FROM columns")}
    for table in tables:
        if "_fts" not in table:
            names = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]
            assert {(table, name) for name in names} <= described, table
    assert {row[0] for row in db.execute("SELECT name FROM tables")} == {t for t, _ in described}
    assert not db.execute("SELECT name FROM columns WHERE coalesce(meaning, '') = ''").fetchall()


def test_what_a_cut_cites_is_there_too(record):
    cut = record.known("2019-05-05")
    assert any(cite.source == "evidence-published-later" for e in cut for cite in e.cites)
    with opened(write_sqlite(cut)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        later = "SELECT title FROM sources WHERE id = 'evidence-published-later'"
        assert db.execute(later).fetchone()[0] == "evidence published later, or without a date"


def test_nothing_of_an_event_is_lost(db, record):
    """Every cell of every event is what the table that loses nothing has."""
    want = [r for r in ip4.frames.events(record).rows if r["account"] == "standing"]
    found = db.execute("SELECT * FROM events ORDER BY rowid").fetchall()
    assert len(found) == len(want)
    for row, cells in zip(found, want, strict=True):
        for name in row.keys():  # noqa: SIM118 - a row is no mapping
            value, wanted = row[name], cells[name]
            if isinstance(wanted, list | dict):
                value = json.loads(value)
                wanted = json.loads(json.dumps(wanted))
            elif wanted is not None and not isinstance(wanted, str | int):
                wanted = str(wanted)
            assert value == wanted, (row["id"], name)
    cited = db.execute("SELECT event, source FROM citations ORDER BY event, position").fetchall()
    assert [tuple(row) for row in cited] == [
        (e.id, c.source) for e in sorted(record, key=lambda e: e.id) for c in e.cites
    ]
    for name, (plural, _) in record.registries.tables().items():
        count = db.execute(f"SELECT count(*) FROM {plural}").fetchone()[0]
        assert count == len(getattr(record.registries, plural)), name


def test_equal_timelines_give_equal_bytes(record):
    part = record.known("2008-12-31")
    other = ip4.Timeline(reversed(part.entries), part.registries, part.horizon)
    assert other.digest == part.digest
    assert write_sqlite(other) == write_sqlite(part) != write_sqlite(record.known("2008-12-30"))


def test_it_is_written_whole(tmp_path, record):
    path = tmp_path / "record.db"
    path.write_text("what was there", encoding="utf-8")
    to_sqlite(record.known("2012-05-20"), path)
    with closing(sqlite3.connect(path)) as connection:
        about = dict(connection.execute("SELECT name, value FROM metadata"))
    assert about["horizon"] == "2012-05-20"
    assert about["digest"] == record.known("2012-05-20").digest
    with pytest.raises(OSError, match="nowhere"):
        to_sqlite(ip4.Timeline(), tmp_path / "nowhere" / "record.db")
    assert [file.name for file in tmp_path.iterdir()] == ["record.db"]


@ip4.projection(on=ip4.Visit, keys=lambda e: [tuple(e.place.split(","))])
def by_place(value, event):
    """A value that is a set, by keys of which two stand as one text."""
    return frozenset({event.id, *(value or ())})


def visits(*places):
    return ip4.Timeline(
        ip4.Visit(id=f"v{n}", occurred="2023-01-01", seq=n, direction="to-nato", place=place)
        for n, place in enumerate(places)
    )


def test_keys_and_projections_that_stand_as_one_text_are_refused():
    with pytest.raises(ip4.TimelineError, match="both stand as 'a/b/c'"):
        write_sqlite(visits("a/b,c", "a,b/c"), [by_place])
    with pytest.raises(ip4.TimelineError, match="both stand as 'by_place'"):
        write_sqlite(visits("a"), [by_place, by_place])


def test_a_set_has_one_text_in_every_process():
    with opened(write_sqlite(visits("a", "a", "a"), [by_place])) as db:
        said = [row["text"] for row in db.execute("SELECT text FROM spells ORDER BY since")]
    assert said[-1] == "v0, v1, v2"


def test_fields_that_differ_in_capitals_are_one_message():
    @ip4.register
    @attrs.frozen(kw_only=True)
    class Odd(ip4.Event):
        kind = "odd-in-capitals"
        Summary: str = ""

    try:
        with pytest.raises(ip4.TimelineError, match="Summary are one column in SQL"):
            write_sqlite(ip4.Timeline([Odd(id="o", occurred="2023", Summary="x")]))
    finally:
        from ip4timeline.engine.events import kinds

        del kinds._KINDS["odd-in-capitals"]


def test_it_is_no_store_and_is_refused_by_name(tmp_path, written):
    path = tmp_path / "record.db"
    path.write_bytes(written)
    for open_it in (
        lambda: ip4.load(f"sqlite:{path}"),
        lambda: SqliteStore(path).timeline(),
        lambda: SqliteStore(path).append([]),
        lambda: open_store(f"sqlite:{path}", create=False).position,
    ):
        with pytest.raises(StoreError, match=r"export --format sqlite` wrote.*no log.*jsonl"):
            open_it()
    assert path.read_bytes() == written
    assert [file.name for file in tmp_path.iterdir()] == ["record.db"]


# The command, and Datasette


def command(*words):
    testing = pytest.importorskip("click.testing")
    from ip4timeline.cli.app import app

    return testing.CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_writes_both_files(tmp_path, record):
    path = tmp_path / "then.db"
    done = command(
        *("export", "--format", "sqlite", "--datasette", "--known-on", "2012-05-20", "-o", path)
    )
    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "then.datasette.json").read_text(encoding="utf-8"))
    assert list(told["databases"]) == ["then"]
    assert told["license"] == "CC-BY-4.0"
    assert path.read_bytes() == write_sqlite(record.known("2012-05-20"))
    for words in (
        ("--format", "sqlite", "--datasette"),
        ("--format", "csv", "--datasette", "-o", path),
    ):
        refused = command("export", *words)
        assert refused.exit_code == 2
        assert "--datasette goes with --format sqlite and -o FILE" in refused.output


@pytest.fixture(scope="module")
def served(tmp_path_factory, written):
    datasette = pytest.importorskip("datasette.app")
    path = tmp_path_factory.mktemp("served") / "record.db"
    path.write_bytes(written)
    made = datasette.Datasette([str(path)], metadata=datasette_metadata(written))

    def get(address, **values):
        return asyncio.run(made.client.get(address, params=values or None))

    return get


@pytest.mark.filterwarnings("ignore")
def test_datasette_shows_every_table_and_its_meanings(served, db):
    front = served("/record.json")
    assert front.status_code == 200
    tables = {table["name"]: table for table in front.json()["tables"] if not table["hidden"]}
    assert tables["events"]["fts_table"] == "events_fts"
    assert tables["sources"]["fts_table"] == "sources_fts"
    for name in tables:
        assert served(f"/record/{name}").status_code == 200, name
    page = served("/record/events").text
    assert "how well its citations attest it" in page
    [first] = db.execute("SELECT id FROM events LIMIT 1").fetchone()
    assert served(f"/record/events/{first}").status_code == 200


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ASKED)
def test_datasette_answers_every_question_as_sqlite_does(served, db, name):
    values = {
        "as_of": "2025-06-25",
        "known_on": "2025-06-20",
        "before": "2025-06-20",
        "after": "2025-06-24",
        "partner": "japan",
        "projection": "LEADER",
        "key": "japan",
        "text": "liaison office",
    }
    given = {one: values[one] for one in ASKED[name].parameters}
    answer = served(f"/record/{name}.json", _shape="array", **given)
    assert answer.status_code == 200, answer.text
    assert answer.json() == [dict(row) for row in ask(db, name, **given)] != []
    assert ASKED[name].title in served(f"/record/{name}").text  # with nothing filled in, too


def words(event):
    texts = (getattr(event, name, "") for name in ("summary", "title", "reason"))
    return set(re.findall(r"\w+", " ".join(texts).lower()))


@pytest.mark.filterwarnings("ignore")
def test_datasette_searches_events(served, record):
    answer = served("/record/events.json", _search="liaison office", _shape="array", _size="max")
    found = {row["id"] for row in answer.json()}
    assert found == {e.id for e in record if {"liaison", "office"} <= words(e)}
