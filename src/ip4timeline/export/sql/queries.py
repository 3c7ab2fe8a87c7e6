"""The questions that a database brings along: plain SQL with named parameters.

A ``known_on`` that is empty or null asks with hindsight, a ``partner`` or ``projection`` so left
asks of all; so the same text serves a form that sends empty texts and a program that sends nulls.
What is no day, such as ``2025-6-20``, gives no rows: days compare as texts, and as one it would be
later than every day of its year.
"""

from __future__ import annotations

from typing import Final

import attrs


@attrs.frozen
class Query:
    """A question in SQL.

    Attributes:
        name: what it is called, in an address too.
        title: what it asks.
        what: what its rows are, and what the library calls it.
        sql: the text, with parameters as ``:name``.
        parameters: their names, in the order in which a form asks for them.
    """

    name: str
    title: str
    what: str
    sql: str
    parameters: tuple[str, ...]


def _day(name: str) -> str:
    """A day that is asked for; null where it is none, which a time behind it tells."""
    return f"date(:{name} || 'T00:00')"


def _known(name: str) -> str:
    """A knowledge day that may be left out: then it is the last of the calendar."""
    return f"date(coalesce(nullif(:{name}, ''), '9999-12-31') || 'T00:00')"


def _held(name: str) -> str:
    """That a spell holds a day; of one key at most one does."""
    return f"s.since <= {_day(name)} AND (s.until IS NULL OR s.until > {_day(name)})"


QUERIES: Final = (
    Query(
        "events_as_of",
        "What had happened by a day, as it was known by another",
        "The events in their order, as they stood on the knowledge day: those of "
        "timeline.known(known_on) that had certainly begun by as_of.",
        f"""\
SELECT v.latest AS day, v.occurred, v.kind, v.id, v.partners, v.summary, v.since
FROM versions AS v
WHERE v.since <= {_known("known_on")}
  AND (v.until IS NULL OR v.until > {_known("known_on")})
  AND v.latest <= {_day("as_of")}
  AND (coalesce(:partner, '') = '' OR :partner IN (SELECT value FROM json_each(v.partners)))
ORDER BY v.latest, v.seq, v.id""",
        ("as_of", "known_on", "partner"),
    ),
    Query(
        "learned_between",
        "What became known between two days",
        "The events that count by as_of and stand by the end of the later knowledge day as they "
        "did not by the end of the earlier: timeline.learned(before, after, as_of=as_of).events.",
        f"""\
SELECT v.latest AS day, v.kind, v.id, v.summary, v.since AS learned
FROM versions AS v
WHERE v.since > {_day("before")} AND v.since <= {_day("after")}
  AND (v.until IS NULL OR v.until > {_day("after")})
  AND v.latest <= {_day("as_of")}
  AND NOT EXISTS (
    SELECT 1 FROM versions AS old
    WHERE old.id = v.id AND old.account = v.account
      AND old.since <= {_day("before")} AND (old.until IS NULL OR old.until > {_day("before")})
  )
ORDER BY v.latest, v.seq, v.id""",
        ("before", "after", "as_of"),
    ),
    Query(
        "values_on",
        "How things stood on a day, with hindsight",
        "Every value of a projection, or of all, that held at the end of the day: "
        "timeline.project(projection).as_of(as_of).",
        f"""\
SELECT s.projection, s.key, s.text, s.since, s.opened, s.value, s.because
FROM spells AS s
WHERE {_held("as_of")}
  AND (coalesce(:projection, '') = '' OR s.projection = :projection)
ORDER BY s.projection, s.key""",
        ("as_of", "projection"),
    ),
    Query(
        "changed_between",
        "What changed in the world between two days",
        "Each value that differs between the ends of the two days, with hindsight: "
        "timeline.diff(before, after).",
        f"""\
SELECT s.projection, s.key,
  max(CASE WHEN {_held("before")} THEN s.text END) AS before,
  max(CASE WHEN {_held("after")} THEN s.text END) AS after
FROM spells AS s
WHERE {_day("before")} IS NOT NULL AND {_day("after")} IS NOT NULL
GROUP BY s.projection, s.key
HAVING max(CASE WHEN {_held("before")} THEN s.value END)
  IS NOT max(CASE WHEN {_held("after")} THEN s.value END)
ORDER BY s.projection, s.key""",
        ("before", "after"),
    ),
    Query(
        "why",
        "The evidence for a value on a day",
        "The events that made the value, in the order in which they did, each with its citations: "
        "timeline.project(projection).why(key, as_of).",
        f"""\
SELECT e.id AS event, e.occurred, e.summary,
  c.source, c.locator, read.publisher, read.title, read.url
FROM spells AS s
JOIN spell_events AS made ON made.spell = s.spell
JOIN events AS e ON e.id = made.event
LEFT JOIN citations AS c ON c.event = e.id
LEFT JOIN sources AS read ON read.id = c.source
WHERE s.projection = :projection AND s.key = :key AND {_held("as_of")}
ORDER BY made.position, c.position""",
        ("projection", "key", "as_of"),
    ),
    Query(
        "search",
        "Events that speak of something",
        "The standing events in whose summary, title or reason a word or phrase occurs, in "
        "capitals or not, with accents or not, the best first: timeline.saying(text), in whole "
        "words.",
        """\
SELECT e.id, e.occurred, e.kind,
  snippet(events_fts, -1, '[', ']', '...', 16) AS found, events_fts.rank AS rank
FROM events_fts
JOIN events AS e ON e.rowid = events_fts.rowid
WHERE events_fts MATCH '"' || replace(:text, '"', '""') || '"'
ORDER BY events_fts.rank, e.rowid""",
        ("text",),
    ),
)
"""The questions, in the order in which the documentation asks them."""
