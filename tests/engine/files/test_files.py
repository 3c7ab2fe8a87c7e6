"""Event files: what is accepted, and the one report of all that is not."""

import json
import shutil

import pytest

import ip4timeline as ip4
from ip4timeline.engine.codec.packed import pack
from ip4timeline.record import compiled, readers
from ip4timeline.record.compiled import compile_record, decompile

REGISTRY = """
[[source]]
id = "paper"
publisher = "Paper"
title = "Story"
tier = "secondary"

[[occasion]]
id = "first-summit"
title = "First"
format = "summit"
dates = "2023-07-11/2023-07-12"
series = "nato-summit"

[[person]]
id = "ann"
name = "Ann"
"""

EVENTS = """
# What happened.
[[event]]
kind = "occasion-scheduled"
id = "scheduled"
occurred = "2022-06-30"
partners = ["japan"]
occasion = "first-summit"
dates = "2023-07-11/2023-07-12"
summary = "It was scheduled."
cites = [{ source = "paper" }]

[[event]]
kind = "attendance"
id = "attended"
occurred = "2023-07-12"
partners = ["japan"]
occasion = "first-summit"
summary = "Ann came."
[[event.delegates]]
person = "ann"
level = "leader"
[[event.cites]]
source = "paper"
"""


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "registry.toml").write_text(REGISTRY, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "events.toml").write_text(EVENTS, encoding="utf-8")
    return tmp_path


def add(desk, text, name="more.toml"):
    (desk / name).write_text(text, encoding="utf-8")


def report(desk):
    with pytest.raises(ip4.RecordError) as error:
        ip4.load(desk)
    return error.value


def test_a_folder_is_read_whole(desk):
    timeline = ip4.load(desk)
    assert [e.id for e in timeline] == ["scheduled", "attended"]
    assert timeline.registries.occasion("first-summit").title == "First"


def test_one_file_is_read_alone(desk):
    (desk / "all.toml").write_text(REGISTRY + EVENTS, encoding="utf-8")
    assert ip4.load(desk / "all.toml") == ip4.load(desk / "all.toml")
    assert len(ip4.load(desk / "all.toml")) == 2


def test_the_same_folder_elsewhere_is_equal(desk, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "copy"
    shutil.copytree(desk, other)
    (other / "sub" / "events.toml").rename(other / "renamed.toml")
    assert ip4.load(other) == ip4.load(desk)
    assert ip4.load(other).digest == ip4.load(desk).digest


def test_the_compiled_form_is_equal(desk):
    timeline = ip4.load(desk)
    again = decompile(compile_record(timeline))
    assert again == timeline
    assert again.digest == timeline.digest
    with pytest.raises(ip4.RecordError):
        decompile("{}")


def test_five_faults_in_three_files_give_one_report(desk):
    add(
        desk,
        EVENTS.replace('summary = "Ann came."', 'sumary = "Ann came."')
        .replace('"scheduled"', '"scheduled-again"')
        .replace("2022-06-30", "2022-07-01")
        .replace('"attended"', '"attended-again"'),
        "a.toml",
    )
    add(
        desk,
        """
[[event]]
kind = "visit"
id = "visited"
occurred = "2023-02-30"
direction = "to-nato"
summary = "A visit."
cites = [{ source = "paper" }]

[[event]]
kind = "invitation"
id = "invited"
occurred = "2023-01-31"
partners = ["japan"]
occasion = "first-sumit"
summary = "An invitation."
cites = [{ source = "paper" }]
""",
        "b.toml",
    )
    add(
        desk,
        """
[[event]]
kind = "meeting"
id = "attended"
occurred = "2023-01-31"
summary = "A meeting."
cites = [{ source = "paper" }]

[[event]]
kind = "retraction"
id = "retracted"
target = "atended"
reason = "It was not so."
cites = [{ source = "paper" }]
""",
        "c.toml",
    )
    error = report(desk)
    found = {(f.file, f.line, f.event, f.field) for f in error.faults}
    assert found == {
        ("a.toml", 19, "attended-again", "sumary"),
        ("b.toml", 5, "visited", "occurred"),
        ("b.toml", 15, "invited", "occasion"),
        ("sub/events.toml", 15, "attended", "id"),
        ("c.toml", 12, "retracted", "target"),
    }
    text = str(error)
    for hint in (
        "5 faults in",
        "Did you mean 'summary'",
        "there is no such day",
        "Did you mean 'first-summit'",
        "The first is at c.toml:2",
        "Did you mean 'attended'",
    ):
        assert hint in text
    assert isinstance(error, ExceptionGroup)
    assert all(isinstance(f, ip4.TimelineError) for f in error.exceptions)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[event]\n", "not valid TOML"),
        ("[[evnt]]\nid = 'x'\n", "Did you mean 'event'"),
        ("event = 5\n", "is no list of tables"),
        (
            "[[source]]\nid = 'paper'\npublisher = 'P'\ntitle = 'T'\ntier = 'primary'\n",
            "a second source has this id",
        ),
        (
            "[[source]]\nid = 's'\npublisher = 'P'\ntitle = 'T'\ntier = 'primry'\n",
            "did you mean 'primary'",
        ),
        ("[[person]]\nname = 'x'\n", "id: is missing"),
        (
            "[[occasion]]\nid='o'\ntitle='O'\nformat='summit'\ndates='2023'\npart_of='first-sumit'\n",
            "no occasion 'first-sumit'",
        ),
    ],
)
def test_a_fault_of_a_file_is_one_readable_line(desk, text, says):
    add(desk, text)
    assert says in str(report(desk))


