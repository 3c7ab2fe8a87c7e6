"""Records of other packages, found by their entry points, alone and together with the shipped."""

import importlib
import json
import re
import sys
import textwrap

import pytest
from click.testing import CliRunner

import ip4timeline as ip4
from ip4timeline.cli.app import app
from ip4timeline.engine.events import kinds as vocabulary
from ip4timeline.record.curation.examine import examine, put_in_form
from ip4timeline.record.plugins import is_path, register_installed

KINDS = '''
    import attrs
    import ip4timeline as ip4

    @ip4.register
    @attrs.frozen(kw_only=True, order=False, repr=False)
    class Regatta(ip4.Event):
        """A race of sailing boats."""

        kind = "regatta"
        boats: int = 0
'''
REGATTA = """
    [[source]]
    id = "club-notice"
    publisher = "Example Club"
    title = "Notice of race"
    tier = "primary"
    url = "https://example.org/race"
    published = "2024-03-01"

    [[event]]
    kind = "regatta"
    id = "example-regatta-2024"
    occurred = "2024-05-04"
    known = "2024-03-01"
    partners = ["japan"]
    boats = 12
    summary = "An invented race."
    cites = [{ source = "club-notice" }]
"""
AT_THE_HAGUE = """
    [[event]]
    kind = "statement"
    id = "example-statement-at-the-hague"
    occurred = "2025-06-25"
    partners = ["japan"]
    speakers = [{ person = "takeshi-iwaya" }]
    affiliation = "partner-government"
    act = "says"
    stance = "neutral"
    summary = "An invented statement."
    cites = [{ source = "club-notice" }]
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Puts a package with a record on the path, as an installer would."""
    monkeypatch.setattr(vocabulary, "_KINDS", dict(vocabulary._KINDS))
    monkeypatch.chdir(tmp_path)
    made = []

    def installed(module, *, name=None, files=None, code="", target=None):
        place = tmp_path / f"site-{module}"
        package = place / module
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(textwrap.dedent(code), encoding="utf-8")
        for file, text in (files or {}).items():
            path = package / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        info = place / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(
            f"[ip4timeline.records]\n{name or module} = {target or module}\n"
        )
        monkeypatch.syspath_prepend(str(place))
        importlib.invalidate_caches()
        made.append(module)

    yield installed
    for name in list(sys.modules):
        if name.partition(".")[0] in made:
            del sys.modules[name]


def faults_of(*records):
    with pytest.raises(ip4.RecordError) as error:
        ip4.load(*records)
    return str(error.value)


def test_an_installed_record_is_loaded_by_name_with_its_kinds(install):
    install("sailing", files={"events/races.toml": REGATTA}, code=KINDS)
    timeline = ip4.load("sailing")
    assert [(e.kind, e.boats) for e in timeline] == [("regatta", 12)]
    assert len(timeline.about("japan").of("regatta")) == 1


def test_nothing_of_it_is_imported_before_it_is_asked_for(install):
    install("sailing", files={"events/races.toml": REGATTA}, code="raise SystemExit(1)")
    assert len(ip4.load()) > 100


def test_it_is_read_together_with_the_shipped_record(install):
    install("sailing", files={"events/races.toml": REGATTA + AT_THE_HAGUE}, code=KINDS)
    shipped, both = ip4.load(), ip4.load("ip4timeline", "sailing")
    assert set(both.entries) - set(shipped.entries) == {
        both.event("example-regatta-2024"),
        both.event("example-statement-at-the-hague"),
    }
    assert both.registries.source("club-notice").publisher == "Example Club"
    assert (
        both.as_of("2025-06-25").to_dict()["nato"] == shipped.as_of("2025-06-25").to_dict()["nato"]
    )
    assert "takeshi-iwaya" in faults_of("sailing")  # it needs the other's people


def test_what_two_records_say_alike_counts_once_and_what_they_say_otherwise_is_a_fault(install):
    install("sailing", files={"events/races.toml": REGATTA}, code=KINDS)
    install("rowing", files={"events/races.toml": REGATTA, "events/more.toml": ""}, code="")
    assert ip4.load("sailing", "rowing") == ip4.load("sailing")
    other = REGATTA.replace("Example Club", "Another Club")
    install("canoeing", files={"events/races.toml": other})
    with pytest.raises(ip4.RecordError) as error:
        ip4.load("sailing", "canoeing")
    fault = error.value.faults[0]
    assert (fault.event, fault.reason) == ("club-notice", "a second source has this id")
    assert fault.file.endswith("canoeing/events/races.toml")
    assert fault.line == 3


