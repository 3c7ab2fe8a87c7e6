"""What is kept by the identity of a value holds on to the value: place 15 of the index."""

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.relationship.snapshot import plain as room
from ip4timeline.relationship.snapshot.plain import remembered


def told():
    """Whether each of many values that lay in one place is told as itself."""
    return [remembered((f"value {n}",)) for n in range(50)] == [[f"value {n}"] for n in range(50)]


def test_plain_data_of_a_value_are_never_those_of_another_that_lay_in_its_place(monkeypatch):
    assert told()

    class Letting(BoundedCache):
        def put(self, ask, kept):
            return super().put(ask, (None, kept[1]))

    monkeypatch.setattr(room, "_MAKERS", Letting(1 << 13))
    assert not told()


def test_plain_data_are_anew_for_each_who_asks():
    value = ("a", ("b",))
    first = remembered(value)
    first[1].append("c")
    assert remembered(value) == ["a", ["b"]]
