"""What an assistant program is told: each answer with its evidence, its two days and the digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ip4timeline.engine.codec.plain import to_data
from ip4timeline.engine.errors import TimelineError, UnknownNameError
from ip4timeline.engine.events.words import key_text
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import day_number
from ip4timeline.engine.timeline.evidence import evidence_of
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.claims.questions import ask, picked
from ip4timeline.relationship.projections.alliance import ALLIES, PROPOSALS
from ip4timeline.relationship.projections.offices import OFFICES
from ip4timeline.relationship.projections.table import ASPECTS
from ip4timeline.relationship.snapshot.relationship import BY_PARTNER
from ip4timeline.relationship.timeline import Timeline

NATO: Final = "nato"
_OF_NATO: Final[dict[str, Projection[Any, Any]]] = {
    "allies": ALLIES,
    "proposals": PROPOSALS,
    "offices": OFFICES,
}
"""NATO's own aspects."""
_MOST: Final = 50
"""The most events that one answer tells in full, unless more are asked for."""
_NAMED: Final = 12
"""The most keys that an error names."""


class Answers:
    """The questions that an assistant may ask of one timeline; every answer is plain data."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def _asked(self, as_of: str | None, known_on: str | None, **more: str) -> dict[str, Any]:
        """The days that were asked for, and what names the record that answered."""
        horizon = self._known(known_on).horizon
        by = None if horizon is None else horizon.isoformat()
        return {
            "asked": {**more, "as_of": as_of, "known_on": by},
            "digest": self._timeline.digest,
        }

    def _known(self, known_on: str | None) -> Timeline:
        return self._timeline if known_on is None else self._timeline.known(known_on)

    def _key(self, aspect: str, whose: str, key: str | None, known_on: str | None) -> Any:
        """The key of an aspect of a partner or of NATO, parts joined by /, as the library has it.

        Raises:
            TimelineError: it is one value and a key is given, or several and none is.
            UnknownNameError: there is no such key; none is suggested that was not known by then.
        """
        projection = (_OF_NATO if whose == NATO else ASPECTS)[aspect]
        if aspect in BY_PARTNER or projection is ALLIES:
            if key is not None:
                raise TimelineError(f"{aspect} is one value; leave the key {key!r} out")
            return None
        ever, known = (
            _keys(timeline.project(projection).keys, whose)
            for timeline in (self._timeline, self._known(known_on))
        )
        if key is None:
            such = f", such as {', '.join(known[:_NAMED])}" if known else ""
            raise TimelineError(f"which of the {aspect}? Give a key{such}")
        if key not in ever:
            raise UnknownNameError(f"key of {aspect}", key, known)
        return tuple(key.split("/")) if "/" in key else key

    def as_of(
        self,
        day: str,
        partner: str,
        known_on: str | None = None,
        aspects: list[str] | None = None,
        limit: int = _MOST,
    ) -> dict[str, Any]:
        """How a partner stood with NATO at the end of a day, as known by the end of another.

        Args:
            day: the day in question, YYYY-MM-DD.
            partner: japan, korea, australia or new-zealand, or another name of one of them.
            known_on: the day by which a thing had to be public; left out: all that is known.
            aspects: which aspects, such as leader, engagements, agreements; left out: all.
            limit: how many events to tell in full at most; events_left_out says how many more
                there are.
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
            **_told(
                {id: whole["events"][id] for id in [*_ids(because), *_seen(values)]},
                limit,
            ),
        }

    def why(
        self,
        subject: str,
        aspect: str,
        as_of: str,
        key: str | None = None,
        known_on: str | None = None,
        limit: int = _MOST,
    ) -> dict[str, Any]:
        """The evidence for one value: the events that made it, with their sources.

        Args:
            subject: a partner, or nato.
            aspect: of a partner leader, programme, engagements, agreements and so on; of nato
                allies, proposals or offices.
            as_of: the day in question, YYYY-MM-DD.
            key: which of several, such as the id of an occasion; parts joined by /.
            known_on: the day by which a thing had to be public; left out: all that is known.
            limit: how many events to tell in full at most; events_left_out says how many more
                there are.
        """
        of_nato = subject.casefold() == NATO
        whose = NATO if of_nato else Partner.of(subject)
        aspects = _OF_NATO if of_nato else ASPECTS
        if aspect not in aspects:
            raise UnknownNameError("aspect of nato" if of_nato else "aspect", aspect, aspects)
        parts = self._key(aspect, whose, key, known_on)
        if of_nato:
            view = self._timeline.project(aspects[aspect], known_on=known_on)
            found: Any = view.why(NATO if parts is None else parts, as_of)
        else:
            found = self._timeline.as_of(as_of, known_on=known_on)[whose].why(aspect, parts)
        return {**self._asked(as_of, known_on), **_bounded(found.to_dict(evidence=True), limit)}

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
            limit: how many to tell in full at most; number says how many there are, and
                events_left_out how many of them are not told.
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
        listed = [*surely, *rest]
        told = evidence_of(listed[: _most(limit)], timeline.registries)
        return {
            **self._asked(None, known_on),
            "number": len(listed),
            "possibly_outside": [event.id for event in rest],
            "events": told,
            "events_left_out": len(listed) - len(told),
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
        limit: int = _MOST,
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
            limit: how many events to tell in full at most; evidence and doubtful name all, and
                events_left_out says how many more there are.
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
        return {**self._asked(None, known_on), **_bounded(answer.to_dict(evidence=True), limit)}

    def diff(
        self, before: str, after: str, known_on: str | None = None, limit: int = _MOST
    ) -> dict[str, Any]:
        """What changed in the world between the ends of two days, and the events behind it.

        Args:
            before: the earlier day, YYYY-MM-DD.
            after: the later day.
            known_on: the day by which a thing had to be public; left out: all that is known.
            limit: how many events to tell in full at most; counted names all, and
                events_left_out says how many more there are.
        """
        _in_order(before, after)
        found = self._timeline.diff(before, after, known_on=known_on).to_dict(evidence=True)
        return {**self._asked(after, known_on, before=before), **_bounded(found, limit)}

    def learned(self, before: str, after: str, as_of: str, limit: int = _MOST) -> dict[str, Any]:
        """What became known between the ends of two days about one day.

        Args:
            before: the earlier day of knowledge, YYYY-MM-DD.
            after: the later day of knowledge.
            as_of: the day that it is about.
            limit: how many events to tell in full at most; counted names all, and
                events_left_out says how many more there are.
        """
        _in_order(before, after)
        found = self._timeline.learned(before, after, as_of=as_of).to_dict(evidence=True)
        return {**self._asked(as_of, after, before=before), **_bounded(found, limit)}

    def coverage(
        self, series: str | None = None, partner: str | None = None, known_on: str | None = None
    ) -> dict[str, Any]:
        """For what the record is declared complete, sampled or unknown.

        Args:
            series: a series of occasions, an office, a type of agreement or a kind of event.
            partner: of one partner.
            known_on: as far as it was public by the end of this day.
        """
        rows = self._known(known_on).registries.coverage
        if series is not None:
            names = {row.series for row in rows}
            if series not in names:
                raise UnknownNameError("series with a declaration", series, sorted(names))
            rows = tuple(row for row in rows if row.series == series)
        if partner is not None:
            whose = Partner.of(partner)
            rows = tuple(row for row in rows if row.partner in (None, whose))
        return {**self._asked(None, known_on), "coverage": [to_data(row) for row in rows]}


def _keys(keys: Iterable[Any], whose: str) -> list[str]:
    """Those of a partner or of NATO as texts: without the partner, and offices each its own."""
    own = [key_text(key[1:]) for key in keys if isinstance(key, tuple) and key[0] == whose]
    every = [key_text(key) for key in keys if not isinstance(key, tuple)]
    return sorted(own or [key for key in every if key.startswith(f"{whose}-")] or every)


def _in_order(before: str, after: str) -> None:
    """Refuse a difference that runs backwards, which would be read the wrong way round."""
    if day_number(before) > day_number(after):
        raise TimelineError(f"{before} is after {after}; the earlier day comes first")


def _most(limit: int) -> int:
    if limit < 0:
        raise TimelineError(f"limit is how many events to tell, 0 or more, not {limit}")
    return limit


def _told(events: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """The first so many events, and how many more there are: an assistant reads only so much."""
    told = dict(list(events.items())[: _most(limit)])
    return {"events": told, "events_left_out": len(events) - len(told)}


def _bounded(answer: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """An answer that tells no more events than so many."""
    return {**answer, **_told(answer["events"], limit)}


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