def test_a_clash_with_the_shipped_record_is_a_fault(install):
    person = '[[person]]\nid = "takeshi-iwaya"\nname = "Somebody Else"\n'
    install("clash", files={"events/people.toml": person})
    assert "The first is at ip4timeline;" in faults_of("ip4timeline", "clash")


def test_a_name_that_is_not_there_names_the_nearest(install, tmp_path):
    install("sailing", files={"events/races.toml": REGATTA})
    (tmp_path / "desk").mkdir()
    for wrong, right in (("sailin", "sailing"), ("desc", "desk"), ("ip4timelin", "ip4timeline")):
        with pytest.raises(ip4.UnknownNameError, match=f"did you mean '{right}'"):
            ip4.load(wrong)


def test_a_name_is_an_installed_record_before_it_is_a_folder(install, tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "a.toml").write_text('[[person]]\nid = "ann"\nname = "Ann"\n')
    assert ip4.load("desk").registries.name("ann") == "Ann"
    install("desk", files={"events/races.toml": '[[person]]\nid = "ben"\nname = "Ben"\n'})
    assert ip4.load("desk").registries.name("ben") == "Ben"
    assert ip4.load("./desk").registries.name("ann") == "Ann"


def test_two_packages_of_one_name_are_refused(install):
    install("one", name="races", files={"events/races.toml": REGATTA})
    install("two", name="races", files={"events/races.toml": REGATTA})
    with pytest.raises(ip4.TimelineError, match="'one' and 'two' both bring a record 'races'"):
        ip4.load("races")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "import nothing_of_this_name"}, "ModuleNotFoundError"),
        ({"target": "broken.missing"}, "ModuleNotFoundError"),
        ({}, "has no folder 'events' beside broken"),
    ],
)
def test_what_is_wrong_with_a_package_is_said(install, given, said):
    install("broken", **given)
    with pytest.raises(ip4.TimelineError, match=f"record 'broken' of 'broken'.*{said}"):
        ip4.load("broken")


def test_faults_of_an_installed_record_name_its_files(install):
    install("sailing", files={"events/races.toml": REGATTA.replace("boats", "boots")}, code=KINDS)
    said = faults_of("sailing")
    assert re.search(r"races\.toml:\d+: example-regatta-2024: boots: .*'boats'", said)


def test_what_is_a_path_and_what_a_name(tmp_path):
    assert all(map(is_path, (tmp_path, "a/b", "./a", "a.toml", ".", "..")))
    assert not any(map(is_path, ("a", "a-b", "ip4timeline")))


# The kinds of all, and the command line


def run(*words, code=0):
    done = CliRunner().invoke(app, words)
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done


def neat(text):
    """The text of a file on which nothing is remarked."""
    where = 'cites = [{ source = "club-notice", locator = "p. 1", supports = "an invented part" }]'
    return textwrap.dedent(text)[1:].replace('cites = [{ source = "club-notice" }]', where)


def test_the_kinds_of_all_installed_records_are_registered_and_a_damaged_one_is_named(install):
    install("broken", code="import nothing_of_this_name")
    install("rude", code="raise SystemExit(1)")
    install("sailing", files={"events/races.toml": REGATTA}, code=KINDS)
    assert "regatta" not in ip4.kinds()
    said = register_installed()
    assert "regatta" in ip4.kinds()
    assert [line.partition(" cannot be loaded")[0] for line in said] == [
        "the record 'broken' of 'broken'",
        "the record 'rude' of 'rude'",
    ]


def test_an_installed_record_is_checked_by_name_or_path(install, tmp_path):
    install("sailing", files={"events/races.toml": neat(REGATTA)}, code=KINDS)
    said = run("check", "--strict", "sailing").stdout
    assert said.startswith("sailing: 1 entry, no faults; digest ")
    folder = tmp_path / "site-sailing" / "sailing" / "events"
    assert run("check", "--strict", str(folder)).stdout.endswith(said.removeprefix("sailing"))


