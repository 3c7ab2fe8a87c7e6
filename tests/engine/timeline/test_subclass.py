"""A timeline of a class of one's own stays of its class, whatever is made of it."""

import pickle

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine import Slice
from ip4timeline.engine import Timeline as EngineTimeline


class Desk(ip4.Timeline):
    def meetings(self):
        return len(self.of(ip4.Meeting))


@attrs.frozen(init=False, eq=False, repr=False)
class Named(ip4.Timeline):
    name: str = "nameless"
    made: dict = attrs.field(factory=dict, init=False)


def meeting(id, occurred="2024-01-10", known=None):
    return ip4.Meeting(id=id, occurred=occurred, known=known, partners=["japan"])


@pytest.mark.parametrize("cls", [Desk, Named, ip4.Timeline])
def test_append_known_and_pickling_keep_the_class(cls):
    desk = cls([meeting("a"), meeting("b", known="2024-05-01")])
    grown = desk.append(meeting("c"))
    for made in (grown, grown.known("2024-02-01"), pickle.loads(pickle.dumps(grown))):
        assert type(made) is cls
    assert [len(desk), len(grown), len(grown.known("2024-02-01"))] == [2, 3, 2]
    assert grown == ip4.Timeline(grown.entries)


def test_a_method_of_ones_own_works_on_what_is_made():
    desk = Desk([meeting("a")])
    assert desk.append(meeting("b")).meetings() == 2
    assert desk.append(meeting("b")).known("2024-01-09").meetings() == 0


def test_fields_of_ones_own_are_kept_and_what_is_only_made_is_made_anew():
    named = Named([meeting("a")])
    object.__setattr__(named, "name", "Tokyo")
    named.made["x"] = 1
    for made in (
        named.append(meeting("b")),
        named.known("2024-01-09"),
        pickle.loads(pickle.dumps(named)),
    ):
        assert (made.name, made.made) == ("Tokyo", {})


def test_from_jsonl_and_rows_give_the_class():
    desk = Desk([meeting("a")])
    assert type(Desk.from_jsonl(desk.to_jsonl())) is Desk
    rows = [{"id": "m", "kind": "meeting", "occurred": "2023", "partners": ["japan"]}]
    assert type(Desk.from_frame(rows)) is Desk


def test_a_timeline_of_the_engine_gives_slices():
    tl = EngineTimeline([meeting("a")])

    @ip4.tally(on=ip4.Meeting, keys=lambda e: e.partners)
    def meetings(event):
        return 1

    found = tl.as_of("2025-01-01", projections=[meetings])
    assert isinstance(found, Slice)
    assert found[meetings] == {"japan": 1}
    assert [*found] == [meetings] and len(found) == 1
    assert "meetings" in str(found) and repr(found) == "<slice as_of=2025-01-01, certain>"
    assert found.states(ip4.CONTACTS)["japan", "meeting"].count == 1
    with pytest.raises(ip4.UnknownNameError, match="no projection here"):
        found[ip4.CONTACTS]
    with pytest.raises(ip4.TimelineError, match="concern no parties"):
        tl.about("japan")
    assert tl.as_of("2023-01-01", known_on="2022-01-01")._page().parts == ()
