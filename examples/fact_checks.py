"""Ten things that were said in public about NATO and the four, put to the record.

Each claim is divided into parts, and each part is a query. The verdict follows from what the
queries answer: `true`, `partly true` and which part, `false`, or `not established`, where the
record is not declared complete for what the claim needs.

    python examples/fact_checks.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

import attrs

import ip4timeline as ip4

HAGUE = "2025-the-hague-summit"
MADRID_OPENED = "2022-06-28"
WASHINGTON_ENDED = "2024-07-11"

Verdict = Literal["true", "partly true", "false", "not established"]
Answer: TypeAlias = ip4.Answer[Any]
Parts: TypeAlias = Mapping[str, Answer]


@attrs.frozen
class Claim:
    """Something said in public.

    Attributes:
        text: what was said, in our words.
        source: the id of the publication that said it.
        check: puts it to a timeline, part by part.
    """

    text: str
    source: str
    check: Callable[[ip4.Timeline], Parts]


def verdict(parts: Parts) -> Verdict:
    """What the parts come to: a claim is true if all are, and false if one is and none is true."""
    found = {answer.verdict for answer in parts.values()}
    if found == {"yes"}:
        return "true"
    if "no" not in found:
        return "not established"
    return "partly true" if "yes" in found else "false"


# Two combinations of the library's own claims.


def each(
    timeline: ip4.Timeline, selection: ip4.Selection[Any], test: Callable[[Any], bool]
) -> Answer:
    """Whether there is such an event and all pass a test: one that does not refutes it."""
    none_else = timeline.never(selection.where(lambda e: not test(e)))
    if none_else.verdict == "no":
        return attrs.evolve(none_else, reason=none_else.evidence[0].summary)
    return timeline.exists(selection.where(test))


def beside(answer: Answer, *selections: ip4.Selection[Any]) -> Answer:
    """The answer, with what the record holds instead where there is none of what was asked."""
    if answer.evidence:
        return answer
    return attrs.evolve(answer, evidence=tuple(e for events in selections for e in events))


def at_summits(timeline: ip4.Timeline) -> ip4.Selection[ip4.Attendance]:
    """Everybody's attendances at the summits."""
    return timeline.of(ip4.Attendance).in_series("nato-summit")


# The checks, each the body of one claim.


def leaders_at_three_summits(timeline: ip4.Timeline) -> Parts:
    """Each partner's leader at each summit from Madrid until Washington."""
    there = at_summits(timeline).between(MADRID_OPENED, WASHINGTON_ENDED)
    leaders = there.where(level="leader")
    return {
        p.label: beside(timeline.streak(leaders.about(p), 3), there.about(p)) for p in ip4.Partner
    }


def third_summit_in_a_row(timeline: ip4.Timeline) -> Parts:
    """The four at each summit from Madrid until Washington, whoever came."""
    there = at_summits(timeline).between(MADRID_OPENED, WASHINGTON_ENDED)
    return {"at three summits in a row": timeline.streak(there.about(*ip4.Partner), 3)}


def programmes_by_washington(timeline: ip4.Timeline) -> Parts:
    """A programme of each partner, concluded before the Washington summit ended."""
    programmes = timeline.of(ip4.AgreementSigned).where(type="itpp")
    signed = programmes.between("2023-01-01", WASHINGTON_ENDED)
    return {p.label: timeline.exists(signed.about(p)) for p in ip4.Partner}


def only_luxon_in_the_hague(timeline: ip4.Timeline) -> Parts:
    """New Zealand as the only one of the four with its leader in The Hague."""
    leaders = at_summits(timeline).where(occasion=HAGUE, level="leader")
    return {"the only leader": timeline.only(leaders, "NZL")}


def japans_first_absence(timeline: ip4.Timeline) -> Parts:
    """Japan's leader at each summit before The Hague, and not there."""
    there = at_summits(timeline).about("japan")
    leaders = there.where(level="leader")
    away = timeline.of(ip4.Absence).about("japan").where(occasion=HAGUE)
    return {
        "at the three before": timeline.streak(leaders.between(MADRID_OPENED, WASHINGTON_ENDED), 3),
        "not in The Hague": beside(
            timeline.never(leaders.where(occasion=HAGUE)), away, there.where(occasion=HAGUE)
        ),
    }


def korean_minister_four_times(timeline: ip4.Timeline) -> Parts:
    """A Korean minister at each foreign ministers' session from 2022 until 2025."""
    seats = timeline.of(ip4.Attendance).about("korea").in_series("nato-foreign-ministers")
    return {
        str(year): each(
            timeline,
            seats.between(f"{year}-01-01", f"{year}-12-31"),
            lambda seat: seat.level >= ip4.Level.MINISTER,
        )
        for year in range(2022, 2026)
    }


def first_summit_of_the_four(timeline: ip4.Timeline) -> Parts:
    """No seat of any of the four, leader's or other, at a summit before Madrid."""
    before = at_summits(timeline).between(None, "2022-06-27")
    return {p.label: timeline.never(before.about(p)) for p in ip4.Partner}


def japan_took_part_in_air_defender(timeline: ip4.Timeline) -> Parts:
    """Japan in Air Defender 23, as a participant."""
    exercise = timeline.of(ip4.Exercise).about("japan").where(exercise="air-defender-2023")
    return {"took part": each(timeline, exercise, lambda e: e.capacity == "participant")}