EVENT = """
[[event]]
kind = "{kind}"
id = "{id}"
occurred = "{day}"
partners = ["japan"]
summary = "It happened."
cites = [{{ source = "paper" }}]
"""


def event(kind, id, day, extra=""):
    return EVENT.format(kind=kind, id=id, day=day) + extra + "\n"


@pytest.mark.parametrize(
    ("text", "field", "says"),
    [
        (event("meeting", "Bad_Id", "2023"), "id", "kebab-case"),
        (
            event("meeting", "m", "2023").replace('cites = [{ source = "paper" }]', ""),
            "cites",
            "because a source says so",
        ),
        (
            event("meeting", "m", "2023").replace('summary = "It happened."', ""),
            "summary",
            "is empty",
        ),
        (event("meeting", "m", "2023").replace('"paper"', '"papr"'), "cites.0.source", "'paper'"),
        (event("meeting", "m", "2023", 'counterparts = ["nto"]'), "counterparts", "no party"),
        (
            event("absence", "m", "2023-07-12", 'occasion = "first-summit"\nperson = "an"'),
            "person",
            "'ann'",
        ),
        (
            event("absence", "m", "2023-07-14", 'occasion = "first-summit"'),
            "occurred",
            "lies outside",
        ),
        (
            event("cancellation", "m", "2023-07-01", 'occasion = "first-summit"\nperson = "ann"'),
            "kind",
            "nobody is recorded to have made",
        ),
        (
            event("acceptance", "a", "2023-06-01", 'occasion = "first-summit"\nperson = "ann"')
            + event("declination", "m", "2023-07-01", 'occasion = "first-summit"\nperson = "ann"'),
            "kind",
            "refuses what was accepted",
        ),
        (
            event(
                "support", "m", "2023", 'recipient = "japan"\nstage = "paid"\nfulfils = "attended"'
            ),
            "fulfils",
            "not a pledge",
        ),
        (event("agreement-ended", "m", "2023", 'agreement = "a"'), "agreement", "no agreement 'a'"),
        (
            "[[event]]\nkind='retraction'\nid='r1'\ntarget='attended'\nreason='r'\n"
            "cites=[{source='paper'}]\n[[event]]\nkind='retraction'\nid='m'\ntarget='r1'\nreason='r'\n"
            "cites=[{source='paper'}]\n",
            "target",
            "itself a correction or retraction",
        ),
    ],
)
def test_entries_must_agree_with_each_other(desk, text, field, says):
    add(desk, text)
    faults = [f for f in report(desk).faults if f.field == field]
    assert any(says in str(f) for f in faults), report(desk)
    assert all(f.file == "more.toml" and f.line for f in faults)


