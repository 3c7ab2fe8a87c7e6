"""How something wrong is put before a law, for the tests of each theory."""

import datetime as dt

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import ip4timeline as ip4
from ip4timeline.testing import LAWS, LawBroken, events, growths, timelines, whens

TRIES = 300
"""The most examples that a planted fault may take to be caught."""
VISITS = (ip4.Visit,)


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def trail(value: str | None, event: ip4.Visit) -> str | None:
    """The places visited, in fold order; an empty place forgets them."""
    return (value or "") + event.place if event.place else None


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners, lapses=lambda v: v + dt.timedelta(3))
def fresh(value: dt.date | None, event: ip4.Visit) -> dt.date:
    """The last visit, for three days."""
    return event.occurred.latest or event.occurred.earliest


@ip4.tally(on=ip4.Visit, keys=lambda e: e.partners)
def visits(event: ip4.Visit) -> int:
    """The number of visits."""
    return 1


class Changed(ip4.Timeline):
    """A timeline that projects something else than itself."""

    def __init__(self, entries=(), registries=None, horizon=None):
        super().__init__(entries, registries or ip4.Registries(), horizon)
        object.__setattr__(self, "arrived", tuple(entries))

    def project(self, projection, *, known_on=None, certainty="certain"):
        plain = ip4.Timeline(self.folded(projection), self.registries, self.horizon)
        return plain.project(projection, known_on=self.question(known_on), certainty=certainty)

    def folded(self, projection):
        return self.entries

    def question(self, known_on):
        return known_on

    def append(self, *entries):
        return type(self)((*self.entries, *entries), self.registries, self.horizon)


class Seen:
    """A view with one answer changed."""

    def __init__(self, view):
        self._view = view

    def __getattr__(self, name):
        return getattr(self._view, name)


class Off:
    """A date with one answer changed."""

    def __init__(self, when):
        self.when = when

    def __getattr__(self, name):
        return getattr(self.when, name)

    def __str__(self):
        return str(self.when)

    def __eq__(self, other):
        return self.when == other

    def __hash__(self):
        return hash(self.when)


def until_broken(examples, case):
    """Look for a breach and leave it as large as it is found: to shrink takes long."""

    @settings(
        max_examples=TRIES,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(examples)
    def run(example):
        case(example)

    run()


def record():
    """A few entries in which all that can happen to one happens."""

    def fell(office, day, person, known=None, id=None):
        return ip4.OfficeChanged(
            id=id or f"{person}-{day}",
            occurred=day,
            known=known,
            partners=["japan"],
            office=office,
            person=person,
        )

    leader = "japan-prime-minister"
    ben = fell(leader, "2023-01-12", "ben", id="ben")
    programme = ip4.AgreementSigned(
        id="signed",
        occurred="2023-02",
        partners=["japan"],
        agreement="programme",
        title="Programme",
        type="itpp",
        term="2023/2026",
    )
    return [
        fell(leader, "2023-01-05", "ann"),
        ben,
        fell(leader, "2023-03", "cho", known="2023-04-01"),
        programme,
        ip4.Correction(
            id="c1",
            target="ben",
            reason="it was later",
            known="2023-02-01",
            replacement=attrs.evolve(ben, occurred="2023-01-20", known="2023-01-21"),
        ),
        ip4.Retraction(id="c2", target="nobody", reason="it was not"),
    ]


class Planted:
    """Puts something wrong before a law; a fault is a class with the one method that is wrong."""

    trail, fresh, visits = trail, fresh, visits

    def mixed(self, fault, base):
        return type(fault.__name__, (fault, base), {})

    def changed(self, fault):
        """A class of timelines with a fault."""
        return self.mixed(fault, Changed)

    def seen(self, fault):
        """A class of timelines whose views have a fault."""
        view = self.mixed(fault, Seen)

        class Looked(Changed):
            def project(self, projection, **more):
                return view(super().project(projection, **more))

        return Looked

    def fold(self, law, projection, timeline=ip4.Timeline, kinds=VISITS):
        examples = timelines(kinds, max_size=6).map(lambda t: timeline(t.entries, t.registries))
        until_broken(examples, lambda example: law(projection, example))

    def growth(self, law, projection, timeline, kinds=VISITS):
        examples = growths(kinds, timeline=timeline)
        until_broken(examples, lambda example: law(projection, example))

    def whole(self, law, cls=ip4.Timeline):
        law(cls(record()), [ip4.LEADER, ip4.PROGRAMME])

    def kind(self, law, cls):
        until_broken(events([cls]), lambda event: law(cls, event))

    def date(self, law, fault):
        until_broken(whens().map(self.mixed(fault, Off)), law)

    def caught(self, law, plant):
        """A law catches what is planted, and says so."""
        law = LAWS.get(law, law)
        with pytest.raises(LawBroken) as caught:
            plant(self, law)
        broken = caught.value
        assert broken.law is law
        text = str(broken)
        assert f"breaks the law {law.name}." in text
        assert law.statement in text
        assert law.reason in text
        assert broken.question and broken.expected != broken.got


@pytest.fixture(scope="session")
def planted():
    return Planted()
