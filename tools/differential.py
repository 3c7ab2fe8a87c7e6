"""Compare timelines that grow at random with ones built anew, cut off, and the slow definition.

``uv run python tools/differential.py --seconds 600 --limits smallest`` draws histories dense in
amendments, with branches from older timelines and questions between the batches, and prints how
many answers were compared and how many were wrong. Longer and coarser than the laws of the kit:
it finds what needs many entries, and shrinks nothing.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from typing import Any

import ip4timeline as ip4
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.time.days import day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.oracle import oracle

PARTNERS = ("japan", "korea", "australia")
SPANS = ("2020-01", "[..2020-01-10]", "2020-01-05/2020-01-20", "[2020-01-03..]")


@ip4.projection(on=ip4.PolicyAdopted, keys=lambda e: e.partners, lapses=lambda value: value[1])
def lapsing(value: Any, event: ip4.PolicyAdopted) -> Any:
    """The last title, until the day that its summary names."""
    return (event.title, event.summary or None) if event.title != "none" else None


@ip4.projection(on=ip4.PolicyAdopted, keys=lambda e: e.partners)
def trail(value: Any, event: ip4.PolicyAdopted) -> Any:
    """The last four titles."""
    return (*(value or ()), event.title)[-4:]


@ip4.tally(on=ip4.PolicyAdopted, keys=lambda e: e.partners)
def count(event: ip4.PolicyAdopted) -> int:
    """How many there are."""
    return 1


@ip4.tally(on=ip4.PolicyAdopted, keys=lambda e: e.partners, merge=max)
def latest(event: ip4.PolicyAdopted) -> Any:
    """The last of them."""
    return (str(event.occurred.latest), event.seq, event.id, event.title)


RULES = (lapsing, trail, count, latest)


def smallest(draw: random.Random) -> Limits:
    """Limits at their smallest, or hardly above."""
    return Limits(
        late=draw.choice([0, 0, 1, 3]),
        waiting=draw.choice([0, 1, 3]),
        prompt=draw.choice([-1, 0, 3, 16]),
        block=draw.choice([1, 1, 2, 3, 16]),
        often=draw.choice([0, 0, 1, 16]),
        repeats=draw.choice([0, 1, 99, 99]),
        histories=draw.choice([0, 1]),
    )


class History:
    """Entries drawn at random, and the timelines that they make."""

    def __init__(self, seed: int, limits: Limits) -> None:
        self.draw = random.Random(seed)
        self.pool = [f"e{n:02}" for n in range(self.draw.choice([5, 12, 60, 90]))]
        self.timeline = ip4.Timeline()._like(None, Indices(EventLog((), None, limits)))
        self.entries: list[Entry] = []
        self.older: list[tuple[ip4.Timeline, list[Entry]]] = []
        self.number = 0

    def day(self) -> str:
        """A day of the month in which all happens."""
        return f"2020-01-{self.draw.randrange(1, 29):02}"

    def event(self, id: str) -> ip4.Event:
        """An event of an id, of any day, known on any other."""
        draw = self.draw
        return ip4.PolicyAdopted(
            id=id,
            occurred=draw.choice([self.day(), *SPANS]),
            known=self.day(),
            policy="p",
            title=draw.choice(["a", "b", "c", "none"]),
            seq=draw.randrange(3),
            summary=draw.choice(["", "", self.day()]),
            partners=draw.sample(PARTNERS, draw.randrange(1, 3)),
        )

    def amendment(self) -> Entry:
        """A correction or retraction of an event that is here or will be."""
        self.number += 1
        target = self.draw.choice(self.pool)
        told: dict[str, Any] = {
            "target": target,
            "reason": "r",
            "known": self.draw.choice([None, self.day(), self.day()]),
            "seq": self.draw.randrange(3),
        }
        if self.draw.random() < 0.3:
            return ip4.Retraction(id=f"r{self.number}", **told)
        return ip4.Correction(id=f"c{self.number}", replacement=self.event(target), **told)

    def step(self) -> None:
        """One more batch; now and then onto an older timeline."""
        draw = self.draw
        here = {entry.id for entry in self.entries}
        batch: list[Entry] = []
        for _ in range(draw.choice([1, 1, 1, 3, 20])):
            id = draw.choice(self.pool)
            if draw.random() > 0.65:
                batch.append(self.amendment())
            elif id not in here:
                here.add(id)
                batch.append(self.event(id))
        self.entries += batch
        self.timeline = self.timeline.append(*batch)
        if draw.random() < 0.1:
            self.older.append((self.timeline, list(self.entries)))
        if self.older and draw.random() < 0.15:
            self.timeline, entries = draw.choice(self.older)
            self.entries = list(entries)

    def compared(self) -> Iterator[tuple[str, bool]]:
        """What was compared, and whether it was equal."""
        for rule in RULES:
            for certainty in READINGS:
                known, day = self.draw.choice([None, self.day()]), self.day()
                asked = f"{rule.name} {certainty} as of {day} known on {known}"
                view = self.timeline.project(rule, known_on=known, certainty=certainty)
                got = _told(view, day)
                anew = ip4.Timeline(self.entries)
                built = anew.project(rule, known_on=known, certainty=certainty)
                yield f"{asked}: built anew", got == _told(built, day)
                by = None if known is None else day_number(known)
                want = oracle(self.entries, rule, day_number(day), by, certainty)
                plain = self.timeline.project(rule, certainty=certainty)
                states = plain.as_of(day, known_on=known)
                one_by_one = {key: states.get(key) for key in want}
                yield f"{asked}: by definition", dict(states) == want == one_by_one
                if known is not None:
                    cut = self.timeline.known(known).project(rule, certainty=certainty)
                    yield f"{asked}: cut off", got == _told(cut, day)


def _told(view: Any, day: str) -> tuple[Any, ...]:
    return dict(view.as_of(day)), [list(view.spells(key)) for key in view.keys], view.keys


def main() -> None:
    """Compare for some time, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--limits", choices=("smallest", "shipped"), default="smallest")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    end, seed = time.monotonic() + asked.seconds, asked.seed
    histories = checks = wrong = 0
    while time.monotonic() < end:
        seed += 1
        histories += 1
        limits = smallest(random.Random(seed)) if asked.limits == "smallest" else Limits()
        history = History(seed, limits)
        for step in range(history.draw.choice([10, 40, 120])):
            history.step()
            for what, equal in history.compared() if history.draw.random() < 0.35 else ():
                checks += 1
                wrong += not equal
                if not equal and wrong < 4:
                    print(f"seed {seed}, step {step}, {limits}: {what}")
    print(f"{asked.limits}: {histories} histories, {checks} checks, {wrong} wrong")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
