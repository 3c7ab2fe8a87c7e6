"""Every field of every kind finds its own values, as Python and as a shell write them."""

import datetime as dt
from enum import Enum

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.timeline.fields import readable

KINDS = {
    name: cls
    for name, cls in ip4.kinds().items()
    if issubclass(cls, ip4.Event) and cls.__module__.startswith("ip4timeline.")
}
UNSET = (None, "", ())


def value_of(event, name):
    try:
        return getattr(event, name)
    except ip4.TimelineError:  # `partner`, of an event of several
        return None


@pytest.fixture(scope="module")
def some(record):
    """Of each kind, by its fields, an event that has it set, if the record has any."""
    found = {kind: {} for kind in KINDS}
    for event in record:
        for name in readable(type(event)):
            if value_of(event, name) not in UNSET:
                found[event.kind].setdefault(name, event)
    return found


def of_kind(record, some, kind):
    return ip4.Timeline(set(some[kind].values()), record.registries).of(kind)


def typed(value):
    """A value as a shell gives it; ``None`` for what no text stands for."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if attrs.has(type(value)) and not isinstance(value, ip4.When) else str(value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_finds_the_event_that_has_it(record, some, kind):
    chosen = of_kind(record, some, kind)
    for name, event in some[kind].items():
        value = value_of(event, name)
        written = [value]
        for item in value if isinstance(value, tuple) else (value,):
            written += [item, *filter(None, [typed(item)])]
        if isinstance(value, tuple):
            written.append(list(value))
        for one in written:
            assert event in list(chosen.where(**{name: one})), (name, one)


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_of_a_wrong_type_or_name_is_refused(record, some, kind):
    chosen = of_kind(record, some, kind)
    row = record.registries.person_by_id["mark-rutte"]
    wrong = (object(), row, "no such thing", ["no such thing"], [None], {"a": 1}, 7.5, b"x")
    for name in readable(KINDS[kind]):
        for value in wrong:
            with pytest.raises(ip4.TimelineError):
                print(name, value, chosen.where(**{name: value}))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_a_value_only_where_a_field_can_be_left_unset(record, some, kind):
    chosen = of_kind(record, some, kind)
    for name in readable(KINDS[kind]):
        default = getattr(attrs.fields_dict(KINDS[kind]).get(name), "default", attrs.NOTHING)
        if default is None and name not in ("known", "known_basis"):  # always set in the end
            assert chosen.where(**{name: None}).values == ((name, None),)
        else:
            with pytest.raises(ip4.TimelineError):
                print(name, chosen.where(**{name: None}))
        if default != "":  # which alone makes an empty text a field that is left unset
            with pytest.raises(ip4.TimelineError):
                print(name, chosen.where(**{name: ""}))


def test_a_person_who_acts_is_never_denied(record):
    hague = record.of(ip4.Attendance).where(occasion="2025-the-hague-summit")
    assert record.never(hague.where(acting="takeshi-iwaya")).verdict == "no"
    assert record.never(hague.where(parties="japan")).verdict == "no"
    with pytest.raises(ip4.UnknownNameError, match="no person 'zzz'"):
        hague.where(acting="zzz")


def test_one_of_a_list_and_the_whole_of_it():
    both = ip4.Visit(
        id="v", occurred="2023-01-05", partners=["korea", "japan"], topics=["a", "b"],
        direction="to-nato",
    )  # fmt: skip
    timeline = ip4.Timeline([both])
    assert list(timeline.where(topics="a")) == list(timeline.where(topics=["a", "b"])) == [both]
    assert not list(timeline.where(topics=["a"]))
    assert list(timeline.where(partners=["korea", "JPN"])) == [both]
    assert timeline.exists(timeline.of("visit").where(partners="NZ")).evidence == ()
    # Nothing is left open by whom an event concerns; everything by topics that it does not give.
    assert [sure for _, sure in timeline.where(counterparts=[]).possible()] == [True]


def test_numbers_may_be_typed_in_kinds_of_ones_own():
    @attrs.frozen(kw_only=True, eq=False, repr=False, order=False)
    class Ranked(ip4.Event):
        kind = "ranked-of-fields"
        rank: int | None = None
        share: float = 0.0
        open: bool = False

    event = Ranked(id="r", occurred="2023-01-05", rank=3, share=0.5, open=True)
    chosen = ip4.Timeline([event]).of(Ranked)
    for values in ({"rank": "3"}, {"rank": 3}, {"share": "0.50"}, {"open": "true"}):
        assert list(chosen.where(**values)) == [event]
    assert list(chosen.where(rank="-3")) == []
    for values in ({"rank": "three"}, {"rank": True}, {"share": "nan"}, {"open": "yes"}):
        with pytest.raises(ip4.TimelineError, match=f"{next(iter(values))}: .* is not "):
            chosen.where(**values)
    with pytest.raises(ip4.TimelineError, match=r"delegates: 'x' is no Delegate; .* by\('x'\)"):
        ip4.Timeline([]).of("attendance").where(delegates="x")


def test_what_one_kind_lists_and_another_leaves_free_is_checked(record):
    assert list(record.where(capacity="acting"))
    with pytest.raises(ip4.UnknownNameError, match="no capacity 'actng'; did you mean 'acting'"):
        record.where(capacity="actng")
    with pytest.raises(ip4.UnknownNameError, match="no place "):
        record.where(place="Tokio of old")
