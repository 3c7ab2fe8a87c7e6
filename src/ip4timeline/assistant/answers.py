"""What an assistant program is told: each answer with its evidence, its two days and the digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ip4timeline.engine.codec.plain import to_data
from ip4timeline.engine.errors import TimelineError, UnknownNameError
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.timeline.evidence import evidence_of
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.claims.questions import ask, picked
from ip4timeline.relationship.projections.alliance import ALLIES, PROPOSALS
from ip4timeline.relationship.projections.offices import OFFICES
from ip4timeline.relationship.projections.table import ASPECTS
from ip4timeline.relationship.timeline import Timeline

NATO: Final = "nato"
_OF_NATO: Final[dict[str, Projection[Any, Any]]] = {
    "allies": ALLIES,
    "proposals": PROPOSALS,
    "offices": OFFICES,
}
"""NATO's own aspects."""
_MOST: Final = 50
"""The most events that one answer lists, unless more are asked for."""


class Answers:
    """The questions that an assistant may ask of one timeline; every answer is plain data."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def _asked(self, as_of: str | None, known_on: str | None) -> dict[str, Any]:
        """The two days that were asked for, and what names the record that answered."""
        timeline = self._timeline
        horizon = timeline.horizon.isoformat() if timeline.horizon else None
        return {
            "asked": {"as_of": as_of, "known_on": horizon if known_on is None else known_on},
            "digest": timeline.digest,
        }

    def _known(self, known_on: str | None) -> Timeline:
        return self._timeline if known_on is None else self._timeline.known(known_on)

    def as_of(
        self,
        day: str,
        partner: str,
        known_on: str | None = None,
        aspects: list[str] | None = None,
    ) -> dict[str, Any]:
        """How a partner stood with NATO at the end of a day, as known by the end of another.

        Args:
            day: the day in question, YYYY-MM-DD.
            partner: japan, korea, australia or new-zealand, or another name of one of them.
            known_on: the day by which a thing had to be public; left out: all that is known.
            aspects: which aspects, such as leader, engagements, agreements; left out: all.
        """
        snapshot = self._timeline.as_of(day, known_on=known_on)
        whose = Partner.of(partner)
        for aspect in aspects or ():
            if aspect not in ASPECTS:
                raise UnknownNameError("aspect", aspect, ASPECTS)
        whole = snapshot[whose].to_dict(evidence=True)
        values, because = whole["values"], whole["because"]
        if aspects:
            values = {name: values[name] for name in aspects}
            because = {name: because[name] for name in aspects}
        return {
            **self._asked(day, known_on),
            "partner": whose.value,
            "values": values,
            "because": because,
            "depends_on_dates": whole["depends_on_dates"],
            "events": {
                id: whole["events"][id] for id in dict.fromkeys([*_ids(because), *_seen(values)])
            },
        }

    def why(
        self,
        subject: str,
        aspect: str,
        as_of: str,
        key: str | None = None,
        known_on: str | None = None,
    ) -> dict[str, Any]:
        """The evidence for one value: the events that made it, with their sources.

        Args:
            subject: a partner, or nato.
            aspect: of a partner leader, programme, engagements, agreements and so on; of nato
                allies, proposals or offices.
            as_of: the day in question, YYYY-MM-DD.
            key: which of several, such as the id of an occasion; parts joined by /.
            known_on: the day by which a thing had to be public; left out: all that is known.
        """
        snapshot = self._timeline.as_of(as_of, known_on=known_on)
        if subject.casefold() == NATO:
            if aspect not in _OF_NATO:
                raise UnknownNameError("aspect of nato", aspect, _OF_NATO)
            if key is None and aspect != "allies":
                raise TimelineError(f"which of the {aspect}? Give a key")
            view = self._timeline.project(_OF_NATO[aspect], known_on=known_on)
            found: Any = view.why(NATO if aspect == "allies" else key, as_of)
        else:
            parts = tuple(key.split("/")) if key and "/" in key else key
            found = snapshot[subject].why(aspect, parts)
        return {**self._asked(as_of, known_on), **found.to_dict(evidence=True)}

    def events(
        self,
        partner: list[str] | None = None,
        kind: list[str] | None = None,
        first: str | None = None,
        last: str | None = None,
        sure: bool = False,
        occasion: str | None = None,
        series: str | None = None,
        person: str | None = None,
        topic: str | None = None,
        text: str | None = None,
        where: dict[str, str] | None = None,
        known_on: str | None = None,
        limit: int = _MOST,
    ) -> dict[str, Any]:
        """The events on record that pass every filter given, with their sources.

        Args:
            partner: about any of these partners.
            kind: of any of these kinds, such as visit, attendance, statement.
            first: from this day on, YYYY-MM-DD.
            last: until the end of this day.
            sure: only what surely lies between the two days.
            occasion: id of the occasion, such as 2025-the-hague-summit.
            series: of this series of occasions, such as nato-summit.
            person: id of a person who acts in it, such as jens-stoltenberg.
            topic: with this topic.
            text: with this text in the summary.
            where: values of fields, such as {"level": "leader"}.
            known_on: only what was public by the end of this day.
            limit: how many to list at most; the number of all is given.
        """
        timeline = self._known(known_on)
        found = picked(
            timeline.select(),
            partner=partner or (),
            kind=kind or (),
            first=first,
            last=last,
            sure=sure,
            occasion=occasion,
            series=series,
            person=person,
            topic=topic,
            text=text,
            values=(where or {}).items(),
        )
        surely, rest = found.parted()
        listed = [*surely, *rest][: max(limit, 0)]
        return {
            **self._asked(None, known_on),
            "number": len(surely) + len(rest),
            "possibly_outside": [event.id for event in rest],
            "events": evidence_of(listed, timeline.registries),
        }

    def claim(
        self,
        question: str,
        what: str | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        n: int | None = None,
        since: str | None = None,
        before: str | None = None,
        currency: str | None = None,
        partner: list[str] | None = None,
        kind: list[str] | None = None,
        first: str | None = None,
        last: str | None = None,
        occasion: str | None = None,
        series: str | None = None,
        person: str | None = None,
        topic: str | None = None,
        where: dict[str, str] | None = None,
        known_on: str | None = None,
    ) -> dict[str, Any]:
        """The verdict on a claim about events: yes, no, possible or not established, and why.

        Args:
            question: exists, never, count, first, last, nth, only, most, largest, streak or
                every-year.
            what: what is claimed: the number of a count or streak, the partner that was the only
                one or had the most, the id of the event or occasion that was the first, and so on.
            at_least: of a count: so many or more.
            at_most: of a count: so many or fewer.
            n: which one, for nth.
            since: the first after this day.
            before: the last before this day.
            currency: of the largest sum.
            partner: about any of these partners.
            kind: of any of these kinds; a verdict that denies needs one.
            first: from this day on, YYYY-MM-DD.
            last: until the end of this day.
            occasion: id of the occasion.
            series: of this series of occasions; a streak needs one.
            person: id of a person who acts in it.
            topic: with this topic.
            where: values of fields, such as {"level": "leader"}.
            known_on: only what was public by the end of this day.
        """
        timeline = self._known(known_on)
        found = picked(
            timeline.select(),
            partner=partner or (),
            kind=kind or (),
            first=first,
            last=last,
            occasion=occasion,
            series=series,
            person=person,
            topic=topic,
            values=(where or {}).items(),
        )
        answer = ask(
            timeline,
            question,
            found,
            what=what,
            at_least=at_least,
            at_most=at_most,
            n=n,
            since=since,
            before=before,
            currency=currency,
        )
        return {**self._asked(None, known_on), **answer.to_dict(evidence=True)}

    def diff(self, before: str, after: str, known_on: str | None = None) -> dict[str, Any]:
        """What changed in the world between the ends of two days, and the events behind it.

        Args:
            before: the earlier day, YYYY-MM-DD.
            after: the later day.
            known_on: the day by which a thing had to be public; left out: all that is known.
        """
        found = self._timeline.diff(before, after, known_on=known_on)
        return {**self._asked(after, known_on), **found.to_dict(evidence=True)}

    def learned(self, before: str, after: str, as_of: str) -> dict[str, Any]:
        """What became known between the ends of two days about one day.

        Args:
            before: the earlier day of knowledge, YYYY-MM-DD.
            after: the later day of knowledge.
            as_of: the day that it is about.
        """
        found = self._timeline.learned(before, after, as_of=as_of)
        return {**self._asked(as_of, after), **found.to_dict(evidence=True)}

    def coverage(self, series: str | None = None, partner: str | None = None) -> dict[str, Any]:
        """For what the record is declared complete, sampled or unknown.

        Args:
            series: a series of occasions, an office, a type of agreement or a kind of event.
            partner: of one partner.
        """
        rows = self._timeline.registries.coverage
        if series is not None:
            names = {row.series for row in rows}
            if series not in names:
                raise UnknownNameError("series with a declaration", series, names)
            rows = tuple(row for row in rows if row.series == series)
        if partner is not None:
            whose = Partner.of(partner)
            rows = tuple(row for row in rows if row.partner in (None, whose))
        return {**self._asked(None, None), "coverage": [to_data(row) for row in rows]}


def _seen(values: Any) -> Iterable[str]:
    """The ids of the events by which values were last seen."""
    if isinstance(values, Mapping):
        for name, inner in values.items():
            if name == "last_seen":
                yield from [inner["event"]] if inner else []
            else:
                yield from _seen(inner)


def _ids(because: Any) -> Iterable[str]:
    if isinstance(because, Mapping):
        for inner in because.values():
            yield from _ids(inner)
    else:
        yield from because