def test_an_attendance_needs_a_scheduled_occasion(desk):
    path = desk / "sub" / "events.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[text.index('[[event]]\nkind = "attendance"') :], encoding="utf-8")
    assert "nobody scheduled 'first-summit'" in str(report(desk))


def test_the_order_may_not_rest_on_ids(desk):
    add(
        desk,
        event("acceptance", "m", "2023-06-01", 'occasion = "first-summit"\nperson = "ann"')
        + event("cancellation", "n", "2023-06-01", 'occasion = "first-summit"\nperson = "ann"'),
    )
    text = str(report(desk))
    assert "seq" in text
    assert "swapped" in text
    add(
        desk,
        event("acceptance", "m", "2023-06-01", 'occasion = "first-summit"\nperson = "ann"')
        + event(
            "cancellation",
            "n",
            "2023-06-01",
            'occasion = "first-summit"\nperson = "ann"\nseq = 1',
        ),
    )
    assert len(ip4.load(desk)) == 4


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_nothing_to_read_is_a_fault(tmp_path, name):
    (tmp_path / "empty").mkdir()
    says = {"nowhere": "no such file or folder", "empty": "no event files"}[name]
    assert says in str(report(tmp_path / name))


def test_a_file_in_another_encoding_is_a_fault(desk):
    (desk / "latin.toml").write_bytes("# Türkiye".encode("latin-1"))
    assert "Save it as UTF-8" in str(report(desk))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("a = " + "9" * 5000, "not valid TOML"),
        ("\n[event]\nid = 'x'\n", "more.toml:2: event: is one table, not a list of them. Write"),
        ("[event]\nid = 'x'\n", "Write [[event]]"),
        ("event = 'x'\n", "more.toml: event: is no list of tables. Write [[event]]"),
        (event("meeting", "m", "2023").replace('["japan"]', '[["japan"]]'), "no partner"),
        (event("meeting", "m", "2023").replace('["japan"]', "[{ a = 1 }]"), "no partner"),
        (
            "[[coverage]]\nseries = 'nato-summit'\nkinds = ['attendance']\nperiod = '2022/2023'\n"
            "state = 'complete'\n[[coverage]]\nseries = 'nato-summit'\nperiod = '2022/2023'\n"
            "state = 'complete'\nkinds = ['attendence']\n",
            "more.toml:10: nato-summit: kinds: no kind of event 'attendence'",
        ),
        (
            "[[office]]\nid = 'o'\ntitle = 'O'\nparty = 'jpan'\nlevel = 'leader'\n",
            "more.toml:4: o: party: no party 'jpan'",
        ),
    ],
)
def test_what_a_parser_or_a_set_would_choke_on_is_one_fault(desk, text, says):
    add(desk, text)
    error = report(desk)
    assert says in str(error)
    assert len(error.faults) == 1


@pytest.mark.parametrize("depth", [40, 200, 500])
def test_a_claim_within_a_claim_without_end_is_one_fault(desk, depth):
    inner = "\n".join(
        f'[event{".asserts" * level}]\nkind = "report"\noccurred = "2023"\nmedium = "m"'
        for level in range(1, depth)
    )
    add(desk, event("report", "deep", "2023", 'medium = "m"') + inner)
    (fault,) = report(desk).faults
    assert (fault.event, fault.line, fault.reason) == ("deep", 2, "nested too deeply")


def test_a_byte_order_mark_is_harmless(desk):
    (desk / "bom.toml").write_text(event("meeting", "m", "2023"), encoding="utf-8-sig")
    assert "m" in ip4.load(desk)


def test_an_indented_key_keeps_its_line(desk):
    text = event("meeting", "m", "2023-02-30").replace("\nid", "\n  id")
    add(desk, text.replace("\noccurred", "\n  occurred"))
    (fault,) = report(desk).faults
    assert (fault.line, fault.field) == (5, "occurred")