def test_a_damaged_record_is_a_warning_to_whoever_reads_another(install):
    install("broken", code="import nothing_of_this_name")
    install("sailing", files={"events/races.toml": neat(REGATTA)}, code=KINDS)
    for words in (("check", "sailing"), ("--record", "sailing", "check", "sailing")):
        done = run(*words)
        assert done.stderr.count("Warning: the record 'broken' of 'broken' cannot be loaded") == 1
        assert "Warning" not in done.stdout
    assert run("check", "broken", code=1).stderr.count("Error: the record 'broken'") == 1


def test_a_record_is_checked_beside_the_one_that_it_refers_to(install):
    both = neat(REGATTA).rstrip() + "\n\n" + neat(AT_THE_HAGUE)
    install("sailing", files={"events/races.toml": both}, code=KINDS)
    assert "takeshi-iwaya" in run("check", "sailing", code=1).stdout
    said = run("check", "--strict", "--with", "ip4timeline", "sailing").stdout
    digest = ip4.load("ip4timeline", "sailing").digest
    assert said == f"sailing: 2 entries, no faults; with ip4timeline: digest {digest}\n"


def test_nothing_is_reported_on_what_a_record_stands_beside(install, tmp_path):
    install("sailing", files={"events/races.toml": neat(REGATTA)}, code=KINDS)
    other = neat(AT_THE_HAGUE).replace('{ person = "takeshi-iwaya" }', '{ party = "japan" }')
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "all.toml").write_text(
        neat(REGATTA).split("\n[[event]]")[0] + other.replace("An invented", "The first")
    )
    assert [rule for rule, _ in examine("desk").remarks] == ["hindsight", "form"]
    found = examine("sailing", beside=["desk"])
    assert not found.remarks
    assert [entry.id for entry in found.entries] == ["example-regatta-2024"]
    assert len(found.timeline.entries) == 2
    assert not found.broken


def test_a_release_is_kept_by_the_record_alone(install, tmp_path):
    install("sailing", files={"events/races.toml": neat(REGATTA)}, code=KINDS)
    whole, less = tmp_path / "whole", tmp_path / "less"
    for folder, text in ((whole, neat(REGATTA)), (less, "")):
        folder.mkdir()
        (folder / "a.toml").write_text(text)
    # The other still has what this one dropped.
    found = examine(less, str(whole), beside=["sailing"])
    assert "example-regatta-2024" in [fault.event for fault in found.broken]


TIES = """
    import ip4timeline as ip4

    @ip4.projection(on=ip4.Event, keys=lambda e: e.partners)
    def LAST_BOATS(value, event):
        return getattr(event, "boats", value)
"""


def test_ties_are_looked_for_under_projections_of_ones_own(install):
    twice = neat(REGATTA) + neat(REGATTA).split("\n\n", 1)[1].replace(
        "example-regatta-2024", "example-regatta-2024-b"
    ).replace("boats = 12", "boats = 7")
    install("sailing", files={"events/races.toml": twice}, code=KINDS)
    install("rules", code=TIES, target="rules")
    run("check", "sailing")
    said = run("check", "--projection", "rules:LAST_BOATS", "sailing", code=1).stdout
    assert "by its id alone" in said
    assert "(last_boats)" in said
    for wrong, why in (
        ("rules:LAST", "names no projection"),
        ("no_such_module:X", "names no projection"),
        ("rules", "names no projection"),
        ("rules:ip4", "is not a projection"),
    ):
        assert why in run("check", "--projection", wrong, "sailing", code=2).output


def test_there_is_one_canonical_form_whoever_runs_it(install, tmp_path):
    text = neat(REGATTA).replace("boats = 12\n", "").replace("cites", "boats = 12\ncites")
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "a.toml").write_text(text)
    said = run("format", "desk", code=1).stderr
    assert "a.toml:9: example-regatta-2024: kind: no kind of event 'regatta'" in said
    assert "Install the package that brings it" in said
    assert (desk / "a.toml").read_text() == text
    install("sailing", files={"events/races.toml": text}, code=KINDS)
    assert run("format", "desk").stdout.startswith("rewrote desk")
    assert (desk / "a.toml").read_text() == neat(REGATTA)
    (rewritten,) = put_in_form("sailing")
    assert rewritten.read_text() == neat(REGATTA)
    assert run("format", "sailing").stdout == "all in canonical form\n"


