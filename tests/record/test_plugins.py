"""Records of other packages, found by their entry points, alone and together with the shipped."""

import importlib
import re
import sys
import textwrap

import pytest

import ip4timeline as ip4
from ip4timeline.engine.events import kinds as vocabulary
from ip4timeline.record.plugins import is_path

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
    for module in made:
        sys.modules.pop(module, None)


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