def test_what_stands_in_a_long_text_or_a_list_is_no_key(desk):
    notes = (
        'notes = """\n  occurred = "x"\n[[event]]\nseparators \u2028 count as text, "" too\\\n"""'
    )
    long = event("meeting", "m", "2023-02-30").replace("occurred", f"{notes}\noccurred")
    add(desk, long + event("meeting", "n", "2023-13"))
    assert [(f.event, f.line) for f in report(desk).faults] == [("m", 10), ("n", 19)]


def test_a_horizon_survives_the_compiled_form(desk):
    timeline = ip4.load(desk).known("2022-12-31")
    again = decompile(compile_record(timeline))
    assert again == timeline
    assert again.horizon == timeline.horizon
    assert again.digest == timeline.digest


def test_a_compiled_form_without_a_horizon_is_read(desk):
    data = json.loads(compile_record(ip4.load(desk)))
    del data["horizon"]
    assert decompile(json.dumps(data)) == ip4.load(desk)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "junk",
        "null",
        "[]",
        '{"format": true}',
        '{"format": 1}',
        '{"format": 1, "entries": 5, "registries": {}}',
        '{"format": 1, "entries": [5], "registries": {}}',
        '{"format": 1, "entries": []}',
        '{"format": 1, "entries": [], "registries": []}',
        '{"format": 1, "entries": [], "registries": {}}',
        '{"format": 1, "entries": [], "registries": {}, "horizon": 5}',
        '{"format": 1, "entries": [], "registries": {}, "horizon": "2023"}',
        '{"format": 1, "entries": [{"kind": "meeting", "id": "\\ud800", "occurred": "2023"}], '
        '"registries": {}}',
        '{"format": 1, "entries": [{"kind": "meeting", "id": "m", "occurred": "2023"}, '
        '{"kind": "meeting", "id": "m", "occurred": "2024"}], "registries": {}}',
        "[" * 100_000,
        '{"format": ' + "9" * 5000 + "}",
    ],
)
def test_junk_is_no_compiled_record(text):
    with pytest.raises(ip4.RecordError):
        decompile(text)


def test_an_altered_compiled_record_is_refused_unless_it_was_checked_before(desk):
    text = compile_record(ip4.load(desk)).replace("Ann came.", "Ann went.")
    with pytest.raises(ip4.RecordError, match="not a compiled record") as error:
        decompile(text)
    assert "the text was altered" in str(error.value)
    assert decompile(text, verify=False).event("attended").summary == "Ann went."


def test_an_edited_checkout_is_seen_at_once_and_a_packed_record_read_once(
    desk, tmp_path_factory, monkeypatch
):
    home = tmp_path_factory.mktemp("checkout")
    shutil.copytree(desk, home / "events")
    package = home / "src" / "ip4timeline"
    package.mkdir(parents=True)
    monkeypatch.setattr(readers, "_PACKAGE", str(package))
    monkeypatch.setattr(readers, "_shipped", readers._shipped.__wrapped__)  # see conftest.py
    before = ip4.load()
    add(home / "events", event("meeting", "m", "2023"))
    assert len(ip4.load()) == len(before) + 1
    compiled.packed.cache_clear()
    packed = pack(before.entries, before.registries, before.digest)
    (package / compiled.PACKED).write_text(packed, encoding="utf-8")
    try:
        assert ip4.load() == before
        assert ip4.load() is ip4.load()
    finally:
        compiled.packed.cache_clear()


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('tier = "secondary"', 'tier = "secondry"'),
        ('format = "summit"', 'fromat = "summit"'),
        ('name = "Ann"', "name = 5"),
    ],
)
def test_what_names_a_row_that_is_refused_is_no_fault_of_its_own(desk, good, bad):
    (desk / "registry.toml").write_text(REGISTRY.replace(good, bad), encoding="utf-8")
    faults = report(desk).faults
    assert {fault.file for fault in faults} == {"registry.toml"}
    # What nothing has is one all the same.
    add(desk, EVENTS.replace('source = "paper"', 'source = "papers"'), "sub/events.toml")
    assert "no source 'papers'" in str(report(desk))