def test_the_schema_can_have_the_kinds_of_installed_records(install):
    install("sailing", files={"events/races.toml": REGATTA}, code=KINDS)
    own = json.loads(run("schema").stdout)
    assert "regatta" not in own["$defs"]
    both = json.loads(run("schema", "--all-kinds").stdout)
    assert both["$defs"]["regatta"]["properties"]["boats"]["type"] == "integer"
    assert "regatta" in both["$defs"]["event"]["properties"]["kind"]["enum"]
    assert own["$defs"].keys() < both["$defs"].keys()


def test_an_installed_record_is_read_and_exported_by_name(install, tmp_path):
    install("sailing", files={"events/races.toml": REGATTA}, code=KINDS)
    said = json.loads(run("--record", "sailing", "events", "--kind", "regatta", "--json").stdout)
    assert [event["id"] for event in said] == ["example-regatta-2024"]
    both = ("--record", "ip4timeline", "--record", "sailing")
    path = tmp_path / "both.jsonl"
    run(*both, "export", "--format", "jsonl", "-o", str(path))
    digest = ip4.load("ip4timeline", "sailing").digest
    assert json.loads(run("--record", str(path), "record", "--json").stdout)["digest"] == digest
    assert "did you mean 'sailing'" in run("--record", "sailin", "about", code=1).stderr


def test_an_exported_file_is_read_with_the_kinds_of_installed_records(install, tmp_path):
    install("sailing", files={"events/races.toml": REGATTA}, code=KINDS)
    path = tmp_path / "races.jsonl"
    run("--record", "sailing", "export", "--format", "jsonl", "-o", str(path))
    vocabulary._KINDS.pop("regatta")  # as for a program that has not read it yet
    del sys.modules["sailing"]
    assert "1 standing events" in run("--record", str(path), "about").stdout


def test_the_example_that_is_built_on_the_shipped_record_passes(install, root, tmp_path):
    source = root / "examples" / "briefing" / "src" / "ip4_briefing"
    files = {
        path.relative_to(source).as_posix(): path.read_text(encoding="utf-8")
        for path in source.rglob("*")
        if path.suffix in (".py", ".toml") and path.name != "__init__.py"
    }
    code = (source / "__init__.py").read_text(encoding="utf-8")
    install("ip4_briefing", name="ip4-briefing", files=files, code=code)
    installed = str(tmp_path / "site-ip4_briefing" / "ip4_briefing" / "events")
    rule = ("--projection", "ip4_briefing:FOLLOW_UPS")
    for record in ("ip4-briefing", installed, str(source / "events")):
        # It names occasions of the shipped record, and is no record without it.
        assert "no occasion '2025-the-hague-summit'" in run("check", record, code=1).stdout
        said = run("check", "--strict", *rule, "--with", "ip4timeline", record).stdout
        assert said.startswith(f"{record}: 3 entries, no faults; with ip4timeline: digest ")
        assert run("format", record).stdout == "all in canonical form\n"


def test_a_single_module_says_what_is_missing(tmp_path, monkeypatch):
    (tmp_path / "lone_record.py").write_text("", "utf-8")
    info = tmp_path / "lone-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lone\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text("[ip4timeline.records]\nlone = lone_record\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    with pytest.raises(ip4.TimelineError, match="'lone' of 'lone' is a single module") as refused:
        ip4.load("lone")
    assert "make lone_record a package" in str(refused.value)


def test_an_undecodable_package_hides_no_other_and_is_named(install, tmp_path, monkeypatch):
    install("sailing", files={"events/races.toml": REGATTA}, code=KINDS)
    info = tmp_path / "broken" / "broken-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_bytes(b"Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (info / "entry_points.txt").write_bytes(b"[ip4timeline.records]\nbroken = \xff\xfe\n")
    monkeypatch.syspath_prepend(tmp_path / "broken")
    importlib.invalidate_caches()
    assert "example-regatta-2024" in ip4.load("sailing")
    (damaged,) = register_installed()
    assert str(tmp_path / "broken") in damaged
    assert "cannot say what it brings" in damaged