def first_mission_of_its_own(timeline: ip4.Timeline) -> Parts:
    """Japan's mission as the first of the four that stands apart from an embassy."""
    missions = timeline.of(ip4.MissionChanged).where(change="separated")
    return {"the first": timeline.first(missions, next(iter(missions.about("japan")), None))}


def lee_and_ishiba_cancelled(timeline: ip4.Timeline) -> Parts:
    """What had become of each leader's plan for The Hague on the eve of the summit."""
    eve = timeline.as_of("2025-06-23")
    parts: dict[str, Answer] = {}
    for partner in (ip4.Partner.KOREA, ip4.Partner.JAPAN):
        engagement = eve[partner].engagements[HAGUE]
        steps = [step for step in engagement.steps if step.kind in ("cancellation", "declination")]
        evidence = tuple(timeline.event(step.event) for step in steps)
        kinds = {event.kind for event in evidence}
        said: Literal["yes", "no", "not established"] = (
            "yes" if "cancellation" in kinds else "no" if kinds else "not established"
        )
        reason = "" if said == "yes" else evidence[-1].summary if evidence else "nothing is known"
        parts[partner.label] = ip4.Answer(engagement.invitee, said, evidence, (), reason)
    return parts


CLAIMS = (
    Claim(
        "The leaders of all four had come to each NATO summit from 2022 until The Hague.",
        "south-china-morning-undated-summit-snubs-what-key-nato",
        leaders_at_three_summits,
    ),
    Claim(
        "In July 2024 the four took part in a NATO summit for the third year in a row.",
        "wilson-center-undated-indo-pacific-expectations-nato",
        third_summit_in_a_row,
    ),
    Claim(
        "By the Washington summit each of the four had an Individually Tailored Partnership"
        " Programme.",
        "wilson-center-undated-indo-pacific-expectations-nato",
        programmes_by_washington,
    ),
    Claim(
        "Of the four, New Zealand alone had its head of government in The Hague.",
        "korea-point-2025-06-30-beyond-hague-summit-europe-led",
        only_luxon_in_the_hague,
    ),
    Claim(
        "The Hague was the first summit since 2022 without Japan's prime minister.",
        "european-values-undated-historic-times-historic-absence",
        japans_first_absence,
    ),
    Claim(
        "In April 2025 Korea's top diplomat was with NATO's foreign ministers for the fourth time"
        " in a row.",
        "korea-joongang-daily-2025-04-01-south-korean-foreign-minister-attend",
        korean_minister_four_times,
    ),
    Claim(
        "Australia, Japan, New Zealand and Korea each took part in a NATO summit for the first time"
        " in Madrid.",
        "nato-2022-06-29-nato-leaders-meet-key-partners",
        first_summit_of_the_four,
    ),
    Claim(
        "Japan's air force took part in Air Defender 23.",
        "livemint-2023-07-08-china-casts-shadow-nato-allies",
        japan_took_part_in_air_defender,
    ),
    Claim(
        "Japan was the first of the four with a full-time ambassador in a mission of its own.",
        "nhk-world-undated-le-japon-inaugure-une-mission",
        first_mission_of_its_own,
    ),
    Claim(
        "Lee and Ishiba cancelled their trips to The Hague.",
        "korea-point-2025-06-30-beyond-hague-summit-europe-led",
        lee_and_ishiba_cancelled,
    ),
)


# Showing it.


def headline(parts: Parts) -> str:
    """The verdict, and of a mixed one which part."""
    said = verdict(parts)
    if len(parts) == 1 or said == "true":
        return said
    words = {"yes": "", "no": "not ", "possible": "open for ", "not established": "open for "}
    by_word: dict[str, list[str]] = {}
    for name, answer in parts.items():
        by_word.setdefault(words[answer.verdict], []).append(name)
    mixed = "; ".join(word + ", ".join(by_word[word]) for word in sorted(by_word))
    return f"{said} ({mixed})"


def cited(event: ip4.Event, registries: ip4.Registries) -> str:
    """One citation of an event: with a link, and a primary one, where there is one."""
    sources = [registries.source(cite.source) for cite in event.cites]
    best = min(sources, key=lambda s: (not s.url, s.tier != "primary", s.tier == "mirror"))
    return publication(best)


def publication(source: ip4.Source) -> str:
    """A source in one line."""
    return f"{source.publisher}, {source.title!r}, {source.url or source.notes}"


def report(timeline: ip4.Timeline) -> Iterator[str]:
    """Each claim with its verdict, its parts and their evidence, line by line."""
    for number, claim in enumerate(CLAIMS, 1):
        parts = claim.check(timeline)
        yield f"{number}. {claim.text}"
        yield f"   {headline(parts)}"
        yield f"   said by {publication(timeline.registries.source(claim.source))}"
        for name, answer in parts.items():
            reason = f" ({answer.reason})" if answer.reason else ""
            yield f"   - {name}: {answer.verdict}{reason}"
            for event in answer.evidence:
                yield f"     {event.id}: {cited(event, timeline.registries)}"
        yield ""


def main() -> None:
    """Print the report on the shipped record."""
    print("\n".join(report(ip4.load())))


if __name__ == "__main__":
    main()
